"""Functions that NumPy has and MXNet does not, made of those of `np`, so that ``numpy.f(x)`` stays in the graph."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

import numpy as _np

from mxgrad import _dispatch, dtypes, np
from mxgrad._host import fallback
from mxgrad.array import ndarray
from mxgrad.base import MXNetValueError
from mxgrad.dtypes import DTypeLike

FUNCTIONS: Final[dict[tuple[str, str], Callable[..., Any]]] = {}
"""By module and name of NumPy's function: those that `np` lacks."""
INSTEAD: Final[dict[tuple[str, str], Callable[..., Any]]] = {}
"""The same, where MXNet's function of that name gives something else than NumPy's."""


def _beyond(module: str = "numpy", name: str | None = None) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def put(function: Callable[..., Any]) -> Callable[..., Any]:
        FUNCTIONS[module, name or function.__name__.rstrip("_")] = function
        return function

    return put


# -- elementwise -----------------------------------------------------------------------------------


@_beyond()
def exp2(x: Any) -> ndarray:
    return np.power(2.0, _float(x))


@_beyond()
def logaddexp2(x1: Any, x2: Any) -> Any:
    high, low = np.maximum(x1, x2), np.minimum(x1, x2)
    return high + np.log1p(exp2(low - high)) * (1 / _np.log(2.0))


@_beyond()
def sinc(x: Any) -> Any:
    y = _float(x) * _np.pi
    # Near 0 the first terms of the series: sin(y) / y has no derivative that can be computed there.
    small = np.abs(y) < (1e-2 if y.dtype == "float32" else 1e-4)
    safe = np.where(small, 1.0, y)
    near = np.where(small, y, 0.0)
    square = near * near
    return np.where(small, 1 - square / 6 * (1 - square / 20), np.sin(safe) / safe)


@_beyond()
def real_if_close(a: Any, tol: float = 100) -> Any:
    x = _dispatch.lift(a)
    return fallback(_np.real_if_close, (x, tol)) if x.dtype.kind == "c" else x


@_beyond()
def astype(x: ndarray, dtype: DTypeLike, copy: bool = True) -> ndarray:
    return x.astype(dtype, copy=copy)


def _float(x: Any) -> Any:
    x = _dispatch.lift(x)
    return x if dtypes.is_inexact(x.dtype) else x.astype(dtypes.default_float())


# -- reductions and running totals -------------------------------------------------------------------


@_beyond()
def cumulative_sum(
    x: Any, axis: int | None = None, dtype: DTypeLike = None, out: None = None, include_initial: bool = False
) -> ndarray:
    return _cumulative(np.cumsum, 0, x, axis, dtype, include_initial)


@_beyond()
def cumulative_prod(
    x: Any, axis: int | None = None, dtype: DTypeLike = None, out: None = None, include_initial: bool = False
) -> ndarray:
    return _cumulative(np.cumprod, 1, x, axis, dtype, include_initial)


def _cumulative(total: Any, start: int, x: Any, axis: int | None, dtype: DTypeLike, include_initial: bool) -> ndarray:
    x = _dispatch.lift(x)
    if axis is None:
        if x.ndim != 1:
            raise MXNetValueError(f"give an axis: the array has shape {x.shape}")
        axis = 0
    found: ndarray = total(x, axis, dtype)
    if not include_initial:
        return found
    axis = _dispatch.axis_in(axis, x.ndim)
    shape = (*x.shape[:axis], 1, *x.shape[axis + 1 :])
    return np.concatenate([_np.full(shape, start, dtype=found.dtype), found], axis)


@_beyond()
def nanmean(
    a: Any, axis: Any = None, dtype: DTypeLike = None, out: None = None, keepdims: bool = False, *, where: Any = True
) -> ndarray:
    x = _dispatch.lift(a)
    mask = np.logical_not(np.isnan(x)) if where is True else np.logical_and(np.logical_not(np.isnan(x)), where)
    return np.mean(x, axis, dtype, None, keepdims, where=mask)


@_beyond()
def trapezoid(y: Any, x: Any = None, dx: float = 1.0, axis: int = -1) -> Any:
    return np.trapz(y, x, dx, axis)


@_beyond()
def gradient(f: Any, *varargs: Any, axis: Any = None, edge_order: int = 1) -> Any:
    return _gradient(_dispatch.lift(f), varargs, axis, edge_order)


def _gradient(f: ndarray, spacings: Sequence[Any], axis: Any, edge_order: int) -> Any:
    axes = _dispatch.axes_in(axis, f.ndim)
    axes = tuple(range(f.ndim)) if axes is None else axes
    if len(spacings) not in (0, 1, len(axes)):
        raise MXNetValueError(f"{len(spacings)} spacings for {len(axes)} axes: give none, one, or one for each")
    if edge_order not in (1, 2):
        raise MXNetValueError(f"edge_order is 1 or 2, not {edge_order!r}")
    each = list(spacings or (1.0,)) * (1 if len(spacings) > 1 else len(axes))
    found = [_slopes(_float(f), step, i, edge_order) for i, step in zip(axes, each, strict=True)]
    return found[0] if len(found) == 1 else tuple(found)


def _slopes(f: ndarray, spacing: Any, axis: int, edge_order: int) -> ndarray:
    n = f.shape[axis]
    if n < edge_order + 1:
        raise MXNetValueError(f"slopes with edge_order={edge_order} need {edge_order + 1} values, axis {axis} has {n}")

    def part(start: int | None, stop: int | None) -> ndarray:
        return f[(slice(None),) * axis + (slice(start, stop),)]

    if _np.ndim(_dispatch.host_index(spacing)) == 0:
        h = spacing
        inner = (part(2, None) - part(None, -2)) / (2.0 * h)
        ends = [(h, h), (h, h)]
    else:
        steps = _dispatch.lift(spacing, f._backend)
        if steps.ndim != 1 or steps.size != n:
            raise MXNetValueError(f"positions along axis {axis} are a vector of {n} numbers, not shape {steps.shape}")
        gaps = (steps[1:] - steps[:-1]).reshape((1,) * axis + (n - 1,) + (1,) * (f.ndim - axis - 1))

        def gap(start: int | None, stop: int | None) -> ndarray:
            return gaps[(slice(None),) * axis + (slice(start, stop),)]

        before, after = gap(None, -1), gap(1, None)
        a = -after / (before * (before + after))
        b = (after - before) / (before * after)
        c = before / (after * (before + after))
        inner = a * part(None, -2) + b * part(1, -1) + c * part(2, None)
        ends = [(gap(0, 1), gap(1, 2)), (gap(n - 2, None), gap(n - 3, n - 2))]
    if edge_order == 1:
        first = (part(1, 2) - part(0, 1)) / ends[0][0]
        last = (part(n - 1, None) - part(n - 2, n - 1)) / ends[1][0]
    else:
        first = _one_sided(part(0, 1), part(1, 2), part(2, 3), *ends[0])
        last = -_one_sided(part(n - 1, None), part(n - 2, n - 1), part(n - 3, n - 2), *ends[1])
    return np.concatenate([first, inner, last], axis)


def _one_sided(f0: ndarray, f1: ndarray, f2: ndarray, h1: Any, h2: Any) -> Any:
    """Slope at the first of three points, `h1` and `h2` apart, of the parabola through them."""
    whole = h1 + h2
    return -f0 * ((h1 + whole) / (h1 * whole)) + f1 * (whole / (h1 * h2)) - f2 * (h1 / (h2 * whole))


# -- sets ---------------------------------------------------------------------------------------------


class UniqueCounts(NamedTuple):
    """What `unique_counts` gives."""

    values: ndarray
    counts: ndarray


@_beyond()
def unique_counts(x: Any) -> UniqueCounts:
    return UniqueCounts(*np.unique(_dispatch.lift(x), return_counts=True))


def _unique_all(x: Any) -> Any:
    return _shaped(x, np.unique_all(_dispatch.lift(x)))


def _unique_inverse(x: Any) -> Any:
    return _shaped(x, np.unique_inverse(_dispatch.lift(x)))


def _shaped(x: Any, found: Any) -> Any:
    # NumPy's inverse has the shape of the array, MXNet's is flat.
    return found._replace(inverse_indices=found.inverse_indices.reshape(_np.shape(x)))


INSTEAD["numpy", "unique_all"] = _unique_all
INSTEAD["numpy", "unique_inverse"] = _unique_inverse


# -- shapes -------------------------------------------------------------------------------------------


@_beyond()
def matrix_transpose(x: Any) -> ndarray:
    return _dispatch.lift(x).mT


@_beyond()
def unstack(x: Any, axis: int = 0) -> tuple[ndarray, ...]:
    return tuple(np.moveaxis(_dispatch.lift(x), axis, 0))


@_beyond()
def block(arrays: Any) -> ndarray:
    depth = _depth(arrays)
    ndim = max(depth, *(x.ndim for x in _leaves(arrays)))
    return _joined(arrays, ndim, ndim - depth)


def _depth(arrays: Any) -> int:
    if not isinstance(arrays, list):
        return 0
    depths = {_depth(item) for item in arrays}
    if len(depths) != 1:
        raise MXNetValueError("block: lists are nested to different depths, or empty")
    return depths.pop() + 1


def _leaves(arrays: Any) -> list[ndarray]:
    return [x for item in arrays for x in _leaves(item)] if isinstance(arrays, list) else [_dispatch.lift(arrays)]


def _joined(arrays: Any, ndim: int, axis: int) -> ndarray:
    if isinstance(arrays, list):
        return np.concatenate([_joined(item, ndim, axis + 1) for item in arrays], axis)
    x = _dispatch.lift(arrays)
    return x.reshape((1,) * (ndim - x.ndim) + x.shape)


@_beyond("numpy.lib.stride_tricks")
def sliding_window_view(
    x: Any, window_shape: Any, axis: Any = None, *, subok: bool = False, writeable: bool = False
) -> Any:
    x = _dispatch.lift(x)
    lengths = _dispatch.shape_in(window_shape)
    axes = tuple(range(x.ndim)) if axis is None else axis if isinstance(axis, tuple) else (axis,)
    if len(axes) != len(lengths):
        raise MXNetValueError(f"{len(lengths)} window lengths for {len(axes)} axes")
    for place, length in zip(axes, lengths, strict=True):
        i = _dispatch.axis_in(place, x.ndim)
        if length > x.shape[i]:
            raise MXNetValueError(f"a window of {length} does not fit axis {i}, of length {x.shape[i]}")
        starts = _np.arange(x.shape[i] - length + 1)
        index = _dispatch.lift(starts[:, None] + _np.arange(length), x._backend)
        x = np.moveaxis(np.take(x, index, i), i + 1, -1)
    return x


# -- products ------------------------------------------------------------------------------------------


@_beyond()
def vecdot(x1: Any, x2: Any) -> ndarray:
    return np.einsum("...i,...i->...", *_lifted(x1, x2))


@_beyond()
def matvec(x1: Any, x2: Any) -> ndarray:
    return np.einsum("...ij,...j->...i", *_lifted(x1, x2))


@_beyond()
def vecmat(x1: Any, x2: Any) -> ndarray:
    return np.einsum("...i,...ij->...j", *_lifted(x1, x2))


@_beyond("numpy.linalg", "matmul")
def _matmul(x1: Any, x2: Any) -> ndarray:
    return np.matmul(x1, x2)


class SVDResult(NamedTuple):
    """What `svd` gives."""

    U: ndarray
    S: ndarray
    Vh: ndarray


def _svd(a: Any, full_matrices: bool = True, compute_uv: bool = True, hermitian: bool = False) -> Any:
    # MXNet's has as many vectors as there are values; NumPy's all, unless told otherwise.
    x = _dispatch.lift(a)
    if not compute_uv:
        return np.linalg.svdvals(x)
    if full_matrices and x.shape[-1] != x.shape[-2]:
        options = {"full_matrices": True, "hermitian": hermitian}
        return SVDResult(*fallback(_np.linalg.svd, (x,), options, x._backend, "with full_matrices=True"))
    return SVDResult(*np.linalg.svd(x))


INSTEAD["numpy.linalg", "svd"] = _svd


def _lifted(*values: Any) -> list[ndarray]:
    backend = next((value._backend for value in values if isinstance(value, ndarray)), None)
    return [_dispatch.lift(value, backend) for value in values]


@_beyond()
def convolve(a: Any, v: Any, mode: str = "full") -> ndarray:
    x, y = _lifted(a, v)
    if x.ndim != 1 or y.ndim != 1 or not x.size or not y.size:
        raise MXNetValueError(f"convolve takes two vectors that are not empty, not shapes {x.shape} and {y.shape}")
    if mode not in ("full", "same", "valid"):
        raise MXNetValueError(f"mode is 'full', 'same' or 'valid', not {mode!r}")
    if y.size > x.size:
        x, y = y, x
    n, m = x.size, y.size
    # The lines of a matrix are the windows of the padded vector.
    padded = np.concatenate([_np.zeros(m - 1, x.dtype), x, _np.zeros(m - 1, x.dtype)])
    full = np.matmul(sliding_window_view(padded, m), np.flip(y))
    start, length = {"full": (0, n + m - 1), "same": ((m - 1) // 2, n), "valid": (m - 1, n - m + 1)}[mode]
    return full[start : start + length]
