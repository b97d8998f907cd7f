"""``%load_ext mxgrad``, in a shell of its own process."""

from __future__ import annotations

import pytest

from support import run_python

pytest.importorskip("IPython", reason="tests the IPython extension")

SHELL = """
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell()
shell.history_manager.enabled = False

def cell(source):
    done = shell.run_cell(source)
    done.raise_error()
    return done.result
"""


def run(code: str, tmp_path) -> str:
    return run_python("-c", SHELL + code, env={"IPYTHONDIR": str(tmp_path)}).stdout


def test_cells_that_say_mxnet_run(tmp_path):
    out = run(
        """
cell("%load_ext mxgrad")
cell("from mxnet import autograd, np, npx; npx.set_np()")
cell("x = np.arange(4); x.attach_grad()")
assert cell("x.grad").tolist() == [0, 0, 0, 0]
assert cell("%mxgrad_backend") == "numpy"
assert cell("%mxgrad_backend numpy") == "numpy"
assert "numpy" in cell("%mxgrad_backend ?")
""",
        tmp_path,
    )
    assert "array([0., 0., 0., 0.])" in out


def test_a_wrong_backend_says_which_there_are(tmp_path):
    run(
        """
cell("%load_ext mxgrad")
try:
    cell("%mxgrad_backend nonsense")
except ValueError as error:
    assert "no backend named 'nonsense'; there are " in str(error)
else:
    raise SystemExit("no error")
""",
        tmp_path,
    )


def test_unloading_takes_it_back(tmp_path):
    run(
        """
import sys
cell("%load_ext mxgrad")
assert "mxnet" in sys.modules
cell("%unload_ext mxgrad")
assert "mxnet" not in sys.modules
assert "mxgrad_backend" not in shell.magics_manager.magics["line"]
""",
        tmp_path,
    )
