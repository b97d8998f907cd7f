"""Nothing leaves the graph in silence: parameters that are arrays have gradients, and what has none is an error."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import numpy as onp
import pytest

from mxgrad_conformance.target import Target


def _gradient(t: Target, value: Any, function: Callable[[Any], Any]) -> Any:
    x = t.np.array(value)
    x.attach_grad()
    with t.autograd.record():
        y = function(x)
    y.backward()
    return x.grad.tolist()


def test_start_of_arange(t: Target) -> None:
    assert _gradient(t, 1.0, lambda x: t.np.arange(x, 3, 0.5).sum()) == 4


def test_step_of_arange(t: Target) -> None:
    assert _gradient(t, 0.5, lambda x: t.np.arange(1, 3, x).sum()) == 0 + 1 + 2 + 3


@pytest.mark.parametrize("place", ["low", "high"])
def test_range_of_histogram(t: Target, place: str) -> None:
    def edges(x: Any) -> Any:
        bounds = (x, 3.0) if place == "low" else (0.0, x)
        return (t.np.histogram(t.np.array([1.0]), 2, range=bounds)[1] * t.np.array([1, 10, 100])).sum()

    assert _gradient(t, 2.0, edges) == (1 + 5 if place == "low" else 5 + 100)


@pytest.mark.names("npx.one_hot")
def test_values_of_one_hot(t: Target) -> None:
    index = t.np.array([0, 2, 5])
    assert _gradient(t, 3.0, lambda x: (t.npx.one_hot(index, 3, on_value=x, off_value=-1) * 2).sum()) == 4


@pytest.mark.parametrize("twin", [copy.copy, copy.deepcopy])
def test_copies(t: Target, twin: Callable[[Any], Any]) -> None:
    assert _gradient(t, [1.0, 2.0], lambda x: (twin(x * 3) * x).sum()) == [6, 12]


@pytest.mark.parametrize("way", ["asarray", "dlpack", "capsule"])
def test_other_libraries(t: Target, way: str) -> None:
    leave: Any = {"asarray": onp.asarray, "dlpack": onp.from_dlpack, "capsule": lambda y: y.to_dlpack_for_read()}[way]
    x = t.np.array([1.0, 2.0])
    x.attach_grad()
    with t.autograd.record():
        y = x * 3
        with pytest.raises(t.mx.MXNetError, match="detach"):
            leave(y)
        assert y.asnumpy().tolist() == [3, 6]  # explicit, as in MXNet
        y = (y * y).sum()
    y.backward()
    assert x.grad.tolist() == [18, 36]
