"""Operations with a gradient rule in place of torch's.

A node of `torch.autograd.Function` costs twice as much as the operation. Here the node is torch's own, with a hook
that all nodes of an operation share. It runs when a pass comes to the node, and looks whether torch's gradient is right
there. If not, it adds a second hook, which has what torch found and returns what the rule says.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor

from mxgrad_torch.handles import outside_inference
from mxgrad_torch.kernels import RECORDED

Rule = Callable[[Tensor, Any], Tensor]
"""``rule(g, node)``, with what the node keeps: ``node._saved_self`` and its kin. Of operations with right gradients,
so that there is one of any order."""

_current_node: Callable[[], Any] = torch._C._current_autograd_node
_MENDED = "mxgrad: mended"


def mend(
    name: str, forward: Callable[[Tensor, Any], Tensor], fine: Callable[[Any], bool], *rules: Rule
) -> Callable[[Tensor, Any], Tensor]:
    """Make `forward`, a function of torch, the kernel of `name` in the graph, with the rules of its operands.

    ``fine(node)`` tells whether torch's own gradient is right, for a pass that is not recorded itself.
    """

    def replaced(found: Sequence[Tensor | None], grads: Sequence[Tensor | None]) -> tuple[Tensor | None, ...] | None:
        (g,), node = grads, _current_node()
        if g is None:
            return None
        # As often as it is called, it gives the same; so passes of several threads may meet here.
        return tuple(None if x is None else _shaped(rule(g, node), x) for x, rule in zip(found, rules, strict=True))

    def enter(g: Tensor) -> None:
        node = _current_node()
        # On a GPU looking at values would wait for them.
        looks = not (g.is_cuda or torch.is_grad_enabled())
        if node is None or g.is_complex() or (looks and fine(node)):  # the rules are those of real numbers
            return
        if _MENDED not in node.metadata:
            node.register_hook(replaced)
            node.metadata[_MENDED] = True

    with outside_inference():
        shared: Any = torch.zeros((), device="cpu")
    shared._backward_hooks = {0: enter}  # torch takes the hooks of a node from a tensor

    def mended(x: Tensor, y: Any) -> Tensor:
        h: Any = forward(x, y)
        node = h.grad_fn
        if node is not None:
            node._register_hook_dict(shared)
        return h  # type: ignore[no-any-return]

    RECORDED[name] = mended
    return mended


def _shaped(g: Tensor, like: Tensor) -> Tensor:
    return g if g.shape == like.shape else g.sum_to_size(like.shape)
