"""dtypes: what may become of them, their limits, and lists of them.

Promotion is mxgrad's own (see `docs/dtypes.md`): what these functions say is what arrays do.
"""

from __future__ import annotations

from typing import Any

import numpy as _np

from mxgrad import dtypes
from mxgrad.array import ndarray
from mxgrad.base import MXNetValueError
from mxgrad.dtypes import DTypeLike

__all__ = ["can_cast", "finfo", "iinfo", "min_scalar_type", "promote_types", "result_type"]

boolean_dtypes = [_np.dtype("bool")]
integer_dtypes = [_np.dtype(f"{kind}{bits}") for kind in ("int", "uint") for bits in (8, 16, 32, 64)]
floating_dtypes = [_np.dtype(f"float{bits}") for bits in (16, 32, 64)]
numeric_dtypes = [*integer_dtypes, *floating_dtypes]


def _dtype(x: Any) -> _np.dtype[Any]:
    return x.dtype if isinstance(x, (ndarray, _np.ndarray, _np.generic)) else dtypes.as_dtype(x)


def can_cast(from_: Any, to: DTypeLike, casting: str = "safe") -> bool:
    """Whether `from_`, a dtype or an array, can be cast to `to` by the rule `casting`.

    >>> from mxgrad import np
    >>> np.can_cast("int32", "float64"), np.can_cast("int32", "float32")
    (True, False)
    """
    try:
        return bool(_np.can_cast(_dtype(from_), _dtype(to), casting))  # type: ignore[arg-type]
    except ValueError as error:
        raise MXNetValueError(f"can_cast: {error}") from None


def promote_types(type1: DTypeLike, type2: DTypeLike) -> _np.dtype[Any]:
    """The dtype of what is computed from arrays of these two.

    >>> from mxgrad import np
    >>> np.promote_types("int64", "float16")
    dtype('float16')
    """
    return dtypes.promote(_dtype(type1), _dtype(type2))


def result_type(*arrays_and_dtypes: Any) -> _np.dtype[Any]:
    """The dtype of what is computed from these arrays, dtypes and Python numbers.

    >>> from mxgrad import np
    >>> np.result_type(np.ones(2), "int64", 2.5)
    dtype('float32')
    """
    known: list[_np.dtype[Any]] = []
    numbers: list[dtypes.Scalar] = []
    for value in arrays_and_dtypes:
        number = dtypes.scalar_of(value)
        if number is None:
            known.append(_dtype(value))
        else:
            numbers.append(number)
    if known:
        return dtypes.result_type(known, numbers)
    if not numbers:
        raise MXNetValueError("at least one array or dtype is required")
    return dtypes.result_type([_np.asarray(1 if isinstance(numbers[0], int) else 1.0).dtype], numbers)


def min_scalar_type(a: Any) -> _np.dtype[Any]:
    """The smallest dtype that holds the number `a`; of an array with axes, its dtype.

    >>> from mxgrad import np
    >>> np.min_scalar_type(300)
    dtype('uint16')
    """
    found = _np.min_scalar_type(a.asnumpy() if isinstance(a, ndarray) else a)
    return dtypes.as_dtype(found)


def finfo(dtype: Any) -> Any:
    """Limits of a floating point dtype (or of that of an array or of a complex dtype's parts), as NumPy's `finfo`.

    >>> from mxgrad import np
    >>> np.finfo("float32").eps
    np.float32(1.1920929e-07)
    """
    found = _dtype(dtype)
    if not dtypes.is_inexact(found):
        raise MXNetValueError(f"finfo takes floating point dtypes, not {found}; iinfo takes integers")
    if found.name == "bfloat16":
        import ml_dtypes

        return ml_dtypes.finfo(found)  # type: ignore[no-untyped-call]
    return _np.finfo(found)


def iinfo(dtype: Any) -> _np.iinfo[Any]:
    """Limits of an integer dtype (or of that of an array), as NumPy's `iinfo`.

    >>> from mxgrad import np
    >>> np.iinfo("int8").max
    127
    """
    found = _dtype(dtype)
    if found.kind not in "iu":
        raise MXNetValueError(f"iinfo takes integer dtypes, not {found}; finfo takes floating point ones")
    return _np.iinfo(found)
