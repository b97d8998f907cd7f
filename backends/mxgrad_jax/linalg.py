"""Kernels of products and linear algebra."""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp
from jax import lax

from mxgrad_jax.kernels import kernel

kernel("matmul")(jnp.matmul)


@kernel("correlate")
def _correlate(x: Any, y: Any, before: int, after: int) -> Any:
    """``sum(x[k + j - before] * y[j])`` for each k, with zeros around `x`; negative widths cut elements off."""
    x = lax.pad(x, jnp.zeros((), x.dtype), [(before, after, 0)])
    if x.dtype.kind in "fcV":
        found = lax.conv_general_dilated(x[None, None], y[None, None], (1,), [(0, 0)], precision="highest")
        return found[0, 0]
    # JAX would convolve integers in float32.
    n = y.shape[0]
    windows = x[jnp.arange(x.shape[0] - n + 1)[:, None] + jnp.arange(n)]
    return jnp.sum(windows * y, axis=-1, dtype=x.dtype)


@kernel("einsum")
def _einsum(*arrays: Any, subscripts: str) -> Any:
    return jnp.einsum(subscripts, *arrays)
