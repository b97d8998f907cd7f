"""Shape kernels. All of them copy, where torch gives views: results do not alias their operands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from mxgrad_torch.dtypes import torch_dtype
from mxgrad_torch.kernels import kernel

_C_ORDER = torch.contiguous_format

kernel("copy")(lambda x: x.clone(memory_format=_C_ORDER))
kernel("permute_dims")(lambda x, axes: x.permute(axes).clone(memory_format=_C_ORDER))
kernel("broadcast_to")(lambda x, shape: x.expand(shape).clone(memory_format=_C_ORDER))


@kernel("reshape")
def _reshape(x: Tensor, shape: tuple[int, ...]) -> Tensor:
    found = x.reshape(shape)
    return found.clone(memory_format=_C_ORDER)


@kernel("flip")
def _flip(x: Tensor, axis: tuple[int, ...]) -> Tensor:
    return torch.flip(x, axis)


@kernel("astype")
def _astype(x: Tensor, dtype: np.dtype[Any]) -> Tensor:
    wanted = torch_dtype(dtype)
    if x.is_complex() and not wanted.is_complex:
        # torch warns that it drops the imaginary part.
        return x != 0 if wanted is torch.bool else x.real.to(wanted, copy=True)
    return x.to(wanted, copy=True)


@kernel("concatenate")
def _concatenate(arrays: Sequence[Tensor], axis: int) -> Tensor:
    if any(x.ndim != arrays[0].ndim for x in arrays):  # torch lets an empty vector pass
        raise ValueError("all the input arrays must have the same number of dimensions")
    return torch.cat(list(arrays), axis)
