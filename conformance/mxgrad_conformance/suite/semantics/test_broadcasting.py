"""Broadcasting of any shapes: values as NumPy's, and gradients summed back to each operand."""

from __future__ import annotations

from typing import Any

import numpy as onp
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mxgrad_conformance.target import Target

SHAPES = st.sampled_from(
    [
        ((), (2,)),
        ((1,), (3,)),
        ((2, 1), (1, 3)),
        ((2, 3), (3,)),
        ((1, 1), (2,)),
        ((2, 1, 2), (3, 1)),
        ((3,), (2, 1, 1)),
        ((0,), (1,)),
        ((2, 0), (1, 1)),
    ]
)


@settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(shapes=SHAPES, swap=st.booleans())
def test_multiply(t: Target, shapes: tuple[tuple[int, ...], tuple[int, ...]], swap: bool) -> None:
    left, right = shapes[::-1] if swap else shapes
    a = onp.arange(1, 1 + int(onp.prod(left)), dtype="float32").reshape(left)
    b = onp.arange(2, 2 + int(onp.prod(right)), dtype="float32").reshape(right)
    x, y = t.array(a), t.array(b)
    for v in (x, y):
        v.attach_grad()
    with t.autograd.record():
        z = x * y
    z.backward()
    assert z.tolist() == (a * b).tolist()
    ones = onp.ones((a * b).shape, "float32")
    assert x.grad.tolist() == _reduced(ones * b, left).tolist()
    assert y.grad.tolist() == _reduced(ones * a, right).tolist()


def _reduced(g: Any, shape: tuple[int, ...]) -> Any:
    lead = g.ndim - len(shape)
    g = g.sum(axis=tuple(range(lead)))
    stretched = tuple(i for i, n in enumerate(shape) if n == 1 and g.shape[i] != 1)
    return g.sum(axis=stretched, keepdims=True).reshape(shape)
