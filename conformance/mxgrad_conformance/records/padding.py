"""Padding, mode by mode."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as onp

from mxgrad_conformance.domains import Domain, distinct, real
from mxgrad_conformance.record import Kink, Operand, Record, Sample

V, M = ((4,),), ((2, 3),)
SIDES = ((1, 2),)
BOTH = ((1, 2), (2, 1))


def _reference(x: Any, width: Any, mode: Any, **kwargs: Any) -> Any:
    return onp.pad(x, width, mode, **kwargs)


def _pad(mode: Any, *samples: Sample, name: str = "", domain: Domain = real, **options: Any) -> Record:
    options = {"reference": _reference, **options}
    return Record(
        name=f"np.pad:{name or mode}",
        path="np.pad",
        topic="shape",
        operands=(Operand(domain),),
        samples=tuple(replace(s, kwargs={"mode": mode, **s.kwargs}) for s in samples),
        integers="int32",
        **options,
    )


def _linear(mode: str, *samples: Sample, **options: Any) -> Record:
    return _pad(mode, *samples, analytic=_reference, **options)


def _lines(vector: Any, width: Any, axis: int, kwargs: Any) -> Any:
    """What the function given to `pad` returns; NumPy wants it written in place."""
    first, last = width
    n = vector.shape[0]
    places = onp.arange(n)
    weights = onp.where((places >= first) & (places < n - last), 1.0, 0.0).astype("float32")
    return vector * weights + (1 - weights) * vector[first]


def _by_function(x: Any, width: Any, mode: Any) -> Any:
    def write(vector: Any, *args: Any) -> None:
        vector[:] = _lines(vector, *args)

    return onp.pad(x, width, write)


RECORDS = (
    _linear(
        "constant",
        Sample("matrix", M, after=(BOTH,)),
        Sample("value", M, {"constant_values": 5}, after=(BOTH,)),
        Sample("one side", M, after=(((0, 2), (0, 0)),)),
        Sample("long", ((2, 2),), after=(((0, 0), (5, 4)),), grad=False),
    ),
    _linear(
        "constant",
        Sample("a value for each side", M, {"constant_values": ((1, 2), (3, 4))}, after=(BOTH,)),
        Sample("a number as width", M, {"constant_values": (1, 2)}, after=(2,)),
        Sample("one pair as width", V, {"constant_values": 2}, after=(SIDES,)),
        name="constant each",
    ),
    _linear(
        "edge",
        Sample("matrix", M, after=(BOTH,)),
        Sample("one side", M, after=(((0, 2), (0, 0)),)),
    ),
    _linear(
        "reflect",
        Sample("matrix", ((3, 4),), after=(BOTH,)),
        Sample("longer than the axis", ((2, 3),), after=(((5, 4), (7, 6)),)),
        Sample("one element", ((1, 2),), after=(((2, 1), (1, 0)),)),
    ),
    _linear(
        "reflect",
        Sample("matrix", ((3, 4),), {"reflect_type": "odd"}, after=(BOTH,)),
        Sample("longer than the axis", ((2, 3),), {"reflect_type": "odd"}, after=(((5, 4), (7, 6)),)),
        Sample("one element", ((1, 2),), {"reflect_type": "odd"}, after=(((2, 1), (1, 0)),)),
        name="reflect odd",
    ),
    _linear(
        "symmetric",
        Sample("matrix", ((3, 4),), after=(BOTH,)),
        Sample("longer than the axis", ((2, 3),), after=(((5, 4), (7, 6)),)),
        Sample("one element", ((1, 2),), after=(((2, 1), (1, 0)),)),
    ),
    _linear(
        "symmetric",
        Sample("matrix", ((3, 4),), {"reflect_type": "odd"}, after=(BOTH,)),
        Sample("longer than the axis", ((2, 3),), {"reflect_type": "odd"}, after=(((5, 4), (7, 6)),)),
        name="symmetric odd",
    ),
    _linear(
        "wrap",
        Sample("matrix", ((3, 4),), after=(BOTH,)),
        Sample("longer than the axis", ((2, 3),), after=(((5, 4), (7, 6)),)),
    ),
    *(
        _pad(
            mode,
            Sample("matrix", M, after=(BOTH,)),
            domain=distinct,
            kinks=(
                Kink("ties", (onp.array([2.0, 2.0, 1.0] if mode == "maximum" else [1.0, 1.0, 2.0]),),
                     ([1.5, 1.5, 1.0],), {"mode": mode}, after=((0, 1),)),
            ),
        )
        for mode in ("maximum", "minimum")
    ),
    *(
        _pad(
            mode,
            Sample("length", ((3, 4),), {"stat_length": 2}, after=(BOTH,)),
            Sample("a length for each side", ((3, 4),), {"stat_length": ((1, 2), (3, 9))}, after=(BOTH,)),
            domain=distinct,
            name=f"{mode} length",
        )
        for mode in ("maximum", "minimum")
    ),
    *(
        _pad(
            mode,
            Sample("matrix", M, after=(BOTH,)),
            Sample("length", ((3, 4),), {"stat_length": 2}, after=(BOTH,)),
            domain=distinct,
        )
        for mode in ("mean", "median")
    ),
    _linear(
        "linear_ramp",
        Sample("matrix", M, after=(BOTH,)),
        Sample("values", M, {"end_values": ((1, 2), (3, 4))}, after=(((3, 2), (0, 4)),)),
    ),
    _pad(_lines, Sample("matrix", M, after=(BOTH,), integers=False), name="function", reference=_by_function),
)  # fmt: skip
