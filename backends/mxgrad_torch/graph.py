"""Variables and backward passes.

A pass first collects: torch hands each variable's gradient to a hook, which keeps it. The gradient buffers are
written when the pass is through, so an error leaves all of them as they were.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor

from mxgrad.array import ndarray
from mxgrad.base import NO_VARIABLES, NOT_IN_GRAPH, MXNetError
from mxgrad_torch.errors import INFERENCE, kernel_error
from mxgrad_torch.handles import NULL, outside_inference, plain
from mxgrad_torch.stale import overwritten


class Variable:
    """Where the gradient of a variable goes; an attribute of its leaf in the graph."""

    __slots__ = ("buffer", "req", "target")

    def __init__(self, buffer: ndarray, req: str) -> None:
        self.buffer = buffer
        self.req = req
        self.target = plain(buffer)

    def deliver(self, g: Tensor) -> None:
        """Write or add a gradient, in the buffer's memory."""
        if self.req == "write":
            self.target.copy_(g)
        else:
            self.target.add_(g)


def attach(x: ndarray, buffer: ndarray | None, req: str) -> None:
    """Make `x` a leaf of its own, over the same memory."""
    handle = plain(x)
    if buffer is None or req == "null":
        x._node = NULL
        return
    if handle.is_inference():
        raise MXNetError(f"attach_grad: {INFERENCE}")
    with outside_inference():
        leaf: Any = handle.detach().requires_grad_()
    leaf.mxgrad_variable = Variable(buffer, req)
    leaf.register_post_accumulate_grad_hook(_collect)
    x._node = leaf


def variable(x: ndarray) -> Variable | None:
    """The variable that `x` is; None if it is none."""
    return getattr(x._node, "mxgrad_variable", None)


class _Pass(threading.local):
    # Gradients of the pass that runs in this thread, in the order of arrival.
    found: list[tuple[Variable, Tensor]] | None = None


_PASS = _Pass()
_ELSEWHERE: dict[int, list[tuple[Variable, Tensor]]] = {}
"""Those of passes on a GPU, where torch calls hooks from threads of its own, by torch's number of the pass."""
_task: Callable[[], int] = getattr(torch._C, "_current_graph_task_id", lambda: -1)


def _collect(leaf: Any) -> None:
    g = leaf.grad
    leaf.grad = None
    found = _PASS.found
    if found is None:
        found = _ELSEWHERE.get(_task())
    if found is None:
        # torch runs deeply nested passes in yet other threads.
        leaf.mxgrad_variable.deliver(g.detach())
    else:
        found.append((leaf.mxgrad_variable, g))


def public_pass(
    tensors: tuple[Tensor, ...], grads: tuple[Tensor, ...], retain: bool, create: bool,
    inputs: tuple[Tensor, ...], allow_unreachable: bool, accumulate: bool,
) -> Any:  # fmt: skip
    """A backward pass of torch; with `accumulate`, into the variables."""
    if accumulate:
        return torch.autograd.backward(tensors, grads, retain, create)
    return torch.autograd.grad(tensors, inputs, grads, retain, create, allow_unused=allow_unreachable)


# What torch.autograd.backward calls in the end. Its own checks cost as much as a small pass.
_engine: Any = getattr(torch.autograd.Variable, "_execution_engine", None)
_run: Callable[..., Any] = getattr(_engine, "run_backward", public_pass)


def _seeds(
    heads: Sequence[ndarray], grads: Sequence[ndarray | None], create_graph: bool
) -> tuple[tuple[Any, ...], tuple[Tensor, ...]]:
    nodes: list[Any] = []
    seeds: list[Tensor] = []
    for head, g in zip(heads, grads, strict=True):
        node = head._node
        if node is None or getattr(node, "mxgrad_used", False):
            raise MXNetError(NOT_IN_GRAPH)
        if node is NULL:
            continue
        nodes.append(node)
        if g is None:
            seeds.append(torch.ones_like(node, requires_grad=False))
        else:
            seeds.append(g._node if create_graph and type(g._node) is Tensor else plain(g))
    if not nodes:
        raise MXNetError(NO_VARIABLES)
    return tuple(nodes), tuple(seeds)


def _traverse(
    nodes: tuple[Any, ...], seeds: tuple[Tensor, ...], retain: bool, create: bool, inputs: tuple[Tensor, ...],
    accumulate: bool,
) -> Any:  # fmt: skip
    try:
        if torch.is_inference_mode_enabled():
            with outside_inference():
                found = _run(nodes, seeds, retain, create, inputs, True, accumulate)
        else:
            found = _run(nodes, seeds, retain, create, inputs, True, accumulate)
    except RuntimeError as error:
        raise _pass_error(error, nodes) from error
    if not retain:
        for node in nodes:
            if not node.is_leaf:
                node.mxgrad_used = True  # torch would let it pass where its gradient uses no value
    return found


def _pass_error(error: RuntimeError, nodes: Sequence[Tensor]) -> Exception:
    text = str(error)
    if "second time" in text and "backward" in text:
        return MXNetError(NOT_IN_GRAPH)
    if "modified by an inplace operation" in text:
        return overwritten(nodes)
    return kernel_error("backward", error, ())


def backward(heads: Sequence[ndarray], grads: Sequence[ndarray | None], retain_graph: bool, create_graph: bool) -> None:
    """Gradients of all variables that `heads` reach, into their buffers."""
    nodes, seeds = _seeds(heads, grads, create_graph)
    found: list[tuple[Variable, Tensor]] = []
    outer, _PASS.found = _PASS.found, found
    try:
        if nodes[0].is_cuda:
            _elsewhere(nodes, seeds, retain_graph, create_graph, found)
        else:
            _traverse(nodes, seeds, retain_graph or create_graph, create_graph, (), True)
    finally:
        _PASS.found = outer
    for leaf, g in found:
        leaf.deliver(g if not create_graph else g.detach())


def _elsewhere(
    nodes: tuple[Any, ...], seeds: tuple[Tensor, ...], retain_graph: bool, create_graph: bool,
    found: list[tuple[Variable, Tensor]],
) -> None:  # fmt: skip
    """A pass that collects from whichever thread torch works in."""
    numbers: list[int] = []

    def enter(g: Tensor) -> None:
        numbers.append(_task())
        _ELSEWHERE[numbers[-1]] = found

    handle = nodes[0].register_hook(enter)
    try:
        _traverse(nodes, seeds, retain_graph or create_graph, create_graph, (), True)
    finally:
        handle.remove()
        for number in numbers:
            _ELSEWHERE.pop(number, None)


def gradients(
    heads: Sequence[ndarray],
    grads: Sequence[ndarray | None],
    variables: Sequence[ndarray],
    retain_graph: bool,
    create_graph: bool,
) -> list[Tensor | None]:
    """Gradients as new tensors, None for what is not reached."""
    nodes, seeds = _seeds(heads, grads, create_graph)
    wanted = tuple(x._node for x in variables if type(x._node) is Tensor)
    if not wanted:
        return [None] * len(variables)
    found = iter(_traverse(nodes, seeds, retain_graph, create_graph, wanted, False))
    results: list[Tensor | None] = []
    for x in variables:
        g = next(found) if type(x._node) is Tensor else None
        if g is not None:
            # torch may hand out one gradient twice, repeated elements, or the head's gradient itself.
            shared = not (g.requires_grad and g.is_contiguous())
            g = g.clone(memory_format=torch.contiguous_format) if shared else g
        results.append(g)
    return results
