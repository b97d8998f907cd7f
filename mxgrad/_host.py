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


_WRITERS = frozenset({"copyto", "put", "putmask", "place", "put_along_axis", "fill_diagonal"})


def fallback(
    function: Callable[..., Any],
    args: Sequence[Any],
    kwargs: Mapping[str, Any] = _NOTHING,
    backend: Any = None,
    how: str = "",
) -> Any:
    """The same for any function of NumPy.

    Raises
    ------
    MXNetError
        An operand is being recorded, and the result holds values that would leave the graph.
    MXNetTypeError
        The function writes into its argument.
    """
    name = _name(function)
    recorded = is_recorded(args, kwargs)
    if function.__name__ in _WRITERS:
        if args and isinstance(args[0], ndarray):
            raise in_place(name)
        if recorded:
            raise left_graph(f"{name} into a NumPy array")
    options = {key: value for key, value in kwargs.items() if key != "overwrite_input"}
    try:
        result = function(*to_host(args), **to_host(options))
    except ValueError as error:
        if "read-only" not in str(error):
            raise
        raise in_place(name) from None
    if recorded and _holds_values(result):
        raise left_graph(f"{name} {how}".rstrip())
    if backend is None:
        arrays = arrays_in((args, kwargs))
        backend = arrays[0]._backend if arrays else None
    return lifted(result, backend)


def _name(function: Callable[..., Any]) -> str:
    owner = getattr(function, "__self__", None)
    module = getattr(function, "__module__", None) or "numpy"
    name = getattr(function, "__name__", repr(function))
    return f"numpy.{owner.__name__}.{name}" if isinstance(owner, _np.ufunc) else f"{module}.{name}"


def is_recorded(*values: Any) -> bool:
    """Whether this thread records, and one of the arrays in `values` is in a graph."""
    return STATE.recording and any(x._node is not None for x in arrays_in(values))


def _holds_values(result: Any) -> bool:
    """Whether a result is, or holds, numbers that a gradient could be of: no integers, truth values, text, types."""
    if isinstance(result, (list, tuple)):
        return any(map(_holds_values, result))
    if isinstance(result, dict):
        return any(map(_holds_values, result.values()))
    if isinstance(result, (_np.ndarray, _np.generic)):
        return result.dtype.kind not in "biuSUMm"
    return not isinstance(result, (bool, int, str, bytes, type, _np.dtype, type(None)))


def left_graph(what: str) -> MXNetError:
    return MXNetError(
        f"{what} has no counterpart in mxgrad.np, so its result would "
        "leave the graph while recording: use detach(), or autograd.pause()"
    )


def in_place(name: str) -> MXNetTypeError:
    return MXNetTypeError(
        f"{name} writes into its argument, and NumPy cannot write into an mxgrad array: use x[...] = value"
    )


def arrays_in(value: Any) -> list[ndarray]:
    """The arrays in nested lists, tuples and dicts."""
    if isinstance(value, ndarray):
        return [value]
    if isinstance(value, dict):
        value = list(value.values())
    return [x for item in value for x in arrays_in(item)] if isinstance(value, (list, tuple)) else []


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
    if isinstance(value, (list, tuple)):
        items = [lifted(item, backend) for item in value]
        return items if isinstance(value, list) else tuple(items)
    return value
