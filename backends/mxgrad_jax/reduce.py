"""Kernels of reductions."""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp

from mxgrad_jax.kernels import kernel

Axes = tuple[int, ...] | None


@kernel("sum")
def _sum(x: Any, axis: Axes, keepdims: bool) -> Any:
    return jnp.sum(x, axis=axis, keepdims=keepdims, dtype=x.dtype)


@kernel("prod")
def _prod(x: Any, axis: Axes, keepdims: bool) -> Any:
    return jnp.prod(x, axis=axis, keepdims=keepdims, dtype=x.dtype)


@kernel("mean")
def _mean(x: Any, axis: Axes, keepdims: bool) -> Any:
    return jnp.mean(x, axis=axis, keepdims=keepdims, dtype=x.dtype)


for _name in ("max", "min", "all", "any"):

    @kernel(_name)
    def _reduced(x: Any, axis: Axes, keepdims: bool, _function: Any = getattr(jnp, _name)) -> Any:
        return _function(x, axis=axis, keepdims=keepdims)


for _name in ("argmax", "argmin"):

    @kernel(_name)
    def _arg(x: Any, axis: Axes, keepdims: bool, _function: Any = getattr(jnp, _name)) -> Any:
        return _function(x, axis=axis and axis[0], keepdims=keepdims).astype(jnp.int64)


@kernel("cumsum")
def _cumsum(x: Any, axis: int) -> Any:
    return jnp.cumsum(x, axis=axis, dtype=x.dtype)


@kernel("vector_norm")
def _vector_norm(x: Any, axis: Axes, keepdims: bool) -> Any:
    size = jnp.abs(x) if jnp.iscomplexobj(x) else x
    total = jnp.sum(size * size, axis=axis, keepdims=keepdims, dtype=size.dtype)
    # The root of the zero vector has no derivative; a constant there makes it 0, to any order.
    zero = total == 0
    return jnp.where(zero, 0, jnp.sqrt(jnp.where(zero, 1, total)))
