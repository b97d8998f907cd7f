"""Element by element: arithmetic, powers, exponentials, trigonometry, rounding."""

from __future__ import annotations

import math
from typing import Any

import numpy as onp

from mxgrad_conformance.domains import (
    above_one,
    distinct,
    fractional,
    moderate,
    positive,
    real,
    signed,
    unit,
)
from mxgrad_conformance.record import Kink, Operand, Record, Sample
from mxgrad_conformance.records.factories import REPEATED, TWO, binary, unary

Array = Any

HALVES = onp.array([-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, -2.0, 0.0, 2.0])


def _rounding(name: str, **options: Any) -> Record:
    record = unary(name, fractional, order=1, **options)
    ties = Sample("ties", values=(HALVES,), grad=False, integers=False)
    return Record(**{**_fields(record), "samples": (*record.samples, ties)})


def _fields(record: Record) -> dict[str, Any]:
    return {name: getattr(record, name) for name in record.__dataclass_fields__}


def _at_zero(slope: float) -> tuple[Kink, ...]:
    return (Kink("zero", (onp.zeros(1),), (onp.array([slope]),)),)


def _tie(first: float, second: float) -> tuple[Kink, ...]:
    ones = onp.ones(2)
    return (Kink("tie", (ones, ones), (first * ones, second * ones)),)


def _remainder(x: Array, y: Array) -> Array:
    return x - onp.floor(onp.real(x / y)) * y


TINY = {"float32": 1e-4, "float64": 1e-9}

UNARY = (
    unary("np.negative", analytic=True, integers="int32"),
    unary("np.absolute", signed, integers="int32", kinks=_at_zero(0.0)),
    unary("np.abs", signed, integers="int32", kinks=_at_zero(0.0)),
    unary("np.sign", signed, integers="int32", order=1, kinks=_at_zero(0.0)),
    unary("np.square", analytic=True, integers="int32"),
    unary("np.sqrt", positive, analytic=True, integers="float32"),
    unary("np.cbrt", signed, integers="float32"),
    unary("np.reciprocal", signed, analytic=True),
    unary("np.exp", analytic=True, integers="float32"),
    unary("np.expm1", analytic=True, integers="float32"),
    unary("np.log", positive, analytic=True, integers="float32"),
    unary("np.log2", positive, analytic=True, integers="float32"),
    unary("np.log10", positive, analytic=True, integers="float32"),
    unary("np.log1p", positive, analytic=True, integers="float32"),
    unary("np.sin", analytic=True, integers="float32"),
    unary("np.cos", analytic=True, integers="float32"),
    unary("np.tan", moderate, analytic=True, integers="float32", rtol=TINY),
    unary("np.arcsin", unit, analytic=True),
    unary("np.arccos", unit, analytic=True),
    unary("np.arctan", analytic=True, integers="float32"),
    unary("np.sinh", analytic=True, integers="float32"),
    unary("np.cosh", analytic=True, integers="float32"),
    unary("np.tanh", analytic=True, integers="float32"),
    unary("np.arcsinh", analytic=True, integers="float32", rtol=TINY),
    unary("np.arccosh", above_one, analytic=True),
    unary("np.arctanh", unit, analytic=True),
    unary("np.degrees", analytic=lambda x: x * (180 / math.pi), integers="float32"),
    unary("np.radians", analytic=lambda x: x * (math.pi / 180), integers="float32"),
)

ROUNDING = (
    _rounding("np.floor"),
    _rounding("np.ceil"),
    _rounding("np.rint"),
    _rounding("np.trunc"),
    _rounding("np.fix"),
)

BINARY = (
    binary("np.add", analytic=True, integers="int32", mixed=True, samples=(*TWO, REPEATED)),
    binary("np.subtract", analytic=True, integers="int32", mixed=True, samples=(*TWO, REPEATED)),
    binary("np.multiply", analytic=True, integers="int32", mixed=True, samples=(*TWO, REPEATED)),
    binary("np.divide", signed, analytic=True, integers="float32", mixed=True, samples=(*TWO, REPEATED)),
    binary("np.true_divide", signed, analytic=True, integers="float32", mixed=True),
    binary(
        "np.power",
        positive,
        real,
        analytic=True,
        integers="int32",
        mixed=True,
        samples=(*TWO, REPEATED),
        kinks=(Kink("base zero", (onp.zeros(1), onp.zeros(1)), (onp.zeros(1), None)),),
    ),
    binary("np.mod", fractional, signed, analytic=_remainder, integers="int32", rtol=TINY),
    binary(
        "np.maximum",
        distinct,
        scalar=0.05,
        integers="int32",
        kinks=_tie(1.0, 0.0),
    ),
    binary("np.minimum", distinct, scalar=0.05, integers="int32", kinks=_tie(1.0, 0.0)),
    binary(
        "np.hypot",
        signed,
        analytic=lambda x, y: onp.sqrt(x * x + y * y),
        kinks=(Kink("origin", (onp.zeros(1), onp.zeros(1)), (onp.zeros(1), onp.zeros(1))),),
    ),
    binary(
        "np.arctan2",
        signed,
        positive,
        analytic=lambda y, x: onp.arctan(y / x),
        kinks=(Kink("origin", (onp.zeros(1), onp.zeros(1)), (onp.full(1, onp.nan), onp.full(1, onp.nan))),),
    ),
    binary("np.floor_divide", fractional, signed, order=1, integers="int32", scalar=0.7),
)

CLIP = (
    Record(
        name="np.clip",
        path="np.clip",
        topic="elementwise",
        reference=onp.clip,
        operands=(Operand(distinct),),
        samples=(
            Sample("both bounds", ((5,),), after=(-0.9, 0.6), integers=False),
            Sample("lower only", ((5,),), after=(-0.4, None), integers=False),
            Sample("upper only", ((5,),), after=(None, 0.4), integers=False),
            Sample("integer bounds", ((2, 3),), after=(2, 4), grad=False),
            Sample("empty", ((0,),), after=(-1, 1), grad=False),
        ),
        integers="int32",
        kinks=(Kink("at its bounds", (onp.array([-1.0, 0.0, 1.0]),), (onp.ones(3),), after=(-1.0, 1.0)),),
    ),
)

ALIASES = (
    unary("np.acos", unit, analytic=onp.arccos, reference=onp.arccos),
    unary("np.acosh", above_one, analytic=onp.arccosh, reference=onp.arccosh),
    unary("np.asin", unit, analytic=onp.arcsin, reference=onp.arcsin),
    unary("np.asinh", analytic=onp.arcsinh, reference=onp.arcsinh, rtol=TINY),
    unary("np.atan", analytic=onp.arctan, reference=onp.arctan),
    unary("np.atanh", unit, analytic=onp.arctanh, reference=onp.arctanh),
    unary("np.deg2rad", integers="float32"),
    unary("np.rad2deg", integers="float32"),
    unary("np.fabs", signed),
    unary("np.positive", integers="int32"),
    binary("np.atan2", signed, positive, reference=onp.arctan2),
    binary("np.pow", positive, real, reference=onp.power, integers="int32"),
    binary("np.remainder", fractional, signed, analytic=_remainder, integers="int32", rtol=TINY),
    binary("np.divmod", fractional, signed, order=0, scalar=None, rtol=TINY),
)
DECIMALS = tuple(
    Record(
        name=name,
        path=name,
        topic="elementwise",
        reference=onp.round,
        operands=(Operand(fractional),),
        samples=(
            Sample("whole", ((5,),)),
            Sample(
                "one decimal",
                values=(onp.array([0.123, -4.567, 8.9]),),
                after=(1,),
                grad=False,
                integers=False,
            ),
            Sample("ties", values=(HALVES,), grad=False, integers=False),
        ),
        order=1,
    )
    for name in ("np.round", "np.around", "np.round_")
)

RECORDS = UNARY + ROUNDING + BINARY + CLIP + ALIASES + DECIMALS
