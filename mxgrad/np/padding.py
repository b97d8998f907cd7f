"""Padding: `pad` in every mode, each written so that gradients flow."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as _np

from mxgrad import _dispatch
from mxgrad.array import ndarray
from mxgrad.base import MXNetTypeError, MXNetValueError
from mxgrad.np.reduce import max, mean, min
from mxgrad.np.shape import broadcast_to, concatenate, stack
from mxgrad.np.sorting import sort

Widths = tuple[int, int]

# mode: the keyword that it takes, and its default.
_KEYWORDS: dict[str, dict[str, Any]] = {
    "constant": {"constant_values": 0},
    "edge": {},
    "empty": {},
    "linear_ramp": {"end_values": 0},
    "maximum": {"stat_length": None},
    "mean": {"stat_length": None},
    "median": {"stat_length": None},
    "minimum": {"stat_length": None},
    "reflect": {"reflect_type": "even"},
    "symmetric": {"reflect_type": "even"},
    "wrap": {},
}


def pad(x: Any, pad_width: Any = None, mode: str | Callable[..., Any] = "constant", **kwargs: Any) -> ndarray:
    """`x` with elements added at both ends of its axes.

    Parameters
    ----------
    pad_width
        How many: a number, ``(before, after)``, or one such pair for each axis. Negative ones cut elements off.
    mode : {'constant', 'edge', 'reflect', 'symmetric', 'wrap', 'maximum', 'minimum', 'mean', 'median', \
'linear_ramp', 'empty'} or function
        Which; 'empty' gives zeros. A function is called as ``f(vector, (before, after), axis, kwargs)`` for each
        line of the padded array. It returns the line as it should be, so that gradients flow, or writes into it.
    **kwargs
        `constant_values`, `end_values` of 'linear_ramp' (a number, a pair, or a pair for each axis), `stat_length` of
        the four statistics (how many elements at the end count), `reflect_type` ('even' or 'odd').

    Examples
    --------
    >>> from mxgrad import np
    >>> np.pad(np.array([1.0, 2.0, 3.0]), (2, 1), mode="reflect")
    array([3., 2., 1., 2., 3., 2.])
    """
    a = _dispatch.lift(x)
    widths = _widths(pad_width, a.ndim)
    if callable(mode):
        return _by_function(a, widths, mode, kwargs)
    allowed = _KEYWORDS.get(mode)
    if allowed is None:
        raise MXNetValueError(f"mode {{{mode!r}}} is not supported: there are {', '.join(_KEYWORDS)}")
    for name in kwargs:
        if name not in allowed:
            raise MXNetValueError(f"{name} keyword not in allowed keywords {list(allowed)}")
    option = next(iter({**allowed, **kwargs}.values()), None)
    if mode == "reflect" or mode == "symmetric":
        if option not in ("even", "odd"):
            raise MXNetValueError(f"unsupported reflect_type {option!r}: it is 'even' or 'odd'")
    elif mode in ("maximum", "minimum", "mean", "median"):
        option = _lengths(option, a.ndim)
    elif option is not None:
        option = _values(option, a)
    for axis, width in enumerate(widths):
        if width != (0, 0):
            a = _MODES[mode](a, axis, width, option, mode)
    return a.copy() if all(width == (0, 0) for width in widths) else a


def _widths(pad_width: Any, ndim: int) -> list[Widths]:
    host = _np.asarray(pad_width.asnumpy() if isinstance(pad_width, ndarray) else pad_width)
    if pad_width is None or host.dtype.kind not in "iu":
        if host.size or ndim:
            raise MXNetTypeError(f"`pad_width` must be of integral type, not {pad_width!r}")
        return []
    return [(int(before), int(after)) for before, after in _pairs("pad_width", host, ndim)]


def _pairs(name: str, host: _np.ndarray[Any, Any], ndim: int) -> Any:
    """A number, a pair, or a pair (or a number in a list) for each axis, as one pair for each."""
    try:
        return _np.broadcast_to(host, (ndim, 2))
    except ValueError:
        raise MXNetValueError(
            f"{name} is a number, a pair, or a pair for each of the {ndim} axes, not of shape {host.shape}"
        ) from None


def _lengths(stat_length: Any, ndim: int) -> list[tuple[int | None, int | None]]:
    if stat_length is None:
        return [(None, None)] * ndim
    host = _np.asarray(stat_length)
    if host.dtype.kind not in "iu" or (host < 1).any():
        raise MXNetValueError(f"unsupported stat_length {stat_length!r}: it is a number of elements, at least 1")
    return [(int(before), int(after)) for before, after in _pairs("stat_length", host, ndim)]


def _values(value: Any, like: ndarray) -> Any:
    """Fill values in the dtype of `like`: ``found[axis, side]``. Gradients flow into those in an array."""
    if not isinstance(value, ndarray):
        host = _dispatch.host_array(value)
        if host.dtype.kind not in "biufc":
            raise _dispatch.unsupported(value)
        return _pairs("values", host.astype(like.dtype), like.ndim)
    if value.dtype != like.dtype:
        value = value.astype(like.dtype)
    if value.ndim == 2 and value.shape != (like.ndim, 2):
        _pairs("values", _np.empty(value.shape), like.ndim)
    return broadcast_to(value, (like.ndim, 2))


def _along(axis: int, part: Any) -> tuple[Any, ...]:
    return (*(slice(None),) * axis, part)


def _line(x: ndarray, axis: int, length: int) -> tuple[int, ...]:
    """The shape of `x` with another length along `axis`."""
    return (*x.shape[:axis], length, *x.shape[axis + 1 :])


def _cut(x: ndarray, axis: int, width: Widths) -> tuple[ndarray, Widths]:
    """What negative widths leave of `x`, and the widths that remain."""
    before, after = width
    if before < 0 or after < 0:
        length = x.shape[axis]
        start = -before if before < 0 else 0
        stop = length + after if after < 0 else length
        if start > stop:
            raise MXNetValueError(f"pad_width {width} cuts more off axis {axis} than its {length} elements")
        x = x[_along(axis, slice(start, stop))]
    return x, (before if before > 0 else 0, after if after > 0 else 0)


def _joined(x: ndarray, axis: int, before: ndarray | None, after: ndarray | None) -> ndarray:
    parts = [part for part in (before, x, after) if part is not None]
    return concatenate(parts, axis)


def _constant(x: ndarray, axis: int, width: Widths, values: Any, mode: str) -> ndarray:
    x, (before, after) = _cut(x, axis, width)
    first, last = (_filled(x, axis, n, values[axis, side]) if n else None for side, n in enumerate((before, after)))
    return _joined(x, axis, first, last)


def _filled(x: ndarray, axis: int, n: int, value: Any) -> ndarray:
    shape = _line(x, axis, n)
    if isinstance(value, ndarray):
        return broadcast_to(value, shape)
    return ndarray(x._backend, x._backend.full(shape, value.item(), x.dtype, x.ctx))


def _empty(x: ndarray, axis: int, width: Widths, values: Any, mode: str) -> ndarray:
    zeros = _values(0, x)
    return _constant(x, axis, width, zeros, mode)


def _ramp(x: ndarray, axis: int, width: Widths, values: Any, mode: str) -> ndarray:
    x, counts = _cut(x, axis, width)
    _not_empty(x, axis, mode)
    sides: list[ndarray | None] = []
    for side, n in enumerate(counts):
        if not n:
            sides.append(None)
            continue
        edge = x[_along(axis, slice(0, 1) if side == 0 else slice(-1, None))]
        steps = _np.arange(n) / n
        line = [1] * x.ndim
        line[axis] = n
        inexact = x.dtype.kind not in "iub"
        wide = x.dtype if inexact else _np.dtype("float64")
        share = _dispatch.beside((steps if side == 0 else steps[::-1]).astype(wide).reshape(line), x)
        end = values[axis, side]
        end = end if isinstance(end, ndarray) else end.item()
        if not inexact:
            edge, end = edge.astype(wide), end.astype(wide) if isinstance(end, ndarray) else float(end)
        ramp = end + (edge - end) * share
        sides.append(ramp if inexact else ramp._backend.ops["floor"](ramp).astype(x.dtype))
    return _joined(x, axis, *sides)


def _median(x: ndarray, axis: int, keepdims: bool = True) -> ndarray:
    n = x.shape[axis]
    middle = sort(x, axis)[_along(axis, slice((n - 1) // 2, n // 2 + 1))]
    return mean(middle, axis, keepdims=keepdims)


_STATISTICS: dict[str, Callable[..., ndarray]] = {"maximum": max, "minimum": min, "mean": mean, "median": _median}


def _statistic(x: ndarray, axis: int, width: Widths, lengths: Any, mode: str) -> ndarray:
    x, counts = _cut(x, axis, width)
    _not_empty(x, axis, mode)
    size = x.shape[axis]
    sides: list[ndarray | None] = []
    for side, (n, length) in enumerate(zip(counts, lengths[axis], strict=True)):
        if not n:
            sides.append(None)
            continue
        part = x
        if length is not None and length < size:
            part = x[_along(axis, slice(0, length) if side == 0 else slice(size - length, None))]
        if x.dtype.kind in "iub" and mode in ("mean", "median"):
            part = part.astype("float64")
        found = _STATISTICS[mode](part, axis, keepdims=True)
        if x.dtype.kind in "iu" and found.dtype != x.dtype:
            found = found._backend.ops["rint"](found)
        if found.dtype != x.dtype:
            found = found.astype(x.dtype)
        sides.append(broadcast_to(found, _line(x, axis, n)))
    return _joined(x, axis, *sides)


def _not_empty(x: ndarray, axis: int, mode: str) -> None:
    if x.shape[axis] == 0:
        raise MXNetValueError(f"can't extend empty axis {axis} using modes other than 'constant' or 'empty': {mode!r}")


def _mirror(x: ndarray, axis: int, width: Widths, kind: Any, mode: str) -> ndarray:
    """Positions are continued beyond the ends; 'odd' turns a line about its end points, which adds multiples of
    both to it."""
    _not_empty(x, axis, mode)
    n = x.shape[axis]
    before, after = width
    if before + n + after < 0:
        raise MXNetValueError(f"pad_width {width} cuts more off axis {axis} than its {n} elements")
    place = _np.arange(-before, n + after)
    if mode == "edge" or (mode == "reflect" and n == 1):
        return x[_along(axis, place.clip(0, n - 1))]
    if mode == "wrap":
        return x[_along(axis, place % n)]
    # Over `period` positions the line runs once forth and back.
    period = 2 * n if mode == "symmetric" else 2 * (n - 1)
    turns, place = _np.divmod(place, period)
    back = place >= n
    place = _np.where(back, period - place - (mode == "symmetric"), place)
    found = x[_along(axis, place)]
    if kind == "even":
        return found
    line = [1] * x.ndim
    line[axis] = place.size
    sign, ends = _np.where(back, -1, 1), 2 * (turns + back)
    # f(i + period) = f(i) + 2 (last - first), f(last + i) = 2 last - f(last - i)
    factors = [_dispatch.beside(factor.astype(x.dtype).reshape(line), x) for factor in (sign, ends, -2 * turns)]
    first, last = x[_along(axis, slice(0, 1))], x[_along(axis, slice(n - 1, n))]
    return found * factors[0] + last * factors[1] + first * factors[2]


_MODES: dict[str, Callable[[ndarray, int, Widths, Any, str], ndarray]] = {
    "constant": _constant,
    "empty": _empty,
    "linear_ramp": _ramp,
    **dict.fromkeys(("maximum", "minimum", "mean", "median"), _statistic),
    **dict.fromkeys(("edge", "reflect", "symmetric", "wrap"), _mirror),
}


def _by_function(x: ndarray, widths: Sequence[Widths], function: Callable[..., Any], kwargs: Any) -> ndarray:
    for axis, width in enumerate(widths):
        if width[0] < 0 or width[1] < 0:
            raise MXNetValueError(f"a function cannot pad by a negative width: {width} on axis {axis}")
        x = _constant(x, axis, width, _values(0, x), "constant") if width != (0, 0) else x
    for axis, width in enumerate(widths):
        rest = (*x.shape[:axis], *x.shape[axis + 1 :])
        lines = x.transpose([*(i for i in range(x.ndim) if i != axis), axis]).reshape(-1, x.shape[axis])
        found = []
        for i in range(lines.shape[0]):
            line = lines[i].copy()
            result = function(line, width, axis, kwargs)
            found.append(line if result is None else _dispatch.beside(result, x))
        if found:
            x = stack(found).reshape(*rest, x.shape[axis])
            x = x.transpose([*range(axis), x.ndim - 1, *range(axis, x.ndim - 1)])
    return x
