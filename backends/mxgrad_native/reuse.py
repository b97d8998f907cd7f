"""Gradient rules that write their result into the gradient they consume, when nobody else holds it.

A gradient that only the pass itself refers to (the tape tells: `vjp_alone`) is dead once its rule has run. On
large arrays its memory, still in the cache, is the best place for the result: NumPy does the same for temporaries
of one expression. A row here is the rule of the same operation and operand in another form; `tests/test_reuse.py`
holds the two to the same bits.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

LARGE = 1 << 16
"""Bytes from which reuse is worth the look."""

Form = Callable[[Any, tuple[Any, ...]], Any]
"""``form(g, saved)`` with ``saved = (ans, x, y)``; returns `g`, overwritten, or None if it does not fit."""


def _alike(g: Any, x: Any) -> bool:
    """Whether the result of `g` and `x` has the shape and dtype of `g`."""
    return isinstance(x, int | float) or (x.dtype == g.dtype and (x.shape == g.shape or x.shape == ()))


def _multiply(g: Any, factor: Any) -> Any:
    return np.multiply(g, factor, out=g) if _alike(g, factor) else None


def _divide(g: Any, divisor: Any) -> Any:
    return np.divide(g, divisor, out=g) if _alike(g, divisor) else None


UNARY: dict[str, Form] = {
    "negative": lambda g, saved: np.negative(g, out=g),
    "exp": lambda g, saved: np.multiply(g, saved[0], out=g),
    "log": lambda g, saved: np.divide(g, saved[1], out=g),
    "sin": lambda g, saved: np.multiply(g, np.cos(saved[1]), out=g),
}
FIRST: dict[str, Form] = {
    "multiply": lambda g, saved: _multiply(g, saved[2]),
    "divide": lambda g, saved: _divide(g, saved[2]),
}
SECOND: dict[str, Form] = {
    "multiply": lambda g, saved: _multiply(g, saved[1]),
    "subtract": lambda g, saved: np.negative(g, out=g),
}


def fits(g: Any) -> bool:
    """Whether `g` is worth reusing, and its own memory."""
    return type(g) is np.ndarray and g.nbytes >= LARGE and g.base is None and g.flags.c_contiguous
