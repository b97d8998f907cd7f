"""Products with numbers that the jax backend computes late: nothing of it can be seen but that it takes fewer calls."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as onp
import pytest

import mxgrad as mx
from mxgrad import autograd, np
from mxgrad.base import MXNetError

jax = pytest.importorskip("jax")

from mxgrad_jax import JaxBackend  # noqa: E402
from mxgrad_jax.cell import cell_of  # noqa: E402
from mxgrad_jax.deferred import LONGEST, Deferred, itself, scaled, summed  # noqa: E402
from mxgrad_jax.spec import Spec  # noqa: E402


@pytest.fixture(autouse=True)
def on_jax() -> Iterator[None]:
    with mx.use_backend(JaxBackend(staging=True)):
        yield


def is_waiting(x: np.ndarray) -> bool:
    return type(x._handle) is Deferred and x._handle.value is None


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_an_update_is_one_call(dtype: str) -> None:
    w, g = np.array([1.0, 2.0], dtype=dtype), np.array([4.0, 8.0], dtype=dtype)
    step = 0.5 * g / 2
    assert is_waiting(step) and step.shape == (2,) and step.dtype == onp.dtype(dtype)
    w -= step
    assert is_waiting(step)  # it was no value of its own that was taken
    assert w.tolist() == [0.0, 0.0] and w.dtype == onp.dtype(dtype)
    assert (step + w).tolist() == (w + step).tolist() == step.tolist() == [1.0, 2.0]
    assert (step - 1).tolist() == [0.0, 1.0] and not is_waiting(step)


def test_operands_are_as_they_were_then() -> None:
    g = np.array([1.0, 2.0])
    half = g / 2
    g[:] = 7.0
    assert half.tolist() == [0.5, 1.0]


def test_writing_ends_the_waiting() -> None:
    half = np.array([1.0, 2.0]) / 2
    half[:] = np.array([5.0, 6.0])
    assert half.tolist() == [5.0, 6.0]
    third = np.array([3.0, 6.0]) / 3
    third[0] = 9.0
    assert third.tolist() == [9.0, 2.0]


def test_views_and_aliases_of_what_waits() -> None:
    twice = 2 * np.array([1.0, 2.0, 3.0])
    same, tail = twice.detach(), twice[1:]
    tail[0] = 0.0
    assert twice.tolist() == same.tolist() == [2.0, 0.0, 6.0]


def test_a_variable_may_wait() -> None:
    x = 2 * np.array([1.0, 2.0])
    x.attach_grad()
    with autograd.record():
        y = (x * x).sum()
    y.backward()
    assert x.grad.tolist() == [4.0, 8.0]
    later = 3 * np.array([1.0, 2.0])
    later.attach_grad()
    with autograd.record():
        z = (x * later).sum()
    z.backward()
    assert x.grad.tolist() == [3.0, 6.0] and later.grad.tolist() == [2.0, 4.0]


def test_an_overwritten_value_that_a_gradient_needs_is_an_error() -> None:
    x = 2 * np.array([1.0, 2.0])
    x.attach_grad()
    with autograd.record():
        y = (x * x).sum()
    x[:] = 1.0
    with pytest.raises(MXNetError, match="overwritten"):
        y.backward()


def test_errors_name_the_shapes() -> None:
    half = np.ones((2, 3)) / 2
    with pytest.raises(MXNetError, match=r"\[2,3\] \[4\]"):
        half + np.ones(4)
    assert half.tolist() == [[0.5] * 3] * 2


def test_expressions_are_of_limited_length() -> None:
    x = np.ones(2)
    for _ in range(3 * LONGEST):
        x = x * 2.0
        assert x._handle.expression.length <= LONGEST
    assert x.tolist() == [2.0 ** (3 * LONGEST)] * 2


def test_nothing_waits_without_staging() -> None:
    with mx.use_backend(JaxBackend(staging=False)):
        assert not is_waiting(np.ones(2) * 2)


def test_what_another_thread_has_computed_meanwhile_is_used() -> None:
    half = np.array([2.0, 4.0]) / 2
    cell = half._handle
    assert half.tolist() == [1.0, 2.0] and cell.operands == ()
    subtract = Spec(half._backend, "subtract", jax.numpy.subtract)
    other = np.array([5.0, 5.0])
    assert summed(subtract, cell, cell_of(other)) is None and summed(subtract, cell_of(other), cell) is None
    assert (half - other).tolist() == [-4.0, -3.0] and (other - half).tolist() == [4.0, 3.0]
    assert scaled(itself(), subtract, cell, 1.0, True, False).read().tolist() == [0.0, 1.0]
