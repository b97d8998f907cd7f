"""Products with numbers outside `record`: computed together with the sum that they go into.

An update `w - rate * w.grad / size` is three calls of compiled functions, and the call is what a small array costs. So
an array times or over a number is a `Deferred` cell, computed when somebody looks; if what looks is a sum or a
difference, both are one call. JAX values never change, so later writes do not matter; and none of this can fail.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import numpy as np

from mxgrad_jax.cell import PENDING, Cell
from mxgrad_jax.spec import Spec
from mxgrad_jax.wide import call

SCALES = frozenset(("multiply", "divide"))
SUMS = frozenset(("add", "subtract"))
LONGEST = 4
"""Operations in one expression, so that there are few to be compiled."""


class Expression:
    """A function of an array and numbers, and of one more array if it ends in a sum; compiled once."""

    __slots__ = ("function", "jitted", "length", "longer")

    def __init__(self, function: Callable[..., Any], length: int) -> None:
        self.function = function
        self.jitted = jax.jit(function)
        self.length = length
        self.longer: dict[tuple[Spec, bool], Expression] = {}

    def then(self, spec: Spec, is_first: bool) -> Expression:
        """`spec` of this and another operand, which comes last; `is_first`: whether this is its first operand."""
        found = self.longer.get((spec, is_first))
        if found is None:
            inner, outer = self.function, spec.function

            def function(*operands: Any) -> Any:
                *own, other = operands
                value = inner(*own)
                return outer(value, other) if is_first else outer(other, value)

            found = self.longer[spec, is_first] = Expression(function, self.length + 1)
        return found


def itself() -> Expression:
    """What expressions begin with: the array. Each operation has its own, so that they go with their backend."""
    return Expression(lambda x: x, 0)


class Deferred(Cell):
    """A cell whose value is that of an expression, until it is written.

    Another thread may compute it in the meantime, and then lets the operands go: whoever wants them takes them first,
    and looks for the value after that.
    """

    __slots__ = ("expression", "is_wide", "operands")

    operands: tuple[Any, ...]

    def __init__(self, expression: Expression, operands: tuple[Any, ...], is_wide: bool) -> None:
        self.value = None
        self.root = PENDING
        self._version = None
        self.like = None
        self.expression = expression
        self.operands = operands
        self.is_wide = is_wide

    def _alike(self) -> Any:
        """A value of its shape and dtype."""
        operands, value = self.operands, self.value
        return operands[0] if value is None else value

    @property
    def shape(self) -> tuple[int, ...]:
        return self._alike().aval.shape  # type: ignore[no-any-return]

    @property
    def dtype(self) -> np.dtype[Any]:
        return self._alike().aval.dtype  # type: ignore[no-any-return]

    def read(self) -> Any:
        operands = self.operands
        if self.value is None:
            self.value = call(self.expression.jitted, self.is_wide, *operands)
            self.root, self.operands = None, ()
        return super().read()

    def write(self, value: Any) -> None:
        super().write(value)
        self.operands = ()


def scaled(array: Expression, spec: Spec, cell: Cell, number: Any, is_first: bool, is_wide: bool) -> Deferred:
    """`spec` of what `cell` holds and a number, which is its second operand if `is_first`; `array` is `itself`."""
    if type(cell) is Deferred and cell.expression.length < LONGEST:
        operands = cell.operands
        if cell.value is None:
            return Deferred(cell.expression.then(spec, is_first), (*operands, number), is_wide)
    return Deferred(array.then(spec, is_first), (cell.read(), number), is_wide)


def summed(spec: Spec, x: Cell, y: Cell) -> Any | None:
    """`spec` of what two cells hold, in one call with what one of them waits for; None if neither does."""
    is_first = type(y) is not Deferred or y.value is not None
    cell, other = (x, y) if is_first else (y, x)
    if type(cell) is not Deferred:
        return None
    operands, value = cell.operands, other.read()
    if cell.value is not None or operands[0].aval.dtype is not value.aval.dtype:
        return None
    return call(cell.expression.then(spec, is_first).jitted, cell.is_wide, *operands, value)
