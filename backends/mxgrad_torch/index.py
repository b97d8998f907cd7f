"""Indexing and sorting.

torch differs from NumPy in three ways that this file mends: it has no negative steps, it takes an integer beside
index arrays as a basic index (which moves axes), and its basic indices are always views.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch
from torch import Tensor

from mxgrad.indexing import Key, last_writes
from mxgrad_torch.kernels import kernel

Index = tuple[Any, ...]


def _backwards(index: Index) -> bool:
    return any(isinstance(part, slice) and part.step is not None and part.step < 0 for part in index)


def _forwards(index: Index, shape: tuple[int, ...]) -> tuple[Index, list[int]]:
    """A basic index with every negative step turned around, and the axes of the result to flip for it."""
    found: list[Any] = []
    flipped: list[int] = []
    axis = out = 0
    for part in index:
        if isinstance(part, slice) and part.step is not None and part.step < 0:
            taken = range(*part.indices(shape[axis]))
            part = slice(taken[-1], taken[0] + 1, -part.step)
            flipped.append(out)
        found.append(part)
        axis += part is not None
        out += not isinstance(part, int)
    return tuple(found), flipped


def _tensors(index: Index, device: torch.device) -> Index:
    """An advanced index whose arrays are tensors, and its integers arrays, as NumPy sees them."""
    arrays = [part for part in index if isinstance(part, np.ndarray)]
    scalar = all(array.ndim == 0 for array in arrays)
    found: list[Any] = []
    for part in index:
        if isinstance(part, np.ndarray):
            host = np.ascontiguousarray(part, dtype=np.int64)
            part = int(part) if scalar else torch.from_numpy(host.copy()).to(device)
        elif isinstance(part, int) and not scalar:
            part = torch.tensor([part], dtype=torch.int64, device=device)
        found.append(part)
    return tuple(found)


def _flat(index: Index, shape: tuple[int, ...], device: torch.device) -> Tensor:
    """Where the elements that `index` selects lie in C order."""
    places = np.arange(math.prod(shape), dtype=np.int64).reshape(shape)[index]
    return torch.from_numpy(np.array(places)).to(device)


@kernel("getitem")
def getitem(x: Tensor, key: Key) -> Tensor:
    """``x[key]``: a view for keys that alias, else a copy."""
    index = key.index
    if key.alias:
        try:
            return x[index]
        except ValueError:  # a negative step, to select one element or none
            return x[_forwards(index, x.shape)[0]]
    if not key.advanced:
        found, flipped = _forwards(index, x.shape)
        return x[found].flip(flipped) if flipped else x[found].clone(memory_format=torch.contiguous_format)
    if _backwards(index):
        return x.reshape(-1)[_flat(index, x.shape, x.device)]
    found = _tensors(index, x.device)
    result = x[found]
    arrays = any(isinstance(part, Tensor) for part in found)
    return result.contiguous() if arrays else result.clone(memory_format=torch.contiguous_format)


def setitem(x: Tensor, key: Key, value: Any) -> None:
    """``x[key] = value`` in place; `value` a tensor or a Python number."""
    if not key.advanced:
        _set_basic(x, key.index, value)
        return
    if isinstance(value, Tensor):
        value = value.to(x.dtype)  # index_put_ casts nothing
        # Where an index occurs twice, torch does not say whose value stays.
        last = last_writes(key, tuple(x.shape)) if value.numel() > 1 else None
        if last is not None:
            flat, kept = (torch.from_numpy(part).to(x.device) for part in last[:2])
            x.view(-1)[flat] = _fitted(value, last[2]).reshape(-1)[kept]
            return
    if _backwards(key.index):
        places = _flat(key.index, x.shape, x.device)
        x.view(-1)[places] = _fitted(value, places.shape) if isinstance(value, Tensor) else value
    else:
        x[_tensors(key.index, x.device)] = value


def _set_basic(x: Tensor, index: Index, value: Any) -> None:
    found, flipped = _forwards(index, tuple(x.shape))
    if flipped and isinstance(value, Tensor):
        value = _fitted(value, x[found].shape).flip(flipped)
    x[found] = value


def _fitted(value: Tensor, shape: tuple[int, ...]) -> Tensor:
    """`value` broadcast to `shape`; leading axes of length 1 do not count."""
    while value.ndim > len(shape) and value.shape[0] == 1:
        value = value[0]
    return value.expand(shape)


@kernel("index_add")
def _index_add(x: Tensor, shape: tuple[int, ...], key: Key) -> Tensor:
    """Zeros of `shape`, with `x` added at `key`, as often as an index occurs."""
    places = _flat(key.index, shape, x.device)
    zeros = x.new_zeros(math.prod(shape))
    return zeros.index_put((places.reshape(-1),), x.expand(places.shape).reshape(-1), accumulate=True).view(shape)


@kernel("argsort")
def _argsort(x: Tensor, axis: int) -> Tensor:
    return torch.argsort(x, dim=axis, stable=True)


@kernel("nonzero")
def nonzero(x: Tensor) -> tuple[Tensor, ...]:
    """One index array for each axis; a 0-d array counts as one element, which torch calls no axes."""
    if x.dtype in (torch.uint16, torch.uint32, torch.uint64):
        x = x != 0  # torch counts no unsigned integers
    columns = torch.nonzero(x.reshape(1) if x.ndim == 0 else x).T
    return tuple(column.contiguous() if column.numel() else column.clone() for column in columns)
