"""Reading by index: what NumPy gives, and the gradient that goes back to where it came from."""

from __future__ import annotations

from typing import Any

import numpy as onp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mxgrad_conformance.target import Target

SHAPE = (3, 4, 2)
KEYS: dict[str, Any] = {
    "int": 1,
    "negative int": -1,
    "slice": slice(1, 3),
    "open slice": slice(None, 2),
    "step": slice(None, None, 2),
    "reversed": slice(None, None, -1),
    "empty slice": slice(2, 2),
    "beyond the end": slice(1, 100),
    "everything": slice(None),
    "ellipsis": Ellipsis,
    "newaxis": None,
    "two ints": (1, 2),
    "three ints": (1, 2, 0),
    "int and slice": (1, slice(1, 3)),
    "slice and int": (slice(None), 1),
    "column": (slice(None), slice(1, 2)),
    "ellipsis and int": (Ellipsis, 0),
    "int and ellipsis": (0, Ellipsis),
    "newaxis inside": (slice(None), None, 1),
    "steps on two axes": (slice(None, None, 2), slice(None, None, 2)),
    "empty tuple": (),
    "list": [0, 2],
    "repeated list": [1, 1, 0],
    "negative list": [-1, 0],
    "list on axis 1": (slice(None), [0, 3, 3]),
    "pairs": ([0, 2], [1, 3]),
    "broadcast pairs": ([[0], [2]], [1, 3]),
    "list and slice": ([0, 2], slice(1, 3)),
    "list and int": ([0, 2], 1),
    "host index": onp.array([2, 0]),
    "host matrix index": onp.array([[2, 0], [1, 1]]),
    "host mask": onp.array([True, False, True]),
    "host full mask": onp.arange(24).reshape(SHAPE) % 3 == 0,
    "all false": onp.zeros(3, dtype=bool),
}


def _source() -> Any:
    return onp.arange(24, dtype="float32").reshape(SHAPE)


@pytest.mark.parametrize("key", KEYS.values(), ids=KEYS.keys())
def test_get(t: Target, key: Any) -> None:
    a = _source()
    got, want = t.array(a)[key], a[key]
    assert isinstance(got, t.np.ndarray)
    assert got.shape == want.shape
    assert got.tolist() == want.tolist()


@pytest.mark.parametrize("key", [k for k in KEYS if k not in ("empty slice", "all false")])
def test_gradient(t: Target, key: str) -> None:
    a = _source()
    x = t.array(a)
    x.attach_grad()
    with t.autograd.record():
        y = x[KEYS[key]]
        loss = (y * y).sum()
    loss.backward()
    want = onp.zeros_like(a)
    onp.add.at(want, KEYS[key], 2 * a[KEYS[key]])
    assert x.grad.tolist() == want.tolist()


@pytest.mark.needs("second_order")
@pytest.mark.parametrize("key", ["int", "step", "list", "pairs", "host mask"])
def test_second_gradient(t: Target, key: str) -> None:
    a = _source().astype("float64")
    x = t.array(a)
    x.attach_grad()
    with t.autograd.record():
        y = (x[KEYS[key]] ** 3).sum()
        g = t.autograd.grad(y, [x], create_graph=True, retain_graph=True)[0]
        total = g.sum()
    total.backward()
    want = onp.zeros_like(a)
    hits = onp.zeros_like(a)
    onp.add.at(hits, KEYS[key], 1.0)
    want = hits * 6 * a
    onp.testing.assert_allclose(x.grad.asnumpy(), want, rtol=1e-12)


def test_index_arrays_of_the_front_end(t: Target) -> None:
    x = t.array(_source())
    index = t.np.array([2, 0, 2], dtype="int32")
    assert x[index].tolist() == _source()[[2, 0, 2]].tolist()
    assert x[:, t.np.array([1, 3], dtype="int64")].tolist() == _source()[:, [1, 3]].tolist()


def test_masks_of_the_front_end(t: Target) -> None:
    a = onp.array([[1.0, -2.0], [-3.0, 4.0]], dtype="float32")
    x = t.array(a)
    assert x[x > 0].tolist() == [1, 4]
    x.attach_grad()
    with t.autograd.record():
        y = (x[x > 0] * t.np.array([10.0, 100.0])).sum()
    y.backward()
    assert x.grad.tolist() == [[10, 0], [0, 100]]


def test_float_index_array(t: Target) -> None:
    """``argmax`` and friends came as float32 in old code: float indices are truncated."""
    x = t.np.arange(5)
    assert x[t.np.array([1.0, 3.0])].tolist() == [1, 3]


@pytest.mark.parametrize("key", [3, -4, (0, 4), (0, 0, 2), (0, 0, 0, 0), [0, 3], (slice(None), [4])], ids=repr)
def test_out_of_bounds(t: Target, key: Any) -> None:
    with pytest.raises(IndexError):
        t.array(_source())[key].asnumpy()


@pytest.mark.parametrize("key", [1.5, "a"], ids=repr)
def test_wrong_kind_of_index(t: Target, key: Any) -> None:
    with pytest.raises((IndexError, TypeError, ValueError)):
        t.array(_source())[key].asnumpy()


def test_zero_dimensional(t: Target) -> None:
    x = t.np.array(2.5)
    assert x[()].shape == ()
    assert x[()].item() == 2.5
    with pytest.raises(IndexError):
        x[0]


def test_zero_dimensional_ellipsis(t: Target) -> None:
    assert t.np.array(2.5)[...].item() == 2.5


def _axis_keys(size: int) -> st.SearchStrategy[Any]:
    bound = st.one_of(st.none(), st.integers(-size - 1, size + 1))
    step = st.sampled_from([None, 1, 2, -1, -2])
    return st.one_of(st.integers(-size, size - 1), st.builds(slice, bound, bound, step))


@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(key=st.tuples(_axis_keys(3), _axis_keys(4)))
def test_any_basic_key(t: Target, key: tuple[Any, Any]) -> None:
    a = _source()[..., 0]
    got, want = t.array(a)[key], a[key]
    assert got.shape == want.shape
    assert got.tolist() == want.tolist()


@pytest.mark.parametrize("key", [True, False, (0, True)], ids=str)
def test_boolean_scalars_add_an_axis(t: Target, key: Any) -> None:
    host = onp.arange(6.0, dtype="float32").reshape(2, 3)
    assert t.np.array(host)[key].shape == host[key].shape
    onp.testing.assert_array_equal(t.np.array(host)[key].asnumpy(), host[key])
