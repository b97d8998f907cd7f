"""Arrays of indices."""

from __future__ import annotations

from typing import Any

from mxgrad_conformance.domains import integers, real
from mxgrad_conformance.record import Operand, Record, Sample
from mxgrad_conformance.records.factories import numpy_named


def _record(name: str, *samples: Sample, operands: tuple[Operand, ...] = (), **options: Any) -> Record:
    return Record(
        name=name,
        path=name,
        topic="creation",
        reference=options.pop("reference", None) or numpy_named(name),
        operands=operands,
        samples=samples,
        order=0,
        **{"result": "int64", **options},
    )


MATRIX = (Operand(real),)
PLACES = (Operand(integers(0, 6), dtype="int64"),)

RECORDS = (
    _record("np.tri", Sample("square", after=(3,)), Sample("columns", after=(2, 3, 1)),
            Sample("below", after=(3, 2), kwargs={"k": -1}), result="float32"),
    _record("np.tril_indices", Sample("square", after=(3,)), Sample("columns", after=(2, 1, 3))),
    _record("np.triu_indices", Sample("square", after=(3,)), Sample("columns", after=(2, 1, 3))),
    _record("np.tril_indices_from", Sample("matrix", ((2, 3),)), Sample("k", ((3, 3),), {"k": 1}), operands=MATRIX),
    _record("np.triu_indices_from", Sample("matrix", ((2, 3),)), Sample("k", ((3, 3),), {"k": 1}), operands=MATRIX),
    _record("np.diag_indices_from", Sample("matrix", ((3, 3),)), Sample("cube", ((2, 2, 2),)), operands=MATRIX),
    _record("np.indices", Sample("matrix", after=((2, 3),)), Sample("list", after=([2, 2],)),
            Sample("none", after=((),)),
            result="int32"),
    _record("np.unravel_index", Sample("matrix", ((4,),), after=((2, 3),)),
            Sample("three axes", ((2, 2),), after=((1, 2, 3),)), operands=PLACES),
    _record("np.ix_", Sample("two", ((2,), (3,))), operands=(Operand(integers(0, 3), dtype="int64"),)),
)  # fmt: skip
