"""Sequences as samples of functions: differences, integrals, interpolation, convolution."""

from __future__ import annotations

import operator
from typing import Any

import numpy as _np

from mxgrad import _dispatch, dtypes
from mxgrad._state import STATE
from mxgrad.array import ndarray
from mxgrad.base import MXNetTypeError, MXNetValueError
from mxgrad.np.reduce import sum
from mxgrad.np.shape import broadcast_to, concatenate, flip, ravel, reshape


def _along(x: ndarray, axis: int, start: int | None, stop: int | None) -> ndarray:
    return x[(*(slice(None),) * axis, slice(start, stop))]


def _line(x: ndarray, axis: int, ndim: int) -> ndarray:
    """The vector `x` along `axis` of arrays with `ndim` axes."""
    return reshape(x, (*(1,) * axis, x.size, *(1,) * (ndim - axis - 1)))


def diff(a: Any, n: int = 1, axis: int = -1, prepend: Any = None, append: Any = None) -> ndarray:
    """Differences of neighbours along `axis`, taken `n` times. Of booleans: where they differ.

    Parameters
    ----------
    prepend, append
        Elements (or a number) that are joined to `a` at its ends first.

    Examples
    --------
    >>> from mxgrad import np
    >>> np.diff(np.array([1.0, 2.0, 4.0]))
    array([1., 2.])
    """
    x = _dispatch.argument("a", a)
    if n < 0:
        raise MXNetValueError(f"order must be non-negative but got {n!r}")
    if not x.ndim:
        raise MXNetValueError("diff requires input that is at least one dimensional")
    along = _dispatch.axis_in(axis, x.ndim)
    if not n:
        return x.copy()
    ends = [None if end is None else _end(end, x, along) for end in (prepend, append)]
    parts = [part for part in (ends[0], x, ends[1]) if part is not None]
    if len(parts) > 1:
        x = concatenate(parts, along)
    name = "not_equal" if x.dtype == bool else "subtract"
    for _ in range(n):
        x = x._backend.ops[name](_along(x, along, 1, None), _along(x, along, None, -1))
    return x


def _end(value: Any, x: ndarray, axis: int) -> ndarray:
    scalar = dtypes.scalar_of(value)
    if scalar is not None:  # a number is of the array's kind
        value = _dispatch.beside(_np.asarray(value, dtypes.weak(x.dtype, scalar)), x)
    found = _dispatch.lift(value, x._backend)
    if not found.ndim:
        return broadcast_to(found, (*x.shape[:axis], 1, *x.shape[axis + 1 :]))
    return found


def ediff1d(ary: Any, to_end: Any = None, to_begin: Any = None) -> ndarray:
    """Differences of neighbours in the flattened array, between `to_begin` and `to_end`.

    >>> from mxgrad import np
    >>> np.ediff1d(np.array([1.0, 2.0, 4.0]), to_begin=0)
    array([0., 1., 2.])
    """
    x = ravel(_dispatch.argument("ary", ary))
    middle = diff(x)
    parts = [
        None if end is None else _ravelled(name, end, x) for name, end in (("to_begin", to_begin), ("to_end", to_end))
    ]
    joined = [part for part in (parts[0], middle, parts[1]) if part is not None]
    return concatenate(joined, 0) if len(joined) > 1 else middle


def _ravelled(name: str, end: Any, like: ndarray) -> ndarray:
    scalar = dtypes.scalar_of(end)
    own = dtypes.weak(like.dtype, scalar) if scalar is not None else None
    found = ravel(_dispatch.lift(end, like._backend) if own is None else _dispatch.beside(_np.asarray(end, own), like))
    if not _np.can_cast(found.dtype, like.dtype, "same_kind"):
        raise MXNetTypeError(f"{name} of dtype {found.dtype} would be cut to {like.dtype}: use ary.astype first")
    return found.astype(like.dtype, copy=False)


def gradient(f: Any, *varargs: Any, axis: Any = None, edge_order: int = 1) -> Any:
    """Slopes of `f` along each axis (or those in `axis`): differences of both neighbours over their distance.

    Parameters
    ----------
    *varargs
        The distance between samples, a number or the places of the samples; one for all axes, or one for each.
    axis
        An axis, or a tuple of them. For one axis (or a vector) the result is an array, else a tuple of arrays.
    edge_order : {1, 2}
        The polynomial through the samples at the ends: a line or a parabola.

    Examples
    --------
    >>> from mxgrad import np
    >>> np.gradient(np.array([1.0, 2.0, 4.0, 7.0]))
    array([1. , 1.5, 2.5, 3. ])
    """
    x = _dispatch.lift(f)
    if not dtypes.is_inexact(x.dtype):
        x = x.astype(dtypes.default_float())
    axes = _dispatch.axes_in(axis, x.ndim)
    axes = tuple(range(x.ndim)) if axes is None else axes
    steps = varargs or (1.0,)
    if len(steps) == 1 and (dtypes.scalar_of(steps[0]) is not None or getattr(steps[0], "ndim", 1) == 0):
        steps = steps * len(axes)
    if len(steps) != len(axes):
        raise MXNetTypeError(f"gradient takes one distance, or one for each of {len(axes)} axes, not {len(steps)}")
    if edge_order not in (1, 2):
        raise MXNetValueError(f"'edge_order' greater than 2 not supported: it is 1 or 2, not {edge_order!r}")
    found = [_slope(x, step, along, edge_order) for step, along in zip(steps, axes, strict=True)]
    return found[0] if len(axes) == 1 else tuple(found)


def _slope(x: ndarray, step: Any, axis: int, edge_order: int) -> ndarray:
    n = x.shape[axis]
    if n < edge_order + 1:
        raise MXNetValueError(
            f"Shape of array too small to calculate a numerical gradient, at least {edge_order + 1} elements are "
            f"required along axis {axis}, not {n}"
        )
    change = diff(x, 1, axis)
    width: ndarray | None = None
    if dtypes.scalar_of(step) is not None or getattr(step, "ndim", 1) == 0:
        slopes = change / step  # of each interval
    else:
        places = _dispatch.lift(step, x._backend)
        if places.shape != (n,):
            raise MXNetValueError(f"when 1d, distances must match the length of axis {axis}: {places.shape}, {n}")
        places = places if dtypes.is_inexact(places.dtype) else places.astype(x.dtype)
        width = _line(diff(places), axis, x.ndim)
        slopes = change / width
    before, after = _along(slopes, axis, None, -1), _along(slopes, axis, 1, None)
    # The slope of the parabola through three samples: that of each interval weighs as much as the other is long.
    share: Any = 0.5  # of the interval before in the length of both
    if width is not None:
        first, last = _along(width, axis, None, -1), _along(width, axis, 1, None)
        share = first / (first + last)
    inner = before * (1 - share) + after * share
    edges = [_along(slopes, axis, None, 1), _along(slopes, axis, -1, None)]
    if edge_order == 2:  # its slope is linear, and in the middle of an interval that of the interval
        bend = after - before
        ends = (None, 1), (-1, None)
        bends = [_along(bend, axis, *end) for end in ends]
        shares = [share, share] if width is None else [_along(share, axis, *end) for end in ends]
        edges = [edges[0] - bends[0] * shares[0], edges[1] + bends[1] * (1 - shares[1])]
    return concatenate([edges[0], inner, edges[1]], axis)


def trapz(y: Any, x: Any = None, dx: float = 1.0, axis: int = -1) -> ndarray:
    """Integral along `axis` of the lines through the samples `y` at the places `x`, or at the distance `dx`.

    >>> from mxgrad import np
    >>> np.trapz(np.array([1.0, 2.0, 4.0]))
    array(4.5)
    """
    samples = _dispatch.lift(y)
    along = _dispatch.axis_in(axis, samples.ndim)
    if x is None:
        width: Any = dx
    else:
        places = _dispatch.lift(x, samples._backend)
        width = _line(diff(places), along, samples.ndim) if places.ndim == 1 else diff(places, 1, along)
    if samples.dtype == bool:
        samples = samples.astype(dtypes.default_float())
    pairs = _along(samples, along, 1, None) + _along(samples, along, None, -1)
    return sum(width * pairs / 2.0, along)


trapezoid = trapz


def interp(x: Any, xp: Any, fp: Any, left: Any = None, right: Any = None, period: float | None = None) -> ndarray:
    """Values at `x` (in float64) of the lines through the points ``(xp, fp)``, with `xp` in growing order.

    Parameters
    ----------
    left, right
        Values before the first and behind the last point; those of these points if None.
    period
        The function repeats itself after so much, and `xp` need not be in order.

    Notes
    -----
    Gradients flow into `x`, `xp` and `fp`. At a point they are the mean of those on both sides.

    Examples
    --------
    >>> from mxgrad import np
    >>> np.interp(np.array([0.5, 2.0]), np.array([0.0, 1.0, 2.0]), np.array([1.0, 3.0, 4.0]))
    array([2., 4.], dtype=float64)
    """
    backend = next((v._backend for v in (x, xp, fp) if isinstance(v, ndarray)), None)
    at, places, values = (
        value if isinstance(value, ndarray) else _dispatch.lift(_dispatch.host_array(value), backend)
        for value in (x, xp, fp)
    )
    at, places = at.astype("float64", copy=False), places.astype("float64", copy=False)
    values = values.astype("complex128" if values.dtype.kind == "c" else "float64", copy=False)
    if places.ndim != 1 or values.ndim != 1:
        raise MXNetValueError(f"Data points must be 1-D sequences, not of shapes {places.shape} and {values.shape}")
    if places.size != values.size:
        raise MXNetValueError(f"fp and xp are not of the same length: {values.size}, {places.size}")
    if not places.size:
        raise MXNetValueError("array of sample points is empty")
    if period is not None:
        at, places, values, left, right = _repeated(at, places, values, period)
    return _interpolated(at, places, values, left, right)


def _repeated(at: ndarray, places: ndarray, values: ndarray, period: float) -> tuple[Any, ...]:
    """One period with a point of its neighbours at each end."""
    if not period:
        raise MXNetValueError("period must be a non-zero value")
    period = abs(float(period))
    at, places = at % period, places % period
    order = places._backend.to_host(places).argsort(kind="stable")
    places, values = places[order], values[order]
    places = concatenate([places[-1:] - period, places, places[:1] + period], 0)
    return at, places, concatenate([values[-1:], values, values[:1]], 0), None, None


def _interpolated(at: ndarray, places: ndarray, values: ndarray, left: Any, right: Any) -> ndarray:
    backend = at._backend
    xs, points = backend.to_host(at), backend.to_host(places)
    n = points.size
    # Pieces from 0, before the first point, to n, behind the last; at a point the one that follows.
    piece, before = points.searchsorted(xs, "right"), points.searchsorted(xs, "left")
    found = _piece(at, places, values, piece)
    if STATE.recording:
        share = _np.where(piece == before + 1, 0.5, 0.0)  # of the piece before
        # A jump at an end is no part of the function there.
        if left is not None:
            share = _np.where(before == 0, 0.0, share)
        if right is not None:
            share = _np.where((piece == n) & (before == n - 1), 1.0, share)
        if share.any():
            other = _piece(at, places, values, before)
            # The value as it is, the gradient shared.
            change = (other - other.detach()) - (found - found.detach())
            found = found + change * _dispatch.beside(share, at)
    for outside, value in ((xs < points[0], left), (xs > points[-1], right)):
        if value is not None and outside.any():
            found = backend.ops["where"](_dispatch.beside(outside, at), value, found)
    return found


def _piece(at: ndarray, places: ndarray, values: ndarray, piece: Any) -> ndarray:
    """The line of each piece at `at`; constant outside."""
    n = places.size
    start, stop = (piece - 1).clip(0, n - 1), piece.clip(0, n - 1)
    y = values[start]
    flat = start == stop
    rise = (values[stop] - y) / _nonzero(places[stop] - places[start], flat)
    line = y + rise * (at - places[start])
    beyond = flat & _np.isinf(at._backend.to_host(at))
    if not beyond.any():
        return line
    return at._backend.ops["where"](_dispatch.beside(beyond, at), y, line)  # 0 * inf


def _nonzero(width: ndarray, where: Any) -> ndarray:
    if not where.any():
        return width
    return width._backend.ops["where"](_dispatch.beside(where, width), 1, width)


def correlate(a: Any, v: Any, mode: str = "valid") -> ndarray:
    """Sums of products of the vector `a` with `v` (conjugated) at each place: ``sum(a[n + k] * conj(v[n]))``.

    Parameters
    ----------
    mode : {'valid', 'same', 'full'}
        At places where one covers the other, at as many as the longer one has elements, or wherever they meet.

    Examples
    --------
    >>> from mxgrad import np
    >>> np.correlate(np.array([1.0, 2.0, 3.0]), np.array([0.0, 1.0, 0.5]), "full")
    array([0.5, 2. , 3.5, 3. , 0. ])
    """
    x, y = _vectors(a, v)
    if y.dtype.kind == "c":
        y = y._backend.ops["conj"](y)
    if y.size > x.size:  # the other way round, and read backwards
        return flip(_correlated(y, x, mode), 0)
    return _correlated(x, y, mode)


def convolve(a: Any, v: Any, mode: str = "full") -> ndarray:
    """Convolution of two vectors: ``sum(a[n - k] * v[k])`` for each n.

    Parameters
    ----------
    mode : {'full', 'same', 'valid'}
        Wherever they meet, at as many places as the longer one has elements, or where one covers the other.

    Examples
    --------
    >>> from mxgrad import np
    >>> np.convolve(np.array([1.0, 2.0, 3.0]), np.array([0.0, 1.0, 0.5]))
    array([0. , 1. , 2.5, 4. , 1.5])
    """
    x, y = _vectors(a, v)
    if y.size > x.size:
        x, y = y, x
    return _correlated(x, flip(y, 0), mode)


def _vectors(a: Any, v: Any) -> tuple[ndarray, ndarray]:
    backend = next((x._backend for x in (a, v) if isinstance(x, ndarray)), None)
    x, y = (_dispatch.lift(value, backend) for value in (a, v))
    x, y = (reshape(value, (1,)) if not value.ndim else value for value in (x, y))
    for name, value in (("a", x), ("v", y)):
        if value.ndim != 1:
            raise MXNetValueError(f"{name} must be a vector, not of shape {value.shape}")
        if not value.size:
            raise MXNetValueError(f"{name} cannot be empty")
    return x, y


def _correlated(x: ndarray, y: ndarray, mode: str) -> ndarray:
    """`x`, the longer one, with `y`."""
    beyond = y.size - 1
    half = beyond // 2
    widths = {"valid": (0, 0), "full": (beyond, beyond), "same": (beyond - half, half)}
    if mode not in widths:
        raise MXNetValueError(f"mode is one of {', '.join(widths)}, not {mode!r}")
    before, after = widths[mode]
    truth = x.dtype == bool and y.dtype == bool
    if truth:
        x, y = x.astype("int64"), y.astype("int64")
    found = x._backend.ops["correlate"](x, y, operator.index(before), operator.index(after))
    return found != 0 if truth else found
