"""Differences, integrals, interpolation, polynomials, and what picks elements by other elements."""

from __future__ import annotations

from typing import Any

import numpy as onp

from mxgrad_conformance.programs.domains import apart, between, moderate, nonzero, real
from mxgrad_conformance.programs.operations.reduce import one_axis
from mxgrad_conformance.programs.operations.table import Call, Operation, having, own, row, with_

Array = Any


def interpolated(m: Any, x: Any, y: Any) -> Any:
    """Between the first three elements of `y`, whose places are given."""
    return m.np.interp(x, m.np.array([0.0, 0.6, 1.0], dtype=str(x.dtype)), y)


def _knots_gap(x: Array, y: Array) -> float:
    return float(onp.min(onp.abs(x[..., None] - onp.array([0.0, 0.6, 1.0])), initial=1.0))


def smallest(m: Any, x: Any, axis: int) -> Any:
    """By index arrays along an axis."""
    return m.np.take_along_axis(x, m.np.argsort(x, axis=axis), axis=axis)


def kept(m: Any, x: Any, condition: list[bool]) -> Any:
    return m.np.compress(condition, x, axis=0)


def first_that_holds(m: Any, x: Any, y: Any) -> Any:
    return m.np.select([x > 0, y > 0], [x * y, y * 2], 0.5)


def wrapped(m: Any, x: Any) -> Any:
    return m.np.unwrap(x, axis=-1)


def _turns(x: Array) -> float:
    steps = onp.abs(onp.diff(x, axis=-1)) / (2 * onp.pi)
    return float(onp.min(onp.abs(steps - onp.floor(steps) - 0.5), initial=1.0))


def _differences(shape: tuple[int, ...]) -> list[Call]:
    calls = [with_(axis=axis) for axis in range(-len(shape), len(shape)) if shape[axis] > 1]
    return calls + [with_(n=2, axis=axis) for axis in range(len(shape)) if shape[axis] > 2]


def _steps(shape: tuple[int, ...]) -> list[Call]:
    return [with_(0.5, axis=axis) for axis in range(-len(shape), len(shape)) if shape[axis] > 1]


def _areas(shape: tuple[int, ...]) -> list[Call]:
    return [with_(dx=0.5, axis=axis) for axis in range(-len(shape), len(shape))]


OPERATIONS: tuple[Operation, ...] = (
    row("np.diff", calls=_differences),
    row("np.ediff1d", calls=having(lambda s: onp.prod(s, dtype=int) > 1, with_(), with_(to_begin=0.5))),
    row("np.gradient", calls=_steps),
    # NumPy 1, beside MXNet, has the other name only.
    row("np.trapz", calls=_areas, reference=onp.trapezoid if hasattr(onp, "trapezoid") else onp.trapz),  # type: ignore[attr-defined]
    own(interpolated, between, real, calls=having(lambda x, y: y == (3,)), clear=_knots_gap, double=True),
    row("np.polyval", real, moderate, calls=having(lambda p, x: len(p) == 1 and p[0] > 0)),
    row("np.polymul", real, real, calls=having(lambda p, q: len(p) == len(q) == 1 and min(p + q) > 0)),
    row("np.polyder", real, calls=having(lambda p: len(p) == 1 and p[0] > 1)),
    row("np.polyint", real, calls=having(lambda p: len(p) == 1), double=True),
    own(smallest, apart, calls=one_axis),
    own(kept, calls=having(lambda s: s[:1] == (3,), with_([True, False, True]))),
    own(first_that_holds, nonzero, nonzero),
    own(wrapped, calls=having(lambda s: len(s) > 0), clear=_turns),
)
