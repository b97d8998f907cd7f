"""``npx``: what networks are made of."""

from __future__ import annotations

from typing import Any

import numpy as onp

from mxgrad_conformance import special
from mxgrad_conformance.domains import interval, mask, real, signed, unit
from mxgrad_conformance.record import Kink, Operand, Record, Sample
from mxgrad_conformance.records.factories import unary


def _relu(x: Any) -> Any:
    return onp.where(onp.real(x) > 0, x, 0.0)


def _sigmoid(x: Any) -> Any:
    return 1 / (1 + onp.exp(-x))


def _softmax(x: Any, axis: int = -1, temperature: float = 1.0) -> Any:
    powers = onp.exp((x - onp.max(onp.real(x), axis=axis, keepdims=True)) / temperature)
    return powers / onp.sum(powers, axis=axis, keepdims=True)


def _log_softmax(x: Any, axis: int = -1, temperature: float = 1.0) -> Any:
    shifted = (x - onp.max(onp.real(x), axis=axis, keepdims=True)) / temperature
    return shifted - onp.log(onp.sum(onp.exp(shifted), axis=axis, keepdims=True))


def _batch_dot(x: Any, y: Any, transpose_a: bool = False, transpose_b: bool = False) -> Any:
    left = onp.swapaxes(x, 1, 2) if transpose_a else x
    right = onp.swapaxes(y, 1, 2) if transpose_b else y
    return onp.matmul(left, right)


def _sequence_mask(x: Any, lengths: Any, used: bool, value: float = 0.0, axis: int = 0) -> Any:
    steps = onp.arange(x.shape[axis])
    inside = steps[:, None] < lengths if axis == 0 else steps < lengths[:, None]
    return onp.where(inside.reshape(*inside.shape, *[1] * (x.ndim - 2)), x, onp.asarray(value, x.dtype))


def _soft(name: str, reference: Any) -> Record:
    return Record(
        name=name,
        path=name,
        topic="nn",
        reference=reference,
        analytic=reference,
        operands=(Operand(real),),
        samples=(
            Sample("rows", ((2, 3),)),
            Sample("axis 0", ((2, 3),), {"axis": 0}),
            Sample("vector", ((4,),)),
            Sample("large", values=(onp.array([1000.0, 999.0, -1000.0]),), grad=False),
            Sample("temperature", ((2, 3),), {"temperature": 2.0}, grad=False),
        ),
    )


def _masked_softmax(x: Any, mask: Any, axis: int = -1) -> Any:
    return onp.where(mask, _softmax(onp.where(mask, x, x - 1e9), axis), 0.0)


def _masked_log_softmax(x: Any, mask: Any, axis: int = -1) -> Any:
    return onp.where(mask, _log_softmax(onp.where(mask, x, x - 1e9), axis), -onp.inf)


def _masked(name: str, reference: Any, **options: Any) -> Record:
    """Every row keeps at least one element."""
    rows = onp.array([[True, False, True], [True, True, False]])
    return Record(
        name=name,
        path=name,
        topic="nn",
        reference=reference,
        operands=(Operand(real), Operand(mask, differentiable=False, dtype="bool")),
        samples=(Sample("rows", ((2, 3), (2, 3)), values=(None, rows)),),
        **options,
    )


BATCH_DOT = Record(
    name="npx.batch_dot",
    path="npx.batch_dot",
    topic="nn",
    reference=_batch_dot,
    analytic=_batch_dot,
    operands=(Operand(real),),
    samples=(
        Sample("plain", ((2, 2, 3), (2, 3, 2))),
        Sample("left turned", ((2, 3, 2), (2, 3, 2)), {"transpose_a": True}),
        Sample("right turned", ((2, 2, 3), (2, 2, 3)), {"transpose_b": True}),
    ),
    rtol={"float32": 1e-4, "float64": 1e-10},
    atol=1e-6,
)

SEQUENCE_MASK = Record(
    name="npx.sequence_mask",
    path="npx.sequence_mask",
    topic="nn",
    reference=_sequence_mask,
    operands=(Operand(real), Operand(differentiable=False)),
    samples=(
        Sample("columns", values=(None, onp.array([1, 3])), shapes=((3, 2), (2,)), after=(True,)),
        Sample("rows", values=(None, onp.array([0, 2])), shapes=((2, 3), (2,)), after=(True,),
               kwargs={"value": -1, "axis": 1}),
        Sample("blocks", values=(None, onp.array([2, 5])), shapes=((3, 2, 2), (2,)), after=(True, 1.5)),
    ),
    integers="int32",
)  # fmt: skip

RECORDS = (
    unary(
        "npx.relu",
        signed,
        topic="nn",
        reference=_relu,
        analytic=True,
        special=False,
        kinks=(Kink("zero", (onp.zeros(1),), (onp.zeros(1),)),),
    ),
    unary("npx.sigmoid", topic="nn", reference=_sigmoid, analytic=True),
    unary("npx.erf", topic="nn", reference=special.erf),
    unary("npx.erfinv", unit, topic="nn", reference=special.erfinv, special=False),
    unary("npx.gamma", interval(0.6, 3.0), topic="nn", reference=special.gamma, special=False),
    unary("npx.gammaln", interval(0.6, 3.0), topic="nn", reference=special.gammaln, special=False),
    unary("npx.digamma", interval(0.6, 3.0), topic="nn", reference=special.digamma, special=False),
    _soft("npx.softmax", _softmax),
    _soft("npx.log_softmax", _log_softmax),
    BATCH_DOT,
    SEQUENCE_MASK,
    _masked("npx.masked_softmax", _masked_softmax),
    _masked("npx.masked_log_softmax", _masked_log_softmax, order=0),
)
