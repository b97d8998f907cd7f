"""The engine on NumPy: the backend `numpy`, the default."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from sys import getrefcount
from typing import Any

import numpy as np

from mxgrad._memory import keep_freed_memory
from mxgrad.array import ndarray
from mxgrad.context import Context, check_device
from mxgrad.tape import Buffers, Leaf, Node
from mxgrad_native import extremes, record, reuse, sums
from mxgrad_native.engine import NativeBackend
from mxgrad_native.kernels import Namespace, numpy_kernels


def _repeated(x: Any, shape: tuple[int, ...]) -> Any:
    """`np.broadcast_to` in a fifth of its time; nothing here writes into a gradient that is not contiguous."""
    if x.ndim == 0:
        whole = np.empty(shape, x.dtype)
        if whole.nbytes < reuse.LARGE:  # what comes next takes less than half as long where no stride is 0
            whole.fill(x)
            return whole
        return np.ndarray(shape, x.dtype, x, 0, (0,) * len(shape))
    lead = len(shape) - x.ndim
    # What is not contiguous, such as what this returns, is no buffer.
    if lead < 0 or not x.flags.c_contiguous or any(n != m != 1 for n, m in zip(shape[lead:], x.shape, strict=True)):
        return np.broadcast_to(x, shape)
    strides = [0 if m == 1 else stride for m, stride in zip(x.shape, x.strides, strict=True)]
    return np.ndarray(shape, x.dtype, x, 0, (*(0,) * lead, *strides))


def _in_float32(kernel: Callable[..., Any], *operands: Any) -> Any:
    """bfloat16 by way of float32: ml_dtypes has not all operations, and makes float32 of it beside a number."""
    first = operands[0]
    arrays = first if type(first) is list else operands
    if not any(isinstance(x, np.ndarray) and x.dtype.kind == "V" for x in arrays):
        return kernel(*operands)
    narrow = next(x.dtype for x in arrays if isinstance(x, np.ndarray) and x.dtype.kind == "V")
    wide = [x.astype(np.float32) if isinstance(x, np.ndarray) and x.dtype == narrow else x for x in arrays]
    found = kernel(wide, *operands[1:]) if arrays is first else kernel(*wide)
    parts = found if isinstance(found, tuple) else (found,)
    parts = tuple(x.astype(narrow) if x.dtype == np.float32 else x for x in parts)
    return parts if isinstance(found, tuple) else parts[0]


_IN_PLACE: dict[str, Any] = {"add": np.add, "subtract": np.subtract, "multiply": np.multiply, "divide": np.divide}
_NUMBERS32: dict[float, Any] = {}
_ONES: dict[Any, Any] = {}


def _number(value: float, dtype: Any) -> Any:
    if value == 0:  # 0.0 and -0.0 are equal keys
        return value
    try:
        found = np.array(value, dtype)
    except OverflowError:
        return value
    if dtype == np.float32 and len(_NUMBERS32) < 4096:
        _NUMBERS32[value] = found
    return found


def _is_zero(value: Any) -> bool:
    return type(value) is int and value == 0


def _where(condition: Any, x: Any, y: Any) -> Any:
    """`np.where`, faster where it masks a gradient with zeros."""
    if _is_zero(y):
        g, keep = x, condition
    elif _is_zero(x):
        g, keep = y, ~condition
    else:
        return np.where(condition, x, y)
    masked = reuse.masked(g, keep, None)
    return np.where(condition, x, y) if masked is None else masked


class NumPyBackend(NativeBackend):
    """Arrays are `numpy.ndarray`, always in C order."""

    fills_buffers = True
    at_hand = True
    array_type = np.ndarray
    f32 = np.dtype("float32")
    f64 = np.dtype("float64")
    complex_dtypes = frozenset((np.dtype("complex64"), np.dtype("complex128")))
    asarray = staticmethod(np.asarray)  # type: ignore[assignment]

    def __init__(self, name: str = "numpy") -> None:
        keep_freed_memory()
        kernels = numpy_kernels()
        super().__init__(
            name, kernels, Namespace(np, kernels, sum=sums.total, astype=_astype, where=_where, broadcast_to=_repeated)
        )

    def raw_ones(self, x: ndarray) -> Any:
        h = x._handle
        if h.ndim:
            return np.ones(h.shape, h.dtype)
        found = _ONES.get(h.dtype)
        if found is None:  # one for all losses
            found = _ONES[h.dtype] = np.ones((), h.dtype)
            found.flags.writeable = False
        return found

    def careful(self, name: str, kernel: Callable[..., Any]) -> Callable[..., Any]:
        return kernel if name == "astype" else partial(_in_float32, kernel)

    def takes(self, name: str, x: np.dtype[Any], y: np.dtype[Any]) -> bool:
        return name == "ldexp" and x.kind == "f" and y.kind in "iu"

    def deliver(self, buffer: ndarray, g: Any, req: str) -> None:
        if req == "write":
            if g is not buffer._handle:
                buffer._handle[...] = g
        else:
            np.add(buffer._handle, g, out=buffer._handle)
        version = buffer._version
        if version is not None:
            version[0] += 1

    def forms(self, name: str) -> tuple[reuse.Form | None, reuse.Form | None]:
        return reuse.UNARY.get(name) or reuse.FIRST.get(name), reuse.SECOND.get(name)

    def of_large(self, bound: record.Bound) -> Callable[[ndarray, float], ndarray] | None:
        return extremes.of_large(bound)

    def product_into(self, buffers: Buffers, leaf: Node | Leaf, x: Any, y: Any, transposed: int) -> Any | None:
        if type(leaf) is not Leaf or x.ndim != 2 or y.ndim != 2:
            return None
        (m, n), dtype = leaf.shape, leaf.dtype
        if m * n < reuse.LARGE >> 2:  # a copy costs less than the questions
            return None
        if x.dtype is not dtype or y.dtype is not dtype or (buffer := buffers.take(leaf)) is None:
            return None
        x, y = (x, y.T) if transposed else (x.T, y)
        return np.matmul(x, y, out=buffer._handle)

    def setitem(self, x: ndarray, key: Any, value: Any) -> None:
        if (
            key is None
            and type(value) is ndarray
            and value._handle.nbytes >= reuse.LARGE
            and getrefcount(value) == reuse.TEMPORARY
            and reuse.takes_over(x, value)
        ):
            self._touch(x)
        else:
            super().setitem(x, key, value)

    def inplace(self, name: str, x: ndarray, y: Any) -> None:
        own = x._handle
        dtype = own.dtype
        if name in _IN_PLACE and (dtype is self.f32 or dtype is self.f64):
            other: Any = None
            if type(y) is ndarray and y._backend is self:
                other = y._handle if y._handle.dtype is dtype else None
            elif type(y) is float or type(y) is int:
                other = self.number(y, dtype)
            if other is not None:
                try:
                    _IN_PLACE[name](own, other, own)
                    self._touch(x)
                    return
                except Exception:  # nothing is written yet: said properly below
                    pass
        super().inplace(name, x, y)

    def number(self, value: float, dtype: Any) -> Any:
        # NumPy takes 0.25 µs to convert a Python number at each call; an array of no axes it takes as it is.
        found = _NUMBERS32.get(value) if dtype is self.f32 else None
        if found is None:
            found = _number(value, dtype)
        return found

    def cast(self, h: Any, dtype: np.dtype[Any]) -> Any:
        return h.astype(dtype)

    def is_inexact(self, h: Any) -> bool:
        return h.dtype.kind in "fcV"

    def numpy_dtype(self, dtype: Any) -> np.dtype[Any]:
        return dtype  # type: ignore[no-any-return]

    def write(self, target: Any, key: Any, value: Any) -> None:
        target[key if key is ... else (*key, ...)] = value  # an array of one element fits one element

    def from_host(self, host: np.ndarray[Any, Any], device: Context | None) -> Any:
        if device is not None:
            check_device(device, self.name, 0)
        return np.array(host, order="C")

    def full(self, shape: tuple[int, ...], value: Any, dtype: np.dtype[Any], device: Context | None) -> Any:
        if device is not None:
            check_device(device, self.name, 0)
        # Zeroed pages come from the system for free.
        return np.zeros(shape, dtype) if type(value) is int and value == 0 else np.full(shape, value, dtype)

    def from_native(self, data: Any) -> Any | None:
        return data if isinstance(data, np.ndarray) and data.flags.c_contiguous else None

    def from_dlpack(self, data: Any) -> Any:
        return np.ascontiguousarray(np.from_dlpack(data))

    def to_host(self, x: ndarray) -> np.ndarray[Any, Any]:
        return x._handle  # type: ignore[no-any-return]

    def shape(self, x: ndarray) -> tuple[int, ...]:
        return x._handle.shape  # type: ignore[no-any-return]

    def dtype(self, x: ndarray) -> np.dtype[Any]:
        return x._handle.dtype  # type: ignore[no-any-return]


def _astype(x: Any, dtype: Any, copy: bool = True) -> Any:
    return x.astype(dtype)
