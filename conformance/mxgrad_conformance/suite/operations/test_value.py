"""Values, shapes and dtypes of every operation."""

from __future__ import annotations

import pytest

from mxgrad_conformance import cases, checks
from mxgrad_conformance.record import Case
from mxgrad_conformance.target import Target


@pytest.mark.parametrize("case", cases.value_cases(), ids=lambda case: case.id)
def test_value(t: Target, case: Case) -> None:
    checks.check_value(t, case)
