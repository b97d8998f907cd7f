"""The cases of whole records, for gaps that are one defect of a function."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from mxgrad_conformance import cases
from mxgrad_conformance.record import Case

Row = tuple[str, bool, tuple[str, ...]]
Checks = dict[str, Callable[[], list[Case]]]

GRADIENTS: Checks = {
    "operations/test_gradient.py::test_gradient": cases.gradient_cases,
    "operations/test_gradient.py::test_float32": cases.float32_cases,
    "operations/test_complex_step.py::test_complex_step": cases.complex_step_cases,
    "operations/test_grad_req.py::test_grad_req": cases.grad_req_cases,
}
VALUES: Checks = {"operations/test_value.py::test_value": cases.value_cases}


def ids(checks: Checks, records: Iterable[str], but: Iterable[str] = ()) -> tuple[str, ...]:
    """The ids of all cases of `records`, `but` for some samples (``record-sample``)."""
    wanted, left_out = set(records), set(but)
    return tuple(
        f"{test}[{case.id}]"
        for test, make in checks.items()
        for case in make()
        if case.record.name in wanted and f"{case.record.name}-{case.sample.label}" not in left_out
    )


def kinks(*labels: str) -> tuple[str, ...]:
    """The ids of the kinks ``record-label``."""
    return tuple(f"operations/test_kinks.py::test_kink[{label}]" for label in labels)


def values(*labels: str) -> tuple[str, ...]:
    """The ids of the values ``record-sample-dtype``."""
    return tuple(f"operations/test_value.py::test_value[{label}]" for label in labels)
