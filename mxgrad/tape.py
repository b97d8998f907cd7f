"""The tape: reverse accumulation over recorded operations, for any array library.

Nodes point to their parents only, so a graph dies with the last array that holds it: no reference
cycles, nothing for the garbage collector to do. The pass is iterative; a chain of a million operations
is no deeper than one of ten.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import count
from operator import attrgetter
from sys import getrefcount
from typing import Any, Protocol

from mxgrad._state import counts_references
from mxgrad.base import NOT_IN_GRAPH, MXNetError

creation = count().__next__
_by_order = attrgetter("order")


class Operation:
    """What a node knows of its operation: the base of what backends record."""

    name: str
    raises = False
    """Whether `vjp` may fail after others have succeeded (code of the user, singular matrices)."""
    large: int | None = None
    """Bytes of a gradient from which `vjp_large` does better than `vjp`; None: it never does."""

    def vjp(self, node: Node, g: Any) -> Sequence[Any]:
        """Gradient for each parent of `node` (None where the parent is None), on raw data."""
        raise NotImplementedError

    def vjp_large(self, node: Node, g: Any, buffers: Buffers | None, alone: bool) -> Sequence[Any]:
        """`vjp` that saves memory: it may compute in `buffers` and, if the pass alone refers to `g`, in `g` itself."""
        return self.vjp(node, g)

    def vjp_recorded(self, node: Node, g: Any) -> Sequence[Any]:
        """`vjp` on `ndarray`s, while recording: for `create_graph`."""
        raise NotImplementedError


class Leaf:
    """A variable: where a backward pass ends, and the buffer it writes."""

    __slots__ = ("buffer", "dtype", "req", "shape")
    parents: tuple[()] = ()

    def __init__(self, shape: Any, dtype: Any, buffer: Any, req: str) -> None:
        self.shape = shape
        self.dtype = dtype
        self.buffer = buffer
        self.req = req


class Node:
    """One recorded operation and its result.

    `parents` is None once a backward pass has used the node up. `guards` holds pairs of a storage's
    version cell and the version that `saved` was taken at. `shape` is None for a result of several
    parts; each part is a node of its own above it (see `Part`).
    """

    __slots__ = ("dtype", "guards", "op", "order", "parents", "saved", "shape")

    def __init__(self, op: Any, parents: Any, saved: Any, guards: Any, shape: Any, dtype: Any) -> None:
        self.op = op
        self.parents = parents
        self.saved = saved
        self.guards = guards
        self.shape = shape
        self.dtype = dtype
        self.order = creation()


class Buffers:
    """The buffers of variables that a rule may compute its result into, in place of a copy at the end of the pass.

    Not those that hold a value which something recorded needs, nor any while an operation is still to come that may
    fail: a pass that fails leaves all buffers as they were.
    """

    __slots__ = ("_grads", "_order", "_safe", "_taken")

    def __init__(self, grads: dict[Node | Leaf, Any], order: list[Node]) -> None:
        self._grads = grads
        self._order = order
        self._safe: bool | None = None
        self._taken: set[Leaf] = set()

    def take(self, leaf: Node | Leaf | None) -> Any | None:
        """The buffer of `leaf`, for its whole gradient so far; None if it is to be left alone."""
        if type(leaf) is not Leaf or leaf.req != "write" or leaf in self._grads or leaf in self._taken:
            return None
        if leaf.buffer._version is not None:
            return None
        if self._safe is None:
            self._safe = not any(node.op.raises for node in self._order if node is not None)
        if not self._safe:
            return None
        self._taken.add(leaf)
        return leaf.buffer


class Part(Operation):
    """The operation of a node that is one part of a result of several."""

    name = "part"

    def __init__(self, index: int, length: int) -> None:
        self.index = index
        self.length = length

    def vjp(self, node: Node, g: Any) -> Sequence[Any]:
        parts = [None] * self.length
        parts[self.index] = g
        return (parts,)

    vjp_recorded = vjp


def _references() -> int:
    g = object()
    return getrefcount(g)


# What `getrefcount` says of a local variable that holds the only reference: measured, since interpreters differ.
# 0: no gradient is ever taken for one.
_ALONE = _references() if counts_references() else 0


class Engine(Protocol):
    """What the pass asks of an array library, on raw data or on `ndarray`s."""

    def restore(self, g: Any, target: Node | Leaf) -> Any:
        """`g` summed over broadcast axes and cast to the shape and dtype of `target`."""
        ...

    def accumulate(self, total: Any, g: Any) -> Any:
        """`total + g`."""
        ...

    def add_to(self, total: Any, g: Any) -> Any:
        """The same where `total` came from `accumulate`, and may be overwritten."""
        ...


def reachable(heads: Iterable[Node | Leaf]) -> list[Node]:
    """Every node below `heads`, newest first.

    Raises
    ------
    MXNetError
        If one was used up by an earlier pass, or a value it needs was overwritten. Raised before
        anything is computed or freed.
    """
    seen: set[Any] = set(heads)
    stack: list[Any] = [head for head in seen if type(head) is Node]
    found: list[Node] = []
    chain = True
    while stack:
        node = stack.pop()
        if stack:
            chain = False
        parents = node.parents
        if parents is None:
            raise MXNetError(NOT_IN_GRAPH)
        guards = node.guards
        # Most have one pair; a loop costs as much as all the rest here.
        if guards and (guards[0][0] != guards[1] or (len(guards) > 2 and _changed(guards))):
            raise stale(node.op.name)
        found.append(node)
        for parent in parents:
            if type(parent) is Node and parent not in seen:
                seen.add(parent)
                stack.append(parent)
    if not chain:
        # Parents are older than their children, so creation order is a topological order.
        found.sort(key=_by_order, reverse=True)
    return found


def _changed(guards: Any) -> bool:
    return any(guards[i][0] != guards[i + 1] for i in range(2, len(guards), 2))


def stale(name: str) -> MXNetError:
    return MXNetError(
        f"A value that the gradient of '{name}' needs was overwritten after it was recorded, so the gradient "
        "would be wrong. Write to the array after backward, or record with a copy (x.copy()) of it."
    )


def gradients(
    heads: Sequence[tuple[Node | Leaf, Any]],
    engine: Engine,
    *,
    retain_graph: bool,
    create_graph: bool = False,
    keep: frozenset[Node | Leaf] = frozenset(),
    fill: bool = False,
) -> dict[Node | Leaf, Any]:
    """Gradients of ``sum(sum(head * g) for head, g in heads)`` for every leaf reached and every node in `keep`.

    With `fill`, for which nobody else may refer to the heads' gradients, some are the raw data of the leaf's buffer.

    Raises
    ------
    MXNetError
        See `reachable`.
    """
    grads: dict[Node | Leaf, Any] = {}
    accumulate, restore, add_to = engine.accumulate, engine.restore, engine.add_to
    sums: set[Node | Leaf] = set()  # whose total is an array of this pass alone
    for head, g in heads:
        grads[head] = accumulate(grads[head], g) if head in grads else g
    order = reachable(grads)
    buffers: Buffers | None = None
    release = not (retain_graph or create_graph)
    for i, node in enumerate(order):
        g = grads.get(node) if keep and node in keep else grads.pop(node, None)
        if g is not None:
            op = node.op
            if create_graph:
                parts = op.vjp_recorded(node, g)
            elif op.large is not None and g.nbytes >= op.large:
                alone = getrefcount(g) == _ALONE  # before the call refers to it, too
                if fill and buffers is None:
                    buffers = Buffers(grads, order)
                parts = op.vjp_large(node, g, buffers, alone)
            else:
                parts = op.vjp(node, g)
            for parent, part in zip(node.parents, parts):  # noqa: B905  strict takes as long as the pair
                if parent is None:
                    continue
                shape = parent.shape
                if shape is None:
                    _merge(grads, parent, part, accumulate)
                    continue
                if create_graph or part.dtype is not parent.dtype or part.shape != shape:
                    part = restore(part, parent)
                total = grads.get(parent)
                if total is None:
                    grads[parent] = part
                elif parent in sums:
                    grads[parent] = add_to(total, part)
                else:
                    grads[parent] = accumulate(total, part)
                    sums.add(parent)
        if release:
            node.parents = node.saved = node.guards = None
        # Values die during the pass, not after it; an engine may count the references to a gradient.
        order[i] = parts = part = total = None  # type: ignore[call-overload]
    return grads


def _merge(grads: dict[Any, Any], parent: Node, parts: list[Any], accumulate: Callable[[Any, Any], Any]) -> None:
    total = grads.setdefault(parent, parts)
    if total is not parts:
        for i, part in enumerate(parts):
            if part is not None:
                total[i] = part if total[i] is None else accumulate(total[i], part)
