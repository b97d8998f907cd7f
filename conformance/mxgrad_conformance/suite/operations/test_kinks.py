"""Where the derivative is a choice, every backend makes the same one."""

from __future__ import annotations

import pytest

from mxgrad_conformance import cases, checks
from mxgrad_conformance.record import Case, Kink
from mxgrad_conformance.target import Target

KINKS = cases.kink_cases()


@pytest.mark.parametrize(("case", "kink"), KINKS, ids=[f"{case.record.name}-{kink.label}" for case, kink in KINKS])
def test_kink(t: Target, case: Case, kink: Kink) -> None:
    checks.check_kink(t, case, kink)
