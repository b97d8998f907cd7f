"""`mxgrad.util`: the NumPy switches and the small helpers."""

from __future__ import annotations

import os
import threading

import numpy
import pytest

import mxgrad as mx
from mxgrad import autograd, np, util
from mxgrad.base import MXNetError, MXNetNotImplementedError
from mxgrad.spi import Backend


@pytest.fixture(autouse=True)
def _switches_off():
    util.reset_np()
    yield
    util.reset_np()


def switches() -> tuple[bool, bool, bool]:
    return util.is_np_array(), util.is_np_shape(), util.is_np_default_dtype()


def test_set_np_and_reset_np():
    assert switches() == (False, False, False)
    util.set_np()
    assert switches() == (True, True, False)
    util.set_np(dtype=True)
    assert switches() == (True, True, True)
    assert util.default_float() == numpy.float64
    util.set_np()  # as in MXNet: dtype is False unless it is said again
    assert switches() == (True, True, False)
    util.reset_np()
    assert switches() == (False, False, False)


def test_array_semantics_needs_shape_semantics():
    with pytest.raises(ValueError, match="NumPy Shape semantics is required in using NumPy array semantics"):
        util.set_np(shape=False, array=True)
    util.set_np()
    with pytest.raises(ValueError, match="Deactivating NumPy shape semantics while NumPy array semantics"):
        util.set_np_shape(False)
    with pytest.raises(ValueError, match="Deactivating"), util.np_shape(False):
        pass
    assert switches() == (True, True, False)


def test_set_np_shape_returns_what_was():
    assert util.set_np_shape(True) is False
    assert util.set_np_shape(1) is True
    assert util.set_np_shape(0) is True
    with pytest.raises(TypeError, match="active is True or False, not 'x'"):
        util.set_np_shape("x")


def test_scopes_nest_and_restore():
    scope = util.np_array(True)
    with scope, util.np_shape(True):
        assert switches() == (True, True, False)
        with util.np_array(False), scope:
            assert util.is_np_array()
        assert util.is_np_array()
    with pytest.raises(RuntimeError), util.np_default_dtype(True):
        raise RuntimeError
    assert switches() == (False, False, False)


def test_switches_belong_to_the_thread_and_the_default_dtype_to_the_process():
    util.set_np(dtype=True)
    seen = []
    thread = threading.Thread(target=lambda: seen.append(switches()))
    thread.start()
    thread.join()
    assert seen == [(False, False, True)]


def test_a_dtype_scope_belongs_to_the_thread():
    seen = []
    with util.np_default_dtype(True):
        thread = threading.Thread(target=lambda: seen.append(util.is_np_default_dtype()))
        thread.start()
        thread.join()
        assert util.set_np_default_dtype(False) is True  # inside a scope: the scope's
        assert not util.is_np_default_dtype()
    assert seen == [False]
    assert util.set_np_default_dtype(True) is False
    with util.np_default_dtype(False):
        assert util.default_float() == numpy.float32
    assert util.set_np_default_dtype(False) is True


def test_the_default_dtype_acts():
    with util.np_default_dtype(True):
        assert mx.np.ones(2).dtype == numpy.float64
    assert mx.np.ones(2).dtype == numpy.float32


def test_decorators_on_functions():
    @util.use_np
    def probe(*args, **kwargs):
        "docs"
        return switches(), args, kwargs

    assert probe(1, k=2) == ((True, True, False), (1,), {"k": 2})
    assert (probe.__name__, probe.__doc__) == ("probe", "docs")
    assert util.use_np_default_dtype(switches)() == (False, False, True)
    assert util.use_np_array(switches)() == (True, False, False)
    assert util.use_np_shape(switches)() == (False, True, False)


def test_decorators_on_classes():
    class Base:
        def inherited(self):
            return switches()

    @util.use_np
    class Probe(Base):
        constant = 3

        def __init__(self):
            self.made = switches()

        def method(self):
            return switches()

        @property
        def attribute(self):
            return switches()

        @staticmethod
        def static():
            return switches()

        @classmethod
        def of_class(cls):
            return cls, switches()

    on = (True, True, False)
    probe = Probe()
    assert probe.made == probe.method() == probe.inherited() == probe.attribute == Probe.static() == on
    assert Probe.of_class() == (Probe, on)
    assert Probe.constant == 3
    assert Base().inherited() == (False, False, False)


@pytest.mark.parametrize("name", ["use_np", "use_np_array", "use_np_shape", "use_np_default_dtype"])
def test_decorators_refuse_what_cannot_be_called(name):
    with pytest.raises(TypeError, match="can only decorate classes and callable objects, while received a <class"):
        getattr(util, name)(3)


@pytest.mark.parametrize(
    ("key", "value", "legal"),
    [
        ("where", None, True),
        ("casting", "safe", True),
        ("casting", "wild", False),
        ("order", "C", True),
        ("order", 3, False),
        ("dtype", "float32", True),
        ("dtype", numpy.float16, True),
        ("dtype", "complex64", False),
        ("dtype", "nonsense", False),
        ("subok", True, True),
        ("subok", 1, False),
        ("other", 1, False),
    ],
)
def test_ufunc_options(key, value, legal):
    assert util.np_ufunc_legal_option(key, value) is legal


@pytest.mark.parametrize(
    ("wrapped", "arguments"),
    [
        (util.wrap_np_unary_func(lambda x, out=None: (x, out)), (1,)),
        (util.wrap_np_binary_func(lambda x, y, out=None: (x, y, out)), (1, 2)),
    ],
)
def test_ufunc_wrappers(wrapped, arguments):
    assert wrapped(*arguments) == (*arguments, None)
    assert wrapped(*arguments, out=5) == (*arguments, 5)
    assert wrapped(*arguments, where=True, casting="same_kind", order="K", dtype=None, subok=True)
    with pytest.raises(NotImplementedError, match=r"where=False is not implemented yet .* leave it at True"):
        wrapped(*arguments, where=False)
    with pytest.raises(TypeError, match="foo is an invalid keyword to function"):
        wrapped(*arguments, foo=1)
    with pytest.raises(TypeError, match="casting=wild not understood"):
        wrapped(*arguments, casting="wild")


def test_ctx_and_device_keywords():
    function = util.wrap_ctx_to_device_func(lambda x, device=None: (x, device))
    assert function(1) == (1, None)
    assert function(1, ctx="a") == (1, "a")
    assert function(1, device="b") == (1, "b")
    assert function(1, ctx="a", device="b") == (1, "b")


def test_set_module():
    def function(): ...

    assert util.set_module(None)(function).__module__ == __name__
    assert util.set_module("elsewhere")(function).__module__ == "elsewhere"


def test_numbers_and_arrays():
    assert util.dtype_from_number(True) is util.dtype_from_number(numpy.int8(1)) is numpy.int64
    assert util.dtype_from_number(1.5) is numpy.float32
    with util.np_default_dtype(True):
        assert util.dtype_from_number(numpy.float32(1.5)) is numpy.float64
    with pytest.raises(TypeError, match="not 'x'"):
        util.dtype_from_number("x")
    made = util.default_array([1, 2], dtype="int32")
    assert isinstance(made, mx.np.ndarray)
    assert made.tolist() == [1, 2]


def test_environment_variables(monkeypatch):
    monkeypatch.delenv("MXGRAD_TEST_VARIABLE", raising=False)
    assert util.getenv("MXGRAD_TEST_VARIABLE") is None
    util.setenv("MXGRAD_TEST_VARIABLE", "1")
    assert util.getenv("MXGRAD_TEST_VARIABLE") == os.environ["MXGRAD_TEST_VARIABLE"] == "1"
    util.setenv("MXGRAD_TEST_VARIABLE", None)
    util.setenv("MXGRAD_TEST_VARIABLE", None)
    assert util.getenv("MXGRAD_TEST_VARIABLE") is None


def test_gpus():
    with mx.use_backend("numpy"):
        assert util.get_gpu_count() == 0
        with pytest.raises(MXNetError, match=r"it has cpu\(0\)"):
            util.get_gpu_memory(0)
        with pytest.raises(MXNetError, match=r"it has cpu\(0\)"):
            util.get_cuda_compute_capability(mx.gpu(0))
    with pytest.raises(ValueError, match=r"Expecting a gpu context .* while received ctx cpu\(0\)"):
        util.get_cuda_compute_capability(mx.cpu())


def test_compute_capability_is_optional_for_a_backend(monkeypatch):
    class Gpus(Backend):
        name = "gpus"

        def num_gpus(self):
            return 1

    Gpus.__abstractmethods__ = frozenset()
    monkeypatch.setattr("mxgrad._registry.current_backend", Gpus)
    with pytest.raises(MXNetNotImplementedError, match="backend 'gpus' does not tell"):
        util.get_cuda_compute_capability(mx.gpu(0))
    Gpus.cuda_compute_capability = lambda self, number: 90
    assert util.get_cuda_compute_capability(mx.gpu(0)) == 90


@pytest.mark.parametrize("backend", ["numpy", "torch", "jax"])
def test_numpy_fallback(backend):
    @util.numpy_fallback
    def largest(x, count=1, *, scale=1):
        assert type(x) is numpy.ndarray
        return np.sort(x)[::-1][:count] * scale

    pytest.importorskip(backend)
    with mx.use_backend(backend):
        x = np.array([3.0, 1.0, 2.0])
        found = largest(x, count=2, scale=2)
        assert (type(found), found.backend, found.tolist()) == (np.ndarray, backend, [6, 4])
        x.attach_grad()
        with autograd.record(), pytest.raises(MXNetError, match="leave the graph"):
            largest(x * 1)
