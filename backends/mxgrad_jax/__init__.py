"""The backend `jax`: JAX's own rules do the work."""

from __future__ import annotations

from mxgrad_jax import elementwise, factorisations, index, linalg, nans, nn, quantiles, reduce, shape
from mxgrad_jax.engine import JaxBackend

# Importing the topics registers their kernels.
__all__ = [
    "JaxBackend", "backend", "elementwise", "factorisations", "index", "linalg", "nans", "nn", "quantiles", "reduce",
    "shape",
]  # fmt: skip


def backend() -> JaxBackend:
    """The backend `jax`."""
    return JaxBackend()
