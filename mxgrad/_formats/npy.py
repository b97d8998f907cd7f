"""NumPy's `.npy`: one array, behind a header that is a Python literal, which is read here without evaluating it."""

from __future__ import annotations

import re
from typing import IO, Any, Final

import numpy as np

from mxgrad import dtypes
from mxgrad._formats.source import Source
from mxgrad.base import MXNetTypeError

MAGIC: Final = b"\x93NUMPY"
_ALIGN: Final = 64
_MAX_HEADER: Final = 10_000
"""As in NumPy: headers of numbers take a few hundred characters."""
_LENGTHS: Final = {(1, 0): "H", (2, 0): "I", (3, 0): "I"}
_FIELD: Final = re.compile(
    r"""\s*(['"])(?P<key>descr|fortran_order|shape)\1\s*:\s*
        (?: (['"])(?P<text>[^'"]*)\3 | (?P<list>\[[^\[\]]*\]) | (?P<truth>True|False) | \((?P<shape>[\dL,\s]*)\) )
        \s*(?:,|(?=\}))""",
    re.VERBOSE,
)
_KINDS: Final = {"descr": ("text", "list"), "fortran_order": ("truth",), "shape": ("shape",)}
_LENGTH: Final = re.compile(r"\s*(\d{1,19})L?\s*")
_NUMBERS: Final = re.compile(r"([<>|=]?)([biufc]\d{1,2})")
_BFLOAT16: Final = "[('bfloat16', '<u2')]"
"""As MXNet 2.0 writes it. NumPy reads it as records of one number."""


def read(source: Source, what: str = "the array") -> np.ndarray[Any, Any]:
    """The array that comes next; whatever follows it stays unread.

    Raises
    ------
    MXNetEOFError
        The file ends too early.
    MXNetValueError
        It is no `.npy` file, or its header is damaged.
    MXNetTypeError
        It does not hold numbers: objects are never unpickled.
    """
    if source.take(len(MAGIC), "the mark of a .npy file") != MAGIC:
        raise source.error("it is not a .npy file")
    major, minor = source.take(2, "the version of the format")
    if (major, minor) not in _LENGTHS:
        raise source.error(f"version {major}.{minor} of the .npy format is unknown; there are 1.0, 2.0 and 3.0")
    (length,) = source.unpack(_LENGTHS[major, minor], "the length of the header")
    if length > _MAX_HEADER:
        raise source.error(f"a header of {length} characters is no header of an array of numbers")
    descr, fortran, shape = _header(source, source.take(length, "the header").decode("latin1"))
    dtype = _dtype(source, descr)
    array = source.array(dtype, shape[::-1] if fortran else shape, what)
    return array.transpose() if fortran else array


def _header(source: Source, text: str) -> tuple[str, bool, tuple[int, ...]]:
    start = re.match(r"\s*\{", text)
    at, found = start.end() if start else 0, {}
    while start and (field := _FIELD.match(text, at)):
        value = next((field[kind] for kind in _KINDS[field["key"]] if field[kind] is not None), None)
        if value is None or field["key"] in found:
            break
        found[field["key"]], at = value, field.end()
    lengths = found.get("shape", "").split(",")
    if not lengths[-1].strip():
        lengths.pop()
    elif len(lengths) == 1:
        lengths = ["a number in parentheses, not a tuple"]
    sizes = [_LENGTH.fullmatch(part) for part in lengths]
    if len(found) != len(_KINDS) or text[at:].strip() != "}" or not all(sizes):
        raise source.error(f"the header is damaged: {text[:200]!r}")
    return found["descr"], found["fortran_order"] == "True", tuple(int(size[1]) for size in sizes if size)


def _dtype(source: Source, descr: str) -> np.dtype[Any]:
    match = _NUMBERS.fullmatch(descr)
    if match:
        try:
            found = np.dtype(descr)
        except TypeError:
            found = None
        if found is not None and found.name in dtypes.SUPPORTED:
            return found
    elif descr == _BFLOAT16 or descr in ("<V2", "|V2"):  # the latter by NumPy with ml_dtypes
        return dtypes.as_dtype("bfloat16")
    if "O" in descr:
        raise MXNetTypeError(
            f"cannot load {source.name!r}: it holds Python objects, and reading them could run any code. "
            "Load a file that you trust with numpy.load(file, allow_pickle=True), and save the numbers in it"
        )
    raise MXNetTypeError(f"cannot load {source.name!r}: there are no arrays of type {descr!r}")


def write(stream: IO[bytes], array: np.ndarray[Any, Any]) -> None:
    """Write version 1.0, as NumPy does."""
    descr = _BFLOAT16 if array.dtype.name == "bfloat16" else repr(array.dtype.newbyteorder("<").str)
    text = f"{{'descr': {descr}, 'fortran_order': False, 'shape': {array.shape!r}, }}"
    start = len(MAGIC) + 4
    text += " " * (-(start + len(text) + 1) % _ALIGN) + "\n"
    stream.write(MAGIC + b"\1\0" + len(text).to_bytes(2, "little") + text.encode("latin1"))
    write_data(stream, array)


def write_data(stream: IO[bytes], array: np.ndarray[Any, Any]) -> None:
    """The raw numbers, in C order and little-endian."""
    if array.dtype.name != "bfloat16":
        array = array.astype(array.dtype.newbyteorder("<"), copy=False)
    data = np.asarray(array, order="C").reshape(-1).view("u1").data
    for start in range(0, len(data), _PART):
        stream.write(data[start : start + _PART])


_PART: Final = 1 << 24
"""Bytes of one write: streams that make copies make small ones."""
