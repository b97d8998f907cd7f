"""Determinants, inverses and linear equations."""

from __future__ import annotations

import math
from typing import Any

import numpy as _np

from mxgrad import _dispatch, _host, dtypes
from mxgrad.array import ndarray
from mxgrad.base import MXNetValueError
from mxgrad.np.index import tril
from mxgrad.np.linalg._matrices import matrices, square
from mxgrad.np.linalg.factorisations import svdvals
from mxgrad.np.reduce import sum as _sum
from mxgrad.np.shape import reshape


def det(a: Any) -> ndarray:
    """Determinant of each matrix. Singular ones have a gradient, too.

    >>> from mxgrad import np
    >>> np.linalg.det(np.eye(2) * 3)
    array(9.)
    """
    x = square("det", a)
    return x._backend.ops["det"](x)


def inv(a: Any) -> ndarray:
    """Inverse of each matrix.

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
    x = square("inv", a)
    return x._backend.ops["inv"](x)


def solve(a: Any, b: Any) -> ndarray:
    """The `x` with ``a @ x`` equal to `b`.

    Parameters
    ----------
    b
        Vectors, if it has one axis, or all axes of `a` but the last; else matrices.

    Raises
    ------
    MXNetValueError
        A matrix is singular, or the shapes do not fit.

    Examples
    --------
    >>> from mxgrad import np
    >>> np.linalg.solve(np.array([[2.0, 0.0], [0.0, 4.0]]), np.array([2.0, 2.0]))
    array([1. , 0.5])
    """
    x, y = square("solve", a), _dispatch.argument("b", b)
    is_vector = y.ndim == 1 or y.shape == x.shape[:-1]
    right = y[..., None] if is_vector else y
    if right.ndim < 2 or right.shape[-2] != x.shape[-1]:
        raise MXNetValueError(f"solve: a of shape {x.shape} does not go with b of shape {y.shape}")
    found = x._backend.ops["solve"](x, right)
    return found[..., 0] if is_vector else found


def pinv(a: Any, rcond: Any = 1e-15, hermitian: bool = False, rtol: Any = None) -> ndarray:
    """Pseudo-inverse (Moore-Penrose) of each matrix. The gradient is that for matrices of the same rank.

    Parameters
    ----------
    rcond, rtol
        Singular values count as 0 up to this times the largest: a number, or one for each matrix. None: the longer
        side times the dtype's epsilon.
    hermitian
        The matrices are symmetric: only the lower triangles are read.

    Examples
    --------
    >>> from mxgrad import np
    >>> np.linalg.pinv(np.array([[2.0, 0.0], [0.0, 0.0]]))
    array([[0.5, 0. ],
           [0. , 0. ]])
    """
    x = matrices("pinv", a)
    if hermitian:
        x = tril(x) + tril(x, -1).mT
    least = rcond if rtol is None else rtol
    if least is None:
        least = max(x.shape[-2:]) * _eps(x)
    elif dtypes.scalar_of(least) is None:
        least = _dispatch.lift(least, x._backend).detach().astype(_float(x))
    return x._backend.ops["pinv"](x, least)


def _float(x: ndarray) -> _np.dtype[Any]:
    """The dtype in which `x` is factorised."""
    return x.dtype if x.dtype.kind in "fc" else dtypes.default_float()


def _eps(x: ndarray) -> float:
    return float(_np.finfo(_float(x)).eps)


def lstsq(a: Any, b: Any, rcond: Any = "warn") -> tuple[ndarray, ndarray, ndarray, ndarray]:
    """The `x` for which the length of ``b - a @ x`` is smallest; of several the shortest.

    Parameters
    ----------
    rcond
        Singular values of `a` count as 0 up to this times the largest. 'warn' or -1: the dtype's epsilon. None: that
        times the longer side of `a`.

    Returns
    -------
    tuple
        `x`; squares of the lengths of ``b - a @ x`` for each column of `b`, empty unless `a` has more rows than columns
        and full rank; the rank of `a`, int64; the singular values of `a`.

    Examples
    --------
    >>> from mxgrad import np
    >>> a = np.array([[1.0, 0.0], [0.0, 2.0], [0.0, 0.0]])
    >>> x, residuals, rank, values = np.linalg.lstsq(a, np.array([1.0, 4.0, 3.0]))
    >>> x, residuals, rank
    (array([1., 2.]), array([9.]), array(2, dtype=int64))
    """
    x, y = matrices("lstsq", _dispatch.lift(a)), _dispatch.lift(b)
    if x.ndim != 2:
        raise MXNetValueError(f"lstsq: {x.ndim}-dimensional array given. Array must be two-dimensional")
    if y.ndim not in (1, 2) or y.shape[0] != x.shape[0]:
        raise MXNetValueError(f"lstsq: Incompatible dimensions: a of shape {x.shape}, b of shape {y.shape}")
    if isinstance(rcond, ndarray) and rcond.size == 1:
        rcond = rcond.item()
    if rcond is None:
        rcond = max(x.shape) * _eps(x)
    elif isinstance(rcond, ndarray):
        raise MXNetValueError(f"lstsq: rcond is one number, not an array of shape {rcond.shape}")
    elif rcond == "warn" or rcond == -1:
        rcond = _eps(x)
    elif dtypes.scalar_of(rcond) is None:
        raise MXNetValueError(f"lstsq: rcond is a number, None, or 'warn', not {rcond!r}")
    height, width = x.shape
    columns = y if y.ndim == 2 else y[:, None]
    solution = pinv(x, rcond) @ columns
    values = svdvals(x)
    host = values.asnumpy()
    rank = int((host > rcond * host.max(initial=0)).sum())
    if height > width and rank == width:
        difference = columns - x @ solution
        residuals = _sum(difference * difference, 0)
    else:
        residuals = _dispatch.lift(_np.zeros(0, values.dtype), x._backend)
    found = solution if y.ndim == 2 else solution[:, 0]
    return found, residuals, _dispatch.lift(_np.array(rank, _np.int64), x._backend), values


def matrix_rank(A: Any, tol: Any = None, hermitian: bool = False, rtol: Any = None) -> ndarray:
    """How many singular values are more than `tol`, or than `rtol` times the largest (int64).

    By default `rtol` is the longer side times the dtype's epsilon. Vectors have rank 1, unless they are 0.

    >>> from mxgrad import np
    >>> np.linalg.matrix_rank(np.array([[1.0, 2.0], [2.0, 4.0]]))
    array(1, dtype=int64)
    """
    x = _dispatch.lift(A)
    if x.ndim >= 2:
        matrices("matrix_rank", x, "A")
    if tol is not None and rtol is not None:
        raise MXNetValueError("matrix_rank takes tol or rtol, not both")
    found = _host.on_host(_rank, x, tol, hermitian, rtol)
    return found  # type: ignore[no-any-return]


def _rank(x: Any, tol: Any, hermitian: bool, rtol: Any) -> Any:
    return _np.asarray(_np.linalg.matrix_rank(x, tol, hermitian, rtol=rtol), _np.int64)


def tensorinv(a: Any, ind: int = 2) -> ndarray:
    """The inverse of `a` for `tensordot` over its first `ind` axes.

    >>> from mxgrad import np
    >>> np.linalg.tensorinv(np.eye(6).reshape(2, 3, 6)).shape
    (6, 2, 3)
    """
    x = _dispatch.argument("a", a)
    if ind <= 0:
        raise MXNetValueError(f"tensorinv: Invalid ind argument: {ind} is not positive")
    front, back = x.shape[:ind], x.shape[ind:]
    n = math.prod(front)
    if n != math.prod(back):
        raise MXNetValueError(f"tensorinv: axes {front} and {back} of a have different numbers of elements")
    return reshape(inv(reshape(x, (n, n))), back + front)


def tensorsolve(a: Any, b: Any, axes: tuple[int, ...] | None = None) -> ndarray:
    """The `x` with ``tensordot(a, x, x.ndim)`` equal to `b`.

    Parameters
    ----------
    axes
        Axes of `a` that are moved to its end first.

    Examples
    --------
    >>> from mxgrad import np
    >>> np.linalg.tensorsolve(2 * np.eye(6).reshape(2, 3, 6), np.ones((2, 3)))
    array([0.5, 0.5, 0.5, 0.5, 0.5, 0.5])
    """
    x, y = _dispatch.argument("a", a), _dispatch.argument("b", b)
    if axes is not None:
        last = _dispatch.axes_in(tuple(axes), x.ndim) or ()
        x = x.transpose([i for i in range(x.ndim) if i not in last] + list(last))
    front, back = x.shape[: y.ndim], x.shape[y.ndim :]
    n = math.prod(back)
    if math.prod(front) != n or y.size != n:
        raise MXNetValueError(f"tensorsolve: a of shape {x.shape} does not go with b of shape {y.shape}")
    return reshape(solve(reshape(x, (n, n)), reshape(y, (n,))), back)
