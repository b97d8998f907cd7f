"""Writing into a result changes no operand: only indices give windows."""

from __future__ import annotations

import contextlib

import pytest

from mxgrad_conformance import cases
from mxgrad_conformance.compare import check_equal
from mxgrad_conformance.record import Case, as_list
from mxgrad_conformance.target import Target


# What MXNet cannot compute at all is listed elsewhere, and not once more for this.
@pytest.mark.needs("stale_detection")
@pytest.mark.parametrize("case", cases.copy_cases(), ids=lambda case: case.id)
def test_result_is_a_copy(t: Target, case: Case) -> None:
    operands = case.operands()
    xs = [t.array(v) if hasattr(v, "dtype") else v for v in operands]
    for y in as_list(case.call(t.lookup(case.record.path), xs)):
        with contextlib.suppress(AttributeError):  # shapes and numbers
            y[...] = 77
    for i, (x, v) in enumerate(zip(xs, operands, strict=True)):
        if hasattr(v, "dtype"):
            what = f"operand {i} after its result was overwritten"
            check_equal(x.asnumpy().tobytes(), v.tobytes(), what=what, case=case, target=t.name)
