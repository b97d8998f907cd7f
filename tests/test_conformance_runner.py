"""The runner's second look at what failed on MXNet, whose engine has races of its own."""

from __future__ import annotations

from typing import Any

import pytest

from mxgrad_conformance import runner
from mxgrad_conformance.gaps import Gap
from mxgrad_conformance.report import Results, failures_text
from mxgrad_conformance.workers import Worker

SECOND = {"passes": "pass", "gap": "gap", "fails": "fail", "dies": None}
"""Cases that failed, with what a process of their own gives."""


@pytest.fixture
def results(monkeypatch: pytest.MonkeyPatch) -> Results:
    monkeypatch.setattr(Worker, "alone", staticmethod(lambda launch, case: SECOND[case]))
    monkeypatch.setattr(runner, "rows_for", lambda target: {"gap": Gap(target, "gap", "the row's reason")})
    found = Results("mxnet")
    found.take({"event": "collected", "target": "mxnet 1.9.1", "cases": [[case, "g", "r"] for case in SECOND]})
    for case in SECOND:
        found.take({"event": "result", "id": case, "outcome": "fail", "message": f"AssertionError in {case}"})
    nothing: Any = None  # the second runs are planted, so there is nothing to launch
    runner._run_again(nothing, found)
    return found


def test_only_what_fails_again_is_a_failure(results: Results) -> None:
    assert results.failures == ["fails", "dies"]
    assert not results.ok
    assert results.outcomes["passes"] == "pass"
    assert (results.outcomes["gap"], results.messages["gap"]) == ("gap", "the row's reason")


def test_a_failure_that_went_away_is_still_reported(results: Results) -> None:
    assert results.unsteady == {"passes": "AssertionError in passes", "gap": "AssertionError in gap"}
    text = failures_text([results])
    assert "passes failed once, not when it ran again alone:\n    AssertionError in passes" in text
