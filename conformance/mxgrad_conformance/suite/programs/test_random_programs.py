"""Programs that nobody wrote: values and gradients as NumPy, differences and the NumPy backend have them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from mxgrad_conformance.programs.program import Program
from mxgrad_conformance.programs.shrink import shrink
from mxgrad_conformance.programs.strategy import programs
from mxgrad_conformance.programs.verdict import Disagreement, check
from mxgrad_conformance.target import Target

PARTS = 10
COUNTS = {"numpy": 2000, "torch": 2000}
"""How many programs a target gets; others, which are slower, get 300."""
FEW = {"jax": 8}
"""For an engine that compiles: only one in so many of all calls is used, see `Builder`."""


def compared(t: Target, program: Program) -> bool:
    """Run a program on the target, and compare also with our NumPy backend."""
    if t.name == "numpy":
        return check(t, program).differences
    with t.mx.use_backend("numpy"):
        other = check(replace(t, name="numpy"), program)
    return check(t, program, other).differences


@pytest.mark.needs("second_order", "stale_detection")
@pytest.mark.parametrize("part", range(PARTS))
def test_random_programs(t: Target, part: int) -> None:
    steady: list[bool] = []

    def fails(program: Program) -> bool:
        try:
            compared(t, program)
        except Disagreement:
            return True
        return False

    @seed(part)
    @settings(
        max_examples=COUNTS.get(t.name, 300) // PARTS,
        database=None,
        deadline=None,
        suppress_health_check=tuple(HealthCheck.__members__.values()),
        phases=[Phase.generate],  # `shrink` knows better what makes a program smaller
    )
    @given(programs(few=FEW.get(t.name, 0)))
    def agrees(program: Program) -> None:
        try:
            steady.append(compared(t, program))
        except Disagreement:
            compared(t, shrink(program, fails))
            raise

    call: Any = agrees
    call()
    # Differences that are not steady prove nothing: they must stay the exception.
    assert sum(steady) > 0.95 * len(steady)
