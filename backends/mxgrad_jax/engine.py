"""The backend: data in cells, operations through compiled kernels, gradients on `mxgrad.tape`."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from mxgrad.array import ndarray
from mxgrad.base import MXNetTypeError
from mxgrad.context import Context, check_device, current_context
from mxgrad.spi import OPS, SHORTCUTS, STATE
from mxgrad.tape import Leaf, Node, Operation
from mxgrad.tape_backend import NULL, TapeBackend
from mxgrad_jax import index, record
from mxgrad_jax.cell import PENDING, Cell, cell_of, read
from mxgrad_jax.errors import kernel_error
from mxgrad_jax.program import Staged, Stager
from mxgrad_jax.spec import Spec
from mxgrad_jax.staging import Runs
from mxgrad_jax.wide import WIDE, call

_SCALARS = 1024  # how many numbers are kept as arrays


class JaxBackend(TapeBackend):
    """Arrays are cells over `jax.Array`s, or those alone (see `cell_of`)."""

    name = "jax"

    def __init__(self, staging: bool | None = None) -> None:
        self._cpu = Context("cpu", 0)
        self._gpus = _gpus()
        # Where there are GPUs, JAX would put new data there; MXNet's default is the CPU.
        self._default = jax.devices("cpu")[0] if self._gpus else None
        self._scalars: dict[tuple[float, Any], Any] = {}
        self._identity = jax.jit(lambda x: x)
        self._settings: dict[Any, Callable[..., Any]] = {}
        self.raw_engine = _Raw()
        self.recorded_engine = _Recorded(self)
        if staging is None:
            staging = os.environ.get("MXGRAD_JAX_STAGING", "1") != "0"
        self.stager = Stager(self, record.detached(self)) if staging else None
        self.runs = Runs(self) if staging else None
        rows = {**OPS, **SHORTCUTS}
        self.array_type = type(jax.device_put(np.float32(0)))
        self.ops = {name: record.bind(self, op) if name != "nonzero" else self._nonzero for name, op in rows.items()}

    def _nonzero(self, x: ndarray) -> Any:
        found = np.nonzero(np.atleast_1d(self.to_host(x)))
        return tuple(ndarray(self, self.from_host(indices, self.device(x))) for indices in found)

    def scalar(self, value: Any, dtype: Any) -> Any:
        """A Python number as a 0-d operand. Converting costs 2 µs, and most numbers come again."""
        if value == 0 or self._gpus:  # 0.0 == -0.0; and an array is on one device
            return np.asarray(value, dtype)
        key = (value, dtype)
        found = self._scalars.get(key)
        if found is None:
            if len(self._scalars) >= _SCALARS:
                self._scalars.clear()
            found = self._scalars[key] = call(self._identity, dtype in WIDE, np.asarray(value, dtype))
        return found

    # -- data ---------------------------------------------------------------------------------------

    def raw(self, x: ndarray) -> Any:
        return read(x)

    def wrap(self, raw: Any) -> ndarray:
        return record.fresh(self, raw)

    def numpy_dtype(self, dtype: Any) -> np.dtype[Any]:
        return dtype  # type: ignore[no-any-return]

    def _put(self, host: np.ndarray[Any, Any], device: Context | None) -> Any:
        """A JAX array over the memory of `host`, which nobody else may write."""
        if device is None and self._gpus:
            device = current_context()
        target = None if device is None else self._device(device)
        if target is not None:
            return call(partial(jax.device_put, device=target), host.dtype in WIDE, host)
        return call(self._identity, host.dtype in WIDE, host)

    def _device(self, device: Context) -> Any:
        check_device(device, self.name, len(self._gpus))
        if device.device_type == "gpu":
            return self._gpus[device.device_id]
        return self._default

    def from_host(self, host: np.ndarray[Any, Any], device: Context | None) -> Any:
        return self._put(np.array(host, order="C"), device)

    def full(self, shape: tuple[int, ...], value: Any, dtype: np.dtype[Any], device: Context | None) -> Any:
        host = np.zeros(shape, dtype) if type(value) is int and value == 0 else np.full(shape, value, dtype)
        return self._put(host, device)

    def to_host(self, x: ndarray) -> np.ndarray[Any, Any]:
        return np.asarray(read(x))

    # Of a bare array `aval` is asked, which is data where `shape` and `dtype` are properties.
    def shape(self, x: ndarray) -> tuple[int, ...]:
        held = x._handle
        return (held.aval if type(held) is self.array_type else _like(held)).shape  # type: ignore[no-any-return]

    def ndim(self, x: ndarray) -> int:
        held = x._handle
        return len((held.aval if type(held) is self.array_type else _like(held)).shape)

    def dtype(self, x: ndarray) -> np.dtype[Any]:
        held = x._handle
        return (held.aval if type(held) is self.array_type else _like(held)).dtype  # type: ignore[no-any-return]

    def device(self, x: ndarray) -> Context:
        if not self._gpus:
            return self._cpu
        (device,) = read(x).devices()
        return Context("gpu", self._gpus.index(device)) if device in self._gpus else self._cpu

    def to_device(self, x: ndarray, device: Context) -> ndarray:
        target, source = self._device(device), self.device(x)
        if source == device or target is None:
            return x
        raw = read(x)
        out = self.wrap(call(partial(jax.device_put, device=target), raw.dtype in WIDE, raw))
        node = self.node(x)
        if node is not None and STATE.recording:
            out._node = node if node is NULL else Node(_Move(self, source), (node,), (), None, raw.shape, raw.dtype)
        return out

    def ones(self, x: ndarray) -> ndarray:
        return ndarray(self, self.full(self.shape(x), 1, self.dtype(x), self.device(x)))

    def is_finite(self, x: Any) -> bool:
        """Whether all elements of (several) arrays are finite."""
        parts = x if isinstance(x, tuple) else (x,)
        return all(np.isfinite(self.to_host(x) if isinstance(x, ndarray) else x).all() for x in parts)

    def native(self, x: ndarray) -> Any:
        return read(x)

    def memory(self, x: ndarray) -> tuple[object, int]:
        cell = cell_of(x)
        root = cell.root
        return (cell, 0) if root is None or root is PENDING else (root, cell.offset * cell.dtype.itemsize)

    def from_native(self, data: Any) -> Any | None:
        return data if isinstance(data, jax.Array) else None

    def from_dlpack(self, data: Any) -> Any:
        return call(jnp.from_dlpack, True, data)

    def num_gpus(self) -> int:
        return len(self._gpus)

    def synchronize(self) -> None:
        # JAX has no list of what is underway. What is put last on a device is done last.
        for device in jax.local_devices():
            jax.device_put(0.0, device).block_until_ready()

    def wait(self, x: ndarray) -> None:
        read(x).block_until_ready()

    # -- writing in place ---------------------------------------------------------------------------

    def setitem(self, x: ndarray, key: Any, value: Any) -> None:
        found = value if type(value) is ndarray and value._backend is self else self.operand(value)
        cell = cell_of(x)
        if isinstance(found, ndarray):
            new = read(found)
            own = cell if cell.value is None else cell.value.aval
            if key is None and new.aval.shape == own.shape and new.aval.dtype == own.dtype:
                cell.write(new)
                return
        else:
            new = _number(found, cell.dtype)
        shape, dtype = cell.shape, cell.dtype
        structure: Any = None
        numbers: tuple[Any, ...] = ()
        if key is not None:
            structure, numbers = index.split_write(key, shape, new.size)
        setting = self._settings.get(structure)
        if setting is None:
            kernel = _fill if structure is None else partial(index.setitem, structure=structure)
            setting = self._settings[structure] = jax.jit(kernel)
        try:
            value = call(setting, dtype in WIDE or new.dtype in WIDE, cell.read(), new, *numbers)
        except Exception as error:
            raise kernel_error(_SETITEM, error, (cell.read(), new), ()) from error
        cell.write(value)

    def inplace(self, name: str, x: ndarray, y: Any) -> None:
        result = self.ops[name](x.detach(), y)
        if result is NotImplemented:
            raise MXNetTypeError(f"type {type(y)} not supported: operands are arrays, NumPy arrays and numbers")
        own, other = cell_of(x), cell_of(result)
        if not np.can_cast(other.dtype, own.dtype, "same_kind"):
            raise MXNetTypeError(
                f"in-place {name} would cast {other.dtype} to {own.dtype}: use x = x.astype({str(other.dtype)!r}) first"
            )
        if other.shape != own.shape:
            raise kernel_error(OPS[name], ValueError("could not broadcast"), (own, other), ())
        own.write(self._as(other.read(), own.dtype))

    def _as(self, raw: Any, dtype: Any) -> Any:
        return raw if raw.dtype == dtype else read(self.ops["astype"](self.wrap(raw), dtype))

    def record_write(self, x: ndarray, value: ndarray) -> None:
        own = cell_of(x)
        if self.shape(value) != own.shape:
            value = self.ops["broadcast_to"](value, own.shape)
        value = self.ops["astype"](value, own.dtype)
        own.write(read(value))
        x._node = value._node

    # -- the graph ----------------------------------------------------------------------------------

    def attach(self, x: ndarray, buffer: ndarray | None, req: str) -> None:
        x._node = NULL if req == "null" else Leaf(self.shape(x), self.dtype(x), buffer, req)

    def node(self, x: ndarray) -> Any:
        return self.place(x._node)

    def place(self, node: Any) -> Any:
        """A place in the graph as the tape knows it."""
        return node.node if type(node) is Staged else node

    def detach(self, x: ndarray) -> ndarray:
        return ndarray(self, cell_of(x))

    def guard(self, x: ndarray) -> tuple[list[int], int]:
        return record.guard(cell_of(x))

    def deliver(self, buffer: ndarray, g: Any, req: str) -> None:
        cell = cell_of(buffer)
        cell.write(g if req == "write" else self.raw_engine.accumulate(cell.read(), g))

    def backward(self, heads: Sequence[ndarray], grads: Sequence[ndarray | None], retain_graph: bool) -> None:
        found = self.runs.gradients(heads, grads, retain_graph) if self.runs is not None else None
        if found is None:
            super().backward(heads, grads, retain_graph)
            return
        for leaf, g in found.items():
            self.deliver(leaf.buffer, g, leaf.req)

    def grad(
        self,
        heads: Sequence[ndarray],
        grads: Sequence[ndarray | None],
        variables: Sequence[ndarray],
        retain_graph: bool,
        create_graph: bool,
    ) -> list[ndarray | None]:
        if self.runs is not None and not create_graph and all(type(x._node) is Leaf for x in variables):
            found = self.runs.gradients(heads, grads, retain_graph)
            if found is not None:
                return [self.wrap(found[x._node]) if x._node in found else None for x in variables]
        return super().grad(heads, grads, variables, retain_graph, create_graph)

    def apply_pure(self, spec: Spec, operands: Sequence[Any], nodes: Sequence[Any], is_wide: bool = False) -> ndarray:
        """Compute and record `spec` on raw operands and `ndarray`s, which are at `nodes` in the graph.

        With `is_wide` it computes with 64-bit types, whatever the operands have."""
        raws = [read(x) if isinstance(x, ndarray) else x for x in operands]
        h = call(spec.jitted, is_wide or any(raw.dtype in WIDE for raw in raws), *raws)
        out = self.wrap(h)
        if STATE.recording:
            parents = tuple(None if node is NULL else node for node in nodes)
            if any(parent is not None for parent in parents):
                out._node = Node(spec, parents, tuple(raws), None, h.shape, h.dtype)
        return out


def _like(held: Any) -> Any:
    """What has the shape and the dtype of a cell or of a tracer of JAX."""
    if not isinstance(held, Cell):
        return held
    return held if held.value is None else held.value.aval


class _Move(Operation):
    """The operation of a node whose result is on another device than its operand, which is on `source`."""

    name = "to_device"

    def __init__(self, engine: JaxBackend, source: Context) -> None:
        self.engine = engine
        self.source = source

    def vjp(self, node: Node, g: Any) -> list[Any]:
        return [read(self.engine.to_device(self.engine.wrap(g), self.source))]

    def vjp_recorded(self, node: Node, g: Any) -> list[Any]:
        return [self.engine.to_device(g, self.source)]


class _Raw:
    """How the tape adds and restores gradients on JAX arrays."""

    def __init__(self, staging: bool | None = None) -> None:
        self._add = jax.jit(lax.add)
        self._cast = jax.jit(lambda g, dtype: g.astype(dtype), static_argnums=1)

    def accumulate(self, total: Any, g: Any) -> Any:
        return call(self._add, total.dtype in WIDE, total, g)

    add_to = accumulate

    def restore(self, g: Any, target: Node | Leaf) -> Any:
        # Shapes are right, since the vjp of a kernel that broadcasts sums; a user's `Function` may give another.
        if g.shape != target.shape:
            g = call(_unbroadcast, g.dtype in WIDE, g, target.shape)
        if g.dtype != target.dtype:
            g = call(self._cast, g.dtype in WIDE or target.dtype in WIDE, g, target.dtype)
        return g


@partial(jax.jit, static_argnums=1)
def _unbroadcast(g: Any, shape: tuple[int, ...]) -> Any:
    """`g` summed over the axes along which an operand of `shape` was repeated; a smaller one is repeated."""
    g = jnp.broadcast_to(g, np.broadcast_shapes(g.shape, shape))
    lead = g.ndim - len(shape)
    axes = tuple(range(lead)) + tuple(i + lead for i, n in enumerate(shape) if n == 1 != g.shape[i + lead])
    return jnp.sum(g, axis=axes, dtype=g.dtype).reshape(shape)


class _Recorded:
    """The same on `ndarray`s, recorded."""

    def __init__(self, engine: JaxBackend) -> None:
        self.engine = engine
        self.add = Spec(engine, "add", lax.add)

    def accumulate(self, total: ndarray, g: ndarray) -> Any:
        engine = self.engine
        return engine.apply_pure(self.add, [total, g], [engine.node(total), engine.node(g)])

    add_to = accumulate

    def restore(self, g: ndarray, target: Node | Leaf) -> Any:
        engine = self.engine
        if g.shape != target.shape:
            spec = Spec(engine, "sum", partial(_unbroadcast, shape=target.shape))
            g = engine.apply_pure(spec, [g], [engine.node(g)])
        return g if g.dtype == target.dtype else engine.ops["astype"](g, target.dtype)


@jax.jit
def _fill(x: Any, value: Any) -> Any:
    value = value.real if jnp.iscomplexobj(value) and not jnp.iscomplexobj(x) else value
    return jnp.broadcast_to(value.astype(x.dtype), x.shape)


def _number(value: Any, dtype: np.dtype[Any]) -> np.ndarray[Any, Any]:
    """A Python number for an array of `dtype`: cut to it as NumPy does."""
    found = np.asarray(value)
    return found if found.dtype.kind == "c" else found.astype(dtype)


def _gpus() -> list[Any]:
    try:
        return list(jax.devices("gpu"))
    except RuntimeError:
        return []


class _Setitem:
    name = "setitem"


_SETITEM: Any = _Setitem()
