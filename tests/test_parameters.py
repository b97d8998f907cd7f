"""Every parameter of MXNet's functions is passed by some case: of a record, of a table, or written out in the suite."""

from __future__ import annotations

import ast
import inspect
from collections import defaultdict
from collections.abc import Iterator

from mxgrad_conformance.parameters import CALLS, OUT
from mxgrad_conformance.record import Record
from mxgrad_conformance.records import all_records
from support import ROOT
from test_surface import NAMES, OWNERS, SIGNATURES, _has, theirs

SUITE = ROOT / "conformance" / "mxgrad_conformance" / "suite"
FUNCTIONS = [path for path in SIGNATURES if _has(path) and not path.split(".")[-1].startswith("__")]

# What no call can show, or what is refused unless it is the default.
NOT_PASSED: dict[str, set[str]] = {}


def _signature(path: str) -> inspect.Signature:
    section, _, name = path.rpartition(".")
    return inspect.signature(inspect.getattr_static(OWNERS[section], name))


def wanted(path: str) -> set[str]:
    """The names of parameters in both releases that ours has, too (differences in names are `test_surface.py`'s)."""
    texts = [text for text in NAMES[path].values() if text is not None and text.startswith("(")]
    named = {p.name for text in texts for p in theirs(text) if p.kind in ("place", "keyword")}
    return (named & set(_signature(path).parameters)) - {"self"}


def _by_records(record: Record) -> Iterator[tuple[str, set[str]]]:
    for name in record.public_names():
        path = name.replace("ndarray.", "np.ndarray.")
        if path not in FUNCTIONS:
            continue
        signature = _signature(path)
        for sample in (*record.samples, *record.kinks):
            count = len(sample.values if sample.values is not None else sample.shapes)
            operands = ((None,) * count,) if record.listed else (None,) * count
            before = getattr(sample, "before", ())
            bound = signature.bind_partial(*before, *operands, *sample.after, **sample.kwargs)
            yield path, set(bound.arguments)
        if record.path in OUT:
            yield path, {"out"}


def _by_tables() -> Iterator[tuple[str, set[str]]]:
    for call in CALLS:
        path = call.path.replace("ndarray.", "np.ndarray.")
        if path in FUNCTIONS:
            yield path, set(_signature(path).bind(*call.args, **call.kwargs).arguments)


def _by_sources() -> Iterator[tuple[str, set[str]]]:
    """Calls `t.np.name(...)`, and `x.name(...)` of what may be an array."""
    for file in SUITE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            owner = ast.unparse(node.func.value).split(".")
            for section in ("np.linalg", "np.random", "np"):
                parts = section.split(".")
                if owner[-len(parts) :] == parts:
                    break
            else:
                section = "" if owner[0] == "onp" else "np.ndarray"
            path = f"{section}.{node.func.attr}"
            if path in FUNCTIONS:
                places = [p.name for p in _signature(path).parameters.values() if p.kind is p.POSITIONAL_OR_KEYWORD]
                passed = places[section == "np.ndarray" :][: len(node.args)]
                yield path, {*passed, *(keyword.arg for keyword in node.keywords if keyword.arg)}


def test_every_parameter_is_passed():
    passed = defaultdict(set)
    for record in all_records():
        for path, names in _by_records(record):
            passed[path] |= names
    for path, names in (*_by_tables(), *_by_sources()):
        passed[path] |= names
    missing = {path: wanted(path) - passed[path] for path in FUNCTIONS}
    assert {path: names for path, names in missing.items() if names} == NOT_PASSED
