"""Statistics of one and several variables: average, ptp, cov, corrcoef, counts of what is not 0."""

from __future__ import annotations

import builtins
from typing import Any

import numpy as _np

from mxgrad import _dispatch, dtypes
from mxgrad._dispatch import Axis
from mxgrad.array import ndarray
from mxgrad.base import MXNetTypeError, MXNetValueError
from mxgrad.np.index import diag
from mxgrad.np.products import matmul
from mxgrad.np.reduce import extreme, mean, reduced, sum
from mxgrad.np.shape import concatenate, reshape


def average(
    a: Any, axis: Axis = None, weights: Any = None, returned: bool = False, out: ndarray | None = None, *,
    keepdims: bool = False,
) -> Any:  # fmt: skip
    """Mean of `a` over `axis` (None: all axes), weighted: ``sum(a * weights) / sum(weights)``.

    Parameters
    ----------
    weights
        As `a`, or one for each position along `axis`.
    returned
        Give the sum of the weights, too.

    Notes
    -----
    Integers give the default float type. Weights whose sum is 0 give nan or inf.

    Examples
    --------
    >>> from mxgrad import np
    >>> np.average(np.array([1.0, 2.0, 4.0]), weights=np.array([2.0, 1.0, 1.0]))
    array(2.)
    """
    x = _dispatch.argument("a", a)
    if weights is None:
        found = mean(x, axis, None, out, keepdims)
        if not returned:
            return found
        total = _dispatch.beside(_np.asarray(x.size / builtins.max(found.size, 1), found.dtype), x)
    else:
        w = _along(_dispatch.lift(weights, x._backend), x, axis)
        products = x * w
        if not dtypes.is_inexact(products.dtype):
            w = w.astype(dtypes.default_float())
            products = x * w
        total = sum(w.astype(products.dtype, copy=False), axis, keepdims=keepdims)
        found = sum(products, axis, keepdims=keepdims) / total
        if w.size != x.size:
            total = total.reshape(())  # one sum for all
        if out is not None:
            found = _dispatch.write(out, found)
    return (found, total) if returned else found


def _along(w: ndarray, x: ndarray, axis: Axis) -> ndarray:
    """Weights of some axes of `x` as an array that broadcasts with it."""
    if w.shape == x.shape:
        return w
    axes = _dispatch.axes_in(axis, x.ndim)
    if axes is None:
        raise MXNetTypeError(f"Axis must be specified when shapes of a and weights differ: {x.shape}, {w.shape}")
    if w.shape != tuple(x.shape[i] for i in axes):
        raise MXNetValueError(f"weights of shape {w.shape} along axis {axis} of an array of shape {x.shape}")
    order = sorted(range(len(axes)), key=lambda k: axes[k])
    return w.transpose(order).reshape([n if i in axes else 1 for i, n in enumerate(x.shape)])


def ptp(a: Any, axis: Axis = None, out: ndarray | None = None, keepdims: bool = False) -> ndarray:
    """Largest less smallest element over `axis` (None: all axes). Ties share the gradient equally.

    >>> from mxgrad import np
    >>> np.ptp(np.array([3.0, 1.0, 7.0]))
    array(6.)
    """
    x = a if type(a) is ndarray else _dispatch.lift(a)
    if x.dtype == bool:
        raise MXNetTypeError("ptp of booleans: they cannot be subtracted, use np.any(a) & ~np.all(a)")
    return extreme("ptp", "ptp", x, axis, out, keepdims, None, None)


def count_nonzero(a: Any, axis: Axis = None, *, keepdims: bool = False) -> ndarray:
    """How many elements over `axis` (None: all axes) are not 0 (int64).

    >>> from mxgrad import np
    >>> np.count_nonzero(np.array([0.0, 3.0, 5.0]))
    array(2, dtype=int64)
    """
    if type(a) is ndarray and axis is None:
        return a._backend.ops["count_nonzero"](a, None, keepdims is not False and bool(keepdims))
    return reduced("count_nonzero", a if type(a) is ndarray else _dispatch.lift(a), axis, keepdims, None)


def cov(
    m: Any, y: Any = None, rowvar: bool = True, bias: bool = False, ddof: int | None = None, fweights: Any = None,
    aweights: Any = None, *, dtype: Any = None,
) -> ndarray:  # fmt: skip
    """Covariances of the variables in the rows of `m` (and `y`), whose columns are observations.

    Parameters
    ----------
    rowvar
        False: the variables are in the columns.
    bias
        Divide by the number of observations, not by one less; `ddof` says what is taken off instead.
    fweights
        How often each observation counts (integers).
    aweights
        How much it counts; gradients flow into these.
    dtype
        Of the result; float64 (or complex128) if None.

    Examples
    --------
    >>> from mxgrad import np
    >>> np.cov(np.array([[0.0, 1.0, 2.0], [2.0, 1.0, 0.0]]))
    array([[ 1., -1.],
           [-1.,  1.]], dtype=float64)
    """
    if ddof is None:
        ddof = 0 if bias else 1
    elif int(ddof) != ddof:
        raise MXNetValueError(f"ddof must be integer, not {ddof!r}")
    x = _dispatch.lift(m)
    given = [x] if y is None else [x, _dispatch.lift(y, x._backend)]
    if dtype is None:
        dtype = "complex128" if any(part.dtype.kind == "c" for part in given) else "float64"
    parts = [_variables(name, part, rowvar).astype(dtype) for name, part in zip("my", given, strict=False)]
    x = parts[0] if len(parts) == 1 else concatenate(parts, 0)
    weights = _weights(x, fweights, aweights)
    freedom: Any
    if weights is None:
        centred = x - mean(x, 1, keepdims=True)
        weighted = centred
        freedom = builtins.max(x.shape[1] - ddof, 0)
    else:
        w = weights
        total = sum(w)
        centred = x - sum(x * w, 1, keepdims=True) / total
        weighted = centred * w
        freedom = total - ddof
        if aweights is not None and ddof:
            freedom = total - ddof * sum(w * _dispatch.lift(aweights, x._backend).astype(w.dtype)) / total
        freedom = x._backend.ops["maximum"](freedom, 0)
    found = matmul(weighted, _conj(centred).transpose()) / freedom
    return reshape(found, tuple(n for n in found.shape if n != 1))


def _variables(name: str, x: ndarray, rowvar: bool) -> ndarray:
    if x.ndim > 2:
        raise MXNetValueError(f"{name} has more than 2 dimensions: its shape is {x.shape}")
    if x.ndim < 2:
        return reshape(x, (1, x.size))
    return x if rowvar or x.shape[0] == 1 else x.transpose()


def _weights(x: ndarray, fweights: Any, aweights: Any) -> ndarray | None:
    found: ndarray | None = None
    for name, given in (("fweights", fweights), ("aweights", aweights)):
        if given is None:
            continue
        w = _dispatch.lift(given, x._backend)
        if w.ndim != 1 or w.size != x.shape[1]:
            raise MXNetValueError(f"{name} is a vector with one element for each of {x.shape[1]} columns: {w.shape}")
        host = w._backend.to_host(w)
        if name == "fweights" and (host != _np.rint(host)).any():
            raise MXNetTypeError("fweights must be integer: they count observations")
        if (host < 0).any():
            raise MXNetValueError(f"{name} cannot be negative")
        w = w.astype("float64" if x.dtype.kind == "c" else x.dtype)
        found = w if found is None else found * w
    return found


def _conj(x: ndarray) -> ndarray:
    return x._backend.ops["conj"](x) if x.dtype.kind == "c" else x


def corrcoef(
    x: Any, y: Any = None, rowvar: bool = True, bias: Any = None, ddof: Any = None, *, dtype: Any = None
) -> ndarray:
    """Correlations of the variables in the rows of `x` (and `y`): `cov`, divided by the standard deviations.

    `bias` and `ddof` have no effect, as in NumPy.

    >>> from mxgrad import np
    >>> np.corrcoef(np.array([[0.0, 1.0, 2.0], [2.0, 1.0, 0.0]]))
    array([[ 1., -1.],
           [-1.,  1.]], dtype=float64)
    """
    c = cov(x, y, rowvar, dtype=dtype)
    if not c.ndim:
        return c / c
    ops = c._backend.ops
    variance = diag(c)
    spread = ops["sqrt"](ops["real"](variance) if c.dtype.kind == "c" else variance)
    found = c / reshape(spread, (-1, 1)) / spread
    # Rounding may carry it beyond 1; the gradient of the cut is that of what is cut.
    if c.dtype.kind == "c":
        return found
    exact = found.detach()
    return found + (ops["clip"](exact, -1, 1) - exact)
