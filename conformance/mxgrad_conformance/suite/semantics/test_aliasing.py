"""A contiguous basic index is a window on its base, in both directions; everything else is a copy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as onp
import pytest

from mxgrad_conformance.target import Target

WINDOWS: dict[str, Callable[[Any], Any]] = {
    "x[1:3]": lambda x: x[1:3],
    "x[0]": lambda x: x[0],
    "x[-1]": lambda x: x[-1],
    "x[None]": lambda x: x[None],
    "x[...]": lambda x: x[...],
    "x[:]": lambda x: x[:],
    "x[1:2, :]": lambda x: x[1:2, :],
    "x[0, 0:1]": lambda x: x[0, 0:1],
    "x[1][2:]": lambda x: x[1][2:],
    "x[1:][1]": lambda x: x[1:][1],
}
COPIES: dict[str, Callable[[Any], Any]] = {
    "x[::2]": lambda x: x[::2],
    "x[::-1]": lambda x: x[::-1],
    "x[:, 1]": lambda x: x[:, 1],
    "x[:, 1:3]": lambda x: x[:, 1:3],
    "x[[0, 1]]": lambda x: x[[0, 1]],
    "x[mask]": lambda x: x[onp.array([True, False, True])],
    "reshape": lambda x: x.reshape(4, 3),
    "T": lambda x: x.T,
    "copy": lambda x: x.copy(),
    "astype": lambda x: x.astype("float32"),
    "flatten": lambda x: x.flatten(),
}


def _array(t: Target) -> Any:
    return t.np.arange(12).reshape(3, 4)


@pytest.mark.parametrize("window", WINDOWS.values(), ids=WINDOWS.keys())
def test_writes_into_a_window_reach_the_base(t: Target, window: Callable[[Any], Any]) -> None:
    x, want = _array(t), onp.arange(12.0).reshape(3, 4)
    window(x)[:] = 99
    window(want)[...] = 99
    assert x.tolist() == want.tolist()


@pytest.mark.parametrize("window", WINDOWS.values(), ids=WINDOWS.keys())
def test_writes_into_the_base_reach_a_window(t: Target, window: Callable[[Any], Any]) -> None:
    x = _array(t)
    held = window(x)
    x[:] = 5
    assert set(onp.ravel(held.asnumpy()).tolist()) == {5.0}
    x += 1
    assert set(onp.ravel(held.asnumpy()).tolist()) == {6.0}


@pytest.mark.parametrize("copy", COPIES.values(), ids=COPIES.keys())
def test_copies_are_apart(t: Target, copy: Callable[[Any], Any]) -> None:
    x = _array(t)
    held = copy(x)
    before = held.tolist()
    held[:] = 99
    assert x.tolist() == onp.arange(12.0).reshape(3, 4).tolist()
    held = copy(x)
    x[:] = 5
    assert held.tolist() == before


def test_two_windows_share(t: Target) -> None:
    x = t.np.arange(6)
    left, right = x[0:4], x[2:6]
    left[2:] = 77
    assert right.tolist() == [77, 77, 4, 5]


def test_in_place_operators_through_a_window(t: Target) -> None:
    x = t.np.arange(4)
    window = x[1:3]
    window *= 10
    assert x.tolist() == [0, 10, 20, 3]


def test_augmented_item(t: Target) -> None:
    x = t.np.arange(4)
    x[1] += 10
    x[2:] -= 1
    assert x.tolist() == [0, 11, 1, 2]


def test_detach_shares(t: Target) -> None:
    x = t.np.arange(4)
    d = x.detach()
    d[:] = 7
    assert x.tolist() == [7, 7, 7, 7]


def test_host_arrays_are_copied(t: Target) -> None:
    a = onp.arange(4, dtype="float32")
    x = t.np.array(a)
    a[:] = 9
    assert x.tolist() == [0, 1, 2, 3]
    b = x.asnumpy()
    b[:] = 9
    assert x.tolist() == [0, 1, 2, 3]
    x[:] = 5
    assert b.tolist() == [9, 9, 9, 9]


def test_arrays_are_copied_by_array(t: Target) -> None:
    x = t.np.arange(4)
    y = t.np.array(x)
    y[:] = 9
    assert x.tolist() == [0, 1, 2, 3]


def test_operations_do_not_alias(t: Target) -> None:
    x = t.np.arange(4)
    y = x + 0
    z = t.np.concatenate([x])
    x[:] = 9
    assert y.tolist() == z.tolist() == [0, 1, 2, 3]


def test_a_window_of_a_variable_is_recorded(t: Target) -> None:
    x = t.np.arange(4)
    x.attach_grad()
    with t.autograd.record():
        y = (x[1:3] * x[0:2]).sum()
    y.backward()
    assert x.grad.tolist() == [1, 2, 1, 0]


@pytest.mark.parametrize("key", [0, -1])
def test_a_window_on_one_element(t: Target, key: int) -> None:
    x = t.np.array([1.0, 2.0, 3.0])
    b = x[key]
    b[()] = 9
    assert x.asnumpy()[key] == 9
    x[key] = 4
    assert float(b) == 4
