"""Sets: distinct elements, and what two arrays have in common.

Which elements there are is found on the host. They are then taken from the operands, the first of equal ones, so that
gradients flow.
"""

from __future__ import annotations

from typing import Any

import numpy as _np

from mxgrad import _dispatch
from mxgrad._host import on_host
from mxgrad._state import STATE
from mxgrad.array import ndarray
from mxgrad.np.shape import concatenate, ravel


def unique(
    ar: Any, return_index: bool = False, return_inverse: bool = False, return_counts: bool = False,
    axis: int | None = None,
) -> Any:  # fmt: skip
    """Sorted distinct elements of `ar` (along `axis`: distinct slices), which are differentiable.

    Returns
    -------
    The elements, then as asked for: the index (int64) of the first of each, the index that rebuilds `ar`, counts.

    Examples
    --------
    >>> from mxgrad import np
    >>> np.unique(np.array([3.0, 1.0, 3.0]))
    array([1., 3.])
    """
    x = _dispatch.argument("ar", ar)
    if axis is not None:
        axis = _dispatch.axis_in(axis, x.ndim)
    recorded = STATE.recording and x._node is not None
    wanted = (return_index or recorded, return_inverse, return_counts)
    found: Any = _np.unique(x._backend.to_host(x), *wanted, axis=axis)  # type: ignore[call-overload]
    host, *details = found if any(wanted) else (found,)
    if recorded:
        first = details[0] if return_index else details.pop(0)
        values = ravel(x)[first] if axis is None else x[(*(slice(None),) * axis, first)]
    else:
        values = _dispatch.beside(host, x)
    indices = [_dispatch.beside(_np.asarray(part).reshape(-1).astype(_np.int64), x) for part in details]
    return (values, *indices) if indices else values


def in1d(ar1: Any, ar2: Any, assume_unique: bool = False, invert: bool = False) -> ndarray:
    """Whether each element of `ar1`, flattened, is in `ar2` (with `invert`: is not).

    >>> from mxgrad import np
    >>> np.in1d(np.array([1.0, 2.0]), np.array([2.0, 3.0]))
    array([False,  True])
    """
    return ravel(isin(ar1, ar2, assume_unique, invert))


def isin(element: Any, test_elements: Any, assume_unique: bool = False, invert: bool = False) -> ndarray:
    """Whether each element of `element` is in `test_elements` (with `invert`: is not).

    >>> from mxgrad import np
    >>> np.isin(np.array([[1.0, 2.0]]), [2, 3])
    array([[False,  True]])
    """
    return on_host(_np.isin, element, test_elements, assume_unique, invert)  # type: ignore[no-any-return]


def _pair(ar1: Any, ar2: Any) -> tuple[ndarray, ndarray]:
    """Both flattened, on one backend."""
    backend = next((ar._backend for ar in (ar1, ar2) if isinstance(ar, ndarray)), None)
    return ravel(_dispatch.lift(ar1, backend)), ravel(_dispatch.lift(ar2, backend))


def union1d(ar1: Any, ar2: Any) -> ndarray:
    """Sorted distinct elements that are in `ar1` or in `ar2`.

    >>> from mxgrad import np
    >>> np.union1d(np.array([2.0, 1.0]), np.array([2.0, 3.0]))
    array([1., 2., 3.])
    """
    return unique(concatenate(_pair(ar1, ar2)))  # type: ignore[no-any-return]


def intersect1d(ar1: Any, ar2: Any, assume_unique: bool = False, return_indices: bool = False) -> Any:
    """Sorted distinct elements that are in `ar1` and in `ar2`; gradients go to the first.

    Returns
    -------
    The elements, and with `return_indices` where they are (first) in `ar1` and in `ar2`, flattened.

    Examples
    --------
    >>> from mxgrad import np
    >>> np.intersect1d(np.array([2.0, 1.0]), np.array([2.0, 3.0]))
    array([2.])
    """
    x, y = _pair(ar1, ar2)
    joined = concatenate([x, y])
    host = joined.asnumpy()
    _, first, second = _np.intersect1d(host[: x.size], host[x.size :], assume_unique, return_indices=True)
    values = joined[first]
    if not return_indices:
        return values
    return values, _dispatch.beside(first.astype("int64"), x), _dispatch.beside(second.astype("int64"), x)


def setdiff1d(ar1: Any, ar2: Any, assume_unique: bool = False) -> ndarray:
    """Sorted distinct elements of `ar1` that are not in `ar2`; with `assume_unique` in the order of `ar1`.

    >>> from mxgrad import np
    >>> np.setdiff1d(np.array([2.0, 1.0]), np.array([2.0, 3.0]))
    array([1.])
    """
    x, y = _pair(ar1, ar2)
    found = x if assume_unique else unique(x)
    return found[in1d(found, y, assume_unique=True, invert=True)]


def setxor1d(ar1: Any, ar2: Any, assume_unique: bool = False) -> ndarray:
    """Sorted distinct elements that are in one of `ar1` and `ar2`, and not in both.

    >>> from mxgrad import np
    >>> np.setxor1d(np.array([2.0, 1.0]), np.array([2.0, 3.0]))
    array([1., 3.])
    """
    x, y = _pair(ar1, ar2)
    if not assume_unique:
        x, y = unique(x), unique(y)
    joined = concatenate([x, y])
    _, first, counts = _np.unique(joined.asnumpy(), return_index=True, return_counts=True)
    return joined[first[counts == 1]]
