"""Linear algebra."""

from __future__ import annotations

from typing import Any

import numpy as onp

from mxgrad_conformance.domains import signed, well_conditioned
from mxgrad_conformance.record import Kink, Operand, Record, Sample

LOOSE = {"float32": 1e-4, "float64": 1e-9}


def _euclid(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    return onp.sqrt(onp.sum(x * x, axis=axis, keepdims=keepdims))


def _norm(name: str, *samples: Sample, **options: Any) -> Record:
    return Record(
        name=name,
        path="np.linalg.norm",
        topic="linalg",
        reference=onp.linalg.norm,
        operands=(Operand(signed),),
        samples=samples,
        **options,
    )


def _square(name: str, reference: Any) -> Record:
    return Record(
        name=name,
        path=name,
        topic="linalg",
        reference=reference,
        analytic=reference,
        operands=(Operand(well_conditioned),),
        samples=(
            Sample("matrix", ((3, 3),)),
            Sample("batch", ((2, 2, 2),)),
            Sample("one by one", ((1, 1),), grad=False),
        ),
        rtol=LOOSE,
        atol=1e-6,
    )


ORIGIN = onp.zeros(2)

RECORDS = (
    _norm(
        "np.linalg.norm",
        Sample("vector", ((3,),)),
        Sample("matrix", ((2, 3),)),
        Sample("axis", ((2, 3),), {"axis": 1}),
        Sample("axis kept", ((2, 3),), {"axis": 0, "keepdims": True}),
        Sample("0-d", ((),), grad=False),
        Sample("3-d", ((2, 3, 2),), grad=False),
        analytic=_euclid,
        kinks=(Kink("origin", (ORIGIN,), (ORIGIN,)),),
    ),
    _norm(
        "np.linalg.norm:ord",
        Sample("1", ((4,),), {"ord": 1}),
        Sample("2", ((4,),), {"ord": 2}),
        Sample("inf", ((4,),), {"ord": onp.inf}),
        Sample("axis and ord", ((2, 3),), {"ord": 1, "axis": 1}),
        Sample("fro", ((2, 3),), {"ord": "fro"}),
    ),
    _square("np.linalg.det", onp.linalg.det),
    _square("np.linalg.inv", onp.linalg.inv),
)
