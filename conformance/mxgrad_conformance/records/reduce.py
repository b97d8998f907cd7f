"""Sums, products, extrema, moments; arg-functions; cumulative sums; truth."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as onp

from mxgrad_conformance.domains import digits, distinct, mask, positive, real
from mxgrad_conformance.record import Kink, Operand, Record, Sample
from mxgrad_conformance.records.factories import AXES, reduction

EMPTY = (Sample("empty", ((0, 3),), {"axis": 0}, grad=False),)
ONE_AXIS = (AXES[0], AXES[1], Sample("last axis", ((2, 3),), {"axis": -1}), Sample("vector", ((4,),)))
CONSTANT = onp.full(3, 2.0)
DDOF = (Sample("ddof", ((2, 3),), {"axis": 1, "ddof": 1}),)


def _var(x: Any, axis: Any = None, ddof: int = 0, keepdims: bool = False) -> Any:
    # ``onp.var`` takes absolute values of complex operands, which is not analytic.
    centred = x - onp.mean(x, axis=axis, keepdims=True)
    count = x.size // onp.mean(x, axis=axis, keepdims=True).size
    return onp.sum(centred * centred, axis=axis, keepdims=keepdims) / (count - ddof)


def _std(x: Any, axis: Any = None, ddof: int = 0, keepdims: bool = False) -> Any:
    return onp.sqrt(_var(x, axis, ddof, keepdims))


def _extremum(name: str, tied: tuple[float, ...]) -> Record:
    """The gradient of a tied extremum is shared: the symmetric subgradient."""
    shares = onp.array([0.5, 0.5, 0.0])
    return reduction(name, distinct, integers="int32", kinks=(Kink("ties", (onp.array(tied),), (shares,)),))


SUMS = (
    reduction("np.sum", real, analytic=True, integers="int32", extra=EMPTY),
    reduction("np.mean", real, analytic=True, integers="float32"),
    reduction(
        "np.prod",
        positive,
        analytic=True,
        integers="int32",
        extra=EMPTY,
        kinks=(
            Kink("one zero", (onp.array([0.0, 2.0, 3.0]),), (onp.array([6.0, 0.0, 0.0]),)),
            Kink("two zeros", (onp.array([0.0, 0.0, 3.0]),), (onp.zeros(3),)),
        ),
    ),
    _extremum("np.max", (1.0, 1.0, 0.0)),
    _extremum("np.min", (1.0, 1.0, 2.0)),
    reduction("np.var", real, analytic=_var, extra=DDOF, integers="float32"),
    reduction(
        "np.std",
        real,
        analytic=_std,
        extra=DDOF,
        integers="float32",
        kinks=(Kink("constant", (CONSTANT,), (onp.zeros(3),)),),
    ),
    reduction(
        "np.cumsum",
        real,
        analytic=True,
        integers="int32",
        samples=(
            Sample("vector", ((4,),)),
            Sample("flattened", ((2, 3),)),
            Sample("axis 0", ((2, 3),), {"axis": 0}),
            Sample("last axis", ((2, 3),), {"axis": -1}),
        ),
    ),
)

FIRST_OF_TIES = (Sample("first of ties", values=(onp.array([1.0, 3.0, 3.0, 1.0]),)),)
ARGS = tuple(
    reduction(f"np.{name}", distinct, samples=ONE_AXIS + FIRST_OF_TIES, order=0, result="int64", integers="int64")
    for name in ("argmax", "argmin")
)


def _truth(name: str, function: Callable[..., Any]) -> Record:
    return Record(
        name=name,
        path=name,
        topic="reduce",
        reference=function,
        operands=(Operand(mask, differentiable=False, dtype="bool"),),
        samples=(*AXES, Sample("empty", ((0, 3),), {"axis": 0})),
        order=0,
        result="bool",
    )


def _bool_sum(dtype: str) -> Record:
    return Record(
        name="np.sum:bool",
        path="np.sum",
        topic="reduce",
        reference=onp.sum,
        operands=(Operand(mask, differentiable=False, dtype="bool"),),
        samples=AXES[:2],
        order=0,
        result=dtype,
    )


def _cast(name: str, function: Callable[..., Any]) -> Record:
    return Record(
        name=f"{name}:dtype",
        path=name,
        topic="reduce",
        reference=function,
        operands=(Operand(digits, differentiable=False, dtype="int32"),),
        samples=(Sample("to float64", ((2, 3),), {"dtype": "float64"}),),
        order=0,
        result="float64",
    )


ALIASES = (
    *(
        reduction(f"np.a{name}", distinct, reference=function, samples=AXES[:2])
        for name, function in (("max", onp.max), ("min", onp.min))
    ),
    reduction("np.product", positive, reference=onp.prod, samples=AXES[:2]),
    _truth("np.alltrue", onp.all),
    _truth("np.sometrue", onp.any),
)
METHODS = tuple(
    record.spelled(f"ndarray.{record.path.split('.')[1]}", samples=record.samples[:2], kinks=(), integers=None)
    for record in (*SUMS, *ARGS)
)

RECORDS = (
    *SUMS,
    *ARGS,
    _truth("np.all", onp.all),
    _truth("np.any", onp.any),
    _bool_sum("int64"),
    _cast("np.sum", onp.sum),
    _cast("np.mean", onp.mean),
    *ALIASES,
    *METHODS,
)
