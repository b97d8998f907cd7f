"""MXNet's `mx.npx.random`: seeds, Bernoulli numbers, and draws with a batch shape in front."""

from __future__ import annotations

from typing import Any

import numpy as _np

from mxgrad import _dispatch
from mxgrad._missing import missing_attr
from mxgrad.array import ndarray
from mxgrad.base import MXNetValueError
from mxgrad.dtypes import DTypeLike
from mxgrad.np import random as _random
from mxgrad.np._sampling import (
    Device,
    Size,
    drawn_dtype,
    finish,
    first_array,
    numbers,
    place,
    require,
    shape_of,
    stream,
)
from mxgrad.random import categorical
from mxgrad.random import seed as _seed

__all__ = ["bernoulli", "categorical", "multinomial", "normal_n", "seed", "uniform_n"]


def seed(seed: int, ctx: Device = "all", *, device: Device = None) -> None:
    """Start the random numbers of all devices, or of one, again from `seed`.

    >>> from mxgrad import np, npx
    >>> npx.random.seed(3)
    >>> np.random.uniform()
    array(0.58530223)
    """
    _seed(seed, ctx, device=device)


def bernoulli(
    prob: Any = None,
    logit: Any = None,
    size: Size = None,
    dtype: DTypeLike = None,
    ctx: Device = None,
    out: ndarray | None = None,
    *,
    device: Device = None,
) -> ndarray:
    """Ones with probability `prob`, or with that whose log-odds are `logit`, and zeros.

    Raises
    ------
    MXNetValueError
        Not exactly one of `prob` and `logit` is given, or `prob` is not between 0 and 1.

    Examples
    --------
    >>> from mxgrad import npx
    >>> npx.random.seed(5)
    >>> npx.random.bernoulli(0.5, size=5)
    array([0., 1., 0., 0., 1.])
    """
    if (prob is None) == (logit is None):
        raise MXNetValueError(
            f"Either `prob` or `logit` must be specified, but not both. Received prob={prob}, logit={logit}"
        )
    given = logit if prob is None else prob
    chance = numbers("logit" if prob is None else "prob", given)
    if prob is None:
        with _np.errstate(over="ignore"):
            chance = (1.0 / (1.0 + _np.exp(-chance.astype(_np.float64)))).astype(_np.float32)
    else:
        require((chance >= 0) & (chance <= 1), "expect probs >= 0 && probs <= 1", "prob", prob)
    where, shape = place(ctx, device, given), shape_of(size, out, given)
    wanted = drawn_dtype(dtype, out, shape)
    return finish(stream(where).uniform(shape) < chance, where, wanted, out, first_array(given))


def multinomial(
    n: Any,
    p: Any,
    shape: Size = None,
    ctx: Device = None,
    dtype: DTypeLike = None,
    out: ndarray | None = None,
    *,
    device: Device = None,
) -> ndarray:
    """How often each outcome happens in `n` trials, of distributions in the last axis of `p`.

    The result has the shape of `n`, then `shape`, then the outcomes.

    Raises
    ------
    MXNetValueError
        `p` has not the shape of `n` and one axis more, or holds no distributions; `n` is negative.

    Examples
    --------
    >>> from mxgrad import np, npx
    >>> npx.random.seed(4)
    >>> npx.random.multinomial(np.array([10, 5]), np.array([[0.2, 0.8], [0.5, 0.5]]))
    array([[1., 9.],
           [2., 3.]])
    """
    trials, chances = numbers("n", n), numbers("p", p)
    require(trials >= 0, "expect n >= 0", "n", n)
    if chances.shape[:-1] != trials.shape or chances.ndim != trials.ndim + 1:
        raise MXNetValueError(
            f"p has the shape of n and one axis for the outcomes, got n of {trials.shape}, p of {chances.shape}"
        )
    require(chances >= 0, "probabilities must not be negative", "p", p)
    require(abs(chances.sum(axis=-1, dtype="float64") - 1) < 1e-3, "probabilities must sum to 1", "p", p)
    where = place(ctx, device, n, p)
    each = () if shape is None else _dispatch.shape_in(shape)
    wanted = drawn_dtype(dtype, out, (*chances.shape[:-1], *each, chances.shape[-1]))
    counts = _random.outcomes(_np.floor(trials), chances.astype("float64"), each, stream(where))
    return finish(counts, where, wanted, out, first_array(n, p))


def _full(batch_shape: Size, *parameters: Any) -> tuple[int, ...]:
    batch = () if batch_shape is None else _dispatch.shape_in(batch_shape)
    return batch + shape_of(None, None, *parameters)


def uniform_n(
    low: Any = 0.0,
    high: Any = 1.0,
    batch_shape: Size = None,
    dtype: DTypeLike = None,
    ctx: Device = None,
    *,
    device: Device = None,
) -> ndarray:
    """Uniform numbers in an array of `batch_shape` followed by the shape of the parameters.

    >>> from mxgrad import np, npx
    >>> npx.random.uniform_n(np.zeros(2), np.ones(2), batch_shape=(3,)).shape
    (3, 2)
    """
    return _random.uniform(low, high, _full(batch_shape, low, high), dtype, ctx, device=device)


def normal_n(
    loc: Any = 0.0,
    scale: Any = 1.0,
    batch_shape: Size = None,
    dtype: DTypeLike = None,
    ctx: Device = None,
    *,
    device: Device = None,
) -> ndarray:
    """Normal numbers in an array of `batch_shape` followed by the shape of the parameters.

    >>> from mxgrad import np, npx
    >>> npx.random.normal_n(np.zeros(2), np.ones(2), batch_shape=(3,)).shape
    (3, 2)
    """
    return _random.normal(loc, scale, _full(batch_shape, loc, scale), dtype, ctx, device=device)


__getattr__ = missing_attr(__name__)
