"""The wheel: what is in it, and that it says what pyproject.toml means."""

from __future__ import annotations

import email
import importlib.util
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

import mxgrad
from support import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
SOURCES = {
    "mxgrad": ROOT / "mxgrad",
    "mxgrad_native": ROOT / "backends" / "mxgrad_native",
    "mxgrad_torch": ROOT / "backends" / "mxgrad_torch",
    "mxgrad_jax": ROOT / "backends" / "mxgrad_jax",
    "mxgrad_conformance": ROOT / "conformance" / "mxgrad_conformance",
}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    if importlib.util.find_spec("hatchling") is None:
        pytest.skip("hatchling, which builds the wheel, is not installed")
    # From a copy: building writes nothing into the checkout, and two tests may build at once.
    copy = tmp_path_factory.mktemp("source") / "mxgrad"
    ignored = shutil.ignore_patterns("__pycache__", ".*", "*.egg-info", "build", "dist", "shared")
    shutil.copytree(ROOT, copy, ignore=ignored)
    for name in (".gitignore",):
        shutil.copy(ROOT / name, copy / name)
    target = tmp_path_factory.mktemp("wheel")
    code = "import sys; from hatchling.build import build_wheel; print(build_wheel(sys.argv[1]))"
    done = subprocess.run([sys.executable, "-c", code, str(target)], cwd=copy, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    (built,) = target.glob("*.whl")
    with zipfile.ZipFile(built) as archive:
        yield archive


def test_version_is_said_once_and_meant_everywhere():
    assert mxgrad.__version__ == mxgrad.libinfo.__version__ == PROJECT["project"]["version"]


def test_contents(wheel):
    expected = {
        f"{package}/{path.relative_to(directory).as_posix()}"
        for package, directory in SOURCES.items()
        for path in directory.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    found = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert found == expected


@pytest.mark.parametrize("package", sorted(SOURCES))
def test_packages_are_typed(package, wheel):
    assert f"{package}/py.typed" in wheel.namelist()
    assert f"{package}/__init__.py" in wheel.namelist()


def metadata(wheel) -> email.message.Message:
    (name,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
    return email.message_from_bytes(wheel.read(name))


def test_metadata(wheel):
    found = metadata(wheel)
    assert found["Name"] == "mxgrad"
    assert found["Requires-Python"] == ">=3.11"
    assert found["License-Expression"] == "Apache-2.0"
    assert set(found.get_all("Provides-Extra")) == {"torch", "jax", "all", "conformance", "docs", "dev"}
    required = [line for line in found.get_all("Requires-Dist") if "extra ==" not in line]
    assert sorted(required) == sorted(PROJECT["project"]["dependencies"])
    assert not any(name in line for line in required for name in ("torch", "jax"))
    assert any(name.endswith("licenses/LICENSE") for name in wheel.namelist())


def test_entry_points(wheel):
    (name,) = (name for name in wheel.namelist() if name.endswith(".dist-info/entry_points.txt"))
    text = wheel.read(name).decode()
    for line in (
        "[mxgrad.backends]",
        "numpy = mxgrad_native:numpy_backend",
        "array_api = mxgrad_native:array_api_backend",
        "torch = mxgrad_torch:backend",
        "jax = mxgrad_jax:backend",
        "[pytest11]",
        "mxgrad_conformance = mxgrad_conformance.plugin",
    ):
        assert line in text


def test_the_wheel_works_without_torch_and_jax(wheel, tmp_path):
    wheel.extractall(tmp_path)
    code = """
import sys
sys.modules["torch"] = sys.modules["jax"] = None  # importing them fails
import mxgrad
from mxgrad import np
assert mxgrad.__file__.startswith(sys.argv[1]), mxgrad.__file__
print(np.ones(2).tolist(), mxgrad.available_backends())
for name in ("torch", "jax"):
    try:
        mxgrad.set_backend(name)
    except ImportError as error:
        print(error)
"""
    environment = {"PYTHONPATH": str(tmp_path), "PATH": ""}
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)],
        capture_output=True,
        text=True,
        env=environment,
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == "[1.0, 1.0] ('array_api', 'jax', 'numpy', 'torch')"
    assert lines[1] == "backend 'torch' needs torch: pip install \"mxgrad[torch]\""
    assert lines[2] == "backend 'jax' needs jax: pip install \"mxgrad[jax]\""


def test_the_files_that_a_project_needs():
    for name in ("README.md", "LICENSE", "CHANGELOG.md", "CONTRIBUTING.md", ".ci/run"):
        assert (ROOT / name).is_file(), name
    assert "Apache License" in (ROOT / "LICENSE").read_text()
    assert f"{PROJECT['project']['version']}" in (ROOT / "CHANGELOG.md").read_text()
    assert Path(ROOT / ".ci" / "run").read_text().startswith("#!/usr/bin/env bash\n")


def test_ci_runs_the_test_command_of_the_readme():
    command = 'pip install -e ".[dev]" && python -m pytest'
    for name in ("README.md", "CONTRIBUTING.md", ".ci/run"):
        assert command in (ROOT / name).read_text(), name
