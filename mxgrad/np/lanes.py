"""A function applied along an axis, or over one axis after the other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as _np

from mxgrad import _dispatch, dtypes
from mxgrad.array import ndarray
from mxgrad.base import MXNetValueError
from mxgrad.np.shape import expand_dims, reshape, stack, transpose


def apply_along_axis(func1d: Callable[..., Any], axis: int, arr: Any, *args: Any, **kwargs: Any) -> ndarray:
    """``func1d(line, *args, **kwargs)`` for each line of `arr` along `axis`, which the axes of the result replace.

    The function gets arrays, so what it computes is recorded, and gradients flow.

    Examples
    --------
    >>> from mxgrad import np
    >>> np.apply_along_axis(np.sum, 1, np.ones((2, 3)))
    array([3., 3.])
    """
    x = _dispatch.lift(arr)
    along = _dispatch.axis_in(axis, x.ndim)
    others = [*x.shape[:along], *x.shape[along + 1 :]]
    if not x.size:
        raise MXNetValueError(f"cannot apply_along_axis when any iteration dimension is 0: the shape is {x.shape}")
    lines = reshape(transpose(x, [*(i for i in range(x.ndim) if i != along), along]), (-1, x.shape[along]))
    results = [func1d(lines[i], *args, **kwargs) for i in range(lines.shape[0])]
    if all(dtypes.scalar_of(result) is not None for result in results):
        found = _dispatch.beside(results if isinstance(results[0], float) else _np.asarray(results), x)
        return reshape(found, others)
    arrays = [_dispatch.beside(result, x) for result in results]
    if any(result.shape != arrays[0].shape for result in arrays):
        raise MXNetValueError(
            f"apply_along_axis: the function gives results of different shapes, {arrays[0].shape} first"
        )
    inner = arrays[0].ndim
    found = reshape(stack(arrays), (*others, *arrays[0].shape))
    n = len(others)
    return transpose(found, [*range(along), *range(n, n + inner), *range(along, n)])


def apply_over_axes(func: Callable[[ndarray, int], Any], a: Any, axes: Any) -> ndarray:
    """``func(x, axis)`` applied to `a` for each of `axes` in turn; an axis that it removes is put back with length 1.

    >>> from mxgrad import np
    >>> np.apply_over_axes(np.sum, np.ones((2, 3, 2)), (0, 2))
    array([[[4.],
            [4.],
            [4.]]])
    """
    x = _dispatch.lift(a)
    for axis in axes if isinstance(axes, (list, tuple)) else _dispatch.host_index(axes).reshape(-1).tolist():
        along = _dispatch.axis_in(axis, x.ndim)
        result = _dispatch.beside(func(x, along), x)
        if result.ndim != x.ndim:
            result = expand_dims(result, along)
            if result.ndim != x.ndim:
                raise MXNetValueError("function is not returning an array of the correct shape")
        x = result
    return x
