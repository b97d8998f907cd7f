"""``exp`` and ``pow`` in float32 with the very bits of the C library, for whole arrays.

Like :mod:`mxgrad._streams.logf`: MXNet calls the C library's ``expf`` and ``powf``, and correctly rounded ones
differ from those in one result of some thousands. Both are a table of ``2 ** (k / 32)`` and a cubic in double
precision; ``powf`` has a logarithm to base 2 before it.

The constants are those of Arm Optimized Routines (``math/exp2f_data.c``, ``math/powf_log2_data.c``, Copyright
(c) 2017-2018 Arm Limited, SPDX-License-Identifier: MIT).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mxgrad._streams.logf import INVERSE, OFFSET

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]

_LOG2_TABLE = """
    -0x1.efec65b963019p-2 -0x1.b0b6832d4fca4p-2 -0x1.7418b0a1fb77bp-2 -0x1.39de91a6dcf7bp-2
    -0x1.01d9bf3f2b631p-2 -0x1.97c1d1b3b7afp-3  -0x1.2f9e393af3c9fp-3 -0x1.960cbbf788d5cp-4
    -0x1.a6f9db6475fcep-5 0x0p+0                0x1.338ca9f24f53dp-4  0x1.476a9543891bap-3
    0x1.e840b4ac4e4d2p-3  0x1.40645f0c6651cp-2  0x1.88e9c2c1b9ff8p-2  0x1.ce0a44eb17bccp-2
"""
_LOG2 = np.array([float.fromhex(text) for text in _LOG2_TABLE.split()])
_A = [
    float.fromhex(text)
    for text in (
        "0x1.27616c9496e0bp-2",
        "-0x1.71969a075c67ap-2",
        "0x1.ec70a6ca7baddp-2",
        "-0x1.7154748bef6c8p-1",
        "0x1.71547652ab82bp0",
    )
]
_C = [float.fromhex(text) for text in ("0x1.c6af84b912394p-5", "0x1.ebfce50fac4f3p-3", "0x1.62e42ff0c52d6p-1")]
_STEPS = 32
_SCALED = [_C[0] / _STEPS**3, _C[1] / _STEPS**2, _C[2] / _STEPS]
_PER_STEP = float.fromhex("0x1.71547652b82fep+0") * _STEPS
_EXPONENT = 52 - 5  # where a whole number of steps reaches the exponent of a float64
# The bits of 2 ** (k / 32) without what adding k << 47 adds to them.
_TABLE = np.exp2(np.arange(_STEPS) / _STEPS).view(np.int64) - (np.arange(_STEPS) << _EXPONENT)
_CHUNK: Final = 1 << 14  # numbers at a time: the intermediate arrays stay in the cache
_SAFE = 125.0  # below this power of 2 nothing overflows and nothing is subnormal


def _in_parts(function: Callable[..., F32], *arrays: F32) -> F32:
    """``function`` of arrays that broadcast, a part that stays in the cache at a time."""
    shape = np.broadcast_shapes(*(x.shape for x in arrays))
    out = np.empty(shape, np.float32)
    flat = out.reshape(-1)
    each = [np.broadcast_to(x, shape).reshape(-1) if x.size != 1 else x.reshape(1) for x in arrays]
    with np.errstate(divide="ignore", invalid="ignore", over="ignore", under="ignore"):
        for start in range(0, flat.size, _CHUNK):
            part = slice(start, start + _CHUNK)
            flat[part] = function(*(x if x.size == 1 else x[part] for x in each))
    return out


def _exp2(steps: F64) -> F64:
    """2 to the power of ``steps / 32``."""
    whole = np.rint(steps)
    count = whole.astype(np.int64)
    r = steps - whole
    scale = (_TABLE[count & (_STEPS - 1)] + (count << _EXPONENT)).view(np.float64)
    y = _SCALED[2] * r
    y += 1.0
    r2 = r * r
    r *= _SCALED[0]
    r += _SCALED[1]
    r *= r2
    r += y
    r *= scale
    return r


def expf(x: F32) -> F32:
    """``exp`` of the float32 numbers ``x``.

    Examples
    --------
    >>> expf(np.float32([0.0, 1.0]))
    array([1.       , 2.7182817], dtype=float32)
    """
    return _in_parts(_expf, np.asarray(x, np.float32))


def _expf(x: F32) -> F32:
    steps = x.astype(np.float64) * _PER_STEP
    usual = np.abs(steps) < _SAFE * _STEPS
    if usual.all():
        return _exp2(steps).astype(np.float32)
    result = np.exp(x.astype(np.float64)).astype(np.float32)
    result[usual] = _exp2(steps[usual])
    return result


def powf(x: F32 | np.float32, y: F32 | np.float32) -> F32:
    """``x ** y`` of float32 numbers, ``x`` not negative.

    Examples
    --------
    >>> powf(np.float32([2.0, 0.0]), np.float32([0.5, 2.0]))
    array([1.4142135, 0.       ], dtype=float32)
    """
    return _in_parts(_powf, np.asarray(x, np.float32), np.asarray(y, np.float32))


def _powf(x: F32, y: F32) -> F32:
    bits = x.view(np.int32)
    shifted = bits - np.int32(OFFSET)
    index = (shifted >> 19) & 15
    exponent = shifted >> 23
    mantissa = (bits - (exponent << 23)).view(np.float32)
    r = mantissa * INVERSE[index] - 1.0
    y0 = _LOG2[index] + exponent
    r2 = r * r
    logarithm = (_A[2] * r + _A[3]) * r2 + (_A[4] * r + y0)
    logarithm += (_A[0] * r + _A[1]) * (r2 * r2)
    logarithm *= y
    usual = (bits >= 0x00800000) & (bits < 0x7F800000) & (np.abs(logarithm) < _SAFE)
    if usual.all():
        return _exp2(logarithm * _STEPS).astype(np.float32)
    result = np.power(x.astype(np.float64), y.astype(np.float64)).astype(np.float32)
    result[usual] = _exp2(logarithm[usual] * _STEPS)
    return result
