"""Parameters that no record passes (the tables are in ``mxgrad_conformance.parameters``)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as onp
import pytest

from mxgrad_conformance.parameters import DRAWN_OUT, LIKE_NUMPY, PLACED, TYPED, Call
from mxgrad_conformance.target import Target


def _params(calls: tuple[Call, ...]) -> list[Any]:
    return [pytest.param(call, marks=pytest.mark.names(call.path, *call.needs), id=call.id) for call in calls]


def _run(t: Target, call: Call, **changed: Any) -> Any:
    def given(x: Any) -> Any:
        return t.array(x) if isinstance(x, onp.ndarray) else x

    kwargs = {name: given(x) for name, x in {**call.kwargs, **changed}.items()}
    return t.lookup(call.path)(*map(given, call.args), **kwargs)


def _parts(result: Any) -> list[Any]:
    found: list[Any] = []
    for part in result if isinstance(result, (tuple, list)) else [result]:
        found += _parts(part) if isinstance(part, (tuple, list)) else [part]
    return found


@pytest.mark.parametrize("call", _params(LIKE_NUMPY))
def test_like_numpy(t: Target, call: Call) -> None:
    got, want = _parts(_run(t, call)), _parts(call.expected())
    assert len(got) == len(want)
    for part, expected in zip(got, want, strict=True):
        host = part.asnumpy() if isinstance(part, t.np.ndarray) else part
        assert onp.shape(host) == onp.shape(expected)
        onp.testing.assert_allclose(host, expected, rtol=1e-5, atol=1e-6)
    if "dtype" in call.kwargs:
        assert str(onp.dtype(got[0].dtype)) == call.kwargs["dtype"]


@pytest.mark.parametrize("call", _params(PLACED))
def test_placed(t: Target, call: Call) -> None:
    (keyword,) = {"ctx", "device"} & set(call.kwargs)
    x = _run(t, call, **{keyword: t.npx.cpu(0)})
    assert all(getattr(part, keyword) == t.npx.cpu(0) for part in _parts(x))
    t.npx.waitall()
    t.mx.random.seed(0)
    for part, again in zip(_parts(x), _parts(_run(t, call)), strict=True):
        assert again.shape == part.shape
        assert "empty" in call.path or again.tolist() == part.tolist()


@pytest.mark.parametrize("call", _params(TYPED))
def test_typed(t: Target, call: Call) -> None:
    x = _run(t, call)
    assert str(onp.dtype(x.dtype)) == call.kwargs["dtype"]
    if call.path == "np.indices" or ("random" not in call.path and "empty" not in call.path):
        rounded = {**call.kwargs, "dtype": "float32"}
        onp.testing.assert_allclose(x.asnumpy(), _run(t, call, **rounded).asnumpy(), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("call", _params(DRAWN_OUT))
def test_drawn_into_out(t: Target, call: Call) -> None:
    expected = _run(t, call)
    out = t.np.zeros(expected.shape, dtype=str(onp.dtype(expected.dtype)))
    t.mx.random.seed(0)
    assert _run(t, call, out=out) is out
    assert out.tolist() == expected.tolist()


def test_empty_arrays_take_their_options(t: Target) -> None:
    x = t.np.ones((2, 3), dtype="int32")
    assert t.np.empty((2, 3), order="C").shape == (2, 3)
    assert t.np.empty_like(x, order="C", subok=False, shape=None).dtype == x.dtype


def test_threshold_of_printing(t: Target) -> None:
    x = t.np.arange(2000.0)
    assert "..." in str(x)
    try:
        t.np.set_printoptions(threshold=5000)
        assert "..." not in str(x)
    finally:
        t.np.set_printoptions(threshold=1000)


def test_the_sort_method_takes_the_options_of_1(t: Target) -> None:
    x = t.np.array([3.0, 1.0, 2.0])
    assert x.sort(axis=-1, kind="stable", order=None).tolist() == [1, 2, 3]


def test_the_sort_method_takes_the_options_of_2(t: Target) -> None:
    x = t.np.array([3.0, 1.0, 2.0])
    assert x.sort(axis=-1, stable=True, descending=True).tolist() == [3, 2, 1]


def test_upper_triangle_of_eigh(t: Target) -> None:
    x = t.np.array([[2.0, 1.0], [9.0, 3.0]], dtype="float64")
    got = t.np.linalg.eigh(x, upper=True)[0]
    onp.testing.assert_allclose(got.asnumpy(), onp.linalg.eigvalsh([[2, 1], [1, 3]]), rtol=1e-10)


@pytest.mark.parametrize("check", ["ignore", "warn", "raise"])
def test_check_of_covariances(t: Target, check: str) -> None:
    mean, cov = t.np.zeros(2), t.np.array([[1.0, 0.0], [0.0, 1.0]])
    assert t.np.random.multivariate_normal(mean, cov, 3, check_valid=check, tol=1e-6).shape == (3, 2)


def test_covariances_that_are_none(t: Target) -> None:
    mean, cov = t.np.zeros(2), t.np.array([[1.0, 0.0], [0.0, -1e-3]])
    assert t.np.random.multivariate_normal(mean, cov, 3, check_valid="ignore").shape == (3, 2)
    with pytest.warns(RuntimeWarning, match="semidefinite"):
        t.np.random.multivariate_normal(mean, cov, 3, check_valid="warn")
    with pytest.raises((ValueError, t.error), match="semidefinite"):
        t.np.random.multivariate_normal(mean, cov, 3, check_valid="raise")
    assert t.np.random.multivariate_normal(mean, cov, 3, check_valid="raise", tol=0.1).shape == (3, 2)


def test_allclose_takes_a_relative_tolerance(t: Target) -> None:
    x = t.np.array([1.0, 100.0])
    assert t.np.allclose(x, x * 1.01, rtol=0.02)
    assert not t.np.allclose(x, x * 1.01, rtol=0.001)


@pytest.mark.names("np.asarray")
def test_asarray_copies_as_asked(t: Target) -> None:
    x = t.np.ones(2)
    y = t.np.asarray(x, copy=True)
    y[0] = 5
    assert x.tolist() == [1, 1]


# name: (draw, mean, standard deviation)
DISTRIBUTIONS: dict[str, tuple[Callable[[Target], Any], float, float]] = {
    "gamma": (lambda t: t.np.random.gamma(2.0, scale=3.0, size=20000), 6.0, 3 * 2**0.5),
    "gumbel": (lambda t: t.np.random.gumbel(loc=5.0, scale=2.0, size=20000), 5 + 2 * 0.5772, 2.5651),
    "laplace": (lambda t: t.np.random.laplace(loc=5.0, scale=2.0, size=20000), 5.0, 2 * 2**0.5),
    "logistic": (lambda t: t.np.random.logistic(loc=5.0, scale=2.0, size=20000), 5.0, 3.6276),
}


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.names(f"np.random.{name}")) for name in DISTRIBUTIONS]
)
def test_parameters_of_distributions(t: Target, name: str) -> None:
    draw, mean, scale = DISTRIBUTIONS[name]
    x = draw(t).asnumpy().astype("float64")
    # Six standard errors of the mean.
    assert abs(x.mean() - mean) < 6 * scale / 20000**0.5
    assert abs(x.std() - scale) < 0.1 * scale


def test_parameters_of_lognormal(t: Target) -> None:
    x = t.np.log(t.np.random.lognormal(mean=1.0, sigma=0.5, size=20000)).asnumpy()
    assert abs(x.mean() - 1) < 6 * 0.5 / 20000**0.5
    assert abs(x.std() - 0.5) < 0.05


@pytest.mark.names("np.random.seed", "npx.Device")
def test_seed_of_a_device(t: Target) -> None:
    t.np.random.seed(3, device=t.npx.cpu(0))
    first = t.np.random.uniform(size=3).tolist()
    t.np.random.seed(3, device=t.npx.cpu(0))
    assert t.np.random.uniform(size=3).tolist() == first


def test_backward_in_either_mode(t: Target) -> None:
    x = t.np.ones(2)
    x.attach_grad()
    for train in (True, False):
        with t.autograd.record(train_mode=train):
            y = x * 2
        y.backward(train_mode=train)
        assert x.grad.tolist() == [2, 2]
