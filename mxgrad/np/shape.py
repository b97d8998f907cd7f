"""Shape: reshaping, moving axes, joining, splitting, repeating. Results are copies."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from mxgrad import _dispatch, indexing
from mxgrad._dispatch import Axis
from mxgrad.array import ndarray
from mxgrad.base import MXNetTypeError, MXNetValueError


def reshape(a: Any, newshape: Any, order: str = "C", out: ndarray | None = None, reverse: bool = False) -> ndarray:
    """`a` with another shape; one length may be -1, to be inferred.

    Raises
    ------
    MXNetValueError
        The sizes differ.

    Examples
    --------
    >>> from mxgrad import np
    >>> np.reshape(np.arange(4), (2, -1))
    array([[0., 1.],
           [2., 3.]])
    """
    x = _dispatch.lift(a)
    if order == "F":
        shape = _inferred(x, newshape)
        result = transpose(reshape(transpose(x), shape[::-1]))
    elif order in ("C", "A", "K"):
        result = x._backend.ops["reshape"](x, _inferred(x, newshape))
    else:
        raise MXNetValueError(f"order is 'C', 'F' or 'A', not {order!r}")
    return result if out is None else _dispatch.write(out, result)


def _inferred(x: ndarray, newshape: Any) -> tuple[int, ...]:
    if isinstance(newshape, ndarray):
        newshape = newshape.tolist()
    wanted = list(newshape) if isinstance(newshape, (list, tuple)) else [newshape]
    shape = [int(n) for n in wanted]
    size = x.size
    if shape.count(-1) == 1:
        known = math.prod(n for n in shape if n != -1)
        if known and size % known == 0:
            shape[shape.index(-1)] = size // known
    if min(shape, default=0) < 0 or math.prod(shape) != size:
        shown = ",".join(map(str, wanted))
        raise MXNetValueError(f"Cannot reshape array of size {size} into shape [{shown}]: it has shape {x.shape}")
    return tuple(shape)


def ravel(x: Any, order: str = "C") -> ndarray:
    """`x` with one axis.

    >>> from mxgrad import np
    >>> np.ravel(np.eye(2))
    array([1., 0., 0., 1.])
    """
    return reshape(x, -1, order)


def transpose(a: Any, axes: Any = None) -> ndarray:
    """`a` with its axes in the order `axes` (None: reversed).

    >>> from mxgrad import np
    >>> np.transpose(np.ones((2, 3))).shape
    (3, 2)
    """
    x = _dispatch.lift(a)
    ndim = x.ndim
    if axes is None:
        order = tuple(range(ndim - 1, -1, -1))
    else:
        order = tuple(_dispatch.axis_in(axis, ndim) for axis in (axes if isinstance(axes, (tuple, list)) else (axes,)))
        if sorted(order) != list(range(ndim)):
            what = "Repeated axis in transpose" if len(set(order)) < len(order) else "Axes missing in transpose"
            raise MXNetValueError(f"{what}: {axes!r} must name each of the {ndim} axes once")
    return x._backend.ops["permute_dims"](x, order)


def permute_dims(a: Any, axes: Any = None) -> ndarray:
    """`a` with its axes in the order `axes` (None: reversed).

    >>> from mxgrad import np
    >>> np.permute_dims(np.ones((2, 3)), (1, 0)).shape
    (3, 2)
    """
    return transpose(a, axes)


def swapaxes(a: Any, axis1: int, axis2: int) -> ndarray:
    """`a` with two axes exchanged.

    >>> from mxgrad import np
    >>> np.swapaxes(np.ones((2, 3, 4)), 0, 2).shape
    (4, 3, 2)
    """
    x = _dispatch.lift(a)
    order = list(range(x.ndim))
    i, j = _dispatch.axis_in(axis1, x.ndim), _dispatch.axis_in(axis2, x.ndim)
    order[i], order[j] = order[j], order[i]
    return x._backend.ops["permute_dims"](x, tuple(order))


def moveaxis(a: Any, source: Any, destination: Any) -> ndarray:
    """`a` with the axes `source` moved to the positions `destination`.

    >>> from mxgrad import np
    >>> np.moveaxis(np.ones((2, 3, 4)), 0, -1).shape
    (3, 4, 2)
    """
    x = _dispatch.lift(a)
    old, new = _dispatch.axes_in(source, x.ndim), _dispatch.axes_in(destination, x.ndim)
    if old is None or new is None or len(old) != len(new):
        raise MXNetValueError(f"moveaxis: source {source!r} and destination {destination!r} must have the same length")
    order = [axis for axis in range(x.ndim) if axis not in old]
    for position, axis in sorted(zip(new, old, strict=True)):
        order.insert(position, axis)
    return x._backend.ops["permute_dims"](x, tuple(order))


def rollaxis(a: Any, axis: int, start: int = 0) -> ndarray:
    """`a` with `axis` moved back until it stands before axis `start`.

    >>> from mxgrad import np
    >>> np.rollaxis(np.ones((2, 3, 4)), 2).shape
    (4, 2, 3)
    """
    x = _dispatch.lift(a)
    source = _dispatch.axis_in(axis, x.ndim)
    target = start if start >= 0 else start + x.ndim
    if not 0 <= target <= x.ndim:
        raise MXNetValueError(f"rollaxis: start {start} is not in [{-x.ndim}, {x.ndim}]")
    return moveaxis(x, source, target - 1 if source < target else target)


def expand_dims(a: Any, axis: int | tuple[int, ...]) -> ndarray:
    """`a` with an axis of length 1 inserted at position `axis` of the result.

    >>> from mxgrad import np
    >>> np.expand_dims(np.ones(3), 0).shape
    (1, 3)
    """
    x = _dispatch.lift(a)
    axes = axis if isinstance(axis, (tuple, list)) else (axis,)
    ndim = x.ndim + len(axes)
    new = _dispatch.axes_in(tuple(axes), ndim) or ()
    lengths = iter(x.shape)
    shape = tuple(1 if i in new else next(lengths) for i in range(ndim))
    return x._backend.ops["reshape"](x, shape)


def squeeze(a: Any, axis: Axis = None, out: ndarray | None = None) -> ndarray:
    """`a` without its axes of length 1, or without those in `axis`.

    >>> from mxgrad import np
    >>> np.squeeze(np.ones((1, 3, 1))).shape
    (3,)
    """
    x = _dispatch.lift(a)
    shape = x.shape
    # As in NumPy, an array of no axes may be asked for its only one.
    axes = () if not shape and axis in (0, -1) else _dispatch.axes_in(axis, x.ndim)
    for i in axes or ():
        if shape[i] != 1:
            raise MXNetValueError(
                f"cannot select an axis to squeeze out which has size={shape[i]} not equal to one: axis {i} of {shape}"
            )
    kept = tuple(n for i, n in enumerate(shape) if (n != 1 if axes is None else i not in axes))
    result = x._backend.ops["reshape"](x, kept)
    return result if out is None else _dispatch.write(out, result)


def broadcast_to(array: Any, shape: Any) -> ndarray:
    """`array` repeated along new axes and axes of length 1 until it has `shape`.

    >>> from mxgrad import np
    >>> np.broadcast_to(np.array([1.0, 2.0]), (2, 2))
    array([[1., 2.],
           [1., 2.]])
    """
    x = _dispatch.lift(array)
    target = _dispatch.shape_in(shape)
    own = x.shape
    if len(own) > len(target) or any(
        n not in (1, m) for n, m in zip(own, target[len(target) - len(own) :], strict=True)
    ):
        raise MXNetValueError(f"cannot broadcast shape {own} to shape {target}")
    return x._backend.ops["broadcast_to"](x, target)


def broadcast_arrays(*args: Any) -> list[ndarray]:
    """All of `args` broadcast to their common shape.

    >>> from mxgrad import np
    >>> [x.shape for x in np.broadcast_arrays(np.ones((2, 1)), np.ones(3))]
    [(2, 3), (2, 3)]
    """
    arrays = _dispatch.sequence("broadcast_arrays", args) if args else []
    shape = _dispatch.broadcast_shapes(*(x.shape for x in arrays))
    return [broadcast_to(x, shape) for x in arrays]


def flip(m: Any, axis: Axis = None, out: ndarray | None = None) -> ndarray:
    """`m` reversed along `axis` (None: all axes).

    >>> from mxgrad import np
    >>> np.flip(np.arange(3))
    array([2., 1., 0.])
    """
    x = _dispatch.lift(m)
    axes = _dispatch.axes_in(axis, x.ndim)
    result = x._backend.ops["flip"](x, tuple(range(x.ndim)) if axes is None else axes)
    return result if out is None else _dispatch.write(out, result)


def flipud(m: Any) -> ndarray:
    """`m` reversed along its first axis.

    >>> from mxgrad import np
    >>> np.flipud(np.arange(3))
    array([2., 1., 0.])
    """
    return flip(m, 0)


def fliplr(m: Any) -> ndarray:
    """`m` reversed along its second axis.

    >>> from mxgrad import np
    >>> np.fliplr(np.eye(2))
    array([[0., 1.],
           [1., 0.]])
    """
    return flip(m, 1)


def concatenate(seq: Any, axis: int | None = 0, out: ndarray | None = None) -> ndarray:
    """Arrays joined along `axis` (None: flattened first). Other axes must agree.

    >>> from mxgrad import np
    >>> np.concatenate([np.zeros(1), np.ones(2)])
    array([0., 1., 1.])
    """
    arrays = _dispatch.sequence("concatenate", seq)
    if axis is None:
        arrays, axis = [ravel(x) for x in arrays], 0
    first = arrays[0].shape
    if not first:
        raise MXNetValueError("zero-dimensional arrays cannot be concatenated: use np.stack")
    along = _dispatch.axis_in(axis, len(first))
    for x in arrays:
        shape = x.shape
        if len(shape) != len(first) or any(
            n != m for i, (n, m) in enumerate(zip(shape, first, strict=True)) if i != along
        ):
            raise MXNetValueError(
                f"concatenate along axis {along} needs the other axes to agree: got shapes "
                f"{', '.join(str(y.shape) for y in arrays)}"
            )
    result = arrays[0]._backend.ops["concatenate"](arrays, along)
    return result if out is None else _dispatch.write(out, result)


concat = concatenate


def stack(arrays: Any, axis: int = 0, out: ndarray | None = None) -> ndarray:
    """Arrays of one shape joined along a new axis, which is `axis` of the result.

    >>> from mxgrad import np
    >>> np.stack([np.zeros(2), np.ones(2)], axis=1)
    array([[0., 1.],
           [0., 1.]])
    """
    found = _dispatch.sequence("stack", arrays)
    shape = found[0].shape
    if any(x.shape != shape for x in found):
        raise MXNetValueError(f"stack needs one shape: got {', '.join(str(x.shape) for x in found)}")
    along = _dispatch.axis_in(axis, len(shape) + 1)
    return concatenate([expand_dims(x, along) for x in found], along, out)


def vstack(arrays: Any, out: ndarray | None = None) -> ndarray:
    """Arrays joined along the first axis; vectors are rows.

    >>> from mxgrad import np
    >>> np.vstack([np.zeros(2), np.ones(2)]).shape
    (2, 2)
    """
    return concatenate([atleast_2d(x) for x in _dispatch.sequence("vstack", arrays)], 0, out)


row_stack = vstack


def hstack(arrays: Any) -> ndarray:
    """Arrays joined along the second axis, vectors along their only one.

    >>> from mxgrad import np
    >>> np.hstack([np.zeros(2), np.ones(1)])
    array([0., 0., 1.])
    """
    found = [atleast_1d(x) for x in _dispatch.sequence("hstack", arrays)]
    return concatenate(found, 0 if found[0].ndim == 1 else 1)


def dstack(arrays: Any) -> ndarray:
    """Arrays joined along the third axis.

    >>> from mxgrad import np
    >>> np.dstack([np.zeros(2), np.ones(2)]).shape
    (1, 2, 2)
    """
    return concatenate([atleast_3d(x) for x in _dispatch.sequence("dstack", arrays)], 2)


def column_stack(tup: Any) -> ndarray:
    """Vectors as the columns of a matrix; matrices joined along their columns.

    >>> from mxgrad import np
    >>> np.column_stack([np.zeros(2), np.ones(2)]).shape
    (2, 2)
    """
    arrays = _dispatch.sequence("column_stack", tup)
    return concatenate([x if x.ndim > 1 else reshape(x, (x.size, 1)) for x in arrays], 1)


def atleast_1d(*arys: Any) -> Any:
    """Arrays with at least one axis.

    >>> from mxgrad import np
    >>> np.atleast_1d(np.array(1.0))
    array([1.])
    """
    return _atleast(arys, lambda x: x.copy() if x.ndim else reshape(x, (1,)))


def atleast_2d(*arys: Any) -> Any:
    """Arrays with at least two axes; vectors become rows.

    >>> from mxgrad import np
    >>> np.atleast_2d(np.ones(2)).shape
    (1, 2)
    """
    return _atleast(arys, lambda x: x.copy() if x.ndim > 1 else reshape(x, (1, x.size)))


def atleast_3d(*arys: Any) -> Any:
    """Arrays with at least three axes; vectors get one on each side, matrices one at the end.

    >>> from mxgrad import np
    >>> np.atleast_3d(np.ones(2)).shape
    (1, 2, 1)
    """

    def grown(x: ndarray) -> ndarray:
        return x.copy() if x.ndim > 2 else reshape(x, (*x.shape, 1) if x.ndim == 2 else (1, x.size, 1))

    return _atleast(arys, grown)


def _atleast(arys: Sequence[Any], grown: Any) -> Any:
    found = [grown(_dispatch.lift(x)) for x in arys]
    return found[0] if len(found) == 1 else found


def split(ary: Any, indices_or_sections: Any, axis: int = 0) -> list[ndarray]:
    """`ary` cut along `axis` into equal parts, or before each of the given indices.

    >>> from mxgrad import np
    >>> np.split(np.arange(4), 2)
    [array([0., 1.]), array([2., 3.])]
    """
    x = _dispatch.lift(ary)
    along = _dispatch.axis_in(axis, x.ndim)
    n = _sections(indices_or_sections)
    if n is not None and x.shape[along] % n:
        raise MXNetValueError(
            f"array split does not result in an equal division: axis {along} of length {x.shape[along]} into {n}"
        )
    return array_split(x, indices_or_sections, along)


def array_split(ary: Any, indices_or_sections: Any, axis: int = 0) -> list[ndarray]:
    """As `split`, where the parts may differ in length by one.

    >>> from mxgrad import np
    >>> [part.size for part in np.array_split(np.arange(5), 2)]
    [3, 2]
    """
    x = _dispatch.lift(ary)
    along = _dispatch.axis_in(axis, x.ndim)
    length = x.shape[along]
    n = _sections(indices_or_sections)
    if n is not None:
        each, extra = divmod(length, n)
        cuts = [i * each + (i if i < extra else extra) for i in range(n + 1)]
        spans = list(pairwise(cuts))
    else:
        listed = indices_or_sections
        listed = listed.tolist() if isinstance(listed, ndarray) else list(listed)
        cuts = [0, *(int(cut) for cut in listed)]
        spans = list(zip(cuts, [*cuts[1:], length], strict=True))
    lead = (slice(None),) * along
    return [_cut(x, (*lead, slice(start, stop))) for start, stop in spans]


def _cut(x: ndarray, key: tuple[slice, ...]) -> ndarray:
    """A copy of ``x[key]``, also where indexing gives a window."""
    found = indexing.normalize(key, x.shape, _dispatch.host_index, ndarray)
    return x._backend.ops["getitem"](x, indexing.Key(found.index, False, False))


def _sections(value: Any) -> int | None:
    if isinstance(value, (list, tuple, ndarray)) and not (isinstance(value, ndarray) and value.ndim == 0):
        return None
    n = int(value)
    if n < 1:
        raise MXNetValueError(f"the number of sections must be at least 1, not {n}")
    return n


def vsplit(ary: Any, indices_or_sections: Any) -> list[ndarray]:
    """`split` along the first axis.

    >>> from mxgrad import np
    >>> len(np.vsplit(np.eye(2), 2))
    2
    """
    if _dispatch.lift(ary).ndim < 2:
        raise MXNetValueError("vsplit only works on arrays of 2 or more dimensions")
    return split(ary, indices_or_sections, 0)


def hsplit(ary: Any, indices_or_sections: Any) -> list[ndarray]:
    """`split` along the second axis, of vectors along their only one.

    >>> from mxgrad import np
    >>> len(np.hsplit(np.eye(2), 2))
    2
    """
    x = _dispatch.lift(ary)
    if x.ndim < 1:
        raise MXNetValueError("hsplit only works on arrays of 1 or more dimensions")
    return split(x, indices_or_sections, 1 if x.ndim > 1 else 0)


def dsplit(ary: Any, indices_or_sections: Any) -> list[ndarray]:
    """`split` along the third axis.

    >>> from mxgrad import np
    >>> len(np.dsplit(np.ones((1, 1, 2)), 2))
    2
    """
    if _dispatch.lift(ary).ndim < 3:
        raise MXNetValueError("dsplit only works on arrays of 3 or more dimensions")
    return split(ary, indices_or_sections, 2)


def tile(A: Any, reps: Any) -> ndarray:
    """`A` repeated as a whole `reps` times along each axis.

    >>> from mxgrad import np
    >>> np.tile(np.array([1.0, 2.0]), 2)
    array([1., 2., 1., 2.])
    """
    x = _dispatch.lift(A)
    counts = _dispatch.shape_in(reps)
    ndim = max(x.ndim, len(counts))
    counts = (1,) * (ndim - len(counts)) + counts
    shape = (1,) * (ndim - x.ndim) + x.shape
    apart = reshape(x, tuple(n for length in shape for n in (1, length)))
    spread = broadcast_to(apart, tuple(n for pair in zip(counts, shape, strict=True) for n in pair))
    return reshape(spread, tuple(c * n for c, n in zip(counts, shape, strict=True)))


def repeat(a: Any, repeats: Any, axis: int | None = None) -> ndarray:
    """Each element of `a` along `axis` (None: flattened) repeated; `repeats` is a number, or one for each.

    >>> from mxgrad import np
    >>> np.repeat(np.array([1.0, 2.0]), 2)
    array([1., 1., 2., 2.])
    """
    x = _dispatch.lift(a)
    if axis is None:
        x, axis = ravel(x), 0
    along = _dispatch.axis_in(axis, x.ndim)
    length = x.shape[along]
    counts = _dispatch.host_index(repeats).reshape(-1).astype("int64")
    if counts.size not in (1, length):
        raise MXNetValueError(f"repeat: {counts.size} repeats for an axis of length {length}")
    if counts.size and counts.min() < 0:
        raise MXNetValueError(f"repeat: repeats may not be negative, got {counts.min()}")
    if counts.size == 1:
        n = int(counts[0])
        spread = broadcast_to(expand_dims(x, along + 1), (*x.shape[: along + 1], n, *x.shape[along + 1 :]))
        return reshape(spread, (*x.shape[:along], length * n, *x.shape[along + 1 :]))
    index = _dispatch.host_arange(length).repeat(counts)
    return x[(*(slice(None),) * along, index)]


def roll(a: Any, shift: Any, axis: Axis = None) -> ndarray:
    """`a` with its elements moved by `shift` along `axis` (None: flattened), those at the end to the front.

    >>> from mxgrad import np
    >>> np.roll(np.arange(3), 1)
    array([2., 0., 1.])
    """
    x = _dispatch.lift(a)
    if axis is None:
        return reshape(roll(ravel(x), shift, 0), x.shape)
    axes = tuple(axis) if isinstance(axis, (tuple, list)) else (axis,)
    shifts = tuple(shift) if isinstance(shift, (tuple, list)) else (shift,)
    if 1 in (len(axes), len(shifts)):
        axes, shifts = axes * len(shifts), shifts * len(axes)
    if len(axes) != len(shifts):
        raise MXNetTypeError(f"roll: {len(shifts)} shifts for {len(axes)} axes")
    for one, by in zip(axes, shifts, strict=True):
        along = _dispatch.axis_in(one, x.ndim)
        length = x.shape[along]
        if length:
            index = (_dispatch.host_arange(length) - int(by)) % length
            x = x[(*(slice(None),) * along, index)]
    return x


def shape(a: Any) -> tuple[int, ...]:
    """Length of each axis of `a`.

    >>> from mxgrad import np
    >>> np.shape(np.ones((2, 3)))
    (2, 3)
    """
    return _dispatch.lift(a).shape


def ndim(a: Any) -> int:
    """Number of axes of `a`.

    >>> from mxgrad import np
    >>> np.ndim(np.ones((2, 3)))
    2
    """
    return _dispatch.lift(a).ndim


def size(a: Any, axis: int | None = None) -> int:
    """Number of elements of `a`, or its length along `axis`.

    >>> from mxgrad import np
    >>> np.size(np.ones((2, 3)))
    6
    """
    x = _dispatch.lift(a)
    return x.size if axis is None else x.shape[_dispatch.axis_in(axis, x.ndim)]
