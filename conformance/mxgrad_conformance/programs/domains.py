"""What operands must be like, and how any array is made so: smooth maps that keep clear of poles and kinks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as onp

Array = Any
MARGIN = 0.02
"""How far operands stay from kinks and jumps: more than float32 errors and the steps of differences."""


@dataclass(frozen=True)
class Domain:
    """The values that an operand may have."""

    name: str
    holds: Callable[[Array], bool]
    kind: str = "float"
    """float (integers pass where the operation takes them), int, or bool."""
    guard: str = ""
    """The operation of `operations.guards` that maps any floating array here."""


def _within(low: float, high: float) -> Callable[[Array], bool]:
    return lambda x: bool(onp.all((x >= low) & (x <= high)))


def _apart(x: Array) -> bool:
    return x.size < 2 or bool(onp.diff(onp.sort(x, axis=None)).min() > MARGIN)


def _fractional(x: Array) -> bool:
    # Away from halves too, where rounding jumps.
    return bool(onp.all(onp.abs(2 * x - onp.rint(2 * x)) > 2 * MARGIN))


def _square(x: Array) -> bool:
    return x.ndim >= 2 and bool(x.shape[-1] == x.shape[-2])


def _dominant(x: Array) -> bool:
    if not _square(x):
        return False
    diagonal = onp.abs(onp.diagonal(x, axis1=-2, axis2=-1))
    return bool(onp.all(2 * diagonal - onp.abs(x).sum(axis=-1) > 0.5))


def _definite(x: Array) -> bool:
    return bool(_dominant(x) and onp.all(onp.diagonal(x, axis1=-2, axis2=-1) > 0) and onp.allclose(x, x.mT))


real = Domain("real", _within(-20.0, 20.0), guard="into_real")
moderate = Domain("moderate", _within(-1.2, 1.2), guard="into_moderate")
positive = Domain("positive", _within(0.2, 20.0), guard="into_positive")
unit = Domain("unit", _within(-0.9, 0.9), guard="into_unit")
above_one = Domain("above one", _within(1.2, 20.0), guard="into_above_one")
between = Domain("between 0 and 1", _within(0.05, 0.95), guard="into_between")
nonzero = Domain("nonzero", lambda x: bool(onp.all((onp.abs(x) > 0.2) & (onp.abs(x) < 20))), guard="into_positive")
fractional = Domain("fractional", lambda x: _fractional(x) and _within(-20, 20)(x), guard="into_fractional")
apart = Domain("apart", lambda x: _apart(x) and _within(-40, 40)(x), guard="into_apart")
dominant = Domain("dominant", _dominant, guard="into_dominant")
definite = Domain("definite", _definite, guard="into_definite")
integer = Domain("integer", _within(-50, 50), "int", guard="into_integer")
mask = Domain("mask", lambda x: True, "bool", guard="into_mask")
