"""Staging, the recording half: operations become a program, and are computed when somebody looks.

Inside `record`, an operation on arrays that are in the graph computes nothing: it adds an *entry* to the program of
its thread, and its result is a `Staged` cell, of which only shape and dtype are known. Errors in these are found at
once, by abstract evaluation. Operands from outside are taken as they are at that moment; since JAX values never
change, later writes do not matter.

    entry      (spec, *references): what to compute, from what
    reference  i >= 0: entry i; ~k: operand k; None: the next number

A program belongs to its cells: with the last of them it goes. Three things can become of it:

    look       a value is asked for: the entries that it takes are computed
    unstage    something needs the tape: all entries are computed, one by one, and become nodes
    run        `backward`: see `mxgrad_jax.staging`
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from threading import get_ident
from typing import TYPE_CHECKING, Any
from weakref import ref

import jax
import numpy as np

from mxgrad.array import ndarray
from mxgrad.tape import Leaf, Node
from mxgrad.tape_backend import NULL
from mxgrad_jax.cell import PENDING, Cell, cell_of
from mxgrad_jax.errors import kernel_error
from mxgrad_jax.spec import Spec
from mxgrad_jax.wide import WIDE, call, wide

if TYPE_CHECKING:
    from mxgrad_jax.engine import JaxBackend
    from mxgrad_jax.record import Bound

Entry = tuple[Any, ...]

LIMIT = 512
"""Entries of a program. XLA would take too long to compile a longer one."""
UNSTAGING = threading.RLock()
"""Taken before any program's own lock: two threads may unstage programs that use each other's results."""


class Like:
    """Shape and dtype of a value. One object for each pair, so that they are compared by identity."""

    __slots__ = ("dtype", "is_inexact", "is_wide", "number", "shape")

    def __init__(self, shape: tuple[int, ...], dtype: np.dtype[Any]) -> None:
        self.shape = shape
        self.dtype = dtype
        self.is_wide = dtype in WIDE
        self.is_inexact = dtype.kind in "fcV"
        self.number: Like = self if shape == () else like((), dtype)  # what a Python number beside it becomes


_LIKES: dict[tuple[Any, Any], Like] = {}


def like(shape: tuple[int, ...], dtype: np.dtype[Any]) -> Like:
    found = _LIKES.get((shape, dtype))
    if found is None:
        found = _LIKES.setdefault((shape, dtype), Like(shape, dtype))
    return found


class Staged(Cell):
    """A cell whose value is the result of an entry, and that entry's place in the graph.

    It may be written like any other; then it no longer has the entry's value, but stays its place.
    """

    __slots__ = ("__weakref__", "_node", "born", "in_graph", "index", "program")

    like: Like

    def __init__(self, program: Program, index: int, like: Like, in_graph: bool) -> None:
        self.value = None
        self.root = PENDING
        self._version = None
        self.program = program
        self.index = index
        self.like = like
        self.in_graph = in_graph
        self.born = 0  # the version at which it has the entry's value
        self._node: Any = _NO_NODE

    @property
    def clean(self) -> bool:
        """Whether it has, or will have, the value of its entry."""
        return self._version is None or self._version[0] == self.born

    @property
    def shape(self) -> tuple[int, ...]:
        return self.like.shape

    @property
    def dtype(self) -> np.dtype[Any]:
        return self.like.dtype

    @property
    def node(self) -> Any:
        """The entry's place on the tape, where all entries of its program go now."""
        if self._node is _NO_NODE:
            self.program.unstage()
        return self._node

    def settle(self, value: Any) -> None:
        """The entry is computed: take its value."""
        if self.value is None and self.clean:
            self.value = value
            if self.root is PENDING:
                self.root = None

    def read(self) -> Any:
        if self.value is None and self.clean:
            self.program.look(self)
        return super().read()

    def write(self, value: Any) -> None:
        _ = self.version  # from now on writes are counted, so that it is not clean
        super().write(value)


class Program:
    """Entries, and what they refer to."""

    __slots__ = (
        "__weakref__", "cells", "engine", "entries", "freed", "guards", "in_graph", "is_open", "is_wide", "lock",
        "nodes", "numbers", "operands", "places", "signature", "tape", "thread", "unstaged", "values",
    )  # fmt: skip

    def __init__(self, engine: JaxBackend) -> None:
        self.engine = engine
        self.thread = get_ident()
        self.is_open = True  # whether that thread adds to it
        self.entries: list[Entry] = []
        self.cells: list[ref[Staged]] = []
        self.in_graph: list[bool] = []  # whether gradients pass through an entry
        self.operands: list[Any] = []
        self.nodes: list[Any] = []  # of the operands: Leaf, Node, Staged of another program, or None
        self.signature: list[Like] = []  # of the operands
        self.places: dict[tuple[int, int], int] = {}
        self.numbers: list[float] = []
        self.guards: list[tuple[int, list[int], int]] = []  # entry, version cell, version it needs
        self.is_wide = False
        self.freed = 0  # bit i: a backward pass has used entry i up
        self.unstaged = False
        self.values: dict[int, Any] = {}  # of entries, computed one by one
        self.tape: list[Node | None] = []  # nodes of the entries, while they are made
        self.lock = threading.RLock()

    def operand(self, raw: Any, node: Any, cell: Cell | None = None) -> tuple[int, Like]:
        """Reference to a value from outside, which `cell` has, and what it is like."""
        key = (id(raw), id(node))
        k = self.places.get(key)
        if k is None:
            k = self.places[key] = len(self.operands)
            found: Like | None = None if cell is None else cell.like
            if found is None:
                found = like(raw.shape, raw.dtype)
                if cell is not None:
                    cell.like = found
            if found.is_wide:
                self.is_wide = True
            self.signature.append(found)
            self.nodes.append(node)
            self.operands.append(raw)
        return ~k, self.signature[k]

    def add(self, entry: Entry, staged: Staged) -> None:
        """Add an entry, whose result is `staged`."""
        if staged.like.is_wide:
            self.is_wide = True
        self.in_graph.append(staged.in_graph)
        self.cells.append(ref(staged))
        self.entries.append(entry)
        if staged.index >= LIMIT - 1:
            self.is_open = False

    def guard(self, cell: Cell) -> None:
        """The gradient of the entry that comes next needs the value that `cell` has now."""
        version = cell.version
        self.guards.append((len(self.entries), version, version[0]))

    def alive(self) -> list[Staged]:
        """Cells that somebody still has."""
        return [cell for found in self.cells if (cell := found()) is not None]

    # -- computing -----------------------------------------------------------------------------------

    def look(self, cell: Staged) -> None:
        """Compute what a cell waits for."""
        with self.lock:
            if cell.value is None:
                self._compute(self._needed(cell.index))

    def _needed(self, index: int) -> list[int]:
        """Entries to be computed for the value of one, oldest first."""
        found: set[int] = set()
        stack = [index]
        while stack:
            i = stack.pop()
            if i in found or i in self.values:
                continue
            found.add(i)
            stack.extend(r for r in self.entries[i][1:] if r is not None and r >= 0)
        return sorted(found)

    def _compute(self, indices: Iterable[int]) -> None:
        offsets = number_offsets(self.entries)
        for i in indices:
            raws = self.raws(i, offsets[i])
            spec = self.entries[i][0]
            is_wide = spec.row.wide_result or any(raw.dtype in WIDE for raw in raws)
            value = call(spec.jitted, is_wide or self.is_wide, *raws)
            self.values[i] = value
            cell = self.cells[i]()
            if cell is not None:
                cell.settle(value)

    def raws(self, index: int, offset: int) -> list[Any]:
        """Operands of an entry whose operands are computed; `offset` is where its numbers begin."""
        found: list[Any] = []
        for r in self.entries[index][1:]:
            if r is None:
                found.append(None)
            else:
                found.append(self.values[r] if r >= 0 else self.operands[~r])
        if None in self.entries[index]:
            dtype = next(raw.dtype for raw in found if raw is not None)
            for position, raw in enumerate(found):
                if raw is None:
                    found[position] = self.engine.scalar(self.numbers[offset], dtype)
                    offset += 1
        return found

    # -- onto the tape -------------------------------------------------------------------------------

    def unstage(self) -> None:
        """Compute all entries, and make them nodes of the tape; first those of programs that these refer to.

        A graph of a million operations is thousands of programs, each with operands of the one before: no recursion.
        """
        seen: set[Program] = set()
        stack: list[tuple[Program, bool]] = [(self, False)]
        with UNSTAGING:
            while stack:
                program, are_earlier_done = stack.pop()
                if are_earlier_done:
                    program._onto_tape()
                elif program not in seen:
                    seen.add(program)
                    stack.append((program, True))
                    waiting = [node for node in program.nodes if type(node) is Staged and node._node is _NO_NODE]
                    stack.extend((node.program, False) for node in waiting)
            for program in seen:
                program._let_go()

    def _onto_tape(self) -> None:
        # Programs of two threads may use each other's results: then making a node leads back here, once.
        with self.lock:
            self.is_open = False
            self.unstaged = True
            start, end = len(self.tape), len(self.entries)
            self._compute([i for i in range(start, end) if i not in self.values])
            guards: dict[int, tuple[Any, ...]] = {}
            for i, version, needed in self.guards:
                guards[i] = (*guards.get(i, ()), version, needed)
            offsets = number_offsets(self.entries)
            for i in range(start, end):
                made = self._made(i, offsets[i], guards.get(i, ()))
                if len(self.tape) == i:
                    self.tape.append(made)
                    cell = self.cells[i]()
                    if cell is not None:
                        cell._node = made

    def release(self, alive: Sequence[Staged]) -> None:
        """All cells (those `alive`) have their values, and no gradient can be asked for any more."""
        with self.lock:
            self.is_open = False
            self.unstaged = True
            for cell in alive:
                cell._node = _USED_UP
            self._let_go()

    def _let_go(self) -> None:
        # A result that somebody keeps would keep all this alive. Another thread may be adding an entry, though.
        if self.thread == get_ident():
            self.entries = self.cells = self.operands = self.nodes = self.numbers = _NOTHING
            self.guards = self.signature = self.tape = _NOTHING
            self.values, self.places = {}, {}

    def _outside(self, node: Any) -> Any:
        """The place on the tape of an operand."""
        if type(node) is not Staged:
            return node
        if node._node is _NO_NODE:
            node.program._onto_tape()
        return node._node

    def _made(self, i: int, offset: int, guards: tuple[Any, ...]) -> Node | None:
        spec, *references = self.entries[i]
        value = self.values[i]
        parents: list[Any] = []
        for position, r in enumerate(references):
            node = None
            if r is not None and spec.row.wants(position):
                node = self.tape[r] if r >= 0 else self._outside(self.nodes[~r])
            parents.append(node)
        if value.dtype.kind not in "fcV" or not any(parent is not None for parent in parents):
            return None
        raws = self.raws(i, offset)
        keep, _, _ = spec.row.uses(tuple(p for p, node in enumerate(parents) if node is not None), len(raws))
        saved = tuple(
            raw if kept or r is None else (raw.shape, raw.dtype)
            for raw, kept, r in zip(raws, keep, references, strict=True)
        )
        node = Node(spec, tuple(parents), saved, guards, value.shape, value.dtype)
        if self.freed >> i & 1:
            node.parents = node.saved = node.guards = None
        return node


_NO_NODE = object()
_NOTHING: Any = ()
_USED_UP = Node(None, None, None, None, None, None)


def number_offsets(entries: Sequence[Entry]) -> list[int]:
    """For each entry how many numbers come before its own."""
    found, total = [], 0
    for entry in entries:
        found.append(total)
        total += entry.count(None)
    return found


# -- staging an operation ----------------------------------------------------------------------------
class _Local(threading.local):
    program: ref[Program] | None = None


class Stager:
    """Adds operations to the thread's program."""

    def __init__(self, engine: JaxBackend, detach: Bound) -> None:
        self.engine = engine
        self.local = _Local()
        self.detached = detach.plain

    def current(self) -> Program:
        """The program of this thread that entries are added to."""
        found = self.local.program
        program = None if found is None else found()
        if program is None or not program.is_open:
            program = Program(self.engine)
            self.local.program = ref(program)
        return program

    def stage(self, spec: Spec, values: Sequence[Any], is_wide: bool = False, cast: Any = None) -> ndarray | None:
        """Record ``spec(*values)`` on arrays, Python numbers and raw data; None if nothing is in the graph."""
        program = self.current()
        for value in values:
            if isinstance(value, ndarray):
                cell, node = cell_of(value), value._node
                if node is not None and node is not NULL:
                    break
                if type(cell) is Staged and cell.program is program and cell.value is None:
                    break
        else:
            return None
        row: Any = spec.row
        every, differentiable = row.op.variadic, row.differentiable
        entry: list[Any] = [spec]
        likes: list[Any] = []
        numbers: list[Any] = []
        wanted: list[int] = []
        for position, value in enumerate(values):
            if type(value) is float or type(value) is int:
                reference = found = None
                numbers.append(value)
            elif not isinstance(value, ndarray):
                reference, found = program.operand(value, None)
            else:
                cell, node = cell_of(value), value._node
                if type(cell) is Staged and cell.program is program and (node is None or node is cell) and cell.clean:
                    found = cell.like
                    reference = cell.index
                    if cell.in_graph:
                        if node is None:
                            reference = self._detach(program, reference, found)
                        elif every or differentiable[position]:
                            wanted.append(position)
                else:
                    if type(node) is Staged and node.program is program:
                        # Its data is not the entry's any more.
                        program.unstage()
                        return self.stage(spec, values, is_wide, cast)
                    node = None if node is NULL else node
                    reference, found = program.operand(cell.read(), node)
                    if node is not None and (every or differentiable[position]):
                        wanted.append(position)
            entry.append(reference)
            likes.append(found)
        key = tuple(likes)
        result = spec.results.get(key)
        if result is None:
            result = spec.results[key] = _result(spec, likes)
            row.settled[key] = spec, result, is_wide, cast
        in_graph = bool(wanted) and result.is_inexact
        staged = Staged(program, len(program.entries), result, in_graph)
        if in_graph:
            _, guarded, guard_ans = row.uses(tuple(wanted), len(values))
            for i in guarded:
                # A value that is cast is a copy elsewhere: overwriting the operand does it no harm.
                if isinstance(values[i], ndarray) and (cast is None or likes[i].dtype == cast):
                    program.guard(cell_of(values[i]))
            if guard_ans:
                program.guard(staged)
        if is_wide:
            program.is_wide = True
        program.numbers.extend(numbers)
        program.add(tuple(entry), staged)
        return ndarray(self.engine, staged, staged if in_graph else None)

    def _detach(self, program: Program, reference: int, found: Like) -> int:
        """The same value, constant for gradients."""
        staged = Staged(program, len(program.entries), found, False)
        program.add((self.detached, reference), staged)
        return staged.index

    def unary(self, bound: Bound) -> Callable[[Spec, ndarray], ndarray | None]:
        """A short cut to `stage` for one operand, which is in the graph; gives None if that takes more thought."""
        engine, differentiable = self.engine, bound.op.differentiable
        _, guarded, guard_ans = bound.uses((0,), 1) if differentiable else _NOTHING_USED

        def staged_unary(spec: Spec, x: ndarray) -> ndarray | None:
            reference: int | None
            like: Like | None
            entry = _entry(x)
            if entry is not None:
                program, reference, like = entry.program, entry.index, entry.like
            elif type(x._node) is Leaf and x._node is not NULL:
                program = self.current()
                found = _reference(program, x)
                if found is None:
                    return None
                reference, like, _ = found
            else:
                return None
            result = spec.results.get((like,))
            if result is None:
                return None
            staged = Staged(program, len(program.entries), result, differentiable)
            if guarded:
                program.guard(cell_of(x))
            if guard_ans:
                program.guard(staged)
            program.add((spec, reference), staged)
            return ndarray(engine, staged, staged if differentiable else None)

        return staged_unary

    def binary(self, bound: Bound) -> Callable[[Any, Any], ndarray | None]:
        """The same for two, also variables and constants, and a number."""
        engine, settled = self.engine, bound.settled
        differentiable = bound.op.differentiable
        # By whether the first and the second operand are in the graph.
        uses = {
            (True, False): bound.uses((0,), 2) if differentiable else _NOTHING_USED,
            (False, True): bound.uses((1,), 2) if differentiable else _NOTHING_USED,
            (True, True): bound.uses((0, 1), 2) if differentiable else _NOTHING_USED,
        }

        def staged_binary(x: Any, y: Any) -> ndarray | None:
            first: _Found
            second: _Found
            entry = _entry(x)
            if entry is not None:
                program, first = entry.program, (entry.index, entry.like, True)
                second = _reference(program, y)
            else:
                entry = _entry(y)
                if entry is not None:
                    program, second = entry.program, (entry.index, entry.like, True)
                elif _is_variable(x) or _is_variable(y):
                    program = self.current()
                    second = _reference(program, y)
                else:
                    return None
                first = _reference(program, x)
            if first is None or second is None:
                return None
            i, like_x, in_graph_x = first
            j, like_y, in_graph_y = second
            way = settled.get((like_x, like_y))
            if way is None:
                return None
            spec, result, is_wide, cast = way
            staged = Staged(program, len(program.entries), result, differentiable)
            _, guarded, guard_ans = uses[in_graph_x, in_graph_y]
            for position in guarded:
                operand, like = (y, like_y) if position else (x, like_x)
                if like is not None and (cast is None or like.dtype == cast):
                    program.guard(cell_of(operand))
            if guard_ans:
                program.guard(staged)
            if i is None:
                program.numbers.append(x)
            if j is None:
                program.numbers.append(y)
            if is_wide:
                program.is_wide = True
            program.add((spec, i, j), staged)
            return ndarray(engine, staged, staged if differentiable else None)

        return staged_binary


_NOTHING_USED: tuple[Any, tuple[int, ...], bool] = ((), (), False)


def _is_variable(x: Any) -> bool:
    return type(x) is ndarray and type(x._node) is Leaf and x._node is not NULL


def _entry(x: Any) -> Staged | None:
    """The cell of `x`, if it has the value of an entry of the program that this thread adds to, and is its place."""
    if type(x) is ndarray:
        cell: Any = x._handle
        if type(cell) is Staged and x._node is cell and (cell._version is None or cell._version[0] == cell.born):
            program = cell.program
            if program.is_open and program.thread == get_ident():
                return cell
    return None


_Found = tuple[int | None, Like | None, bool] | None
_NUMBER = (None, None, False)


def _reference(program: Program, x: Any) -> _Found:
    """Reference to an operand, what it is like, whether it is in the graph; None if that takes more thought."""
    if type(x) is ndarray:
        cell, node = cell_of(x), x._node
        if type(cell) is Staged:
            if node is cell and cell.program is program and (cell._version is None or cell._version[0] == cell.born):
                return cell.index, cell.like, True
        elif type(cell) is Cell and cell.root is None and (node is None or (type(node) is Leaf and node is not NULL)):
            reference, found = program.operand(cell.value, node, cell)
            return reference, found, node is not None
    elif type(x) is float or type(x) is int:
        return _NUMBER
    return None


def _result(spec: Spec, likes: Sequence[Like | None]) -> Like:
    """Shape and dtype of an operation's result, by abstract evaluation. None stands for a number."""
    number = next(found for found in likes if found is not None).number
    known = [number if found is None else found for found in likes]
    structs: list[Any] = [_struct(one.shape, one.dtype) for one in known]
    try:
        with wide():
            result = jax.eval_shape(spec.function, *structs)
    except Exception as error:
        row: Any = spec.row
        raise kernel_error(row.op, error, known, ()) from error
    return like(result.shape, np.dtype(result.dtype))


_struct: Callable[..., Any] = jax.ShapeDtypeStruct
