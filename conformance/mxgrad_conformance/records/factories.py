"""The few shapes that records come in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as onp

from mxgrad_conformance.domains import Domain, distinct, real
from mxgrad_conformance.record import Operand, Record, Sample

Function = Callable[..., Any]

ONE = (
    Sample("vector", ((3,),)),
    Sample("matrix", ((2, 3),), grad=False),
    Sample("0-d", ((),)),
    Sample("empty", ((0, 3),), grad=False),
)
TWO = (
    Sample("vectors", ((3,), (3,))),
    Sample("broadcast", ((2, 1), (1, 3))),
    Sample("stretch", ((3,), (2, 3))),
    Sample("0-d", ((), ())),
    Sample("0-d with vector", ((), (3,))),
    Sample("empty", ((0, 3), (3,)), grad=False),
)
REPEATED = Sample("same operand", ((3,), (3,)), repeat=True, integers=False)
SPECIAL = (onp.array([0.0, -0.0, onp.inf, -onp.inf, onp.nan]),)


def scalars(number: float = 2.0) -> tuple[Sample, ...]:
    """A Python scalar on either side."""
    return (
        Sample("scalar right", ((3,), ()), values=(None, number), integers=False),
        Sample("scalar left", ((), (3,)), values=(number, None), integers=False),
    )


def unary(
    name: str,
    domain: Domain = real,
    *,
    topic: str = "elementwise",
    reference: Function | None = None,
    analytic: Function | bool = False,
    special: bool = True,
    **options: Any,
) -> Record:
    """``f(x)``, element by element."""
    function = reference or numpy_named(name)
    extra = (Sample("special", values=SPECIAL, grad=False, integers=False),) if special else ()
    return Record(
        name=name,
        path=name,
        topic=topic,
        reference=function,
        analytic=function if analytic is True else (analytic or None),
        operands=(Operand(domain),),
        samples=ONE + extra,
        **options,
    )


def binary(
    name: str,
    left: Domain = real,
    right: Domain | None = None,
    *,
    topic: str = "elementwise",
    reference: Function | None = None,
    analytic: Function | bool = False,
    samples: tuple[Sample, ...] = TWO,
    scalar: float | None = 2.0,
    **options: Any,
) -> Record:
    """``f(x, y)`` with broadcasting, and with a Python scalar on either side."""
    function = reference or numpy_named(name)
    return Record(
        name=name,
        path=name,
        topic=topic,
        reference=function,
        analytic=function if analytic is True else (analytic or None),
        operands=(Operand(left), Operand(right or left)),
        samples=samples + (scalars(scalar) if scalar is not None else ()),
        **options,
    )


def reduction(
    name: str,
    domain: Domain = distinct,
    *,
    reference: Function | None = None,
    analytic: Function | bool = False,
    samples: tuple[Sample, ...] | None = None,
    extra: tuple[Sample, ...] = (),
    **options: Any,
) -> Record:
    """``f(x, axis=, keepdims=)``."""
    function = reference or numpy_named(name)
    return Record(
        name=name,
        path=name,
        topic="reduce",
        reference=function,
        analytic=function if analytic is True else (analytic or None),
        operands=(Operand(domain),),
        samples=(samples if samples is not None else AXES) + extra,
        **options,
    )


AXES = (
    Sample("all", ((2, 3),)),
    Sample("axis 0", ((2, 3),), {"axis": 0}),
    Sample("last axis kept", ((2, 3),), {"axis": -1, "keepdims": True}),
    Sample("two axes", ((2, 3, 2),), {"axis": (0, 2)}),
    Sample("0-d", ((),), grad=False),
)


def numpy_named(name: str) -> Function:
    """NumPy's function of the same name."""
    value: Any = onp
    for part in name.split(".")[1:]:
        value = getattr(value, part)
    function: Function = value
    return function
