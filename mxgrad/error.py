"""MXNet's `mxnet.error`: the error classes of `mxgrad.base`, and `InternalError`."""

from __future__ import annotations

from mxgrad.base import (
    MXNetAttributeError,
    MXNetError,
    MXNetImportError,
    MXNetIndexError,
    MXNetNotImplementedError,
    MXNetTypeError,
    MXNetValueError,
)

__all__ = [
    "InternalError",
    "MXNetAttributeError",
    "MXNetError",
    "MXNetImportError",
    "MXNetIndexError",
    "MXNetNotImplementedError",
    "MXNetTypeError",
    "MXNetValueError",
]


class InternalError(MXNetError):
    """A defect of the library itself, not of the program that uses it."""
