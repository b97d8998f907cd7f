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
from mxgrad._host import fallback, in_place, to_host
from mxgrad.array import ndarray
from mxgrad.base import MXNetTypeError

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
        raise in_place(f"{ufunc.__name__}.at")
    found = _find(ufunc) if method == "__call__" else None
    if found is None:
        result = fallback(getattr(ufunc, method), inputs, kwargs)
    else:
        result = found(*inputs, **kwargs)
    return result if out is None else _write(out[0], result)


def array_function(function: Any, args: Any, kwargs: dict[str, Any]) -> Any:
    """What ``ndarray.__array_function__`` does."""
    found = _find(function)
    if found is None:
        return fallback(function, args, kwargs)
    kwargs = {key: value for key, value in kwargs.items() if value is not _np._NoValue}
    out = kwargs.pop("out", None)
    result = found(*args, **kwargs)
    return result if out is None else _write(out, result)


def _write(out: Any, result: Any) -> Any:
    if isinstance(out, ndarray):
        return _dispatch.write(out, result)
    if isinstance(out, _np.ndarray):
        _np.copyto(out, to_host(result))
        return out
    raise MXNetTypeError(f"out must be an array, not {type(out)}")
