"""Random streams: MXNet's own numbers for a seed, on every backend.

The reference numbers were drawn by MXNet 1.9.1.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as onp
import pytest

from mxgrad_conformance.target import Target

NORMAL_42 = [
    0.5294427871704102,
    0.7030335068702698,
    1.975368618965149,
    1.7483670711517334,
    0.2912939488887787,
    1.6645736694335938,
]
UNIFORM_42 = [
    0.8290936350822449,
    0.7478349208831787,
    0.5581813454627991,
    0.565735399723053,
    0.6311214566230774,
    0.9964985847473145,
]

STREAMS: dict[str, tuple[int, Callable[[Any], Any], list[float]]] = {
    "normal": (42, lambda r: r.normal(size=(2, 3)), NORMAL_42),
    "normal, seed 0": (
        0,
        lambda r: r.normal(size=4),
        [2.2122063636779785, 1.1630786657333374, 0.774003803730011, 0.4838046133518219],
    ),
    "normal, loc and scale": (
        7,
        lambda r: r.normal(3, 0.5, size=3),
        [3.4014201164245605, 2.9313137531280518, 2.5800092220306396],
    ),
    "normal, scalar": (42, lambda r: r.normal(), NORMAL_42[:1]),
    "uniform": (42, lambda r: r.uniform(size=(2, 3)), UNIFORM_42),
    "uniform, bounds": (
        1,
        lambda r: r.uniform(-2, 2, size=4),
        [0.09533333778381348, -1.7799453735351562, -1.8401480913162231, 0.3781290054321289],
    ),
    "uniform, scalar": (42, lambda r: r.uniform(), UNIFORM_42[:1]),
    "rand": (
        11,
        lambda r: r.rand(2, 2),
        [0.29948270320892334, 0.617195725440979, 0.5096388459205627, 0.5564342737197876],
    ),
    "randn": (
        11,
        lambda r: r.randn(2, 2),
        [0.8837150931358337, -1.5120019912719727, 2.90222430229187, 0.49569329619407654],
    ),
}


def _flat(x: Any) -> list[float]:
    values: list[float] = onp.ravel(x.asnumpy()).astype(float).tolist()
    return values


def _two_ulp(got: Any, want: list[float]) -> None:
    onp.testing.assert_allclose(_flat(got), want, rtol=2.5e-7, atol=1e-7)


@pytest.mark.parametrize("name", STREAMS)
def test_stream(t: Target, name: str) -> None:
    seed, draw, want = STREAMS[name]
    t.mx.random.seed(seed)
    got = draw(t.np.random)
    assert isinstance(got, t.np.ndarray)
    assert str(onp.dtype(got.dtype)) == "float32"
    _two_ulp(got, want)


def test_an_odd_count_drops_the_spare(t: Target) -> None:
    t.mx.random.seed(3)
    first, second = t.np.random.normal(size=3), t.np.random.normal(size=2)
    _two_ulp(first, [-1.6360920667648315, 1.7814387083053589, -1.9028408527374268])
    _two_ulp(second, [-0.891849160194397, -0.8493340611457825])


def test_uniform_and_normal_share_one_stream(t: Target) -> None:
    t.mx.random.seed(5)
    first, second = t.np.random.uniform(size=3), t.np.random.normal(size=2)
    _two_ulp(first, [0.8607373237609863, 0.3226202428340912, 0.766228437423706])
    _two_ulp(second, [-1.1029300689697266, 0.6985324621200562])


@pytest.mark.parametrize(("name", "want"), [("normal", NORMAL_42), ("uniform", UNIFORM_42)])
def test_float64_is_the_same_draw(t: Target, name: str, want: list[float]) -> None:
    t.mx.random.seed(42)
    got = getattr(t.np.random, name)(size=3, dtype="float64")
    assert str(onp.dtype(got.dtype)) == "float64"
    _two_ulp(got, want[:3])


def test_array_parameters(t: Target) -> None:
    t.mx.random.seed(42)
    _two_ulp(t.np.random.normal(t.np.array([0.0, 10.0]), 1.0), [0.5294427871704102, 10.703033447265625])
    t.mx.random.seed(42)
    got = t.np.random.uniform(t.np.array([0.0, 10.0]), t.np.array([1.0, 11.0]))
    onp.testing.assert_allclose(_flat(got), [0.8290936350822449, 10.747835159301758], rtol=2.5e-7)


def test_parameters_of_64_bits_are_computed_with_in_64_bits(t: Target) -> None:
    t.mx.random.seed(5)
    got = t.np.random.normal(t.np.array([2.644, -2.263], dtype="float64"), 1.77, dtype="float64")
    onp.testing.assert_allclose(_flat(got), [1.9143667021936839, -0.7791443625848107], rtol=1e-12)


def test_noise_that_is_a_power_or_an_exponential(t: Target) -> None:
    t.mx.random.seed(5)
    a = t.np.array([0.7, 1.3, 2.9], dtype="float64")
    _two_ulp(t.np.random.weibull(a), [0.06650379, 1.0995313, 0.6336333])
    t.mx.random.seed(5)
    _two_ulp(
        t.np.random.lognormal(-0.6, 1.2, size=7),
        [0.3346511, 1.5008084, 1.3290659, 2.1123333, 1.2901987, 0.15331124, 0.85059524],
    )


def test_power_draws_one_number_more(t: Target) -> None:
    t.mx.random.seed(5)
    _two_ulp(t.np.random.power(1.7, size=3), [0.313598096370697, 0.7952240705490112, 0.4253055155277252])
    _two_ulp(t.np.random.uniform(size=2), [0.2241462916135788, 0.6848987936973572])


def test_older_functions_read_numbers_as_text(t: Target) -> None:
    t.mx.random.seed(5)
    _two_ulp(
        t.mx.random.normal(0.312, 1.759, shape=6), [-0.4130989, 1.608495, 1.5649889, 0.9543004, -3.0131054, -0.03603506]
    )


def test_older_functions_draw_in_64_bits(t: Target) -> None:
    t.mx.random.seed(5)
    got = t.mx.random.gamma(2.312, 1.759, shape=3, dtype="float64")
    onp.testing.assert_allclose(_flat(got), [7.2599494210931415, 1.6226984488473133, 0.5556365966641422], rtol=1e-12)


def test_a_size_may_be_an_integer_of_numpy(t: Target) -> None:
    assert t.np.random.uniform(size=onp.int64(3)).shape == (3,)


@pytest.mark.parametrize("name", ["scale", "size", "shape", "prob"])
def test_an_error_draws_nothing(t: Target, name: str) -> None:
    t.mx.random.seed(42)
    with pytest.raises((ValueError, t.error)):
        {
            "scale": lambda: t.np.random.normal(0, -1, size=2),
            "size": lambda: t.np.random.uniform(size=(2, -1)),
            "shape": lambda: t.np.random.gamma(-1.0, size=2),
            "prob": lambda: t.npx.random.bernoulli(1.5, size=2),
        }[name]().asnumpy()
    _two_ulp(t.np.random.uniform(size=6), UNIFORM_42)


def test_dropout_mask(t: Target) -> None:
    t.mx.random.seed(42)
    with t.autograd.record():
        y = t.npx.dropout(t.np.ones(12), p=0.5)
    assert y.tolist() == [0] * 8 + [2] * 4


def test_a_seed_starts_over(t: Target) -> None:
    drawn = []
    for _ in range(2):
        t.npx.random.seed(9)
        drawn.append(_flat(t.np.random.normal(size=4)) + _flat(t.np.random.randint(0, 100, size=5)))
    assert drawn[0] == drawn[1]
    assert _flat(t.np.random.normal(size=4)) != drawn[0][:4]


@pytest.mark.names("np.random.seed")
def test_np_random_seed(t: Target) -> None:
    t.np.random.seed(42)
    _two_ulp(t.np.random.normal(size=6), NORMAL_42)


@pytest.mark.names("npx.seed")
def test_npx_seed(t: Target) -> None:
    t.npx.seed(42)
    _two_ulp(t.np.random.normal(size=6), NORMAL_42)


def test_randint(t: Target) -> None:
    x = t.np.random.randint(3, 7, size=(50, 4))
    assert x.shape == (50, 4)
    assert str(onp.dtype(x.dtype)) == "int64"
    assert set(onp.ravel(x.asnumpy()).tolist()) == {3, 4, 5, 6}
    assert 0 <= t.np.random.randint(10).item() < 10
    assert str(onp.dtype(t.np.random.randint(0, 10, size=3, dtype="int32").dtype)) == "int32"


def test_randint_without_room(t: Target) -> None:
    with pytest.raises((ValueError, t.error)):
        t.np.random.randint(5, 5).asnumpy()


def test_shuffle(t: Target) -> None:
    x = t.np.arange(20)
    assert t.np.random.shuffle(x) is None
    assert sorted(x.tolist()) == list(range(20))
    assert x.tolist() != list(range(20))


def test_shuffle_moves_rows(t: Target) -> None:
    x = t.np.arange(20).reshape(10, 2)
    t.np.random.shuffle(x)
    assert sorted(map(tuple, x.tolist())) == [(2 * i, 2 * i + 1) for i in range(10)]


def test_choice(t: Target) -> None:
    x = t.np.random.choice(5, size=200)
    assert set(x.tolist()) == {0, 1, 2, 3, 4}
    assert sorted(t.np.random.choice(5, 5, replace=False).tolist()) == [0, 1, 2, 3, 4]
    assert t.np.random.choice(3, 4, p=t.np.array([0.0, 1.0, 0.0])).tolist() == [1, 1, 1, 1]
    assert set(t.np.random.choice(t.np.array([2.5, 7.5]), 20).tolist()) <= {2.5, 7.5}
    assert 0 <= t.np.random.choice(5).item() < 5


def test_moments(t: Target) -> None:
    t.mx.random.seed(1)
    x = t.np.random.normal(1.0, 2.0, size=20000).asnumpy()
    assert abs(x.mean() - 1) < 0.06
    assert abs(x.std() - 2) < 0.06
    u = t.np.random.uniform(size=20000).asnumpy()
    assert u.min() >= 0
    assert abs(u.mean() - 0.5) < 0.01


def test_negative_scale(t: Target) -> None:
    with pytest.raises((ValueError, t.error)):
        t.np.random.normal(0, -1, size=2).asnumpy()


def test_empty(t: Target) -> None:
    assert t.np.random.normal(size=(0, 2)).shape == (0, 2)
