"""The backend `jax`: JAX's own rules do the work."""

from __future__ import annotations

from mxgrad_jax.engine import JaxBackend

__all__ = ["JaxBackend", "backend"]


def backend() -> JaxBackend:
    """The backend `jax`."""
    return JaxBackend()
