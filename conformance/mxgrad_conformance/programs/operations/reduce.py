"""Reductions, running sums, and what compares elements with one another."""

from __future__ import annotations

from typing import Any

import numpy as onp

from mxgrad_conformance.programs.domains import apart, mask, nonzero, real
from mxgrad_conformance.programs.operations.table import Call, Operation, having, row, with_

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


SAMPLES = having(lambda s: len(s) > 0 and min(s) > 1, with_(), with_(ddof=1), with_(axis=0), with_(axis=-1, ddof=1),
                 with_(axis=-1, keepdims=True))  # fmt: skip


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
