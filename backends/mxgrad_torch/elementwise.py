"""Elementwise kernels."""

from __future__ import annotations

import math
import platform
from functools import lru_cache
from typing import Any

import torch
from torch import Tensor

from mxgrad.base import MXNetTypeError, MXNetValueError
from mxgrad_torch.handles import number_for
from mxgrad_torch.kernels import KERNELS, kernel, recorded
from mxgrad_torch.mended import mend

_T: Any = Tensor
_GLIBC = platform.libc_ver()[0] == "glibc"

KERNELS.update(
    {
        "negative": _T.neg, "abs": _T.abs, "exp": _T.exp, "tanh": _T.tanh, "rint": _T.round,
        "gammaln": _T.lgamma, "add": _T.add, "subtract": _T.sub, "multiply": _T.mul, "divide": _T.div,
        "mod": _T.remainder, "equal": _T.eq, "not_equal": _T.ne, "less": _T.lt, "less_equal": _T.le,
        "greater": _T.gt, "greater_equal": _T.ge,
        "left_shift": _T.bitwise_left_shift, "right_shift": _T.bitwise_right_shift,
    }
)  # fmt: skip

# -- one operand -----------------------------------------------------------------------------------
# torch refuses booleans here, which these leave as they are.
kernel("abs")(lambda x: torch.abs(x) if x.dtype is not torch.bool else x.clone())
for _name, _round in {"floor": _T.floor, "ceil": _T.ceil, "trunc": _T.trunc, "rint": _T.round}.items():
    kernel(_name)(lambda x, _f=_round: _f(x) if x.dtype is not torch.bool else x.clone())


@kernel("sign")
def _sign(x: Tensor) -> Tensor:
    sign = torch.sgn(x)
    if (dtype := x.dtype).is_floating_point:
        return torch.clamp(x, sign, sign).add_(0)  # a nan stays one, for torch's sign 0; -0 is 0
    if dtype.is_complex:  # their direction has a gradient, and `np.sign` a formula for it
        raise TypeError
    return sign


@recorded("sign")
def _step(x: Tensor) -> Tensor:
    found = torch.sign(x)  # refuses complex numbers; its gradient, 0, needs no value
    sign = found.detach()
    torch.clamp(x.detach(), sign, sign, out=sign).add_(0)
    return found


@kernel("real")
def _real(x: Tensor) -> Tensor:
    return x.real.clone(memory_format=torch.contiguous_format)  # torch gives a view, or `x` itself


@kernel("imag")
def _imag(x: Tensor) -> Tensor:
    if x.is_complex():
        return x.imag.clone(memory_format=torch.contiguous_format)
    return x * 0 if x.requires_grad else torch.zeros_like(x)


# torch would set a flag on the same memory.
kernel("conj")(lambda x: torch.conj_physical(x) if x.is_complex() else x.clone())


@kernel("square")
def _square(x: Tensor) -> Tensor:
    return x * x  # torch.square goes through pow


@kernel("reciprocal")
def _reciprocal(x: Tensor) -> Tensor:
    if x.is_floating_point() or x.is_complex():
        return torch.reciprocal(x)
    # torch gives floats; MXNet and NumPy keep the integers. 1 / 0 has no integer: 0, as floor_divide.
    one = x == 1
    return torch.where(one if x.dtype is torch.uint8 else one | (x == -1), x, 0)


@kernel("cbrt")
def _cbrt(x: Tensor) -> Tensor:
    # torch has none. Without abs and sign, whose gradients at 0 would make inf * 0 of the infinite slope.
    negative = x < 0
    root = torch.where(negative, -x, x).pow(1 / 3)
    return torch.where(negative, -root, root)


@kernel("gamma")
def _gamma(x: Tensor) -> Tensor:
    # torch has none. In float64, since the exponential multiplies the error of lgamma.
    wide = x.double()
    low = torch.floor(wide)
    # Between poles the sign alternates; at the poles there is no value.
    sign = torch.where((wide < 0) & (torch.remainder(low, 2) == 1), -1.0, 1.0).to(wide.dtype)
    sign = torch.where((wide < 0) & (low == wide), torch.nan, sign)
    return (torch.exp(torch.lgamma(wide)) * sign).to(x.dtype)


@kernel("polygamma")
def _polygamma(x: Tensor, n: int) -> Tensor:
    if n == 0:
        return torch.digamma(x)
    found = torch.polygamma(n, x)
    # torch's trigamma is merely large at its poles.
    return torch.where((x <= 0) & (x == torch.floor(x)), torch.inf, found) if n == 1 else found


@kernel("clip")
def _clip(x: Tensor, low: Any, high: Any) -> Tensor:
    if not (x.is_floating_point() or x.is_complex()):
        # Bounds are cut to integers, as MXNet does; torch would make floats of the array, and of -1 an unsigned 255.
        x = x if x.dtype is not torch.bool else x.to(torch.int64)
        info = torch.iinfo(x.dtype)
        low, high = (None if b is None else min(max(int(b), info.min), info.max) for b in (low, high))
    if low is None and high is None:
        return x.clone()
    try:
        return torch.clamp(x, low, high)
    except (RuntimeError, OverflowError):  # a bound that the dtype does not hold
        return torch.clamp(x, *(None if bound is None else number_for(bound, x.dtype) for bound in (low, high)))


# -- two operands ----------------------------------------------------------------------------------
@kernel("power")
def _power(x: Any, y: Any) -> Tensor:
    if type(y) is not Tensor:
        if y == 2:
            return x * x  # type: ignore[no-any-return]
        if type(y) is int and y < 0 and not (x.is_floating_point() or x.is_complex()):
            raise _negative_power()
    elif not (y.is_floating_point() or y.is_complex()) and bool((y < 0).any()):
        raise _negative_power()  # torch gives 0
    return torch.pow(x, y)


kernel("float_power")(torch.float_power)


def _mend_power(name: str, plain: Any, of_variable: Any) -> None:
    def by_x(g: Tensor, node: Any) -> Tensor:
        x, y = node._saved_self, node._saved_exponent
        at_origin = (x == 0) & (y == 0)
        return g * torch.where(at_origin, 0, y * mended(torch.where(at_origin, 1, x), y - 1))

    def by_y(g: Tensor, node: Any) -> Tensor:
        x = node._saved_self
        return g * node._saved_result * torch.log(torch.where(x == 0, 1, x))  # type: ignore[no-any-return]

    # Where the exponent is 0, torch's slope is a 0 without derivatives; where the base is 0, the other's are nan.
    mended = mend(name, of_variable, lambda node: True, by_x, by_y)

    @recorded(name)
    def in_graph(x: Tensor, y: Any) -> Tensor:
        if type(y) is Tensor and y.requires_grad:
            return mended(x, y)
        return plain(x, y)  # type: ignore[no-any-return]


_mend_power("power", _power, torch.pow)
_mend_power("float_power", torch.float_power, torch.float_power)


def _negative_power() -> MXNetValueError:
    return MXNetValueError("Integers to negative integer powers are not allowed: convert one with astype('float32')")


@kernel("mod")
def _mod(x: Tensor, y: Tensor) -> Tensor:
    if y.is_floating_point():
        return torch.remainder(x, y)
    zero = y == 0  # torch raises or traps; NumPy and MXNet give 0
    return torch.where(zero, torch.zeros_like(x), torch.remainder(x, torch.where(zero, torch.ones_like(y), y)))


@kernel("floor_divide")
def _floor_divide(x: Tensor, y: Tensor) -> Tensor:
    if y.is_floating_point():
        return torch.div(x, y, rounding_mode="floor")  # torch.floor_divide ends the graph
    zero = y == 0
    whole = torch.div(x, torch.where(zero, torch.ones_like(y), y), rounding_mode="floor")
    return torch.where(zero, torch.zeros_like(whole), whole)


kernel("maximum")(lambda x, y: torch.maximum(x, y) if type(y) is Tensor else torch.clamp_min(x, y))
kernel("minimum")(lambda x, y: torch.minimum(x, y) if type(y) is Tensor else torch.clamp_max(x, y))
# The first operand has the gradient at a tie, as a bound has none there; torch halves it for the functions above.
recorded("minimum")(_T.clamp_max)


@lru_cache(maxsize=1024)
def _below(value: float, dtype: torch.dtype) -> float:
    """The largest float of `dtype` that is smaller than `value`."""
    whole = torch.tensor(value, dtype=dtype, device="cpu")
    return torch.nextafter(whole, torch.full_like(whole, -torch.inf)).item()


def _rectified(x: Tensor, value: float) -> Tensor:
    return torch.threshold(x, _below(value, x.dtype), value)


def _mend_maximum() -> None:
    # Beside a number: torch's gradient of `threshold` takes far less time than that of `clamp_min`, on masks without
    # a pattern. It passes a nan, which has none.
    mended = mend(
        "maximum",
        _rectified,
        lambda node: not math.isnan(node._saved_self.sum().item()),
        lambda g, node: torch.where(node._saved_self > node._saved_threshold, g, 0),
    )

    @recorded("maximum")
    def in_graph(x: Tensor, y: Any) -> Tensor:
        if type(y) is Tensor or x.dtype not in (torch.float32, torch.float64) or not y > -math.inf:
            return torch.clamp_min(x, y)
        return mended(x, y)


_mend_maximum()


def _by_hypotenuse(g: Tensor, x: Tensor, ans: Tensor) -> Tensor:
    return g * x / torch.where(ans == 0, 1, ans)


# torch's gradient at (0, 0) is nan, ours 0.
mend(
    "hypot",
    torch.hypot,
    lambda node: bool(node._saved_result.all()),
    lambda g, node: _by_hypotenuse(g, node._saved_self, node._saved_result),
    lambda g, node: _by_hypotenuse(g, node._saved_other, node._saved_result),
)


def _turn(g: Tensor, x: Tensor, y: Tensor) -> Tensor:
    return g * y / (x * x + y * y)


# torch's gradient at (0, 0) is 0; there is none, so ours is nan.
mend(
    "arctan2",
    torch.atan2,
    lambda node: bool(node._saved_self.logical_or(node._saved_other).all()),
    lambda g, node: _turn(g, node._saved_self, node._saved_other),
    lambda g, node: _turn(-g, node._saved_other, node._saved_self),
)


@kernel("where")
def _where(condition: Tensor, x: Tensor, y: Tensor) -> Tensor:
    return torch.where(condition if condition.dtype is torch.bool else condition != 0, x, y)


def _not_whole(name: str, dtype: torch.dtype) -> MXNetTypeError:
    return MXNetTypeError(f"{name} takes integers or booleans, not {str(dtype)[6:]}")


# torch shifts floats and booleans, and says nothing.
for _name in ("bitwise_and", "bitwise_or", "bitwise_xor", "left_shift", "right_shift"):

    @kernel(_name)
    def _bits(x: Tensor, y: Tensor, _f: Any = KERNELS.get(_name) or getattr(Tensor, _name), _name: str = _name) -> Any:
        if (dtype := x.dtype).is_floating_point or dtype.is_complex:
            raise _not_whole(_name, dtype)
        return _f(x, y)


@kernel("invert")
def _invert(x: Tensor) -> Tensor:
    if (dtype := x.dtype).is_floating_point or dtype.is_complex:
        raise _not_whole("invert", dtype)
    return x.bitwise_not()


for _name in ("isnan", "isinf", "isfinite"):
    kernel(_name)(getattr(torch, _name))
for _name in ("logical_and", "logical_or", "logical_xor"):

    @kernel(_name)
    def _logical(x: Tensor, y: Tensor, _f: Any = getattr(_T, _name)) -> Any:
        if x.dtype is not torch.bool or y.dtype is not torch.bool:  # torch does not mix all dtypes
            x, y = x.to(torch.bool), y.to(torch.bool)
        return _f(x, y)


# -- the parts of floating point numbers -------------------------------------------------------------
KERNELS.update({"logaddexp": torch.logaddexp, "fmax": torch.fmax, "fmin": torch.fmin, "ldexp": torch.ldexp})


# torch's gradient is 0 where an integer exponent is negative.
mend(
    "ldexp",
    torch.ldexp,
    lambda node: (y := node._saved_other) is None or y.is_floating_point() or not bool((y < 0).any()),
    lambda g, node: g * torch.exp2(node._saved_other.to(g.dtype)),
    lambda g, node: g * node._saved_result * math.log(2),
)


def _share(g: Tensor, x: Tensor, y: Tensor) -> Tensor:
    # Of two equal infinities each has half.
    return g * torch.sigmoid(torch.where((x == y) & torch.isinf(x), 0, x - y))


# torch's second derivative is nan where one outweighs the other, and its first at equal infinities.
mend(
    "logaddexp",
    torch.logaddexp,
    lambda node: not math.isnan((node._saved_self - node._saved_other).sum().item()),
    lambda g, node: _share(g, node._saved_self, node._saved_other),
    lambda g, node: _share(g, node._saved_other, node._saved_self),
)


@kernel("fmod")
def _fmod(x: Tensor, y: Tensor) -> Tensor:
    if y.is_floating_point():
        return torch.fmod(x, y)
    zero = y == 0
    return torch.where(zero, torch.zeros_like(x), torch.fmod(x, torch.where(zero, torch.ones_like(y), y)))


@kernel("copysign")
def _copysign(x: Tensor, y: Tensor) -> Tensor:
    # torch makes floats of integers.
    return torch.copysign(x, y) if x.is_floating_point() else torch.where((x < 0) == (y < 0), x, -x)


# torch's gradient at 0 is 0 and at infinity nan; ours, as MXNet's, is that of x >= 0.
mend(
    "copysign",
    torch.copysign,
    lambda node: (x := node._saved_self) is None or not math.isnan((node._saved_result / x).sum().item()),
    lambda g, node: torch.where((node._saved_self >= 0) != torch.signbit(node._saved_result), g, -g),
    lambda g, node: torch.zeros_like(g),
)


@kernel("heaviside")
def _heaviside(x: Tensor, y: Tensor) -> Tensor:
    return torch.where(torch.isnan(x), x, torch.heaviside(x, y))  # torch gives 0 for nan


class _Heaviside(torch.autograd.Function):
    """torch's own ends the graph."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, y: Tensor) -> Tensor:
        ctx.save_for_backward(x if ctx.needs_input_grad[1] else None)
        found: Tensor = _heaviside(x, y)
        return found

    @staticmethod
    def backward(ctx: Any, *grad_outputs: Tensor) -> tuple[Tensor | None, Tensor | None]:
        (g,), (x,), (wants_x, wants_y) = grad_outputs, ctx.saved_tensors, ctx.needs_input_grad
        return torch.zeros_like(g) if wants_x else None, torch.where(x == 0, g, 0) if wants_y else None


_heaviside_base: Any = super(torch.autograd.Function, _Heaviside)
# `Function.apply` looks for functorch first, which takes as long as the operation.
recorded("heaviside")(_heaviside_base.apply)


for _name in ("gcd", "lcm"):

    @kernel(_name)
    def _divisors(x: Tensor, y: Tensor, _f: Any = getattr(torch, _name), _name: str = _name) -> Tensor:
        if x.is_floating_point():
            raise MXNetTypeError(f"{_name} takes integers, not {str(x.dtype)[6:]}")
        return _f(x, y)  # type: ignore[no-any-return]


kernel("mantissa")(lambda x: torch.frexp(x)[0])


@kernel("frexp")
def _frexp(x: Tensor) -> tuple[Tensor, Tensor]:
    parts: tuple[Tensor, Tensor] = torch.frexp(x)
    if _GLIBC and not x.is_cuda:
        return parts
    mantissa, exponent = parts
    return mantissa, torch.where(torch.isfinite(x), exponent, 0)  # C leaves that of what is not finite open


kernel("exponent")(lambda x: _frexp(x)[1])


@kernel("fraction")
def _fraction(x: Tensor) -> Tensor:
    return torch.where(torch.isinf(x), torch.copysign(torch.zeros_like(x), x), torch.frac(x))


kernel("modf")(lambda x: (_fraction(x), torch.trunc(x)))
kernel("divmod")(lambda x, y: (_floor_divide(x, y), _mod(x, y)))


@kernel("spacing")
def _spacing(x: Tensor) -> Tensor:
    size = torch.abs(x.detach())
    gap = torch.nextafter(size, torch.full_like(size, torch.inf)) - size
    return torch.where(x < 0, -gap, gap) + torch.sgn(x) * 0  # torch has no gradient for it, not even 0


@kernel("nan_to_num")
def _nan_to_num(x: Tensor, nan: float, posinf: float | None, neginf: float | None) -> Tensor:
    return torch.nan_to_num(x, nan, posinf, neginf)


# -- modified Bessel functions -----------------------------------------------------------------------
def _bessel_values(x: Tensor, n: int) -> Tensor:
    if n < 2:
        found: Tensor = torch.special.i1(x) if n else torch.special.i0(x)
        return found
    wide = x.double()
    quarter = wide * wide / 4
    # The series has no cancellation; where it is long, the recurrence has little.
    near = quarter < 100
    small = torch.where(near, quarter, 0)
    term: Any = (torch.where(near, wide, 0) / 2) ** n / math.factorial(n)
    total = term
    for k in range(1, 50):
        term = term * small / (k * (k + n))
        total = total + term
    low, high = torch.special.i0(wide), torch.special.i1(wide)
    for k in range(1, n):
        low, high = high, low - 2 * k / torch.where(near, 1, wide) * high
    return torch.where(near, total, high).to(x.dtype)


class _BesselI(torch.autograd.Function):
    """Its derivative is of its own kind, so that there is one of any order; torch has the first two."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, n: int) -> Tensor:
        ctx.save_for_backward(x)
        ctx.n = n
        return _bessel_values(x, n)

    @staticmethod
    def backward(ctx: Any, *grad_outputs: Tensor) -> tuple[Tensor, None]:
        (x,), (g,), n = ctx.saved_tensors, grad_outputs, ctx.n
        slope = _bessel(x, 1) if n == 0 else (_bessel(x, n - 1) + _bessel(x, n + 1)) / 2
        return g * slope, None


def _bessel(x: Tensor, n: int) -> Tensor:
    return _BesselI.apply(x, n)  # type: ignore[no-any-return,no-untyped-call]


kernel("bessel_i")(_bessel_values)
recorded("bessel_i")(_bessel)
