"""Shape: gradient rules and kernels. Kernels copy, since results do not alias their operands."""

from __future__ import annotations

from typing import Any

import numpy as np

from mxgrad_native.kernels import generic, numpy
from mxgrad_native.rules import vjp


def _inverse(axes: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(axes.index(i) for i in range(len(axes)))


vjp("reshape", x=lambda xp, g, x_shape: xp.reshape(g, x_shape))
vjp("permute_dims", x=lambda xp, g, axes: xp.permute_dims(g, _inverse(axes)))
vjp("broadcast_to", x=lambda g: g)
vjp("flip", x=lambda xp, g, axis: xp.flip(g, axis=axis))
vjp("astype", x=lambda g: g)
vjp("copy", x=lambda g: g)


def _piece(xp: Any, g: Any, shapes: Any, axis: int, i: int) -> Any:
    start = sum(shape[axis] for shape in shapes[:i])
    return g[(*(slice(None),) * axis, slice(start, start + shapes[i][axis]), ...)]


vjp("concatenate", arrays=_piece)

# -- kernels ----------------------------------------------------------------------------------------
generic("reshape")(lambda xp, x, shape: xp.reshape(x, shape, copy=True))
generic("permute_dims")(lambda xp, x, axes: xp.asarray(xp.permute_dims(x, axes), copy=True))
generic("broadcast_to")(lambda xp, x, shape: xp.asarray(xp.broadcast_to(x, shape), copy=True))
generic("flip")(lambda xp, x, axis: xp.asarray(xp.flip(x, axis=axis), copy=True))
generic("copy")(lambda xp, x: xp.asarray(x, copy=True))
generic("concatenate")(lambda xp, arrays, axis: xp.concat(arrays, axis=axis))
numpy("reshape")(lambda x, shape: x.reshape(shape).copy())
numpy("permute_dims")(lambda x, axes: x.transpose(axes).copy())
numpy("broadcast_to")(lambda x, shape: np.broadcast_to(x, shape).copy())
numpy("flip")(lambda x, axis: np.flip(x, axis).copy())
numpy("copy")(lambda x: x.copy())
numpy("astype")(lambda x, dtype: x.astype(dtype))


@generic("astype")
def _astype(xp: Any, x: Any, dtype: Any) -> Any:
    return real_astype(xp, x, getattr(xp, "bool" if dtype.name == "bool" else dtype.name))


def real_astype(xp: Any, x: Any, dtype: Any) -> Any:
    """``xp.astype``, with the real part where the standard refuses complex numbers, as NumPy does."""
    if xp.isdtype(x.dtype, "complex floating") and not xp.isdtype(dtype, "complex floating"):
        return x != 0 if xp.isdtype(dtype, "bool") else xp.astype(xp.real(x), dtype)
    return xp.astype(x, dtype)
