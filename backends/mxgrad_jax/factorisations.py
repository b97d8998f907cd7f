"""Matrix factorisations with the kernels and gradient rules that all engines share.

JAX's own gradients are nan where singular values or eigenvalues are equal, and missing for eigenvectors of general
matrices.
"""

from __future__ import annotations

import inspect
from functools import partial
from types import SimpleNamespace
from typing import Any

import jax
import jax.numpy as jnp
from jax import lax

from mxgrad import matrix_rules
from mxgrad.spi import OPS
from mxgrad_jax.kernels import Kernel, kernel

_NAMES = ("abs", "astype", "cumulative_sum", "finfo", "linalg", "matmul", "max", "ones_like", "sum", "tril", "where")
_XP = SimpleNamespace(
    **{name: getattr(jnp, name) for name in (*_NAMES, "zeros_like")}, inv=jnp.linalg.inv, solve=jnp.linalg.solve
)


def _register(name: str, run: Kernel) -> None:
    """`run` as the kernel of the row `name`, with the shared rule as its gradient."""
    op = OPS[name]
    several = len(op.results) > 1
    rule = getattr(matrix_rules, name)
    parameters = tuple(inspect.signature(rule).parameters)
    function: Any = jax.custom_vjp(run)

    def forward(*operands: Any) -> Any:
        found = function(*operands)  # not `run`: what is kept has a gradient of its own
        return found, (*operands, *(found if several else (found,)))

    def backward(kept: Any, g: Any) -> Any:
        values = dict(zip((*op.operands, *op.results), kept, strict=True), xp=_XP)
        values |= {f"g_{result}": part for result, part in zip(op.results, g, strict=True)} if several else {"g": g}
        return rule(*(values[parameter] for parameter in parameters)), *(None for _ in op.operands[1:])

    function.defvjp(forward, backward)
    kernel(name)(function)


def _eig(x: Any) -> tuple[Any, Any]:
    w, v = jnp.linalg.eig(x)
    # Complex ones become nan, which `record` looks for.
    return jnp.where(w.imag == 0, w.real, jnp.nan), v.real * matrix_rules.orientation(_XP, v.real, -2)


_register("svd", partial(matrix_rules.svd_of, _XP))
_register("eigh", partial(matrix_rules.eigh_of, _XP))
_register("pinv", partial(matrix_rules.pinv_of, _XP))
_register("eig", _eig)
_register("slogdet", lambda x: tuple(jnp.linalg.slogdet(x)))
_register("cholesky", partial(lax.linalg.cholesky, symmetrize_input=False))
_register("qr", lambda x: tuple(jnp.linalg.qr(x)))
kernel("det")(jnp.linalg.det)
kernel("inv")(jnp.linalg.inv)
kernel("solve")(jnp.linalg.solve)
