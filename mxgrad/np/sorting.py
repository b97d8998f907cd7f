"""Sorting. Values keep their gradients: they are taken at the indices that sort them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as _np

from mxgrad import _dispatch
from mxgrad._host import on_host
from mxgrad._state import STATE
from mxgrad.array import ndarray
from mxgrad.base import MXNetValueError
from mxgrad.np.index import take_along_axis
from mxgrad.np.shape import flip, ravel


def argsort(
    a: Any, axis: int | None = -1, kind: Any = None, order: Any = None, *, descending: bool = False, stable: bool = True
) -> ndarray:
    """Indices (int64) that sort `a` along `axis` (None: flattened); equal elements keep their order.

    Parameters
    ----------
    kind, order
        MXNet 1's arguments: every kind of sorting is stable, and there are no fields to order by. In their place
        `descending` and `stable`, MXNet 2's, may stand.

    Examples
    --------
    >>> from mxgrad import np
    >>> np.argsort(np.array([3.0, 1.0, 2.0]))
    array([1, 2, 0], dtype=int64)
    """
    x = _dispatch.argument("a", a)
    if isinstance(kind, bool):
        descending = kind
    _no_fields(order)
    if axis is None or x.ndim == 0:
        x, axis = ravel(x), 0 if axis is None else axis
    along = _dispatch.axis_in(axis, x.ndim)
    if not descending:
        return x._backend.ops["argsort"](x, along)
    # Sorted backwards, and turned around: then equal elements keep their order.
    found = flip(x._backend.ops["argsort"](flip(x.detach(), along), along), along)
    return x.shape[along] - 1 - found


def sort(
    a: Any, axis: int | None = -1, kind: Any = None, order: Any = None, *, descending: bool = False, stable: bool = True
) -> ndarray:
    """A sorted copy of `a` along `axis` (None: flattened). The arguments are those of `argsort`.

    >>> from mxgrad import np
    >>> np.sort(np.array([3.0, 1.0, 2.0]), descending=True)
    array([3., 2., 1.])
    """
    x = _dispatch.argument("a", a)
    if axis is None:
        x, axis = ravel(x), 0
    if x.ndim == 0:
        _dispatch.axis_in(axis, 1)
        return x.copy()
    if not (STATE.recording and x._node is not None):
        return _sorted(x, _dispatch.axis_in(axis, x.ndim), kind if isinstance(kind, bool) else descending, order)
    return take_along_axis(x, argsort(x, axis, kind, order, descending=descending, stable=stable), axis)


def _sorted(x: ndarray, axis: int, descending: bool, order: Any) -> ndarray:
    """The values alone, without the indices that a gradient needs: NumPy takes a twentieth of the time."""
    _no_fields(order)
    host = _np.sort(x._backend.to_host(x), axis)
    return _dispatch.beside(_np.flip(host, axis) if descending else host, x)


def _no_fields(order: Any) -> None:
    if order is not None and not isinstance(order, bool):
        raise MXNetValueError(f"order={order!r}: there are no fields to sort by")


def msort(a: Any) -> ndarray:
    """A copy of `a` sorted along its first axis.

    >>> from mxgrad import np
    >>> np.msort(np.array([[3.0, 1.0], [2.0, 4.0]]))
    array([[2., 1.],
           [3., 4.]])
    """
    return sort(_dispatch.lift(a), 0)


def lexsort(keys: Any, axis: int = -1) -> ndarray:
    """Indices (int64) that sort by several `keys`, of which the last counts most.

    >>> from mxgrad import np
    >>> np.lexsort((np.array([2.0, 1.0, 0.0]), np.array([0.0, 0.0, 1.0])))
    array([1, 0, 2], dtype=int64)
    """
    if isinstance(keys, Sequence) and not len(keys):
        raise MXNetValueError("lexsort needs at least one key")
    return _checked(_np.lexsort, keys, axis)


def argpartition(a: Any, kth: Any, axis: int | None = -1, kind: str = "introselect", order: None = None) -> ndarray:
    """Indices (int64) that `partition` `a` along `axis` (None: flattened).

    >>> from mxgrad import np
    >>> int(np.argpartition(np.array([3.0, 1.0, 2.0]), 0)[0])
    1
    """
    x = _dispatch.lift(a)
    _no_fields(order)
    return _checked(_np.argpartition, x, _dispatch.host_index(kth), axis, kind)


def partition(a: Any, kth: Any, axis: int | None = -1, kind: str = "introselect", order: None = None) -> ndarray:
    """A copy of `a` whose element `kth` along `axis` (None: flattened) stands where it would in a sorted one, with
    none greater before it and none less behind.

    >>> from mxgrad import np
    >>> np.partition(np.array([3.0, 1.0, 2.0]), 1)
    array([1., 2., 3.])
    """
    x = _dispatch.lift(a)
    index = argpartition(x, kth, axis, kind, order)
    return take_along_axis(x, index, axis)


def _checked(function: Any, *args: Any) -> ndarray:
    try:
        return on_host(function, *args)  # type: ignore[no-any-return]
    except ValueError as error:
        raise MXNetValueError(str(error)) from None
