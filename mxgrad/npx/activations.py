"""Activations and other elementwise functions of `npx`."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from mxgrad import _dispatch, dtypes, np
from mxgrad.array import ndarray
from mxgrad.base import MXNetTypeError, MXNetValueError
from mxgrad.dtypes import DTypeLike
from mxgrad.npx.nn import relu, sigmoid

_ALPHA, _SCALE = 1.6732632423543772, 1.0507009873554805
"""Of selu: where the mean 0 and the variance 1 of its input are those of its output (Klambauer et al., 2017)."""


def softsign(data: Any) -> ndarray:
    """``x / (1 + |x|)``.

    >>> from mxgrad import np, npx
    >>> npx.softsign(np.array([-1.0, 0.0, 3.0]))
    array([-0.5 ,  0.  ,  0.75])
    """
    x = _dispatch.argument("data", data)
    return x / (np.abs(x) + 1)


def _softrelu(x: ndarray) -> ndarray:
    return np.logaddexp(x, 0.0)


_ACTIVATIONS: dict[str, Callable[[ndarray], ndarray]] = {
    "relu": relu,
    "sigmoid": sigmoid,
    "tanh": np.tanh,
    "softrelu": _softrelu,
    "softsign": softsign,
    "log_sigmoid": ndarray.log_sigmoid,
    "mish": ndarray.mish,
}


def activation(data: Any, act_type: str = "relu") -> ndarray:
    """The activation function `act_type` of each element.

    Parameters
    ----------
    act_type : {'relu', 'sigmoid', 'tanh', 'softrelu', 'softsign', 'log_sigmoid', 'mish'}
        Which one; softrelu is ``log(1 + exp(x))``.

    Examples
    --------
    >>> from mxgrad import np, npx
    >>> npx.activation(np.array([-1.0, 2.0]), act_type="relu")
    array([0., 2.])
    """
    x = _dispatch.argument("data", data)
    if act_type not in _ACTIVATIONS:
        raise MXNetValueError(f"act_type is one of {', '.join(_ACTIVATIONS)}, not {act_type!r}")
    return _ACTIVATIONS[act_type](x)


def leaky_relu(data: Any, gamma: Any = None, act_type: str = "leaky", slope: float = 0.25) -> ndarray:
    """``x`` where it is above 0, and below something small.

    Parameters
    ----------
    gamma
        The slopes of 'prelu', one or one for each channel (axis 1); differentiable.
    act_type : {'leaky', 'prelu', 'elu', 'selu', 'gelu'}
        What is below 0: ``slope * x``, ``gamma * x``, ``slope * (exp(x) - 1)``, or that with the numbers and the scale
        of self-normalising networks. 'gelu' is ``x`` times the normal distribution function, on both sides.

    Examples
    --------
    >>> from mxgrad import np, npx
    >>> npx.leaky_relu(np.array([-2.0, 2.0]), slope=0.1)
    array([-0.2,  2. ])
    """
    x = _dispatch.argument("data", data)
    x = x if dtypes.is_inexact(x.dtype) else x.astype(dtypes.default_float())
    if (gamma is None) is (act_type == "prelu"):
        raise MXNetValueError(f"leaky_relu takes gamma with act_type 'prelu', and only with it, not with {act_type!r}")
    if act_type == "leaky":
        return np.where(x > 0, x, x * slope)
    if act_type == "prelu":
        g = _dispatch.argument("gamma", gamma)
        wide = g.reshape((-1, *[1] * (x.ndim - 2))) if g.ndim == 1 and x.ndim > 1 else g
        return np.where(x > 0, x, x * wide)
    if act_type == "elu":
        return _elu(x, slope)
    if act_type == "selu":
        return _elu(x, _ALPHA) * _SCALE
    if act_type == "gelu":
        return x * (1 + x._backend.ops["erf"](x * math.sqrt(0.5))) * 0.5
    raise MXNetValueError(f"act_type is 'leaky', 'prelu', 'elu', 'selu' or 'gelu', not {act_type!r}")


def _elu(x: ndarray, slope: float) -> ndarray:
    above = x > 0
    return np.where(above, x, np.expm1(np.where(above, 0, x)) * slope)  # expm1 of large numbers would overflow


def smooth_l1(data: Any, scalar: float = 1.0) -> ndarray:
    """``(scalar * x)**2 / 2`` where ``|x| < 1 / scalar**2``, and ``|x| - 1 / scalar**2 / 2`` beyond.

    >>> from mxgrad import np, npx
    >>> npx.smooth_l1(np.array([-2.0, 0.5]))
    array([1.5  , 0.125])
    """
    x = _dispatch.argument("data", data)
    x = x if dtypes.is_inexact(x.dtype) else x.astype(dtypes.default_float())
    if not scalar:
        return x * 0
    square = float(scalar) ** 2
    near = np.clip(x, -1 / square, 1 / square)
    return near * (x - near * 0.5) * square


def stop_gradient(data: Any) -> ndarray:
    """`data`, through which no gradient flows: it is 0.

    >>> from mxgrad import np, npx
    >>> npx.stop_gradient(np.array([1.0, 2.0]))
    array([1., 2.])
    """
    x = _dispatch.argument("data", data)
    return np.where(False, x, x.detach())  # in the graph, as in MXNet: backward from it gives zeros


def round_ste(data: Any) -> ndarray:
    """`data` rounded, halves away from 0, with the gradient of `data` itself (a straight-through estimator).

    >>> from mxgrad import np, npx
    >>> npx.round_ste(np.array([-1.5, 0.4, 2.5]))
    array([-2.,  0.,  3.])
    """
    x = _dispatch.argument("data", data)
    y = x.detach()
    whole = np.trunc(y)
    return _straight(x, whole + np.sign(y) * (np.abs(y - whole) >= 0.5))


def sign_ste(data: Any) -> ndarray:
    """The sign of `data`, with the gradient of `data` itself (a straight-through estimator).

    >>> from mxgrad import np, npx
    >>> npx.sign_ste(np.array([-2.0, 0.0, 3.0]))
    array([-1.,  0.,  1.])
    """
    x = _dispatch.argument("data", data)
    return _straight(x, np.sign(x.detach()))


def _straight(x: ndarray, value: ndarray) -> ndarray:
    """The constant `value` with the gradient of `x`."""
    finite = np.where(np.isfinite(x), x, 0)  # an infinity less itself is nan
    return value.astype(x.dtype, copy=False) + (finite - finite.detach())


def cast(data: Any, dtype: DTypeLike) -> ndarray:
    """`data` with another dtype.

    >>> from mxgrad import np, npx
    >>> npx.cast(np.array([1.5, 2.0]), dtype="int32")
    array([1, 2], dtype=int32)
    """
    return _dispatch.argument("data", data).astype(dtype)


def broadcast_greater(lhs: Any, rhs: Any) -> ndarray:
    """1 where `lhs` is greater than `rhs`, else 0, in the dtype of `lhs`.

    >>> from mxgrad import np, npx
    >>> npx.broadcast_greater(np.array([1.0, 3.0]), np.array([2.0]))
    array([0., 1.])
    """
    x = _dispatch.argument("lhs", lhs)
    return np.greater(x, _dispatch.argument("rhs", rhs)).astype(x.dtype)


def add_n(*args: Any) -> ndarray:
    """The sum of arrays of one shape.

    >>> from mxgrad import np, npx
    >>> npx.add_n(np.ones(2), np.ones(2), np.ones(2))
    array([3., 3.])
    """
    arrays = [_dispatch.argument(f"arg{i}", x) for i, x in enumerate(args)]
    if not arrays:
        raise MXNetValueError("add_n takes one array or more")
    if len({x.shape for x in arrays}) > 1:
        raise MXNetValueError(f"add_n takes arrays of one shape, not {', '.join(str(x.shape) for x in arrays)}")
    total = arrays[0].copy() if len(arrays) == 1 else arrays[0]
    for x in arrays[1:]:
        total = total + x
    return total


def norm(data: Any, ord: int = 2, axis: Any = None, out_dtype: DTypeLike = None, keepdims: bool = False) -> ndarray:
    """The sum of absolute values (`ord` 1) or the root of the sum of squares (2) along one or two axes, or of all.

    As MXNet does it, that of all elements is a vector of length 1; `np.linalg.norm` gives a 0-d array.

    >>> from mxgrad import np, npx
    >>> npx.norm(np.array([3.0, 4.0]))
    array([5.])
    """
    x = _dispatch.argument("data", data)
    if ord not in (1, 2):
        raise MXNetValueError(f"norm: ord is 1 or 2, not {ord!r}; see np.linalg.norm")
    x = x if out_dtype is None else x.astype(out_dtype, copy=False)
    axes = _dispatch.reduced_axes(axis, x.ndim)
    result = np.linalg.vector_norm(x, axis=axes, keepdims=keepdims, ord=ord)
    return result if result.ndim else result.reshape(1)


def constraint_check(x: Any, msg: str = "Constraint violated!") -> ndarray:
    """True if all of the booleans `x` are; for the parameters of distributions.

    Raises
    ------
    MXNetValueError
        With the text `msg`: one of them is false.

    Examples
    --------
    >>> from mxgrad import np, npx
    >>> npx.constraint_check(np.array([1.0, 2.0]) > 0, "positive numbers, please")
    array(True)
    """
    found = _dispatch.argument("x", x)
    if found.dtype != bool:
        raise MXNetTypeError(f"constraint_check takes booleans, not {found.dtype}")
    result = np.all(found)
    if not result:
        raise MXNetValueError(msg)
    return result
