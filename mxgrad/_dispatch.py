"""From public functions to `ops`: what is common to all of them, off the hot path."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any, TypeVar

import numpy as _np

from mxgrad import _operands, dtypes
from mxgrad._registry import current_backend
from mxgrad._state import STATE
from mxgrad.array import ndarray
from mxgrad.base import MXNetError, MXNetTypeError, MXNetValueError
from mxgrad.catalogue import OPS

Axis = int | tuple[int, ...] | None
_Function = TypeVar("_Function", bound=Callable[..., Any])


def host_array(value: Any) -> _np.ndarray[Any, Any]:
    """Nested lists of numbers, `ndarray`s and NumPy arrays as one NumPy array.

    Raises
    ------
    MXNetError
        Arrays that are being recorded: they would leave the graph.
    """
    if STATE.recording and _holds_recorded(value):
        raise MXNetError("a list of arrays that are in a graph would lose their gradients: use np.stack")
    return host_index(value)


def _holds_recorded(value: Any) -> bool:
    if isinstance(value, ndarray):
        return value._node is not None
    return isinstance(value, (list, tuple)) and any(_holds_recorded(item) for item in value)


def host_index(value: Any) -> _np.ndarray[Any, Any]:
    """The same for indices and counts, through which no gradient flows."""
    if isinstance(value, ndarray):
        return value.asnumpy()
    try:
        if isinstance(value, (list, tuple)):
            return _np.array([_leaf(item) for item in value])
        return _np.asarray(value)
    except ValueError as error:
        raise MXNetTypeError(f"{error}") from None


def _leaf(value: Any) -> Any:
    if isinstance(value, ndarray):
        return value.asnumpy()
    return [_leaf(item) for item in value] if isinstance(value, (list, tuple)) else value


def lift(value: Any, backend: Any = None) -> ndarray:
    """`value` as an array: itself, or a host array or (nested list of) numbers on `backend` or the active one."""
    if isinstance(value, ndarray):
        return value
    host = host_array(value)
    if host.dtype.kind not in "biufc" and host.dtype.name != "bfloat16":
        raise unsupported(value)
    if not isinstance(value, (_np.ndarray, _np.generic)) and host.dtype.kind in "fc":
        host = host.astype(dtypes.default_float() if host.dtype.kind == "f" else dtypes.default_complex())
    backend = backend or current_backend()
    return ndarray(backend, backend.from_host(host, None))


def listed(value: Any) -> Any:
    """`value`, or the array that it is if it is a list: for elementwise functions that MXNet hands to NumPy."""
    return lift(value) if isinstance(value, (list, tuple)) else value


def beside(value: Any, x: ndarray) -> ndarray:
    """`value` as an array on the backend and the device of `x`."""
    if isinstance(value, ndarray):
        return value
    made = lift(value, x._backend)
    return made.as_in_ctx(x.ctx)


def unsupported(value: Any) -> MXNetTypeError:
    return MXNetTypeError(f"type {type(value)} not supported: operands are arrays, NumPy arrays and numbers")


def no_kwargs(name: str, kwargs: dict[str, Any]) -> None:
    """Refuse leftover keyword arguments, except those that ask for nothing."""
    for key, value in kwargs.items():
        harmless = {"where": True, "casting": "same_kind", "order": "K", "dtype": None, "subok": True}
        if key not in harmless:
            raise MXNetTypeError(f"{name}() got an unexpected keyword argument {key!r}")
        if value is not harmless[key] and value != harmless[key]:
            raise MXNetTypeError(f"{name}() does not support {key}={value!r}")


def unary(name: str, x: Any, out: ndarray | None = None, kwargs: dict[str, Any] | None = None) -> ndarray:
    """An elementwise operation of one operand; a Python number gives a NumPy number."""
    if kwargs:
        return with_options(lambda value: unary(name, value), (x,), out, kwargs, name)
    if not isinstance(x, ndarray):
        if dtypes.scalar_of(x) is not None:
            wide = OPS[name].dtype == "float" and not isinstance(x, complex)
            found = lift(_np.asarray(x, dtype="float64" if wide else None))
            result = found._backend.ops[name](found)
            return scalar(result) if out is None else write(out, result)
        if not isinstance(x, _np.ndarray):
            raise unsupported(x)
        x = lift(x)
    result = x._backend.ops[name](x)
    return result if out is None else write(out, result)


def direct(name: str, constant: float | None = None) -> Callable[[_Function], _Function]:
    """Decorator for a function of one or two arrays: a call with nothing but arrays goes to the operation at once.

    The function itself, which comes to the same, is for all other calls. A constant is the operation's second operand.
    """

    def decorate(function: Any) -> Any:
        if function.__code__.co_varnames[1] != "out":
            call: Any = _two(name, function)
        else:
            call = _one(name, function) if constant is None else _one_beside(name, constant, function)
        return wraps(function)(call)

    return decorate


def _one(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    def call(x: Any, out: ndarray | None = None, **kwargs: Any) -> Any:
        if type(x) is ndarray and out is None and not kwargs:
            return x._backend.ops[name](x)
        return function(x, out, **kwargs)

    return call


def _one_beside(name: str, constant: float, function: Callable[..., Any]) -> Callable[..., Any]:
    def call(x: Any, out: ndarray | None = None, **kwargs: Any) -> Any:
        if type(x) is ndarray and out is None and not kwargs:
            return x._backend.ops[name](x, constant)
        return function(x, out, **kwargs)

    return call


def _two(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    def call(x1: Any, x2: Any, out: ndarray | None = None, **kwargs: Any) -> Any:
        if type(x1) is ndarray and out is None and not kwargs:
            result = x1._backend.ops[name](x1, x2)
            if result is not NotImplemented:
                return result
        return function(x1, x2, out, **kwargs)

    return call


def scalar(x: ndarray) -> Any:
    """A 0-d array as a NumPy scalar: the result for Python numbers."""
    return x._backend.to_host(x)[()]


def binary(name: str, x1: Any, x2: Any, out: ndarray | None = None, kwargs: dict[str, Any] | None = None) -> ndarray:
    """An elementwise operation of two operands; two Python numbers give a NumPy number."""
    if kwargs:
        return with_options(lambda *values: binary(name, *values), (x1, x2), out, kwargs, name)
    if type(x1) is ndarray:
        backend = x1._backend
    elif type(x2) is ndarray:
        backend = x2._backend
    elif isinstance(x1, ndarray) or isinstance(x2, ndarray):
        backend = (x1 if isinstance(x1, ndarray) else x2)._backend
    else:
        numbers = dtypes.scalar_of(x1) is not None and dtypes.scalar_of(x2) is not None
        if isinstance(x1, (list, tuple)):
            raise unsupported(x1)
        first = lift(_np.asarray(x1) if numbers else x1)
        result = first._backend.ops[name](first, x2)
        if result is NotImplemented:
            raise unsupported(x2)
        return (scalar(result) if numbers else result) if out is None else write(out, result)
    result = backend.ops[name](x1, x2)
    if result is NotImplemented:
        raise unsupported(x2 if isinstance(x1, ndarray) else x1)
    return result if out is None else write(out, result)


def with_options(
    function: Callable[..., Any], operands: Sequence[Any], out: Any, kwargs: Mapping[str, Any], name: str | None = None
) -> ndarray:
    """``function(*operands)`` into `out`, with ``where=``, ``dtype=`` and their kin: see `mxgrad._options`."""
    from mxgrad import _options

    found: ndarray = _options.call(name or function.__name__, function, operands, out, kwargs)
    return found


def at_once(name: str) -> Callable[[_Function], _Function]:
    """Decorator for a function of one or two arrays and `out`: its two results come from one operation.

    The function itself, which comes to the same, is for all other calls, and for errors.
    """

    def decorate(function: Any) -> Any:
        return wraps(function)(
            (_results_of_two if function.__code__.co_varnames[1] != "out" else _results_of_one)(name, function)
        )

    return decorate


def _results_of_one(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    def call(x: Any, out: Any = None) -> Any:
        if type(x) is ndarray and out is None:
            try:
                results = x._backend.ops[name](x)
            except MXNetError:
                return function(x, out)
            if results is not NotImplemented:
                return results
        return function(x, out)

    return call


def _results_of_two(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    def call(x1: Any, x2: Any, out: Any = None) -> Any:
        if type(x1) is ndarray and out is None:
            try:
                results = x1._backend.ops[name](x1, x2)
            except MXNetError:
                return function(x1, x2, out)
            if results is not NotImplemented:
                return results
        return function(x1, x2, out)

    return call


def write_each(out: Any, results: Sequence[ndarray]) -> tuple[ndarray, ...]:
    """`write` for functions of several results, whose `out` is a tuple with an array or None for each."""
    if not isinstance(out, tuple) or len(out) != len(results):
        raise MXNetTypeError(f"out is a tuple of {len(results)}, one array or None for each result, not {out!r}")
    return tuple(result if o is None else write(o, result) for o, result in zip(out, results, strict=True))


def write(out: Any, result: ndarray, casting: Any = "same_kind") -> ndarray:
    """``out[...] = result`` for the `out=` argument: shape must match, dtype must not lose its kind."""
    if isinstance(out, tuple):
        (out,) = out
    if not isinstance(out, ndarray):
        raise MXNetTypeError(f"out must be an ndarray, not {type(out)}")
    if out.shape != result.shape:
        raise MXNetValueError(f"out has shape {out.shape}, the result {result.shape}")
    if not _np.can_cast(result.dtype, out.dtype, casting=casting):
        raise MXNetTypeError(f"out has dtype {out.dtype}, which cannot hold the result's {result.dtype}")
    out[...] = result
    return out


def argument(name: str, x: Any) -> ndarray:
    """The array argument `name` of a function that, in MXNet, takes arrays only."""
    if isinstance(x, ndarray):
        return x
    if isinstance(x, _np.ndarray):
        return lift(x)
    raise MXNetTypeError(f"Argument {name} must have NDArray type, but got {x!r}")


def integer(name: str, value: Any) -> int:
    """The argument `name`, which counts something: a Python integer, also given as an array of one."""
    try:
        return operator.index(value)
    except (TypeError, ValueError):
        raise MXNetTypeError(f"{name} is an integer, not {value!r}") from None


def axis_in(axis: Any, ndim: int) -> int:
    """`axis` made non-negative."""
    try:
        found = operator.index(axis)
    except TypeError:
        raise MXNetTypeError(f"an axis is an integer, not {axis!r}") from None
    if not -ndim <= found < ndim:
        raise MXNetValueError(f"axis {found} is out of bounds for array of dimension {ndim}")
    return found % ndim


def axes_in(axis: Any, ndim: int) -> tuple[int, ...] | None:
    """`axis` (int, sequence of int or None) as a tuple of non-negative axes without repeats; None stays."""
    if axis is None:
        return None
    axes = tuple(axis_in(a, ndim) for a in (axis if isinstance(axis, (tuple, list)) else (axis,)))
    if len(set(axes)) != len(axes):
        raise MXNetValueError(f"an axis is given twice in {axis!r}")
    return axes


def reduced_axes(axis: Any, ndim: int) -> tuple[int, ...] | None:
    """The same for a reduction: a 0-d array may be reduced over axis 0 or -1, as in MXNet and NumPy."""
    return axes_in(axis, ndim) if ndim or axis not in (0, -1) else None


def shape_in(shape: Any) -> tuple[int, ...]:
    """`shape` (int, sequence, or 0-d/1-d array) as a tuple of non-negative integers."""
    if isinstance(shape, ndarray):
        shape = shape.tolist()
    if isinstance(shape, (list, tuple, _np.ndarray)):
        found = tuple(_length(n) for n in shape)
    else:
        found = (_length(shape),)
    for length in found:
        if length < 0:
            raise MXNetValueError(f"negative dimensions are not allowed: {found}")
    return found


def _length(n: Any) -> int:
    try:
        return operator.index(n)
    except TypeError:
        if isinstance(n, float) and n.is_integer():
            return int(n)
        raise MXNetTypeError(f"a length is an integer, not {n!r}") from None


def sequence(name: str, arrays: Any) -> list[ndarray]:
    """A non-empty sequence of arrays, as in `concatenate`."""
    if isinstance(arrays, ndarray):
        arrays = list(arrays)
    if not isinstance(arrays, Sequence):
        raise MXNetTypeError(f"{name} takes a sequence of arrays, not {arrays!r}")
    if not arrays:
        raise MXNetValueError(f"{name} needs at least one array, got {arrays!r}")
    backend = next((array._backend for array in arrays if isinstance(array, ndarray)), None)
    return [lift(array, backend) for array in arrays]


def broadcast_shapes(*shapes: tuple[int, ...]) -> tuple[int, ...]:
    """The shape that arrays of `shapes` have together, in MXNet's words where they have none."""
    try:
        return _np.broadcast_shapes(*shapes)
    except ValueError:
        raise broadcast_error(*shapes) from None


def broadcast_error(*shapes: tuple[int, ...]) -> MXNetValueError:
    return _operands.broadcast_error(shapes)


def host_arange(n: int) -> _np.ndarray[Any, Any]:
    return _np.arange(n, dtype=_np.int64)
