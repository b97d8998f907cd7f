"""From the host's random streams to arrays: parameters, sizes and destinations, common to all distributions.

Everything is computed on the host, as MXNet does, and the array is made of the result: the same numbers on every
backend. Only where a gradient is to reach a parameter does the standard noise become an array beside it, and the
rest recorded arithmetic. Whatever can fail is looked at before the first number is drawn.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as _np

from mxgrad import _dispatch, _streams, dtypes
from mxgrad._state import STATE
from mxgrad.array import ndarray
from mxgrad.base import ASSIGN_IN_GRAPH, MXNetError, MXNetTypeError, MXNetValueError
from mxgrad.context import Context, as_context
from mxgrad.dtypes import DTypeLike
from mxgrad.np.creation import _new as new_array

Device = Context | str | None
Host = _np.ndarray[Any, Any]
Size = int | tuple[int, ...] | list[int] | None
Noise = Callable[[_streams.Stream, tuple[int, ...]], Host]


def place(ctx: Device, device: Device, *beside: Any) -> Context:
    """The device that an array is asked for on, or that of the first array among the parameters."""
    chosen = device if device is not None else ctx
    if chosen is None:
        for value in beside:
            if isinstance(value, ndarray):
                return value.ctx
    return as_context(chosen)


def stream(where: Context) -> _streams.Stream:
    """The random stream of a device."""
    return _streams.stream(where.device_type, where.device_id)


def numbers(name: str, value: Any) -> Host:
    """A parameter's values on the host, as float32; those of a float64 array stay float64, as in MXNet."""
    if isinstance(value, (float, int)):  # the common case, and the fast one
        return _np.asarray(value, _np.float32)
    host = _dispatch.host_index(value)
    if host.dtype.kind not in "biuf" and host.dtype.name != "bfloat16":
        raise MXNetTypeError(f"{name} must be a number or an array of numbers, not {value!r}")
    if isinstance(value, ndarray) and host.dtype == _np.float64:
        return host
    return host.astype(_np.float32)


def tracked(*values: Any) -> bool:
    """Whether gradients are to reach one of the values."""
    return STATE.recording and any(isinstance(value, ndarray) and value._node is not None for value in values)


def require(condition: Any, text: str, name: str, value: Any) -> None:
    """A ``ValueError`` that shows the values, unless ``condition`` holds everywhere."""
    if not condition if isinstance(condition, _np.bool_) else not _np.all(condition):
        shown = value.tolist() if isinstance(value, (ndarray, _np.ndarray)) else value
        raise MXNetValueError(f"{text}, got {name}={shown!r}")


def not_negative(name: str, value: Any) -> Host:
    """``value`` on the host, at least 0."""
    host = numbers(name, value)
    require(host >= 0, f"expect {name} >= 0", name, value)
    return host


def above_zero(name: str, value: Any) -> Host:
    """``value`` on the host, greater than 0."""
    host = numbers(name, value)
    require(host > 0, f"expect {name} > 0", name, value)
    return host


def no_size(size: Size) -> bool:
    """Whether the shape of a draw is left to its parameters."""
    return size is None or (isinstance(size, (tuple, list)) and not size)


def shape_of(size: Size, out: ndarray | None, *parameters: Any) -> tuple[int, ...]:
    """The shape of a draw: ``size``, else that of ``out``, else that which the parameters have together."""
    arrays = [p for p in parameters if not isinstance(p, (float, int))]
    shapes = [p.shape if isinstance(p, ndarray) else _np.shape(p) for p in arrays]
    if size is None and isinstance(out, ndarray):
        size = out.shape
    if no_size(size):
        return _dispatch.broadcast_shapes(*shapes)
    shape = _dispatch.shape_in(size)
    if shapes and _dispatch.broadcast_shapes(*filter(None, shapes), shape) != shape:
        raise _dispatch.broadcast_error(*filter(None, shapes), shape)
    return shape


def drawn_dtype(dtype: DTypeLike, out: ndarray | None, shape: tuple[int, ...]) -> _np.dtype[Any]:
    """The dtype of a draw: that of ``out``, where it can take one of ``shape``, or that asked for, or the default."""
    if out is None:
        return dtypes.default_float() if dtype is None else dtypes.as_dtype(dtype)
    if not isinstance(out, ndarray):
        raise MXNetTypeError(f"out must be an ndarray, not {type(out)}")
    if out.shape != shape:
        raise MXNetValueError(f"out has shape {out.shape}, the result {shape}")
    if STATE.recording and out._node is not None:
        raise MXNetError(ASSIGN_IN_GRAPH)
    return out.dtype


def finish(host: Host, where: Context, dtype: DTypeLike, out: ndarray | None, beside: ndarray | None = None) -> ndarray:
    """An array of ``host`` in the dtype asked for, on the backend of ``beside`` or the active one."""
    host = host.astype(drawn_dtype(dtype, out, host.shape), copy=False)
    if out is not None:
        beside, where = out, out.ctx
    if beside is not None:
        made = ndarray(beside._backend, beside._backend.from_host(host, where))
    else:
        made = new_array(host, where)
    return made if out is None else _dispatch.write(out, made)


def first_array(*values: Any) -> ndarray | None:
    """The first of the values that is an `ndarray`."""
    return next((value for value in values if isinstance(value, ndarray)), None)


def transformed(
    noise: Noise,
    host: Callable[..., Host],
    recorded: Callable[..., Any],
    parameters: tuple[Any, ...],
    size: Size,
    dtype: DTypeLike,
    where: Context,
    out: ndarray | None,
) -> ndarray:
    """``host(noise, *parameters)``, or ``recorded`` of the same where a gradient is to reach a parameter."""
    shape = shape_of(size, out, *parameters)
    wanted = drawn_dtype(dtype, out, shape)
    beside = first_array(*parameters)
    if beside is None or not tracked(*parameters):
        hosts = [numbers("a parameter", p) for p in parameters]
        eps = noise(stream(where), shape).astype(_np.result_type(*hosts, _np.float32), copy=False)
        with _np.errstate(all="ignore"):
            return finish(host(eps, *hosts), where, wanted, out, beside)
    rounded = [p if isinstance(p, ndarray) else numbers("a parameter", p) for p in parameters]
    exact = [float(p) if isinstance(p, _np.ndarray) and not p.ndim else p for p in rounded]
    common = _np.float64 if any(p.dtype == _np.float64 for p in rounded) else _np.float32
    eps = noise(stream(where), shape)
    result = recorded(finish(eps, where, common, None, beside), *exact).astype(wanted, copy=False)
    return result if out is None else _dispatch.write(out, result)


def affine(eps: Any, loc: Any, scale: Any) -> Any:
    """``loc + eps * scale``, in the order in which MXNet computes it."""
    return loc + eps * scale
