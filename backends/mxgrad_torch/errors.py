"""What torch raises, said in mxgrad's words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from mxgrad._operands import broadcast_error, operation_error
from mxgrad.base import MXNetError

INFERENCE = (
    "an array that was computed inside torch.inference_mode() cannot take part in gradients or be written to "
    "outside: compute it outside, or use torch.no_grad()"
)


def kernel_error(name: str, error: Exception, operands: Sequence[Any]) -> Exception:
    """The error for `error`, raised by torch in the operation `name` on `operands` (tensors and numbers)."""
    kinds = (RuntimeError, ValueError, TypeError, ArithmeticError, IndexError)
    if isinstance(error, (MXNetError, torch.OutOfMemoryError)) or not isinstance(error, kinds):
        return error
    text = str(error).partition("\n")[0]
    if "nference tensor" in text:
        return MXNetError(f"{name}: {INFERENCE}")
    tensors = [x for x in operands if isinstance(x, Tensor)]
    if len(tensors) > 1 and _shapes_differ(text):
        return broadcast_error([x.shape for x in tensors])
    kind = TypeError if isinstance(error, TypeError) or "not implemented for" in text else ValueError
    described = [(str(x.dtype)[6:], x.shape) if isinstance(x, Tensor) else x for x in operands]
    return operation_error(name, described, text, kind)


def _shapes_differ(text: str) -> bool:
    return text.startswith(("The size of tensor a", "The expanded size", "shape mismatch", "output with shape")) or (
        text.startswith("expand(") or "not broadcastable" in text
    )
