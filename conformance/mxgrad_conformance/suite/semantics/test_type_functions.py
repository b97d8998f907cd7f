"""What may become of dtypes: functions that say it."""

from __future__ import annotations

from typing import Any

import numpy as onp
import pytest

from mxgrad_conformance.target import Target


@pytest.mark.names("np.can_cast")
def test_can_cast(t: Target) -> None:
    assert t.np.can_cast("int32", "float64")
    assert not t.np.can_cast("int32", "float32")
    assert t.np.can_cast(t.np.ones(2), "float64")
    assert not t.np.can_cast(t.np.ones(2, dtype="float64"), "float32")


def test_promote_types(t: Target) -> None:
    for x, y, want in (("int32", "int64", "int64"), ("float32", "float64", "float64"), ("bool", "int8", "int8")):
        assert t.np.promote_types(x, y) == onp.dtype(want)


@pytest.mark.parametrize(
    ("operands", "want"),
    [
        ((("float32",), ("int64",)), "float32"),
        ((("float16",), ("int64",)), "float16"),
        ((("uint8",), ("int8",)), "int16"),
        ((("int32",),), "int32"),
    ],
)
def test_result_type_is_what_arrays_do(t: Target, operands: Any, want: str) -> None:
    if t.capabilities.float16 or "float16" not in str(operands):
        xs = [t.np.ones(2, dtype=dtype) for (dtype,) in operands]
        assert t.np.result_type(*xs) == onp.dtype(want)


def test_result_type_of_dtypes_and_numbers(t: Target) -> None:
    assert t.np.result_type("float32", "float16") == onp.dtype("float32")
    assert t.np.result_type(t.np.ones(2), 2.5) == onp.dtype("float32")
    assert t.np.result_type(t.np.ones(2, dtype="int32"), 2.5) == onp.dtype("float32")
    with pytest.raises(ValueError, match="at least one"):
        t.np.result_type()


@pytest.mark.parametrize(("value", "want"), [(300, "uint16"), (-1, "int8"), (1.5, "float16"), (True, "bool")])
def test_min_scalar_type(t: Target, value: Any, want: str) -> None:
    assert t.np.min_scalar_type(value) == onp.dtype(want)


def test_limits(t: Target) -> None:
    info = t.np.finfo("float32")
    assert (info.bits, float(info.max), float(info.eps)) == (32, 3.4028234663852886e38, 2.0**-23)
    assert t.np.finfo(t.np.ones(2)).bits == 32


@pytest.mark.names("np.iinfo")
def test_limits_of_integers(t: Target) -> None:
    info = t.np.iinfo("uint8")
    assert (info.bits, info.min, info.max) == (8, 0, 255)
    assert t.np.iinfo(t.np.ones(2, dtype="int8")).max == 127
    for function, dtype in ((t.np.iinfo, "float32"), (t.np.finfo, "int32")):
        with pytest.raises(ValueError, match=r"dtypes, not|Invalid integer data type|not inexact"):
            function(dtype)


@pytest.mark.names("np.boolean_dtypes", "np.integer_dtypes", "np.floating_dtypes", "np.numeric_dtypes")
def test_lists_of_dtypes(t: Target) -> None:
    assert [onp.dtype(x).name for x in t.np.boolean_dtypes] == ["bool"]
    assert {onp.dtype(x).kind for x in t.np.integer_dtypes} == {"i", "u"}
    assert [onp.dtype(x).name for x in t.np.floating_dtypes] == ["float16", "float32", "float64"]
    assert t.np.numeric_dtypes == t.np.integer_dtypes + t.np.floating_dtypes


@pytest.mark.names("np.type_functions")
def test_module_of_them(t: Target) -> None:
    assert t.np.type_functions.result_type is t.np.result_type
