"""Gradient rules, declared by operand.

A rule is a function whose *parameter names* say what it needs, and the graph keeps nothing else:

    vjp("multiply", x=lambda g, y: g * y, y=lambda g, x: g * x)

`g` is the gradient of the result, `ans` the result, an operand's or a static argument's name its value,
`x_shape` the shape of operand `x` alone, `xp` the namespace to compute in, and for operations on a sequence
of arrays `i` is the position of the operand asked for and `shapes` are the shapes of all.

Rules are written in terms of the array API standard, plus the catalogue's own operations under their names
(`xp.index_add`, `xp.einsum`, ...). Given raw arrays and the library's namespace they run at its speed; given
`ndarray`s and mxgrad's namespace they are recorded, which is how gradients of gradients come about. A rule need
not think of broadcasting or dtypes: the tape sums and casts its result to the shape and dtype of the operand.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from mxgrad.spi import OPS

Rule = Callable[[Any, Any, Any, Any], Any]
"""Compiled form: ``rule(xp, g, node, saved)`` with ``saved = (ans, *operands, *static)``."""

DECLARED: dict[str, dict[str, Callable[..., Any]]] = {}


def vjp(name: str, **rules: Callable[..., Any]) -> None:
    """Declare the gradient rules of the operation `name`, one for each differentiable operand."""
    DECLARED[name] = rules


def compile_rules(name: str) -> tuple[Rule | None, ...]:
    """The rules of `name` in compiled form, one for each operand (None: not differentiable)."""
    op = OPS[name]
    if not op.differentiable:
        return (None,) * len(op.operands)
    rules = DECLARED[name]
    return tuple(_compiled(name, rules[operand]) if operand in op.needs else None for operand in op.operands)


def _compiled(name: str, rule: Callable[..., Any]) -> Rule:
    op = OPS[name]
    places = {"xp": "xp", "g": "g", "ans": "saved[0]", "i": "i"}
    for position, value in enumerate((*op.operands, *op.static)):
        places[value] = f"saved[{position + 1}]"
    if op.variadic:
        places["shapes"] = "saved[-1]"
    for position, operand in enumerate(op.operands):
        places[f"{operand}_shape"] = f"node.parents[{position}].shape"
    arguments = ", ".join(places[parameter] for parameter in inspect.signature(rule).parameters)
    # Generated, so that a call passes exactly what the rule names, by position.
    extra = ", i" if op.variadic else ""
    compiled: Rule = eval(f"lambda xp, g, node, saved{extra}: rule({arguments})", {"rule": rule})
    return compiled


def values_used(name: str, operand: str) -> set[str]:
    """Operands and `ans` whose values the rule takes; what the catalogue's `needs` must agree with."""
    op = OPS[name]
    return set(inspect.signature(DECLARED[name][operand]).parameters) & {"ans", *op.operands}
