"""Making arrays: from lists, numbers, NumPy and other arrays; constants and dtype names."""

from __future__ import annotations

import math
from typing import Any

import numpy as onp
import pytest

from mxgrad_conformance.marks import dtype_params
from mxgrad_conformance.target import Target

DTYPES = ("float16", "float32", "float64", "int8", "uint8", "int32", "int64", "bool")


def _dtype(x: Any) -> str:
    return str(onp.dtype(x.dtype))


@pytest.mark.parametrize(
    "value", [[1, 2], [1.5, 2.5], [[1, 2], [3, 4]], 3, 2.5, True, [True, False], [], [[]]], ids=repr
)
def test_lists_and_numbers_are_float32(t: Target, value: Any) -> None:
    x = t.np.array(value)
    assert _dtype(x) == "float32"
    assert x.shape == onp.shape(value)
    assert x.tolist() == onp.array(value, dtype="float32").tolist()


@pytest.mark.parametrize("dtype", dtype_params(DTYPES))
def test_host_arrays_keep_their_dtype(t: Target, dtype: str) -> None:
    a = onp.array([0, 1, 2], dtype=dtype)
    x = t.np.array(a)
    assert _dtype(x) == dtype
    assert x.tolist() == a.tolist()


def test_host_scalars(t: Target) -> None:
    x = t.np.array(onp.float32(2.5))
    assert x.shape == ()
    assert _dtype(x) == "float32"


def test_from_arrays(t: Target) -> None:
    x = t.np.arange(3)
    assert t.np.array([x, x]).tolist() == [[0, 1, 2], [0, 1, 2]]
    assert _dtype(t.np.array(x, dtype="int32")) == "int32"
    assert t.np.array([x[0], x[2]]).tolist() == [0, 2]


@pytest.mark.parametrize("value", ["a", [[1, 2], [3]]], ids=repr)
def test_what_is_no_array(t: Target, value: Any) -> None:
    with pytest.raises((TypeError, ValueError)):
        t.np.array(value)


def test_empty(t: Target) -> None:
    x = t.np.empty((2, 3))
    assert x.shape == (2, 3)
    assert _dtype(x) == "float32"
    assert _dtype(t.np.empty(2, dtype="int32")) == "int32"


def test_constants(t: Target) -> None:
    assert t.np.pi == math.pi
    assert t.np.e == math.e
    assert t.np.inf == math.inf
    assert math.isnan(t.np.nan)
    assert t.np.newaxis is None


@pytest.mark.parametrize("name", dtype_params([*DTYPES, "bool_"]))
def test_dtype_names(t: Target, name: str) -> None:
    x = t.np.zeros(2, dtype=getattr(t.np, name))
    assert _dtype(x) == name.rstrip("_")


def test_context_argument(t: Target) -> None:
    x = t.np.ones(2, ctx=t.npx.cpu())
    assert x.ctx == t.npx.cpu()
    assert t.np.array([1, 2], ctx=t.mx.cpu()).tolist() == [1, 2]


@pytest.mark.parametrize("name", ["zeros", "ones", "empty"])
def test_order(t: Target, name: str) -> None:
    function = getattr(t.np, name)
    assert function((2, 3), order="C").shape == (2, 3)
    with pytest.raises(NotImplementedError):
        function((2, 3), order="F")


@pytest.mark.names("npx.set_np_default_dtype")
def test_double_by_default(t: Target) -> None:
    np = t.np
    before = t.npx.set_np_default_dtype(True)
    try:
        i = np.array([1, 2], dtype="int32")
        doubles = [
            np.array([1, 2]), np.array(2.5), np.array([True]), np.zeros(2), np.ones(2), np.empty(2), np.full(2, 1.5),
            np.linspace(0, 1, 3), np.logspace(0, 1, 3), np.arange(0, 1, 0.5), np.eye(2), np.identity(2),
            np.hanning(3), np.mean(i), np.std(i), np.sqrt(i), i + 1.5, i / 2, np.random.uniform(size=2),
            np.random.normal(size=2), np.random.rand(2), np.random.randn(2), np.random.gamma(1.0, size=2),
        ]  # fmt: skip
        assert [_dtype(x) for x in doubles] == ["float64"] * len(doubles)
        assert _dtype(np.arange(3)) == _dtype(np.full(2, 3)) == "int64"
        assert _dtype(np.array([1j])) == "complex128"
        assert _dtype(np.ones(2, dtype="float32") * 2) == "float32"
        assert repr(np.ones(1)) == "array([1.])"
        assert repr(np.ones(1, dtype="float32")) == "array([1.], dtype=float32)"
    finally:
        t.npx.set_np_default_dtype(before)
    assert _dtype(np.array([1, 2])) == _dtype(np.arange(3)) == "float32"


def test_what_is_no_range(t: Target) -> None:
    for call in (
        lambda: t.np.linspace(0, 1, -1), lambda: t.np.linspace(0, 1, 2.5), lambda: t.np.arange(0, 1, 0),
    ):  # fmt: skip
        with pytest.raises((ValueError, TypeError, ArithmeticError, t.error)):
            call()  # type: ignore[no-untyped-call]
            t.npx.waitall()


@pytest.mark.names("np.geomspace")
def test_no_ratio_to_zero(t: Target) -> None:
    for start in (0, t.np.zeros(2)):
        with pytest.raises(ValueError, match="zero"):
            t.np.geomspace(start, 1)


@pytest.mark.needs("host_arrays_mix")
def test_step_of_arrays(t: Target) -> None:
    x, step = t.np.linspace(t.np.zeros(2), t.np.array([1.0, 4.0]), 5, retstep=True)
    assert x.shape == (5, 2)
    assert step.tolist() == [0.25, 1]


def test_linspace_with_its_step(t: Target) -> None:
    x, step = t.np.linspace(0, 1, 5, retstep=True)
    assert step == 0.25
    assert x.tolist() == [0, 0.25, 0.5, 0.75, 1]
