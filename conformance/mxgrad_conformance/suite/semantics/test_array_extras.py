"""Attributes and methods of the array beside the operations."""

from __future__ import annotations

import pytest

from mxgrad_conformance.target import Target


@pytest.mark.names("ndarray.drop_grad")
def test_drop_grad(t: Target) -> None:
    x = t.np.ones(2)
    x.attach_grad()
    x.drop_grad()
    assert x.grad is None


@pytest.mark.names("ndarray.device")
def test_device(t: Target) -> None:
    assert t.np.ones(2).device == t.npx.cpu()


@pytest.mark.names("ndarray.to_device")
def test_to_device(t: Target) -> None:
    x = t.np.arange(3)
    assert x.to_device(t.npx.cpu()).tolist() == [0, 1, 2]


@pytest.mark.names("ndarray.itemsize", "ndarray.nbytes")
def test_bytes(t: Target) -> None:
    x = t.np.ones((2, 3), dtype="float64")
    assert (x.itemsize, x.nbytes) == (8, 48)


@pytest.mark.names("ndarray.mT")
def test_matrix_transpose(t: Target) -> None:
    x = t.np.arange(12).reshape(2, 3, 2)
    assert x.mT.shape == (2, 2, 3)
    assert x.mT.tolist() == x.asnumpy().swapaxes(1, 2).tolist()


def test_storage_type(t: Target) -> None:
    assert t.np.ones(2).stype == "default"


def test_sort_method(t: Target) -> None:
    x = t.np.array([3.0, 1.0, 2.0])
    y = x.sort()
    assert (x if y is None else y).tolist() == [1, 2, 3]


def test_to_another_context_is_recorded(t: Target) -> None:
    x = t.np.arange(3)
    x.attach_grad()
    with t.autograd.record():
        y = (x.as_in_ctx(t.npx.cpu()) * x).sum()
    y.backward()
    assert x.grad.tolist() == [0, 2, 4]


def test_copy_is_recorded(t: Target) -> None:
    x = t.np.arange(3)
    x.attach_grad()
    with t.autograd.record():
        y = (x.copy() * x).sum()
    y.backward()
    assert x.grad.tolist() == [0, 2, 4]
