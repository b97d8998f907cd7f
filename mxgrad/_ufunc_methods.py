"""The methods of NumPy's ufuncs: ``numpy.add.reduce(x)``, ``accumulate``, ``outer``, ``reduceat``, and ``where=``.

Those of `add`, `multiply`, `maximum` and their kin are functions of `np`. For the others NumPy's loop runs on the host,
or, where arrays are being recorded, the same loop runs over slices of the array.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce as _fold
from typing import Any, Final

import numpy as _np

from mxgrad import _dispatch, _options, np
from mxgrad._host import fallback, is_recorded
from mxgrad.array import ndarray
from mxgrad.base import MXNetValueError

_REDUCTIONS: Final[dict[str, Callable[..., Any]]] = {
    "add": np.sum,
    "multiply": np.prod,
    "maximum": np.max,
    "minimum": np.min,
    "logical_and": np.all,
    "logical_or": np.any,
}
_RUNNING: Final = {"add": "cumsum", "multiply": "cumprod"}

_Function = Callable[..., Any]


def call(
    x: ndarray, ufunc: _np.ufunc, ours: _Function, method: str, inputs: Sequence[Any], kwargs: dict[str, Any]
) -> Any:
    """``ufunc.method(*inputs, **kwargs)``."""
    if method == "outer":
        return _outer(x, ours, *inputs, **kwargs)
    return _METHODS[method](ufunc, ours, *inputs, **kwargs)


def _reduce(
    ufunc: _np.ufunc, ours: _Function, array: Any, axis: Any = 0, dtype: Any = None, out: None = None,
    keepdims: bool = False, initial: Any = _np._NoValue, where: Any = True,
) -> Any:  # fmt: skip
    x = _dispatch.argument("array", array)
    options = {"initial": initial} if initial is not _np._NoValue and initial is not None else {}
    if where is not True:
        options["where"] = where
    found = _REDUCTIONS.get(ufunc.__name__)
    if found is not None:
        x = x if dtype is None else x.astype(dtype, copy=False)
        return found(x, axis=axis, keepdims=keepdims, **options)
    if not is_recorded(x):
        options |= {} if initial is not None else {"initial": None}
        return fallback(ufunc.reduce, (x, axis, dtype, None, keepdims), options, x._backend)
    if where is not True:
        raise MXNetValueError(f"numpy.{ufunc.__name__}.reduce does not take where= while it is recorded")
    x = x if dtype is None else x.astype(dtype, copy=False)
    axes = _dispatch.axes_in(axis, x.ndim)
    for i in sorted(range(x.ndim) if axes is None else axes, reverse=True):
        x = _fold(ours, _slices(ufunc, x, i))
        if keepdims:
            x = np.expand_dims(x, i)
    return ours(options["initial"], x) if options else x


def _accumulate(
    ufunc: _np.ufunc, ours: _Function, array: Any, axis: int = 0, dtype: Any = None, out: None = None
) -> Any:
    x = _dispatch.argument("array", array)
    found = _RUNNING.get(ufunc.__name__)
    if found in np.__all__:
        return getattr(np, found)(x, axis, dtype)
    if not is_recorded(x):
        return fallback(ufunc.accumulate, (x, axis, dtype), {}, x._backend)
    x = x if dtype is None else x.astype(dtype, copy=False)
    axis = _dispatch.axis_in(axis, x.ndim)
    steps: list[ndarray] = []
    for part in _slices(ufunc, x, axis):
        steps.append(ours(steps[-1], part) if steps else part)
    return np.stack(steps, axis)


def _reduceat(
    ufunc: _np.ufunc, ours: _Function, array: Any, indices: Any, axis: int = 0, dtype: Any = None, out: None = None
) -> Any:
    x = _dispatch.argument("array", array)
    if not is_recorded(x):
        return fallback(ufunc.reduceat, (x, indices, axis, dtype), {}, x._backend)
    x = x if dtype is None else x.astype(dtype, copy=False)
    axis = _dispatch.axis_in(axis, x.ndim)
    starts = [int(i) for i in _dispatch.host_index(indices)]
    if not all(0 <= i < x.shape[axis] for i in starts):
        raise MXNetValueError(f"indices {starts} are out of bounds for an axis of length {x.shape[axis]}")
    parts = []
    for start, stop in zip(starts, [*starts[1:], x.shape[axis]], strict=True):
        rows = slice(start, max(stop, start + 1))
        parts.append(_reduce(ufunc, ours, x[(slice(None),) * axis + (rows,)], axis))
    return np.stack(parts, axis)


def _outer(x: ndarray, ours: _Function, a: Any, b: Any, dtype: Any = None, **kwargs: Any) -> Any:
    _dispatch.no_kwargs("outer", kwargs)
    a, b = _dispatch.lift(a, x._backend), _dispatch.lift(b, x._backend)
    if dtype is not None:
        a, b = a.astype(dtype), b.astype(dtype)
    return ours(a.reshape(a.shape + (1,) * b.ndim), b)


_METHODS: Final[dict[str, _Function]] = {"reduce": _reduce, "accumulate": _accumulate, "reduceat": _reduceat}


def _slices(ufunc: _np.ufunc, x: ndarray, axis: int) -> list[ndarray]:
    if not x.shape[axis]:
        raise MXNetValueError(f"numpy.{ufunc.__name__} of an axis of length 0, while it is recorded")
    return [x[(slice(None),) * axis + (i,)] for i in range(x.shape[axis])]


def where(ours: _Function, operands: Sequence[Any], mask: Any, out: Any) -> Any:
    """``ours(*operands)`` where `mask` is true, and elsewhere what `out` has, or 0."""
    return _options.masked(getattr(ours, "__name__", "where="), ours, operands, mask, out)
