"""Random numbers: MXNet's `mx.np.random`, with the very numbers of MXNet's CPU stream.

Draws are made on the host at the call, so they are the same on every backend. `mxgrad.random.mode("native")`
takes a faster generator instead. See the guide on random numbers for what is identical to the bit.
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as _np

from mxgrad import _dispatch, dtypes
from mxgrad._missing import missing_attr
from mxgrad._streams import noise as _noise
from mxgrad.array import ndarray
from mxgrad.base import MXNetTypeError, MXNetValueError
from mxgrad.dtypes import DTypeLike
from mxgrad.np import elementwise as _elementwise
from mxgrad.np import index as _index
from mxgrad.np._gamma import standard_gamma
from mxgrad.np._sampling import (
    Device,
    Host,
    Size,
    above_zero,
    affine,
    drawn_dtype,
    finish,
    first_array,
    no_size,
    not_negative,
    numbers,
    place,
    require,
    shape_of,
    stream,
    tracked,
    transformed,
)
from mxgrad.np.linalg import cholesky
from mxgrad.random import seed

__all__ = [
    "beta",
    "binomial",
    "chisquare",
    "choice",
    "exponential",
    "f",
    "gamma",
    "gumbel",
    "laplace",
    "logistic",
    "lognormal",
    "multinomial",
    "multivariate_normal",
    "normal",
    "pareto",
    "permutation",
    "poisson",
    "power",
    "rand",
    "randint",
    "randn",
    "rayleigh",
    "seed",
    "shuffle",
    "uniform",
    "weibull",
]


def uniform(
    low: Any = 0.0,
    high: Any = 1.0,
    size: Size = None,
    dtype: DTypeLike = None,
    ctx: Device = None,
    out: ndarray | None = None,
    *,
    device: Device = None,
) -> ndarray:
    """Uniform numbers between `low` and `high`; gradients reach both.

    >>> from mxgrad import np
    >>> np.random.seed(3)
    >>> np.random.uniform(size=3)
    array([0.58530223, 0.42165753, 0.44139108])
    """
    where = place(ctx, device, low, high)
    return transformed(
        lambda draw, shape: draw.uniform(shape),
        lambda u, a, b: u * (b - a) + a,
        lambda u, a, b: a + u * (b - a),
        (low, high), size, dtype, where, out,
    )  # fmt: skip


def normal(
    loc: Any = 0.0,
    scale: Any = 1.0,
    size: Size = None,
    dtype: DTypeLike = None,
    ctx: Device = None,
    out: ndarray | None = None,
    *,
    device: Device = None,
) -> ndarray:
    """Normal numbers of mean `loc` and standard deviation `scale`; gradients reach both.

    Raises
    ------
    MXNetValueError
        `scale` is negative.

    Examples
    --------
    >>> from mxgrad import np
    >>> np.random.seed(5)
    >>> np.random.normal(1, 2, size=2)
    array([0.17555559, 2.676673  ])
    """
    not_negative("scale", scale)
    where = place(ctx, device, loc, scale)
    return transformed(lambda draw, shape: draw.normal(shape), affine, affine, (loc, scale), size, dtype, where, out)


def lognormal(
    mean: Any = 0.0,
    sigma: Any = 1.0,
    size: Size = None,
    dtype: DTypeLike = None,
    ctx: Device = None,
    out: ndarray | None = None,
    *,
    device: Device = None,
) -> ndarray:
    """Numbers whose logarithm is normal with mean `mean` and standard deviation `sigma`.

    >>> from mxgrad import np
    >>> np.random.seed(5)
    >>> np.random.lognormal()
    array(0.66217715)
    """
    not_negative("sigma", sigma)
    where = place(ctx, device, mean, sigma)
    return transformed(
        lambda draw, shape: draw.normal(shape),
        lambda z, m, s: _noise.exp(affine(z, m, s), drawn_dtype(dtype, out, z.shape)),
        lambda z, m, s: _elementwise.exp(affine(z, m, s)),
        (mean, sigma), size, dtype, where, out,
    )  # fmt: skip


def logistic(
    loc: Any = 0.0,
    scale: Any = 1.0,
    size: Size = None,
    ctx: Device = None,
    out: ndarray | None = None,
    *,
    device: Device = None,
) -> ndarray:
    """Logistic numbers; gradients reach `loc` and `scale`.

    >>> from mxgrad import np
    >>> np.random.seed(5)
    >>> np.random.logistic(1.5, 2.5, size=2)
    array([ 6.053569  , -0.35439014])
    """
    not_negative("scale", scale)
    where = place(ctx, device, loc, scale)
    return transformed(
        lambda draw, shape: _noise.logistic(draw.uniform(shape)),
        affine, affine, (loc, scale), size, None, where, out,
    )  # fmt: skip


def gumbel(
    loc: Any = 0.0,
    scale: Any = 1.0,
    size: Size = None,
    ctx: Device = None,
    out: ndarray | None = None,
    *,
    device: Device = None,
) -> ndarray:
    """Gumbel (extreme value) numbers; gradients reach `loc` and `scale`.

    >>> from mxgrad import np
    >>> np.random.seed(5)
    >>> np.random.gumbel(1.5, 2.5, size=2)
    array([6.243368, 1.191627])
    """
    not_negative("scale", scale)
    where = place(ctx, device, loc, scale)
    return transformed(
        lambda draw, shape: _noise.gumbel(draw.uniform(shape)),
        affine, affine, (loc, scale), size, None, where, out,
    )  # fmt: skip


def laplace(
    loc: Any = 0.0,
    scale: Any = 1.0,
    size: Size = None,
    dtype: DTypeLike = None,
    ctx: Device = None,
    out: ndarray | None = None,
    *,
    device: Device = None,
) -> ndarray:
    """Laplace (double exponential) numbers; gradients reach `loc` and `scale`.

    >>> from mxgrad import np
    >>> np.random.seed(5)
    >>> np.random.laplace(1.5, 2.5, size=2)
    array([4.6956153 , 0.40466952])
    """
    not_negative("scale", scale)
    where = place(ctx, device, loc, scale)
    return transformed(
        lambda draw, shape: _noise.laplace(draw.uniform(shape)),
        affine, affine, (loc, scale), size, dtype, where, out,
    )  # fmt: skip


def rayleigh(
    scale: Any = 1.0,
    size: Size = None,
    ctx: Device = None,
    out: ndarray | None = None,
    *,
    device: Device = None,
) -> ndarray:
    """Rayleigh numbers, the lengths of normal vectors in the plane; gradients reach `scale`.

    >>> from mxgrad import np
    >>> np.random.seed(5)
    >>> np.random.rayleigh(2.5, size=2)
    array([1.3691508, 3.760451 ])
    """
    not_negative("scale", scale)
    where = place(ctx, device, scale)
    return transformed(
        lambda draw, shape: _noise.rayleigh(draw.uniform(shape)),
        _np.multiply, lambda r, s: r * s, (scale,), size, None, where, out,
    )  # fmt: skip


def exponential(
    scale: Any = 1.0,
    size: Size = None,
    ctx: Device = None,
    out: ndarray | None = None,
    *,
    device: Device = None,
) -> ndarray:
    """Exponential numbers of mean `scale`; gradients reach `scale`.

    >>> from mxgrad import np
    >>> np.random.seed(5)
    >>> np.random.exponential(2.5, size=2)
    array([0.37491477, 2.8281984 ])
    """
    not_negative("scale", scale)
    where = place(ctx, device, scale)
    number = dtypes.scalar_of(scale)
    if number is not None:
        return _from_uniform(_noise.exponential, number, size, where, out)
    return transformed(
        lambda draw, shape: _noise.exponential(draw.uniform(shape)),
        _np.multiply, lambda x, s: x * s, (scale,), size, None, where, out,
    )  # fmt: skip


def _from_uniform(function: Any, parameter: Any, size: Size, where: Any, out: ndarray | None) -> ndarray:
    shape = shape_of(size, out)
    wanted = drawn_dtype(None, out, shape)
    return finish(function(stream(where).uniform(shape), float(parameter)), where, wanted, out)


def weibull(
    a: Any, size: Size = None, ctx: Device = None, out: ndarray | None = None, *, device: Device = None
) -> ndarray:
    """Weibull numbers of shape `a`; gradients reach `a`.

    >>> from mxgrad import np
    >>> np.random.seed(5)
    >>> np.random.weibull(2.5, size=2)
    array([0.4681629, 1.0505772])
    """
    above_zero("a", a)
    where = place(ctx, device, a)
    return transformed(
        lambda draw, shape: _noise.exponential(draw.uniform(shape)),
        lambda x, a: _noise.powf(x, (1 / a).astype(_np.float32)), lambda x, a: x ** (1.0 / a),
        (a,), size, None, where, out,
    )  # fmt: skip


def pareto(
    a: Any, size: Size = None, ctx: Device = None, out: ndarray | None = None, *, device: Device = None
) -> ndarray:
    """Pareto II (Lomax) numbers of shape `a`; gradients reach `a`.

    >>> from mxgrad import np
    >>> np.random.seed(5)
    >>> np.random.pareto(2.5, size=2)
    array([0.06182206, 0.5722563 ])
    """
    above_zero("a", a)
    where = place(ctx, device, a)
    number = dtypes.scalar_of(a)
    if number is not None:
        return _from_uniform(_noise.pareto, number, size, where, out)
    return transformed(
        lambda draw, shape: _noise.exponential(draw.uniform(shape)),
        lambda x, a: _np.expm1((x / a).astype(_np.float64)).astype(_np.float32),
        lambda x, a: _elementwise.expm1(x / a),
        (a,), size, None, where, out,
    )  # fmt: skip


def power(
    a: Any, size: Size = None, ctx: Device = None, out: ndarray | None = None, *, device: Device = None
) -> ndarray:
    """Numbers of [0, 1] with density ``a * x ** (a - 1)``; gradients reach `a`.

    >>> from mxgrad import np
    >>> np.random.seed(5)
    >>> np.random.power(2.5, size=2)
    array([0.4545    , 0.85572237])
    """
    above_zero("a", a)
    where = place(ctx, device, a)
    return transformed(
        lambda draw, shape: _np.float32(1) - draw.uniform_and_one_more(shape),
        lambda u, a: _noise.powf(u, (1 / a).astype(_np.float32)), lambda u, a: u ** (1.0 / a),
        (a,), size, None, where, out,
    )  # fmt: skip


def gamma(
    shape: Any,
    scale: Any = 1.0,
    size: Size = None,
    dtype: DTypeLike = None,
    ctx: Device = None,
    out: ndarray | None = None,
    *,
    device: Device = None,
) -> ndarray:
    """Gamma numbers of shape `shape` and scale `scale`; gradients reach both.

    >>> from mxgrad import np
    >>> np.random.seed(5)
    >>> np.random.gamma(2.0, size=2)
    array([0.2102047, 2.350758 ])
    """
    alpha, factor = above_zero("shape", shape), not_negative("scale", scale)
    where = place(ctx, device, shape, scale)
    lengths = shape_of(size, out, shape, scale)
    wanted = drawn_dtype(dtype, out, lengths)
    beside = first_array(shape, scale)
    if beside is not None and tracked(shape, scale):
        standard = standard_gamma(shape, alpha, lengths, where, beside)
        found = (standard * (scale if isinstance(scale, ndarray) else factor)).astype(wanted)
        return found if out is None else _dispatch.write(out, found)
    return finish(stream(where).gamma(alpha, lengths, factor), where, wanted, out, beside)


def chisquare(
    df: Any, size: Size = None, dtype: DTypeLike = None, ctx: Device = None, *, device: Device = None
) -> ndarray:
    """Sums of `df` squares of standard normal numbers; gradients reach `df`.

    >>> from mxgrad import np
    >>> np.random.seed(5)
    >>> np.random.chisquare(3.0)
    array(5.747627)
    """
    half = above_zero("df", df) / _np.float32(2)
    where = place(ctx, device, df)
    lengths, wanted = shape_of(size, None, df), drawn_dtype(dtype, None, ())
    if tracked(df):
        return (standard_gamma(df / 2, half, lengths, where, df) * 2).astype(wanted)
    return finish(stream(where).gamma(half, lengths, _np.float32(2)), where, wanted, None, first_array(df))


def beta(
    a: Any, b: Any, size: Size = None, dtype: DTypeLike = None, ctx: Device = None, *, device: Device = None
) -> ndarray:
    """Beta numbers with parameters `a` and `b`; gradients reach both.

    >>> from mxgrad import np
    >>> np.random.seed(5)
    >>> np.random.beta(2.0, 3.0)
    array(0.85871655)
    """
    first, second = above_zero("a", a), above_zero("b", b)
    where = place(ctx, device, a, b)
    lengths, wanted = shape_of(size, None, a, b), drawn_dtype(dtype, None, ())
    shapes = (first.shape, second.shape) if no_size(size) else (lengths, lengths)  # as in MXNet
    beside = first_array(a, b)
    if beside is not None and tracked(a, b):
        top, rest = (standard_gamma(*of, where, beside) for of in zip((a, b), (first, second), shapes, strict=True))
        return (top / (top + rest)).astype(wanted)
    x, y = map(stream(where).gamma, (first, second), shapes)
    return finish(x / (x + y), where, wanted, None, beside)


def f(dfnum: Any, dfden: Any, size: Size = None, ctx: Device = None, *, device: Device = None) -> ndarray:
    """Numbers of Fisher's F distribution with `dfnum` and `dfden` degrees of freedom; gradients reach both.

    >>> from mxgrad import np
    >>> np.random.f(3.0, 4.0, size=(2, 3)).shape
    (2, 3)
    """
    top, bottom = above_zero("dfnum", dfnum), above_zero("dfden", dfden)
    where = place(ctx, device, dfnum, dfden)
    lengths, wanted = shape_of(size, None, dfnum, dfden), drawn_dtype(None, None, ())
    shapes = (top.shape, bottom.shape) if no_size(size) else (lengths, lengths)  # as in MXNet
    beside, two = first_array(dfnum, dfden), _np.float32(2)
    if beside is not None and tracked(dfnum, dfden):
        above, below = (
            (standard_gamma(df / 2, host / two, shape, where, beside) * 2).astype("float32")
            for df, host, shape in ((dfnum, top, shapes[0]), (dfden, bottom, shapes[1]))
        )
        found: ndarray = (above * dfden / (below * dfnum)).astype(wanted)
        return found
    x, y = (
        stream(where).gamma(df / two, shape, two).astype(_np.float32)
        for df, shape in zip((top, bottom), shapes, strict=True)
    )
    return finish(x * bottom / (y * top), where, wanted, None, beside)


def rand(*size: int, **kwargs: Any) -> ndarray:
    """Uniform numbers of [0, 1) in an array of the given lengths.

    >>> from mxgrad import np
    >>> np.random.rand(2, 3).shape
    (2, 3)
    """
    return uniform(0, 1, size=size, **kwargs)


def randn(*size: int, **kwargs: Any) -> ndarray:
    """Standard normal numbers in an array of the given lengths.

    >>> from mxgrad import np
    >>> np.random.randn(2, 3).shape
    (2, 3)
    """
    return normal(0, 1, size=size, **kwargs)


def integer(name: str, value: Any) -> int:
    """``value`` as an integer, where it is one."""
    try:
        return _dispatch._length(value)
    except MXNetTypeError:
        raise MXNetTypeError(f"{name} must be an integer, not {value!r}") from None


def randint(
    low: Any,
    high: Any = None,
    size: Size = None,
    dtype: DTypeLike = None,
    ctx: Device = None,
    out: ndarray | None = None,
    *,
    device: Device = None,
) -> ndarray:
    """Integers of [`low`, `high`), or of [0, `low`).

    Raises
    ------
    MXNetValueError
        There is no integer in the interval, or `dtype` cannot hold its bounds.

    Examples
    --------
    >>> from mxgrad import np
    >>> np.random.seed(3)
    >>> np.random.randint(10, size=5)
    array([9, 1, 4, 3, 0], dtype=int64)
    """
    first, last = (0, integer("low", low)) if high is None else (integer("low", low), integer("high", high))
    wanted = dtypes.int64 if dtype is None or dtype == "int" else dtypes.as_dtype(dtype)
    if isinstance(out, ndarray):
        wanted = out.dtype
    if wanted.kind not in "iu":
        raise MXNetTypeError(f"randint makes integers, not {wanted}")
    if first >= last:
        raise MXNetValueError(f"low must be less than high, got low={first}, high={last}")
    bounds = _np.iinfo(wanted)
    if first < bounds.min or last - 1 > bounds.max:
        raise MXNetValueError(f"[{first}, {last}) does not fit {wanted} ({bounds.min} to {bounds.max})")
    where, shape = place(ctx, device), shape_of(size, out)
    drawn_dtype(wanted, out, shape)
    return finish(stream(where).randint(first, last, shape), where, wanted, out)


def _probabilities(p: Any, count: int) -> Host:
    host = _dispatch.host_index(p)
    if host.dtype.kind != "f" or not isinstance(p, (ndarray, _np.ndarray)):
        host = host.astype(_np.float32)
    if host.shape != (count,):
        raise MXNetValueError(f"p must have shape ({count},) like a, got {host.shape}")
    require(host >= 0, "probabilities must not be negative", "p", p)
    require(abs(float(host.sum(dtype=_np.float64)) - 1.0) < 1e-3, "probabilities must sum to 1", "p", p)
    return host


def choice(
    a: Any,
    size: Size = None,
    replace: bool = True,
    p: Any = None,
    ctx: Device = None,
    out: ndarray | None = None,
    *,
    device: Device = None,
) -> ndarray:
    """Elements of `a`, or of ``arange(a)``, with probabilities `p`.

    Without replacement and without `p` the selection is random but, as in MXNet, its order is not: use
    `permutation` for a random order.

    Raises
    ------
    MXNetValueError
        `a` is empty, more elements than it has are asked for without replacement, or `p` is no distribution.

    Examples
    --------
    >>> from mxgrad import np
    >>> np.random.seed(5)
    >>> np.random.choice(10, 4), np.random.choice(np.array([2.0, 4.0, 8.0]), 2, replace=False)
    (array([4, 0, 1, 5], dtype=int64), array([2., 8.]))
    """
    source = a if isinstance(a, ndarray) or dtypes.scalar_of(a) is not None else _dispatch.lift(a)
    if isinstance(source, ndarray) and source.ndim == 0:
        source = source.item()
    count = source.shape[0] if isinstance(source, ndarray) else integer("a", source)
    where = place(ctx, device, source)
    shape = () if size is None else _dispatch.shape_in(size)
    total = int(_np.prod(shape, dtype=_np.int64))
    if count <= 0 and total:
        raise MXNetValueError(f"a must be greater than 0 or a non-empty array, got {source!r}")
    if not replace and total > count:
        raise MXNetValueError(f"cannot take {total} of {count} elements without replacement: size={size}")
    weights = None if p is None else _probabilities(p, count)
    if weights is not None and not replace and total > (some := _np.count_nonzero(weights)):
        raise MXNetValueError(f"only {some} probabilities are above 0, size={size}")
    own, kind = (source.shape[1:], source.dtype) if isinstance(source, ndarray) else ((), dtypes.int64)
    drawn_dtype(kind, out, shape + own)
    indices = _chosen(stream(where), count, total, replace, weights).reshape(shape).astype(_np.int64)
    if not isinstance(source, ndarray):
        return finish(indices, where, indices.dtype, out)
    found = _index.take(source, finish(indices, where, indices.dtype, None, source), axis=0)
    return found if out is None else _dispatch.write(out, found)


def _chosen(draw: Any, count: int, total: int, replace: bool, weights: Host | None) -> Host:
    """`total` indices below `count`."""
    if weights is None:
        return _np.asarray(draw.remainders(count, (total,)) if replace else draw.places(count, total))
    if replace:
        ends = _np.cumsum(weights.astype(_np.float32), dtype=_np.float32)
        return _np.asarray(_np.minimum(_np.searchsorted(ends, draw.uniform((total,)), "left"), count - 1))
    with _np.errstate(divide="ignore", invalid="ignore"):
        keys = _noise.exponential(draw.uniform((count,)), 1.0) / weights
    return _np.asarray(_np.argsort(keys, kind="stable")[:total])


def shuffle(x: ndarray) -> None:
    """Put the elements, or rows, of `x` in a random order, in place.

    >>> from mxgrad import np
    >>> np.random.seed(3)
    >>> x = np.arange(10)
    >>> np.random.shuffle(x)
    >>> x
    array([0., 6., 8., 9., 7., 4., 5., 3., 1., 2.])
    """
    if not isinstance(x, ndarray):
        raise MXNetTypeError(f"shuffle works in place on an ndarray, not on {type(x).__name__}")
    if x.ndim == 0:
        raise MXNetTypeError("cannot shuffle an array of zero dimensions")
    drawn_dtype(None, x, x.shape)
    x[...] = _ordered(x)


def _ordered(x: ndarray) -> ndarray:
    order = stream(x.ctx).order(x.shape[0], ascending=x.ndim == 1)
    return _index.take(x, finish(order, x.ctx, order.dtype, None, x), axis=0)


def permutation(x: Any) -> ndarray:
    """A copy of `x`, or ``arange(x)``, in a random order.

    >>> from mxgrad import np
    >>> np.random.seed(3)
    >>> np.random.permutation(10)
    array([0, 6, 8, 9, 7, 4, 5, 3, 1, 2], dtype=int64)
    """
    if dtypes.scalar_of(x) is None:
        source = x if isinstance(x, ndarray) else _dispatch.lift(x)
        if source.ndim == 0:
            raise MXNetTypeError("x must be an integer or have at least one dimension")
        return _ordered(source)
    where = place(None, None)
    order = stream(where).order(integer("x", x), ascending=True)
    return finish(order, where, order.dtype, None)


def multinomial(n: Any, pvals: Any, size: Size = None, **kwargs: Any) -> ndarray:
    """How often each of ``len(pvals)`` outcomes happens in `n` trials.

    Raises
    ------
    MXNetValueError
        `n` is negative, or `pvals` is not a distribution.

    Examples
    --------
    >>> from mxgrad import np
    >>> np.random.seed(5)
    >>> np.random.multinomial(20, [0.2, 0.3, 0.5])
    array([5, 6, 9], dtype=int64)
    """
    _dispatch.no_kwargs("multinomial", kwargs)
    trials = integer("n", n)
    require(trials >= 0, "expect n >= 0", "n", n)
    host = _dispatch.host_index(pvals).astype(_np.float64)
    if host.ndim != 1 or not host.size:
        raise MXNetValueError(f"object too deep for desired array: pvals has shape {host.shape}")
    require(host >= 0, "probabilities must not be negative", "pvals", pvals)
    require(host.sum() <= 1.0 + 1e-5, "sum(pvals[:-1]) > 1.0", "pvals", pvals)  # 1e-5: float32
    where = place(None, None, pvals)
    shape = () if size is None else _dispatch.shape_in(size)
    draw = stream(where)
    many = int(_np.prod(shape, dtype=_np.int64))
    outcome = _np.searchsorted(_np.cumsum(host), draw.uniform64((many, trials)), "right")
    if not isinstance(pvals, ndarray) and many:
        draw.uniform64(host.shape)  # MXNet overwrites these with the list
    outcome = _np.minimum(outcome, host.size - 1) + _np.arange(many)[:, None] * host.size
    counts = _np.bincount(outcome.reshape(-1), minlength=many * host.size).reshape(*shape, host.size)
    return finish(counts.astype(_np.int64), where, dtypes.int64, None, first_array(pvals))


def multivariate_normal(mean: Any, cov: Any, size: Size = None, check_valid: Any = None, tol: Any = None) -> ndarray:
    """Normal vectors of mean `mean` and covariance `cov`; gradients reach both.

    MXNet draws these from NumPy's global generator; here they come from the stream of everything else.
    A covariance with an eigenvalue below `-tol` times the largest (1e-4) is an error, or a warning with
    ``check_valid="warn"``; ``"ignore"`` takes it for 0.

    >>> from mxgrad import np
    >>> np.random.multivariate_normal(np.zeros(2), np.eye(2), size=3).shape
    (3, 2)
    """
    if check_valid not in (None, "warn", "raise", "ignore"):
        raise MXNetValueError(f"check_valid must be 'warn', 'raise' or 'ignore', got {check_valid!r}")
    centre, spread = numbers("mean", mean), numbers("cov", cov).astype(_np.float64)
    if centre.ndim < 1 or spread.ndim < 2 or spread.shape[-2:] != (centre.shape[-1],) * 2:
        raise MXNetValueError(
            f"the last axes of cov must be as long as that of mean, got shapes {centre.shape}, {spread.shape}"
        )
    batch = _dispatch.broadcast_shapes(centre.shape[:-1], spread.shape[:-2])
    shape = (() if size is None else _dispatch.shape_in(size)) + batch
    where = place(None, None, mean, cov)
    value, vector = _np.linalg.eigh(spread)
    least = 1e-4 if tol is None else float(tol)
    floor = -least * _np.maximum(_np.abs(value).max(axis=-1, keepdims=True, initial=0.0), 1e-30)
    if check_valid in (None, "raise"):
        require(value >= floor, "cov must be positive semidefinite", "cov", cov)
    elif check_valid == "warn" and (value < floor).any():
        warnings.warn("cov is not positive semidefinite", RuntimeWarning, stacklevel=2)
    root = vector * _np.sqrt(_np.maximum(value, 0.0))[..., None, :]
    beside = first_array(mean, cov)
    factor = _factor(spread) if beside is not None and tracked(cov) else None
    z = stream(where).normal((*shape, centre.shape[-1])).astype(_np.float64)
    if factor is not None:
        middle = mean if isinstance(mean, ndarray) else centre
        drawn = _moved(middle, cov, _np.linalg.solve(factor, root @ z[..., None]), where)
        return drawn.astype(drawn_dtype(None, None, ()), copy=False)
    moved = (root @ z[..., None])[..., 0].astype(_np.float32)
    if isinstance(mean, ndarray):
        drawn = mean + finish(moved, where, moved.dtype, None, beside)
        return drawn.astype(drawn_dtype(None, None, ()), copy=False)
    return finish(moved + centre, where, None, None, beside)


def _factor(spread: Host) -> Host:
    try:
        return _np.linalg.cholesky(spread)
    except _np.linalg.LinAlgError:
        raise MXNetValueError("gradients reach cov only where it is positive definite: add to its diagonal") from None


def _moved(mean: Any, cov: ndarray, standard: Host, where: Any) -> ndarray:
    """Normal vectors as a function of `cov`: its Cholesky factor times what is standard normal."""
    noise = finish(standard, where, cov.dtype, None, cov)
    found: ndarray = (cholesky(cov) @ noise)[..., 0] + mean
    return found


def poisson(
    lam: Any = 1.0, size: Size = None, dtype: DTypeLike = None, ctx: Device = None, *, device: Device = None
) -> ndarray:
    """Poisson numbers of mean `lam`, as int64 unless `dtype` says otherwise.

    >>> from mxgrad import np
    >>> np.random.seed(5)
    >>> np.random.poisson(3.0, size=3)
    array([4, 5, 3], dtype=int64)
    """
    rate = not_negative("lam", lam)
    where, wanted = place(ctx, device, lam), drawn_dtype(dtype or dtypes.int64, None, ())
    drawn = stream(where).lane_poisson(rate, shape_of(size, None, lam))
    return finish(drawn, where, wanted, None, first_array(lam))


def binomial(
    n: Any, p: Any, size: Size = None, dtype: DTypeLike = None, ctx: Device = None, *, device: Device = None
) -> ndarray:
    """How many of `n` trials succeed, each with probability `p`; int64 unless `dtype` says otherwise.

    >>> from mxgrad import np
    >>> np.random.binomial(10, 1.0, size=2)
    array([10, 10], dtype=int64)
    """
    where, wanted = place(ctx, device, n, p), drawn_dtype(dtype or dtypes.int64, None, ())
    drawn = binomial_host(n, p, shape_of(size, None, n, p), stream(where))
    return finish(drawn, where, wanted, None, first_array(n, p))


def binomial_host(n: Any, p: Any, shape: tuple[int, ...], draw: Any) -> Host:
    """Binomial numbers by inversion of the distribution function; MXNet 2.0 does so where few succeed."""
    trials, chance = _np.floor(not_negative("n", n)), numbers("p", p).astype(_np.float64)
    require((chance >= 0) & (chance <= 1), "expect 0 <= p <= 1", "p", p)
    return _successes(trials, chance, draw.lane_uniform(shape))


def _successes(trials: Host, chance: Host, quantile: Host) -> Host:
    """Where binomial distribution functions pass the quantiles."""
    if not quantile.size:
        return _np.zeros(quantile.shape)
    # Pairs as complex numbers: two columns take many times longer to tell apart.
    pairs, which = _np.unique(trials + 1j * chance, return_inverse=True)
    if pairs.size == 1:
        return _passed(int(pairs[0].real), float(pairs[0].imag), quantile)
    which = _np.broadcast_to(which.reshape(_np.broadcast_shapes(trials.shape, chance.shape)), quantile.shape)
    out = _np.zeros(quantile.shape)
    order = _np.argsort(which, axis=None, kind="stable")
    ends = _np.cumsum(_np.bincount(which.reshape(-1), minlength=pairs.size))
    for pair, own in zip(pairs, _np.split(order, ends[:-1]), strict=True):
        out.flat[own] = _passed(int(pair.real), float(pair.imag), quantile.flat[own])
    return out


def _passed(count: int, probability: float, quantile: Host) -> Host:
    rarer = min(probability, 1.0 - probability)
    found = _np.searchsorted(_binomial_cdf(count, rarer), quantile, "right")
    return _np.asarray(found if rarer == probability else count - found, _np.float64)


def outcomes(trials: Host, chances: Host, each: tuple[int, ...], draw: Any) -> Host:
    """Multinomial counts: each outcome but the last is binomial among the trials that are left, as in MXNet 2.0."""
    kinds = chances.shape[-1]
    rest = 1.0 - _np.cumsum(chances, axis=-1) + chances
    chance = _np.clip(chances / _np.maximum(rest, 1e-12), 0.0, 1.0).reshape(-1, kinds)
    shape = trials.shape + each
    many = int(_np.prod(each, dtype=_np.int64))
    left = _np.repeat(trials.reshape(-1).astype(_np.float64), many)
    counts = _np.zeros((left.size, kinds))

    def take(uniform: Any, lanes: Host, places: Host) -> Host:
        for k in range(kinds - 1):
            going = left[places] > 0  # without trials nothing is drawn
            now = places[going]
            counts[now, k] = _successes(left[now], chance[now // many, k], uniform(lanes[going]))
            left[now] -= counts[now, k]
        return left[places]

    counts[:, -1] = draw.lane_each(take, (left.size,))
    return counts.reshape(*shape, kinds)


def _binomial_cdf(count: int, probability: float) -> Host:
    """The distribution function at 0 ... count - 1."""
    if probability == 0.0:
        return _np.full(count, 2.0)
    k = _np.arange(1.0, count + 1)
    odds = _np.log((count - k + 1) / k) + _np.log(probability) - _np.log1p(-probability)
    mass = _np.concatenate(([0.0], _np.cumsum(odds))) + count * _np.log1p(-probability)
    return _np.cumsum(_np.exp(mass))[:-1]


__getattr__ = missing_attr(__name__)
