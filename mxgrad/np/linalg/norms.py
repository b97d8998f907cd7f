"""Norms of vectors and matrices, and condition numbers."""

from __future__ import annotations

from typing import Any

import numpy as _np

from mxgrad import _dispatch, dtypes
from mxgrad._dispatch import Axis
from mxgrad.array import ndarray
from mxgrad.base import MXNetValueError
from mxgrad.np import elementwise, reduce
from mxgrad.np.index import where
from mxgrad.np.linalg._matrices import matrices, square
from mxgrad.np.linalg.factorisations import svdvals
from mxgrad.np.linalg.solving import inv
from mxgrad.np.shape import reshape

__all__ = ["cond", "matrix_norm", "norm", "vector_norm"]

_INF = float("inf")


def norm(x: Any, ord: Any = None, axis: Axis = None, keepdims: bool = False) -> ndarray:
    """Norm of vectors or matrices. The gradient of the 2-norm at 0 is 0.

    Parameters
    ----------
    ord
        None: the 2-norm of all elements. For vectors any number or ±inf; for matrices 'fro', 'nuc' (the sum of the
        singular values), 2, -2 (the largest and the smallest), 1, -1, inf, -inf.
    axis
        One axis: norms of vectors; two: of matrices; None: of the whole array.

    Examples
    --------
    >>> from mxgrad import np
    >>> np.linalg.norm(np.array([3.0, 4.0]))
    array(5.)
    >>> np.linalg.norm(np.array([[0.0, 3.0], [4.0, 0.0]]), "nuc")
    array(7.)
    """
    if ord is None and axis is None and type(x) is ndarray:
        return x._backend.ops["vector_norm"](x, None, bool(keepdims))
    a = _dispatch.argument("x", x)
    axes = _dispatch.axes_in(axis, a.ndim)
    if axes is None and ord is not None:
        if a.ndim not in (1, 2):
            raise MXNetValueError(f"norm with ord={ord!r} takes a vector or a matrix, got shape {a.shape}; give axis")
        axes = tuple(range(a.ndim))
    if ord is None or (ord == 2 and axes is not None and len(axes) == 1) or ord in ("fro", "f"):
        return a._backend.ops["vector_norm"](a, axes, bool(keepdims))
    assert axes is not None
    if len(axes) == 1:
        return _vector_norm(_floating(a), ord, axes, keepdims)
    if len(axes) == 2:
        return _matrix_norm(_floating(a), ord, axes, keepdims)
    raise MXNetValueError(f"norm over {len(axes)} axes has no ord={ord!r}; leave ord out")


def vector_norm(x: Any, ord: Any = None, axis: Axis = None, keepdims: bool = False) -> ndarray:
    """Norm over one or several axes (None: all) as if they were one vector; `ord` is 2 if it is None.

    >>> from mxgrad import np
    >>> np.linalg.vector_norm(np.ones((2, 2)), 1)
    array(4.)
    """
    a = _dispatch.argument("x", x)
    axes = _dispatch.axes_in(axis, a.ndim)
    if ord is None or ord == 2:
        return a._backend.ops["vector_norm"](a, axes, bool(keepdims))
    return _vector_norm(_floating(a), ord, tuple(range(a.ndim)) if axes is None else axes, keepdims)


def matrix_norm(x: Any, ord: Any = "fro", axis: tuple[int, int] = (-2, -1), keepdims: bool = False) -> ndarray:
    """`norm` of matrices, which are in two axes.

    >>> from mxgrad import np
    >>> np.linalg.matrix_norm(np.ones((3, 2, 2)))
    array([2., 2., 2.])
    """
    a = _dispatch.argument("x", x)
    if a.ndim < 2:
        raise MXNetValueError(f"matrix_norm takes matrices (arrays of 2 axes or more), got shape {a.shape}")
    if len(axis) != 2:
        raise MXNetValueError(f"matrix_norm takes two axes, got {axis!r}")
    return norm(a, ord, axis, keepdims)


def _floating(a: ndarray) -> ndarray:
    """`a`, integers in the default float type: their sums and largest ones are norms, too."""
    return a if dtypes.is_inexact(a.dtype) else a.astype(dtypes.default_float())


def _vector_norm(a: ndarray, ord: Any, axes: tuple[int, ...], keepdims: bool) -> ndarray:
    if isinstance(ord, str):
        raise MXNetValueError(f"vectors have no norm {ord!r}")
    size = elementwise.abs(a)
    if ord == _INF:
        return reduce.max(size, axes, keepdims=keepdims)
    if ord == -_INF:
        return reduce.min(size, axes, keepdims=keepdims)
    if ord == 0:
        return reduce.sum((a != 0).astype(a.dtype), axes, keepdims=keepdims)
    if ord == 1:
        return reduce.sum(size, axes, keepdims=keepdims)
    if ord < 0:
        return elementwise.power(reduce.sum(size**ord, axes, keepdims=keepdims), 1.0 / ord)
    # Powers and roots have no derivative at 0; constants there make it 0, to any order.
    total = reduce.sum(_away_from_zero(size, lambda size: size**ord), axes, keepdims=keepdims)
    return _away_from_zero(total, lambda total: elementwise.power(total, 1.0 / ord))


def _away_from_zero(x: ndarray, function: Any) -> ndarray:
    """`function` of `x`, and the constant 0 where that is 0."""
    zero = x == 0
    return where(zero, 0, function(where(zero, 1, x)))


def _matrix_norm(a: ndarray, ord: Any, axes: tuple[int, ...], keepdims: bool) -> ndarray:
    rows, columns = axes
    if ord in (2, -2, "nuc"):
        rest = [i for i in range(a.ndim) if i not in axes]
        values = svdvals(a.transpose([*rest, rows, columns]))
        if ord == "nuc":
            result = reduce.sum(values, -1)
        else:
            result = _away_from_zero((reduce.max if ord > 0 else reduce.min)(values, -1), lambda size: size)
        return reshape(result, [1 if i in axes else n for i, n in enumerate(a.shape)]) if keepdims else result
    if ord not in (1, -1, _INF, -_INF):
        raise MXNetValueError(f"matrix norm ord={ord!r} is not one of None, 'fro', 'nuc', 2, -2, 1, -1, inf, -inf")
    summed, picked = (rows, columns) if abs(ord) == 1 else (columns, rows)
    totals = reduce.sum(elementwise.abs(a), summed, keepdims=True)
    result = (reduce.max if ord > 0 else reduce.min)(totals, picked, keepdims=True)
    return result if keepdims else result.squeeze(axes)


def cond(x: Any, p: Any = None) -> ndarray:
    """Condition number of each matrix: its norm times that of its inverse; inf for singular ones.

    Parameters
    ----------
    p
        Order of the norm. None: 2.

    Examples
    --------
    >>> from mxgrad import np
    >>> np.linalg.cond(np.array([[4.0, 0.0], [0.0, 2.0]]))
    array(2.)
    """
    a = matrices("cond", _dispatch.lift(x), "x")
    if p in (None, 2, -2):
        values = svdvals(a)
        above, below = reduce.max(values, -1), reduce.min(values, -1)
        if p == -2:
            above, below = below, above
        zero = below == 0
        return where(zero, _INF, above / where(zero, 1, below))
    square("cond", a, "x")
    try:
        inverse = inv(a)
    except MXNetValueError:
        singular = _dispatch.lift(_singular(a), a._backend)
        identity = _dispatch.lift(_np.eye(a.shape[-1]), a._backend)
        found = cond(where(singular[..., None, None], identity.astype(a.dtype), a), p)
        return where(singular, _INF, found)
    return norm(a, p, (-2, -1)) * norm(inverse, p, (-2, -1))


def _singular(a: ndarray) -> _np.ndarray[Any, Any]:
    """Which matrices have no inverse."""
    host = a.asnumpy()
    found = _np.zeros(host.shape[:-2], bool)
    for i in _np.ndindex(found.shape):
        try:
            _np.linalg.inv(host[i])
        except _np.linalg.LinAlgError:
            found[i] = True
    return found
