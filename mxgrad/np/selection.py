"""Choosing elements by conditions: choose, compress, extract, select, piecewise, argwhere, fill_diagonal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as _np

from mxgrad import _dispatch
from mxgrad._host import on_host
from mxgrad.array import ndarray
from mxgrad.base import MXNetIndexError, MXNetTypeError, MXNetValueError
from mxgrad.np.index import take_along_axis, where
from mxgrad.np.shape import broadcast_to, concatenate, ravel, reshape, stack


def choose(a: Any, choices: Any, out: ndarray | None = None, mode: str = "raise") -> ndarray:
    """For each element of the integers `a`, the element of that one of `choices`; all are broadcast.

    Parameters
    ----------
    mode : {'raise', 'wrap', 'clip'}
        What a number of a choice that there is not does: raise an error, count modulo their number, take the nearest.

    Examples
    --------
    >>> from mxgrad import np
    >>> np.choose(np.array([0, 1], dtype="int32"), [np.array([1.0, 2.0]), np.array([3.0, 4.0])])
    array([1., 4.])
    """
    index = _dispatch.host_index(a)
    if index.dtype.kind not in "iub":
        raise MXNetTypeError(f"choose takes integers, not {index.dtype}: convert them with astype('int64')")
    index = index.astype(_np.int64)
    arrays = _dispatch.sequence("choose", choices)
    n = len(arrays)
    if mode == "wrap":
        index = index % n
    elif mode == "clip":
        index = index.clip(0, n - 1)
    elif mode != "raise":
        raise MXNetValueError(f"mode is 'raise', 'clip' or 'wrap', not {mode!r}")
    elif ((index < 0) | (index >= n)).any():
        raise MXNetValueError(f"invalid entry in choice array: there are {n} choices, numbered from 0")
    shape = _dispatch.broadcast_shapes(index.shape, *(x.shape for x in arrays))
    stacked = stack([broadcast_to(x, shape) for x in arrays])
    result = reshape(take_along_axis(stacked, _np.broadcast_to(index, shape)[None], 0), shape)
    return result if out is None else _dispatch.write(out, result)


def compress(condition: Any, a: Any, axis: int | None = None, out: ndarray | None = None) -> ndarray:
    """The slices of `a` along `axis` (None: elements of the flattened array) where the vector `condition` is true.

    >>> from mxgrad import np
    >>> np.compress([True, False, True], np.array([1.0, 2.0, 3.0]))
    array([1., 3.])
    """
    backend = condition._backend if isinstance(condition, ndarray) else None
    x = _dispatch.lift(a, backend)
    host = _dispatch.host_index(condition)
    if host.ndim != 1:
        raise MXNetValueError(f"compress: condition must be a 1-d array, not of shape {host.shape}")
    if axis is None:
        x, axis = ravel(x), 0
    along = _dispatch.axis_in(axis, x.ndim)
    places = _np.flatnonzero(host)
    if places.size and places[-1] >= x.shape[along]:
        raise MXNetIndexError(f"index {places[-1]} is out of bounds for axis {along} with size {x.shape[along]}")
    result = x[(*(slice(None),) * along, places)]
    return result if out is None else _dispatch.write(out, result)


def extract(condition: Any, arr: Any) -> ndarray:
    """The elements of `arr`, flattened, where `condition`, flattened, is true.

    >>> from mxgrad import np
    >>> x = np.array([[1.0, 2.0], [3.0, 4.0]])
    >>> np.extract(x > 2, x)
    array([3., 4.])
    """
    return compress(_dispatch.host_index(condition).reshape(-1), arr)


def select(condlist: Sequence[Any], choicelist: Sequence[Any], default: Any = 0) -> ndarray:
    """Where the first of the conditions that are true is, the choice of that number; where none is, `default`.

    >>> from mxgrad import np
    >>> x = np.arange(4)
    >>> np.select([x < 1, x > 2], [x + 10, x + 20])
    array([10.,  0.,  0., 23.])
    """
    if len(condlist) != len(choicelist):
        raise MXNetValueError(
            f"list of cases must be same length as list of conditions: {len(choicelist)} and {len(condlist)}"
        )
    if not len(condlist):
        raise MXNetValueError("select with an empty condition list is not possible")
    given = [*condlist, *choicelist, default]
    backend = next((x._backend for x in given if isinstance(x, ndarray)), None)
    conditions = []
    for i, condition in enumerate(condlist):
        found = _dispatch.lift(condition, backend)
        if found.dtype != bool:
            raise MXNetTypeError(f"invalid entry {i} in condlist: should be boolean ndarray, not of {found.dtype}")
        conditions.append(found)
    result = default
    for condition, choice in zip(reversed(conditions), reversed(list(choicelist)), strict=True):
        result = where(condition, _dispatch.listed(choice), result)
    return result  # type: ignore[no-any-return]


def piecewise(x: Any, condlist: Any, funclist: Sequence[Any], *args: Any, **kw: Any) -> ndarray:
    """A function by cases: where ``condlist[i]`` is true, ``funclist[i]`` of the elements of `x` there.

    Parameters
    ----------
    funclist
        Functions, called as ``f(elements, *args, **kw)``, or numbers; with one more than conditions the last is for
        the elements where none is true, which are 0 without. Where several are true, the last one counts.

    Examples
    --------
    >>> from mxgrad import np
    >>> x = np.array([-1.0, 0.0, 2.0])
    >>> np.piecewise(x, [x < 0, x > 0], [lambda v: -v, lambda v: v * 10, 7])
    array([ 1.,  7., 20.])
    """
    a = _dispatch.lift(x)
    masks = _conditions(a, condlist)
    if len(funclist) == len(masks) + 1:
        masks.append(~_np.logical_or.reduce([_np.broadcast_to(_spread(m, a.ndim), a.shape) for m in masks]))
    elif len(funclist) != len(masks):
        n = len(masks)
        raise MXNetValueError(
            f"with {n} condition(s), either {n} or {n + 1} functions are expected, not {len(funclist)}"
        )
    places = _dispatch.host_arange(a.size).reshape(a.shape)
    source = _np.zeros(a.size, _np.int64)  # element 0 is the zero where nothing applies
    pieces = [_dispatch.beside(_np.zeros(1, a.dtype), a)]
    count = 1
    for mask, function in zip(masks, funclist, strict=True):
        here = places[mask]
        if callable(function):
            if not here.size:
                continue
            elements = a[mask]
            function = function(elements, *args, **kw)
        value = _dispatch.beside(function, a)
        if value.dtype != a.dtype:
            value = value.astype(a.dtype)
        pieces.append(reshape(broadcast_to(value, here.shape), -1))
        source[here.reshape(-1)] = count + _dispatch.host_arange(here.size)
        count += here.size
    return reshape(concatenate(pieces)[source], a.shape)


def _conditions(x: ndarray, condlist: Any) -> list[Any]:
    single = isinstance(condlist, (bool, _np.bool_))
    if isinstance(condlist, (ndarray, _np.ndarray)):
        single = condlist.ndim == 0 or (condlist.ndim < 2 and x.ndim != 0)
    elif not single and not isinstance(condlist[0], (list, tuple, ndarray, _np.ndarray)) and x.ndim != 0:
        single = True
    return [_dispatch.host_index(c).astype(bool) for c in ([condlist] if single else condlist)]


def _spread(mask: Any, ndim: int) -> Any:
    return mask.reshape(mask.shape + (1,) * (ndim - mask.ndim))


def argwhere(a: Any) -> ndarray:
    """Indices (int64) of the elements that are not 0, one in each row.

    >>> from mxgrad import np
    >>> np.argwhere(np.eye(2))
    array([[0, 0],
           [1, 1]], dtype=int64)
    """
    return on_host(_np.argwhere, a)  # type: ignore[no-any-return]


def fill_diagonal(a: Any, val: Any, wrap: bool = False) -> None:
    """Write `val` (a number, or an array that is repeated) to the main diagonal of `a`, in place.

    Parameters
    ----------
    wrap
        For matrices with more rows than columns: begin a new diagonal below the first.

    Examples
    --------
    >>> from mxgrad import np
    >>> x = np.zeros((2, 2))
    >>> np.fill_diagonal(x, 5)
    >>> x
    array([[5., 0.],
           [0., 5.]])
    """
    x = _dispatch.argument("a", a)
    if not isinstance(a, ndarray):
        raise MXNetTypeError("fill_diagonal writes into its argument, which is a NumPy array: use numpy.fill_diagonal")
    if x.ndim < 2:
        raise MXNetValueError(f"array must be at least 2-d, this one has shape {x.shape}")
    if x.ndim > 2 and len(set(x.shape)) > 1:
        raise MXNetValueError(f"All dimensions of input must be of equal length, not {x.shape}")
    rows, columns = x.shape[0], x.shape[1]
    if x.ndim == 2:
        stop = x.size if wrap else min(rows, columns) * columns
        places = _np.unravel_index(_np.arange(0, stop, columns + 1), x.shape) if x.size else ()
    else:
        places = (_dispatch.host_arange(rows),) * x.ndim
    n = len(places[0]) if places else 0
    if not isinstance(val, ndarray):
        val = _dispatch.beside(val, x)
    if n:
        x[places] = ravel(val)[_dispatch.host_arange(n) % val.size] if val.size > 1 else ravel(val)
