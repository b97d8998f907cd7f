"""Backends with one defect each, for `test_planted.py`: ``planted:target_NAME`` is a target of the conformance suite.

Each defect is one that a real backend could have. Constructing one may change the native engine's tables, so each
needs a process of its own.
"""

from __future__ import annotations

from typing import Any

import numpy as onp

from mxgrad.spi import STATE
from mxgrad_native import NumPyBackend
from mxgrad_native.kernels import NUMPY
from mxgrad_native.rules import vjp


class Planted(NumPyBackend):
    def __init__(self) -> None:
        super().__init__("planted")


def correct() -> NumPyBackend:
    return Planted()


def gradient_off_by_a_factor() -> NumPyBackend:
    vjp("tanh", x=lambda g, ans: g * (1 - ans * ans) * 1.0001)
    return Planted()


def second_gradient_off() -> NumPyBackend:
    vjp("sin", x=lambda xp, g, x: g * (xp.cos(x) if not xp.recorded else onp.cos(x.asnumpy())))
    return Planted()


def dtype_drift() -> NumPyBackend:
    NUMPY["exp"] = lambda x: onp.exp(x.astype("float64"))
    return Planted()


class _NoCast(Planted):
    def __init__(self) -> None:
        super().__init__()
        restore = self.raw_engine.restore
        self.raw_engine.restore = lambda g, target: g if g.shape == target.shape else restore(g, target)


def gradient_dtype_drift() -> NumPyBackend:
    return _NoCast()


class _NoSum(Planted):
    def __init__(self) -> None:
        super().__init__()

        def restore(g: Any, target: Any) -> Any:
            corner = tuple(slice(n) for n in target.shape)
            return g[(0,) * (g.ndim - len(target.shape))][corner].astype(target.dtype)

        self.raw_engine.restore = restore


def missing_unbroadcast() -> NumPyBackend:
    return _NoSum()


def leaking_recording_state() -> NumPyBackend:
    kernel = onp.add

    def add(x: Any, y: Any) -> Any:
        before, STATE.recording = STATE.recording, True
        result = kernel(x, y)  # an error here leaves recording on
        STATE.recording = before
        return result

    NUMPY["add"] = add
    return Planted()


def aliasing_lost() -> NumPyBackend:
    kernel = NUMPY["getitem"]
    NUMPY["getitem"] = lambda x, key: onp.array(kernel(x, key))
    return Planted()


class _Blind(Planted):
    def setitem(self, x: Any, key: Any, value: Any) -> None:
        super().setitem(x, key, value)
        if x._version is not None:
            x._version[0] -= 1  # as if nothing had been written

    def _touch(self, x: Any) -> None:
        pass


def stale_value_undetected() -> NumPyBackend:
    return _Blind()


class _Overwrites(Planted):
    def deliver(self, buffer: Any, g: Any, req: str) -> None:
        super().deliver(buffer, g, "write")


def add_treated_as_write() -> NumPyBackend:
    return _Overwrites()


class _NewBuffers(Planted):
    def deliver(self, buffer: Any, g: Any, req: str) -> None:
        buffer._handle = onp.array(g if req == "write" else buffer._handle + g)


def new_buffer_at_every_pass() -> NumPyBackend:
    return _NewBuffers()


class _KeepsGraphs(Planted):
    def backward(self, heads: Any, grads: Any, retain_graph: bool) -> None:
        super().backward(heads, grads, True)


def graph_never_freed() -> NumPyBackend:
    return _KeepsGraphs()


def kink_elsewhere() -> NumPyBackend:
    vjp("relu", x=lambda xp, g, ans: xp.where(ans >= 0, g, 0))
    return Planted()


def __getattr__(name: str) -> NumPyBackend:
    made: NumPyBackend = globals()[name.removeprefix("target_")]()
    return made
