"""The gradient buffer: allocated once by ``attach_grad``, written in place ever after."""

from __future__ import annotations

from typing import Any

import numpy as onp
import pytest

from mxgrad_conformance.target import Target


def _passes(t: Target, x: Any, count: int = 1) -> None:
    for _ in range(count):
        with t.autograd.record():
            y = (x * x).sum()
        y.backward()


def test_none_before_attaching(t: Target) -> None:
    assert t.np.ones(3).grad is None


def test_zeros_after_attaching(t: Target) -> None:
    x = t.np.ones((2, 3), dtype="float64")
    x.attach_grad()
    assert x.grad.tolist() == [[0, 0, 0], [0, 0, 0]]
    assert str(onp.dtype(x.grad.dtype)) == "float64"


def test_a_held_gradient_sees_the_next_pass(t: Target) -> None:
    x = t.np.arange(4)
    x.attach_grad()
    held, part = x.grad, x.grad[1:3]
    _passes(t, x)
    assert held.tolist() == [0, 2, 4, 6]
    assert part.tolist() == [2, 4]
    x[:] = 10
    _passes(t, x)
    assert held.tolist() == [20, 20, 20, 20]
    assert part.tolist() == [20, 20]


def test_writes_into_the_gradient_stay(t: Target) -> None:
    x = t.np.arange(4)
    x.attach_grad("add")
    x.grad[:] = 1
    _passes(t, x)
    assert x.grad.tolist() == [1, 3, 5, 7]


def test_write_overwrites(t: Target) -> None:
    x = t.np.arange(4)
    x.attach_grad()
    _passes(t, x, 3)
    assert x.grad.tolist() == [0, 2, 4, 6]


def test_add_accumulates(t: Target) -> None:
    x = t.np.arange(4)
    x.attach_grad("add")
    _passes(t, x, 3)
    assert x.grad.tolist() == [0, 6, 12, 18]
    x.grad[:] = 0
    _passes(t, x)
    assert x.grad.tolist() == [0, 2, 4, 6]


@pytest.mark.parametrize("request_", ["write", "add"])
def test_a_variable_used_twice(t: Target, request_: str) -> None:
    x = t.np.arange(3)
    x.attach_grad(request_)
    for _ in range(2):
        with t.autograd.record():
            y = t.np.exp(x) + t.np.sin(x) * x
        y.backward()
    v = onp.arange(3.0)
    once = onp.exp(v) + onp.sin(v) + v * onp.cos(v)
    onp.testing.assert_allclose(x.grad.asnumpy(), once * (2 if request_ == "add" else 1), rtol=1e-5)


def test_null_alone(t: Target) -> None:
    x = t.np.arange(4)
    x.attach_grad("null")
    with t.autograd.record():
        y = (x * x).sum()
    with pytest.raises(t.error, match="There are no inputs in computation graph that require gradients"):
        y.backward()


def test_null_beside_others(t: Target) -> None:
    x, y = t.np.arange(3), t.np.ones(3)
    x.attach_grad()
    y.attach_grad("null")
    with t.autograd.record():
        z = (x * y * 3).sum()
    z.backward()
    assert x.grad.tolist() == [3, 3, 3]


def test_an_unknown_request(t: Target) -> None:
    with pytest.raises(KeyError):
        t.np.ones(3).attach_grad("foo")


def test_mark_variables(t: Target) -> None:
    x, y = t.np.arange(3), t.np.ones(3)
    gx, gy = t.np.zeros(3), t.np.zeros(3)
    t.autograd.mark_variables([x, y], [gx, gy], grad_reqs=["write", "add"])
    for _ in range(2):
        with t.autograd.record():
            z = (x * x * y).sum()
        z.backward()
    assert gx.tolist() == [0, 2, 4]
    assert gy.tolist() == [0, 2, 8]
    assert x.grad.tolist() == [0, 2, 4]


def test_mark_variables_one_request_for_all(t: Target) -> None:
    x, g = t.np.arange(3), t.np.ones(3)
    t.autograd.mark_variables([x], [g], "add")
    _passes(t, x)
    assert g.tolist() == [1, 3, 5]


def test_updates_in_place_between_passes(t: Target) -> None:
    x = t.np.arange(4)
    x.attach_grad()
    for _ in range(2):
        _passes(t, x)
        x -= 0.25 * x.grad
    assert x.tolist() == [0, 0.25, 0.5, 0.75]
    assert x.grad.tolist() == [0, 1, 2, 3]


def test_zero_dimensional(t: Target) -> None:
    x = t.np.array(3.0)
    x.attach_grad()
    _passes(t, x)
    assert x.grad.shape == ()
    assert x.grad.item() == 6.0


@pytest.mark.needs("float_variables_only")
def test_integer_variables_are_refused(t: Target) -> None:
    with pytest.raises((TypeError, t.error), match="astype"):
        t.np.array([1, 2], dtype="int32").attach_grad()
