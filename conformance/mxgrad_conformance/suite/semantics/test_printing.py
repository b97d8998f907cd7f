"""``repr``, ``str`` and ``format``: NumPy's, with float32 as the dtype that goes without saying."""

from __future__ import annotations

from typing import Any

import numpy as onp
import pytest

from mxgrad_conformance.target import Target

REPRS: tuple[tuple[Any, str | None, str], ...] = (
    ([1.0, 2.0], None, "array([1., 2.])"),
    (1.0, None, "array(1.)"),
    ([1, 1], "int32", "array([1, 1], dtype=int32)"),
    ([1.0], "float64", "array([1.], dtype=float64)"),
    ([1, 2], "int64", "array([1, 2], dtype=int64)"),
    ([True, False], "bool", "array([ True, False])"),
    ([[1.0, 1.0], [1.0, 1.0]], None, "array([[1., 1.],\n       [1., 1.]])"),
    ([], None, "array([])"),
    ([0.5, 1e-3], None, "array([0.5  , 0.001])"),
)


@pytest.mark.parametrize(("value", "dtype", "want"), REPRS, ids=[want for _, _, want in REPRS])
def test_repr(t: Target, value: Any, dtype: str | None, want: str) -> None:
    assert repr(t.np.array(value, dtype=dtype) if dtype else t.np.array(value)) == want


@pytest.mark.needs("float16")
def test_repr_of_half_precision(t: Target) -> None:
    assert repr(t.np.ones(1, dtype="float16")) == "array([1.], dtype=float16)"


def test_repr_of_a_comparison(t: Target) -> None:
    x = t.np.arange(4)
    assert repr(x == 4 * x / 4) == "array([ True,  True,  True,  True])"
    assert repr(x[0] == x[0]) == "array(True)"


def test_repr_of_an_empty_matrix(t: Target) -> None:
    assert repr(t.np.zeros((0, 2))) == "array([], shape=(0, 2))"


@pytest.mark.parametrize("value", [[1.0, 2.5], [[1.0], [2.0]], 3.0], ids=repr)
def test_str_is_that_of_numpy(t: Target, value: Any) -> None:
    assert str(t.np.array(value)) == str(onp.array(value, dtype="float32"))


def test_format(t: Target) -> None:
    assert f"{t.np.array(1.5):.2f}" == "1.50"
    assert f"{t.np.arange(3)}" == "[0. 1. 2.]"
    with pytest.raises(TypeError):
        format(t.np.ones(2), ".2f")


def test_repr_inside_record(t: Target) -> None:
    x = t.np.arange(3)
    x.attach_grad()
    with t.autograd.record():
        y = x * 2
        assert repr(y) == "array([0., 2., 4.])"
    y.backward()
    assert x.grad.tolist() == [2, 2, 2]
