"""The code cells of the autograd chapter, run through `install_as_mxnet`, print what MXNet 1.9.1 prints.

The chapter lies beside a checkout and is not part of this project. What its cells print is: as MXNet 1.9.1
printed it, to the digit.
"""

from __future__ import annotations

import json

import pytest

from support import ROOT, backend_parameters, run_python

CHAPTER = ROOT.parent / "shared" / "seed" / "autograd_chapter.md"

TRUES = "array([ True,  True,  True,  True])\n"
# One entry per cell. The cells that draw a random number print nothing, or that its gradient is right.
EXPECTED = [
    "",
    "array([0., 1., 2., 3.])\n",
    "",
    "array([0., 0., 0., 0.])\n",
    "array(28.)\n",
    "",
    "array([ 0.,  4.,  8., 12.])\n",
    TRUES,
    "array([1., 1., 1., 1.])\n",
    TRUES,
    TRUES,
    TRUES,
    "(array([-1., -1., -1., -1.]), array([5., 5., 5., 5.]), array([0., 0., 0., 0.]))\n",
    "",
    "",
    "True\n",
    "False\nTrue\n",
]

# Runs the cells as a notebook does: the value of a last expression is shown, None is not.
NOTEBOOK = r"""
import ast, contextlib, io, json, re, sys
import mxgrad
mxgrad.install_as_mxnet()
mxgrad.set_backend(sys.argv[2])
with open(sys.argv[1], encoding="utf-8") as chapter:
    cells = re.findall(r"```\{\.python \.input[^}]*\}\n(.*?)```", chapter.read(), re.DOTALL)
names, printed = {}, []
for cell in cells:
    body = ast.parse(cell).body
    last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
    with contextlib.redirect_stdout(io.StringIO()) as out:
        exec(compile(ast.Module(body, []), "cell", "exec"), names)
        value = eval(compile(ast.Expression(last.value), "cell", "eval"), names) if last else None
        if value is not None:
            print(repr(value))
    printed.append(out.getvalue())
print(json.dumps(printed))
"""


@pytest.mark.skipif(not CHAPTER.exists(), reason=f"the chapter is not beside this checkout ({CHAPTER})")
@pytest.mark.parametrize("backend", backend_parameters())
def test_the_chapter_prints_what_mxnet_prints(backend):
    printed = json.loads(run_python("-c", NOTEBOOK, str(CHAPTER), backend).stdout.splitlines()[-1])
    assert printed == EXPECTED
