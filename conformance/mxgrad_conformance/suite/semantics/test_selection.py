"""Choosing, padding and sorting: options, errors, what is written in place, and what shares memory."""

from __future__ import annotations

from typing import Any

import numpy as onp
import pytest

from mxgrad_conformance.target import Target

A = onp.arange(6, dtype="float32").reshape(2, 3)


@pytest.mark.names("np.fill_diagonal")
@pytest.mark.parametrize(
    ("shape", "value", "wrap"),
    [
        ((3, 3), 5, False),
        ((2, 4), 5, False),
        ((5, 2), 5, False),
        ((5, 2), 5, True),
        ((7, 2), onp.array([1.0, 2.0, 3.0], "float32"), True),
        ((2, 2, 2), 5, False),
        ((3, 3), onp.array([1.0, 2.0], "float32"), False),
        ((0, 2), 5, False),
    ],
    ids=repr,
)
def test_fill_diagonal(t: Target, shape: Any, value: Any, wrap: bool) -> None:
    want = onp.zeros(shape, "float32")
    onp.fill_diagonal(want, value, wrap)
    x = t.np.zeros(shape)
    assert t.np.fill_diagonal(x, t.array(value) if hasattr(value, "dtype") else value, wrap) is None
    assert x.tolist() == want.tolist()


@pytest.mark.names("np.fill_diagonal")
def test_fill_diagonal_of_a_recorded_array(t: Target) -> None:
    x = t.np.zeros((2, 2))
    x.attach_grad()
    with t.autograd.record(), pytest.raises(t.error, match="Assigning to NDArrays that are already in a computational"):
        t.np.fill_diagonal(x, 1)
    assert x.tolist() == [[0, 0], [0, 0]]


@pytest.mark.names("np.fill_diagonal")
@pytest.mark.parametrize("shape", [(3,), (2, 2, 3)], ids=repr)
def test_fill_diagonal_without_one(t: Target, shape: Any) -> None:
    with pytest.raises((ValueError, t.error)):
        t.np.fill_diagonal(t.np.zeros(shape), 1)


@pytest.mark.names("np.diag", "np.diagflat")
@pytest.mark.parametrize("name", ["diag", "diagflat"])
def test_which_diagonal_an_array_says(t: Target, name: str) -> None:
    found = getattr(t.np, name)(t.array(onp.array([1.0, 2.0])), t.np.array(1, dtype="int32"))
    assert found.tolist() == [[0, 1, 0], [0, 0, 2], [0, 0, 0]]


@pytest.mark.names("np.diag", "np.diagflat")
@pytest.mark.parametrize("name", ["diag", "diagflat"])
def test_which_diagonal_is_an_integer(t: Target, name: str) -> None:
    function, x = getattr(t.np, name), t.array(onp.array([1.0, 2.0]))
    for k in (1.0, t.np.array(1.0), t.array(onp.array([0.0, 1.0]))):
        with pytest.raises((TypeError, t.error)):
            function(x, k)


@pytest.mark.parametrize("function", ["shares_memory", "may_share_memory"])
def test_memory(t: Target, function: str) -> None:
    shared = getattr(t.np, function)
    x = t.array(A)
    assert shared(x, x) is True
    assert shared(x, x[1]) is True
    assert shared(x[0:1], x) is True
    assert shared(x[1][1:], x[1, 0:2]) is True
    assert shared(x[0], x[1]) is False
    assert shared(x[1][1:], x[1, 0:1]) is False
    assert shared(x, x.copy()) is False
    assert shared(x, x[:, 1]) is False
    assert shared(x, x.detach()) is True
    assert shared(x, t.np.zeros((2, 3))) is False


@pytest.mark.parametrize("axis", [None, 0, 1])
def test_packbits(t: Target, axis: Any) -> None:
    bits = (onp.arange(22).reshape(2, 11) % 3 == 0).astype("uint8")
    packed = t.np.packbits(t.array(bits), axis=axis)
    assert packed.tolist() == onp.packbits(bits, axis=axis).tolist()
    assert str(onp.dtype(packed.dtype)) == "uint8"
    assert t.np.unpackbits(packed, axis=axis).tolist() == onp.unpackbits(onp.packbits(bits, axis), axis=axis).tolist()


@pytest.mark.names("np.unique_all", "np.unique_inverse")
def test_unique_by_name(t: Target) -> None:
    x = t.array(onp.array([[3.0, 1.0], [3.0, 2.0]], "float32"))
    found = t.np.unique_all(x)
    assert found.values.tolist() == [1, 2, 3]
    assert found.indices.tolist() == [1, 3, 0]
    assert found.inverse_indices.tolist() == [2, 0, 2, 1]
    assert found.counts.tolist() == [1, 1, 2]
    assert t.np.unique_inverse(x).inverse_indices.tolist() == [2, 0, 2, 1]


def test_unique_with_everything(t: Target) -> None:
    x = t.array(onp.array([[3.0, 1.0], [0.0, 2.0], [3.0, 1.0]], "float32"))
    values, first, inverse, counts = t.np.unique(x, True, True, True, axis=0)
    assert values.tolist() == [[0, 2], [3, 1]]
    assert [first.tolist(), inverse.tolist(), counts.tolist()] == [[1, 0], [1, 0, 1], [1, 2]]
    assert {str(onp.dtype(part.dtype)) for part in (first, inverse, counts)} == {"int64"}


def test_intersection_with_indices(t: Target) -> None:
    x, y = t.np.array([3.0, 1.0, 2.0]), t.np.array([2.0, 9.0, 3.0])
    values, first, second = t.np.intersect1d(x, y, return_indices=True)
    assert [values.tolist(), first.tolist(), second.tolist()] == [[2, 3], [2, 0], [0, 2]]


@pytest.mark.parametrize(
    "call",
    [
        lambda np, x: np.pad(x, ((1, 1), (1, 1)), mode="nothing"),
        lambda np, x: np.pad(x, ((1, 1), (1, 1)), mode="edge", constant_values=3),
        lambda np, x: np.pad(x, ((1, 1), (1, 1)), mode="maximum", stat_length=0),
        lambda np, x: np.pad(x, 1.5),
        lambda np, x: np.pad(x),
        lambda np, x: np.rot90(x, 1, (0, 0)),
        lambda np, x: np.rot90(x[0]),
        lambda np, x: np.resize(x, (-1,)),
        lambda np, x: np.tril_indices_from(x[0]),
        lambda np, x: np.diag_indices_from(x),
        lambda np, x: np.choose(np.array([0, 5], dtype="int64"), [x[0, 0:2], x[1, 0:2]]),
        lambda np, x: np.partition(x, 7),
        lambda np, x: np.compress([1, 0, 1, 1], x[0]),
        lambda np, x: np.select([x > 1], [x, x]),
        lambda np, x: np.select([], []),
        lambda np, x: np.piecewise(x, [x > 1], [1, 2, 3]),
        lambda np, x: np.ix_(x),
        lambda np, x: np.indices(2),
        lambda np, x: np.unravel_index(np.array([6], dtype="int64"), (2, 3)),
        lambda np, x: np.delete(x, 9, 0),
        lambda np, x: np.insert(x, 9, 1.0, 0),
        lambda np, x: np.trim_zeros(x),
        lambda np, x: np.packbits(x),
    ],
    ids=[
        "mode", "keyword", "stat_length", "width", "no width", "axes", "rot90 of a vector", "negative length",
        "triangle of a vector", "diagonal of a rectangle", "choice", "kth", "condition", "number of choices",
        "no conditions", "number of functions", "matrix index", "no dimensions", "place", "delete", "insert",
        "trim a matrix", "bits of floats",
    ],
)  # fmt: skip
def test_refused(t: Target, call: Any) -> None:
    x = t.array(A)
    with pytest.raises((ValueError, TypeError, IndexError, KeyError, t.error)):
        call(t.np, x)
        t.npx.waitall()


@pytest.mark.parametrize(
    ("call", "want"),
    [
        (lambda np, x: np.sort(x), [2, 1, 3]),
        (lambda np, x: np.unique(x), [2, 1, 0]),
    ],
    ids=["sort", "unique"],
)
def test_gradient_of_equal_elements(t: Target, call: Any, want: Any) -> None:
    """They keep their order, and the first stands for all."""
    x = t.np.array([2.0, 1.0, 2.0])
    x.attach_grad()
    with t.autograd.record():
        y = call(t.np, x)
    y.backward(t.array(onp.arange(1.0, y.size + 1), "float32"))
    assert x.grad.tolist() == want


def test_gradient_of_equal_elements_sorted_backwards(t: Target) -> None:
    x = t.np.array([2.0, 1.0, 2.0])
    x.attach_grad()
    with t.autograd.record():
        y = t.np.sort(x, descending=True)
    y.backward(t.np.array([1.0, 2.0, 3.0]))
    assert x.grad.tolist() == [1, 3, 2]


def test_of_nothing(t: Target) -> None:
    assert t.np.broadcast_arrays() == []
    assert t.np.meshgrid() == []
