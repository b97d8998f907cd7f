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
    return onp.asarray(rng.uniform(0.5, 1.0, shape) * rng.choice([-1.0, 1.0], shape))


def script(program: Program, package: str = "mxgrad") -> str:
    """The program as Python that anybody can run."""
    from mxgrad_conformance.programs.operations import OPERATIONS

    lines = ["import types", "", "import numpy as onp", "", f"from {package} import autograd, np, npx", ""]
    lines += ["npx.set_np()", ""]
    own = sorted({step.op for step in program.steps if OPERATIONS[step.op].own is not None})
    if own:
        lines += ["m = types.SimpleNamespace(np=np, npx=npx, autograd=autograd)", ""]
    for op in own:
        lines += ["", textwrap.dedent(inspect.getsource(OPERATIONS[op].own)).rstrip(), ""]  # type: ignore[arg-type]
    for i, leaf in enumerate(program.leaves):
        lines.append(f"v{i} = np.array({leaf.value().tolist()}, dtype={leaf.dtype!r})")
        if leaf.variable:
            lines.append(f"v{i}.attach_grad({leaf.req!r})")
    body = ["with autograd.record():" if program.train_mode else "with autograd.record(train_mode=False):"]
    opening = body[0]
    count = len(program.leaves)
    for k, step in enumerate(program.steps):
        call = OPERATIONS[step.op].text([f"v{i}" for i in step.operands], step)
        if step.paused:
            body += ["    with autograd.pause():", f"        v{count + k} = {call}"]
        else:
            body.append(f"    v{count + k} = {call}")
        if program.leave_after == k and k + 1 < len(program.steps):
            body.append(opening)
    lines += body + _differentiation(program)
    return "\n".join(lines) + "\n"


def _differentiation(program: Program) -> list[str]:
    heads = ", ".join(f"v{i}" for i in program.heads)
    grads = ", ".join(f"weights({i}, v{i})" for i in program.heads)
    variables = [i for i, leaf in enumerate(program.leaves) if leaf.variable]
    lines = []
    if program.weighted:
        lines += [
            "",
            "",
            "def weights(number, head):",
            "    rng = onp.random.default_rng(1000 + number)",
            "    host = onp.round(rng.uniform(0.5, 1.5, head.shape), 2) * rng.choice([-1.0, 1.0], head.shape)",
            "    return np.array(host, dtype=str(head.dtype))",
            "",
            "",
        ]
    else:
        grads = ", ".join("None" for _ in program.heads)
    if program.second:
        wide = ", ".join(f"v{i}" for i in variables)
        lines += [
            "with autograd.record():",
            f"    loss = sum((w * (y + y * y / 2)).sum() for y, w in zip([{heads}], [{grads}]))"
            if program.weighted
            else f"    loss = sum((y + y * y / 2).sum() for y in [{heads}])",
            f"    loss = loss + sum((x * x * x).sum() for x in [{wide}])",
            f"    firsts = autograd.grad(loss, [{wide}], create_graph=True)",
            "    total = sum(g.sum() for g in firsts)",
            "total.backward()",
        ]
    elif program.via == "grad":
        lines.append(f"print(autograd.grad([{heads}], [{', '.join(f'v{i}' for i in variables)}], [{grads}]))")
        return lines
    elif program.via == "each":
        parts = grads.split(", v")  # one per head
        for k, i in enumerate(program.heads):
            weight = f"weights({i}, v{i})" if program.weighted else "None"
            lines.append(f"v{i}.backward({weight}, retain_graph={k + 1 < len(program.heads)})")
        del parts
    else:
        lines.append(f"autograd.backward([{heads}], [{grads}], retain_graph={program.again})")
        if program.again:
            lines.append(f"autograd.backward([{heads}], [{grads}])")
    lines += [f"print(v{i}.grad)" for i in variables]
    return lines
