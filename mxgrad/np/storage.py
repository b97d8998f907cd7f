"""Bits and memory: packbits, unpackbits, and whether arrays share their data."""

from __future__ import annotations

from typing import Any

import numpy as _np

from mxgrad import _dispatch
from mxgrad._host import on_host
from mxgrad.array import ndarray
from mxgrad.base import MXNetTypeError, MXNetValueError


def packbits(a: Any, axis: int | None = None, bitorder: str = "big") -> ndarray:
    """Eight truth values to a uint8, along `axis` (None: flattened); the last one is filled up with zeros.

    >>> from mxgrad import np
    >>> np.packbits(np.array([1, 0, 1], dtype="uint8"))
    array([160], dtype=uint8)
    """
    return _bits(_np.packbits, "biu", "integers or booleans", a, axis, bitorder=bitorder)


def unpackbits(a: Any, axis: int | None = None, count: int | None = None, bitorder: str = "big") -> ndarray:
    """The bits of each uint8 of `a`, along `axis` (None: flattened), or the first `count` of them.

    >>> from mxgrad import np
    >>> np.unpackbits(np.array([5], dtype="uint8"))
    array([0, 0, 0, 0, 0, 1, 0, 1], dtype=uint8)
    """
    return _bits(_np.unpackbits, None, "uint8", a, axis, count=count, bitorder=bitorder)


def _bits(function: Any, kinds: str | None, wanted: str, a: Any, axis: int | None, **options: Any) -> ndarray:
    x = _dispatch.lift(a)
    if (x.dtype != _np.uint8) if kinds is None else (x.dtype.kind not in kinds):
        raise MXNetTypeError(f"Expected an input array of {wanted}, not {x.dtype}")
    if axis is not None:
        axis = _dispatch.axis_in(axis, x.ndim)
    try:
        return on_host(function, x, axis, **options)  # type: ignore[no-any-return]
    except ValueError as error:
        raise MXNetValueError(str(error)) from None


def shares_memory(a: ndarray, b: ndarray, max_work: Any = None) -> bool:
    """Whether writing to an element of `a` can change `b`. `max_work` is NumPy's; the answer is always exact.

    >>> from mxgrad import np
    >>> x = np.zeros((2, 2))
    >>> np.shares_memory(x, x[1]), np.shares_memory(x[0], x[1])
    (True, False)
    """
    spans = []
    for name, x in (("a", a), ("b", b)):
        if not isinstance(x, ndarray):
            raise MXNetTypeError(f"Argument {name} must have NDArray type, but got {x!r}")
        storage, start = x._backend.memory(x)
        spans.append((x._backend, storage, start, start + x.nbytes))
    (_, _, start, stop), (_, _, begin, end) = spans
    same = spans[0][:2] == spans[1][:2]
    return same and max(start, begin) < min(stop, end)


def may_share_memory(a: ndarray, b: ndarray, max_work: Any = None) -> bool:
    """Whether `a` and `b` share memory; the same as `shares_memory`, as all arrays are contiguous.

    >>> from mxgrad import np
    >>> np.may_share_memory(np.zeros(2), np.zeros(2))
    False
    """
    return shares_memory(a, b, max_work)
