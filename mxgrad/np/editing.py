"""Elements added, removed and turned: append, insert, delete, resize, rot90, trim_zeros."""

from __future__ import annotations

import math
import operator
from typing import Any

import numpy as _np

from mxgrad import _dispatch
from mxgrad.array import ndarray
from mxgrad.base import MXNetIndexError, MXNetTypeError, MXNetValueError
from mxgrad.np.shape import broadcast_to, concatenate, flip, moveaxis, ravel, reshape, swapaxes

_Host = _np.ndarray[Any, Any]


def append(arr: Any, values: Any, axis: int | None = None) -> ndarray:
    """`values` joined to the end of `arr` along `axis` (None: both flattened).

    >>> from mxgrad import np
    >>> np.append(np.array([1.0, 2.0]), np.array([3.0]))
    array([1., 2., 3.])
    """
    backend = next((x._backend for x in (arr, values) if isinstance(x, ndarray)), None)
    return concatenate([_dispatch.lift(arr, backend), _dispatch.lift(values, backend)], axis)


def _flattened(arr: Any, axis: int | None) -> tuple[ndarray, int]:
    x = _dispatch.lift(arr)
    if axis is None:
        return ravel(x), 0
    return x, _dispatch.axis_in(axis, x.ndim)


def _places(name: str, obj: Any, length: int, axis: int) -> tuple[_Host, bool]:
    """`obj` (an integer, a slice, integers or a mask) as integers, and whether it is one integer."""
    if isinstance(obj, slice):
        return _np.arange(*obj.indices(length)), False
    host = _dispatch.host_index(obj)
    if host.dtype == bool and host.ndim:
        if host.shape != (length,):
            raise MXNetValueError(f"{name}: a mask of shape {host.shape} for axis {axis} of length {length}")
        return _np.flatnonzero(host), False
    if host.ndim > 1 or (host.dtype.kind not in "iuf" and host.size):
        raise MXNetTypeError(
            f"'obj' can not support type {type(obj)}: {name} takes an integer, a slice, integers or a mask"
        )
    return host.reshape(-1).astype(_np.int64), host.ndim == 0


def insert(arr: Any, obj: Any, values: Any, axis: int | None = None) -> ndarray:
    """`arr` with `values`, cast to its dtype, inserted before the places `obj` along `axis` (None: flattened).

    Parameters
    ----------
    obj : int, slice, or array of integers or booleans
        Places in `arr`, so that all are counted before anything is inserted.

    Examples
    --------
    >>> from mxgrad import np
    >>> np.insert(np.array([1.0, 2.0]), 1, np.array([5.0, 6.0]))
    array([1., 5., 6., 2.])
    """
    x, along = _flattened(arr, axis)
    if not x.ndim:
        raise MXNetValueError("insert: a 0-d array has no axis; axis=None flattens it")
    length = x.shape[along]
    places, single = _places("insert", obj, length, along)
    beyond = (places < -length) | (places > length)
    if beyond.any():
        raise MXNetIndexError(f"index {places[beyond][0]} is out of bounds for axis {along} with size {length}")
    places = _np.where(places < 0, places + length, places)
    new = _dispatch.beside(values, x)
    if new.dtype != x.dtype:
        new = new.astype(x.dtype)
    if new.ndim > x.ndim:
        raise MXNetValueError(f"insert: values of shape {new.shape} into an array of shape {x.shape}")
    new = reshape(new, (1,) * (x.ndim - new.ndim) + new.shape)
    if places.size == 1:
        # As in x[place] = values, the axis is not among those of the values, which may be several slices.
        new = moveaxis(new, 0, along) if single else new
        places = _np.repeat(places, new.shape[along])
    shape = (*x.shape[:along], places.size, *x.shape[along + 1 :])
    new = broadcast_to(new, shape)
    if (places == places[:1]).all():
        lead = (slice(None),) * along
        place = int(places[0]) if places.size else length
        return concatenate([x[(*lead, slice(0, place))], new, x[(*lead, slice(place, None))]], along)
    order = places.argsort(kind="stable")
    places = places.astype(_np.int64)
    places[order] += _dispatch.host_arange(places.size)
    source = _np.full(length + places.size, -1, _np.int64)
    source[places] = length + _dispatch.host_arange(places.size)
    source[source < 0] = _dispatch.host_arange(length)
    return concatenate([x, new], along)[(*(slice(None),) * along, source)]


def delete(arr: Any, obj: Any, axis: int | None = None) -> ndarray:
    """`arr` without what `obj` selects along `axis` (None: flattened).

    Parameters
    ----------
    obj : int, slice, or array of integers or booleans

    Examples
    --------
    >>> from mxgrad import np
    >>> np.delete(np.array([1.0, 2.0, 3.0]), 1)
    array([1., 3.])
    """
    x, along = _flattened(arr, axis)
    if not x.ndim:
        raise MXNetValueError("delete: a 0-d array has no axis; axis=None flattens it")
    length = x.shape[along]
    places, _ = _places("delete", obj, length, along)
    beyond = (places < -length) | (places >= length)
    if beyond.any():
        raise MXNetIndexError(f"index {places[beyond][0]} is out of bounds for axis {along} with size {length}")
    keep = _np.ones(length, bool)
    keep[places] = False
    kept = _np.flatnonzero(keep)
    lead = (slice(None),) * along
    gap = length - kept.size
    start = int(keep.argmin()) if gap else length
    if gap and not keep[start : start + gap].any():
        # One piece is cut out: faster than picking what stays.
        return concatenate([x[(*lead, slice(0, start))], x[(*lead, slice(start + gap, None))]], along)
    return x[(*lead, kept)]


def resize(a: Any, new_shape: Any) -> ndarray:
    """The elements of `a` in an array of `new_shape`: repeated, or cut off.

    >>> from mxgrad import np
    >>> np.resize(np.array([1.0, 2.0]), (3,))
    array([1., 2., 1.])
    """
    x = ravel(_dispatch.lift(a))
    shape = _dispatch.shape_in(new_shape)
    size = math.prod(shape)
    if size <= x.size:
        return reshape(x[:size], shape)
    if not x.size:
        return ndarray(x._backend, x._backend.full(shape, 0, x.dtype, x.ctx))
    return reshape(x[_dispatch.host_arange(size) % x.size], shape)


def rot90(m: Any, k: int = 1, axes: Any = (0, 1)) -> ndarray:
    """`m` turned by 90 degrees `k` times in the plane of `axes`, from the first towards the second.

    >>> from mxgrad import np
    >>> np.rot90(np.array([[1.0, 2.0], [3.0, 4.0]]))
    array([[2., 4.],
           [1., 3.]])
    """
    x = _dispatch.lift(m)
    if len(axes) != 2:
        raise MXNetValueError(f"The length of axes must be 2, not {len(axes)}")
    first, second = (_dispatch.axis_in(axis, x.ndim) for axis in axes)
    if first == second:
        raise MXNetValueError(f"rot90: axes have duplicates: {axes!r}")
    turns = operator.index(k) % 4
    if turns == 0:
        return x.copy()
    if turns == 2:
        return flip(x, (first, second))
    if turns == 1:
        return swapaxes(flip(x, second), first, second)
    return flip(swapaxes(x, first, second), second)


def trim_zeros(filt: Any, trim: str = "fb") -> ndarray:
    """The vector `filt` without the zeros at its front ('f' in `trim`) and its back ('b').

    >>> from mxgrad import np
    >>> np.trim_zeros(np.array([0.0, 1.0, 0.0, 2.0, 0.0]))
    array([1., 0., 2.])
    """
    x = _dispatch.lift(filt)
    if x.ndim != 1:
        raise MXNetValueError(f"trim_zeros takes a vector, not shape {x.shape}")
    if not isinstance(trim, str) or not set(trim.lower()) <= set("fb"):
        raise MXNetTypeError(f"trim is made of 'f' (front) and 'b' (back), not {trim!r}")
    places = _np.flatnonzero(x._backend.to_host(x))
    size = x.size
    if not places.size:
        # NumPy cuts all from the side that is asked for.
        return x[size:].copy() if trim else x.copy()
    start = int(places[0]) if "f" in trim.lower() else 0
    stop = int(places[-1]) + 1 if "b" in trim.lower() else size
    return x[start:stop].copy()
