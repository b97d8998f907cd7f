"""New arrays, on the active backend."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as _np

from mxgrad import _dispatch, dtypes
from mxgrad._registry import current_backend
from mxgrad.array import ndarray
from mxgrad.base import MXNetNotImplementedError, MXNetTypeError, MXNetValueError
from mxgrad.context import Context, as_context
from mxgrad.dtypes import DTypeLike

Device = Context | str | None


def _device(ctx: Device, device: Device) -> Context | None:
    chosen = device if device is not None else ctx
    return None if chosen is None else as_context(chosen)


def _new(host: _np.ndarray[Any, Any], ctx: Device = None, device: Device = None) -> ndarray:
    backend = current_backend()
    return ndarray(backend, backend.from_host(host, _device(ctx, device)))


def _c_order(name: str, order: str) -> None:
    if order not in ("C", "K", "A"):
        raise MXNetNotImplementedError(f"`{name}` only supports order equal to `C`, while received {order}")


def array(
    object: Any, dtype: DTypeLike = None, ctx: Device = None, *, device: Device = None, copy: bool = True
) -> ndarray:
    """An array with a copy of `object`: nested lists of numbers, a NumPy array, an `ndarray`.

    Lists get the default float type, whatever they hold; arrays keep their dtype.

    Raises
    ------
    MXNetTypeError
        The rows have different lengths, or an element is not a number.

    Examples
    --------
    >>> from mxgrad import np
    >>> np.array([1, 2, 3])
    array([1., 2., 3.])
    """
    if isinstance(object, ndarray):
        found = object if not copy and (dtype is None or object.dtype == dtypes.as_dtype(dtype)) else object.copy()
        if dtype is not None:
            found = found.astype(dtype, copy=False)
        chosen = _device(ctx, device)
        return found if chosen is None else found.as_in_ctx(chosen)
    host = _dispatch.host_array(object)
    if dtype is not None:
        wanted = dtypes.as_dtype(dtype)
    elif isinstance(object, (_np.ndarray, _np.generic)):
        wanted = dtypes.as_dtype(host.dtype)
    elif host.dtype.kind == "c":
        wanted = dtypes.default_complex()
    else:
        wanted = dtypes.default_float()
    try:
        with _np.errstate(all="ignore"):  # a number too large for the dtype is inf, as in MXNet
            host = host.astype(wanted)
    except (TypeError, ValueError) as error:
        raise MXNetTypeError(f"cannot make an array of {wanted} from {object!r}: {error}") from None
    return _new(host, ctx, device)


def asarray(
    obj: Any, dtype: DTypeLike = None, device: Device = None, copy: bool | None = None, *, ctx: Device = None
) -> ndarray:
    """`obj` as an array: itself if it is one, sharing memory with an array of the active backend's library.

    Parameters
    ----------
    copy
        True always copies, False never (an error if that is not possible), None where needed.

    Examples
    --------
    >>> from mxgrad import np
    >>> x = np.ones(2)
    >>> np.asarray(x) is x
    True
    """
    if isinstance(obj, ndarray):
        if copy is False and dtype is not None and obj.dtype != dtypes.as_dtype(dtype):
            raise MXNetValueError(f"a cast from {obj.dtype} to {dtypes.as_dtype(dtype)} needs a copy")
        return array(obj, dtype, ctx, device=device, copy=bool(copy))
    backend = current_backend()
    if not copy:
        handle = backend.from_native(obj)
        if handle is not None:
            return asarray(ndarray(backend, handle), dtype, device, copy, ctx=ctx)
    if copy is False:
        raise MXNetValueError(f"backend {backend.name!r} cannot share the memory of {type(obj)}; use copy=None")
    if hasattr(obj, "__dlpack__") and not isinstance(obj, (_np.ndarray, _np.generic)):
        return asarray(from_dlpack(obj), dtype, device, copy, ctx=ctx)
    return array(obj, dtype, ctx, device=device)


def from_dlpack(x: Any, device: Device = None, copy: bool | None = None) -> ndarray:
    """An array that shares the memory of `x`: an array of any library with ``__dlpack__``, or a capsule of one in
    the memory of the CPU, such as `ndarray.to_dlpack_for_read` makes.

    >>> import numpy
    >>> from mxgrad import np
    >>> np.from_dlpack(numpy.zeros(2))
    array([0., 0.], dtype=float64)
    """
    backend = current_backend()
    found = ndarray(backend, backend.from_dlpack(_Capsule(x) if type(x).__name__ == "PyCapsule" else x))
    chosen = _device(None, device)
    if copy:
        found = found.copy()
    return found if chosen is None else found.as_in_ctx(chosen)


class _Capsule:
    """The older form of the protocol, in which the data came alone, as the newer one wants it."""

    def __init__(self, capsule: Any) -> None:
        self.capsule = capsule

    def __dlpack__(self, **kwargs: Any) -> Any:
        return self.capsule

    def __dlpack_device__(self) -> tuple[int, int]:
        return 1, 0


def _filled(name: str, shape: Any, value: Any, dtype: DTypeLike, order: str, ctx: Device, device: Device) -> ndarray:
    _c_order(name, order)
    backend = current_backend()
    wanted = dtypes.default_float() if dtype is None else dtypes.as_dtype(dtype)
    return ndarray(backend, backend.full(_dispatch.shape_in(shape), value, wanted, _device(ctx, device)))


def zeros(shape: Any, dtype: DTypeLike = None, order: str = "C", ctx: Device = None, device: Device = None) -> ndarray:
    """An array of zeros.

    >>> from mxgrad import np
    >>> np.zeros((2, 3)).shape
    (2, 3)
    """
    return _filled("zeros", shape, 0, dtype, order, ctx, device)


def ones(shape: Any, dtype: DTypeLike = None, order: str = "C", ctx: Device = None, device: Device = None) -> ndarray:
    """An array of ones.

    >>> from mxgrad import np
    >>> np.ones(2)
    array([1., 1.])
    """
    return _filled("ones", shape, 1, dtype, order, ctx, device)


def empty(shape: Any, dtype: DTypeLike = None, order: str = "C", ctx: Device = None, device: Device = None) -> ndarray:
    """An array with any values; here zeros.

    >>> from mxgrad import np
    >>> np.empty(2).shape
    (2,)
    """
    return _filled("empty", shape, 0, dtype, order, ctx, device)


def full(
    shape: Any, fill_value: Any, dtype: DTypeLike = None, order: str = "C", ctx: Device = None,
    out: ndarray | None = None, device: Device = None,
) -> ndarray:  # fmt: skip
    """An array filled with `fill_value`, a number or an array that broadcasts to `shape`.

    A number gives the default float type, a boolean gives booleans.

    >>> from mxgrad import np
    >>> np.full((2,), 7)
    array([7., 7.])
    """
    if isinstance(fill_value, (ndarray, _np.ndarray, list)):
        value = _dispatch.lift(fill_value)
        value = value if dtype is None else value.astype(dtype, copy=False)
        result = value._backend.ops["broadcast_to"](value, _dispatch.shape_in(shape))
    else:
        number = dtypes.scalar_of(fill_value)
        if number is None:
            raise _dispatch.unsupported(fill_value)
        if dtype is None:
            default = dtypes.default_float()
            if isinstance(fill_value, _np.generic):
                dtype = fill_value.dtype
            elif isinstance(number, bool):
                dtype = "bool"
            else:
                integer = dtypes.default_int() if isinstance(number, int) else None
                dtype = dtypes.weak(default, number) if integer is None else integer
        result = _filled("full", shape, number, dtype, order, ctx, device)
    return result if out is None else _dispatch.write(out, result)


def _like(
    name: str, a: ndarray, value: Any, dtype: DTypeLike, order: str, ctx: Device, device: Device, shape: Any
) -> ndarray:
    _c_order(name, order)
    x = _dispatch.argument("a", a)
    wanted = x.dtype if dtype is None else dtypes.as_dtype(dtype)
    length = x.shape if shape is None else _dispatch.shape_in(shape)
    backend = x._backend
    return ndarray(backend, backend.full(length, value, wanted, _device(ctx, device) or x.ctx))


def zeros_like(
    a: ndarray, dtype: DTypeLike = None, order: str = "C", ctx: Device = None, out: ndarray | None = None,
    device: Device = None,
) -> ndarray:  # fmt: skip
    """Zeros with the shape, dtype and device of `a`.

    >>> from mxgrad import np
    >>> np.zeros_like(np.ones(2))
    array([0., 0.])
    """
    result = _like("zeros_like", a, 0, dtype, order, ctx, device, None)
    return result if out is None else _dispatch.write(out, result)


def ones_like(
    a: ndarray, dtype: DTypeLike = None, order: str = "C", ctx: Device = None, out: ndarray | None = None,
    device: Device = None,
) -> ndarray:  # fmt: skip
    """Ones with the shape, dtype and device of `a`.

    >>> from mxgrad import np
    >>> np.ones_like(np.zeros(2))
    array([1., 1.])
    """
    result = _like("ones_like", a, 1, dtype, order, ctx, device, None)
    return result if out is None else _dispatch.write(out, result)


def empty_like(
    prototype: ndarray, dtype: DTypeLike = None, order: str = "C", subok: bool = False, shape: Any = None,
    device: Device = None,
) -> ndarray:  # fmt: skip
    """Any values (here zeros) with the shape, dtype and device of `prototype`.

    >>> from mxgrad import np
    >>> np.empty_like(np.ones((2, 3))).shape
    (2, 3)
    """
    return _like("empty_like", prototype, 0, dtype, order, None, device, shape)


def full_like(
    a: ndarray, fill_value: Any, dtype: DTypeLike = None, order: str = "C", ctx: Device = None,
    out: ndarray | None = None, device: Device = None,
) -> ndarray:  # fmt: skip
    """`fill_value` with the shape, dtype and device of `a`.

    >>> from mxgrad import np
    >>> np.full_like(np.zeros(2), 3)
    array([3., 3.])
    """
    x = _dispatch.argument("a", a)
    if isinstance(fill_value, ndarray):
        result = full(x.shape, fill_value, x.dtype if dtype is None else dtype)
    else:
        value = dtypes.scalar_of(fill_value)
        if value is None:
            raise _dispatch.unsupported(fill_value)
        result = _like("full_like", x, value, dtype, order, ctx, device, None)
    return result if out is None else _dispatch.write(out, result)


def eye(
    N: int,
    M: int | None = None,
    k: int = 0,
    dtype: DTypeLike = None,
    ctx: Device = None,
    device: Device = None,
) -> ndarray:
    """Ones on diagonal `k` of an `N` by `M` matrix, zeros elsewhere.

    >>> from mxgrad import np
    >>> np.eye(2)
    array([[1., 0.],
           [0., 1.]])
    """
    wanted = dtypes.default_float() if dtype is None else dtypes.as_dtype(dtype)
    rows, columns = _dispatch.shape_in((N, N if M is None else M))
    return _new(_np.eye(rows, columns, k, dtype=wanted), ctx, device)


def identity(n: int, dtype: DTypeLike = None, ctx: Device = None, device: Device = None) -> ndarray:
    """The `n` by `n` identity matrix.

    >>> from mxgrad import np
    >>> np.identity(1)
    array([[1.]])
    """
    return eye(n, dtype=dtype, ctx=ctx, device=device)


def copy(a: ndarray, out: ndarray | None = None) -> ndarray:
    """A copy of `a`, through which gradients flow.

    >>> from mxgrad import np
    >>> np.copy(np.ones(2))
    array([1., 1.])
    """
    result = _dispatch.lift(a).copy()
    return result if out is None else _dispatch.write(out, result)


def meshgrid(*xi: Any, indexing: str = "xy", sparse: bool = False, copy: bool = True) -> list[ndarray]:
    """Coordinate matrices of the grid spanned by the vectors `xi`.

    >>> from mxgrad import np
    >>> np.meshgrid(np.arange(2), np.arange(3))[0].shape
    (3, 2)
    """
    if indexing not in ("xy", "ij"):
        raise MXNetValueError(f"indexing is 'xy' or 'ij', not {indexing!r}")
    arrays: Sequence[ndarray] = _dispatch.sequence("meshgrid", xi) if xi else []
    ndim = len(arrays)
    order = list(range(ndim))
    if indexing == "xy" and ndim > 1:
        order[:2] = [1, 0]
    grids = []
    for x, axis in zip(arrays, order, strict=True):
        shape = [1] * ndim
        shape[axis] = x.size
        grids.append(x.reshape(shape))
    if sparse:
        return grids
    full_shape = [0] * ndim
    for x, axis in zip(arrays, order, strict=True):
        full_shape[axis] = x.size
    return [grid.broadcast_to(tuple(full_shape)) for grid in grids]
