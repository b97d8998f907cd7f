"""Shapes of `npx`: reshaping by codes, parts by numbers, and what is made like another array."""

from __future__ import annotations

import builtins
from collections.abc import Sequence
from typing import Any

from mxgrad import _dispatch, np
from mxgrad.array import ndarray
from mxgrad.base import MXNetError, MXNetValueError
from mxgrad.context import Context, as_context

_COPY, _SKIP, _REST, _MERGE, _SPLIT = -2, -3, -4, -5, -6


def reshape(
    a: Any, newshape: Any, reverse: bool = False, order: str = "C", out: ndarray | None = None
) -> ndarray:  # fmt: skip
    """`a` with another shape, in which numbers below 0 speak of the axes of `a`.

    Parameters
    ----------
    newshape
        Lengths, each of which stands for the next axis of `a`, and codes: -1 is inferred, -2 copies an axis, -3 leaves
        out an axis of length 1, -4 copies all axes that are left, -5 makes one axis of two, and -6 with the two numbers
        behind it (one of which may be -1) two axes of one.
    reverse
        Read `newshape` and the shape of `a` from the right.

    Raises
    ------
    MXNetValueError
        The code does not fit the shape of `a`, or the sizes differ.

    Examples
    --------
    >>> from mxgrad import np, npx
    >>> npx.reshape(np.ones((2, 3, 8)), (-5, -6, 2, -1)).shape
    (6, 2, 4)
    """
    x = _dispatch.argument("a", a)
    if isinstance(newshape, ndarray):
        newshape = newshape.tolist()
    codes = [int(n) for n in (newshape if isinstance(newshape, (list, tuple)) else (newshape,))]
    turn = -1 if reverse else 1
    try:
        shape = _decoded(x.shape[::turn], codes[::turn])[::turn]
    except _Misfit as error:
        raise MXNetValueError(f"reshape of an array of shape {x.shape} into {tuple(codes)}: {error}") from None
    return np.reshape(x, tuple(shape), order, out)


class _Misfit(Exception):
    """A code that the shape does not allow."""


def _decoded(shape: Sequence[int], codes: Sequence[int]) -> list[int]:
    """The lengths that `codes` mean for `shape`, in which -1 may still be."""
    found: list[int] = []
    at = 0  # the axis that is next

    def taken(code: int) -> int:
        nonlocal at
        if at >= len(shape):
            raise _Misfit(f"there is no axis left for {code}")
        at += 1
        return shape[at - 1]

    place = 0
    while place < len(codes):
        code = codes[place]
        if code == _COPY:
            found.append(taken(code))
        elif code == _SKIP:
            if (length := taken(code)) != 1:
                raise _Misfit(f"-3 leaves out an axis of length 1, not {length}")
        elif code == _REST:
            found += shape[at:]
            at = len(shape)
        elif code == _MERGE:
            found.append(taken(code) * taken(code))
        elif code == _SPLIT:
            found += _split(taken(code), codes[place + 1 : place + 3])
            place += 2
        elif code >= -1:
            found.append(code)
            at += 1
        else:
            raise _Misfit(f"{code} is no code: they are -1 to -6")
        place += 1
    return found


def _split(length: int, parts: Sequence[int]) -> list[int]:
    first, second = parts if len(parts) == 2 else (0, 0)
    first = length // second if first == -1 and second > 0 else first
    second = length // first if second == -1 and first > 0 else second
    if first < 1 or second < 1 or first * second != length:
        raise _Misfit(f"-6 takes two lengths whose product is {length}, not {tuple(parts)}")
    return [first, second]


def reshape_like(
    lhs: Any, rhs: Any, lhs_begin: int | None = None, lhs_end: int | None = None, rhs_begin: int | None = None,
    rhs_end: int | None = None, out: ndarray | None = None,
) -> ndarray:  # fmt: skip
    """`lhs` with the shape of `rhs`, or, of both, only the axes from `begin` up to `end`.

    >>> from mxgrad import np, npx
    >>> npx.reshape_like(np.ones((30, 7)), np.ones((15, 2, 4)), 0, 1, 0, 2).shape
    (15, 2, 7)
    """
    x, y = _dispatch.argument("lhs", lhs), _dispatch.argument("rhs", rhs)
    before, after = _span("lhs", x.ndim, lhs_begin, lhs_end)
    own, end = _span("rhs", y.ndim, rhs_begin, rhs_end)
    return np.reshape(x, x.shape[:before] + y.shape[own:end] + x.shape[after:], out=out)


def _span(name: str, ndim: int, begin: int | None, end: int | None) -> tuple[int, int]:
    first, last = (0 if begin is None else begin), (ndim if end is None else end)
    found = [n + ndim if n < 0 else n for n in (first, last)]
    if not 0 <= found[0] <= found[1] <= ndim:
        raise MXNetValueError(f"reshape_like: {name} has {ndim} axes, none from {begin} to {end}")
    return found[0], found[1]


def broadcast_like(
    lhs: Any, rhs: Any, lhs_axes: Sequence[int] | None = None, rhs_axes: Sequence[int] | None = None
) -> ndarray:
    """`lhs` broadcast to the shape of `rhs`; with axes, only these, to the lengths of those of `rhs`.

    >>> from mxgrad import np, npx
    >>> npx.broadcast_like(np.ones((2, 1)), np.ones((5, 3)), lhs_axes=(1,), rhs_axes=(0,)).shape
    (2, 5)
    """
    x, y = _dispatch.argument("lhs", lhs), _dispatch.argument("rhs", rhs)
    if lhs_axes is None and rhs_axes is None:
        return np.broadcast_to(x, y.shape)
    if lhs_axes is None or rhs_axes is None or len(lhs_axes) != len(rhs_axes):
        raise MXNetValueError(f"broadcast_like takes as many lhs_axes as rhs_axes: {lhs_axes} and {rhs_axes}")
    shape = list(x.shape)
    for own, other in zip(lhs_axes, rhs_axes, strict=True):
        shape[_dispatch.axis_in(own, x.ndim)] = y.shape[_dispatch.axis_in(other, y.ndim)]
    return np.broadcast_to(x, tuple(shape))


def batch_flatten(data: Any, out: ndarray | None = None) -> ndarray:
    """A matrix with a row for each element along the first axis.

    >>> from mxgrad import np, npx
    >>> npx.batch_flatten(np.ones((2, 3, 4))).shape
    (2, 12)
    """
    x = _dispatch.argument("data", data)
    if not x.ndim:
        raise MXNetValueError("batch_flatten takes an array of one axis or more, not of shape ()")
    return np.reshape(x, (x.shape[0], x.size // (x.shape[0] or 1)), out=out)


def shape_array(data: Any) -> ndarray:
    """The shape of `data` as a vector of int64.

    >>> from mxgrad import np, npx
    >>> npx.shape_array(np.ones((2, 3)))
    array([2, 3], dtype=int64)
    """
    return _dispatch.argument("data", data).shape_array()


def slice(data: Any, begin: Any, end: Any, step: Any = None, out: ndarray | None = None) -> ndarray:
    """The slices of the first axes from `begin` to `end`, each a number or None for each of them.

    >>> from mxgrad import np, npx
    >>> npx.slice(np.arange(6).reshape(2, 3), begin=(None, 2), end=(1, None), step=(None, -1))
    array([[2., 1., 0.]])
    """
    result = _dispatch.argument("data", data).slice(begin, end, step).copy()
    return result if out is None else _dispatch.write(out, result)


def slice_like(data: Any, shape_like: Any, axes: Sequence[int] | None = None) -> ndarray:
    """The first elements along `axes` (all), as many as `shape_like` has.

    >>> from mxgrad import np, npx
    >>> npx.slice_like(np.arange(6).reshape(2, 3), np.ones((2, 2)))
    array([[0., 1.],
           [3., 4.]])
    """
    x, y = _dispatch.argument("data", data), _dispatch.argument("shape_like", shape_like)
    if not axes and x.ndim != y.ndim:
        raise MXNetValueError(f"slice_like without axes takes arrays of as many axes: {x.shape} and {y.shape}")
    for axis in axes or builtins.range(x.ndim):
        if y.shape[_dispatch.axis_in(axis, y.ndim)] > x.shape[_dispatch.axis_in(axis, x.ndim)]:
            raise MXNetValueError(f"slice_like: shape_like of {y.shape} is longer than data of {x.shape}: axis {axis}")
    return x.slice_like(y, axes).copy()


def slice_channel(data: Any, num_outputs: int, axis: int = 1, squeeze_axis: bool = False) -> Any:
    """`num_outputs` equal parts along `axis`: a list, or of one part the part itself.

    Parameters
    ----------
    squeeze_axis
        Leave out `axis`, which is as long as there are parts.

    Examples
    --------
    >>> from mxgrad import np, npx
    >>> npx.slice_channel(np.arange(4).reshape(2, 2), 2, squeeze_axis=True)
    [array([0., 2.]), array([1., 3.])]
    """
    parts = _dispatch.argument("data", data).split_v2(num_outputs, axis, squeeze_axis)
    return parts if len(parts) != 1 else parts[0]


def pad(data: Any, mode: str, pad_width: Any, constant_value: float = 0.0) -> ndarray:
    """`data` with more elements before and behind each axis: see `np.pad`.

    Parameters
    ----------
    pad_width
        How many, in a row: before and behind the first axis, before and behind the second, …

    Examples
    --------
    >>> from mxgrad import np, npx
    >>> npx.pad(np.ones((1, 2)), mode="constant", pad_width=(0, 0, 1, 0), constant_value=5)
    array([[5., 1., 1.]])
    """
    x = _dispatch.argument("data", data)
    if len(pad_width) != 2 * x.ndim:
        raise MXNetValueError(f"pad: pad_width has two numbers for each axis of {x.shape}, not {tuple(pad_width)}")
    pairs = tuple(builtins.zip(pad_width[::2], pad_width[1::2], strict=True))
    return np.pad(x, pairs, mode, **({"constant_values": constant_value} if mode == "constant" else {}))


def arange_like(
    data: Any, start: float = 0.0, step: float = 1.0, repeat: int = 1, ctx: Context | str | None = None,
    axis: int | None = None,
) -> ndarray:  # fmt: skip
    """Numbers at equal steps, as many as `data` has elements, in its shape, or as many as it has along `axis`.

    >>> from mxgrad import np, npx
    >>> npx.arange_like(np.ones((2, 3)), repeat=2)
    array([[0., 0., 1.],
           [1., 2., 2.]])
    """
    x = _dispatch.argument("data", data)
    if repeat < 1:
        raise MXNetError(f"arange_like repeats each number once or more, not {repeat} times")
    shape = x.shape if axis is None else (x.shape[_dispatch.axis_in(axis, x.ndim)],)
    count = x.size if axis is None else shape[0]
    steps = _dispatch.host_arange(count) // repeat
    host = (start + steps * step).astype(x.dtype).reshape(shape)
    return _dispatch.beside(host, x).as_in_ctx(x.ctx if ctx is None else as_context(ctx))
