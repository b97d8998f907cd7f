"""Standard noise as a function of uniform numbers, in the precision in which MXNet 1.9.1 computes each.

Where 1.9.1 takes a float64 logarithm so do these; where it takes ``logf``, ``expf`` or ``powf``, likewise.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from mxgrad._streams.expf import expf, powf
from mxgrad._streams.logf import logf

__all__ = ["exp", "exponential", "gumbel", "laplace", "logistic", "pareto", "powf", "rayleigh"]

F32 = NDArray[np.float32]

_quiet = np.errstate(divide="ignore", invalid="ignore", over="ignore")


def _wide(u: F32) -> NDArray[np.float64]:
    return np.log(u.astype(np.float64))


@_quiet
def gumbel(u: F32) -> F32:
    """``-log(-log(u))``."""
    return (-np.log(-_wide(u))).astype(np.float32)


@_quiet
def logistic(u: F32) -> F32:
    """``log(u) - log(1 - u)``."""
    return (_wide(u) - _wide(np.float32(1) - u)).astype(np.float32)


@_quiet
def rayleigh(u: F32) -> F32:
    """``sqrt(-2 log(u))``."""
    return np.sqrt(-2.0 * _wide(u)).astype(np.float32)


@_quiet
def laplace(u: F32) -> F32:
    """``log(2 u)`` below one half, ``-log(2 (1 - u))`` from there on; 1.9.1 has no laplace, this is 2.0's."""
    two, one = np.float32(2), np.float32(1)
    low = u < np.float32(0.5)
    size = logf(two * np.where(low, u, one - u))
    return np.where(low, size, -size)


@_quiet
def exponential(u: F32, scale: float | None = None) -> F32:
    """``-scale log(u)``; without a number, what MXNet multiplies an array of scales with."""
    if scale is None:
        return -logf(u)
    return (-_wide(u) * float(np.float32(scale))).astype(np.float32)


@_quiet
def pareto(u: F32, a: float) -> F32:
    """``u ** (-1 / a) - 1``."""
    return np.expm1(-_wide(u) / float(np.float32(a))).astype(np.float32)


@_quiet
def exp(x: NDArray[np.floating[Any]], dtype: np.dtype[Any]) -> NDArray[np.floating[Any]]:
    """``exp`` of ``x`` as a number of ``dtype``, in float32 unless that is wider."""
    given = x.astype(dtype)
    return np.exp(given) if dtype == np.float64 else expf(given.astype(np.float32))
