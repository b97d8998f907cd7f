"""Averages, order statistics, covariances, counts."""

from __future__ import annotations

from typing import Any

import numpy as onp

from mxgrad_conformance.domains import distinct, interval, positive, real
from mxgrad_conformance.record import Kink, Operand, Record, Sample
from mxgrad_conformance.records.factories import AXES, numpy_named, reduction

VALUE, WEIGHT = Operand(real), Operand(positive)
METHODS = (
    "lower", "higher", "nearest", "midpoint", "inverted_cdf", "averaged_inverted_cdf", "closest_observation",
    "interpolated_inverted_cdf", "hazen", "weibull", "median_unbiased", "normal_unbiased",
)  # fmt: skip
MXNET_METHODS = METHODS[:4]
TIED = onp.array([2.0, 1.0, 2.0, 5.0])


def _record(name: str, operands: tuple[Operand, ...], *samples: Sample, label: str = "", **options: Any) -> Record:
    return Record(
        name=f"{name}:{label}" if label else name,
        path=name,
        topic="reduce",
        reference=options.pop("reference", None) or numpy_named(name),
        operands=operands,
        samples=samples,
        **options,
    )


def _average(x: Any, axis: Any = None, weights: Any = None, returned: bool = False) -> Any:
    """MXNet gives one sum for weights that are the same along all other axes."""
    if weights is None:
        mean = onp.mean(x, axis)
        return [mean, onp.asarray(x.size / mean.size)] if returned else mean
    found, total = onp.average(x, axis, weights, returned=True)
    return [found, total if weights.shape == x.shape else onp.sum(weights)] if returned else found


def _weighted_corrcoef(x: Any) -> Any:
    """Without the cut to [-1, 1], which is not analytic."""
    c = _cov(x)
    spread = onp.sqrt(onp.diag(c))
    return c / spread[:, None] / spread


def _cov(x: Any, y: Any = None, rowvar: bool = True, bias: bool = False, ddof: Any = None) -> Any:
    """`onp.cov` conjugates, which is not analytic."""
    x = onp.atleast_2d(x) if rowvar else onp.atleast_2d(x).T
    if y is not None:
        x = onp.concatenate([x, onp.atleast_2d(y)])
    centred = x - x.mean(1, keepdims=True)
    n = x.shape[1] - ((0 if bias else 1) if ddof is None else ddof)
    return onp.squeeze(centred @ centred.T / n)


def _order(name: str, *samples: Sample, label: str = "", **options: Any) -> Record:
    return _record(name, (Operand(distinct),), *samples, label=label, **options)


def _quantiles(name: str, whole: float) -> tuple[Record, ...]:
    q, low = 0.3 * whole, 0.15 * whole

    def reference(x: Any, q: Any, axis: Any = None, keepdims: bool = False, interpolation: str = "linear") -> Any:
        return getattr(onp, name[3:])(x, q, axis, keepdims=keepdims, method=interpolation)

    def by_method(x: Any, q: Any, method: str) -> Any:
        return reference(x, q, interpolation=method)

    axes = tuple(Sample(s.label, s.shapes, s.kwargs, after=(q,), grad=s.grad) for s in AXES)
    return (
        _order(name, *axes, Sample("one end", ((5,),), after=(0.0,)), Sample("other end", ((5,),), after=(whole,)),
               reference=reference, integers="float32",
               kinks=(
                   Kink("ties", (TIED,), (onp.array([0.5, 0.0, 0.5, 0.0]),), after=(0.5 * whole,)),
                   Kink("ties beside one", (TIED,), (onp.array([0.25, 0.5, 0.25, 0.0]),), after=(whole / 6,)),
               )),
        _order(name, *(Sample(m, ((7,),), {"interpolation": m}, after=(q,)) for m in MXNET_METHODS),
               label="interpolation", reference=reference),
        _order(name, *(Sample(m, ((7,),), {"method": m}, after=(q,)) for m in METHODS),
               *(Sample(f"{m} at the end", ((7,),), {"method": m}, after=(whole,), grad=False) for m in METHODS),
               *(Sample(f"{m} near the start", ((3, 2),), {"method": m}, after=(low,), grad=False) for m in METHODS),
               label="method", reference=by_method),
        _record(name, (Operand(distinct), Operand(interval(0.1 * whole, 0.8 * whole))),
                Sample("two shares", ((7,), (2,))),
                Sample("no shares", ((7,), (0,))),
                Sample("two shares of rows", ((3, 5), (2,)), {"axis": 1}),
                Sample("axes kept", ((3, 5), (2,)), {"axis": 0, "keepdims": True}),
                label="shares", reference=reference),
    )  # fmt: skip


def _nan(*values: float) -> onp.ndarray[Any, Any]:
    return onp.array(values)


RECORDS = (
    _record(
        "np.average",
        (VALUE, Operand(real, differentiable=False), WEIGHT),
        Sample("no weights", ((2, 3),)),
        Sample("no weights, axis", ((2, 3),), {"axis": 1}),
        Sample("returned", ((2, 3),), {"axis": 0, "returned": True}, grad=False),
        analytic=_average,
        reference=_average,
        integers="float32",
    ),
    _record(
        "np.average",
        (VALUE, Operand(real, differentiable=False), WEIGHT),
        Sample("alike", values=(None, 1, None), shapes=((2, 3), (), (2, 3))),
        Sample("along an axis", values=(None, 1, None), shapes=((2, 3), (), (3,))),
        Sample("vector", values=(None, 0, None), shapes=((4,), (), (4,))),
        Sample("returned", values=(None, 0, None), shapes=((2, 3), (), (2, 3)), kwargs={"returned": True}),
        Sample("returned, along an axis", values=(None, 1, None), shapes=((2, 3), (), (3,)), kwargs={"returned": True}),
        label="weights",
        analytic=_average,
        reference=_average,
    ),
    reduction(
        "np.ptp",
        distinct,
        integers="int32",
        kinks=(
            Kink("ties", (onp.array([3.0, 1.0, 3.0, 2.0]),), (onp.array([0.5, -1.0, 0.5, 0.0]),)),
            Kink("constant", (onp.full(3, 2.0),), (onp.zeros(3),)),
        ),
    ),
    reduction("np.count_nonzero", distinct, order=0, result="int64", integers="int64"),
    _order(
        "np.median",
        *AXES,
        Sample("odd", ((5,),)),
        integers="float32",
        kinks=(
            Kink("odd ties", (onp.array([2.0, 1.0, 2.0]),), (onp.array([0.5, 0.0, 0.5]),)),
            Kink("even ties", (onp.array([2.0, 1.0, 2.0, 3.0]),), (onp.array([0.5, 0.0, 0.5, 0.0]),)),
            Kink("constant", (onp.full(4, 7.0),), (onp.full(4, 0.25),)),
        ),
    ),
    _order("np.median", Sample("nan", values=(_nan(1.0, onp.nan, 2.0),), grad=False), label="nan", order=0),
    *_quantiles("np.quantile", 1.0),
    *_quantiles("np.percentile", 100.0),
    _record(
        "np.cov",
        (VALUE, VALUE),
        Sample("rows", ((2, 4),)),
        Sample("two vectors", ((4,), (4,))),
        Sample("matrix and vector", ((2, 4), (4,))),
        Sample("vector", ((4,),)),
        Sample("columns", ((4, 2),), {"rowvar": False}),
        Sample("bias", ((2, 4),), {"bias": True}),
        Sample("ddof", ((2, 4),), {"ddof": 2}),
        analytic=_cov,
        result="float64",
        integers="float64",
    ),
    _record(
        "np.cov",
        (VALUE,),
        Sample("counts", ((2, 4),), {"fweights": onp.array([1, 2, 0, 3])}, grad=False),
        label="fweights",
        order=0,
        result="float64",
    ),
    _record(
        "np.corrcoef",
        (VALUE,),
        Sample("rows", ((2, 4),)),
        Sample("three variables", ((3, 5),)),
        analytic=_weighted_corrcoef,
        result="float64",
        integers="float64",
    ),
    _record(
        "np.corrcoef",
        (VALUE, VALUE),
        Sample("two vectors", ((4,), (4,))),
        Sample("columns", ((4, 2), (4, 1)), {"rowvar": False}),
        label="two",
        result="float64",
    ),
)  # fmt: skip
