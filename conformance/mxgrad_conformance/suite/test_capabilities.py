"""Every flag and every absent name of a target is probed: neither can go stale."""

from __future__ import annotations

from collections.abc import Callable

import numpy as onp
import pytest

from mxgrad_conformance.capabilities import BY_TARGET, FLAGS
from mxgrad_conformance.target import Target


def _second_order(t: Target) -> None:
    x = t.np.array([2.0])
    x.attach_grad()
    with t.autograd.record():
        g = t.autograd.grad(x * x * x, [x], create_graph=True, retain_graph=True)[0]
    g.backward()
    assert x.grad.item() == 12


def _complex_numbers(t: Target) -> None:
    assert t.np.array([1 + 2j], dtype="complex64").asnumpy()[0] == 1 + 2j


def _stale_detection(t: Target) -> None:
    x = t.np.array([2.0])
    x.attach_grad()
    with t.autograd.record():
        y = x * x
    x[:] = 5
    with pytest.raises(t.error):
        y.backward()


def _float_variables_only(t: Target) -> None:
    with pytest.raises((TypeError, t.error)):
        t.np.array([1], dtype="int32").attach_grad()


def _host_arrays_mix(t: Target) -> None:
    assert (t.np.ones(2) + onp.ones(2)).tolist() == [2, 2]


def _function_requests(t: Target) -> None:
    class Double(t.autograd.Function):  # type: ignore[name-defined,misc]
        def forward(self, x: object) -> object:
            return x * 2  # type: ignore[operator]

        def backward(self, dy: object) -> object:
            return dy * 2  # type: ignore[operator]

    x = t.np.ones(1)
    x.attach_grad("add")
    for _ in range(2):
        with t.autograd.record():
            y = Double()(x)
        y.backward()
    assert x.grad.item() == 4


def _builtin_errors(t: Target) -> None:
    with pytest.raises(ValueError):
        (t.np.ones((2, 3)) + t.np.ones(4)).asnumpy()


def _float16(t: Target) -> None:
    assert (t.np.ones(2, dtype="float16") * 2).tolist() == [2, 2]


def _any_index(t: Target) -> None:
    x = t.np.arange(6).reshape(2, 3)
    assert x[1:0].shape == (0, 3)
    assert x[True, ::-1, t.np.array([0, 2], dtype="int32")].shape == (2, 2)


PROBES: dict[str, Callable[[Target], None]] = {
    "second_order": _second_order,
    "complex_numbers": _complex_numbers,
    "stale_detection": _stale_detection,
    "float_variables_only": _float_variables_only,
    "host_arrays_mix": _host_arrays_mix,
    "function_requests": _function_requests,
    "builtin_errors": _builtin_errors,
    "float16": _float16,
    "any_index": _any_index,
}


@pytest.mark.parametrize("flag", FLAGS)
def test_flag(t: Target, flag: str) -> None:
    if getattr(t.capabilities, flag):
        PROBES[flag](t)
    else:
        # pytest's own failures are no ``Exception``.
        with pytest.raises((Exception, pytest.fail.Exception)):
            PROBES[flag](t)


@pytest.mark.parametrize("path", sorted(frozenset().union(*(row.absent for row in BY_TARGET.values()))))
def test_absent_name(t: Target, path: str) -> None:
    present = path not in t.capabilities.absent
    if path.startswith("operator."):
        x = t.np.array([7, 4], dtype="int32")
        function = t.lookup(path)
        operands = (x,) if path == "operator.pos" else (x, 2)
        if present:
            function(*operands)
        else:
            with pytest.raises(TypeError, match="operand type"):
                function(*operands)
    else:
        assert t.exists(path) is present
