"""Runs a program on a front end."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from typing import Any

import numpy as onp

from mxgrad_conformance.programs.operations import OPERATIONS
from mxgrad_conformance.programs.program import Program, direction, weights
from mxgrad_conformance.programs.reference import variables_of

Array = Any


@dataclass
class Outcome:
    """What a front end made of a program, as NumPy arrays."""

    values: list[Array] = field(default_factory=list)
    gradients: dict[int, Array] = field(default_factory=dict)
    """By number of the variable; what is not there was not reached."""


def run(t: Any, program: Program, reached: frozenset[int]) -> Outcome:
    """Record, differentiate and collect.

    Parameters
    ----------
    t
        The front end: `np`, `npx`, `autograd`, and `lookup` of names.
    reached
        The variables that the heads depend on: `autograd.grad` takes no others.
    """
    leaves = _leaves(t, program)
    values: list[Any] = []
    outcome = Outcome()
    for _ in range(program.passes):
        values = _recorded(t, program, leaves, reached, outcome)
    # Looked at after all is done: on engines that put work off, looking is doing.
    outcome.values = [v.asnumpy() for v in values]
    for i in variables_of(program):
        asked = i >= len(leaves) or program.leaves[i].req != "null"
        if program.via != "grad" and asked:
            outcome.gradients[i] = values[i].grad.asnumpy()
    return outcome


def _leaves(t: Any, program: Program) -> list[Any]:
    found = []
    for leaf in program.leaves:
        x = t.np.array(leaf.value(), dtype=leaf.dtype)
        if leaf.variable:
            x.attach_grad(leaf.req)
        found.append(x)
    return found


def _recorded(t: Any, program: Program, leaves: list[Any], reached: frozenset[int], outcome: Outcome) -> list[Any]:
    values = list(leaves)
    with contextlib.ExitStack() as scopes:
        scopes.enter_context(t.autograd.record(train_mode=program.train_mode))
        for k, step in enumerate(program.steps):
            operands = [values[i] for i in step.operands]
            with t.autograd.pause() if step.paused else contextlib.nullcontext():
                values.append(OPERATIONS[step.op].run(t, operands, step))
            if program.leave_after == k and k + 1 < len(program.steps):
                scopes.close()
                scopes.enter_context(t.autograd.record(train_mode=program.train_mode))
        if program.inside:
            _differentiate(t, program, values, reached, outcome)
    if not program.inside:
        _differentiate(t, program, values, reached, outcome)
    return values


def _differentiate(t: Any, program: Program, values: list[Any], reached: frozenset[int], outcome: Outcome) -> None:
    heads = [values[i] for i in program.heads]
    grads: list[Any] = [None] * len(heads)
    if program.weighted:
        grads = [
            t.np.array(weights(program, i, y.shape), dtype=str(onp.dtype(y.dtype)))
            for i, y in zip(program.heads, heads, strict=True)
        ]
    if program.second:
        _second(t, program, values, reached)
        return
    repeats = 2 if program.again else 1
    for number in range(repeats):
        last = number + 1 == repeats
        if program.via == "grad":
            order = sorted(reached)
            found = t.autograd.grad(heads, [values[i] for i in order], grads, retain_graph=not last)
            outcome.gradients.update({i: g.asnumpy() for i, g in zip(order, found, strict=True)})
        elif program.via == "each":
            for k, (y, g) in enumerate(zip(heads, grads, strict=True)):
                y.backward(g, retain_graph=not last or k + 1 < len(heads))
        else:
            t.autograd.backward(heads, grads, retain_graph=not last)


def _second(t: Any, program: Program, values: list[Any], reached: frozenset[int]) -> None:
    """The Hessian of a nonlinear loss times the direction, into the gradients of the variables."""
    variables = [values[i] for i in sorted(reached)]
    with t.autograd.record(train_mode=program.train_mode):
        loss: Any = 0.0
        for i in program.heads:
            y = values[i]
            w = t.np.array(weights(program, i, y.shape), dtype=str(onp.dtype(y.dtype)))
            loss = loss + ((y + y * y / 2) * w).sum()
        for x in variables:
            loss = loss + (x * x * x).sum()
        firsts = t.autograd.grad(loss, variables, create_graph=True, retain_graph=True)
        total: Any = 0.0
        for i, g in zip(sorted(reached), firsts, strict=True):
            total = total + (g * t.np.array(direction(i, g.shape), dtype=str(onp.dtype(g.dtype)))).sum()
    total.backward()
