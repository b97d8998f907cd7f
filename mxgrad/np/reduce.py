"""Reductions: sums, extremes, statistics, and the arg-functions."""

from __future__ import annotations

import builtins
from typing import Any

from mxgrad import _dispatch, dtypes
from mxgrad._dispatch import Axis
from mxgrad.array import ndarray
from mxgrad.base import MXNetTypeError, MXNetValueError
from mxgrad.dtypes import DTypeLike


def _reduce(name: str, a: Any, axis: Axis, keepdims: bool, out: ndarray | None, dtype: DTypeLike = None) -> ndarray:
    x = a if type(a) is ndarray else _dispatch.argument("a", a)
    if dtype is not None:
        x = x.astype(dtype, copy=False)
    if isinstance(out, bool):  # MXNet 1.9's order: keepdims, then out
        out, keepdims = None if keepdims is False else keepdims, out
    if axis is not None:
        axis = _dispatch.axes_in(axis, x.ndim) if x.ndim or axis not in (0, -1) else None
    result = x._backend.ops[name](x, axis, bool(keepdims))
    return result if out is None else _dispatch.write(out, result)


def _not_empty(name: str, a: Any, axis: Axis) -> None:
    x = _dispatch.argument("a", a)
    axes = _dispatch.axes_in(axis, x.ndim)
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
        Cast to this first.
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
    if isinstance(out, bool):  # MXNet 1.9's order: keepdims, initial, out
        keepdims, initial, out = out, None if keepdims is False else keepdims, initial
    if where is not None:
        a = _where(where, _dispatch.argument("a", a), 0)
    result = _reduce("sum", a, axis, keepdims, None if initial is not None else out, dtype)
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
    result = _reduce("prod", a, axis, keepdims, None if initial is not None else out, dtype)
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
        return _reduce("mean", a, axis, keepdims, out, dtype)
    x, n = _counted(_floating(a, dtype), axis, keepdims, where)
    result = sum(x, axis, keepdims=keepdims) / n
    return result if out is None else _dispatch.write(out, result)


def _floating(a: Any, dtype: DTypeLike) -> ndarray:
    x = _dispatch.argument("a", a)
    if dtype is not None:
        x = x.astype(dtype, copy=False)
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
    return _extreme("max", "maximum", a, axis, out, keepdims, initial, where)


def min(
    a: Any, axis: Axis = None, out: ndarray | None = None, keepdims: bool = False, initial: Any = None,
    where: Any = None,
) -> ndarray:  # fmt: skip
    """Smallest element over `axis` (None: all axes). Ties share the gradient equally.

    >>> from mxgrad import np
    >>> np.min(np.array([[1.0, 2.0], [3.0, 0.0]]), axis=1)
    array([1., 0.])
    """
    return _extreme("min", "minimum", a, axis, out, keepdims, initial, where)


def _extreme(
    name: str, pair: str, a: Any, axis: Axis, out: ndarray | None, keepdims: bool, initial: Any, where: Any
) -> ndarray:
    if where is not None:
        if initial is None:
            raise MXNetValueError(f"{name} with where= needs initial=: elements that do not count leave nothing else")
        a = _where(where, _dispatch.argument("a", a), initial)
    if initial is None:
        if not getattr(a, "size", 1):
            _not_empty(pair, a, axis)
        return _reduce(name, a, axis, keepdims, out)
    x = _dispatch.argument("a", a)
    axes = _dispatch.axes_in(axis, x.ndim)
    if not x.size:
        shape = [1 if axes is None or i in axes else n for i, n in enumerate(x.shape)]
        if not keepdims:
            shape = [n for i, n in enumerate(x.shape) if axes is not None and i not in axes]
        filled = ndarray(x._backend, x._backend.full(tuple(shape), initial, x.dtype, x.ctx))
        return filled if out is None else _dispatch.write(out, filled)
    result = x._backend.ops[pair](_reduce(name, x, axis, keepdims, None), initial)
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
    deviation, n = _deviation(a, axis, dtype, mean, where, keepdims)
    total = sum(deviation * deviation, axis, keepdims=keepdims)
    result = total / _degrees(n, ddof if correction is None else correction)
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
    deviation, n = _deviation(a, axis, dtype, mean, where, keepdims)
    # As a norm, whose gradient at 0 is 0; sqrt(var) would give inf * 0 there.
    norm = _reduce("vector_norm", deviation, axis, keepdims, None)
    result = norm / _degrees(n, ddof if correction is None else correction) ** 0.5
    return result if out is None else _dispatch.write(out, result)


def _deviation(
    a: Any, axis: Axis, dtype: DTypeLike, centre: Any, where: Any, keepdims: bool
) -> tuple[ndarray, int | ndarray]:
    """`a` minus its mean, and the number of elements that each mean is of."""
    x = _floating(a, dtype)
    axes = _dispatch.axes_in(axis, x.ndim)
    if centre is None:
        centre = mean(x, axis, keepdims=True, where=where)
    if where is not None:
        return _where(where, x - centre, 0), _counted(x, axis, keepdims, where)[1]
    n = 1
    for i in range(x.ndim) if axes is None else axes:
        n *= x.shape[i]
    return x - centre, n


def _degrees(n: int | ndarray, ddof: float) -> Any:
    return float("nan") if type(n) is int and n == ddof else n - ddof


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
    if isinstance(axis, tuple | list):
        raise MXNetTypeError(f"{name} takes one axis or None, not {axis!r}")
    if not getattr(a, "size", 1):
        _not_empty(name, a, axis)
    return _reduce(name, a, axis, keepdims, out)


def all(a: Any, axis: Axis = None, out: ndarray | None = None, keepdims: bool = False, *, where: Any = None) -> ndarray:
    """Whether all elements over `axis` (None: all axes) are true (not 0).

    >>> from mxgrad import np
    >>> np.all(np.array([1.0, 0.0]))
    array(False)
    """
    if where is not None:
        a = _where(where, _dispatch.argument("a", a), True)
    return _reduce("all", a, axis, keepdims, out)


def any(a: Any, axis: Axis = None, out: ndarray | None = None, keepdims: bool = False, *, where: Any = None) -> ndarray:
    """Whether an element over `axis` (None: all axes) is true (not 0).

    >>> from mxgrad import np
    >>> np.any(np.array([1.0, 0.0]))
    array(True)
    """
    if where is not None:
        a = _where(where, _dispatch.argument("a", a), False)
    return _reduce("any", a, axis, keepdims, out)


sometrue, alltrue, product = any, all, prod


def cumsum(a: Any, axis: int | None = None, dtype: DTypeLike = None, out: ndarray | None = None) -> ndarray:
    """Running sum along `axis` (None: of the flattened array).

    >>> from mxgrad import np
    >>> np.cumsum(np.array([1.0, 2.0, 3.0]))
    array([1., 3., 6.])
    """
    x = _dispatch.argument("a", a)
    if dtype is not None:
        x = x.astype(dtype, copy=False)
    if axis is None or x.ndim == 0:
        x, axis = x.reshape(-1), 0
    result = x._backend.ops["cumsum"](x, _dispatch.axis_in(axis, x.ndim))
    return result if out is None else _dispatch.write(out, result)
