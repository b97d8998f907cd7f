"""Reductions: gradient rules and kernels."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from mxgrad_native.kernels import generic, numpy
from mxgrad_native.rules import vjp

Axes = tuple[int, ...] | None


def _kept(xp: Any, value: Any, shape: tuple[int, ...], axis: Axes) -> Any:
    """A reduction's result, with the reduced axes of `shape` back at length 1."""
    if value.ndim == len(shape):  # they were kept
        return value
    ones = tuple(1 if axis is None or i in axis else n for i, n in enumerate(shape))
    return xp.reshape(value, ones)


def _count(shape: tuple[int, ...], axis: Axes) -> int:
    return math.prod(shape if axis is None else (shape[i] for i in axis))


def _sum(xp: Any, g: Any, x_shape: tuple[int, ...], axis: Axes) -> Any:
    return xp.broadcast_to(g if axis is None else _kept(xp, g, x_shape, axis), x_shape)


def _extreme(xp: Any, g: Any, x: Any, ans: Any, axis: Axes) -> Any:
    here = x == _kept(xp, ans, x.shape, axis)
    share = xp.astype(here, g.dtype)
    if xp.recorded or int(xp.count_nonzero(here)) != math.prod(ans.shape):
        # Ties share the gradient, which makes it a subgradient.
        share = share / xp.sum(share, axis=axis, keepdims=True)
    return _kept(xp, g, x.shape, axis) * share


def _prod(xp: Any, g: Any, x: Any, axis: Axes) -> Any:
    """The product of the *other* elements, which division by x would miss where x is 0."""
    g = _kept(xp, g, x.shape, axis)
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
    n = _count(x.shape, axes)
    rows = xp.reshape(moved, (*moved.shape[: len(rest)], 1, n))
    own = xp.astype(xp.eye(n), xp.bool)
    table = xp.prod(xp.where(own, 1, rows), axis=-1)
    order = rest + axes
    return xp.permute_dims(xp.reshape(table, moved.shape), tuple(order.index(i) for i in range(x.ndim)))


def _norm(xp: Any, g: Any, x: Any, ans: Any, axis: Axes) -> Any:
    ans = _kept(xp, ans, x.shape, axis)
    return _kept(xp, g, x.shape, axis) * (x / xp.where(ans == 0, 1, ans))  # 0 at 0


vjp("sum", x=_sum)
vjp("mean", x=lambda xp, g, x_shape, axis: _sum(xp, g / max(_count(x_shape, axis), 1), x_shape, axis))
vjp("max", x=_extreme)
vjp("min", x=_extreme)
vjp("prod", x=_prod)
vjp("vector_norm", x=_norm)
vjp("cumsum", x=lambda xp, g, axis: xp.flip(xp.cumsum(xp.flip(g, axis=(axis,)), axis), axis=(axis,)))


# -- kernels ----------------------------------------------------------------------------------------
# The standard sums small integers in a larger type; MXNet keeps theirs.
generic("sum")(lambda xp, x, axis, keepdims: xp.sum(x, axis=axis, keepdims=keepdims, dtype=x.dtype))
generic("prod")(lambda xp, x, axis, keepdims: xp.prod(x, axis=axis, keepdims=keepdims, dtype=x.dtype))
numpy("sum")(lambda x, axis, keepdims: np.add.reduce(x, axis=axis, dtype=x.dtype, keepdims=keepdims))
numpy("prod")(lambda x, axis, keepdims: np.multiply.reduce(x, axis=axis, dtype=x.dtype, keepdims=keepdims))
for _name in ("mean", "max", "min", "all", "any"):
    generic(_name)(lambda xp, x, axis, keepdims, _n=_name: getattr(xp, _n)(x, axis=axis, keepdims=keepdims))
numpy("mean")(lambda x, axis, keepdims: np.mean(x, axis=axis, keepdims=keepdims))
numpy("max")(lambda x, axis, keepdims: np.maximum.reduce(x, axis=axis, keepdims=keepdims))
numpy("min")(lambda x, axis, keepdims: np.minimum.reduce(x, axis=axis, keepdims=keepdims))
numpy("all")(lambda x, axis, keepdims: np.logical_and.reduce(x, axis=axis, keepdims=keepdims))
numpy("any")(lambda x, axis, keepdims: np.logical_or.reduce(x, axis=axis, keepdims=keepdims))
for _name in ("argmax", "argmin"):

    @generic(_name)
    def _arg(xp: Any, x: Any, axis: Axes, keepdims: bool, _name: str = _name) -> Any:
        x = xp.astype(x, xp.int8) if xp.isdtype(x.dtype, "bool") else x
        return xp.astype(getattr(xp, _name)(x, axis=axis and axis[0], keepdims=keepdims), xp.int64)


for _name in ("argmax", "argmin"):
    numpy(_name)(
        lambda x, axis, keepdims, _f=getattr(np, _name): np.asarray(
            _f(x, axis and axis[0], keepdims=keepdims), np.int64
        )
    )
numpy("cumsum")(lambda x, axis: np.add.accumulate(x, axis, x.dtype))


@generic("cumsum")
def _cumsum(xp: Any, x: Any, axis: int) -> Any:
    return xp.cumulative_sum(x, axis=axis, dtype=x.dtype)


@generic("vector_norm")
def _vector_norm(xp: Any, x: Any, axis: Axes, keepdims: bool) -> Any:
    return xp.linalg.vector_norm(x, axis=axis, keepdims=keepdims)


@numpy("vector_norm")
def _numpy_norm(x: Any, axis: Any, keepdims: Any) -> Any:
    if x.ndim == 0:
        return np.abs(x)
    if axis is None and not keepdims and x.dtype.kind == "f" and x.dtype.itemsize > 2:
        flat = x.reshape(-1)
        return np.sqrt(flat.dot(flat))
    if x.dtype.itemsize == 2:  # squares of float16 overflow at 256
        return _numpy_norm(x.astype(np.float32), axis, keepdims).astype(x.dtype)
    size = np.abs(x) if x.dtype.kind == "c" else x
    return np.sqrt(np.add.reduce(size * size, axis=axis, keepdims=keepdims))
