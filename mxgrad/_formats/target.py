"""Writing a file so that it is there whole or not at all."""

from __future__ import annotations

import contextlib
import io
import os
import stat
from collections.abc import Iterator
from typing import IO, Any

from mxgrad._formats.source import os_error
from mxgrad.base import MXNetError, MXNetTypeError, MXNetValueError


def path_of(file: Any) -> str:
    """The path that `file` is.

    Raises
    ------
    MXNetTypeError
        It is none.
    """
    try:
        return os.fsdecode(file)
    except TypeError:
        raise MXNetTypeError(f"file must be a path or a binary file object, not {type(file).__name__}") from None


@contextlib.contextmanager
def writing(file: Any) -> Iterator[IO[bytes]]:
    """A stream to write to: `file` itself if it is a file object, else one that becomes the file at that path.

    What is written goes to a file beside it, which takes its place when all is on the disk. An error, or the end of
    the process, on the way leaves the old file as it was.
    """
    if hasattr(file, "write"):
        if isinstance(file, io.TextIOBase):
            raise MXNetTypeError(f"{type(file).__name__} takes text, not bytes: open the file in binary mode, 'wb'")
        try:
            yield file
        except MXNetError:
            raise
        except OSError as error:
            raise os_error(error) from error
        return
    name = path_of(file)
    try:
        path = os.path.realpath(name)  # behind a link: the link stays
        if os.path.exists(path) and not os.path.isfile(path):
            with open(path, "wb") as stream:  # a pipe or a device cannot be replaced, a folder is an error
                yield stream
            return
        with _beside(path) as stream:
            yield stream
    except MXNetError:
        raise
    except OSError as error:
        raise os_error(error) from error
    except ValueError as error:
        if "\0" not in name:
            raise
        raise MXNetValueError(f"{name!r} is no name of a file: {error}") from error


@contextlib.contextmanager
def _beside(path: str) -> Iterator[IO[bytes]]:
    new = os.path.join(os.path.dirname(path), f".mxgrad-{os.getpid()}-{os.urandom(4).hex()}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        number = os.open(new, flags, 0o666)  # less what the process takes away: the rights of any new file
    except OSError as error:
        error.filename = path
        raise
    try:
        with open(number, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(number)
        with contextlib.suppress(FileNotFoundError):
            os.chmod(new, stat.S_IMODE(os.stat(path).st_mode))
        os.replace(new, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(new)
        raise
