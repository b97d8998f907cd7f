"""A backend from outside: the one of docs/backend.md registers, and passes the whole conformance suite."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import mxgrad as mx
import mxgrad_conformance
from mxgrad import autograd, np
from mxgrad._registry import get_backend
from support import ROOT, run_python

SUITE = Path(mxgrad_conformance.__file__).parent / "suite"
LISTED = re.compile(r"^```python\n(\"\"\"counting\.py.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def counting(tmp_path_factory):
    """A directory with the module of the page in it."""
    folder = tmp_path_factory.mktemp("third_party")
    (code,) = LISTED.findall((ROOT / "docs" / "backend.md").read_text(encoding="utf-8"))
    (folder / "counting.py").write_text(code, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def backend(counting):
    """The same backend, registered in this process."""
    names = {"__name__": "counting"}
    exec((counting / "counting.py").read_text(encoding="utf-8"), names)
    yield get_backend("counting")
    from mxgrad import _registry

    del _registry._registered["counting"], _registry._loaded["counting"]


def test_it_is_registered(backend):
    assert "counting" in mx.available_backends()
    assert get_backend("counting") is backend
    with pytest.raises(ValueError, match="registered already"):
        mx.register_backend("counting", type(backend))


def test_it_counts(backend):
    backend.calls.clear()
    with mx.use_backend("counting"):
        x = np.ones((2, 3))
        x.attach_grad()
        with autograd.record():
            y = np.tanh(np.dot(x, x.T)).mean()
        y.backward()
    assert backend.calls == {"permute_dims": 1, "matmul": 1, "tanh": 1, "mean": 1}
    assert x.grad.shape == (2, 3)


def test_it_does_not_mix_with_numpy(backend):
    with mx.use_backend("counting"):
        x = np.ones(2)
    with pytest.raises(TypeError, match="as_in_backend"):
        x + np.ones(2)
    assert x.as_in_backend("numpy").backend == "numpy"


def test_it_passes_the_suite(counting, tmp_path):
    log = tmp_path / "events.jsonl"
    done = run_python(
        *("-m", "pytest", "-p", "mxgrad_conformance.plugin", "-p", "counting", "-c", str(SUITE / "pytest.ini")),
        *("--rootdir", str(SUITE), "-q", "--tb=short", "--mx-target", "counting", "--mx-log", str(log), str(SUITE)),
        env={"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        first=counting,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:]
    events = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    assert sum(event["event"] == "result" for event in events) > 3000


def test_the_command_line_runs_it(counting):
    done = run_python(
        *("-m", "mxgrad", "conformance", "--backend", "counting:BACKEND", "--", "-k", "test_staleness"),
        first=make_object(counting),
    )
    assert "counting" in done.stdout


def make_object(folder: Path) -> Path:
    """Beside the class an object, which ``module:object`` names."""
    page = folder / "counting.py"
    text = page.read_text(encoding="utf-8")
    if "BACKEND" not in text:
        page.write_text(text + "\n\nBACKEND = CountingBackend()\n", encoding="utf-8")
    return folder
