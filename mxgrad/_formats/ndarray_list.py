"""MXNet's binary list of arrays: what `mx.nd.save`, `npx.save` of 1.x and Gluon's `.params` files are."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import IO, Any, Final

import numpy as np

from mxgrad import dtypes
from mxgrad._formats import npy, sparse
from mxgrad._formats.source import MAX_NDIM, Source
from mxgrad.base import MXNetTypeError, MXNetValueError

_LIST: Final = 0x112
MAGIC: Final = _LIST.to_bytes(8, "little")

# An array begins with the version of its layout; before there were versions, with its number of axes.
_V1, _V2, _V3 = 0xF993FAC8, 0xF993FAC9, 0xF993FACA
_CPU: Final = (1, 0)

FLAGS: Final = {
    0: "float32", 1: "float64", 2: "float16", 3: "uint8", 4: "int32", 5: "int8", 6: "int64", 7: "bool",
    8: "int16", 9: "uint16", 10: "uint32", 11: "uint64", 12: "bfloat16",
}  # fmt: skip
"""Numbers of the dtypes. MXNet 1.9.1 reads 0 to 7 and 12, 2.0 all."""
_NUMBERS: Final = {name: number for number, name in FLAGS.items()}
_DENSE: Final = 0
_AUXILIARY: Final = {_DENSE: (), 1: ("indices",), 2: ("indptr", "indices")}
"""By storage type (dense, row_sparse, csr): the index arrays that are stored beside the data, in this order."""


def read(source: Source) -> tuple[list[np.ndarray[Any, Any]], list[str]]:
    """The arrays of a file, and their names: none, or as many.

    Raises
    ------
    MXNetEOFError
        The file ends too early.
    MXNetValueError
        It is not such a file, damaged, or holds what has no dense array.
    MXNetTypeError
        It has a dtype that is not known.
    """
    magic, _, count = source.unpack("QQQ", "the beginning of a list of arrays")
    if magic != _LIST:
        raise source.error("it is not a list of arrays of MXNet")
    arrays: list[np.ndarray[Any, Any]] = []
    while len(arrays) < count:  # the count may be a lie; each array takes a few bytes of the file
        arrays.append(_array(source, f"array {len(arrays)} of {count}"))
    (named,) = source.unpack("Q", "the number of names")
    if named not in (0, count):
        raise source.error(f"it is damaged: {named} names for {count} arrays")
    names: list[str] = []
    while len(names) < named:
        what = f"name {len(names)} of {named}"
        (length,) = source.unpack("Q", what)
        try:
            names.append(source.take(length, what).decode())
        except UnicodeDecodeError as error:
            raise source.error(f"it is damaged: {what} is not UTF-8: {error}") from None
    if len({*names}) < len(names):
        raise source.error("it is damaged: two arrays have one name")
    return arrays, names


def _array(source: Source, what: str) -> np.ndarray[Any, Any]:
    (version,) = source.unpack("I", what)
    storage = source.unpack("i", what)[0] if version in (_V2, _V3) else _DENSE
    auxiliary = _AUXILIARY.get(storage)
    if auxiliary is None or (auxiliary and version == _V3):  # sparse arrays never had NumPy's shapes
        raise source.error(f"it is damaged: {what} has the unknown storage type {storage}")
    stored = _shape(source, what) if auxiliary else None
    shape = _shape(source, what) if version in (_V1, _V2, _V3) else _short_shape(source, version, what)
    if shape is None or (version != _V3 and not shape):
        # Before NumPy's shapes no axes meant that there was no array.
        raise source.error(f"{what} was never given a shape or values; remove it where the file was made")
    source.unpack("ii", what)  # the device it was on, which need not be here
    dtype = _dtype(source, what)
    if not auxiliary:
        return source.array(dtype, shape, what)
    described = [(name, _dtype(source, what), _shape(source, what)) for name in auxiliary]
    if stored is None or any(length is None for *_, length in described):
        raise source.error(f"it is damaged: {what} has parts without a shape")
    data = source.array(dtype, stored, what)
    parts = {name: source.array(kind, length or (), what) for name, kind, length in described}
    return sparse.dense(source.error, what, shape, data, **parts)


def _shape(source: Source, what: str) -> tuple[int, ...] | None:
    """A shape, None if it is not known."""
    (ndim,) = source.unpack("i", what)
    if ndim > MAX_NDIM:
        raise source.error(f"it is damaged: {what} has {ndim} axes")
    shape = source.unpack(f"{max(ndim, 0)}q", what)
    return None if ndim < 0 or min(shape, default=0) < 0 else shape


def _short_shape(source: Source, ndim: int, what: str) -> tuple[int, ...]:
    """A shape of the oldest layout: lengths of 32 bits."""
    if ndim > MAX_NDIM:
        raise source.error(f"it is damaged: {what} begins with {ndim:#x}, which is no version of the layout")
    return source.unpack(f"{ndim}I", what)


def _dtype(source: Source, what: str) -> np.dtype[Any]:
    (flag,) = source.unpack("i", what)
    name = FLAGS.get(flag)
    if name is None:
        raise MXNetTypeError(f"cannot load {source.name!r}: {what} has the unknown type number {flag}")
    found = dtypes.as_dtype(name)
    return found if name == "bfloat16" else found.newbyteorder("<")


def write(stream: IO[bytes], arrays: Sequence[np.ndarray[Any, Any]], names: Sequence[str] = ()) -> None:
    """Write the layout of version 3, as MXNet does since it has NumPy's shapes.

    Raises
    ------
    MXNetTypeError
        The format has no such dtype.
    MXNetValueError
        It cannot have such a name.
    """
    for array in arrays:
        if array.dtype.name not in _NUMBERS:
            raise MXNetTypeError(
                f"MXNet's format has no {array.dtype.name}; save it with np.save or np.savez, or as another dtype"
            )
    encoded = [_encoded(name) for name in names]
    stream.write(struct.pack("<QQQ", _LIST, 0, len(arrays)))
    for array in arrays:
        shape = struct.pack(f"<i{array.ndim}q", array.ndim, *array.shape)
        head = struct.pack("<Ii", _V3, _DENSE), shape, struct.pack("<iii", *_CPU, _NUMBERS[array.dtype.name])
        stream.write(b"".join(head))
        npy.write_data(stream, array)
    stream.write(struct.pack("<Q", len(encoded)))
    for name in encoded:
        stream.write(struct.pack("<Q", len(name)) + name)


def _encoded(name: str) -> bytes:
    if "\0" in name:
        raise MXNetValueError(f"{name!r} cannot name an array in a file: MXNet takes its null character for the end")
    try:
        return name.encode()
    except UnicodeEncodeError as error:
        raise MXNetValueError(f"{name!r} cannot name an array in a file: {error}") from None
