"""Files: NumPy's `.npy` and `.npz`, and text. MXNet's own formats are `mxgrad.npx`'s."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import TracebackType
from typing import Any

import numpy as _np

from mxgrad._formats import ndarray_list, npy, npz
from mxgrad._formats.source import Source, of_stream, open_path, os_error
from mxgrad._formats.target import path_of, writing
from mxgrad.array import ndarray
from mxgrad.base import MXNetError, MXNetTypeError, MXNetValueError
from mxgrad.dtypes import as_dtype
from mxgrad.np.creation import Device, asarray
from mxgrad.np.creation import _new as new_array


def values_of(value: Any) -> _np.ndarray[Any, Any]:
    """What is to be written for `value`: its values, outside any graph, as for `ndarray.asnumpy`."""
    x = value.detach() if isinstance(value, ndarray) else value
    host = _np.asarray(x) if isinstance(x, (_np.ndarray, _np.generic)) else asarray(x).asnumpy()
    as_dtype(host.dtype)
    return host


def _named(file: Any, suffix: str) -> Any:
    """The name of the file with its suffix, as NumPy gives it."""
    if hasattr(file, "write"):
        return file
    path = path_of(file)
    return path if path.endswith(suffix) else path + suffix


def save(file: Any, arr: Any, allow_pickle: bool = True, fix_imports: bool = True) -> None:
    """Write an array to a `.npy` file.

    Parameters
    ----------
    file
        A path, which gets the suffix if it lacks it, or a binary file object. A file of that name is replaced when all
        is written, and stays as it is if that fails.
    arr
        An array, of any backend, also one that is being recorded; or what `array` takes.
    allow_pickle, fix_imports
        NumPy's. There are no arrays of objects, so nothing is ever pickled.

    Examples
    --------
    >>> import io
    >>> from mxgrad import np
    >>> file = io.BytesIO()
    >>> np.save(file, np.array([1.0, 2.0]))
    >>> _ = file.seek(0)
    >>> np.load(file)
    array([1., 2.])
    """
    host = values_of(arr)
    with writing(_named(file, ".npy")) as stream:
        npy.write(stream, host)


def savez(file: Any, *args: Any, **kwds: Any) -> None:
    """Write arrays to a `.npz` file: those given by position as `arr_0`, `arr_1`, …, others under their names.

    `file` is as for `save`, its suffix `.npz`.

    >>> import io
    >>> from mxgrad import np
    >>> file = io.BytesIO()
    >>> np.savez(file, np.zeros(2), bias=np.ones(1))
    >>> _ = file.seek(0)
    >>> dict(np.load(file))
    {'bias': array([1.]), 'arr_0': array([0., 0.])}
    """
    _savez(file, args, kwds, compressed=False)


def savez_compressed(file: Any, *args: Any, **kwds: Any) -> None:
    """The same, compressed.

    >>> import io
    >>> from mxgrad import np
    >>> file = io.BytesIO()
    >>> np.savez_compressed(file, zeros=np.zeros(10000))
    >>> file.tell() < 1000
    True
    """
    _savez(file, args, kwds, compressed=True)


def numbered(args: tuple[Any, ...], kwds: dict[str, Any]) -> dict[str, Any]:
    """Arrays by name: `args` get theirs from their place."""
    found = dict(kwds)
    for i, value in enumerate(args):
        if f"arr_{i}" in found:
            raise MXNetValueError(f"Naming conflict between arg {i} and kwargs: arr_{i} is the name of both")
        found[f"arr_{i}"] = value
    return found


def _savez(file: Any, args: tuple[Any, ...], kwds: dict[str, Any], compressed: bool) -> None:
    hosts = {name: values_of(value) for name, value in numbered(args, kwds).items()}
    with writing(_named(file, ".npz")) as stream:
        npz.write(stream, hosts, compressed)


class NpzFile(Mapping[str, ndarray]):
    """The arrays of a `.npz` file by name, each read when asked for; close it, or use it in a `with` statement."""

    def __init__(self, source: Source, own: Any, ctx: Device, device: Device) -> None:
        self._own = own
        self._ctx, self._device = ctx, device
        self._archive = npz.Archive(source)
        self._name = source.name

    @property
    def files(self) -> list[str]:
        """The names."""
        return list(self._archive)

    def __getitem__(self, key: str) -> ndarray:
        if key not in self._archive and key.endswith(".npy"):  # NumPy takes the name of the entry, too
            key = key.removesuffix(".npy")
        return new_array(self._archive[key], self._ctx, self._device)

    def __contains__(self, key: object) -> bool:
        return key in list(self._archive)

    def __iter__(self) -> Iterator[str]:
        return iter(self._archive)

    def __len__(self) -> int:
        return len(self._archive)

    def __repr__(self) -> str:
        return f"NpzFile {self._name!r} with keys: {', '.join(self._archive)}"

    def close(self) -> None:
        """Close the file; arrays that were read stay."""
        self._archive.close()
        if self._own is not None:
            self._own.close()

    def __enter__(self) -> NpzFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __del__(self) -> None:
        if getattr(self, "_own", None) is not None:
            self._own.close()


def load(
    file: Any,
    mmap_mode: None = None,
    allow_pickle: bool = False,
    fix_imports: bool = True,
    encoding: str = "ASCII",
    *,
    max_header_size: int = 10000,
    ctx: Device = None,
    device: Device = None,
) -> ndarray | NpzFile:
    """The array of a `.npy` file, or the arrays of a `.npz` file by name, on the active backend.

    Files written by NumPy, MXNet 2.0 and mxgrad are read, whatever their byte order, order in memory and
    compression; damaged ones are an error. Nothing is ever unpickled.

    Parameters
    ----------
    file
        A path or a binary file object.
    mmap_mode, allow_pickle
        Must be left alone: arrays are copies in the memory of the backend, and files cannot run code.
    fix_imports, encoding, max_header_size
        NumPy's, for pickles.
    ctx, device
        Where to put the arrays.

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
    >>> from mxgrad import np
    >>> file = io.BytesIO()
    >>> np.savez(file, a=np.zeros(1), b=np.ones(2))
    >>> _ = file.seek(0)
    >>> with np.load(file) as arrays:
    ...     arrays.files, arrays["b"]
    (['a', 'b'], array([1., 1.]))
    """
    if mmap_mode is not None:
        raise MXNetValueError(
            f"load(mmap_mode={mmap_mode!r}) is not possible: arrays are copies in the memory of a backend"
        )
    if allow_pickle:
        raise MXNetValueError("load never unpickles, so allow_pickle must be False: a pickle can run any code")
    own = None if hasattr(file, "read") else open_path(file)
    try:
        source = of_stream(file if own is None else own)
        start = source.peek(8)
        if start[:4] in npz.MAGIC:
            found, own = NpzFile(source, own, ctx, device), None
            return found
        if not start.startswith(npy.MAGIC):
            raise unknown(source, start, "a .npy or .npz file")
        return new_array(npy.read(source), ctx, device)
    finally:
        if own is not None:
            own.close()


def unknown(source: Source, start: bytes, wanted: str) -> MXNetError:
    """The error for a file of another format."""
    marks = (ndarray_list.MAGIC, npy.MAGIC, *npz.MAGIC)
    if any(mark.startswith(start) and mark != start for mark in marks):  # also when it is empty
        return source.short(wanted, len(start) + 1, len(start))
    hint = ""
    if start == ndarray_list.MAGIC:
        hint = ": it is a list of arrays of MXNet, which npx.load reads"
    elif start.startswith(b"\x1f\x8b"):
        hint = ": it is compressed; open it with gzip.open, and load the file object"
    elif start[0] == 0x80:
        hint = ": it looks like a pickle, and reading one could run any code"
    return source.error(f"it is not {wanted}{hint or f', it begins with {start!r}'}")


def genfromtxt(*args: Any, ctx: Device = None, device: Device = None, **kwargs: Any) -> ndarray:
    """An array of the numbers in a text, with missing ones filled in: `numpy.genfromtxt`, whose arguments it takes.

    The dtype is float64 if none is given, and with ``dtype=None`` what the numbers are.

    Raises
    ------
    MXNetOSError
        The file cannot be read; as a `FileNotFoundError` if there is none.
    MXNetValueError
        Rows have different lengths.
    MXNetTypeError
        Columns have different types, or are no numbers.

    Examples
    --------
    >>> from mxgrad import np
    >>> np.genfromtxt(["1,2", "3,"], delimiter=",", filling_values=0)
    array([[1., 2.],
           [3., 0.]], dtype=float64)
    """
    try:
        host = _np.genfromtxt(*args, **kwargs)
    except MXNetError:
        raise
    except OSError as error:
        raise os_error(error) from error
    except ValueError as error:
        raise MXNetValueError(str(error)) from error
    except TypeError as error:
        raise MXNetTypeError(str(error)) from error
    if not isinstance(host, _np.ndarray) or host.dtype.names is not None:
        raise MXNetTypeError("genfromtxt: an array has one dtype; choose columns of one type with usecols")
    if host.dtype.kind not in "biufc":
        raise MXNetTypeError(f"genfromtxt: there are no arrays of {host.dtype}; choose columns of numbers with usecols")
    as_dtype(host.dtype)
    return new_array(_np.asarray(host), ctx, device)


__all__ = ["NpzFile", "genfromtxt", "load", "save", "savez", "savez_compressed"]
