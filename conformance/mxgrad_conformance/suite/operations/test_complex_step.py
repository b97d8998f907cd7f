"""First gradients of analytic operations, to the last digits."""

from __future__ import annotations

import pytest

from mxgrad_conformance import cases, checks
from mxgrad_conformance.record import Case
from mxgrad_conformance.target import Target


@pytest.mark.parametrize("case", cases.complex_step_cases(), ids=lambda case: case.id)
def test_complex_step(t: Target, case: Case) -> None:
    checks.check_complex_step(t, case)
