"""Gradient rules in place of torch's: through every pass over a node, from several threads, and gone with the graph."""

from __future__ import annotations

import gc
import subprocess
import sys
import threading
import weakref
from collections.abc import Iterator
from typing import Any

import pytest

import mxgrad as mx
from mxgrad import autograd, np

torch = pytest.importorskip("torch")

# Operands where torch's own gradient is another one, and the right one in both.
ILL = [
    pytest.param(np.hypot, [0.0, 3.0], [0.0, 4.0], [0, 0.6], [0, 0.8], id="hypot"),
    pytest.param(np.arctan2, [0.0, 3.0], [0.0, 4.0], [mx.np.nan, 0.16], [mx.np.nan, -0.12], id="arctan2"),
    pytest.param(np.copysign, [0.0, mx.np.inf], [-1.0, 1.0], [-1, 1], [0, 0], id="copysign"),
    pytest.param(np.logaddexp, [mx.np.inf, 1.0], [mx.np.inf, 1.0], [0.5, 0.5], [0.5, 0.5], id="logaddexp"),
]


@pytest.fixture(autouse=True)
def _on_torch() -> Iterator[None]:
    with mx.use_backend("torch"):
        yield


def _variables(*values: Any) -> list[Any]:
    arrays = [np.array(value) for value in values]
    for array in arrays:
        array.attach_grad()
    return arrays


@pytest.mark.parametrize(("function", "x", "y", "by_x", "by_y"), ILL)
def test_every_pass_over_one_graph(function: Any, x: Any, y: Any, by_x: Any, by_y: Any) -> None:
    x, y = _variables(x, [y, y])
    with autograd.record():
        h = function(x, y)
    for retain_graph in (True, True, False):
        h.backward(retain_graph=retain_graph)
        assert x.grad.tolist() == pytest.approx([2 * g for g in by_x], nan_ok=True)
        assert y.grad.tolist() == [pytest.approx(by_y, nan_ok=True)] * 2


@pytest.mark.parametrize(("function", "x", "y", "by_x", "by_y"), ILL)
def test_one_variable(function: Any, x: Any, y: Any, by_x: Any, by_y: Any) -> None:
    first, second = _variables(x, y)
    with autograd.record():
        left, right = function(first, np.array(y)), function(np.array(x), second)
    autograd.backward([left, right])
    assert first.grad.tolist() == pytest.approx(by_x, nan_ok=True)
    assert second.grad.tolist() == pytest.approx(by_y, nan_ok=True)


def test_passes_of_several_threads_over_one_node() -> None:
    x, y = _variables([0.0] * 4, [0.0] * 4)
    found = []
    for _ in range(20):
        with autograd.record():
            h = np.hypot(x, y)

        def run(h: Any = h) -> None:
            found.extend(g.tolist() for g in autograd.grad(h, [x, y], retain_graph=True))

        threads = [threading.Thread(target=run) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert found == [[0] * 4] * 160


def test_a_graph_is_gone_after_its_pass_without_the_garbage_collector() -> None:
    x, y = _variables([0.0, 1.0], [0.0, 1.0])
    gc.collect()
    gc.disable()
    try:
        with autograd.record():
            between = np.exp(x)
            h = np.hypot(between - 1, y)
        held = weakref.ref(between._node)
        h.backward()
        del between, h
        assert held() is None
    finally:
        gc.enable()


def test_the_backend_may_be_imported_in_inference_mode() -> None:
    program = (
        "import torch, mxgrad as mx\n"
        "with torch.inference_mode():\n"
        "    mx.set_backend('torch')\n"
        "x = mx.np.zeros(2)\n"
        "x.attach_grad()\n"
        "with mx.autograd.record():\n"
        "    y = mx.np.hypot(x, x)\n"
        "y.backward()\n"
        "assert x.grad.tolist() == [0, 0]\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
