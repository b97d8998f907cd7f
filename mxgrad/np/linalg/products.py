"""Products of matrices, and names of `np` that are here, too."""

from __future__ import annotations

import operator
from itertools import pairwise
from typing import Any

import numpy as _np

from mxgrad import _dispatch
from mxgrad.array import ndarray
from mxgrad.base import MXNetTypeError, MXNetValueError
from mxgrad.np import index, products
from mxgrad.np.linalg._matrices import square
from mxgrad.np.linalg.solving import inv
from mxgrad.np.products import outer, tensordot
from mxgrad.np.reduce import sum as _sum
from mxgrad.np.shape import moveaxis

__all__ = [
    "cross", "diagonal", "matrix_power", "matrix_transpose", "multi_dot", "outer", "tensordot", "trace", "vecdot",
]  # fmt: skip


def matrix_power(a: Any, n: int) -> ndarray:
    """Product of `n` copies of each matrix; of copies of its inverse, if `n` is negative.

    >>> from mxgrad import np
    >>> np.linalg.matrix_power(np.array([[1.0, 1.0], [0.0, 1.0]]), 3)
    array([[1., 3.],
           [0., 1.]])
    """
    x = _dispatch.lift(a)
    if x.ndim < 2 or x.shape[-1] != x.shape[-2]:
        raise MXNetValueError(f"matrix_power takes square matrices, got shape {x.shape}")
    try:
        count = operator.index(n)
    except TypeError:
        raise MXNetTypeError(f"matrix_power: exponent must be an integer, not {n!r}") from None
    if count == 0:  # selected, so that the result is in the graph, with gradient 0
        return index.where(True, _dispatch.lift(_np.eye(x.shape[-1], dtype=x.dtype), x._backend), x)
    if count < 0:
        x, count = inv(square("matrix_power", x)), -count
    found: Any = None
    while True:
        count, odd = divmod(count, 2)
        if odd:
            found = x if found is None else found @ x
        if not count:
            result: ndarray = found.copy() if found is a else found
            return result
        x = x @ x


def multi_dot(arrays: Any, *, out: ndarray | None = None) -> ndarray:
    """Product of two or more matrices, in the order that takes the fewest multiplications.

    The first may be a vector, a row, and the last, a column.

    >>> from mxgrad import np
    >>> np.linalg.multi_dot([np.ones((2, 9)), np.ones((9, 9)), np.ones(9)])
    array([81., 81.])
    """
    found = _dispatch.sequence("multi_dot", arrays)
    if len(found) < 2:
        raise MXNetValueError(f"multi_dot: Expecting at least two arrays, got {len(found)}")
    for i, x in enumerate(found):
        if x.ndim != 2 and not (x.ndim == 1 and i in (0, len(found) - 1)):
            raise MXNetValueError(f"multi_dot takes matrices, and vectors at the ends; array {i} has shape {x.shape}")
    for x, y in pairwise(found):
        if x.shape[-1] != y.shape[0]:
            raise MXNetValueError(f"multi_dot: shapes {x.shape} and {y.shape} not aligned")
    result = _chain(found, _splits(found), 0, len(found) - 1)
    return result if out is None else _dispatch.write(out, result)


def _splits(arrays: list[ndarray]) -> dict[tuple[int, int], int]:
    """For each run of arrays, after which of them the product is best split in two."""
    first = arrays[0]
    lengths = [first.shape[0] if first.ndim == 2 else 1, *(x.shape[-1] if x.ndim == 2 else 1 for x in arrays)]
    for i, x in enumerate(arrays[1:], 1):
        lengths[i] = x.shape[0]
    cost = {(i, i): 0 for i in range(len(arrays))}
    best: dict[tuple[int, int], int] = {}
    for length in range(1, len(arrays)):
        for i in range(len(arrays) - length):
            j = i + length
            costs = [cost[i, k] + cost[k + 1, j] + lengths[i] * lengths[k + 1] * lengths[j + 1] for k in range(i, j)]
            cost[i, j] = min(costs)
            best[i, j] = i + costs.index(cost[i, j])
    return best


def _chain(arrays: list[ndarray], splits: dict[tuple[int, int], int], i: int, j: int) -> ndarray:
    if i == j:
        return arrays[i]
    k = splits[i, j]
    return products.dot(_chain(arrays, splits, i, k), _chain(arrays, splits, k + 1, j))


def cross(a: Any, b: Any, axis: int = -1) -> ndarray:
    """`np.cross` along one axis of both.

    >>> from mxgrad import np
    >>> np.linalg.cross(np.array([1.0, 0.0, 0.0]), np.array([0.0, 1.0, 0.0]))
    array([0., 0., 1.])
    """
    return products.cross(a, b, axis=axis)


def diagonal(a: Any, offset: int = 0) -> ndarray:
    """Diagonal `offset` of each matrix.

    >>> from mxgrad import np
    >>> np.linalg.diagonal(np.eye(2))
    array([1., 1.])
    """
    return index.diagonal(a, offset, -2, -1)


def trace(a: Any, offset: int = 0) -> ndarray:
    """Sum of the diagonal `offset` of each matrix.

    >>> from mxgrad import np
    >>> np.linalg.trace(np.eye(2))
    array(2.)
    """
    return index.trace(a, offset, -2, -1)


def matrix_transpose(a: Any) -> ndarray:
    """Each matrix transposed.

    >>> from mxgrad import np
    >>> np.linalg.matrix_transpose(np.ones((5, 2, 3))).shape
    (5, 3, 2)
    """
    x = _dispatch.argument("a", a)
    if x.ndim < 2:
        raise MXNetValueError(f"matrix_transpose takes matrices (arrays of 2 axes or more), got shape {x.shape}")
    return x.mT


def vecdot(a: Any, b: Any, axis: int | None = None) -> ndarray:
    """Sum of products along one axis, the last by default.

    >>> from mxgrad import np
    >>> np.linalg.vecdot(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([1.0, 1.0]))
    array([3., 7.])
    """
    x, y = _dispatch.argument("a", a), _dispatch.argument("b", b)
    place = -1 if axis is None else axis
    x, y = moveaxis(x, place, -1), moveaxis(y, place, -1)
    if x.shape[-1] != y.shape[-1]:
        raise MXNetValueError(f"vecdot: vectors of {x.shape[-1]} and of {y.shape[-1]} elements")
    return _sum(x * y, -1)
