"""MXNet's sparse arrays, which files may hold, as dense ones."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection
from typing import Any, Final

import numpy as np

from mxgrad._formats.source import possible

PARTS: Final = ("data", "indices", "indptr", "shape", "format")
"""What MXNet 2.0 keeps of a sparse array in an archive, each as `name/part`; `indptr` is that of "csr" only."""
_NEEDED: Final = ("data", "indices", "shape")
_FREE: Final = 1 << 24
_MAX_RATIO: Final = 1024
"""Bytes that a dense form may always take, and as a multiple of what the file has for it."""

Error = Callable[[str], Exception]


def candidates(names: Collection[str]) -> list[str]:
    """Names of what may be sparse arrays, by the names of their parts."""
    stems = [name.removesuffix("/format") for name in names if name.endswith("/format")]
    return [stem for stem in stems if all(f"{stem}/{part}" in names for part in _NEEDED)]


def dense(
    error: Error,
    what: str,
    shape: tuple[int, ...],
    data: np.ndarray[Any, Any],
    indices: np.ndarray[Any, Any],
    indptr: np.ndarray[Any, Any] | None = None,
) -> np.ndarray[Any, Any]:
    """The array of which `data` are the rows at `indices`; with `indptr`, the elements ("csr").

    Raises
    ------
    Exception
        That of `error`: the parts do not belong together, or nearly all of the array is zeros, and it is large.
    """

    def check(holds: bool) -> None:
        if not holds:
            raise error(f"the sparse array {what!r} is damaged: its parts do not fit together")

    ndim = len(shape)
    check(ndim > 0 and possible(shape, data.dtype.itemsize))
    check(indices.ndim == 1 and indices.dtype.kind in "iu")
    check(data.ndim == ndim if indptr is None else ndim == 2 and data.ndim == 1)
    check(len(data) == len(indices))
    size = math.prod(shape) * data.dtype.itemsize
    if size > max(_FREE, _MAX_RATIO * (data.nbytes + indices.nbytes + (0 if indptr is None else indptr.nbytes))):
        raise error(
            f"the sparse array {what!r} of shape {shape} would take {size} bytes, nearly all of them zeros; "
            "mxgrad has dense arrays only"
        )
    rows, width = shape[0], shape[-1]
    check(_within(indices, rows if indptr is None else width))
    if indptr is None:
        check(data.shape[1:] == shape[1:])
        found = np.zeros(shape, data.dtype)
        found[indices] = data
        return found
    check(indptr.dtype.kind in "iu" and indptr.shape == (rows + 1,))
    check(_within(indptr, len(data) + 1) and int(indptr[0]) == 0 and int(indptr[-1]) == len(data))
    steps = np.diff(indptr.astype("i8"))
    check(bool((steps >= 0).all()))
    found = np.zeros(shape, data.dtype)
    found[np.repeat(np.arange(rows), steps), indices] = data
    return found


def _within(indices: np.ndarray[Any, Any], bound: int) -> bool:
    return indices.size == 0 or (int(indices.min()) >= 0 and int(indices.max()) < bound)
