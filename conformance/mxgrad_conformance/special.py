"""Reference values of special functions from the standard library's ``math`` and from textbook series."""

from __future__ import annotations

import math
from typing import Any

import numpy as onp


def _digamma(x: float) -> float:
    total = 0.0
    while x < 12.0:
        # psi(x) = psi(x + 1) - 1/x, up to where the asymptotic series has full accuracy.
        total -= 1 / x
        x += 1
    y = 1 / (x * x)
    series = y * (1 / 12 - y * (1 / 120 - y * (1 / 252 - y * (1 / 240 - y * (1 / 132 - y * 691 / 32760)))))
    return total + math.log(x) - 0.5 / x - series


def _erfinv(y: float) -> float:
    x = 0.0
    for _ in range(60):
        # Newton's step on erf(x) = y; convex on either side of zero, so it converges from there.
        x -= (math.erf(x) - y) * math.sqrt(math.pi) / 2 * math.exp(x * x)
    return x


def _each(function: Any) -> Any:
    return onp.vectorize(function, otypes=[float])


erf = _each(math.erf)
gamma = _each(math.gamma)
gammaln = _each(math.lgamma)
digamma = _each(_digamma)
erfinv = _each(_erfinv)
