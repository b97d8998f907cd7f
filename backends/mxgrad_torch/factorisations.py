"""Matrix factorisations with the kernels and gradient rules that all engines share.

torch has gradients of its own, which are inf or nan where singular values or eigenvalues are equal, and signs that
depend on the LAPACK that it was built with.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import cache
from types import SimpleNamespace
from typing import Any

import numpy as np
import torch
from torch import Tensor

from mxgrad import matrix_rules
from mxgrad.spi import OPS
from mxgrad_torch.kernels import RECORDED, Kernel, kernel, recorded


@cache
def _namespace(is_recorded: bool) -> Any:
    """torch under the standard's names, which takes a while to import, with what rules use beside it."""
    import array_api_compat.torch as xp

    return SimpleNamespace(
        **{name: getattr(xp, name) for name in ("abs", "any", "astype", "cumulative_sum", "finfo", "linalg", "matmul")},
        **{name: getattr(xp, name) for name in ("max", "ones_like", "prod", "sum", "tril", "where", "zeros_like")},
        conj=torch.conj,
        **{name: getattr(torch.linalg, name) for name in ("inv", "solve")},
        det=RECORDED["det"],  # torch's gradient of it is 0 where a matrix is singular
        recorded=is_recorded,
    )


def _register(name: str, run: Kernel) -> None:
    """`run` as the kernel of the row `name`, and in the graph with the shared rule as its gradient."""
    op = OPS[name]
    several = len(op.results) > 1
    needs = op.needs["x"]
    rule = getattr(matrix_rules, name)
    analytic = op.numbers == "analytic"
    parameters = tuple(inspect.signature(rule).parameters)

    def forward(ctx: Any, *operands: Tensor) -> Any:
        found = run(*operands)
        values = dict(zip((*op.operands, *op.results), (*operands, *(found if several else (found,))), strict=True))
        ctx.set_materialize_grads(False)  # None is zero
        ctx.save_for_backward(*(values[need] for need in needs))
        return found

    def backward(ctx: Any, *grads: Tensor | None) -> Any:
        values = dict(zip(needs, ctx.saved_tensors, strict=True))
        values |= zip([f"g_{result}" for result in op.results] if several else ["g"], grads, strict=True)
        values["xp"] = _namespace(torch.is_grad_enabled())
        apart = analytic and grads[0] is not None and grads[0].is_complex()
        if apart:  # the rule for real operands is right between conjugates
            values["g"] = grads[0].conj()  # type: ignore[union-attr]
        found = rule(*(values[parameter] for parameter in parameters))
        return found.conj() if apart else found, *(None for _ in op.operands[1:])

    # The name is what `stale` reports.
    kind: Any = type(
        name, (torch.autograd.Function,), {"forward": staticmethod(forward), "backward": staticmethod(backward)}
    )
    kernel(name)(run)
    recorded(name)(kind.apply)


def _contiguous(found: Any) -> Any:
    return found.contiguous() if isinstance(found, Tensor) else tuple(x.contiguous() for x in found)


def _shared(function: Callable[..., Any]) -> Kernel:
    return lambda *operands: _contiguous(function(_namespace(False), *operands))


def _eig(x: Tensor) -> tuple[Tensor, Tensor]:
    w, v = matrix_rules.eig_of(x.detach().cpu().numpy())
    return torch.from_numpy(w).to(x.device), torch.from_numpy(np.ascontiguousarray(v)).to(x.device)


_register("svd", _shared(matrix_rules.svd_of))
_register("eigh", _shared(matrix_rules.eigh_of))
_register("pinv", _shared(matrix_rules.pinv_of))
_register("eig", _eig)
_register("det", torch.linalg.det)
_register("slogdet", lambda x: tuple(torch.linalg.slogdet(x)))
_register("cholesky", lambda x: _contiguous(torch.linalg.cholesky(x)))
_register("qr", lambda x: _contiguous(torch.linalg.qr(x)))
kernel("inv")(lambda x: torch.linalg.inv(x).contiguous())
kernel("solve")(lambda x, y: torch.linalg.solve(x, y).contiguous())
