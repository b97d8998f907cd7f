"""Reductions: sums, extremes, statistics, and the arg-functions."""

from __future__ import annotations

import builtins
import math
from typing import Any

from mxgrad import _dispatch, dtypes
from mxgrad._dispatch import Axis
from mxgrad.array import ndarray
from mxgrad.base import MXNetError, MXNetTypeError, MXNetValueError
from mxgrad.dtypes import DTypeLike

_AXES = tuple((axis,) for axis in range(64))


def reduced(name: str, a: Any, axis: Axis, keepdims: bool, out: ndarray | None, dtype: DTypeLike = None) -> ndarray:
    if type(a) is ndarray and dtype is None and out is None:  # most calls
        backend = a._backend
        if axis is None:
            return backend.ops[name](a, None, keepdims is not False and bool(keepdims))
        if type(axis) is int and -(ndim := backend.ndim(a)) <= axis < ndim:
            return backend.ops[name](a, _AXES[axis % ndim], keepdims is not False and bool(keepdims))
    x = a if type(a) is ndarray else _dispatch.argument("a", a)
    if dtype is not None:
        x = in_dtype(x, dtype)
    if isinstance(out, bool):  # MXNet 1.9's order: keepdims, then out
        out, keepdims = None if keepdims is False else keepdims, out
    if axis is not None:
        axis = _dispatch.axes_in(axis, x.ndim) if x.ndim or axis not in (0, -1) else None
    result = x._backend.ops[name](x, axis, bool(keepdims))
    if dtype is not None:
        result = result.astype(dtype, copy=False)
    return result if out is None else _dispatch.write(out, result)


def in_dtype(x: ndarray, dtype: DTypeLike) -> ndarray:
    """`x` in the dtype in which it is reduced to one of `dtype`: as in MXNet, floats are not cut to integers first."""
    wanted = dtypes.as_dtype(dtype)
    return x if wanted.kind in "iu" and dtypes.is_inexact(x.dtype) else x.astype(wanted, copy=False)


def _not_empty(name: str, a: Any, axis: Axis) -> None:
    x = _dispatch.argument("a", a)
    axes = _dispatch.reduced_axes(axis, x.ndim)
    if builtins.any(x.shape[i] == 0 for i in (range(x.ndim) if axes is None else axes)):
        raise MXNetValueError(f"zero-size array to reduction operation {name} which has no identity: shape {x.shape}")


def sum(
    a: Any, axis: Axis = None, dtype: DTypeLike = None, out: ndarray | None = None, keepdims: bool = False,
    initial: Any = None, where: Any = None,
) -> ndarray:  # fmt: skip
    """Sum over `axis` (None: all axes). Booleans are counted in int64; other dtypes are kept.

    Parameters
    ----------
    axis
        An axis, or a tuple of them.
    dtype
        Dtype of the sum. The elements are cast to it first, but for floats that are to give integers.
    keepdims
        Keep the summed axes, with length 1.
    initial
        Added to the sum.
    where
        Boolean array: which elements count.

    Examples
    --------
    >>> from mxgrad import np
    >>> np.sum(np.ones((2, 3)), axis=0)
    array([2., 2., 2.])
    """
    if type(a) is ndarray and axis is dtype is out is initial is where is None:  # a loss
        return a._backend.ops["sum"](a, None, bool(keepdims))
    if isinstance(out, bool):  # MXNet 1.9's order: keepdims, initial, out
        keepdims, initial, out = out, None if keepdims is False else keepdims, initial
    if where is not None:
        a = _where(where, _dispatch.argument("a", a), 0)
    result = reduced("sum", a, axis, keepdims, None if initial is not None else out, dtype)
    if initial is None:
        return result
    result = result + initial
    return result if out is None else _dispatch.write(out, result)


def _where(condition: Any, x: ndarray, value: float) -> ndarray:
    return x._backend.ops["where"](_dispatch.lift(condition, x._backend), x, value)


def prod(
    a: Any, axis: Axis = None, dtype: DTypeLike = None, out: ndarray | None = None, keepdims: bool = False,
    initial: Any = None, where: Any = None,
) -> ndarray:  # fmt: skip
    """Product over `axis` (None: all axes). Its gradient is right where elements are 0, too.

    >>> from mxgrad import np
    >>> np.prod(np.array([2.0, 3.0]))
    array(6.)
    """
    if where is not None:
        a = _where(where, _dispatch.argument("a", a), 1)
    result = reduced("prod", a, axis, keepdims, None if initial is not None else out, dtype)
    if initial is None:
        return result
    result = result * initial
    return result if out is None else _dispatch.write(out, result)


def mean(
    a: Any, axis: Axis = None, dtype: DTypeLike = None, out: ndarray | None = None, keepdims: bool = False,
    *, where: Any = None,
) -> ndarray:  # fmt: skip
    """Mean over `axis` (None: all axes); integers give the default float type.

    >>> from mxgrad import np
    >>> np.mean(np.arange(4))
    array(1.5)
    """
    if where is None:
        return reduced("mean", a, axis, keepdims, out, dtype)
    given = _floating(a, dtype)
    wide = given.astype("float32") if given.dtype.itemsize == 2 else given  # sums of float16 overflow
    x, n = _counted(wide, axis, keepdims, where)
    result = (sum(x, axis, keepdims=keepdims) / n).astype(given.dtype if dtype is None else dtype, copy=False)
    return result if out is None else _dispatch.write(out, result)


def _floating(a: Any, dtype: DTypeLike) -> ndarray:
    x = _dispatch.argument("a", a)
    if dtype is not None:
        x = in_dtype(x, dtype)
    return x if dtypes.is_inexact(x.dtype) else x.astype(dtypes.default_float())


def _counted(x: ndarray, axis: Axis, keepdims: bool, where: Any) -> tuple[ndarray, ndarray]:
    """`x` with 0 where the mask says that an element does not count, and how many do, in the dtype of `x`."""
    mask = _dispatch.lift(where, x._backend).broadcast_to(x.shape)
    return _where(mask, x, 0), sum(mask, axis, keepdims=keepdims).astype(x.dtype)


def max(
    a: Any, axis: Axis = None, out: ndarray | None = None, keepdims: bool = False, initial: Any = None,
    where: Any = None,
) -> ndarray:  # fmt: skip
    """Largest element over `axis` (None: all axes). Ties share the gradient equally.

    >>> from mxgrad import np
    >>> np.max(np.array([[1.0, 2.0], [3.0, 0.0]]), axis=1)
    array([2., 3.])
    """
    return extreme("max", "maximum", a, axis, out, keepdims, initial, where)


def min(
    a: Any, axis: Axis = None, out: ndarray | None = None, keepdims: bool = False, initial: Any = None,
    where: Any = None,
) -> ndarray:  # fmt: skip
    """Smallest element over `axis` (None: all axes). Ties share the gradient equally.

    >>> from mxgrad import np
    >>> np.min(np.array([[1.0, 2.0], [3.0, 0.0]]), axis=1)
    array([1., 0.])
    """
    return extreme("min", "minimum", a, axis, out, keepdims, initial, where)


def extreme(
    name: str, pair: str, a: Any, axis: Axis, out: ndarray | None, keepdims: bool, initial: Any, where: Any
) -> ndarray:
    if where is not None and where is not True:
        if initial is None:
            raise MXNetValueError(f"{name} with where= needs initial=: elements that do not count leave nothing else")
        a = _where(where, _dispatch.argument("a", a), initial)
    if initial is None:
        try:
            return reduced(name, a, axis, keepdims, out)
        except MXNetError:
            _not_empty(pair, a, axis)
            raise
    x = _dispatch.argument("a", a)
    axes = _dispatch.reduced_axes(axis, x.ndim)
    if not x.size:
        shape = [1 if axes is None or i in axes else n for i, n in enumerate(x.shape)]
        if not keepdims:
            shape = [n for i, n in enumerate(x.shape) if axes is not None and i not in axes]
        filled = ndarray(x._backend, x._backend.full(tuple(shape), initial, x.dtype, x.ctx))
        return filled if out is None else _dispatch.write(out, filled)
    result = x._backend.ops[pair](reduced(name, x, axis, keepdims, None), initial)
    return result if out is None else _dispatch.write(out, result)


amax, amin = max, min


def var(
    a: Any, axis: Axis = None, dtype: DTypeLike = None, out: ndarray | None = None, ddof: float = 0,
    keepdims: bool = False, *, correction: float | None = None, mean: Any = None, where: Any = None,
) -> ndarray:  # fmt: skip
    """Variance over `axis` (None: all axes): ``sum((a - mean(a))**2) / (n - ddof)``.

    Parameters
    ----------
    correction
        MXNet 2's name of `ddof`.
    mean
        The mean, with its axes kept, where it is known already.
    where
        Boolean array: which elements count.

    Examples
    --------
    >>> from mxgrad import np
    >>> np.var(np.arange(4))
    array(1.25)
    """
    if correction is not None:
        ddof = correction
    if mean is None and where is None:
        try:
            return spread("var", a, axis, dtype, out, ddof, keepdims)
        except MXNetTypeError:
            if not hasattr(a, "dtype") or _floating(a, dtype).dtype.kind != "c":
                raise
    result = _spread_of("var", _floating(a, dtype), axis, mean, where, ddof, keepdims)
    if dtype is not None:
        result = result.astype(dtype, copy=False)
    return result if out is None else _dispatch.write(out, result)


def std(
    a: Any, axis: Axis = None, dtype: DTypeLike = None, out: ndarray | None = None, ddof: float = 0,
    keepdims: bool = False, *, correction: float | None = None, mean: Any = None, where: Any = None,
) -> ndarray:  # fmt: skip
    """Standard deviation over `axis`: the square root of `var`, with its arguments. The gradient at a constant is 0.

    >>> from mxgrad import np
    >>> np.std(np.array([1.0, 3.0]))
    array(1.)
    """
    if correction is not None:
        ddof = correction
    if mean is None and where is None:
        try:
            return spread("std", a, axis, dtype, out, ddof, keepdims)
        except MXNetTypeError:
            if not hasattr(a, "dtype") or _floating(a, dtype).dtype.kind != "c":
                raise
    result = _spread_of("std", _floating(a, dtype), axis, mean, where, ddof, keepdims)
    if dtype is not None:
        result = result.astype(dtype, copy=False)
    return result if out is None else _dispatch.write(out, result)


def spread(
    name: str, a: Any, axis: Axis, dtype: DTypeLike, out: ndarray | None, ddof: float, keepdims: bool
) -> ndarray:
    x = a if type(a) is ndarray else _dispatch.argument("a", a)
    if dtype is not None:
        x = in_dtype(x, dtype)
    if axis is not None:
        axis = _dispatch.axes_in(axis, x.ndim) if x.ndim or axis not in (0, -1) else None
    if type(ddof) is not int and type(ddof) is not float:
        ddof = float(ddof)
    result = x._backend.ops[name](x, axis, ddof, bool(keepdims))
    if dtype is not None:
        result = result.astype(dtype, copy=False)
    return result if out is None else _dispatch.write(out, result)


def _spread_of(name: str, x: ndarray, axis: Axis, centre: Any, where: Any, ddof: float, keepdims: bool) -> ndarray:
    """The same for complex numbers, a mask, and a mean that is given."""
    if x.dtype.itemsize == 2:  # sums of float16 overflow
        found = _spread_of(name, x.astype("float32"), axis, centre, where, ddof, keepdims)
        return found.astype(x.dtype)
    axis = axes = _dispatch.reduced_axes(axis, x.ndim)
    if centre is None:
        centre = mean(x, axis, keepdims=True, where=where)
    deviation = x - centre
    ops = x._backend.ops
    # With nothing left, the sum is divided by 0, as in NumPy and MXNet.
    freedom: Any = builtins.max(math.prod(x.shape if axes is None else (x.shape[i] for i in axes)) - ddof, 0)
    if where is not None:
        deviation = _where(where, deviation, 0)
        freedom = ops["maximum"](_counted(x, axis, keepdims, where)[1] - ddof, 0)
    if name == "std":
        # As a norm, whose gradient at 0 is 0; that of the root of a sum would be inf * 0.
        total, freedom = reduced("vector_norm", deviation, axis, keepdims, None), freedom**0.5
    elif x.dtype.kind == "c":
        real, imag = ops["real"](deviation), ops["imag"](deviation)
        total = sum(real * real + imag * imag, axis, keepdims=keepdims)
    else:
        total = sum(deviation * deviation, axis, keepdims=keepdims)
    result: ndarray = total / freedom
    return result


def argmax(a: Any, axis: int | None = None, out: ndarray | None = None, keepdims: bool = False) -> ndarray:
    """Index (int64) of the first largest element along `axis` (None: of the flattened array).

    >>> from mxgrad import np
    >>> np.argmax(np.array([1.0, 5.0, 5.0]))
    array(1, dtype=int64)
    """
    return _arg("argmax", a, axis, out, keepdims)


def argmin(a: Any, axis: int | None = None, out: ndarray | None = None, keepdims: bool = False) -> ndarray:
    """Index (int64) of the first smallest element along `axis` (None: of the flattened array).

    >>> from mxgrad import np
    >>> np.argmin(np.array([1.0, 0.0, 0.0]))
    array(1, dtype=int64)
    """
    return _arg("argmin", a, axis, out, keepdims)


def _arg(name: str, a: Any, axis: int | None, out: ndarray | None, keepdims: bool) -> ndarray:
    if isinstance(axis, (tuple, list)):
        raise MXNetTypeError(f"{name} takes one axis or None, not {axis!r}")
    try:
        return reduced(name, a, axis, keepdims, out)
    except MXNetError:
        _not_empty(name, a, axis)
        raise


def all(a: Any, axis: Axis = None, out: ndarray | None = None, keepdims: bool = False, *, where: Any = None) -> ndarray:
    """Whether all elements over `axis` (None: all axes) are true (not 0).

    >>> from mxgrad import np
    >>> np.all(np.array([1.0, 0.0]))
    array(False)
    """
    if where is not None:
        a = _where(where, _dispatch.argument("a", a), True)
    return reduced("all", a, axis, keepdims, out)


def any(a: Any, axis: Axis = None, out: ndarray | None = None, keepdims: bool = False, *, where: Any = None) -> ndarray:
    """Whether an element over `axis` (None: all axes) is true (not 0).

    >>> from mxgrad import np
    >>> np.any(np.array([1.0, 0.0]))
    array(True)
    """
    if where is not None:
        a = _where(where, _dispatch.argument("a", a), False)
    return reduced("any", a, axis, keepdims, out)


sometrue, alltrue, product = any, all, prod


def cumsum(a: Any, axis: int | None = None, dtype: DTypeLike = None, out: ndarray | None = None) -> ndarray:
    """Running sum along `axis` (None: of the flattened array).

    >>> from mxgrad import np
    >>> np.cumsum(np.array([1.0, 2.0, 3.0]))
    array([1., 3., 6.])
    """
    return cumulated("cumsum", a, axis, dtype, out)


def cumprod(a: Any, axis: int | None = None, dtype: DTypeLike = None, out: ndarray | None = None) -> ndarray:
    """Running product along `axis` (None: of the flattened array). Integers give int64.

    Its gradient is right where elements are 0, too.

    >>> from mxgrad import np
    >>> np.cumprod(np.array([1.0, 2.0, 3.0]))
    array([1., 2., 6.])
    """
    x = a if type(a) is ndarray else _dispatch.lift(a)
    backend = x._backend
    if (own := backend.dtype(x)).kind in "biu":
        return cumulated("cumprod", x, axis, wide_integers(own) if dtype is None else dtype, out)
    if type(axis) is int and dtype is None and out is None and 0 <= axis < backend.ndim(x):  # most calls
        return backend.ops["cumprod"](x, axis)
    return cumulated("cumprod", x, axis, dtype, out)


def wide_integers(dtype: Any) -> Any:
    """The dtype in which NumPy multiplies and adds integers of `dtype`; None for those that keep theirs."""
    if dtype.kind in "biu" and dtype.itemsize < 8:
        return "uint64" if dtype.kind == "u" else "int64"
    return None


def cumulated(name: str, a: Any, axis: int | None, dtype: DTypeLike, out: ndarray | None) -> ndarray:
    if type(axis) is int and type(a) is ndarray and dtype is None and out is None:  # most calls
        backend = a._backend
        if 0 <= axis < backend.ndim(a):
            return backend.ops[name](a, axis)
    x = a if type(a) is ndarray else _dispatch.argument("a", a)
    backend = x._backend
    if dtype is not None:
        x = x.astype(dtype, copy=False)
    ndim = backend.ndim(x)
    if axis is not None and not (type(axis) is int and 0 <= axis < ndim):
        axis = _dispatch.axis_in(axis, ndim or 1)
    if not ndim or axis is None:
        x, axis = x if ndim == 1 else x.reshape(-1), 0
    result = backend.ops[name](x, axis)
    if dtype is not None:
        result = result.astype(dtype, copy=False)  # booleans are counted in int64
    return result if out is None else _dispatch.write(out, result)
