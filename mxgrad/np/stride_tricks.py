"""MXNet's module of that name: broadcasting."""

from __future__ import annotations

from mxgrad.np.shape import broadcast_arrays

__all__ = ["broadcast_arrays"]
