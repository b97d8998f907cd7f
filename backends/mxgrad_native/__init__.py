"""The native engine of mxgrad: backends `numpy` and `array_api`."""

from __future__ import annotations

import warnings
from typing import Any

# MXNet computes log(0) and 1 / 0 without a word, and so do the other backends. NumPy attributes its warnings to
# the module that called it, so this touches no one else's; an np.errstate for each operation would cost 1 µs.
warnings.filterwarnings("ignore", category=RuntimeWarning, module=r"mxgrad_native(\.|$)")

from mxgrad_native import elementwise, index, linalg, nans, nn, reduce, shape  # noqa: E402  they register rules and kernels
from mxgrad_native.engine import NativeBackend  # noqa: E402
from mxgrad_native.on_array_api import ArrayAPIBackend  # noqa: E402
from mxgrad_native.on_numpy import NumPyBackend  # noqa: E402

__all__ = [
    "ArrayAPIBackend", "NativeBackend", "NumPyBackend", "array_api_backend", "elementwise", "index", "linalg", "nans",
    "nn", "numpy_backend", "reduce", "shape",
]  # fmt: skip


def numpy_backend() -> NumPyBackend:
    """The backend `numpy`."""
    return NumPyBackend()


def array_api_backend(xp: Any = None) -> ArrayAPIBackend:
    """The backend over the array API namespace `xp`; without one, `array_api_strict`."""
    if xp is None:
        import array_api_strict as xp

        return ArrayAPIBackend(xp, "array_api")
    from array_api_compat import array_namespace

    # Libraries that are nearly standard, such as CuPy and Dask, get the rest from array-api-compat.
    return ArrayAPIBackend(array_namespace(xp.zeros(0)), xp.__name__)
