"""Reductions: gradient rules and kernels."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from mxgrad_native import sums
from mxgrad_native.kernels import generic, numpy
from mxgrad_native.rules import vjp

Axes = tuple[int, ...] | None


def kept(xp: Any, value: Any, shape: tuple[int, ...], axis: Axes) -> Any:
    """A reduction's result, with the reduced axes of `shape` back at length 1."""
    if value.ndim == len(shape):  # they were kept
        return value
    ones = tuple(1 if axis is None or i in axis else n for i, n in enumerate(shape))
    return xp.reshape(value, ones)


def count(shape: tuple[int, ...], axis: Axes) -> int:
    return math.prod(shape if axis is None else (shape[i] for i in axis))


def spread(xp: Any, g: Any, x_shape: tuple[int, ...], axis: Axes) -> Any:
    return xp.broadcast_to(g if axis is None else kept(xp, g, x_shape, axis), x_shape)


def _extreme(xp: Any, g: Any, x: Any, ans: Any, axis: Axes) -> Any:
    here = x == kept(xp, ans, x.shape, axis)
    share = xp.astype(here, g.dtype)
    if xp.recorded or int(xp.count_nonzero(here)) != math.prod(ans.shape):
        # Ties share the gradient, which makes it a subgradient.
        share = share / xp.sum(share, axis=axis, keepdims=True)
    return kept(xp, g, x.shape, axis) * share


def _ptp(xp: Any, g: Any, x: Any, axis: Axes) -> Any:
    highest, lowest = xp.max(x, axis=axis, keepdims=True), -xp.max(-x, axis=axis, keepdims=True)
    return _extreme(xp, g, x, highest, axis) - _extreme(xp, g, x, lowest, axis)


def prod(xp: Any, g: Any, x: Any, axis: Axes) -> Any:
    """The product of the *other* elements, which division by x would miss where x is 0."""
    g = kept(xp, g, x.shape, axis)
    zero = x == 0
    if not xp.any(zero):
        return g * xp.prod(x, axis=axis, keepdims=True) / x
    if xp.recorded:
        return g * _others(xp, x, axis)
    safe = xp.where(zero, 1, x)
    zeros = xp.sum(xp.astype(zero, xp.int64), axis=axis, keepdims=True) - xp.astype(zero, xp.int64)
    return g * xp.where(zeros == 0, xp.prod(safe, axis=axis, keepdims=True) / safe, 0)


def _others(xp: Any, x: Any, axis: Axes) -> Any:
    """The same as products over an n by n table: slower, but differentiable again at zeros."""
    axes = tuple(range(x.ndim)) if axis is None else axis
    rest = tuple(i for i in range(x.ndim) if i not in axes)
    moved = xp.permute_dims(x, rest + axes)
    n = count(x.shape, axes)
    rows = xp.reshape(moved, (*moved.shape[: len(rest)], 1, n))
    own = xp.astype(xp.eye(n), xp.bool)
    table = xp.prod(xp.where(own, 1, rows), axis=-1)
    order = rest + axes
    return xp.permute_dims(xp.reshape(table, moved.shape), tuple(order.index(i) for i in range(x.ndim)))


def cumprod(xp: Any, g: Any, x: Any, ans: Any, axis: int) -> Any:
    """Each product that `x[i]` is a factor of, without it: the product of what stands before it, times what follows."""
    if not xp.any(x == 0):
        return from_the_end(xp, g * ans, axis) / x

    def cut(value: Any, start: int | None, stop: int | None) -> Any:
        return value[(*(slice(None),) * axis, slice(start, stop), ...)]

    def later(value: Any, steps: int) -> Any:
        return xp.concat([cut(value, steps, None), xp.zeros_like(cut(value, 0, steps))], axis=axis)

    before = xp.concat([xp.zeros_like(cut(ans, 0, 1)) + 1, cut(ans, 0, -1)], axis=axis)
    # What follows is s[i] = g[i] + x[i + 1] s[i + 1], whose steps are joined in pairs, pairs of pairs, …
    total, factor, steps = g, later(x, 1), 1
    while steps < x.shape[axis]:
        total = total + factor * later(total, steps)
        factor = factor * later(factor, steps)
        steps *= 2
    return before * total


def from_the_end(xp: Any, x: Any, axis: int) -> Any:
    return xp.flip(xp.cumsum(xp.flip(x, axis=(axis,)), axis), axis=(axis,))


def _norm(xp: Any, g: Any, x: Any, ans: Any, axis: Axes) -> Any:
    ans = kept(xp, ans, x.shape, axis)
    zero = ans == 0
    unit = x / xp.where(zero, 1, ans)  # 0 at 0
    # Where it is not just 0 but constant, the gradients of the gradient are 0 as well.
    return kept(xp, g, x.shape, axis) * (xp.where(zero, 0, unit) if xp.recorded else unit)


def wide(xp: Any, x: Any) -> Any:
    """`x` in a dtype in which sums do not overflow."""
    return xp.astype(x, xp.float32) if getattr(x.dtype, "itemsize", 4) == 2 else x


def _deviation(xp: Any, x: Any, axis: Axes) -> Any:
    x = wide(xp, x)
    return x - xp.sum(x, axis=axis, keepdims=True) / max(count(x.shape, axis), 1)


def _freedom(shape: tuple[int, ...], axis: Axes, correction: float) -> float:
    """What the sum of squares is divided by; inf and nan are what NumPy and MXNet give where it would be negative."""
    return max(count(shape, axis) - correction, 0)


def _var(xp: Any, g: Any, x: Any, axis: Axes, correction: float) -> Any:
    n = _freedom(x.shape, axis, correction)
    return kept(xp, g, x.shape, axis) * (_deviation(xp, x, axis) * (2 / n if n else math.inf))


def _std(xp: Any, g: Any, x: Any, ans: Any, axis: Axes, correction: float) -> Any:
    n = _freedom(x.shape, axis, correction)
    ans = kept(xp, ans, x.shape, axis)
    zero = ans == 0
    slope = kept(xp, g, x.shape, axis) / (xp.where(zero, 1, ans) * (n or math.nan))
    return _deviation(xp, x, axis) * xp.where(zero, 0, slope)  # 0 at a constant, to any order


vjp("sum", x=spread)
vjp("mean", x=lambda xp, g, x_shape, axis: spread(xp, g / max(count(x_shape, axis), 1), x_shape, axis))
vjp("max", x=_extreme)
vjp("min", x=_extreme)
vjp("ptp", x=_ptp)
vjp("prod", x=prod)
vjp("vector_norm", x=_norm)
vjp("var", x=_var)
vjp("std", x=_std)
vjp("cumsum", x=lambda xp, g, axis: from_the_end(xp, g, axis))
vjp("cumprod", x=cumprod)


# -- kernels ----------------------------------------------------------------------------------------
# The standard sums small integers in a larger type; MXNet keeps theirs.
generic("sum")(lambda xp, x, axis, keepdims: xp.sum(x, axis=axis, keepdims=keepdims, dtype=x.dtype))
generic("prod")(lambda xp, x, axis, keepdims: xp.prod(x, axis=axis, keepdims=keepdims, dtype=x.dtype))
_add: Any = np.add.reduce
numpy("sum")(sums.total)
numpy("prod")(lambda x, axis, keepdims: np.multiply.reduce(x, axis=axis, dtype=x.dtype, keepdims=keepdims))
for _name in ("mean", "all", "any"):
    generic(_name)(lambda xp, x, axis, keepdims, _n=_name: getattr(xp, _n)(x, axis=axis, keepdims=keepdims))
for _name, _logic in (("max", "any"), ("min", "all")):

    @generic(_name)
    def _largest(xp: Any, x: Any, axis: Any, keepdims: bool, _name: str = _name, _logic: str = _logic) -> Any:
        # The standard's take numbers only. No boolean has no largest one, either.
        logic = xp.isdtype(x.dtype, "bool") and math.prod(x.shape)
        return getattr(xp, _logic if logic else _name)(x, axis=axis, keepdims=keepdims)


_greatest: Any = np.maximum.reduce
_least: Any = np.minimum.reduce


def _extreme_kernel(reduce: Any) -> Any:
    def kernel(x: Any, axis: Axes, keepdims: bool) -> Any:
        if axis == (1,) and x.ndim == 2 and 0 < x.shape[1] <= NARROW <= x.shape[0]:
            # Many short rows: NumPy starts anew for each, but takes whole columns together.
            found = reduce(x.T.copy(), 0)
            return found.reshape(-1, 1) if keepdims else found
        return reduce(x, axis, None, None, keepdims)

    return kernel


NARROW = 32
"""Length of rows up to which their largest elements are found sooner among columns (256 rows of ten: a fifth)."""
numpy("max")(_extreme_kernel(_greatest))
numpy("min")(_extreme_kernel(_least))
numpy("ptp")(lambda x, axis, keepdims: _greatest(x, axis, None, None, keepdims) - _least(x, axis, None, None, keepdims))
generic("ptp")(
    lambda xp, x, axis, keepdims: xp.max(x, axis=axis, keepdims=keepdims) - xp.min(x, axis=axis, keepdims=keepdims)
)
numpy("all")(lambda x, axis, keepdims: np.logical_and.reduce(x, axis=axis, keepdims=keepdims))
numpy("any")(lambda x, axis, keepdims: np.logical_or.reduce(x, axis=axis, keepdims=keepdims))
for _name in ("argmax", "argmin"):

    @generic(_name)
    def _arg(xp: Any, x: Any, axis: Axes, keepdims: bool, _name: str = _name) -> Any:
        x = xp.astype(x, xp.int8) if xp.isdtype(x.dtype, "bool") else x
        return xp.astype(getattr(xp, _name)(x, axis=axis and axis[0], keepdims=keepdims), xp.int64)


for _name in ("argmax", "argmin"):

    @numpy(_name)
    def _numpy_arg(x: Any, axis: Axes, keepdims: bool, _name: str = _name) -> Any:
        # Half the time of np.argmax. Positions are of the machine's size.
        found = getattr(x, _name)(None if axis is None else axis[0], keepdims=keepdims)
        return found if found.dtype == np.int64 else found.astype(np.int64)


numpy("cumsum")(lambda x, axis: np.add.accumulate(x, axis, x.dtype))
numpy("cumprod")(lambda x, axis: np.multiply.accumulate(x, axis, x.dtype))


@generic("cumsum")
def _cumsum(xp: Any, x: Any, axis: int) -> Any:
    return xp.cumulative_sum(x, axis=axis, dtype=x.dtype)


@generic("cumprod")
def _generic_cumprod(xp: Any, x: Any, axis: int) -> Any:
    return xp.cumulative_prod(x, axis=axis, dtype=x.dtype)


@numpy("mean")
def numpy_mean(x: Any, axis: Axes, keepdims: bool) -> Any:
    if x.dtype.itemsize == 2:  # sums of float16 overflow
        return numpy_mean(x.astype(np.float32), axis, keepdims).astype(x.dtype)
    return _add(x, axis, None, None, keepdims) / (x.size if axis is None else count(x.shape, axis))


@numpy("var")
def numpy_var(x: Any, axis: Axes, correction: float, keepdims: bool) -> Any:
    if x.dtype.itemsize == 2:
        return numpy_var(x.astype(np.float32), axis, correction, keepdims).astype(x.dtype)
    n = x.size if axis is None else count(x.shape, axis)
    # Two passes: the mean of squares less the square of the mean would lose all digits far from 0.
    deviation = np.asarray(x - _add(x, axis, None, None, True) / n)
    np.multiply(deviation, deviation, out=deviation)
    return _add(deviation, axis, None, None, keepdims) / max(n - correction, 0)


@numpy("std")
def _numpy_std(x: Any, axis: Axes, correction: float, keepdims: bool) -> Any:
    if x.dtype.itemsize == 2:
        return np.sqrt(numpy_var(x.astype(np.float32), axis, correction, keepdims)).astype(x.dtype)
    return np.sqrt(numpy_var(x, axis, correction, keepdims))


@generic("var")
def _generic_var(xp: Any, x: Any, axis: Axes, correction: float, keepdims: bool) -> Any:
    deviation = x - xp.mean(x, axis=axis, keepdims=True)
    return xp.sum(deviation * deviation, axis=axis, keepdims=keepdims) / _freedom(x.shape, axis, correction)


@generic("std")
def _generic_std(xp: Any, x: Any, axis: Axes, correction: float, keepdims: bool) -> Any:
    return xp.sqrt(_generic_var(xp, x, axis, correction, keepdims))


@generic("vector_norm")
def _vector_norm(xp: Any, x: Any, axis: Axes, keepdims: bool) -> Any:
    found = xp.linalg.vector_norm(x, axis=axis, keepdims=keepdims)
    if xp.all((found > SAFE[0]) & (found < SAFE[1])) or math.prod(x.shape) == 0:
        return found
    return _scaled_norm(xp, xp.abs(x), axis, keepdims)


SAFE = 1e-15, 1e18
"""Lengths whose squares are well inside float32."""


def _scaled_norm(xp: Any, size: Any, axis: Axes, keepdims: bool) -> Any:
    """The norm by way of squares that neither overflow nor vanish."""
    largest = xp.max(size, axis=axis, keepdims=True)
    scale = xp.where((largest > 0) & xp.isfinite(largest), largest, xp.ones_like(largest))
    part = size / scale
    found = scale * xp.sqrt(xp.sum(part * part, axis=axis, keepdims=True))
    axes = tuple(range(size.ndim)) if axis is None else axis
    return found if keepdims else xp.reshape(found, tuple(n for i, n in enumerate(size.shape) if i not in axes))


@numpy("vector_norm")
def _numpy_norm(x: Any, axis: Any, keepdims: Any) -> Any:
    if x.ndim == 0:
        return np.abs(x)
    if axis is None and not keepdims and x.dtype.kind == "f" and x.dtype.itemsize > 2:
        flat = x.reshape(-1)
        found = np.sqrt(flat.dot(flat))
        return found if SAFE[0] < found < SAFE[1] or not x.size else _scaled_norm(np, np.abs(x), axis, keepdims)
    if x.dtype.itemsize == 2:  # squares of float16 overflow at 256
        return _numpy_norm(x.astype(np.float32), axis, keepdims).astype(x.dtype)
    size = np.abs(x) if x.dtype.kind == "c" else x
    found = np.sqrt(np.add.reduce(size * size, axis=axis, keepdims=keepdims))
    if not x.size or (SAFE[0] < found.min() and found.max() < SAFE[1]):
        return found
    return _scaled_norm(np, np.abs(x), axis, keepdims)


@generic("count_nonzero")
def _count_nonzero(xp: Any, x: Any, axis: Axes, keepdims: bool) -> Any:
    return xp.astype(xp.count_nonzero(x, axis=axis, keepdims=keepdims), xp.int64)


@numpy("count_nonzero")
def _numpy_count_nonzero(x: Any, axis: Axes, keepdims: bool) -> Any:
    if axis is None and not keepdims:
        return np.array(np.count_nonzero(x), np.int64)
    return _add(x != 0, axis, np.int64, None, keepdims)
