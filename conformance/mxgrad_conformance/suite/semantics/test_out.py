"""``out=``: results into arrays that are there already."""

from __future__ import annotations

import pytest

from mxgrad_conformance.target import Target


def test_unary(t: Target) -> None:
    x, out = t.np.arange(3), t.np.zeros(3)
    held = out[:]
    assert t.np.square(x, out=out) is out
    assert out.tolist() == held.tolist() == [0, 1, 4]


def test_binary(t: Target) -> None:
    x, out = t.np.arange(3), t.np.zeros(3)
    assert t.np.add(x, x, out=out) is out
    assert out.tolist() == [0, 2, 4]
    t.np.multiply(x, 3.0, out=out)
    assert out.tolist() == [0, 3, 6]


def test_into_an_operand(t: Target) -> None:
    x = t.np.arange(3)
    t.np.subtract(1.0, x, out=x)
    assert x.tolist() == [1, 0, -1]


def test_reduction(t: Target) -> None:
    out = t.np.zeros(2)
    t.np.sum(t.np.arange(6).reshape(2, 3), axis=1, out=out)
    assert out.tolist() == [3, 12]


def test_into_the_graph(t: Target) -> None:
    x = t.np.arange(3)
    x.attach_grad()
    with pytest.raises(t.error), t.autograd.record():
        y = x * 2
        t.np.add(x, x, out=y)


def test_wrong_shape(t: Target) -> None:
    with pytest.raises((ValueError, t.error)):
        t.np.add(t.np.ones(3), t.np.ones(3), out=t.np.zeros(4)).asnumpy()
