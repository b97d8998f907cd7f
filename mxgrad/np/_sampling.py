"""From the host's random streams to arrays: parameters, sizes and destinations, common to all distributions.

Where parameters are plain numbers everything is computed on the host, as MXNet does, and the array is made of
the result. Where one is an `ndarray`, the standard noise becomes an array beside it and the rest is ordinary
recorded arithmetic, so gradients reach the parameters.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as _np

from mxgrad import _dispatch, _streams, dtypes
from mxgrad.array import ndarray
from mxgrad.base import MXNetTypeError, MXNetValueError
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
    """A parameter's values as float32, for checks and for what is computed on the host."""
    if isinstance(value, (float, int)):  # the common case, and the fast one
        return _np.asarray(value, _np.float32)
    try:
        return _dispatch.host_index(value).astype(_np.float32)
    except (TypeError, ValueError):
        raise MXNetTypeError(f"{name} must be a number or an array of numbers, not {value!r}") from None


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


def shape_of(size: Size, out: ndarray | None, *parameters: Any) -> tuple[int, ...]:
    """The shape of a draw: ``size``, else that of ``out``, else that which the parameters have together."""
    arrays = [p for p in parameters if not isinstance(p, (float, int))]
    shapes = [p.shape if isinstance(p, ndarray) else _np.shape(p) for p in arrays]
    if size is None and out is not None:
        size = out.shape
    if size is None or size == ():
        return _dispatch.broadcast_shapes(*shapes)
    shape = _dispatch.shape_in(size)
    if shapes and _dispatch.broadcast_shapes(*filter(None, shapes), shape) != shape:
        raise _dispatch.broadcast_error(*filter(None, shapes), shape)
    return shape


def finish(host: Host, where: Context, dtype: DTypeLike, out: ndarray | None, beside: ndarray | None = None) -> ndarray:
    """An array of ``host`` in the dtype asked for, on the backend of ``beside`` or the active one."""
    wanted = out.dtype if out is not None else float_dtype(dtype)
    host = host.astype(wanted, copy=False)
    if beside is not None:
        made = ndarray(beside._backend, beside._backend.from_host(host, where))
    else:
        made = new_array(host, where)
    return made if out is None else _dispatch.write(out, made)


def float_dtype(dtype: DTypeLike) -> _np.dtype[Any]:
    """The dtype of a draw, float32 unless asked or set otherwise."""
    return dtypes.default_float() if dtype is None else dtypes.as_dtype(dtype)


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
    """``host(noise, *parameters)``, or ``recorded`` of the same where a parameter is an `ndarray`."""
    shape = shape_of(size, out, *parameters)
    beside = first_array(*parameters)
    eps = noise(stream(where), shape)
    if beside is None:
        with _np.errstate(all="ignore"):
            return finish(host(eps, *(numbers("a parameter", p) for p in parameters)), where, dtype, out)
    wanted = out.dtype if out is not None else float_dtype(dtype)
    result = recorded(finish(eps, where, eps.dtype, None, beside), *parameters).astype(wanted, copy=False)
    return result if out is None else _dispatch.write(out, result)


def affine(eps: Any, loc: Any, scale: Any) -> Any:
    """``loc + eps * scale``, in the order in which MXNet computes it."""
    return loc + eps * scale
