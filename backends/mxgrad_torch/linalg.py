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


@kernel("einsum")
def _einsum(arrays: Sequence[Tensor], subscripts: str) -> Tensor:
    # Of one operand torch may give a view.
    found = torch.einsum(subscripts, *arrays)
    return found.clone(memory_format=torch.contiguous_format) if len(arrays) == 1 else found.contiguous()


kernel("det")(torch.linalg.det)
kernel("inv")(lambda x: torch.linalg.inv(x).contiguous())
