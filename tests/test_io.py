"""Saving and loading on every backend: what is written, where it goes, and what happens when that fails."""

from __future__ import annotations

import copy
import gzip
import io
import json
import os
import pathlib
import pickle
import stat
import sys
import zipfile

import numpy as onp
import pytest

import mxgrad
from mxgrad import autograd, np, npx
from mxgrad.base import MXNetEOFError, MXNetError, MXNetKeyError, MXNetOSError, MXNetTypeError, MXNetValueError
from mxgrad.dtypes import NAMES
from support import backend_parameters, run_python

IN_LISTS = tuple(name for name in NAMES if not name.startswith("complex"))
BACKENDS = [*backend_parameters(), pytest.param("array_api", id="array_api")]
GRID = onp.arange(6.0).reshape(2, 3)


@pytest.fixture(params=BACKENDS)
def backend(request):
    if request.param == "array_api":
        pytest.importorskip("array_api_strict")
    with mxgrad.use_backend(request.param) as found:
        yield found


def names_of(backend, names=NAMES):
    """Those of `names` that the backend has: the array API standard has no float16."""
    return [name for name in names if (backend.name, name) != ("array_api", "float16")]


def equal(x, expected):
    assert x.dtype == expected.dtype and x.shape == expected.shape
    onp.testing.assert_array_equal(x.asnumpy(), expected)
    return True


# -- values --------------------------------------------------------------------------------------------


def test_every_dtype_in_every_format(backend, tmp_path):
    hosts = {name: (GRID % 2).astype(name) for name in names_of(backend)}
    arrays = {name: np.array(host) for name, host in hosts.items()}
    np.savez(tmp_path / "np", **arrays)
    np.savez_compressed(tmp_path / "small", **arrays)
    npx.savez(tmp_path / "npx", **arrays)
    in_lists = {name: arrays[name] for name in names_of(backend, IN_LISTS)}
    npx.save(tmp_path / "list", in_lists)
    for name in ("np.npz", "small.npz", "npx", "list"):
        found = npx.load(tmp_path / name)
        assert {*found} == ({*in_lists} if name == "list" else {*arrays})
        assert all(equal(x, hosts[key]) and x.backend == backend.name for key, x in found.items())
    for name, x in arrays.items():
        np.save(tmp_path / name, x)
        found = np.load(tmp_path / f"{name}.npy")
        assert equal(found, hosts[name]) and found.backend == backend.name


@pytest.mark.parametrize("shape", [(), (0,), (1,), (0, 3), (2, 0, 4), (1,) * 32])
def test_every_shape(backend, shape, tmp_path):
    host = onp.ones(shape, "float32")
    npx.save(tmp_path / "a", np.array(host))
    np.save(tmp_path / "b", np.array(host))
    assert equal(npx.load(tmp_path / "a")[0], host) and equal(np.load(tmp_path / "b.npy"), host)


def test_strides_and_views_are_saved_as_they_look(backend, tmp_path):
    x = np.array(GRID)
    views = {"t": x.T, "step": x[:, ::2], "back": x[::-1], "row": x[1], "column": x[:, 1]}
    npx.save(tmp_path / "a", views)
    assert all(equal(found, views[name].asnumpy()) for name, found in npx.load(tmp_path / "a").items())


def test_recorded_arrays_are_saved_by_value(backend, tmp_path):
    x = np.array(GRID)
    x.attach_grad()
    with autograd.record():
        y = x * x
        npx.save(tmp_path / "y", {"y": y, "x": x})
        np.save(tmp_path / "y", y)
        np.savez(tmp_path / "y", y=y)
        loaded = npx.load(tmp_path / "y")["y"]
        z = (y + loaded).sum()
    z.backward()
    assert equal(x.grad, 2 * GRID) and equal(loaded, GRID * GRID)
    assert equal(np.load(tmp_path / "y.npy"), GRID * GRID)
    with pytest.raises(MXNetError, match="not in a computational graph"):
        loaded.backward()


def test_save_takes_what_array_takes(tmp_path):
    for value, dtype in (([1, 2], "float32"), (GRID, "float64"), (onp.int8(3), "int8"), (2.5, "float32")):
        np.save(tmp_path / "a", value)
        assert equal(np.load(tmp_path / "a.npy"), onp.array(value, dtype))


def test_numpy_and_mxgrad_read_each_other(tmp_path):
    onp.savez(tmp_path / "a.npz", GRID, b=GRID[0])
    assert equal(npx.load(tmp_path / "a.npz")["arr_0"], GRID) and equal(np.load(tmp_path / "a.npz")["b"], GRID[0])
    np.savez(tmp_path / "b", np.array(GRID), b=np.array(GRID[0]))
    with onp.load(tmp_path / "b.npz") as found:
        assert sorted(found.files) == ["arr_0", "b"] and found["b"].tolist() == GRID[0].tolist()
    npx.savez(tmp_path / "c", np.array(GRID))
    with onp.load(tmp_path / "c") as found:
        assert found["arr_0"].tolist() == GRID.tolist()


def test_functions_of_numpy_write_our_arrays(tmp_path):
    x = np.array(GRID)
    onp.save(tmp_path / "a.npy", x)
    onp.savez(tmp_path / "b.npz", x=x)
    onp.savetxt(tmp_path / "c.txt", x)
    assert equal(np.load(tmp_path / "a.npy"), GRID) and equal(np.load(tmp_path / "b.npz")["x"], GRID)
    assert equal(np.genfromtxt(tmp_path / "c.txt"), GRID)


# -- kinds of contents ---------------------------------------------------------------------------------


def test_lists_dicts_and_single_arrays(tmp_path):
    x, y = np.ones(2), np.zeros((1, 2), dtype="int8")
    file = tmp_path / "a"
    npx.save(file, [x, y])
    assert [a.tolist() for a in npx.load(file)] == [[1, 1], [[0, 0]]]
    npx.save(file, x)
    (found,) = npx.load(file)
    assert found.tolist() == [1, 1]
    npx.save(file, {"arg:x": x, "aux:é/y": y, "": x})
    assert {name: a.tolist() for name, a in npx.load(file).items()} == {
        "arg:x": [1, 1],
        "aux:é/y": [[0, 0]],
        "": [1, 1],
    }
    for empty in ([], {}):
        npx.save(file, empty)
        assert npx.load(file) == []
    npx.savez(file)
    assert npx.load(file) == {}


def test_the_suffix_asks_for_the_formats_of_numpy(tmp_path):
    x = np.ones(2)
    npx.save(tmp_path / "a.npy", x)
    npx.save(str(tmp_path / "b.npz"), {"x": x})
    assert onp.load(tmp_path / "a.npy").tolist() == npx.load(tmp_path / "a.npy").tolist() == [1, 1]
    with onp.load(tmp_path / "b.npz") as found:
        assert found["x"].tolist() == npx.load(tmp_path / "b.npz")["x"].tolist() == [1, 1]
    for name, content in (("c.npy", [x]), ("d.npz", [x]), ("e.npy", {"x": x}), ("f.npz", x)):
        npx.save(tmp_path / name, content)
        assert (tmp_path / name).read_bytes()[:2] == b"\x12\x01"


def test_what_npx_save_refuses(tmp_path):
    file = tmp_path / "a"
    x = np.ones(2)
    for content in ((x,), GRID, 1.0, None):
        with pytest.raises(MXNetValueError, match="data needs to either be a ndarray"):
            npx.save(file, content)
    for content in ([GRID], [x, 1.0], {"a": GRID}, {1: x}, [[x]]):
        with pytest.raises(MXNetTypeError, match="Only accepts dict str->ndarray or list of ndarrays"):
            npx.save(file, content)
    with pytest.raises(MXNetTypeError, match="Only accepts"):
        npx.savez(file, a=GRID)
    with pytest.raises(MXNetTypeError, match="format has no complex64; save it with"):
        npx.save(file, x.astype("complex64"))
    for name in ("a\0b", "\ud800"):
        for save in (npx.save, lambda file, arrays: npx.savez(file, **arrays)):
            with pytest.raises(MXNetValueError, match="cannot name an array"):
                save(file, {name: x})
    for save in (np.savez, np.savez_compressed, npx.savez):
        with pytest.raises(MXNetValueError, match="Naming conflict between arg 0"):
            save(file, x, arr_0=x)
    with pytest.raises(MXNetTypeError, match="not supported"):
        np.save(file, onp.array(["a"]))
    assert list(tmp_path.iterdir()) == []


def test_npz_files_are_mappings(tmp_path):
    np.savez(tmp_path / "a", x=np.ones(2), y=np.zeros(1))
    with np.load(tmp_path / "a.npz") as found:
        assert found.files == list(found) == ["x", "y"] and len(found) == 2
        assert "x" in found and "z" not in found
        assert found["x"].tolist() == found["x.npy"].tolist() == [1, 1]
        assert "keys: x, y" in repr(found)
        with pytest.raises(MXNetKeyError, match="has no array 'z'; it has 'x', 'y'"):
            found["z"]
        kept = dict(found)
    assert kept["y"].tolist() == [0]
    with pytest.raises(MXNetError):
        found["x"]


def test_npz_files_close_themselves(tmp_path):
    np.savez(tmp_path / "a", np.ones(2))
    run_python("-W", "error", "-c", f"from mxgrad import np; np.load({str(tmp_path / 'a.npz')!r})['arr_0']")


# -- files ---------------------------------------------------------------------------------------------


def test_names_of_files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    x = np.ones(2)
    for file in ("a", pathlib.Path("b"), b"c", str(tmp_path / "é ∀")):
        npx.save(file, x)
        assert npx.load(file)[0].tolist() == [1, 1]
        np.save(file, x)
        assert np.load(os.fsdecode(file) + ".npy").tolist() == [1, 1]
    np.save("d.npy", x)
    np.savez("d.npz", x)
    assert sorted(path.name for path in tmp_path.glob("d*")) == ["d.npy", "d.npz"]
    for file in (5, None, object()):
        for call in (lambda f: npx.save(f, x), lambda f: np.save(f, x), npx.load, np.load):
            with pytest.raises(MXNetTypeError, match="must be a path or a binary file object"):
                call(file)


class Slow(io.RawIOBase):
    """A pipe: gives a few bytes at a time, and does not go back."""

    def __init__(self, content):
        self._content, self._at = content, 0

    def readable(self):
        return True

    def readinto(self, buffer):
        part = self._content[self._at : self._at + min(len(buffer), 3)]
        buffer[: len(part)] = part
        self._at += len(part)
        return len(part)


def test_file_objects(tmp_path):
    x, arrays = np.array(GRID), {"a": np.ones(2), "b": np.zeros((2, 2))}
    file = io.BytesIO()
    np.save(file, x)
    np.save(file, x + 1)
    file.seek(0)
    assert equal(np.load(file), GRID) and equal(np.load(file), GRID + 1)
    with pytest.raises(MXNetEOFError):
        np.load(file)
    for write in (lambda f: npx.save(f, arrays), lambda f: npx.savez(f, **arrays), lambda f: np.savez(f, **arrays)):
        file = io.BytesIO()
        write(file)
        content = file.getvalue()
        for source in (io.BytesIO(content), Slow(content), io.BufferedReader(Slow(content))):
            assert {name: a.tolist() for name, a in npx.load(source).items()} == {
                "a": [1, 1],
                "b": [[0, 0], [0, 0]],
            }
        (tmp_path / "a.gz").write_bytes(gzip.compress(content))
        with gzip.open(tmp_path / "a.gz", "rb") as packed:
            assert sorted(npx.load(packed)) == ["a", "b"]
        damaged = gzip.compress(content)[:-20]
        with pytest.raises(MXNetError), gzip.GzipFile(fileobj=io.BytesIO(damaged)) as packed:
            npx.load(packed)
        with open(tmp_path / "a", "wb") as opened:
            opened.write(b"before")
            write(opened)
        with open(tmp_path / "a", "rb") as opened:
            opened.seek(6)
            assert sorted(npx.load(opened)) == ["a", "b"]


def test_compressed_files(tmp_path):
    x = np.array([1.0, 2.0])
    savers = {"npy": np.save, "npz": np.savez, "npz2": np.savez_compressed, "list": lambda f, x: npx.save(f, [x])}
    for name, saver in savers.items():
        with gzip.open(tmp_path / name, "wb") as file:
            saver(file, x)
        with gzip.open(tmp_path / name, "rb") as file:
            found = npx.load(file)
        found = found["arr_0"] if isinstance(found, dict) else found[0] if isinstance(found, list) else found
        assert found.tolist() == [1.0, 2.0]
        for load in (np.load, npx.load):
            with pytest.raises(ValueError, match=r"gzip\.open"):
                load(tmp_path / name)
    with gzip.open(tmp_path / "npz") as file, zipfile.ZipFile(file) as archive:
        assert archive.testzip() is None


def test_errors_of_file_objects_are_ours():
    class Full(io.RawIOBase):
        def write(self, data):
            raise OSError(28, "No space left on device")

    for saver in (np.save, np.savez, npx.save):
        with pytest.raises(OSError, match="No space left") as caught:
            saver(Full(), np.ones(2))
        assert isinstance(caught.value, MXNetError)
        with pytest.raises(TypeError, match="binary mode") as caught:
            saver(io.StringIO(), np.ones(2))
        assert isinstance(caught.value, MXNetError)


def test_text_files_are_refused(tmp_path):
    npx.save(tmp_path / "a", np.ones(2))
    with open(tmp_path / "a", encoding="latin1") as text, pytest.raises(MXNetTypeError, match="'rb'"):
        npx.load(text)
    with pytest.raises(TypeError):
        npx.save(io.StringIO(), np.ones(2))


@pytest.mark.parametrize("load", [np.load, npx.load])
def test_files_that_are_not_there(load, tmp_path):
    with pytest.raises(FileNotFoundError, match="No such file") as caught:
        load(tmp_path / "nothing")
    assert isinstance(caught.value, MXNetOSError) and caught.value.errno and caught.value.filename
    with pytest.raises(IsADirectoryError) as caught:
        load(tmp_path)
    assert isinstance(caught.value, MXNetError)
    with pytest.raises(MXNetValueError, match="no name of a file"):
        load("a\0b")
    (tmp_path / "empty").touch()
    with pytest.raises(MXNetEOFError):
        load(tmp_path / "empty")


def test_np_load_names_the_reader_of_other_formats(tmp_path):
    npx.save(tmp_path / "a", np.ones(2))
    with pytest.raises(MXNetValueError, match=r"list of arrays of MXNet, which npx\.load reads"):
        np.load(tmp_path / "a")
    for load in (np.load, npx.load):
        with pytest.raises(MXNetValueError, match="looks like a pickle"):
            load(io.BytesIO(pickle.dumps(GRID)))
    with pytest.raises(MXNetValueError, match="never unpickles"):
        np.load(tmp_path / "a", allow_pickle=True)
    with pytest.raises(MXNetValueError, match="mmap_mode='r'"):
        np.load(tmp_path / "a", mmap_mode="r")


class Evil:
    def __reduce__(self):
        return os.mkdir, ("unpickled",)


def test_nothing_is_unpickled(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    onp.save("a.npy", onp.array([Evil()], dtype=object), allow_pickle=True)
    onp.savez("a.npz", onp.array([Evil()], dtype=object))
    pathlib.Path("a.pkl").write_bytes(pickle.dumps(Evil()))
    for name in ("a.npy", "a.npz", "a.pkl"):
        for load in (np.load, npx.load):
            with pytest.raises(MXNetError, match="could run any code"):
                dict(load(name))
    assert not pathlib.Path("unpickled").exists()


SAVERS = {
    "npx.save": lambda file, x: npx.save(file, {"x": x}),
    "npx.savez": lambda file, x: npx.savez(file, x=x),
    "np.save": np.save,
    "np.savez": np.savez,
    "np.savez_compressed": np.savez_compressed,
}
SUFFIX = {"np.save": ".npy", "np.savez": ".npz", "np.savez_compressed": ".npz"}


@pytest.mark.parametrize("saver", SAVERS)
def test_an_error_leaves_the_old_file(saver, tmp_path, monkeypatch):
    file = tmp_path / f"a{SUFFIX.get(saver, '')}"
    SAVERS[saver](file, np.ones(2))
    before = file.read_bytes()

    def fail(stream, array):
        stream.write(b"half")
        raise KeyboardInterrupt

    monkeypatch.setattr("mxgrad._formats.npy.write_data", fail)
    with pytest.raises(KeyboardInterrupt):
        SAVERS[saver](file, np.zeros(3))
    assert file.read_bytes() == before and list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("saver", SAVERS)
def test_the_end_of_the_process_leaves_the_old_file(saver, tmp_path):
    file = tmp_path / f"a{SUFFIX.get(saver, '')}"
    code = f"""
import os
from mxgrad import np, npx
from mxgrad._formats import npy
from test_io import SAVERS
save, file = SAVERS[{saver!r}], {str(file)!r}
save(file, np.ones(2))
def die(stream, array):
    stream.write(b"half")
    stream.flush()
    os._exit(9)
npy.write_data = die
save(file, np.zeros(3))
"""
    done = run_python("-c", code, check=False, first=pathlib.Path(__file__).parent)
    assert done.returncode == 9, done.stderr
    found = npx.load(file)
    values = found if saver == "np.save" else next(iter(found.values()))
    assert values.tolist() == [1, 1]


@pytest.mark.skipif(sys.platform == "win32", reason="rights and links are those of POSIX")
def test_rights_and_links_stay(tmp_path):
    new, old, link = tmp_path / "new", tmp_path / "old", tmp_path / "link"
    mask = os.umask(0o027)
    try:
        npx.save(new, np.ones(2))
        npx.save(old, np.ones(2))
    finally:
        os.umask(mask)
    assert stat.S_IMODE(new.stat().st_mode) == 0o640
    old.chmod(0o604)
    link.symlink_to(old)
    npx.save(link, np.zeros(3))
    assert link.is_symlink() and stat.S_IMODE(old.stat().st_mode) == 0o604
    assert npx.load(old)[0].tolist() == [0, 0, 0]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_pipes_are_written_to(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    number = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    try:
        npx.save(tmp_path / "pipe", np.ones(2))
        content = os.read(number, 10000)
    finally:
        os.close(number)
    assert npx.load(io.BytesIO(content))[0].tolist() == [1, 1]


def test_folders_that_are_not_there(tmp_path):
    for saver in SAVERS.values():
        with pytest.raises(FileNotFoundError, match="No such file") as caught:
            saver(tmp_path / "no" / "a", np.ones(2))
        assert isinstance(caught.value, MXNetError) and str(tmp_path / "no" / "a") in str(caught.value)
        with pytest.raises(MXNetError, match="no name of a file"):
            saver("a\0b", np.ones(2))
    with pytest.raises(IsADirectoryError):
        npx.save(tmp_path, np.ones(2))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("where", ["ctx", "device"])
def test_devices(backend, where, tmp_path):
    npx.save(tmp_path / "a", [np.ones(2)])
    np.savez(tmp_path / "a", np.ones(2))
    cpu, gpu = {where: mxgrad.cpu()}, {where: mxgrad.gpu(97)}
    assert npx.load(tmp_path / "a", **cpu)[0].ctx == mxgrad.cpu()
    with np.load(tmp_path / "a.npz", **cpu) as found:
        assert found["arr_0"].ctx == mxgrad.cpu()
    with pytest.raises(MXNetError, match=r"gpu\(97\)"):
        npx.load(tmp_path / "a", **gpu)
    with pytest.raises(MXNetError, match=r"gpu\(97\)"):
        np.genfromtxt(["1"], **gpu)


# -- text ----------------------------------------------------------------------------------------------


def test_genfromtxt(backend):
    text = ["1 2 3", "4 5 6"]
    assert equal(np.genfromtxt(text), onp.array([[1.0, 2, 3], [4, 5, 6]]))
    assert equal(np.genfromtxt(text, dtype="int32"), onp.array([[1, 2, 3], [4, 5, 6]], "int32"))
    assert equal(np.genfromtxt(text, dtype=None), onp.array([[1, 2, 3], [4, 5, 6]], "int64"))
    assert equal(np.genfromtxt(text, unpack=True), onp.array([[1.0, 4], [2, 5], [3, 6]]))
    assert equal(np.genfromtxt(["1,2", ",5"], delimiter=","), onp.array([[1, 2], [onp.nan, 5]]))
    assert equal(np.genfromtxt(["1"]), onp.array(1.0))
    assert np.genfromtxt(text).backend == backend.name


def test_what_genfromtxt_refuses(tmp_path):
    with pytest.raises(FileNotFoundError) as caught:
        np.genfromtxt(tmp_path / "nothing")
    assert isinstance(caught.value, MXNetError)
    with pytest.raises(MXNetValueError, match="1 columns instead of 2"):
        np.genfromtxt(["1 2", "3"])
    for options in ({"dtype": None, "encoding": None}, {"names": "a,b"}):
        with pytest.raises(MXNetTypeError, match="an array has one dtype"):
            np.genfromtxt(["1 a", "2 b"], **options)
    with pytest.raises(MXNetTypeError, match="there are no arrays of"):
        np.genfromtxt(["a b"], dtype=None, encoding="utf-8")
    with pytest.raises(MXNetTypeError, match="unexpected keyword"):
        np.genfromtxt(["1"], nonsense=1)


# -- pickles -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_pickled_arrays_stay_on_their_backend(backend, protocol):
    hosts = [GRID.astype(name) for name in names_of(backend)] + [onp.zeros((0, 2)), onp.array(1.5)]
    arrays = [np.array(host) for host in hosts]
    with mxgrad.use_backend("numpy"):
        found = pickle.loads(pickle.dumps(arrays, protocol))
    for x, y, host in zip(found, arrays, hosts, strict=True):
        assert equal(x, host) and x.backend == backend.name and x._backend is y._backend
        assert (x + y).shape == host.shape


def test_pickles_after_a_change_of_backend(backend):
    x = np.array(GRID)
    y = pickle.loads(pickle.dumps(x.as_in_backend("numpy")))
    assert y.backend == "numpy" and equal(y, GRID)
    assert pickle.loads(pickle.dumps(y.as_in_backend(backend))).backend == backend.name


def test_pickles_hold_values_only(backend):
    x = np.array(GRID)
    x.attach_grad()
    with autograd.record():
        y = x * x
        for made in (pickle.loads(pickle.dumps(y)), copy.deepcopy(y)):
            assert equal(made, GRID * GRID) and made.grad is None
    y.backward()
    assert equal(x.grad, 2 * GRID)
    pickle.loads(pickle.dumps(x))[:] = 0
    assert equal(x, GRID)


PICKLED = """
import pickle, sys
{before}
from mxgrad import np
{switch}
x = np.ones(3)
open({file!r}, "wb").write(pickle.dumps({{"x": x, "backend": x.backend}}))
"""
UNPICKLED = """
import json, pickle
found = pickle.load(open({file!r}, "rb"))
print(json.dumps([found["x"].backend, found["backend"], found["x"].tolist()]))
"""


def test_pickles_in_another_process(tmp_path):
    pytest.importorskip("array_api_strict")
    file = str(tmp_path / "a")
    switch = "import array_api_strict, mxgrad; mxgrad.set_backend(array_api_strict)"
    run_python("-c", PICKLED.format(file=file, before="", switch=switch))
    there, here, values = json.loads(run_python("-c", UNPICKLED.format(file=file)).stdout)
    assert there == here and values == [1, 1, 1]
    own = "import mxgrad, mxgrad_native; mxgrad.register_backend('mine', lambda: mxgrad_native.NumPyBackend('mine'))"
    run_python("-c", PICKLED.format(file=file, before=own, switch="mxgrad.set_backend('mine')"))
    done = run_python("-c", UNPICKLED.format(file=file), check=False)
    assert "this pickle holds an array of the backend 'mine': no backend named 'mine'" in done.stderr
    again = run_python("-c", own + UNPICKLED.format(file=file))
    assert json.loads(again.stdout)[0] == "mine"
