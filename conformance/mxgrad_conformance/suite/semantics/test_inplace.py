"""In-place operators and assignment, outside and inside ``record``."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import numpy as onp
import pytest

from mxgrad_conformance.target import Target

ASSIGNING = "Assigning to NDArrays that are already in a computational graph"

INPLACE = r"Inplace operations \(\+=, -=, x\[:\]=, etc\) are not supported when recording"

OPERATORS: tuple[tuple[str, Callable[[Any, Any], Any], Any], ...] = (
    ("iadd", operator.iadd, 2.0),
    ("isub", operator.isub, 2.0),
    ("imul", operator.imul, 2.0),
    ("itruediv", operator.itruediv, 2.0),
    ("imod", operator.imod, 2.0),
)


@pytest.mark.parametrize(("name", "function", "other"), OPERATORS, ids=[name for name, _, _ in OPERATORS])
def test_scalars(t: Target, name: str, function: Callable[[Any, Any], Any], other: Any) -> None:
    x = t.np.array([1.0, 2.5, 3.0])
    kept = x
    y = function(x, other)
    assert y is kept
    want = function(onp.array([1.0, 2.5, 3.0], "float32"), other)
    onp.testing.assert_allclose(kept.asnumpy(), want, rtol=1e-6)


@pytest.mark.parametrize(("name", "function", "other"), OPERATORS, ids=[name for name, _, _ in OPERATORS])
def test_arrays_broadcast(t: Target, name: str, function: Callable[[Any, Any], Any], other: Any) -> None:
    x = t.np.array([[1.0, 2.5], [3.0, 4.0]])
    kept = x
    function(x, t.np.array([2.0, 4.0]))
    want = function(onp.array([[1.0, 2.5], [3.0, 4.0]], "float32"), onp.array([2.0, 4.0], "float32"))
    onp.testing.assert_allclose(kept.asnumpy(), want, rtol=1e-6)


@pytest.mark.parametrize("name", ["iand", "ior", "ixor"])
def test_bits(t: Target, name: str) -> None:
    x = t.np.array([1, 2, 7], dtype="int32")
    y = getattr(operator, name)(x, t.np.array([3, 3, 3], dtype="int32"))
    assert y is x
    assert x.tolist() == getattr(operator, name)(onp.array([1, 2, 7]), 3).tolist()


def test_dtype_stays(t: Target) -> None:
    x = t.np.ones(2)
    x += t.np.ones(2, dtype="float64")
    assert str(onp.dtype(x.dtype)) == "float32"


@pytest.mark.parametrize("which", ["x += 1", "y += 1", "y[1] = 7", "x[0] = 1"])
def test_arrays_in_the_graph_are_not_written(t: Target, which: str) -> None:
    x = t.np.arange(4)
    x.attach_grad()
    with pytest.raises(t.error, match=ASSIGNING), t.autograd.record():
        y = x * 2
        exec(which, {"x": x, "y": y})


def test_a_whole_assignment_is_recorded(t: Target) -> None:
    x, c = t.np.arange(4), t.np.zeros(4)
    x.attach_grad()
    with t.autograd.record():
        c[:] = x * 2
        loss = (c * c).sum()
    loss.backward()
    assert c.tolist() == [0, 2, 4, 6]
    assert x.grad.tolist() == [0, 8, 16, 24]


@pytest.mark.parametrize("which", ["c[1] = x[0]", "c += x", "c[:] = x; c[:] = x * 2"])
def test_other_assignments_of_recorded_values_are_refused(t: Target, which: str) -> None:
    x, c = t.np.arange(4), t.np.zeros(4)
    x.attach_grad()
    with pytest.raises(t.error, match=f"{ASSIGNING}|{INPLACE}"), t.autograd.record():
        exec(which, {"x": x, "c": c})


def test_constants_may_be_written_outside_the_graph(t: Target) -> None:
    x, c = t.np.arange(4), t.np.zeros(4)
    x.attach_grad()
    with t.autograd.record():
        c[:] = 3
        c[0] = 1
        loss = (x * c).sum()
    loss.backward()
    assert x.grad.tolist() == [1, 3, 3, 3]


def test_out_of_record_writes_are_free(t: Target) -> None:
    x = t.np.arange(4)
    x.attach_grad()
    x += 1
    x[0] = 9
    assert x.tolist() == [9, 2, 3, 4]
