"""Operands of two dtypes: each gradient keeps its own."""

from __future__ import annotations

import pytest

from mxgrad_conformance import cases, checks
from mxgrad_conformance.record import Case
from mxgrad_conformance.target import Target


@pytest.mark.parametrize("case", cases.mixed_cases(), ids=lambda case: case.id)
def test_mixed_dtypes(t: Target, case: Case) -> None:
    checks.check_mixed_dtypes(t, case)
