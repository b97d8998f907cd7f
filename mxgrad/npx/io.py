"""MXNet's files: the binary list of arrays of 1.x, and the `.npy` and `.npz` files of 2.0."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as _np

from mxgrad._formats import ndarray_list, npy, npz
from mxgrad._formats.source import Source, opened
from mxgrad._formats.target import path_of, writing
from mxgrad.array import ndarray
from mxgrad.base import MXNetTypeError, MXNetValueError
from mxgrad.np.creation import Device
from mxgrad.np.creation import _new as new_array
from mxgrad.np.io import numbered, unknown, values_of

_Host = _np.ndarray[Any, Any]


def save(file: Any, arr: ndarray | list[ndarray] | dict[str, ndarray]) -> None:
    """Write an array, a list of arrays or a dict of arrays to a file that `load` and MXNet read.

    The format is MXNet's binary list, which every release reads, and which `.params` files have. A name that ends in
    `.npy` (for one array) or `.npz` (for a dict) gives NumPy's formats, which MXNet 2.0 reads.

    Parameters
    ----------
    file
        A path or a binary file object. A file of that name is replaced when all is written, and stays as it is if that
        fails.
    arr
        Arrays of any backend; those that are being recorded are saved by value. The binary list has no complex
        numbers, and MXNet 1.9.1 knows int16 and uint16, uint32, uint64 not.

    Examples
    --------
    >>> import io
    >>> from mxgrad import np, npx
    >>> file = io.BytesIO()
    >>> npx.save(file, {"arg:weight": np.ones(2)})
    >>> _ = file.seek(0)
    >>> npx.load(file)
    {'arg:weight': array([1., 1.])}
    """
    suffix = "" if hasattr(file, "write") else path_of(file)[-4:]
    if isinstance(arr, ndarray):
        names, values = None, [arr]
    elif isinstance(arr, dict):
        names, values = list(arr), list(arr.values())
    elif isinstance(arr, list):
        names, values = None, arr
    else:
        raise MXNetValueError(
            "data needs to either be a ndarray, dict of (str, ndarray) pairs or a list of ndarrays, "
            f"not {type(arr).__name__}"
        )
    _check(names or [], values)
    hosts = [values_of(value) for value in values]
    with writing(file) as stream:
        if suffix == ".npy" and isinstance(arr, ndarray):
            npy.write(stream, hosts[0])
        elif suffix == ".npz" and names is not None:
            npz.write(stream, dict(zip(names, hosts, strict=True)))
        else:
            ndarray_list.write(stream, hosts, names or [])


def _check(names: list[Any], values: list[Any]) -> None:
    for value in [*(name for name in names if not isinstance(name, str)), *values]:
        if not isinstance(value, ndarray):
            raise MXNetTypeError(f"Only accepts dict str->ndarray or list of ndarrays, not {type(value).__name__}")


def savez(file: Any, *args: ndarray, **kwds: ndarray) -> None:
    """Write arrays to a file in the `.npz` format: those given by position as `arr_0`, …, others under their names.

    `file` is as for `save`; unlike `np.savez`, it gets no suffix.

    >>> import io
    >>> from mxgrad import np, npx
    >>> file = io.BytesIO()
    >>> npx.savez(file, np.zeros(2), bias=np.ones(1))
    >>> _ = file.seek(0)
    >>> npx.load(file)
    {'bias': array([1.]), 'arr_0': array([0., 0.])}
    """
    arrays = numbered(args, kwds)
    _check([], list(arrays.values()))
    hosts = {name: values_of(value) for name, value in arrays.items()}
    with writing(file) as stream:
        npz.write(stream, hosts)


def _list(source: Source) -> list[_Host] | dict[str, _Host]:
    arrays, names = ndarray_list.read(source)
    return dict(zip(names, arrays, strict=True)) if names else arrays


def _archive(source: Source) -> dict[str, _Host]:
    archive = npz.Archive(source)
    try:
        return dict(archive)
    finally:
        archive.close()


_FORMATS: dict[bytes, Callable[[Source], Any]] = {
    ndarray_list.MAGIC: _list,
    npy.MAGIC: npy.read,
    **dict.fromkeys(npz.MAGIC, _archive),
}
"""Readers by what a file begins with."""


def load(file: Any, *, ctx: Device = None, device: Device = None) -> Any:
    """What a file of MXNet or NumPy holds: a dict of arrays if they have names, an array for `.npy`, else a list.

    The format is seen from the contents: MXNet's binary list, in all its versions since 0.x, with or without NumPy's
    shapes; `.npy`; `.npz`. Sparse arrays become dense. Nothing is ever unpickled.

    Parameters
    ----------
    file
        A path or a binary file object.
    ctx, device
        Where to put the arrays; the device that they were saved on does not matter.

    Raises
    ------
    MXNetOSError
        The file cannot be read; as a `FileNotFoundError` if there is none.
    MXNetEOFError
        It ends too early.
    MXNetValueError, MXNetTypeError
        It is damaged, of another format, or holds no numbers.

    Examples
    --------
    >>> import io
    >>> from mxgrad import np, npx
    >>> file = io.BytesIO()
    >>> npx.save(file, [np.zeros(2), np.ones(1, dtype="int8")])
    >>> _ = file.seek(0)
    >>> npx.load(file)
    [array([0., 0.]), array([1], dtype=int8)]
    """
    with opened(file) as source:
        start = source.peek(8)
        reader = next((read for mark, read in _FORMATS.items() if start.startswith(mark)), None)
        if reader is None:
            raise unknown(source, start, "a file of arrays of MXNet or NumPy")
        found = reader(source)
    if isinstance(found, dict):
        return {name: new_array(host, ctx, device) for name, host in found.items()}
    if isinstance(found, list):
        return [new_array(host, ctx, device) for host in found]
    return new_array(found, ctx, device)


__all__ = ["load", "save", "savez"]
