"""Every backend of the project passes the whole conformance suite."""

from __future__ import annotations

import importlib.util

import pytest

from support import run_python

LIBRARIES = {"jax": "jax", "numpy": "numpy", "array_api": "array_api_strict", "torch": "torch"}


@pytest.mark.parametrize(
    "backend",
    [
        pytest.param(
            name,
            marks=pytest.mark.skipif(importlib.util.find_spec(library) is None, reason=f"{library} is not installed"),
        )
        for name, library in LIBRARIES.items()
    ],
)
def test_backend_passes(backend: str) -> None:
    done = run_python("-m", "mxgrad", "conformance", "--backend", backend, timeout=1500)
    assert f"{backend}: " in done.stdout and "NOT OK" not in done.stdout, done.stdout
