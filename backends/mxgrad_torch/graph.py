"""Variables and backward passes.

A pass first collects: a hook takes each variable's gradient from torch, before it is added to anything that
threads share. The gradient buffers are written when the pass is through, so an error leaves all of them as they
were.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import torch
from torch import Tensor

from mxgrad.array import ndarray
from mxgrad.base import NO_VARIABLES, NOT_IN_GRAPH, MXNetError
from mxgrad_torch.errors import INFERENCE, kernel_error
from mxgrad_torch.handles import NULL, outside_inference, plain
from mxgrad_torch.stale import overwritten


class Variable:
    """Where the gradient of a variable goes."""

    __slots__ = ("buffer", "req", "target")

    def __init__(self, buffer: ndarray, req: str) -> None:
        self.buffer = buffer
        self.req = req
        self.target = plain(buffer)

    def deliver(self, g: Tensor | None) -> None:
        """Write or add a gradient, in the buffer's memory; None is zero."""
        if g is None:
            g = torch.zeros_like(self.target)
        if self.req == "write":
            self.target.copy_(g)
        else:
            with _ADDING:
                self.target.add_(g)


_ADDING = threading.Lock()


def attach(x: ndarray, buffer: ndarray | None, req: str) -> None:
    """Make `x` a leaf of its own, over the same memory.

    ``_version`` then holds the variable, and the node that collects its gradient, which torch keeps weakly. (What
    the slot is meant for, torch does itself.)
    """
    handle = plain(x)
    x._version = None
    if buffer is None or req == "null":
        x._node = NULL
        return
    if handle.is_inference():
        raise MXNetError(f"attach_grad: {INFERENCE}")
    with outside_inference():
        leaf = handle.detach().requires_grad_()
        with torch.enable_grad():
            edge: Any = leaf.view_as(leaf).grad_fn
    node = edge.next_functions[0][0]
    found = Variable(buffer, req)
    node.register_prehook(partial(_collect, found))
    x._node = leaf
    x._version = (found, node)  # type: ignore[assignment]


def detach(x: ndarray) -> None:
    """Take `x` out of the graph."""
    plain(x)
    x._node = x._version = None


def buffer_of(x: ndarray) -> ndarray | None:
    """The gradient buffer of `x`; None if it is no variable."""
    held: Any = x._version
    return None if held is None else held[0].buffer


Found = list[tuple[Variable, Tensor | None]]


class _Pass(threading.local):
    # Gradients of the pass that runs in this thread, in the order of arrival.
    found: Found | None = None


_PASS = _Pass()
_ELSEWHERE: dict[int, Found] = {}
"""Those of passes on a GPU, where torch calls hooks from threads of its own, by torch's number of the pass."""
_task: Callable[[], int] = getattr(torch._C, "_current_graph_task_id", lambda: -1)


def _collect(variable: Variable, grads: Sequence[Tensor | None]) -> tuple[None]:
    found = _PASS.found
    if found is None:
        found = _ELSEWHERE.get(_task())
    if found is None:
        # torch runs deeply nested passes in yet other threads.
        variable.deliver(None if grads[0] is None else grads[0].detach())
    else:
        found.append((variable, grads[0]))
    return (None,)  # nothing is left to accumulate


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
            seed = g._node if create_graph and type(g._node) is Tensor else plain(g)
            seeds.append(seed.clone() if seed.is_inference() else seed)
    if not nodes:
        raise MXNetError(NO_VARIABLES)
    return tuple(nodes), tuple(seeds)


def _traverse(
    nodes: tuple[Any, ...], seeds: tuple[Tensor, ...], retain: bool, create: bool, inputs: tuple[Tensor, ...],
    accumulate: bool,
) -> Any:  # fmt: skip
    try:
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


def backward(heads: Sequence[ndarray], grads: Sequence[ndarray | None], retain_graph: bool) -> None:
    """Gradients of all variables that `heads` reach, into their buffers."""
    if torch.is_inference_mode_enabled():
        with outside_inference():
            return backward(heads, grads, retain_graph)
    nodes, seeds = _seeds(heads, grads, False)
    found: Found = []
    outer, _PASS.found = _PASS.found, found
    try:
        if nodes[0].is_cuda:
            _elsewhere(nodes, seeds, retain_graph, found)
        else:
            _traverse(nodes, seeds, retain_graph, False, (), True)
    finally:
        _PASS.found = outer
    for variable, g in found:
        variable.deliver(g)
    return None


def _elsewhere(
    nodes: tuple[Any, ...], seeds: tuple[Tensor, ...], retain_graph: bool,
    found: Found,
) -> None:  # fmt: skip
    """A pass that collects from whichever thread torch works in."""
    numbers: list[int] = []

    def enter(g: Tensor) -> None:
        numbers.append(_task())
        _ELSEWHERE[numbers[-1]] = found

    handle = nodes[0].register_hook(enter)
    try:
        _traverse(nodes, seeds, retain_graph, False, (), True)
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
    if torch.is_inference_mode_enabled():
        with outside_inference():
            return gradients(heads, grads, variables, retain_graph, create_graph)
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
            g = g.resolve_conj() if g.is_complex() else g  # for torch, a flag on the same memory
            g = g.clone(memory_format=torch.contiguous_format) if shared else g
        results.append(g)
    return results
