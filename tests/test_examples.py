"""The examples run on every backend, and print the same everywhere."""

from __future__ import annotations

import importlib.util

import pytest

from support import ROOT, backend_parameters, run_python

EXAMPLES = ROOT / "examples"


@pytest.fixture(scope="module")
def printed_on_numpy() -> str:
    return run_python(str(EXAMPLES / "autograd.py")).stdout


@pytest.mark.parametrize("backend", backend_parameters())
def test_autograd(backend, printed_on_numpy):
    assert run_python(str(EXAMPLES / "autograd.py"), "--backend", backend).stdout == printed_on_numpy


def test_what_autograd_prints(printed_on_numpy):
    for line in (
        "y = 36.0  gradient: [ 3. 12. 27.]  as expected: True",
        "added up: [4. 6.]",
        "of y[0] - y[3]: [ 2.  0.  0. -8.]",
        "with x² held fixed: [1. 4. 9.]",
        "middle: [20. 40.]  x, without the part through middle: [1. 1.]",
        "at -20: 0.9375, slope -0.046875, result / a -0.046875",
        "3x²: [ 3. 12. 27.]  6x: [ 6. 12. 18.]",
        "a third time: Cannot differentiate node because it is not in a computational graph.",
        "  0.785   0.707   0.707",
        "price: 70.0  d price / d bids: [0. 0. 1. 0.]  of the winner's own: 0.0",
    ):
        assert line in printed_on_numpy, line


@pytest.mark.skipif(importlib.util.find_spec("matplotlib") is None, reason="matplotlib is not installed")
def test_the_plot_of_a_function_and_its_slope(tmp_path):
    picture = tmp_path / "sine.svg"
    assert f"drawn: {picture}" in run_python(str(EXAMPLES / "autograd.py"), "--plot", str(picture)).stdout
    assert picture.read_text(encoding="utf-8").lstrip().startswith("<?xml")


@pytest.mark.parametrize("backend", backend_parameters())
def test_mlp(backend):
    lines = run_python(str(EXAMPLES / "mlp.py"), "--backend", backend).stdout.splitlines()
    losses = [float(line.split()[-1]) for line in lines if line.startswith("step")]
    assert losses[0] > 0.5 > 0.05 > losses[-1]
    assert float(lines[-1].split()[-1]) > 0.99
