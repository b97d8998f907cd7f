"""The array: one class for every backend."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as _np

from mxgrad import _missing, _registry, autograd, dtypes, indexing
from mxgrad._methods import FluentMethods
from mxgrad._state import STATE
from mxgrad.base import (
    ASSIGN_IN_GRAPH,
    MXNetAttributeError,
    MXNetError,
    MXNetIndexError,
    MXNetTypeError,
    MXNetValueError,
)
from mxgrad.context import Context, as_context

if TYPE_CHECKING:
    from mxgrad.dtypes import DTypeLike
    from mxgrad.spi import Backend

_Axis = int | tuple[int, ...] | None


def _binary(name: str) -> Callable[[ndarray, Any], ndarray]:
    def operator(self: ndarray, other: Any) -> Any:
        found = self._backend.ops[name](self, other)
        return found if found is not NotImplemented else _unsupported(other)

    return operator


def _reflected(name: str) -> Callable[[ndarray, Any], ndarray]:
    def operator(self: ndarray, other: Any) -> Any:
        found = self._backend.ops[name](other, self)
        return found if found is not NotImplemented else _unsupported(other)

    return operator


def _inplace(name: str) -> Callable[[ndarray, Any], ndarray]:
    def operator(self: ndarray, other: Any) -> ndarray:
        if STATE.recording and (self._node is not None or getattr(other, "_node", None) is not None):
            raise MXNetError(ASSIGN_IN_GRAPH)
        self._backend.inplace(name, self, other)
        return self

    return operator


def _unsupported(other: Any) -> Any:
    # Classes of the user get their turn (__radd__ ...); for the built-in ones the error says more than Python's.
    if type(other).__module__ != "builtins":
        return NotImplemented
    raise MXNetTypeError(f"type {type(other)} not supported: operands are arrays, NumPy arrays and numbers")


class ndarray(FluentMethods):
    """A multidimensional array of one dtype, on one backend. Made by `np.array`, `np.zeros`, …, not directly."""

    # See `mxgrad.spi` for what the slots hold.
    __slots__ = ("__weakref__", "_backend", "_handle", "_node", "_version")

    __array_priority__ = 1000.0

    def __init__(self, backend: Backend, handle: Any, node: Any = None) -> None:
        self._backend = backend
        self._handle = handle
        self._node = node
        self._version: list[int] | None = None

    # -- what it is --------------------------------------------------------------------------------

    @property
    def shape(self) -> tuple[int, ...]:
        """Length of each axis."""
        return self._backend.shape(self)

    @property
    def dtype(self) -> _np.dtype[Any]:
        """Element type, as a NumPy dtype."""
        return self._backend.dtype(self)

    @property
    def ndim(self) -> int:
        """Number of axes."""
        return self._backend.ndim(self)

    @property
    def size(self) -> int:
        """Number of elements."""
        size = 1
        for length in self._backend.shape(self):
            size *= length
        return size

    @property
    def itemsize(self) -> int:
        """Bytes per element."""
        return self.dtype.itemsize

    @property
    def nbytes(self) -> int:
        """Bytes of all elements."""
        return self.size * self.dtype.itemsize

    @property
    def stype(self) -> str:
        """Storage type: always 'default' (dense)."""
        return "default"

    @property
    def writable(self) -> bool:
        """Whether the array may be written: always."""
        return True

    @property
    def backend(self) -> str:
        """Name of the backend that the array lives on."""
        return self._backend.name

    @property
    def ctx(self) -> Context:
        """The device that the array lives on."""
        return self._backend.device(self)

    context = device = ctx

    @property
    def T(self) -> ndarray:
        """The array with its axes reversed (a copy)."""
        return self.transpose()

    @property
    def mT(self) -> ndarray:
        """The array with its last two axes swapped (a copy)."""
        if self.ndim < 2:
            raise MXNetValueError(f"mT needs at least 2 axes, this array has shape {self.shape}")
        return self.swapaxes(-1, -2)

    @property
    def grad(self) -> ndarray | None:
        """The gradient buffer, or None without `attach_grad`. Every `backward` writes into the same one."""
        return self._backend.buffer(self)

    @property
    def real(self) -> ndarray:
        """The real part (a copy)."""
        return self._backend.ops["real"](self)

    @property
    def imag(self) -> ndarray:
        """The imaginary part (a copy)."""
        return self._backend.ops["imag"](self)

    # -- conversions -------------------------------------------------------------------------------

    def asnumpy(self) -> _np.ndarray[Any, Any]:
        """A NumPy array with a copy of the data."""
        return _np.array(self._backend.to_host(self))

    def item(self, *index: int | tuple[int, ...]) -> Any:
        """The element at `index` (flat or one per axis; may be left out for size 1) as a Python scalar."""
        try:
            return self._backend.to_host(self).item(*index)  # type: ignore[arg-type]
        except IndexError as error:
            raise MXNetIndexError(str(error)) from None
        except ValueError as error:
            raise MXNetValueError(f"{error}; the array has shape {self.shape}") from None

    def tolist(self) -> Any:
        """The data as (nested) lists of Python scalars."""
        return self._backend.to_host(self).tolist()

    def astype(
        self,
        dtype: DTypeLike,
        order: str = "K",
        casting: str = "unsafe",
        subok: bool = True,
        copy: bool = True,
    ) -> ndarray:
        """The array cast to `dtype`; with `copy` False, itself if it has that dtype already.

        >>> from mxgrad import np
        >>> np.array([1.7, -1.7]).astype("int32")
        array([ 1, -1], dtype=int32)
        """
        if order not in ("K", "C", "A", "F"):
            raise MXNetValueError(f"order must be one of 'K', 'C', 'A', 'F', not {order!r}")
        found, own = dtypes.as_dtype(dtype), self.dtype
        if casting != "unsafe" and not _np.can_cast(own, found, casting=casting):  # type: ignore[arg-type]
            raise MXNetTypeError(
                f"cannot cast from {own} to {found} with casting={casting!r}; use 'unsafe' to force it"
            )
        if found == own and not copy:
            return self
        return self._backend.ops["astype"](self, found)

    def copy(self, order: str = "C") -> ndarray:
        """A copy of the array; recorded, so that gradients flow through it."""
        if order not in ("C", "K", "A"):
            raise MXNetValueError(f"arrays are in C order; copy(order={order!r}) is not possible")
        return self._backend.ops["copy"](self)

    def copyto(self, other: ndarray | Context) -> ndarray:
        """Copy into `other`, an array of the same shape, or onto a device. Returns the array written."""
        if isinstance(other, ndarray):
            if other is self:
                raise MXNetValueError("copyto: the array and its target are the same array")
            if other.shape != self.shape:
                raise MXNetValueError(f"copyto: target has shape {other.shape}, the array {self.shape}")
            other[...] = self.as_in_backend(other.backend) if other._backend is not self._backend else self
            return other
        if isinstance(other, Context):
            return self._backend.to_device(self.copy(), other)
        raise MXNetTypeError(f"copyto does not support type {type(other)}: give an ndarray or a device")

    def as_in_ctx(self, ctx: Context) -> ndarray:
        """The array on device `ctx`: itself if it is there."""
        return self._backend.to_device(self, as_context(ctx))

    def as_in_context(self, context: Context) -> ndarray:
        """The array on device `context`: itself if it is there."""
        return self.as_in_ctx(context)

    def to_device(self, device: Context, *, stream: None = None) -> ndarray:
        """The array on `device`: itself if it is there."""
        return self.as_in_ctx(device)

    def as_in_backend(self, backend: str | Backend) -> ndarray:
        """The array on another backend (a copy, outside the graph); itself if it is there.

        >>> from mxgrad import np
        >>> np.ones(2).as_in_backend("numpy").backend
        'numpy'
        """
        found = _registry.get_backend(backend)
        if found is self._backend:
            return self
        if STATE.recording and self._node is not None:
            raise MXNetError(f"as_in_backend({found.name!r}) would leave the graph while recording: detach() it first")
        return ndarray(found, found.from_host(self._backend.to_host(self), None))

    def as_np_ndarray(self) -> ndarray:
        """The array itself: there is one kind of array."""
        return self

    def as_nd_ndarray(self) -> ndarray:
        """The array itself: there is one kind of array, the NumPy-like one."""
        return self

    def tostype(self, stype: str) -> ndarray:
        """The array itself for 'default'; sparse storage is not part of mxgrad."""
        if stype != "default":
            raise MXNetValueError(f"storage type {stype!r} is not part of mxgrad; arrays are dense ('default')")
        return self

    def wait_to_read(self) -> None:
        """Wait until the array is computed."""
        self._backend.wait(self)

    wait_to_write = wait_to_read

    # -- gradients ---------------------------------------------------------------------------------

    def _check_differentiable(self) -> None:
        dtype = self.dtype
        if not dtypes.is_inexact(dtype):
            raise dtypes.gradient_dtype_error(dtype)

    def attach_grad(self, grad_req: str = "write", stype: str | None = None) -> None:
        """Make the array a variable: allocate its gradient buffer, zeros, which `backward` then writes.

        A computed array is detached from what it was computed from.

        Parameters
        ----------
        grad_req : {'write', 'add', 'null'}
            What `backward` does: overwrite the buffer, add to it, or compute no gradient.

        Raises
        ------
        MXNetTypeError
            The dtype is not floating point.

        Examples
        --------
        >>> from mxgrad import np
        >>> x = np.ones(2)
        >>> x.attach_grad()
        >>> x.grad
        array([0., 0.])
        """
        autograd.check_req(grad_req)
        if stype not in (None, "default"):
            raise MXNetValueError(f"gradients are dense: stype is None or 'default', not {stype!r}")
        self._check_differentiable()
        backend = self._backend
        buffer = None
        if grad_req != "null":
            buffer = ndarray(backend, backend.full(self.shape, 0, self.dtype, self.ctx))
        backend.attach(self, buffer, grad_req)

    def drop_grad(self) -> None:
        """Undo `attach_grad`: no buffer, and out of the graph."""
        self._backend.drop(self)

    def detach(self) -> ndarray:
        """An array that shares the data and is constant for gradients."""
        return self._backend.detach(self)

    def backward(self, out_grad: ndarray | None = None, retain_graph: bool = False, train_mode: bool = True) -> None:
        """Compute the gradients of the array's sum, or with `out_grad` of ``(x * out_grad).sum()``.

        See `mxgrad.autograd.backward`.
        """
        if out_grad is not None:
            autograd.backward([self], [out_grad], retain_graph, train_mode)
            return
        # What `autograd.backward` does, without its checks of lists, which cost as much as a small pass.
        recording, training = STATE.recording, STATE.training
        STATE.recording, STATE.training = False, bool(train_mode)
        try:
            self._backend.backward((self,), (None,), bool(retain_graph))
        finally:
            STATE.recording, STATE.training = recording, training

    # -- operators ---------------------------------------------------------------------------------

    __add__, __radd__, __iadd__ = _binary("add"), _reflected("add"), _inplace("add")
    __sub__, __rsub__, __isub__ = _binary("subtract"), _reflected("subtract"), _inplace("subtract")
    __mul__, __rmul__, __imul__ = _binary("multiply"), _reflected("multiply"), _inplace("multiply")
    __truediv__, __rtruediv__, __itruediv__ = _binary("divide"), _reflected("divide"), _inplace("divide")
    __floordiv__, __rfloordiv__ = _binary("floor_divide"), _reflected("floor_divide")
    __ifloordiv__ = _inplace("floor_divide")
    __mod__, __rmod__, __imod__ = _binary("mod"), _reflected("mod"), _inplace("mod")
    __matmul__, __rmatmul__, __imatmul__ = _binary("matmul"), _reflected("matmul"), _inplace("matmul")
    __and__, __rand__, __iand__ = _binary("bitwise_and"), _reflected("bitwise_and"), _inplace("bitwise_and")
    __or__, __ror__, __ior__ = _binary("bitwise_or"), _reflected("bitwise_or"), _inplace("bitwise_or")
    __xor__, __rxor__, __ixor__ = _binary("bitwise_xor"), _reflected("bitwise_xor"), _inplace("bitwise_xor")
    __lshift__, __rlshift__, __ilshift__ = (
        _binary("left_shift"),
        _reflected("left_shift"),
        _inplace("left_shift"),
    )
    __rshift__, __rrshift__, __irshift__ = (
        _binary("right_shift"),
        _reflected("right_shift"),
        _inplace("right_shift"),
    )
    _pow, _rpow, __ipow__ = _binary("power"), _reflected("power"), _inplace("power")
    _eq, _ne = _binary("equal"), _binary("not_equal")
    __lt__, __le__ = _binary("less"), _binary("less_equal")
    __gt__, __ge__ = _binary("greater"), _binary("greater_equal")

    def __pow__(self, other: Any, modulo: None = None) -> ndarray:
        return self._pow(other) if modulo is None else NotImplemented

    def __rpow__(self, other: Any, modulo: None = None) -> ndarray:
        return self._rpow(other) if modulo is None else NotImplemented

    def __eq__(self, other: object) -> ndarray:  # type: ignore[override]
        return self._eq(other)

    def __ne__(self, other: object) -> ndarray:  # type: ignore[override]
        return self._ne(other)

    def __divmod__(self, other: Any) -> tuple[ndarray, ndarray]:
        return self // other, self % other

    def __rdivmod__(self, other: Any) -> tuple[ndarray, ndarray]:
        return other // self, other % self

    def __neg__(self) -> ndarray:
        return self._backend.ops["negative"](self)

    def __pos__(self) -> ndarray:
        return self.copy()

    def __abs__(self) -> ndarray:
        return self._backend.ops["abs"](self)

    def __invert__(self) -> ndarray:
        return self._backend.ops["invert"](self)

    def __round__(self, n: int = 0) -> ndarray:
        return _mx.round(self, n or 0)

    def __floor__(self) -> ndarray:
        return _mx.floor(self)

    def __ceil__(self) -> ndarray:
        return _mx.ceil(self)

    def __trunc__(self) -> ndarray:
        return _mx.trunc(self)

    def __hash__(self) -> NoReturn:
        raise NotImplementedError("ndarrays are mutable and compared element by element, so they have no hash")

    # -- indexing ----------------------------------------------------------------------------------

    def _key(self, key: Any) -> indexing.Key:
        return indexing.normalize(key, self._backend.shape(self), _values, ndarray)

    def __getitem__(self, key: Any) -> ndarray:
        try:
            found = self._key(key)
        except indexing.NoAxes as error:
            return self.reshape(1)[error.positions]
        return self._backend.ops["getitem"](self, found)

    def __setitem__(self, key: Any, value: Any) -> None:
        # Any `slice(None)`; to compare with one would take longer than to write a small array.
        everything = key is Ellipsis or (
            type(key) is slice and key.start is None and key.stop is None and key.step is None
        )
        if STATE.recording and (self._node is not None or getattr(value, "_node", None) is not None):
            if self._node is not None or not everything:
                raise MXNetError(ASSIGN_IN_GRAPH)
            self._backend.record_write(self, _fitted(value, self.ndim))
            return
        if not isinstance(value, _ARRAYS):
            scalar = dtypes.scalar_of(value)
            if scalar is None:
                host = _dispatch.host_array(value)
                if host.dtype.kind not in "biufc":
                    raise _dispatch.unsupported(value)
                value = host
            else:
                value = dtypes.written(scalar, self.dtype)
        if everything and (ndim := self._backend.ndim(self)):
            if isinstance(value, _ARRAYS) and value.ndim > ndim:
                value = _fitted(value, ndim)
            self._backend.setitem(self, None, value)
            return
        try:
            found = self._key(key)
        except indexing.NoAxes as error:
            self[None][error.positions] = value
            return
        self._backend.setitem(self, found, value)

    def slice_assign(self, rhs: Any, begin: Sequence[Any], end: Sequence[Any], step: Sequence[Any]) -> ndarray:
        """Write `rhs` to the slices from `begin` to `end` (one number or None per axis); return the array."""
        self[tuple(map(slice, begin, end, step or [None] * len(begin)))] = rhs
        return self

    def slice_assign_scalar(
        self, value: float, begin: Sequence[Any], end: Sequence[Any], step: Sequence[Any]
    ) -> ndarray:
        """The same for one number."""
        return self.slice_assign(value, begin, end, step)

    def __len__(self) -> int:
        shape = self._backend.shape(self)
        if not shape:
            raise MXNetTypeError("len() of unsized object: the array is 0-d")
        return shape[0]

    def __iter__(self) -> Iterator[ndarray]:
        if not self._backend.shape(self):
            raise MXNetTypeError("iteration over a 0-d array")
        return (self[i] for i in range(len(self)))

    def __contains__(self, value: Any) -> bool:
        return bool(self._backend.to_host((self == value).any()))

    def __bool__(self) -> bool:
        host = self._backend.to_host(self)
        if host.size == 0:
            return False
        if host.size > 1:
            raise MXNetValueError(
                "The truth value of an ndarray with multiple elements is ambiguous. Use x.any() or x.all()."
            )
        return bool(host.item())

    def _scalar(self) -> Any:
        if self.size != 1:
            raise MXNetTypeError(
                f"only size-1 arrays can be converted to Python scalars; this one has shape {self.shape}"
            )
        return self._backend.to_host(self).item()

    def __float__(self) -> float:
        host = self._backend.to_host(self)  # once for each look at a loss: no properties on the way
        return float(host) if host.ndim == 0 else float(self._scalar())

    def __int__(self) -> int:
        return int(self._scalar())

    def __complex__(self) -> complex:
        return complex(self._scalar())

    def __index__(self) -> int:
        if self.dtype.kind not in "iub" or self.size != 1:
            raise MXNetTypeError(
                f"only integer arrays of one element can be an index, not shape {self.shape} {self.dtype}; "
                "use int(x) to convert"
            )
        return int(self._scalar())

    # -- text --------------------------------------------------------------------------------------

    def __repr__(self) -> str:
        dtype = self.dtype
        text = _np.array_repr(self._backend.to_host(self))
        text = re.sub(r",\s*dtype=[^,)]*\)$", ")", text)
        if self.size:  # NumPy 2.2 adds the shape where it leaves elements out
            text = re.sub(r",\s*shape=\([^)]*\)\)$", ")", text)
        details = [] if dtype in (dtypes.default_float(), bool) else [f"dtype={dtype.name}"]
        if self.ctx.device_type == "gpu":
            details.append(f"ctx={self.ctx}")
        return text[:-1] + "".join(f", {detail}" for detail in details) + ")"

    def __str__(self) -> str:
        host = self._backend.to_host(self)
        if host.ndim == 0 and host.dtype.kind == "f" and 1e-4 <= abs(float(host)) < 1e16:
            # As MXNet prints a loss; NumPy 2 writes 1e+06 for a float32.
            return _np.format_float_positional(host[()], unique=True, trim="0")  # type: ignore[arg-type]
        return str(host)

    def __format__(self, fmt: str) -> str:
        if not fmt:
            return str(self)
        if self.ndim == 0:
            return format(self.item(), fmt)
        raise MXNetTypeError(
            f"format spec {fmt!r} needs a 0-d array, this one has shape {self.shape}; format x.item(i)"
        )

    # -- copying and pickling: values, never the graph ---------------------------------------------

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore, (self._backend.name, self.asnumpy())

    def __copy__(self) -> ndarray:
        return self.copy()

    def __deepcopy__(self, memo: Any) -> ndarray:
        return self.copy()

    # -- protocols ---------------------------------------------------------------------------------

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> _np.ndarray[Any, Any]:
        if copy is False and self.backend != "numpy":
            raise MXNetValueError("a NumPy array of this array needs a copy; use copy=True or None")
        self._stays_in_the_graph("converting to a NumPy array")
        host = self._backend.to_host(self)
        return _np.array(host, dtype=dtype, copy=copy is not False)

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
        from mxgrad._numpy_protocol import array_ufunc

        return array_ufunc(self, ufunc, method, inputs, kwargs)

    def __array_function__(self, func: Any, types: Any, args: Any, kwargs: Any) -> Any:
        from mxgrad._numpy_protocol import array_function

        return array_function(self, func, types, args, kwargs)

    def __array_namespace__(self, api_version: str | None = None) -> Any:
        from mxgrad import array_api

        return array_api

    def _stays_in_the_graph(self, act: str) -> None:
        if STATE.recording and self._node is not None:
            raise MXNetError(
                f"{act} leaves the graph while recording, and no gradient would flow: "
                "use x.detach() or autograd.pause() if that is meant"
            )

    def __dlpack__(self, stream: Any = None, **kwargs: Any) -> Any:
        self._stays_in_the_graph("handing the data to another library by DLPack")
        if stream is not None:
            kwargs["stream"] = stream
        return self._backend.native(self).__dlpack__(**kwargs)

    def __dlpack_device__(self) -> Any:
        return self._backend.native(self).__dlpack_device__()

    def to_dlpack_for_read(self) -> Any:
        """A DLPack capsule of the data, for `np.from_dlpack` or another library. Newer ones take the array itself."""
        return self.__dlpack__()

    def to_dlpack_for_write(self) -> Any:
        """The same, for arrays that are to be written to."""
        try:
            return self.__dlpack__(max_version=(1, 0))  # without, NumPy makes what it reads read-only
        except TypeError:
            return self.__dlpack__()

    # -- the methods of a NumPy array, each one call -----------------------------------------------

    def reshape(self, *shape: Any, order: str = "C", **kwargs: Any) -> ndarray:
        """See `np.reshape`; also ``x.reshape(2, 3)``."""
        if "shape" in kwargs or "newshape" in kwargs:
            shape = (kwargs.pop("shape", None) or kwargs.pop("newshape"),)
        if kwargs:
            raise MXNetTypeError(f"reshape has no argument {next(iter(kwargs))!r}")
        return _mx.reshape(self, shape[0] if len(shape) == 1 else shape, order=order)

    def transpose(self, *axes: Any) -> ndarray:
        """See `np.transpose`; also ``x.transpose(1, 0)``."""
        return _mx.transpose(self, axes[0] if len(axes) == 1 else axes or None)

    def swapaxes(self, axis1: int, axis2: int) -> ndarray:
        """See `np.swapaxes`."""
        return _mx.swapaxes(self, axis1, axis2)

    def flatten(self, order: str = "C") -> ndarray:
        """See `np.ravel`."""
        return _mx.reshape(self, -1, order=order)

    ravel = flatten

    def squeeze(self, axis: _Axis = None) -> ndarray:
        """See `np.squeeze`."""
        return _mx.squeeze(self, axis)

    def expand_dims(self, axis: int | tuple[int, ...]) -> ndarray:
        """See `np.expand_dims`."""
        return _mx.expand_dims(self, axis)

    def broadcast_to(self, shape: int | Sequence[int]) -> ndarray:
        """See `np.broadcast_to`."""
        return _mx.broadcast_to(self, shape)

    def broadcast_like(self, other: ndarray) -> ndarray:
        """Broadcast to the shape of `other`."""
        return _mx.broadcast_to(self, other.shape)

    def reshape_like(self, other: ndarray) -> ndarray:
        """Reshape to the shape of `other`."""
        return _mx.reshape(self, other.shape)

    def flip(self, axis: _Axis = None) -> ndarray:
        """See `np.flip`."""
        return _mx.flip(self, axis)

    def repeat(self, repeats: Any, axis: int | None = None) -> ndarray:
        """See `np.repeat`."""
        return _mx.repeat(self, repeats, axis)

    def tile(self, reps: Any) -> ndarray:
        """See `np.tile`."""
        return _mx.tile(self, reps)

    def split(self, indices_or_sections: Any, axis: int = 0) -> list[ndarray]:
        """See `np.split`."""
        return _mx.split(self, indices_or_sections, axis)

    def diag(self, k: int = 0) -> ndarray:
        """See `np.diag`."""
        return _mx.diag(self, k)

    def diagonal(self, offset: int = 0, axis1: int = 0, axis2: int = 1) -> ndarray:
        """See `np.diagonal`."""
        return _mx.diagonal(self, offset, axis1, axis2)

    def take(self, indices: Any, axis: int | None = None, mode: str = "raise", out: ndarray | None = None) -> ndarray:
        """See `np.take`."""
        return _mx.take(self, indices, axis, mode, out)

    def nonzero(self) -> tuple[ndarray, ...]:
        """See `np.nonzero`."""
        return _mx.nonzero(self)

    def sort(
        self, axis: int | None = -1, kind: Any = None, order: Any = None, *, descending: bool = False,
        stable: bool = True,
    ) -> ndarray:  # fmt: skip
        """See `np.sort`: a sorted copy, as in MXNet, where NumPy sorts in place."""
        return _mx.sort(self, axis, kind, order, descending=descending, stable=stable)

    def argsort(
        self, axis: int | None = -1, kind: Any = None, order: Any = None, *, descending: bool = False,
        stable: bool = True,
    ) -> ndarray:  # fmt: skip
        """See `np.argsort`."""
        return _mx.argsort(self, axis, kind, order, descending=descending, stable=stable)

    def sum(
        self, axis: _Axis = None, dtype: DTypeLike = None, out: ndarray | None = None, keepdims: bool = False,
        initial: Any = None,
    ) -> ndarray:  # fmt: skip
        """See `np.sum`."""
        return _mx.sum(self, axis, dtype, out, keepdims, initial)

    def prod(
        self, axis: _Axis = None, dtype: DTypeLike = None, out: ndarray | None = None, keepdims: bool = False
    ) -> ndarray:
        """See `np.prod`."""
        return _mx.prod(self, axis, dtype, out, keepdims)

    def mean(
        self, axis: _Axis = None, dtype: DTypeLike = None, out: ndarray | None = None, keepdims: bool = False
    ) -> ndarray:
        """See `np.mean`."""
        return _mx.mean(self, axis, dtype, out, keepdims)

    def std(
        self, axis: _Axis = None, dtype: DTypeLike = None, out: ndarray | None = None, ddof: float = 0,
        keepdims: bool = False, *, correction: float | None = None,
    ) -> ndarray:  # fmt: skip
        """See `np.std`."""
        return _mx.std(self, axis, dtype, out, ddof, keepdims, correction=correction)

    def var(
        self, axis: _Axis = None, dtype: DTypeLike = None, out: ndarray | None = None, ddof: float = 0,
        keepdims: bool = False, *, correction: float | None = None,
    ) -> ndarray:  # fmt: skip
        """See `np.var`."""
        return _mx.var(self, axis, dtype, out, ddof, keepdims, correction=correction)

    def max(self, axis: _Axis = None, out: ndarray | None = None, keepdims: bool = False) -> ndarray:
        """See `np.max`."""
        return _mx.max(self, axis, out, keepdims)

    def min(self, axis: _Axis = None, out: ndarray | None = None, keepdims: bool = False) -> ndarray:
        """See `np.min`."""
        return _mx.min(self, axis, out, keepdims)

    def argmax(self, axis: int | None = None, out: ndarray | None = None, keepdims: bool = False) -> ndarray:
        """See `np.argmax`."""
        return _mx.argmax(self, axis, out, keepdims)

    def argmin(self, axis: int | None = None, out: ndarray | None = None, keepdims: bool = False) -> ndarray:
        """See `np.argmin`."""
        return _mx.argmin(self, axis, out, keepdims)

    def all(self, axis: _Axis = None, out: ndarray | None = None, keepdims: bool = False) -> ndarray:
        """See `np.all`."""
        return _mx.all(self, axis, out, keepdims)

    def any(self, axis: _Axis = None, out: ndarray | None = None, keepdims: bool = False) -> ndarray:
        """See `np.any`."""
        return _mx.any(self, axis, out, keepdims)

    def cumsum(self, axis: int | None = None, dtype: DTypeLike = None, out: ndarray | None = None) -> ndarray:
        """See `np.cumsum`."""
        return _mx.cumsum(self, axis, dtype, out)

    def conj(self) -> ndarray:
        """See `np.conj`."""
        return self._backend.ops["conj"](self)

    conjugate = conj

    def clip(self, min: Any = None, max: Any = None, out: ndarray | None = None) -> ndarray:
        """See `np.clip`."""
        return _mx.clip(self, min, max, out)

    def round(self, decimals: int = 0, out: ndarray | None = None) -> ndarray:
        """See `np.round`."""
        return _mx.round(self, decimals, out)

    def dot(self, b: Any, out: ndarray | None = None) -> ndarray:
        """See `np.dot`."""
        return _mx.dot(self, b, out)

    def __getattr__(self, name: str) -> NoReturn:
        if _missing.known_to_mxnet("np.ndarray", name):
            raise MXNetAttributeError(_missing.explain("np.ndarray", name))
        raise AttributeError(f"'ndarray' object has no attribute {name!r}")


_ARRAYS = (ndarray, _np.ndarray)  # `ndarray | _np.ndarray` would make a type at each call


def _fitted(value: Any, ndim: int) -> Any:
    """`value` without leading axes of length 1 beyond `ndim`, which assignment ignores."""
    extra = value.ndim - ndim
    if extra > 0 and all(n == 1 for n in value.shape[:extra]):
        return value.reshape(value.shape[extra:])
    return value


def _values(x: ndarray) -> _np.ndarray[Any, Any]:
    """The values of an index array or mask; it is not differentiable, so nothing leaves the graph."""
    return x._backend.to_host(x)


def _restore(backend: str, host: _np.ndarray[Any, Any]) -> ndarray:
    """Unpickle, on the backend that the array was on."""
    try:
        found = _registry.backend_named(backend)
    except MXNetError as error:
        raise MXNetError(
            f"this pickle holds an array of the backend {backend!r}: {error}. To be free of it, "
            "pickle x.as_in_backend('numpy'), or save with npx.save"
        ) from error
    return ndarray(found, found.from_host(host, None))


from mxgrad import _dispatch  # noqa: E402  at the end: the functions need the class, the methods the functions
from mxgrad import np as _mx  # noqa: E402
