"""Window functions: weights that fall off to both sides."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Any

import numpy as _np

from mxgrad import dtypes
from mxgrad._registry import current_backend
from mxgrad.array import ndarray
from mxgrad.base import MXNetTypeError
from mxgrad.context import as_context
from mxgrad.dtypes import DTypeLike


def _window(shape: Callable[[Any], Any], M: Any, dtype: DTypeLike, ctx: Any, device: Any) -> ndarray:
    """`shape` of M angles from 0 to a whole turn."""
    try:
        count = operator.index(M)
    except TypeError:
        raise MXNetTypeError(f"a window has a whole number of points, not {M!r}") from None
    host = shape(_np.arange(count) * (2 * math.pi / (count - 1))) if count > 1 else _np.ones(max(count, 0))
    chosen = ctx if device is None else device
    backend = current_backend()
    host = host.astype(dtypes.default_float() if dtype is None else dtypes.as_dtype(dtype))
    return ndarray(backend, backend.from_host(host, None if chosen is None else as_context(chosen)))


def hanning(M: int, dtype: DTypeLike = None, ctx: Any = None, device: Any = None) -> ndarray:
    """The Hann window of `M` points, a raised cosine.

    >>> from mxgrad import np
    >>> np.hanning(5)
    array([0. , 0.5, 1. , 0.5, 0. ])
    """
    return _window(lambda t: 0.5 - 0.5 * _np.cos(t), M, dtype, ctx, device)


def hamming(M: int, dtype: DTypeLike = None, ctx: Any = None, device: Any = None) -> ndarray:
    """The Hamming window of `M` points, a raised cosine that ends above 0.

    >>> from mxgrad import np
    >>> np.hamming(3)
    array([0.08, 1.  , 0.08])
    """
    return _window(lambda t: 0.54 - 0.46 * _np.cos(t), M, dtype, ctx, device)


def blackman(M: int, dtype: DTypeLike = None, ctx: Any = None, device: Any = None) -> ndarray:
    """The Blackman window of `M` points, from three cosines.

    >>> from mxgrad import np
    >>> np.blackman(3).round(4)
    array([-0.,  1., -0.])
    """
    return _window(lambda t: 0.42 - 0.5 * _np.cos(t) + 0.08 * _np.cos(2 * t), M, dtype, ctx, device)
