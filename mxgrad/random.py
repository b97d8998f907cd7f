"""Seeds, the mode, and MXNet's older random functions `mx.random`, which use the parallel generators."""

from __future__ import annotations

import operator
import re
from typing import TYPE_CHECKING, Any

import numpy as _np

from mxgrad import _streams
from mxgrad import dtypes as _dtypes
from mxgrad._missing import missing_attr
from mxgrad.base import MXNetTypeError, MXNetValueError
from mxgrad.context import Context, as_context
from mxgrad.dtypes import DTypeLike

if TYPE_CHECKING:
    from mxgrad.array import ndarray

__all__ = [
    "binomial",
    "categorical",
    "exponential",
    "gamma",
    "generalized_negative_binomial",
    "mode",
    "multinomial",
    "negative_binomial",
    "normal",
    "poisson",
    "randint",
    "randn",
    "seed",
    "shuffle",
    "uniform",
]

Device = Context | str | None
Shape = int | tuple[int, ...] | list[int] | None


def seed(seed_state: int, ctx: Device = "all", *, device: Device = None) -> None:
    """Start the random numbers of all devices, or of one, again from `seed_state`.

    As in MXNet, seeding one device gives other numbers than seeding all.

    Examples
    --------
    >>> import mxgrad as mx
    >>> mx.random.seed(3)
    >>> mx.np.random.uniform()
    array(0.58530223)
    """
    try:
        number = operator.index(seed_state)
    except TypeError:
        raise MXNetValueError(f"seed_state must be int, not {seed_state!r}") from None
    chosen = device if device is not None else ctx
    if isinstance(chosen, str) and chosen == "all":
        _streams.seed(number)
    else:
        where = as_context(chosen)
        _streams.seed(number, (where.device_type, where.device_id))


def mode(name: str | None = None) -> str:
    """Which numbers are drawn: ``"mxnet"``, those of MXNet, or ``"native"``, those of a faster generator.

    With a name, set the mode of the whole process; returns the mode before.

    Examples
    --------
    >>> import mxgrad as mx
    >>> before = mx.random.mode("native")
    >>> mx.random.mode(before)
    'native'
    """
    try:
        return _streams.mode(name)
    except ValueError as error:
        raise MXNetValueError(str(error)) from None


def _draw(
    parameters: tuple[Any, ...],
    shape: Shape,
    dtype: DTypeLike,
    ctx: Device,
    out: ndarray | None,
    device: Device,
    drawn: Any,
    default: str = "float32",
) -> ndarray:
    """Numbers give an array of `shape`, arrays of parameters `shape` numbers for each of their elements."""
    from mxgrad import _dispatch
    from mxgrad.array import ndarray
    from mxgrad.np import _sampling

    arrays = [isinstance(p, ndarray) for p in parameters]
    if any(arrays) and not all(arrays):
        kinds = ", ".join(type(p).__name__ for p in parameters)
        raise MXNetTypeError(f"Distribution parameters must all have the same type, but got {kinds}.")
    where = _sampling.place(ctx, device, *parameters)
    if arrays and arrays[0]:
        own = parameters[0].shape
        if any(p.shape != own for p in parameters):
            raise MXNetValueError(f"parameters must have one shape, got {[p.shape for p in parameters]}")
        each = () if shape is None else _dispatch.shape_in(shape)
        full = own + each
        hosts = [p.asnumpy().astype(_np.float32).reshape(own + (1,) * len(each)) for p in parameters]
    else:
        if shape is None and out is None:
            shape = 1
        full = out.shape if shape is None and out is not None else _dispatch.shape_in(shape)
        hosts = [_as_text(_sampling.numbers("a parameter", p), p) for p in parameters]
    wanted = _sampling.drawn_dtype(default if dtype is None else dtype, out, full)
    host = drawn(_sampling.stream(where), full, *hosts)
    return _sampling.finish(host, where, wanted, out, _sampling.first_array(*parameters))


def _as_text(host: Any, value: Any) -> Any:
    """A number as these functions of MXNet get it: written as text, its whole part and its fraction read apart."""
    found = _NUMBER.fullmatch(str(value))
    if host.ndim or found is None:
        return host
    sign, whole, fraction = found.groups(default="")
    read = _np.float32(int(whole))
    if fraction:
        read += _np.float32(int(fraction) / 10 ** len(fraction))
    return _np.asarray(-read if sign else read)


_NUMBER = re.compile(r"(-?)([0-9]{1,19})(?:\.([0-9]{1,19}))?")


def _wide(dtype: DTypeLike, *but: str) -> bool:
    """Whether MXNet draws in float64, as it does also for float16."""
    return dtype is not None and _dtypes.as_dtype(dtype).name in {"float64", "float16"}.difference(but)


def uniform(
    low: Any = 0, high: Any = 1, shape: Shape = None, dtype: DTypeLike = None, ctx: Device = None,
    out: ndarray | None = None, *, device: Device = None,
) -> ndarray:  # fmt: skip
    """Uniform numbers between `low` and `high`.

    Examples
    --------
    >>> import mxgrad as mx
    >>> mx.random.seed(3)
    >>> mx.random.uniform(shape=2)
    array([0.58530223, 0.42165753])
    """
    from mxgrad.np._sampling import numbers, require

    require(numbers("low", low) <= numbers("high", high), "expect low <= high", "(low, high)", (low, high))
    wide = _wide(dtype)
    return _draw(
        (low, high), shape, dtype, ctx, out, device,
        lambda stream, full, a, b: stream.lane_uniform(full, wide) * (b - a) + a,
    )  # fmt: skip


def normal(
    loc: Any = 0, scale: Any = 1, shape: Shape = None, dtype: DTypeLike = None, ctx: Device = None,
    out: ndarray | None = None, *, device: Device = None,
) -> ndarray:  # fmt: skip
    """Normal numbers of mean `loc` and standard deviation `scale`.

    Examples
    --------
    >>> import mxgrad as mx
    >>> mx.random.seed(5)
    >>> mx.random.normal(shape=2)
    array([-0.4122222 ,  0.73706365])
    """
    from mxgrad.np._sampling import not_negative

    not_negative("scale", scale)
    wide = _wide(dtype)
    return _draw(
        (loc, scale), shape, dtype, ctx, out, device,
        lambda stream, full, m, s: stream.lane_normal(full, wide) * s + m,
    )  # fmt: skip


def randn(*shape: int, loc: Any = 0, scale: Any = 1, **kwargs: Any) -> ndarray:
    """Normal numbers in an array of the given lengths.

    Examples
    --------
    >>> import mxgrad as mx
    >>> mx.random.randn(2, 3).shape
    (2, 3)
    """
    return normal(loc, scale, shape or None, **kwargs)


def exponential(
    scale: Any = 1, shape: Shape = None, dtype: DTypeLike = None, ctx: Device = None,
    out: ndarray | None = None, *, device: Device = None,
) -> ndarray:  # fmt: skip
    """Exponential numbers of mean `scale`.

    Examples
    --------
    >>> import mxgrad as mx
    >>> mx.random.exponential(2.0, shape=(2, 3)).shape
    (2, 3)
    """
    from mxgrad.np._sampling import above_zero

    above_zero("scale", scale)

    wide = _wide(dtype)

    def drawn(stream: _streams.Stream, full: tuple[int, ...], rate: Any) -> Any:
        return -_np.log(1.0 - stream.lane_uniform(full, wide).astype(_np.float64)) / rate

    rate = 1.0 / (float(scale) if _dtypes.scalar_of(scale) is not None else scale)
    return _draw((rate,), shape, dtype, ctx, out, device, drawn)


def gamma(
    alpha: Any = 1, beta: Any = 1, shape: Shape = None, dtype: DTypeLike = None, ctx: Device = None,
    out: ndarray | None = None, *, device: Device = None,
) -> ndarray:  # fmt: skip
    """Gamma numbers of shape `alpha` and scale `beta`.

    Examples
    --------
    >>> import mxgrad as mx
    >>> mx.random.gamma(2.0, 1.0, shape=(2, 3)).shape
    (2, 3)
    """
    from mxgrad.np._sampling import above_zero

    above_zero("alpha", alpha)
    above_zero("beta", beta)
    wide = _wide(dtype, "float16")
    return _draw(
        (alpha, beta), shape, dtype, ctx, out, device,
        lambda stream, full, a, b: stream.lane_gamma(a, b, full, wide),
    )  # fmt: skip


def poisson(
    lam: Any = 1, shape: Shape = None, dtype: DTypeLike = None, ctx: Device = None,
    out: ndarray | None = None, *, device: Device = None,
) -> ndarray:  # fmt: skip
    """Poisson numbers of mean `lam`.

    Examples
    --------
    >>> import mxgrad as mx
    >>> mx.random.seed(5)
    >>> mx.random.poisson(3.0, shape=3)
    array([4., 5., 3.])
    """
    from mxgrad.np._sampling import not_negative

    not_negative("lam", lam)
    return _draw((lam,), shape, dtype, ctx, out, device, lambda stream, full, rate: stream.lane_poisson(rate, full))


def negative_binomial(
    k: Any = 1, p: Any = 1, shape: Shape = None, dtype: DTypeLike = None, ctx: Device = None,
    out: ndarray | None = None, *, device: Device = None,
) -> ndarray:  # fmt: skip
    """Failures before the `k`-th success, each trial succeeding with probability `p`.

    Examples
    --------
    >>> import mxgrad as mx
    >>> mx.random.negative_binomial(3, 0.4, shape=(2, 3)).shape
    (2, 3)
    """
    from mxgrad.np._sampling import above_zero, numbers, require

    above_zero("k", k)
    require((numbers("p", p) > 0) & (numbers("p", p) <= 1), "expect 0 < p <= 1", "p", p)
    return _draw(
        (k, p), shape, dtype, ctx, out, device,
        lambda stream, full, k, p: stream.lane_gamma_poisson(k, (1 - p) / p, full),
    )  # fmt: skip


def generalized_negative_binomial(
    mu: Any = 1, alpha: Any = 1, shape: Shape = None, dtype: DTypeLike = None, ctx: Device = None,
    out: ndarray | None = None, *, device: Device = None,
) -> ndarray:  # fmt: skip
    """Poisson numbers whose rate is gamma distributed with mean `mu` and dispersion `alpha`.

    Examples
    --------
    >>> import mxgrad as mx
    >>> mx.random.generalized_negative_binomial(2.0, 0.3, shape=(2, 3)).shape
    (2, 3)
    """
    from mxgrad.np._sampling import not_negative

    not_negative("mu", mu)
    not_negative("alpha", alpha)

    def drawn(stream: _streams.Stream, full: tuple[int, ...], mean: Any, dispersion: Any) -> Any:
        with _np.errstate(divide="ignore"):
            shapes = _np.float32(1) / dispersion
        return stream.lane_gamma_poisson(shapes, _np.where(dispersion == 0, mean, mean * dispersion), full)

    return _draw((mu, alpha), shape, dtype, ctx, out, device, drawn)


def binomial(
    n: Any = 1, p: Any = 0.5, shape: Shape = None, dtype: DTypeLike = None, ctx: Device = None,
    out: ndarray | None = None, *, device: Device = None,
) -> ndarray:  # fmt: skip
    """Successes in `n` trials, each with probability `p`.

    Examples
    --------
    >>> import mxgrad as mx
    >>> mx.random.binomial(3, 1.0, shape=2)
    array([3., 3.])
    """
    from mxgrad.np.random import binomial_host

    return _draw(
        (n, p), shape, dtype, ctx, out, device,
        lambda stream, full, n, p: binomial_host(n, p, full, stream),
    )  # fmt: skip


def randint(
    low: int, high: int, shape: Shape = None, dtype: DTypeLike = None, ctx: Device = None,
    out: ndarray | None = None, *, device: Device = None,
) -> ndarray:  # fmt: skip
    """Integers of [`low`, `high`), as int32 unless `dtype` says otherwise.

    Examples
    --------
    >>> import mxgrad as mx
    >>> mx.random.seed(5)
    >>> mx.random.randint(0, 10, shape=3)
    array([2, 3, 4], dtype=int32)
    """
    from mxgrad.np.random import randint as numpy_randint

    size = 1 if shape is None and out is None else shape
    return numpy_randint(low, high, size, dtype or "int32", ctx, out, device=device)


def categorical(
    data: ndarray, shape: Shape = None, get_prob: bool = False, out: ndarray | None = None,
    dtype: DTypeLike = "int32",
) -> Any:  # fmt: skip
    """Outcomes with the probabilities in the last axis of `data`, `shape` of them for each distribution.

    Without `shape` it is one for each, and of one distribution an array of one.

    With `get_prob` also the logarithms of their probabilities, through which gradients reach `data`.

    Examples
    --------
    >>> import mxgrad as mx
    >>> mx.random.categorical(mx.np.array([0.0, 1.0]), shape=3)
    array([1, 1, 1], dtype=int32)
    """
    from mxgrad import _dispatch
    from mxgrad.np import _sampling, elementwise, index

    source = _dispatch.argument("data", data)
    host = source.asnumpy().astype(_np.float32)
    if host.ndim not in (1, 2):
        raise MXNetValueError(f"data must have one axis or two, got shape {host.shape}")
    each = () if shape is None else _dispatch.shape_in(shape)
    if host.ndim == 1:
        each = each or (1,)
    wanted = _sampling.drawn_dtype(dtype, out, (*host.shape[:-1], *each))
    u = _sampling.stream(source.ctx).uniform((*host.shape[:-1], *each))
    flat = host.reshape(-1, host.shape[-1])
    rows = u.reshape(flat.shape[0], -1)
    ends = _np.cumsum(flat, axis=1, dtype=_np.float64).astype(_np.float32)
    found = [_np.searchsorted(end, row, "left") for end, row in zip(ends, rows, strict=True)]
    picked = _np.minimum(_np.array(found, _np.int64).reshape(rows.shape), flat.shape[1] - 1)
    result = _sampling.finish(picked.reshape(u.shape), source.ctx, wanted, out, source)
    if not get_prob:
        return result
    places = picked + _np.arange(flat.shape[0])[:, None] * flat.shape[1]
    where = _sampling.finish(places.reshape(u.shape), source.ctx, "int64", None, source)
    return [result, elementwise.log(index.take(source.reshape(-1), where))]


def multinomial(
    data: Any, shape: Shape = None, get_prob: bool = False, out: ndarray | None = None,
    dtype: DTypeLike = "int32",
) -> Any:  # fmt: skip
    """The name that MXNet 1.x has for `categorical`.

    Examples
    --------
    >>> import mxgrad as mx
    >>> mx.random.multinomial(mx.np.array([1.0, 0.0]), shape=3)
    array([0, 0, 0], dtype=int32)
    """
    return categorical(data, shape, get_prob, out, dtype)


def shuffle(data: ndarray, out: ndarray | None = None) -> ndarray:
    """A copy of `data` with its elements, or rows, in a random order.

    Examples
    --------
    >>> import mxgrad as mx
    >>> mx.random.seed(5)
    >>> mx.random.shuffle(mx.np.array([1, 2, 3, 4, 5, 6]))
    array([3., 6., 1., 5., 4., 2.])
    """
    from mxgrad import _dispatch
    from mxgrad.np import _sampling
    from mxgrad.np.random import permutation

    source = _dispatch.argument("data", data)
    _sampling.drawn_dtype(source.dtype, out, source.shape)
    result = permutation(source)
    return result if out is None else _dispatch.write(out, result)


__getattr__ = missing_attr(__name__)
