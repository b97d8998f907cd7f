"""The API reference: nothing is left out, what it shows is not stale, and docstrings become Markdown as they should."""

from __future__ import annotations

import json
import sys
from collections import Counter

import pytest

from mxgrad_conformance.records import covered_names
from support import ROOT

sys.path.insert(0, str(ROOT / "docs" / "generator"))

import capability
import reference

FUNCTIONS = json.loads(capability.FILE.read_text(encoding="utf-8"))["functions"]
PAGES = reference.pages()
ENTRIES = [(page, entry) for page in PAGES for entry in page.entries]
NAMES = Counter(name for _, entry in ENTRIES for name in reference.names(entry))
AGAIN = "stale: run the commands in docs/generator/capability.py"


def test_capabilities_are_of_the_records_that_there_are():
    assert {name: row["gradient"] for name, row in FUNCTIONS.items()} == capability.gradients(), AGAIN


def test_capabilities_have_figures_of_every_target():
    for name in covered_names():
        if not name.startswith("operator."):
            targets = FUNCTIONS[name]["cases"]
            assert set(targets) == set(reference.TARGETS), f"{name}; {AGAIN}"
            for target in ("numpy", "torch", "jax"):
                passed, count = targets[target]
                assert passed == count > 0, f"{name} on {target}; {AGAIN}"


def test_every_page_is_in_the_navigation():
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    for page in (ROOT / "docs").glob("*.md"):
        assert f"  - {page.name}\n" in text


def test_the_table_of_others_is_of_others():
    assert sorted(set(capability.OTHERS) & covered_names()) == []
    assert sorted(set(capability.OTHERS) - set(NAMES)) == []


@pytest.mark.parametrize("name", sorted(name for name in NAMES if name.startswith(("np.", "npx."))))
def test_every_function_shows_its_gradient(name):
    entry = next(entry for _, entry in ENTRIES if name in reference.names(entry))
    assert isinstance(entry.value, type) or "Gradient: " in reference._facts(entry, FUNCTIONS)


def test_every_name_has_one_place():
    assert [name for name, count in NAMES.items() if count > 1] == []


@pytest.mark.parametrize("module", reference.modules())
def test_every_public_name_is_in_the_reference(module):
    prefix, owner = module
    missing = [
        name
        for name in owner.__all__
        if callable(getattr(owner, name))
        and not reference._is_foreign(getattr(owner, name))
        and f"{prefix}.{name}" not in NAMES
    ]
    assert missing == []


DOC = """Sum of `x` as `np.sum` says, not `np.nothing`.

Parameters
----------
axis
    An axis, or a tuple of them:
    see `np.max`.
keepdims, out
    Others.

Raises
------
ValueError
    It cannot be.

Examples
--------
>>> 1 + 1
2
>>> 2

Told.
"""


def test_markdown():
    places = {"np.sum": ("reference/np-reduce.md", "np.sum"), "np.max": ("reference/a.md", "np.max")}
    assert list(reference._markdown(DOC, "reference/a.md", places)) == [
        "Sum of `x` as [`np.sum`](np-reduce.md#np.sum) says, not `np.nothing`.",
        "",
        "**Parameters**",
        "",
        "- `axis`: An axis, or a tuple of them: see [`np.max`](#np.max).",
        "- `keepdims, out`: Others.",
        "",
        "**Raises**",
        "",
        "- `ValueError`: It cannot be.",
        "",
        "```pycon",
        ">>> 1 + 1",
        "2",
        ">>> 2",
        "```",
        "",
        "Told.",
        "",
    ]


def test_signatures_have_no_types():
    def function(a, /, axis: int | None = None, dtype=float, *args, flag: bool = True):
        """."""

    shown = reference._signature(reference.Entry("np.f", function))
    assert shown == "np.f(a, /, axis=None, dtype=float, *args, flag=True)"


def test_figures_are_counted():
    report = {
        "table": [
            {"group": "operations/reduce", "row": "np.sum", "targets": {"numpy": {"pass": 3, "gap": 1}, "torch": {}}},
            {"group": "semantics", "row": "random", "targets": {"numpy": {"pass": 2}}},
        ],
        "targets": {"numpy": {"counts": {"pass": 5, "gap": 1}}},
    }
    found = capability.summary([report])
    assert found["functions"]["np.sum"] == {"gradient": "any order", "cases": {"numpy": [3, 4]}}
    assert found["functions"]["npx.dropout"]["cases"] == {"numpy": [2, 2]}
    assert json.loads(capability.text(found)) == found
