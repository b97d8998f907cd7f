"""Reductions that leave nans out. The gradient of a nan is 0, also where there is nothing else.

`nanmedian`, `nanquantile` and `nanpercentile` are in `mxgrad.np.quantiles`.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as _np

from mxgrad import _dispatch, dtypes
from mxgrad._dispatch import Axis
from mxgrad.array import ndarray
from mxgrad.base import MXNetError, MXNetTypeError, MXNetValueError
from mxgrad.dtypes import DTypeLike
from mxgrad.np import reduce
from mxgrad.np.reduce import wide_integers


def _operand(a: Any, dtype: DTypeLike = None) -> ndarray:
    x = _dispatch.lift(a)
    return x if dtype is None else reduce.in_dtype(x, dtype)


_least: Any = _np.minimum.reduce


def whole(a: Any) -> bool:
    """Whether `a` has no nans, where it costs little to know."""
    if type(a) is not ndarray or not (backend := a._backend).at_hand:
        return False
    host = backend.to_host(a)
    if host.dtype.kind != "f":
        return False
    least = _least(host, None, None, None, False, math.inf)  # in half the time of isnan and any
    return least == least  # type: ignore[no-any-return]


def _filled(x: ndarray, value: float) -> tuple[ndarray, ndarray | None]:
    """`x` with `value` for its nans, and where they are; None for dtypes that have none."""
    if not dtypes.is_inexact(x.dtype):
        return x, None
    ops = x._backend.ops
    nans = ops["isnan"](x)
    return ops["where"](nans, value, x), nans


def _written(result: ndarray, out: ndarray | None) -> ndarray:
    return result if out is None else _dispatch.write(out, result)


def nansum(
    a: Any, axis: Axis = None, dtype: DTypeLike = None, out: ndarray | None = None, keepdims: bool = False,
    initial: Any = None, where: Any = None,
) -> ndarray:  # fmt: skip
    """`sum` with nans counted as 0. Integers give int64.

    >>> from mxgrad import np
    >>> np.nansum(np.array([1.0, np.nan, 2.0]))
    array(3.)
    """
    if initial is None and where is None:
        try:
            return reduce.reduced("nansum", a, axis, keepdims, out, dtype)
        except MXNetTypeError:
            pass  # it is for floats only
    x, _ = _filled(_operand(a, dtype), 0)
    return reduce.sum(x, axis, dtype or wide_integers(x.dtype), out, keepdims, initial, where)


def nanprod(
    a: Any, axis: Axis = None, dtype: DTypeLike = None, out: ndarray | None = None, keepdims: bool = False,
    initial: Any = None, where: Any = None,
) -> ndarray:  # fmt: skip
    """`prod` with nans counted as 1. Integers give int64.

    >>> from mxgrad import np
    >>> np.nanprod(np.array([3.0, np.nan, 2.0]))
    array(6.)
    """
    if initial is None and where is None:
        try:
            return reduce.reduced("nanprod", a, axis, keepdims, out, dtype)
        except MXNetTypeError:
            pass  # it is for floats only
    x, _ = _filled(_operand(a, dtype), 1)
    return reduce.prod(x, axis, dtype or wide_integers(x.dtype), out, keepdims, initial, where)


def nancumsum(a: Any, axis: int | None = None, dtype: DTypeLike = None, out: ndarray | None = None) -> ndarray:
    """`cumsum` with nans counted as 0. Integers give int64.

    >>> from mxgrad import np
    >>> np.nancumsum(np.array([1.0, np.nan, 2.0]))
    array([1., 1., 3.])
    """
    try:
        return reduce.cumulated("nancumsum", a, axis, dtype, out)
    except MXNetTypeError:
        pass  # it is for floats only
    x, _ = _filled(_operand(a, dtype), 0)
    return reduce.cumsum(x, axis, dtype or wide_integers(x.dtype), out)


def nancumprod(a: Any, axis: int | None = None, dtype: DTypeLike = None, out: ndarray | None = None) -> ndarray:
    """`cumprod` with nans counted as 1. Integers give int64.

    >>> from mxgrad import np
    >>> np.nancumprod(np.array([3.0, np.nan, 2.0]))
    array([3., 3., 6.])
    """
    try:
        return reduce.cumulated("nancumprod", a, axis, dtype, out)
    except MXNetTypeError:
        pass  # it is for floats only
    x, _ = _filled(_operand(a, dtype), 1)
    return reduce.cumprod(x, axis, dtype or wide_integers(x.dtype), out)


def nanmax(
    a: Any, axis: Axis = None, out: ndarray | None = None, keepdims: bool = False, initial: Any = None,
    where: Any = None,
) -> ndarray:  # fmt: skip
    """`max` of the elements that are not nan; nan where there are none.

    >>> from mxgrad import np
    >>> np.nanmax(np.array([1.0, np.nan, 2.0]))
    array(2.)
    """
    if initial is None and where is None:
        try:
            return reduce.reduced("nanmax", a, axis, keepdims, out)
        except MXNetError:
            pass  # it is for floats only; or there is nothing, which is said below
    return _extreme("max", -math.inf, a, axis, out, keepdims, initial, where)


def nanmin(
    a: Any, axis: Axis = None, out: ndarray | None = None, keepdims: bool = False, initial: Any = None,
    where: Any = None,
) -> ndarray:  # fmt: skip
    """`min` of the elements that are not nan; nan where there are none.

    >>> from mxgrad import np
    >>> np.nanmin(np.array([1.0, np.nan, 2.0]))
    array(1.)
    """
    if initial is None and where is None:
        try:
            return reduce.reduced("nanmin", a, axis, keepdims, out)
        except MXNetError:
            pass  # it is for floats only; or there is nothing, which is said below
    return _extreme("min", math.inf, a, axis, out, keepdims, initial, where)


def _extreme(
    name: str, worst: float, a: Any, axis: Axis, out: ndarray | None, keepdims: bool, initial: Any, where: Any
) -> ndarray:
    x, nans = _filled(_operand(a), worst)
    found = getattr(reduce, name)(x, axis, None, keepdims, initial, where)
    if nans is not None and initial is None:
        ops = x._backend.ops
        found = ops["where"](reduce.all(nans, axis, keepdims=keepdims), math.nan, found)
    return _written(found, out)


def nanargmax(a: Any, axis: int | None = None, out: ndarray | None = None, *, keepdims: bool = False) -> ndarray:
    """`argmax` of the elements that are not nan.

    Raises
    ------
    MXNetValueError
        There are none.

    Examples
    --------
    >>> from mxgrad import np
    >>> np.nanargmax(np.array([1.0, np.nan, 2.0]))
    array(2, dtype=int64)
    """
    return _arg("argmax", a, axis, out, keepdims)


def nanargmin(a: Any, axis: int | None = None, out: ndarray | None = None, *, keepdims: bool = False) -> ndarray:
    """`argmin` of the elements that are not nan.

    Raises
    ------
    MXNetValueError
        There are none.

    Examples
    --------
    >>> from mxgrad import np
    >>> np.nanargmin(np.array([1.0, np.nan, 2.0]))
    array(0, dtype=int64)
    """
    return _arg("argmin", a, axis, out, keepdims)


def _arg(name: str, a: Any, axis: int | None, out: ndarray | None, keepdims: bool) -> ndarray:
    if isinstance(axis, (tuple, list)):
        raise MXNetTypeError(f"nan{name} takes one axis or None, not {axis!r}")
    try:
        found = reduce.reduced(f"nan{name}", a, axis, keepdims, None)
    except MXNetTypeError:  # these have no nans, or are refused
        return getattr(reduce, name)(_operand(a), axis, out, keepdims)  # type: ignore[no-any-return]
    host = found._backend.to_host(found)
    if (host.item() if host.ndim == 0 else _least(host, None, None, None, False, 0)) < 0:
        raise MXNetValueError("All-NaN slice encountered: there is no element to point at")
    return _written(found, out)


def nanmean(
    a: Any, axis: Axis = None, dtype: DTypeLike = None, out: ndarray | None = None, keepdims: bool = False, *,
    where: Any = None,
) -> ndarray:  # fmt: skip
    """`mean` of the elements that are not nan; nan where there are none.

    >>> from mxgrad import np
    >>> np.nanmean(np.array([1.0, np.nan, 2.0]))
    array(1.5)
    """
    if where is None:
        try:
            return reduce.reduced("nanmean", a, axis, keepdims, out, dtype)
        except MXNetTypeError:
            pass  # it is for floats only
    x, present = _present(a, dtype, where)
    return reduce.mean(x, axis, dtype, out, keepdims, where=present)


def nanvar(
    a: Any, axis: Axis = None, dtype: DTypeLike = None, out: ndarray | None = None, ddof: float = 0,
    keepdims: bool = False, *, where: Any = None, mean: Any = None, correction: float | None = None,
) -> ndarray:  # fmt: skip
    """`var` of the elements that are not nan; nan where `ddof` leaves nothing to divide by.

    >>> from mxgrad import np
    >>> np.nanvar(np.array([1.0, np.nan, 3.0]))
    array(1.)
    """
    return _spread("var", a, axis, dtype, out, ddof if correction is None else correction, keepdims, where, mean)


def nanstd(
    a: Any, axis: Axis = None, dtype: DTypeLike = None, out: ndarray | None = None, ddof: float = 0,
    keepdims: bool = False, *, where: Any = None, mean: Any = None, correction: float | None = None,
) -> ndarray:  # fmt: skip
    """`std` of the elements that are not nan; nan where `ddof` leaves nothing to divide by.

    >>> from mxgrad import np
    >>> np.nanstd(np.array([1.0, np.nan, 3.0]))
    array(1.)
    """
    return _spread("std", a, axis, dtype, out, ddof if correction is None else correction, keepdims, where, mean)


def _present(a: Any, dtype: DTypeLike, where: Any) -> tuple[ndarray, Any]:
    """`a` with 0 for its nans, and which elements count; None for all."""
    x, nans = _filled(_operand(a, dtype), 0)
    where = None if where is True else where
    if nans is None:
        return x, where
    present = x._backend.ops["logical_not"](nans)
    if where is not None:
        present = x._backend.ops["logical_and"](present, _dispatch.lift(where, x._backend))
    return x, present


def _spread(
    name: str, a: Any, axis: Axis, dtype: DTypeLike, out: ndarray | None, ddof: float, keepdims: bool, where: Any,
    mean: Any,
) -> ndarray:  # fmt: skip
    if where is None and mean is None:
        try:
            return reduce.spread(f"nan{name}", a, axis, dtype, out, ddof, keepdims)
        except MXNetTypeError:
            pass  # it is for floats only
    x, present = _present(a, dtype, where)
    found: ndarray = getattr(reduce, name)(x, axis, dtype, None, ddof, keepdims, mean=mean, where=present)
    if present is not None:
        left = reduce.sum(present, axis, keepdims=keepdims) > ddof
        found = x._backend.ops["where"](left, found, _np.nan)
    return _written(found, out)
