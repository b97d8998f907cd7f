"""Kernels of reductions."""

from __future__ import annotations

import math
from typing import Any

import jax.numpy as jnp
from jax import lax

from mxgrad_jax.kernels import kernel

Axes = tuple[int, ...] | None


@kernel("sum")
def _sum(x: Any, axis: Axes, keepdims: bool) -> Any:
    return jnp.sum(x, axis=axis, keepdims=keepdims, dtype=x.dtype)


@kernel("prod")
def _prod(x: Any, axis: Axes, keepdims: bool) -> Any:
    return jnp.prod(x, axis=axis, keepdims=keepdims, dtype=x.dtype)


def wide_of(x: Any) -> Any:
    """`x` in a dtype in which sums do not overflow."""
    return x.astype(jnp.float32) if x.dtype.itemsize == 2 else x


@kernel("mean")
def _mean(x: Any, axis: Axes, keepdims: bool) -> Any:
    wide = wide_of(x)
    return jnp.mean(wide, axis=axis, keepdims=keepdims, dtype=wide.dtype).astype(x.dtype)


def _variance(x: Any, axis: Axes, correction: float, keepdims: bool) -> Any:
    n = x.size if axis is None else math.prod(x.shape[i] for i in axis)
    deviation = x - jnp.mean(x, axis=axis, keepdims=True, dtype=x.dtype)
    total = jnp.sum(deviation * deviation, axis=axis, keepdims=keepdims, dtype=x.dtype)
    return total / jnp.asarray(max(n - correction, 0), x.dtype)


@kernel("var")
def _var(x: Any, axis: Axes, correction: float, keepdims: bool) -> Any:
    return _variance(wide_of(x), axis, correction, keepdims).astype(x.dtype)


@kernel("std")
def _std(x: Any, axis: Axes, correction: float, keepdims: bool) -> Any:
    return root(_variance(wide_of(x), axis, correction, keepdims)).astype(x.dtype)


def root(total: Any) -> Any:
    """The root of 0 has no derivative; a constant there makes it 0, to any order."""
    zero = total == 0
    return jnp.where(zero, 0, jnp.sqrt(jnp.where(zero, 1, total)))


for _name in ("max", "min", "all", "any"):

    @kernel(_name)
    def _reduced(x: Any, axis: Axes, keepdims: bool, _function: Any = getattr(jnp, _name)) -> Any:
        return _function(x, axis=axis, keepdims=keepdims)


@kernel("ptp")
def _ptp(x: Any, axis: Axes, keepdims: bool) -> Any:
    return jnp.max(x, axis=axis, keepdims=keepdims) - jnp.min(x, axis=axis, keepdims=keepdims)


for _name in ("argmax", "argmin"):

    @kernel(_name)
    def _arg(x: Any, axis: Axes, keepdims: bool, _function: Any = getattr(jnp, _name)) -> Any:
        return _function(x, axis=axis and axis[0], keepdims=keepdims).astype(jnp.int64)


@kernel("cumsum")
def _cumsum(x: Any, axis: int) -> Any:
    return jnp.cumsum(x, axis=axis, dtype=x.dtype)


@kernel("cumprod")
def _cumprod(x: Any, axis: int) -> Any:
    return jnp.cumprod(x, axis=axis, dtype=x.dtype)


@kernel("vector_norm")
def _vector_norm(x: Any, axis: Axes, keepdims: bool) -> Any:
    size = wide_of(jnp.abs(x) if jnp.iscomplexobj(x) else x)
    # Where squares would overflow, or vanish, they are those of multiples; which multiples is no matter for gradients.
    largest = lax.stop_gradient(jnp.max(jnp.abs(size), axis=axis, keepdims=True, initial=0))
    beyond = (largest > 0) & jnp.isfinite(largest) & ((largest < 1e-15) | (largest > 1e15))
    scale = jnp.where(beyond, largest, 1)
    size = size / scale
    found = root(jnp.sum(size * size, axis=axis, keepdims=keepdims, dtype=size.dtype))
    found = found * (scale if keepdims else scale.reshape(found.shape))
    return found if jnp.iscomplexobj(x) else found.astype(x.dtype)


@kernel("count_nonzero")
def _count_nonzero(x: Any, axis: Axes, keepdims: bool) -> Any:
    return jnp.sum(x != 0, axis=axis, keepdims=keepdims, dtype=jnp.int64)
