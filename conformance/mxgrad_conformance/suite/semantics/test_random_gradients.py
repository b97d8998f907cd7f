"""Gradients of random numbers: along the path that a number takes as its parameters change and its quantile stays."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as onp
import pytest

from mxgrad_conformance.target import Target

A, B = onp.array([1.5, 2.0]), onp.array([0.7, 1.2])

# name: (draw, its number as a function of the parameters and of what stays: of the number drawn, at A and B)
PATHS: dict[str, tuple[Callable[[Any, Any, Any], Any], Callable[[Any], Any], Callable[[Any, Any, Any], Any]]] = {
    "normal": (lambda r, a, b: r.normal(a, b), lambda y: (y - A) / B, lambda e, a, b: a + b * e),
    "uniform": (lambda r, a, b: r.uniform(a, b), lambda y: (y - A) / (B - A), lambda e, a, b: a + (b - a) * e),
    "gumbel": (lambda r, a, b: r.gumbel(a, b), lambda y: (y - A) / B, lambda e, a, b: a + b * e),
    "logistic": (lambda r, a, b: r.logistic(a, b), lambda y: (y - A) / B, lambda e, a, b: a + b * e),
    "laplace": (lambda r, a, b: r.laplace(a, b), lambda y: (y - A) / B, lambda e, a, b: a + b * e),
    "lognormal": (
        lambda r, a, b: r.lognormal(a, b),
        lambda y: (onp.log(y) - A) / B,
        lambda e, a, b: onp.exp(a + b * e),
    ),
    "exponential": (lambda r, a, b: a * r.exponential(b), lambda y: y / A / B, lambda e, a, b: a * b * e),
    "rayleigh": (lambda r, a, b: a * r.rayleigh(b), lambda y: y / A / B, lambda e, a, b: a * b * e),
    "weibull": (lambda r, a, b: b * r.weibull(a), lambda y: (y / B) ** A, lambda e, a, b: b * e ** (1 / a)),
    "pareto": (
        lambda r, a, b: b * r.pareto(a),
        lambda y: onp.log1p(y / B) * A,
        lambda e, a, b: b * onp.expm1(e / a),
    ),
    "power": (lambda r, a, b: b * r.power(a), lambda y: (y / B) ** A, lambda e, a, b: b * e ** (1 / a)),
    "gamma, scale": (lambda r, a, b: a * r.gamma(2.0, b), lambda y: y / A / B, lambda e, a, b: a * b * e),
    "gamma": (lambda r, a, b: r.gamma(a, b), lambda y: quantile(A, y / B), lambda u, a, b: b * gamma_number(u, a)),
    "chisquare": (
        lambda r, a, b: b * r.chisquare(a),
        lambda y: quantile(A / 2, y / B / 2),
        lambda u, a, b: 2 * b * gamma_number(u, a / 2),
    ),
}


def distribution(a: float, z: float) -> float:
    """The distribution function of the gamma distribution, by its series."""
    term = math.exp(a * math.log(z) - z - math.lgamma(a + 1))
    total, k = 0.0, 0
    while term > 1e-18 * total or k < z:
        total += term
        k += 1
        term *= z / (a + k)
    return total


quantile: Any = onp.vectorize(distribution)


def _number(u: float, a: float) -> float:
    low, high = -40.0, 6.0  # of the logarithm
    for _ in range(70):
        middle = (low + high) / 2
        low, high = (middle, high) if distribution(a, math.exp(middle)) < u else (low, middle)
    return math.exp((low + high) / 2)


gamma_number: Any = onp.vectorize(_number)


def _drawn(t: Target, name: str, size: Callable[[Any], Any]) -> tuple[Any, Any, Any]:
    a, b = t.np.array(A, dtype="float64"), t.np.array(B, dtype="float64")
    a.attach_grad()
    b.attach_grad()
    t.mx.random.seed(5)
    with t.autograd.record():
        y = size(PATHS[name][0](t.np.random, a, b).astype("float64"))
    return a, b, y


def _differences(name: str, y: Any, h: float) -> tuple[Any, Any, Any]:
    """First derivatives in both parameters, and the second one as both move together."""
    _, stays, path = PATHS[name]
    e = stays(y)
    first = [(path(e, A + h * s, B + h * (1 - s)) - path(e, A - h * s, B - h * (1 - s))) / (2 * h) for s in (1, 0)]
    k = 30 * h
    second = (path(e, A + k, B + k) - 2 * path(e, A, B) + path(e, A - k, B - k)) / (k * k)
    return first[0], first[1], second


# MXNet has no gradients through some of these, and no arithmetic between its types.
@pytest.mark.needs("second_order", "stale_detection")
@pytest.mark.parametrize("name", PATHS)
def test_path(t: Target, name: str) -> None:
    a, b, y = _drawn(t, name, lambda y: y)
    y.backward()
    of_a, of_b, _ = _differences(name, y.asnumpy(), 1e-5)
    onp.testing.assert_allclose(a.grad.asnumpy(), of_a, rtol=1e-4, atol=1e-5)
    onp.testing.assert_allclose(b.grad.asnumpy(), of_b, rtol=1e-4, atol=1e-5)


@pytest.mark.needs("second_order", "stale_detection")
@pytest.mark.parametrize("name", PATHS)
def test_second_derivative(t: Target, name: str) -> None:
    a, b, y = _drawn(t, name, lambda y: y)
    with t.autograd.record():
        z = y + (a * a * a + b * b * b)
        firsts = t.autograd.grad(z, [a, b], create_graph=True, retain_graph=True)
        total = firsts[0] + firsts[1]
    total.backward()
    _, _, second = _differences(name, y.asnumpy(), 1e-5)
    got = a.grad.asnumpy() + b.grad.asnumpy() - 6 * (A + B)
    onp.testing.assert_allclose(got, second, rtol=2e-3, atol=2e-4)


@pytest.mark.needs("second_order", "stale_detection")
def test_ratios_of_gamma_numbers(t: Target) -> None:
    """The mean of beta numbers is ``a / (a + b)``, that of F numbers ``d / (d - 2)``: so are their gradients."""
    a, b = t.np.array(2.0), t.np.array(3.0)
    d = t.np.array(12.0)
    for x in (a, b, d):
        x.attach_grad()
    t.mx.random.seed(1)
    with t.autograd.record():
        share = t.np.random.beta(a, b, size=20000).mean()
        ratio = t.np.random.f(t.np.array(4.0), d, size=20000).mean()
    t.autograd.backward([share, ratio])
    assert abs(a.grad.item() - 3 / 25) < 0.005
    assert abs(b.grad.item() + 2 / 25) < 0.005
    assert abs(d.grad.item() + 2 / 100) < 0.01


@pytest.mark.needs("second_order", "stale_detection")
def test_covariance_of_normal_vectors(t: Target) -> None:
    """The gradient of the mean of ``x x^T`` in the covariance is that of the covariance itself."""
    mean, cov = t.np.array([1.0, -1.0]), t.np.array([[2.0, 0.6], [0.6, 1.0]])
    mean.attach_grad()
    cov.attach_grad()
    t.mx.random.seed(1)
    plain = t.np.random.multivariate_normal(mean, cov, size=20000)
    t.mx.random.seed(1)
    with t.autograd.record():
        x = t.np.random.multivariate_normal(mean, cov, size=20000)
        y = (x[:, 0] * x[:, 1]).mean()
    onp.testing.assert_allclose(x.asnumpy(), plain.asnumpy(), rtol=1e-4, atol=1e-4)
    y.backward()
    onp.testing.assert_allclose(mean.grad.asnumpy(), [-1, 1], atol=0.05)
    onp.testing.assert_allclose(cov.grad.asnumpy() + cov.grad.asnumpy().T, [[0, 1], [1, 0]], atol=0.05)
