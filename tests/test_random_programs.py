"""Random programs are tests that can fail: planted defects are found, made small, and printed as scripts that run."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy
import pytest

import mxgrad
from mxgrad import np
from mxgrad_conformance.programs import reference
from mxgrad_conformance.programs.build import random_program
from mxgrad_conformance.programs.interpreter import run
from mxgrad_conformance.programs.operations import OPERATIONS
from mxgrad_conformance.programs.program import Leaf, Program, Step, script
from mxgrad_conformance.programs.regressions import REGRESSIONS
from mxgrad_conformance.programs.shrink import shrink
from mxgrad_conformance.programs.verdict import Disagreement, check
from mxgrad_conformance.target import Target, resolve


@pytest.fixture
def t() -> Iterator[Target]:
    before = mxgrad.current_backend()
    yield resolve("numpy")
    mxgrad.set_backend(before)


def fails(t: Target, program: Program) -> bool:
    try:
        check(t, program)
    except Disagreement:
        return True
    return False


def test_every_operation_occurs_and_programs_are_of_all_sizes() -> None:
    programs = [random_program(seed) for seed in range(600)]
    assert {step.op for program in programs for step in program.steps} == set(OPERATIONS)
    sizes = [len(program.steps) for program in programs]
    assert min(sizes) <= 4 and max(sizes) >= 28
    for field in ("second", "again", "weighted", "train_mode", "inside"):
        assert {getattr(program, field) for program in programs} == {False, True}
    assert {program.via for program in programs} == {"backward", "each", "grad"}


def test_a_seed_is_a_program() -> None:
    assert random_program(7) == random_program(7) != random_program(8)
    assert eval(repr(random_program(7)), {"Program": Program, "Leaf": Leaf, "Step": Step}) == random_program(7)


def test_a_step_cannot_use_what_comes_later() -> None:
    with pytest.raises(ValueError, match="does not exist yet"):
        Program((Leaf((), "float64"),), (Step("np.sin", (1,)),), (1,))


@pytest.mark.parametrize("path", ["np.cumsum", "np.where", "np.concatenate"])
def test_a_wrong_gradient_is_found_and_made_small(t: Target, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    name = path.removeprefix("np.")
    right = getattr(np, name)

    class Wrong(mxgrad.autograd.Function):
        def forward(self, x: Any) -> Any:
            return x * 1

        def backward(self, dy: Any) -> Any:
            return dy * 1.2

    monkeypatch.setattr(np, name, lambda *args, **kwargs: _after(right(*args, **kwargs), Wrong))
    found = (random_program(seed) for seed in range(400))
    program = next(p for p in found if any(s.op == path for s in p.steps) and fails(t, p))
    small = shrink(program, lambda p: fails(t, p))
    assert path in [step.op for step in small.steps]
    assert len(small.steps) <= 3
    with pytest.raises(Disagreement, match=r"gradient of v\d along its direction(?s:.*)from mxgrad import autograd"):
        check(t, small)


def _after(y: Any, function: Any) -> Any:
    return function()(y) if y.dtype.kind == "f" else y


def test_a_wrong_value_or_dtype_is_found(t: Target, monkeypatch: pytest.MonkeyPatch) -> None:
    program = Program((Leaf((3,), "float32"),), (Step("np.tanh", (0,)),), (1,))
    check(t, program)
    right = np.tanh
    monkeypatch.setattr(np, "tanh", lambda x: right(x).astype("float64"))
    with pytest.raises(Disagreement, match=r"dtype of v1 = np\.tanh: expected float32, got float64"):
        check(t, program)
    monkeypatch.setattr(np, "tanh", lambda x: right(x) * 1.001)
    with pytest.raises(Disagreement, match=r"value of v1 = np\.tanh"):
        check(t, program)
    monkeypatch.setattr(np, "tanh", lambda x: right(x).asnumpy()[:, 0])
    with pytest.raises(Disagreement, match="it failed: IndexError"):
        check(t, program)


@pytest.mark.parametrize("seed", range(40))
def test_scripts_compute_what_programs_do(t: Target, seed: int) -> None:
    program = random_program(seed)
    values = reference.values_of(program)
    reached: frozenset[int] = frozenset().union(*(values[head].reach for head in program.heads))
    outcome = run(t, program, reached)
    names: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(script(program), "script", "exec"), names)
    for i, value in enumerate(outcome.values):
        numpy.testing.assert_array_equal(names[f"v{i}"].asnumpy(), value)
    if program.via == "grad":
        assert str(sorted(reached)) in printed.getvalue()
    else:
        for i in reached:
            numpy.testing.assert_array_equal(names[f"v{i}"].grad.asnumpy(), outcome.gradients[i])


@pytest.mark.parametrize("what", REGRESSIONS)
def test_regressions_are_small_and_sound(t: Target, what: str) -> None:
    program = REGRESSIONS[what]
    assert len(program.steps) <= 12
    assert all(reference.values_of(program)[head].reach for head in program.heads)
    assert replace(program) == program
