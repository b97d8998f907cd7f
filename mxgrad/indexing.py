"""Keys of ``x[key]``, normalised once for all backends.

Every backend then sees the same small language: non-negative integers, slices with explicit bounds, None
(a new axis) and integer arrays. Ellipses, negative and out-of-range indices, lists, booleans and boolean
masks are gone, with the errors that they deserve.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Any

import numpy as _np

from mxgrad.base import MXNetIndexError, MXNetIndexTypeError, MXNetValueError

Shape = tuple[int, ...]


class Key:
    """A normalised key.

    index     tuple of int | slice | None | array (`ndarray`s of integers, or NumPy int64 arrays)
    advanced  has arrays, so the result is a copy in NumPy's advanced-indexing shape
    alias     the result is contiguous memory of its base, and shares it
    """

    __slots__ = ("advanced", "alias", "index")

    def __init__(self, index: tuple[Any, ...], advanced: bool, alias: bool) -> None:
        self.index = index
        self.advanced = advanced
        self.alias = alias


class NoAxes(Exception):
    """A boolean on an array of no axes: no index selects the same, but these positions along a new axis do."""

    def __init__(self, positions: _np.ndarray[Any, Any]) -> None:
        self.positions = positions


def normalize(key: Any, shape: Shape, to_host: Callable[[Any], _np.ndarray[Any, Any]], array: type) -> Key:
    """The key that means ``x[key]`` for an `x` of `shape`.

    Parameters
    ----------
    to_host
        Gives the values of a mask, an `ndarray`.
    array
        The class of such arrays.

    Raises
    ------
    MXNetIndexError
        An index is out of bounds, there are too many, or a mask does not fit.
    MXNetValueError
        Something that is not an index.
    """
    if type(key) is int and shape:
        size = shape[0]
        if not -size <= key < size:
            raise _out_of_bounds(key, 0, size)
        return Key((key % size,), False, True)
    parts = key if type(key) is tuple else (key,)
    if any(_is_truth(part, array) for part in parts):
        return _by_position(parts, shape, to_host, array)
    expanded, divided = _expand(parts, shape, to_host, array)
    index, advanced = _resolve(expanded, shape, to_host, array)
    if advanced:
        _check_together(index)
        if divided:
            return _by_position(parts, shape, to_host, array)
    return Key(index, advanced, not advanced and _contiguous(index, shape))


def _out_of_bounds(index: int, axis: int, size: int) -> MXNetIndexError:
    return MXNetIndexError(f"index {index} is out of bounds for axis {axis} with size {size}")


def _is_truth(part: Any, array: type) -> bool:
    """Whether `part` is one boolean, which is a mask without axes."""
    return isinstance(part, (bool, _np.bool_)) or (_is_mask(part, array) and part.ndim == 0)


def _by_position(
    parts: tuple[Any, ...], shape: Shape, to_host: Callable[[Any], _np.ndarray[Any, Any]], array: type
) -> Key:
    """The positions that NumPy finds for `parts`, as integer arrays: for keys too rare to have a path of their own."""
    host = tuple(_on_host(part, to_host, array) for part in parts)
    try:
        positions = _np.arange(math.prod(shape)).reshape(shape)[host]
    except IndexError as error:
        raise MXNetIndexError(str(error)) from None
    if not shape:
        raise NoAxes(positions)
    return Key(_np.unravel_index(positions, shape), True, False)


def _on_host(part: Any, to_host: Callable[[Any], _np.ndarray[Any, Any]], array: type) -> Any:
    if isinstance(part, (list, tuple, range)):
        return _listed(part, to_host, array)
    if isinstance(part, array):
        part = to_host(part)
    return part.astype(_np.int64) if isinstance(part, _np.ndarray) and part.dtype.kind == "f" else part


def _is_mask(part: Any, array: type) -> bool:
    return isinstance(part, (array, _np.ndarray)) and part.dtype == bool  # type: ignore[attr-defined]


def _expand(
    parts: tuple[Any, ...], shape: Shape, to_host: Callable[[Any], _np.ndarray[Any, Any]], array: type
) -> tuple[list[Any], bool]:
    """Lists and host scalars made arrays, the ellipsis (or the missing rest) made full slices. And whether there is an
    ellipsis in the middle that stands for nothing: to NumPy, it still divides what is before from what is behind it."""
    found: list[Any] = []
    axes = 0
    ellipsis = None
    for part in parts:
        if part is Ellipsis:
            if ellipsis is not None:
                raise MXNetIndexError("an index can only have a single ellipsis ('...')")
            ellipsis = len(found)
            continue
        if isinstance(part, (list, tuple, range)):
            part = _listed(part, to_host, array)
        elif isinstance(part, (bool, _np.bool_)):
            part = _np.asarray(part)
        if part is None:
            pass
        elif _is_mask(part, array):
            axes += part.ndim
        else:
            axes += 1
        found.append(part)
    if axes > len(shape):
        raise MXNetIndexError(f"too many indices ({axes}) for array with {len(shape)} dimensions")
    rest = [slice(None)] * (len(shape) - axes)
    divided = not rest and ellipsis is not None and 0 < ellipsis < len(found)
    if ellipsis is None:
        ellipsis = len(found)
    return found[:ellipsis] + rest + found[ellipsis:], divided


def _listed(part: Any, to_host: Callable[[Any], _np.ndarray[Any, Any]], array: type) -> _np.ndarray[Any, Any]:
    try:
        host = _np.asarray([to_host(item) if isinstance(item, array) else item for item in part])
    except ValueError:
        raise _not_an_index(part) from None  # lists of different lengths
    return host.astype(_np.int64) if host.size == 0 else host


def _resolve(
    parts: list[Any], shape: Shape, to_host: Callable[[Any], _np.ndarray[Any, Any]], array: type
) -> tuple[tuple[Any, ...], bool]:
    index: list[Any] = []
    advanced = False
    axis = 0
    for part in parts:
        if part is None:
            index.append(None)
            continue
        if isinstance(part, slice):
            index.append(_slice(part, shape[axis]))
            axis += 1
            continue
        if _is_mask(part, array):
            mask = part if isinstance(part, _np.ndarray) else to_host(part)
            advanced = True
            index.extend(_mask(mask, axis, shape))
            axis += mask.ndim
            continue
        size = shape[axis]
        if isinstance(part, (array, _np.ndarray)):
            kind = part.dtype.kind  # type: ignore[attr-defined]
            if kind not in "iuf":
                raise _not_an_index(part)
            advanced = True
            host = part if isinstance(part, _np.ndarray) else to_host(part)
            # float32 is MXNet's default dtype, so index arrays often are of it.
            values = host.astype(_np.int64) if host.dtype != _np.int64 else host
            if values.size:
                low, high = int(values.min()), int(values.max())
                if low < -size or high >= size:
                    raise _out_of_bounds(low if low < -size else high, axis, size)
                if low < 0:
                    values = _np.where(values < 0, values + size, values)
            index.append(values)
        else:
            try:
                number = operator.index(part)
            except TypeError:
                raise _not_an_index(part) from None
            if not -size <= number < size:
                raise _out_of_bounds(number, axis, size)
            index.append(number % size)
        axis += 1
    return tuple(index), advanced


def _check_together(index: tuple[Any, ...]) -> None:
    arrays = [part for part in index if isinstance(part, _np.ndarray)]
    if len(arrays) > 1 and any(part.shape != arrays[0].shape for part in arrays):
        try:
            _np.broadcast_shapes(*(part.shape for part in arrays))
        except ValueError:
            shown = " ".join(str(part.shape) for part in arrays)
            raise MXNetIndexError(
                f"shape mismatch: indexing arrays could not be broadcast together with shapes {shown}"
            ) from None


def _not_an_index(part: Any) -> MXNetIndexTypeError:
    return MXNetIndexTypeError(
        f"NDArray does not support slicing with key {part!r} of type {type(part)}. "
        "Use integers, slices, None, Ellipsis, or integer and boolean arrays."
    )


def _slice(part: slice, size: int) -> slice:
    try:
        start, stop, step = part.indices(size)
    except TypeError:
        raise _not_an_index(part) from None
    except ValueError as error:
        raise MXNetValueError(str(error)) from None
    length = len(range(start, stop, step))
    if length == 0:
        return slice(0, 0, 1)
    if step < 0:
        return slice(start, stop if stop >= 0 else None, step)
    return slice(start, stop, step)


def _mask(mask: _np.ndarray[Any, Any], axis: int, shape: Shape) -> list[Any]:
    for i, size in enumerate(mask.shape):
        if size != shape[axis + i]:
            raise MXNetIndexError(
                f"boolean index did not match indexed array along dimension {axis + i}; dimension is "
                f"{shape[axis + i]} but corresponding boolean dimension is {size}"
            )
    return list(mask.nonzero())


def last_writes(key: Key, shape: Shape) -> tuple[_np.ndarray[Any, Any], _np.ndarray[Any, Any], Shape] | None:
    """For a key that selects an element more than once, where the last value counts: the places in the flattened
    array, each once, the places of their values in what is written, flattened, and its shape. None for others."""
    arrays = [part for part in key.index if isinstance(part, _np.ndarray)]
    lengths = [n for part, n in zip((p for p in key.index if p is not None), shape, strict=False)
               if isinstance(part, _np.ndarray)]  # fmt: skip
    together = _np.broadcast_arrays(*arrays)
    if together[0].size < 2:
        return None
    selected = _np.ravel_multi_index(together, lengths).reshape(-1)
    if (selected[1:] > selected[:-1]).all() or _np.unique(selected).size == selected.size:
        return None
    places = _np.arange(math.prod(shape)).reshape(shape)[key.index]
    flat = places.reshape(-1)
    where, last = _np.unique(flat[::-1], return_index=True)
    return where, flat.size - 1 - last, places.shape


def _contiguous(index: tuple[Any, ...], shape: Shape) -> bool:
    """Whether a basic key selects one run of C-ordered memory."""
    axis = len(shape) - 1
    whole = True  # every axis to the right is taken whole
    for part in reversed(index):
        if part is None:
            continue
        size = shape[axis]
        axis -= 1
        if isinstance(part, int):
            taken, run = 1, True
        else:
            taken = len(range(*part.indices(size)))
            run = part.step == 1 or taken <= 1
        if taken == 0:
            return True
        if not run or (not whole and taken > 1):
            return False
        whole = whole and taken == size
    return True
