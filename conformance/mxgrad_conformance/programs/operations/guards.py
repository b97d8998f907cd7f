"""Smooth maps from all arrays into the domains; they are steps of the program like any other."""

from __future__ import annotations

from typing import Any

from mxgrad_conformance.programs.operations.table import Operation, own


def into_real(m: Any, x: Any) -> Any:
    return m.np.tanh(x / 8) * 8


def into_moderate(m: Any, x: Any) -> Any:
    return m.np.sin(x)


def into_positive(m: Any, x: Any) -> Any:
    return 1.25 + m.np.sin(x)


def into_unit(m: Any, x: Any) -> Any:
    return m.np.sin(x) * 0.75


def into_above_one(m: Any, x: Any) -> Any:
    return m.np.cos(x) + 2.5


def into_between(m: Any, x: Any) -> Any:
    return m.np.sin(x) * 0.4 + 0.5


def into_fractional(m: Any, x: Any) -> Any:
    return m.np.sin(x) * 0.1 + 0.25


def into_apart(m: Any, x: Any) -> Any:
    order = [(7 * k) % 13 for k in range(x.size)]
    return m.np.sin(x) * 0.4 + m.np.array(order, dtype=str(x.dtype)).reshape(x.shape)


def into_dominant(m: Any, x: Any) -> Any:
    return m.np.sin(x) + 3 * m.np.eye(x.shape[-1], dtype=str(x.dtype))


def into_definite(m: Any, x: Any) -> Any:
    y = m.np.sin(x) * 0.4
    return y + m.np.swapaxes(y, -1, -2) + 3 * m.np.eye(x.shape[-1], dtype=str(x.dtype))


def into_integer(m: Any, x: Any) -> Any:
    return m.np.arange(x.size, dtype="int32").reshape(x.shape) * 3 % 5 - 1


def into_mask(m: Any, x: Any) -> Any:
    return m.np.arange(x.size).reshape(x.shape) * 5 % 7 > 1


GUARDS = (
    into_real, into_moderate, into_positive, into_unit, into_above_one, into_between, into_fractional, into_apart,
    into_dominant, into_definite, into_integer, into_mask,
)  # fmt: skip
CONSTANT = (into_integer, into_mask)
OPERATIONS: tuple[Operation, ...] = tuple(own(guard, constant=guard in CONSTANT) for guard in GUARDS)
