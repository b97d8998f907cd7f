"""Operations with everything but their operands fixed: compiled once, gradients too.

Forward is ``jax.jit(kernel)``, backward ``jax.jit`` of the kernel's vjp; both are kept here, since deriving a vjp
anew for each operation costs a hundred times what calling a compiled one does. The vjp computes what it needs of
the forward pass again, and XLA drops what it does not use.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import jax
import jax.numpy as jnp

from mxgrad.tape import Node
from mxgrad_jax.wide import WIDE, call, widened

if TYPE_CHECKING:
    from mxgrad_jax.engine import JaxBackend
    from mxgrad_jax.record import Bound

Like = tuple[tuple[int, ...], Any]
"""Shape and dtype, in place of a value that a gradient does not use."""
Given = tuple[bool, ...] | None
"""Of several results, which have a gradient that is not zero; None if there is one result."""


class Spec:
    """A pure function of JAX arrays, with what is compiled for it. The operation of nodes on the tape."""

    __slots__ = ("_pulls", "engine", "function", "jitted", "makes_wide", "name", "results", "row", "wide")
    raises = False
    large = None  # JAX arrays are never overwritten

    def __init__(self, engine: JaxBackend, name: str, function: Callable[..., Any], row: Bound | None = None) -> None:
        self.engine = engine
        self.name = name
        self.function = function
        self.row = row
        """The row of the catalogue that it is of; None for gradients."""
        self.results: dict[Any, Any] = {}
        """Shapes and dtypes of results by those of the operands, for staging."""
        self.jitted = jax.jit(function)
        self.wide = widened(self.jitted)
        self._pulls: dict[tuple[Any, ...], Spec] = {}
        self.makes_wide = False
        """Whether it makes 64-bit values of its own, in place of those that were dropped."""

    def pull(self, wanted: tuple[int, ...], dropped: tuple[Like | None, ...], given: Given) -> Spec:
        """The vjp for the operands `wanted`: a function of the result's gradient and all operands not `dropped`."""
        key = (wanted, dropped, given)
        found = self._pulls.get(key)
        if found is None:
            function = partial(_pull, self.function, wanted, dropped, given)
            found = self._pulls[key] = Spec(self.engine, f"gradient of {self.name}", function)
            found.makes_wide = self.makes_wide or any(like is not None and like[1] in WIDE for like in dropped)
        return found

    # -- as the tape wants it ------------------------------------------------------------------------

    def vjp(self, node: Node, g: Any) -> list[Any]:
        gs, given = _heads(node, g)
        wanted, dropped, kept, is_wide = _asked(node, gs[0])
        found = iter(call(self.pull(wanted, dropped, given).jitted, is_wide, *gs, *kept))
        return [None if parent is None else next(found) for parent in node.parents]

    def vjp_recorded(self, node: Node, g: Any) -> list[Any]:
        # One operation for each wanted operand: results of several parts are not worth their trouble here.
        gs, given = _heads(node, g)
        wanted, dropped, kept, is_wide = _asked(node, gs[0])
        nodes = [parent for parent, like in zip(node.parents, dropped, strict=True) if like is None]
        nodes = [*map(self.engine.node, gs), *nodes]
        found: list[Any] = [None] * len(node.parents)
        for i in wanted:
            pull = self.pull((i,), dropped, given).part()
            found[i] = self.engine.apply_pure(pull, [*gs, *kept], nodes, is_wide)
        return found

    def part(self) -> Spec:
        """The same function with its only result taken out of the tuple."""
        found = self._pulls.get(())
        if found is None:
            found = self._pulls[()] = Spec(self.engine, self.name, partial(_only, self.function))
            found.makes_wide = self.makes_wide
        return found


def _heads(node: Node, g: Any) -> tuple[list[Any], Given]:
    """The gradients of the results of `node`, without those that are zero."""
    if node.shape is not None:
        return [g], None
    return [part for part in g if part is not None], tuple(part is not None for part in g)


def _asked(node: Node, g: Any) -> tuple[tuple[int, ...], tuple[Like | None, ...], list[Any], bool]:
    """Operands wanted, those dropped, the values kept, and whether any of it is 64-bit."""
    is_wide = g.dtype in WIDE or node.op.makes_wide
    wanted: list[int] = []
    dropped: list[Like | None] = []
    kept: list[Any] = []
    for i, (parent, value) in enumerate(zip(node.parents, node.saved, strict=True)):
        if parent is not None:
            wanted.append(i)
            is_wide = is_wide or parent.dtype in WIDE
        if value is None:
            assert parent is not None  # its node knows what the operand was like
            dropped.append((parent.shape, parent.dtype))
        elif type(value) is tuple:
            dropped.append(value)
            is_wide = is_wide or value[1] in WIDE
        else:
            dropped.append(None)
            kept.append(value)
            is_wide = is_wide or value.dtype in WIDE
    return tuple(wanted), tuple(dropped), kept, is_wide


def _only(function: Callable[..., Any], *operands: Any) -> Any:
    (found,) = function(*operands)
    return found


def _pull(
    function: Callable[..., Any],
    wanted: Sequence[int],
    dropped: Sequence[Like | None],
    given: Given,
    *values: Any,
) -> Any:
    count = 1 if given is None else sum(given)
    heads, kept = iter(values[:count]), iter(values[count:])
    operands = [next(kept) if like is None else jnp.zeros(*like) for like in dropped]

    def of_wanted(*some: Any) -> Any:
        for i, value in zip(wanted, some, strict=True):
            operands[i] = value
        return function(*operands)

    results, back = jax.vjp(of_wanted, *[operands[i] for i in wanted])
    if given is None:
        g = conjugate(next(heads))
    else:
        g = tuple(conjugate(next(heads)) if has else jnp.zeros_like(y) for y, has in zip(results, given, strict=True))
    return tuple(conjugate(part) for part in back(g))


def conjugate(g: Any) -> Any:
    """A gradient between JAX's convention and ours: dL/dRe - i dL/dIm there, + here. Nothing for real numbers."""
    return jnp.conj(g) if jnp.iscomplexobj(g) else g
