"""What libraries raise, said in mxgrad's words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mxgrad._operands import broadcast_error, operation_error
from mxgrad.base import MXNetError
from mxgrad.spi import Op


def kernel_error(op: Op, error: Exception, handles: Sequence[Any], static: Sequence[Any]) -> Exception:
    """The error for `error`, raised by the kernel of `op`: what was wrong, with the shapes and dtypes."""
    arrays = [h for h in handles if hasattr(h, "shape")]
    if isinstance(error, AttributeError) and len(arrays) < len(handles):  # `x @ 2`: numbers have no shape, no dtype
        error = ValueError(f"it takes arrays, not numbers ({error})")
    if isinstance(error, MXNetError) or not isinstance(error, (ValueError, TypeError, ArithmeticError, IndexError)):
        return error
    text = str(error)
    if "broadcast" in text and len(arrays) > 1:
        return broadcast_error([h.shape for h in arrays])
    operands = [(str(h.dtype), h.shape) if hasattr(h, "shape") else h for h in handles]
    return operation_error(op.name, operands, text, type(error))
