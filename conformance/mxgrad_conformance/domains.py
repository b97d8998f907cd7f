"""Where operands are drawn from: each domain keeps clear of the poles and kinks of what it serves."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Any

import numpy as onp

Shape = tuple[int, ...]
Array = Any
Domain = Callable[[onp.random.Generator, Shape], Array]


def generator(*labels: object) -> onp.random.Generator:
    """A generator seeded by its labels: the same numbers in every run and on every target."""
    return onp.random.default_rng(zlib.crc32("/".join(map(str, labels)).encode()))


def interval(low: float, high: float) -> Domain:
    return lambda rng, shape: rng.uniform(low, high, shape)


def integers(low: int, high: int) -> Domain:
    """Integers in ``[low, high)``."""
    return lambda rng, shape: rng.integers(low, high, shape)


def signed(rng: onp.random.Generator, shape: Shape) -> Array:
    """Both signs, bounded away from zero."""
    return rng.uniform(0.3, 2.0, shape) * rng.choice([-1.0, 1.0], shape)


def distinct(rng: onp.random.Generator, shape: Shape) -> Array:
    """No two values closer than 0.2, none near zero: safe for sorting and for extrema."""
    size = int(onp.prod(shape, dtype=int))
    values = (onp.arange(size) - size // 2) * 0.5 + 0.25 + rng.uniform(-0.1, 0.1, size)
    return rng.permutation(values).reshape(shape)


def fractional(rng: onp.random.Generator, shape: Shape) -> Array:
    """Away from integers and half-integers: safe for rounding and remainders."""
    return rng.integers(-3, 4, shape) + rng.uniform(0.1, 0.4, shape)


def mask(rng: onp.random.Generator, shape: Shape) -> Array:
    return rng.random(shape) < 0.5


def well_conditioned(rng: onp.random.Generator, shape: Shape) -> Array:
    """Square matrices with a dominant diagonal."""
    return rng.uniform(-1.0, 1.0, shape) + 3.0 * onp.eye(shape[-1])


def independent(rng: onp.random.Generator, shape: Shape) -> Array:
    """Matrices whose columns, or rows, are far from dependent."""
    return rng.uniform(-1.0, 1.0, shape) + 2.0 * onp.eye(shape[-2], shape[-1])


def definite(rng: onp.random.Generator, shape: Shape) -> Array:
    """Symmetric matrices with eigenvalues of 1 and more."""
    x = rng.uniform(-1.0, 1.0, shape)
    return x @ onp.swapaxes(x, -1, -2) + onp.eye(shape[-1])


def symmetric(rng: onp.random.Generator, shape: Shape) -> Array:
    """Symmetric matrices with eigenvalues that are apart."""
    x = spread(rng, shape)
    return x + onp.swapaxes(x, -1, -2)


def spread(rng: onp.random.Generator, shape: Shape) -> Array:
    """Matrices with real eigenvalues that are apart."""
    n = shape[-1]
    return rng.uniform(-0.3, 0.3, shape) + onp.diag(onp.arange(n) * 2.0 - n / 2 + 0.3)


real = interval(-2.0, 2.0)
positive = interval(0.4, 2.5)
unit = interval(-0.8, 0.8)
above_one = interval(1.2, 3.0)
moderate = interval(-1.2, 1.2)
digits = integers(1, 6)
