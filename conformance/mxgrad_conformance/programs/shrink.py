"""From a program that fails to a small one that fails alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as onp

from mxgrad_conformance.programs import reference
from mxgrad_conformance.programs.operations import OPERATIONS
from mxgrad_conformance.programs.program import Leaf, Program, Step


def shrink(program: Program, fails: Callable[[Program], bool], attempts: int = 2000) -> Program:
    """The smallest program found for which ``fails`` still holds."""
    while attempts > 0:
        for smaller in _smaller(program):
            if _cost(smaller) >= _cost(program):
                continue
            attempts -= 1
            if _sound(smaller) and fails(smaller):
                program = smaller
                break
            if attempts <= 0:
                break
        else:
            break
    return program


PLAIN = {
    "via": "backward", "weighted": False, "again": False, "passes": 1, "train_mode": True, "leave_after": None,
    "inside": False, "second": False,
}  # fmt: skip


def _cost(program: Program) -> tuple[int, ...]:
    """What is to become small, the most important first."""
    fancy = sum(getattr(program, field) != value for field, value in PLAIN.items())
    odd = sum((leaf.req != "write") + (leaf.dtype != "float64") + (leaf.seed > 0) for leaf in program.leaves)
    paused = sum(step.paused for step in program.steps)
    return len(program.steps), len(program.heads), len(program.leaves), fancy, paused, odd, -sum(program.heads)


def _smaller(program: Program) -> Iterator[Program]:
    """Simpler programs, the greatest simplifications first."""
    yield _without_dead_values(program)
    for k in range(len(program.steps) - 1):
        yield _cut(program, k + 1)
    for k in reversed(range(len(program.steps))):
        yield from _without(program, len(program.leaves) + k)
    if len(program.heads) > 1:
        for head in program.heads:
            yield _without_dead_values(replace(program, heads=(head,)))
    count = len(program.leaves)
    for k in reversed(range(len(program.steps))):
        for dtype in ("float64", program.leaves[0].dtype):
            yield _without_dead_values(_as_leaf(program, count + k, dtype))
    for k in reversed(range(len(program.steps))):
        number = count + k
        others = [*program.steps[k].operands, *range(count)]
        for other in dict.fromkeys(others):
            yield _without_dead_values(_replaced(program, number, other))
    for k in reversed(range(len(program.steps))):
        if count + k not in program.heads:
            yield _without_dead_values(replace(program, heads=(count + k,)))
    for field, value in PLAIN.items():
        if getattr(program, field) != value:
            yield replace(program, **{field: value})  # type: ignore[arg-type]
    for k, step in enumerate(program.steps):
        if step.paused:
            yield replace(program, steps=(*program.steps[:k], replace(step, paused=False), *program.steps[k + 1 :]))
    wide = tuple(replace(leaf, dtype="float64") if leaf.variable else leaf for leaf in program.leaves)
    if wide != program.leaves:
        yield replace(program, leaves=wide)
    for i, leaf in enumerate(program.leaves):
        for change in ({"req": "write"}, {"dtype": "float64"}, {"seed": 0}):
            smaller = replace(leaf, **change)
            if smaller != leaf and not (leaf.dtype == "int32" and "seed" not in change):
                yield replace(program, leaves=(*program.leaves[:i], smaller, *program.leaves[i + 1 :]))


def _as_leaf(program: Program, number: int, dtype: str) -> Program:
    """A variable of its own in the place of a computed value."""
    count = len(program.leaves)
    shape = reference.values_of(program)[number].array.shape

    def place(i: int) -> int:
        return count if i == number else i if i < count else i + 1

    steps = tuple(replace(step, operands=tuple(map(place, step.operands))) for step in program.steps)
    leaves = (*program.leaves, Leaf(shape, dtype))
    return replace(program, leaves=leaves, steps=steps, heads=tuple(dict.fromkeys(map(place, program.heads))))


def _replaced(program: Program, number: int, by: int) -> Program:
    """Another value, computed before, wherever value ``number`` is used."""

    def place(i: int) -> int:
        return by if i == number else i

    steps = tuple(replace(step, operands=tuple(map(place, step.operands))) for step in program.steps)
    return replace(program, steps=steps, heads=tuple(dict.fromkeys(map(place, program.heads))))


def _cut(program: Program, count: int) -> Program:
    """The first steps only: for failures that the heads do not see."""
    heads = tuple(i for i in program.heads if i < len(program.leaves) + count)
    variables = [i for i, leaf in enumerate(program.leaves) if leaf.variable and leaf.req != "null"]
    return replace(program, steps=program.steps[:count], heads=heads or tuple(variables[:1]))


def _without(program: Program, number: int) -> Iterator[Program]:
    """All but one value that nothing uses."""
    if number not in program.heads and all(number not in step.operands for step in program.steps):
        kept = [i for i in range(len(program.leaves) + len(program.steps)) if i != number]
        yield _renumbered(program, kept)


def _without_dead_values(program: Program) -> Program:
    """Only what the heads need."""
    count = len(program.leaves)
    needed = set(program.heads)
    for k in reversed(range(len(program.steps))):
        if count + k in needed:
            needed.update(program.steps[k].operands)
    return _renumbered(program, [i for i in range(count + len(program.steps)) if i in needed])


def _renumbered(program: Program, kept: list[int]) -> Program:
    count = len(program.leaves)
    place = {old: new for new, old in enumerate(kept)}
    steps = [program.steps[i - count] for i in kept if i >= count]
    return replace(
        program,
        leaves=tuple(program.leaves[i] for i in kept if i < count),
        steps=tuple(Step(s.op, tuple(place[i] for i in s.operands), s.args, s.kwargs, s.paused) for s in steps),
        heads=tuple(place[i] for i in program.heads),
        leave_after=None if program.leave_after is None else min(program.leave_after, max(0, len(steps) - 1)),
    )


def _sound(program: Program) -> bool:
    """Whether the builder could have made it: in its domains, away from kinks, with a gradient."""
    from mxgrad_conformance.programs.build import REFUSALS, fits

    try:
        values = reference.values_of(program)
    except REFUSALS:
        return False
    if not all(values[head].reach for head in program.heads):
        return False
    for k, step in enumerate(program.steps):
        value = values[len(program.leaves) + k]
        operands = [values[i] for i in step.operands]
        if not onp.all(onp.isfinite(value.array)) or not fits(OPERATIONS[step.op], step, operands):
            return False
    return True
