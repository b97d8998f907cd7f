"""The tables of known gaps: strict, and apart for each release of MXNet."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import mxgrad_conformance
from mxgrad_conformance import gaps
from mxgrad_conformance.capabilities import BY_TARGET
from mxgrad_conformance.report import Results
from mxgrad_conformance.target import mxnet_name
from support import ROOT, run_python

SUITE = Path(mxgrad_conformance.__file__).parent / "suite"
RELEASES = [target for target in BY_TARGET if target.startswith("mxnet ")]


def run_suite(folder: Path, *arguments: str) -> list[dict]:
    """The events of a run on the NumPy backend, with the rows of `planted_rows.py`."""
    log = folder / "events.jsonl"
    run_python(
        *("-m", "pytest", "-p", "mxgrad_conformance.plugin", "-p", "planted_rows", "-c", str(SUITE / "pytest.ini")),
        *("--rootdir", str(SUITE), "-q", "--tb=no", "--mx-target", "numpy", "--mx-log", str(log), *arguments),
        env={"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        first=ROOT / "tests",
        check=False,
    )
    return [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]


def test_every_row_names_a_case_of_the_suite(tmp_path):
    (collected,) = [
        event for event in run_suite(tmp_path, "--collect-only", str(SUITE)) if event["event"] == "collected"
    ]
    there = {case for case, _, _ in collected["cases"]}
    for target in RELEASES:
        assert sorted(set(gaps.rows_for(target)) - there) == [], target


def test_a_row_whose_case_passes_fails_the_run(tmp_path):
    events = run_suite(tmp_path, str(SUITE / "semantics" / "test_modes.py"))
    outcomes = {event["id"]: event["outcome"] for event in events if event["event"] == "result"}
    assert outcomes.pop("semantics/test_modes.py::test_numpy_mode") == "fail"
    assert set(outcomes.values()) == {"pass"}


@pytest.mark.parametrize("target", RELEASES)
def test_rows_of_a_release(target):
    rows = gaps.rows_for(target)
    assert len(rows) > 1000
    assert all(row.reason and row.target == target for row in rows.values())


def test_releases_share_what_both_get_wrong():
    first, second = ({*gaps.rows_for(target)} for target in RELEASES)
    assert len(first & second) > 800
    assert first - second
    assert second - first


def test_two_rows_for_one_case_are_a_mistake(monkeypatch):
    monkeypatch.setattr(gaps, "ROWS", (gaps.Gap("x", "a", "one"), gaps.Gap("x", "a", "two")))
    with pytest.raises(ValueError, match="two rows name one case for x"):
        gaps.rows_for("x")


def test_names_of_releases():
    assert mxnet_name("1.9.1") == "mxnet 1.9.1"
    assert mxnet_name("2.0.0beta1") == "mxnet 2.0.0b1"
    with pytest.raises(ValueError, match=r"the suite knows mxnet 1\.9\.1, mxnet 2\.0\.0b1, not mxnet 1\.8\.0"):
        mxnet_name("1.8.0")


def test_results_are_named_by_the_release_that_ran():
    results = Results("mxnet")
    assert results.target == "mxnet"
    results.take({"event": "collected", "target": "mxnet 2.0.0b1", "cases": [["a", "g", "r"]]})
    assert (results.backend, results.target) == ("mxnet", "mxnet 2.0.0b1")
