"""Gradient rules, declared by operand.

A rule is a function whose *parameter names* say what it needs, and the graph keeps nothing else:

    vjp("multiply", x=lambda g, y: g * y, y=lambda g, x: g * x)

`g` is the gradient of the result, `ans` the result (of several, such as `w` and `v`, these are `g_w`, None for zero,
and `w`, and so on), an operand's or a static argument's name its value,
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

from mxgrad.base import MXNetNotImplementedError
from mxgrad.spi import OPS

Rule = Callable[[Any, Any, Any, Any], Any]
"""Compiled form: ``rule(xp, g, node, saved)`` with ``saved = (ans, *operands, *static)``."""

DECLARED: dict[str, dict[str, Callable[..., Any]]] = {}
DECLARED_COMPLEX: dict[str, dict[str, Callable[..., Any]]] = {}


def vjp(name: str, **rules: Callable[..., Any]) -> None:
    """Declare the gradient rules of the operation `name`, one for each differentiable operand."""
    DECLARED[name] = rules


def vjp_complex(name: str, **rules: Callable[..., Any]) -> None:
    """The same for complex operands, where they have rules of their own. They take no values that others do not."""
    DECLARED_COMPLEX[name] = rules


def compile_rules(name: str) -> tuple[Rule | None, ...]:
    """The rules of `name` in compiled form, one for each operand (None: not differentiable)."""
    op = OPS[name]
    if not op.differentiable:
        return (None,) * len(op.operands)
    rules = DECLARED[name]
    return tuple(_compiled(name, rules[operand]) if operand in op.needs else None for operand in op.operands)


def compile_complex_rules(name: str) -> tuple[Rule | None, ...]:
    """The same where an operand is complex.

    The gradient of a real loss for a complex z is dL/dRe z + i dL/dIm z: the direction in which L grows. Through
    ``f(z)`` with a derivative it is ``g * conj(f'(z))``, so a rule for real operands is right between conjugates.
    """
    op = OPS[name]
    if not op.differentiable:
        return compile_rules(name)
    if op.numbers == "values":
        raise MXNetNotImplementedError(
            f"the gradient of {name} for complex arrays is not part of this backend; torch and jax may have it"
        )
    if name in DECLARED_COMPLEX:
        rules = DECLARED_COMPLEX[name]
        return tuple(_compiled(name, rules[operand]) if operand in op.needs else None for operand in op.operands)
    found = compile_rules(name)
    return found if op.numbers == "any" else tuple(rule and _conjugated(rule) for rule in found)


def _conjugated(rule: Rule) -> Rule:
    def conjugated(xp: Any, g: Any, node: Any, saved: Any, *position: int) -> Any:
        return xp.conj(rule(xp, xp.conj(g), node, saved, *position))  # the position: of a sequence's operand

    return conjugated


def compile_vjp(name: str, xp: Any) -> Callable[[Any, Any], Any] | None:
    """All rules of `name` in `xp`, in one function ``vjp(node, g)`` (see `mxgrad.tape.Operation`)."""
    op = OPS[name]
    if op.variadic or not op.differentiable:
        return None
    parts = []
    for i, operand in enumerate(op.operands):
        if operand not in op.needs:
            parts.append("None")
            continue
        part = f"{operand}({_arguments(name, DECLARED[name][operand], 'node.saved')})"
        parts.append(part if len(op.operands) == 1 else f"None if node.parents[{i}] is None else {part}")
    vjp: Callable[[Any, Any], Any] = _generated(f"lambda node, g: ({', '.join(parts)},)", xp=xp, **DECLARED[name])
    return vjp


def _compiled(name: str, rule: Callable[..., Any]) -> Rule:
    extra = ", i" if OPS[name].variadic else ""
    compiled: Rule = _generated(f"lambda xp, g, node, saved{extra}: rule({_arguments(name, rule, 'saved')})", rule=rule)
    return compiled


def _generated(source: str, **names: Any) -> Any:
    # A call that passes exactly what the rule names, by position.
    return eval(source, names)


def _arguments(name: str, rule: Callable[..., Any], saved: str) -> str:
    """What a caller passes to `rule`, in terms of ``xp``, ``g``, ``node``, `saved` and ``i``."""
    op = OPS[name]
    places = {"xp": "xp", "g": "g", "ans": f"{saved}[0]", "i": "i"}
    if len(op.results) > 1:
        for k, result in enumerate(op.results):
            places |= {result: f"{saved}[0][{k}]", f"g_{result}": f"g[{k}]"}
    for position, value in enumerate((*op.operands, *op.static)):
        places[value] = f"{saved}[{position + 1}]"
    if op.variadic:
        places["shapes"] = f"{saved}[-1]"
    for position, operand in enumerate(op.operands):
        places[f"{operand}_shape"] = f"node.parents[{position}].shape"
    return ", ".join(places[parameter] for parameter in inspect.signature(rule).parameters)


def values_used(name: str, operand: str) -> set[str]:
    """Operands and `ans` whose values the rule takes; what the catalogue's `needs` must agree with."""
    op = OPS[name]
    return set(inspect.signature(DECLARED[name][operand]).parameters) & {*op.results, *op.operands}
