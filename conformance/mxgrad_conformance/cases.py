"""Which cases each check is run on: enough to catch mistakes, few enough for an engine that compiles."""

from __future__ import annotations

from collections.abc import Iterator

from mxgrad_conformance.parameters import OUT
from mxgrad_conformance.record import Case, Kink, Record, Sample
from mxgrad_conformance.records import all_records


def value_cases() -> list[Case]:
    """Every sample in float32, the first in float64, the first two in int32."""
    return [case for record in all_records() for case in _values(record)]


def gradient_cases() -> list[Case]:
    """Every differentiable sample in float64."""
    return [Case(r, s, "float64") for r in _differentiable() for s in r.samples if s.grad]


def float32_cases() -> list[Case]:
    """One sample of each record in float32: the gradient keeps that dtype."""
    return [Case(r, _first(r), "float32") for r in _differentiable()]


def complex_step_cases() -> list[Case]:
    return [Case(r, _first(r), "float64") for r in _differentiable() if r.analytic is not None]


def second_order_cases() -> list[Case]:
    return [Case(r, _first(r), "float64") for r in _differentiable() if r.order > 1]


def grad_req_cases() -> list[Case]:
    return [Case(r, _first(r), "float64") for r in _differentiable()]


def mixed_cases() -> list[Case]:
    return [Case(r, _first(r), "float64") for r in _differentiable() if r.mixed]


def copy_cases() -> list[Case]:
    """Every sample in float32, where there is one."""
    return [Case(r, s, "float32") for r in all_records() if r.floats for s in r.samples]


def out_cases() -> list[Case]:
    """The first case of each function that takes ``out``."""
    found: dict[str, Case] = {}
    for record in all_records():
        if record.path in OUT and record.part is None and record.path not in found:
            found[record.path] = next(_values(record))
    return list(found.values())


def kink_cases() -> list[tuple[Case, Kink]]:
    found = []
    for record in all_records():
        for kink in record.kinks:
            sample = Sample(kink.label, values=kink.values, kwargs=kink.kwargs, after=kink.after)
            found.append((Case(record, sample, "float64"), kink))
    return found


def _differentiable() -> Iterator[Record]:
    return (r for r in all_records() if r.differentiable and any(s.grad for s in r.samples))


def _first(record: Record) -> Sample:
    return next(s for s in record.samples if s.grad)


def _values(record: Record) -> Iterator[Case]:
    if record.floats:
        yield from (Case(record, sample, "float32") for sample in record.samples)
        if any(operand.dtype is None for operand in record.operands):
            yield Case(record, record.samples[0], "float64")
    if record.integers is not None:
        # Without floating operands these are all the cases there are.
        samples = [s for s in record.samples if s.integers]
        yield from (Case(record, sample, "int32") for sample in (samples[:2] if record.floats else samples))
