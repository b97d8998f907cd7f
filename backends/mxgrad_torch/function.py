"""`autograd.Function` as a function of torch's autograd."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from mxgrad import autograd
from mxgrad._operands import mixed
from mxgrad.array import ndarray
from mxgrad.tape import stale
from mxgrad_torch.dtypes import is_inexact
from mxgrad_torch.handles import NULL, plain, tracking

if TYPE_CHECKING:
    from mxgrad_torch.engine import TorchBackend


class _Bridge(torch.autograd.Function):
    """Results that were computed already, with the user's `Function.backward` as their gradient rule."""

    @staticmethod
    def forward(ctx: Any, call: _Call, *inputs: Tensor) -> tuple[Tensor, ...]:
        ctx.call = call
        # Aliases: torch puts the tensors that it returns from here into the graph.
        results = tuple(t.detach() for t in call.outputs)
        ctx.mark_non_differentiable(*(t for t in results if not is_inexact(t.dtype)))
        ctx.save_for_backward(*(results[k] for k in call.kept))
        return results

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> tuple[Tensor | None, ...]:
        return (None, *ctx.call.gradients(grads, ctx.saved_tensors))


class _Call:
    """One call of a `Function`."""

    def __init__(self, engine: TorchBackend, function: autograd.Function, inputs: int, outputs: list[Tensor]) -> None:
        self.engine = engine
        self.function = function
        self.inputs = inputs
        self.outputs = outputs
        saved = (x for x in function._saved if isinstance(x, ndarray) and x._backend is engine)
        self.versions = [(t, t._version) for t in map(plain, saved)]
        self.kept = tuple(set(function._saved_results.values()))

    def gradients(self, grads: Sequence[Tensor], saved: Sequence[Tensor]) -> list[Tensor | None]:
        engine = self.engine
        if any(t._version != version for t, version in self.versions):
            raise stale(type(self.function).__name__)
        results = dict(zip(self.kept, saved, strict=True))  # torch puts these back into the graph
        # On while a gradient is being recorded; said again here, since torch may call from a thread of its own.
        record = torch.is_grad_enabled()
        with autograd.record(train_mode=None) if record else autograd.pause(train_mode=None):
            arrays = [  # copies, since the user may write into them
                ndarray(engine, None, g) if g.requires_grad else ndarray(engine, g.clone())
                for g in map(_contiguous, grads)
            ]
            found = self.function._input_gradients(
                arrays, self.inputs, (lambda k: ndarray(engine, None, results[k])) if record else None
            )
        for g in found:
            if g is not None and g._backend is not engine:
                raise mixed(engine, g._backend)
        return [None if g is None else g._node if record and type(g._node) is Tensor else plain(g) for g in found]


def _contiguous(g: Tensor) -> Tensor:
    return g if g.is_contiguous() else g.contiguous()


def record(
    engine: TorchBackend, function: autograd.Function, inputs: Sequence[ndarray], outputs: Sequence[ndarray]
) -> list[ndarray]:
    """`outputs` as results of `function` in the graph."""
    handles = [plain(y) for y in outputs]
    if not any(type(x._node) is Tensor for x in inputs):
        return [ndarray(engine, h, NULL if is_inexact(h.dtype) else None) for h in handles]
    call = _Call(engine, function, len(inputs), handles)
    operands = [x._node if type(x._node) is Tensor else plain(x) for x in inputs]
    with tracking():
        results: Any = _Bridge.apply(call, *operands)  # type: ignore[no-untyped-call]
    return [ndarray(engine, None, t) if t.requires_grad else ndarray(engine, t) for t in results]
