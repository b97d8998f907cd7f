"""NumPy's `.npz`: a ZIP archive of `.npy` files, one for each name. Nothing is unpacked to the disk, so a name can
be anything."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping
from typing import IO, TYPE_CHECKING, Any, Final

import numpy as np

from mxgrad._formats import npy, sparse
from mxgrad._formats.source import Source
from mxgrad.base import MXNetError, MXNetKeyError, MXNetValueError

if TYPE_CHECKING:
    from zipfile import ZipFile, ZipInfo

MAGIC: Final = (b"PK\x03\x04", b"PK\x05\x06")
"""Of an archive, and of an empty one."""
_SUFFIX: Final = ".npy"
_STORED: Final = 0
_MAX_RATIO: Final = 1032
"""What DEFLATE gains at most."""
_SPARSE_FORMAT: Final = re.compile(rb"'descr': '\|s\d+\{'descr'")
"""The header of the entry `name/format`, which only MXNet writes, and which is no header of NumPy's."""


class Archive(Mapping[str, np.ndarray[Any, Any]]):
    """The arrays of an archive by name, each read when it is asked for.

    Raises
    ------
    MXNetValueError
        It is no archive, or one that lies about what is in it.
    """

    def __init__(self, source: Source) -> None:
        self._name = source.name
        self._error = source.error
        import zipfile  # few programs need it

        stream, size = source.seekable()
        self._zip: ZipFile = self._unzipped(lambda: zipfile.ZipFile(stream))
        packed = {zipfile.ZIP_STORED: 1, zipfile.ZIP_DEFLATED: _MAX_RATIO}
        entries = [entry for entry in self._zip.infolist() if entry.filename.endswith(_SUFFIX)]
        for entry in entries:
            self._check(entry, packed)
        if sum(entry.compress_size for entry in entries) > size:
            raise self._error("the archive is damaged: its entries overlap")
        self._entries = {entry.filename.removesuffix(_SUFFIX): entry for entry in entries}
        if len(self._entries) < len(entries):
            raise self._error("the archive is damaged: it has two arrays of one name")
        self._sparse = {name: parts for name in sparse.candidates(self._entries) if (parts := self._sparse_parts(name))}
        inner = {part for parts in self._sparse.values() for part in parts}
        self._names = [*(name for name in self._entries if name not in inner), *self._sparse]

    def _check(self, entry: ZipInfo, packed: Mapping[int, int]) -> None:
        if entry.flag_bits & 1:
            raise self._error(f"{entry.filename!r} is encrypted")
        if entry.compress_type not in packed:
            raise self._error(
                f"{entry.filename!r} is compressed by method {entry.compress_type}; "
                "those of NumPy are 0 (stored) and 8 (deflated)"
            )
        if entry.file_size > packed[entry.compress_type] * entry.compress_size:
            raise self._error(
                f"the archive is damaged: {entry.filename!r} cannot grow from {entry.compress_size} to "
                f"{entry.file_size} bytes"
            )

    def _unzipped(self, step: Callable[[], Any]) -> Any:
        try:
            return step()
        except (MXNetError, MemoryError):
            raise
        except Exception as error:  # zipfile raises a good many kinds on damaged archives
            raise self._error(f"it is not an archive that can be read: {error}") from error

    def _member(self, name: str) -> Source:
        entry = self._entries[name]
        stream = self._unzipped(lambda: self._zip.open(entry))
        stored = entry.compress_type == _STORED  # then `_check` has seen that the bytes are there
        return Source(stream, f"{self._name}: {entry.filename}", entry.file_size, exact=stored)

    def _array(self, name: str) -> np.ndarray[Any, Any]:
        source = self._member(name)
        found = npy.read(source)
        if source.some(1):  # at the end the checksum is compared
            raise source.error("more follows its array")
        return found

    def _sparse_parts(self, name: str) -> dict[str, str] | None:
        header = self._member(f"{name}/format").peek(256)
        parts = {f"{name}/{part}": part for part in sparse.PARTS if f"{name}/{part}" in self._entries}
        return parts if _SPARSE_FORMAT.search(header) else None

    def __getitem__(self, key: str) -> np.ndarray[Any, Any]:
        if key in self._sparse:
            parts = {part: self._array(path) for path, part in self._sparse[key].items() if part != "format"}
            shape = tuple(map(int, parts.pop("shape").reshape(-1)))
            return sparse.dense(self._error, key, shape, **parts)
        if key not in self._entries:
            raise MXNetKeyError(f"{self._name!r} has no array {key!r}; it has {', '.join(map(repr, self._names[:20]))}")
        return self._array(key)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def close(self) -> None:
        self._zip.close()


def write(stream: IO[bytes], arrays: Mapping[str, np.ndarray[Any, Any]], compressed: bool = False) -> None:
    """Write the archive; the same arrays give the same bytes."""
    import zipfile

    for name in arrays:
        if "\0" in name:
            raise MXNetValueError(f"{name!r} cannot name an array in a file: it has a null character")
    how = zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED
    with zipfile.ZipFile(_rewindable(stream), "w", how) as archive:
        for name, array in arrays.items():
            try:
                name.encode()
            except UnicodeEncodeError as error:
                raise MXNetValueError(f"{name!r} cannot name an array in a file: {error}") from None
            with archive.open(name + _SUFFIX, "w", force_zip64=True) as member:
                npy.write(member, array)


class _Forward:
    """A stream that only goes on: what `zipfile` takes it for if it cannot say where it stands."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.write = stream.write
        self.flush = getattr(stream, "flush", lambda: None)


def _rewindable(stream: IO[bytes]) -> Any:
    """`stream` if it is a file or memory; others, such as compressors, say that they can seek and cannot go back."""
    raw = getattr(stream, "raw", stream)
    return stream if isinstance(raw, (io.BytesIO, io.FileIO)) else _Forward(stream)
