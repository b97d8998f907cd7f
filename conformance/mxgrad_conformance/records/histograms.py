"""Counting in bins, and finding places in sorted sequences. Weights have gradients."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as onp

from mxgrad_conformance.domains import distinct, integers, positive, real
from mxgrad_conformance.record import Operand, Record, Sample
from mxgrad_conformance.records.factories import numpy_named

DATA = onp.array([0.5, 1.0, 2.5, 3.0, 0.25, 4.0])
FIXED = Operand(real, differentiable=False)
PLACES = Operand(integers(0, 5), differentiable=False, dtype="int32")
SORTED = onp.array([0.0, 1.0, 1.0, 2.5, 4.0])
QUERY = onp.array([1.0, 0.3, 4.0, -2.0, 9.0])


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


def _counts(*args: Any) -> Any:
    """What `histogram` gives first; its places are MXNet's."""
    a, bins, limits, _, weights, *density = args
    return onp.histogram(a, bins, limits, weights=weights, density=density[0] if density else None)


RECORDS = (
    _record(
        "np.bincount",
        (PLACES,),
        Sample("vector", ((8,),)),
        Sample("at least", ((5,),), {"minlength": 9}),
        Sample("empty", ((0,),), grad=False),
        order=0,
        result="int32",
    ),
    _record(
        "np.bincount",
        (PLACES, Operand(real)),
        Sample("weights", ((8,), (8,))),
        Sample("at least", ((5,), (5,)), {"minlength": 9}),
        label="weights",
        reference=onp.bincount,
    ),
    _record(
        "np.digitize",
        (Operand(distinct), FIXED),
        Sample("growing", values=(QUERY, SORTED)),
        Sample("falling", values=(QUERY, SORTED[::-1])),
        Sample("right", values=(QUERY, SORTED), kwargs={"right": True}),
        Sample("matrix", values=(DATA.reshape(2, 3), SORTED)),
        order=0,
        result="int64",
        integers="int64",
    ),
    _record(
        "np.searchsorted",
        (FIXED, FIXED),
        Sample("left", values=(SORTED, QUERY)),
        Sample("right", values=(SORTED, QUERY), kwargs={"side": "right"}),
        Sample("matrix", values=(SORTED, DATA.reshape(2, 3))),
        order=0,
        result="int64",
        integers="int64",
    ),
    _record(
        "np.searchsorted",
        (FIXED, FIXED),
        Sample("sorter", values=(SORTED[::-1], QUERY), kwargs={"sorter": onp.array([4, 3, 2, 1, 0])}),
        label="sorter",
        order=0,
        result="int64",
    ),
    _record(
        "np.histogram_bin_edges",
        (Operand(distinct),),
        Sample("ten", ((8,),)),
        Sample("three", ((2, 4),), {"bins": 3}),
        Sample("range", ((6,),), {"bins": 4, "range": (-1.0, 2.0)}, grad=False),
        Sample("automatic", ((20,),), {"bins": "sturges"}),
    ),
    _record(
        "np.histogram",
        (FIXED, FIXED, FIXED, FIXED, Operand(positive)),
        Sample("weights", values=(DATA, 3, [0.0, 4.0], False, None), shapes=((6,), (), (), (), (6,))),
        Sample("edges", values=(DATA, [0.0, 1.0, 3.0], [0.0, 4.0], False, None), shapes=((6,), (), (), (), (6,))),
        Sample("density", values=(DATA, 3, [0.0, 4.0], False, None), shapes=((6,), (), (), (), (6,)), after=(True,)),
        label="weights",
        reference=_counts,
        order=0,
    ),
    _record(
        "np.histogram2d",
        (FIXED, FIXED),
        Sample("two bins", ((9,), (9,)), {"bins": 2}),
        Sample("each its own", ((9,), (9,)), {"bins": (2, 3), "range": ((-1.0, 1.0), (-2.0, 2.0))}),
        Sample("density", ((9,), (9,)), {"bins": 2, "density": True}),
        order=0,
        result="float64",
        integers="float64",
    ),
)  # fmt: skip
