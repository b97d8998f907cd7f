"""What JAX raises, said in mxgrad's words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mxgrad._operands import broadcast_error, operation_error
from mxgrad.base import MXNetError
from mxgrad.spi import Op


def kernel_error(op: Op, error: Exception, operands: Sequence[Any], static: Sequence[Any]) -> Exception:
    """The error for `error`, raised by the kernel of `op`: what was wrong, with the shapes and dtypes."""
    if isinstance(error, MXNetError) or not isinstance(error, (ValueError, TypeError, ArithmeticError, IndexError)):
        return error
    text = str(error).splitlines()[0] if str(error) else type(error).__name__
    arrays = [x for x in operands if hasattr(x, "shape")]
    if "broadcast" in text and len(arrays) > 1:
        return broadcast_error([x.shape for x in arrays])
    described = [(str(x.dtype), x.shape) if hasattr(x, "shape") else x for x in operands]
    # JAX raises TypeError for shapes that do not fit, too.
    kind = TypeError if isinstance(error, TypeError) and "dtype" in text and "shape" not in text else ValueError
    return operation_error(op.name, described, text, kind)
