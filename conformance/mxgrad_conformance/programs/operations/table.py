"""What a row of the tables of operations says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as onp

from mxgrad_conformance.programs.domains import Domain, real

if TYPE_CHECKING:
    from mxgrad_conformance.programs.program import Shape, Step

Array = Any
Call = tuple[tuple[Any, ...], dict[str, Any]]
"""Static arguments of one call, after the operands."""
Calls = Callable[..., Sequence[Call]]
"""The calls that fit operands of the given shapes; none: they do not fit."""


@dataclass(frozen=True)
class Operation:
    """One operation that programs may use."""

    name: str
    """``np.sin``, ``npx.relu``, ``ndarray.sum``, ``operator.add`` or of ``own``; a colon and more for another."""
    domains: tuple[Domain, ...]
    calls: Calls
    reference: Callable[..., Any] | None = None
    """The same on NumPy arrays; None: the function of that name in NumPy, or ``own``."""
    own: Callable[..., Any] | None = None
    """A few lines of a program instead of one function: takes the front end's modules, then the operands."""
    clear: Callable[..., float] | None = None
    """How far operands are from the nearest kink or jump, where their domain does not say."""
    listed: bool = False
    """Operands travel as one list."""
    ints: bool = False
    """Integers are operands like others, with the results that NumPy gives."""
    double: bool = False
    """The result is float64, as NumPy's own."""
    constant: bool = False
    """The result is outside the graph."""
    variable: bool = False
    """The result is a new variable."""
    second: bool = True
    """Has second derivatives that differences of values can check."""

    @property
    def path(self) -> str:
        return self.name.partition(":")[0]

    def run(self, t: Any, operands: Sequence[Any], step: Step) -> Any:
        """The call on a front end."""
        values = [list(operands)] if self.listed else list(operands)
        if self.own is not None:
            return self.own(t, *values, *step.args, **step.kwargs)
        return t.lookup(self.path)(*values, *step.args, **step.kwargs)

    def expected(self, operands: Sequence[Array], args: Sequence[Any], kwargs: dict[str, Any]) -> Array:
        """The call on NumPy."""
        values = [list(operands)] if self.listed else list(operands)
        if self.reference is not None:
            return self.reference(*values, *args, **kwargs)
        if self.own is not None:
            return self.own(NUMPY, *values, *args, **kwargs)
        return _named(self.path)(*values, *args, **kwargs)

    def text(self, names: Sequence[str], step: Step) -> str:
        """The call as Python."""
        statics = [repr(a) for a in step.args] + [f"{k}={v!r}" for k, v in step.kwargs.items()]
        if self.own is not None:
            return f"{self.own.__name__}({', '.join(['m', *names, *statics])})"
        root, _, rest = self.path.partition(".")
        if root == "ndarray":
            return f"{names[0]}.{rest}({', '.join([*names[1:], *statics])})"
        given = [f"[{', '.join(names)}]"] if self.listed else list(names)
        return f"{self.path}({', '.join([*given, *statics])})"


class _NumPy:
    """NumPy in the place of a front end."""

    np = onp


NUMPY = _NumPy()


def _named(path: str) -> Callable[..., Any]:
    root, *parts = path.split(".")
    if root == "ndarray":
        return lambda x, *args, **kwargs: getattr(x, parts[0])(*args, **kwargs)
    import operator

    value: Any = {"np": onp, "operator": operator}[root]
    for part in parts:
        value = getattr(value, part)
    found: Callable[..., Any] = value
    return found


def always(*shapes: Shape) -> list[Call]:
    """Any operands, no static arguments."""
    return [((), {})]


def together(*shapes: Shape) -> list[Call]:
    """Operands that broadcast, no static arguments."""
    try:
        onp.broadcast_shapes(*shapes)
    except ValueError:
        return []
    return [((), {})]


def having(test: Callable[..., bool], *calls: Call) -> Calls:
    """``calls`` (one without arguments if none are given) for operands whose shapes pass ``test``."""
    return lambda *shapes: (calls or (((), {}),)) if test(*shapes) else ()


def either(*calls: Call) -> Calls:
    """The same calls for all operands."""
    return lambda *shapes: calls


def with_(*args: Any, **kwargs: Any) -> Call:
    """One call with these static arguments."""
    return args, kwargs


def row(name: str, *domains: Domain, calls: Calls | None = None, **options: Any) -> Operation:
    """A function of the front end: by default of one real operand, of several that broadcast."""
    found = domains or (real,)
    return Operation(name, found, calls or (always if len(found) == 1 else together), **options)


def own(
    function: Callable[..., Any], *domains: Domain, calls: Calls | None = None, which: str = "", **options: Any
) -> Operation:
    """A few lines of a program of our own."""
    return row(function.__name__ + which, *domains, calls=calls, own=function, **options)
