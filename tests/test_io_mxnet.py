"""Real MXNet and mxgrad read each other's files.

`MXGRAD_MXNET_PYTHON` names the interpreters of environments with MXNet, 1.9.1 or 2.0.0b1 (several with the separator
of `PATH`); without it these tests are skipped, and `test_io_formats.py` reads the files that MXNet wrote once.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import numpy as onp
import pytest

from io_files import V1, V2, array_list, dense, sparse
from mxgrad import np, npx
from mxnet_files import EVERYWHERE, ONLY_IN_2, WRITTEN, of_dtype
from support import ROOT
from test_io_formats import same

PYTHONS = [path for path in os.environ.get("MXGRAD_MXNET_PYTHON", "").split(os.pathsep) if path]
pytestmark = pytest.mark.skipif(not PYTHONS, reason="MXGRAD_MXNET_PYTHON names no environment with MXNet")
WORKER = ROOT / "tests" / "mxnet_files.py"
A = onp.arange(1, 7, dtype="float32").reshape(2, 3)


def run(python, *arguments):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        [python, *map(str, arguments)], capture_output=True, text=True, env=environment, timeout=300, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(params=PYTHONS or ["none"], scope="module")
def python(request):
    return request.param


@pytest.fixture(scope="module")
def release(python):
    version = run(python, "-W", "ignore", "-c", "import mxnet; print('\\n' + mxnet.__version__)").split()[-1]
    return "1.9.1" if version.startswith("1.") else "2.0.0b1"


def read(python, *paths, how="read"):
    """What MXNet finds in the files: dtypes, shapes and values, in the structure that it gives."""
    found = json.loads(run(python, WORKER, how, *paths).splitlines()[-1])
    return [found[str(path)] for path in paths]


def shown(content):
    if isinstance(content, dict):
        return {name: shown(x) for name, x in content.items()}
    if isinstance(content, list):
        return [shown(x) for x in content]
    return [content.dtype.name, list(content.shape), content.tolist()]


def test_we_read_what_mxnet_writes(python, release, tmp_path):
    run(python, WORKER, "write", tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {*WRITTEN[release]}
    for name, content in WRITTEN[release].items():
        assert same(npx.load(tmp_path / name), content), name


def test_mxnet_reads_what_we_write(python, release, tmp_path):
    names = EVERYWHERE + ONLY_IN_2 * (release != "1.9.1")
    contents = {
        "list": [A, onp.array(7, "int64"), onp.zeros((0, 3), "float32")],
        "dict": {"arg:w": A, "aux:mean/é∀": A[0], "": A[1]},
        "dtypes": {name: of_dtype(name) for name in names},
        "none": [],
    }
    one, numpy_formats = onp.array([1.5, -2]), {}
    for name, content in contents.items():
        pick = {key: np.array(x) for key, x in content.items()} if isinstance(content, dict) else map(np.array, content)
        npx.save(tmp_path / name, pick if isinstance(pick, dict) else list(pick))
    npx.save(tmp_path / "one", np.array(one))
    contents["one"] = [one] if release == "1.9.1" else one  # 2.0 takes a list of one for an array
    if release != "1.9.1":
        numpy_formats = {"a.npy": A, "scalar.npy": onp.array(3, "int8"), "no elements.npy": onp.zeros((2, 0))}
        for name, content in numpy_formats.items():
            npx.save(tmp_path / name, np.array(content))
        arrays = {"arr_0": A, "mean/é∀": A[0], "x.npy": A[1]} | contents["dtypes"]
        ours = {name: np.array(x) for name, x in arrays.items()}
        npx.savez(tmp_path / "npx.npz", **ours)
        np.savez(tmp_path / "np.npz", **ours)
        np.savez_compressed(tmp_path / "small.npz", **ours)
        npx.save(tmp_path / "dict.npz", ours)
        numpy_formats |= dict.fromkeys(("npx.npz", "np.npz", "small.npz", "dict.npz"), arrays)
    expected = contents | numpy_formats
    for name, found in zip(expected, read(python, *(tmp_path / name for name in expected)), strict=True):
        assert found == shown(expected[name]), name


def test_the_layouts_put_together_by_hand_are_those_of_mxnet(python, release, tmp_path):
    """What `io_files.py` builds for the other tests, old layouts among it, is what MXNet reads the same."""
    rows, csr = onp.zeros((4, 3), "float32"), onp.zeros((3, 4), "float32")
    rows[2], rows[0], csr[0, 3], csr[2, 0] = A[0], A[1], 1, 2
    new = {"3": (array_list([dense(A), dense(A[0])], [b"a", b"b"]), {"a": A, "b": A[0]})}
    old = {
        "0": (array_list([dense(A, None), dense(A[0], None)]), [A, A[0]]),
        "1": (array_list([dense(A, V1), dense(A[0], V1)]), [A, A[0]]),
        "2": (array_list([dense(A, V2), dense(A[0], V2)], [b"a", b"b"]), {"a": A, "b": A[0]}),
        "row_sparse": (array_list([sparse(1, (4, 3), A, onp.array([2, 0]))]), [rows]),
        "csr": (array_list([sparse(2, (3, 4), A[0, :2], onp.array([0, 1, 1, 2]), onp.array([3, 0]))]), [csr]),
    }
    for how, made in (("read", new), *([("legacy", old)] if release == "1.9.1" else [])):  # 2.0 reads no older ones
        paths = [Path(tmp_path / name) for name in made]
        for path, (content, expected) in zip(paths, made.values(), strict=True):
            path.write_bytes(content)
            assert same(npx.load(path), expected)
        for (_, expected), found in zip(made.values(), read(python, *paths, how=how), strict=True):
            assert found == shown(expected)


def test_bfloat16(python, release, tmp_path):
    ml_dtypes = pytest.importorskip("ml_dtypes")
    x = onp.array([1, -2.5, 3e38], ml_dtypes.bfloat16)
    npx.save(tmp_path / "a", {"x": np.array(x)})
    assert read(python, tmp_path / "a") == [{"x": ["bfloat16", [3], x.view("uint16").tolist()]}]
