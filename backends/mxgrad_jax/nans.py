"""Kernels of reductions that leave nans out. The gradient of a nan is 0, also where there is nothing else."""

from __future__ import annotations

import math
from typing import Any

import jax.numpy as jnp
from jax import lax

from mxgrad_jax.kernels import KERNELS, kernel
from mxgrad_jax.reduce import Axes, root, wide_of

# The kernels above on what stands in for a nan. JAX's own make nan of the gradient where there is nothing else.
_FILLS = {"nansum": 0, "nanprod": 1, "nancumsum": 0, "nancumprod": 1, "nanmax": -math.inf, "nanmin": math.inf}


def _filled(x: Any, value: float) -> Any:
    return jnp.where(jnp.isnan(x), value, x)


for _name, _value in _FILLS.items():

    @kernel(_name)
    def _filling(x: Any, *, _whole: Any = KERNELS[_name[3:]], _value: float = _value, **static: Any) -> Any:
        return _whole(_filled(x, _value), **static)


for _name in ("nanmax", "nanmin"):

    @kernel(_name)
    def _nan_or(x: Any, axis: Axes, keepdims: bool, _filling: Any = KERNELS[_name]) -> Any:
        nothing = jnp.all(jnp.isnan(x), axis=axis, keepdims=keepdims)
        return jnp.where(nothing, jnp.nan, _filling(x, axis=axis, keepdims=keepdims))


def _present_count(x: Any, axis: Axes, keepdims: bool) -> Any:
    return jnp.sum(~jnp.isnan(x), axis=axis, keepdims=keepdims, dtype=x.dtype)


@kernel("nanmean")
def _nan_mean(x: Any, axis: Axes, keepdims: bool) -> Any:
    wide = wide_of(x)
    n = _present_count(wide, axis, keepdims)
    total = jnp.sum(_filled(wide, 0), axis=axis, keepdims=keepdims, dtype=wide.dtype)
    return jnp.where(n == 0, jnp.nan, total / jnp.maximum(n, 1)).astype(x.dtype)


def _nan_variance(x: Any, axis: Axes, correction: float, keepdims: bool) -> tuple[Any, Any]:
    """The variance, 0 where `correction` leaves nothing to divide by, and where that is."""
    mean = jnp.sum(_filled(x, 0), axis=axis, keepdims=True, dtype=x.dtype)
    mean = mean / jnp.maximum(_present_count(x, axis, True), 1)
    deviation = jnp.where(jnp.isnan(x), 0, x - mean)
    freedom = _present_count(x, axis, keepdims) - jnp.asarray(correction, x.dtype)
    total = jnp.sum(deviation * deviation, axis=axis, keepdims=keepdims, dtype=x.dtype)
    nothing = freedom <= 0
    return jnp.where(nothing, 0, total / jnp.where(nothing, 1, freedom)), nothing


@kernel("nanvar")
def _nan_var(x: Any, axis: Axes, correction: float, keepdims: bool) -> Any:
    found, nothing = _nan_variance(wide_of(x), axis, correction, keepdims)
    return jnp.where(nothing, jnp.nan, found).astype(x.dtype)


@kernel("nanstd")
def _nan_std(x: Any, axis: Axes, correction: float, keepdims: bool) -> Any:
    found, nothing = _nan_variance(wide_of(x), axis, correction, keepdims)
    return jnp.where(nothing, jnp.nan, root(found)).astype(x.dtype)


def _first(mask: Any, axis: Axes, keepdims: bool) -> Any:
    """Where `mask` is true first. XLA has it in less time than argmax, which carries values along."""
    lines, along = (mask.reshape(-1), 0) if axis is None else (mask, axis[0])
    length = lines.shape[along]
    dtype = jnp.int32 if length < 2**31 else jnp.int64
    places = jnp.where(lines, lax.broadcasted_iota(dtype, lines.shape, along), length)
    found = jnp.min(places, axis=along, keepdims=keepdims and axis is not None)
    return found.reshape((1,) * mask.ndim) if keepdims and axis is None else found


for _name, _value in {"nanargmax": -math.inf, "nanargmin": math.inf}.items():

    @kernel(_name)
    def _arg(
        x: Any, axis: Axes, keepdims: bool, _best: Any = KERNELS[_name[3:].replace("arg", "")], _value: float = _value
    ) -> Any:
        filled = _filled(x, _value)
        found = _first(filled == _best(filled, axis=axis, keepdims=True), axis, keepdims)
        nothing = jnp.all(jnp.isnan(x), axis=axis, keepdims=keepdims)
        return jnp.where(nothing, -1, found).astype(jnp.int64)
