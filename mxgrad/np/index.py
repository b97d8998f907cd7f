"""Selecting and searching: where, take, sort, unique and the like."""

from __future__ import annotations

from typing import Any, overload

import numpy as _np

from mxgrad import _dispatch
from mxgrad.array import ndarray
from mxgrad.base import MXNetValueError
from mxgrad.indexing import Key
from mxgrad.np.shape import ravel


@overload
def where(condition: Any, x: None = None, y: None = None) -> tuple[ndarray, ...]: ...
@overload
def where(condition: Any, x: Any, y: Any) -> ndarray: ...
def where(condition: Any, x: Any = None, y: Any = None) -> Any:
    """`x` where `condition` is true, else `y`; with the condition alone, `nonzero`.

    >>> from mxgrad import np
    >>> np.where(np.array([1.0, 0.0]), 5, np.array([7.0, 8.0]))
    array([5., 8.])
    """
    if (x is None) != (y is None):
        raise MXNetValueError("where takes the condition alone, or both x and y")
    if x is None:
        return nonzero(condition)
    backend = next((v._backend for v in (condition, x, y) if isinstance(v, ndarray)), None)
    chosen = _dispatch.lift(condition, backend)
    if chosen.dtype != bool:
        chosen = chosen != 0
    result = chosen._backend.ops["where"](chosen, x, y)
    if result is NotImplemented:
        raise _dispatch.unsupported(y if isinstance(x, ndarray) else x)
    return result


def take(a: Any, indices: Any, axis: int | None = None, mode: str = "raise", out: ndarray | None = None) -> ndarray:
    """Elements of `a` at `indices` along `axis` (None: of the flattened array).

    Parameters
    ----------
    mode : {'raise', 'clip', 'wrap'}
        What an index out of bounds does: raise an error, take the nearest, count modulo the length.

    Examples
    --------
    >>> from mxgrad import np
    >>> np.take(np.array([1.0, 2.0, 3.0]), np.array([0, 2]))
    array([1., 3.])
    """
    x = _dispatch.argument("a", a)
    if axis is None:
        x, axis = ravel(x), 0
    along = _dispatch.axis_in(axis, x.ndim)
    if isinstance(indices, int) and mode == "raise":
        result = x[(*(slice(None),) * along, indices)].copy()
        return result if out is None else _dispatch.write(out, result)
    index = _dispatch.host_index(indices)
    length = x.shape[along]
    if mode == "clip":
        index = index.astype(_np.int64).clip(0, length - 1)
    elif mode == "wrap":
        index = index.astype(_np.int64) % length
    elif mode != "raise":
        raise MXNetValueError(f"mode is 'raise', 'clip' or 'wrap', not {mode!r}")
    result = x[(*(slice(None),) * along, index)]
    return result if out is None else _dispatch.write(out, result)


def take_along_axis(arr: Any, indices: Any, axis: int | None) -> ndarray:
    """Elements of `arr` along `axis` at `indices`, which agrees with `arr` in the other axes (or broadcasts).

    >>> from mxgrad import np
    >>> np.take_along_axis(np.array([[3.0, 1.0]]), np.array([[1, 0]]), 1)
    array([[1., 3.]])
    """
    x = _dispatch.argument("arr", arr)
    index = _dispatch.host_index(indices)
    if axis is None:
        x, index, axis = ravel(x), index.reshape(-1), 0
    if index.ndim != x.ndim:
        raise MXNetValueError(f"indices have {index.ndim} axes, the array {x.ndim}; they must be equal")
    along = _dispatch.axis_in(axis, x.ndim)
    grid = []
    for i, length in enumerate(x.shape):
        if i == along:
            grid.append(index)
        else:
            line = [1] * x.ndim
            line[i] = length
            grid.append(_dispatch.host_arange(length).reshape(line))
    return x[tuple(grid)]


def nonzero(a: Any) -> tuple[ndarray, ...]:
    """Indices (int64) of the elements that are not 0, one array for each axis.

    >>> from mxgrad import np
    >>> np.nonzero(np.array([0.0, 3.0]))
    (array([1], dtype=int64),)
    """
    x = _dispatch.argument("a", a)
    return x._backend.ops["nonzero"](x)  # type: ignore[return-value]  # the one row with several results


def flatnonzero(a: Any) -> ndarray:
    """Indices of the elements that are not 0, in the flattened array.

    >>> from mxgrad import np
    >>> np.flatnonzero(np.eye(2))
    array([0, 3], dtype=int64)
    """
    return nonzero(ravel(a))[0]


def diag(array: Any, k: int = 0) -> ndarray:
    """Diagonal `k` of a matrix, or a matrix with the vector `array` on its diagonal `k`.

    >>> from mxgrad import np
    >>> np.diag(np.diag(np.array([1.0, 2.0])))
    array([1., 2.])
    """
    x = _dispatch.argument("array", array)
    if x.ndim == 2:
        return diagonal(x, k)
    if x.ndim != 1:
        raise MXNetValueError(f"diag takes a vector or a matrix, not shape {x.shape}")
    k = _dispatch.integer("k", k)
    n = x.size + abs(k)
    index = _dispatch.host_arange(x.size)
    rows, columns = index + (-k if k < 0 else 0), index + (k if k > 0 else 0)
    return x._backend.ops["index_add"](x, (n, n), Key((rows, columns), True, False))


def diagonal(a: Any, offset: int = 0, axis1: int = 0, axis2: int = 1) -> ndarray:
    """Diagonal `offset` of the matrices in axes `axis1` and `axis2`, as the last axis (a copy).

    >>> from mxgrad import np
    >>> np.diagonal(np.eye(3))
    array([1., 1., 1.])
    """
    x = _dispatch.argument("a", a)
    if x.ndim < 2:
        raise MXNetValueError(f"diagonal needs at least 2 axes, got shape {x.shape}")
    first, second = _dispatch.axis_in(axis1, x.ndim), _dispatch.axis_in(axis2, x.ndim)
    if first == second:
        raise MXNetValueError(f"diagonal needs two different axes, got axis {first} twice")
    order = [i for i in range(x.ndim) if i not in (first, second)] + [first, second]
    moved = x.transpose(order)
    rows, columns = moved.shape[-2:]
    offset = _dispatch.integer("offset", offset)
    start = _np.array([-offset if offset < 0 else 0, offset if offset > 0 else 0])
    length = max(0, min(rows - int(start[0]), columns - int(start[1])))
    index = _dispatch.host_arange(length)
    return moved[(..., index + start[0], index + start[1])]


def trace(a: Any, offset: int = 0, axis1: int = 0, axis2: int = 1, out: ndarray | None = None) -> ndarray:
    """Sum of `diagonal`.

    >>> from mxgrad import np
    >>> np.trace(np.eye(3))
    array(3.)
    """
    return diagonal(a, offset, axis1, axis2).sum(axis=-1, out=out)


def tril(m: Any, k: int = 0) -> ndarray:
    """`m` with zeros above diagonal `k`. A vector stands for the square matrix of which each row is that vector.

    >>> from mxgrad import np
    >>> np.tril(np.ones((2, 2)))
    array([[1., 0.],
           [1., 1.]])
    """
    return _triangle(m, k, lower=True)


def triu(m: Any, k: int = 0) -> ndarray:
    """`m` with zeros below diagonal `k`. A vector stands for the square matrix of which each row is that vector.

    >>> from mxgrad import np
    >>> np.triu(np.ones((2, 2)))
    array([[1., 1.],
           [0., 1.]])
    """
    return _triangle(m, k, lower=False)


def _triangle(m: Any, k: int, *, lower: bool) -> ndarray:
    x = _dispatch.argument("m", m)
    if x.ndim == 0:
        raise MXNetValueError(f"a triangle needs at least 1 axis, got shape {x.shape}")
    rows, columns = (x.shape * 2)[-2:]  # a vector stands for a matrix of such rows
    mask = _np.tri(rows, columns, k if lower else k - 1, dtype=bool)
    backend = x._backend
    kept = _dispatch.beside(mask if lower else ~mask, x)
    return backend.ops["where"](kept, x, False if x.dtype == bool else 0)
