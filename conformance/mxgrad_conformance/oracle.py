"""Derivatives that owe nothing to the code under test: differences and the complex step, on NumPy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as onp

Array = Any
Scalar = Callable[[list[Array]], Any]
"""A scalar function of several arrays; analytic ones accept complex arrays too."""


def central_differences(f: Scalar, operands: list[Array], places: list[int]) -> list[Array]:
    """Gradients in float64; error about 1e-9 relative for smooth functions."""
    return [_each(operands[i], lambda e, i=i: _slope(f, operands, i, e)) for i in places]


def complex_step(f: Scalar, operands: list[Array], places: list[int]) -> list[Array]:
    """Gradients of an analytic function, exact to rounding: no difference is taken."""
    tiny = 1e-30

    def along(i: int, e: Array) -> float:
        return float(onp.imag(f(_moved(operands, {i: 1j * tiny * e}))) / tiny)

    return [_each(operands[i], lambda e, i=i: along(i, e)) for i in places]


def curvature(f: Scalar, operands: list[Array], places: list[int], along: list[Array]) -> list[Array]:
    """The Hessian of ``f`` times the direction ``along``, by differences of function values."""
    h = 3e-4

    def slope(i: int, e: Array) -> float:
        total = 0.0
        for s in (1, -1):
            for r in (1, -1):
                move = {p: s * h * v for p, v in zip(places, along, strict=True)}
                move[i] = move[i] + r * h * e
                total += s * r * float(onp.real(f(_moved(operands, move))))
        return total / (4 * h * h)

    return [_each(operands[i], lambda e, i=i: slope(i, e)) for i in places]


def analytic_curvature(f: Scalar, operands: list[Array], places: list[int], along: list[Array]) -> list[Array]:
    """The same for analytic functions: a difference of complex steps, six digits better."""
    h, tiny = 1e-5, 1e-30

    def slope(i: int, e: Array) -> float:
        total = 0.0
        for r in (1, -1):
            move = {p: 1j * tiny * v for p, v in zip(places, along, strict=True)}
            move[i] = move[i] + r * h * e
            total += r * float(onp.imag(f(_moved(operands, move))) / tiny)
        return total / (2 * h)

    return [_each(operands[i], lambda e, i=i: slope(i, e)) for i in places]


def _slope(f: Scalar, operands: list[Array], i: int, e: Array) -> float:
    h = 1e-5
    near = float(f(_moved(operands, {i: h * e}))) - float(f(_moved(operands, {i: -h * e})))
    far = float(f(_moved(operands, {i: 2 * h * e}))) - float(f(_moved(operands, {i: -2 * h * e})))
    # Fourth order: the truncation error falls below the rounding error.
    return (8 * near - far) / (12 * h)


def _moved(operands: list[Array], moves: dict[int, Array]) -> list[Array]:
    return [x + moves[i] if i in moves else x for i, x in enumerate(operands)]


def _each(x: Array, slope: Callable[[Array], float]) -> Array:
    out = onp.zeros(x.shape)
    for index in onp.ndindex(*x.shape):
        unit = onp.zeros(x.shape)
        unit[index] = 1.0
        out[index] = slope(unit)
    return out
