"""Elementwise kernels, where JAX's function of that name is not it."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
from jax import lax
from jax.scipy import special

from mxgrad.base import MXNetTypeError
from mxgrad_jax.kernels import Kernel, kernel

kernel("erf")(special.erf)
kernel("erfinv")(special.erfinv)
kernel("gamma")(special.gamma)
kernel("gammaln")(special.gammaln)
kernel("sigmoid")(jax.nn.sigmoid)
kernel("polygamma")(lambda x, n: special.digamma(x) if n == 0 else special.polygamma(n, x))
kernel("square")(lambda x: lax.mul(x, x))
kernel("sign")(lambda x: jnp.where(x == 0, 0, jnp.sign(x)).astype(x.dtype))  # jax keeps the sign of -0


def _mended(rule: Kernel) -> Callable[[Kernel], Kernel]:
    """`custom_jvp` with ``rule(ans, *operands, *tangents)`` as its tangent."""

    def decorate(function: Kernel) -> Kernel:
        made: Any = jax.custom_jvp(function)
        # The result comes from the mended function, so that the rule has a right derivative in turn.
        made.defjvp(lambda primals, tangents: ((ans := made(*primals)), rule(ans, *primals, *tangents)))
        return made  # type: ignore[no-any-return]

    return decorate


def _broadcast(function: Kernel) -> Kernel:
    """`function` of operands brought to one shape first: tangents then have it too."""
    return lambda x, y: function(*jnp.broadcast_arrays(x, y))


# -- kinks -------------------------------------------------------------------------------------------
@kernel("abs")
def _abs(x: Any) -> Any:
    return jnp.abs(x) if jnp.iscomplexobj(x) or not jnp.issubdtype(x.dtype, jnp.floating) else _real_abs(x)


@_mended(lambda ans, x, dx: dx * jnp.sign(x))
def _real_abs(x: Any) -> Any:
    return jnp.abs(x)


@kernel("relu")
@_mended(lambda ans, x, dx: jnp.where(x > 0, dx, 0))
def _relu(x: Any) -> Any:
    return jnp.maximum(x, 0)


@kernel("maximum")
@_broadcast
@_mended(lambda ans, x, y, dx, dy: jnp.where(x >= y, dx, jnp.where(x < y, dy, 0)))  # of a nan it is 0
def _maximum(x: Any, y: Any) -> Any:
    return jnp.maximum(x, y)


@kernel("minimum")
@_broadcast
@_mended(lambda ans, x, y, dx, dy: jnp.where(x <= y, dx, jnp.where(x > y, dy, 0)))
def _minimum(x: Any, y: Any) -> Any:
    return jnp.minimum(x, y)


@kernel("hypot")
@_broadcast
@_mended(lambda ans, x, y, dx, dy: (x * dx + y * dy) / jnp.where(ans == 0, 1, ans))
def _hypot(x: Any, y: Any) -> Any:
    return jnp.hypot(x, y)


@kernel("clip")
def clip(x: Any, *bounds: Any, low: bool, high: bool) -> Any:
    """Bounds are operands, so that others need no compilation; `low` and `high` say which there are."""
    found = list(bounds)
    if low:
        bound = found.pop(0)
        x = jnp.where(x < bound, bound, x)
    if high:
        bound = found.pop(0)
        x = jnp.where(x > bound, bound, x)
    return x


def _power_rule(ans: Any, x: Any, y: Any, dx: Any, dy: Any) -> Any:
    # d/dx is 0 at 0 ** 0, which 0 * 0 ** -1 is not; elsewhere the formula must stay, for it has derivatives.
    # d/dy is 0 at x = 0.
    at_origin = (x == 0) & (y == 0)
    by_x = jnp.where(at_origin, 0, y * _float_power(jnp.where(at_origin, 1, x), y - 1))
    by_y = ans * jnp.log(jnp.where(x == 0, 1, x))
    return dx * by_x + dy * by_y


@_broadcast
@_mended(_power_rule)
def _float_power(x: Any, y: Any) -> Any:
    return lax.pow(x, y)


@kernel("power")
def _power(x: Any, y: Any) -> Any:
    return _float_power(x, y) if jnp.issubdtype(x.dtype, jnp.inexact) else jnp.power(x, y)


kernel("float_power")(lambda x, y: _float_power(x, y))


def constant_power(x: Any, exponent: float) -> Any:
    """`x` to a number that is part of the program: squares and roots are not computed by way of logarithms."""
    if exponent == 2:
        return lax.mul(x, x)
    if exponent == int(exponent):
        return lax.integer_pow(x, int(exponent))
    return lax.pow(x, jnp.asarray(exponent, x.dtype))


# -- integers and booleans ---------------------------------------------------------------------------
for _name in ("floor", "ceil", "trunc", "rint"):

    @kernel(_name)
    def _rounded(x: Any, _function: Kernel = getattr(jnp, _name)) -> Any:
        return _function(x) if jnp.issubdtype(x.dtype, jnp.inexact) else x  # MXNet keeps integers


@kernel("reciprocal")
def _reciprocal(x: Any) -> Any:
    if jnp.issubdtype(x.dtype, jnp.inexact):
        return 1 / x
    one = x == 1
    return jnp.where(one | (x == -1) if jnp.issubdtype(x.dtype, jnp.signedinteger) else one, x, 0)


@kernel("mod")
def _mod(x: Any, y: Any) -> Any:
    return jnp.mod(x, y) if jnp.issubdtype(x.dtype, jnp.inexact) else _safe(jnp.mod, x, y)


@kernel("floor_divide")
def _floor_divide(x: Any, y: Any) -> Any:
    return jnp.floor_divide(x, y) if jnp.issubdtype(x.dtype, jnp.inexact) else _safe(jnp.floor_divide, x, y)


def _safe(function: Kernel, x: Any, y: Any) -> Any:
    # NumPy gives 0 where an integer is divided by zero; JAX leaves it to the machine.
    return jnp.where(y == 0, 0, function(x, jnp.where(y == 0, 1, y)))


for _name in ("logical_and", "logical_or", "logical_xor", "logical_not"):

    @kernel(_name)
    def _logical(*operands: Any, _function: Kernel = getattr(jnp, _name)) -> Any:
        return _function(*(x.astype(bool) for x in operands))


@kernel("where")
def _where(condition: Any, x: Any, y: Any) -> Any:
    return jnp.where(condition.astype(bool), x, y)


@kernel("divide")
def _divide(x: Any, y: Any) -> Any:
    return jnp.divide(x, y)


kernel("left_shift")(jnp.left_shift)
kernel("right_shift")(jnp.right_shift)

kernel("negative")(lax.neg)


# -- the parts of floating point numbers -------------------------------------------------------------
def _is_float(x: Any) -> bool:
    return bool(jnp.issubdtype(x.dtype, jnp.inexact))


@kernel("fmax")
def _fmax(x: Any, y: Any) -> Any:
    return jnp.where((x >= y) | (y != y), x, y)


@kernel("fmin")
def _fmin(x: Any, y: Any) -> Any:
    return jnp.where((x <= y) | (y != y), x, y)


@kernel("fmod")
def _fmod(x: Any, y: Any) -> Any:
    return jnp.fmod(x, y) if _is_float(x) else _safe(jnp.fmod, x, y)


@kernel("copysign")
def _copysign(x: Any, y: Any) -> Any:
    return _float_copysign(x, y) if _is_float(x) else jnp.where((x < 0) == (y < 0), x, -x)


@_broadcast
@_mended(lambda ans, x, y, dx, dy: jnp.where((x >= 0) != jnp.signbit(y), dx, -dx))
def _float_copysign(x: Any, y: Any) -> Any:
    return jnp.copysign(x, y)


@kernel("logaddexp")
def _logaddexp(x: Any, y: Any) -> Any:
    # JAX's gradient at infinities is wrong: of two equal ones each has half, one beside anything else has all.
    first = x >= y
    endless = (x == y) & jnp.isinf(x)
    high = jnp.where(endless, (x + y) / 2, jnp.where(first, x, y))
    return high + jnp.log1p(jnp.exp(jnp.where(endless, 0, jnp.where(first, y - x, x - y))))


kernel("ldexp")(lambda x, y: x * jnp.exp2(y))


@kernel("heaviside")
def _heaviside(x: Any, y: Any) -> Any:
    return jnp.where(x == 0, y, lax.stop_gradient(jnp.where(x != x, x, (x > 0).astype(x.dtype))))


for _name in ("gcd", "lcm"):

    @kernel(_name)
    def _divisors(x: Any, y: Any, _function: Kernel = getattr(jnp, _name), _name: str = _name) -> Any:
        if _is_float(x):
            raise MXNetTypeError(f"{_name} takes integers, not {x.dtype}")
        return _function(x, y)


@kernel("signbit")
def _signbit(x: Any) -> Any:
    return jnp.signbit(x) if _is_float(x) else jnp.zeros_like(x) if x.dtype == bool else x < 0


@_mended(lambda ans, x, dx: dx * (jnp.where(ans == x, 1, ans) / jnp.where(ans == x, 1, x)))
def _mantissa(x: Any) -> Any:
    return jnp.frexp(x)[0]


@_mended(lambda ans, x, dx: dx)
def _fraction(x: Any) -> Any:
    return jnp.where(jnp.isinf(x), jnp.copysign(0, x), x - jnp.trunc(x))


@_mended(lambda ans, x, dx: jnp.zeros_like(dx))
def _spacing(x: Any) -> Any:
    size = jnp.abs(x)
    gap = jnp.nextafter(size, jnp.full_like(size, jnp.inf)) - size
    return jnp.where(x < 0, -gap, gap)


def _exponent(x: Any) -> Any:
    return jnp.where(jnp.isfinite(x), jnp.frexp(x)[1], 0)


kernel("mantissa")(_mantissa)
kernel("exponent")(_exponent)
kernel("fraction")(_fraction)
kernel("spacing")(_spacing)
kernel("frexp")(lambda x: (_mantissa(x), _exponent(x)))
kernel("modf")(lambda x: (_fraction(x), jnp.trunc(x)))
kernel("divmod")(lambda x, y: (_floor_divide(x, y), _mod(x, y)))
kernel("nan_to_num")(lambda x, nan, posinf, neginf: jnp.nan_to_num(x, nan=nan, posinf=posinf, neginf=neginf))


# -- modified Bessel functions -----------------------------------------------------------------------
def _bessel_values(x: Any, n: int) -> Any:
    if n < 2:
        return special.i1(x) if n else special.i0(x)
    quarter = x * x / 4
    # The series has no cancellation; where it is long, the recurrence has little.
    near = quarter < 100
    small = jnp.where(near, quarter, 0)
    term = total = (jnp.where(near, x, 0) / 2) ** n / math.factorial(n)
    for k in range(1, 50):
        term = term * small / (k * (k + n))
        total = total + term
    low, high = special.i0(x), special.i1(x)
    for k in range(1, n):
        low, high = high, low - 2 * k / jnp.where(near, 1, x) * high
    return jnp.where(near, total, high)


@partial(jax.custom_jvp, nondiff_argnums=(1,))
def _bessel(x: Any, n: int) -> Any:
    return _bessel_values(x, n)


@_bessel.defjvp
def _bessel_slope(n: int, primals: Any, tangents: Any) -> Any:
    # The derivative is of the same kind, so that there is one of any order.
    (x,), (dx,) = primals, tangents
    return _bessel(x, n), dx * (_bessel(x, 1) if n == 0 else (_bessel(x, n - 1) + _bessel(x, n + 1)) / 2)


kernel("bessel_i")(lambda x, n: _bessel(x, n))
