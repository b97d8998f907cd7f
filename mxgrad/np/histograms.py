"""Counting in bins, and finding places in sorted sequences.

Which bin an element falls into is found on the host, and has no derivative. Weights have one, and so have edges that
are computed from the data, and the widths that a density is divided by.
"""

from __future__ import annotations

import builtins
import math
from collections.abc import Sequence
from typing import Any

import numpy as _np

from mxgrad import _dispatch, dtypes
from mxgrad._host import on_host
from mxgrad._state import STATE
from mxgrad.array import ndarray
from mxgrad.base import MXNetTypeError, MXNetValueError
from mxgrad.indexing import Key
from mxgrad.np.reduce import max, min, sum
from mxgrad.np.shape import ravel, reshape

_Host = _np.ndarray[Any, Any]


def bincount(x: Any, weights: Any = None, minlength: int = 0) -> ndarray:
    """How often each of 0, 1, 2, … occurs in the vector `x` of integers, in its dtype; with `weights` (into which
    gradients flow) the sum of theirs.

    Parameters
    ----------
    minlength
        The least length of the result, which else ends with the largest integer.

    Examples
    --------
    >>> from mxgrad import np
    >>> np.bincount(np.array([0, 1, 1], dtype="int32"), np.array([1.0, 2.0, 3.0]))
    array([1., 5.])
    """
    places = _dispatch.argument("x", x)
    host = places._backend.to_host(places)
    if host.dtype.kind not in "biu":
        raise MXNetTypeError(f"bincount: Input data should be int type, not {host.dtype}")
    if host.ndim != 1:
        raise MXNetValueError(f"bincount: Input only accept 1d array, not shape {host.shape}")
    if minlength is None or minlength < 0:
        raise MXNetValueError(f"'minlength' must not be negative: {minlength!r}")
    host = host.astype(_np.int64)
    if host.size and host.min() < 0:
        raise MXNetValueError(f"bincount: Input should be nonnegative number, {host.min()} is not")
    length = builtins.max(int(host.max()) + 1 if host.size else 0, int(minlength))
    if weights is None:
        counts = _np.bincount(host, minlength=length)
        return _dispatch.beside(counts.astype(_np.int64 if places.dtype == bool else places.dtype), places)
    w = _dispatch.lift(weights, places._backend)
    if w.shape != host.shape:
        raise MXNetValueError(f"The weights and list don't have the same length: shapes {w.shape} and {host.shape}")
    return _gathered(w, host, length)


def _gathered(w: ndarray, places: _Host, length: int) -> ndarray:
    """Sums of the elements of the vector `w` that fall into each of `length` places; negative ones are left out."""
    inside = places >= 0
    if not inside.all():
        w, places = w[_np.flatnonzero(inside)], places[inside]
    dtype = w.dtype
    # As NumPy does: in float64, for many small numbers.
    wide = w.astype("float64") if dtype.kind == "f" else w.astype("int64") if dtype.kind == "b" else w
    total = wide._backend.ops["index_add"](wide, (length,), Key((places,), True, False))
    return total.astype(dtype, copy=False) if dtype.kind != "b" else total


def digitize(x: Any, bins: Any, right: bool = False) -> ndarray:
    """The bin (int64) of each element of `x`: i where ``bins[i-1] <= x < bins[i]``, or with `right` ``<`` and ``<=``.

    >>> from mxgrad import np
    >>> np.digitize(np.array([0.5, 2.0]), np.array([0.0, 1.0, 2.0]))
    array([1, 3], dtype=int64)
    """
    return _checked(_np.digitize, x, bins, right)


def searchsorted(a: Any, v: Any, side: str = "left", sorter: Any = None) -> ndarray:
    """Places (int64) in the sorted vector `a` before which the elements of `v` keep it sorted.

    Parameters
    ----------
    side : {'left', 'right'}
        Before or behind elements that are equal.
    sorter
        Integers that sort `a`, where it is not sorted.

    Examples
    --------
    >>> from mxgrad import np
    >>> np.searchsorted(np.array([1.0, 2.0, 4.0]), np.array([2.0, 3.0]))
    array([1, 2], dtype=int64)
    """
    return _checked(_np.searchsorted, a, v, side=side, sorter=sorter)


def _checked(function: Any, *args: Any, **kwargs: Any) -> ndarray:
    try:
        found: ndarray = on_host(function, *args, **kwargs)
    except ValueError as error:
        raise MXNetValueError(str(error)) from None
    except TypeError as error:
        raise MXNetTypeError(str(error)) from None
    return found.astype("int64", copy=False)


def histogram_bin_edges(a: Any, bins: Any = 10, range: Any = None, weights: Any = None) -> ndarray:
    """The edges of the bins that `histogram` uses.

    >>> from mxgrad import np
    >>> np.histogram_bin_edges(np.array([1.0, 2.0, 5.0]), bins=2)
    array([1., 3., 5.])
    """
    x = ravel(_dispatch.lift(a))
    return _edges(x, bins, range, weights)


def _edges(x: ndarray, bins: Any, range: Any, weights: Any) -> ndarray:
    """Edges for the vector `x`. Those between its extremes move with them."""
    if isinstance(bins, (ndarray, _np.ndarray, list, tuple)):
        edges = _dispatch.lift(bins, x._backend)
        if edges.ndim != 1:
            raise MXNetValueError(f"`bins` must be 1d, when an array, not of shape {edges.shape}")
        host = edges._backend.to_host(edges)
        if (host[:-1] > host[1:]).any():
            raise MXNetValueError(f"`bins` must increase monotonically, when an array: {host}")
        return edges
    host = x._backend.to_host(x)
    host = host.astype(_np.uint8) if host.dtype == bool else host
    found = _computed(host, bins, range, weights)
    edges = _dispatch.beside(found, x)
    if not STATE.recording:
        return edges
    if range is None and x.size and x._node is not None:
        low, high = min(x), max(x)
    elif range is not None and any(isinstance(bound, ndarray) for bound in range):
        low, high = (_dispatch.beside(bound, x) for bound in range)
    else:
        return edges
    share = _dispatch.beside(_np.linspace(0, 1, found.size).astype(edges.dtype), x)
    # The values as they are, the gradients of those that they are computed from.
    moved = (low - low.detach()) * (1 - share) + (high - high.detach()) * share
    return edges + moved


def _computed(host: _Host, bins: Any, range: Any, weights: Any) -> _Host:
    range = None if range is None else tuple(float(bound) for bound in range)
    weights = None if weights is None else _dispatch.host_index(weights)
    try:
        return _np.histogram_bin_edges(host, bins, range, weights)
    except ValueError as error:
        raise MXNetValueError(str(error)) from None
    except TypeError as error:
        raise MXNetTypeError(str(error)) from None


def histogram(
    a: Any, bins: Any = 10, range: Any = None, normed: bool | None = None, weights: Any = None,
    density: bool | None = None,
) -> tuple[ndarray, ndarray]:  # fmt: skip
    """How many elements of `a` fall into each bin, and the edges of the bins.

    Parameters
    ----------
    bins
        How many, of equal width; their edges, the last of which belongs to the last bin; or the name of a rule that
        chooses their number, such as 'auto'.
    range
        The first and the last edge; those of the elements if None.
    weights
        What each element adds, in place of 1; gradients flow into them.
    density
        Divide by the widths of the bins and the total. `normed` is the old name of it.

    Examples
    --------
    >>> from mxgrad import np
    >>> np.histogram(np.array([0.0, 1.0, 1.5, 4.0]), bins=2)
    (array([3, 1], dtype=int64), array([0., 2., 4.]))
    """
    x = _dispatch.lift(a)
    w = None if weights is None else _dispatch.lift(weights, x._backend)
    if w is not None and w.shape != x.shape:
        raise MXNetValueError(f"weights should have the same shape as a: {w.shape}, {x.shape}")
    x = ravel(x)
    edges = _edges(x, bins, range, None if w is None else ravel(w))
    counts = _counts([x], [edges], None if w is None else ravel(w))
    if density or (density is None and normed):
        counts = _density(counts, [edges], edges.dtype)
    return counts, edges


def _counts(columns: Sequence[ndarray], edges: Sequence[ndarray], w: ndarray | None) -> ndarray:
    """Elements in each cell of the grid of `edges`, int64, or the sums of their weights."""
    shape = tuple(len(edge) - 1 for edge in edges)
    place: Any = _np.int64(0)
    inside: Any = True
    for x, edge, length in zip(columns, edges, shape, strict=True):
        values, bounds = x._backend.to_host(x), edge._backend.to_host(edge)
        index = _np.searchsorted(bounds, values, "right") - 1
        index = _np.where(values == bounds[-1], length - 1, index)  # the last bin is closed
        inside = inside & (index >= 0) & (index < length) & ~_np.isnan(values)
        place = place * length + index
    place = _np.where(inside, place, -1)
    if w is None:
        host = _np.bincount(place[place >= 0], minlength=math.prod(shape)).astype(_np.int64)
        return _dispatch.beside(host.reshape(shape), edges[0])
    return reshape(_gathered(w, place, math.prod(shape)), shape)


def _density(counts: ndarray, edges: Sequence[ndarray], dtype: Any) -> ndarray:
    """Counts over their total and the sizes of the cells."""
    dtype = dtype if dtypes.is_inexact(dtype) else dtypes.default_float()
    wanted = counts.dtype if dtypes.is_inexact(counts.dtype) else dtype
    found = counts.astype(wanted, copy=False)
    found = found / sum(found)
    for axis, edge in enumerate(edges):
        width = (edge[1:] - edge[:-1]).astype(wanted, copy=False)
        found = found / reshape(width, (-1, *(1,) * (len(edges) - 1 - axis)))
    return found


def histogramdd(
    sample: Any, bins: Any = 10, range: Any = None, normed: bool | None = None, weights: Any = None,
    density: bool | None = None,
) -> tuple[ndarray, list[ndarray]]:  # fmt: skip
    """How many rows of `sample` (or columns, of a list of them) fall into each cell of a grid, in float64, and the
    edges of its axes.

    Parameters
    ----------
    bins, range
        As in `histogram`, for all axes or a list with one for each.
    weights, density
        As in `histogram`.

    Examples
    --------
    >>> from mxgrad import np
    >>> counts, edges = np.histogramdd(np.array([[0.0, 0.0], [1.0, 4.0]]), bins=2)
    >>> counts
    array([[1., 0.],
           [0., 1.]], dtype=float64)
    """
    if isinstance(sample, (ndarray, _np.ndarray)):
        table = _dispatch.lift(sample)
        columns = [table[:, i] for i in builtins.range(table.shape[1])] if table.ndim == 2 else [ravel(table)]
    else:
        columns = [_dispatch.lift(column) for column in sample]
    return _grid(columns, bins, range, weights, density or (density is None and normed))


def _grid(
    columns: Sequence[ndarray], bins: Any, range: Any, weights: Any, density: Any
) -> tuple[ndarray, list[ndarray]]:
    count = len(columns)
    each = bins if isinstance(bins, (list, tuple)) else [bins] * count
    if len(each) != count:
        raise MXNetValueError(f"The dimension of bins must be equal to the dimension of the sample x: {count}")
    ranges = [None] * count if range is None else list(range)
    if len(ranges) != count:
        raise MXNetValueError(f"range argument must have one entry per dimension: {count}")
    edges = []
    for column, own, limits in zip(columns, each, ranges, strict=True):
        if isinstance(own, (ndarray, _np.ndarray)) and own.ndim == 0:
            own = int(own)
        wide = column.astype("float64", copy=False)
        edges.append(_edges(wide, own, limits, None))
    w = None if weights is None else _dispatch.lift(weights, columns[0]._backend)
    counts = _counts(columns, edges, w).astype("float64", copy=False)
    return _density(counts, edges, counts.dtype) if density else counts, edges


def histogram2d(
    x: Any, y: Any, bins: Any = 10, range: Any = None, normed: bool | None = None, weights: Any = None,
    density: bool | None = None,
) -> tuple[ndarray, ndarray, ndarray]:  # fmt: skip
    """How many pairs of elements of `x` and `y` fall into each cell of a grid, in float64, and the edges of both axes.

    `bins` is one for both axes (a number or edges), or a pair.

    >>> from mxgrad import np
    >>> np.histogram2d(np.array([0.0, 1.0]), np.array([0.0, 4.0]), bins=2)[0]
    array([[1., 0.],
           [0., 1.]], dtype=float64)
    """
    first = _dispatch.lift(x)
    columns = [ravel(first), ravel(_dispatch.lift(y, first._backend))]
    if columns[0].size != columns[1].size:
        raise MXNetValueError(f"x and y must have the same length: {columns[0].size}, {columns[1].size}")
    pair = isinstance(bins, (list, tuple)) and len(bins) in (1, 2)
    counts, (one, other) = _grid(
        columns, bins if pair and len(bins) == 2 else [bins[0] if pair else bins] * 2, range, weights,
        density or (density is None and normed),
    )  # fmt: skip
    return counts, one, other
