"""Where an array's data lives: JAX values never change, cells do.

Writing in place rebinds a cell. Arrays that share memory elsewhere share a cell here, or have a *view*: a cell
over a run of another one's elements, in C order, which is all that a basic index can alias (`Key.alias`). A
view of a view is a view of the root.
"""

from __future__ import annotations

import math
from functools import partial
from threading import Lock
from typing import Any

import jax
import numpy as np
from jax import lax

from mxgrad.array import ndarray
from mxgrad.indexing import Key
from mxgrad_jax.wide import WIDE, call

Shape = tuple[int, ...]


class Cell:
    """Data of arrays: `value` is current, except in a view whose root was written since `stamp`."""

    __slots__ = ("_version", "like", "offset", "root", "stamp", "value")

    offset: int  # these two in views only
    stamp: int
    like: Any

    def __init__(self, value: Any) -> None:
        self.value = value
        self.root: Cell | None = None
        self._version: list[int] | None = None
        self.like = None  # shape and dtype, which never change, once a program has asked for them

    @property
    def shape(self) -> Shape:
        return self.value.aval.shape  # type: ignore[no-any-return]  # not the array's own property, which is a call

    @property
    def dtype(self) -> np.dtype[Any]:
        return self.value.aval.dtype  # type: ignore[no-any-return]

    @property
    def version(self) -> list[int]:
        """One element: counts the writes to the storage. Shared by the root and its views."""
        if self._version is None:
            self._version = [0]
        return self._version

    def read(self) -> Any:
        """The JAX array that the cell holds now."""
        root = self.root
        if root is not None and self.stamp != root.version[0]:
            self.value = _read(root.read(), self.offset, self.shape)
            self.stamp = root.version[0]
        return self.value

    def write(self, value: Any) -> None:
        """Replace all of the data by `value`, of the same shape and dtype."""
        root = self.root
        if root is None or root is PENDING:
            if self._version is not None:
                self._version[0] += 1
            self.root = None
        else:
            root.write(_write(root.read(), self.offset, value))
            self.stamp = root.version[0]
        self.value = value

    def lend(self, view: Cell, key: Key) -> None:
        """Make a new cell, whose value is what an aliasing `key` selects here, a view of this one."""
        root = self.root
        view.offset = _offset(key.index, self.shape)
        if root is None or root is PENDING:
            root = self
        else:
            view.offset += self.offset
        view.root = root
        view._version = root.version
        view.stamp = root.version[0]


_giving = Lock()


def cell_of(x: ndarray) -> Cell:
    """The cell of `x`. An array that nobody has written, shared or recorded yet may hold a bare JAX array instead."""
    held: Any = x._handle
    if isinstance(held, Cell):
        return held
    with _giving:  # one for all threads
        if not isinstance(x._handle, Cell):
            x._handle = Cell(x._handle)
    return x._handle


def read(x: ndarray) -> Any:
    """The JAX array that `x` holds now."""
    held: Any = x._handle
    return held.read() if isinstance(held, Cell) else held


PENDING = Cell(None)
"""The root of cells that are no views, and not computed yet (see `mxgrad_jax.program`)."""


def _offset(index: tuple[Any, ...], shape: Shape) -> int:
    """Where in C order the elements at a basic `index` begin."""
    found, stride = 0, math.prod(shape)
    for size, part in zip(shape, (part for part in index if part is not None), strict=False):
        stride = stride // size if size else 0
        found += stride * (part if isinstance(part, int) else part.start or 0)
    return found


@partial(jax.jit, static_argnums=2)
def _slice(root: Any, offset: Any, shape: Shape) -> Any:
    return lax.dynamic_slice(root.reshape(-1), (offset,), (math.prod(shape),)).reshape(shape)


@jax.jit
def _update(root: Any, offset: Any, value: Any) -> Any:
    return lax.dynamic_update_slice(root.reshape(-1), value.reshape(-1), (offset,)).reshape(root.shape)


# The offset is a traced argument, so that x[0], x[1], ... share one compilation.
def _read(root: Any, offset: int, shape: Shape) -> Any:
    return call(_slice, root.dtype in WIDE or offset > 2**31 - 1, root, offset, shape)


def _write(root: Any, offset: int, value: Any) -> Any:
    return call(_update, root.dtype in WIDE or offset > 2**31 - 1, root, offset, value)
