"""`install_as_mxnet`: MXNet's names for mxgrad's modules, and what is said about those that are missing."""

from __future__ import annotations

import sys
import types

import pytest

import mxgrad
from mxgrad import _missing
from mxgrad._finders import translate
from mxgrad.base import MXNetError
from support import run_python

INSTALL = "import mxgrad; mxgrad.install_as_mxnet()\n"


@pytest.fixture
def installed():
    mxgrad.install_as_mxnet()
    yield
    mxgrad.uninstall_as_mxnet()


def run(code: str) -> str:
    return run_python("-W", "error", "-c", INSTALL + code).stdout


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("mxnet", "mxgrad"),
        ("mxnet.np", "mxgrad.np"),
        ("mxnet.numpy", "mxgrad.np"),
        ("mxnet.numpy.random", "mxgrad.np.random"),
        ("mxnet.numpy.linalg", "mxgrad.np.linalg"),
        ("mxnet.numpy.multiarray", "mxgrad.np"),
        ("mxnet.npx", "mxgrad.npx"),
        ("mxnet.numpy_extension", "mxgrad.npx"),
        ("mxnet.numpy_extension.random", "mxgrad.npx.random"),
        ("mxnet.autograd", "mxgrad.autograd"),
        ("mxnet.base", "mxgrad.base"),
        ("mxnet.context", "mxgrad.context"),
        ("mxnet.device", "mxgrad.device"),
        ("mxnet.util", "mxgrad.util"),
        ("mxnet.test_utils", "mxgrad.test_utils"),
        ("mxnet.random", "mxgrad.random"),
        ("mxnet.error", "mxgrad.error"),
        ("mxnet.runtime", "mxgrad.runtime"),
        ("mxnet.libinfo", "mxgrad.libinfo"),
        ("mxnet.engine", "mxgrad.engine"),
    ],
)
def test_modules_are_the_same_objects(theirs, ours):
    out = run(
        f"""
import sys, importlib
first = importlib.import_module({theirs!r})
second = importlib.import_module({ours!r})
assert first is second, (first, second)
assert first.__spec__.name == first.__name__ == {ours!r}
import {theirs}
assert all(m.__name__.startswith("mxgrad") for n, m in sys.modules.items() if n.startswith("mxnet"))
print("same")
"""
    )
    assert out == "same\n"


def test_every_spelling_of_an_import():
    run(
        """
import mxnet as mx, mxnet.numpy as a, mxnet.numpy_extension as b
from mxnet import autograd, np, npx
from mxnet import numpy, numpy_extension, context, test_utils, random, rnd
from mxnet.numpy import ndarray, random as r
from mxnet.numpy.random import normal
from mxnet.test_utils import *
import mxgrad.np, mxgrad.numpy, mxgrad.numpy_extension
assert a is np is numpy is mx.np is mx.numpy is mxgrad.numpy and b is npx is mx.npx is mx.numpy_extension
assert mx.rnd is mx.random is rnd is random and r is np.random
assert mx.test_utils.assert_almost_equal is assert_almost_equal
assert isinstance(np.ones(2), mx.np.ndarray) and ndarray is np.ndarray
"""
    )


def test_a_program_for_mxnet_runs():
    out = run(
        """
import mxnet as mx
from mxnet import autograd, np, npx
npx.set_np()
x = np.arange(3)
x.attach_grad()
with autograd.record():
    y = (x * x).sum()
y.backward()
print(x.grad, mx.current_context())
"""
    )
    assert out == "[0. 2. 4.] cpu(0)\n"


def test_installing_twice_is_once_and_can_be_undone():
    finders = list(sys.meta_path)
    mxgrad.install_as_mxnet()
    mxgrad.install_as_mxnet()
    assert len(sys.meta_path) == len(finders) + 1
    import mxnet
    import mxnet.numpy

    assert mxnet is mxgrad
    assert mxnet.numpy is mxgrad.np
    mxgrad.uninstall_as_mxnet()
    mxgrad.uninstall_as_mxnet()
    assert sys.meta_path == finders
    assert not [name for name in sys.modules if name.partition(".")[0] == "mxnet"]


def test_the_real_mxnet_is_not_mixed_with_ours(monkeypatch):
    real = types.ModuleType("mxnet")
    real.__version__, real.__file__ = "1.9.1", "/elsewhere/mxnet/__init__.py"
    monkeypatch.setitem(sys.modules, "mxnet", real)
    with pytest.raises(ImportError, match=r"the real mxnet 1\.9\.1 is already imported \(from /elsewhere") as caught:
        mxgrad.install_as_mxnet()
    assert isinstance(caught.value, MXNetError)
    assert "python -m mxgrad run" in str(caught.value)
    mxgrad.uninstall_as_mxnet()
    assert sys.modules["mxnet"] is real


# --- what is missing ----------------------------------------------------------------------------------------

MISSING = ["gluon", "nd", "sym", "symbol", "kvstore", "onnx", "image", "optimizer", "metric", "mod", "io"]


@pytest.mark.parametrize("name", MISSING)
def test_missing_modules_are_named(name, installed):
    with pytest.raises(AttributeError, match=f"mxgrad has no '{name}': MXNet has it, mxgrad .* does not") as caught:
        getattr(mxgrad, name)
    assert isinstance(caught.value, MXNetError)
    assert caught.value.name == name
    for package in ("mxgrad", "mxnet"):
        for statement in (
            f"from {package} import {name}",
            f"import {package}.{name}",
            f"import {package}.{name}.x",
        ):
            with pytest.raises(ImportError, match=f"mxgrad has no '{name}'") as caught:
                exec(statement, {})
            assert isinstance(caught.value, MXNetError)


@pytest.mark.parametrize(
    ("module", "name", "hint"),
    [
        ("np", "pmt", "numpy-financial"),
        ("npx", "convolution", ""),
        ("npx", "quantized_conv", ""),
        ("", "nd", "use np and npx in its place"),
        ("", "symbol", "symbolic programs are not part of mxgrad"),
    ],
)
def test_explanations(module, name, hint):
    text = _missing.explain(module, name)
    assert text.startswith(".".join(filter(None, ["mxgrad", module])) + f" has no '{name}': MXNet has it")
    assert text.endswith("does not") if not hint else hint in text


@pytest.mark.parametrize("module", ["mxgrad.np", "mxgrad.npx", "mxgrad.autograd"])
def test_unknown_names_get_the_plain_error(module):
    found = sys.modules[module]
    with pytest.raises(AttributeError, match=f"module '{module}' has no attribute 'nonexistent'") as caught:
        found.nonexistent  # noqa: B018
    assert not isinstance(caught.value, MXNetError)
    with pytest.raises(ImportError, match="cannot import name 'nonexistent'"):
        exec(f"from {module} import nonexistent", {})


def test_unknown_modules_get_the_plain_error(installed):
    with pytest.raises(AttributeError, match="module 'mxgrad' has no attribute 'nonexistent'"):
        mxgrad.nonexistent  # noqa: B018
    for statement in ("import mxnet.nonexistent", "import mxgrad.nonexistent", "import mxnet.np.nonexistent"):
        with pytest.raises(ModuleNotFoundError):
            exec(statement, {})
    assert not hasattr(mxgrad, "__wrapped__")


def test_names_of_np_that_are_missing_are_named_on_import_too(installed):
    name = "pmt"  # a financial function that NumPy removed, and that mxgrad will never have
    with pytest.raises(AttributeError, match=f"mxgrad.np has no '{name}': MXNet has it"):
        getattr(mxgrad.np, name)
    for statement in (f"from mxnet.numpy import {name}", f"from mxgrad.np import {name}"):
        with pytest.raises(ImportError, match=f"mxgrad.np has no '{name}': MXNet has it"):
            exec(statement, {})


@pytest.mark.parametrize(("module", "name"), [("util", "set_flush_denorms"), ("test_utils", "Symbol")])
def test_missing_helpers_are_named(module, name):
    with pytest.raises(AttributeError, match=f"mxgrad.{module} has no '{name}': MXNet has it"):
        getattr(getattr(mxgrad, module), name)


def test_missing_methods_of_the_array():
    fail = _missing.missing_attr("mxgrad.np.ndarray")
    with pytest.raises(AttributeError, match=r"mxgrad's ndarray has no 'tostype': .* dense arrays only"):
        fail("tostype")
    with pytest.raises(AttributeError, match="'ndarray' object has no attribute 'nonexistent'"):
        fail("nonexistent")


def test_the_table_knows_the_whole_surface():
    assert _missing.known_to_mxnet("", "gluon")
    assert not _missing.known_to_mxnet("np", "nonexistent")
    assert not _missing.known_to_mxnet("elsewhere", "gluon")
    names = {name for path in _missing._NAMES for name in _missing._names(path)}
    assert all(name.isidentifier() for name in names)
    assert len(names) > 600


def test_translation():
    assert translate("numpy.random") == "np.random"
    assert translate("numpy.multiarray") == "np"
    assert translate("numpy_extension.image") == "npx.image"
    assert translate("base") == "base"
    assert translate("rnd") == "random"
