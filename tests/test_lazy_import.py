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
import time
import numpy, {also}
before = time.perf_counter()
import mxgrad
print(time.perf_counter() - before)
"""


@pytest.mark.skipif(
    "COVERAGE_PROCESS_START" in os.environ or "COV_CORE_SOURCE" in os.environ, reason="is timed"
)
def test_import_costs_less_than_50_ms_on_top_of_numpy():
    # The minimum: what the import costs when the machine does nothing else in the meantime.
    code = MEASURE.format(also="sys")
    seconds = min(float(run_python("-c", code, env={"COVERAGE_PROCESS_CONFIG": ""}).stdout) for _ in range(7))
    assert seconds < 0.050, f"import mxgrad takes {seconds * 1000:.1f} ms on top of import numpy"
