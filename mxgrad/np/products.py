"""Products of arrays: dot, matmul, tensordot, einsum and relatives."""

from __future__ import annotations

from typing import Any

import numpy as _np

from mxgrad import _dispatch
from mxgrad.array import ndarray
from mxgrad.base import MXNetValueError
from mxgrad.np.creation import zeros_like
from mxgrad.np.shape import concatenate, moveaxis, ravel, reshape


def dot(a: Any, b: Any, out: ndarray | None = None) -> ndarray:
    """Inner product of vectors, matrix product of matrices; in general the sum over the last axis of `a` and
    the last but one of `b`. With a 0-d operand or a number, the product.

    >>> from mxgrad import np
    >>> np.dot(np.array([1.0, 2.0]), np.array([3.0, 4.0]))
    array(11.)
    """
    if type(a) is ndarray and type(b) is ndarray and 0 < a._backend.ndim(a) < 3 and 0 < b._backend.ndim(b) < 3:
        result = a._backend.ops["matmul"](a, b)
    else:
        x, y = _pair(a, b)
        if x.ndim == 0 or y.ndim == 0:
            result = x._backend.ops["multiply"](x, y)
        elif y.ndim == 1:
            result = tensordot(x, y, ((x.ndim - 1,), (0,)))
        else:
            result = tensordot(x, y, ((x.ndim - 1,), (y.ndim - 2,)))
    return result if out is None else _dispatch.write(out, result)


def _pair(a: Any, b: Any) -> tuple[ndarray, ndarray]:
    backend = next((v._backend for v in (a, b) if isinstance(v, ndarray)), None)
    return _dispatch.lift(a, backend), _dispatch.lift(b, backend)


def matmul(a: Any, b: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """Matrix product; further axes in front are broadcast, vectors get an axis that is dropped again.

    >>> from mxgrad import np
    >>> np.matmul(np.eye(2), np.array([1.0, 2.0]))
    array([1., 2.])
    """
    return _dispatch.binary("matmul", a, b, out, kwargs)


def tensordot(a: Any, b: Any, axes: Any = 2) -> ndarray:
    """Sum of products over pairs of axes: the last `axes` of `a` with the first of `b`, or two lists of axes.

    >>> from mxgrad import np
    >>> np.tensordot(np.ones((2, 3)), np.ones((3, 2)), axes=1).shape
    (2, 2)
    """
    x, y = _pair(a, b)
    if isinstance(axes, int):
        if not 0 <= axes <= min(x.ndim, y.ndim):
            raise MXNetValueError(f"tensordot over {axes} axes needs so many in both operands: {x.shape}, {y.shape}")
        left, right = tuple(range(x.ndim - axes, x.ndim)), tuple(range(axes))
    else:
        left = _dispatch.axes_in(axes[0], x.ndim) or ()
        right = _dispatch.axes_in(axes[1], y.ndim) or ()
    shared = tuple(x.shape[i] for i in left)
    if shared != tuple(y.shape[i] for i in right):
        raise MXNetValueError(
            f"tensordot: shapes {x.shape} and {y.shape} differ along the paired axes {left} and {right}"
        )
    rows = tuple(i for i in range(x.ndim) if i not in left)
    columns = tuple(i for i in range(y.ndim) if i not in right)
    n = 1
    for length in shared:
        n *= length
    shape = tuple(x.shape[i] for i in rows) + tuple(y.shape[i] for i in columns)
    height, width = (_product(v.shape[i] for i in kept) for v, kept in ((x, rows), (y, columns)))
    matrix = matmul(reshape(x.transpose(rows + left), (height, n)), reshape(y.transpose(right + columns), (n, width)))
    return reshape(matrix, shape)


def _product(lengths: Any) -> int:
    n = 1
    for length in lengths:
        n *= length
    return n


def inner(a: Any, b: Any) -> ndarray:
    """Sum of products over the last axes of both.

    >>> from mxgrad import np
    >>> np.inner(np.array([1.0, 2.0]), np.array([3.0, 4.0]))
    array(11.)
    """
    x, y = _pair(a, b)
    if x.ndim == 0 or y.ndim == 0:
        return x * y
    return tensordot(x, y, ((x.ndim - 1,), (y.ndim - 1,)))


def vdot(a: Any, b: Any) -> ndarray:
    """Sum of products of all elements; those of `a` are conjugated, if they are complex.

    >>> from mxgrad import np
    >>> np.vdot(np.eye(2), np.eye(2))
    array(2.)
    """
    x, y = _pair(a, b)
    if x.dtype.kind == "c":
        x = x.conj()
    return dot(ravel(x), ravel(y))


def outer(a: Any, b: Any) -> ndarray:
    """Products of all pairs of elements.

    >>> from mxgrad import np
    >>> np.outer(np.array([1.0, 2.0]), np.array([3.0, 4.0]))
    array([[3., 4.],
           [6., 8.]])
    """
    x, y = _pair(a, b)
    return reshape(x, (x.size, 1)) * reshape(y, (1, y.size))


def einsum(*operands: Any, out: ndarray | None = None, optimize: Any = False, **kwargs: Any) -> ndarray:
    """Sum of products in Einstein's notation, such as ``einsum("ij,jk->ik", a, b)``.

    Gradients are right for repeated indices, indices summed alone, and ellipses.

    >>> from mxgrad import np
    >>> np.einsum("ii", np.eye(3))
    array(3.)
    """
    from mxgrad import _einsum

    _dispatch.no_kwargs("einsum", kwargs)
    subscripts, arrays = _einsum.parse(operands)
    found = _dispatch.sequence("einsum", arrays)
    explicit = _einsum.explicit(subscripts, [x.shape for x in found])
    result = found[0]._backend.ops["einsum"](found, explicit)
    return result if out is None else _dispatch.write(out, result)


def kron(a: Any, b: Any) -> ndarray:
    """Kronecker product: `b` times each element of `a`, laid out as the elements of `a` are.

    >>> from mxgrad import np
    >>> np.kron(np.array([1.0, 2.0]), np.array([1.0, 1.0]))
    array([1., 1., 2., 2.])
    """
    x, y = _pair(a, b)
    n = max(x.ndim, y.ndim)
    outer_shape, inner_shape = ((1,) * (n - v.ndim) + v.shape for v in (x, y))
    left = [length for outer in outer_shape for length in (outer, 1)]
    right = [length for inner in inner_shape for length in (1, inner)]
    product = reshape(x, left) * reshape(y, right)
    return reshape(product, [i * j for i, j in zip(outer_shape, inner_shape, strict=True)])


def cross(a: Any, b: Any, axisa: int = -1, axisb: int = -1, axisc: int = -1, axis: int | None = None) -> ndarray:
    """Cross product of vectors of 3 components; of 2, the third is 0, and if both have 2 the result is the third alone.

    Parameters
    ----------
    axisa, axisb, axisc
        Where the vectors are in `a`, in `b`, and in the result.
    axis
        All three in one.

    Examples
    --------
    >>> from mxgrad import np
    >>> np.cross(np.array([1.0, 0.0, 0.0]), np.array([0.0, 1.0, 0.0]))
    array([0., 0., 1.])
    """
    if axis is not None:
        axisa = axisb = axisc = axis
    x, y = _pair(a, b)
    x, y = moveaxis(x, axisa, -1), moveaxis(y, axisb, -1)
    lengths = x.shape[-1], y.shape[-1]
    if not set(lengths) <= {2, 3}:
        raise MXNetValueError(f"cross takes vectors of 2 or 3 components, got {lengths[0]} and {lengths[1]}")
    if lengths == (2, 2):
        return x[..., 0] * y[..., 1] - x[..., 1] * y[..., 0]
    x, y = (v if v.shape[-1] == 3 else concatenate([v, zeros_like(v[..., :1])], axis=-1) for v in (x, y))
    onward, back = _np.array([1, 2, 0]), _np.array([2, 0, 1])
    return moveaxis(x[..., onward] * y[..., back] - x[..., back] * y[..., onward], -1, axisc)
