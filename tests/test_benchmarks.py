"""The benchmarks run, and the page has what they wrote. Their figures are nobody's test."""

from __future__ import annotations

import json
import sys

import pytest

from support import ROOT, run_python

BENCHMARKS = ROOT / "benchmarks"


def test_side_by_side(tmp_path):
    figures = tmp_path / "figures.json"
    options = ["--rounds", "1", "--seconds", "0.01", "--workloads", "seed", "control", "--json", str(figures)]
    done = run_python("-m", "benchmarks", "--libraries", "numpy", "mxgrad:numpy", *options, cwd=ROOT)
    assert "| mxgrad on NumPy |" in done.stdout
    timings = json.loads(figures.read_text(encoding="utf-8"))["microseconds_per_step"]
    assert set(timings) == {"seed", "control"}
    assert all(row["median"] > 0 for row in timings["seed"].values())
    checked = run_python("-m", "benchmarks", "--load", str(figures), "--check", cwd=ROOT)
    assert "mxgrad:numpy chain" in checked.stdout
    assert "not measured" in checked.stdout


def test_a_broken_bound_is_an_exit_status(tmp_path):
    figures = tmp_path / "figures.json"
    slow = {"mxgrad:numpy": {"rounds": [900.0]}, "torch": {"rounds": [1.0]}}
    figures.write_text(json.dumps({"microseconds_per_step": {"chain": slow}}), encoding="utf-8")
    done = run_python("-m", "benchmarks", "--load", str(figures), "--check", "speed", cwd=ROOT, check=False)
    assert done.returncode == 1
    assert "FAIL   speed  mxgrad:numpy chain" in done.stdout


@pytest.mark.parametrize(
    ("script", "options"),
    [
        ("overhead.py", ["--help"]),
        ("startup.py", ["--help"]),
        ("memory.py", ["--help"]),
        ("draws.py", ["--help"]),
        ("draws.py", ["--backend", "numpy", "--backend", "native", "--only", "uniform", "shuffle", "--rounds", "1"]),
        ("memory.py", ["grow", "numpy", "1", "50"]),
        ("memory.py", ["deep", "numpy", "1000"]),
        ("startup.py", ["program", "mxgrad:numpy"]),
        ("worker.py", ["mxgrad:numpy", "mlp", "--steps", "1"]),
    ],
)
def test_scripts(script, options):
    if "grow" in options:
        pytest.importorskip("psutil")
    assert run_python(str(BENCHMARKS / script), *options).stdout


def test_overhead():
    options = ["--backend", "numpy", "--rounds", "2", "--only", "sin", "add", "median", "bitwise_and", "--check"]
    done = run_python("-m", "benchmarks.overhead", *options, cwd=ROOT, check=False)
    rows = [line.split() for line in done.stdout.splitlines() if line.startswith("numpy")]
    assert {row[1] for row in rows} == {"unary", "binary", "reduction", "sin", "add", "median", "bitwise_and"}
    most = [max(float(row[3]), float(row[5])) for row in rows[3:]]
    assert most == sorted(most, reverse=True)  # those that add most come first
    over = [row[-1] == "over" for row in rows[3:]]
    assert over == [added > 1.5 for added in most]
    assert done.returncode == any(over), done.stdout + done.stderr


def test_overhead_as_a_table():
    code = """
import sys
sys.path.insert(0, "benchmarks")
from overhead import Row, functions, operands, table
rows = {"numpy": [Row("unary", "sin", 0.2, 0.8, 0.2, 1.3), Row("unary", "cos", 0.2, 0.9, 0.2, 1.4)], "jax": []}
assert table(rows).splitlines()[2:] == [
    "| `cos` | 0.20 | 0.90 | 1.40 | – | – | – |", "| `sin` | 0.20 | 0.80 | 1.30 | – | – | – |"]
kinds = dict(functions())
assert (kinds["exp"], kinds["hypot"], kinds["nanvar"], kinds["cumsum"]) == ("unary", "binary", *["reduction"] * 2)
assert "absolute" not in kinds and "sort" not in kinds
assert [x.dtype.kind for x in operands("ldexp", "binary")] == ["f", "i"]
"""
    run_python("-c", code, cwd=ROOT)


@pytest.mark.skipif(sys.platform != "linux", reason="peak memory has other units elsewhere")
def test_steps_train():
    """The workloads that train do: the same parameters by hand and on mxgrad."""
    code = """
import sys
sys.path.insert(0, "benchmarks")
from libraries import make
for work in ("linreg", "mlp"):
    by_hand, ours = make("numpy", work), make("mxgrad:numpy", work)
    for _ in range(5):
        a, b = float(by_hand()), float(ours())
    assert abs(a - b) < 1e-4 * abs(a), (work, a, b)
"""
    run_python("-c", code, cwd=ROOT)


def test_the_page_has_every_figure():
    text = (ROOT / "docs" / "performance.md").read_text(encoding="utf-8")
    for mark in ("speed", "ratios", "bounds", "overhead", "functions", "peaks", "growth", "depth", "startup", "draws"):
        _, begin, rest = text.partition(f"<!-- begin {mark} -->\n")
        body = rest.partition(f"<!-- end {mark} -->")[0]
        assert begin and len(body) > 100, f"no figures for {mark}"
