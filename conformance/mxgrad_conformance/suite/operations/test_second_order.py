"""Gradients of gradients."""

from __future__ import annotations

import pytest

from mxgrad_conformance import cases, checks
from mxgrad_conformance.record import Case
from mxgrad_conformance.target import Target


@pytest.mark.needs("second_order")
@pytest.mark.parametrize("case", cases.second_order_cases(), ids=lambda case: case.id)
def test_second_order(t: Target, case: Case) -> None:
    checks.check_second_order(t, case)
