"""The examples in the docstrings are true."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
import re

import pytest

import mxgrad
from mxgrad import util

FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE | doctest.IGNORE_EXCEPTION_DETAIL
MODULES = ["mxgrad", *sorted(module.name for module in pkgutil.walk_packages(mxgrad.__path__, "mxgrad."))]


NUMBER = re.compile(r"-?\d+\.\d*(?:e[+-]?\d+)?")


class Checker(doctest.OutputChecker):
    """Floats may differ in the last printed digit: NumPy's do from processor to processor."""

    def check_output(self, want, got, optionflags):
        if super().check_output(want, got, optionflags):
            return True
        texts = [re.sub(r"\s+", "", NUMBER.sub("#", text)) for text in (want, got)]
        numbers = [[float(number) for number in NUMBER.findall(text)] for text in (want, got)]
        return (
            texts[0] == texts[1] and bool(numbers[0]) and numbers[0] == pytest.approx(numbers[1], rel=3e-7, abs=1e-12)
        )


@pytest.mark.parametrize("name", [name for name in MODULES if name != "mxgrad.__main__"])
def test_examples(name):
    util.reset_np()  # each module's examples start as a new program does
    try:
        with mxgrad.use_backend("numpy"):
            done = run(importlib.import_module(name))
    finally:
        util.reset_np()
        mxgrad.uninstall_as_mxnet()
    assert done.failed == 0


def run(module):
    runner = doctest.DocTestRunner(Checker(), optionflags=FLAGS)
    for test in doctest.DocTestFinder().find(module, module.__name__):
        runner.run(test)
    return runner.summarize(verbose=False)


def test_the_checker_sees_a_wrong_digit():
    assert Checker().check_output("array([1., 2.9999998])\n", "array([1., 3.])\n", FLAGS)
    assert not Checker().check_output("array([1., 2.9999])\n", "array([1., 3.])\n", FLAGS)
    assert not Checker().check_output("array([1., 3.])\n", "array([1., 3., 3.])\n", FLAGS)
