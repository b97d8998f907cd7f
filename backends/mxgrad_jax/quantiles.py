"""Kernels of medians: the host need not look at the elements."""

from __future__ import annotations

from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from mxgrad_jax.kernels import kernel
from mxgrad_jax.reduce import Axes


def _order(x: Any, axis: Axes) -> tuple[int, ...]:
    """The axes of `x`, those last that are reduced."""
    last = tuple(range(x.ndim)) if axis is None else axis
    return (*(i for i in range(x.ndim) if i not in last), *last)


def _lines(x: Any, axis: Axes) -> Any:
    """`x` with the elements that are reduced together along its last axis."""
    kept = 0 if axis is None else x.ndim - len(axis)
    moved = jnp.transpose(x, _order(x, axis))
    return moved.reshape(*moved.shape[:kept], -1)


def _at(lines: Any, place: Any) -> Any:
    """The element of each line at its place."""
    if lines.ndim == 1:  # in less time than XLA gathers
        return lax.dynamic_index_in_dim(lines, place[0], 0)
    return jnp.take_along_axis(lines, place, axis=-1)


def _middle(lines: Any, skip_nan: bool) -> tuple[Any, Any, Any]:
    """The two elements in the middle, and whether they are one; nan where a nan counts, or nothing is left."""
    ordered = jnp.sort(lines, axis=-1)  # nans stand at the end
    length = lines.shape[-1]
    if not skip_nan:
        spoilt = jnp.isnan(ordered[..., -1:])
        middle = [ordered[..., i : i + 1] for i in ((length - 1) // 2, length // 2)]
        low, high = (jnp.where(spoilt, jnp.nan, element) for element in middle)
        return low, high, length % 2 == 1
    n = jnp.sum(~jnp.isnan(lines), axis=-1, keepdims=True, dtype=jnp.int32)
    low, high = _at(ordered, jnp.maximum(n - 1, 0) // 2), _at(ordered, jnp.minimum(n // 2, length - 1))
    return low, high, n % 2 == 1


@partial(jax.custom_jvp, nondiff_argnums=(1, 2, 3))
def _median(x: Any, axis: Axes, keepdims: bool, skip_nan: bool) -> Any:
    low, high, alone = _middle(_lines(x, axis), skip_nan)
    found = jnp.where(alone, low, (low + high) * 0.5)
    if not keepdims:
        return found[..., 0]
    return found.reshape([1 if axis is None or i in axis else n for i, n in enumerate(x.shape)])


@_median.defjvp
def _median_slope(axis: Axes, keepdims: bool, skip_nan: bool, primals: Any, tangents: Any) -> Any:
    (x,), (dx,) = primals, tangents
    lines = _lines(x, axis)
    low, high, _ = _middle(lines, skip_nan)
    share = (_share(lines, low, skip_nan) + _share(lines, high, skip_nan)) * 0.5
    order = _order(x, axis)
    share = share.reshape([x.shape[i] for i in order]).transpose(np.argsort(order))
    # No product with 0: the gradient of a nan is nan.
    total = jnp.sum(jnp.where(share == 0, 0, share * dx), axis=axis, keepdims=keepdims, dtype=x.dtype)
    return _median(x, axis, keepdims, skip_nan), total


def _share(lines: Any, element: Any, skip_nan: bool) -> Any:
    """What each element has of the gradient of one: equal ones share it."""
    equal = lines == element
    if not skip_nan:  # a nan that counts is what is taken
        equal = equal | (jnp.isnan(lines) & jnp.isnan(element))
    equal = equal.astype(lines.dtype)
    return equal / jnp.maximum(jnp.sum(equal, axis=-1, keepdims=True, dtype=lines.dtype), 1)


for _name in ("median", "nanmedian"):

    @kernel(_name)
    def _kernel(x: Any, axis: Axes, keepdims: bool, _skip_nan: bool = _name == "nanmedian") -> Any:
        if not x.size:
            return jnp.sum(x, axis=axis, keepdims=keepdims, dtype=x.dtype) * jnp.nan
        return _median(x, axis, keepdims, _skip_nan)
