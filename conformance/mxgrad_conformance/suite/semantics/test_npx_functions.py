"""Functions of `npx` whose gradient is not that of their values, or that refuse."""

from __future__ import annotations

from typing import Any

import numpy as onp
import pytest

from mxgrad_conformance.target import Target


@pytest.mark.names("npx.stop_gradient")
def test_stop_gradient(t: Target) -> None:
    x = t.np.array([-1.0, 2.0])
    x.attach_grad()
    with t.autograd.record():
        y = (t.npx.stop_gradient(x) * x).sum()
    y.backward()
    assert (y.item(), x.grad.tolist()) == (5, [-1, 2])
    with t.autograd.record():
        y = t.npx.stop_gradient(x).sum()
    y.backward()
    assert x.grad.tolist() == [0, 0]


@pytest.mark.parametrize(
    ("name", "values"),
    [
        pytest.param("round_ste", [-2.0, -1.0, 1.0, 3.0, 0.0], marks=pytest.mark.names("npx.round_ste")),
        pytest.param("sign_ste", [-1.0, -1.0, 1.0, 1.0, 1.0], marks=pytest.mark.names("npx.sign_ste")),
    ],
)
def test_straight_through(t: Target, name: str, values: list[float]) -> None:
    x = t.np.array([-1.5, -0.5, 0.5, 2.5, 0.3])
    x.attach_grad()
    with t.autograd.record():
        y = getattr(t.npx, name)(x)
        z = (y * t.np.arange(5)).sum()
    z.backward()
    assert (y.tolist(), x.grad.tolist()) == (values, [0, 1, 2, 3, 4])


@pytest.mark.names("npx.constraint_check")
def test_constraint_check(t: Target) -> None:
    passed = t.npx.constraint_check(t.np.array([1.0, 2.0]) > 0, "positive numbers, please")
    assert passed.item() is True
    with pytest.raises(ValueError, match="positive numbers, please"):
        t.npx.constraint_check(t.np.array([1.0, -2.0]) > 0, "positive numbers, please").wait_to_read()


@pytest.mark.parametrize("name", ["index_add", "index_update"])
@pytest.mark.parametrize("index", [-1, 2])
@pytest.mark.names("npx.index_add", "npx.index_update")
def test_places_out_of_bounds(t: Target, name: str, index: int) -> None:
    where = t.np.array([[index]], dtype="int32")
    with pytest.raises(IndexError):
        getattr(t.npx, name)(t.np.ones((2, 3)), where, t.np.ones(3)).wait_to_read()


@pytest.mark.names("npx.index_update")
@pytest.mark.parametrize("dtype", ["float32", "float64", "int32", "int64", "bool"])
def test_places_of_every_dtype(t: Target, dtype: str) -> None:
    x = t.np.array([0, 1, 0], dtype=dtype)
    y = t.npx.index_update(x, t.np.array([[0, 1]], dtype="int32"), t.np.array([1, 0], dtype=dtype))
    assert (str(onp.dtype(y.dtype)), y.tolist()) == (dtype, [1, 0, 0])


def _indices(t: Target) -> Any:
    return t.np.array(onp.zeros((1, 2), "float32"))


@pytest.mark.parametrize(
    "call",
    [
        pytest.param(lambda t: t.npx.index_add(t.np.ones(3), _indices(t), t.np.ones(2)), id="index of floats",
                     marks=pytest.mark.names("npx.index_add")),
        pytest.param(lambda t: t.npx.gather_nd(t.np.ones(3), t.np.zeros(2)), id="indices of one axis"),
        pytest.param(lambda t: t.npx.gather_nd(t.np.ones(3), t.np.zeros((2, 2))), id="too many indices"),
        pytest.param(lambda t: t.npx.reshape(t.np.ones((2, 3)), (-6, 4, 1, -2)), id="a split that does not fit"),
        pytest.param(lambda t: t.npx.reshape(t.np.ones((2, 3)), (-3, -2)), id="a skipped axis of length 2"),
        pytest.param(lambda t: t.npx.reshape(t.np.ones((2, 3)), (-4, -2)), id="no axis left"),
        pytest.param(lambda t: t.npx.embedding(t.np.zeros(2), t.np.ones((3, 2)), 7, 2), id="weight of another shape"),
        pytest.param(lambda t: t.npx.slice_like(t.np.ones((2, 3)), t.np.ones((3, 3))), id="like a longer one",
                     marks=pytest.mark.names("npx.slice_like")),
        pytest.param(lambda t: t.npx.add_n(t.np.ones(2), t.np.ones((1, 2))), id="a sum of two shapes",
                     marks=pytest.mark.names("npx.add_n")),
    ],
)  # fmt: skip
def test_refused(t: Target, call: Any) -> None:
    with pytest.raises(t.mx.MXNetError):
        call(t).wait_to_read()
