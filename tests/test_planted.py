"""The conformance suite catches planted defects, each by the cases that are meant to."""

from __future__ import annotations

import fnmatch
import json
from pathlib import Path

import pytest

import mxgrad_conformance
from support import ROOT, run_python

SUITE = Path(mxgrad_conformance.__file__).parent / "suite"
# Of the records, those of the operations with a defect and their neighbours; all other cases of the files.
KEYWORDS = "semantics or tanh or mish or sin or cos or exp or log or add or sub or relu or sum or dot"
# Defect: files to run, a case that must fail, patterns of those that may.
DEFECTS = {
    "gradient_off_by_a_factor": (
        "operations/test_gradient.py operations/test_complex_step.py",
        "operations/test_complex_step.py::test_complex_step[[]np.tanh-vector-float64[]]",
        "operations/*::*[[]*[.-]tanh-*|operations/*::*[[]*[.-]mish-*",  # mish is made of tanh
    ),
    "second_gradient_off": (
        "operations/test_gradient.py operations/test_second_order.py",
        "operations/test_second_order.py::test_second_order[[]np.sin-vector-float64[]]",
        "operations/test_second_order.py::*",
    ),
    "dtype_drift": (
        "operations/test_value.py",
        "operations/test_value.py::test_value[[]np.exp-vector-float32[]]",
        "operations/test_value.py::*[[]*.exp-*",
    ),
    "gradient_dtype_drift": (
        "semantics/test_grad_function.py operations/test_mixed_dtypes.py",
        "semantics/test_grad_function.py::test_gradients_keep_the_dtype_of_their_variables",
        "semantics/test_grad_function.py::*dtype*",
    ),
    "missing_unbroadcast": (
        "operations/test_gradient.py semantics/test_broadcasting.py",
        "operations/test_gradient.py::test_gradient[[]np.add-*",
        "*",
    ),
    "leaking_recording_state": (
        "semantics/test_errors.py semantics/test_recording.py",
        "semantics/test_errors.py::test_is_an_mxnet_error[[]broadcast[]]",
        "semantics/test_errors.py::*[[]broadcast[]]",
    ),
    "aliasing_lost": (
        "semantics/test_aliasing.py",
        "semantics/test_aliasing.py::test_writes_into_a_window_reach_the_base[[]x[[]1:3[]][]]",
        "semantics/test_aliasing.py::*window*",
    ),
    "stale_value_undetected": (
        "semantics/test_staleness.py",
        "semantics/test_staleness.py::test_through_a_view",
        "semantics/test_staleness.py::test_*",
    ),
    "add_treated_as_write": (
        "operations/test_grad_req.py semantics/test_gradient_buffers.py",
        "operations/test_grad_req.py::test_grad_req[[]np.add-*",
        "*",
    ),
    "new_buffer_at_every_pass": (
        "semantics/test_gradient_buffers.py",
        "semantics/test_gradient_buffers.py::test_a_held_gradient_sees_the_next_pass",
        "semantics/test_gradient_buffers.py::test_a_held_gradient_sees_the_next_pass",
    ),
    "graph_never_freed": (
        "semantics/test_backward.py",
        "semantics/test_backward.py::test_the_second_time_is_an_error",
        "semantics/test_backward.py::*",
    ),
    "kink_elsewhere": (
        "operations/test_kinks.py",
        "operations/test_kinks.py::test_kink[[]npx.relu-zero[]]",
        "operations/test_kinks.py::*relu*",
    ),
}


def failures(name: str, files: str, folder: Path) -> tuple[list[str], int]:
    """The cases of `files` that fail on the planted backend `name`, and how many were run."""
    log = folder / "events.jsonl"
    run_python(
        *("-m", "pytest", "-p", "mxgrad_conformance.plugin", "-c", str(SUITE / "pytest.ini"), "--rootdir", str(SUITE)),
        *("-q", "--tb=no", "-k", KEYWORDS, "--mx-target", f"planted:target_{name}", "--mx-log", str(log)),
        *(str(SUITE / file) for file in files.split()),
        env={"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        first=ROOT / "tests",
        check=False,
    )
    events = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    results = [event for event in events if event["event"] == "result"]
    return [event["id"] for event in results if event["outcome"] == "fail"], len(results)


@pytest.mark.parametrize("name", DEFECTS)
def test_the_defect_is_caught(name, tmp_path):
    files, expected, allowed = DEFECTS[name]
    failed, _ = failures(name, files, tmp_path)
    assert fnmatch.filter(failed, expected), f"not caught; these failed: {failed}"
    assert set(failed) == {case for pattern in allowed.split("|") for case in fnmatch.filter(failed, pattern)}


def test_without_a_defect_the_same_cases_pass(tmp_path):
    files = sorted({file for row in DEFECTS.values() for file in row[0].split()})
    failed, count = failures("correct", " ".join(files), tmp_path)
    assert not failed
    assert count > 1000
