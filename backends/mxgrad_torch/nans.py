"""Kernels of reductions that leave nans out. The gradient of a nan is 0, also where there is nothing else."""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor

from mxgrad_torch.kernels import KERNELS, kernel, recorded
from mxgrad_torch.reduce import Axes, total_of

_FILLS = {"nanprod": 1, "nancumsum": 0, "nancumprod": 1, "nanmax": -math.inf, "nanmin": math.inf}


def _filled(x: Tensor, value: float) -> Tensor:
    return torch.where(torch.isnan(x), value, x)


for _name, _value in _FILLS.items():

    @kernel(_name)
    def _filling(x: Tensor, *static: Any, _whole: Any = KERNELS[_name[3:]], _value: float = _value) -> Any:
        return _whole(_filled(x, _value), *static)


for _name in ("nanmax", "nanmin"):

    @kernel(_name)
    def _nan_or(x: Tensor, axis: Axes, keepdims: bool, _filling: Any = KERNELS[_name]) -> Tensor:
        nothing = KERNELS["all"](torch.isnan(x), axis, keepdims)
        return torch.where(nothing, torch.nan, _filling(x, axis, keepdims))


@kernel("nansum")
def _nan_sum(x: Tensor, axis: Axes, keepdims: bool) -> Tensor:
    if axis is None and not keepdims:
        return torch.nansum(x)
    return torch.nansum(x, axis, keepdims) if axis != () else _filled(x, 0)


@kernel("nanmean")
def _nan_mean(x: Tensor, axis: Axes, keepdims: bool) -> Tensor:
    found: Tensor = torch.nanmean(x, axis, keepdims) if axis != () else x.clone()
    return found


def _present_count(x: Tensor, axis: Axes, keepdims: bool) -> Tensor:
    found: Tensor = total_of(torch.eq(x, x).to(x.dtype), axis, keepdims)
    return found


@recorded("nanmean")
def _smooth_nan_mean(x: Tensor, axis: Axes, keepdims: bool) -> Tensor:
    # Where there is nothing, torch's gradient is nan, ours 0.
    if x.dtype.itemsize == 2:
        wide: Tensor = _smooth_nan_mean(x.float(), axis, keepdims)
        return wide.to(x.dtype)
    if axis is None and not keepdims and not x.is_cuda:
        mean: Tensor = x.mean()
        if (value := mean.item()) == value:  # there are no nans
            return mean
    n = _present_count(x.detach(), axis, keepdims)
    total: Tensor = _nan_sum(x, axis, keepdims)
    if not n.is_cuda and bool(n.all()):
        return total / n
    return torch.where(n > 0, total / n.clamp(min=1), torch.nan)


@kernel("nanvar")
def _nan_var(x: Tensor, axis: Axes, correction: float, keepdims: bool) -> Tensor:
    found, nothing = _nan_variance(x, axis, correction, keepdims)
    return torch.where(nothing, torch.nan, found).to(x.dtype)


@kernel("nanstd")
def _nan_std(x: Tensor, axis: Axes, correction: float, keepdims: bool) -> Tensor:
    found, nothing = _nan_variance(x, axis, correction, keepdims)
    zero = found == 0
    root = torch.where(zero, 0, torch.sqrt(torch.where(zero, 1, found)))
    return torch.where(nothing, torch.nan, root).to(x.dtype)


def _nan_variance(x: Tensor, axis: Axes, correction: float, keepdims: bool) -> tuple[Tensor, Tensor]:
    """The variance, 0 where `correction` leaves nothing to divide by, and where that is."""
    wide = x.float() if x.dtype.itemsize == 2 else x
    mean = _nan_sum(wide, axis, True) / _present_count(wide.detach(), axis, True).clamp(min=1)
    deviation = torch.where(torch.isnan(wide), 0, wide - mean)
    freedom = _present_count(wide.detach(), axis, keepdims) - correction
    nothing = freedom <= 0
    total = total_of(deviation * deviation, axis, keepdims)
    return torch.where(nothing, 0, total / torch.where(nothing, 1, freedom)), nothing


for _name, _value in {"nanargmax": -math.inf, "nanargmin": math.inf}.items():

    @kernel(_name)
    def _arg(x: Tensor, axis: Axes, keepdims: bool, _whole: Any = KERNELS[_name[3:]], _value: float = _value) -> Tensor:
        nothing = KERNELS["all"](torch.isnan(x), axis, keepdims)
        return torch.where(nothing, -1, _whole(_filled(x, _value), axis, keepdims))
