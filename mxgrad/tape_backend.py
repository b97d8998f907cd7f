"""What backends that record on `mxgrad.tape` have in common: the passes, gradient buffers, `Function`."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from mxgrad import autograd, tape
from mxgrad._operands import resolve
from mxgrad.array import ndarray
from mxgrad.base import NO_VARIABLES, NOT_IN_GRAPH, MXNetError, MXNetTypeError
from mxgrad.context import Context
from mxgrad.spi import Backend
from mxgrad.tape import Leaf, Node, Operation, Part

if TYPE_CHECKING:
    from mxgrad.autograd import Function

NULL = Leaf(None, None, None, "null")
"""The node of variables with grad_req null, and of what is computed from them alone."""


class TapeBackend(Backend):
    """A backend whose arrays have `Node`s and `Leaf`s of `mxgrad.tape` as their places in the graph.

    *Raw* data is what the rules of the backend compute with.
    """

    raw_engine: tape.Engine
    """Adds and restores gradients that are raw data."""
    recorded_engine: tape.Engine
    """The same on `ndarray`s, recorded: for `create_graph`."""

    @abstractmethod
    def raw(self, x: ndarray) -> Any:
        """The raw data of `x`."""

    @abstractmethod
    def wrap(self, raw: Any) -> ndarray:
        """An array over raw data, outside the graph."""

    def fresh(self, raw: Any) -> Any:
        """Raw data that nothing else shares, where data can change: rules may hand on one value twice."""
        return raw

    @abstractmethod
    def guard(self, x: ndarray) -> tuple[list[int], int]:
        """The version cell of the storage of `x`, and its version now."""

    @abstractmethod
    def deliver(self, buffer: ndarray, g: Any, req: str) -> None:
        """Write raw `g` into a gradient buffer, or with `req` add, add it."""

    @abstractmethod
    def numpy_dtype(self, dtype: Any) -> np.dtype[Any]:
        """The dtype of raw data as NumPy's."""

    # -- operands ------------------------------------------------------------------------------------

    def operand(self, value: Any) -> Any:
        """A value to be assigned: an `ndarray` of this backend, or a Python scalar."""
        values = resolve(self, (value,))
        if values is None:
            raise MXNetTypeError(f"type {type(value)} not supported: assign an array or a number")
        return values[0]

    # -- variables -----------------------------------------------------------------------------------

    def buffer(self, x: ndarray) -> ndarray | None:
        node = x._node
        return node.buffer if type(node) is Leaf else None

    def drop(self, x: ndarray) -> None:
        x._node = None

    # -- passes --------------------------------------------------------------------------------------

    def node(self, x: ndarray) -> Any:
        """The place of `x` in the graph, as the tape knows it."""
        return x._node

    def ones(self, x: ndarray) -> ndarray:
        """Ones like `x`, on its device."""
        return ndarray(self, self.full(self.shape(x), 1, self.dtype(x), None))

    def raw_ones(self, x: ndarray) -> Any:
        """The same as raw data, which nobody overwrites if it is small."""
        return self.raw(self.ones(x))

    def seeds(self, heads: Sequence[ndarray], grads: Sequence[Any], create_graph: bool) -> list[tuple[Any, Any]]:
        """Heads' nodes with their gradients (ones where None); raw, or with `create_graph` `ndarray`s."""
        found = []
        for head, g in zip(heads, grads, strict=True):
            node = self.node(head)
            if node is None or (type(node) is Node and node.parents is None):
                raise MXNetError(NOT_IN_GRAPH)
            if node is NULL:
                continue
            if create_graph:
                found.append((node, self.ones(head) if g is None else g))
            else:
                found.append((node, self.raw_ones(head) if g is None else self.raw(g)))
        if not found:
            raise MXNetError(NO_VARIABLES)
        return found

    def backward(self, heads: Sequence[ndarray], grads: Sequence[ndarray | None], retain_graph: bool) -> None:
        given = False
        for g in grads:  # all(...) would cost as much as a node
            if g is not None:
                given = True
        seeds = self.seeds(heads, grads, False)
        found = tape.gradients(seeds, self.raw_engine, retain_graph=retain_graph, fill=not given)
        for leaf, g in found.items():
            if type(leaf) is Leaf and leaf.req != "null":
                self.deliver(leaf.buffer, g, leaf.req)

    def grad(
        self,
        heads: Sequence[ndarray],
        grads: Sequence[ndarray | None],
        variables: Sequence[ndarray],
        retain_graph: bool,
        create_graph: bool,
    ) -> list[ndarray | None]:
        seeds = self.seeds(heads, grads, create_graph)
        nodes = [self.node(x) for x in variables]
        engine = self.recorded_engine if create_graph else self.raw_engine
        found = tape.gradients(
            seeds, engine, retain_graph=retain_graph, create_graph=create_graph, keep=frozenset(nodes)
        )
        results: list[ndarray | None] = []
        for node in nodes:
            g = found.get(node)
            results.append(g if g is None or create_graph else self.wrap(self.fresh(g)))
        return results

    # -- functions of the user -----------------------------------------------------------------------

    def function(self, function: Function, inputs: Sequence[ndarray], outputs: Sequence[ndarray]) -> list[ndarray]:
        nodes = [self.node(x) for x in inputs]
        parents = tuple(None if node is NULL else node for node in nodes)
        results = [self.detach(y) for y in outputs]
        if all(parent is None for parent in parents):
            for y in results:
                y._node = NULL
            return results
        saved = [x for x in function._saved if isinstance(x, ndarray) and x._backend is self]
        guards = tuple(item for x in saved for item in self.guard(x))
        whole = Node(FunctionNode(self, function, inputs, outputs), parents, (), guards, None, None)
        for i, y in enumerate(results):
            raw = self.raw(y)
            if self.dtype(y).kind in "fcV":  # integer results end the graph
                y._node = Node(Part(i, len(results)), (whole,), (), None, raw.shape, raw.dtype)
        return results


class FunctionNode(Operation):
    """The operation of a node whose gradient rule is the user's `Function.backward`."""

    raises = True

    def __init__(
        self, engine: TapeBackend, function: Function, inputs: Sequence[ndarray], outputs: Sequence[ndarray]
    ) -> None:
        self.engine = engine
        self.function = function
        self.name = type(function).__name__
        # For results whose gradient is zero, because nothing that was differentiated uses them.
        self.results = [(y.shape, y.dtype, y.ctx) for y in outputs]
        self.inputs = [(x.shape, x.dtype, x.ctx) for x in inputs]
        self.kept = {k: outputs[k] for k in function._saved_results.values()}

    def vjp(self, node: Node, g: Sequence[Any]) -> list[Any]:
        engine = self.engine
        grads = [
            # A copy, since the user may write into it.
            self._zeros(*like) if part is None else engine.wrap(engine.fresh(part))
            for part, like in zip(g, self.results, strict=True)
        ]
        with autograd.pause(train_mode=None):
            found = self.function._input_gradients(grads, len(node.parents))
        return [
            None if parent is None else engine.raw(self._zeros(*like) if part is None else part)
            for parent, part, like in zip(node.parents, found, self.inputs, strict=True)
        ]

    def vjp_recorded(self, node: Node, g: Sequence[Any]) -> list[Any]:
        grads = [self._zeros(*like) if part is None else part for part, like in zip(g, self.results, strict=True)]
        found = self.function._input_gradients(grads, len(node.parents), lambda k: self._result(node, k))
        return [
            None if parent is None else self._zeros(*like) if part is None else part
            for parent, part, like in zip(node.parents, found, self.inputs, strict=True)
        ]

    def _result(self, node: Node, k: int) -> ndarray:
        raw = self.engine.raw(self.kept[k])
        found = self.engine.wrap(raw)
        found._node = Node(Part(k, len(self.results)), (node,), (), None, raw.shape, raw.dtype)
        return found

    def _zeros(self, shape: tuple[int, ...], dtype: np.dtype[Any], device: Context) -> ndarray:
        return ndarray(self.engine, self.engine.full(shape, 0, dtype, device))
