"""Neural network operations: gradient rules and kernels."""

from __future__ import annotations

from typing import Any

import numpy as np

from mxgrad_native.kernels import generic, numpy
from mxgrad_native.rules import vjp


def _softmax(xp: Any, g: Any, ans: Any, axis: int) -> Any:
    weighted = g * ans
    return weighted - ans * xp.sum(weighted, axis=axis, keepdims=True)


vjp("softmax", x=_softmax)
vjp("log_softmax", x=lambda xp, g, ans, axis: g - xp.exp(ans) * xp.sum(g, axis=axis, keepdims=True))


@generic("softmax")
def _softmax_kernel(xp: Any, x: Any, axis: int) -> Any:
    if not x.size:
        return xp.asarray(x, copy=True)
    e = xp.exp(x - xp.max(x, axis=axis, keepdims=True))
    return e / xp.sum(e, axis=axis, keepdims=True)


@generic("log_softmax")
def _log_softmax_kernel(xp: Any, x: Any, axis: int) -> Any:
    if not x.size:
        return xp.asarray(x, copy=True)
    shifted = x - xp.max(x, axis=axis, keepdims=True)
    return shifted - xp.log(xp.sum(xp.exp(shifted), axis=axis, keepdims=True))


@numpy("softmax")
def _numpy_softmax(x: Any, axis: int) -> Any:
    if not x.size:  # there is no maximum of nothing
        return x.copy()
    y = np.subtract(x, np.maximum.reduce(x, axis=axis, keepdims=True))
    np.exp(y, out=y)
    y /= np.add.reduce(y, axis=axis, keepdims=True)
    return y


@numpy("log_softmax")
def _numpy_log_softmax(x: Any, axis: int) -> Any:
    if not x.size:
        return x.copy()
    y = np.subtract(x, np.maximum.reduce(x, axis=axis, keepdims=True))
    y -= np.log(np.add.reduce(np.exp(y), axis=axis, keepdims=True))
    return y
