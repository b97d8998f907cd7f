"""From choices to programs. Every choice is a small number, and smaller ones make simpler programs."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as onp

from mxgrad_conformance.programs import reference
from mxgrad_conformance.programs.domains import MARGIN, Domain
from mxgrad_conformance.programs.operations import OPERATIONS, TOPICS
from mxgrad_conformance.programs.operations.shape import SHAPES
from mxgrad_conformance.programs.operations.table import Operation
from mxgrad_conformance.programs.program import Leaf, Program, Step
from mxgrad_conformance.programs.reference import NOISE, Value

T = TypeVar("T")
Below = Callable[[int], int]
"""Chooses a number below another."""

DTYPES = ("float64", "float32", "int32")
REFUSALS = (ArithmeticError, AttributeError, LookupError, ValueError)
LARGEST = 100.0
STEEPEST = 200.0
"""By how much errors of the leaves may grow in a value: what is worse conditioned is left out."""


class Builder:
    """A program in the making, with the values that it has so far."""

    def __init__(self, below: Below, few: int = 0, only: Sequence[str] = ()) -> None:
        """With ``few``, only one in so many of all calls (of one operation, on shapes and types) is ever made,
        and all results have one of the six shapes: for an engine that compiles each anew."""
        self.below = below
        self.few = few
        self.topics = TOPICS if not only else (tuple(OPERATIONS[name] for name in only),)
        self.by_weight = [topic for topic in self.topics for _ in range(1 + len(topic) // 30)]
        self.leaves: list[Leaf] = []
        self.steps: list[Step] = []
        self.values: list[Value] = []

    def pick(self, choices: Sequence[T]) -> T:
        return choices[self.below(len(choices))]

    def chance(self, one_in: int) -> bool:
        return self.below(one_in) == one_in - 1

    def build(self, low: int = 3, high: int = 30) -> Program:
        main = self.pick(DTYPES[:2])
        for number in range(1 + self.below(4)):
            self._leaf(number, main)
        wanted = low + self.below(high - low + 1)
        attempts = 0
        while len(self.steps) < wanted and attempts < 4 * wanted * (self.few or 1):
            attempts += 1
            self._step(self.pick(self.pick(self.by_weight)))
        heads = self._heads()
        second = self.chance(5)
        return Program(
            leaves=tuple(self.leaves),
            steps=tuple(self.steps),
            heads=heads,
            via="backward" if second else self.pick(("backward", "each", "grad")),
            weighted=not self.chance(4),
            again=self.chance(4) and not second,
            passes=2 if self.chance(6) and not second else 1,
            train_mode=not self.chance(5),
            leave_after=self.below(len(self.steps)) if self.chance(6) else None,
            inside=self.chance(6),
            second=second,
        )

    def _leaf(self, number: int, main: str) -> None:
        """The first leaf is a variable; of the others some are constants, of another type, or integers."""
        dtype = main
        req: str | None = "write"
        if number:
            dtype = self.pick(DTYPES) if self.chance(8 if self.few else 4) else main
            req = self.pick(("write", "add", None, "null"))
        elif self.chance(4):
            req = "add"
        leaf = Leaf(self.pick(SHAPES), dtype, self.below(1000), req if dtype != "int32" else None)
        self.leaves.append(leaf)
        self.values.append(reference.leaf_value(leaf, number))

    def _step(self, operation: Operation) -> None:
        mark = len(self.steps)
        places = self._places(operation)
        if places is None:
            return
        args, kwargs = self.pick(operation.calls(*(self.values[i].array.shape for i in places)))
        paused = self.chance(20) and not operation.variable
        guarded = [self._guarded(i, d, operation) for i, d in zip(places, operation.domains, strict=True)]
        found = [i for i in guarded if i is not None]
        if len(found) < len(guarded) or not self._add(Step(operation.name, tuple(found), args, kwargs, paused)):
            # Nor the guards, which would be for nothing.
            del self.steps[mark:]
            del self.values[len(self.leaves) + mark :]

    def _add(self, step: Step) -> bool:
        """Add a step, unless NumPy refuses it, its result is no good, or it is near a kink."""
        operands = [self.values[i] for i in step.operands]
        try:
            if not clear(OPERATIONS[step.op], step, operands) or not self._familiar(step, operands):
                return False
            value = reference.step_value(step, operands, len(self.values))
        except REFUSALS:
            return False
        if not self._acceptable(value):
            return False
        self.steps.append(step)
        self.values.append(value)
        return True

    def _familiar(self, step: Step, operands: Sequence[Value]) -> bool:
        if not self.few or step.op.startswith("into_"):
            return True
        call = (step.op, [(v.array.shape, v.dtype) for v in operands], step.args, sorted(step.kwargs.items()))
        return zlib.crc32(repr(call).encode()) % self.few == 0

    def _acceptable(self, value: Value) -> bool:
        array = value.array
        if array.size > 24 or array.ndim > 3 or (self.few and array.shape not in SHAPES):
            return False
        if value.noisy.shape != array.shape:
            return False
        if value.kind != "float":
            return onp.array_equal(array, value.noisy) and bool(onp.all(onp.abs(array.astype("float64")) < 1e6))
        if not onp.all(onp.isfinite(array)) or onp.max(onp.abs(array), initial=0.0) > LARGEST:
            return False
        return bool(onp.all(onp.abs(value.noisy - array) <= NOISE * STEEPEST * (1 + onp.abs(array))))

    def _places(self, operation: Operation) -> tuple[int, ...] | None:
        """Operands, recent values first, that fit together."""
        places: list[int] = []
        for position, domain in enumerate(operation.domains):
            found = [i for i in reversed(range(len(self.values))) if self._takes(operation, domain, i)]
            if position + 1 == len(operation.domains):
                chosen = [self.values[i].array.shape for i in places]
                found = [i for i in found if operation.calls(*chosen, self.values[i].array.shape)]
            if not found:
                return None
            places.append(self._recent(found))
        return tuple(places)

    def _recent(self, found: Sequence[int]) -> int:
        return found[min(self.below(len(found)), self.below(len(found)))]

    def _takes(self, operation: Operation, domain: Domain, i: int) -> bool:
        """As it is, or after a guard, which takes what is floating."""
        return self.values[i].kind == "float" or _holds(operation, domain, self.values[i])

    def _guarded(self, i: int, domain: Domain, operation: Operation) -> int | None:
        if _holds(operation, domain, self.values[i]):
            return i
        return len(self.values) - 1 if self._add(Step(domain.guard, (i,))) else None

    def _heads(self) -> tuple[int, ...]:
        """The last value that has a gradient, and sometimes others."""
        alive = [i for i in reversed(range(len(self.values))) if self.values[i].reach]
        heads = [alive[0], *(self.pick(alive) for _ in range(self.below(3)))]
        return tuple(dict.fromkeys(heads))


def _holds(operation: Operation, domain: Domain, value: Value) -> bool:
    kinds = ("float", "int") if domain.kind == "float" and operation.ints else (domain.kind,)
    return value.kind in kinds and domain.holds(value.array)


def clear(operation: Operation, step: Step, operands: Sequence[Value]) -> bool:
    """Whether the operands are away from kinks that their domains do not exclude."""
    test = operation.clear
    return test is None or test(*(v.array for v in operands), *step.args, **step.kwargs) > MARGIN


def fits(operation: Operation, step: Step, operands: Sequence[Value]) -> bool:
    """Whether the operands of a step are what its operation takes."""
    held = all(_holds(operation, domain, v) for domain, v in zip(operation.domains, operands, strict=True))
    calls = operation.calls(*(v.array.shape for v in operands)) if held else ()
    return (step.args, step.kwargs) in calls and clear(operation, step, operands)


def random_program(seed: int, few: int = 0, only: Sequence[str] = ()) -> Program:
    """The program of a seed."""
    rng = onp.random.default_rng(seed)

    def below(n: int) -> int:
        return int(rng.integers(n))

    return Builder(below, few, only).build()
