"""Unsigned integers up to 64 bits: order, division, shifts, beyond the range of signed ones too."""

from __future__ import annotations

from typing import Any

import numpy as onp
import pytest

from mxgrad_conformance.target import Target

WIDE = [pytest.param(name, marks=pytest.mark.names(f"np.{name}")) for name in ("uint16", "uint32", "uint64")]
DTYPES = ["uint8", *WIDE]
BINARY = (
    "less", "less_equal", "greater", "greater_equal", "equal", "maximum", "minimum", "add", "subtract", "multiply",
    "mod", "bitwise_and", "bitwise_xor",
)  # fmt: skip
LATER = [
    pytest.param(name, marks=pytest.mark.names(f"np.{name}"))
    for name in ("floor_divide", "fmod", "fmax", "fmin", "gcd", "right_shift")
]


def _operands(dtype: str) -> tuple[Any, Any]:
    top = onp.iinfo(dtype).max
    return onp.array([1, 200, top, top], dtype=dtype), onp.array([3, 7, 1, top - 1], dtype=dtype)


def _same(t: Target, name: str, *hosts: Any) -> None:
    got = t.lookup(f"np.{name}")(*(t.np.array(x, dtype=str(x.dtype)) for x in hosts))
    with onp.errstate(all="ignore"):
        want = getattr(onp, name)(*hosts)
    assert got.dtype == want.dtype
    assert got.tolist() == want.tolist()


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", BINARY)
def test_binary(t: Target, name: str, dtype: str) -> None:
    _same(t, name, *_operands(dtype))


@pytest.mark.parametrize("dtype", WIDE)
@pytest.mark.parametrize("name", LATER)
def test_more(t: Target, name: str, dtype: str) -> None:
    x, y = _operands(dtype)
    _same(t, name, x, y % onp.array(8, dtype=dtype) if name == "right_shift" else y)


@pytest.mark.parametrize("dtype", WIDE)
@pytest.mark.parametrize("name", ["abs", "sign", "square", "max", "min", "argmax", "sort", "argsort", "cumsum"])
def test_unary(t: Target, name: str, dtype: str) -> None:
    x = _operands(dtype)[0]
    got, want = t.lookup(f"np.{name}")(t.np.array(x, dtype=dtype)), getattr(onp, name)(x)
    if name == "argsort":  # a tie may go either way
        got, want = t.np.array(x, dtype=dtype)[got], x[want]
    assert got.tolist() == (onp.cumsum(x, dtype=dtype) if name == "cumsum" else want).tolist()


@pytest.mark.parametrize("dtype", WIDE)
def test_division_by_zero_and_true_division(t: Target, dtype: str) -> None:
    x = t.np.array([7, 200], dtype=dtype)
    zero = t.np.zeros(2, dtype=dtype)
    assert (x // zero).tolist() == (x % zero).tolist() == [0, 0]
    half = x / 2
    assert half.dtype == onp.dtype("float32")
    assert half.tolist() == [3.5, 100]
    assert t.np.clip(x, 10, 100).tolist() == [10, 100]
    assert [int(i) for i in t.np.nonzero(x - 7)[0]] == [1]
