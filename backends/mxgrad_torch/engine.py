"""The backend `torch`: its own autograd does the work."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor
from torch.utils.dlpack import from_dlpack

from mxgrad._memory import keep_freed_memory
from mxgrad._operands import mixed, resolve
from mxgrad.array import ndarray
from mxgrad.base import MXNetError, MXNetTypeError
from mxgrad.context import Context, check_device, current_context
from mxgrad.spi import OPS, STATE, Backend
from mxgrad_torch import dtypes, graph, index, record
from mxgrad_torch import function as bridge
from mxgrad_torch.errors import INFERENCE, kernel_error
from mxgrad_torch.handles import NULL, constant, outside_inference, plain, tracking
from mxgrad_torch.kernels import kernels

if TYPE_CHECKING:
    from mxgrad.autograd import Function

_IN_PLACE: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    "add": Tensor.add_, "subtract": Tensor.sub_, "multiply": Tensor.mul_, "divide": Tensor.div_,
}  # fmt: skip

_NUMPY = dtypes.NUMPY


def _writable(x: ndarray) -> Tensor:
    target = plain(x)
    if target.is_inference() and not torch.is_inference_mode_enabled():
        raise MXNetError(INFERENCE)  # torch raises as well, but after it has written
    return target


class TorchBackend(Backend):
    """Arrays are `torch.Tensor`s in C order."""

    name = "torch"

    def __init__(self) -> None:
        keep_freed_memory()
        self._kernels, self._recorded = kernels()
        self._cpu = Context("cpu", 0)
        self.ops = {name: self._bind(name) for name in OPS}

    def _bind(self, name: str) -> Callable[..., Any]:
        op = OPS[name]
        bound = record.Bound(self, op, self._kernels[name], self._recorded[name])
        if name == "nonzero":
            return record.nonzero(bound)
        if len(op.results) > 1 and not op.differentiable:
            return record.pair(bound)
        if op.variadic or len(op.operands) > 2 or len(op.results) > 1 or len(op.static) > 3 or name == "correlate":
            return record.nary(bound)
        return record.unary(bound) if len(op.operands) == 1 else record.binary(bound)

    # -- data ---------------------------------------------------------------------------------------

    def _device(self, device: Context | None) -> str:
        device = device or current_context()
        if device.device_type != "gpu":
            return "cpu"
        check_device(device, self.name, self.num_gpus())
        return f"cuda:{device.device_id}"

    def from_host(self, host: np.ndarray[Any, Any], device: Context | None) -> Tensor:
        where = self._device(device)
        with outside_inference():
            found = dtypes.from_numpy(host)
            return found if where == "cpu" else found.to(where)

    def full(self, shape: tuple[int, ...], value: Any, dtype: np.dtype[Any], device: Context | None) -> Tensor:
        wanted, where = dtypes.torch_dtype(dtype), self._device(device)
        with outside_inference():
            if type(value) is int and value == 0:
                return torch.zeros(shape, dtype=wanted, device=where)
            return torch.full(shape, value, dtype=wanted, device=where)

    def to_host(self, x: ndarray) -> np.ndarray[Any, Any]:
        return dtypes.to_numpy(plain(x))

    def shape(self, x: ndarray) -> tuple[int, ...]:
        handle = x._handle
        return tuple((x._node if handle is None else handle).shape)

    def ndim(self, x: ndarray) -> int:
        handle = x._handle
        found: Tensor = x._node if handle is None else handle
        return found.ndim

    def dtype(self, x: ndarray) -> np.dtype[Any]:
        handle = x._handle
        dtype = (x._node if handle is None else handle).dtype
        try:
            return _NUMPY[dtype]
        except KeyError:
            return dtypes.numpy_dtype(dtype)  # says what is wrong

    def device(self, x: ndarray) -> Context:
        handle = plain(x)
        return Context("gpu", handle.device.index) if handle.is_cuda else self._cpu

    def to_device(self, x: ndarray, device: Context) -> ndarray:
        where = self._device(device)
        if plain(x).device == torch.device(where):
            return x
        if STATE.recording and type(x._node) is Tensor:
            with tracking():
                return ndarray(self, None, x._node.to(where))
        return ndarray(self, plain(x).to(where), NULL if STATE.recording and x._node is NULL else None)

    def native(self, x: ndarray) -> Tensor:
        return plain(x)

    def memory(self, x: ndarray) -> tuple[object, int]:
        found = plain(x)
        return found.device, found.data_ptr()

    def from_native(self, data: Any) -> Tensor | None:
        if not isinstance(data, Tensor) or data.layout is not torch.strided or data.dtype not in dtypes.NUMPY:
            return None
        t = data.detach()
        usable = t.is_contiguous() and not (t.is_conj() or t.is_neg()) and t.device.type in ("cpu", "cuda")
        return t if usable else None

    def from_dlpack(self, data: Any) -> Tensor:
        t = data.detach() if isinstance(data, Tensor) else from_dlpack(data)
        dtypes.numpy_dtype(t.dtype)
        return t.resolve_conj().resolve_neg().contiguous()

    def num_gpus(self) -> int:
        return torch.cuda.device_count()

    def gpu_memory_info(self, device_id: int) -> tuple[int, int]:
        return torch.cuda.mem_get_info(device_id)

    def cuda_compute_capability(self, device_id: int) -> int:
        major, minor = torch.cuda.get_device_capability(device_id)
        return 10 * major + minor

    def empty_cache(self, device_id: int) -> None:
        with torch.cuda.device(device_id):
            torch.cuda.empty_cache()

    def synchronize(self) -> None:
        if torch.cuda.is_initialized():  # type: ignore[no-untyped-call]
            torch.cuda.synchronize()

    def wait(self, x: ndarray) -> None:
        handle = plain(x)
        if handle.is_cuda:
            torch.cuda.current_stream(handle.device).synchronize()

    # -- writing in place ---------------------------------------------------------------------------

    def _operand(self, value: Any) -> Any:
        values = resolve(self, (value,))
        if values is None:
            raise MXNetTypeError(f"type {type(value)} not supported: assign an array or a number")
        return plain(values[0]) if isinstance(values[0], ndarray) else values[0]

    def setitem(self, x: ndarray, key: Any, value: Any) -> None:
        target = _writable(x)
        if type(value) is ndarray and value._backend is self:
            value = plain(value)
            if key is None and value.dtype is target.dtype and value.shape == target.shape:
                try:
                    target.copy_(value)
                    return
                except RuntimeError:
                    pass  # overlapping memory, or said properly below
        else:
            value = self._operand(value)
        try:
            if isinstance(value, Tensor):
                if value.is_complex() and not target.is_complex():
                    value = value.real  # torch warns that it drops the other part
                if value.untyped_storage().data_ptr() == target.untyped_storage().data_ptr():
                    value = value.clone()  # torch refuses overlapping memory
            if key is not None:
                index.setitem(target, key, value)
            elif isinstance(value, Tensor) and value.ndim <= target.ndim:
                target.copy_(value)
            else:
                target[...] = value  # also with leading axes of length 1
        except Exception as error:
            raise kernel_error("setitem", error, (target, value)) from error

    def inplace(self, name: str, x: ndarray, y: Any) -> None:
        target = _writable(x)
        if name in _IN_PLACE and target.is_floating_point():
            other: Any = None
            if type(y) is ndarray and y._backend is self:
                other = plain(y)
            elif type(y) is float or type(y) is int:
                other = constant(y, target.dtype)
            if other is not None and other.dtype is target.dtype:
                try:
                    _IN_PLACE[name](target, other)
                    return
                except RuntimeError:  # shapes, or overlapping memory: nothing is written yet
                    pass
        result = self.ops[name](self.detach(x), y)
        if result is NotImplemented:
            raise MXNetTypeError(f"type {type(y)} not supported: operands are arrays, NumPy arrays and numbers")
        own, found = self.dtype(x), self.dtype(result)
        if not np.can_cast(found, own, "same_kind"):
            raise MXNetTypeError(f"in-place {name} would cast {found} to {own}: use x = x.astype({str(found)!r}) first")
        h = plain(result)
        if h.shape != target.shape:
            raise kernel_error(name, RuntimeError("output with shape"), (target, h))
        try:
            target.copy_(h)
        except RuntimeError as error:
            raise kernel_error(name, error, (target, h)) from error

    def record_write(self, x: ndarray, value: ndarray) -> None:
        if value._backend is not self:
            raise mixed(self, value._backend)
        target = _writable(x)
        node = value._node
        if type(node) is not Tensor or not dtypes.is_inexact(target.dtype):
            self.setitem(x, None, value)
            x._node = NULL if node is NULL and dtypes.is_inexact(target.dtype) else None
            return
        if node.is_complex() and not target.is_complex():
            node = node.real
        try:
            with tracking():
                # Another alias of the same memory, which this write puts into the graph.
                x._node = target.detach().copy_(node)
        except Exception as error:
            raise kernel_error("setitem", error, (target, node)) from error

    # -- the graph ----------------------------------------------------------------------------------

    def attach(self, x: ndarray, buffer: ndarray | None, req: str) -> None:
        graph.attach(x, buffer, req)

    def buffer(self, x: ndarray) -> ndarray | None:
        return graph.buffer_of(x)

    def drop(self, x: ndarray) -> None:
        graph.detach(x)

    def detach(self, x: ndarray) -> ndarray:
        return ndarray(self, plain(x))

    def backward(self, heads: Sequence[ndarray], grads: Sequence[ndarray | None], retain_graph: bool) -> None:
        graph.backward(heads, grads, retain_graph)

    def grad(
        self,
        heads: Sequence[ndarray],
        grads: Sequence[ndarray | None],
        variables: Sequence[ndarray],
        retain_graph: bool,
        create_graph: bool,
    ) -> list[ndarray | None]:
        found = graph.gradients(heads, grads, variables, retain_graph, create_graph)
        return [None if g is None else ndarray(self, None, g) if g.requires_grad else ndarray(self, g) for g in found]

    def function(self, function: Function, inputs: Sequence[ndarray], outputs: Sequence[ndarray]) -> list[ndarray]:
        return bridge.record(self, function, inputs, outputs)
