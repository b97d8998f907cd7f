"""Where kernels are collected.

A kernel is a pure function on JAX arrays, ``kernel(*operands, *static)``, for one row of the catalogue. JAX derives
the gradients from it, to any order. Where JAX's gradient differs from mxgrad's (see the kinks in
`docs/design.md`) the kernel mends it. dtypes are said, never left to JAX's promotion or its 64-bit mode:
operands come in one dtype unless the row says `keep`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax.numpy as jnp

Kernel = Callable[..., Any]

KERNELS: dict[str, Kernel] = {}


def kernel(*names: str) -> Callable[[Kernel], Kernel]:
    """Register a kernel under its catalogue names."""

    def register(function: Kernel) -> Kernel:
        for name in names:
            KERNELS[name] = function
        return function

    return register


def find(name: str) -> Kernel:
    """The kernel of a catalogue row: one registered, or JAX's function of that name."""
    found: Kernel = KERNELS[name] if name in KERNELS else getattr(jnp, name)
    return found
