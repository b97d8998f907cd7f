"""`maximum` and `minimum` of a large array and a number, as in a layer of rectified units, on NumPy.

What is kept for the gradient is where the array is the result, in a quarter of the memory of the array or less, so
that the array is free for what comes next. And NumPy compares with a row of numbers in less time than with one number.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from mxgrad.array import ndarray
from mxgrad.spi import STATE
from mxgrad.tape import Buffers, Node
from mxgrad.tape_backend import NULL
from mxgrad_native import reuse
from mxgrad_native.errors import kernel_error
from mxgrad_native.record import Bound, guard

_CHOSEN: dict[str, Callable[[Any, Any], Any]] = {"maximum": np.greater_equal, "minimum": np.less_equal}
_LONG = 64
"""Length of rows from which a row of numbers pays."""


class _Masked(Bound):
    """Its nodes keep ``(None, mask, None)``: where the gradient passes."""

    def vjp(self, node: Node, g: Any) -> list[Any]:
        return [self.engine.xp.where(node.saved[1], g, 0), None]

    def vjp_large(self, node: Node, g: Any, buffers: Buffers | None, alone: bool) -> Any:
        part = reuse.masked(g, node.saved[1], g) if alone and reuse.fits(g) else None
        return self.vjp(node, g) if part is None else (part, None)

    def vjp_recorded(self, node: Node, g: Any) -> list[Any]:
        return [self.engine.recorded_xp.where(self.engine.lift(node.saved[1], None), g, 0), None]


def of_large(bound: Bound) -> Callable[[ndarray, float], ndarray] | None:
    """``apply(x, value)`` for a large float array and a Python number; None for other operations than these two."""
    chosen = _CHOSEN.get(bound.name)
    if chosen is None:
        return None
    engine, kernel = bound.engine, bound.kernel
    masked = _Masked(engine, bound.op, kernel, bound.rules)

    def apply(x: ndarray, value: float) -> ndarray:
        a = x._handle
        try:
            h = kernel(a, np.full(a.shape[-1], value, a.dtype) if a.shape[-1] >= _LONG else value)
        except Exception as error:
            raise kernel_error(bound.op, error, (a, value), ()) from error
        out = ndarray(engine, h)
        node = x._node
        if node is None or not STATE.recording:
            return out
        if node is NULL:
            out._node = NULL
        else:
            out._node = Node(masked, (node, None), (None, chosen(a, value), None), guard(x), h.shape, h.dtype)
        return out

    return apply
