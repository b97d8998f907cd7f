"""Gamma numbers as functions of their shape parameter: what gives the gamma family its gradients.

The generator rejects, so its numbers jump when the shape changes. The distribution does not: a number that keeps its
quantile moves by ``dz/da = -(dF/da) / p`` with the distribution function F and the density p (implicit
reparametrisation). With ``r[k] = z^k / ((a + 1) ... (a + k))`` and ``h[k] = 1/(a + 1) + ... + 1/(a + k)``,
k from 0, the series of F gives

    dz/da = -(z / a) * sum over k of r[k] * (log(z) - digamma(a + 1) - h[k])

All of it is recorded arithmetic, so that derivatives of any order follow.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as _np

from mxgrad import _dispatch
from mxgrad.array import ndarray
from mxgrad.autograd import Function
from mxgrad.context import Context
from mxgrad.np import elementwise as _elementwise
from mxgrad.np._sampling import Host, finish, stream, tracked
from mxgrad.np.reduce import cumsum
from mxgrad.np.shape import broadcast_to

__all__ = ["standard_gamma"]

_TINY = 1e-300


def standard_gamma(shape: Any, host: Host, lengths: tuple[int, ...], where: Context, beside: ndarray) -> ndarray:
    """Gamma numbers of scale 1 as a float64 array beside another; `host` has the values of `shape`."""
    drawn = stream(where).gamma(host, lengths)
    sample = finish(drawn, where, drawn.dtype, None, beside)
    if not tracked(shape):
        return sample
    found: ndarray = _GammaNumbers(sample, _terms(host, drawn))(broadcast_to(shape.astype("float64"), lengths))
    return found


def _terms(shape: Host, drawn: Host) -> int:
    """How many terms of the series matter: they fall from ``a + k = z`` on, and ever faster."""
    if not drawn.size:
        return 0
    return math.ceil(float((drawn - shape).max(initial=0.0)) + 12 * math.sqrt(float(drawn.max()) + 4)) + 30


class _GammaNumbers(Function):
    """Numbers that were drawn, with the gradient of their shape parameter."""

    def __init__(self, sample: ndarray, terms: int) -> None:
        self._sample = sample
        self._count = terms

    def forward(self, *inputs: ndarray) -> ndarray:
        self.save_for_backward(*inputs, self._sample)
        return self._sample

    def backward(self, *output_grads: ndarray) -> ndarray:
        (dz,), (a, z) = output_grads, self.saved_tensors
        return dz * self._slope(a, _elementwise.maximum(z, _TINY))

    def _slope(self, a: ndarray, z: ndarray) -> ndarray:
        k = _np.arange(1.0, self._count + 1).reshape(-1, *(1,) * a.ndim)
        grown = a + _dispatch.lift(k, a._backend)
        log_z = _elementwise.log(z)
        r = _elementwise.exp(cumsum(log_z - _elementwise.log(grown), 0))
        h = cumsum(1.0 / grown, 0)
        first = log_z - a._backend.ops["polygamma"](a + 1.0, 0)
        return -(z / a) * (first * (1.0 + r.sum(0)) - (r * h).sum(0))
