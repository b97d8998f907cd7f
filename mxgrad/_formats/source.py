"""Reading a stream whose contents may lie: memory is taken for what is there, not for what a size field says."""

from __future__ import annotations

import contextlib
import io
import math
import os
import struct
from collections.abc import Iterator
from typing import IO, Any, Final

import numpy as np

from mxgrad.base import MXNetEOFError, MXNetError, MXNetOSError, MXNetTypeError, MXNetValueError

MAX_NDIM: Final = 64
"""NumPy's limit."""
_CHUNK: Final = 1 << 20
_MAX_BYTES: Final = 2**63 - 1


def possible(shape: tuple[int, ...], itemsize: int) -> bool:
    """Whether there can be an array of that shape, were there memory enough."""
    if len(shape) > MAX_NDIM or min(shape, default=0) < 0:
        return False
    return math.prod(max(length, 1) for length in shape) * itemsize <= _MAX_BYTES


def os_error(error: OSError) -> MXNetError:
    """`error` as one of ours: `FileNotFoundError`, `PermissionError` … stay what they are."""
    kind = type(error)
    if kind is OSError or kind.__module__ != "builtins":
        return MXNetOSError(*error.args[:2], error.filename)
    both: type[MXNetOSError] = type(f"MXNet{kind.__name__}", (MXNetOSError, kind), {})
    return both(*error.args[:2], error.filename)


@contextlib.contextmanager
def opened(file: Any) -> Iterator[Source]:
    """The file that `file` (a path, or a binary file object) names, open for reading.

    Raises
    ------
    MXNetOSError
        It cannot be opened.
    MXNetTypeError
        It is neither a path nor a file object.
    """
    if hasattr(file, "read"):
        yield of_stream(file)
        return
    with open_path(file) as stream:
        yield of_stream(stream)


def open_path(file: Any) -> IO[bytes]:
    """The file of that name, open for reading."""
    try:
        path = os.fspath(file)
    except TypeError:
        raise MXNetTypeError(f"file must be a path or a binary file object, not {type(file).__name__}") from None
    try:
        return open(path, "rb")
    except OSError as error:
        raise os_error(error) from error
    except ValueError as error:  # a null character in the name
        raise MXNetValueError(f"{path!r} is no name of a file: {error}") from error


def of_stream(stream: Any) -> Source:
    """A source that begins where `stream` stands."""
    size = None
    raw = getattr(stream, "raw", stream)
    # Others may be seekable too, but only by unpacking what is before.
    if isinstance(raw, io.BytesIO) or (isinstance(raw, io.FileIO) and raw.seekable()):
        here = stream.tell()
        size = stream.seek(0, os.SEEK_END) - here
        stream.seek(here)
    return Source(stream, str(getattr(stream, "name", "") or type(stream).__name__), size)


class Source:
    """A binary stream, and how much of it is left.

    Parameters
    ----------
    stream
        Has `read`.
    name
        For errors.
    left
        How many bytes there are, None where nobody knows.
    exact
        Whether they are there for certain; else `left` is a promise, and no reason to take memory.
    """

    def __init__(self, stream: Any, name: str, left: int | None, exact: bool = True) -> None:
        self.stream = stream
        self.name = name
        self.left = left
        self._exact = exact and left is not None
        self._ahead = b""

    def error(self, text: str) -> MXNetValueError:
        return MXNetValueError(f"cannot load {self.name!r}: {text}")

    def short(self, what: str, wanted: int, got: int) -> MXNetEOFError:
        """The error for a file that ends too early."""
        return MXNetEOFError(f"cannot load {self.name!r}: {what} takes {wanted} bytes, and the file ends after {got}")

    def some(self, count: int) -> bytes:
        """Up to `count` bytes, none at the end."""
        if self._ahead:
            found, self._ahead = self._ahead[:count], self._ahead[count:]
            return found
        try:
            found = self.stream.read(count)
        except MXNetError:
            raise
        except OSError as error:
            raise os_error(error) from error
        except Exception as error:  # decompressors have errors of their own
            raise self.error(f"it is damaged: {error}") from error
        if not isinstance(found, bytes):
            raise MXNetTypeError(f"{self.name!r} gives {type(found).__name__}, not bytes: open it in binary mode, 'rb'")
        if self.left is not None:
            self.left -= len(found)
        return found

    def peek(self, count: int) -> bytes:
        """The next `count` bytes, fewer at the end, which stay to be read."""
        found = b""
        while len(found) < count and (part := self.some(count - len(found))):
            found += part
        self._ahead = found + self._ahead
        return found

    def _check(self, count: int, what: str) -> None:
        if self.left is not None and count > self.left + len(self._ahead):
            raise self.short(what, count, self.left + len(self._ahead))

    def take(self, count: int, what: str) -> bytes:
        """Exactly `count` bytes."""
        return bytes(self._grown(count, what))

    def _grown(self, count: int, what: str) -> bytearray:
        self._check(count, what)
        found = bytearray()
        while len(found) < count:
            part = self.some(min(_CHUNK, count - len(found)))
            if not part:
                raise self.short(what, count, len(found))
            found += part
        return found

    def unpack(self, layout: str, what: str) -> tuple[Any, ...]:
        """Little-endian numbers, laid out as `struct` says."""
        layout = "<" + layout
        return struct.unpack(layout, self.take(struct.calcsize(layout), what))

    def array(self, dtype: np.dtype[Any], shape: tuple[int, ...], what: str) -> np.ndarray[Any, Any]:
        """An array of the raw data that follows, in C order."""
        if not possible(shape, dtype.itemsize):
            raise self.error(f"it is damaged: {what} has the impossible shape {shape}")
        count = math.prod(shape) * dtype.itemsize
        self._check(count, what)
        data = self._into_new(count, what) if self._exact else np.frombuffer(self._grown(count, what), "u1")
        found = (data != 0) if dtype.kind == "b" else data.view(dtype)  # a truth value other than 0 and 1 is none
        return found.astype(dtype.newbyteorder("="), copy=False).reshape(shape)

    def seekable(self) -> tuple[IO[bytes], int]:
        """The rest as a stream that can be sought, and how many bytes it has."""
        if self.left is None:
            rest = io.BytesIO()
            while part := self.some(_CHUNK):
                rest.write(part)
            return rest, rest.tell()
        self.stream.seek(-len(self._ahead), os.SEEK_CUR)
        self.left, self._ahead = self.left + len(self._ahead), b""
        return self.stream, self.left

    def _into_new(self, count: int, what: str) -> np.ndarray[Any, Any]:
        """The same, for bytes that are there: all memory at once, and no copy on the way."""
        data = np.empty(count, "u1")
        view, done = data.data, 0
        while done < count:
            part = self.some(min(_CHUNK, count - done))
            if not part:
                raise self.short(what, count, done)
            view[done : done + len(part)] = part
            done += len(part)
        return data
