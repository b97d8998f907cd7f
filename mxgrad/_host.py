"""Functions that NumPy computes on the host: those through which no gradient flows, and NumPy's beyond `mxgrad.np`.

Arrays go in as read-only copies and results come back as arrays of the same backend. Whatever would leave the graph
without a word is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as _np

from mxgrad import _dispatch
from mxgrad._state import STATE
from mxgrad.array import ndarray
from mxgrad.base import MXNetError, MXNetTypeError

_NOTHING: Mapping[str, Any] = {}


def on_host(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """`function` of NumPy on the values of `args`, for results that have no derivative (indices, counts, truth values).

    >>> import numpy
    >>> from mxgrad import np
    >>> on_host(numpy.searchsorted, np.array([1.0, 2.0, 4.0]), 3.0)
    array(2, dtype=int64)
    """
    arrays = arrays_in((args, kwargs))
    result = function(*to_host(args), **to_host(kwargs))
    if isinstance(result, _np.generic):
        result = _np.asarray(result)
    return lifted(result, arrays[0]._backend if arrays else None)


def fallback(function: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any] = _NOTHING) -> Any:
    """The same for any function of NumPy.

    Raises
    ------
    MXNetError
        An operand is being recorded: the result would leave the graph.
    MXNetTypeError
        The function writes into its argument.
    """
    name = getattr(function, "__name__", function)
    arrays = arrays_in((args, kwargs))
    if STATE.recording and any(x._node is not None for x in arrays):
        raise MXNetError(
            f"numpy.{name} has no counterpart in mxgrad.np, so its result would "
            "leave the graph while recording: use detach(), or autograd.pause()"
        )
    try:
        result = function(*to_host(args), **to_host(kwargs))
    except ValueError as error:
        if "read-only" not in str(error):
            raise
        raise in_place(name) from None
    return lifted(result, arrays[0]._backend if arrays else None)


def in_place(name: Any) -> MXNetTypeError:
    return MXNetTypeError(
        f"numpy.{name} writes into its argument, and NumPy cannot write into an mxgrad array: use x[...] = value"
    )


def arrays_in(value: Any) -> list[ndarray]:
    """The arrays in nested lists, tuples and dicts."""
    if isinstance(value, ndarray):
        return [value]
    if isinstance(value, dict):
        value = list(value.values())
    return [x for item in value for x in arrays_in(item)] if isinstance(value, list | tuple) else []


def to_host(value: Any) -> Any:
    """The same nest with NumPy arrays for arrays."""
    if isinstance(value, ndarray):
        host = value.asnumpy()
        host.flags.writeable = False  # a function that writes would write into a copy, unnoticed
        return host
    if type(value) in (list, tuple):
        return type(value)(to_host(item) for item in value)
    if type(value) is dict:
        return {key: to_host(item) for key, item in value.items()}
    return value


def lifted(value: Any, backend: Any) -> Any:
    """NumPy arrays in (lists and tuples of) results as arrays of `backend`; NumPy scalars stay what they are."""
    if isinstance(value, _np.ndarray) and value.dtype.kind in "biufc":
        return _dispatch.lift(value, backend)
    if isinstance(value, list | tuple):
        items = [lifted(item, backend) for item in value]
        return items if isinstance(value, list) else tuple(items)
    return value
