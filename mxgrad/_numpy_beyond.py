"""Functions that NumPy has and MXNet does not, made of those of `np`, so that ``numpy.f(x)`` stays in the graph."""

from __future__ import annotations

from collections.abc import Callable
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
