"""Element by element."""

from __future__ import annotations

from typing import Any

import numpy as onp

from mxgrad_conformance import special
from mxgrad_conformance.programs.domains import (
    above_one,
    between,
    fractional,
    integer,
    mask,
    moderate,
    nonzero,
    positive,
    real,
    unit,
)
from mxgrad_conformance.programs.operations.table import Operation, either, having, own, row, with_

Array = Any


def _gap(x: Array, y: Array) -> float:
    return float(onp.min(onp.abs(x - y), initial=1000))


def _bounds_gap(x: Array, low: float | None, high: float | None) -> float:
    return min(_gap(x, b) for b in (low, high) if b is not None)


def _modulus_gap(x: Array, y: Array) -> float:
    with onp.errstate(all="ignore"):
        q = x / y
    return _gap(q, onp.rint(q))


def _small(x: Array, y: Array) -> float:
    return 9.0 if onp.all(onp.abs(y) < 4) else 0.0


def _sigmoid(x: Array) -> Array:
    return 1 / (1 + onp.exp(-x))


def _softmax(x: Array, axis: int = -1) -> Array:
    powers = onp.exp(x - x.max(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)


def _log_softmax(x: Array, axis: int = -1) -> Array:
    return onp.log(_softmax(x, axis))


def plus_number(m: Any, x: Any, s: float) -> Any:
    return x + s


def minus_number(m: Any, x: Any, s: float) -> Any:
    return s - x


def times_number(m: Any, x: Any, s: float) -> Any:
    return x * s


def number_over(m: Any, x: Any, s: float) -> Any:
    return s / x


def to_number(m: Any, x: Any, s: float) -> Any:
    return x**s


def number_to(m: Any, x: Any, s: float) -> Any:
    return s**x


NUMBERS = either(with_(2), with_(0.5), with_(-1.5))
POWERS = either(with_(2), with_(3), with_(0.5), with_(-1), with_(1), with_(0))
WHOLE = either(with_(2), with_(3), with_(1), with_(0))
CLIPS = either(with_(-0.75, 0.8), with_(None, 0.6), with_(-0.4, None))
SOFT = having(lambda s: len(s) > 0, with_(), with_(axis=0))

OPERATIONS: tuple[Operation, ...] = (
    row("np.sin"),
    row("np.cos"),
    row("np.tanh"),
    row("np.exp", moderate),
    row("np.log", positive),
    row("np.sqrt", positive),
    row("np.square", ints=True),
    row("np.negative", ints=True),
    row("np.abs", nonzero, ints=True),
    row("np.tan", moderate),
    row("np.sinh", moderate),
    row("np.cosh", moderate),
    row("np.arctan"),
    row("np.arcsinh"),
    row("np.arcsin", unit),
    row("np.arccos", unit),
    row("np.arctanh", unit),
    row("np.arccosh", above_one),
    row("np.expm1", moderate),
    row("np.log1p", positive),
    row("np.log2", positive),
    row("np.log10", positive),
    row("np.cbrt", nonzero),
    row("np.reciprocal", nonzero),
    row("np.degrees", moderate),
    row("np.radians"),
    row("np.fabs", nonzero),
    row("np.fix", fractional, reference=onp.trunc),  # NumPy 2.5 warns of its own
    row("np.i0", moderate),
    row("np.deg2rad"),
    row("np.rad2deg", moderate),
    row("np.nan_to_num"),
    row("np.real"),
    row("np.positive", ints=True),
    row("np.sign", nonzero),
    row("np.floor", fractional),
    row("np.ceil", fractional),
    row("np.trunc", fractional),
    row("np.rint", fractional),
    row("np.round", fractional),
    row("np.clip", calls=CLIPS, clear=_bounds_gap),
    row("npx.relu", nonzero, reference=lambda x: onp.maximum(x, 0.0)),
    row("npx.sigmoid", reference=_sigmoid),
    row("npx.softmax", calls=SOFT, reference=_softmax),
    row("npx.log_softmax", calls=SOFT, reference=_log_softmax),
    row("npx.erf", moderate, reference=special.erf),
    row("npx.erfinv", unit, reference=special.erfinv),
    row("npx.gamma", between, reference=special.gamma),
    row("npx.gammaln", positive, reference=special.gammaln),
    row("operator.add", real, real, ints=True),
    row("operator.sub", real, real, ints=True),
    row("operator.mul", real, real, ints=True),
    row("operator.truediv", real, nonzero, ints=True),
    row("operator.pow", between, moderate),
    row("operator.neg", ints=True),
    own(plus_number, calls=NUMBERS),
    own(minus_number, calls=NUMBERS),
    own(times_number, calls=NUMBERS),
    own(number_over, nonzero, calls=NUMBERS),
    own(to_number, positive, calls=POWERS),
    own(to_number, real, calls=WHOLE, which=":whole"),
    own(number_to, moderate, calls=either(with_(2.0), with_(0.5), with_(3))),
    row("np.add", real, real, ints=True),
    row("np.subtract", real, real, ints=True),
    row("np.multiply", real, real, ints=True),
    row("np.divide", real, nonzero, ints=True),
    row("np.power", positive, moderate),
    row("np.power:integers", nonzero, integer, clear=_small),
    row("np.float_power", positive, moderate, double=True),
    row("np.maximum", real, real, clear=_gap),
    row("np.minimum", real, real, clear=_gap),
    row("np.hypot", nonzero, nonzero),
    row("np.arctan2", nonzero, positive),
    row("np.fmax", real, real, clear=_gap),
    row("np.fmin", real, real, clear=_gap),
    row("np.fmod", nonzero, nonzero, clear=_modulus_gap),
    row("np.remainder", real, nonzero, clear=_modulus_gap),
    row("np.logaddexp", real, real),
    row("np.copysign", nonzero, nonzero),
    row("np.heaviside", nonzero, real),
    row("np.ldexp", real, integer, reference=lambda x, y: x * 2.0**y, clear=_small),
    row("np.true_divide", real, nonzero),
    row("np.mod", real, nonzero, clear=_modulus_gap),
    row("np.floor_divide", real, nonzero, clear=_modulus_gap),
    row("operator.mod", real, nonzero, clear=_modulus_gap),
    row("np.greater", real, real, clear=_gap, ints=True),
    row("np.less_equal", real, real, clear=_gap, ints=True),
    row("operator.lt", real, real, clear=_gap),
    row("operator.ge", real, real, clear=_gap),
    row("np.logical_not", mask),
    row("np.logical_and", mask, mask),
    row("np.logical_or", mask, mask),
    row("np.isnan"),
    row("np.where", mask, real, real, ints=True),
    row("np.bitwise_and", integer, integer),
    row("np.bitwise_xor", integer, integer),
)  # fmt: skip
