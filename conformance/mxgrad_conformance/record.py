"""The records: one frozen description per operation, from which every check is derived."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as onp

from mxgrad_conformance.domains import Array, Domain, Shape, digits, generator, real


@dataclass(frozen=True)
class Operand:
    """One array argument."""

    domain: Domain = real
    differentiable: bool = True
    dtype: str | None = None
    """Fixed dtype (indices, masks); ``None`` follows the dtype of the case."""


@dataclass(frozen=True)
class Sample:
    """One call: the shapes (or values) of the operands and the static arguments."""

    label: str
    shapes: tuple[Shape, ...] = ()
    kwargs: Mapping[str, Any] = field(default_factory=dict)
    before: tuple[Any, ...] = ()
    after: tuple[Any, ...] = ()
    values: tuple[Any, ...] | None = None
    """Fixed operands: an array, what is passed as it is (a number, a list, a slice), or ``None`` for a drawn one."""
    grad: bool = True
    integers: bool = True
    repeat: bool = False
    """Pass the first operand in every place: its gradient is the sum of all parts."""


@dataclass(frozen=True)
class Kink:
    """A point where the derivative is a choice, and the choice (``None``: this operand's is not pinned)."""

    label: str
    values: tuple[Any, ...]
    gradients: tuple[Any, ...]
    kwargs: Mapping[str, Any] = field(default_factory=dict)
    after: tuple[Any, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Record:
    """One operation, or one spelling of it."""

    name: str
    path: str
    topic: str
    reference: Callable[..., Any]
    """The same call on NumPy arrays."""
    operands: tuple[Operand, ...]
    samples: tuple[Sample, ...]
    listed: bool = False
    """The operands travel as one list."""
    part: Callable[[Any], Any] | None = None
    """What is looked at of several results; ``None``: all."""
    order: int = 2
    """0: no gradient. 1: checked once. 2: checked twice; any order is meant to work."""
    analytic: Callable[..., Any] | None = None
    """The reference as an analytic function of complex operands, where the complex step works."""
    result: str | None = None
    """Dtype of the result for floating operands; ``None``: that of the operands."""
    floats: bool = True
    """Takes floating operands (bitwise functions do not)."""
    integers: str | None = None
    """Dtype of the result for int32 operands; ``None``: not part of the contract."""
    integer_domain: Domain = digits
    kinks: tuple[Kink, ...] = ()
    mixed: bool = False
    """Operands of different floating dtypes are allowed, and each gradient keeps its own."""
    rtol: Mapping[str, float] = field(default_factory=lambda: {"float32": 2e-5, "float64": 1e-10})
    atol: float = 1e-7
    covers: tuple[str, ...] = ()
    """Public names beyond ``path`` that this record stands for."""

    @property
    def differentiable(self) -> bool:
        return self.order > 0

    def public_names(self) -> tuple[str, ...]:
        return (self.path, *self.covers)

    def spelled(self, path: str, **changes: Any) -> Record:
        """The same operation under another name."""
        return replace(self, name=path, path=path, covers=(), **changes)


@dataclass(frozen=True)
class Case:
    """One record with one sample in one dtype."""

    record: Record
    sample: Sample
    dtype: str

    @property
    def id(self) -> str:
        return f"{self.record.name}-{self.sample.label}-{self.dtype}"

    def operands(self) -> list[Any]:
        """The operands as NumPy arrays (Python scalars as they are), the same in every run."""
        rng = generator(self.record.name.split(":")[0], self.sample.label)
        values: list[Any] = []
        count = self.count()
        for i in range(count):
            operand = self.operand(i)
            fixed = None if self.sample.values is None else self.sample.values[i]
            if self.sample.repeat and i:
                values.append(values[0])
            elif isinstance(fixed, (bool, int, float, slice, list)):
                values.append(fixed)
            elif fixed is not None:
                values.append(onp.asarray(fixed, dtype=operand.dtype or self.dtype))
            else:
                values.append(self._draw(operand, rng, self.sample.shapes[i]))
        return values

    def _draw(self, operand: Operand, rng: onp.random.Generator, shape: Shape) -> Array:
        integral = operand.dtype is None and not self.dtype.startswith("float")
        domain = self.record.integer_domain if integral else operand.domain
        drawn = onp.asarray(domain(rng, shape))
        if operand.dtype is None and not integral:
            # Through float32, so that every dtype of a case starts from the same real numbers.
            drawn = drawn.astype("float32")
        return drawn.astype(operand.dtype or self.dtype)

    def count(self) -> int:
        return len(self.sample.values if self.sample.values is not None else self.sample.shapes)

    def operand(self, i: int) -> Operand:
        # The last operand stands for all that follow, as in ``concatenate``.
        return self.record.operands[min(i, len(self.record.operands) - 1)]

    def variables(self, operands: list[Any]) -> list[int]:
        """Positions of the operands that get a gradient."""
        places = [i for i, v in enumerate(operands) if self.operand(i).differentiable and hasattr(v, "dtype")]
        return places[:1] if self.sample.repeat else places

    def call(self, function: Callable[..., Any], operands: list[Any]) -> Any:
        s = self.sample
        middle: tuple[Any, ...] = (list(operands),) if self.record.listed else tuple(operands)
        found = function(*s.before, *middle, *s.after, **s.kwargs)
        return found if self.record.part is None else self.record.part(found)

    def reference(self, operands: list[Any], function: Callable[..., Any] | None = None) -> list[Array]:
        return as_list(self.call(function or self.record.reference, operands))


def as_list(result: Any) -> list[Any]:
    """Functions with several results give a list or a tuple; the others become a list of one."""
    return list(result) if isinstance(result, (list, tuple)) else [result]
