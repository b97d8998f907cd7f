"""Derivatives that owe nothing to the code under test: differences and the complex step, on NumPy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as onp

Array = Any
Scalar = Callable[[list[Array]], Any]
"""A scalar function of several arrays; analytic ones accept complex arrays too."""
TINY = 1e-30
"""The complex step: far below rounding, since nothing is subtracted."""


def central_differences(f: Scalar, operands: list[Array], places: list[int]) -> list[Array]:
    """Gradients in float64; error about 1e-9 relative for smooth functions."""

    def slope(i: int, e: Array) -> float:
        h = 1e-5
        near = _real(f, operands, {i: h * e}) - _real(f, operands, {i: -h * e})
        far = _real(f, operands, {i: 2 * h * e}) - _real(f, operands, {i: -2 * h * e})
        # Fourth order: the truncation error falls below the rounding error.
        return (8 * near - far) / (12 * h)

    return _each(operands, places, slope)


def complex_step(f: Scalar, operands: list[Array], places: list[int]) -> list[Array]:
    """Gradients of an analytic function, exact to rounding: no difference is taken."""
    return _each(operands, places, lambda i, e: _imaginary(f, operands, {i: 1j * TINY * e}))


def curvature(f: Scalar, operands: list[Array], places: list[int], along: list[Array]) -> list[Array]:
    """The Hessian of ``f`` times the direction ``along``, by differences of function values."""
    h = 3e-4

    def slope(i: int, e: Array) -> float:
        total = 0.0
        for s in (1, -1):
            for r in (1, -1):
                moves = {p: s * h * v for p, v in zip(places, along, strict=True)}
                moves[i] = moves[i] + r * h * e
                total += s * r * _real(f, operands, moves)
        return total / (4 * h * h)

    return _each(operands, places, slope)


def analytic_curvature(f: Scalar, operands: list[Array], places: list[int], along: list[Array]) -> list[Array]:
    """The same for analytic functions: a difference of complex steps, several digits better."""
    h = 1e-5

    def slope(i: int, e: Array) -> float:
        total = 0.0
        for r in (1, -1):
            moves = {p: 1j * TINY * v for p, v in zip(places, along, strict=True)}
            moves[i] = moves[i] + r * h * e
            total += r * _imaginary(f, operands, moves)
        return total / (2 * h)

    return _each(operands, places, slope)


def _real(f: Scalar, operands: list[Array], moves: dict[int, Array]) -> float:
    return float(onp.real(f(_moved(operands, moves))))


def _imaginary(f: Scalar, operands: list[Array], moves: dict[int, Array]) -> float:
    return float(onp.imag(f(_moved(operands, moves)))) / TINY


def _moved(operands: list[Array], moves: dict[int, Array]) -> list[Array]:
    return [x + moves[i] if i in moves else x for i, x in enumerate(operands)]


def _each(operands: list[Array], places: list[int], slope: Callable[[int, Array], float]) -> list[Array]:
    """One array of slopes for each place: along every element in turn."""
    gradients = []
    for i in places:
        out = onp.zeros(operands[i].shape)
        for index in onp.ndindex(*out.shape):
            unit = onp.zeros(out.shape)
            unit[index] = 1.0
            out[index] = slope(i, unit)
        gradients.append(out)
    return gradients
