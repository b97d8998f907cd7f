"""Methods of the array: against the shape of another, and what Python's own functions make of an array."""

from __future__ import annotations

import copy
import math
import pickle

import pytest

from mxgrad_conformance.target import Target

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.mark.names("ndarray.slice_like")
def test_slice_like(t: Target) -> None:
    x = t.np.arange(12).reshape(3, 4)
    like = t.np.zeros((2, 3))
    assert x.slice_like(like).tolist() == [[0, 1, 2], [4, 5, 6]]
    assert x.slice_like(like, axes=(-1,)).tolist() == [[0, 1, 2], [4, 5, 6], [8, 9, 10]]
    x.attach_grad()
    with t.autograd.record():
        y = x.slice_like(like).sum()
    y.backward()
    assert x.grad.tolist() == [[1, 1, 1, 0], [1, 1, 1, 0], [0, 0, 0, 0]]


@pytest.mark.names("ndarray.exp")
def test_methods_into_out(t: Target) -> None:
    x, out = t.np.array([1.0, 4.0]), t.np.zeros(2)
    assert x.sqrt(out=out) is out
    assert out.tolist() == [1, 2]


@pytest.mark.names("ndarray.slice", "ndarray.slice_axis", "ndarray.depth_to_space")
def test_what_methods_refuse(t: Target) -> None:
    x = t.np.zeros((2, 3))
    for refused in (
        lambda: x.slice((0,), (1, 2)),
        lambda: x.slice_axis(2, 0, 1),
        lambda: t.np.zeros((1, 3, 2, 2)).depth_to_space(2),
        lambda: t.np.zeros((1, 1, 3, 2)).space_to_depth(2),
    ):
        with pytest.raises((ValueError, t.error)):
            refused()  # type: ignore[no-untyped-call]


def test_rounding_by_python(t: Target) -> None:
    x = t.np.array([1.25, -1.75])
    assert round(x).tolist() == [1, -2]
    assert round(x, 1).tolist() == [pytest.approx(1.2), pytest.approx(-1.8)]
    assert math.floor(x).tolist() == [1, -2]
    assert math.ceil(x).tolist() == [2, -1]
    assert math.trunc(x).tolist() == [1, -1]


def test_numbers(t: Target) -> None:
    one = t.np.array([2.5])
    assert (float(one), int(one), complex(one)) == (2.5, 2, 2.5 + 0j)
    assert f"{t.np.array(1.2345):.2f}" == "1.23"
    for convert in (float, int, complex):
        with pytest.raises((TypeError, ValueError)):
            convert(t.np.ones(2))
    with pytest.raises(TypeError):
        format(t.np.ones(2), ".2f")


def test_membership(t: Target) -> None:
    x = t.np.array([1.0, 2.0])
    assert 2.0 in x
    assert 3.0 not in x


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))])
def test_copies_share_nothing(t: Target, again) -> None:  # type: ignore[no-untyped-def]
    x = t.np.array([[1.0, 2.0], [3.0, 4.0]], dtype="float64")
    y = again(x)
    y[:] = 0
    assert x.tolist() == [[1, 2], [3, 4]]
    assert y.dtype == x.dtype


def test_slice_assign(t: Target) -> None:
    x = t.np.zeros((2, 3))
    assert x.slice_assign(t.np.ones((1, 2)), (0, 1), (1, 3), (1, 1)) is x
    x.slice_assign_scalar(5.0, (1, 0), (2, 1), (1, 1))
    assert x.tolist() == [[0, 1, 1], [5, 0, 0]]


@pytest.mark.parametrize("name", ["asscalar", "handle_of_nothing"])
def test_names_that_are_not_there(t: Target, name: str) -> None:
    with pytest.raises(AttributeError, match=name):
        getattr(t.np.ones(1), name)()
