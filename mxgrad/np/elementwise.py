"""Elementwise arithmetic, powers, exponentials, trigonometry, rounding."""

from __future__ import annotations

import builtins
from typing import Any

import numpy as _np

from mxgrad import _dispatch, dtypes
from mxgrad.array import ndarray
from mxgrad.base import MXNetTypeError, MXNetValueError

_NUMBERS = frozenset((float, int))


@_dispatch.direct("negative")
def negative(x: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """Negative of each element.

    >>> from mxgrad import np
    >>> np.negative(np.array([1.0, -2.0]))
    array([-1.,  2.])
    """
    return _dispatch.unary("negative", x, out, kwargs)


@_dispatch.direct("abs")
def abs(x: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """Absolute value. Its gradient at 0 is 0.

    >>> from mxgrad import np
    >>> np.abs(np.array([1.0, -2.0]))
    array([1., 2.])
    """
    return _dispatch.unary("abs", x, out, kwargs)


def sign(x: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """Sign: -1, 0 or 1, with gradient 0; of a complex number its direction, ``x / abs(x)``.

    >>> from mxgrad import np
    >>> np.sign(np.array([-3.0, 0.0, 2.0]))
    array([-1.,  0.,  1.])
    """
    try:
        if type(x) is ndarray and out is None and not kwargs:
            return x._backend.ops["sign"](x)
        return _dispatch.unary("sign", x, out, kwargs)
    except MXNetTypeError:  # the operation is for real numbers
        if not isinstance(x, ndarray) or x.dtype.kind != "c":
            raise
    size = abs(x)
    direction = x / size._backend.ops["where"](size == 0, 1, size)
    return direction if out is None else _dispatch.write(out, direction)


@_dispatch.direct("reciprocal")
def reciprocal(x: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """``1 / x``.

    >>> from mxgrad import np
    >>> np.reciprocal(np.array([1.0, 4.0]))
    array([1.  , 0.25])
    """
    return _dispatch.unary("reciprocal", x, out, kwargs)


@_dispatch.direct("square")
def square(x: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """``x * x``.

    >>> from mxgrad import np
    >>> np.square(np.array([1.0, -3.0]))
    array([1., 9.])
    """
    return _dispatch.unary("square", x, out, kwargs)


@_dispatch.direct("sqrt")
def sqrt(x: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """Square root.

    >>> from mxgrad import np
    >>> np.sqrt(np.array([1.0, 9.0]))
    array([1., 3.])
    """
    return _dispatch.unary("sqrt", x, out, kwargs)


@_dispatch.direct("cbrt")
def cbrt(x: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """Cube root.

    >>> from mxgrad import np
    >>> np.cbrt(np.array([1.0, 27.0]))
    array([1., 3.])
    """
    return _dispatch.unary("cbrt", x, out, kwargs)


@_dispatch.direct("exp")
def exp(x: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """Exponential.

    >>> from mxgrad import np
    >>> np.exp(np.array([0.0, 1.0]))
    array([1.      , 2.718282])
    """
    return _dispatch.unary("exp", x, out, kwargs)


@_dispatch.direct("expm1")
def expm1(x: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """``exp(x) - 1``, accurate near 0.

    >>> from mxgrad import np
    >>> np.expm1(np.array([0.0, 1.0]))
    array([0.       , 1.7182819])
    """
    return _dispatch.unary("expm1", x, out, kwargs)


@_dispatch.direct("log")
def log(x: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """Natural logarithm.

    >>> from mxgrad import np
    >>> np.log(np.array([1.0, 2.0]))
    array([0.       , 0.6931472])
    """
    return _dispatch.unary("log", x, out, kwargs)


@_dispatch.direct("log2")
def log2(x: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """Logarithm to base 2.

    >>> from mxgrad import np
    >>> np.log2(np.array([1.0, 8.0]))
    array([0., 3.])
    """
    return _dispatch.unary("log2", x, out, kwargs)


@_dispatch.direct("log10")
def log10(x: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """Logarithm to base 10.

    >>> from mxgrad import np
    >>> np.log10(np.array([1.0, 100.0]))
    array([0., 2.])
    """
    return _dispatch.unary("log10", x, out, kwargs)


@_dispatch.direct("log1p")
def log1p(x: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """``log(1 + x)``, accurate near 0.

    >>> from mxgrad import np
    >>> np.log1p(np.array([0.0, 1.0]))
    array([0.       , 0.6931472])
    """
    return _dispatch.unary("log1p", x, out, kwargs)


@_dispatch.direct("sin")
def sin(x: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """Sine of an angle in radians.

    >>> from mxgrad import np
    >>> np.sin(np.array([0.0, 1.0]))
    array([0.      , 0.841471])
    """
    return _dispatch.unary("sin", x, out, kwargs)


@_dispatch.direct("cos")
def cos(x: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """Cosine of an angle in radians.

    >>> from mxgrad import np
    >>> np.cos(np.array([0.0, 1.0]))
    array([1.       , 0.5403023])
    """
    return _dispatch.unary("cos", x, out, kwargs)


@_dispatch.direct("tan")
def tan(x: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """Tangent of an angle in radians.

    >>> from mxgrad import np
    >>> np.tan(np.array([0.0, 1.0]))
    array([0.       , 1.5574077])
    """
    return _dispatch.unary("tan", x, out, kwargs)


@_dispatch.direct("arcsin")
def arcsin(x: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """Inverse sine, in radians.

    >>> from mxgrad import np
    >>> np.arcsin(np.array([0.0, 1.0]))
    array([0.       , 1.5707964])
    """
    return _dispatch.unary("arcsin", x, out, kwargs)


@_dispatch.direct("arccos")
def arccos(x: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """Inverse cosine, in radians.

    >>> from mxgrad import np
    >>> np.arccos(np.array([0.0, 1.0]))
    array([1.5707964, 0.       ])
    """
    return _dispatch.unary("arccos", x, out, kwargs)


@_dispatch.direct("arctan")
def arctan(x: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """Inverse tangent, in radians.

    >>> from mxgrad import np
    >>> np.arctan(np.array([0.0, 1.0]))
    array([0.       , 0.7853982])
    """
    return _dispatch.unary("arctan", x, out, kwargs)


@_dispatch.direct("sinh")
def sinh(x: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """Hyperbolic sine.

    >>> from mxgrad import np
    >>> np.sinh(np.array([0.0, 1.0]))
    array([0.       , 1.1752012])
    """
    return _dispatch.unary("sinh", x, out, kwargs)


@_dispatch.direct("cosh")
def cosh(x: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """Hyperbolic cosine.

    >>> from mxgrad import np
    >>> np.cosh(np.array([0.0, 1.0]))
    array([1.       , 1.5430807])
    """
    return _dispatch.unary("cosh", x, out, kwargs)


@_dispatch.direct("tanh")
def tanh(x: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """Hyperbolic tangent.

    >>> from mxgrad import np
    >>> np.tanh(np.array([0.0, 1.0]))
    array([0.       , 0.7615942])
    """
    return _dispatch.unary("tanh", x, out, kwargs)


@_dispatch.direct("arcsinh")
def arcsinh(x: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """Inverse hyperbolic sine.

    >>> from mxgrad import np
    >>> np.arcsinh(np.array([0.0, 1.0]))
    array([0.       , 0.8813736])
    """
    return _dispatch.unary("arcsinh", x, out, kwargs)


@_dispatch.direct("arccosh")
def arccosh(x: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """Inverse hyperbolic cosine.

    >>> from mxgrad import np
    >>> np.arccosh(np.array([1.0, 2.0]))
    array([0.      , 1.316958])
    """
    return _dispatch.unary("arccosh", x, out, kwargs)


@_dispatch.direct("arctanh")
def arctanh(x: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """Inverse hyperbolic tangent.

    >>> from mxgrad import np
    >>> np.arctanh(np.array([0.0, 0.5]))
    array([0.        , 0.54930615])
    """
    return _dispatch.unary("arctanh", x, out, kwargs)


@_dispatch.direct("floor")
def floor(x: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """Largest integer not above each element. Its gradient is 0.

    >>> from mxgrad import np
    >>> np.floor(np.array([1.7, -1.2]))
    array([ 1., -2.])
    """
    return _dispatch.unary("floor", x, out, kwargs)


@_dispatch.direct("ceil")
def ceil(x: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """Smallest integer not below each element. Its gradient is 0.

    >>> from mxgrad import np
    >>> np.ceil(np.array([1.2, -1.7]))
    array([ 2., -1.])
    """
    return _dispatch.unary("ceil", x, out, kwargs)


@_dispatch.direct("trunc")
def trunc(x: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """Integer part, towards 0. Its gradient is 0.

    >>> from mxgrad import np
    >>> np.trunc(np.array([1.7, -1.7]))
    array([ 1., -1.])
    """
    return _dispatch.unary("trunc", x, out, kwargs)


@_dispatch.direct("rint")
def rint(x: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """Nearest integer, halves to even. Its gradient is 0.

    >>> from mxgrad import np
    >>> np.rint(np.array([1.7, 2.5]))
    array([2., 2.])
    """
    return _dispatch.unary("rint", x, out, kwargs)


@_dispatch.direct("add")
def add(x1: Any, x2: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """``x1 + x2``.

    >>> from mxgrad import np
    >>> np.add(np.array([1.0, 2.0]), 10)
    array([11., 12.])
    """
    return _dispatch.binary("add", x1, x2, out, kwargs)


@_dispatch.direct("subtract")
def subtract(x1: Any, x2: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """``x1 - x2``.

    >>> from mxgrad import np
    >>> np.subtract(np.array([1.0, 2.0]), 10)
    array([-9., -8.])
    """
    return _dispatch.binary("subtract", x1, x2, out, kwargs)


@_dispatch.direct("multiply")
def multiply(x1: Any, x2: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """``x1 * x2``.

    >>> from mxgrad import np
    >>> np.multiply(np.array([1.0, 2.0]), 10)
    array([10., 20.])
    """
    return _dispatch.binary("multiply", x1, x2, out, kwargs)


@_dispatch.direct("divide")
def divide(x1: Any, x2: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """``x1 / x2``; integers give the default float type.

    >>> from mxgrad import np
    >>> np.divide(np.array([1.0, 2.0]), 4)
    array([0.25, 0.5 ])
    """
    return _dispatch.binary("divide", x1, x2, out, kwargs)


@_dispatch.direct("floor_divide")
def floor_divide(x1: Any, x2: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """``floor(x1 / x2)``. Its gradient is 0.

    >>> from mxgrad import np
    >>> np.floor_divide(np.array([1.0, 7.0]), 2)
    array([0., 3.])
    """
    return _dispatch.binary("floor_divide", x1, x2, out, kwargs)


@_dispatch.direct("mod")
def mod(x1: Any, x2: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """Remainder of ``x1 / x2``, with the sign of `x2`.

    >>> from mxgrad import np
    >>> np.mod(np.array([5.0, -5.0]), 3)
    array([2., 1.])
    """
    return _dispatch.binary("mod", x1, x2, out, kwargs)


@_dispatch.direct("power")
def power(x1: Any, x2: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """``x1 ** x2``. The gradient in `x1` at ``0 ** 0`` is 0.

    >>> from mxgrad import np
    >>> np.power(np.array([1.0, 3.0]), 2)
    array([1., 9.])
    """
    return _dispatch.binary("power", x1, x2, out, kwargs)


@_dispatch.direct("maximum")
def maximum(x1: Any, x2: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """Larger of the two. At a tie the gradient goes to `x1`.

    >>> from mxgrad import np
    >>> np.maximum(np.array([1.0, 5.0]), 3)
    array([3., 5.])
    """
    if type(x2) is ndarray and type(x1) in _NUMBERS:
        x1, x2 = x2, x1  # a number has no gradient, so at a tie the array has it
    return _dispatch.binary("maximum", x1, x2, out, kwargs)


@_dispatch.direct("minimum")
def minimum(x1: Any, x2: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """Smaller of the two. At a tie the gradient goes to `x1`.

    >>> from mxgrad import np
    >>> np.minimum(np.array([1.0, 5.0]), 3)
    array([1., 3.])
    """
    if type(x2) is ndarray and type(x1) in _NUMBERS:
        x1, x2 = x2, x1
    return _dispatch.binary("minimum", x1, x2, out, kwargs)


@_dispatch.direct("hypot")
def hypot(x1: Any, x2: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """``sqrt(x1**2 + x2**2)``. Its gradient at (0, 0) is (0, 0).

    >>> from mxgrad import np
    >>> np.hypot(np.array([3.0, 5.0]), 4)
    array([5.       , 6.4031243])
    """
    return _dispatch.binary("hypot", x1, x2, out, kwargs)


@_dispatch.direct("arctan2")
def arctan2(x1: Any, x2: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """Angle of the point (`x2`, `x1`) in radians, from -pi to pi.

    >>> from mxgrad import np
    >>> np.arctan2(np.array([1.0, -1.0]), 1)
    array([ 0.7853982, -0.7853982])
    """
    return _dispatch.binary("arctan2", x1, x2, out, kwargs)


@_dispatch.direct("bitwise_and")
def bitwise_and(x1: Any, x2: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """Bits in both integers; logical *and* of booleans.

    >>> from mxgrad import np
    >>> np.bitwise_and(np.array([6, 3], dtype="int32"), 5)
    array([4, 1], dtype=int32)
    """
    return _dispatch.binary("bitwise_and", x1, x2, out, kwargs)


@_dispatch.direct("bitwise_or")
def bitwise_or(x1: Any, x2: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """Bits in either integer; logical *or* of booleans.

    >>> from mxgrad import np
    >>> np.bitwise_or(np.array([6, 3], dtype="int32"), 5)
    array([7, 7], dtype=int32)
    """
    return _dispatch.binary("bitwise_or", x1, x2, out, kwargs)


@_dispatch.direct("bitwise_xor")
def bitwise_xor(x1: Any, x2: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """Bits in one integer only; exclusive *or* of booleans.

    >>> from mxgrad import np
    >>> np.bitwise_xor(np.array([6, 3], dtype="int32"), 5)
    array([3, 6], dtype=int32)
    """
    return _dispatch.binary("bitwise_xor", x1, x2, out, kwargs)


@_dispatch.direct("left_shift")
def left_shift(x1: Any, x2: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """Bits moved left by `x2`.

    >>> from mxgrad import np
    >>> np.left_shift(np.array([1, 3], dtype="int32"), 2)
    array([ 4, 12], dtype=int32)
    """
    return _dispatch.binary("left_shift", x1, x2, out, kwargs)


@_dispatch.direct("right_shift")
def right_shift(x1: Any, x2: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """Bits moved right by `x2`.

    >>> from mxgrad import np
    >>> np.right_shift(np.array([8, 12], dtype="int32"), 2)
    array([2, 3], dtype=int32)
    """
    return _dispatch.binary("right_shift", x1, x2, out, kwargs)


@_dispatch.direct("invert")
def invert(x: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """Bits flipped; logical *not* of booleans.

    >>> from mxgrad import np
    >>> np.invert(np.array([0, 5], dtype="int32"))
    array([-1, -6], dtype=int32)
    """
    return _dispatch.unary("invert", x, out, kwargs)


@_dispatch.direct("copy")
def positive(x: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """A copy of `x`.

    >>> from mxgrad import np
    >>> np.positive(np.array([1.0, -2.0]))
    array([ 1., -2.])
    """
    return _dispatch.unary("copy", _dispatch.listed(x), out, kwargs)


@_dispatch.direct("multiply", 57.29577951308232)
def degrees(x: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """Radians as degrees.

    >>> from mxgrad import np
    >>> np.degrees(np.array([0.0, np.pi]))
    array([  0., 180.])
    """
    return _dispatch.binary("multiply", x, 57.29577951308232, out, kwargs)


@_dispatch.direct("multiply", 0.017453292519943295)
def radians(x: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """Degrees as radians.

    >>> from mxgrad import np
    >>> np.radians(np.array([0.0, 180.0]))
    array([0.       , 3.1415927])
    """
    return _dispatch.binary("multiply", x, 0.017453292519943295, out, kwargs)


def round(x: Any, decimals: int = 0, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """Rounded to `decimals` places, halves to even. Its gradient is 0.

    >>> from mxgrad import np
    >>> np.round(np.array([1.25, -2.5]), 1)
    array([ 1.2, -2.5])
    """
    if decimals == 0:
        return _dispatch.unary("rint", x, out, kwargs)
    if kwargs:
        return _dispatch.with_options(lambda value: round(value, decimals), (x,), out, kwargs, "round")
    scale = 10.0 ** builtins.abs(decimals)
    if decimals > 0:
        result = rint(multiply(x, scale)) / scale
    else:
        result = rint(divide(x, scale)) * scale
    if getattr(x, "dtype", None) is not None and result.dtype != x.dtype:
        result = result.astype(x.dtype)
    return result if out is None else _dispatch.write(out, result)


def clip(a: Any, a_min: Any = None, a_max: Any = None, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """Elements brought into [`a_min`, `a_max`]; None leaves that side open. The gradient at a bound is 1.

    >>> from mxgrad import np
    >>> np.clip(np.arange(5), 1, 3)
    array([1., 1., 2., 3., 3.])
    """
    if kwargs:
        return _dispatch.with_options(clip, (a, a_min, a_max), out, kwargs)
    if a_min is None and a_max is None:
        raise MXNetValueError("clip needs a_min or a_max: both are None")
    x = _dispatch.argument("a", a)
    if x.dtype == bool:
        x = x.astype("int64")  # as in NumPy: the bounds are numbers
    if all(bound is None or dtypes.scalar_of(bound) is not None for bound in (a_min, a_max)):
        result = x._backend.ops["clip"](x, dtypes.scalar_of(a_min), dtypes.scalar_of(a_max))
    else:
        result = x if a_min is None else maximum(x, a_min)
        result = result if a_max is None else minimum(result, a_max)
    return result if out is None else _dispatch.write(out, result)


@_dispatch.at_once("divmod")
def divmod(x1: Any, x2: Any, out: tuple[ndarray | None, ndarray | None] | None = None) -> tuple[ndarray, ndarray]:
    """``(x1 // x2, x1 % x2)``.

    >>> from mxgrad import np
    >>> np.divmod(np.array([7.0]), 2)
    (array([3.]), array([1.]))
    """
    if type(x1) is not ndarray or type(x2) is not ndarray:
        x1, x2 = _dispatch.listed(x1), _dispatch.listed(x2)
    results = floor_divide(x1, x2), mod(x1, x2)
    return results if out is None else _dispatch.write_each(out, results)  # type: ignore[return-value]


@_dispatch.direct("fmod")
def fmod(x1: Any, x2: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """Remainder of ``x1 / x2``, with the sign of `x1`.

    >>> from mxgrad import np
    >>> np.fmod(np.array([5.0, -5.0]), 3)
    array([ 2., -2.])
    """
    return _dispatch.binary("fmod", x1, x2, out, kwargs)


@_dispatch.direct("float_power")
def float_power(x1: Any, x2: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """``x1 ** x2``, computed in float64.

    >>> from mxgrad import np
    >>> np.float_power(np.array([2, 3], dtype="int32"), -1)
    array([0.5       , 0.33333333], dtype=float64)
    """
    return _dispatch.binary("float_power", _dispatch.listed(x1), _dispatch.listed(x2), out, kwargs)


@_dispatch.direct("fmax")
def fmax(x1: Any, x2: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """Larger of the two, where one is nan the other. At a tie the gradient goes to `x1`.

    >>> from mxgrad import np
    >>> np.fmax(np.array([1.0, np.nan]), 3)
    array([3., 3.])
    """
    if type(x2) is ndarray and type(x1) in _NUMBERS:
        x1, x2 = x2, x1
    return _dispatch.binary("fmax", x1, x2, out, kwargs)


@_dispatch.direct("fmin")
def fmin(x1: Any, x2: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """Smaller of the two, where one is nan the other. At a tie the gradient goes to `x1`.

    >>> from mxgrad import np
    >>> np.fmin(np.array([1.0, np.nan]), 3)
    array([1., 3.])
    """
    if type(x2) is ndarray and type(x1) in _NUMBERS:
        x1, x2 = x2, x1
    return _dispatch.binary("fmin", x1, x2, out, kwargs)


@_dispatch.direct("logaddexp")
def logaddexp(x1: Any, x2: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """``log(exp(x1) + exp(x2))``, without overflow.

    Its gradient is each operand's share of the sum. Of two equal infinities each has half.

    >>> from mxgrad import np
    >>> np.logaddexp(np.array([0.0, 1000.0, -np.inf]), np.array([0.0, 0.0, -np.inf]))
    array([6.931472e-01, 1.000000e+03,         -inf])
    """
    return _dispatch.binary("logaddexp", x1, x2, out, kwargs)


@_dispatch.direct("gcd")
def gcd(x1: Any, x2: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """Greatest common divisor of integers.

    >>> from mxgrad import np
    >>> np.gcd(np.array([12, 7], dtype="int32"), 18)
    array([6, 1], dtype=int32)
    """
    return _dispatch.binary("gcd", x1, x2, out, kwargs)


@_dispatch.direct("lcm")
def lcm(x1: Any, x2: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """Least common multiple of integers.

    >>> from mxgrad import np
    >>> np.lcm(np.array([4, 7], dtype="int32"), 6)
    array([12, 42], dtype=int32)
    """
    return _dispatch.binary("lcm", x1, x2, out, kwargs)


def i0(x: Any) -> ndarray:
    """Modified Bessel function of the first kind, of order 0.

    >>> from mxgrad import np
    >>> np.i0(np.array([0.0, 1.0]))
    array([1.       , 1.2660658])
    """
    array = _dispatch.lift(x)
    return array._backend.ops["bessel_i"](array, 0)


def unwrap(p: Any, discont: float | None = None, axis: int = -1, *, period: float = 6.283185307179586) -> ndarray:
    """Angles made continuous: a step of more than half a `period` along `axis` becomes its complement.

    >>> from mxgrad import np
    >>> np.unwrap(np.array([0.0, 3.0, 6.0, 2.0]), period=6)
    array([0., 3., 6., 8.])
    """
    array = _dispatch.lift(p)
    _dispatch.axis_in(axis, array.ndim)
    whole = array.dtype.kind in "iu" and isinstance(period, int)
    if not dtypes.is_inexact(array.dtype) and not whole:
        array = array.astype(dtypes.default_float())
    host = array.asnumpy()
    # What is added is constant: whole periods.
    added = _np.rint((_np.unwrap(host, discont, axis, period=period) - host) / period) * period
    return add(array, _dispatch.lift(added.astype(array.dtype), array._backend))


absolute = fabs = abs
true_divide = divide
remainder = mod
bitwise_not = bitwise_invert = invert
deg2rad = radians
rad2deg = degrees
around = round_ = round
fix = trunc
pow = power
acos, acosh, asin, asinh = arccos, arccosh, arcsin, arcsinh
atan, atan2, atanh = arctan, arctan2, arctanh
bitwise_left_shift, bitwise_right_shift = left_shift, right_shift
