"""Sums on NumPy.

BLAS adds a small array, or the rows or columns of a matrix, as a product with ones: sooner than `np.add.reduce`
(docs/design.md has figures), and as exactly for so few terms.
"""

from __future__ import annotations

from typing import Any

import numpy as np

LONGEST = 1024
"""Terms from which the pairwise sums of NumPy are more exact."""

_ONES = {np.dtype(dtype): np.ones(LONGEST, dtype) for dtype in ("float32", "float64")}
_reduce: Any = np.add.reduce


def total(x: Any, axis: int | tuple[int, ...] | None = None, keepdims: bool = False, dtype: Any = None) -> Any:
    """Sum over one axis, several (a tuple) or all (None), in the dtype of `x` unless one is given."""
    ones = _ONES.get(x.dtype) if dtype is None else None
    if ones is not None:
        if axis is None:
            if x.size <= LONGEST and not keepdims:
                return x.ravel().dot(ones[: x.size])
        elif x.ndim == 2:
            m, n = x.shape
            if axis == 0 or axis == (0,):
                if m <= LONGEST:
                    found = ones[:m].dot(x)
                    return found.reshape(1, n) if keepdims else found
            elif (axis == 1 or axis == (1,)) and n <= LONGEST:
                found = x.dot(ones[:n])
                return found.reshape(m, 1) if keepdims else found
    return _reduce(x, axis, dtype or x.dtype, None, keepdims)
