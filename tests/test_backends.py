"""Choosing a backend, and what happens where two meet."""

from __future__ import annotations

import itertools
import subprocess
import threading

import numpy as onp
import pytest

import mxgrad as mx
from mxgrad import autograd, np
from mxgrad._registry import get_backend
from support import backend_parameters, run_python

INSTALLED = [
    parameter.values[0] for parameter in backend_parameters() if not any(mark.args[0] for mark in parameter.marks)
]
PAIRS = list(itertools.permutations([*INSTALLED, "array_api"], 2))


@pytest.fixture(autouse=True)
def numpy_by_default():
    before = mx.current_backend()
    yield
    mx.set_backend(before)


def test_names():
    assert set(mx.available_backends()) >= {"numpy", "array_api", "torch", "jax"}


@pytest.mark.parametrize("backend", backend_parameters())
def test_arrays_tell_their_backend(backend):
    with mx.use_backend(backend) as chosen:
        assert chosen is mx.current_backend()
        x = np.ones(3)
    assert x.backend == chosen.name == backend
    assert (x + 1).backend == backend  # operations follow their operands


def test_set_backend_is_for_the_process_and_use_backend_for_the_thread():
    other = get_backend("array_api")
    seen = []
    with mx.use_backend(other):
        thread = threading.Thread(target=lambda: seen.append(mx.current_backend().name))
        thread.start()
        thread.join()
    assert seen == ["numpy"]
    mx.set_backend(other)
    thread = threading.Thread(target=lambda: seen.append(mx.current_backend().name))
    thread.start()
    thread.join()
    assert seen == ["numpy", "array_api"]


def test_use_backend_nests_decorates_and_survives_errors():
    @mx.use_backend("array_api")
    def inner() -> str:
        return mx.current_backend().name

    with mx.use_backend("numpy"):
        assert inner() == "array_api"
        with pytest.raises(ZeroDivisionError), mx.use_backend("array_api"):
            raise ZeroDivisionError
        assert mx.current_backend().name == "numpy"


def test_environment_variable():
    code = "import mxgrad; print(mxgrad.current_backend().name)"
    assert run_python("-c", code, env={"MXGRAD_BACKEND": "array_api"}).stdout == "array_api\n"
    done: subprocess.CompletedProcess[str] = run_python("-c", code, env={"MXGRAD_BACKEND": "nope"}, check=False)
    assert "no backend named 'nope'; there are array_api, jax, numpy, torch" in done.stderr


def test_what_is_no_backend():
    with pytest.raises(ValueError, match="no backend named 'cupy'"):
        mx.set_backend("cupy")
    with pytest.raises(TypeError, match="a backend is a name"):
        mx.set_backend(3)
    with pytest.raises(ValueError, match="'numpy' is registered already"):
        mx.register_backend("numpy", lambda: get_backend("numpy"))


def test_a_namespace_is_a_backend():
    array_api_strict = pytest.importorskip("array_api_strict")
    with mx.use_backend(array_api_strict) as chosen:
        assert chosen.name == "array_api_strict"
        assert get_backend(array_api_strict) is chosen


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_arrays_move_between_backends(one, other):
    with mx.use_backend(one):
        x = np.array([[1.0, 2.0], [3.0, 4.0]])
    moved = x.as_in_backend(other)
    assert moved.backend == other
    assert moved.tolist() == x.tolist()
    assert moved.dtype == x.dtype
    assert x.as_in_backend(one) is x
    moved[:] = 0  # a copy
    assert x.sum().item() == 10
    target = np.zeros((2, 2)).as_in_backend(other)
    assert x.copyto(target) is target
    assert target.tolist() == x.tolist()


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_operands_of_two_backends_are_an_error_that_names_both(one, other):
    x, y = np.ones(2).as_in_backend(one), np.ones(2).as_in_backend(other)
    for mix in (lambda: x + y, lambda: np.dot(x, y), lambda: np.concatenate([x, y]), lambda: np.where(x > 0, x, y)):
        with pytest.raises(TypeError, match="as_in_backend") as caught:
            mix()
        assert one in str(caught.value)
        assert other in str(caught.value)


def test_moving_while_recording_would_lose_the_gradient():
    x = np.ones(2)
    x.attach_grad()
    with autograd.record():
        y = x * 2
        with pytest.raises(mx.MXNetError, match="would leave the graph"):
            y.as_in_backend("array_api")
        assert y.detach().as_in_backend("array_api").tolist() == [2, 2]


@pytest.mark.parametrize("backend", backend_parameters())
def test_numbers_and_host_arrays_mix_with_every_backend(backend):
    with mx.use_backend(backend):
        x = np.ones(2)
    assert (x + onp.ones(2, "float32")).tolist() == (onp.ones(2, "float32") + x).tolist() == [2, 2]
    assert (1 + x).backend == (x + onp.ones(2, "float32")).backend == backend


@pytest.mark.parametrize("backend", backend_parameters())
def test_members_without_a_counterpart_in_the_suite(backend):
    with mx.use_backend(backend):
        x = np.ones(2)
    assert x.writable
    assert x.tostype("default") is x
    with pytest.raises(ValueError, match="arrays are dense"):
        x.tostype("csr")
    assert x.wait_to_write() is None
