"""Moving elements about: reshaping, joining, splitting, repeating."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as onp

from mxgrad_conformance.domains import real
from mxgrad_conformance.record import Operand, Record, Sample
from mxgrad_conformance.records.factories import numpy_named


def _moves(name: str, *samples: Sample, listed: bool = False, **options: Any) -> Record:
    """Linear, and of every dtype: int32 stays int32."""
    reference: Callable[..., Any] = options.pop("reference", None) or numpy_named(name)
    return Record(
        name=name,
        path=name,
        topic="shape",
        reference=reference,
        analytic=reference,
        operands=(Operand(real),),
        samples=samples,
        listed=listed,
        integers="int32",
        **options,
    )


def _method(name: str, reference: Callable[..., Any], *samples: Sample) -> Record:
    return _moves(f"ndarray.{name}", *samples, reference=reference)


V, M, T3 = ((4,),), ((2, 3),), ((2, 3, 2),)

RESHAPES = (
    _moves(
        "np.reshape",
        Sample("tuple", M, after=((3, 2),)),
        Sample("unknown", M, after=((-1,),)),
        Sample("int", M, after=(6,), grad=False),
        Sample("0-d", ((),), after=((1, 1),), grad=False),
        Sample("to 0-d", ((1, 1),), after=((),), grad=False),
        Sample("empty", ((0, 3),), after=((3, 0),), grad=False),
    ),
    _moves("np.ravel", Sample("matrix", M), Sample("0-d", ((),), grad=False)),
    _moves(
        "np.transpose",
        Sample("matrix", M),
        Sample("axes", T3, after=((2, 0, 1),)),
        Sample("negative axes", T3, after=((-1, 0, 1),), grad=False),
        Sample("vector", V, grad=False),
    ),
    _moves("np.swapaxes", Sample("ends", T3, after=(0, 2)), Sample("negative", T3, after=(-1, 1), grad=False)),
    _moves(
        "np.moveaxis",
        Sample("one", T3, after=(0, -1)),
        Sample("two", T3, after=((0, 1), (-1, 0)), grad=False),
    ),
    _moves("np.expand_dims", Sample("front", V, after=(0,)), Sample("back", M, after=(-1,), grad=False)),
    _moves(
        "np.squeeze",
        Sample("all", ((1, 3, 1),)),
        Sample("axis", ((1, 3, 1),), {"axis": 0}),
        Sample("negative axis", ((1, 3, 1),), {"axis": -1}, grad=False),
        Sample("0-d", ((),), {"axis": 0}, grad=False),
    ),
    _moves(
        "np.broadcast_to",
        Sample("rows", ((3,),), after=((2, 3),)),
        Sample("column", ((2, 1),), after=((2, 3),)),
        Sample("0-d", ((),), after=((2,),)),
    ),
    _moves("np.broadcast_arrays", Sample("two", ((3,), (2, 1)))),
    _moves("np.atleast_1d", Sample("0-d", ((),)), Sample("vector", V, grad=False)),
    _moves("np.atleast_2d", Sample("vector", V), Sample("0-d", ((),), grad=False)),
    _moves("np.atleast_3d", Sample("matrix", M), Sample("vector", V, grad=False)),
)

JOINS = (
    _moves(
        "np.concatenate",
        Sample("vectors", ((2,), (3,))),
        Sample("axis 1", ((2, 1), (2, 3)), {"axis": 1}),
        Sample("negative axis", ((2, 1), (2, 2), (2, 1)), {"axis": -1}),
        Sample("one", ((2,),), grad=False),
        Sample("with empty", ((0, 2), (3, 2)), grad=False),
        listed=True,
    ),
    _moves(
        "np.stack",
        Sample("vectors", ((3,), (3,))),
        Sample("last axis", ((2, 3), (2, 3)), {"axis": -1}),
        Sample("0-d", ((), ()), grad=False),
        listed=True,
    ),
    _moves(
        "np.vstack",
        Sample("vectors", ((3,), (3,))),
        Sample("matrices", ((1, 3), (2, 3)), grad=False),
        listed=True,
    ),
    _moves(
        "np.hstack",
        Sample("vectors", ((2,), (3,))),
        Sample("matrices", ((2, 1), (2, 3)), grad=False),
        listed=True,
    ),
    _moves("np.dstack", Sample("matrices", ((2, 3), (2, 3))), listed=True),
    _moves(
        "np.column_stack",
        Sample("vectors", ((3,), (3,))),
        Sample("mixed", ((2,), (2, 2)), grad=False),
        listed=True,
    ),
)

SPLITS = (
    _moves(
        "np.split",
        Sample("equal", ((6,),), after=(3,)),
        Sample("axis 1", ((2, 4),), after=(2,), kwargs={"axis": 1}),
        Sample("places", ((6,),), after=((1, 4),)),
    ),
)

REPEATS = (
    _moves(
        "np.tile",
        Sample("int", ((3,),), after=(2,)),
        Sample("tuple", ((2, 3),), after=((2, 1),)),
        Sample("new axis", ((3,),), after=((2, 2),), grad=False),
        Sample("0-d", ((),), after=(3,), grad=False),
    ),
    _moves(
        "np.repeat",
        Sample("flattened", M, after=(2,)),
        Sample("axis 1", M, after=(2,), kwargs={"axis": 1}),
        Sample("axis 0", M, after=(3,), kwargs={"axis": 0}, grad=False),
    ),
    _moves(
        "np.flip",
        Sample("all", M),
        Sample("axis 0", M, {"axis": 0}),
        Sample("tuple", T3, {"axis": (0, 2)}, grad=False),
    ),
)

DIAGONALS = (
    _moves(
        "np.diag",
        Sample("vector", ((3,),)),
        Sample("matrix", ((3, 3),)),
        Sample("above", ((2,),), {"k": 1}, grad=False),
        Sample("below", ((3, 3),), {"k": -1}, grad=False),
    ),
    _moves("np.trace", Sample("square", ((3, 3),)), Sample("offset", ((2, 3),), {"offset": 1})),
    _moves(
        "np.tril",
        Sample("square", ((3, 3),)),
        Sample("offset", ((2, 3),), {"k": 1}),
        Sample("below", ((3, 3),), {"k": -1}),
        Sample("vector", ((3,),), {"k": 1}),
    ),
    _moves(
        "np.triu",
        Sample("square", ((3, 3),)),
        Sample("offset", ((2, 3),), {"k": 1}),
        Sample("below", ((3, 3),), {"k": -1}),
        Sample("vector", ((3,),), {"k": 1}),
    ),
)

ALIASES = (
    _moves("np.concat", Sample("axis 1", ((2, 1), (2, 3)), {"axis": 1}), listed=True, reference=onp.concatenate),
    _moves("np.row_stack", Sample("vectors", ((3,), (3,))), listed=True, reference=onp.vstack),
    _moves("np.permute_dims", Sample("axes", T3, after=((2, 0, 1),)), reference=onp.transpose),
    _moves("np.copy", Sample("matrix", M)),
)
ROLLS = (
    _moves(
        "np.roll",
        Sample("flattened", M, after=(2,)),
        Sample("axis", M, after=(-1,), kwargs={"axis": 1}),
        Sample("two axes", M, after=((1, 2),), kwargs={"axis": (0, 1)}, grad=False),
    ),
    _moves(
        "np.rollaxis",
        Sample("to the front", T3, after=(2,)),
        Sample("to a place", T3, after=(0, 2), grad=False),
    ),
    _moves("np.fliplr", Sample("matrix", M)),
    _moves("np.flipud", Sample("matrix", M)),
    _moves("np.meshgrid", Sample("two", ((3,), (2,))), Sample("ij", ((3,), (2,)), {"indexing": "ij"}, grad=False)),
    _moves("np.diagonal", Sample("square", ((3, 3),)), Sample("offset", ((2, 3),), {"offset": 1})),
)
PARTS = (
    _moves("np.array_split", Sample("uneven", ((5,),), after=(2,)), Sample("places", ((6,),), after=((1, 4),))),
    _moves("np.hsplit", Sample("matrix", ((2, 4),), after=(2,))),
    _moves("np.vsplit", Sample("matrix", ((4, 2),), after=(2,))),
    _moves("np.dsplit", Sample("cube", ((2, 1, 4),), after=(2,))),
)

METHODS = (
    _method("reshape", onp.reshape, Sample("tuple", M, after=((3, 2),))),
    _method("reshape", lambda x, *s: onp.reshape(x, s), Sample("separate", M, after=(3, -1), grad=False)),
    _method("transpose", onp.transpose, Sample("matrix", M), Sample("tuple", T3, after=((2, 0, 1),), grad=False)),
    _method("transpose", lambda x, *a: onp.transpose(x, a), Sample("separate", T3, after=(2, 0, 1), grad=False)),
    _method("swapaxes", onp.swapaxes, Sample("ends", T3, after=(0, 2))),
    _method("squeeze", onp.squeeze, Sample("all", ((1, 3, 1),))),
    _method("flatten", onp.ravel, Sample("matrix", M)),
    _method("repeat", onp.repeat, Sample("flattened", M, after=(2,))),
    _method("broadcast_to", onp.broadcast_to, Sample("rows", ((3,),), after=((2, 3),))),
    _method("copy", onp.copy, Sample("matrix", M)),
    _method("expand_dims", onp.expand_dims, Sample("front", V, after=(0,))),
    _method("flip", onp.flip, Sample("axis", M, {"axis": 1})),
    _method("tile", onp.tile, Sample("int", ((3,),), after=(2,))),
    _method("ravel", onp.ravel, Sample("matrix", M)),
    _method("split", onp.split, Sample("equal", ((6,),), after=(3,))),
    _method("diag", onp.diag, Sample("matrix", ((3, 3),))),
    _method("reshape_like", lambda x, y: onp.reshape(x, y.shape), Sample("matrix", ((2, 3), (3, 2)), grad=False)),
    _method("broadcast_like", lambda x, y: x + 0 * y, Sample("matrix", ((1, 3), (2, 3)), grad=False)),
)

RECORDS = RESHAPES + JOINS + SPLITS + REPEATS + DIAGONALS + ALIASES + ROLLS + PARTS + METHODS
