"""Order statistics: median, quantile, percentile, and the same without nans.

The elements are found on the host and taken where they are, so that gradients flow into them. Equal elements share
the gradient of the one that is taken, as in `max`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as _np

from mxgrad import _dispatch, dtypes
from mxgrad._dispatch import Axis
from mxgrad._state import STATE
from mxgrad.array import ndarray
from mxgrad.base import MXNetTypeError, MXNetValueError
from mxgrad.indexing import Key
from mxgrad.np.nanfunctions import whole

_Host = _np.ndarray[Any, Any]
_Rank = tuple[_Host, _Host, _Host]
"""Positions of two neighbours in the sorted line, and the weight of the second."""


_SORTED = frozenset((dtypes.float32, dtypes.float64))
"""Dtypes whose medians have the same."""


def median(
    a: Any, axis: Axis = None, out: ndarray | None = None, overwrite_input: bool | None = None, keepdims: bool = False
) -> ndarray:
    """The element in the middle of the sorted elements over `axis` (None: all), or the mean of the two there.

    Integers give the default float type. Equal elements share the gradient.

    >>> from mxgrad import np
    >>> np.median(np.array([3.0, 1.0, 7.0, 2.0]))
    array(2.5)
    """
    if type(a) is ndarray and out is None:
        found = _at_once("median", a, axis, keepdims)
        if found is not None:
            return found
    return _write(_quantile(a, 0.5, axis, keepdims, "median", False), out)


def _at_once(name: str, x: ndarray, axis: Axis, keepdims: bool) -> ndarray | None:
    """The median by the backend's own operation, or of a short vector; None where it is neither."""
    backend = x._backend
    ops = backend.ops
    if name not in ops:
        return _of_few(x) if not keepdims and (axis is None or axis == 0) else None
    if backend.dtype(x) not in _SORTED:
        return None
    axes = None if axis is None else _dispatch.reduced_axes(axis, backend.ndim(x))
    return ops[name](x, axes, keepdims is not False and bool(keepdims))


def _of_few(x: ndarray) -> ndarray | None:
    """The median of a short vector, in a tenth of the time; None where there is more to it."""
    backend = x._backend
    host = backend.to_host(x)
    n = host.size
    if host.ndim != 1 or not 0 < n <= 64 or host.dtype.kind != "f" or host.dtype.itemsize < 4:
        return None
    order = host.argsort()
    values = host[order].tolist()
    low, high = (n - 1) // 2, n // 2
    around = values[max(low - 1, 0) : high + 2]
    if values[-1] != values[-1] or len(set(around)) < len(around):  # nans, elements that share the gradient
        return None
    middle = backend.ops["getitem"](x, Key((order[low : high + 1],), True, False))
    return backend.ops["mean"](middle, None, False)


def quantile(
    a: Any, q: Any, axis: Axis = None, out: ndarray | None = None, overwrite_input: bool | None = None,
    interpolation: str = "linear", keepdims: bool = False, *, method: str | None = None,
) -> ndarray:  # fmt: skip
    """The value below which the share `q` of the elements over `axis` (None: all) lies.

    Parameters
    ----------
    q
        A number from 0 to 1, or an array of them, whose axes come first in the result.
    overwrite_input
        Taken for NumPy's sake: `a` is never changed.
    interpolation : {'linear', 'lower', 'higher', 'midpoint', 'nearest', 'inverted_cdf', 'averaged_inverted_cdf', \
'closest_observation', 'interpolated_inverted_cdf', 'hazen', 'weibull', 'median_unbiased', 'normal_unbiased'}
        What to do between two elements. `method` is NumPy's name of it.

    Notes
    -----
    Integers and float16 give float32. A nan among the elements makes the result nan. Gradients flow into `a` and `q`;
    equal elements share theirs.

    Examples
    --------
    >>> from mxgrad import np
    >>> np.quantile(np.array([1.0, 2.0, 4.0]), np.array([0.0, 0.75]))
    array([1., 3.])
    """
    return _write(_quantile(a, q, axis, keepdims, interpolation if method is None else method, False), out)


def percentile(
    a: Any, q: Any, axis: Axis = None, out: ndarray | None = None, overwrite_input: bool | None = None,
    interpolation: str = "linear", keepdims: bool = False, *, method: str | None = None,
) -> ndarray:  # fmt: skip
    """The same as `quantile` with `q` from 0 to 100.

    >>> from mxgrad import np
    >>> np.percentile(np.array([1.0, 2.0, 4.0]), 75)
    array(3.)
    """
    chosen = interpolation if method is None else method
    return _write(_quantile(a, q, axis, keepdims, chosen, False, whole=100), out)


def nanmedian(
    a: Any, axis: Axis = None, out: ndarray | None = None, overwrite_input: bool = False, keepdims: bool = False
) -> ndarray:
    """`median` of the elements that are not nan; nan where there are none.

    >>> from mxgrad import np
    >>> np.nanmedian(np.array([3.0, np.nan, 1.0]))
    array(2.)
    """
    if type(a) is ndarray and out is None:
        found = _at_once("nanmedian", a, axis, keepdims)
        if found is not None:
            return found
    if whole(a):
        return median(a, axis, out, overwrite_input, keepdims)
    return _write(_quantile(a, 0.5, axis, keepdims, "median", True), out)


def nanquantile(
    a: Any, q: Any, axis: Axis = None, out: ndarray | None = None, overwrite_input: bool = False,
    method: str = "linear", keepdims: bool = False, *, interpolation: str | None = None,
) -> ndarray:  # fmt: skip
    """`quantile` of the elements that are not nan; nan where there are none.

    >>> from mxgrad import np
    >>> np.nanquantile(np.array([3.0, np.nan, 1.0]), 0.25)
    array(1.5)
    """
    return _write(_quantile(a, q, axis, keepdims, method if interpolation is None else interpolation, True), out)


def nanpercentile(
    a: Any, q: Any, axis: Axis = None, out: ndarray | None = None, overwrite_input: bool = False,
    method: str = "linear", keepdims: bool = False, *, interpolation: str | None = None,
) -> ndarray:  # fmt: skip
    """`percentile` of the elements that are not nan; nan where there are none.

    >>> from mxgrad import np
    >>> np.nanpercentile(np.array([3.0, np.nan, 1.0]), 25)
    array(1.5)
    """
    chosen = method if interpolation is None else interpolation
    return _write(_quantile(a, q, axis, keepdims, chosen, True, whole=100), out)


def _write(result: ndarray, out: ndarray | None) -> ndarray:
    return result if out is None else _dispatch.write(out, result)


# -- where quantile q of n sorted elements lies: n and q are arrays that broadcast ------------------


def _between(alpha: float, beta: float) -> Callable[[_Host, _Host], _Host]:
    """The positions of Hyndman and Fan (1996): ``n q + m`` from 1, with ``m = alpha + q (1 - alpha - beta)``."""
    return lambda n, q: n * q + (alpha + q * (1 - alpha - beta)) - 1


_CONTINUOUS: dict[str, tuple[Callable[[_Host, _Host], _Host], float]] = {
    # name: position, and its derivative by q less n
    "linear": (lambda n, q: (n - 1) * q, -1.0),
    "interpolated_inverted_cdf": (_between(0, 1), 0.0),
    "hazen": (_between(0.5, 0.5), 0.0),
    "weibull": (_between(0, 0), 1.0),
    "median_unbiased": (_between(1 / 3, 1 / 3), 1 / 3),
    "normal_unbiased": (_between(3 / 8, 3 / 8), 1 / 4),
}


def _whole(position: _Host) -> _Rank:
    return position, position, _np.zeros(position.shape)


def _midpoint(n: _Host, q: _Host) -> _Rank:
    position = (n - 1) * q
    return _np.floor(position), _np.ceil(position), _np.full(position.shape, 0.5)


def _closest(n: _Host, q: _Host) -> _Rank:
    position = n * q - 1.5
    below = _np.floor(position)
    return _whole(below + ~((position == below) & (below % 2 == 1)))


def _averaged(n: _Host, q: _Host) -> _Rank:
    position = n * q - 1
    return _np.floor(position), _np.floor(position) + 1, _np.where(position == _np.floor(position), 0.5, 1.0)


def _middle(n: _Host, q: _Host) -> _Rank:
    middle = (n - 1) / 2 + 0 * q
    return _np.floor(middle), _np.ceil(middle), _np.where(n % 2, 0.0, 0.5)


_DISCRETE: dict[str, Callable[[_Host, _Host], _Rank]] = {
    "lower": lambda n, q: _whole(_np.floor((n - 1) * q)),
    "higher": lambda n, q: _whole(_np.ceil((n - 1) * q)),
    "nearest": lambda n, q: _whole(_np.rint((n - 1) * q)),
    "midpoint": _midpoint,
    "inverted_cdf": lambda n, q: _whole(_np.ceil(n * q - 1)),
    "averaged_inverted_cdf": _averaged,
    "closest_observation": _closest,
}


def _ranks(method: str, n: _Host, q: _Host) -> tuple[_Rank, _Host]:
    """The neighbours of quantile `q`, and by how much the weight of the second grows with it."""
    last = _np.maximum(n - 1, 0)
    slope = _np.zeros((1, 1))
    if method in _CONTINUOUS:
        position, less = _CONTINUOUS[method]
        exact = position(n, q)
        inside = exact.clip(0, last)
        lower = _np.floor(inside)
        lower, upper, weight = lower, lower + 1, inside - lower
        slope = _np.where(exact == inside, n + less, 0.0)
    elif method == "median":
        lower, upper, weight = _middle(n, q)
    elif method in _DISCRETE:
        lower, upper, weight = _DISCRETE[method](n, q)
    else:
        raise MXNetValueError(f"method {method!r} is not one of {', '.join((*_CONTINUOUS, *_DISCRETE))}")
    lower, upper = (place.clip(0, last).astype(_np.int64) for place in (lower, upper))
    return (lower, _np.where(weight == 0, lower, upper), weight), slope


# -- the elements there -----------------------------------------------------------------------------


def _quantile(a: Any, q: Any, axis: Axis, keepdims: bool, method: str, skip_nan: bool, whole: float = 1) -> ndarray:
    x = _dispatch.lift(a) if skip_nan else _dispatch.argument("a", a)  # MXNet hands the nan functions to NumPy
    if x.dtype.kind == "c":
        raise MXNetTypeError(f"complex numbers have no order: take quantiles of their parts, not of {x.dtype}")
    if x.dtype.itemsize < 4 or not dtypes.is_inexact(x.dtype):
        x = x.astype("float32" if dtypes.is_inexact(x.dtype) else dtypes.default_float())
    share = _shares(q, whole)
    lines, shape = _as_lines(x, axis, keepdims)
    count, length = lines.shape
    if not length or not count:
        value = _np.full((*share.shape, *shape), math.nan, x.dtype)
        return _dispatch.beside(value, x)
    host = lines._backend.to_host(lines)
    nans = _np.isnan(host)
    n = _np.full(count, length) if not skip_nan else length - nans.sum(-1)
    (lower, upper, weight), slope = _ranks(method, n, share.reshape(-1, 1))
    if not skip_nan and nans.any():  # nans stand at the end, and one makes the result nan
        spoilt = nans.any(-1)
        lower, upper = (_np.where(spoilt, length - 1, place) for place in (lower, upper))
    order = _order(host, lower, upper)
    rows = _np.arange(count)
    taken = [(rows, order[rows, place]) for place in (lower, upper)]
    flat = lines.reshape(-1)
    low, high = (_taken(flat, host, *places) for places in taken)
    found = _mixed(low, high, [host[places] for places in taken], weight, _change(q, whole, slope), method, x)
    if skip_nan and not n.all():  # the gradient of nothing is 0
        nothing = _np.broadcast_to(n == 0, found.shape)
        found = found._backend.ops["where"](_dispatch.beside(nothing, x), math.nan, found)
    return found.reshape((*share.shape, *shape))


def _shares(q: Any, whole: float) -> _Host:
    share = _dispatch.host_index(q).astype(_np.float64) / whole
    if not ((share >= 0) & (share <= 1)).all():
        raise MXNetValueError(f"quantiles lie between 0 and {whole}: {q!r}")
    return share


def _as_lines(x: ndarray, axis: Axis, keepdims: bool) -> tuple[ndarray, tuple[int, ...]]:
    """The elements that are reduced together as the rows of a matrix, and the shape of the result."""
    reduced = _dispatch.reduced_axes(axis, x.ndim)
    if reduced is None:
        reduced = tuple(range(x.ndim))
    kept = tuple(i for i in range(x.ndim) if i not in reduced)
    shape = tuple(x.shape[i] for i in kept)
    moved = x if (*kept, *reduced) == tuple(range(x.ndim)) else x.transpose((*kept, *reduced))
    lines = moved.reshape((math.prod(shape), math.prod(x.shape[i] for i in reduced)))
    return lines, tuple(1 if i in reduced else n for i, n in enumerate(x.shape)) if keepdims else shape


def _order(host: _Host, *places: _Host) -> _Host:
    """Where the element of each rank stands in its row; right for the ranks `places`."""
    ranks = _np.unique(_np.concatenate([place.reshape(-1) for place in places]))
    if ranks.size <= 16:
        return host.argpartition(ranks, -1)
    return host.argsort(-1, kind="stable")


def _taken(flat: ndarray, host: _Host, rows: _Host, columns: _Host) -> ndarray:
    """The elements at those places of a matrix, whose flattened values are `flat` and whose equals share gradients."""
    length = host.shape[1]
    found = flat[rows * length + columns]
    if not STATE.recording or flat._node is None or not found.size:
        return found
    values = host[rows, columns]
    targets, sources, weights = [], [], []
    for k, value in enumerate(values):
        equal = host == value[:, None]
        equals = equal.sum(-1)
        equal[(equals == 1) | ~_np.isfinite(value)] = False
        row, column = _np.nonzero(equal)
        targets.append(k * rows.size + row)
        sources.append(row * length + column)
        weights.append(1 / equals[row])
    target = _np.concatenate(targets)
    if not target.size:
        return found
    backend = flat._backend
    shares = flat[_np.concatenate(sources)] * _dispatch.beside(_np.concatenate(weights).astype(host.dtype), flat)
    mean = backend.ops["index_add"](shares, (found.size,), Key((target,), True, False)).reshape(found.shape)
    tied = _np.zeros(found.size, bool)
    tied[target] = True
    # The value as it is, the gradient of the mean.
    shared = found.detach() + (mean - mean.detach())
    return backend.ops["where"](_dispatch.beside(tied.reshape(found.shape), flat), shared, found)


def _change(q: Any, whole: float, slope: _Host) -> ndarray | None:
    """A zero whose gradient is that of the weights by `q`; None if nobody asks for it."""
    if not isinstance(q, ndarray) or q._node is None or not STATE.recording:
        return None
    column = q.reshape((-1, 1))
    return (column - column.detach()) * _dispatch.beside(slope / whole, q).astype(q.dtype)


def _mixed(
    low: ndarray, high: ndarray, values: list[_Host], weight: _Host, change: ndarray | None, method: str, x: ndarray
) -> ndarray:
    """The neighbours mixed by the `weight` of the second."""
    settled = (weight == 0) | (values[0] == values[1])
    if change is None and not weight.any():
        return low
    if method == "median":
        return (low + high) * 0.5

    def lifted(host: _Host) -> ndarray:
        return _dispatch.beside(host, x)

    # From the nearer one, so that the result is exact at both.
    far = weight >= 0.5
    shift = lifted(_np.where(far, weight - 1, weight).astype(x.dtype))
    if change is not None:
        shift = shift + change.astype(x.dtype)
    where = x._backend.ops["where"]
    nearest = high if far.all() else low if not far.any() else where(lifted(far), high, low)
    found: ndarray = nearest + (high - low) * shift
    if not _np.isfinite(values).all():  # inf - inf
        found = where(lifted(settled), low, found)
    return found
