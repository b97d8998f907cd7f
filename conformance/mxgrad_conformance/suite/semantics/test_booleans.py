"""Arithmetic of truth values: ``+ * **``, maximum and minimum are logic, the rest counts in int64."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import numpy as onp
import pytest

from mxgrad_conformance.target import OPERATORS, Target

FIRST = [True, False, True, False]
SECOND = [True, True, False, False]


def _masks(t: Target) -> tuple[Any, Any]:
    return t.np.array(FIRST, dtype="bool"), t.np.array(SECOND, dtype="bool")


def _check(got: Any, values: list[Any], dtype: str) -> None:
    assert got.dtype == onp.dtype(dtype)
    assert got.tolist() == values


LOGIC = {
    "add": [True, True, True, False],
    "mul": [True, False, False, False],
    "pow": [True, False, True, True],
    "np.maximum": [True, True, True, False],
    "np.minimum": [True, False, False, False],
}
COUNTING = {
    "sub": [0, -1, 1, 0],
    "mod": [0, 0, 0, 0],
    "floordiv": [1, 0, 0, 0],
    "lshift": [2, 0, 1, 0],
    "rshift": [0, 0, 1, 0],
}


def _function(t: Target, name: str) -> Callable[..., Any]:
    found: Callable[..., Any] = t.lookup(name) if name.startswith("np.") else getattr(operator, name)
    return found


@pytest.mark.parametrize("name", LOGIC)
def test_logic(t: Target, name: str) -> None:
    _check(_function(t, name)(*_masks(t)), LOGIC[name], "bool")


_LATER = {"floordiv": "np.floor_divide", "lshift": "np.left_shift", "rshift": "np.right_shift"}


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=pytest.mark.names(_LATER[name]) if name in _LATER else ()) for name in COUNTING],
)
def test_counting(t: Target, name: str) -> None:
    _check(_function(t, name)(*_masks(t)), COUNTING[name], "int64")


@pytest.mark.parametrize("name", ["np.sign", "np.square", "np.reciprocal"])
def test_counting_of_one(t: Target, name: str) -> None:
    _check(t.lookup(name)(_masks(t)[0]), [1, 0, 1, 0], "int64")


def test_minus(t: Target) -> None:
    _check(-_masks(t)[0], [-1, 0, -1, 0], "int64")


def test_division(t: Target) -> None:
    first, second = _masks(t)
    got = first[:2] / second[:2]
    _check(got, [1, 0], "float32")


@pytest.mark.parametrize("name", ["np.abs", "np.floor", "np.rint", "np.trunc"])
def test_what_changes_nothing(t: Target, name: str) -> None:
    _check(t.lookup(name)(_masks(t)[0]), FIRST, "bool")


@pytest.mark.parametrize(
    ("name", "values"),
    [("add", [3, 2]), ("sub", [-1, -2]), ("mul", [2, 0]), ("mod", [1, 0]), ("pow", [1, 0]), ("rsub", [1, 2])],
)
def test_with_an_integer(t: Target, name: str, values: list[int]) -> None:
    function = OPERATORS.get(name) or getattr(operator, name)
    _check(function(t.np.array([True, False], dtype="bool"), 2), values, "int64")


def test_comparison(t: Target) -> None:
    first, second = _masks(t)
    assert (first > second).tolist() == [False, False, True, False]
    assert (first <= second).tolist() == [True, True, False, True]
