"""Kernels of products and linear algebra."""

from __future__ import annotations

from typing import Any

import jax.numpy as jnp

from mxgrad_jax.kernels import kernel

kernel("matmul")(jnp.matmul)
kernel("det")(jnp.linalg.det)
kernel("inv")(jnp.linalg.inv)


@kernel("einsum")
def _einsum(*arrays: Any, subscripts: str) -> Any:
    return jnp.einsum(subscripts, *arrays)
