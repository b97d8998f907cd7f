"""Sets. Elements that are in both operands get their gradient in the first, and the first of equal ones gets it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as onp

from mxgrad_conformance.domains import distinct, integers
from mxgrad_conformance.record import Kink, Operand, Record, Sample
from mxgrad_conformance.records.factories import numpy_named

A, B = onp.array([3.0, 1.0, 2.0]), onp.array([2.0, 5.0, 3.0, 0.5])


def _record(name: str, *samples: Sample, label: str = "", **options: Any) -> Record:
    reference: Callable[..., Any] = options.pop("reference", None) or numpy_named(name)
    return Record(
        name=f"{name}:{label}" if label else name,
        path=name,
        topic="index",
        reference=reference,
        operands=options.pop("operands", (Operand(integers(0, 4)),)),
        samples=samples,
        integer_domain=integers(0, 4),
        **{"integers": "int32", **options},
    )


def _flat_inverse(x: Any, **kwargs: Any) -> Any:
    found = onp.unique(x, **kwargs)
    return [found[0], *(part.reshape(-1) for part in found[1:])]


def _kink(gradients: Any, values: Any = (A, B)) -> tuple[Kink, ...]:
    return (Kink("common elements", values, gradients),)


DRAWN = ((6,), (5,))

RECORDS = (
    _record("np.unique_values", Sample("matrix", ((2, 4),)), reference=onp.unique, order=0),
    _record(
        "np.unique",
        Sample("vector", ((5,),)),
        Sample("matrix", ((2, 3),)),
        Sample("rows", ((3, 2),), {"axis": 0}),
        Sample("columns", ((2, 3),), {"axis": 1}),
        label="gradient",
        operands=(Operand(distinct),),
        kinks=(Kink("ties", (onp.array([2.0, 1.0, 2.0]),), ([1.0, 1.0, 0.0],)),),
    ),
    _record(
        "np.unique",
        Sample("repeated rows", values=(onp.array([[1.0, 2.0], [0.0, 3.0], [1.0, 2.0]]),), kwargs={"axis": 0}),
        Sample("0-d", values=(onp.array(3.0),)),
        Sample("empty", ((0,),)),
        label="repeated",
        order=0,
    ),
    _record("np.isin", Sample("matrix", ((2, 3), (4,))), Sample("inverted", DRAWN, {"invert": True}),
            order=0, result="bool", integers="bool"),
    _record("np.in1d", Sample("matrix", ((2, 3), (4,))), Sample("inverted", DRAWN, {"invert": True}),
            order=0, result="bool", integers="bool", reference=lambda x, y, **kwargs: onp.isin(x, y, **kwargs).ravel()),
    _record("np.union1d", Sample("drawn", DRAWN, grad=False), Sample("fixed", values=(A, B), grad=False),
            kinks=_kink(([1.0, 1.0, 1.0], [0.0, 1.0, 0.0, 1.0]))),
    _record("np.intersect1d", Sample("drawn", DRAWN, grad=False),
            kinks=_kink(([1.0, 0.0, 1.0], [0.0] * 4))),
    _record("np.setdiff1d", Sample("drawn", DRAWN, grad=False),
            Sample("unsorted", values=(A, B), kwargs={"assume_unique": True}, grad=False),
            kinks=(Kink("common elements", (A, B), ([0.0, 1.0, 0.0], None)),)),
    _record("np.setxor1d", Sample("drawn", DRAWN, grad=False),
            kinks=_kink(([0.0, 1.0, 0.0], [0.0, 1.0, 0.0, 1.0]))),
)  # fmt: skip
