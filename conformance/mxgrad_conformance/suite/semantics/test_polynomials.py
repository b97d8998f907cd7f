"""Polynomials: results of several parts, complex roots, what is refused."""

from __future__ import annotations

from typing import Any

import numpy as onp
import pytest

from mxgrad_conformance.target import Target

X, Y = onp.array([0.0, 1.0, 2.0, 3.0, 5.0]), onp.array([1.0, 2.5, 2.0, 4.0, 3.5])


def _arrays(t: Target, *values: Any) -> list[Any]:
    return [t.array(v) for v in values]


def _close(got: Any, want: Any) -> None:
    got = got.asnumpy() if hasattr(got, "asnumpy") else got
    onp.testing.assert_allclose(got, want, rtol=1e-8, atol=1e-10)


def test_polyfit_in_full(t: Target) -> None:
    got = t.np.polyfit(*_arrays(t, X, Y), 2, full=True)
    want = onp.polyfit(X, Y, 2, full=True)
    assert len(got) == len(want) == 5
    for g, w in zip(got, want, strict=True):
        _close(g, w)


@pytest.mark.parametrize("cov", [True, "unscaled"])
def test_polyfit_with_its_covariance(t: Target, cov: Any) -> None:
    for g, w in zip(t.np.polyfit(*_arrays(t, X, Y), 1, cov=cov), onp.polyfit(X, Y, 1, cov=cov), strict=True):
        _close(g, w)


def test_polyfit_of_two_sets_with_their_covariance(t: Target) -> None:
    both = onp.stack([Y, Y[::-1] ** 2], axis=1)
    for g, w in zip(t.np.polyfit(*_arrays(t, X, both), 1, cov=True), onp.polyfit(X, both, 1, cov=True), strict=True):
        _close(g, w)


@pytest.mark.parametrize(
    ("x", "y", "deg", "kind"),
    [(X, Y, -1, ValueError), (X, Y[:3], 1, TypeError), (X[:0], Y[:0], 1, TypeError), (X[None], Y, 1, TypeError)],
    ids=["degree", "lengths", "no points", "a matrix of points"],
)
def test_what_cannot_be_fitted(t: Target, x: Any, y: Any, deg: int, kind: type[Exception]) -> None:
    with pytest.raises(kind):
        t.np.polyfit(*_arrays(t, x, y), deg)


def test_too_few_points_for_a_covariance(t: Target) -> None:
    with pytest.raises(ValueError, match="must exceed order"):
        t.np.polyfit(*_arrays(t, X[:2], Y[:2]), 1, cov=True)


@pytest.mark.needs("complex_numbers")
def test_complex_roots_and_their_gradient(t: Target) -> None:
    p = t.np.array([1.0, 2.0, 5.0], dtype="float64")
    p.attach_grad()
    with t.autograd.record():
        r = t.np.roots(p)
        loss = (t.np.real(r) * 3 + t.np.imag(r) ** 2).sum()
    loss.backward()
    assert sorted(r.tolist(), key=lambda z: z.imag) == pytest.approx([-1 - 2j, -1 + 2j])

    def of(q: Any) -> float:
        roots = onp.roots(q)
        return float((roots.real * 3 + roots.imag**2).sum())

    h = 1e-6
    base = onp.array([1.0, 2.0, 5.0])
    want = [(of(base + h * e) - of(base - h * e)) / (2 * h) for e in onp.eye(3)]
    onp.testing.assert_allclose(p.grad.asnumpy(), want, rtol=1e-6, atol=1e-7)
    assert str(onp.dtype(p.grad.dtype)) == "float64"


@pytest.mark.needs("complex_numbers")
def test_pairs_of_roots_give_real_coefficients(t: Target) -> None:
    assert t.np.poly(t.np.array([1 + 2j, 1 - 2j])).tolist() == [1, -2, 5]
    assert t.np.poly(t.np.array([1j])).tolist() == [1, -1j]


def test_the_polynomial_without_roots(t: Target) -> None:
    assert t.np.poly(t.np.zeros(0)) == 1.0
    for p in ([0.0, 0.0], [5.0]):
        if not t.is_mxnet:  # which cannot make arrays without elements of NumPy's
            assert t.np.roots(t.np.array(p)).shape == (0,)


def test_small_integers_in_powers(t: Target) -> None:
    x = t.np.vander(t.np.array([1, 2, 50], dtype="int8"))
    assert str(onp.dtype(x.dtype)) == "int64"
    assert x.tolist() == [[1, 1, 1], [4, 2, 1], [2500, 50, 1]]


REFUSED = {
    "vander of a matrix": lambda np, x: np.vander(x),
    "vander with fewer than no columns": lambda np, x: np.vander(x[0], -1),
    "roots of a matrix": lambda np, x: np.roots(x),
    "poly of what is not square": lambda np, x: np.poly(np.ones((2, 3))),
    "polyint less than not": lambda np, x: np.polyint(x[0], -1),
    "polyint with too few constants": lambda np, x: np.polyint(x[0], 3, [1.0, 2.0]),
    "polyval of a matrix": lambda np, x: np.polyval(x, x[0]),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused(t: Target, name: str) -> None:
    with pytest.raises(ValueError):  # in words of NumPy on MXNet
        REFUSED[name](t.np, t.np.ones((2, 2)))


@pytest.mark.names("np.polyder")
def test_derivatives_end_in_nothing(t: Target) -> None:
    assert t.np.polyder(t.np.ones(2), 2).shape == (0,)
    assert t.np.polyder(t.np.ones(2), 0).tolist() == [1, 1]
    with pytest.raises(ValueError, match="positive"):
        t.np.polyder(t.np.ones(2), -1)
