"""Products that contract axes."""

from __future__ import annotations

from typing import Any

import numpy as onp

from mxgrad_conformance.domains import real
from mxgrad_conformance.record import Operand, Record, Sample
from mxgrad_conformance.records.factories import numpy_named

LOOSE = {"float32": 1e-4, "float64": 1e-10}


def _product(name: str, *samples: Sample, **options: Any) -> Record:
    reference = options.pop("reference", None) or numpy_named(name)
    return Record(
        name=name,
        path=options.pop("path", name),
        topic="products",
        reference=reference,
        analytic=reference,
        operands=(Operand(real),),
        samples=samples,
        rtol=LOOSE,
        atol=1e-6,
        **options,
    )


MATRICES = (
    Sample("matrices", ((2, 3), (3, 2))),
    Sample("matrix vector", ((2, 3), (3,))),
    Sample("vector matrix", ((3,), (3, 2))),
    Sample("vectors", ((3,), (3,))),
)
BATCHES = (
    Sample("batches", ((2, 2, 3), (2, 3, 2))),
    Sample("batch broadcast", ((2, 1, 2, 3), (3, 3, 2)), grad=True),
    Sample("batch with matrix", ((2, 2, 3), (3, 2))),
    Sample("batch with vector", ((2, 2, 3), (3,))),
)
NOTHING = Sample("nothing to sum", ((2, 0), (0, 3)), grad=False, integers=False)

DOT = _product(
    "np.dot",
    *MATRICES,
    Sample("0-d", ((), ())),
    Sample("0-d with matrix", ((), (2, 3))),
    Sample("matrix with 0-d", ((2, 3), ())),
    Sample("3-d with vector", ((2, 2, 3), (3,))),
    Sample("3-d with matrix", ((2, 2, 3), (3, 2))),
    Sample("3-d with 3-d", ((2, 2, 3), (2, 3, 2))),
    Sample("same operand", ((2, 2), (2, 2)), repeat=True, integers=False),
    NOTHING,
    integers="int32",
)
MATMUL = _product("np.matmul", *MATRICES, *BATCHES, NOTHING)
TENSORDOT = _product(
    "np.tensordot",
    Sample("two axes", ((2, 3, 2), (3, 2, 2)), grad=True),
    Sample("one axis", ((2, 3), (3, 2)), {"axes": 1}),
    Sample("outer", ((2,), (3,)), {"axes": 0}),
    Sample("named", ((2, 3), (2, 3)), {"axes": ((0, 1), (0, 1))}),
    Sample("single", ((2, 3), (4, 3)), {"axes": (1, 1)}),
)
EINSUM = _product(
    "np.einsum",
    Sample("matmul", ((2, 3), (3, 2)), before=("ij,jk->ik",)),
    Sample("implicit", ((2, 3), (3, 2)), before=("ij,jk",)),
    Sample("batched", ((2, 2, 3), (2, 3, 2)), before=("bij,bjk->bik",)),
    Sample("ellipsis", ((2, 2, 3), (3,)), before=("...i,i->...",)),
    Sample("trace", ((3, 3),), before=("ii->",)),
    Sample("diagonal", ((3, 3),), before=("ii->i",)),
    Sample("transpose", ((2, 3),), before=("ij->ji",)),
    Sample("sum", ((2, 3),), before=("ij->j",)),
    Sample("outer", ((2,), (3,)), before=("i,j->ij",)),
    Sample("three", ((2, 3), (3, 2), (2,)), before=("ij,jk,k->i",)),
)


def _cross(a: Any, b: Any, axisa: int = -1, axisb: int = -1, axisc: int = -1, axis: int | None = None) -> Any:
    """With the third component of vectors of two said: newer versions of NumPy refuse these."""
    if axis is not None:
        axisa = axisb = axisc = axis
    x, y = onp.moveaxis(a, axisa, -1), onp.moveaxis(b, axisb, -1)
    flat = x.shape[-1] == y.shape[-1] == 2
    x, y = (onp.concatenate([v, 0 * v[..., :1]], -1) if v.shape[-1] == 2 else v for v in (x, y))
    found = onp.cross(x, y)
    return found[..., 2] if flat else onp.moveaxis(found, -1, axisc)


def _vecdot(a: Any, b: Any, axis: int | None = None) -> Any:
    place = -1 if axis is None else axis
    return onp.sum(onp.moveaxis(a, place, -1) * onp.moveaxis(b, place, -1), -1)


KRON = _product(
    "np.kron",
    Sample("matrices", ((2, 3), (3, 2))),
    Sample("vectors", ((2,), (3,))),
    Sample("vector with matrix", ((2,), (2, 3))),
    Sample("batch with matrix", ((2, 1, 2), (2, 2))),
    Sample("0-d", ((), (2,)), grad=False),
    Sample("same operand", ((2, 2), (2, 2)), repeat=True, integers=False),
    reference=onp.kron,
    integers="int32",
)
CROSS = _product(
    "np.cross",
    Sample("3 with 3", ((3,), (3,))),
    Sample("2 with 2", ((2,), (2,))),
    Sample("2 with 3", ((2,), (3,))),
    Sample("rows", ((2, 3), (2, 3))),
    Sample("rows with one", ((2, 3), (3,))),
    Sample("rows of 3 and 2", ((2, 3), (2, 2))),
    Sample("axis", ((3, 2), (3, 2)), {"axis": 0}),
    Sample("three axes", ((3, 2), (2, 3)), {"axisa": 0, "axisb": 1, "axisc": 0}),
    reference=_cross,
    integers="int32",
)
LINALG = (
    CROSS.spelled("np.linalg.cross", samples=tuple(s for s in CROSS.samples if set(s.kwargs) <= {"axis"})),
    TENSORDOT.spelled("np.linalg.tensordot"),
    _product(
        "np.linalg.vecdot",
        Sample("matrices", ((2, 3), (2, 3))),
        Sample("matrix and vector", ((2, 3), (3,))),
        Sample("axis", ((3, 2), (3, 2)), {"axis": 0}),
        reference=_vecdot,
    ),
    _product("np.linalg.outer", Sample("vectors", ((2,), (3,))), reference=onp.outer),
    _product("np.linalg.matrix_transpose", Sample("batch", ((2, 2, 3),)), reference=lambda a: onp.swapaxes(a, -1, -2)),
    *(
        _product(
            f"np.linalg.{name}",
            Sample("matrix", ((2, 3),)),
            Sample("batch", ((2, 2, 3),)),
            Sample("offset", ((2, 3),), {"offset": 1}),
            reference=lambda a, offset=0, _f=function: _f(a, offset, -2, -1),
        )
        for name, function in (("trace", onp.trace), ("diagonal", onp.diagonal))
    ),
)

RECORDS = (
    DOT,
    MATMUL,
    TENSORDOT,
    EINSUM,
    _product("np.outer", Sample("vectors", ((2,), (3,))), Sample("matrices", ((2, 2), (3,)))),
    _product(
        "np.inner",
        Sample("vectors", ((3,), (3,))),
        Sample("matrices", ((2, 3), (4, 3))),
        Sample("matrix vector", ((2, 3), (3,))),
    ),
    _product(
        "np.vdot",
        Sample("vectors", ((3,), (3,))),
        Sample("matrices", ((2, 3), (2, 3))),
        reference=lambda x, y: onp.sum(x * y),
    ),
    _product("ndarray.dot", Sample("matrices", ((2, 3), (3, 2))), reference=onp.dot),
    KRON,
    CROSS,
    *LINALG,
)
