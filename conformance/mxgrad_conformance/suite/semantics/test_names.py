"""Names that are neither operations nor autograd: constants, dtype helpers, shapes, switches."""

from __future__ import annotations

import math
from typing import Any

import numpy as onp
import pytest

from mxgrad_conformance.target import Target

CONSTANTS = {
    "NAN": math.nan,
    "NaN": math.nan,
    "NINF": -math.inf,
    "PINF": math.inf,
    "NZERO": -0.0,
    "PZERO": 0.0,
    "euler_gamma": 0.5772156649015329,
}


@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.names(f"np.{name}")) for name in CONSTANTS])
def test_constant(t: Target, name: str) -> None:
    got, want = getattr(t.np, name), CONSTANTS[name]
    assert got == want or (math.isnan(got) and math.isnan(want))
    assert math.copysign(1, got) == math.copysign(1, want) or math.isnan(want)


@pytest.mark.names("np.int16", "np.uint16", "np.uint32", "np.uint64")
@pytest.mark.parametrize("name", ["int16", "uint16", "uint32", "uint64"])
def test_more_dtypes(t: Target, name: str) -> None:
    x = t.np.array([1, 2], dtype=getattr(t.np, name))
    assert str(onp.dtype(x.dtype)) == name
    assert x.tolist() == [1, 2]


@pytest.mark.names("np.complex64", "np.complex128")
@pytest.mark.parametrize("name", ["complex64", "complex128"])
def test_complex_dtypes(t: Target, name: str) -> None:
    x = t.np.array([1 + 2j], dtype=getattr(t.np, name))
    assert (x * x).asnumpy()[0] == -3 + 4j


@pytest.mark.names("np.dtype")
def test_dtype_function(t: Target) -> None:
    assert onp.dtype(t.np.dtype("float32")) == onp.float32


@pytest.mark.names("np.finfo", "np.iinfo")
def test_limits(t: Target) -> None:
    assert float(t.np.finfo("float32").eps) == float(onp.finfo("float32").eps)
    assert int(t.np.iinfo("int32").max) == 2**31 - 1


def test_shape_functions(t: Target) -> None:
    x = t.np.ones((2, 3))
    assert (t.np.shape(x), t.np.ndim(x), t.np.size(x)) == ((2, 3), 2, 6)
    assert t.np.size(x, 1) == 3


def test_empty_like(t: Target) -> None:
    x = t.np.empty_like(t.np.ones((2, 3), dtype="float64"))
    assert x.shape == (2, 3)
    assert str(onp.dtype(x.dtype)) == "float64"


@pytest.mark.names("np.asarray")
def test_asarray_does_not_copy(t: Target) -> None:
    x = t.np.arange(3)
    assert t.np.asarray(x) is x
    assert str(onp.dtype(t.np.asarray(x, dtype="int32").dtype)) == "int32"


@pytest.mark.names("np.from_dlpack")
def test_from_dlpack(t: Target) -> None:
    x = t.np.from_dlpack(onp.arange(3.0, dtype="float32"))
    assert isinstance(x, t.np.ndarray)
    assert x.tolist() == [0, 1, 2]


@pytest.mark.names("npx.from_numpy", "npx.from_dlpack")
@pytest.mark.parametrize("name", ["from_numpy", "from_dlpack"])
def test_npx_takes_host_arrays(t: Target, name: str) -> None:
    x = getattr(t.npx, name)(onp.arange(3.0, dtype="float32"))
    assert isinstance(x, t.np.ndarray)
    assert x.tolist() == [0, 1, 2]


@pytest.mark.names("npx.set_np_default_dtype")
def test_default_dtype_setter(t: Target) -> None:
    assert t.npx.set_np_default_dtype(True) is False
    try:
        assert str(onp.dtype(t.np.zeros(2).dtype)) == "float64"
    finally:
        assert t.npx.set_np_default_dtype(False) is True


def test_compute_capability_is_for_gpus(t: Target) -> None:
    with pytest.raises(ValueError, match="Expecting a gpu context to get cuda compute capability"):
        t.npx.get_cuda_compute_capability(t.npx.cpu())


def test_print_options(t: Target) -> None:
    before = int(onp.get_printoptions()["precision"])
    try:
        t.np.set_printoptions(precision=2)
        assert str(t.np.array([1 / 3])) == "[0.33]"
    finally:
        t.np.set_printoptions(precision=before)
        onp.set_printoptions(precision=before)


@pytest.mark.parametrize("path", ["np.linalg", "np.random", "npx.random"])
def test_submodules(t: Target, path: str) -> None:
    module: Any = t
    for part in path.split("."):
        module = getattr(module, part)
    assert module.__name__.endswith(path.split(".")[-1])


@pytest.mark.names("npx.Context", "npx.current_context")
def test_contexts(t: Target) -> None:
    assert t.npx.current_context() == t.npx.cpu()
    assert isinstance(t.npx.cpu(), t.npx.Context)
    assert t.npx.cpu_pinned().device_type == "cpu_pinned"
    with t.npx.Context("cpu", 0):
        assert t.np.ones(1).ctx == t.npx.cpu()


@pytest.mark.names("npx.Device", "npx.current_device")
def test_devices(t: Target) -> None:
    assert t.npx.current_device() == t.npx.cpu()
    assert isinstance(t.npx.cpu(), t.npx.Device)


def test_no_gpu(t: Target) -> None:
    if t.npx.num_gpus() == 0:
        with pytest.raises((ValueError, t.error)):
            t.npx.gpu_memory_info()


def test_shape_semantics(t: Target) -> None:
    assert t.npx.is_np_shape()


@pytest.mark.names("npx.use_np")
def test_use_np_decorates(t: Target) -> None:
    def work(x: Any) -> Any:
        assert t.npx.is_np_array()
        return x * 2

    assert t.npx.use_np(work)(t.np.ones(2)).tolist() == [2, 2]


@pytest.mark.names("npx.is_np_default_dtype")
def test_default_dtype_switch(t: Target) -> None:
    assert not t.npx.is_np_default_dtype()
    try:
        t.npx.set_np(dtype=True)
        assert t.npx.is_np_default_dtype()
        assert str(onp.dtype(t.np.ones(2).dtype)) == "float64"
        assert str(onp.dtype((t.np.array([1], dtype="int32") + 1.5).dtype)) == "float64"
        assert str(onp.dtype(t.np.ones(2, dtype="float32").dtype)) == "float32"
    finally:
        t.npx.reset_np()
        t.npx.set_np()
    assert str(onp.dtype(t.np.ones(2).dtype)) == "float32"


@pytest.mark.names("npx.to_dlpack_for_read", "npx.to_dlpack_for_write", "npx.from_dlpack")
@pytest.mark.parametrize("purpose", ["read", "write"])
def test_capsules(t: Target, purpose: str) -> None:
    x = t.np.arange(3)
    y = t.npx.from_dlpack(getattr(t.npx, f"to_dlpack_for_{purpose}")(x))
    assert (type(y), y.tolist()) == (type(x), [0, 1, 2])
