"""Neural network operations of `npx`."""

from __future__ import annotations

from typing import Any

import numpy as _np

from mxgrad import _dispatch, dtypes
from mxgrad._state import STATE
from mxgrad.array import ndarray
from mxgrad.base import MXNetValueError
from mxgrad.dtypes import DTypeLike
from mxgrad.np.index import take_along_axis
from mxgrad.np.shape import expand_dims
from mxgrad.np.sorting import argsort


def relu(data: Any, out: ndarray | None = None) -> ndarray:
    """``max(x, 0)``. The gradient at 0 is 0.

    >>> from mxgrad import np, npx
    >>> npx.relu(np.array([-1.0, 2.0]))
    array([0., 2.])
    """
    return _dispatch.unary("relu", _dispatch.argument("data", data), out)


def sigmoid(data: Any, out: ndarray | None = None) -> ndarray:
    """``1 / (1 + exp(-x))``.

    >>> from mxgrad import np, npx
    >>> npx.sigmoid(np.array([0.0]))
    array([0.5])
    """
    return _dispatch.unary("sigmoid", _dispatch.argument("data", data), out)


def softmax(
    data: Any, length: Any = None, axis: int = -1, temperature: float | None = None, use_length: bool = False,
    dtype: DTypeLike = None, out: ndarray | None = None,
) -> ndarray:  # fmt: skip
    """``exp(x) / sum(exp(x))`` along `axis`.

    Parameters
    ----------
    length
        With `use_length`: how many elements along `axis` count, for each of the other positions; the rest gives 0.
    temperature
        Divides `data` first.
    dtype
        Of the result; floating point.

    Examples
    --------
    >>> from mxgrad import np, npx
    >>> npx.softmax(np.zeros(4))
    array([0.25, 0.25, 0.25, 0.25])
    """
    return _softmax("softmax", data, length, axis, temperature, use_length, dtype, out)


def log_softmax(
    data: Any, axis: int = -1, length: Any = None, temperature: float | None = None, use_length: bool = False,
    dtype: DTypeLike = None, out: ndarray | None = None,
) -> ndarray:  # fmt: skip
    """``log(softmax(x))``, computed without overflow. Parameters as of `softmax`; the rest gives -inf.

    >>> from mxgrad import np, npx
    >>> npx.log_softmax(np.zeros(2))
    array([-0.6931472, -0.6931472])
    """
    return _softmax("log_softmax", data, length, axis, temperature, use_length, dtype, out)


def masked_softmax(
    data: Any, mask: Any, axis: int = -1, temperature: float | None = 1.0, out: ndarray | None = None
) -> ndarray:
    """`softmax` over the elements where the boolean `mask` is true; the others give 0.

    >>> from mxgrad import np, npx
    >>> npx.masked_softmax(np.zeros(3), np.array([True, True, False], dtype=bool))
    array([0.5, 0.5, 0. ])
    """
    x = _dispatch.argument("data", data)
    return _masked("softmax", x, _dispatch.argument("mask", mask), axis, temperature, out)


def masked_log_softmax(
    data: Any, mask: Any, axis: int = -1, temperature: float | None = 1.0, out: ndarray | None = None
) -> ndarray:
    """`log_softmax` over the elements where the boolean `mask` is true; the others give -inf.

    >>> from mxgrad import np, npx
    >>> npx.masked_log_softmax(np.zeros(2), np.array([True, False], dtype=bool))
    array([  0., -inf])
    """
    x = _dispatch.argument("data", data)
    return _masked("log_softmax", x, _dispatch.argument("mask", mask), axis, temperature, out)


def _softmax(
    name: str, data: Any, length: Any, axis: int, temperature: float | None, use_length: bool, dtype: DTypeLike,
    out: ndarray | None,
) -> ndarray:  # fmt: skip
    x = _dispatch.argument("data", data)
    if dtype is not None:
        x = x.astype(dtype, copy=False)
    if use_length or length is not None:
        if length is None:
            raise MXNetValueError(f"{name} with use_length=True needs length")
        lengths = _dispatch.argument("length", length).asnumpy()
        along = _dispatch.axis_in(axis, x.ndim)
        line = [1] * x.ndim
        line[along] = -1
        mask = _dispatch.host_arange(x.shape[along]).reshape(line) < _np.expand_dims(lengths, along)
        return _masked(name, x, _dispatch.lift(_np.broadcast_to(mask, x.shape), x._backend), axis, temperature, out)
    if temperature is not None and temperature != 1:
        x = x / temperature
    result = x._backend.ops[name](x, _dispatch.axis_in(axis, x.ndim))
    return result if out is None else _dispatch.write(out, result)


def _masked(name: str, x: ndarray, mask: ndarray, axis: int, temperature: float | None, out: ndarray | None) -> ndarray:
    where = x._backend.ops["where"]
    keep = mask.astype(bool, copy=False)
    low = where(keep, x, float(_np.finfo(_float_dtype(x)).min) / 2)
    result = _softmax(name, low, None, axis, temperature, False, None, None)
    result = where(keep, result, 0.0 if name == "softmax" else -_np.inf)
    return result if out is None else _dispatch.write(out, result)


def _float_dtype(x: ndarray) -> Any:
    return x.dtype if dtypes.is_inexact(x.dtype) else dtypes.default_float()


def one_hot(
    data: Any = None, depth: int | None = None, on_value: float = 1.0, off_value: float = 0.0,
    dtype: DTypeLike = "float32", out: ndarray | None = None, *, indices: Any = None,
) -> ndarray:  # fmt: skip
    """Vectors of length `depth` with `on_value` at the index and `off_value` elsewhere, along a new last axis.

    An index out of range gives `off_value` everywhere. `indices` is MXNet 1.9's name of `data`.

    >>> from mxgrad import np, npx
    >>> npx.one_hot(np.array([1, 0]), 3)
    array([[0., 1., 0.],
           [1., 0., 0.]])
    """
    index = _dispatch.argument("data", indices if data is None else data)
    if depth is None:
        raise MXNetValueError("one_hot needs depth, the length of the vectors")
    backend = index._backend
    positions = ndarray(backend, backend.from_host(_dispatch.host_arange(depth), None))
    at = backend.ops["equal"](expand_dims(index.astype("int64", copy=False), -1), positions)
    wanted = dtypes.as_dtype(dtype)
    on, off = (_dispatch.lift(value, backend).astype(wanted, copy=False) for value in (on_value, off_value))
    result = backend.ops["where"](at, on, off)
    return result if out is None else _dispatch.write(out, result)


def pick(
    data: Any, index: Any, axis: int | None = -1, keepdims: bool = False, mode: str = "clip",
    out: ndarray | None = None,
) -> ndarray:  # fmt: skip
    """One element of `data` for each position: along `axis`, the one at `index`.

    Parameters
    ----------
    mode : {'clip', 'wrap'}
        What an index out of range does: take the nearest, or count modulo the length.

    Examples
    --------
    >>> from mxgrad import np, npx
    >>> npx.pick(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([1, 0]))
    array([2., 3.])
    """
    x = _dispatch.argument("data", data)
    host = _dispatch.host_index(index).astype(_np.int64)
    if axis is None:
        x, axis = x.reshape(-1), 0
    along = _dispatch.axis_in(axis, x.ndim)
    length = x.shape[along]
    if mode not in ("clip", "wrap"):
        raise MXNetValueError(f"mode is 'clip' or 'wrap', not {mode!r}")
    host = host.clip(0, length - 1) if mode == "clip" else host % length
    if host.ndim == x.ndim - 1:
        host = _np.expand_dims(host, along)
    target = tuple(1 if i == along else n for i, n in enumerate(x.shape))
    try:
        host = _np.broadcast_to(host, target)
    except ValueError:
        raise MXNetValueError(f"pick: index of shape {host.shape} does not fit data of shape {x.shape}") from None
    result = take_along_axis(x, host, along)
    result = result if keepdims else result.squeeze(along)
    return result if out is None else _dispatch.write(out, result)


def sequence_mask(
    data: Any, sequence_length: Any = None, use_sequence_length: bool = False, value: float = 0.0, axis: int = 0,
    out: ndarray | None = None,
) -> ndarray:  # fmt: skip
    """`data` with `value` behind the end of each sequence; unchanged unless `use_sequence_length` is true.

    Parameters
    ----------
    data
        Sequences along `axis`, of which the other one of the first two axes counts the sequences.
    sequence_length
        The length of each sequence, a vector.
    axis : {0, 1}
        Where the steps of a sequence are.

    Examples
    --------
    >>> from mxgrad import np, npx
    >>> npx.sequence_mask(np.ones((2, 3)), np.array([1, 2]), True, value=-1, axis=1)
    array([[ 1., -1., -1.],
           [ 1.,  1., -1.]])
    """
    x = _dispatch.argument("data", data)
    if use_sequence_length is (sequence_length is None):
        raise MXNetValueError("sequence_mask takes sequence_length and use_sequence_length=True together, or neither")
    if x.ndim < 2 or axis not in (0, 1):
        raise MXNetValueError(f"sequence_mask takes sequences along axis 0 or 1 of 2 axes or more: {axis=}, {x.shape}")
    if sequence_length is None:
        result = x.copy()
    else:
        lengths = _dispatch.host_index(sequence_length).astype(_np.int64)
        if lengths.shape != x.shape[1 - axis : 2 - axis]:
            raise MXNetValueError(f"sequence_mask: sequence_length of shape {lengths.shape} for data of {x.shape}")
        inside = _np.arange(x.shape[axis]) < lengths[:, None]
        inside = inside.T if axis == 0 else inside
        mask = _dispatch.beside(inside.reshape(*inside.shape, *[1] * (x.ndim - 2)), x)
        result = x._backend.ops["where"](mask, x, dtypes.written(value, x.dtype))
    return result if out is None else _dispatch.write(out, result)


def topk(
    data: Any, axis: int | None = -1, k: int = 1, ret_typ: str = "indices", is_ascend: bool = False,
    dtype: DTypeLike = "float32", out: ndarray | None = None,
) -> Any:  # fmt: skip
    """The `k` largest (with `is_ascend` smallest) elements along `axis` (None: flattened).

    Parameters
    ----------
    k
        How many; below 1 means all.
    ret_typ : {'indices', 'value', 'both', 'mask'}
        What to return: where they are, what they are (differentiable), both, or an array of 0 and 1.
    dtype
        Of the indices.

    Examples
    --------
    >>> from mxgrad import np, npx
    >>> npx.topk(np.array([1.0, 3.0, 2.0]), k=2, ret_typ="value")
    array([3., 2.])
    """
    if ret_typ not in ("indices", "value", "both", "mask"):
        raise MXNetValueError(f"ret_typ is 'indices', 'value', 'both' or 'mask', not {ret_typ!r}")
    x = _dispatch.argument("data", data)
    shape = x.shape
    if axis is None:
        x, axis = x.reshape(-1), 0
    along = _dispatch.axis_in(axis, x.ndim)
    length = x.shape[along]
    if k > length:
        raise MXNetValueError(f"topk: k is {k}, axis {along} has length {length}")
    count = k if k > 0 else length
    descending = x if is_ascend else ~x if x.dtype.kind in "iu" else -x  # minus overflows; ~ reverses the order, too
    ordered = argsort(descending, along)
    index = ordered[(*(slice(None),) * along, slice(0, count))].asnumpy()
    if ret_typ == "mask":
        mask = _np.zeros(x.shape, x.dtype)
        _np.put_along_axis(mask, index, 1, along)
        marked = _dispatch.lift(mask.reshape(shape), x._backend)
        return marked if out is None else _dispatch.write(out, marked)
    backend = x._backend
    indices = ndarray(backend, backend.from_host(index.astype(dtypes.as_dtype(dtype)), None))
    if ret_typ == "indices":
        return indices if out is None else _dispatch.write(out, indices)
    values = take_along_axis(x, index, along)
    if ret_typ == "value":
        return values if out is None else _dispatch.write(out, values)
    return [values, indices]


def batch_dot(
    a: Any = None, b: Any = None, transpose_a: bool = False, transpose_b: bool = False,
    forward_stype: str | None = None, out: ndarray | None = None, *, lhs: Any = None, rhs: Any = None,
) -> ndarray:  # fmt: skip
    """Matrix products over a batch: the leading axes of `a` and `b` are equal.

    `lhs` and `rhs` are MXNet 1.9's names of `a` and `b`.

    >>> from mxgrad import np, npx
    >>> npx.batch_dot(np.ones((2, 3, 4)), np.ones((2, 4, 5))).shape
    (2, 3, 5)
    """
    if forward_stype not in (None, "default"):
        raise MXNetValueError(f"forward_stype={forward_stype!r}: arrays are dense")
    x, y = _dispatch.argument("a", lhs if a is None else a), _dispatch.argument("b", rhs if b is None else b)
    if x.ndim < 3 or x.ndim != y.ndim or x.shape[:-2] != y.shape[:-2]:
        raise MXNetValueError(f"batch_dot needs equal batch axes and 3 or more axes: got {x.shape} and {y.shape}")
    x = x.swapaxes(-1, -2) if transpose_a else x
    y = y.swapaxes(-1, -2) if transpose_b else y
    result = x._backend.ops["matmul"](x, y)
    return result if out is None else _dispatch.write(out, result)


def dropout(
    data: Any, p: float = 0.5, mode: str = "training", axes: Any = (), cudnn_off: bool = False,
    out: ndarray | None = None,
) -> ndarray:  # fmt: skip
    """Zero elements with probability `p` and scale the others by ``1 / (1 - p)``, in training mode.

    Parameters
    ----------
    mode : {'training', 'always'}
        When to drop: only in training mode, or always.
    axes
        Axes along which elements share their fate.

    Examples
    --------
    >>> from mxgrad import np, npx
    >>> npx.dropout(np.ones(3), p=0.5)
    array([1., 1., 1.])
    """
    x = _dispatch.argument("data", data)
    if not 0 <= p <= 1:
        raise MXNetValueError(f"dropout: p is a probability, not {p}")
    if mode not in ("training", "always"):
        raise MXNetValueError(f"mode is 'training' or 'always', not {mode!r}")
    if p == 0 or not (mode == "always" or STATE.training):
        result = x.copy()
    elif p == 1:
        result = x * 0
    else:
        from mxgrad import _streams

        shared = {_dispatch.axis_in(axis, x.ndim) for axis in axes}
        shape = tuple(1 if i in shared else n for i, n in enumerate(x.shape))
        factors = _streams.dropout_factors(shape, p, (x.ctx.device_type, x.ctx.device_id))
        mask = _dispatch.lift(factors.astype(_float_dtype(x)), x._backend)
        result = x._backend.ops["multiply"](x, mask)
    return result if out is None else _dispatch.write(out, result)
