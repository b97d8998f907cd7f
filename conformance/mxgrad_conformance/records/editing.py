"""Elements added, removed, repeated and turned."""

from __future__ import annotations

from typing import Any

import numpy as onp

from mxgrad_conformance.domains import Shape, integers, real
from mxgrad_conformance.record import Kink, Operand, Record, Sample
from mxgrad_conformance.records.factories import numpy_named


def _moves(name: str, *samples: Sample, label: str = "", **options: Any) -> Record:
    """Linear, and of every dtype: int32 stays int32."""
    reference = options.pop("reference", None) or numpy_named(name)
    return Record(
        name=f"{name}:{label}" if label else name,
        path=name,
        topic="shape",
        reference=reference,
        analytic=options.pop("analytic", reference),
        operands=options.pop("operands", (Operand(real),)),
        samples=samples,
        integers="int32",
        **options,
    )


def _insert(x: Any, places: Any, values: Any, axis: int | None = None) -> Any:
    return onp.insert(x.astype(onp.result_type(x, values)), places, values, axis)


def _put(label: str, shape: Shape, places: Any, values: Shape, **kwargs: Any) -> Sample:
    return Sample(label, (shape, (), values), kwargs, values=(None, places, None))


ROW = ((2, 3),)
INSERTED = (Operand(real), Operand(integers(0, 3), differentiable=False, dtype="int64"), Operand(real))
ZEROS = (onp.array([0.0, 0.0, 1.0, 0.0, 2.0, 0.0]),)

RECORDS = (
    _moves(
        "np.append",
        Sample("vectors", ((2,), (3,))),
        Sample("axis 1", ((2, 2), (2, 1)), {"axis": 1}),
        Sample("flattened", ((2, 2), (1, 2))),
    ),
    _moves(
        "np.insert",
        _put("one place", (4,), 1, (2,)),
        _put("at the end", (4,), 4, (1,)),
        _put("a row", (2, 3), 1, (3,), axis=0),
        _put("a column", (2, 3), -1, (2,), axis=1),
        _put("columns", (2, 3), 1, (2, 2), axis=1),
        _put("a slice", (4,), slice(1, 3), (2,)),
        _put("backwards", (3,), slice(None, None, -1), (3,)),
        operands=INSERTED,
        analytic=_insert,
    ),
    _moves(
        "np.insert",
        _put("places", (2, 3), onp.array([2, 0]), (2, 2), axis=1),
        _put("the same place twice", (3,), onp.array([1, 1]), (2,)),
        _put("negative places", (4,), onp.array([-1, 0]), (2,)),
        _put("one in an array", (2, 3), onp.array([1]), (2, 1), axis=1),
        label="places",
        operands=INSERTED,
        analytic=_insert,
    ),
    _moves(
        "np.insert",
        _put("places", (2, 3), [2, 0], (2, 2), axis=1),
        _put("one value", (4,), [0, 2], ()),
        label="lists",
        operands=INSERTED,
        analytic=_insert,
    ),
    _moves(
        "np.delete",
        Sample("one", ((4,),), after=(1,)),
        Sample("the last", ((4,),), after=(-1,)),
        Sample("a row", ROW, after=(1, 0)),
        Sample("a column", ROW, after=(-1, 1)),
        Sample("flattened", ROW, after=(4,)),
        Sample("a slice", ((5,),), after=(slice(1, 4, 2),)),
        Sample("everything", ((3,),), after=(slice(None, None, -1),), grad=False),
    ),
    _moves(
        "np.delete",
        Sample("columns", ROW, after=([0, -1], 1)),
        Sample("one twice", ((4,),), after=([1, 1],)),
        Sample("an empty list", ((4,),), after=([],)),
        Sample("a mask", ((3,),), after=(onp.array([True, False, True]),)),
        label="lists",
    ),
    _moves(
        "np.resize",
        Sample("longer", ((3,),), after=((2, 4),)),
        Sample("shorter", ((2, 3),), after=((2, 2),)),
        Sample("int", ((3,),), after=(5,)),
        Sample("to 0-d", ((3,),), after=((),), grad=False),
        Sample("empty", ((0,),), after=((2,),), grad=False),
    ),
    _moves(
        "np.rot90",
        Sample("once", ROW),
        Sample("twice", ROW, {"k": 2}),
        Sample("backwards", ROW, {"k": -1}),
        Sample("four times", ROW, {"k": 4}),
        Sample("axes", ((2, 1, 3),), {"k": 1, "axes": (2, 0)}),
    ),
    _moves(
        "np.trim_zeros",
        Sample("both", values=ZEROS, grad=False),
        Sample("front", values=ZEROS, kwargs={"trim": "f"}, grad=False),
        Sample("back", values=ZEROS, kwargs={"trim": "b"}, grad=False),
        Sample("nothing left", values=(onp.zeros(3),), grad=False),
        kinks=(Kink("zeros", ZEROS, ([0.0, 0.0, 1.0, 1.0, 1.0, 0.0],)),),
    ),
    _moves(
        "np.diagflat",
        Sample("vector", ((3,),)),
        Sample("matrix", ((2, 2),), after=(1,)),
        Sample("below", ((2,),), {"k": -2}),
    ),
    _moves(
        "np.repeat",
        Sample("a count for each", ((3,),), after=([1, 0, 2],)),
        Sample("a count for each row", ROW, after=([2, 1],), kwargs={"axis": 0}),
        label="counts",
    ),
    _moves(
        "np.roll",
        Sample("tuple axes", ROW, after=((1, -2),), kwargs={"axis": (0, 1)}),
        Sample("one shift, two axes", ROW, after=(1,), kwargs={"axis": (0, 1)}),
        Sample("more than once around", ROW, after=(7,), kwargs={"axis": -1}),
        label="axes",
    ),
    _moves(
        "np.split",
        Sample("uneven places", ((6,),), after=([1, 1, 4],)),
        Sample("places on an axis", ((2, 4),), after=([1, 3],), kwargs={"axis": -1}),
        label="places",
    ),
    _moves("np.array_split", Sample("more parts than elements", ((3,),), after=(5,), grad=False), label="many"),
    _moves("np.concatenate", Sample("flattened", ((2, 2), (3,)), {"axis": None}), label="flattened", listed=True),
    _moves("np.meshgrid", Sample("three", ((3,), (2,), (2,)), {"indexing": "ij"}), label="three"),
    _moves("np.meshgrid", Sample("sparse", ((3,), (2,)), {"sparse": True}), label="sparse"),
)
