"""The import rules of docs/design.md: contracts in pyproject.toml, and what contracts cannot say."""

from __future__ import annotations

import ast
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

from support import ROOT, SOURCES

PACKAGES = {
    "mxgrad": ROOT / "mxgrad",
    "mxgrad_native": ROOT / "backends" / "mxgrad_native",
    "mxgrad_torch": ROOT / "backends" / "mxgrad_torch",
    "mxgrad_jax": ROOT / "backends" / "mxgrad_jax",
    "mxgrad_conformance": ROOT / "conformance" / "mxgrad_conformance",
}


@pytest.mark.skipif(importlib.util.find_spec("importlinter") is None, reason="import-linter is not installed")
def test_contracts_are_kept():
    code = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"
    done = subprocess.run(
        [sys.executable, "-c", code, "--no-cache"],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(map(str, SOURCES))},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


def imports(path: Path) -> set[str]:
    """Return the modules that a file imports, anywhere in it, also ``importlib.import_module("...")``."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively: contracts are easier to read without"
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
            found |= {argument.value for argument in node.args[:1] if isinstance(argument, ast.Constant)}
    return found


def files(package: str) -> list[Path]:
    found = sorted(PACKAGES[package].rglob("*.py"))
    assert found
    return found


def tops(names: set[str]) -> set[str]:
    return {name.partition(".")[0] for name in names}


def test_only_named_places_reach_other_packages_by_name():
    reached = {}
    for path in files("mxgrad"):
        others = tops(imports(path)) & (set(PACKAGES) - {"mxgrad"})
        if others:
            reached[path.relative_to(ROOT).as_posix()] = others
    # The one backend that is always there, and the suite: by name, when asked for.
    assert reached == {
        "mxgrad/_cli/conformance.py": {"mxgrad_conformance"},
        "mxgrad/_registry.py": {"mxgrad_native"},
    }


def test_the_tape_knows_no_array_library():
    assert not tops(imports(ROOT / "mxgrad" / "tape.py")) & {"numpy", "torch", "jax", "array_api_compat"}


# The front end's functions and surroundings. A backend needs of `mxgrad` the interface, the tape, and what the
# interface speaks of: the array class, contexts, dtypes, keys, errors.
FRONT = ["np", "npx", "random", "test_utils", "util", "dropin", "_cli", "_finders", "_missing", "_registry", "_testing"]


@pytest.mark.parametrize("package", ["mxgrad_native", "mxgrad_torch", "mxgrad_jax"])
def test_backends_use_no_front_end_functions(package):
    for path in files(package):
        used = {name for name in imports(path) if name.startswith("mxgrad.") and name.split(".")[1] in FRONT}
        assert not used, f"{path.relative_to(ROOT)} imports {sorted(used)}"


def test_the_conformance_suite_imports_mxgrad_only_as_its_target():
    for path in files("mxgrad_conformance"):
        for node in ast.parse(path.read_text()).body:  # at the top of a file: MXNet is tested without mxgrad
            names = imports_of(node)
            assert "mxgrad" not in tops(names), f"{path} line {node.lineno}"


def imports_of(node: ast.stmt) -> set[str]:
    if isinstance(node, ast.Import):
        return {alias.name for alias in node.names}
    return {node.module or ""} if isinstance(node, ast.ImportFrom) else set()
