"""``autograd.grad``: gradients as results, and gradients of gradients."""

from __future__ import annotations

from typing import Any

import numpy as onp
import pytest

from mxgrad_conformance.target import Target


def _variable(t: Target, values: Any) -> Any:
    x = t.np.array(values, dtype="float64")
    x.attach_grad()
    return x


def test_one_variable_gives_a_list_of_one(t: Target) -> None:
    x = _variable(t, [1.0, 2.0])
    with t.autograd.record():
        y = x * x
    found = t.autograd.grad(y, x)
    assert isinstance(found, list)
    assert [g.asnumpy().tolist() for g in found] == [[2, 4]]


def test_results_are_arrays_of_the_front_end(t: Target) -> None:
    x = _variable(t, [1.0, 2.0])
    with t.autograd.record():
        y = x * x
    (g,) = t.autograd.grad(y, [x])
    assert isinstance(g, t.np.ndarray)
    assert (g * x).tolist() == [2, 8]


def test_several_variables(t: Target) -> None:
    x, y = _variable(t, [1.0, 2.0]), _variable(t, [3.0, 4.0])
    with t.autograd.record():
        z = x * y + x
    gx, gy = t.autograd.grad(z, [x, y])
    assert gx.asnumpy().tolist() == [4, 5]
    assert gy.asnumpy().tolist() == [1, 2]


def test_buffers_are_left_alone(t: Target) -> None:
    x = _variable(t, [1.0, 2.0])
    x.grad[:] = 7
    with t.autograd.record():
        y = x * x
    t.autograd.grad(y, [x])
    assert x.grad.tolist() == [7, 7]


def test_several_heads_with_head_gradients(t: Target) -> None:
    x = _variable(t, [1.0, 2.0])
    with t.autograd.record():
        y, z = x * x, x * 3
    head = t.np.array([10.0, 100.0], dtype="float64")
    (g,) = t.autograd.grad([y, z], [x], head_grads=[head, None])
    assert g.asnumpy().tolist() == [23, 403]


@pytest.mark.needs("second_order")
def test_third_order(t: Target) -> None:
    x = _variable(t, [1.0, 2.0, -0.5])
    with t.autograd.record():
        y = x**4 + t.np.sin(x)
        g1 = t.autograd.grad(y, [x], create_graph=True, retain_graph=True)[0]
        g2 = t.autograd.grad(g1, [x], create_graph=True, retain_graph=True)[0]
        g3 = t.autograd.grad(g2, [x], create_graph=True, retain_graph=True)[0]
    v = onp.array([1.0, 2.0, -0.5])
    onp.testing.assert_allclose(g1.asnumpy(), 4 * v**3 + onp.cos(v), rtol=1e-10)
    onp.testing.assert_allclose(g2.asnumpy(), 12 * v**2 - onp.sin(v), rtol=1e-10)
    onp.testing.assert_allclose(g3.asnumpy(), 24 * v - onp.cos(v), rtol=1e-10)
    g3.backward()
    onp.testing.assert_allclose(x.grad.asnumpy(), 24 + onp.sin(v), rtol=1e-10)


@pytest.mark.needs("second_order")
@pytest.mark.parametrize("exponent", [0.0, 1.0, 2.0, -0.5])
def test_second_derivatives_of_a_power_in_both(t: Target, exponent: float) -> None:
    u, v = onp.array([1.63, 0.25]), onp.array([exponent, exponent])
    x, y = _variable(t, u), _variable(t, v)
    with t.autograd.record():
        z = x**y
        by_x, by_y = t.autograd.grad(z, [x, y], create_graph=True, retain_graph=True)
    xx, xy = t.autograd.grad(by_x, [x, y], retain_graph=True)
    yx, yy = t.autograd.grad(by_y, [x, y], retain_graph=True)
    mixed = u ** (v - 1) * (1 + v * onp.log(u))
    onp.testing.assert_allclose(xx.asnumpy(), v * (v - 1) * u ** (v - 2), rtol=1e-12, atol=1e-12)
    onp.testing.assert_allclose(xy.asnumpy(), mixed, rtol=1e-12)
    onp.testing.assert_allclose(yx.asnumpy(), mixed, rtol=1e-12)
    onp.testing.assert_allclose(yy.asnumpy(), u**v * onp.log(u) ** 2, rtol=1e-12)


@pytest.mark.needs("second_order")
def test_a_penalty_on_the_gradient(t: Target) -> None:
    """The gradient of a loss that contains a gradient, over several variables."""
    x, w = _variable(t, [[1.0, 2.0], [3.0, 4.0]]), _variable(t, [0.5, -0.25])
    with t.autograd.record():
        y = t.np.tanh(t.np.dot(x, w)).sum()
        g = t.autograd.grad(y, [x], create_graph=True, retain_graph=True)[0]
        loss = y + (g * g).sum()
    loss.backward()
    v, u = x.asnumpy(), w.asnumpy()
    s = onp.tanh(v @ u)
    d = 1 - s * s
    # y + sum(d^2) |w|^2, differentiated by hand.
    norm = (u * u).sum()
    chain = d + 2 * d * (-2 * s * d) * norm
    onp.testing.assert_allclose(x.grad.asnumpy(), chain[:, None] * u[None, :], rtol=1e-9)
    onp.testing.assert_allclose(w.grad.asnumpy(), v.T @ chain + 2 * u * (d * d).sum(), rtol=1e-9)


@pytest.mark.needs("second_order")
def test_hessian_of_a_quadratic(t: Target) -> None:
    a = onp.array([[2.0, 1.0, 0.0], [1.0, 3.0, -1.0], [0.0, -1.0, 4.0]])
    x = _variable(t, [1.0, -2.0, 0.5])
    rows = []
    for i in range(3):
        with t.autograd.record():
            y = t.np.dot(x, t.np.dot(t.array(a), x)) / 2
            g = t.autograd.grad(y, [x], create_graph=True, retain_graph=True)[0]
            picked = g[i]
        picked.backward()
        rows.append(x.grad.asnumpy().copy())
    onp.testing.assert_allclose(onp.stack(rows), a, rtol=1e-10, atol=1e-12)


def test_heads_must_be_recorded(t: Target) -> None:
    x = _variable(t, [1.0, 2.0])
    y = x * x
    with pytest.raises(t.error, match="Cannot differentiate node"):
        t.autograd.grad(y, [x])


def test_gradients_keep_the_dtype_of_their_variables(t: Target) -> None:
    """Returned gradients, which no buffer casts."""
    x = t.np.array([1.0, 2.0], dtype="float32")
    w = t.np.array([3.0, 4.0], dtype="float64")
    x.attach_grad()
    w.attach_grad()
    with t.autograd.record():
        y = (x * w).sum()
    gx, gw = t.autograd.grad(y, [x, w])
    assert (str(onp.dtype(gx.dtype)), str(onp.dtype(gw.dtype))) == ("float32", "float64")
    assert (gx.asnumpy().tolist(), gw.asnumpy().tolist()) == ([3, 4], [1, 2])
