"""Elements by their places: `npx.embedding`, `npx.gather_nd` and their kin. Where an element is has no derivative."""

from __future__ import annotations

import math
from typing import Any

import numpy as _np

from mxgrad import _dispatch, np
from mxgrad.array import ndarray
from mxgrad.base import MXNetIndexError, MXNetTypeError, MXNetValueError
from mxgrad.dtypes import DTypeLike
from mxgrad.indexing import Key

_Host = _np.ndarray[Any, Any]


def embedding(
    data: Any, weight: Any, input_dim: int | None = None, output_dim: int | None = None, dtype: DTypeLike = "float32",
    sparse_grad: bool = False,
) -> ndarray:  # fmt: skip
    """The rows of `weight` at the indices `data`; one out of range takes the nearest.

    Parameters
    ----------
    input_dim, output_dim
        The shape of `weight`, if it is to be checked.
    dtype, sparse_grad
        For MXNet's sake: the result has the dtype of `weight`, and gradients are dense.

    Examples
    --------
    >>> from mxgrad import np, npx
    >>> npx.embedding(np.array([1, 0, 1]), np.array([[1.0, 2.0], [3.0, 4.0]]), 2, 2)
    array([[3., 4.],
           [1., 2.],
           [3., 4.]])
    """
    rows, w = _dispatch.argument("data", data), _dispatch.argument("weight", weight)
    wanted = tuple(own if n is None else n for n, own in zip((input_dim, output_dim), w.shape, strict=False))
    if w.ndim != 2 or w.shape != wanted:
        raise MXNetValueError(f"embedding: weight of shape {w.shape} is not of {input_dim} rows of {output_dim}")
    host = rows._backend.to_host(rows).astype(_np.int64)
    if host.size and not w.shape[0]:
        raise MXNetIndexError(f"embedding: weight of shape {w.shape} has no rows")
    return w[host.clip(0, max(w.shape[0] - 1, 0))]


def gather_nd(data: Any, indices: Any) -> ndarray:
    """The elements of `data` at ``indices[0], indices[1], …``: an index for each of its first axes.

    >>> from mxgrad import np, npx
    >>> npx.gather_nd(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[0, 1], [1, 0]]))
    array([2., 3.])
    """
    x = _dispatch.argument("data", data)
    host = _dispatch.host_index(indices).astype(_np.int64)
    if host.ndim < 2:
        raise MXNetValueError(f"gather_nd takes indices of 2 axes or more, not of shape {host.shape}")
    if not len(host) or len(host) > x.ndim:
        raise MXNetValueError(f"gather_nd: {len(host)} indices for the {x.ndim} axes of data of shape {x.shape}")
    return x[tuple(host)]


def index_add(a: Any, ind: Any, val: Any) -> ndarray:
    """`a` with `val` added at the places `ind`; what is named twice is added to twice.

    Parameters
    ----------
    ind
        Integers, a row for each of the first axes of `a`.
    val
        Numbers that broadcast to what ``a[tuple(ind)]`` is.

    Examples
    --------
    >>> from mxgrad import np, npx
    >>> npx.index_add(np.zeros(3), np.array([[0, 2, 2]], dtype="int32"), np.ones(3))
    array([1., 0., 2.])
    """
    x, places, value = _at("index_add", a, ind, val)
    return np.add(x, _scattered(value, x.shape, places))


def index_update(a: Any, ind: Any, val: Any) -> ndarray:
    """`a` with `val` in place of what is at `ind`; of what is named twice the last is there. Parameters as `index_add`.

    >>> from mxgrad import np, npx
    >>> npx.index_update(np.zeros(3), np.array([[0, 2, 2]], dtype="int32"), np.array([1.0, 2.0, 3.0]))
    array([1., 0., 3.])
    """
    x, places, value = _at("index_update", a, ind, val)
    if x.dtype == bool:  # nothing can be added to booleans
        return index_update(x.astype("uint8"), ind, _dispatch.beside(val, x).astype(bool).astype("uint8")).astype(bool)
    lengths = x.shape[: len(places)]
    flat = _np.atleast_1d(_np.ravel_multi_index(tuple(places), lengths))
    last = {int(place): i for i, place in enumerate(flat)}
    kept = _np.fromiter(last.values(), _np.int64, len(last))
    written = _np.zeros(math.prod(lengths), bool)
    written[flat] = True
    written = written.reshape(lengths + (1,) * (x.ndim - len(lengths)))
    found = _scattered(value[kept], x.shape, places[:, kept])
    return x._backend.ops["where"](_dispatch.beside(written, x), found, x)


def _at(name: str, a: Any, ind: Any, val: Any) -> tuple[ndarray, _Host, ndarray]:
    """The array, the places as a matrix with a row for each axis, and the values, one for each place."""
    x = _dispatch.argument("a", a)
    host = _dispatch.host_index(ind)
    if host.dtype.kind not in "iu":
        raise MXNetTypeError(f"{name}: 'ind' has integers (int32 or int64), not {host.dtype}")
    places = host.astype(_np.int64)
    places = places.reshape(1, -1) if places.ndim < 2 else places
    if places.ndim > 2 or not 1 <= len(places) <= x.ndim:
        raise MXNetValueError(f"{name}: 'ind' is a row for each of the first axes of {x.shape}, not {host.shape}")
    for axis, row in enumerate(places):
        wrong = row[(row < 0) | (row >= x.shape[axis])]
        if wrong.size:
            raise MXNetIndexError(
                f"{name}: index {wrong[0]} is out of bounds for axis {axis} with size {x.shape[axis]}"
            )
    value = _dispatch.beside(val, x).astype(x.dtype, copy=False)
    return x, places, np.broadcast_to(value, (places.shape[1], *x.shape[len(places) :]))


def _scattered(value: ndarray, shape: tuple[int, ...], places: _Host) -> ndarray:
    """Zeros of `shape` with `value` added at `places`."""
    return value._backend.ops["index_add"](value, shape, Key(tuple(places), True, False))


def nonzero(a: Any) -> ndarray:
    """Indices (int64) of the elements that are not 0, one in each row.

    >>> from mxgrad import np, npx
    >>> npx.nonzero(np.array([0.0, 2.0, 3.0]))
    array([[1],
           [2]], dtype=int64)
    """
    return np.argwhere(np.atleast_1d(_dispatch.argument("a", a)))
