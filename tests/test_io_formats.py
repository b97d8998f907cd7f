"""The formats, byte by byte: files of real MXNet and NumPy, and files put together by hand."""

from __future__ import annotations

import io
import pickle
import struct
import warnings
import zipfile

import numpy as onp
import pytest

from io_files import V1, V2, V3, archive, array_list, dense, npy, npy_of, shape, sparse
from mxgrad import np, npx
from mxgrad.base import MXNetEOFError, MXNetError, MXNetTypeError, MXNetValueError
from mxgrad.dtypes import NAMES
from mxnet_files import WRITTEN
from support import ROOT

DATA = ROOT / "tests" / "data"
A = onp.arange(1, 7, dtype="float32").reshape(2, 3)
B = onp.array([1, -2], dtype="int64")


def load(content: bytes):
    return npx.load(io.BytesIO(content))


def same(found, expected):
    """Whether what was loaded is a dict, a list or an array with the values, shape and dtype of `expected`."""
    if isinstance(expected, dict):
        assert isinstance(found, dict) and {*found} == {*expected}
        return all(same(found[name], expected[name]) for name in expected)
    if isinstance(expected, list):
        assert isinstance(found, list) and len(found) == len(expected)
        return all(map(same, found, expected))
    assert found.dtype == expected.dtype and found.shape == expected.shape
    onp.testing.assert_array_equal(found.asnumpy(), expected)
    return True


def arrays_of(content):
    if isinstance(content, dict):
        return {name: np.array(value) for name, value in content.items()}
    return [np.array(value) for value in content]


@pytest.mark.parametrize(("release", "name"), [(release, name) for release in WRITTEN for name in WRITTEN[release]])
def test_files_of_mxnet(release, name):
    assert same(npx.load(DATA / f"mxnet-{release}" / name), WRITTEN[release][name])


def test_np_load_reads_those_in_the_formats_of_numpy():
    folder = DATA / "mxnet-2.0.0b1"
    assert same(np.load(folder / "array.npy"), WRITTEN["2.0.0b1"]["array.npy"])
    with np.load(folder / "row_sparse.npz") as arrays:
        assert same(dict(arrays), WRITTEN["2.0.0b1"]["row_sparse.npz"])


def test_what_is_written_is_what_mxnet_writes(tmp_path):
    for name, content in WRITTEN["1.9.1"].items():
        if "legacy" not in name:
            npx.save(tmp_path / name, arrays_of(content))
            assert (tmp_path / name).read_bytes() == (DATA / "mxnet-1.9.1" / name).read_bytes(), name
    np.save(tmp_path / "array.npy", np.array(WRITTEN["2.0.0b1"]["array.npy"]))
    assert (tmp_path / "array.npy").read_bytes() == (DATA / "mxnet-2.0.0b1" / "array.npy").read_bytes()


@pytest.mark.parametrize("version", [None, V1, V2, V3])
def test_every_version_of_the_list(version):
    assert same(load(array_list([dense(A, version), dense(B, version)])), [A, B])
    assert same(
        load(array_list([dense(A, version), dense(B, version)], [b"arg:a", b"aux:b"])), {"arg:a": A, "aux:b": B}
    )
    empty = onp.zeros((0, 3), "float32")
    assert same(load(array_list([dense(empty, version), dense(A, version)])), [empty, A])


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64", *(n for n in NAMES if "int" in n), "bool"])
def test_every_type_number(dtype):
    x = onp.array([[0, 1], [1, 0]]).astype(dtype)
    assert same(load(array_list([dense(x)])), [x])


def test_bfloat16_in_every_format(tmp_path):
    ml_dtypes = pytest.importorskip("ml_dtypes")
    x = onp.array([1, -2.5, 3e38], ml_dtypes.bfloat16)
    words = x.view("uint16").astype([("bfloat16", "<u2")])
    assert same(load(array_list([dense(x)])), [x])
    assert same(load(npy(words)), x)
    file = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # NumPy cannot tell what its '<V2' is
        onp.save(file, x)
    assert same(load(file.getvalue()), x)
    for name in ("x.npy", "x.params"):
        npx.save(tmp_path / name, np.array(x))
        assert same(npx.load(tmp_path / name), x if name == "x.npy" else [x])
    assert (tmp_path / "x.npy").read_bytes() == npy(words)  # as MXNet 2.0 writes it
    assert (tmp_path / "x.params").read_bytes() == array_list([dense(x)])


def test_truth_values_are_zero_or_one():
    damaged = dense(onp.array([True, False]))[:-2] + b"\x07\x00"
    (found,) = load(array_list([damaged]))
    assert found.asnumpy().view("uint8").tolist() == [1, 0]
    assert np.load(io.BytesIO(npy(onp.array([True]))[:-1] + b"\xff")).asnumpy().view("uint8").tolist() == [1]


@pytest.mark.parametrize("device", [(2, 0), (2, 7), (3, 0), (1, 5), (9, 9)])
def test_the_device_of_the_file_does_not_matter(device):
    assert same(load(array_list([dense(A, device=device)])), [A])


INDICES, POINTERS = onp.array([3, 0]), onp.array([0, 1, 1, 2])
CSR = sparse(2, (3, 4), onp.array([5.0, 6.0], "float32"), POINTERS, INDICES)
ROWS = sparse(1, (4, 3), A, onp.array([2, 0]))


def test_sparse_arrays_become_dense():
    csr, rows = onp.zeros((3, 4), "float32"), onp.zeros((4, 3), "float32")
    csr[0, 3], csr[2, 0], rows[2], rows[0] = 5, 6, A[0], A[1]
    assert same(load(array_list([CSR, ROWS, dense(A, V2)])), [csr, rows, A])
    assert same(load(array_list([sparse(1, (4, 3), A, onp.array([2, 0], "int32"))])), [rows])


def test_damaged_sparse_arrays():
    values, no_fit = onp.array([5.0, 6.0], "float32"), "parts do not fit together"
    bad = {
        "column": sparse(2, (3, 4), values, POINTERS, onp.array([4, 0])),
        "negative column": sparse(2, (3, 4), values, POINTERS, onp.array([-1, 0])),
        "pointers back": sparse(2, (3, 4), values, onp.array([0, 2, 1, 2]), INDICES),
        "pointers past the end": sparse(2, (3, 4), values, onp.array([0, 1, 1, 3]), INDICES),
        "pointers overflow": sparse(2, (3, 4), values, onp.array([0, 2**63 - 1, -(2**63), 2]), INDICES),
        "pointers not from 0": sparse(2, (3, 4), values, onp.array([1, 1, 1, 2]), INDICES),
        "too few pointers": sparse(2, (3, 4), values, onp.array([0, 2]), INDICES),
        "float pointers": sparse(2, (3, 4), values, POINTERS.astype("float64"), INDICES),
        "csr of three axes": sparse(2, (3, 4, 1), values, POINTERS, INDICES),
        "more values": sparse(2, (3, 4), A[0], POINTERS, INDICES),
        "row": sparse(1, (4, 3), A, onp.array([4, 0])),
        "float rows": sparse(1, (4, 3), A, onp.array([2.0, 0.0])),
        "row length": sparse(1, (4, 2), A, onp.array([2, 0])),
        "more rows": sparse(1, (4, 3), A, onp.array([2])),
        "no axes": sparse(1, (), A, onp.array([2, 0])),
    }
    for name, content in bad.items():
        with pytest.raises(MXNetValueError, match=no_fit if name != "no axes" else "never given a shape"):
            load(array_list([content]))
    with pytest.raises(MXNetValueError, match="nearly all of them zeros"):
        load(array_list([sparse(1, (2**40, 3), A, onp.array([2, 0]))]))
    with pytest.raises(MXNetValueError, match=no_fit):
        load(array_list([sparse(1, (2**62, 1), onp.zeros((0, 1), "float32"), onp.zeros(0, "int64"))]))


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (array_list([dense(A)], [b"a", b"b"]), "2 names for 1 arrays"),
        (array_list([dense(A), dense(B)], [b"a"]), "1 names for 2 arrays"),
        (array_list([dense(A), dense(B)], [b"a", b"a"]), "two arrays have one name"),
        (array_list([dense(A)], [b"\xff"]), "not UTF-8"),
        (array_list([struct.pack("<Ii", V2, 9) + dense(A)[8:]]), "unknown storage type 9"),
        (array_list([struct.pack("<Ii", V3, 1) + dense(A)[8:]]), "unknown storage type 1"),
        (array_list([struct.pack("<Ii", V3, 0) + shape([1] * 65)]), "65 axes"),
        (array_list([struct.pack("<I", 0xF993FACB)]), "no version of the layout"),
        (array_list([struct.pack("<Iii", V2, 0, 0)]), "never given a shape"),
        (array_list([struct.pack("<Iii", V3, 0, -1)]), "never given a shape"),
        (array_list([struct.pack("<Ii", V3, 0) + shape([-1, 3])]), "never given a shape"),
        (array_list([struct.pack("<I", 0)]), "never given a shape"),
        (array_list([dense(A).replace(shape([2, 3]), shape([0, 2**62]))]), "impossible shape"),
        (b"\x13" + array_list([])[1:], "begins with"),
        (pickle.dumps(A), "looks like a pickle"),
        (b"{'a': 1}", "begins with"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_damaged_lists(content, text):
    with pytest.raises(MXNetValueError, match=text):
        load(content)


def test_unknown_type_numbers():
    with pytest.raises(MXNetTypeError, match="unknown type number 13"):
        load(array_list([dense(A).replace(struct.pack("<iii", 1, 0, 0), struct.pack("<iii", 1, 0, 13))]))


@pytest.mark.parametrize(
    "content",
    [
        array_list([dense(A), dense(B)], [b"a", b"bc"]),
        array_list([dense(A, V1), dense(B, None)], [b"a", b"bc"]),
        array_list([CSR, ROWS]),
        npy(A),
        npy(A, (3, 0)),
    ],
)
def test_every_shorter_file_says_so(content):
    for length in range(len(content)):
        with pytest.raises(MXNetEOFError, match="the file ends after") as caught:
            load(content[:length])
        assert isinstance(caught.value, EOFError | ValueError)


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_every_shorter_archive_is_an_error(method):
    content = archive({"a.npy": npy(A), "b.npy": npy(B)}, method)
    for length in range(len(content)):
        with pytest.raises(MXNetError):
            load(content[:length])


@pytest.mark.parametrize("dtype", NAMES)
@pytest.mark.parametrize("version", [(1, 0), (2, 0), (3, 0)])
@pytest.mark.parametrize("layout", ["C", "F", "big-endian"])
def test_files_of_numpy(dtype, version, layout):
    x = (onp.arange(24).reshape(2, 3, 4) % 2).astype(dtype)
    stored = x.astype(x.dtype.newbyteorder(">")) if layout == "big-endian" else onp.asarray(x, order=layout)
    assert same(load(npy(stored, version)), x)
    assert same(np.load(io.BytesIO(npy(stored, version))), x)


@pytest.mark.parametrize("dtype", NAMES)
def test_written_as_numpy_does(dtype, tmp_path):
    for x in (onp.array(1).astype(dtype), onp.zeros((0, 2), dtype), onp.arange(300).reshape(3, 100).astype(dtype)):
        file = io.BytesIO()
        np.save(file, np.array(x))
        assert file.getvalue() == npy(x)
        assert same(np.array(onp.load(io.BytesIO(file.getvalue()))), x)
    for ours, theirs in ((np.savez, onp.savez), (np.savez_compressed, onp.savez_compressed)):
        files = io.BytesIO(), io.BytesIO()
        ours(files[0], np.array(x), b=np.array(x))
        theirs(files[1], x, b=x)
        assert files[0].getvalue() == files[1].getvalue()


@pytest.mark.parametrize(
    ("header", "shape"),
    [
        ("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }\n", (2,)),
        ('{"shape": (1, 2), "descr": "<f4", "fortran_order": False}', (1, 2)),
        ("{'shape':(2L,1),'fortran_order':True,'descr':'f4'}   ", (2, 1)),
        ("{'descr': '=f4', 'fortran_order': False, 'shape': ( 2 , 1 , ), }", (2, 1)),
    ],
)
def test_headers(header, shape):
    assert same(load(npy_of(header, A.tobytes()[:8])), A.reshape(-1)[:2].reshape(shape))


GOOD = "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }"


@pytest.mark.parametrize(
    "header",
    [
        "",
        "{}",
        GOOD[:-1],
        GOOD + "x",
        GOOD.replace("(2,)", "(2)"),
        GOOD.replace("(2,)", "2"),
        GOOD.replace("(2,)", "(-2,)"),
        GOOD.replace("(2,)", "(,)"),
        GOOD.replace("(2,)", "(2,,)"),
        GOOD.replace("(2,)", "(2.0,)"),
        GOOD.replace("(2,)", "[2]"),
        GOOD.replace("(2,)", f"({'9' * 20},)"),
        GOOD.replace("(2,)", "(True,)"),
        GOOD.replace("False", "0"),
        GOOD.replace("False", "__import__('os').getpid()"),
        GOOD.replace("'<f4'", "None"),
        GOOD.replace("'<f4'", "'<f4' + ''"),
        GOOD.replace(", }", ", 'shape': (2,), }"),
        GOOD.replace(", }", ", 'more': (2,), }"),
        GOOD.replace("'shape': (2,), ", ""),
        "{" * 9000,
        "(" * 9000,
        GOOD.replace("(2,)", "(" * 5000),
        GOOD.replace("'<f4'", "'" + "<" * 9000),
        GOOD.replace("'<f4'", "[" * 9000),
    ],
)
def test_damaged_headers_are_never_evaluated(header):
    with pytest.raises(MXNetValueError, match="the header is damaged"):
        load(npy_of(header, bytes(100)))


@pytest.mark.parametrize("shape", ["(9223372036854775807,)", "(4294967296, 4294967296)", "(0, 9223372036854775807, 9)"])
def test_impossible_shapes(shape):
    with pytest.raises(MXNetValueError, match=r"impossible shape|the file ends after"):
        load(npy_of(GOOD.replace("(2,)", shape), bytes(100)))


@pytest.mark.parametrize(
    ("descr", "text"),
    [
        ("'|O'", "could run any code"),
        ("[('a', '|O')]", "could run any code"),
        ("'<U5'", "no arrays of type '<U5'"),
        ("'|S5'", "no arrays of type"),
        ("'<M8[s]'", "no arrays of type"),
        ("'<f16'", "no arrays of type"),
        ("'<f3'", "no arrays of type"),
        ("[('a', '<f4'), ('b', '<f4')]", "no arrays of type"),
        ("'float32'", "no arrays of type"),
        ("''", "no arrays of type"),
    ],
)
def test_what_is_no_number(descr, text):
    with pytest.raises(MXNetTypeError, match=text):
        load(npy_of(GOOD.replace("'<f4'", descr), bytes(100)))


def test_other_versions_of_npy():
    with pytest.raises(MXNetValueError, match=r"version 4\.0"):
        load(npy(A).replace(b"NUMPY\1\0", b"NUMPY\4\0"))
    with pytest.raises(MXNetValueError, match="no header of an array of numbers"):
        load(npy_of(GOOD + " " * 20000, bytes(8)))


def test_names_in_archives_are_only_names(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names = ["../up", "/etc/passwd", "C:\\x", "a/b", "", ".npy", "con", "é∀", "a" * 300, "~", "x.npy"]
    content = archive({f"{name}.npy": npy(A) for name in names} | {"folder/": b"", "readme.txt": b"hello"})
    found = load(content)
    assert {*found} == {*names} and list(tmp_path.iterdir()) == []
    with np.load(io.BytesIO(content)) as arrays:
        assert {*arrays.files} == {*names}


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_compressions(method):
    with pytest.raises(MXNetValueError, match="is compressed by method"):
        load(archive({"a.npy": npy(A)}, method))


def _with_sizes(content: bytes, size: int) -> bytes:
    """An archive of one entry that claims to have `size` bytes once unpacked."""
    central = content.rindex(b"PK\1\2")
    return content[: central + 24] + struct.pack("<I", size) + content[central + 28 :]


def test_archives_that_lie():
    header = GOOD.replace("(2,)", "(1000000000,)")
    big = archive({"a.npy": npy_of(header, bytes(5000))}, zipfile.ZIP_DEFLATED)
    with pytest.raises(MXNetEOFError):
        load(big)
    with pytest.raises(MXNetValueError, match="cannot grow from"):
        load(_with_sizes(big, 4_000_000_000))
    with pytest.raises(MXNetValueError, match="cannot grow from"):
        load(_with_sizes(archive({"a.npy": npy(A)}), 4_000_000_000))
    content = bytearray(archive({"a.npy": npy(A)}))
    content[content.index(npy(A)[-4:]) + 1] ^= 1
    with pytest.raises(MXNetValueError, match="CRC"):
        load(bytes(content))
    with pytest.raises(MXNetValueError, match="more follows its array"):
        load(archive({"a.npy": npy(A) + b"more"}))
    with pytest.raises(MXNetValueError, match="two arrays of one name"), pytest.warns(UserWarning, match="Duplicate"):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as made:
            made.writestr("a.npy", npy(A))
            made.writestr("a.npy", npy(A))
        load(file.getvalue())
    encrypted = bytearray(archive({"a.npy": npy(A)}))
    encrypted[encrypted.rindex(b"PK\1\2") + 8] |= 1
    with pytest.raises(MXNetValueError, match="is encrypted"):
        load(bytes(encrypted))


def test_entries_that_overlap():
    """Many entries over the same bytes: a bomb that needs no nested archives."""
    content = archive({"a.npy": npy(onp.zeros(100_000))}, zipfile.ZIP_DEFLATED)
    central, end = content.rindex(b"PK\1\2"), content.rindex(b"PK\5\6")
    entry = content[central:end]
    entries = b"".join(entry.replace(b"a.npy", f"{chr(97 + i)}.npy".encode()) for i in range(26))
    finish = content[end : end + 8] + struct.pack("<HHIIH", 26, 26, len(entries), central, 0)
    with pytest.raises(MXNetValueError, match="entries overlap"):
        load(content[:central] + entries + finish)


def test_the_archive_of_a_sparse_array_needs_its_parts():
    parts = {
        "data": npy(A),
        "indices": npy(onp.array([2, 0])),
        "shape": npy(onp.array([4, 3])),
        "format": npy_of("{'descr': '|s10{'descr': '<i8', 'fortran_order': False, 'shape': (), }", b"row_sparse"),
    }
    full = onp.zeros((4, 3), "float32")
    full[2], full[0] = A[0], A[1]
    assert same(load(archive({f"w/{name}.npy": part for name, part in parts.items()})), {"w": full})
    with pytest.raises(MXNetValueError, match="header is damaged"):
        load(archive({"w/data.npy": parts["data"], "w/format.npy": parts["format"]}))
    # Arrays that a user happened to name so stay what they are.
    plain = {f"w/{name}.npy": npy(B) for name in parts}
    assert same(load(archive(plain)), {f"w/{name}": B for name in parts})
