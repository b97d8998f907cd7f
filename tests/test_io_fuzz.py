"""Damaged and hostile files: a clear error or arrays, never anything else, and no memory by sizes that lie."""

from __future__ import annotations

import io
import os
import struct
import tracemalloc
import zipfile

import numpy as onp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from io_files import V1, V2, V3, archive, array_list, dense, npy, npy_of, sparse
from mxgrad import np, npx
from mxgrad._formats import npz
from mxgrad.array import ndarray
from mxgrad.base import MXNetError, MXNetValueError

EXAMPLES = int(os.environ.get("MXGRAD_FUZZ_EXAMPLES", "300"))
FUZZ = settings(
    max_examples=EXAMPLES, deadline=None, derandomize="MXGRAD_FUZZ_EXAMPLES" not in os.environ,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)  # fmt: skip
MEMORY = 64 << 20
"""More than any file here can need: 1024 times what a sparse array of a few bytes has, or 16 MB, twice."""

A = onp.arange(1, 7, dtype="float32").reshape(2, 3)
B = onp.array([1, -2], dtype="int64")
T = onp.array([True, False])
SEEDS = [
    array_list([dense(A), dense(B), dense(T)], [b"arg:a", b"aux:b", b"t"]),
    array_list([dense(A, None), dense(B, V1), dense(A, V2)]),
    array_list([sparse(1, (4, 3), A, onp.array([2, 0]))]),
    array_list([sparse(2, (3, 4), A[0, :2], onp.array([0, 1, 1, 2]), onp.array([3, 0]))]),
    npy(A),
    npy(onp.asfortranarray(A.astype(">f8")), (3, 0)),
    npy(T, (2, 0)),
    archive({"a.npy": npy(A), "b/c.npy": npy(B)}),
    archive({"a.npy": npy(onp.zeros((50, 50))), "b.npy": npy(B)}, zipfile.ZIP_DEFLATED),
    archive(
        {
            "w/data.npy": npy(A),
            "w/indices.npy": npy(onp.array([2, 0])),
            "w/shape.npy": npy(onp.array([4, 3])),
            "w/format.npy": npy_of("{'descr': '|s10{'descr': '<i8', 'shape': (), }", b"row_sparse"),
        }
    ),
]
SIZES = st.one_of(
    st.integers(0, 40),
    st.sampled_from([2**31 - 1, 2**31, 2**32 - 1, 2**40, 2**62, 2**63 - 1, 2**63, 2**64 - 1, 2**64 - 2, 0x112]),
    st.integers(0, 2**64 - 1),
)


def npz_write(file: io.BytesIO, arrays: dict[str, ndarray]) -> None:
    npz.write(file, {name: x.asnumpy() for name, x in arrays.items()})


def check(content: bytes) -> None:
    """Load it in every way."""
    for load in (npx.load, np.load):
        tracemalloc.start()
        try:
            found = load(io.BytesIO(content))
            if not isinstance(found, ndarray):
                found = list(found.values()) if hasattr(found, "values") else found
                assert all(isinstance(x, ndarray) for x in found)
        except MXNetError as error:
            assert isinstance(error, ValueError | TypeError | OSError | KeyError) and str(error)
        finally:
            _, peak = tracemalloc.get_traced_memory()
            tracemalloc.stop()
        assert peak < MEMORY, f"{peak} bytes for a file of {len(content)}"


@pytest.mark.parametrize("seed", range(len(SEEDS)))
def test_the_seeds_are_sound(seed):
    assert npx.load(io.BytesIO(SEEDS[seed])) is not None


@FUZZ
@given(st.sampled_from(SEEDS), st.data())
def test_cut_and_flipped(content, data):
    content = bytearray(content)
    for _ in range(data.draw(st.integers(0, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    start = data.draw(st.sampled_from([0, 0, 0, 1, 8]))
    check(bytes(content[start : data.draw(st.integers(0, len(content)))]))


@FUZZ
@given(st.sampled_from(SEEDS), st.data())
def test_sizes_that_lie(content, data):
    content = bytearray(content)
    for _ in range(data.draw(st.integers(1, 2))):
        width = data.draw(st.sampled_from([2, 4, 8]))
        at = data.draw(st.integers(0, len(content) - width))
        content[at : at + width] = (data.draw(SIZES) % 2 ** (8 * width)).to_bytes(width, "little")
    check(bytes(content))


@FUZZ
@given(st.binary(max_size=200), st.sampled_from([b"", b"\x12\x01" + bytes(14), b"\x93NUMPY\1\0", b"PK\3\4", b"PK\5\6"]))
def test_noise(noise, mark):
    check(mark + noise)


FIELDS = st.one_of(SIZES.map(lambda n: struct.pack("<Q", n)), st.integers(-2, 70).map(lambda n: struct.pack("<i", n)))


@FUZZ
@given(st.lists(st.one_of(FIELDS, st.sampled_from([struct.pack("<I", v) for v in (V1, V2, V3)])), max_size=20))
def test_lists_of_plausible_fields(fields):
    check(struct.pack("<QQQ", 0x112, 0, 2) + b"".join(fields))


LITERALS = st.recursive(
    st.sampled_from(
        ["'<f4'", "'|O'", "True", "False", "(2,)", "()", "(1, 2)", "None", "-1", "1e9", "'", '"', "9" * 30, "0x7f",
         "('a', '<f4')", "__import__('os').abort()", "{", "}", "\\", "\0", "é", "'\\x93'", "f'{1}'", "b''", "..."]
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4).map(lambda parts: f"({', '.join(parts)})"),
        st.lists(inner, max_size=4).map(lambda parts: f"[{', '.join(parts)}]"),
        st.lists(st.tuples(inner, inner), max_size=3).map(
            lambda parts: "{" + ", ".join(f"{key}: {value}" for key, value in parts) + "}"
        ),
        st.tuples(st.sampled_from(["-", "not ", "lambda: ", "+", "*", "("]), st.integers(1, 3000)).map(
            lambda pair: pair[0] * pair[1]
        ),
    ),
    max_leaves=6,
)  # fmt: skip


@FUZZ
@given(LITERALS, LITERALS, LITERALS, st.permutations(["descr", "fortran_order", "shape"]), st.booleans())
def test_headers_of_any_literal(descr, fortran, shape, order, sound):
    values = {"descr": descr, "fortran_order": fortran, "shape": shape}
    if sound:
        values |= {"fortran_order": "False", "descr": "'<f4'"}
    header = "{" + ", ".join(f"'{key}': {values[key]}" for key in order) + "}"
    check(npy_of(header.encode("utf8").decode("latin1")[:60000], bytes(32)))


@FUZZ
@given(st.dictionaries(st.text(max_size=30), st.one_of(st.binary(max_size=150), st.sampled_from(SEEDS)), max_size=4))
def test_archives_of_anything(entries):
    named = {f"a{name}.npy".encode("utf8", "replace").decode(): content for name, content in entries.items()}
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        check(archive(named | {"w/format.npy": b""}, method))


NAMES = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=20)


@FUZZ
@given(st.lists(NAMES, max_size=4, unique=True))
def test_names_come_back(names):
    arrays = {name: np.array([float(i)]) for i, name in enumerate(names)}
    for write in (npx.save, npz_write):
        file = io.BytesIO()
        write(file, arrays)
        file.seek(0)
        found = npx.load(file)
        assert {name: x.tolist() for name, x in dict(found).items()} == {n: [i] for i, n in enumerate(names)}


def test_bombs():
    """What unpacks to gigabytes is unpacked only as far as there is data, and only as far as an array goes."""
    big = "{'descr': '|u1', 'fortran_order': False, 'shape': (4000000000, ), }"
    check(npy_of(big, bytes(100)))
    check(archive({"a.npy": npy_of(big, bytes(100))}))
    check(archive({"a.npy": npy_of(big, bytes(100_000))}, zipfile.ZIP_DEFLATED))
    check(archive({f"{i}.npy": npy_of(big, bytes(100_000)) for i in range(50)}, zipfile.ZIP_DEFLATED))
    inner = archive({"a.npy": npy(onp.zeros(10_000_000, "u1"))}, zipfile.ZIP_DEFLATED)
    nested = archive({f"{i}.zip": inner for i in range(20)})
    check(archive({"a.npy": npy(A) + bytes(100_000_000)}, zipfile.ZIP_DEFLATED))
    check(nested)  # archives in archives stay closed
    assert npx.load(io.BytesIO(nested)) == {}


class Endless(io.RawIOBase):
    """A stream that never ends, as from a hostile server."""

    given = 0

    def __init__(self, start: bytes) -> None:
        self._start = start

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:
        part = self._start[: len(buffer)] or bytes(len(buffer))
        self._start = self._start[len(part) :]
        buffer[: len(part)] = part
        self.given += len(part)
        return len(part)


@pytest.mark.parametrize("start", [b"", b"hello world", array_list([dense(A)], named=7), b"\x93NUMPY\1\0\xff\xff"])
def test_endless_streams(start):
    stream = Endless(start)
    with pytest.raises(MXNetError):
        npx.load(stream)
    assert stream.given < 1 << 20
    stream = Endless(npy(A))
    assert np.load(stream).tolist() == A.tolist() and stream.given < 1 << 20


@pytest.mark.parametrize("count", [1000, 2**40])
def test_many_arrays_of_no_elements(count):
    """The least that an array can take of a file: what is promised beyond is an error, and costs nothing."""
    one = dense(onp.zeros(0, "u1"), None)
    with pytest.raises(MXNetValueError):
        npx.load(io.BytesIO(array_list([one] * 999, count=count)))
