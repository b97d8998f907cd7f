"""Polynomials as vectors of coefficients, that of the highest power first.

Everything here has gradients of any order: in the coefficients, in the points, in the roots.
"""

from __future__ import annotations

import operator
from typing import Any

import numpy as _np

from mxgrad import _dispatch, np
from mxgrad.array import ndarray
from mxgrad.autograd import Function
from mxgrad.base import MXNetTypeError, MXNetValueError

_FLOAT64 = _np.dtype("float64")


def _coefficients(*polynomials: Any) -> list[ndarray]:
    """Vectors of one dtype, on one backend."""
    backend = next((p._backend for p in polynomials if isinstance(p, ndarray)), None)
    found = [_dispatch.lift(p, backend) for p in polynomials]
    dtype = np.result_type(*found)
    for i, p in enumerate(found):
        if p.ndim > 1:
            raise MXNetValueError(f"Polynomial must be 1d only, not of shape {p.shape}")
        found[i] = (p.reshape(1) if p.ndim == 0 else p).astype(dtype, copy=False)
    return found


def _inexact(x: ndarray) -> ndarray:
    """`x` in floating point; integers become float64, as in MXNet, where NumPy computes these functions."""
    return x if x.dtype.kind in "fcV" else x.astype(_FLOAT64)


def _zeros(x: ndarray, n: int) -> ndarray:
    return ndarray(x._backend, x._backend.full((n,), 0, x.dtype, x.ctx))


def _padded(x: ndarray, before: int, after: int = 0) -> ndarray:
    parts = [_zeros(x, before), x, _zeros(x, after)]
    return np.concatenate([part for part in parts if part.size]) if before or after else x


def _leading(x: ndarray, smallest: float = 0.0) -> int:
    """How many coefficients come before the first that is larger than `smallest`, but for the last."""
    large = _np.abs(x._backend.to_host(x)) > smallest
    return int(large.argmax()) if large.any() else max(x.size - 1, 0)


def _powers(x: ndarray, n: int) -> ndarray:
    """Columns ``x**0 ... x**(n - 1)``, by multiplication: exact for integers, and with gradients at 0."""
    columns = [np.ones_like(x)][:n]
    while len(columns) < n:
        columns.append(columns[-1] * x if len(columns) > 1 else x)
    return np.stack(columns, axis=-1) if columns else _zeros(x, 0).reshape(0, 1).broadcast_to((0, x.size)).T


def vander(x: Any, N: int | None = None, increasing: bool = False) -> ndarray:
    """The matrix with powers of `x` in its columns: `N` of them, from the highest to ``x**0``, or `increasing`.

    As in MXNet, float32 becomes float64, and small integers int64.

    >>> from mxgrad import np
    >>> np.vander(np.array([1, 2, 3], dtype="int64"), 3)
    array([[1, 1, 1],
           [4, 2, 1],
           [9, 3, 1]], dtype=int64)
    """
    points = _dispatch.lift(x)
    if points.ndim != 1:
        raise MXNetValueError(f"x must be a one-dimensional array or sequence, not of shape {points.shape}")
    n = points.size if N is None else operator.index(N)
    if n < 0:
        raise MXNetValueError(f"negative dimensions are not allowed: {n} columns")
    wide = _np.promote_types(points.dtype, _np.int64)  # NumPy's rule, not ours
    found = _powers(points.astype(wide, copy=False), n)
    return found if increasing else np.flip(found, axis=1)


def polyval(p: Any, x: Any) -> ndarray:
    """The polynomial `p` at the points `x`, by Horner's scheme.

    >>> from mxgrad import np
    >>> np.polyval(np.array([1.0, 0.0, -1.0]), np.array([2.0, 3.0]))
    array([3., 8.])
    """
    backend = next((v._backend for v in (p, x) if isinstance(v, ndarray)), None)
    coefficients, points = _dispatch.lift(p, backend), _dispatch.lift(x, backend)
    if coefficients.ndim != 1:
        raise MXNetValueError(f"polyval: p is a vector of coefficients, not of shape {coefficients.shape}")
    dtype = np.result_type(coefficients, points)
    coefficients, points = coefficients.astype(dtype, copy=False), points.astype(dtype, copy=False)
    if not coefficients.size:
        return np.zeros_like(points)
    if coefficients.size == 1:
        return points * 0 + coefficients[0]  # of the points all the same: their gradient is 0
    found = coefficients[0].broadcast_to(points.shape)
    for i in range(1, coefficients.size):
        found = found * points + coefficients[i]
    return found


def polyadd(a1: Any, a2: Any) -> ndarray:
    """Sum of two polynomials.

    >>> from mxgrad import np
    >>> np.polyadd(np.array([1.0, 2.0]), np.array([3.0, 0.0, 0.0]))
    array([3., 1., 2.])
    """
    x, y = _coefficients(a1, a2)
    n = max(x.size, y.size)
    return _padded(x, n - x.size) + _padded(y, n - y.size)


def polysub(a1: Any, a2: Any) -> ndarray:
    """Difference of two polynomials.

    >>> from mxgrad import np
    >>> np.polysub(np.array([1.0, 2.0]), np.array([3.0, 0.0, 0.0]))
    array([-3.,  1.,  2.])
    """
    x, y = _coefficients(a1, a2)
    n = max(x.size, y.size)
    return _padded(x, n - x.size) - _padded(y, n - y.size)


def _product(x: ndarray, y: ndarray) -> ndarray:
    """All products of two coefficients, summed along the diagonals on which the powers add up to the same."""
    n, m = x.size, y.size
    table = np.concatenate([x.reshape(n, 1) * y, _zeros(x, n * n).reshape(n, n)], axis=1)
    return table.reshape(-1)[: n * (n + m - 1)].reshape(n, n + m - 1).sum(axis=0)


def polymul(a1: Any, a2: Any) -> ndarray:
    """Product of two polynomials, whose leading zeros are left out.

    >>> from mxgrad import np
    >>> np.polymul(np.array([1.0, 2.0]), np.array([1.0, -2.0]))
    array([ 1.,  0., -4.])
    """
    x, y = _coefficients(a1, a2)
    x, y = (_zeros(p, 1) if not p.size else p[_leading(p) :] for p in (x, y))
    return _product(x, y).astype(x.dtype, copy=False)


def polydiv(u: Any, v: Any) -> tuple[ndarray, ndarray]:
    """Quotient and remainder of `u` divided by `v`.

    >>> from mxgrad import np
    >>> np.polydiv(np.array([1.0, 5.0, 6.5]), np.array([1.0, 2.0]))
    (array([1., 3.]), array([0.5]))
    """
    rest, divisor = (_inexact(p) for p in _coefficients(u, v))
    if not (rest.size and divisor.size):
        raise MXNetValueError("polydiv: a polynomial has at least one coefficient")
    quotient = []
    lead, tail = divisor[0], divisor[1:]
    for _ in range(rest.size - divisor.size + 1):
        factor = rest[0] / lead
        quotient.append(factor)
        rest = rest[1:]
        if tail.size:
            rest = rest - _padded(factor * tail, 0, rest.size - tail.size)
    rest = rest[_leading(rest, 1e-8) :].copy() if rest.size else _zeros(rest, 1)
    return np.stack(quotient) if quotient else _zeros(rest, 1), rest


def polyder(p: Any, m: int = 1) -> ndarray:
    """The `m`-th derivative of a polynomial.

    >>> from mxgrad import np
    >>> np.polyder(np.array([1.0, 1.0, 1.0]))
    array([2., 1.])
    """
    if operator.index(m) < 0:
        raise MXNetValueError(f"Order of derivative must be positive (see polyint), not {m}")
    (found,) = _coefficients(p)
    for _ in range(m):
        n = found.size
        powers = _np.arange(n - 1, 0, -1).astype(found.dtype)
        found = found[:-1] * _dispatch.lift(powers, found._backend) if n > 1 else _zeros(found, 0)
    return found if m else found.copy()


def polyint(p: Any, m: int = 1, k: Any = None) -> ndarray:
    """The `m`-th antiderivative of a polynomial, with constants `k` (one for all, or `m` of them; 0 by default).

    As in MXNet, the result is float64.

    >>> from mxgrad import np
    >>> np.polyint(np.array([3.0, 2.0]), k=5.0)
    array([1.5, 2. , 5. ], dtype=float64)
    """
    if operator.index(m) < 0:
        raise MXNetValueError(f"Order of integral must be positive (see polyder), not {m}")
    (found,) = _coefficients(p)
    if m == 0:
        return found.copy()
    found = found.astype(_np.promote_types(found.dtype, _np.float64), copy=False)
    if k is None:
        constants = _zeros(found, m)
    else:
        (constants,) = _coefficients(_dispatch.lift(k, found._backend))
        constants = constants.astype(np.result_type(constants, found), copy=False)
        if constants.size == 1:
            constants = constants.broadcast_to((m,))
    if constants.size < m:
        raise MXNetValueError(
            f"k must be a scalar or a rank-1 array of length 1 or >m, not of {constants.size} for m = {m}"
        )
    for i in range(m):
        powers = _dispatch.lift(_np.arange(found.size, 0, -1).astype(found.dtype), found._backend)
        found = np.concatenate([found / powers, constants[i : i + 1]])
    return found


def poly(seq_of_zeros: Any) -> ndarray | float:
    """The polynomial with these roots and leading coefficient 1; of a square matrix, its characteristic polynomial.

    >>> from mxgrad import np
    >>> np.poly(np.array([1.0, 2.0])), np.poly(np.array([[2.0, 1.0], [0.0, 3.0]]))
    (array([ 1., -3.,  2.]), array([ 1., -5.,  6.]))
    """
    x = _inexact(_dispatch.lift(seq_of_zeros))
    if x.ndim == 2 and x.shape[0] == x.shape[1] != 0:
        return _characteristic(x)
    if x.ndim > 1:
        raise MXNetValueError(f"input must be 1d or non-empty square 2d array, not of shape {x.shape}")
    if not x.size:
        return 1.0
    x = x.reshape(-1)
    found = np.ones_like(x[:1])
    for i in range(x.size):
        found = _padded(found, 0, 1) - _padded(found * x[i], 1)
    if x.dtype.kind == "c":
        host = x._backend.to_host(x)
        if (_np.sort(host) == _np.sort(host.conj())).all():  # pairs: their imaginary parts cancel
            return np.real(found)
    return found


def _characteristic(a: ndarray) -> ndarray:
    """By Faddeev and Le Verrier: products and traces, which stay real, and have gradients where eigenvalues do not."""
    n = a.shape[0]
    unit = _dispatch.lift(_np.eye(n).astype(a.dtype), a._backend)
    found = [np.ones_like(a[0, 0])]
    power = unit
    for k in range(1, n + 1):
        product = np.matmul(a, power)
        found.append(np.trace(product) * (-1.0 / k))
        power = product + unit * found[-1]
    return np.stack(found)


class _Roots(Function):
    """Roots by way of eigenvalues on the host; their gradient by the implicit function theorem.

    From ``p(r) = 0`` follows ``dr/dp_k = -r**(n - k) / p'(r)``. At multiple roots there is no derivative: inf or nan.
    """

    def forward(self, *inputs: ndarray) -> ndarray:
        (p,) = inputs
        host = p._backend.to_host(p)
        kind = "f" if host.dtype.kind != "c" else "c"
        found = _np.roots(host.astype("complex128" if kind == "c" else "float64"))
        single = host.dtype.itemsize < (16 if kind == "c" else 8)
        dtype = {"f": ("float64", str(host.dtype)), "c": ("complex128", "complex64")}[found.dtype.kind][single]
        roots = ndarray(p._backend, p._backend.from_host(found.astype(dtype), None))
        self.save_for_backward(p, roots)
        return roots

    def backward(self, *output_grads: ndarray) -> ndarray:
        (g,) = output_grads
        p, roots = self.saved_tensors
        slopes = polyval(polyder(p), roots)
        powers = np.flip(_powers(roots, p.size), axis=1)
        found = -np.matmul(np.conj(powers).T, g / np.conj(slopes))
        return found if p.dtype.kind == "c" else np.real(found)


def roots(p: Any) -> ndarray:
    """The roots of a polynomial: real if all of them are, else complex.

    >>> from mxgrad import np
    >>> np.roots(np.array([1.0, -3.0, 2.0]))
    array([2., 1.])
    >>> np.roots(np.array([1.0, 0.0, 1.0]))
    array([-0.+1.j,  0.-1.j], dtype=complex64)
    """
    x = _inexact(_dispatch.lift(p))
    if x.ndim != 1:
        raise MXNetValueError(f"Input must be a rank-1 array, not of shape {x.shape}")
    found: ndarray = _Roots()(x)
    return found


def polyfit(
    x: Any, y: Any, deg: int, rcond: float | None = None, full: bool = False, w: Any = None, cov: bool | str = False
) -> Any:
    """Coefficients of the polynomial of degree `deg` that fits the points best, by least squares. float64, as in MXNet.

    Parameters
    ----------
    y
        Values at `x`, or a matrix with one set of values in each column.
    rcond
        Singular values smaller than this times the largest count as 0.
    full
        Return residuals, rank, singular values and `rcond` too.
    w
        Weight of each point, by which its distance is multiplied.
    cov
        Return the covariance matrix of the coefficients too; 'unscaled': as the weights say.

    Examples
    --------
    >>> from mxgrad import np
    >>> np.polyfit(np.array([0.0, 1.0, 2.0]), np.array([1.0, 3.0, 5.0]), 1).round(4)
    array([2., 1.], dtype=float64)
    """
    order = operator.index(deg) + 1
    backend = next((v._backend for v in (x, y, w) if isinstance(v, ndarray)), None)
    # How far rounding goes is a matter of what was given.
    given = _dispatch.lift(x, backend)
    points, values = _wide(given), _wide(_dispatch.lift(y, backend))
    if order < 1:
        raise MXNetValueError(f"expected deg >= 0, not {deg}")
    if points.ndim != 1:
        raise MXNetTypeError(f"expected 1D vector for x, not shape {points.shape}")
    if not points.size:
        raise MXNetTypeError("expected non-empty vector for x")
    if not 1 <= values.ndim <= 2:
        raise MXNetTypeError(f"expected 1D or 2D array for y, not shape {values.shape}")
    if points.size != len(values):
        raise MXNetTypeError(f"expected x and y to have same length, not {points.size} and {len(values)}")
    if rcond is None:
        rcond = points.size * float(np.finfo(given.dtype if given.dtype.kind == "f" else _FLOAT64).eps)
    matrix = np.flip(_powers(points, order), axis=1)
    if w is not None:
        weights = _wide(_dispatch.lift(w, backend))
        if weights.ndim != 1:
            raise MXNetTypeError(f"expected a 1-d array for weights, not shape {weights.shape}")
        if weights.size != points.size:
            raise MXNetTypeError(f"expected w and y to have the same length, not {weights.size} and {points.size}")
        matrix = matrix * weights.reshape(-1, 1)
        values = values * (weights if values.ndim == 1 else weights.reshape(-1, 1))
    scale = np.sqrt((matrix * matrix).sum(axis=0))
    matrix = matrix / scale
    found, residuals, rank, singular = np.linalg.lstsq(matrix, values, rcond)
    found = (found.T / scale).T
    if full:
        return found, residuals, rank, singular, rcond
    if not cov:
        return found
    base = np.linalg.inv(np.matmul(matrix.T, matrix)) / np.outer(scale, scale)
    if cov != "unscaled":
        freedom = points.size - order
        if freedom <= 0:
            raise MXNetValueError("the number of data points must exceed order to scale the covariance matrix")
        factor = residuals / freedom
        base = base * factor if values.ndim == 1 else base.reshape(order, order, 1) * factor
    return found, base


def _wide(x: ndarray) -> ndarray:
    return x.astype(_np.promote_types(x.dtype, _np.float64), copy=False)
