"""First gradients of every operation."""

from __future__ import annotations

import pytest

from mxgrad_conformance import cases, checks
from mxgrad_conformance.record import Case
from mxgrad_conformance.target import Target


@pytest.mark.parametrize("case", cases.gradient_cases(), ids=lambda case: case.id)
def test_gradient(t: Target, case: Case) -> None:
    checks.check_gradient(t, case)


@pytest.mark.parametrize("case", cases.float32_cases(), ids=lambda case: case.id)
def test_float32(t: Target, case: Case) -> None:
    checks.check_gradient(t, case)
