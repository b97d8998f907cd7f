"""The keywords of elementwise functions: ``where=``, ``dtype=``, ``casting=``, ``order=`` and ``subok=``.

MXNet accepts them and refuses every value but the default; here they do what they do in NumPy.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import numpy as _np

from mxgrad import _dispatch, dtypes, np
from mxgrad.array import ndarray
from mxgrad.base import MXNetOptionError, MXNetTypeError

_CHOICES: Final = {
    "casting": ("no", "equiv", "safe", "same_kind", "unsafe"),
    "order": ("K", "A", "C"),
    "subok": (True, False),
}


def call(
    name: str, function: Callable[..., Any], operands: Sequence[Any], out: Any, options: Mapping[str, Any]
) -> ndarray:
    """``function(*operands)``, as `options` say, into `out` unless that is None.

    >>> x = np.array([0.0, 1.0])
    >>> call("log", np.log, [x], None, {"where": x > 0})
    array([0., 0.])
    >>> call("add", np.add, [x, 1], None, {"dtype": "float64"})
    array([1., 2.], dtype=float64)
    """
    for key, value in options.items():
        if key in _CHOICES:
            if value not in _CHOICES[key]:
                raise MXNetOptionError(f"{name}: {key} is one of {', '.join(map(str, _CHOICES[key]))}, not {value!r}")
        elif key not in ("where", "dtype"):
            raise MXNetTypeError(f"{name}() got an unexpected keyword argument {key!r}")
    casting, dtype, mask = options.get("casting", "same_kind"), options.get("dtype"), options.get("where", True)
    backend = next((x._backend for x in (*operands, mask, out) if isinstance(x, ndarray)), None)
    operands = [_dispatch.lift(x, backend) if isinstance(x, _np.ndarray) else x for x in operands]
    if dtype is not None:
        operands = _cast(name, operands, dtypes.as_dtype(dtype), casting)
    result: ndarray = function(*operands) if mask is True else masked(name, function, operands, mask, out)
    if dtype is not None and result.dtype != dtypes.as_dtype(dtype):
        raise MXNetTypeError(f"{name} cannot compute in {dtypes.as_dtype(dtype)}: its result is {result.dtype}")
    return result if out is None else _dispatch.write(out, result, casting)


def _cast(name: str, operands: Sequence[Any], dtype: Any, casting: Any) -> list[Any]:
    if dtype == dtypes.bool_:  # of comparisons it is the result's; others refuse it by their result
        return list(operands)
    found = []
    for x in operands:
        if isinstance(x, ndarray):
            if not _np.can_cast(x.dtype, dtype, casting):
                raise MXNetTypeError(f"{name}: cannot cast an operand from {x.dtype} to {dtype} with {casting=}")
            x = x.astype(dtype, copy=False)
        found.append(x)
    return found if any(isinstance(x, ndarray) for x in found) else [_np.asarray(x, dtype)[()] for x in found]


def masked(name: str, function: Callable[..., Any], operands: Sequence[Any], mask: Any, out: Any) -> ndarray:
    """`function` where `mask` is true, and elsewhere what `out` has, or 0 without one.

    Computed on the chosen elements alone: the gradient of `log` at a 0 that is masked out is nobody's.
    """
    if isinstance(out, tuple):
        (out,) = out
    arrays = [x for x in (*operands, mask, out) if isinstance(x, ndarray)]
    backend = arrays[0]._backend if arrays else None
    chosen = _dispatch.lift(mask, backend)
    if chosen.dtype != bool:
        raise MXNetTypeError(f"{name}: where is an array of truth values, not of {chosen.dtype}")
    found = [x for x in operands if isinstance(x, ndarray)] or [_dispatch.lift(x, backend) for x in operands]
    *spread, chosen = np.broadcast_arrays(*found, chosen)
    sources = iter(array[chosen] for array in spread)
    whole = len(found) == len(operands)
    values = function(*(next(sources) if whole or isinstance(x, ndarray) else x for x in operands))
    if not isinstance(values, ndarray):
        raise MXNetTypeError(f"{name}: where= goes with functions of one result")
    # Each chosen place takes its value; the others take a 0 behind them.
    host = chosen.asnumpy()
    places = _np.where(host, _np.cumsum(host).reshape(host.shape) - 1, values.size)
    extended = np.concatenate([values, _np.zeros(1, dtype=values.dtype)])
    taken = np.take(extended, _dispatch.lift(places, backend))
    return taken if out is None else np.where(chosen, taken, out)


__all__ = ["call", "masked"]
