"""``out=``: the result is written into that array, and is that array."""

from __future__ import annotations

import pytest

from mxgrad_conformance import cases, checks
from mxgrad_conformance.record import Case
from mxgrad_conformance.target import Target


@pytest.mark.parametrize("case", cases.out_cases(), ids=lambda case: case.id)
def test_out(t: Target, case: Case) -> None:
    checks.check_out(t, case)
