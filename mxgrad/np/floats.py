"""Floating point numbers taken apart: sign, mantissa and exponent, fraction, spacing, what is not finite."""

from __future__ import annotations

from typing import Any

from mxgrad import _dispatch
from mxgrad.array import ndarray
from mxgrad.base import MXNetError

_Out = tuple[ndarray | None, ndarray | None] | None


@_dispatch.direct("signbit")
def signbit(x: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """True where the sign is minus, also of -0.

    >>> from mxgrad import np
    >>> np.signbit(np.array([-1.0, -0.0, 0.0]))
    array([ True,  True, False])
    """
    return _dispatch.unary("signbit", _dispatch.listed(x), out, kwargs)


@_dispatch.direct("copysign")
def copysign(x1: Any, x2: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """`x1` with the sign of `x2`. Its gradient at 0 is that of ``x1 >= 0``; in `x2` it is 0.

    >>> from mxgrad import np
    >>> np.copysign(np.array([1.0, -2.0]), -0.0)
    array([-1., -2.])
    """
    return _dispatch.binary("copysign", x1, x2, out, kwargs)


@_dispatch.direct("heaviside")
def heaviside(x1: Any, x2: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """0 where `x1` is negative, 1 where it is positive, `x2` where it is 0. Its gradient in `x1` is 0.

    >>> from mxgrad import np
    >>> np.heaviside(np.array([-1.0, 0.0, 2.0]), 0.5)
    array([0. , 0.5, 1. ])
    """
    return _dispatch.binary("heaviside", _dispatch.listed(x1), _dispatch.listed(x2), out, kwargs)


@_dispatch.direct("ldexp")
def ldexp(x1: Any, x2: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """``x1 * 2**x2``; as in MXNet `x2` may be fractional.

    >>> from mxgrad import np
    >>> np.ldexp(np.array([1.0, 3.0]), 2)
    array([ 4., 12.])
    """
    return _dispatch.binary("ldexp", x1, x2, out, kwargs)


@_dispatch.at_once("frexp")
def frexp(x: Any, out: _Out = None) -> tuple[ndarray, ndarray]:
    """Mantissa, of absolute value from 1/2 to 1, and exponent: ``x == mantissa * 2**exponent``.

    The gradient of the mantissa is ``2**-exponent``; the exponent has none.

    >>> from mxgrad import np
    >>> np.frexp(np.array([1.0, 6.0]))
    (array([0.5 , 0.75]), array([1, 3], dtype=int32))
    """
    x = _dispatch.listed(x)
    results = _dispatch.unary("mantissa", x), _dispatch.unary("exponent", x)
    return results if out is None else _dispatch.write_each(out, results)  # type: ignore[return-value]


@_dispatch.at_once("modf")
def modf(x: Any, out: _Out = None) -> tuple[ndarray, ndarray]:
    """Fraction and integer part, both with the sign of `x`. The gradients are 1 and 0.

    >>> from mxgrad import np
    >>> np.modf(np.array([1.5, -2.25]))
    (array([ 0.5 , -0.25]), array([ 1., -2.]))
    """
    x = _dispatch.listed(x)
    fraction = _dispatch.unary("fraction", x)
    results = fraction, _dispatch.binary("subtract", x, fraction)  # exact
    return results if out is None else _dispatch.write_each(out, results)  # type: ignore[return-value]


@_dispatch.direct("spacing")
def spacing(x: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """Distance to the next number away from 0. Its gradient is 0.

    >>> from mxgrad import np
    >>> np.spacing(np.array([1.0, 1024.0]))
    array([1.1920929e-07, 1.2207031e-04])
    """
    return _dispatch.unary("spacing", _dispatch.listed(x), out, kwargs)


def nan_to_num(
    x: Any, copy: bool = True, nan: float = 0.0, posinf: float | None = None, neginf: float | None = None,
    *, out: ndarray | None = None, **kwargs: Any,
) -> ndarray:  # fmt: skip
    """`x` with numbers for nan and the infinities: by default 0 and the largest and lowest there are.

    The gradient of what is replaced is 0. With `copy` False `x` itself is written.

    >>> from mxgrad import np
    >>> np.nan_to_num(np.array([1.0, np.nan, np.inf]), posinf=9)
    array([1., 0., 9.])
    """
    numbers = (float(nan), *(None if bound is None else float(bound) for bound in (posinf, neginf)))
    if not copy:
        if out is not None or not isinstance(x, ndarray):
            raise MXNetError("nan_to_num writes into x where copy is False: x is an array then, and there is no out")
        out = x
    if kwargs or not isinstance(x, ndarray):
        return _dispatch.with_options(lambda value: _replaced(value, numbers), (x,), out, kwargs, "nan_to_num")
    result = x._backend.ops["nan_to_num"](x, *numbers)
    return result if out is None else _dispatch.write(out, result)


def _replaced(x: Any, numbers: tuple[float | None, ...]) -> ndarray:
    array = _dispatch.lift(x)
    return array._backend.ops["nan_to_num"](array, *numbers)
