"""Comparison, logic, bits and classification: no gradient, and no dtype but the one promised."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as onp

from mxgrad_conformance.domains import digits, integers, mask
from mxgrad_conformance.record import Operand, Record, Sample
from mxgrad_conformance.records.factories import ONE, TWO, binary, scalars, unary

GRID = (
    Sample("ordered", values=(onp.array([0.0, 1.0, 2.0]), onp.array([1.0, 1.0, 1.0]))),
    Sample(
        "nan",
        values=(onp.array([onp.nan, onp.inf, -0.0]), onp.array([onp.nan, onp.inf, 0.0])),
        integers=False,
    ),
)
TRUTH = (onp.array([0.0, 1.0, -2.0, 0.0]), onp.array([0.0, 0.0, 3.0, 5.0]))


def _comparison(name: str) -> Record:
    return binary(name, digits, topic="logic", samples=TWO + GRID, order=0, result="bool", integers="bool", scalar=2.0)


def _logical(name: str) -> Record:
    return binary(
        name,
        integers(0, 2),
        topic="logic",
        samples=(*TWO, Sample("truth", values=TRUTH)),
        order=0,
        result="bool",
        integers="bool",
        scalar=None,
        integer_domain=integers(0, 2),
    )


def _bits(name: str, reference: Callable[..., Any] | None = None) -> Record:
    """On int32 only: floating operands have no bits."""
    samples = (*TWO, *(_with_integers(s) for s in scalars(3)))
    return binary(
        name,
        digits,
        topic="logic",
        reference=reference,
        samples=samples,
        scalar=None,
        order=0,
        floats=False,
        integers="int32",
    )


def _with_integers(sample: Sample) -> Sample:
    return Sample(sample.label, sample.shapes, values=sample.values, grad=False)


def _masks(name: str, reference: Callable[..., Any]) -> Record:
    return Record(
        name=f"{name}:bool",
        path=name,
        topic="logic",
        reference=reference,
        operands=(Operand(mask, differentiable=False, dtype="bool"),),
        samples=(Sample("masks", ((4,), (4,))), Sample("broadcast", ((2, 1), (1, 3)))),
        order=0,
        result="bool",
    )


COMPARISON = tuple(
    _comparison(f"np.{name}") for name in ("equal", "not_equal", "less", "less_equal", "greater", "greater_equal")
)
LOGICAL = (
    *(_logical(f"np.logical_{name}") for name in ("and", "or", "xor")),
    unary("np.logical_not", integers(0, 2), topic="logic", order=0, result="bool", integers="bool"),
)
BITS = (
    _bits("np.bitwise_and"),
    _bits("np.bitwise_or"),
    _bits("np.bitwise_xor"),
    _masks("np.bitwise_and", onp.bitwise_and),
    _masks("np.bitwise_or", onp.bitwise_or),
    _masks("np.bitwise_xor", onp.bitwise_xor),
    *(
        Record(
            name=name,
            path=name,
            topic="logic",
            reference=onp.bitwise_not,
            operands=(Operand(digits),),
            samples=ONE,
            order=0,
            floats=False,
            integers="int32",
        )
        for name in ("np.bitwise_not", "np.invert", "np.bitwise_invert")
    ),
)
CLASSES = tuple(
    unary(f"np.{name}", topic="logic", order=0, result="bool", integers="bool")
    for name in ("isnan", "isinf", "isfinite")
)

SHIFTS = (
    _bits("np.left_shift"),
    _bits("np.right_shift"),
    _bits("np.bitwise_left_shift", onp.left_shift),
    _bits("np.bitwise_right_shift", onp.right_shift),
)

RECORDS = COMPARISON + LOGICAL + BITS + SHIFTS + CLASSES
