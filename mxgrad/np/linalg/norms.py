"""Linear algebra (`np.linalg`)."""

from __future__ import annotations

from typing import Any

from mxgrad import _dispatch
from mxgrad._dispatch import Axis
from mxgrad._missing import missing_attr
from mxgrad.array import ndarray
from mxgrad.base import MXNetValueError
from mxgrad.np import elementwise, reduce

__all__ = ["det", "inv", "norm"]


def norm(x: Any, ord: Any = None, axis: Axis = None, keepdims: bool = False) -> ndarray:
    """Norm of vectors or matrices. The gradient of the 2-norm at 0 is 0.

    Parameters
    ----------
    ord
        None: the 2-norm of all elements. For vectors any number or ±inf; for matrices 'fro', 1, -1, inf, -inf.
    axis
        One axis: norms of vectors; two: of matrices; None: of the whole array.

    Examples
    --------
    >>> from mxgrad import np
    >>> np.linalg.norm(np.array([3.0, 4.0]))
    array(5.)
    """
    if ord is None and axis is None and type(x) is ndarray:
        return x._backend.ops["vector_norm"](x, None, keepdims)
    a = _dispatch.argument("x", x)
    axes = _dispatch.axes_in(axis, a.ndim)
    if axes is None and ord is not None:
        if a.ndim not in (1, 2):
            raise MXNetValueError(f"norm with ord={ord!r} takes a vector or a matrix, got shape {a.shape}; give axis")
        axes = tuple(range(a.ndim))
    if ord is None or (ord == 2 and axes is not None and len(axes) == 1) or ord in ("fro", "f"):
        return a._backend.ops["vector_norm"](a, axes, keepdims)
    assert axes is not None
    if len(axes) == 1:
        return _vector_norm(a, ord, axes[0], keepdims)
    if len(axes) == 2:
        return _matrix_norm(a, ord, axes, keepdims)
    raise MXNetValueError(f"norm over {len(axes)} axes has no ord={ord!r}; leave ord out")


def _vector_norm(a: ndarray, ord: Any, axis: int, keepdims: bool) -> ndarray:
    size = elementwise.abs(a)
    if ord == float("inf"):
        return reduce.max(size, axis, keepdims=keepdims)
    if ord == -float("inf"):
        return reduce.min(size, axis, keepdims=keepdims)
    if ord == 0:
        return reduce.sum((a != 0).astype(a.dtype), axis, keepdims=keepdims)
    if ord == 1:
        return reduce.sum(size, axis, keepdims=keepdims)
    if isinstance(ord, str):
        raise MXNetValueError(f"vectors have no norm {ord!r}")
    total = reduce.sum(size**ord, axis, keepdims=keepdims)
    return elementwise.power(total, 1.0 / ord)


def _matrix_norm(a: ndarray, ord: Any, axes: tuple[int, ...], keepdims: bool) -> ndarray:
    rows, columns = axes
    if ord not in (1, -1, float("inf"), -float("inf")):
        raise MXNetValueError(f"matrix norm ord={ord!r} is not one of None, 'fro', 1, -1, inf, -inf")
    summed, picked = (rows, columns) if abs(ord) == 1 else (columns, rows)
    totals = reduce.sum(elementwise.abs(a), summed, keepdims=True)
    result = (reduce.max if ord > 0 else reduce.min)(totals, picked, keepdims=True)
    return result if keepdims else result.squeeze(axes)


def _square(name: str, a: Any) -> ndarray:
    x = _dispatch.argument("a", a)
    if x.ndim < 2 or x.shape[-1] != x.shape[-2]:
        raise MXNetValueError(f"{name} takes square matrices, got shape {x.shape}")
    return x


def det(a: Any) -> ndarray:
    """Determinant of each matrix in the last two axes.

    >>> from mxgrad import np
    >>> np.linalg.det(np.eye(2) * 3)
    array(9.)
    """
    x = _square("det", a)
    return x._backend.ops["det"](x)


def inv(a: Any) -> ndarray:
    """Inverse of each matrix in the last two axes.

    Raises
    ------
    MXNetValueError
        A matrix is singular.

    Examples
    --------
    >>> from mxgrad import np
    >>> np.linalg.inv(np.eye(2) * 2)
    array([[0.5, 0. ],
           [0. , 0.5]])
    """
    x = _square("inv", a)
    return x._backend.ops["inv"](x)


__getattr__ = missing_attr(__name__)
