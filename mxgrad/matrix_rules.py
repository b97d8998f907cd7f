"""Matrix factorisations and their gradients, in terms of the array API standard: one form for all engines.

Kernels take the namespace, and give what LAPACK gives with the signs that MXNet chooses. A rule's parameters say what
it takes: `xp` the namespace to compute in, `g_name` the gradient of the result `name` (None: zero), operands, static
arguments and results (`ans`, if there is one only) their values. Rules are pure, so that they can be differentiated
themselves.

Where a factor has no derivative (vectors of equal singular values, eigenvectors of equal eigenvalues), the part of the
gradient that stands for it is 0. Losses that depend on the values alone, or on the spaces that the vectors span, have
the right gradient there.
"""

from __future__ import annotations

from typing import Any

import numpy as _np

from mxgrad.base import MXNetValueError

COMPLEX = "eig: a matrix has complex eigenvalues, and its dtype is real; symmetric matrices have real ones (see eigh)"


# -- kernels ---------------------------------------------------------------------------------------
def svd_of(xp: Any, x: Any) -> tuple[Any, Any, Any]:
    """Left vectors in columns, values, right vectors in rows, as many as the shorter side of a matrix is long."""
    ut, values, v = xp.linalg.svd(x, full_matrices=False)
    signs = orientation(xp, v, -1)
    return ut * signs.mT, values, v * signs


def eigh_of(xp: Any, x: Any) -> tuple[Any, Any]:
    """Ascending eigenvalues and vectors of the symmetric matrices that have the lower triangle of `x`."""
    w, v = xp.linalg.eigh(xp.tril(x) + xp.tril(x, k=-1).mT)
    return w, v * orientation(xp, v, -2)


def eig_of(x: Any) -> tuple[Any, Any]:
    """Eigenvalues and vectors of a NumPy array, where they are real: on the host, where all engines have the same."""
    w: Any
    v: Any
    w, v = _np.linalg.eig(x)
    if w.dtype.kind == "c":  # NumPy from 2.5 on: always
        if w.imag.any():
            raise MXNetValueError(COMPLEX)
        w, v = w.real, v.real
    return w, v * orientation(_np, v, -2)


def pinv_of(xp: Any, x: Any, rcond: Any) -> Any:
    """The inverse of the part of `x` whose singular values are more than `rcond` times the largest."""
    u, values, v = xp.linalg.svd(x, full_matrices=False)
    if values.shape[-1] == 0:
        return xp.zeros_like(x.mT)
    least = rcond * xp.max(values, axis=-1)
    large = values > least[..., None]
    inverse = xp.where(large, 1 / xp.where(large, values, 1), 0)
    return xp.matmul(v.mT * inverse[..., None, :], u.mT)


def orientation(xp: Any, vectors: Any, axis: int) -> Any:
    """1 or -1 for each vector along `axis`, such that the largest component becomes positive, as MXNet has it.

    Of components that are equally large up to rounding it is the first: that is the same with every LAPACK.
    """
    size = xp.abs(vectors)
    if size.shape[axis] == 0:
        return xp.sum(size, axis=axis, keepdims=True)
    largest = xp.max(size, axis=axis, keepdims=True)
    large = xp.astype(size >= (1 - 100 * _eps(xp, size)) * largest, vectors.dtype)
    first = large * xp.astype(xp.cumulative_sum(large, axis=axis) == 1, vectors.dtype)
    negative = xp.sum(first * vectors, axis=axis, keepdims=True) < 0
    return 1 - 2 * xp.astype(negative, vectors.dtype)


# -- gradients -------------------------------------------------------------------------------------
def _eps(xp: Any, x: Any) -> float:
    return float(xp.finfo(x.dtype).eps)


def _transposed(x: Any) -> Any:
    return x.mT


def _symmetric(x: Any) -> Any:
    return (x + _transposed(x)) / 2


def _identity(xp: Any, x: Any) -> Any:
    """Identity matrices like `x`."""
    one = xp.tril(xp.ones_like(x))
    return one * _transposed(one)


def _differences(values: Any) -> Any:
    """``values[j] - values[i]`` at i, j."""
    return values[..., None, :] - values[..., :, None]


def _ratio(xp: Any, x: Any, y: Any, least: Any) -> Any:
    """``x / y``, and 0 where `y` is no more than `least`."""
    none = xp.abs(y) <= least
    return xp.where(none, 0, x / xp.where(none, 1, y))


def _least(xp: Any, values: Any) -> Any:
    """Differences of `values` up to which they are equal, rounding considered: one for each matrix."""
    n = values.shape[-1]
    return n * _eps(xp, values) * xp.max(xp.abs(values), axis=-1, keepdims=True)[..., None]


def cholesky(xp: Any, g: Any, ans: Any) -> Any:
    """The symmetric gradient, as MXNet's, though only the lower triangle is read."""
    product = xp.matmul(_transposed(ans), g)
    half = (xp.tril(product) + xp.tril(product, k=-1)) / 2
    inverse = xp.inv(ans)
    return _symmetric(xp.matmul(_transposed(inverse), xp.matmul(half, inverse)))


def eigh(xp: Any, g_w: Any, g_v: Any, w: Any, v: Any) -> Any:
    """Symmetric, too."""
    total: Any = 0
    if g_w is not None:
        total = v * g_w[..., None, :]
    if g_v is not None and w.shape[-1] > 0:
        product = xp.matmul(_transposed(v), g_v)
        total = total + xp.matmul(v, _ratio(xp, product, _differences(w), _least(xp, w)))
    return _symmetric(xp.matmul(total, _transposed(v)))


def eig(xp: Any, g_w: Any, g_v: Any, w: Any, v: Any) -> Any:
    """For real eigenvalues; eigenvectors have length 1."""
    inner: Any = 0
    if g_v is not None and w.shape[-1] > 0:
        along = xp.sum(v * g_v, axis=-2, keepdims=True)
        product = xp.matmul(_transposed(v), g_v - v * along)
        inner = _ratio(xp, product, _differences(w), _least(xp, w))
    if g_w is not None:
        inner = inner + _identity(xp, v) * g_w[..., None, :]
    return xp.solve(_transposed(v), xp.matmul(inner, _transposed(v)))


def svd(xp: Any, g_ut: Any, g_l: Any, g_v: Any, ut: Any, l: Any, v: Any) -> Any:
    """For ``x = ut @ diag(l) @ v``.

    With the antisymmetric parts of ``ut.T @ g_ut`` and ``v @ g_v.T`` as a sum and a difference, what is divided by the
    difference of two singular values is apart from what is divided by their sum: products such as ``ut @ v`` keep
    their gradient where the values are equal.
    """
    left, right = _transposed(ut), _transposed(v)
    total: Any = 0 if g_l is None else ut * g_l[..., None, :]
    outside: Any = 0
    if l.shape[-1] > 0 and (g_ut is not None or g_v is not None):
        least = _least(xp, l)
        turn_u: Any = 0
        turn_v: Any = 0
        row = l[..., None, :]
        if g_ut is not None:
            product = xp.matmul(left, g_ut)
            turn_u = (product - _transposed(product)) / 2
            if ut.shape[-2] > ut.shape[-1]:
                total = total + _ratio(xp, g_ut - xp.matmul(ut, product), row, least)
        if g_v is not None:
            product = xp.matmul(v, _transposed(g_v))
            turn_v = (product - _transposed(product)) / 2
            if v.shape[-1] > v.shape[-2]:
                rest = _transposed(g_v) - xp.matmul(right, product)
                outside = xp.matmul(ut, _transposed(_ratio(xp, rest, row, least)))
        together = _ratio(xp, turn_u + turn_v, _differences(l), least)
        apart = _ratio(xp, turn_u - turn_v, row + l[..., :, None], least)
        total = total + xp.matmul(ut, together + apart)
    return xp.matmul(total, v) + outside


def qr(xp: Any, g_q: Any, g_r: Any, q: Any, r: Any) -> Any:
    """For matrices that are no wider than high, with independent columns."""
    inner: Any = 0
    total: Any = 0
    if g_r is not None:
        inner = xp.matmul(r, _transposed(g_r))
    if g_q is not None:
        inner = inner - xp.matmul(_transposed(g_q), q)
        total = g_q
    total = total + xp.matmul(q, xp.tril(inner) + _transposed(xp.tril(inner, k=-1)))
    return _transposed(xp.solve(r, _transposed(total)))


def slogdet(xp: Any, g_logdet: Any, x: Any, sign: Any) -> Any:
    """0 for singular matrices."""
    if g_logdet is None:
        return xp.zeros_like(x)
    singular = (sign == 0)[..., None, None]
    inverse = xp.inv(xp.where(singular, _identity(xp, x), x))
    return xp.where(singular, 0, g_logdet[..., None, None] * _transposed(inverse))


def det(xp: Any, g: Any, x: Any, ans: Any) -> Any:
    """The cofactors, also of singular matrices."""
    if x.shape[-1] == 0:
        return xp.zeros_like(x)
    if not xp.any(ans == 0):
        return (g * ans)[..., None, None] * _transposed(xp.inv(x))
    return g[..., None, None] * (_cofactors_recorded if xp.recorded else _cofactors)(xp, x)


def _cofactors(xp: Any, x: Any) -> Any:
    """From the products of all singular values but one."""
    u, s, v = xp.linalg.svd(x)
    others = xp.prod(xp.where(_identity(xp, x) == 1, 1, s[..., None, :]), axis=-1)
    sign = xp.linalg.det(u) * xp.linalg.det(v)
    # Conjugated: it is the transposed inverse that they make up, also of complex matrices.
    return xp.matmul(xp.conj(u) * (sign[..., None] * others)[..., None, :], xp.conj(v))


def _cofactors_recorded(xp: Any, x: Any) -> Any:
    """The same, slower, with derivatives of any order: as the determinant is linear in each element, what it gains
    when `step` is added to one is its cofactor times `step`."""
    largest = xp.max(xp.abs(x), axis=(-2, -1), keepdims=True)
    step = xp.where(largest == 0, 1, largest)[..., None, None]
    one = _identity(xp, x)
    each = one[..., :, None, :, None] * one[..., None, :, None, :]
    moved = xp.det(x[..., None, None, :, :] + step * each)
    return (moved - xp.det(x)[..., None, None]) / step[..., 0, 0]


def pinv(xp: Any, g: Any, x: Any, ans: Any) -> Any:
    """For a constant rank."""
    p, turned = ans, _transposed(g)
    outer = xp.matmul(_transposed(p), xp.matmul(g, _transposed(p)))
    gram_left, gram_right = xp.matmul(p, _transposed(p)), xp.matmul(_transposed(p), p)
    left = xp.matmul(turned, gram_left)
    right = xp.matmul(gram_right, turned)
    left = left - xp.matmul(x, xp.matmul(p, left))
    right = right - xp.matmul(xp.matmul(right, p), x)
    return left + right - outer
