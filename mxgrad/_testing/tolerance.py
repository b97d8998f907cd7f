"""How far apart two arrays of given dtypes may be: MXNet's defaults and their look-up."""

from __future__ import annotations

import os
from collections.abc import Mapping
from numbers import Number
from typing import Any, Final

import numpy as np

from mxgrad.base import MXNetError, MXNetTypeError
from mxgrad.context import Context, current_context, set_default_context
from mxgrad.util import get_cuda_compute_capability

__all__ = [
    "Tolerance",
    "default_atols",
    "default_context",
    "default_device",
    "default_dtype",
    "default_numeric_eps",
    "default_rtols",
    "effective_dtype",
    "get_atol",
    "get_etol",
    "get_rtol",
    "get_tolerance",
    "get_tols",
    "set_default_context",
    "set_default_device",
]

Tolerance = float | Mapping[Any, float] | None

_FLOAT64: Final = np.dtype(np.float64)
_EXACT: Final = tuple(
    np.dtype(name) for name in ["bool", "int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64"]
)


def default_context() -> Context:
    """Return the device that tests run on: this thread's default one.

    Examples
    --------
    >>> default_context()
    cpu(0)
    """
    return current_context()


default_device = default_context
set_default_device = set_default_context


def default_dtype() -> type[np.float32]:
    """Return the dtype that test data has unless asked otherwise: float32.

    Examples
    --------
    >>> default_dtype()
    <class 'numpy.float32'>
    """
    return np.float32


def _per_dtype(half: float, single: float, double: float) -> dict[np.dtype[Any], float]:
    floats: dict[Any, float] = {np.float16: half, np.float32: single, np.float64: double}
    table = {np.dtype(kind): tolerance for kind, tolerance in floats.items()}
    table[np.dtype(np.complex64)], table[np.dtype(np.complex128)] = single, double
    return table


def default_rtols() -> dict[np.dtype[Any], float]:
    """Return the default relative tolerance of each dtype.

    Examples
    --------
    >>> import numpy
    >>> default_rtols()[numpy.dtype("float32")]
    0.0001
    """
    return _per_dtype(1e-2, 1e-4, 1e-5) | dict.fromkeys(_EXACT, 0.0)


def default_atols() -> dict[np.dtype[Any], float]:
    """Return the default absolute tolerance of each dtype.

    Examples
    --------
    >>> import numpy
    >>> default_atols()[numpy.dtype("float32")]
    0.001
    """
    return _per_dtype(1e-1, 1e-3, 1e-20) | dict.fromkeys(_EXACT, 0.0)


def default_numeric_eps() -> dict[np.dtype[Any], float]:
    """Return the default step of finite differences for each float dtype: powers of two, which add exactly.

    Examples
    --------
    >>> import numpy
    >>> default_numeric_eps()[numpy.dtype("float64")] == 2.0**-14
    True
    """
    return _per_dtype(2.0**-6, 2.0**-9, 2.0**-14)


def effective_dtype(dat: Any) -> np.dtype[Any]:
    """Return the dtype whose precision `dat` really has: float16 for float32 on a GPU that rounds to TF32.

    Examples
    --------
    >>> import numpy
    >>> effective_dtype(numpy.ones(2))
    dtype('float64')
    """
    dtype: np.dtype[Any] = np.dtype(dat.dtype)
    device = getattr(dat, "ctx", None)
    if dtype == np.float32 and isinstance(device, Context) and device.device_type == "gpu":
        try:
            capability = get_cuda_compute_capability(device)
        except MXNetError:  # the backend cannot tell
            capability = 0
        if capability >= 80 and os.environ.get("NVIDIA_TF32_OVERRIDE") != "0":
            return np.dtype(np.float16)
    return dtype


def get_tolerance(dat: Any, tol: Tolerance, default_tol: Mapping[Any, float]) -> float:
    """Return the tolerance for `dat`: a number `tol` itself, its entry for the dtype, or the default.

    Examples
    --------
    >>> import numpy
    >>> get_tolerance(numpy.ones(2), {numpy.float64: 1e-8}, default_rtols())
    1e-08
    """
    if isinstance(tol, (int, float, np.number)):
        return float(tol)
    dtype = effective_dtype(dat)
    if tol is not None:
        if not isinstance(tol, Mapping):
            raise MXNetTypeError(f"a tolerance is a number, None, or a dict of dtype to number, not {tol!r}")
        own = {np.dtype(key): value for key, value in tol.items()}  # keys may be types or names
        if dtype in own:
            return float(own[dtype])
    # Types that NumPy does not have itself (bfloat16) are the coarse ones.
    return float(default_tol.get(dtype, default_tol[np.dtype(np.float16)]))


def get_tols(x: Any, y: Any, rtol: Tolerance, atol: Tolerance) -> tuple[float, float]:
    """Return the relative and absolute tolerances for comparing `x` with `y`: the larger of the two each.

    Examples
    --------
    >>> import numpy
    >>> get_tols(numpy.ones(2, "float32"), 1.0, None, None)
    (0.0001, 0.001)
    """
    x, y = (np.asarray(v) if isinstance(v, (Number, list, tuple)) else v for v in (x, y))
    relative, absolute = default_rtols(), default_atols()
    return (
        max(get_tolerance(x, rtol, relative), get_tolerance(y, rtol, relative)),
        max(get_tolerance(x, atol, absolute), get_tolerance(y, atol, absolute)),
    )


def get_atol(atol: float | None = None, dtype: np.dtype[Any] = _FLOAT64) -> float:
    """Return `atol`, or the default one of `dtype`.

    Examples
    --------
    >>> get_atol(0.5)
    0.5
    """
    return default_atols()[np.dtype(dtype)] if atol is None else atol


def get_rtol(rtol: float | None = None, dtype: np.dtype[Any] = _FLOAT64) -> float:
    """Return `rtol`, or the default one of `dtype`.

    Examples
    --------
    >>> get_rtol()
    1e-05
    """
    return default_rtols()[np.dtype(dtype)] if rtol is None else rtol


def get_etol(etol: float | None = None) -> float:
    """Return `etol`, the share of elements that may differ, or 0.

    Examples
    --------
    >>> get_etol()
    0
    """
    return 0 if etol is None else etol
