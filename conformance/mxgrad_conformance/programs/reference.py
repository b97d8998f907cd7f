"""The same program on NumPy, in float64: values, which variables reach them, and derivatives by differences.

Constants stay what they were at the base point when variables are moved, and so do integers: what is computed
from them has no derivative.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as onp

from mxgrad_conformance.programs.operations import OPERATIONS
from mxgrad_conformance.programs.program import Leaf, Program, Step, direction, weights

Array = Any
NOISE = 1e-7
_SIGNS = onp.random.default_rng(0).choice([-1.0, 1.0], 64)


@dataclass(frozen=True)
class Value:
    """What is known of a value at the base point."""

    array: Array
    """In float64, if it is floating."""
    noisy: Array
    """Computed with small errors at every step: how far from ``array``, says how well it is conditioned."""
    dtype: str | None
    """What the front end should give; None: an integer dtype, which is only compared between backends."""
    exact: bool
    """No float32 has come into it."""
    reach: frozenset[int]
    """The variables that it depends on."""

    @property
    def kind(self) -> str:
        kind: str = self.array.dtype.kind
        return {"f": "float", "b": "bool"}.get(kind, "int")


def leaf_value(leaf: Leaf, number: int) -> Value:
    host = leaf.value()
    floating = leaf.dtype.startswith("float")
    wide = host.astype("float64") if floating else host
    reach = frozenset([number]) if leaf.variable and leaf.req != "null" else frozenset[int]()
    return Value(wide, _jitter(wide, number), leaf.dtype if floating else None, leaf.dtype == "float64", reach)


def _jitter(array: Array, salt: int) -> Array:
    if array.dtype.kind != "f":
        return array
    signs = onp.resize(_SIGNS[salt % 16 :], array.shape)
    return array + NOISE * signs * (1 + onp.abs(array))


def step_value(step: Step, operands: Sequence[Value], number: int) -> Value:
    """The value of a step.

    Raises
    ------
    Exception
        Whatever NumPy raises if the call makes no sense.
    """
    operation = OPERATIONS[step.op]
    with onp.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the mean of nothing
        array = onp.asarray(operation.expected([v.array for v in operands], step.args, step.kwargs))
        noisy = onp.asarray(operation.expected([v.noisy for v in operands], step.args, step.kwargs))
    if array.dtype.kind not in "fb":
        return Value(array, noisy, None, True, frozenset())
    if array.dtype.kind == "b":
        return Value(array, noisy, "bool", True, frozenset())
    dtype = _dtype(step, operands)
    exact = dtype == "float64" and all(v.exact for v in operands)
    reach: frozenset[int] = frozenset().union(*(v.reach for v in operands if v.kind == "float"))
    if operation.constant or step.paused:
        reach = frozenset()
    if operation.variable:
        reach = frozenset([number])
    return Value(array, _jitter(noisy, number), dtype, exact, reach)


def _dtype(step: Step, operands: Sequence[Value]) -> str:
    if step.op == "cast":
        return str(step.args[0])
    if OPERATIONS[step.op].double:
        return "float64"
    floats = {v.dtype for v in operands if v.kind == "float"}
    return "float64" if "float64" in floats else "float32"


def values_of(program: Program) -> list[Value]:
    """All leaves, then all steps."""
    found = [leaf_value(leaf, i) for i, leaf in enumerate(program.leaves)]
    for step in program.steps:
        found.append(step_value(step, [found[i] for i in step.operands], len(found)))
    return found


def variables_of(program: Program) -> list[int]:
    """Leaves with ``attach_grad``, and values made variables on the way."""
    leaves = [i for i, leaf in enumerate(program.leaves) if leaf.variable]
    count = len(program.leaves)
    return leaves + [count + k for k, step in enumerate(program.steps) if OPERATIONS[step.op].variable]


def head_losses(program: Program, base: Sequence[Value], moved: Mapping[int, Array]) -> Array:
    """The weighted sum of each head, with variables ``moved``; second-order programs are made nonlinear."""
    count = len(program.leaves)
    arrays = [moved.get(i, base[i].array) for i in range(count)]
    with onp.errstate(all="ignore"):
        for k, step in enumerate(program.steps):
            number, value = count + k, base[count + k]
            if number in moved:
                arrays.append(moved[number])
            elif value.reach.isdisjoint(moved) or OPERATIONS[step.op].variable:
                arrays.append(value.array)
            else:
                operands = [arrays[i] for i in step.operands]
                arrays.append(onp.asarray(OPERATIONS[step.op].expected(operands, step.args, step.kwargs)))
    losses = []
    for head in program.heads:
        y = arrays[head]
        y = y + y * y / 2 if program.second else y
        losses.append(float(onp.sum(y * weights(program, head, y.shape))))
    if program.second:
        losses.append(sum(float(onp.sum(x**3)) for x in moved.values()))
    return onp.array(losses)


STEPS = (1e-3, 1e-4, 1e-2, 1e-5)
"""Lengths of steps; the later ones are tried where the earlier ones do not agree."""
AGREED = 1e-8


@dataclass(frozen=True)
class Slope:
    """Directional derivatives of the heads, and their error as two step sizes see it."""

    values: Array
    error: Array


def slopes(program: Program, base: Sequence[Value], variable: int) -> Slope:
    """How each head changes as one variable moves in its direction."""
    x = base[variable].array
    v = direction(variable, x.shape)

    def at(t: float) -> Array:
        return head_losses(program, base, {variable: x + t * v})

    return _best(lambda h: (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h), STEPS)


def curvature(program: Program, base: Sequence[Value], variables: Sequence[int]) -> Slope:
    """The second derivative of the loss as all variables move together."""
    x = {i: base[i].array for i in variables}
    v = {i: direction(i, x[i].shape) for i in variables}

    def at(t: float) -> Array:
        return onp.sum(head_losses(program, base, {i: x[i] + t * v[i] for i in variables}), keepdims=True)

    middle = 30 * at(0.0)
    return _best(
        lambda h: (16 * (at(h) + at(-h)) - (at(2 * h) + at(-2 * h)) - middle) / (12 * h * h), (1e-3, 1e-2, 1e-4)
    )


def _best(estimate: Callable[[float], Array], steps: Sequence[float]) -> Slope:
    """The estimates that agree best with the next: too long steps bend, too short ones round."""
    found: dict[float, Array] = {}
    slope: Slope | None = None
    for h in steps:
        found[h] = estimate(h)
        if len(found) < 2:
            continue
        table = onp.stack([found[h] for h in sorted(found, reverse=True)])
        apart = onp.abs(onp.diff(table, axis=0))
        apart[onp.isnan(apart)] = onp.inf
        best = onp.argmin(apart, axis=0)
        columns = onp.arange(table.shape[1])
        slope = Slope(table[best + 1, columns], apart[best, columns])
        if onp.all(slope.error <= AGREED * (1 + onp.abs(slope.values))):
            break
    assert slope is not None
    return slope
