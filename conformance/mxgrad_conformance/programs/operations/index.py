"""Indexing: basic, advanced, by masks; `take` and its kin."""

from __future__ import annotations

from typing import Any

import numpy as onp

from mxgrad_conformance.programs.domains import apart, integer, mask, real
from mxgrad_conformance.programs.operations.table import Call, Operation, having, own, row, with_

Shape = tuple[int, ...]


def item(m: Any, x: Any, key: Any) -> Any:
    return x[key]


def items_at(m: Any, x: Any, i: Any) -> Any:
    return x[i % x.shape[0]]


def chosen(m: Any, x: Any, where: Any) -> Any:
    return x[where]


def put_in_order(m: Any, x: Any, axis: int) -> Any:
    return m.np.take_along_axis(x, m.np.argsort(x, axis=axis), axis)


def basic_keys(shape: Shape) -> list[Call]:
    """Integers, slices of both signs, new axes, ellipses."""
    keys: list[Any] = [None, Ellipsis, ()]
    if shape:
        keys += [0, -1, slice(None, None, -1), slice(1, None), (Ellipsis, -1), (Ellipsis, slice(None, None, 2))]
        keys += [(None, slice(0, 2)), slice(-1, None, -2)]
    if len(shape) > 1:
        keys += [(slice(None), 1), (-1, slice(1, None)), (slice(None, None, -1), slice(None, None, -2)), (0, 2)]
        keys += [(slice(None), None, slice(0, 1)), (Ellipsis, 0, slice(None))]
    return [with_(key) for key in keys if _fits(key, shape)]


def advanced_keys(shape: Shape) -> list[Call]:
    """Lists of integers, repeated and negative too, beside slices and new axes; masks."""
    if not shape:
        return [with_(True)]
    keys: list[Any] = [[0, -1], [0, 0, 0], [[0, -1], [-1, 0]], ([-1, 0], Ellipsis)]
    keys += [[bool(k % 2) for k in range(shape[0])], []]
    if len(shape) > 1:
        keys += [([0, -1], [1, 1]), (slice(None), [2, 0, 2]), ([0], slice(1, None)), (slice(None, None, -1), [1])]
        keys += [([[0], [-1]], [0, 2]), (None, [0, 0], 1), (0, [True, False, True])]
    return [with_(key) for key in keys if _fits(key, shape)]


def _fits(key: Any, shape: Shape) -> bool:
    try:
        onp.zeros(shape)[tuple(key) if isinstance(key, tuple) else key]
    except IndexError:
        return False
    return True


def _takes(shape: Shape) -> list[Call]:
    if not shape:
        return []
    calls = [with_([0, -1], mode="wrap"), with_([[0, 1], [1, 0]])] if shape[0] > 1 else [with_([0, 0])]
    return calls + [with_([0, 0], axis=axis) for axis in range(-len(shape), len(shape))]


def _rows(x: Shape, i: Shape) -> list[Call]:
    return [with_()] if x and x[0] and len(i) < 2 else []


def _same(x: Shape, where: Shape) -> list[Call]:
    return [with_()] if x and where == x[: len(where)] and where else []


OPERATIONS: tuple[Operation, ...] = (
    own(item, calls=basic_keys, ints=True),
    own(item, calls=advanced_keys, ints=True, which=":advanced"),
    own(items_at, real, integer, calls=_rows, ints=True),
    own(chosen, real, mask, calls=_same, ints=True),
    row("np.take", calls=_takes, reference=lambda x, i, **k: onp.take(x, onp.array(i), **k)),
    own(put_in_order, apart, calls=having(lambda s: len(s) > 0, with_(-1), with_(0))),
)
