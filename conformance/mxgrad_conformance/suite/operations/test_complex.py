"""Complex operands: values, first and second gradients, and real operands among them."""

from __future__ import annotations

import pytest

from mxgrad_conformance import complexes
from mxgrad_conformance.record import Case
from mxgrad_conformance.target import Target

pytestmark = pytest.mark.needs("complex_numbers")


@pytest.mark.parametrize("case", complexes.narrow_cases() + complexes.cases(), ids=lambda case: case.id)
def test_value(t: Target, case: Case) -> None:
    complexes.check_value(t, case)


@pytest.mark.parametrize("case", complexes.cases(), ids=lambda case: case.id)
def test_gradient(t: Target, case: Case) -> None:
    complexes.check_gradient(t, case)


@pytest.mark.parametrize("real", [0, 1])
@pytest.mark.parametrize("case", complexes.mixed_cases(), ids=lambda case: case.id)
def test_real_operand(t: Target, case: Case, real: int) -> None:
    complexes.check_gradient(t, case, real)


@pytest.mark.needs("second_order")
@pytest.mark.parametrize("case", complexes.second_order_cases(), ids=lambda case: case.id)
def test_second_order(t: Target, case: Case) -> None:
    complexes.check_second_order(t, case)
