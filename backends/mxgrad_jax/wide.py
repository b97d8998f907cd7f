"""64-bit types without a word to the user's configuration.

JAX truncates to 32 bits unless its 64-bit mode is on. The mode is entered here, for this thread and one call,
only when an operand or the result is 64-bit, because entering costs 1 µs.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import jax
import jax.experimental
import numpy as np

WIDE = frozenset(map(np.dtype, ("float64", "int64", "uint64", "complex128")))

# Newer releases have it at the top; the one in `experimental` is on its way out.
_home: Any = jax if hasattr(jax, "enable_x64") else jax.experimental
_enable: Any = _home.enable_x64
# What the scope does when it begins and ends: in a quarter of the time, where nothing else is to be told.
_is_plain = getattr(_enable, "_update_thread_local_hook", "unknown") is None and hasattr(_enable, "swap_local")
_swap: Any = _enable.swap_local if _is_plain else None
_restore: Any = _enable.set_local if _is_plain else None


def wide() -> AbstractContextManager[Any]:
    """A scope in which JAX computes with 64-bit types."""
    return _enable(True)  # type: ignore[no-any-return]


def widened(function: Callable[..., Any]) -> Callable[..., Any]:
    """`function` in 64-bit mode."""
    if _swap is None:
        return _enable(True)(function)  # type: ignore[no-any-return]
    swap, restore = _swap, _restore

    def in_wide(*operands: Any) -> Any:
        before = swap(True)
        try:
            return function(*operands)
        finally:
            restore(before)

    return in_wide


def call(function: Callable[..., Any], is_wide: bool, *operands: Any) -> Any:
    """``function(*operands)``, in 64-bit mode if `is_wide`."""
    return widened(function)(*operands) if is_wide else function(*operands)
