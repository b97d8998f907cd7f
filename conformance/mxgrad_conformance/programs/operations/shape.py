"""Shapes, order, joining and splitting."""

from __future__ import annotations

from typing import Any

from mxgrad_conformance.programs.domains import real
from mxgrad_conformance.programs.operations.reduce import one_axis_or_none
from mxgrad_conformance.programs.operations.table import Call, Operation, either, having, own, row, together, with_

Shape = tuple[int, ...]
SHAPES: tuple[Shape, ...] = ((), (3,), (2, 3), (3, 3), (6,), (1, 3))
"""The shapes of leaves. Six, and operations that keep to them mostly, so that jax compiles little."""


def _size(shape: Shape) -> int:
    size = 1
    for length in shape:
        size *= length
    return size


def _reshapes(shape: Shape) -> list[Call]:
    calls = [with_(other) for other in SHAPES if _size(other) == _size(shape) and other != shape]
    return [*calls, with_(-1)] if len(shape) > 1 else calls


def _keyword_reshapes(shape: Shape) -> list[Call]:
    return [with_(*call) for ((call,), _) in _reshapes(shape) if isinstance(call, tuple) and call]


def _broadcasts(shape: Shape) -> list[Call]:
    found = []
    for other in SHAPES:
        fits = all(a in (1, b) for a, b in zip(shape[::-1], other[::-1], strict=False))
        if len(other) >= len(shape) and fits and other != shape:
            found.append(with_(other))
    return found


def _orders(shape: Shape) -> list[Call]:
    return [with_(), with_(tuple(range(len(shape)))[::-1])] if len(shape) > 1 else []


def _alike(first: Shape, *others: Shape) -> list[Call]:
    """Joining needs the same shape here."""
    if not first or any(other != first for other in others):
        return []
    return [with_(axis=axis) for axis in range(-len(first), len(first))]


def _stacked(first: Shape, *others: Shape) -> list[Call]:
    if any(other != first for other in others):
        return []
    return [with_(), with_(axis=-1)] if len(first) < 3 else []


def piece(m: Any, x: Any, parts: int, number: int, axis: int) -> Any:
    return m.np.split(x, parts, axis=axis)[number]


def both_pieces(m: Any, x: Any) -> Any:
    first, second = m.np.split(x, 2)
    return first * second


def _pieces(shape: Shape) -> list[Call]:
    return [with_(n, n - 1, axis) for axis, n in enumerate(shape) if n > 1]


def _rolls(shape: Shape) -> list[Call]:
    return [with_(1), with_(-2)] + ([with_(1, axis=0), with_((1, -1), axis=(0, 1))] if len(shape) > 1 else [])


def _repeats(shape: Shape) -> list[Call]:
    return [with_(2)] + [with_(2, axis=axis) for axis in range(len(shape))] if shape else [with_(3)]


def _pads(shape: Shape) -> list[Call]:
    calls = [with_(1), with_(((1, 0),) * len(shape), constant_values=0.5)] if shape else []
    return [*calls, with_((1, 2))] if len(shape) == 1 else calls


def _moves(shape: Shape) -> list[Call]:
    return [with_(0, -1), with_(-1, 0)] if len(shape) > 1 else []


def grids(m: Any, x: Any, y: Any, **kwargs: Any) -> Any:
    first, second = m.np.meshgrid(x, y, **kwargs)
    return first * second


def spread(m: Any, x: Any, y: Any) -> Any:
    first, second = m.np.broadcast_arrays(x, y)
    return first - second * second


AT_LEAST_1 = having(lambda s: len(s) > 0)
AT_LEAST_2 = having(lambda s: len(s) > 1)
SQUARE = having(lambda s: len(s) == 2, with_(), with_(1), with_(-1))
HALVES = having(lambda s: len(s) > 0 and s[0] % 2 == 0)

OPERATIONS: tuple[Operation, ...] = (
    row("np.reshape", calls=_reshapes, ints=True),
    row("ndarray.reshape", calls=_keyword_reshapes, ints=True),
    row("np.ravel", calls=AT_LEAST_1),
    row("ndarray.flatten", calls=AT_LEAST_2),
    row("np.transpose", calls=_orders, ints=True),
    row("np.swapaxes", calls=having(lambda s: len(s) > 1, with_(0, 1), with_(-1, 0))),
    row("np.moveaxis", calls=_moves),
    row("np.expand_dims", calls=having(lambda s: len(s) < 2, with_(0), with_(-1)), ints=True),
    row("np.squeeze", calls=having(lambda s: 1 in s)),
    row("np.broadcast_to", calls=_broadcasts, ints=True),
    row("np.atleast_2d"),
    row("np.flip", calls=one_axis_or_none, ints=True),
    row("np.roll", calls=_rolls),
    row("np.rot90", calls=having(lambda s: len(s) == 2, with_(), with_(2), with_(-1))),
    row("np.concatenate", real, real, calls=_alike, listed=True, ints=True),
    row("np.concatenate:three", real, real, real, calls=_alike, listed=True),
    row("np.stack", real, real, calls=_stacked, listed=True, ints=True),
    row("np.vstack", real, real, calls=having(lambda a, b: a == b and len(a) > 0), listed=True),
    row("np.hstack", real, real, calls=having(lambda a, b: a == b and len(a) > 0), listed=True),
    row("np.append", real, real, calls=either(with_())),
    own(piece, calls=_pieces, ints=True),
    own(both_pieces, calls=HALVES),
    row("np.repeat", calls=_repeats),
    row("np.tile", calls=having(lambda s: len(s) < 2, with_(2), with_((2, 1)))),
    row("np.dstack", real, real, calls=having(lambda a, b: a == b and len(a) in (1, 2)), listed=True),
    row("np.column_stack", real, real, calls=having(lambda a, b: len(a) == len(b) == 1 and a == b), listed=True),
    row("np.rollaxis", calls=having(lambda s: len(s) > 1, with_(1), with_(-1, 0))),
    row("np.resize", calls=having(lambda s: len(s) > 0 and min(s) > 0, with_((2, 3)), with_((3,)))),
    row("np.diagflat", calls=having(lambda s: len(s) < 2, with_(), with_(-1))),
    row("np.vander", calls=having(lambda s: len(s) == 1, with_(3), with_(2, increasing=True)), double=True),
    row("np.fliplr", calls=AT_LEAST_2),
    row("np.flipud", calls=AT_LEAST_1),
    row("np.atleast_3d"),
    own(grids, real, real, calls=having(lambda a, b: len(a) == len(b) == 1, with_(), with_(indexing="ij"))),
    own(spread, real, real, calls=together),
    row("np.pad", calls=_pads),
    row("np.diag", calls=having(lambda s: len(s) in (1, 2) and s[-1] < 4, with_(), with_(1))),
    row("np.diagonal", calls=SQUARE),
    row("np.tril", calls=SQUARE),
    row("np.triu", calls=SQUARE),
    row("np.trace", calls=SQUARE),
    row("ndarray.copy", ints=True),
    row("ndarray.repeat", calls=_repeats),
    row("ndarray.swapaxes", calls=having(lambda s: len(s) > 1, with_(0, 1))),
    row("ndarray.squeeze", calls=having(lambda s: 1 in s)),
    row("np.delete", calls=having(lambda s: len(s) > 0 and s[0] > 1, with_(1, axis=0), with_([0, -1]))),
    row("np.insert", calls=having(lambda s: len(s) > 0, with_(1, 0.5, axis=0), with_(0, 2.0))),
)  # fmt: skip
