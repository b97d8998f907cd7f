"""``log`` in float32 with the very bits of the C library, for whole arrays.

MXNet takes logarithms with the C library's ``logf``. Its algorithm, published by Arm, is a table of 16
centres and a cubic in double precision; a correctly rounded logarithm differs from it in one result of some
hundreds, enough to break the identity of normal numbers. NumPy's own float32 ``log`` differs more, and its
bits depend on the machine.

The constants are those of Arm Optimized Routines (``math/logf_data.c``, Copyright (c) 2017-2018 Arm Limited,
SPDX-License-Identifier: MIT).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_TABLE = """
    0x1.661ec79f8f3bep+0 -0x1.57bf7808caadep-2  0x1.571ed4aaf883dp+0 -0x1.2bef0a7c06ddbp-2
    0x1.49539f0f010b0p+0 -0x1.01eae7f513a67p-2  0x1.3c995b0b80385p+0 -0x1.b31d8a68224e9p-3
    0x1.30d190c8864a5p+0 -0x1.6574f0ac07758p-3  0x1.25e227b0b8ea0p+0 -0x1.1aa2bc79c8100p-3
    0x1.1bb4a4a1a343fp+0 -0x1.a4e76ce8c0e5ep-4  0x1.12358f08ae5bap+0 -0x1.1973c5a611cccp-4
    0x1.0953f419900a7p+0 -0x1.252f438e10c1ep-5  0x1.0000000000000p+0 0x0.0p+0
    0x1.e608cfd9a47acp-1 0x1.aa5aa5df25984p-5   0x1.ca4b31f026aa0p-1 0x1.c5e53aa362eb4p-4
    0x1.b2036576afce6p-1 0x1.526e57720db08p-3   0x1.9c2d163a1aa2dp-1 0x1.bc2860d224770p-3
    0x1.886e6037841edp-1 0x1.1058bc8a07ee1p-2   0x1.767dcf5534862p-1 0x1.4043057b6ee09p-2
"""
_PAIRS = np.array([float.fromhex(text) for text in _TABLE.split()]).reshape(16, 2)
INVERSE, _LOGARITHM = _PAIRS[:, 0].copy(), _PAIRS[:, 1].copy()
_A0 = float.fromhex("-0x1.00ea348b88334p-2")
_A1 = float.fromhex("0x1.5575b0be00b6ap-2")
_A2 = float.fromhex("-0x1.ffffef20a4123p-2")
_LN2 = float.fromhex("0x1.62e42fefa39efp-1")
OFFSET = 0x3F330000  # the bits of the least mantissa, about 0.7, of the interval that the table divides
_SMALLEST_NORMAL = np.float32(2.0**-126)


def logf(x: NDArray[np.float32]) -> NDArray[np.float32]:
    """Natural logarithm of the float32 numbers ``x`` >= 0.

    Examples
    --------
    >>> logf(np.float32([1.0, 2.0]))
    array([0.       , 0.6931472], dtype=float32)
    """
    bits = x.view(np.int32)
    subnormal = None
    if x.size and x.min() < _SMALLEST_NORMAL:
        subnormal = x < _SMALLEST_NORMAL
        bits = np.where(subnormal, (x * np.float32(2.0**23)).view(np.int32) - (23 << 23), bits)
    shifted = bits - np.int32(OFFSET)
    index = (shifted >> 19) & 15
    exponent = shifted >> 23
    mantissa = (bits - (exponent << 23)).view(np.float32).astype(np.float64)
    r = mantissa * INVERSE[index] - 1.0
    y0 = exponent * _LN2
    y0 += _LOGARITHM[index]
    r2 = r * r
    y = _A1 * r + _A2
    y += _A0 * r2
    y *= r2
    y0 += r
    y += y0
    result: NDArray[np.float32] = y.astype(np.float32)
    if subnormal is not None:
        result[x == 0] = -np.inf
    return result
