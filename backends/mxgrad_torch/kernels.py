"""Where kernels are collected.

A kernel computes one row of the catalogue on tensors: ``kernel(*operands, *static)``. An operation without an
entry is torch's function of the same name; those that are written here say what they mend. Numbers arrive as 0-d
tensors of the right dtype, except for the operations in `NUMBERS`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch

from mxgrad.spi import OPS

Kernel = Callable[..., Any]

KERNELS: dict[str, Kernel] = {}
RECORDED: dict[str, Kernel] = {}
"""What runs in place of the kernel when an operand is in the graph, where torch's gradient is not ours."""

NUMBERS = frozenset({"power", "maximum", "minimum"})
"""Operations whose second operand may be a Python number: torch has faster kernels or gradients for them."""


def kernel(name: str) -> Callable[[Kernel], Kernel]:
    """Register the kernel of `name`."""

    def register(function: Kernel) -> Kernel:
        KERNELS[name] = function
        return function

    return register


def recorded(name: str) -> Callable[[Kernel], Kernel]:
    """Register the kernel that `name` has in the graph."""

    def register(function: Kernel) -> Kernel:
        RECORDED[name] = function
        return function

    return register


def kernels() -> tuple[dict[str, Kernel], dict[str, Kernel]]:
    """The kernel of every row, outside the graph and in it."""
    plain = {name: KERNELS[name] if name in KERNELS else _own(name) for name in OPS}
    return plain, {name: RECORDED.get(name, plain[name]) for name in OPS}


def _own(name: str) -> Kernel:
    # A method takes half a microsecond less than the function.
    found: Kernel = getattr(torch.Tensor, name, None) or getattr(torch, name)
    return found
