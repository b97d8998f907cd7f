"""``where=``, ``dtype=``, ``casting=``, ``order=`` of elementwise functions."""

from __future__ import annotations

from typing import Any

import numpy as onp
import pytest

from mxgrad_conformance.target import Target

DEFAULTS: list[dict[str, Any]] = [{"where": True}, {"casting": "same_kind"}, {"order": "K"}, {"dtype": None}]


@pytest.mark.parametrize("options", DEFAULTS, ids=lambda options: next(iter(options)))
def test_defaults_may_be_said(t: Target, options: dict[str, Any]) -> None:
    x = t.np.array([1.0, 4.0])
    assert t.np.sqrt(x, **options).tolist() == [1, 2]
    assert t.np.add(x, x, **options).tolist() == [2, 8]


@pytest.mark.parametrize("options", [{"nonsense": 1}, {"where": "no"}, {"casting": "wild"}, {"order": "Z"}])
def test_anything_else_is_refused(t: Target, options: dict[str, Any]) -> None:
    x = t.np.ones(2)
    with pytest.raises((TypeError, ValueError, NotImplementedError, t.error)):
        t.np.sqrt(x, **options)
    with pytest.raises((TypeError, ValueError, NotImplementedError, t.error)):
        t.np.add(x, x, **options)


def _mask(t: Target, *values: bool) -> Any:
    return t.np.array(values, dtype="bool")


def test_where(t: Target) -> None:
    x = t.np.array([1.0, 0.0, 4.0])
    out = t.np.array([7.0, 7.0, 7.0])
    assert t.np.sqrt(x, where=_mask(t, True, False, True), out=out) is out
    assert out.tolist() == [1, 7, 2]
    t.np.add(x, 10, where=_mask(t, False, True, False), out=out)
    assert out.tolist() == [1, 10, 2]


def test_where_false_leaves_out_alone(t: Target) -> None:
    out = t.np.array([7.0, 7.0])
    t.np.exp(t.np.ones(2), where=False, out=out)
    assert out.tolist() == [7, 7]


def test_where_broadcasts(t: Target) -> None:
    x = t.np.array([[1.0, 2.0], [3.0, 4.0]])
    out = t.np.zeros((2, 2))
    t.np.multiply(x, 2.0, where=_mask(t, True, False), out=out)
    assert out.tolist() == [[2, 0], [6, 0]]


def test_where_without_out_gives_zeros(t: Target) -> None:
    x = t.np.array([0.0, 1.0, 3.0], dtype="float64")
    got = t.np.divide(6.0, x, where=x > 0)
    assert got.tolist() == [0, 6, 2]
    assert got.dtype == onp.dtype("float64")
    assert t.np.greater(x, 2, where=x < 9).dtype == onp.dtype("bool")


def test_the_gradient_is_that_of_the_chosen_elements(t: Target) -> None:
    x, out = t.np.array([0.0, 1.0, 2.0]), t.np.zeros(3)
    x.attach_grad()
    with t.autograd.record():
        y = t.np.log(x, where=_mask(t, False, True, True), out=out)
    y.backward()
    assert x.grad.tolist() == [0, 1, 0.5]


def test_dtype(t: Target) -> None:
    x = t.np.array([1.0, 3.0], dtype="float32")
    third = t.np.divide(x, 3.0, dtype="float64")
    assert third.dtype == onp.dtype("float64")
    assert third.tolist() == [1 / 3, 1]
    i = t.np.array([1, 2], dtype="int32")
    assert t.np.add(i, i, dtype="float32").dtype == onp.dtype("float32")


def test_dtype_and_casting(t: Target) -> None:
    x = t.np.array([1.5, 2.5], dtype="float64")
    assert t.np.add(x, x, dtype="int32", casting="unsafe").tolist() == [2, 4]
    for options in ({"dtype": "int32"}, {"dtype": "float32", "casting": "safe"}):
        with pytest.raises((TypeError, t.error)):
            t.np.add(x, x, **options)


def test_a_dtype_that_the_function_has_not(t: Target) -> None:
    assert t.np.sqrt(t.np.array([4], dtype="int32"), dtype="float64").tolist() == [2]
    with pytest.raises((TypeError, t.error)):
        t.np.sqrt(t.np.array([4], dtype="int32"), dtype="int32")
    with pytest.raises((TypeError, t.error)):
        t.np.isnan(t.np.ones(1), dtype="float32")


def test_out_of_another_kind(t: Target) -> None:
    with pytest.raises((TypeError, t.error)):
        t.np.sqrt(t.np.ones(2), out=t.np.zeros(2, dtype="int32")).asnumpy()


def test_numbers_into_out(t: Target) -> None:
    out = t.np.zeros(())
    assert t.np.exp(0.0, out=out) is out
    assert out.item() == 1
    assert t.np.add(1.0, 2.0, out=out) is out
    assert out.item() == 3
