"""The native engine: our own tape, over NumPy or any array API namespace."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from mxgrad.array import ndarray
from mxgrad.base import MXNetTypeError
from mxgrad.context import Context, check_device
from mxgrad.spi import OPS, PARTS
from mxgrad.tape import Buffers, Leaf, Node
from mxgrad.tape_backend import NULL, TapeBackend
from mxgrad_native import pairs, record
from mxgrad_native.errors import kernel_error
from mxgrad_native.kernels import Namespace
from mxgrad_native.reuse import Form
from mxgrad_native.rules import compile_rules, compile_vjp


class NativeBackend(TapeBackend):
    """A backend over kernels on raw arrays, recorded on `mxgrad.tape`.

    Parameters
    ----------
    kernels
        For each row of the catalogue a function on raw arrays.
    xp
        The namespace that gradient rules compute in (see `mxgrad_native.kernels.Namespace`).
    """

    fills_buffers = False
    """Whether `product_into` may compute in the buffer of a variable."""
    # What tells raw arrays from the scalars that some kernels return for 0-d results.
    array_type: type
    f32: Any
    f64: Any
    complex_dtypes: frozenset[Any]

    def __init__(self, name: str, kernels: dict[str, Callable[..., Any]], xp: Namespace) -> None:
        self.name = name
        self.kernels = kernels
        self.xp = xp
        self._cpu = Context("cpu", 0)
        self.raw_engine = _Raw(self)
        self.recorded_engine = _Recorded(self)
        self._recorded_xp: Any = None
        self.ops = {op.name: self._bind(op.name) for op in OPS.values()}

    def _bound(self, name: str) -> record.Bound:
        op = OPS[name]
        kinds: dict[int, type[record.Bound]] = {1: record.BoundUnary, 2: record.BoundBinary}
        kind = record.BoundSequence if op.variadic else kinds.get(len(op.operands), record.Bound)
        if len(op.results) > 1:
            kind = record.BoundParts
        elif name == "matmul":
            kind = record.BoundProduct
        return kind(self, op, self.kernels[name], compile_rules(name), compile_vjp(name, self.xp))

    def _bind(self, name: str) -> Callable[..., Any]:
        op = OPS[name]
        if name == "nonzero":
            return self._nonzero
        bound = self._bound(name)
        if name in PARTS:
            return pairs.bind(bound, [self._bound(part) for part in PARTS[name]])
        if len(op.results) > 1:
            return record.nary(bound)
        if op.variadic:
            return record.sequence(bound)
        if name == "getitem":
            return record.getitem(bound)
        if name in ("astype", "correlate"):
            return record.nary(bound)
        factories = {1: record.unary, 2: record.binary}
        return factories.get(len(op.operands), record.nary)(bound)

    def _nonzero(self, x: ndarray) -> tuple[ndarray, ...]:
        return tuple(ndarray(self, h) for h in self.kernels["nonzero"](x._handle))

    @property
    def recorded_xp(self) -> Any:
        """The namespace that rules compute in when they are recorded themselves."""
        if self._recorded_xp is None:
            from mxgrad.array_api import recorded_namespace

            self._recorded_xp = recorded_namespace(self)
        return self._recorded_xp

    # -- raw arrays: what a namespace must be asked for ---------------------------------------------

    def asarray(self, h: Any) -> Any:
        raise NotImplementedError

    def cast(self, h: Any, dtype: np.dtype[Any]) -> Any:
        raise NotImplementedError

    def is_inexact(self, h: Any) -> bool:
        raise NotImplementedError

    def careful(self, name: str, kernel: Callable[..., Any]) -> Callable[..., Any]:
        """`kernel` for operands that are not the common ones: what a library needs said for some dtypes."""
        return kernel

    def takes(self, name: str, x: np.dtype[Any], y: np.dtype[Any]) -> bool:
        """Whether the kernel of `name` takes operands of these dtypes as they are, whatever the row says."""
        return False

    def holds_complex(self, handles: Sequence[Any]) -> bool:
        """Whether one of `handles`, raw arrays and numbers, is complex."""
        return any(
            type(h) is complex or (isinstance(h, self.array_type) and getattr(h, "dtype", None) in self.complex_dtypes)
            for h in handles
        )

    def numpy_dtype(self, dtype: Any) -> np.dtype[Any]:
        """A raw array's dtype as NumPy's."""
        raise NotImplementedError

    def constant(self, value: Any, dtype: np.dtype[Any] | None) -> Any:
        """A number as a 0-d array."""
        return self.full((), value, dtype or np.dtype("float32"), None)

    def forms(self, name: str) -> tuple[Form | None, Form | None]:
        """Rules of `name` that overwrite the gradient they consume, for its first and second operand."""
        return None, None

    def of_large(self, bound: record.Bound) -> Callable[[ndarray, float], ndarray] | None:
        """What applies an operation to a large float array and a Python number, where it has a way of its own."""
        return None

    def product_into(self, buffers: Buffers, leaf: Node | Leaf, x: Any, y: Any, transposed: int) -> Any | None:
        """``x @ y`` with one of the two `transposed`, computed in the buffer of `leaf` if there is one to take."""
        return None

    def number(self, value: float, dtype: Any) -> Any:
        """A Python number as the operand of a float array of `dtype`."""
        return value

    def write(self, target: Any, key: Any, value: Any) -> None:
        """``target[key] = value`` on raw data; `key` a normalised index tuple, or `...`."""
        raise NotImplementedError

    def lift(self, h: Any, node: Any) -> Any:
        """Raw data as an `ndarray` at its place in the graph; numbers and None as they are."""
        return ndarray(self, h, node) if isinstance(h, self.array_type) else h

    # -- data ---------------------------------------------------------------------------------------

    def raw(self, x: ndarray) -> Any:
        return x._handle

    def wrap(self, raw: Any) -> ndarray:
        return ndarray(self, raw)

    def guard(self, x: ndarray) -> tuple[list[int], int]:
        return record.guard(x)

    def fresh(self, raw: Any) -> Any:
        return self.kernels["copy"](raw)

    def device(self, x: ndarray) -> Context:
        return self._cpu

    def to_device(self, x: ndarray, device: Context) -> ndarray:
        check_device(device, self.name, 0)
        return x

    def native(self, x: ndarray) -> Any:
        return x._handle

    # -- writing in place ---------------------------------------------------------------------------

    def _touch(self, x: ndarray) -> None:
        if x._version is not None:
            x._version[0] += 1

    def setitem(self, x: ndarray, key: Any, value: Any) -> None:
        if type(value) is not ndarray or value._backend is not self:
            value = self.operand(value)
        raw = value._handle if type(value) is ndarray else value
        try:
            self.write(x._handle, ... if key is None else key.index, raw)
        except Exception as error:
            raise kernel_error(_SETITEM, error, (x._handle, raw), ()) from error
        if x._version is not None:
            x._version[0] += 1

    def inplace(self, name: str, x: ndarray, y: Any) -> None:
        result = self.ops[name](x.detach(), y)
        if result is NotImplemented:
            raise MXNetTypeError(f"type {type(y)} not supported: operands are arrays, NumPy arrays and numbers")
        own, other = self.dtype(x), self.dtype(result)
        if not np.can_cast(other, own, "same_kind"):
            raise MXNetTypeError(f"in-place {name} would cast {other} to {own}: use x = x.astype({str(other)!r}) first")
        if self.shape(result) != self.shape(x):
            raise kernel_error(OPS[name], ValueError("could not broadcast"), (x._handle, result._handle), ())
        self.write(x._handle, ..., result._handle)
        self._touch(x)

    def record_write(self, x: ndarray, value: ndarray) -> None:
        shape = self.shape(x)
        if self.shape(value) != shape:
            value = self.ops["broadcast_to"](value, shape)
        value = self.ops["astype"](value, self.dtype(x))
        self.write(x._handle, ..., value._handle)
        self._touch(x)
        x._node = value._node

    # -- the graph ----------------------------------------------------------------------------------

    def attach(self, x: ndarray, buffer: ndarray | None, req: str) -> None:
        x._node = NULL if req == "null" else Leaf(x._handle.shape, x._handle.dtype, buffer, req)

    def detach(self, x: ndarray) -> ndarray:
        if x._version is None:
            x._version = [0]
        out = ndarray(self, x._handle)
        out._version = x._version
        return out

    def deliver(self, buffer: ndarray, g: Any, req: str) -> None:
        self.write(buffer._handle, ..., g if req == "write" else buffer._handle + g)
        self._touch(buffer)


class _Raw:
    """How the tape adds and restores gradients on raw data."""

    def __init__(self, engine: NativeBackend) -> None:
        self.engine = engine

    def accumulate(self, total: Any, g: Any) -> Any:
        return total + g

    def add_to(self, total: Any, g: Any) -> Any:
        total += g
        return total

    def restore(self, g: Any, target: Node | Leaf) -> Any:
        shape = target.shape
        if g.shape != shape:
            g = _unbroadcast(self.engine.xp, g, shape)
        dtype = target.dtype
        return g if g.dtype is dtype or g.dtype == dtype else self.engine.xp.astype(g, dtype)


class _Recorded:
    """The same on `ndarray`s, recorded."""

    def __init__(self, engine: NativeBackend) -> None:
        self.engine = engine

    def accumulate(self, total: ndarray, g: ndarray) -> Any:
        return total + g

    add_to = accumulate

    def restore(self, g: ndarray, target: Node | Leaf) -> Any:
        if g.shape != target.shape:
            g = _unbroadcast(self.engine.recorded_xp, g, target.shape)
        raw: Any = g._handle
        return g if raw.dtype == target.dtype else self.engine.ops["astype"](g, self.engine.numpy_dtype(target.dtype))


def _unbroadcast(xp: Any, g: Any, shape: tuple[int, ...]) -> Any:
    """`g` summed over the axes along which an operand of `shape` was repeated; a smaller one is repeated."""
    whole = g.shape
    lead = len(whole) - len(shape)
    if lead > 0 and whole[lead:] == shape:  # a bias
        return xp.sum(g, axis=0 if lead == 1 else tuple(range(lead)))
    if lead == 0 and shape[-1] == 1 and whole[:-1] == shape[:-1]:  # what rows were scaled or moved by
        return xp.sum(g, axis=len(shape) - 1, keepdims=True)
    if lead < 0 or any(n == 1 != m for n, m in zip(whole[lead:], shape, strict=True)):
        g = xp.broadcast_to(g, np.broadcast_shapes(whole, shape))
        whole, lead = g.shape, g.ndim - len(shape)
    axes = tuple(range(lead)) + tuple(i for i, n in enumerate(shape, lead) if n == 1 != whole[i])
    if axes:
        g = xp.sum(g, axis=axes, keepdims=True)
    return xp.reshape(g, shape) if lead else g


class _Setitem:
    name = "setitem"


_SETITEM: Any = _Setitem()
