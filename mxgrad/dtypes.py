"""dtypes and promotion, as one table.

Among arrays: real and complex floats win over integers whatever their size (int64 with float16 is
float16), otherwise NumPy's promotion of the two. Python and NumPy scalars are weak: they never widen
a float array, and with an integer or boolean array a float gives the default float type.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any, TypeAlias

import numpy as _np

from mxgrad import util
from mxgrad.base import MXNetTypeError, MXNetValueError

Scalar: TypeAlias = bool | int | float | complex
DTypeLike: TypeAlias = Any

float16, float32, float64 = _np.dtype("float16"), _np.dtype("float32"), _np.dtype("float64")
complex64, complex128 = _np.dtype("complex64"), _np.dtype("complex128")
int64, bool_ = _np.dtype("int64"), _np.dtype("bool")

NAMES = (
    "bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64",
    "float16", "float32", "float64", "complex64", "complex128",
)  # fmt: skip
SUPPORTED: dict[str, _np.dtype[Any]] = {name: _np.dtype(name) for name in NAMES}


def is_inexact(dtype: _np.dtype[Any]) -> bool:
    """Whether arrays of `dtype` can carry gradients: real or complex floating point."""
    return dtype.kind in "fcV"  # V: bfloat16 of ml_dtypes


def default_float() -> _np.dtype[Any]:
    """float32, or float64 after `set_np(dtype=True)`."""
    return util.default_float()


def default_complex() -> _np.dtype[Any]:
    """The complex dtype whose parts are of the default float type."""
    return complex128 if default_float() == float64 else complex64


def default_int() -> _np.dtype[Any] | None:
    """What integers become where no dtype is given: int64 after `set_np(dtype=True)`, else None: the default float."""
    return int64 if default_float() == float64 else None


def _bfloat16() -> _np.dtype[Any]:
    try:
        import ml_dtypes
    except ImportError:
        raise MXNetTypeError("NumPy has bfloat16 with the package ml_dtypes only: install it first") from None
    found: _np.dtype[Any] = _np.dtype(ml_dtypes.bfloat16)
    return found


def as_dtype(dtype: DTypeLike) -> _np.dtype[Any]:
    """The `numpy.dtype` that a user means by `dtype`: a name, a NumPy type, a Python type.

    Raises
    ------
    MXNetTypeError
        If it is not a dtype, or one that mxgrad has no arrays of.
    """
    found: _np.dtype[Any] | None
    try:
        found = _np.dtype(dtype)
    except TypeError as error:
        found = _bfloat16() if dtype == "bfloat16" else None
        if found is None:
            raise MXNetTypeError(f"data type {dtype!r} not understood; use one of {', '.join(NAMES)}") from error
    if found.name not in SUPPORTED and found.name != "bfloat16":
        raise MXNetTypeError(f"dtype {found.name} is not supported; use one of {', '.join(NAMES)}")
    return found


@cache
def promote(x: _np.dtype[Any], y: _np.dtype[Any]) -> _np.dtype[Any]:
    """Common dtype of two arrays.

    >>> promote(int64, float16)
    dtype('float16')
    """
    if is_inexact(x) != is_inexact(y):
        return x if is_inexact(x) else y
    if {x.name, y.name} == {"bfloat16", "float16"}:  # neither holds the other's values; NumPy says nothing
        return float32
    try:
        found = _np.promote_types(x, y)
    except TypeError as error:
        raise MXNetTypeError(f"no common dtype for {x} and {y}; convert one of them with astype") from error
    # NumPy sends uint64 with a signed integer to float64; no float operand asked for that.
    return int64 if is_inexact(found) and not is_inexact(x) else found


def weak(dtype: _np.dtype[Any], scalar: Scalar) -> _np.dtype[Any]:
    """Common dtype of an array and a Python scalar.

    >>> weak(int64, 1.5)
    dtype('float32')
    """
    kind = dtype.kind
    if isinstance(scalar, bool):
        return dtype
    if isinstance(scalar, int):
        return int64 if kind == "b" else dtype
    if isinstance(scalar, float):
        return dtype if is_inexact(dtype) else default_float()
    if kind == "c":
        return dtype
    real = dtype if kind == "f" else default_float()
    return complex128 if real == float64 else complex64


def result_type(dtypes: Iterable[_np.dtype[Any]], scalars: Iterable[Scalar] = ()) -> _np.dtype[Any]:
    """Common dtype of arrays (at least one) and Python scalars."""
    first, *rest = dtypes
    for dtype in rest:
        first = promote(first, dtype)
    for scalar in scalars:
        first = weak(first, scalar)
    return first


def check_scalar(scalar: Scalar, dtype: _np.dtype[Any]) -> None:
    """Refuse an integer that the integer array's dtype cannot hold, where MXNet wraps it silently."""
    if dtype.kind in "iu" and isinstance(scalar, int):
        info = _np.iinfo(dtype)
        if not info.min <= scalar <= info.max:
            raise MXNetValueError(
                f"{scalar} does not fit {dtype} ({info.min} to {info.max}); convert the array with astype first"
            )


def written(scalar: Scalar, dtype: _np.dtype[Any]) -> Scalar:
    """`scalar` as what is written into an array of `dtype`, whole for integers. Refused is what has no place there.

    >>> written(2.75, int64)
    2
    """
    if isinstance(scalar, complex) and dtype.kind != "c":
        raise MXNetTypeError(f"{scalar} does not fit {dtype}, which has no imaginary part; write its real part")
    if dtype.kind in "iu" and not isinstance(scalar, (bool, complex)):
        try:
            scalar = int(scalar)
        except (ValueError, OverflowError):
            raise MXNetValueError(f"{scalar} does not fit {dtype}; convert the array with astype first") from None
        check_scalar(scalar, dtype)
    elif type(scalar) is int and dtype.kind != "b":
        try:
            return float(scalar)  # libraries take integers of 64 bits only
        except OverflowError:
            raise MXNetValueError(f"{scalar} does not fit {dtype}") from None
    return scalar


def scalar_of(value: Any) -> Scalar | None:
    """`value` as a Python scalar, or None if it is not one."""
    if isinstance(value, (bool, int, float, complex)):
        # NumPy's float64 and complex128 are subclasses; kernels want the plain types.
        if type(value) in (bool, int, float, complex):
            return value
        return bool(value) if isinstance(value, bool) else value.item() if isinstance(value, _np.generic) else value
    if isinstance(value, _np.generic):
        item = value.item()
        return item if isinstance(item, (bool, int, float, complex)) else None
    return None


def gradient_dtype_error(dtype: _np.dtype[Any]) -> MXNetTypeError:
    return MXNetTypeError(
        f"gradients need a floating point array, not {dtype}: call attach_grad on x.astype('{default_float()}')"
    )


__all__ = [
    "SUPPORTED",
    "DTypeLike",
    "Scalar",
    "as_dtype",
    "check_scalar",
    "default_float",
    "is_inexact",
    "promote",
    "result_type",
    "scalar_of",
    "weak",
    "written",
]  # fmt: skip
