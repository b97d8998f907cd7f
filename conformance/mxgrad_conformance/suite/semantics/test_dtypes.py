"""Dtypes: float32 by default, one table of promotion, and Python scalars that never widen."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Any

import numpy as onp
import pytest

from mxgrad_conformance.marks import dtype_params
from mxgrad_conformance.target import Target

PROMOTION = (
    ("int32", "int64", "int64"),
    ("int8", "int32", "int32"),
    ("uint8", "int32", "int32"),
    ("uint8", "int8", "int16"),
    ("int32", "float32", "float32"),
    ("int32", "float64", "float64"),
    ("int64", "float16", "float16"),
    ("float16", "float32", "float32"),
    ("float16", "float64", "float64"),
    ("float32", "float64", "float64"),
    ("bool", "int32", "int32"),
    ("bool", "float32", "float32"),
)
# Rows and columns in this order. Real and complex floats win over integers of any size; the rest is NumPy's, but that
# no two integers make a float.
ORDER = (
    "bool", "uint8", "uint16", "uint32", "uint64", "int8", "int16", "int32", "int64",
    "float16", "float32", "float64", "complex64", "complex128",
)  # fmt: skip
SHORT = {
    "b": "bool", "u1": "uint8", "u2": "uint16", "u4": "uint32", "u8": "uint64", "i1": "int8", "i2": "int16",
    "i4": "int32", "i8": "int64", "f2": "float16", "f4": "float32", "f8": "float64", "c8": "complex64",
    "c16": "complex128",
}  # fmt: skip
TABLE = """
    b   u1  u2  u4  u8  i1  i2  i4  i8  f2  f4  f8  c8  c16
    u1  u1  u2  u4  u8  i2  i2  i4  i8  f2  f4  f8  c8  c16
    u2  u2  u2  u4  u8  i4  i4  i4  i8  f2  f4  f8  c8  c16
    u4  u4  u4  u4  u8  i8  i8  i8  i8  f2  f4  f8  c8  c16
    u8  u8  u8  u8  u8  i8  i8  i8  i8  f2  f4  f8  c8  c16
    i1  i2  i4  i8  i8  i1  i2  i4  i8  f2  f4  f8  c8  c16
    i2  i2  i4  i8  i8  i2  i2  i4  i8  f2  f4  f8  c8  c16
    i4  i4  i4  i8  i8  i4  i4  i4  i8  f2  f4  f8  c8  c16
    i8  i8  i8  i8  i8  i8  i8  i8  i8  f2  f4  f8  c8  c16
    f2  f2  f2  f2  f2  f2  f2  f2  f2  f2  f4  f8  c8  c16
    f4  f4  f4  f4  f4  f4  f4  f4  f4  f4  f4  f8  c8  c16
    f8  f8  f8  f8  f8  f8  f8  f8  f8  f8  f8  f8  c16 c16
    c8  c8  c8  c8  c8  c8  c8  c8  c8  c8  c8  c16 c8  c16
    c16 c16 c16 c16 c16 c16 c16 c16 c16 c16 c16 c16 c16 c16
"""
PAIRS = [
    (row, column, SHORT[entry])
    for row, line in zip(ORDER, TABLE.split("\n")[1:-1], strict=True)
    for column, entry in zip(ORDER, line.split(), strict=True)
]
FLOATS = ("float16", "float32", "float64")


def _dtype(x: Any) -> str:
    return str(onp.dtype(x.dtype))


@pytest.mark.parametrize(("left", "right", "want"), dtype_params(PROMOTION))
@pytest.mark.parametrize("name", ["add", "multiply"])
def test_promotion(t: Target, name: str, left: str, right: str, want: str) -> None:
    x, y = t.np.array([1, 2], dtype=left), t.np.array([1, 2], dtype=right)
    function = getattr(t.np, name)
    assert _dtype(function(x, y)) == want
    assert _dtype(function(y, x)) == want
    plain = getattr(onp, name)(x.asnumpy().astype(float), y.asnumpy().astype(float))
    assert function(x, y).tolist() == plain.tolist()


def test_the_table_is_numpys_where_kinds_are_alike() -> None:
    for x, y, want in PAIRS:
        kinds = {onp.dtype(x).kind in "fc", onp.dtype(y).kind in "fc"}
        numpys = onp.promote_types(x, y)
        if len(kinds) == 1 and not (numpys.kind == "f" and kinds == {False}):
            assert numpys == want, (x, y)
        assert (y, x, want) in PAIRS


@pytest.mark.needs("complex_numbers")
@pytest.mark.parametrize("left", dtype_params(ORDER))
def test_every_pair_promotes(t: Target, left: str) -> None:
    for x, y, want in PAIRS:
        if x == left and (t.capabilities.float16 or y != "float16"):
            a, b = t.np.array([1, 0], dtype=x), t.np.array([1, 1], dtype=y)
            assert _dtype(a + b) == want, (x, y)
            assert (a + b).tolist() == ([True, True] if want == "bool" else [2, 1])
            assert _dtype(t.np.concatenate([a, b])) == want, (x, y)
            assert _dtype(t.np.where(t.np.array([True, False], dtype="bool"), a, b)) == want, (x, y)
            assert onp.dtype(t.np.promote_types(x, y)) == onp.dtype(t.np.result_type(a, b)) == want, (x, y)


@pytest.mark.parametrize("dtype", dtype_params(FLOATS))
@pytest.mark.parametrize("scalar", [2, 2.5, True], ids=repr)
@pytest.mark.parametrize("name", ["add", "sub", "mul", "truediv", "pow"])
def test_scalars_never_widen_floats(t: Target, dtype: str, scalar: Any, name: str) -> None:
    x = t.np.array([1.0, 2.0], dtype=dtype)
    function: Callable[[Any, Any], Any] = getattr(operator, name)
    assert _dtype(function(x, scalar)) == dtype
    assert _dtype(function(scalar, x)) == dtype


@pytest.mark.parametrize("name", ["add", "sub", "mul", "pow"])
def test_int_scalars_keep_integers(t: Target, name: str) -> None:
    x = t.np.array([1, 2], dtype="int32")
    y = getattr(operator, name)(x, 2)
    assert _dtype(y) == "int32"
    assert y.tolist() == getattr(operator, name)(onp.array([1, 2]), 2).tolist()


@pytest.mark.parametrize("name", ["add", "sub", "mul"])
@pytest.mark.parametrize("dtype", ["int32", "int64", "bool"])
def test_float_scalars_turn_integers_into_floats(t: Target, name: str, dtype: str) -> None:
    x = t.np.array([1, 0], dtype=dtype)
    for y, want in (
        (getattr(operator, name)(x, 1.5), getattr(operator, name)(onp.array([1.0, 0.0]), 1.5)),
        (getattr(operator, name)(1.5, x), getattr(operator, name)(1.5, onp.array([1.0, 0.0]))),
    ):
        assert _dtype(y) == "float32"
        assert y.tolist() == want.tolist()


def test_true_division_of_integers(t: Target) -> None:
    x = t.np.array([1, 2], dtype="int32")
    for y in (x / 2, x / x, 2 / x):
        assert _dtype(y) == "float32"
    assert (x / 2).tolist() == [0.5, 1.0]


def test_integers_compare_with_float_scalars(t: Target) -> None:
    x = t.np.array([1, 2], dtype="int32")
    assert (x == 1.5).tolist() == [False, False]
    assert (x < 1.5).tolist() == [True, False]


def test_floats_compare_with_integers(t: Target) -> None:
    x, i = t.np.array([1.0, 2.5]), t.np.array([1, 2], dtype="int32")
    assert (x == i).tolist() == [True, False]
    assert (x > i).tolist() == [False, True]


def test_host_scalars_do_not_widen(t: Target) -> None:
    x = t.np.ones(2)
    for scalar in (onp.float64(2), onp.float32(2), onp.int64(2)):
        assert _dtype(x * scalar) == "float32"
        assert (x * scalar).tolist() == [2, 2]


def test_bool_arithmetic(t: Target) -> None:
    b = t.np.array([True, False], dtype="bool")
    assert _dtype(b + b) == "bool"
    assert (b + b).tolist() == [True, False]
    assert (b * b).tolist() == [True, False]
    assert _dtype(b.sum()) == "int64"
    assert _dtype(b.mean()) == "float32"


def test_comparisons_are_bool(t: Target) -> None:
    x = t.np.arange(3)
    for y in (x == 1, x < 1, x >= x, x != x):
        assert _dtype(y) == "bool"


@pytest.mark.parametrize("dtype", dtype_params([*FLOATS, "int8", "uint8", "int32", "int64", "bool"]))
def test_astype(t: Target, dtype: str) -> None:
    x = t.np.array([0.0, 1.0, 2.0])
    y = x.astype(dtype)
    assert _dtype(y) == dtype
    assert y.tolist() == onp.array([0.0, 1.0, 2.0]).astype(dtype).tolist()
    assert _dtype(x) == "float32"


def test_astype_takes_every_spelling(t: Target) -> None:
    x = t.np.ones(2)
    for spelling in ("float64", onp.float64, t.np.float64, onp.dtype("float64")):
        assert _dtype(x.astype(spelling)) == "float64"


def test_astype_truncates(t: Target) -> None:
    assert t.np.array([1.7, -1.7]).astype("int32").tolist() == [1, -1]


def test_astype_copies_unless_told(t: Target) -> None:
    x = t.np.ones(2)
    assert x.astype("float32") is not x
    assert x.astype("float32", copy=False) is x


def test_dtype_attribute(t: Target) -> None:
    x = t.np.ones(2)
    assert x.dtype == onp.float32
    assert x.dtype == t.np.float32
    assert x.dtype == "float32"
    assert isinstance(x.dtype, onp.dtype)


@pytest.mark.parametrize("dtype", dtype_params(["float16", "float64"]))
def test_gradients_keep_the_dtype(t: Target, dtype: str) -> None:
    x = t.np.array([1.0, 2.0], dtype=dtype)
    x.attach_grad()
    with t.autograd.record():
        y = (x * x * 0.5 + x).mean()
    y.backward()
    assert _dtype(y) == dtype
    assert _dtype(x.grad) == dtype
    assert x.grad.tolist() == [1, 1.5]


@pytest.mark.needs("float16")
def test_half_precision_sums(t: Target) -> None:
    x = t.np.ones(4, dtype="float16")
    assert _dtype(x.sum()) == "float16"
    assert x.sum().item() == 4.0


@pytest.mark.parametrize("big", [1e40, 10**50], ids=["float", "integer"])
@pytest.mark.parametrize("dtype", dtype_params(["float16", "float32"]))
@pytest.mark.names("np.power", "np.maximum", "np.minimum")
def test_numbers_beyond_a_float_are_infinite(t: Target, dtype: str, big: float) -> None:
    x = t.np.array([0.5, 1.0, 2.0], dtype=dtype)
    for got, expected in (
        (x**big, [0, 1, math.inf]),
        (x**-big, [math.inf, 1, 0]),
        (x * big, [math.inf] * 3),
        (t.np.maximum(x, big), [math.inf] * 3),
        (t.np.minimum(x, big), [0.5, 1, 2]),
        (t.np.minimum(x, -big), [-math.inf] * 3),
    ):
        assert _dtype(got) == dtype
        assert got.tolist() == expected


@pytest.mark.parametrize("dtype", dtype_params(["float16", "float32"]))
@pytest.mark.names("np.clip")
def test_bounds_beyond_a_float_are_infinite(t: Target, dtype: str) -> None:
    x = t.np.array([0.5, 2.0], dtype=dtype)
    x.attach_grad()
    with t.autograd.record():
        y = t.np.clip(x, 1, 1e40)
    y.backward()
    assert y.tolist() == [1, 2]
    assert x.grad.tolist() == [0, 1]
    assert t.np.clip(x, 1e40, None).tolist() == [math.inf] * 2


def test_functions_of_python_scalars(t: Target) -> None:
    assert t.np.sin(1.0) == onp.sin(1.0)
    assert not isinstance(t.np.sin(1.0), t.np.ndarray)
    assert t.np.add(1, 2) == 3


BEYOND = {
    "equal": ("uint8", -1, [False, False]),
    "not_equal": ("uint8", 300, [True, True]),
    "less": ("uint8", -1, [False, False]),
    "less_equal": ("int8", 1000, [True, True]),
    "greater": ("int8", -1000, [True, True]),
    "greater_equal": ("int32", 2**40, [False, False]),
}


@pytest.mark.parametrize("name", BEYOND)
def test_integers_compare_with_numbers_beyond_their_range(t: Target, name: str) -> None:
    dtype, number, expected = BEYOND[name]
    x = t.np.array([1, 3], dtype=dtype)
    assert getattr(t.np, name)(x, number).tolist() == expected
    assert getattr(operator, SYMBOLS[name])(x, number).tolist() == expected


SYMBOLS = {
    "equal": "eq", "not_equal": "ne", "less": "lt", "less_equal": "le", "greater": "gt", "greater_equal": "ge",
}  # fmt: skip


@pytest.mark.names("np.uint64")
@pytest.mark.parametrize(("name", "expected"), [("eq", False), ("lt", False), ("ge", True)])
def test_unsigned_integers_compare_with_negative_numbers(t: Target, name: str, expected: bool) -> None:
    x = t.np.array([0, 2**64 - 1], dtype="uint64")
    assert getattr(operator, name)(x, -1).tolist() == [expected, expected]


@pytest.mark.parametrize("call", ["divide", "maximum", "equal", "matmul"])
def test_numbers_and_lists_do_not_mix(t: Target, call: str) -> None:
    for operands in ((2, [1, 2]), ([1, 2], 2), ([1], [2])):
        with pytest.raises((TypeError, AssertionError, t.error)):
            getattr(t.np, call)(*operands)


@pytest.mark.parametrize("name", ["tril", pytest.param("triu", marks=pytest.mark.names("np.triu"))])
def test_triangles_of_truth_values(t: Target, name: str) -> None:
    found = getattr(t.np, name)(t.np.ones((2, 2), dtype=bool))
    assert (_dtype(found), found.tolist()) == ("bool", getattr(onp, name)(onp.ones((2, 2), bool)).tolist())


@pytest.mark.parametrize("dtype", ["int8", "int32", "int64"])
def test_reciprocals_of_integers(t: Target, dtype: str) -> None:
    x = t.np.array([1, -1, 2, -2, 15, 127], dtype=dtype)
    assert t.np.reciprocal(x).tolist() == [1, -1, 0, 0, 0, 0]


def test_reciprocals_of_unsigned_integers(t: Target) -> None:
    assert t.np.reciprocal(t.np.array([1, 2, 16, 255], dtype="uint8")).tolist() == [1, 0, 0, 0]


@pytest.mark.needs("builtin_errors")
def test_extremes_of_truth_values(t: Target) -> None:
    x = t.np.array(onp.array([[True, False], [True, True]]), dtype=bool)
    for found, expected in ((x.max(), True), (x.min(), False), (t.np.min(x, axis=0), [True, False])):
        assert (_dtype(found), found.tolist()) == ("bool", expected)
    with pytest.raises(ValueError):
        t.np.max(x[:0], axis=0)
