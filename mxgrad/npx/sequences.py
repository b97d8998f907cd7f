"""Sequences of different lengths in one array: their last steps, and backwards."""

from __future__ import annotations

from typing import Any

import numpy as _np

from mxgrad import _dispatch
from mxgrad.array import ndarray
from mxgrad.base import MXNetValueError


def sequence_last(
    data: Any, sequence_length: Any = None, use_sequence_length: bool = False, axis: int = 0
) -> ndarray:  # fmt: skip
    """The last step of each sequence: the one at its length, or the last of all without `use_sequence_length`.

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
    >>> npx.sequence_last(np.arange(6).reshape(3, 2), np.array([1, 3]), True)
    array([0., 5.])
    """
    x = _dispatch.argument("data", data)
    lengths = _lengths("sequence_last", x, sequence_length, use_sequence_length, axis, 1)
    each = _np.arange(len(lengths))
    return x[(lengths - 1, each) if axis == 0 else (each, lengths - 1)]


def sequence_reverse(
    data: Any, sequence_length: Any = None, use_sequence_length: bool = False, axis: int = 0
) -> ndarray:  # fmt: skip
    """Each sequence backwards, and what is behind its end as it was. Parameters as of `sequence_last`.

    >>> from mxgrad import np, npx
    >>> npx.sequence_reverse(np.arange(6).reshape(3, 2), np.array([2, 3]), True)
    array([[2., 5.],
           [0., 3.],
           [4., 1.]])
    """
    x = _dispatch.argument("data", data)
    lengths = _lengths("sequence_reverse", x, sequence_length, use_sequence_length, axis, 0)
    steps = _np.arange(x.shape[axis])[:, None]
    order = _np.where(steps < lengths, lengths - 1 - steps, steps)
    each = _np.arange(len(lengths))
    return x[(order, each[None, :]) if axis == 0 else (each[:, None], order.T)]


def _lengths(name: str, x: ndarray, given: Any, used: bool, axis: int, least: int) -> _np.ndarray[Any, Any]:
    if used is (given is None):
        raise MXNetValueError(f"{name} takes sequence_length and use_sequence_length=True together, or neither")
    if x.ndim < 2 or axis not in (0, 1):
        raise MXNetValueError(f"{name} takes sequences along axis 0 or 1 of 2 axes or more: {axis=}, {x.shape}")
    count, longest = x.shape[1 - axis], x.shape[axis]
    if given is None:
        return _np.full(count, longest)
    lengths = _dispatch.host_index(given).astype(_np.int64)
    if lengths.shape != (count,):
        raise MXNetValueError(f"{name}: sequence_length of shape {lengths.shape} for data of {x.shape}")
    if lengths.size and not least <= lengths.min() <= lengths.max() <= longest:
        raise MXNetValueError(f"{name}: lengths from {least} to {longest}, not {lengths.tolist()}")
    return lengths
