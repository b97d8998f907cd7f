"""Does a random generator follow its distribution? Tests of the mean, the variance and the frequencies."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from mxgrad._testing.compare import to_numpy
from mxgrad.base import MXNetValueError

__all__ = [
    "chi_square_check",
    "gen_buckets_probs_with_ppf",
    "mean_check",
    "retry",
    "var_check",
    "verify_generator",
]

Host = np.ndarray[Any, np.dtype[Any]]
Generator = Callable[[int], Any]


def gen_buckets_probs_with_ppf(
    ppf: Callable[[float], float], nbuckets: int
) -> tuple[list[tuple[float, float]], list[float]]:
    """Cut a distribution, given by its quantile function, into intervals of equal probability.

    Examples
    --------
    >>> gen_buckets_probs_with_ppf(lambda p: 10 * p, 2)
    ([(0.0, 5.0), (5.0, 10.0)], [0.5, 0.5])
    """
    if nbuckets < 1:
        raise MXNetValueError(f"nbuckets is at least 1, got {nbuckets}")
    edges = [ppf(i / nbuckets) for i in range(nbuckets + 1)]
    return list(pairwise(edges)), [1.0 / nbuckets] * nbuckets


def mean_check(generator: Generator, mu: float, sigma: float, nsamples: int = 1000000) -> bool:
    """Tell whether the mean of that many samples is within three standard errors of `mu`.

    Examples
    --------
    >>> import numpy
    >>> bool(mean_check(numpy.random.default_rng(0).standard_normal, 0, 1, 1000))
    True
    """
    mean = to_numpy(generator(nsamples)).mean(dtype=np.float64)
    return bool(abs(mean - mu) < 3 * sigma / math.sqrt(nsamples))


def var_check(generator: Generator, sigma: float, nsamples: int = 1000000) -> bool:
    """Tell whether the variance of that many normal samples is within three standard errors of ``sigma**2``.

    Examples
    --------
    >>> import numpy
    >>> bool(var_check(numpy.random.default_rng(0).standard_normal, 1, 1000))
    True
    """
    variance = to_numpy(generator(nsamples)).var(ddof=1, dtype=np.float64)
    return bool(abs(variance - sigma**2) < 3 * sigma**2 * math.sqrt(2 / (nsamples - 1)))


def chi_square_check(
    generator: Generator, buckets: Sequence[Any], probs: Sequence[float], nsamples: int = 1000000
) -> tuple[float, Host, Host]:
    """Test the frequencies of samples against their probabilities.

    Parameters
    ----------
    generator : callable
        ``generator(n)`` returns `n` samples.
    buckets : list of (low, high), or list of values
        Intervals in ascending order, for a continuous distribution, or the values of a discrete one.
    probs : list of float
        The probability of each bucket.
    nsamples : int
        How many samples to draw.

    Returns
    -------
    p : float
        The probability of frequencies that are off by as much: below 0.05 is suspicious.
    observed, expected : numpy.ndarray
        The frequencies.

    Examples
    --------
    >>> import numpy
    >>> p, observed, expected = chi_square_check(lambda n: numpy.arange(n) % 2, [0, 1], [0.5, 0.5], 100)
    >>> p, observed.tolist(), expected.tolist()
    (1.0, [50, 50], [50.0, 50.0])
    """
    if len(buckets) != len(probs):
        raise MXNetValueError(f"{len(buckets)} buckets with {len(probs)} probabilities")
    samples = to_numpy(generator(nsamples)).ravel()
    if isinstance(buckets[0], (list, tuple)):
        edges = [edge for bucket in buckets for edge in bucket]
        if edges != sorted(edges):
            raise MXNetValueError(f"the buckets overlap or are not in ascending order: {buckets}")
        # The upper edge belongs to the next bucket; that of the last one to itself.
        observed = np.array([np.count_nonzero((low <= samples) & (samples < high)) for low, high in buckets])
        observed[-1] += np.count_nonzero(samples == buckets[-1][1])
    else:
        observed = np.array([np.count_nonzero(samples == value) for value in buckets])
    expected = nsamples * np.asarray(probs, dtype=np.float64)
    statistic = float(((observed - expected) ** 2 / expected).sum())
    return _chi_square_tail(statistic, len(buckets) - 1), observed, expected


def verify_generator(
    generator: Generator,
    buckets: Sequence[Any],
    probs: Sequence[float],
    nsamples: int = 1000000,
    nrepeat: int = 5,
    success_rate: float = 0.2,
    alpha: float = 0.05,
) -> list[float]:
    """Raise an `AssertionError` unless enough of `nrepeat` chi-square tests give a probability above `alpha`.

    Examples
    --------
    >>> import numpy
    >>> verify_generator(lambda n: numpy.arange(n) % 2, [0, 1], [0.5, 0.5], 100, nrepeat=2)
    [1.0, 1.0]
    """
    results = [chi_square_check(generator, buckets, probs, nsamples) for _ in range(nrepeat)]
    p_values = [p for p, _, _ in results]
    if sum(p > alpha for p in p_values) < nrepeat * success_rate:
        raise AssertionError(
            f"Generator test fails: Chi-square p={p_values}, "
            f"obs_freq={[observed.tolist() for _, observed, _ in results]}, "
            f"expected_freq={results[0][2].tolist()}.\nbuckets={buckets}, probs={probs}"
        )
    return p_values


def retry(n: int) -> Callable[[Callable[..., Any]], Callable[..., None]]:
    """Decorate a test so that it fails only when it fails `n` times in a row.

    Examples
    --------
    >>> @retry(3)
    ... def test(): ...
    >>> test()
    """
    if n < 1:
        raise MXNetValueError(f"a test runs at least once, got retry({n})")

    def decorate(test: Callable[..., Any]) -> Callable[..., None]:
        @functools.wraps(test)
        def attempts(*args: Any, **kwargs: Any) -> None:
            for attempt in range(1, n + 1):
                try:
                    test(*args, **kwargs)
                    return
                except AssertionError:
                    if attempt == n:
                        raise

        return attempts

    return decorate


def _chi_square_tail(statistic: float, freedom: int) -> float:
    """Return the probability that a chi-square variable exceeds `statistic`, without needing SciPy.

    It is the regularised upper incomplete gamma function Q(freedom / 2, statistic / 2): by its series where
    that converges fast, else by its continued fraction (Lentz's method).
    """
    if freedom < 1 or statistic <= 0:
        return 1.0
    a, x = freedom / 2, statistic / 2
    scale = math.exp(a * math.log(x) - x - math.lgamma(a))
    if x < a + 1:
        term = total = 1 / a
        count = a
        while term > total * 1e-16:
            count += 1
            term *= x / count
            total += term
        return max(0.0, 1 - scale * total)
    b = x + 1 - a
    c, d = math.inf, 1 / b
    fraction = d
    for i in range(1, 10_000):
        step = -i * (i - a)
        b += 2
        d = 1 / (step * d + b)
        c = b + step / c
        fraction *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return scale * fraction
