"""Staging, the computing half: forward and backward of a program as one XLA computation.

What is compiled is kept by the program's structure: entries, shapes and dtypes of operands, heads, and which results
somebody still has. Numbers are arguments, so that others need no compilation.

Compiling takes as long as a hundred steps, so the more was compiled already, the more often a structure must be seen
to be compiled. A program that changes at every step (sentences of many lengths) is computed by the tape instead, with
functions compiled per operation.
"""

from __future__ import annotations

import threading
from array import array
from collections import OrderedDict
from collections.abc import Callable, Sequence
from threading import get_ident
from typing import TYPE_CHECKING, Any

import jax
import jax.numpy as jnp
import numpy as np

from mxgrad.array import ndarray
from mxgrad.base import NOT_IN_GRAPH, MXNetError
from mxgrad.tape import Leaf, stale
from mxgrad_jax.program import Entry, Program, Staged
from mxgrad_jax.spec import conjugate
from mxgrad_jax.wide import call

if TYPE_CHECKING:
    from mxgrad_jax.engine import JaxBackend

KEPT = 128
"""How many structures are remembered; the one that was not seen for longest goes."""
PATIENCE = 1
"""How often the first structures must be seen to be compiled; later ones more often, …"""
BREAK_EVEN = 64
"""… up to this: by then, not to compile it has cost as much as compiling."""


class Structure:
    """What is known of programs of one structure."""

    __slots__ = ("plan", "seen")

    def __init__(self) -> None:
        self.seen = 0
        self.plan: Plan | None = None


class Plan:
    """How programs of one structure are run.

    reach       bit i: the heads' gradient passes through entry i
    variables   operands that are variables, and are reached
    foreign     nodes from outside the program are reached: the tape must do it
    """

    __slots__ = ("_last", "_reaches", "entries", "foreign", "function", "numbers", "reach", "variables")

    def __init__(
        self, program: Program, entries: tuple[Entry, ...], heads: tuple[int, ...], live: tuple[int, ...], given: Any
    ) -> None:
        self.entries = entries
        self.reach, operands = _reached(program, entries, heads)
        self._reaches: dict[int, int] = {}
        self.foreign = any(type(program.nodes[k]) is not Leaf for k in operands)
        self.variables = operands
        self.numbers = sum(entry.count(None) for entry in entries)
        self.function = jax.jit(_step(entries, self.variables, heads, live, given))
        self._last: tuple[bytes, Any] = (b"", None)

    def reach_of(self, program: Program, head: int) -> int:
        """`reach` if the entry `head` were the only head."""
        if self.reach >> head & 1:
            return self.reach
        found = self._reaches.get(head)
        if found is None:
            found = self._reaches[head] = _reached(program, self.entries, (head,))[0]
        return found

    def vector(self, numbers: Sequence[float], is_wide: bool) -> Any:
        """The program's numbers as one operand. Most steps have the same as the one before."""
        packed = array("d", numbers[: self.numbers]).tobytes()
        last, vector = self._last
        if packed != last or vector is None:
            with np.errstate(over="ignore"):
                host = np.frombuffer(packed).astype("float64" if is_wide else "float32")
            vector = call(_identity, is_wide, host)
            self._last = packed, vector
        return vector


_identity = jax.jit(lambda x: x)


def _reached(program: Program, entries: tuple[Entry, ...], heads: tuple[int, ...]) -> tuple[int, list[int]]:
    """Entries (as bits) and operands in the graph that gradients of the heads pass through."""
    reach = 0
    for head in heads:
        reach |= 1 << head
    operands: set[int] = set()
    for i in range(max(heads), -1, -1):
        if not reach >> i & 1:
            continue
        spec, *references = entries[i]
        for position, r in enumerate(references):
            if r is None or not spec.row.wants(position):
                continue
            if r < 0:
                if program.nodes[~r] is not None:
                    operands.add(~r)
            elif program.in_graph[r]:
                reach |= 1 << r
    return reach, sorted(operands)


def evaluate(entries: Sequence[Entry], wanted: Sequence[int], operands: Sequence[Any], numbers: Any) -> dict[int, Any]:
    """Values of the entries `wanted` and of those that they take; inside `jax.jit`."""
    needed = set(wanted)
    for i in range(len(entries) - 1, -1, -1):
        if i in needed:
            needed.update(r for r in entries[i][1:] if r is not None and r >= 0)
    values: dict[int, Any] = {}
    count = 0
    for i, (spec, *references) in enumerate(entries):
        if i in needed:
            raws = [None if r is None else values[r] if r >= 0 else operands[~r] for r in references]
            if None in references:
                dtype = next(raw.dtype for raw in raws if raw is not None)
                for position, r in enumerate(references):
                    if r is None:
                        raws[position] = numbers[count].astype(dtype)
                        count += 1
            values[i] = spec.function(*raws)
        else:
            count += references.count(None)
    return values


def _step(
    entries: tuple[Entry, ...],
    variables: Sequence[int],
    heads: tuple[int, ...],
    live: tuple[int, ...],
    given: tuple[bool, ...],
) -> Callable[..., Any]:
    """Values of the entries `live`, and gradients of the heads for the operands `variables`."""

    def step(operands: Sequence[Any], numbers: Any, head_grads: Sequence[Any]) -> Any:
        def forward(*values: Any) -> Any:
            some = list(operands)
            for k, value in zip(variables, values, strict=True):
                some[k] = value
            found = evaluate(entries, (*heads, *live), some, numbers)
            return [found[i] for i in heads], [found[i] for i in live]

        results, back, values = jax.vjp(forward, *[operands[k] for k in variables], has_aux=True)
        those = iter(head_grads)
        seeds = [conjugate(next(those)) if has else jnp.ones_like(y) for y, has in zip(results, given, strict=True)]
        return values, tuple(conjugate(g) for g in back(seeds))

    return step


class Runs:
    """Runs programs; keeps what is compiled."""

    def __init__(self, engine: JaxBackend) -> None:
        self.engine = engine
        self.structures: OrderedDict[Any, Structure] = OrderedDict()
        self.lock = threading.Lock()
        self.patience = PATIENCE
        self.compilations = 0
        self._last: tuple[Any, Plan] | None = None

    def gradients(
        self, heads: Sequence[ndarray], grads: Sequence[ndarray | None], retain_graph: bool
    ) -> dict[Any, Any] | None:
        """Gradients by `Leaf`, from a compiled computation; None if the tape must do it.

        Raises
        ------
        MXNetError
            As `mxgrad.tape.gradients`.
        """
        first = heads[0]._node
        if type(first) is not Staged:
            return None
        program = first.program
        if program.unstaged:
            return None
        for head in heads:
            if type(head._node) is not Staged or head._node.program is not program:
                return None
        entries = tuple(program.entries)
        places = tuple([head._node.index for head in heads])  # tuples of lists: in a third of a generator's time
        alive = program.alive()
        waiting = [cell for cell in alive if cell.value is None and cell.clean]
        live = tuple([cell.index for cell in waiting])
        given = tuple([g is not None for g in grads])
        operands = program.operands[:]
        graph = tuple([0 if node is None else 1 if type(node) is Leaf else 2 for node in program.nodes])
        key = (entries, tuple(program.signature), graph, places, live, given, program.is_wide)
        plan = self._plan(key, program, entries, places, live, given)
        if plan is None or plan.foreign:
            return None
        reach = plan.reach
        if program.freed & reach:
            raise MXNetError(NOT_IN_GRAPH)
        for i, version, needed in program.guards:
            if version[0] != needed and reach >> i & 1:
                raise stale(entries[i][0].name)
        numbers = plan.vector(program.numbers, program.is_wide)
        raws = [self.engine.raw(g) for g in grads if g is not None]
        values, found = call(plan.function, program.is_wide, operands, numbers, raws)
        for cell, value in zip(waiting, values, strict=True):
            cell.settle(value)
        gradients: dict[Any, Any] = {}
        for k, g in zip(plan.variables, found, strict=True):
            leaf = program.nodes[k]
            # One variable may have been several operands, if it was written in between.
            gradients[leaf] = g if leaf not in gradients else self.engine.raw_engine.accumulate(gradients[leaf], g)
        if not retain_graph:
            program.freed |= reach
            program.is_open = False
            # Another thread may be adding to its program.
            if program.thread == get_ident():
                for cell in alive:
                    if cell.in_graph and not plan.reach_of(program, cell.index) & program.freed:
                        break
                else:
                    program.release(alive)
        return gradients

    def _plan(
        self,
        key: Any,
        program: Program,
        entries: tuple[Entry, ...],
        heads: tuple[int, ...],
        live: tuple[int, ...],
        given: tuple[bool, ...],
    ) -> Plan | None:
        last = self._last
        if last is not None and last[0] == key:  # in half the time of the key's hash
            return last[1]
        with self.lock:
            structure = self.structures.get(key)
            if structure is None:
                structure = self.structures[key] = Structure()
                if len(self.structures) > KEPT:
                    self.structures.popitem(last=False)
            else:
                self.structures.move_to_end(key)
            structure.seen += 1
            if structure.plan is None and structure.seen >= self.needed():
                structure.plan = Plan(program, entries, heads, live, given)
                self.compilations += not structure.plan.foreign
            if structure.plan is not None:
                self._last = key, structure.plan
            return structure.plan

    def needed(self) -> int:
        """How often a structure must be seen to be compiled."""
        return min(self.patience + self.compilations // 2, BREAK_EVEN)
