"""Overwriting what a pending ``backward`` needs: an error that names the operation, no wrong number."""

from __future__ import annotations

from typing import Any

import pytest

from mxgrad_conformance.target import Target


def _variable(t: Target) -> Any:
    x = t.np.array([1.0, 2.0, 3.0])
    x.attach_grad()
    return x


@pytest.mark.needs("stale_detection")
def test_a_needed_operand(t: Target) -> None:
    x = _variable(t)
    with t.autograd.record():
        y = (x * x).sum()
    x[:] = 10
    with pytest.raises(t.error, match="multiply"):
        y.backward()


@pytest.mark.needs("stale_detection")
def test_a_needed_result(t: Target) -> None:
    x = _variable(t)
    with t.autograd.record():
        y = t.np.exp(x)
    y[:] = 0
    with pytest.raises(t.error, match="exp"):
        y.backward()


@pytest.mark.needs("stale_detection")
def test_through_a_view(t: Target) -> None:
    x = _variable(t)
    view = x[1:3]
    with t.autograd.record():
        y = (x * x).sum()
    view[:] = 10
    with pytest.raises(t.error, match="multiply"):
        y.backward()


@pytest.mark.needs("stale_detection")
def test_a_constant_operand(t: Target) -> None:
    x, c = _variable(t), t.np.ones(3)
    with t.autograd.record():
        y = (x * c).sum()
    c += 1
    with pytest.raises(t.error, match="multiply"):
        y.backward()


def test_values_that_no_gradient_needs(t: Target) -> None:
    x, c = _variable(t), t.np.ones(3)
    with t.autograd.record():
        y = (x + c).sum()
    c[:] = 10
    x[:] = 10
    y.backward()
    assert x.grad.tolist() == [1, 1, 1]


def test_a_factor_whose_partner_is_constant(t: Target) -> None:
    """The gradient of ``x * c`` uses ``c``; ``x`` would only be used for a gradient of ``c``."""
    x, c = _variable(t), t.np.ones(3) * 4
    with t.autograd.record():
        y = (x * c).sum()
    x[:] = 10
    y.backward()
    assert x.grad.tolist() == [4, 4, 4]


def test_writes_after_backward(t: Target) -> None:
    x = _variable(t)
    with t.autograd.record():
        y = (x * x).sum()
    y.backward()
    x[:] = 10
    assert x.grad.tolist() == [2, 4, 6]
