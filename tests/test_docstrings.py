"""The examples in the docstrings are true."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import mxgrad
from mxgrad import util

FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE | doctest.IGNORE_EXCEPTION_DETAIL
MODULES = ["mxgrad", *sorted(module.name for module in pkgutil.walk_packages(mxgrad.__path__, "mxgrad."))]


@pytest.mark.parametrize("name", [name for name in MODULES if name != "mxgrad.__main__"])
def test_examples(name):
    util.reset_np()  # each module's examples start as a new program does
    try:
        with mxgrad.use_backend("numpy"):
            done = doctest.testmod(importlib.import_module(name), optionflags=FLAGS)
    finally:
        util.reset_np()
        mxgrad.uninstall_as_mxnet()
    assert done.failed == 0
