"""What an array does among Python's and NumPy's own: conversion, length, truth, copies."""

from __future__ import annotations

import copy
import operator
import pickle
from typing import Any

import numpy as onp
import pytest

from mxgrad_conformance.target import Target


def test_asnumpy(t: Target) -> None:
    a = t.np.ones((2, 3), dtype="float64").asnumpy()
    assert type(a) is onp.ndarray
    assert a.dtype == onp.float64
    assert a.shape == (2, 3)
    assert t.np.array(2.5).asnumpy().shape == ()


def test_item(t: Target) -> None:
    x = t.np.arange(4)
    assert x.item(2) == 2.0
    assert isinstance(x.item(2), float)
    assert isinstance(t.np.array(3, dtype="int32").item(), int)
    assert t.np.array(True, dtype="bool").item() is True
    assert t.np.ones((1, 1)).item() == 1.0
    with pytest.raises(ValueError):
        x.item()


def test_tolist(t: Target) -> None:
    assert t.np.arange(4).reshape(2, 2).tolist() == [[0.0, 1.0], [2.0, 3.0]]
    assert t.np.array(2.5).tolist() == 2.5


def test_attributes(t: Target) -> None:
    x = t.np.ones((2, 3))
    assert (x.shape, x.size, x.ndim) == ((2, 3), 6, 2)
    assert x.T.shape == (3, 2)
    assert x.ctx == x.context == t.npx.cpu()
    assert isinstance(x.shape, tuple)


def test_len(t: Target) -> None:
    assert len(t.np.ones((2, 3))) == 2
    with pytest.raises(TypeError):
        len(t.np.array(1.0))


def test_iteration(t: Target) -> None:
    rows = list(t.np.arange(4).reshape(2, 2))
    assert [row.tolist() for row in rows] == [[0, 1], [2, 3]]
    assert all(isinstance(v, t.np.ndarray) and v.shape == () for v in t.np.arange(3))
    a, b = t.np.arange(2)
    assert (a.item(), b.item()) == (0, 1)


def test_contains(t: Target) -> None:
    x = t.np.arange(4)
    assert 2.0 in x
    assert 9.0 not in x


@pytest.mark.parametrize("value", [0.0, 2.0], ids=repr)
def test_bool(t: Target, value: float) -> None:
    assert bool(t.np.array(value)) is bool(value)
    assert bool(t.np.array([[value]])) is bool(value)


def test_bool_of_many(t: Target) -> None:
    with pytest.raises(ValueError, match="The truth value of an ndarray with multiple elements is ambiguous"):
        bool(t.np.ones(2))


def test_float_and_int(t: Target) -> None:
    assert float(t.np.array(2.5)) == 2.5
    assert float(t.np.ones(1)) == 1.0
    assert int(t.np.array(2.7)) == 2
    for convert in (float, int):
        with pytest.raises(TypeError, match="only size-1 arrays can be converted to Python scalars"):
            convert(t.np.ones(2))


def test_index(t: Target) -> None:
    assert ["a", "b", "c"][t.np.array(1, dtype="int32")] == "b"
    with pytest.raises(TypeError):
        ["a", "b"][t.np.array(1.0)]


def test_hash(t: Target) -> None:
    with pytest.raises((TypeError, NotImplementedError)):
        hash(t.np.ones(2))


def test_copy(t: Target) -> None:
    x = t.np.arange(3)
    for twin in (x.copy(), copy.copy(x), copy.deepcopy(x)):
        twin[:] = 9
        assert x.tolist() == [0, 1, 2]


def test_copyto(t: Target) -> None:
    x, y = t.np.arange(3), t.np.zeros(3)
    x.copyto(y)
    assert y.tolist() == [0, 1, 2]


@pytest.mark.parametrize("way", ["pickle", "deepcopy"])
def test_pickle_and_deepcopy_drop_the_gradient(t: Target, way: str) -> None:
    x = t.np.array([1.0, 2.0], dtype="float64")
    x.attach_grad()
    y = pickle.loads(pickle.dumps(x)) if way == "pickle" else copy.deepcopy(x)
    assert y.tolist() == [1, 2]
    assert str(onp.dtype(y.dtype)) == "float64"
    assert y.grad is None


def test_round(t: Target) -> None:
    assert round(t.np.array(1.7)).item() == 2.0


def test_as_np_ndarray(t: Target) -> None:
    x = t.np.ones(2)
    assert x.as_np_ndarray() is x
    assert x.as_nd_ndarray().as_np_ndarray().tolist() == [1, 1]


def test_contexts(t: Target) -> None:
    x = t.np.arange(3)
    assert x.as_in_ctx(t.npx.cpu()).tolist() == [0, 1, 2]
    assert x.as_in_context(t.mx.cpu()).tolist() == [0, 1, 2]


def test_wait_to_read(t: Target) -> None:
    assert t.np.ones(2).wait_to_read() is None
    assert t.npx.waitall() is None


def test_host_functions_give_arrays_back(t: Target) -> None:
    x = t.np.arange(4)
    for y in (onp.sin(x), onp.concatenate([x, x]), onp.add(x, 1), onp.mean(x), onp.sum(x, axis=0)):
        assert isinstance(y, t.np.ndarray)
    assert onp.add(x, 1).tolist() == [1, 2, 3, 4]
    assert onp.concatenate([x, x]).shape == (8,)
    assert onp.mean(x).item() == 1.5


def test_host_functions_are_recorded(t: Target) -> None:
    x = t.np.arange(3)
    x.attach_grad()
    with t.autograd.record():
        y = onp.sum(onp.multiply(x, x))
    y.backward()
    assert x.grad.tolist() == [0, 2, 4]


def test_asarray(t: Target) -> None:
    x = t.np.arange(3)
    a = onp.asarray(x)
    assert a.dtype == onp.float32
    assert a.tolist() == [0, 1, 2]
    assert onp.array(x, dtype="float64").dtype == onp.float64


@pytest.mark.needs("host_arrays_mix")
def test_host_arrays_mix(t: Target) -> None:
    x, a = t.np.ones(3), onp.arange(3, dtype="float32")
    for y in (x + a, a + x):
        assert isinstance(y, t.np.ndarray)
        assert y.tolist() == [1, 2, 3]


def test_other_operands_are_refused(t: Target) -> None:
    for other in ("a", object()):
        with pytest.raises(TypeError):
            operator.add(t.np.ones(2), other)


def test_equality_with_none(t: Target) -> None:
    with pytest.raises((TypeError, t.error)):
        operator.eq(t.np.ones(2), None)


def test_attributes_cannot_be_invented(t: Target) -> None:
    with pytest.raises(AttributeError):
        t.np.ones(2).nonexistent  # noqa: B018


def test_sorting_a_list_of_scalars(t: Target) -> None:
    values: list[Any] = [t.np.array(v) for v in (3.0, 1.0, 2.0)]
    assert [v.item() for v in sorted(values)] == [1, 2, 3]
