"""Random numbers: MXNet's own, to the bit where they can be; distributions; states; errors; gradients."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy
import pytest

import mxgrad as mx
from mxgrad import autograd, np, npx
from mxgrad._streams import NativeStream, Stream, dropout_factors, dropout_mask, poisson, serial
from mxgrad._streams.expf import expf, powf
from mxgrad._streams.logf import logf
from mxgrad._streams.words import LaneWords, SerialWords
from mxgrad.base import MXNetError

# What MXNet gave, as its float32 (shortest decimal) numbers: the call, the seed before it, the release.
REFERENCE = json.loads((Path(__file__).parent / "random_reference.json").read_text())


@pytest.fixture(autouse=True)
def _same_mode() -> Iterator[None]:
    before = mx.random.mode("mxnet")
    mx.random.seed(0)
    yield
    mx.random.mode(before)


def shuffled(x: Any) -> Any:
    np.random.shuffle(x)
    return x


def units_apart(x: Any, y: Any) -> int:
    """The largest distance in units of the last place."""
    assert x.dtype == y.dtype and x.shape == y.shape
    if x.dtype.kind != "f":
        return 0 if (x == y).all() else 2**31
    bits = f"i{x.dtype.itemsize}"
    return int(numpy.abs(x.view(bits).astype("int64") - y.view(bits).astype("int64")).max(initial=0))


@pytest.mark.parametrize("record", REFERENCE, ids=lambda r: f"{r['call']}@{r['seed']}")
def test_mxnet_numbers(record: dict[str, Any]) -> None:
    mx.random.seed(record["seed"])
    result = eval(record["call"], {"np": np, "npx": npx, "mx": mx, "numpy": numpy, "shuffled": shuffled})
    results = result if isinstance(result, list) else [result]
    values = record["value"] if isinstance(result, list) else [record["value"]]
    for got, value in zip(results, values, strict=True):
        dtype = got.dtype if record["dtype"] == "list" else record["dtype"]
        expected = numpy.array(value, dtype)
        assert units_apart(got.asnumpy(), expected) <= record.get("ulp", 0), (got, expected)


def test_first_words_are_those_of_the_cpp_standard() -> None:
    # [rand.predef]: the 10000th word of a default mt19937 is 4123659995.
    assert int(SerialWords(5489).take(10000)[-1]) == 4123659995


def test_lanes_are_generators_of_neighbouring_seeds() -> None:
    lanes = LaneWords(635)
    which = numpy.array([0, 3, 1023])
    first = lanes.take(which, numpy.array([700, 3, 1300]))
    lanes.give_back(which, numpy.array([10, 1, 600]))
    again = lanes.take(which, numpy.array([10, 2, 1300]))
    for row, lane in enumerate(which.tolist()):
        words = numpy.random.RandomState(635 + lane).randint(0, 2**32, 4000, dtype="uint32")
        taken = [700, 3, 1300][row]
        back = [690, 2, 700][row]
        count = [10, 2, 1300][row]
        assert (first[row, :taken] == words[:taken]).all()
        assert (again[row, :count] == words[back : back + count]).all()


def test_logf_is_within_a_unit_of_the_truth_and_exact_at_the_ends() -> None:
    x = numpy.abs(numpy.random.default_rng(0).standard_normal(100_000)).astype("float32")
    truth = numpy.log(x.astype("float64"))
    found = logf(x)
    assert (numpy.abs(found - truth) <= numpy.spacing(numpy.abs(truth).astype("float32"))).all()
    ends = numpy.array([0.0, 1e-45, 1.1754942e-38, 1.0], "float32")
    assert logf(ends).tolist() == pytest.approx([-numpy.inf, -103.27893, -87.33655, 0.0])
    assert logf(numpy.empty(0, "float32")).shape == (0,)


@pytest.mark.parametrize("count", [0, 1, 2, 5, 63, 65, 1000, 70_001])
def test_split_draws_are_one_stream(count: int) -> None:
    whole, parts = Stream(9), Stream(9)
    half = count // 2
    expected = whole.uniform((count,))
    assert (numpy.concatenate([parts.uniform((half,)), parts.uniform((count - half,))]) == expected).all()
    assert whole.uniform(()) == parts.uniform(())


def test_an_odd_count_drops_the_spare_normal() -> None:
    mx.random.seed(4)
    pair = np.random.normal(size=4)
    mx.random.seed(4)
    first, second = np.random.normal(size=1), np.random.normal(size=1)
    assert [first.item(), second.item()] == [pair[0].item(), pair[2].item()]


def test_all_cpu_devices_share_a_stream_and_one_device_seeds_otherwise() -> None:
    mx.random.seed(3)
    a = np.random.uniform(size=2)
    b = np.random.uniform(size=1, ctx=mx.cpu(0))
    mx.random.seed(3)
    assert np.random.uniform(size=3).tolist() == [*a.tolist(), *b.tolist()]
    mx.random.seed(3, ctx=mx.cpu(0))
    assert np.random.uniform().item() == pytest.approx(0.5507979)  # the bare seed
    assert mx.random.uniform().item() == pytest.approx(0.58530223)  # but not for the parallel generators
    mx.random.seed(3, ctx=mx.cpu(1))
    assert np.random.uniform().item() == pytest.approx(0.5507979)
    assert mx.random.uniform().item() == pytest.approx(0.58530223)


def test_uniform_numbers_stay_below_one() -> None:
    mx.random.seed(55)
    assert np.random.uniform(size=116_128)[-1].item() == numpy.float32(1 - 2**-24)


@pytest.mark.parametrize("seed", [-1, -(2**31), 2**31 - 1, 2**31, 2**32 + 5, numpy.int64(7)])
def test_any_integer_seeds(seed: int) -> None:
    mx.random.seed(seed)
    word = numpy.random.RandomState(127 * int(seed) % 2**32).randint(0, 2**32, 1, dtype="uint32")
    assert np.random.uniform().item() == numpy.float32(word[0]) / numpy.float32(2**32)


def test_seed_must_be_an_integer() -> None:
    with pytest.raises(ValueError, match="seed_state must be int"):
        mx.random.seed(1.5)  # type: ignore[arg-type]


def test_npx_seed_and_np_seed_are_the_same() -> None:
    found = []
    for seed in (mx.random.seed, np.random.seed, npx.random.seed):
        seed(6)
        found.append(np.random.normal().item())
    assert len(set(found)) == 1


def test_dropout_mask_and_factors() -> None:
    mx.random.seed(5)
    mask = dropout_mask((4, 6), 0.3)
    mx.random.seed(5)
    factors = dropout_factors((4, 6), 0.9)
    assert mask[0].tolist() == [False, True, False, True, True, True] or mask.dtype == bool
    assert factors.dtype == numpy.float32
    assert set(factors.reshape(-1).tolist()) <= {0.0, float(numpy.float32(1) / (1 - numpy.float32(0.9)))}


def test_threads_share_a_stream_without_loss() -> None:
    stream = Stream(11)
    found: list[numpy.ndarray[Any, Any]] = []
    threads = [
        threading.Thread(target=lambda: found.extend(stream.uniform((7,)) for _ in range(200))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    drawn = numpy.sort(numpy.concatenate(found))
    assert (drawn == numpy.sort(Stream(11).uniform((7 * 800,)))).all()


@pytest.mark.parametrize("count", [1, 2, 3, 10, 1000])
@pytest.mark.parametrize("ascending", [True, False])
def test_order_is_a_permutation(count: int, ascending: bool) -> None:
    assert sorted(Stream(2).order(count, ascending).tolist()) == list(range(count))


def below(words: SerialWords, limit: int) -> int:
    scale = 0xFFFFFFFF // limit
    while (word := int(words.take(1)[0])) >= limit * scale:
        pass
    return word // scale


@pytest.mark.parametrize("count", [1, 2, 63, 64, 65, 2049, 40_000])
@pytest.mark.parametrize("ascending", [True, False])
def test_order_is_that_of_swaps_one_after_another(count: int, ascending: bool) -> None:
    stream, words = Stream(2), SerialWords(254)
    expected = list(range(count))
    for i in range(1, count) if ascending else range(count - 1, 0, -1):
        j = below(words, i + 1)
        expected[i], expected[j] = expected[j], expected[i]
    assert stream.order(count, ascending).tolist() == expected
    assert stream.uniform((2,)).tolist() == serial.uniform(words, 2).tolist()


@pytest.mark.parametrize("rate", [0.0, 0.01, 3.0, 11.9, 12.0, 30.3, 1e5, "few", "many"])
@pytest.mark.parametrize("count", [0, 1, 63, 65, 1000, 70_001])
def test_poisson_numbers_of_lanes_that_go_their_own_way(rate: Any, count: int) -> None:
    """They are those of the lanes together, number by number, and leave the lanes where these do."""
    one, other = Stream(4), Stream(4)
    rates = numpy.random.default_rng(0).uniform(0, 11 if rate == "few" else 31, count).astype("float32")
    lam = rates if isinstance(rate, str) else numpy.float32(rate)
    each = numpy.broadcast_to(lam, (count,))
    expected = other._each(poisson.sampler(lambda draw, lanes, places: each[places]), (count,))
    assert (one.lane_poisson(lam, (count,)) == expected).all()
    assert (one.lane_uniform((70_001,)) == other.lane_uniform((70_001,))).all()


def test_powers_and_exponentials_are_within_a_unit_of_the_truth() -> None:
    rng = numpy.random.default_rng(0)
    x, y = rng.random(100_000, "float32"), rng.uniform(0.01, 20, 100_000).astype("float32")
    ends = numpy.array([0, 0, numpy.inf, 1, 1e-40, 3e38, 0.5, 2], "float32")
    powers = numpy.array([1, 0.3, 2, numpy.inf, 0.5, 1.5, 200, 128], "float32")
    with numpy.errstate(over="ignore"):
        for base, power in ((x, y), (ends, powers), (x, numpy.float32(0.37))):
            truth = (base.astype("float64") ** numpy.asarray(power, "float64")).astype("float32")
            assert units_apart(powf(base, power), truth) <= 1
        for given in ((x * 170 - 85).astype("float32"), numpy.array([0, -numpy.inf, numpy.inf, 89, -104], "float32")):
            assert units_apart(expf(given), numpy.exp(given.astype("float64")).astype("float32")) <= 1
    assert expf(numpy.empty((0, 2), "float32")).shape == (0, 2) and powf(numpy.float32(2), numpy.float32(3)) == 8


@pytest.mark.parametrize(("size", "count"), [(1, 1), (5, 0), (9, 4), (9, 5), (10, 5), (1000, 10)])
def test_places_are_different(size: int, count: int) -> None:
    places = Stream(2).places(size, count)
    assert len(set(places.tolist())) == count and all(0 <= p < size for p in places.tolist())


Draw = Callable[[], Any]
CONTINUOUS: dict[str, tuple[Draw, str, tuple[float, ...]]] = {
    "uniform": (lambda: np.random.uniform(2, 5, size=N), "uniform", (2, 3)),
    "normal": (lambda: np.random.normal(1, 2, size=N), "norm", (1, 2)),
    "lognormal": (lambda: np.random.lognormal(0.5, 0.7, size=N), "lognorm", (0.7, 0, numpy.exp(0.5))),
    "logistic": (lambda: np.random.logistic(1, 2, size=N), "logistic", (1, 2)),
    "gumbel": (lambda: np.random.gumbel(1, 2, size=N), "gumbel_r", (1, 2)),
    "laplace": (lambda: np.random.laplace(1, 2, size=N), "laplace", (1, 2)),
    "rayleigh": (lambda: np.random.rayleigh(2, size=N), "rayleigh", (0, 2)),
    "exponential": (lambda: np.random.exponential(2, size=N), "expon", (0, 2)),
    "weibull": (lambda: np.random.weibull(1.5, size=N), "weibull_min", (1.5,)),
    "pareto": (lambda: np.random.pareto(3, size=N), "lomax", (3,)),
    "power": (lambda: np.random.power(3, size=N), "powerlaw", (3,)),
    "gamma": (lambda: np.random.gamma(2.5, 2, size=N), "gamma", (2.5, 0, 2)),
    "gamma below 1": (lambda: np.random.gamma(0.4, 2, size=N), "gamma", (0.4, 0, 2)),
    "chisquare": (lambda: np.random.chisquare(3, size=N), "chi2", (3,)),
    "beta": (lambda: np.random.beta(2, 3, size=N), "beta", (2, 3)),
    "f": (lambda: np.random.f(5, 7, size=N), "f", (5, 7)),
    "mx.uniform": (lambda: mx.random.uniform(2, 5, shape=N), "uniform", (2, 3)),
    "mx.normal": (lambda: mx.random.normal(1, 2, shape=N), "norm", (1, 2)),
    "mx.exponential": (lambda: mx.random.exponential(2, shape=N), "expon", (0, 2)),
    "mx.gamma": (lambda: mx.random.gamma(2.5, 2, shape=N), "gamma", (2.5, 0, 2)),
    "multivariate_normal": (
        lambda: np.random.multivariate_normal(np.array([1, 2]), np.array([[4, 1], [1, 3]]), size=N)[:, 0],
        "norm",
        (1, 2),
    ),
}  # fmt: skip
N = 20_000
DISCRETE: dict[str, tuple[Draw, str, tuple[float, ...]]] = {
    "poisson": (lambda: np.random.poisson(3, size=N), "poisson", (3,)),
    "large poisson": (lambda: np.random.poisson(40, size=N), "poisson", (40,)),
    "binomial": (lambda: np.random.binomial(20, 0.3, size=N), "binom", (20, 0.3)),
    "binomial, likely": (lambda: np.random.binomial(20, 0.8, size=N), "binom", (20, 0.8)),
    "randint": (lambda: np.random.randint(0, 7, size=N), "randint", (0, 7)),
    "choice": (lambda: np.random.choice(7, N), "randint", (0, 7)),
    "bernoulli": (lambda: npx.random.bernoulli(0.3, size=N), "bernoulli", (0.3,)),
    "mx.negative_binomial": (lambda: mx.random.negative_binomial(3, 0.4, shape=N), "nbinom", (3, 0.4)),
    "mx.generalized_negative_binomial": (
        lambda: mx.random.generalized_negative_binomial(2, 0.5, shape=N), "nbinom", (2, 0.5),
    ),
}  # fmt: skip


@pytest.mark.parametrize("mode", ["mxnet", "native"])
@pytest.mark.parametrize("name", CONTINUOUS)
def test_continuous_distribution(name: str, mode: str) -> None:
    stats = pytest.importorskip("scipy.stats")
    mx.random.mode(mode)
    mx.random.seed(17)
    draw, law, parameters = CONTINUOUS[name]
    assert stats.kstest(draw().asnumpy(), getattr(stats, law)(*parameters).cdf).pvalue > 1e-3


@pytest.mark.parametrize("mode", ["mxnet", "native"])
@pytest.mark.parametrize("name", DISCRETE)
def test_discrete_distribution(name: str, mode: str) -> None:
    stats = pytest.importorskip("scipy.stats")
    mx.random.mode(mode)
    mx.random.seed(17)
    draw, law, parameters = DISCRETE[name]
    values = draw().asnumpy().astype(int)
    mass = getattr(stats, law)(*parameters).pmf(numpy.arange(values.max() + 1)) * N
    counts = numpy.bincount(values, minlength=mass.size)
    common = mass >= 10
    observed = [*counts[common], counts[~common].sum()]
    expected = [*mass[common], N - mass[common].sum()]
    if expected[-1] < 1:
        observed, expected = (
            observed[:-1],
            numpy.array(expected[:-1]) * sum(observed[:-1]) / sum(expected[:-1]),
        )
    assert stats.chisquare(observed, expected).pvalue > 1e-3


def test_covariance_of_multivariate_normal() -> None:
    cov = numpy.array([[4.0, 1.0], [1.0, 3.0]])
    drawn = np.random.multivariate_normal(np.zeros(2), np.array(cov), size=50_000).asnumpy()
    assert numpy.cov(drawn.T) == pytest.approx(cov, rel=0.05)


def test_weighted_choice_without_replacement_prefers_the_likely() -> None:
    counts = numpy.zeros(4)
    for _ in range(2000):
        counts[np.random.choice(4, 2, False, p=[0.05, 0.05, 0.45, 0.45]).asnumpy()] += 1
    assert counts.sum() == 4000 and counts[2:].min() > 3 * counts[:2].max()


def test_native_mode_is_seeded_and_different() -> None:
    mx.random.seed(1)
    ours = np.random.normal(size=3).tolist()
    assert mx.random.mode("native") == "mxnet"
    mx.random.seed(1)
    first = np.random.normal(size=3).tolist()
    mx.random.seed(1)
    assert np.random.normal(size=3).tolist() == first != ours
    assert sorted(np.random.permutation(5).tolist()) == [0, 1, 2, 3, 4]
    assert len(set(np.random.choice(9, 4, False).tolist())) == 4
    assert mx.random.uniform(shape=2, dtype="float64").dtype == "float64"
    assert isinstance(NativeStream(3).uniform((2,)), numpy.ndarray)
    with pytest.raises(ValueError, match="unknown mode 'fast'"):
        mx.random.mode("fast")


def _a_bit_of_everything() -> list[Any]:
    mx.random.seed(3)
    shapes, scales = np.array([0.4, 2.5, 7.0]), np.array([0.3, 1.0, 2.0], dtype="float64")
    drawn = [
        np.random.normal(1.0, scales, size=(4, 3)),
        np.random.lognormal(shapes, 0.5),
        np.random.weibull(shapes),
        np.random.power(scales),
        np.random.pareto(shapes),
        np.random.gamma(shapes, scales.astype("float32")),
        np.random.beta(shapes, 2.0, size=(2, 3)),
        np.random.poisson(shapes * 5, size=(9, 3)),
        np.random.binomial(9, shapes / 10, size=(9, 3)),
        np.random.randint(0, 9, size=70),
        np.random.choice(np.arange(9.0), 5, False),
        np.random.permutation(7),
        npx.random.bernoulli(shapes / 10),
        np.random.multivariate_normal(np.zeros(2), np.eye(2), size=3),
        npx.dropout(np.ones(9), 0.4, mode="always"),
        mx.random.normal(shape=9),
    ]
    return [[str(x.dtype), x.tolist()] for x in drawn]


@pytest.mark.parametrize("mode", ["mxnet", "native"])
@pytest.mark.parametrize("backend", ["torch", "jax", "array_api_strict"])
def test_numbers_are_the_same_on_every_backend(backend: str, mode: str) -> None:
    library = pytest.importorskip(backend)
    mx.random.mode(mode)
    expected = _a_bit_of_everything()
    assert _a_bit_of_everything() == expected
    with mx.use_backend(library if backend == "array_api_strict" else backend):
        assert _a_bit_of_everything() == expected


GRADIENTS: dict[str, Callable[[Any, Any], Any]] = {
    "normal": lambda a, b: np.random.normal(a, b),
    "uniform": lambda a, b: np.random.uniform(a, b),
    "gumbel": lambda a, b: np.random.gumbel(a, b),
    "logistic": lambda a, b: np.random.logistic(a, b),
    "laplace": lambda a, b: np.random.laplace(a, b),
    "lognormal": lambda a, b: np.random.lognormal(a, b),
    "exponential": lambda a, b: np.random.exponential(b) + a,
    "rayleigh": lambda a, b: np.random.rayleigh(b) + a,
    "weibull": lambda a, b: np.random.weibull(a) + b,
    "pareto": lambda a, b: np.random.pareto(a) + b,
    "power": lambda a, b: np.random.power(a) + b,
    "gamma": lambda a, b: np.random.gamma(2.0, b) + a,
    "normal_n": lambda a, b: npx.random.normal_n(a, b, batch_shape=(3,)).mean(axis=0),
}


@pytest.mark.parametrize("mode", ["mxnet", "native"])
@pytest.mark.parametrize("name", GRADIENTS)
def test_gradients_reach_the_parameters(name: str, mode: str) -> None:
    mx.random.mode(mode)
    draw = GRADIENTS[name]
    a, b = np.array([1.5, 2.0], dtype="float64"), np.array([0.7, 1.2], dtype="float64")

    def value(a: Any, b: Any) -> Any:
        mx.random.seed(21)
        return draw(a, b).astype("float64").sum()

    a.attach_grad()
    b.attach_grad()
    with autograd.record():
        y = value(a, b)
    y.backward()
    for x in (a, b):
        assert x.grad is not None
        for i in range(2):
            step = numpy.zeros(2)
            step[i] = 1e-2
            up, down = (value(*(z + np.array(step * s) if z is x else z for z in (a, b))).item() for s in (1, -1))
            assert x.grad[i].item() == pytest.approx((up - down) / 2e-2, rel=2e-2, abs=2e-3)


def test_choice_of_an_array_passes_gradients() -> None:
    x = np.array([1.0, 2.0, 3.0])
    x.attach_grad()
    mx.random.seed(5)
    with autograd.record():
        y = np.random.choice(x, 5)
    y.backward()
    assert x.grad is not None and x.grad.sum().item() == 5


def test_sizes_dtypes_and_out() -> None:
    assert np.random.uniform().shape == () and np.random.uniform(size=()).shape == ()
    assert np.random.normal(size=0).shape == (0,)
    assert np.random.randint(5, size=(2, 0)).shape == (2, 0)
    assert np.random.normal(np.zeros((2, 1)), np.ones(3)).shape == (2, 3)
    assert np.random.normal(numpy.zeros(3), 1.0).shape == (3,)
    assert np.random.uniform(size=2, dtype="float64").dtype == "float64"
    assert np.random.randint(3, size=2).dtype == "int64"
    out = np.zeros((2, 2))
    mx.random.seed(4)
    assert np.random.normal(out=out) is out
    mx.random.seed(4)
    assert np.random.normal(size=(2, 2)).tolist() == out.tolist()
    whole = np.zeros(3, dtype="int32")
    assert np.random.randint(5, out=whole) is whole
    assert mx.random.uniform().shape == (1,)
    assert mx.random.normal(out=out) is out
    big = np.random.randint(-(2**62), 2**62 + 2**61, size=3)
    assert big.dtype == "int64"
    assert np.random.randint(-(2**63), 2**63 - 1, size=3).shape == (3,)


def test_shuffle_keeps_the_elements_and_permutation_the_argument() -> None:
    x = np.arange(12).reshape(6, 2)
    np.random.shuffle(x)
    assert sorted(x[:, 0].tolist()) == [0, 2, 4, 6, 8, 10] and x[:, 1].tolist() == (x[:, 0] + 1).tolist()
    y = np.arange(5)
    assert sorted(np.random.permutation(y).tolist()) == y.tolist() == [0, 1, 2, 3, 4]
    assert sorted(mx.random.shuffle(y).tolist()) == y.tolist()


def test_categorical_with_probabilities() -> None:
    data = np.array([[0.0, 1.0], [0.5, 0.5]])
    data.attach_grad()
    with autograd.record():
        drawn, logarithm = mx.random.categorical(data, shape=4, get_prob=True)
    logarithm.backward()
    assert data.grad is not None
    assert drawn.shape == logarithm.shape == (2, 4) and drawn[0].tolist() == [1, 1, 1, 1]
    assert data.grad.tolist() == [
        [0.0, 4.0],
        [2.0 * (4 - drawn[1].sum().item()), 2.0 * drawn[1].sum().item()],
    ]
    assert mx.random.categorical(np.array([1.0, 0.0])).shape == (1,)


MISTAKES: dict[str, tuple[Draw, type[Exception], str]] = {
    "scale": (lambda: np.random.normal(0, -1, size=3), ValueError, "expect scale >= 0, got scale=-1"),
    "scale array": (lambda: np.random.normal(0, np.array([1.0, -2.0])), ValueError, r"\[1.0, -2.0\]"),
    "shape": (lambda: np.random.gamma(-1.0), ValueError, "expect shape > 0"),
    "weibull": (lambda: np.random.weibull(0.0), ValueError, "expect a > 0, got a=0.0"),
    "empty interval": (lambda: np.random.randint(5, 5), ValueError, "low=5, high=5"),
    "negative interval": (lambda: np.random.randint(-3), ValueError, "low=0, high=-3"),
    "no integer": (lambda: np.random.randint(3.5), TypeError, "low must be an integer, not 3.5"),
    "float randint": (lambda: np.random.randint(3, dtype="float32"), TypeError, "float32"),
    "too large": (lambda: np.random.randint(300, dtype="uint8"), ValueError, "does not fit uint8"),
    "size": (lambda: np.random.uniform(size=-2), ValueError, "negative dimensions"),
    "size type": (
        lambda: np.random.uniform(size=2.5),  # type: ignore[arg-type]
        TypeError,
        "2.5",
    ),
    "complex": (lambda: np.random.normal(1j), TypeError, "loc must be|parameter must be"),
    "dtype": (lambda: np.random.normal(size=2, dtype="text"), TypeError, "text"),
    "dtype of beta": (lambda: np.random.beta(1.0, 2.0, dtype="text"), TypeError, "text"),
    "dtype of poisson": (lambda: np.random.poisson(1.0, dtype="text"), TypeError, "text"),
    "dtype of bernoulli": (lambda: npx.random.bernoulli(0.5, dtype="text"), TypeError, "text"),
    "interval": (lambda: mx.random.uniform(3, 1), ValueError, "low <= high"),
    "broadcast": (lambda: np.random.normal(np.ones(3), 1.0, size=(2, 2)), ValueError, "broadcast"),
    "text": (lambda: np.random.normal("a"), TypeError, "'a'"),
    "sample": (lambda: np.random.choice(3, 5, False), ValueError, "5 of 3"),
    "no choice": (lambda: np.random.choice(0, 2), ValueError, "greater than 0"),
    "p": (lambda: np.random.choice(3, 2, p=[0.1, 0.2, 0.3]), ValueError, "sum to 1"),
    "p shape": (lambda: np.random.choice(3, 2, p=[0.5, 0.5]), ValueError, "shape"),
    "p sign": (lambda: np.random.choice(2, 2, p=[1.5, -0.5]), ValueError, "negative"),
    "zeros": (lambda: np.random.choice(3, 3, False, p=[0.5, 0.5, 0.0]), ValueError, "only 2"),
    "shuffle": (lambda: np.random.shuffle([1, 2]), TypeError, "list"),  # type: ignore[arg-type]
    "shuffle 0-d": (lambda: np.random.shuffle(np.array(1.0)), TypeError, "zero dimensions"),
    "permutation": (lambda: np.random.permutation(np.array(1.0)), TypeError, "dimension"),
    "pvals": (lambda: np.random.multinomial(5, [0.9, 0.9, 0.1]), ValueError, r"sum\(pvals\[:-1\]\) > 1.0"),
    "deep pvals": (lambda: np.random.multinomial(5, [[0.5, 0.5]]), ValueError, "object too deep"),
    "trials": (lambda: np.random.multinomial(-5, [0.5, 0.5]), ValueError, "expect n >= 0"),
    "probability": (lambda: npx.random.bernoulli(2.0), ValueError, "prob=2.0"),
    "neither": (lambda: npx.random.bernoulli(), ValueError, "must be specified"),
    "binomial": (lambda: np.random.binomial(3, 1.5), ValueError, "0 <= p <= 1"),
    "cov": (lambda: np.random.multivariate_normal(np.zeros(2), np.eye(3)), ValueError, "cov"),
    "cov sign": (lambda: np.random.multivariate_normal([0.0], [[-1.0]]), ValueError, "semidefinite"),
    "mixed": (lambda: mx.random.normal(np.zeros(2), 1.0), TypeError, "same type"),
    "shapes": (lambda: mx.random.normal(np.zeros(2), np.ones(3)), ValueError, "one shape"),
    "categories": (lambda: mx.random.categorical(np.ones((1, 1, 1))), ValueError, "one axis or two"),
}


def _next() -> list[float]:
    return [np.random.uniform().item(), mx.random.uniform().item()]


@pytest.mark.parametrize("name", MISTAKES)
def test_mistakes_are_named_and_draw_nothing(name: str) -> None:
    call, kind, text = MISTAKES[name]
    mx.random.seed(4)
    expected = _next()
    mx.random.seed(4)
    with pytest.raises(kind, match=text) as caught:
        call()
    assert isinstance(caught.value, MXNetError)
    assert _next() == expected


OUT: dict[str, Callable[[Any], Any]] = {
    "uniform": lambda out: np.random.uniform(size=2, out=out),
    "normal": lambda out: np.random.normal(np.zeros(2), 1.0, size=2, out=out),
    "exponential": lambda out: np.random.exponential(size=2, out=out),
    "pareto": lambda out: np.random.pareto(np.ones(2), size=2, out=out),
    "gamma": lambda out: np.random.gamma(2.0, size=2, out=out),
    "choice": lambda out: np.random.choice(np.ones(4), 2, out=out),
    "bernoulli": lambda out: npx.random.bernoulli(0.5, size=2, out=out),
    "npx.multinomial": lambda out: npx.random.multinomial(3, np.array([0.5, 0.5]), out=out),
    "categorical": lambda out: mx.random.categorical(np.array([0.5, 0.5]), shape=2, out=out),
    "mx.normal": lambda out: mx.random.normal(shape=2, out=out),
    "mx.shuffle": lambda out: mx.random.shuffle(np.ones(2), out=out),
}


@pytest.mark.parametrize("name", OUT)
def test_a_place_that_does_not_fit_draws_nothing(name: str) -> None:
    mx.random.seed(4)
    expected = _next()
    variable = np.zeros(2)
    variable.attach_grad()
    for out, text in (
        (np.zeros(3), "out has shape"),
        ([0.0, 0.0], "out must be an ndarray"),
        (variable, "computational graph"),
    ):
        mx.random.seed(4)
        with pytest.raises(MXNetError, match=text), autograd.record():
            OUT[name](out)
        assert _next() == expected
