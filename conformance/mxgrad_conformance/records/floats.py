"""Floating point numbers taken apart, remainders, and what the other elementwise records leave."""

from __future__ import annotations

import math
from dataclasses import replace
from operator import itemgetter
from typing import Any

import numpy as onp

from mxgrad_conformance.domains import digits, distinct, fractional, integers, moderate, positive, real, signed
from mxgrad_conformance.record import Kink, Operand, Record, Sample
from mxgrad_conformance.records.factories import ONE, REPEATED, TWO, binary, scalars, unary

Array = Any

INF, NAN = onp.inf, onp.nan
ENDS = onp.array([INF, -INF, INF, -INF, INF, NAN, 1.0])
OTHERS = onp.array([INF, -INF, -INF, 2.0, 1.0, 1.0, NAN])


def _fmod(x: Array, y: Array) -> Array:
    return x - onp.trunc(onp.real(x / y)) * y


def _ldexp(x: Array, y: Array) -> Array:
    return x * 2.0**y


def _logaddexp(x: Array, y: Array) -> Array:
    return onp.log(onp.exp(x) + onp.exp(y))


def _i0(x: Array) -> Array:
    return sum((x * x / 4) ** k / math.factorial(k) ** 2 for k in range(20))


def _extremum(name: str) -> Record:
    lost = Sample("nan", values=(onp.array([1.0, NAN, NAN]), onp.array([NAN, 2.0, NAN])), grad=False, integers=False)
    ones = onp.ones(2)
    return binary(
        name,
        distinct,
        samples=(*TWO, lost),
        scalar=0.05,
        integers="int32",
        kinks=(
            Kink("tie", (ones, ones), (ones, 0 * ones)),
            Kink("nan", (onp.array([1.0, NAN]), onp.array([NAN, 2.0])), (onp.array([1.0, 0.0]), onp.array([0.0, 1.0]))),
        ),
    )


def _divisors(name: str) -> Record:
    return binary(
        name,
        digits,
        topic="elementwise",
        samples=(*TWO, *(Sample(s.label, s.shapes, values=s.values, grad=False) for s in scalars(6))),
        scalar=None,
        order=0,
        floats=False,
        integers="int32",
        integer_domain=integers(1, 40),
    )


BINARY = (
    _extremum("np.fmax"),
    _extremum("np.fmin"),
    binary("np.fmod", fractional, signed, analytic=_fmod, integers="int32", rtol={"float32": 1e-4, "float64": 1e-9}),
    binary(
        "np.copysign",
        signed,
        samples=(*TWO, Sample("zeros", values=(onp.ones(2), onp.array([0.0, -0.0])), grad=False, integers=False)),
        scalar=-2.0,
        integers="int32",
        kinks=(
            Kink(
                "zero",
                (onp.array([0.0, -0.0, 0.0, INF]), onp.array([1.0, 1.0, -1.0, -1.0])),
                (onp.array([1.0, 1.0, -1.0, -1.0]), onp.zeros(4)),
            ),
        ),
    ),
    binary(
        "np.logaddexp",
        analytic=_logaddexp,
        integers="float32",
        mixed=True,
        samples=(*TWO, REPEATED, Sample("infinities", values=(ENDS, OTHERS), grad=False, integers=False)),
        kinks=(
            Kink(
                "infinities",
                (onp.array([INF, -INF, INF, -INF, 1.0, 800.0]), onp.array([INF, -INF, -INF, 2.0, INF, 0.0])),
                (onp.array([0.5, 0.5, 1.0, 0.0, 0.0, 1.0]), onp.array([0.5, 0.5, 0.0, 1.0, 1.0, 0.0])),
            ),
        ),
    ),
    binary("np.ldexp", real, real, reference=_ldexp, analytic=_ldexp, mixed=True, integers="float32"),
    binary(
        "np.heaviside",
        signed,
        real,
        order=1,
        samples=(*TWO, Sample("zero", values=(onp.array([0.0, -0.0, NAN]), onp.full(3, 0.5)), grad=False)),
        integers="float32",
        kinks=(Kink("zero", (onp.zeros(1), onp.full(1, 3.0)), (onp.zeros(1), onp.ones(1))),),
    ),
    binary("np.float_power", positive, real, analytic=onp.power, result="float64", integers="float64", mixed=True),
    _divisors("np.gcd"),
    _divisors("np.lcm"),
)

UNARY = (
    unary("np.signbit", signed, topic="logic", order=0, result="bool", integers="bool"),
    unary("np.isposinf", topic="logic", order=0, result="bool", integers="bool"),
    unary("np.isneginf", topic="logic", order=0, result="bool", integers="bool"),
    unary("np.i0", moderate, analytic=_i0, special=False, integers="float32"),
    unary("np.modf", fractional, integers="float32"),
    replace(
        unary("np.frexp", fractional, integers="float32", kinks=(Kink("zero", (onp.zeros(1),), (onp.ones(1),)),)),
        name="np.frexp:mantissa",
        part=itemgetter(0),
    ),
    replace(
        unary("np.frexp", fractional, special=False, order=0, result="int32", integers="int32"),
        name="np.frexp:exponent",
        part=itemgetter(1),
    ),
    Record(
        name="np.spacing",
        path="np.spacing",
        topic="elementwise",
        reference=onp.spacing,
        operands=(Operand(fractional, dtype="float64"),),
        samples=(*ONE, Sample("special", values=(onp.array([0.0, -1.0, INF, NAN]),), grad=False)),
        order=1,
        result="float64",
    ),
    Record(
        name="np.nan_to_num",
        path="np.nan_to_num",
        topic="elementwise",
        reference=onp.nan_to_num,
        operands=(Operand(real),),
        samples=(
            Sample("vector", ((3,),)),
            Sample("0-d", ((),)),
            Sample("nan", values=(onp.array([NAN, 1.0]),), kwargs={"nan": 7.0}, grad=False, integers=False),
            Sample(
                "infinities",
                values=(onp.array([INF, -INF, 1.0, NAN]),),
                kwargs={"posinf": 8.0, "neginf": -9.0},
                grad=False,
                integers=False,
            ),
        ),
        integers="int32",
        kinks=(Kink("not finite", (onp.array([1.0, NAN, INF, -INF]),), (onp.array([1.0, 0.0, 0.0, 0.0]),)),),
    ),
    Record(
        name="np.unwrap",
        path="np.unwrap",
        topic="elementwise",
        reference=onp.unwrap,
        operands=(Operand(real),),
        samples=(
            Sample("steps", values=(onp.array([0.0, 3.0, 7.5, 2.0, -6.0, 1.0]),)),
            Sample("matrix", values=(onp.array([[0.0, 4.0], [9.0, -4.0]]),), kwargs={"axis": 0}),
            Sample("period", values=(onp.array([0.1, 2.9, 0.4, 3.9]),), kwargs={"period": 4.0}),
            Sample("discontinuity", values=(onp.array([0.1, 4.0, 0.4]),), kwargs={"discont": 5.0}),
        ),
    ),
)

CLOSE = (
    binary(
        "np.isclose",
        real,
        topic="logic",
        samples=(
            *TWO,
            Sample("near", values=(onp.array([1.0, 1.0, 0.0]), onp.array([1.000001, 1.1, 1e-9]))),
            Sample("ends", values=(ENDS, OTHERS), integers=False),
            Sample("nan", values=(ENDS, OTHERS), kwargs={"equal_nan": True}, integers=False),
            Sample("tolerances", values=(onp.array([1.0, 2.0]), onp.array([1.2, 2.2])), after=(0.0, 0.21)),
        ),
        scalar=1.0,
        order=0,
        result="bool",
        integers="bool",
    ),
)

RECORDS = BINARY + UNARY + CLOSE
