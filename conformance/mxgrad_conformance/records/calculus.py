"""Differences, integrals, interpolation, convolution, running products."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as onp

from mxgrad_conformance.domains import distinct, interval, positive, real
from mxgrad_conformance.record import Kink, Operand, Record, Sample
from mxgrad_conformance.records.factories import numpy_named, reduction

VALUE = Operand(real)
KNOTS = onp.array([0.0, 1.0, 2.5, 4.0])
INSIDE = onp.array([0.3, 1.7, 2.2, 3.9])
BEYOND = onp.array([-1.0, 0.3, 2.0, 5.0])


def _record(name: str, operands: tuple[Operand, ...], *samples: Sample, label: str = "", **options: Any) -> Record:
    reference: Callable[..., Any] = options.pop("reference", None) or numpy_named(name)
    return Record(
        name=f"{name}:{label}" if label else name,
        path=name,
        topic="reduce",
        reference=reference,
        operands=operands,
        samples=samples,
        **options,
    )


def _correlate(a: Any, v: Any, mode: str = "valid") -> Any:
    """`onp.correlate` conjugates, which is not analytic."""
    return onp.correlate(a, onp.conj(v), mode)  # type: ignore[call-overload]


MODES = tuple(
    Sample(f"{mode} {n} {m}", ((n,), (m,)), {"mode": mode}, integers=n == 5)
    for mode in ("full", "same", "valid")
    for n, m in ((5, 3), (2, 4), (4, 4))
)

RECORDS = (
    reduction(
        "np.cumprod",
        positive,
        analytic=True,
        integers="int64",
        samples=(
            Sample("vector", ((4,),)),
            Sample("flattened", ((2, 3),)),
            Sample("axis 0", ((2, 3),), {"axis": 0}),
            Sample("last axis", ((2, 3),), {"axis": -1}),
            Sample("long", ((9,),)),
            Sample("one element", ((1,),)),
            Sample("empty", ((0,),), grad=False),
        ),
        kinks=(
            Kink("one zero", (onp.array([2.0, 0.0, 3.0]),), (onp.array([1.0, 8.0, 0.0]),)),
            Kink("two zeros", (onp.array([2.0, 0.0, 3.0, 0.0, 5.0]),), (onp.array([1.0, 8.0, 0.0, 0.0, 0.0]),)),
        ),
    ),
    _record(
        "np.diff",
        (VALUE,),
        Sample("vector", ((4,),)),
        Sample("rows", ((3, 4),), {"axis": 0}),
        Sample("twice", ((2, 5),), {"n": 2}),
        Sample("not at all", ((3,),), {"n": 0}),
        Sample("too often", ((3,),), {"n": 5}, grad=False),
        analytic=onp.diff,
        integers="int32",
    ),
    _record(
        "np.diff",
        (VALUE,),
        Sample("number", ((2, 3),), {"prepend": 1}),
        Sample("both", ((3,),), {"prepend": 0, "append": 2}),
        label="ends",
        analytic=onp.diff,
        integers="int32",
    ),
    _record(
        "np.ediff1d",
        (VALUE,),
        Sample("matrix", ((2, 3),)),
        Sample("ends", ((4,),), {"to_begin": 1, "to_end": 2}),
        analytic=onp.ediff1d,
        integers="int32",
    ),
    _record(
        "np.ediff1d",
        (VALUE,),
        Sample("arrays", ((4,), (2,), (1,))),
        label="ends",
    ),
    _record(
        "np.gradient",
        (VALUE,),
        Sample("vector", ((5,),)),
        Sample("matrix", ((3, 4),)),
        Sample("distance", ((2, 4),), {"axis": 1}, after=(0.5,)),
        Sample("parabolas", ((4,),), {"edge_order": 2}, after=(2.0,)),
        analytic=onp.gradient,
        integers="float32",
    ),
    _record(
        "np.gradient",
        (VALUE, Operand(distinct)),
        Sample("places", values=(None, KNOTS), shapes=((4,), (4,))),
        Sample("parabolas", values=(None, KNOTS), shapes=((4,), (4,)), kwargs={"edge_order": 2}),
        Sample("columns", values=(None, KNOTS), shapes=((4, 2), (4,)), kwargs={"axis": 0}),
        label="places",
    ),
    *(
        _record(
            name,
            (VALUE, Operand(real)),
            Sample("vector", ((4,),)),
            Sample("places", ((4,), (4,))),
            Sample("matrix", ((2, 3),), {"axis": 0, "dx": 0.5}),
            Sample("places of rows", ((2, 3), (3,))),
            Sample("places of all", ((2, 3), (2, 3)), {"axis": 0}),
            analytic=onp.trapezoid if hasattr(onp, "trapezoid") else onp.trapz,  # type: ignore[attr-defined]
            reference=onp.trapezoid if hasattr(onp, "trapezoid") else onp.trapz,  # type: ignore[attr-defined]
            integers="float32",
        )
        for name in ("np.trapz", "np.trapezoid")
    ),
    _record(
        "np.interp",
        (Operand(interval(0.1, 3.9)), Operand(real), VALUE),
        Sample("vector", values=(INSIDE, KNOTS, None), shapes=((4,), (4,), (4,))),
        Sample("matrix", values=(INSIDE.reshape(2, 2), KNOTS, None), shapes=((2, 2), (4,), (4,))),
        Sample("0-d", values=(onp.array(1.3), KNOTS, None), shapes=((), (4,), (4,))),
        Sample("beyond", values=(BEYOND, KNOTS, None), shapes=((4,), (4,), (4,))),
        Sample("left and right", values=(BEYOND, KNOTS, None), shapes=((4,), (4,), (4,)),
               kwargs={"left": -1.0, "right": 7.0}),
        Sample("period", values=(BEYOND, KNOTS, None), shapes=((4,), (4,), (4,)), kwargs={"period": 4.5}),
        Sample("one point", values=(INSIDE, KNOTS[:1], None), shapes=((4,), (1,), (1,)), grad=False),
        result="float64",
        integers="float64",
        kinks=(
            Kink("at a point", (onp.array(1.0), onp.array([0.0, 1.0, 3.0]), onp.array([1.0, 2.0, 8.0])),
                 (2.0, [0.0, -2.0, 0.0], [0.0, 1.0, 0.0])),
            Kink("at the first point", (onp.array(0.0), onp.array([0.0, 2.0]), onp.array([1.0, 5.0])),
                 (1.0, [-1.0, 0.0], [1.0, 0.0])),
            Kink("at the last point", (onp.array(2.0), onp.array([0.0, 2.0]), onp.array([1.0, 5.0])),
                 (1.0, [0.0, -1.0], [0.0, 1.0])),
            Kink("at a jump to the left", (onp.array(0.0), onp.array([0.0, 2.0]), onp.array([1.0, 5.0])),
                 (2.0, [-2.0, 0.0], [1.0, 0.0]), {"left": -7.0}),
            Kink("at a jump to the right", (onp.array(2.0), onp.array([0.0, 2.0]), onp.array([1.0, 5.0])),
                 (2.0, [0.0, -2.0], [0.0, 1.0]), {"right": -7.0}),
        ),
    ),
    _record("np.correlate", (VALUE, VALUE), Sample("default", ((5,), (3,))), *MODES, analytic=_correlate,
            reference=onp.correlate, integers="int32"),
    _record("np.convolve", (VALUE, VALUE), Sample("default", ((5,), (3,))), *MODES, analytic=onp.convolve,
            integers="int32"),
)  # fmt: skip
