"""Where kernels are collected: one for any array API namespace, and NumPy's own where it is better.

A kernel computes one row of the catalogue on raw arrays: ``kernel(*operands, *static)``. An operation without
an entry is the library's function of the same name.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from mxgrad.spi import OPS

Kernel = Callable[..., Any]

GENERIC: dict[str, Kernel] = {}
"""Kernels in standard terms; they take the namespace first."""
NUMPY: dict[str, Kernel] = {}

# Names that rules use beyond the standard, with the catalogue's signature.
HOOKS = (
    "correlate",
    "cumsum",
    "einsum",
    "getitem",
    "index_add",
    "inv",
    "det",
    "solve",
    "polygamma",
    "bessel_i",
    "matmul",
)


def generic(name: str) -> Callable[[Kernel], Kernel]:
    """Register a kernel for any namespace."""

    def register(kernel: Kernel) -> Kernel:
        GENERIC[name] = kernel
        return kernel

    return register


def numpy(name: str) -> Callable[[Kernel], Kernel]:
    """Register a kernel for NumPy."""

    def register(kernel: Kernel) -> Kernel:
        NUMPY[name] = kernel
        return kernel

    return register


def numpy_kernels() -> dict[str, Kernel]:
    """A NumPy kernel for every row."""
    return {name: NUMPY[name] if name in NUMPY else getattr(np, name) for name in OPS}


def generic_kernels(xp: Any) -> dict[str, Kernel]:
    """A kernel for every row that the namespace `xp` has, or that can be written in its terms."""
    found: dict[str, Kernel] = {}
    for name in OPS:
        if name in GENERIC:
            found[name] = partial(GENERIC[name], xp)
        else:
            found[name] = getattr(xp, name, None) or _missing(name, xp)
    return found


def _missing(name: str, xp: Any) -> Kernel:
    def kernel(x: Any, *static: Any) -> Any:
        # Special functions that the standard lacks are computed by SciPy on the host.
        return xp.asarray(NUMPY[name](np.from_dlpack(x), *static))

    return kernel


class Namespace:
    """A library's namespace with the hooks that rules use; a name is looked up once."""

    recorded = False

    def __init__(self, xp: Any, kernels: dict[str, Kernel], **extra: Any) -> None:
        self.__dict__.update({name: kernels[name] for name in HOOKS}, **extra)
        self._xp = xp

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._xp, name)
        setattr(self, name, found)
        return found
