"""`import mxgrad` is light: no array library but NumPy, and little time."""

from __future__ import annotations

import os

import pytest

from support import run_python


def test_import_loads_no_other_array_library_and_no_tools():
    code = """
import sys, mxgrad
from mxgrad import autograd, np, npx
heavy = ["torch", "jax", "jaxlib", "IPython", "pytest", "hypothesis", "mxgrad_conformance",
         "mxgrad_torch", "mxgrad_jax", "mxgrad.test_utils", "mxgrad._cli"]
print([name for name in heavy if name in sys.modules])
"""
    assert run_python("-c", code).stdout == "[]\n"


def test_using_numpy_loads_neither_torch_nor_jax():
    code = """
import sys
from mxgrad import autograd, np, npx
import mxgrad
npx.set_np()
x = np.arange(4); x.attach_grad()
with autograd.record():
    y = (x * x).sum()
y.backward()
mxgrad.available_backends(), mxgrad.context.num_gpus(), mxgrad.test_utils.same(x, x)
print([name for name in ("torch", "jax") if name in sys.modules])
"""
    assert run_python("-c", code, env={"MXGRAD_BACKEND": ""}).stdout == "[]\n"


MEASURE = """
import time, numpy
before = time.process_time()
import mxgrad
print(time.process_time() - before)
"""


@pytest.mark.skipif("COVERAGE_PROCESS_CONFIG" in os.environ, reason="coverage slows imports down")
def test_import_costs_less_than_50_ms_on_top_of_numpy(tmp_path):
    # With a bytecode cache, as any second import has; and time of this process alone, at its minimum: what the import
    # costs when the machine does nothing else in the meantime.
    environment = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(tmp_path)}
    seconds = min(float(run_python("-c", MEASURE, env=environment).stdout) for _ in range(9))
    assert seconds < 0.050, f"import mxgrad takes {seconds * 1000:.1f} ms on top of import numpy"
