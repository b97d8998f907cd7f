"""Python's control flow over arrays: loops and branches that depend on values."""

from __future__ import annotations

from typing import Any

import numpy as onp
import pytest

from mxgrad_conformance.target import Target


def _piecewise_linear(t: Target, a: Any) -> Any:
    b = a * 2
    while t.np.linalg.norm(b) < 1000:
        b = b * 2
    return b if b.sum() > 0 else 100 * b


@pytest.mark.parametrize("start", [0.3, -1.7, 12.5])
def test_scalar(t: Target, start: float) -> None:
    a = t.np.array(start)
    a.attach_grad()
    with t.autograd.record():
        d = _piecewise_linear(t, a)
    d.backward()
    assert (a.grad == d / a).item()
    slope = 2.0
    while abs(slope * start) < 1000:
        slope *= 2
    assert a.grad.item() == (slope if start > 0 else 100 * slope)


@pytest.mark.parametrize("shape", [(3,), (2, 2)])
def test_array(t: Target, shape: tuple[int, ...]) -> None:
    a = t.np.array(onp.linspace(-1, 2, int(onp.prod(shape))).reshape(shape).astype("float32"))
    a.attach_grad()
    with t.autograd.record():
        d = _piecewise_linear(t, a)
    d.backward()
    onp.testing.assert_allclose((a.grad * a).asnumpy(), d.asnumpy(), rtol=1e-6)


def test_derivative_of_sine_is_cosine(t: Target) -> None:
    x = t.np.linspace(-3, 3, 13)
    x.attach_grad()
    with t.autograd.record():
        y = t.np.sin(x)
    y.backward()
    onp.testing.assert_allclose(x.grad.asnumpy(), onp.cos(x.asnumpy()), rtol=1e-5, atol=1e-6)


def test_second_price_auction(t: Target) -> None:
    """The winner pays the second bid: the price depends on that bid alone."""
    bids = t.np.array([3.0, 10.0, 7.0, 1.0])
    bids.attach_grad()
    with t.autograd.record():
        price = t.np.sort(bids)[-2]
    price.backward()
    assert price.item() == 7.0
    assert bids.grad.tolist() == [0, 0, 1, 0]


def test_a_loop_over_rows(t: Target) -> None:
    x = t.np.arange(6).reshape(3, 2)
    x.attach_grad()
    with t.autograd.record():
        total = t.np.zeros(2)
        for k, row in enumerate(x):
            total = total + row * (k + 1)
    total.backward()
    assert x.grad.tolist() == [[1, 1], [2, 2], [3, 3]]


def test_a_perceptron_learns(t: Target) -> None:
    """A step from scratch, as in a textbook: the loss goes down."""
    np, autograd = t.np, t.autograd
    rng = onp.random.default_rng(0)
    x = np.array(rng.normal(size=(8, 3)).astype("float32"))
    target = np.array(rng.normal(size=(8, 1)).astype("float32"))
    w1, b1 = np.array(rng.normal(size=(3, 4)).astype("float32")), np.zeros(4)
    w2, b2 = np.array(rng.normal(size=(4, 1)).astype("float32")), np.zeros(1)
    parameters = [w1, b1, w2, b2]
    for p in parameters:
        p.attach_grad()
    losses = []
    for _ in range(5):
        with autograd.record():
            hidden = t.npx.relu(np.dot(x, w1) + b1)
            loss = ((np.dot(hidden, w2) + b2 - target) ** 2).mean()
        loss.backward()
        for p in parameters:
            p[:] = p - 0.05 * p.grad
        losses.append(loss.item())
    assert losses == sorted(losses, reverse=True)
    assert losses[-1] < 0.8 * losses[0]
