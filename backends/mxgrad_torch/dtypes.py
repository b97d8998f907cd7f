"""NumPy's dtypes and torch's, and the way of data between the two."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor

from mxgrad.base import MXNetTypeError

TORCH: dict[np.dtype[Any], torch.dtype] = {
    np.dtype(name): getattr(torch, name)
    for name in (
        "bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64",
        "float16", "float32", "float64", "complex64", "complex128",
    )
}  # fmt: skip

_BFLOAT16: np.dtype[Any] | None = None
try:
    import ml_dtypes
except ImportError:  # then NumPy has no such dtype, and there are no such arrays
    pass
else:
    _BFLOAT16 = np.dtype(ml_dtypes.bfloat16)
    TORCH[_BFLOAT16] = torch.bfloat16

NUMPY: dict[torch.dtype, np.dtype[Any]] = {theirs: ours for ours, theirs in TORCH.items()}


def torch_dtype(dtype: np.dtype[Any]) -> torch.dtype:
    """torch's dtype for NumPy's."""
    try:
        return TORCH[dtype]
    except KeyError:
        raise MXNetTypeError(f"dtype {dtype} is not one that torch has") from None


def numpy_dtype(dtype: torch.dtype) -> np.dtype[Any]:
    """NumPy's dtype for torch's."""
    try:
        return NUMPY[dtype]
    except KeyError:
        raise MXNetTypeError(f"{dtype} is not a dtype of mxgrad; convert the tensor with .to(...)") from None


def is_inexact(dtype: torch.dtype) -> bool:
    """Whether tensors of `dtype` can carry gradients."""
    return dtype.is_floating_point or dtype.is_complex


def to_numpy(t: Tensor) -> np.ndarray[Any, Any]:
    """The data of a plain tensor; shares its memory on the CPU."""
    if t.is_cuda:
        t = t.cpu()
    dtype = t.dtype
    if dtype is torch.bfloat16:
        assert _BFLOAT16 is not None
        return t.contiguous().view(torch.int16).numpy().view(_BFLOAT16)
    if dtype.is_complex:
        t = t.resolve_conj().resolve_neg()  # for torch, these are flags on the same memory
    return t.numpy()


def from_numpy(host: np.ndarray[Any, Any]) -> Tensor:
    """A tensor with a copy of `host`, in C order."""
    if host.dtype == _BFLOAT16:
        return torch.from_numpy(np.array(host, order="C").view(np.int16)).view(torch.bfloat16)
    torch_dtype(host.dtype)
    if not host.dtype.isnative:
        host = host.astype(host.dtype.newbyteorder("="))
    return torch.from_numpy(np.array(host, order="C"))
