"""`mxgrad.context`: naming devices, the default one of a thread, and what a missing one says."""

from __future__ import annotations

import copy
import pickle
import threading

import pytest

import mxgrad as mx
from mxgrad import context
from mxgrad.base import MXNetError
from mxgrad.spi import Backend


def test_a_context_is_a_value():
    assert context.cpu() == context.Context("cpu") == context.Context(context.cpu(0))
    assert context.cpu(1) != context.cpu(0)
    assert context.cpu() != "cpu(0)"
    assert {context.gpu(2): "two"}[context.gpu(2)] == "two"
    for made in (copy.copy, copy.deepcopy, lambda c: pickle.loads(pickle.dumps(c))):
        assert made(context.gpu(3)) == context.gpu(3)
    with pytest.raises(AttributeError, match="cannot be changed"):
        context.cpu().device_id = 1


@pytest.mark.parametrize(
    ("made", "text", "typeid"),
    [
        (context.cpu(), "cpu(0)", 1),
        (context.gpu(3), "gpu(3)", 2),
        (context.cpu_pinned(1), "cpu_pinned(1)", 3),
        (context.Context("cpu_shared"), "cpu_shared(0)", 5),
    ],
)
def test_names_and_numbers_are_those_of_mxnet(made, text, typeid):
    assert str(made) == repr(made) == text
    assert made.device_typeid == typeid
    assert made.device_type == text.partition("(")[0]
    assert context.Context.devtype2str[typeid] == made.device_type
    assert context.Context.devstr2type[made.device_type] == typeid


@pytest.mark.parametrize(
    ("arguments", "error", "text"),
    [
        (("tpu",), KeyError, "unknown device type 'tpu'; the types are cpu, gpu"),
        ((1,), TypeError, "write cpu\\(\\) or gpu\\(0\\)"),
        (("cpu", "a"), TypeError, "a device number is an integer, not 'a'"),
        (("gpu", -1), ValueError, "not negative, got -1"),
    ],
)
def test_nonsense_is_refused_with_its_value(arguments, error, text):
    with pytest.raises(error, match=text) as caught:
        context.Context(*arguments)
    assert isinstance(caught.value, MXNetError)


def test_the_default_device_follows_with_and_exceptions():
    assert context.current_context() == context.current_device() == context.cpu(0)
    one = context.cpu(1)
    with one as entered, one, context.cpu(2):
        assert entered is one
        assert context.current_context() == context.cpu(2)
    with pytest.raises(RuntimeError), one:
        raise RuntimeError
    assert context.current_context() == context.cpu(0)


def test_one_context_can_be_entered_twice():
    one = context.cpu(1)
    with one:
        with context.cpu(2), one:
            assert context.current_context() == one
        assert context.current_context() == one
    assert context.current_context() == context.cpu(0)


def test_the_default_device_belongs_to_the_thread():
    seen = []
    with context.cpu(5):
        thread = threading.Thread(target=lambda: seen.append(context.current_context()))
        thread.start()
        thread.join()
    assert seen == [context.cpu(0)]


def test_default_ctx_on_the_class_warns_and_works():
    with pytest.warns(DeprecationWarning, match="current_context"):
        assert context.Context.default_ctx == context.cpu(0)
    with pytest.warns(DeprecationWarning):
        context.Context.default_ctx = context.cpu(4)
    try:
        assert context.current_context() == context.cpu(4)
    finally:
        context.set_default_context(context.cpu(0))


def test_as_context_reads_what_people_write():
    assert context.as_context(None) == context.cpu(0)
    assert context.as_context("gpu(1)") == context.gpu(1)
    assert context.as_context("cpu") == context.cpu()
    for wrong, error in (("gpu:1", ValueError), ("tpu", KeyError), (3, TypeError)):
        with pytest.raises(error):
            context.as_context(wrong)


def test_a_missing_gpu_says_which_devices_there_are():
    with mx.use_backend("numpy"):
        assert context.num_gpus() == 0
        with pytest.raises(MXNetError, match=r"'numpy' backend has no device gpu\(0\) here; it has cpu\(0\)"):
            context.gpu_memory_info(0)
        with pytest.raises(MXNetError, match="no device gpu"):
            context.gpu(0).empty_cache()
        with pytest.raises(MXNetError, match=r"it has cpu\(0\)"):
            mx.np.ones(2, ctx=context.gpu(0))
    with pytest.raises(MXNetError, match=r"it has cpu\(0\), gpu\(0\), gpu\(1\)"):
        context.check_device(context.gpu(2), "other", 2)
    context.check_device(context.gpu(1), "other", 2)
    context.cpu().empty_cache()


class Gpus(Backend):
    """A backend with two GPUs, as far as `mxgrad.context` asks."""

    name = "gpus"

    def __init__(self, **optional):
        self.__dict__.update(optional)

    def num_gpus(self):
        return 2


Gpus.__abstractmethods__ = frozenset()


def test_what_a_backend_may_tell_about_its_gpus(monkeypatch):
    released = []
    able = Gpus(gpu_memory_info=lambda number: (number, 10), empty_cache=released.append)
    monkeypatch.setattr("mxgrad._registry.current_backend", lambda: able)
    assert context.num_gpus() == 2
    assert context.gpu_memory_info(1) == (1, 10)
    context.gpu(1).empty_cache()
    assert released == [1]
    monkeypatch.setattr("mxgrad._registry.current_backend", Gpus)
    context.gpu(1).empty_cache()
    with pytest.raises(MXNetError, match="does not tell how much memory"):
        context.gpu_memory_info(1)


def test_device_is_the_name_of_mxnet_2():
    from mxgrad import device

    assert device.Device is context.Context
    assert device.current_device() == context.cpu()
    assert set(device.__all__) <= set(dir(device))
