"""What several test files share: processes of their own, and the backends that are installed."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCES = (ROOT, ROOT / "backends", ROOT / "conformance")


def run_python(
    *arguments: str,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    check: bool = True,
    first: Path | None = None,
    timeout: float = 300,
) -> subprocess.CompletedProcess[str]:
    """Run this interpreter with `arguments`; fail the test with its output if it fails.

    Modules in the directory `first` hide all others of their names.
    """
    path = os.pathsep.join(map(str, filter(None, [first, *SOURCES, os.environ.get("PYTHONPATH")])))
    environment = os.environ | {"PYTHONPATH": path} | dict(env or {})
    environment.pop("PYTEST_ADDOPTS", None)  # these are of the run that this test is part of
    done = subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, env=environment, cwd=cwd, timeout=timeout
    )
    if check and done.returncode != 0:
        pytest.fail(f"exit status {done.returncode}\n{done.stdout}\n{done.stderr}", pytrace=False)
    return done


def backend_parameters() -> list[object]:
    """Return the backends of this project as test parameters; those without their library are skipped."""
    libraries = {"numpy": "numpy", "torch": "torch", "jax": "jax"}
    return [
        pytest.param(
            name,
            marks=pytest.mark.skipif(importlib.util.find_spec(library) is None, reason=f"{library} is not installed"),
        )
        for name, library in libraries.items()
    ]
