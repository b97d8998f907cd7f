"""Files of arrays put together by hand, by field: the layouts of docs/files.md, written a second time."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as onp

V1, V2, V3 = 0xF993FAC8, 0xF993FAC9, 0xF993FACA
FLAGS = {
    "float32": 0, "float64": 1, "float16": 2, "uint8": 3, "int32": 4, "int8": 5, "int64": 6, "bool": 7,
    "int16": 8, "uint16": 9, "uint32": 10, "uint64": 11, "bfloat16": 12,
}  # fmt: skip
CPU = (1, 0)


def shape(lengths: Sequence[int]) -> bytes:
    return struct.pack(f"<i{len(lengths)}q", len(lengths), *lengths)


def tail(array: Any, device: tuple[int, int] = CPU) -> bytes:
    return struct.pack("<iii", *device, FLAGS[array.dtype.name]) + array.tobytes()


def dense(array: Any, version: int | None = V3, device: tuple[int, int] = CPU) -> bytes:
    """One array in a layout; `None` is the oldest, without a version."""
    if version is None:
        return struct.pack(f"<{1 + array.ndim}I", array.ndim, *array.shape) + tail(array, device)
    storage = b"" if version == V1 else struct.pack("<i", 0)
    return struct.pack("<I", version) + storage + shape(array.shape) + tail(array, device)


def sparse(storage: int, full: Sequence[int], data: Any, *indices: Any) -> bytes:
    """row_sparse (1) has its indices, csr (2) its pointers and its indices."""
    head = struct.pack("<Ii", V2, storage) + shape(data.shape) + shape(full)
    head += struct.pack("<iii", *CPU, FLAGS[data.dtype.name])
    head += b"".join(struct.pack("<i", FLAGS[index.dtype.name]) + shape(index.shape) for index in indices)
    return head + data.tobytes() + b"".join(index.tobytes() for index in indices)


def array_list(
    arrays: Sequence[bytes], names: Sequence[bytes] = (), count: int | None = None, named: int | None = None
) -> bytes:
    """The list; `count` and `named` lie about the numbers of arrays and of names."""
    head = struct.pack("<QQQ", 0x112, 0, len(arrays) if count is None else count)
    middle = struct.pack("<Q", len(names) if named is None else named)
    return head + b"".join(arrays) + middle + b"".join(struct.pack("<Q", len(name)) + name for name in names)


def npy(array: Any, version: tuple[int, int] = (1, 0)) -> bytes:
    file = io.BytesIO()
    onp.lib.format.write_array(file, array, version=version)
    return file.getvalue()


def npy_of(header: str, data: bytes = b"") -> bytes:
    """A file with any header."""
    return b"\x93NUMPY\1\0" + struct.pack("<H", len(header)) + header.encode("latin1") + data


def archive(entries: Mapping[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as made:
        for name, content in entries.items():
            made.writestr(name, content)
    return file.getvalue()
