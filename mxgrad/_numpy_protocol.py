"""NumPy's functions on mxgrad's arrays: ``numpy.sin(x)``, ``numpy.concatenate([x, y])``, ``numpy_array * x``.

What `np` has under the name that NumPy uses runs there, recorded. Anything else is computed by NumPy on a copy,
and its results are arrays again; for arrays that are being recorded that is an error, since it would leave the
graph in silence.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as _np

from mxgrad import _dispatch, _numpy_beyond, _ufunc_methods, np
from mxgrad._host import fallback, in_place, is_recorded, left_graph, to_host
from mxgrad._numpy_signatures import Translation, Untranslatable
from mxgrad._registry import current_backend, use_backend
from mxgrad.array import ndarray
from mxgrad.base import MXNetError, MXNetTypeError

_HOMES: dict[str, Any] = {"numpy": np, "numpy.linalg": np.linalg}


@cache
def counterpart(function: Callable[..., Any]) -> Callable[..., Any] | None:
    """Our function for `function` of NumPy; None if there is none."""
    name, module = function.__name__, getattr(function, "__module__", None) or "numpy"
    home = _HOMES.get(module)
    found: Callable[..., Any] | None = _numpy_beyond.INSTEAD.get((module, name))
    # `__all__`, not getattr: the module refuses MXNet's other names with an error of its own.
    if found is None and home is not None and name in home.__all__:
        found = getattr(home, name)
    return found or _numpy_beyond.FUNCTIONS.get((module, name))


@cache
def _translated(function: Callable[..., Any]) -> Translation | None:
    ours = counterpart(function)
    return None if ours is None else Translation(function, ours)


def array_function(
    x: ndarray, function: Callable[..., Any], types: Sequence[type], args: Any, kwargs: dict[str, Any]
) -> Any:
    """What ``ndarray.__array_function__`` does."""
    if not all(issubclass(kind, ndarray | _np.ndarray) for kind in types):
        return NotImplemented
    out = kwargs.pop("out", None) if "out" in kwargs else None
    result = _computed(x, function, args, kwargs)
    return result if out is None else _write(function.__name__, out, result)


def _computed(x: ndarray, function: Callable[..., Any], args: Any, kwargs: dict[str, Any]) -> Any:
    translation = _translated(function)
    if translation is None:
        return fallback(function, args, kwargs, x._backend)
    try:
        if x._backend is current_backend():
            return translation(args, kwargs)
        with use_backend(x._backend):  # what it makes, such as numpy.zeros(2, like=x), lives where `x` does
            return translation(args, kwargs)
    except Untranslatable as error:
        return fallback(function, args, kwargs, x._backend, f"with {error}=")
    except MXNetError as error:
        return _second_opinion(error, function, args, kwargs, x._backend)


def _second_opinion(error: MXNetError, function: Callable[..., Any], args: Any, kwargs: Any, backend: Any) -> Any:
    """What we refuse may be something that NumPy computes: lists in the place of arrays, objects, None."""
    if is_recorded(args, kwargs):
        raise error
    try:
        return fallback(function, args, kwargs, backend)
    except Exception:
        raise error from None


def array_ufunc(x: ndarray, ufunc: _np.ufunc, method: str, inputs: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """What ``ndarray.__array_ufunc__`` does."""
    out = kwargs.pop("out", None)
    if any(_has_own_way(value) for value in (*inputs, *(out or ()))):
        return NotImplemented
    if method == "at":
        raise in_place(f"numpy.{ufunc.__name__}.at")
    ours = counterpart(ufunc)
    result: Any
    if ours is None:
        result = fallback(getattr(ufunc, method), inputs, kwargs, x._backend)
    elif method == "__call__":
        result = _called(x, ufunc, ours, inputs, kwargs, out)
    else:
        result = _ufunc_methods.call(x, ufunc, ours, method, inputs, kwargs)
    if out is None:
        return result
    if len(out) == 1:
        return _write(ufunc.__name__, out[0], result)
    pairs = zip(out, result, strict=True)
    return tuple(part if o is None else _write(ufunc.__name__, o, part) for o, part in pairs)


def _has_own_way(value: Any) -> bool:
    """Whether an operand is of a third kind, such as a data frame, that knows what to do with arrays."""
    theirs = getattr(type(value), "__array_ufunc__", None)
    return theirs not in (None, ndarray.__array_ufunc__, _np.ndarray.__array_ufunc__)


def _called(
    x: ndarray, ufunc: _np.ufunc, ours: Callable[..., Any], inputs: Sequence[Any], kwargs: dict[str, Any], out: Any
) -> Any:
    where, dtype = kwargs.pop("where", True), kwargs.pop("dtype", None)
    for name in ("casting", "order", "subok"):
        kwargs.pop(name, None)
    operands = [_dispatch.lift(v, x._backend) if isinstance(v, (list, tuple)) else v for v in inputs]
    if kwargs:  # signature, axes
        return fallback(ufunc, operands, kwargs, x._backend, f"with {next(iter(kwargs))}=")
    if dtype is not None:
        operands = [v.astype(dtype) if isinstance(v, ndarray) else v for v in operands]
    try:
        with use_backend(x._backend):  # for what our function makes beside
            return ours(*operands) if where is True else _ufunc_methods.where(ours, operands, where, out)
    except MXNetError as error:
        return _second_opinion(error, ufunc, operands, {}, x._backend)


def _write(name: str, out: Any, result: Any) -> Any:
    if isinstance(out, ndarray):
        return _dispatch.write(out, result)
    if isinstance(out, _np.ndarray):
        if is_recorded(result):
            raise left_graph(f"numpy.{name} with a NumPy array as out")
        _np.copyto(out, to_host(result), casting="same_kind")
        return out
    raise MXNetTypeError(f"out must be an array, not {type(out)}")


__all__ = ["array_function", "array_ufunc", "counterpart"]
