"""Elementwise operations: gradient rules, and kernels where the standard has no function of that name."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from mxgrad_native.kernels import generic, numpy
from mxgrad_native.rules import vjp, vjp_complex

# -- one operand -----------------------------------------------------------------------------------
vjp("negative", x=lambda g: -g)
vjp("abs", x=lambda xp, g, x: g * xp.sign(x))
vjp("square", x=lambda g, x: g * (x * 2))
vjp("reciprocal", x=lambda g, ans: -g * ans * ans)
vjp("sqrt", x=lambda g, ans: g / (ans * 2))
vjp("cbrt", x=lambda g, ans: g / (ans * ans * 3))
vjp("exp", x=lambda g, ans: g * ans)
vjp("expm1", x=lambda g, ans: g * (ans + 1))
vjp("log", x=lambda g, x: g / x)
vjp("log2", x=lambda g, x: g / (x * math.log(2)))
vjp("log10", x=lambda g, x: g / (x * math.log(10)))
vjp("log1p", x=lambda g, x: g / (x + 1))
vjp("sin", x=lambda xp, g, x: g * xp.cos(x))
vjp("cos", x=lambda xp, g, x: -g * xp.sin(x))
vjp("tan", x=lambda g, ans: g * (ans * ans + 1))
vjp("arcsin", x=lambda xp, g, x: g / xp.sqrt(1 - x * x))
vjp("arccos", x=lambda xp, g, x: -g / xp.sqrt(1 - x * x))
vjp("arctan", x=lambda g, x: g / (x * x + 1))
vjp("sinh", x=lambda xp, g, x: g * xp.cosh(x))
vjp("cosh", x=lambda xp, g, x: g * xp.sinh(x))
vjp("tanh", x=lambda g, ans: g * (1 - ans * ans))
vjp("arcsinh", x=lambda xp, g, x: g / xp.sqrt(x * x + 1))
vjp("arccosh", x=lambda xp, g, x: g / xp.sqrt(x * x - 1))
vjp("arctanh", x=lambda g, x: g / (1 - x * x))
vjp("erf", x=lambda xp, g, x: g * (2 / math.sqrt(math.pi)) * xp.exp(-x * x))
vjp("erfinv", x=lambda xp, g, ans: g * (math.sqrt(math.pi) / 2) * xp.exp(ans * ans))
vjp("gammaln", x=lambda xp, g, x: g * xp.polygamma(x, 0))
vjp("gamma", x=lambda xp, g, x, ans: g * ans * xp.polygamma(x, 0))
vjp("polygamma", x=lambda xp, g, x, n: g * xp.polygamma(x, n + 1))
vjp("sigmoid", x=lambda g, ans: g * (ans * (1 - ans)))
vjp("relu", x=lambda xp, g, ans: xp.where(ans > 0, g, 0))
for _name in ("sign", "floor", "ceil", "trunc", "rint"):
    vjp(_name, x=lambda xp, g: xp.zeros_like(g))


def _clip_x(xp: Any, g: Any, x: Any, low: float | None, high: float | None) -> Any:
    # The bounds belong to the inside: the gradient there is 1.
    if low is not None:
        g = xp.where(x >= low, g, 0)
    return g if high is None else xp.where(x <= high, g, 0)


vjp("clip", x=_clip_x)

# -- two operands, each an array or a Python number --------------------------------------------------
vjp("add", x=lambda g: g, y=lambda g: g)
vjp("subtract", x=lambda g: g, y=lambda g: -g)
vjp("multiply", x=lambda g, y: g * y, y=lambda g, x: g * x)
vjp("divide", x=lambda g, y: g / y, y=lambda g, y, ans: -g * ans / y)
vjp("mod", x=lambda g: g, y=lambda xp, g, x, y: -g * xp.floor(x / y))
vjp("floor_divide", x=lambda xp, g: xp.zeros_like(g), y=lambda xp, g: xp.zeros_like(g))
vjp("maximum", x=lambda xp, g, x, y: xp.where(x >= y, g, 0), y=lambda xp, g, x, y: xp.where(x >= y, 0, g))
vjp("minimum", x=lambda xp, g, x, y: xp.where(x <= y, g, 0), y=lambda xp, g, x, y: xp.where(x <= y, 0, g))
vjp("arctan2", x=lambda g, x, y: g * y / (x * x + y * y), y=lambda g, x, y: -g * x / (x * x + y * y))


def _power_x(xp: Any, g: Any, x: Any, y: Any) -> Any:
    if isinstance(y, int | float | complex):
        if y == 2:
            return g * (x * 2)
        return xp.zeros_like(g) if y == 0 else g * (x ** (y - 1) * y)
    # Where the exponent is 0 the derivative is 0, at x = 0 too, where x ** -1 would make it nan.
    return g * y * x ** xp.where(y == 0, 1, y - 1)


def _power_y(xp: Any, g: Any, x: Any, ans: Any) -> Any:
    if isinstance(x, int | float) and x >= 0:
        return xp.zeros_like(g) if x == 0 else g * ans * math.log(x)
    if isinstance(x, int | float | complex):
        x = xp.zeros_like(ans) + x  # the logarithm is nan or complex, as the result is
    # 0 ** y has derivative 0 in y, not 0 * log(0).
    return g * ans * xp.log(xp.where(x == 0, 1, x))


vjp("power", x=_power_x, y=_power_y)


def _hypot(xp: Any, g: Any, x: Any, ans: Any) -> Any:
    return g * x / xp.where(ans == 0, 1, ans)


vjp("hypot", x=_hypot, y=lambda xp, g, y, ans: _hypot(xp, g, y, ans))
vjp(
    "where",
    x=lambda xp, g, condition: xp.where(condition, g, 0),
    y=lambda xp, g, condition: xp.where(condition, 0, g),
)

# -- complex numbers: where the rule for real ones is another -------------------------------------------
def _imag(xp: Any, g: Any) -> Any:
    return xp.astype(g, xp.complex64 if g.dtype == xp.float32 else xp.complex128) * 1j


def _direction(xp: Any, g: Any, x: Any) -> Any:
    size = xp.abs(x)
    return g * (x / xp.where(size == 0, 1, size))  # 0 at 0


vjp("real", x=lambda g: g)
vjp("imag", x=lambda xp, g: xp.zeros_like(g))
vjp("conj", x=lambda g: g)
vjp_complex("imag", x=_imag)
vjp_complex("conj", x=lambda xp, g: xp.conj(g))
vjp_complex("abs", x=_direction)
vjp_complex("arccosh", x=lambda xp, g, x: g / xp.conj(xp.sqrt(x - 1) * xp.sqrt(x + 1)))

# -- kernels ----------------------------------------------------------------------------------------
for _name, _standard in {
    "arcsin": "asin", "arccos": "acos", "arctan": "atan", "arcsinh": "asinh", "arccosh": "acosh",
    "arctanh": "atanh", "arctan2": "atan2", "power": "pow", "mod": "remainder", "rint": "round",
    "invert": "bitwise_invert", "left_shift": "bitwise_left_shift", "right_shift": "bitwise_right_shift",
}.items():  # fmt: skip
    generic(_name)(lambda xp, *operands, _standard=_standard: getattr(xp, _standard)(*operands))

# MXNet keeps integers here; the standard gives the same, NumPy does not.
for _name in ("floor", "ceil", "trunc", "rint"):
    numpy(_name)(lambda x, _f=getattr(np, _name): _f(x) if x.dtype.kind in "fcV" else x.copy())


for _name, _logic in (("add", "logical_or"), ("multiply", "logical_and")):

    @generic(_name)
    def _arithmetic(xp: Any, x: Any, y: Any, _name: str = _name, _logic: str = _logic) -> Any:
        # The standard leaves arithmetic of booleans out.
        both = all(isinstance(v, bool) or (hasattr(v, "dtype") and xp.isdtype(v.dtype, "bool")) for v in (x, y))
        return getattr(xp, _logic if both else _name)(x, y)


@generic("real")
def _real(xp: Any, x: Any) -> Any:
    return xp.asarray(xp.real(x) if xp.isdtype(x.dtype, "complex floating") else x, copy=True)


@generic("imag")
def _imaginary(xp: Any, x: Any) -> Any:
    return xp.asarray(xp.imag(x), copy=True) if xp.isdtype(x.dtype, "complex floating") else xp.zeros_like(x)


@generic("conj")
def _conj(xp: Any, x: Any) -> Any:
    return xp.conj(x) if xp.isdtype(x.dtype, "complex floating") else xp.asarray(x, copy=True)


numpy("real")(lambda x: np.array(x.real, order="C"))
numpy("imag")(lambda x: np.array(x.imag, order="C"))


@generic("square")
def _square(xp: Any, x: Any) -> Any:
    return x * x


@generic("reciprocal")
def _reciprocal(xp: Any, x: Any) -> Any:
    return 1 / x


@generic("negative")
def _negative(xp: Any, x: Any) -> Any:
    # MXNet: minus a boolean is an integer.
    return -xp.astype(x, xp.int64) if xp.isdtype(x.dtype, "bool") else -x


numpy("negative")(lambda x: np.negative(x if x.dtype.kind != "b" else x.astype("int64")))


@generic("cbrt")
def _cbrt(xp: Any, x: Any) -> Any:
    return xp.sign(x) * xp.abs(x) ** (1 / 3)


@generic("sigmoid")
def _sigmoid(xp: Any, x: Any) -> Any:
    return 0.5 * xp.tanh(0.5 * x) + 0.5


@numpy("sigmoid")
def _numpy_sigmoid(x: Any) -> Any:
    # By tanh: exp(-x) overflows for large negative x.
    y = np.multiply(x, 0.5, out=np.empty_like(x))
    np.tanh(y, out=y)
    y *= 0.5
    y += 0.5
    return y


@generic("relu")
def _relu(xp: Any, x: Any) -> Any:
    return xp.where(x > 0, x, 0)


numpy("relu")(lambda x: np.maximum(x, 0))


@generic("clip")
def _clip(xp: Any, x: Any, low: float | None, high: float | None) -> Any:
    if low is not None:
        x = xp.where(x < low, xp.asarray(low, dtype=x.dtype), x)
    return x if high is None else xp.where(x > high, xp.asarray(high, dtype=x.dtype), x)


@numpy("clip")
def _numpy_clip(x: Any, low: float | None, high: float | None) -> Any:
    if x.dtype.kind in "iub":  # bounds are cut to integers, as MXNet does
        low, high = (None if bound is None else int(bound) for bound in (low, high))
    return np.clip(x, low, high)


for _name in ("logical_and", "logical_or", "logical_xor", "logical_not"):

    @generic(_name)
    def _logical(xp: Any, *operands: Any, _name: str = _name) -> Any:
        found = [bool(x) if isinstance(x, bool | int | float) else xp.astype(x, xp.bool) for x in operands]
        return getattr(xp, _name)(*found)


# SciPy is loaded when one of these is first used: it costs ten times what mxgrad does.
def _special(name: str) -> Any:
    def kernel(x: Any, *static: Any) -> Any:
        import scipy.special

        return getattr(scipy.special, name)(*static, x).astype(x.dtype)  # it widens float16

    return kernel


for _name in ("erf", "erfinv", "gamma", "gammaln"):
    numpy(_name)(_special(_name))


@numpy("polygamma")
def _polygamma(x: Any, n: int) -> Any:
    import scipy.special

    # SciPy computes polygamma in float64, and widens float16.
    return (scipy.special.psi(x) if n == 0 else scipy.special.polygamma(n, x)).astype(x.dtype)


@numpy("power")
def _numpy_power(x: Any, y: Any) -> Any:
    if (type(y) is int and y == 2) or (type(y) is float and y == 2.0):
        return np.multiply(x, x)
    return np.power(x, y)
