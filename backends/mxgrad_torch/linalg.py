"""Products and linear algebra."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from mxgrad_torch.kernels import kernel

_T: Any = Tensor


@kernel("matmul")
def _matmul(x: Tensor, y: Tensor) -> Tensor:
    if x.dtype is torch.bool:  # torch multiplies no booleans
        return torch.matmul(x.to(torch.int32), y.to(torch.int32)) != 0
    found = torch.matmul(x, y)
    return found if found.is_contiguous() else found.contiguous()


@kernel("correlate")
def _correlate(x: Tensor, y: Tensor, before: int, after: int) -> Tensor:
    """``sum(x[k + j - before] * y[j])`` for each k, with zeros around `x`; negative widths cut elements off."""
    x = torch.nn.functional.pad(x, (before, after))
    if x.dtype.is_floating_point or x.dtype.is_complex:
        return torch.conv1d(x[None, None], y[None, None])[0, 0]
    # torch convolves no integers.
    return (x.unfold(0, y.shape[0], 1) * y).sum(-1, dtype=x.dtype)


@kernel("einsum")
def _einsum(arrays: Sequence[Tensor], subscripts: str) -> Tensor:
    # Of one operand torch may give a view.
    found = torch.einsum(subscripts, *arrays)
    return found.clone(memory_format=torch.contiguous_format) if len(arrays) == 1 else found.contiguous()
