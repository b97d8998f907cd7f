"""Index arrays: triangles, diagonals, grids. Integers made on the host."""

from __future__ import annotations

from typing import Any

import numpy as _np

from mxgrad import _dispatch, dtypes
from mxgrad._registry import current_backend
from mxgrad.array import ndarray
from mxgrad.base import MXNetTypeError, MXNetValueError
from mxgrad.context import as_context
from mxgrad.dtypes import DTypeLike
from mxgrad.np.index import diag, nonzero
from mxgrad.np.shape import ravel, reshape

_Host = _np.ndarray[Any, Any]


def _made(host: _Host, device: Any = None, like: ndarray | None = None) -> ndarray:
    if like is not None:
        return _dispatch.beside(host, like)
    backend = current_backend()
    return ndarray(backend, backend.from_host(host, None if device is None else as_context(device)))


def _indices(host: tuple[_Host, ...], device: Any = None, like: ndarray | None = None) -> tuple[ndarray, ...]:
    return tuple(_made(part.astype(_np.int64), device, like) for part in host)


def tri(
    N: int, M: int | None = None, k: int = 0, dtype: DTypeLike = None, device: Any = None, ctx: Any = None
) -> ndarray:
    """An `N` by `M` matrix with ones on and below diagonal `k`, zeros above.

    >>> from mxgrad import np
    >>> np.tri(2)
    array([[1., 0.],
           [1., 1.]])
    """
    found = dtypes.default_float() if dtype is None else dtypes.as_dtype(dtype)
    return _made(_np.tri(N, M, k, dtype=found), device if device is not None else ctx)


def tril_indices(n: int, k: int = 0, m: int | None = None) -> tuple[ndarray, ndarray]:
    """Indices (int64) of the lower triangle of an `n` by `m` matrix, from diagonal `k` down.

    >>> from mxgrad import np
    >>> np.tril_indices(2)
    (array([0, 1, 1], dtype=int64), array([0, 0, 1], dtype=int64))
    """
    return _indices(_np.tril_indices(n, k, m))  # type: ignore[return-value]


def triu_indices(
    n: int, k: int = 0, m: int | None = None, device: Any = None, ctx: Any = None
) -> tuple[ndarray, ndarray]:
    """Indices (int64) of the upper triangle of an `n` by `m` matrix, from diagonal `k` up.

    >>> from mxgrad import np
    >>> np.triu_indices(2)
    (array([0, 0, 1], dtype=int64), array([0, 1, 1], dtype=int64))
    """
    return _indices(_np.triu_indices(n, k, m), device if device is not None else ctx)  # type: ignore[return-value]


def tril_indices_from(arr: Any, k: int = 0) -> tuple[ndarray, ndarray]:
    """`tril_indices` for the matrix `arr`.

    >>> from mxgrad import np
    >>> np.tril_indices_from(np.ones((2, 1)))
    (array([0, 1], dtype=int64), array([0, 0], dtype=int64))
    """
    x = _matrix(arr)
    return _indices(_np.tril_indices(x.shape[0], k, x.shape[1]), like=x)  # type: ignore[return-value]


def triu_indices_from(arr: Any, k: int = 0) -> tuple[ndarray, ndarray]:
    """`triu_indices` for the matrix `arr`.

    >>> from mxgrad import np
    >>> np.triu_indices_from(np.ones((1, 2)))
    (array([0, 0], dtype=int64), array([0, 1], dtype=int64))
    """
    x = _matrix(arr)
    return _indices(_np.triu_indices(x.shape[0], k, x.shape[1]), like=x)  # type: ignore[return-value]


def _matrix(arr: Any) -> ndarray:
    x = _dispatch.argument("arr", arr)
    if x.ndim != 2:
        raise MXNetValueError(f"input array must be 2-d, this one has shape {x.shape}")
    return x


def diag_indices_from(arr: Any) -> tuple[ndarray, ...]:
    """Indices (int64) of the main diagonal of `arr`, all of whose axes have one length.

    >>> from mxgrad import np
    >>> np.diag_indices_from(np.eye(2))
    (array([0, 1], dtype=int64), array([0, 1], dtype=int64))
    """
    x = _dispatch.argument("arr", arr)
    if x.ndim < 2:
        raise MXNetValueError(f"input array must be at least 2-d, this one has shape {x.shape}")
    if len(set(x.shape)) > 1:
        raise MXNetValueError(f"All dimensions of input must be of equal length, not {x.shape}")
    return _indices((_dispatch.host_arange(x.shape[0]),) * x.ndim, like=x)


def diagflat(array: Any, k: int = 0) -> ndarray:
    """A matrix with the elements of `array` on its diagonal `k`.

    >>> from mxgrad import np
    >>> np.diagflat(np.array([1.0, 2.0]))
    array([[1., 0.],
           [0., 2.]])
    """
    return diag(ravel(_dispatch.lift(array)), k)


def indices(dimensions: Any, dtype: DTypeLike = _np.int32, ctx: Any = None, device: Any = None) -> ndarray:
    """The indices of an array of shape `dimensions`: ``indices(d)[i]`` holds each element's index along axis i.

    >>> from mxgrad import np
    >>> np.indices((2, 2))[0]
    array([[0, 0],
           [1, 1]], dtype=int32)
    """
    if isinstance(dimensions, ndarray):
        dimensions = tuple(dimensions.tolist())
    if not isinstance(dimensions, (list, tuple)):
        raise MXNetValueError(f"The dimensions must be sequence of ints, not {dimensions!r}")
    found = dtypes.as_dtype(_np.int32 if dtype is None else dtype)
    return _made(_np.indices(_dispatch.shape_in(dimensions), dtype=found), device if device is not None else ctx)


def ix_(*args: Any) -> tuple[ndarray, ...]:
    """Vectors of indices (or masks), shaped so that together they select the grid that they span.

    >>> from mxgrad import np
    >>> np.arange(6).reshape(2, 3)[np.ix_([0, 1], [0, 2])]
    array([[0., 2.],
           [3., 5.]])
    """
    backend = next((x._backend for x in args if isinstance(x, ndarray)), None)
    found = []
    for i, arg in enumerate(args):
        if not isinstance(arg, ndarray):
            host = _dispatch.host_index(arg)
            arg = _dispatch.lift(host.astype(_np.int64) if host.size == 0 else host, backend)
        if arg.ndim != 1:
            raise MXNetValueError(f"Cross index must be 1 dimensional, not of shape {arg.shape}")
        if arg.dtype == bool:
            (arg,) = nonzero(arg)
        found.append(reshape(arg, tuple(arg.size if j == i else 1 for j in range(len(args)))))
    return tuple(found)


def unravel_index(indices: Any, shape: Any, order: str = "C") -> tuple[Any, ...]:
    """Places in the flattened array of `shape` as one index for each axis; a Python number gives NumPy integers.

    >>> from mxgrad import np
    >>> np.unravel_index(np.array([5, 3], dtype="int64"), (2, 3))
    (array([1, 1], dtype=int64), array([2, 0], dtype=int64))
    """
    if order not in ("C", "F"):
        raise MXNetValueError(f"order is 'C' or 'F', not {order!r}")
    host = _dispatch.host_index(indices)
    if host.dtype.kind not in "iu":
        raise MXNetTypeError(f"unravel_index takes integers, not {host.dtype}: convert them with astype('int64')")
    try:
        found = _np.unravel_index(host, _dispatch.shape_in(shape), order)  # type: ignore[call-overload]
    except ValueError as error:
        raise MXNetValueError(str(error)) from None
    if not isinstance(indices, (ndarray, _np.ndarray, list, tuple)):
        return tuple(found)
    like = indices if isinstance(indices, ndarray) else None
    # As MXNet, in the dtype that they came in.
    return tuple(_made(_np.ascontiguousarray(part).reshape(host.shape).astype(host.dtype), like=like) for part in found)
