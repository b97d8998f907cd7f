"""The array API standard over `ndarray`s: recorded functions under standard names, so that gradients flow.

It holds what the gradient rules use under `create_graph`, with the standard's signatures and dtype rules.
"""

from __future__ import annotations

import builtins
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as _np

from mxgrad import np
from mxgrad.array import ndarray
from mxgrad.np import (
    abs,
    broadcast_to,
    concat,
    cos,
    cosh,
    exp,
    expand_dims,
    flip,
    floor,
    log,
    matmul,
    ones_like,
    permute_dims,
    reshape,
    sign,
    sin,
    sinh,
    sqrt,
    tril,
    where,
    zeros_like,
)  # fmt: skip

if TYPE_CHECKING:
    from mxgrad.spi import Backend

__all__ = [
    "abs", "any", "astype", "bool", "broadcast_to", "concat", "cos", "cosh", "exp", "expand_dims", "flip", "floor",
    "int64", "log", "matmul", "matrix_transpose", "max", "ones_like", "permute_dims", "prod", "reshape", "sign", "sin",
    "sinh", "sqrt", "sum", "tril", "where", "zeros_like",
]  # fmt: skip

bool: TypeAlias = _np.bool_
int64: TypeAlias = _np.int64


def astype(x: ndarray, dtype: Any, /, *, copy: builtins.bool = True) -> ndarray:
    """`x` cast to `dtype`."""
    return x.astype(dtype, copy=copy)


def matrix_transpose(x: ndarray, /) -> ndarray:
    """`x` with its last two axes exchanged."""
    return x.swapaxes(-1, -2)


def sum(x: ndarray, /, *, axis: Any = None, dtype: Any = None, keepdims: builtins.bool = False) -> ndarray:
    """Sum over `axis`."""
    return np.sum(x, axis, dtype, None, keepdims)


def prod(x: ndarray, /, *, axis: Any = None, dtype: Any = None, keepdims: builtins.bool = False) -> ndarray:
    """Product over `axis`."""
    return np.prod(x, axis, dtype, None, keepdims)


def any(x: ndarray, /, *, axis: Any = None, keepdims: builtins.bool = False) -> ndarray:
    """Whether an element over `axis` is true."""
    return np.any(x, axis, None, keepdims)


def max(x: ndarray, /, *, axis: Any = None, keepdims: builtins.bool = False) -> ndarray:
    """Largest element over `axis`."""
    return np.max(x, axis, None, keepdims)


_HOOKS = (
    "conj", "correlate", "cumsum", "einsum", "getitem", "imag", "index_add", "inv", "polygamma", "real", "det", "solve",
    "bessel_i", "signbit", "trunc",
)  # fmt: skip
_DTYPES = {name: _np.dtype(name) for name in ("float32", "complex64", "complex128")}


def recorded_namespace(backend: Backend) -> SimpleNamespace:
    """This namespace, with the catalogue's operations that the rules of the native engine use beside it."""

    def created(name: str) -> Any:
        def create(*args: Any, dtype: Any = None) -> ndarray:
            host = getattr(_np, name)(*args, dtype=dtype)
            return ndarray(backend, backend.from_host(host, None))

        return create

    names = {name: globals()[name] for name in __all__}
    hooks = {name: backend.ops[name] for name in _HOOKS}
    return SimpleNamespace(
        **{**names, **hooks, **_DTYPES}, eye=created("eye"), ones=created("ones"), finfo=_np.finfo, recorded=True
    )
