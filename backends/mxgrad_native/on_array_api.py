"""The engine on any namespace of the array API standard: the backend `array_api`."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from mxgrad.array import ndarray
from mxgrad.base import MXNetTypeError
from mxgrad.context import Context, check_device
from mxgrad_native.engine import NativeBackend
from mxgrad_native.kernels import Namespace, generic_kernels
from mxgrad_native.shape import real_astype

# A library on top of NumPy, such as array_api_strict, would warn of log(0); see the package's __init__.
_quiet = np.errstate(all="ignore")


class ArrayAPIBackend(NativeBackend):
    """Arrays are those of the namespace `xp`, such as `array_api_strict`."""

    def __init__(self, xp: Any, name: str) -> None:
        self.library = xp
        self.f32, self.f64 = xp.float32, xp.float64
        self.complex_dtypes = frozenset((xp.complex64, xp.complex128))
        self.array_type = type(xp.asarray(0.0))
        kernels = generic_kernels(xp)
        rules = Namespace(xp, kernels, astype=partial(real_astype, xp))
        super().__init__(name, {op: _quiet(kernel) for op, kernel in kernels.items()}, rules)

    def asarray(self, h: Any) -> Any:
        return h

    @_quiet
    def backward(self, *args: Any, **kwargs: Any) -> None:
        super().backward(*args, **kwargs)

    @_quiet
    def grad(self, *args: Any, **kwargs: Any) -> list[ndarray | None]:
        return super().grad(*args, **kwargs)

    def cast(self, h: Any, dtype: np.dtype[Any]) -> Any:
        return real_astype(self.library, h, self._dtype(dtype))

    def _dtype(self, dtype: np.dtype[Any]) -> Any:
        found = getattr(self.library, dtype.name, None)
        if found is None:
            raise MXNetTypeError(f"backend {self.name!r} has no dtype {dtype.name}")
        return found

    def is_inexact(self, h: Any) -> bool:
        return bool(self.library.isdtype(h.dtype, ("real floating", "complex floating")))

    def numpy_dtype(self, dtype: Any) -> np.dtype[Any]:
        return self._names()[dtype]

    def _names(self) -> dict[Any, np.dtype[Any]]:
        from mxgrad.dtypes import SUPPORTED

        return {getattr(self.library, name): dtype for name, dtype in SUPPORTED.items() if hasattr(self.library, name)}

    def write(self, target: Any, key: Any, value: Any) -> None:
        xp = self.library
        if isinstance(value, self.array_type):
            value = real_astype(xp, value, target.dtype)
        if isinstance(key, tuple) and any(isinstance(part, np.ndarray) for part in key):
            # The standard writes through no integer arrays: compute the result on the host.
            host = np.array(np.from_dlpack(target))
            host[(*key, ...)] = np.from_dlpack(value) if hasattr(value, "__dlpack__") else value
            key, value = ..., xp.asarray(host)
        elif isinstance(key, tuple):
            if None in key:  # the standard reads new axes, but does not write them
                if isinstance(value, self.array_type):
                    value = _without_new_axes(xp, value, key, target[(*key, ...)].shape)
                key = tuple(part for part in key if part is not None)
            key = (*key, ...)
        if not isinstance(value, self.array_type):
            value = xp.asarray(value, dtype=target.dtype)
        shape = target[key].shape
        while value.ndim > len(shape) and value.shape[0] == 1:
            value = value[0, ...]
        target[key] = xp.broadcast_to(value, shape)

    def from_host(self, host: np.ndarray[Any, Any], device: Context | None) -> Any:
        if device is not None:
            check_device(device, self.name, 0)
        self._dtype(host.dtype)
        return self.library.asarray(np.array(host, order="C"))

    def full(self, shape: tuple[int, ...], value: Any, dtype: np.dtype[Any], device: Context | None) -> Any:
        if device is not None:
            check_device(device, self.name, 0)
        return self.library.full(shape, dtype.type(value).item(), dtype=self._dtype(dtype))

    def from_native(self, data: Any) -> Any | None:
        return data if isinstance(data, self.array_type) else None

    def from_dlpack(self, data: Any) -> Any:
        return self.library.from_dlpack(data)

    def to_host(self, x: ndarray) -> np.ndarray[Any, Any]:
        return np.from_dlpack(x._handle)

    def shape(self, x: ndarray) -> tuple[int, ...]:
        return tuple(x._handle.shape)

    def dtype(self, x: ndarray) -> np.dtype[Any]:
        return self.numpy_dtype(x._handle.dtype)


def _without_new_axes(xp: Any, value: Any, key: tuple[Any, ...], shape: tuple[int, ...]) -> Any:
    """`value`, broadcast to the `shape` that a basic `key` selects, without the axes that the key adds."""
    while value.ndim > len(shape) and value.shape[0] == 1:
        value = value[0, ...]
    kept, axis = list(shape), 0
    for part in key:
        if part is None:
            kept.pop(axis)
        elif not isinstance(part, int):
            axis += 1
    return xp.reshape(xp.broadcast_to(value, shape), tuple(kept))
