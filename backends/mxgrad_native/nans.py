"""Reductions that leave nans out: gradient rules and kernels. The gradient of a nan is 0, also where there is
nothing else."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from mxgrad_native import reduce
from mxgrad_native.kernels import GENERIC, NUMPY, generic, numpy
from mxgrad_native.reduce import Axes
from mxgrad_native.rules import vjp


def _present(xp: Any, x: Any, slope: Any) -> Any:
    """`slope` where `x` is a number, 0 where it is nan."""
    return xp.where(x == x, slope, 0)


def _filled(xp: Any, x: Any, value: float) -> Any:
    return xp.where(x == x, x, value)


def _present_count(xp: Any, x: Any, axis: Axes) -> Any:
    """How many there are, with the reduced axes kept; 1 where there are none, whose gradients are left out."""
    n = xp.sum(reduce.wide(xp, xp.astype(x == x, x.dtype)), axis=axis, keepdims=True)
    return xp.where(n == 0, 1, n)


def _nan_extreme(xp: Any, g: Any, x: Any, ans: Any, axis: Axes) -> Any:
    share = xp.astype(x == reduce.kept(xp, ans, x.shape, axis), g.dtype)  # a nan equals nothing
    n = xp.sum(share, axis=axis, keepdims=True)
    return reduce.kept(xp, g, x.shape, axis) * (share / xp.where(n == 0, 1, n))


def _nan_deviation(xp: Any, x: Any, axis: Axes, correction: float) -> tuple[Any, Any, Any]:
    """Deviations from the mean, 0 for nans; the degrees of freedom, and whether there are any."""
    x = reduce.wide(xp, x)
    n = _present_count(xp, x, axis)
    mean = xp.sum(_filled(xp, x, 0), axis=axis, keepdims=True) / n
    left = n > correction
    return _present(xp, x, x - mean), xp.where(left, n - correction, 1), left


def _nan_var(xp: Any, g: Any, x: Any, axis: Axes, correction: float) -> Any:
    deviation, freedom, left = _nan_deviation(xp, x, axis, correction)
    return reduce.kept(xp, g, x.shape, axis) * deviation * xp.where(left, 2 / freedom, 0)


def _nan_std(xp: Any, g: Any, x: Any, ans: Any, axis: Axes, correction: float) -> Any:
    deviation, freedom, left = _nan_deviation(xp, x, axis, correction)
    ans = reduce.kept(xp, ans, x.shape, axis)
    moves = left & (ans > 0)
    return deviation * xp.where(moves, reduce.kept(xp, g, x.shape, axis) / (xp.where(moves, ans, 1) * freedom), 0)


vjp("nansum", x=lambda xp, g, x, axis: _present(xp, x, reduce.spread(xp, g, x.shape, axis)))
vjp(
    "nanmean",
    x=lambda xp, g, x, axis: _present(xp, x, reduce.kept(xp, g, x.shape, axis) / _present_count(xp, x, axis)),
)
vjp("nanprod", x=lambda xp, g, x, axis: _present(xp, x, reduce.prod(xp, g, _filled(xp, x, 1), axis)))
vjp("nanmax", x=_nan_extreme)
vjp("nanmin", x=_nan_extreme)
vjp("nanvar", x=_nan_var)
vjp("nanstd", x=_nan_std)
vjp("nancumsum", x=lambda xp, g, x, axis: _present(xp, x, reduce.from_the_end(xp, g, axis)))
vjp(
    "nancumprod",
    x=lambda xp, g, x, ans, axis: _present(xp, x, reduce.cumprod(xp, g, _filled(xp, x, 1), ans, axis)),
)


# -- kernels ----------------------------------------------------------------------------------------
_FILLS = {"nansum": 0, "nanprod": 1, "nancumsum": 0, "nancumprod": 1, "nanmax": -math.inf, "nanmin": math.inf}
"""What a nan counts as."""


for _name, _value in _FILLS.items():

    @generic(_name)
    def _filling(xp: Any, x: Any, *static: Any, _whole: Any = GENERIC[_name[3:]], _value: float = _value) -> Any:
        return _whole(xp, _filled(xp, x, xp.asarray(_value, dtype=x.dtype)), *static)

    @numpy(_name)
    def _numpy_filling(x: Any, *static: Any, _whole: Any = NUMPY[_name[3:]], _value: float = _value) -> Any:
        return _whole(x if _has_no_nan(x) else np.where(x == x, x, x.dtype.type(_value)), *static)


_least: Any = np.minimum.reduce


def _has_no_nan(x: Any) -> bool:
    least = _least(x, None, None, None, False, math.inf)  # in half the time of isnan and any
    return least == least  # type: ignore[no-any-return]


for _name in ("nanmax", "nanmin"):

    @generic(_name)
    def _nan_or(xp: Any, x: Any, axis: Axes, keepdims: bool, _filling: Any = GENERIC[_name]) -> Any:
        nothing = xp.all(x != x, axis=axis, keepdims=keepdims)
        return xp.where(nothing, xp.asarray(math.nan, dtype=x.dtype), _filling(xp, x, axis, keepdims))


# fmax passes over nans, and has nothing to pass over them with in what is empty, as max.
numpy("nanmax")(lambda x, axis, keepdims: np.fmax.reduce(x, axis=axis, keepdims=keepdims))
numpy("nanmin")(lambda x, axis, keepdims: np.fmin.reduce(x, axis=axis, keepdims=keepdims))


def _nan_mean(xp: Any, x: Any, axis: Axes, keepdims: bool) -> Any:
    if getattr(x.dtype, "itemsize", 4) == 2:
        return xp.astype(_nan_mean(xp, xp.astype(x, xp.float32), axis, keepdims), x.dtype)
    n = xp.sum(xp.astype(x == x, x.dtype), axis=axis, keepdims=keepdims)
    return xp.sum(_filled(xp, x, xp.asarray(0, dtype=x.dtype)), axis=axis, keepdims=keepdims) / n


def _nan_variance(xp: Any, x: Any, axis: Axes, correction: float, keepdims: bool) -> Any:
    if getattr(x.dtype, "itemsize", 4) == 2:
        return xp.astype(_nan_variance(xp, xp.astype(x, xp.float32), axis, correction, keepdims), x.dtype)
    zero, nan = (xp.asarray(value, dtype=x.dtype) for value in (0, math.nan))
    deviation = xp.where(x == x, x - _nan_mean(xp, x, axis, True), zero)
    n = xp.sum(xp.astype(x == x, x.dtype), axis=axis, keepdims=keepdims)
    return xp.sum(deviation * deviation, axis=axis, keepdims=keepdims) / xp.where(n > correction, n - correction, nan)


generic("nanmean")(_nan_mean)
generic("nanvar")(_nan_variance)
generic("nanstd")(lambda xp, *operands: xp.sqrt(_nan_variance(xp, *operands)))


@numpy("nanmean")
def _numpy_nan_mean(x: Any, axis: Axes, keepdims: bool) -> Any:
    return reduce.numpy_mean(x, axis, keepdims) if _has_no_nan(x) else _nan_mean(np, x, axis, keepdims)


@numpy("nanvar")
def _numpy_nan_var(x: Any, axis: Axes, correction: float, keepdims: bool) -> Any:
    if _has_no_nan(x) and (x.size if axis is None else reduce.count(x.shape, axis)) > correction:
        return reduce.numpy_var(x, axis, correction, keepdims)
    return _nan_variance(np, x, axis, correction, keepdims)


numpy("nanstd")(lambda *operands: np.sqrt(_numpy_nan_var(*operands)))


for _name, _value in {"nanargmax": -math.inf, "nanargmin": math.inf}.items():

    @generic(_name)
    def _arg(
        xp: Any, x: Any, axis: Axes, keepdims: bool, _whole: Any = GENERIC[_name[3:]], _value: float = _value
    ) -> Any:
        found = _whole(xp, _filled(xp, x, xp.asarray(_value, dtype=x.dtype)), axis, keepdims)
        return xp.where(xp.all(x != x, axis=axis, keepdims=keepdims), xp.asarray(-1, dtype=xp.int64), found)

    @numpy(_name)
    def _numpy_arg(
        x: Any, axis: Axes, keepdims: bool, _whole: Any = NUMPY[_name[3:]], _generic: Any = GENERIC[_name]
    ) -> Any:
        return _whole(x, axis, keepdims) if _has_no_nan(x) else _generic(np, x, axis, keepdims)
