"""Choosing, ordering and counting elements."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as onp

from mxgrad_conformance.domains import distinct, integers, mask, real
from mxgrad_conformance.record import Operand, Record, Sample

INDEX = Operand(integers(0, 3), differentiable=False, dtype="int32")
MASK = Operand(mask, differentiable=False, dtype="bool")


def _record(
    name: str, reference: Callable[..., Any], operands: tuple[Operand, ...], *samples: Sample, **options: Any
) -> Record:
    return Record(
        name=name,
        path=options.pop("path", name),
        topic="index",
        reference=reference,
        operands=operands,
        samples=samples,
        **options,
    )


def _pick(x: Any, index: Any, axis: int = -1, keepdims: bool = False, mode: str = "clip") -> Any:
    size = x.shape[axis]
    index = onp.clip(index, 0, size - 1) if mode == "clip" else index % size
    picked = onp.take_along_axis(x, onp.expand_dims(index, axis), axis)
    return picked if keepdims else onp.squeeze(picked, axis)


def _one_hot(index: Any, depth: int, on_value: float = 1.0, off_value: float = 0.0, dtype: str = "float32") -> Any:
    hit = index[..., None] == onp.arange(depth)
    return onp.where(hit, on_value, off_value).astype(dtype)


def _topk(
    x: Any,
    axis: int = -1,
    k: int = 1,
    ret_typ: str = "indices",
    is_ascend: bool = False,
    dtype: str = "float32",
) -> Any:
    order = onp.argsort(x if is_ascend else -x, axis=axis)
    index = onp.take(order, onp.arange(k), axis=axis)
    values = onp.take_along_axis(x, index, axis)
    if ret_typ == "mask":
        out = onp.zeros_like(x)
        onp.put_along_axis(out, index, 1.0, axis)
        return out
    return {"indices": index, "value": values, "both": [values, index]}[ret_typ]


def _take(x: Any, index: Any, axis: int | None = None, mode: Any = "raise") -> Any:
    return onp.take(x, index, axis=axis, mode=mode)


TAKE = _record(
    "np.take",
    _take,
    (Operand(real), INDEX),
    Sample("vector", ((4,), (5,)), {"axis": 0}),
    Sample("rows", ((3, 2), (2,)), {"axis": 0}),
    Sample("columns", ((2, 3), (2, 2)), {"axis": 1}),
    Sample("repeated", values=(onp.arange(4.0), onp.array([1, 1, 1, 0])), kwargs={"axis": 0}),
    Sample("clipped", values=(onp.arange(3.0), onp.array([-1, 1, 7])), kwargs={"axis": 0, "mode": "clip"}),
    Sample("wrapped", values=(onp.arange(3.0), onp.array([-1, 1, 7])), kwargs={"axis": 0, "mode": "wrap"}),
    Sample("flattened", ((2, 3), (4,))),
    analytic=_take,
    integers="int32",
)
WHERE = (
    _record(
        "np.where",
        onp.where,
        (MASK, Operand(real), Operand(real)),
        Sample("vectors", ((3,), (3,), (3,))),
        Sample("broadcast", ((2, 1), (3,), (2, 3))),
        Sample("0-d condition", ((), (3,), (3,))),
        Sample("scalar second", ((3,), (), (3,)), values=(None, 2.0, None), integers=False),
        Sample("scalar third", ((3,), (3,), ()), values=(None, None, 2.0), integers=False),
        analytic=onp.where,
        integers="int32",
    ),
)
SORTS = (
    _record(
        "np.sort",
        onp.sort,
        (Operand(distinct),),
        Sample("vector", ((5,),)),
        Sample("axis 0", ((3, 2),), {"axis": 0}),
        Sample("flattened", ((2, 3),), {"axis": None}),
        integers="int32",
    ),
    _record(
        "np.argsort",
        onp.argsort,
        (Operand(distinct),),
        Sample("vector", ((5,),), integers=False),
        Sample("axis 0", ((3, 2),), {"axis": 0}),
        order=0,
        result="int64",
    ),
    _record(
        "np.unique",
        onp.unique,
        (Operand(integers(0, 3)),),
        Sample("vector", ((6,),)),
        Sample("matrix", ((2, 4),)),
        order=0,
        integers="int32",
    ),
    _record(
        "np.nonzero",
        onp.nonzero,
        (Operand(integers(0, 2)),),
        Sample("vector", ((6,),)),
        Sample("matrix", ((2, 3),)),
        order=0,
        result="int64",
        integers="int64",
        integer_domain=integers(0, 2),
    ),
)
NPX = (
    _record(
        "npx.pick",
        _pick,
        (Operand(real), INDEX),
        Sample("last axis", ((2, 3), (2,))),
        Sample("axis 0", ((3, 2), (2,)), {"axis": 0}),
        Sample("kept", ((2, 3), (2,)), {"axis": 1, "keepdims": True}),
        Sample("clipped", values=(onp.arange(6.0).reshape(2, 3), onp.array([-1, 7]))),
        Sample("wrapped", values=(onp.arange(6.0).reshape(2, 3), onp.array([-1, 7])), kwargs={"mode": "wrap"}),
        analytic=_pick,
    ),
    _record(
        "npx.one_hot",
        _one_hot,
        (INDEX,),
        Sample("vector", ((4,),), after=(3,)),
        Sample("matrix", ((2, 2),), after=(4,)),
        Sample("values", ((3,),), after=(3,), kwargs={"on_value": 2.0, "off_value": -1.0}),
        Sample("outside", values=(onp.array([-1, 1, 7]),), after=(3,)),
        order=0,
        result="float32",
    ),
    _record(
        "npx.topk",
        _topk,
        (Operand(distinct),),
        Sample("default", ((2, 4),)),
        Sample("two", ((2, 4),), {"k": 2}),
        Sample("ascending", ((2, 4),), {"k": 2, "is_ascend": True}),
        Sample("axis 0", ((4, 2),), {"k": 2, "axis": 0}),
        order=0,
        result="float32",
    ),
    _record(
        "npx.topk:int32",
        _topk,
        (Operand(distinct),),
        Sample("indices", ((2, 4),), {"k": 2, "dtype": "int32"}),
        path="npx.topk",
        order=0,
        result="int32",
    ),
    _record(
        "npx.topk:value",
        _topk,
        (Operand(distinct),),
        Sample("value", ((2, 4),), {"k": 2, "ret_typ": "value"}),
        path="npx.topk",
    ),
    _record(
        "npx.topk:mask",
        _topk,
        (Operand(distinct),),
        Sample("mask", ((2, 4),), {"k": 2, "ret_typ": "mask"}),
        path="npx.topk",
        order=0,
    ),
)
PLACES = Operand(integers(0, 2), differentiable=False, dtype="int64")
OTHERS = (
    _record(
        "np.take_along_axis",
        onp.take_along_axis,
        (Operand(real), PLACES),
        Sample("rows", ((2, 3), (2, 2)), after=(1,)),
        Sample("columns", ((2, 3), (1, 3)), after=(0,)),
        analytic=onp.take_along_axis,
        integers="int32",
    ),
    _record(
        "np.flatnonzero",
        onp.flatnonzero,
        (Operand(integers(0, 2)),),
        Sample("matrix", ((2, 3),)),
        order=0,
        result="int64",
    ),
)
METHODS = (TAKE.spelled("ndarray.take", samples=TAKE.samples[:2], integers=None),)

RECORDS = (TAKE, *WHERE, *SORTS, *NPX, *OTHERS, *METHODS)
