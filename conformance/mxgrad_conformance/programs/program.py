"""Programs as data: printable, comparable, and a Python script when that helps."""

from __future__ import annotations

import inspect
import textwrap
from dataclasses import dataclass, field
from typing import Any

import numpy as onp

Shape = tuple[int, ...]


@dataclass(frozen=True)
class Leaf:
    """An array that the program starts from."""

    shape: Shape
    dtype: str
    seed: int = 0
    req: str | None = "write"
    """``grad_req``, or None for a constant."""

    @property
    def variable(self) -> bool:
        return self.req is not None and self.dtype.startswith("float")

    def value(self) -> Any:
        """Two decimals, so that scripts can be read, and none of them near the kink at zero."""
        rng = onp.random.default_rng(self.seed)
        if self.dtype == "int32":
            return rng.integers(-4, 5, self.shape).astype(self.dtype)
        size = onp.round(rng.uniform(0.1, 2.5, self.shape), 2)
        return onp.asarray(size * rng.choice([-1.0, 1.0], self.shape)).astype(self.dtype)


@dataclass(frozen=True)
class Step:
    """One call: operation, operands (numbers of leaves and of earlier steps), static arguments."""

    op: str
    operands: tuple[int, ...]
    args: tuple[Any, ...] = ()
    kwargs: dict[str, Any] = field(default_factory=dict)
    paused: bool = False
    """Under ``autograd.pause()``: the result is a constant."""


@dataclass(frozen=True)
class Program:
    """Leaves are numbered first, then steps."""

    leaves: tuple[Leaf, ...]
    steps: tuple[Step, ...]
    heads: tuple[int, ...]
    via: str = "backward"
    """backward: all heads at once. each: one after the other, on one graph. grad: `autograd.grad`."""
    weighted: bool = True
    """With head gradients."""
    again: bool = False
    """A second pass over the retained graph."""
    passes: int = 1
    """How often the whole is recorded and differentiated."""
    train_mode: bool = True
    leave_after: int | None = None
    """Number of the step after which recording is interrupted."""
    inside: bool = False
    """Differentiate inside the recorded block."""
    second: bool = False
    """Second derivatives, by `create_graph`, in place of first ones."""

    def __post_init__(self) -> None:
        for k, step in enumerate(self.steps):
            if any(not 0 <= i < len(self.leaves) + k for i in step.operands):
                raise ValueError(f"step {k} uses a value that does not exist yet: {step}")


def weights(program: Program, head: int, shape: Shape) -> Any:
    """The head gradient of a head: the same in every run, none near zero."""
    if not program.weighted:
        return onp.ones(shape)
    rng = onp.random.default_rng(1000 + head)
    return onp.asarray(onp.round(rng.uniform(0.5, 1.5, shape), 2) * rng.choice([-1.0, 1.0], shape))


def direction(variable: int, shape: Shape) -> Any:
    """The direction in which a variable is moved."""
    rng = onp.random.default_rng(2000 + variable)
    return onp.asarray(onp.round(rng.uniform(0.5, 1.0, shape), 15) * rng.choice([-1.0, 1.0], shape))


def script(program: Program, package: str = "mxgrad") -> str:
    """The program as Python that anybody can run; it prints what is compared."""
    from mxgrad_conformance.programs.operations import OPERATIONS

    lines = ["import operator", "import types", "from typing import Any", "", "import numpy as onp", ""]
    lines += [f"from {package} import autograd, np, npx", "", "npx.set_np()"]
    lines += ["m = types.SimpleNamespace(np=np, npx=npx, autograd=autograd)", ""]
    own = {step.op.partition(":")[0]: OPERATIONS[step.op].own for step in program.steps}
    for function in filter(None, own.values()):
        lines += ["", textwrap.dedent(inspect.getsource(function)).rstrip(), ""]
    if program.weighted or program.second:
        lines += _DRAWN
    lines.append("")
    for i, leaf in enumerate(program.leaves):
        lines.append(f"v{i} = np.array({leaf.value().tolist()}, dtype={leaf.dtype!r})")
        if leaf.variable:
            lines.append(f"v{i}.attach_grad({leaf.req!r})")
    once = _recorded(program)
    if program.passes > 1:
        once = [f"for _ in range({program.passes}):", *(f"    {line}" for line in once)]
    lines += once
    if program.via != "grad":
        lines += [f"print({i}, v{i}.grad)" for i in _variables(program)]
    return "\n".join(lines) + "\n"


_DRAWN = """
def drawn(start, number, like, decimals):
    rng = onp.random.default_rng(start + number)
    size = onp.round(rng.uniform(0.5, 1.5 if start == 1000 else 1.0, like.shape), decimals)
    return np.array(size * rng.choice([-1.0, 1.0], like.shape), dtype=str(onp.dtype(like.dtype)))
""".splitlines()


def _variables(program: Program) -> list[int]:
    from mxgrad_conformance.programs.reference import values_of

    values = values_of(program)
    return sorted(frozenset().union(*(values[head].reach for head in program.heads)))


def _recorded(program: Program) -> list[str]:
    """The recorded block and what differentiates it."""
    from mxgrad_conformance.programs.operations import OPERATIONS

    opening = f"with autograd.record(train_mode={program.train_mode}):"
    lines, count = [opening], len(program.leaves)
    for k, step in enumerate(program.steps):
        if program.leave_after == k - 1:
            lines.append(opening)
        call = OPERATIONS[step.op].text([f"v{i}" for i in step.operands], step)
        if step.paused:
            lines += ["    with autograd.pause():", f"        v{count + k} = {call}"]
        else:
            lines.append(f"    v{count + k} = {call}")
    if not program.steps:
        lines.append("    pass")
    indent = "    " if program.inside else ""
    return lines + [indent + line for line in _differentiation(program)]


def _differentiation(program: Program) -> list[str]:
    heads = "[" + ", ".join(f"v{i}" for i in program.heads) + "]"
    each = [f"drawn(1000, {i}, v{i}, 2)" if program.weighted else "None" for i in program.heads]
    grads = "[" + ", ".join(each) + "]"
    variables = _variables(program)
    xs = "[" + ", ".join(f"v{i}" for i in variables) + "]"
    if program.second:
        directions = "[" + ", ".join(f"drawn(2000, {i}, v{i}, 15)" for i in variables) + "]"
        terms = [f"((v{i} + v{i} * v{i} / 2)" + (f" * {g})" if program.weighted else ")") + ".sum()"
                 for i, g in zip(program.heads, each, strict=True)]  # fmt: skip
        terms += [f"(v{i} * v{i} * v{i}).sum()" for i in variables]
        return [
            f"with autograd.record(train_mode={program.train_mode}):",
            f"    loss = {' + '.join(terms)}",
            f"    firsts = autograd.grad(loss, {xs}, create_graph=True, retain_graph=True)",
            f"    total = sum((g * d).sum() for g, d in zip(firsts, {directions}))",
            "total.backward()",
        ]
    lines = []
    repeats = 2 if program.again else 1
    for number in range(repeats):
        keep = number + 1 < repeats
        if program.via == "grad":
            lines.append(f"print({variables}, autograd.grad({heads}, {xs}, {grads}, retain_graph={keep}))")
        elif program.via == "backward":
            lines.append(f"autograd.backward({heads}, {grads}, retain_graph={keep})")
        else:
            for k, (i, g) in enumerate(zip(program.heads, each, strict=True)):
                lines.append(f"v{i}.backward({g}, retain_graph={keep or k + 1 < len(program.heads)})")
    return lines
