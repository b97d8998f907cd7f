"""What the functions of linear algebra take."""

from __future__ import annotations

from typing import Any

from mxgrad import _dispatch
from mxgrad.array import ndarray
from mxgrad.base import MXNetTypeError, MXNetValueError


def matrices(name: str, a: Any, argument: str = "a") -> ndarray:
    """`a` as an array of matrices in a dtype that the libraries factorise: float32, float64, or integers to be cast."""
    x = _dispatch.argument(argument, a)
    if x.ndim < 2:
        raise MXNetValueError(f"{name} takes matrices (arrays of 2 axes or more), got shape {x.shape}")
    if x.dtype.kind in "fV" and x.dtype.itemsize == 2:
        raise MXNetTypeError(f"{name}: array type {x.dtype} is unsupported in linalg: use x.astype('float32')")
    return x


def square(name: str, a: Any, argument: str = "a") -> ndarray:
    """The same for square matrices."""
    x = matrices(name, a, argument)
    if x.shape[-1] != x.shape[-2]:
        raise MXNetValueError(f"{name} takes square matrices, got shape {x.shape}")
    return x
