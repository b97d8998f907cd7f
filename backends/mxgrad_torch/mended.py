"""Operations of two operands with a gradient rule in place of torch's."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import torch
from torch import Tensor

from mxgrad.spi import OPS
from mxgrad_torch.kernels import RECORDED

Rule = Callable[[Tensor, Any, Any, Any], Tensor]
"""``rule(g, x, y, ans)``: of operations with right gradients, so that there is one of any order. What the catalogue
does not list is None."""


def mend(name: str, forward: Callable[[Tensor, Tensor], Tensor], by_x: Rule, by_y: Rule) -> None:
    """Make `forward` the kernel of `name` in the graph, with the gradient rules of its operands."""

    needs = OPS[name].needs
    kept: dict[tuple[bool, ...], list[bool]] = {}  # by whose gradient is wanted: x, y, the result
    for wanted in product((False, True), repeat=2):
        used = {value for operand, wants in zip("xy", wanted, strict=True) if wants for value in needs[operand]}
        kept[wanted] = [value in used for value in ("x", "y", "ans")]

    class Mended(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Tensor, y: Tensor) -> Tensor:
            ans = forward(x, y)
            keep_x, keep_y, keep_ans = kept[ctx.needs_input_grad]
            ctx.save_for_backward(x if keep_x else None, y if keep_y else None, ans if keep_ans else None)
            return ans

        @staticmethod
        def backward(ctx: Any, *grad_outputs: Tensor) -> tuple[Tensor | None, Tensor | None]:
            (g,), (x, y, ans), (wants_x, wants_y) = grad_outputs, ctx.saved_tensors, ctx.needs_input_grad
            # torch sums them to the shapes of their operands.
            return by_x(g, x, y, ans) if wants_x else None, by_y(g, x, y, ans) if wants_y else None

    Mended.__name__ = Mended.__qualname__ = name
    base: Any = super(torch.autograd.Function, Mended)
    RECORDED[name] = base.apply  # that of `Function` looks for functorch first, which takes as long as the operation
