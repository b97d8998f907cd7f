"""Freed memory is kept for the next array, on Linux with glibc."""

from __future__ import annotations

import importlib.util
import os
import platform

import pytest

from support import run_python

PROGRAM = """
import resource, sys
import mxgrad
from mxgrad import np

mxgrad.set_backend(sys.argv[1])
x = np.ones(2_000_000, dtype="float32")  # 8 MB, about 2000 pages
for _ in range(5):
    x + 1
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(20):
    x + 1
print((resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before) // 20)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another allocator")
@pytest.mark.parametrize("backend", ["numpy", "torch"])
def test_an_array_takes_no_new_pages(backend, monkeypatch):
    if importlib.util.find_spec(backend) is None:
        pytest.skip(f"{backend} is not installed")
    monkeypatch.setitem(os.environ, "MXGRAD_KEEP_MEMORY", "1")
    assert int(run_python("-c", PROGRAM, backend).stdout) < 20
