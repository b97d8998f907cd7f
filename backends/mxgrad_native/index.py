"""Indexing and sorting: gradient rules and kernels."""

from __future__ import annotations

from typing import Any

import numpy as np

from mxgrad_native.kernels import generic, numpy
from mxgrad_native.rules import vjp

vjp("getitem", x=lambda xp, g, x_shape, key: xp.index_add(g, x_shape, key))
vjp("index_add", x=lambda xp, g, key: xp.getitem(g, key))


@numpy("getitem")
def _getitem(x: Any, key: Any) -> Any:
    if key.alias:
        return x[(*key.index, ...)]  # without the ellipsis one element would be a copy
    found = x[key.index]
    return np.asarray(found, order="C") if key.advanced else np.array(found, order="C")


@numpy("index_add")
def _index_add(x: Any, shape: tuple[int, ...], key: Any) -> Any:
    """Zeros of `shape`, with `x` added at `key`, as often as an index occurs."""
    found = np.zeros(shape, x.dtype)
    if key.advanced:
        np.add.at(found, key.index, x)
    else:
        found[key.index] = x
    return found


numpy("argsort")(lambda x, axis: np.argsort(x, axis=axis, kind="stable"))
numpy("nonzero")(lambda x: np.nonzero(np.atleast_1d(x)))


# The standard has neither integer-array indexing of several axes nor scatter: through NumPy on the host.
def _on_host(name: str) -> None:
    from mxgrad_native.kernels import NUMPY

    @generic(name)
    def kernel(xp: Any, x: Any, *static: Any) -> Any:
        return xp.asarray(np.asarray(NUMPY[name](np.from_dlpack(x), *static), order="C"))


_on_host("index_add")


@generic("getitem")
def _generic_getitem(xp: Any, x: Any, key: Any) -> Any:
    if key.advanced:
        return xp.asarray(_getitem(np.from_dlpack(x), key))
    found = x[(*key.index, ...)]
    return found if key.alias else xp.asarray(found, copy=True)


@generic("argsort")
def _argsort(xp: Any, x: Any, axis: int) -> Any:
    return xp.astype(xp.argsort(x, axis=axis, stable=True), xp.int64)


@generic("nonzero")
def _nonzero(xp: Any, x: Any) -> Any:
    return xp.nonzero(x if x.ndim else xp.reshape(x, (1,)))
