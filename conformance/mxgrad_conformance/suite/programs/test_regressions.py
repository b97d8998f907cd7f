"""Programs that once failed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mxgrad_conformance.programs.regressions import REGRESSIONS
from mxgrad_conformance.programs.verdict import check
from mxgrad_conformance.target import Target


@pytest.mark.needs("second_order", "stale_detection")
@pytest.mark.parametrize("what", REGRESSIONS)
def test_regression(t: Target, what: str) -> None:
    program = REGRESSIONS[what]
    with t.mx.use_backend("numpy"):
        other = check(replace(t, name="numpy"), program)
    judged = check(t, program, other)
    assert judged.differences
