"""Statistics beyond records: keywords that are operands, results of several dtypes, third derivatives, precision."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as onp
import pytest

from mxgrad_conformance import oracle
from mxgrad_conformance.target import Target

DATA = onp.array([0.5, 1.0, 2.5, 3.0, 0.25, 4.0])
WEIGHTS = onp.array([1.0, 2.0, 0.5, 3.0, 1.5, 0.25])
HEAD = onp.array([1.0, -2.0, 0.5])
ZEROS = onp.array([2.0, 0.0, 3.0, 0.5])
TWO_ZEROS = onp.array([2.0, 0.0, 3.0, 0.0])


def _derivatives(t: Target, f: Callable[[Any], Any], x: onp.ndarray[Any, Any], order: int) -> onp.ndarray[Any, Any]:
    """Gradients of the sum of the gradient of ... the sum of ``f(x)``."""
    v = t.array(x)
    v.attach_grad()
    with t.autograd.record():
        y = f(v).sum()
        for _ in range(order - 1):
            y = t.autograd.grad(y, [v], create_graph=True, retain_graph=True)[0].sum()
    y.backward()
    return v.grad.asnumpy()  # type: ignore[no-any-return]


def _gradient(t: Target, f: Callable[[Any], Any], x: onp.ndarray[Any, Any]) -> onp.ndarray[Any, Any]:
    return _derivatives(t, f, x, 1)


def _expected(f: Callable[[Any], Any], x: onp.ndarray[Any, Any]) -> onp.ndarray[Any, Any]:
    return oracle.central_differences(lambda operands: onp.sum(f(operands[0])), [x], [0])[0]  # type: ignore[no-any-return]


@pytest.mark.names("np.cov")
@pytest.mark.parametrize("options", [{}, {"ddof": 0}, {"fweights": onp.array([1, 2, 0, 3, 1, 1])}], ids=str)
def test_cov_has_gradients_in_its_weights(t: Target, options: Any) -> None:
    x = onp.stack([DATA, DATA[::-1] ** 2])
    given = {k: t.array(v) if hasattr(v, "dtype") else v for k, v in options.items()}
    got = _gradient(t, lambda w: t.np.cov(t.array(x), aweights=w, **given), WEIGHTS)
    onp.testing.assert_allclose(got, _expected(lambda w: onp.cov(x, aweights=w, **options), WEIGHTS), rtol=1e-6)


HISTOGRAMS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("number", {"bins": 3}),
    ("range", {"bins": 3, "range": (0.5, 3.0)}),
    ("edges", {"bins": onp.array([0.0, 1.0, 3.0, 4.0])}),
    ("density", {"bins": 3, "density": True}),
    ("density of edges", {"bins": onp.array([0.0, 1.0, 3.0, 4.0]), "density": True}),
)


def _given(t: Target, options: dict[str, Any]) -> dict[str, Any]:
    return {k: t.array(v) if hasattr(v, "dtype") else v for k, v in options.items()}


@pytest.mark.parametrize("options", [o for _, o in HISTOGRAMS], ids=[label for label, _ in HISTOGRAMS])
def test_histogram_values(t: Target, options: Any) -> None:
    counts, edges = t.np.histogram(t.array(DATA), **_given(t, options))
    want_counts, want_edges = onp.histogram(DATA, **options)
    onp.testing.assert_allclose(counts.asnumpy(), want_counts, rtol=1e-6)
    onp.testing.assert_allclose(edges.asnumpy(), want_edges, rtol=1e-6)
    assert str(onp.dtype(counts.dtype)) == ("float64" if "density" in options else "int64")
    assert str(onp.dtype(edges.dtype)) == "float64"


@pytest.mark.parametrize("options", [o for _, o in HISTOGRAMS], ids=[label for label, _ in HISTOGRAMS])
def test_histogram_has_gradients_in_its_weights(t: Target, options: Any) -> None:
    given = _given(t, options)
    got = _gradient(t, lambda w: t.np.histogram(t.array(DATA), weights=w, **given)[0] * t.array(HEAD), WEIGHTS)
    want = _expected(lambda w: onp.histogram(DATA, weights=w, **options)[0] * HEAD, WEIGHTS)
    onp.testing.assert_allclose(got, want, rtol=1e-6, atol=1e-9)


def test_density_has_gradients_in_the_edges_and_what_they_come_from(t: Target) -> None:
    edges = onp.array([-0.5, 1.25, 2.75, 4.5])
    got = _gradient(t, lambda e: t.np.histogram(t.array(DATA), e, density=True)[0] * t.array(HEAD), edges)
    want = _expected(lambda e: onp.histogram(DATA, e, density=True)[0] * HEAD, edges)
    onp.testing.assert_allclose(got, want, rtol=1e-6, atol=1e-9)
    data = onp.array([0.5, 1.0, 2.3, 2.9, 0.25, 4.0])  # no edge meets an element
    got = _gradient(t, lambda x: t.np.histogram(x, 3, density=True)[0] * t.array(HEAD), data)
    want = _expected(lambda x: onp.histogram(x, 3, density=True)[0] * HEAD, data)
    onp.testing.assert_allclose(got, want, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("weighted", [False, True])
def test_histogramdd(t: Target, weighted: bool) -> None:
    sample = onp.stack([DATA, DATA[::-1] ** 2, WEIGHTS], 1)
    weights = {"weights": WEIGHTS} if weighted else {}
    counts, edges = t.np.histogramdd(t.array(sample), bins=(2, 3, 2), **_given(t, weights))
    want, want_edges = onp.histogramdd(sample, bins=(2, 3, 2), **weights)  # type: ignore[arg-type]
    onp.testing.assert_allclose(counts.asnumpy(), want)
    for got, expected in zip(edges, want_edges, strict=True):
        onp.testing.assert_allclose(got.asnumpy(), expected)


@pytest.mark.needs("second_order")
@pytest.mark.parametrize("name", ["prod", "cumprod", "nanprod", "nancumprod"])
@pytest.mark.parametrize("x", [ZEROS, TWO_ZEROS, ZEROS + 1], ids=["one zero", "two zeros", "no zero"])
@pytest.mark.parametrize("order", [1, 2, 3])
def test_products_at_zeros_to_any_order(t: Target, name: str, x: Any, order: int) -> None:
    """A product is linear in each factor, so its derivatives are sums of products of the others."""
    n = len(x)
    ends = range(1, n + 1) if "cum" in name else [n]
    want = onp.zeros(n)
    for end in ends:
        for first in range(end):
            want[first] += _others(x[:end], {first}, order)
    got = _derivatives(t, getattr(t.np, name), x, order)
    onp.testing.assert_allclose(got, want, rtol=1e-10, atol=1e-12)


def _others(x: onp.ndarray[Any, Any], used: set[int], order: int) -> float:
    if order == 1:
        return float(onp.prod([value for i, value in enumerate(x) if i not in used]))
    return sum(_others(x, used | {i}, order - 1) for i in range(len(x)) if i not in used)


@pytest.mark.needs("second_order")
@pytest.mark.parametrize("order", [1, 2])
def test_std_of_a_constant_to_any_order(t: Target, order: int) -> None:
    got = _derivatives(t, lambda x: t.np.std(x, axis=1), onp.array([[2.0, 2.0, 2.0], [1.0, 2.0, 4.0]]), order)
    assert got[0].tolist() == [0.0, 0.0, 0.0]
    alone = _derivatives(t, t.np.std, onp.array([1.0, 2.0, 4.0]), order)
    onp.testing.assert_allclose(got[1], alone, rtol=1e-12, atol=1e-12)


@pytest.mark.needs("second_order")
def test_var_of_a_constant_is_curved(t: Target) -> None:
    def weighted(x: Any) -> Any:
        return t.np.var(x) * 1.0

    v = t.array(onp.full(3, 2.0))
    v.attach_grad()
    with t.autograd.record():
        (first,) = t.autograd.grad(weighted(v), [v], create_graph=True, retain_graph=True)
        y = (first * t.array(onp.array([1.0, 0.0, 0.0]))).sum()
    y.backward()
    onp.testing.assert_allclose(v.grad.asnumpy(), onp.array([4.0, -2.0, -2.0]) / 9, rtol=1e-12)


@pytest.mark.needs("float16")
@pytest.mark.parametrize(
    "name",
    [
        *("mean", "std", "var", "average"),
        *(pytest.param(name, marks=pytest.mark.names(f"np.{name}")) for name in ("nanmean", "nanstd")),
    ],
)
@pytest.mark.parametrize("axis", [None, 0])
def test_float16_is_averaged_in_float32(t: Target, name: str, axis: int | None) -> None:
    values = onp.tile(onp.array([[100.0, 300.0], [220.0, 60.0]], "float16"), (1000, 1))
    x = t.array(values, "float16")
    x.attach_grad()
    with t.autograd.record():
        y = getattr(t.np, name)(x, axis=axis)
    assert str(onp.dtype(y.dtype)) == "float16"
    reference = getattr(onp, name)(values.astype("float64"), axis=axis)
    onp.testing.assert_allclose(y.asnumpy().astype("float64"), reference, rtol=1e-3)
    y.backward()
    assert str(onp.dtype(x.grad.dtype)) == "float16"
    assert onp.isfinite(x.grad.asnumpy()).all()


@pytest.mark.parametrize("name", ["sum", "mean", "var", "cumsum"])
def test_float32_sums_keep_their_digits(t: Target, name: str) -> None:
    values = onp.random.default_rng(0).uniform(0, 1, 2**21).astype("float32")
    got = getattr(t.np, name)(t.array(values)).asnumpy().astype("float64")
    want = getattr(onp, name)(values.astype("float64"))
    if name == "cumsum":
        got, want = got[-1], want[-1]
    onp.testing.assert_allclose(got, want, rtol=2e-6 if name != "cumsum" else 1e-4)


def test_var_far_from_zero(t: Target) -> None:
    """Two passes; the mean of squares less the square of the mean would be 0 or less."""
    x = onp.array([1e4, 1e4 + 1, 1e4 + 2], "float32")
    onp.testing.assert_allclose(t.np.var(t.array(x)).asnumpy(), 2 / 3, rtol=1e-4)
    onp.testing.assert_allclose(t.np.std(t.array(x)).asnumpy(), (2 / 3) ** 0.5, rtol=1e-4)


@pytest.mark.parametrize("ddof", [2, 3])
def test_variance_with_nothing_left_to_divide_by(t: Target, ddof: int) -> None:
    x = t.array(onp.array([1.0, 2.0]))
    assert float(t.np.var(x, ddof=ddof)) == onp.inf
    assert float(t.np.std(x, ddof=ddof)) == onp.inf
    assert onp.isnan(float(t.np.var(t.array(onp.array([2.0, 2.0])), ddof=ddof)))


@pytest.mark.names("np.median")
def test_equal_elements_are_exact(t: Target) -> None:
    """The gradient is shared; the value is that of the elements, not of a mean."""
    x = t.array(onp.array([0.1, 0.1, 0.1, 7.0, 0.0]))
    x.attach_grad()
    with t.autograd.record():
        y = t.np.median(x)
    y.backward()
    assert y.asnumpy() == 0.1
    onp.testing.assert_allclose(x.grad.asnumpy(), [1 / 3, 1 / 3, 1 / 3, 0, 0], rtol=1e-12)


@pytest.mark.names("np.median")
def test_infinite_elements(t: Target) -> None:
    inf = onp.inf
    for values, want in (([1.0, inf], inf), ([inf, inf], inf), ([1.0, 2.0, inf], 2.0), ([-inf, 0.0, inf, inf], inf)):
        assert float(t.np.median(t.array(onp.array(values)))) == want
    assert float(t.np.quantile(t.array(onp.array([1.0, inf])), 0.0)) == 1.0
    assert float(t.np.quantile(t.array(onp.array([inf, inf])), 0.3)) == inf


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("quantile", ([1.0, 2.0], 1.5)),
        ("percentile", ([1.0, 2.0], -1)),
        ("nanargmax", ([onp.nan, onp.nan],)),
        ("average", ([1.0, 2.0], 0, [1.0, 2.0, 3.0])),
        ("interp", ([1.0], [1.0, 2.0], [1.0])),
        ("correlate", ([], [1.0])),
        ("digitize", ([1.0], [0.0, 2.0, 1.0])),
        ("histogram", ([1.0, 2.0], [0.0, 2.0, 1.0])),
        ("nanmax", ([],)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
@pytest.mark.needs("builtin_errors")
def test_value_errors(t: Target, name: str, arguments: Any) -> None:
    arrays = [t.array(onp.array(v)) if isinstance(v, list) else v for v in arguments]
    with pytest.raises(ValueError):
        getattr(t.np, name)(*arrays)


@pytest.mark.needs("builtin_errors")
def test_type_errors(t: Target) -> None:
    x = t.array(onp.ones((2, 3)))
    with pytest.raises(TypeError, match="Axis"):
        t.np.average(x, weights=t.array(onp.ones(3)))
    with pytest.raises(TypeError, match="int"):
        t.np.bincount(t.array(onp.ones(3)))
    with pytest.raises(TypeError, match="to_begin"):
        t.np.ediff1d(t.array(onp.ones(3, "int32"), "int32"), to_begin=1.5)
    with pytest.raises(TypeError, match="bool"):
        t.np.ptp(t.array(onp.ones(3, bool), "bool"))
