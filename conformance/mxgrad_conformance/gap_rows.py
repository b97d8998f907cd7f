"""What the gap tables are written in: rows, and the ids of cases by record, label and file."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from mxgrad_conformance import cases
from mxgrad_conformance.record import Case

Ids = tuple[str, ...]
Checks = dict[str, Callable[[], list[Case]]]


@dataclass(frozen=True)
class Row:
    """One defect of MXNet, and exactly the cases that it breaks: in both releases, or in one of them."""

    defect: str
    both: Ids = ()
    in_1: Ids = ()
    """In 1.9.1 alone."""
    in_2: Ids = ()
    """In 2.0.0b1 alone."""
    harmful: bool = False
    """The cases may end or corrupt their process, so each is run in one of its own."""


GRADIENTS: Checks = {
    "operations/test_gradient.py::test_gradient": cases.gradient_cases,
    "operations/test_gradient.py::test_float32": cases.float32_cases,
    "operations/test_complex_step.py::test_complex_step": cases.complex_step_cases,
    "operations/test_grad_req.py::test_grad_req": cases.grad_req_cases,
}
VALUES: Checks = {"operations/test_value.py::test_value": cases.value_cases}


def ids(checks: Checks, records: Iterable[str], but: Iterable[str] = ()) -> Ids:
    """The ids of all cases of `records`, `but` for some samples (``record-sample``)."""
    wanted, left_out = set(records), set(but)
    return tuple(
        f"{test}[{case.id}]"
        for test, make in checks.items()
        for case in make()
        if case.record.name in wanted and f"{case.record.name}-{case.sample.label}" not in left_out
    )


def kinks(*labels: str) -> Ids:
    """The ids of the kinks ``record-label``."""
    return tuple(f"operations/test_kinks.py::test_kink[{label}]" for label in labels)


def values(*labels: str) -> Ids:
    """The ids of the values ``record-sample-dtype``."""
    return tuple(f"operations/test_value.py::test_value[{label}]" for label in labels)


def cases_of(check: str, labels: Iterable[str]) -> Ids:
    """The ids of one check of operations: ``gradient``, or ``gradient:float32`` for its test of another name."""
    file, _, function = check.partition(":")
    return tuple(f"operations/test_{file}.py::test_{function or file}[{label}]" for label in labels)


def semantics(file: str, *names: str) -> Ids:
    """The ids of cases of one file of ``semantics``."""
    return tuple(f"semantics/test_{file}.py::test_{name}" for name in names)
