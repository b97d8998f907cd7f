"""Reductions. `axis` is None or a tuple of non-negative ints; the empty tuple reduces nothing.

torch takes the empty tuple for all axes, which every kernel here mends.
"""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor

from mxgrad_torch.kernels import KERNELS, kernel, recorded

Axes = tuple[int, ...] | None


@kernel("sum")
def total_of(x: Tensor, axis: Axes, keepdims: bool) -> Tensor:
    dtype = x.dtype  # torch counts small integers in int64
    if axis is None and not keepdims:
        return x.sum() if dtype.is_floating_point else x.sum(dtype=dtype)
    return torch.sum(x, axis, keepdims, dtype=dtype) if axis != () else x.clone()


@kernel("mean")
def _mean(x: Tensor, axis: Axes, keepdims: bool) -> Tensor:
    if axis is None and not keepdims:
        return x.mean()
    return torch.mean(x, axis, keepdims) if axis != () else x.clone()


@kernel("prod")
def _prod(x: Tensor, axis: Axes, keepdims: bool) -> Tensor:
    if axis is None and not keepdims:
        return x.prod() if (dtype := x.dtype).is_floating_point else x.prod(dtype=dtype)
    if axis == ():
        return x.clone()
    if axis is not None and len(axis) == 1:
        return torch.prod(x, axis[0], keepdims, dtype=x.dtype)
    # torch takes one axis or all of them.
    axes = tuple(range(x.ndim)) if axis is None else axis
    rest = tuple(i for i in range(x.ndim) if i not in axes)
    lead = [x.shape[i] for i in rest]
    n = 1
    for i in axes:
        n *= x.shape[i]
    found = torch.prod(x.permute((*rest, *axes)).reshape(*lead, n), -1, dtype=x.dtype)
    return found.reshape([1 if i in axes else m for i, m in enumerate(x.shape)]) if keepdims else found


def _extreme(f: Any) -> Any:
    # amax and amin share the gradient between ties; max and min give it to one.
    def extreme(x: Tensor, axis: Axes, keepdims: bool) -> Any:
        if axis is None:
            return f(x, (), True) if keepdims else f(x)
        return f(x, axis, keepdims) if axis else x.clone()

    return extreme


kernel("max")(_extreme(torch.amax))
kernel("min")(_extreme(torch.amin))


@kernel("ptp")
def _ptp(x: Tensor, axis: Axes, keepdims: bool) -> Tensor:
    highest: Tensor = KERNELS["max"](x, axis, keepdims)
    lowest: Tensor = KERNELS["min"](x, axis, keepdims)
    return highest - lowest


def _vector_norm(x: Tensor, axis: Axes, keepdims: bool) -> Tensor:
    if axis == () or x.ndim == 0:
        return torch.abs(x)
    found: Tensor = torch.linalg.vector_norm(x, 2, axis, keepdims)
    if x.numel() == 0 or not _beyond(found.detach()):
        return found
    # Squares would overflow, or vanish. (Beside float16, which torch sums in float32.)
    largest = torch.amax(torch.abs(x.detach()), () if axis is None else axis, True)
    scale = torch.where((largest > 0) & torch.isfinite(largest), largest, 1)
    scaled: Tensor = torch.linalg.vector_norm(x / scale, 2, axis, True) * scale
    return scaled if keepdims else scaled.reshape(found.shape)


def _beyond(found: Tensor) -> bool:
    """Whether there is a length whose square is not well inside float32."""
    if found.is_cuda:  # looking would wait for it
        return True
    low, high = (found, found) if found.ndim == 0 else torch.aminmax(found)
    return not (low.item() > 1e-15 and high.item() < 1e18)


kernel("vector_norm")(_vector_norm)


@recorded("vector_norm")
def _smooth_norm(x: Tensor, axis: Axes, keepdims: bool) -> Tensor:
    # torch's gradient at 0 is 0, as ours, but the gradient of that is nan.
    found = _vector_norm(x, axis, keepdims)
    if axis == () or x.ndim == 0:
        return found
    zero = torch.eq(found, 0)
    if not (zero.is_cuda or bool(zero.any())):
        return found
    at = zero if keepdims else torch.eq(_vector_norm(x.detach(), axis, True), 0)
    return torch.where(zero, 0, _vector_norm(torch.where(at, 1, x), axis, keepdims))


@kernel("var")
def _var(x: Tensor, axis: Axes, correction: float, keepdims: bool) -> Tensor:
    n: int = x.numel() if axis is None else math.prod(x.shape[i] for i in axis)
    if axis is None and n > correction and not keepdims:
        return x.var(correction=correction)
    if n > correction and axis != ():
        return torch.var(x, axis, correction=correction, keepdim=keepdims)
    # torch warns where nothing is left to divide by.
    deviation = x - _mean(x, axis, True)
    found: Tensor = total_of(deviation * deviation, axis, keepdims) / max(n - correction, 0)
    return found


@kernel("std")
def _std(x: Tensor, axis: Axes, correction: float, keepdims: bool) -> Tensor:
    if axis is None and x.numel() > correction and not keepdims:
        return x.std(correction=correction)
    return torch.sqrt(_var(x, axis, correction, keepdims))


@recorded("std")
def _smooth_std(x: Tensor, axis: Axes, correction: float, keepdims: bool) -> Tensor:
    if axis is None and x.numel() > correction and not keepdims and not x.is_cuda:
        found = x.std(correction=correction)
        if found:
            return found
    # The root of 0 has no derivative; a constant there makes that of a constant 0, to any order.
    found = _var(x, axis, correction, keepdims)
    zero = torch.eq(found, 0)
    if not (zero.is_cuda or bool(zero.any())):
        return torch.sqrt(found)
    return torch.where(zero, 0, torch.sqrt(torch.where(zero, 1, found)))


@kernel("cumsum")
def _cumsum(x: Tensor, axis: int) -> Tensor:
    return x.cumsum(axis) if (dtype := x.dtype).is_floating_point else x.cumsum(axis, dtype=dtype)


@kernel("cumprod")
def _cumprod(x: Tensor, axis: int) -> Tensor:
    return x.cumprod(axis) if (dtype := x.dtype).is_floating_point else x.cumprod(axis, dtype=dtype)


def _index_of(f: Any) -> Any:
    def index_of(x: Tensor, axis: Axes, keepdims: bool) -> Any:
        x = x if x.dtype is not torch.bool else x.to(torch.uint8)  # torch compares no booleans
        if axis is None:
            found = f(x)
            return found.reshape((1,) * x.ndim) if keepdims else found
        return f(x, axis[0], keepdims)

    return index_of


kernel("argmax")(_index_of(torch.argmax))
kernel("argmin")(_index_of(torch.argmin))


def _truth(f: Any) -> Any:
    def truth(x: Tensor, axis: Axes, keepdims: bool) -> Any:
        if x.dtype is not torch.bool:  # on uint8 torch answers in uint8
            x = x.to(torch.bool)
        if axis == ():
            return x.clone()
        if axis is None:
            found = f(x)
            return found.reshape((1,) * x.ndim) if keepdims else found
        for i in sorted(axis, reverse=True):
            x = f(x, i, keepdims)
        return x

    return truth


kernel("all")(_truth(Tensor.all))
kernel("any")(_truth(Tensor.any))


@kernel("count_nonzero")
def _count_nonzero(x: Tensor, axis: Axes, keepdims: bool) -> Tensor:
    if axis is None and not keepdims:
        return torch.count_nonzero(x)
    return torch.sum(x != 0, axis, keepdims, dtype=torch.int64) if axis != () else (x != 0).to(torch.int64)
