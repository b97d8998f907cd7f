"""Python's operators on arrays, on either side of a scalar, and the methods that mirror functions."""

from __future__ import annotations

import operator
from typing import Any

import numpy as onp

from mxgrad_conformance.domains import digits, fractional, positive, real, signed
from mxgrad_conformance.record import Operand, Record, Sample
from mxgrad_conformance.records.factories import numpy_named
from mxgrad_conformance.target import OPERATORS

PAIR = (Sample("vectors", ((3,), (3,))), Sample("broadcast", ((2, 1), (1, 3)), grad=False))


def _right(number: float) -> tuple[Sample, ...]:
    return (Sample("scalar", ((3,), ()), values=(None, number), integers=False),)


def _record(name: str, left: Any, right: Any, samples: tuple[Sample, ...], **options: Any) -> Record:
    path = f"operator.{name}"
    reference = options.pop("reference", None) or OPERATORS.get(name) or getattr(operator, name)
    return Record(
        name=path,
        path=path,
        topic="operators",
        reference=reference,
        operands=(Operand(left), Operand(right)),
        samples=samples,
        **options,
    )


ARITHMETIC = (
    _record("add", real, real, PAIR + _right(2.0), integers="int32"),
    _record("sub", real, real, PAIR + _right(2.0), integers="int32"),
    _record("mul", real, real, PAIR + _right(2.0), integers="int32"),
    _record("truediv", signed, signed, PAIR + _right(2.0), integers="float32"),
    _record(
        "mod",
        fractional,
        signed,
        PAIR + _right(2.0),
        integers="int32",
        rtol={"float32": 1e-4, "float64": 1e-9},
    ),
    _record("floordiv", fractional, signed, PAIR + _right(0.7), order=0, integers="int32"),
    _record("divmod", fractional, signed, PAIR, order=0, rtol={"float32": 1e-4, "float64": 1e-9}),
    _record(
        "pow",
        positive,
        real,
        (*PAIR, *_right(3.0), Sample("int scalar", ((3,), ()), values=(None, 2))),
        integers="int32",
    ),
    _record("matmul", real, real, (Sample("matrices", ((2, 3), (3, 2))), Sample("vectors", ((3,), (3,))))),
)
REFLECTED = tuple(
    _record(name, domain, domain, (Sample("scalar", ((3,), ()), values=(None, 2.0), integers=False),), **options)
    for name, domain, options in (
        ("radd", real, {}),
        ("rsub", real, {}),
        ("rmul", real, {}),
        ("rtruediv", signed, {}),
        ("rmod", signed, {}),
        ("rpow", real, {}),
        ("rfloordiv", signed, {"order": 0}),
    )
)
UNARY = (
    _record("neg", real, real, (Sample("vector", ((3,),)),), integers="int32"),
    _record("pos", real, real, (Sample("vector", ((3,),)),), integers="int32"),
    _record("abs", signed, real, (Sample("vector", ((3,),)),), integers="int32"),
    _record("T", real, real, (Sample("matrix", ((2, 3),)), Sample("3-d", ((2, 3, 2),))), integers="int32"),
    _record("invert", real, real, (Sample("vector", ((3,),)),), order=0, floats=False, integers="int32"),
)
COMPARISON = tuple(
    _record(name, digits, digits, PAIR + _right(2.0), order=0, result="bool", integers="bool")
    for name in ("eq", "ne", "lt", "le", "gt", "ge")
)
BITS = tuple(
    _record(
        name,
        digits,
        digits,
        (*PAIR, Sample("scalar", ((3,), ()), values=(None, 3))),
        order=0,
        floats=False,
        integers="int32",
    )
    for name in ("and_", "or_", "xor")
) + tuple(
    _record(
        name,
        digits,
        digits,
        (Sample("scalar", ((3,), ()), values=(None, 3)),),
        order=0,
        floats=False,
        integers="int32",
    )
    for name in ("rand", "ror", "rxor")
)


def _method(name: str, domain: Any = real, reference: Any = None, **options: Any) -> Record:
    return Record(
        name=f"ndarray.{name}",
        path=f"ndarray.{name}",
        topic="operators",
        reference=reference or numpy_named(f"np.{name}"),
        operands=(Operand(domain),),
        samples=options.pop("samples", (Sample("vector", ((3,),)),)),
        **options,
    )


def _as_float64(x: Any, dtype: str) -> Any:
    return x + 0.0


METHODS = (
    _method(
        "astype",
        reference=_as_float64,
        analytic=_as_float64,
        samples=(Sample("to float64", ((2, 3),), after=("float64",)),),
        result="float64",
        integers="float64",
    ),
    _method("clip", signed, samples=(Sample("bounds", ((4,),), after=(-1.0, 1.0)),)),
    _method("round", fractional, order=1),
    _method("any", order=0, result="bool", reference=onp.any),
    _method("all", order=0, result="bool", reference=onp.all),
    _method("nonzero", order=0, result="int64", reference=onp.nonzero),
    _method("argsort", order=0, result="int64", reference=onp.argsort),
)

RECORDS = ARITHMETIC + REFLECTED + UNARY + COMPARISON + BITS + METHODS
