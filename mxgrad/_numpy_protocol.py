"""NumPy's functions on mxgrad's arrays: ``numpy.sin(x)``, ``numpy.concatenate([x, y])``, ``numpy_array * x``.

What `np` has under the name that NumPy uses runs there, recorded. Anything else is computed by NumPy on a copy,
and its results are arrays again; for arrays that are being recorded that is an error, since it would leave the
graph in silence.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as _np

from mxgrad import _dispatch, np
from mxgrad._state import STATE
from mxgrad.array import ndarray
from mxgrad.base import MXNetError, MXNetTypeError

_LINALG = "numpy.linalg"


def _find(function: Any) -> Callable[..., Any] | None:
    home = np.linalg if getattr(function, "__module__", "") == _LINALG else np
    # `__all__`, not getattr: the module refuses MXNet's other names with an error of its own.
    name = function.__name__
    return getattr(home, name) if name in home.__all__ else None


def array_ufunc(ufunc: Any, method: str, inputs: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """What ``ndarray.__array_ufunc__`` does."""
    out = kwargs.pop("out", None)
    if method == "at":
        raise _in_place(f"{ufunc.__name__}.at")
    found = _find(ufunc) if method == "__call__" else None
    if found is None:
        result = _fallback(getattr(ufunc, method), inputs, kwargs)
    else:
        result = found(*inputs, **kwargs)
    return result if out is None else _write(out[0], result)


def array_function(function: Any, args: Any, kwargs: dict[str, Any]) -> Any:
    """What ``ndarray.__array_function__`` does."""
    found = _find(function)
    if found is None:
        return _fallback(function, args, kwargs)
    kwargs = {key: value for key, value in kwargs.items() if value is not _np._NoValue}
    out = kwargs.pop("out", None)
    result = found(*args, **kwargs)
    return result if out is None else _write(out, result)


def _write(out: Any, result: Any) -> Any:
    if isinstance(out, ndarray):
        return _dispatch.write(out, result)
    if isinstance(out, _np.ndarray):
        _np.copyto(out, _host(result))
        return out
    raise MXNetTypeError(f"out must be an array, not {type(out)}")


def _fallback(function: Callable[..., Any], args: Any, kwargs: dict[str, Any]) -> Any:
    arrays: list[ndarray] = []
    _collect((args, kwargs), arrays)
    if STATE.recording and any(x._node is not None for x in arrays):
        raise MXNetError(
            f"numpy.{getattr(function, '__name__', function)} has no counterpart in mxgrad.np, so its result would "
            "leave the graph while recording: use detach(), or autograd.pause()"
        )
    try:
        result = function(*_host(args), **_host(kwargs))
    except ValueError as error:
        if "read-only" not in str(error):
            raise
        raise _in_place(getattr(function, "__name__", function)) from None
    return _lifted(result, arrays[0]._backend)


def _in_place(name: Any) -> MXNetTypeError:
    return MXNetTypeError(
        f"numpy.{name} writes into its argument, and NumPy cannot write into an mxgrad array: use x[...] = value"
    )


def _collect(value: Any, found: list[ndarray]) -> None:
    if isinstance(value, ndarray):
        found.append(value)
    elif isinstance(value, list | tuple):
        for item in value:
            _collect(item, found)
    elif isinstance(value, dict):
        for item in value.values():
            _collect(item, found)


def _host(value: Any) -> Any:
    if isinstance(value, ndarray):
        host = value.asnumpy()
        host.flags.writeable = False  # a function that writes would write into a copy, unnoticed
        return host
    if type(value) in (list, tuple):
        return type(value)(_host(item) for item in value)
    if type(value) is dict:
        return {key: _host(item) for key, item in value.items()}
    return value


def _lifted(value: Any, backend: Any) -> Any:
    if isinstance(value, _np.ndarray) and value.dtype.kind in "biufc":
        return _dispatch.lift(value, backend)
    if isinstance(value, list | tuple):
        items = [_lifted(item, backend) for item in value]
        return items if isinstance(value, list) else tuple(items)
    return value
