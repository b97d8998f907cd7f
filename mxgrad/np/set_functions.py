"""Distinct elements, as the array API standard names them."""

from __future__ import annotations

from typing import Any, NamedTuple

from mxgrad.array import ndarray
from mxgrad.np.sets import unique

__all__ = ["unique_all", "unique_inverse", "unique_values"]


class UniqueAll(NamedTuple):
    """What `unique_all` gives."""

    values: ndarray
    indices: ndarray
    inverse_indices: ndarray
    counts: ndarray


class UniqueInverse(NamedTuple):
    """What `unique_inverse` gives."""

    values: ndarray
    inverse_indices: ndarray


def unique_all(x: Any) -> UniqueAll:
    """Sorted distinct elements of `x`, the index of the first of each, the index that rebuilds `x`, and counts.

    >>> from mxgrad import np
    >>> np.unique_all(np.array([3.0, 1.0, 3.0])).counts
    array([1, 2], dtype=int64)
    """
    return UniqueAll(*unique(x, True, True, True))


def unique_inverse(x: Any) -> UniqueInverse:
    """Sorted distinct elements of `x`, and the index that rebuilds `x`, flattened.

    >>> from mxgrad import np
    >>> np.unique_inverse(np.array([3.0, 1.0, 3.0])).inverse_indices
    array([1, 0, 1], dtype=int64)
    """
    return UniqueInverse(*unique(x, False, True, False))


def unique_values(x: Any) -> ndarray:
    """Sorted distinct elements of `x`.

    >>> from mxgrad import np
    >>> np.unique_values(np.array([3.0, 1.0, 3.0]))
    array([1., 3.])
    """
    return unique(x)  # type: ignore[no-any-return]
