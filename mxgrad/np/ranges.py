"""Numbers at equal steps, equal distances or equal ratios."""

from __future__ import annotations

import math
import operator
from typing import Any

import numpy as _np

from mxgrad import _dispatch, dtypes, np
from mxgrad._registry import current_backend
from mxgrad._state import STATE
from mxgrad.array import ndarray
from mxgrad.base import MXNetTypeError, MXNetValueError
from mxgrad.context import Context, as_context
from mxgrad.dtypes import DTypeLike

Device = Context | str | None


def _new(host: _np.ndarray[Any, Any], dtype: DTypeLike, ctx: Device, device: Device) -> ndarray:
    wanted = dtypes.default_float() if dtype is None else dtypes.as_dtype(dtype)
    chosen = ctx if device is None else device
    backend = current_backend()
    return ndarray(backend, backend.from_host(host.astype(wanted), None if chosen is None else as_context(chosen)))


def arange(
    start: float, stop: float | None = None, step: float = 1, dtype: DTypeLike = None, ctx: Device = None,
    device: Device = None,
) -> ndarray:  # fmt: skip
    """Numbers from `start` (0 if only one bound is given) to `stop`, which is left out, in steps of `step`.

    They are of the default float type, or, after `set_np(dtype=True)`, int64 if the bounds are integers.
    Gradients flow to `start` and `step`; `stop` decides only how many there are.

    >>> from mxgrad import np
    >>> np.arange(1, 4)
    array([1., 2., 3.])
    """
    bounds: list[Any] = [b.item() if isinstance(b, ndarray) else b for b in (start, stop, step)]
    if bounds[2] == 0:
        raise MXNetValueError("arange: step is 0")
    if bounds[1] is None:
        bounds[0], bounds[1] = 0, bounds[0]
    if any(isinstance(b, complex) or dtypes.scalar_of(b) is None for b in bounds):
        raise MXNetTypeError(f"arange takes real numbers, got start={start!r}, stop={stop!r}, step={step!r}")
    first, last, by = bounds
    if math.isnan(first) or math.isnan(last) or not math.isfinite((last - first) / by):
        raise MXNetValueError(f"arange: no finite number of steps of {by} from {first} to {last}")
    if dtype is None and all(isinstance(b, (int, _np.integer)) for b in bounds):
        dtype = dtypes.default_int()
    result = _new(_np.arange(first, last, by), dtype, ctx, device)
    moving = (None if stop is None else start, step)
    return _moved(result, *(x if isinstance(x, ndarray) else None for x in moving)) if STATE.recording else result


def _moved(points: ndarray, start: ndarray | None, step: ndarray | None) -> ndarray:
    """The values of `points` with the gradients of ``start + i * step``."""
    for x, share in ((start, 1), (step, _dispatch.host_arange(points.size))):
        if x is not None and x._node is not None:
            way = (x - x.detach()).astype(points.dtype, copy=False)
            points = _dispatch.beside(points.asnumpy(), x) if points._backend is not x._backend else points
            points = points + way * share
    return points


def _parts(name: str, num: Any, endpoint: bool) -> tuple[int, _np.ndarray[Any, Any]]:
    """The number of intervals, and how far from start to stop each point is, from 0 to 1."""
    try:
        count = operator.index(num)
    except TypeError:
        raise MXNetTypeError(f"{name}: num is an integer, not {num!r}") from None
    if count < 0:
        raise MXNetValueError(f"{name}: Number of samples, {count}, must be non-negative.")
    intervals = count - 1 if endpoint else count
    return intervals, _np.arange(count) / max(intervals, 1)


def _on_host(name: str, function: Any, start: Any, stop: Any, *args: Any, **kwargs: Any) -> Any:
    lower, upper = (_dispatch.host_array(bound) for bound in (start, stop))
    try:
        return function(lower, upper, *args, **kwargs)
    except ValueError as error:
        raise MXNetValueError(f"{name}: {error}") from None


def _ends(start: Any, stop: Any, count: int, axis: int) -> tuple[ndarray, ndarray, tuple[int, ...]]:
    """Both ends as floating point arrays of one shape with a new `axis`, and the shape that the parts need beside."""
    backend = next(v._backend for v in (start, stop) if isinstance(v, ndarray))
    first, last = _dispatch.lift(start, backend), _dispatch.lift(stop, backend)
    dtype = np.result_type(first, last)
    dtype = dtype if dtypes.is_inexact(dtype) else dtypes.default_float()
    shape = _dispatch.broadcast_shapes(first.shape, last.shape)
    place = _dispatch.axis_in(axis, len(shape) + 1)
    wide = [np.expand_dims(np.broadcast_to(x.astype(dtype, copy=False), shape), place) for x in (first, last)]
    return wide[0], wide[1], tuple(count if i == place else 1 for i in range(len(shape) + 1))


def linspace(
    start: Any, stop: Any, num: int = 50, endpoint: bool = True, retstep: bool = False, dtype: DTypeLike = None,
    axis: int = 0, ctx: Device = None, device: Device = None,
) -> Any:  # fmt: skip
    """`num` evenly spaced numbers from `start` to `stop`; with `retstep` also their distance.

    Parameters
    ----------
    start, stop
        Numbers, or arrays: `axis` of the result then has the points. Gradients flow to them.
    endpoint
        Whether `stop` is the last point; else the one after it.

    Examples
    --------
    >>> from mxgrad import np
    >>> np.linspace(0, 1, 5)
    array([0.  , 0.25, 0.5 , 0.75, 1.  ])
    """
    intervals, parts = _parts("linspace", num, endpoint)
    if not (isinstance(start, ndarray) or isinstance(stop, ndarray)):
        host, step = _on_host("linspace", _np.linspace, start, stop, len(parts), endpoint, True, axis=axis)
        result = _new(host, dtype, ctx, device)
        return (result, step) if retstep else result
    first, last, shape = _ends(start, stop, len(parts), axis)
    along = _dispatch.lift(parts.reshape(shape).astype(first.dtype), first._backend)
    result = first * (1 - along) + last * along  # both ends exactly
    result = result if dtype is None else result.astype(dtype)
    return (result, np.squeeze(last - first, axis) / (intervals or math.nan)) if retstep else result


def logspace(
    start: Any, stop: Any, num: int = 50, endpoint: bool = True, base: Any = 10.0, dtype: DTypeLike = None,
    axis: int = 0, ctx: Device = None, device: Device = None,
) -> ndarray:  # fmt: skip
    """`num` numbers from ``base**start`` to ``base**stop``, evenly spaced in their exponents.

    >>> from mxgrad import np
    >>> np.logspace(0, 2, 3)
    array([  1.,  10., 100.])
    """
    if any(isinstance(value, ndarray) for value in (start, stop, base)):
        exponents = linspace(start, stop, num, endpoint, axis=axis)
        result = np.power(base, exponents)
        return result if dtype is None else result.astype(dtype)
    _, parts = _parts("logspace", num, endpoint)
    host = _on_host("logspace", _np.logspace, start, stop, len(parts), endpoint, base, axis=axis)
    return _new(host, dtype, ctx, device)


def geomspace(
    start: Any, stop: Any, num: int = 50, endpoint: bool = True, dtype: DTypeLike = None, axis: int = 0,
    ctx: Device = None, device: Device = None,
) -> ndarray:  # fmt: skip
    """`num` numbers from `start` to `stop`, each the same multiple of the one before. Not in MXNet.

    >>> from mxgrad import np
    >>> np.geomspace(1, 8, 4)
    array([1., 2., 4., 8.])
    """
    _, parts = _parts("geomspace", num, endpoint)
    if not (isinstance(start, ndarray) or isinstance(stop, ndarray)):
        host = _on_host("geomspace", _np.geomspace, start, stop, len(parts), endpoint, axis=axis)
        return _new(host, dtype, ctx, device)
    first, last, shape = _ends(start, stop, len(parts), axis)
    if any((x._backend.to_host(x) == 0).any() for x in (first, last)):
        raise MXNetValueError("geomspace: Geometric sequence cannot include zero")
    along = _dispatch.lift(parts.reshape(shape).astype(first.dtype), first._backend)
    result = first * (last / first) ** along
    return result if dtype is None else result.astype(dtype)
