"""What libraries raise, said in mxgrad's words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mxgrad.base import MXNetError, MXNetTypeError, MXNetValueError
from mxgrad.spi import Op


def kernel_error(op: Op, error: Exception, handles: Sequence[Any], static: Sequence[Any]) -> Exception:
    """The error for `error`, raised by the kernel of `op`: what was wrong, with the shapes and dtypes."""
    if isinstance(error, MXNetError) or not isinstance(error, ValueError | TypeError | ArithmeticError | IndexError):
        return error
    shapes = [tuple(h.shape) for h in handles if hasattr(h, "shape")]
    text = str(error)
    if "broadcast" in text and len(shapes) > 1:
        shown = " ".join("[" + ",".join(map(str, shape)) + "]" for shape in shapes)
        return MXNetValueError(f"operands could not be broadcast together with shapes {shown}")
    described = ", ".join(f"{h.dtype}{list(h.shape)}" if hasattr(h, "shape") else repr(h) for h in handles)
    message = f"{op.name}({described}): {text}"
    return MXNetTypeError(message) if isinstance(error, TypeError) else MXNetValueError(message)
