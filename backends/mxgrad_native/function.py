"""`autograd.Function` on the tape."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from mxgrad import autograd
from mxgrad.array import ndarray
from mxgrad.tape import Node

if TYPE_CHECKING:
    from mxgrad_native.engine import NativeBackend


class FunctionNode:
    """The operation of a node whose gradient rule is the user's `Function.backward`."""

    def __init__(self, engine: NativeBackend, function: autograd.Function, outputs: Sequence[ndarray]) -> None:
        self.engine = engine
        self.function = function
        self.name = type(function).__name__
        # For results whose gradient is zero, because nothing that was differentiated uses them.
        self.results = [(y.shape, y.dtype) for y in outputs]

    def vjp(self, node: Node, parts: list[Any]) -> list[Any]:
        engine = self.engine
        grads = [
            ndarray(engine, engine.full(shape, 0, dtype, None) if g is None else g)
            for g, (shape, dtype) in zip(parts, self.results, strict=True)
        ]
        with autograd.pause(train_mode=None):
            found = self.function._input_gradients(grads, len(node.parents))
        return [None if p is None else self._of(p, g)._handle for p, g in zip(node.parents, found, strict=True)]

    def vjp_recorded(self, node: Node, parts: list[Any]) -> list[Any]:
        engine = self.engine
        grads = [
            ndarray(engine, engine.full(shape, 0, dtype, None)) if g is None else g
            for g, (shape, dtype) in zip(parts, self.results, strict=True)
        ]
        found = self.function._input_gradients(grads, len(node.parents))
        return [None if p is None else self._of(p, g) for p, g in zip(node.parents, found, strict=True)]

    def _of(self, parent: Any, g: ndarray | None) -> ndarray:
        if g is not None:
            return g
        engine = self.engine
        return ndarray(engine, engine.full(parent.shape, 0, engine.numpy_dtype(parent.dtype), None))
