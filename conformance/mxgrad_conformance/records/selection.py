"""Choosing elements by conditions, and functions applied to parts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as onp

from mxgrad_conformance.domains import distinct, integers, mask, real
from mxgrad_conformance.record import Operand, Record, Sample
from mxgrad_conformance.records.factories import numpy_named

NUMBER = Operand(integers(0, 3), differentiable=False, dtype="int64")
MASK = Operand(mask, differentiable=False, dtype="bool")
VALUE = Operand(real)
FIRST, SECOND = onp.array([True, False, False, True]), onp.array([True, True, False, False])


def _record(name: str, operands: tuple[Operand, ...], *samples: Sample, label: str = "", **options: Any) -> Record:
    reference: Callable[..., Any] = options.pop("reference", None) or numpy_named(name)
    return Record(
        name=f"{name}:{label}" if label else name,
        path=name,
        topic="index",
        reference=reference,
        operands=operands,
        samples=samples,
        **options,
    )


def _linear(name: str, operands: tuple[Operand, ...], *samples: Sample, **options: Any) -> Record:
    reference = options.get("reference") or numpy_named(name)
    return _record(name, operands, *samples, analytic=reference, integers="int32", **options)


def _choose(index: Any, choices: Any, mode: Any = "raise") -> Any:
    return onp.choose(index, list(choices), mode=mode)


def _double(x: Any) -> Any:
    return x * 2


def _square(x: Any) -> Any:
    return x * x


def _sum_of_squares(x: Any) -> Any:
    return (x * x).sum()


def _pairs(x: Any) -> Any:
    return (x * x).reshape((2, -1))


def _scaled(x: Any, factor: Any, power: Any = 1) -> Any:
    return x**power * factor


def _sum(x: Any, axis: int) -> Any:
    return x.sum(axis)


def _all_sums(x: Any, axis: int) -> Any:
    return x.sum(axis, keepdims=True)


PIECES = (
    Sample("functions", ((4,),), after=([FIRST, SECOND], [_square, _double])),
    Sample("otherwise", ((4,),), after=([FIRST & SECOND, ~FIRST & SECOND], [_square, 3.0, _double])),
    Sample("numbers", ((4,),), after=([FIRST], [3.0, 5.0]), grad=False),
    Sample("one condition", ((4,),), after=(FIRST, [_square, _double])),
    Sample("arguments", ((4,),), {"power": 2}, after=([FIRST], [_scaled, 0], 3.0)),
    Sample("nothing true", ((4,),), after=([FIRST & ~FIRST], [_square]), grad=False),
)
ALONG = (
    Sample("to scalars", ((3, 2),), before=(_sum_of_squares, 0)),
    Sample("to vectors", ((2, 3),), before=(_square, 1)),
    Sample("to matrices", ((2, 4),), before=(_pairs, -1)),
    Sample("three axes", ((2, 3, 2),), before=(_square, 1)),
    Sample("arguments", ((3, 2),), {"power": 2}, before=(_scaled, 0), after=(3.0,)),
)

RECORDS = (
    _linear(
        "np.choose",
        (NUMBER, VALUE),
        Sample("vectors", ((4,), (3, 4))),
        Sample("broadcast", ((2, 1), (3, 3))),
        Sample("0-d choices", ((4,), (3,))),
        Sample("wrapped", values=(onp.array([-1, 4, 1]), None), shapes=((3,), (3, 3)), kwargs={"mode": "wrap"}),
        Sample("clipped", values=(onp.array([-1, 4, 1]), None), shapes=((3,), (3, 3)), kwargs={"mode": "clip"}),
        reference=_choose,
    ),
    _linear(
        "np.compress",
        (MASK, VALUE),
        Sample("vector", values=(onp.array([True, False, True]), None), shapes=((3,), (3,))),
        Sample("rows", values=(onp.array([False, True]), None), shapes=((2,), (2, 3)), kwargs={"axis": 0}),
        Sample("columns", values=(onp.array([True, False, True]), None), shapes=((3,), (2, 3)), kwargs={"axis": 1}),
        Sample("shorter than the axis", values=(onp.array([True, True]), None), shapes=((2,), (4,))),
        Sample("flattened", values=(onp.array([False, True, True]), None), shapes=((3,), (2, 3))),
    ),
    _linear(
        "np.extract",
        (MASK, VALUE),
        Sample("matrix", values=(onp.array([[True, False], [True, True]]), None), shapes=((2, 2), (2, 2))),
    ),
    _linear(
        "np.select",
        (VALUE,),
        Sample("two", ((4,), (4,)), before=([FIRST, SECOND],)),
        Sample("default", ((4,), (4,)), {"default": 7}, before=([SECOND, FIRST],)),
        Sample("broadcast", ((4,), ()), before=([FIRST, SECOND],)),
        listed=True,
    ),
    _record("np.piecewise", (VALUE,), *PIECES, analytic=onp.piecewise),
    _record(
        "np.piecewise",
        (VALUE,),
        Sample("matrix", ((2, 2),), after=([FIRST.reshape(2, 2)], [_square, _double])),
        label="matrix",
        integers="int32",
    ),
    _record("np.apply_along_axis", (VALUE,), *ALONG, analytic=onp.apply_along_axis),
    _record(
        "np.apply_over_axes",
        (VALUE,),
        Sample("two axes", ((2, 3, 2),), before=(_sum,), after=((0, 2),)),
        Sample("one axis", ((2, 3),), before=(_sum,), after=(1,)),
        Sample("axes kept", ((2, 3),), before=(_all_sums,), after=((0, -1),)),
        analytic=onp.apply_over_axes,
    ),
    _record(
        "np.argwhere",
        (Operand(integers(0, 2)),),
        Sample("vector", ((5,),)),
        Sample("matrix", ((2, 3),)),
        order=0,
        result="int64",
        integers="int64",
        integer_domain=integers(0, 2),
    ),
    _record(
        "np.msort",
        (Operand(distinct),),
        Sample("matrix", ((3, 2),)),
        Sample("vector", ((4,),)),
        reference=lambda x: onp.sort(x, 0),
        integers="int32",
    ),
    _record(
        "np.partition",
        (Operand(distinct),),
        Sample("vector", ((5,),), after=(2,)),
        Sample("negative", ((5,),), after=(-2,)),
        Sample("several", ((6,),), after=((1, 3),)),
        Sample("axis 0", ((4, 2),), after=(1,), kwargs={"axis": 0}),
        Sample("flattened", ((2, 3),), after=(2,), kwargs={"axis": None}),
        integers="int32",
    ),
    _record(
        "np.argpartition",
        (Operand(distinct),),
        Sample("vector", ((5,),), after=(2,), integers=False),
        Sample("axis 0", ((4, 2),), after=(1,), kwargs={"axis": 0}),
        order=0,
        result="int64",
    ),
    _record(
        "np.lexsort",
        (Operand(integers(0, 3)),),
        Sample("two keys", ((6,), (6,))),
        Sample("matrices", ((2, 4), (2, 4)), {"axis": 0}),
        listed=True,
        order=0,
        result="int64",
        integers="int64",
    ),
    _record(
        "np.sort",
        (Operand(distinct),),
        Sample("vector", ((5,),), {"descending": True}),
        Sample("axis 0", ((3, 2),), {"axis": 0, "descending": True, "stable": False}),
        Sample("positional", ((5,),), after=(-1, True)),
        label="descending",
        reference=lambda x, axis=-1, descending=True, stable=True: onp.flip(onp.sort(x, axis), axis),
        integers="int32",
    ),
    _record(
        "np.argsort",
        (Operand(integers(0, 3)),),
        Sample("ties", ((8,),), {"descending": True}),
        label="descending",
        reference=lambda x, descending: onp.argsort(-x, kind="stable"),
        order=0,
        result="int64",
        integers="int64",
    ),
)
