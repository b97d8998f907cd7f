"""Reductions that leave nans out. A nan gets the gradient 0."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as onp

from mxgrad_conformance.domains import distinct, integers
from mxgrad_conformance.record import Kink, Operand, Record, Sample
from mxgrad_conformance.records.factories import numpy_named

NAN = onp.nan
HOLES = onp.array([[1.5, NAN, -0.5, 2.0], [NAN, 0.25, NAN, -1.0], [3.0, 0.75, -2.0, 0.5]])
NONE_LEFT = onp.array([[NAN, 2.0, 1.0], [NAN, NAN, NAN]])

REDUCED = (
    Sample("all", values=(HOLES,), integers=False),
    Sample("axis 0", values=(HOLES,), kwargs={"axis": 0}, integers=False),
    Sample("last axis kept", values=(HOLES,), kwargs={"axis": -1, "keepdims": True}, integers=False),
    Sample("no nan", ((2, 3),), {"axis": 1}),
    Sample("two axes", ((2, 3, 2),), {"axis": (0, 2)}),
    Sample("0-d", ((),), grad=False),
)
CUMULATED = (
    Sample("flattened", values=(HOLES,), integers=False),
    Sample("axis 0", values=(HOLES,), kwargs={"axis": 0}, integers=False),
    Sample("last axis", values=(HOLES,), kwargs={"axis": -1}, integers=False),
    Sample("no nan", ((4,),)),
)
NOTHING = Sample("nothing left", values=(NONE_LEFT,), kwargs={"axis": 1}, grad=False, integers=False)
ZERO = onp.zeros(2)


def _record(name: str, samples: tuple[Sample, ...], **options: Any) -> Record:
    reference: Callable[..., Any] = options.pop("reference", None) or numpy_named(name)
    label = options.pop("label", "")
    return Record(
        name=f"{name}:{label}" if label else name,
        path=name,
        topic="reduce",
        reference=reference,
        operands=(Operand(options.pop("domain", distinct)),),
        samples=samples,
        **options,
    )


def _ignoring(function: Callable[..., Any]) -> Callable[..., Any]:
    """NumPy warns of slices without anything but nans."""

    def quiet(*args: Any, **kwargs: Any) -> Any:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return function(*args, **kwargs)

    return quiet


def _nans_alone(value: Any) -> tuple[Kink, ...]:
    """Where nothing but nans is left, no element has a gradient."""
    return (Kink("nothing but nans", (onp.array([NAN, NAN]),), (value,)),)


def _extreme(name: str, tied: Any) -> Record:
    return _record(
        name,
        (*REDUCED, NOTHING),
        reference=_ignoring(numpy_named(name)),
        integers="int32",
        kinks=(Kink("ties", (tied,), (onp.array([0.5, 0.0, 0.5, 0.0]),)), *_nans_alone(ZERO)),
    )


def _quantile(name: str, q: float) -> tuple[Record, ...]:
    samples = tuple(
        Sample(s.label, s.shapes, s.kwargs, after=(q,), values=s.values, grad=s.grad, integers=s.integers)
        for s in (*REDUCED, NOTHING)
    )
    reference = _ignoring(numpy_named(name))
    methods = ("lower", "higher", "midpoint", "nearest", "hazen", "weibull", "inverted_cdf")
    return (
        _record(
            name, samples, reference=reference, integers="float32",
            kinks=(
                Kink("ties", (onp.array([2.0, NAN, 2.0, 5.0, 1.0, 1.0]),), ([0.5, 0.0, 0.5, 0.0, 0.0, 0.0],),
                     after=(q * 5 / 3,)),
                Kink("nothing but nans", (onp.array([NAN, NAN]),), (ZERO,), after=(q,)),
            ),
        ),
        _record(
            name,
            tuple(Sample(m, values=(HOLES,), kwargs={"axis": 1, "method": m}, after=(q,)) for m in methods),
            reference=reference, label="method",
        ),
    )  # fmt: skip


RECORDS = (
    _record("np.nansum", (*REDUCED, NOTHING), integers="int64", kinks=_nans_alone(ZERO)),
    _record("np.nanprod", (*REDUCED, NOTHING), integers="int64", kinks=(
        *_nans_alone(ZERO),
        Kink("one zero", (onp.array([0.0, NAN, 2.0, 3.0]),), (onp.array([6.0, 0.0, 0.0, 0.0]),)),
    )),
    _record("np.nancumsum", CUMULATED, integers="int64"),
    _record("np.nancumprod", CUMULATED, integers="int64", kinks=(
        Kink("one zero", (onp.array([2.0, NAN, 0.0, 3.0]),), (onp.array([2.0, 0.0, 8.0, 0.0]),)),
    )),
    _extreme("np.nanmax", onp.array([2.0, NAN, 2.0, 1.0])),
    _extreme("np.nanmin", onp.array([2.0, NAN, 2.0, 3.0])),
    _record("np.nanmean", (*REDUCED, NOTHING), reference=_ignoring(onp.nanmean), integers="float32"),
    *(
        _record(
            name,
            (*REDUCED, NOTHING, Sample("ddof", values=(HOLES,), kwargs={"axis": 1, "ddof": 1}, integers=False),
             Sample("too much ddof", values=(HOLES,), kwargs={"axis": 1, "ddof": 2}, grad=False, integers=False)),
            reference=_ignoring(numpy_named(name)),
            integers="float32",
            kinks=(Kink("constant", (onp.array([2.0, NAN, 2.0]),), (onp.zeros(3),)),),
        )
        for name in ("np.nanvar", "np.nanstd")
    ),
    _record(
        "np.nanmedian",
        (*REDUCED, NOTHING),
        reference=_ignoring(onp.nanmedian),
        integers="float32",
        kinks=(
            Kink("ties", (onp.array([2.0, NAN, 2.0, 5.0]),), (onp.array([0.5, 0.0, 0.5, 0.0]),)),
            *_nans_alone(ZERO),
        ),
    ),
    *_quantile("np.nanquantile", 0.3),
    *_quantile("np.nanpercentile", 30.0),
    *(
        _record(
            name,
            (REDUCED[0], REDUCED[1], Sample("rows", values=(HOLES,), kwargs={"axis": -1}, integers=False),
             Sample("no nan", ((2, 3),), {"axis": 1}), Sample("ties", values=(onp.array([1.0, NAN, 1.0]),))),
            order=0,
            result="int64",
            integers="int64",
            domain=integers(0, 9),
        )
        for name in ("np.nanargmax", "np.nanargmin")
    ),
)  # fmt: skip
