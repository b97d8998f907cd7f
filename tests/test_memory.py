"""Freed memory is kept for the next array, on Linux with glibc."""

from __future__ import annotations

import importlib.util
import platform

import pytest

from support import run_python

PROGRAM = """
import resource, sys
import mxgrad
from mxgrad import np

mxgrad.set_backend(sys.argv[1])
x = np.ones(10_000_000, dtype="float32")  # 40 MB: glibc itself keeps nothing beyond 32
for _ in range(5):
    x + 1
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(20):
    x + 1
print((resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before) // 20)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another allocator")
@pytest.mark.parametrize("backend", ["numpy", "torch"])
def test_an_array_takes_no_new_pages(backend):
    if importlib.util.find_spec(backend) is None:
        pytest.skip(f"{backend} is not installed")
    done = run_python("-c", PROGRAM, backend, env={"MXGRAD_KEEP_MEMORY": "1"})
    assert int(done.stdout) < 20
