"""Reductions, running sums, and what compares elements with one another."""

from __future__ import annotations

from typing import Any

import numpy as onp

from mxgrad_conformance.programs.domains import apart, mask, nonzero, positive, real
from mxgrad_conformance.programs.operations.table import Call, Calls, Operation, having, own, row, with_

Array = Any


def axes(shape: tuple[int, ...]) -> list[Call]:
    """Every kind of axis, and keepdims."""
    calls = [with_()]
    for axis in range(len(shape)):
        calls += [with_(axis=axis), with_(axis=axis - len(shape), keepdims=True)]
    if len(shape) > 1:
        calls += [with_(axis=(0, 1)), with_(keepdims=True)]
    return calls


def one_axis(shape: tuple[int, ...]) -> list[Call]:
    return [with_(axis=axis) for axis in range(-len(shape), len(shape))]


def one_axis_or_none(shape: tuple[int, ...]) -> list[Call]:
    return [with_(), *one_axis(shape)]


def means(m: Any, x: Any, w: Any) -> Any:
    return m.np.average(x, weights=w)


def without_holes(m: Any, x: Any, name: str, **kwargs: Any) -> Any:
    """A reduction that leaves nans out, of an array with a nan in every third place."""
    some = m.np.arange(x.size).reshape(x.shape) % 3 != 1
    return getattr(m.np, name)(m.np.where(some, x, float("nan")), **kwargs)


def _holes(*calls: Call) -> Calls:
    # Three columns or more, so that no row is without a number.
    return having(lambda s: len(s) > 0 and s[-1] > 2, *calls)


def _whole(*names: str) -> Calls:
    return _holes(*(with_(name, **kwargs) for name in names for kwargs in ({}, {"axis": -1, "keepdims": True})))


def _holes_steady(x: Array, name: str, **kwargs: Any) -> float:
    some = onp.arange(x.size).reshape(x.shape) % 3 != 1
    return float(onp.min(onp.nanstd(onp.where(some, x, onp.nan), axis=kwargs.get("axis")))) / 5


def quantiles(shape: tuple[int, ...]) -> list[Call]:
    calls = [with_(0.3), with_([0.0, 0.4, 1.0])]
    return calls + [with_(0.8, axis=axis, keepdims=True) for axis in range(len(shape))]


SAMPLES = having(lambda s: len(s) > 0 and min(s) > 1, with_(), with_(ddof=1), with_(axis=0), with_(axis=-1, ddof=1),
                 with_(axis=-1, keepdims=True))  # fmt: skip
TABLES = having(lambda s: len(s) == 2 and min(s) > 1, with_(), with_(rowvar=False, ddof=0))


def _steady(x: Array, **kwargs: Any) -> float:
    """How far the deviation is from the kink at constants."""
    return float(onp.min(onp.std(x, **kwargs))) / 5


OPERATIONS: tuple[Operation, ...] = (
    row("np.sum", calls=axes, ints=True),
    row("np.mean", calls=axes, ints=True),
    row("np.prod", calls=axes, ints=True),
    row("np.max", apart, calls=axes, ints=True),
    row("np.min", apart, calls=axes, ints=True),
    row("np.std", calls=SAMPLES, clear=_steady),
    row("np.var", calls=SAMPLES),
    row("np.ptp", apart, calls=axes),
    row("np.median", apart, calls=axes),
    row("np.quantile", apart, calls=quantiles),
    row("np.average", calls=one_axis_or_none),
    own(means, real, positive, calls=having(lambda x, w: x == w)),
    own(without_holes, calls=_whole("nansum", "nanmean", "nanprod", "nanvar")),
    own(without_holes, calls=_whole("nanstd"), clear=_holes_steady, which=":nanstd"),
    own(without_holes, apart, calls=_whole("nanmax", "nanmin", "nanmedian"), which=":ordered"),
    own(without_holes, calls=_holes(with_("nancumsum"), with_("nancumprod", axis=-1)), which=":running"),
    row(
        "np.cov", calls=having(lambda s: len(s) == 2 and min(s) > 1, with_(), with_(rowvar=False, ddof=0)), double=True
    ),
    row("np.cumprod", calls=one_axis_or_none),
    row("np.cumsum", calls=one_axis_or_none, ints=True),
    row("np.argmax", apart, calls=one_axis_or_none),
    row("np.argmin", apart, calls=one_axis_or_none),
    row("np.argsort", apart, calls=one_axis),
    row("np.sort", apart, calls=one_axis),
    row("np.linalg.norm", nonzero, calls=one_axis_or_none),
    row("np.any", mask, calls=axes),
    row("np.all", mask, calls=axes),
    row("ndarray.sum", real, calls=axes, ints=True),
    row("ndarray.mean", real, calls=axes),
    row("ndarray.prod", real, calls=axes),
    row("ndarray.max", apart, calls=axes),
    row("ndarray.min", apart, calls=axes),
    row("ndarray.std", calls=SAMPLES, clear=_steady),
    row("ndarray.var", calls=SAMPLES),
    row("ndarray.cumsum", calls=one_axis_or_none),
    row("ndarray.argmax", apart, calls=one_axis_or_none),
)
