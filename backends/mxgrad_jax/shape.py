"""Kernels that change shape or dtype."""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp
from jax import lax

from mxgrad_jax.kernels import kernel

kernel("reshape")(lambda x, shape: jnp.reshape(x, shape))
kernel("permute_dims")(lambda x, axes: jnp.transpose(x, axes))
kernel("broadcast_to")(lambda x, shape: jnp.broadcast_to(x, shape))
kernel("flip")(lambda x, axis: jnp.flip(x, axis))
kernel("copy")(lambda x: x)  # values never change
kernel("detach")(lax.stop_gradient)


@kernel("astype")
def _astype(x: Any, dtype: Any) -> Any:
    if jnp.iscomplexobj(x) and dtype.kind not in "cb":
        x = x.real
    return x.astype(dtype)


@kernel("concatenate")
def _concatenate(*arrays: Any, axis: int) -> Any:
    return jnp.concatenate(arrays, axis=axis)
