"""Whether a front end computed a program rightly: values, dtypes, gradients, second derivatives."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as onp

from mxgrad_conformance.programs import reference
from mxgrad_conformance.programs.interpreter import Outcome, run
from mxgrad_conformance.programs.program import Program, direction, script
from mxgrad_conformance.programs.reference import Value

Array = Any
EXACT, ROUGH = 1e-9, 2e-4
"""Relative errors of values that are float64 from end to end, and of those that float32 has come into."""


class Disagreement(AssertionError):
    """A program that two sides compute differently."""


@dataclass(frozen=True)
class Judged:
    """What was compared."""

    outcome: Outcome
    differences: bool
    """Whether differences were steady enough for a comparison of every gradient."""
    base: Sequence[Value]
    """What NumPy says."""


def check(t: Any, program: Program, other: Judged | None = None) -> Judged:
    """Run a program on a front end; compare with NumPy, with differences, and with another backend.

    Raises
    ------
    Disagreement
        With the program as a script.
    """
    base = reference.values_of(program) if other is None else other.base
    reached: frozenset[int] = frozenset().union(*(base[i].reach for i in program.heads))
    try:
        with warnings.catch_warnings():
            for kind in (UserWarning, DeprecationWarning, FutureWarning):
                warnings.simplefilter("error", kind)
            outcome = run(t, program, reached)
    except Exception as error:
        raise Disagreement(_report(t, program, f"it failed: {type(error).__name__}: {error}")) from error
    try:
        _compare_values(program, base, outcome)
        steady = _compare_gradients(program, base, reached, outcome)
        if other is not None:
            _compare_outcomes(program, base, outcome, other.outcome)
    except Disagreement as found:
        raise Disagreement(_report(t, program, str(found))) from None
    return Judged(outcome, steady, base)


def _report(t: Any, program: Program, what: str) -> str:
    return f"{t.name}: {what}\n\n{program}\n\n{script(program)}"


def _compare_values(program: Program, base: Sequence[Value], outcome: Outcome) -> None:
    count = len(program.leaves)
    for k, (value, got) in enumerate(zip(base, outcome.values, strict=True)):
        name = f"v{k}" if k < count else f"v{k} = {program.steps[k - count].op}"
        if value.dtype is not None and str(got.dtype) != value.dtype:
            raise Disagreement(f"dtype of {name}: expected {value.dtype}, got {got.dtype}")
        if value.dtype is None and got.dtype.kind not in "iu":
            raise Disagreement(f"dtype of {name}: expected an integer type, got {got.dtype}")
        if got.shape != value.array.shape:
            raise Disagreement(f"shape of {name}: expected {value.array.shape}, got {got.shape}")
        tolerance = 0.0 if value.kind != "float" else EXACT if value.exact else ROUGH
        _close(f"value of {name}", got, value.array, tolerance)


def _close(what: str, got: Array, expected: Array, tolerance: float) -> None:
    got, expected = onp.asarray(got, "float64"), onp.asarray(expected, "float64")
    scale = 1 + onp.max(onp.abs(expected), initial=0.0)
    if not onp.all(onp.abs(got - expected) <= tolerance * scale):  # not: >, since nan is neither
        raise Disagreement(f"{what}: expected\n{expected}\ngot\n{got}")


def _compare_gradients(program: Program, base: Sequence[Value], reached: frozenset[int], outcome: Outcome) -> bool:
    """Directional derivatives against differences; False if these were not steady."""
    exact = all(v.exact for v in base if v.kind == "float")
    for i, g in outcome.gradients.items():
        if str(g.dtype) != base[i].dtype or g.shape != base[i].array.shape:
            raise Disagreement(
                f"gradient of v{i}: {g.shape} {g.dtype}, the variable {base[i].array.shape} {base[i].dtype}"
            )
    if program.second:
        variables = sorted(reached)
        slope = reference.curvature(program, base, variables)
        got, scale = _along(outcome, variables)
        return _agree("second derivative", got, scale, slope.values[0], slope.error[0], 1e-5 if exact else 1e-2)
    steady = True
    for i in outcome.gradients:
        expected, error = _expected_slope(program, base, i)
        got, scale = _along(outcome, [i])
        steady &= _agree(f"gradient of v{i}", got, scale, expected, error, 1e-6 if exact else 5e-3)
    return steady


def _along(outcome: Outcome, variables: Sequence[int]) -> tuple[float, float]:
    """The derivative along the direction, and the size of its terms."""
    terms = [outcome.gradients[i].astype("float64") * direction(i, outcome.gradients[i].shape) for i in variables]
    return sum(float(onp.sum(t)) for t in terms), sum(float(onp.sum(onp.abs(t))) for t in terms)


def _agree(what: str, got: float, scale: float, expected: float, error: float, tolerance: float) -> bool:
    room = tolerance * (1 + max(abs(expected), scale if onp.isfinite(scale) else 0.0))
    if not error < room:
        if not onp.isfinite(got):
            raise Disagreement(f"{what} along its direction: {got}")
        return False
    if not abs(got - expected) <= room + 10 * error:
        raise Disagreement(f"{what} along its direction: differences give {expected!r}, got {got!r}")
    return True


def _expected_slope(program: Program, base: Sequence[Value], i: int) -> tuple[float, float]:
    """What the gradient of variable ``i`` should hold in the end, along its direction."""
    passes = [frozenset(program.heads)]
    if program.via == "each":
        passes = [frozenset([head]) for head in program.heads]
    leaf = program.leaves[i] if i < len(program.leaves) else None
    req = (leaf.req if leaf else "write") if program.via != "grad" else "write"
    if req == "null":
        return 0.0, 0.0
    slope = reference.slopes(program, base, i)
    total, error = 0.0, 0.0
    repeats = (2 if program.again else 1) * (program.passes if leaf else 1)
    for heads in passes * repeats:
        if not any(i in base[head].reach for head in heads):
            continue  # the buffer is left as it is
        places = [k for k, head in enumerate(program.heads) if head in heads]
        part = float(sum(slope.values[k] for k in places))
        total = total + part if req == "add" else part
        error += float(sum(slope.error[k] for k in places))
    return total, error


def _compare_outcomes(program: Program, base: Sequence[Value], one: Outcome, other: Outcome) -> None:
    """Two backends: the same dtypes, and gradients element by element."""
    for k, (a, b) in enumerate(zip(one.values, other.values, strict=True)):
        if a.dtype != b.dtype:
            raise Disagreement(f"dtype of v{k}: {a.dtype}, elsewhere {b.dtype}")
    exact = all(v.exact for v in base if v.kind == "float")
    for i, g in one.gradients.items():
        _close(f"gradient of v{i}, compared with another backend's", g, other.gradients[i], 1e-8 if exact else 2e-3)
