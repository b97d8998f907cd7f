"""Every public name of MXNet 1.9.1 and 2.0.0b1 in np, np.linalg, np.random and the array class, with its signature.

`surface.json` has the facts; `surface_rows.py` what is different on purpose. A difference without a row fails, and so
does a row that says something else than what is found.
"""

from __future__ import annotations

import ast
import inspect
import json
import math
import types
from typing import Any, NamedTuple

import numpy as onp
import pytest

from mxgrad import np
from mxgrad.base import MXNetAttributeError
from support import ROOT
from surface_rows import DIFFERENT, LEFT_OUT

SURFACE = json.loads((ROOT / "tests" / "surface.json").read_text(encoding="utf-8"))
OWNERS: dict[str, Any] = {"np": np, "np.linalg": np.linalg, "np.random": np.random, "np.ndarray": np.ndarray}
RELEASES = ("1.9.1", "2.0.0b1")
NAMES = {
    f"{section}.{name}": dict(zip(RELEASES, facts if isinstance(facts, list) else [facts] * 2, strict=True))
    for section, names in SURFACE["names"].items()
    for name, facts in names.items()
}


class Parameter(NamedTuple):
    name: str
    kind: str
    """`place` (positional), `keyword` (only), `*`, `**`."""
    default: Any
    """The value, `REQUIRED`, or `UNSAID` where MXNet's own default means that nothing was given."""


REQUIRED, UNSAID = object(), object()
RENAMED = ({"ctx", "device"}, {"ddof", "correction"})
"""What 2.0 calls by another name; both names go in one place."""
_KINDS = {
    inspect.Parameter.POSITIONAL_ONLY: "place",
    inspect.Parameter.POSITIONAL_OR_KEYWORD: "place",
    inspect.Parameter.KEYWORD_ONLY: "keyword",
    inspect.Parameter.VAR_POSITIONAL: "*",
    inspect.Parameter.VAR_KEYWORD: "**",
}
_SYMBOLS = {"float32": onp.float32, "int32": onp.int32, "no_value": UNSAID}


def theirs(text: str) -> list[Parameter]:
    """The parameters of a signature of MXNet."""
    arguments = ast.parse(f"def f{text.replace('/, ', '')}: pass").body[0].args  # type: ignore[attr-defined]
    absent = [None] * (len(arguments.args) - len(arguments.defaults))
    defaults = [*absent, *arguments.defaults]
    found = [Parameter(a.arg, "place", _value(d)) for a, d in zip(arguments.args, defaults, strict=True)]
    found += [Parameter(arguments.vararg.arg, "*", UNSAID)] if arguments.vararg else []
    found += [
        Parameter(a.arg, "keyword", _value(d)) for a, d in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    ]
    return found + ([Parameter(arguments.kwarg.arg, "**", UNSAID)] if arguments.kwarg else [])


def _value(node: ast.expr | None) -> Any:
    return REQUIRED if node is None else eval(ast.unparse(node), {}, _SYMBOLS)


def ours(function: Any) -> list[Parameter]:
    parameters = inspect.signature(function).parameters.values()
    empty = inspect.Parameter.empty
    return [Parameter(p.name, _KINDS[p.kind], REQUIRED if p.default is empty else p.default) for p in parameters]


def differences(their: list[Parameter], our: list[Parameter]) -> list[str]:
    """What a call written for `their` signature would meet; empty: it means the same."""
    by_name = {p.name: p for p in our}
    takes_any = {p.kind for p in our} & {"*", "**"}
    found, places = [], [p for p in our if p.kind in ("place", "*")]
    for i, p in enumerate(their):
        if p.kind in ("*", "**"):
            continue
        if p.kind == "place":
            here = places[min(i, len(places) - 1)] if places else None
            if here is None or (i >= len(places) and here.kind != "*"):
                found.append(f"no place {i + 1} for {p.name}")
            elif here.kind == "place" and not _same_thing(here.name, p.name):
                found.append(f"place {i + 1} is {here.name}, not {p.name}")
        here = by_name.get(p.name)
        if here is None:
            if "**" not in takes_any:
                found.append(f"no keyword {p.name}")
        elif here.default is REQUIRED and p.default is not REQUIRED:
            found.append(f"{p.name} is required")
        elif p.default not in (REQUIRED, UNSAID) and not _equal(p.default, here.default):
            found.append(f"{p.name} is {here.default!r}, not {p.default!r}")
    found += [f"{p.name} is required" for p in our[len(their) :] if p.default is REQUIRED and p.kind == "place"]
    return found


def _same_thing(a: str, b: str) -> bool:
    return a == b or {a, b} in RENAMED


def _equal(a: Any, b: Any) -> bool:
    return a is b or (type(a) is type(b) and bool(a == b)) or (isinstance(a, float) and a == b)


def found_differences(path: str) -> str:
    """Those of both releases as one text; what only one of them has as its default is no difference."""
    section, _, name = path.rpartition(".")
    function = inspect.getattr_static(OWNERS[section], name)
    parts = {}
    for release, text in NAMES[path].items():
        if text is not None and text.startswith("("):
            parts[release] = differences(theirs(text), ours(function))
    defaults = [{d for d in part if " is " in d and ", not " in d and "place" not in d} for part in parts.values()]
    if len(defaults) == 2 and all(NAMES[path].values()):  # they disagree, and ours is that of one of them
        parts = {
            release: [d for d in part if d in set.intersection(*defaults) or d not in set.union(*defaults)]
            for release, part in parts.items()
        }
    if len(parts) == 2 and len({tuple(part) for part in parts.values()}) == 1:
        return "; ".join(next(iter(parts.values())))
    return " | ".join(f"{release}: {'; '.join(part)}" for release, part in parts.items() if part)


def _has(path: str) -> bool:
    section, _, name = path.rpartition(".")
    try:
        inspect.getattr_static(OWNERS[section], name)
    except AttributeError:
        return False
    return True


SIGNATURES = [path for path in NAMES if any(str(text).startswith("(") for text in NAMES[path].values())]


def test_every_name_is_there_or_a_row_says_why_not():
    refused = {path for path, facts in NAMES.items() if "AttributeError" in facts.values()}
    missing = {path for path in NAMES if not _has(path)} - refused
    assert sorted(missing - set(LEFT_OUT)) == []
    assert sorted(set(LEFT_OUT) - missing) == [], "rows of names that are there"


@pytest.mark.parametrize("path", [path for path in SIGNATURES if _has(path)])
def test_signature(path):
    assert found_differences(path) == DIFFERENT.get(path, ("", ""))[0]


def test_every_row_is_about_a_name_of_mxnet():
    assert sorted(set(DIFFERENT) - {path for path in SIGNATURES if _has(path)}) == []
    assert all(reason for _, reason in DIFFERENT.values())
    assert all(LEFT_OUT.values())


@pytest.mark.parametrize("path", sorted(LEFT_OUT))
def test_what_is_left_out_says_so(path):
    section, _, name = path.rpartition(".")
    owner = np.ones(2) if section == "np.ndarray" else OWNERS[section]
    with pytest.raises(AttributeError) as caught:
        getattr(owner, name)
    assert isinstance(caught.value, MXNetAttributeError) or name.startswith("_")
    assert name in str(caught.value)


KINDS: dict[str, Any] = {
    "number": lambda x: isinstance(x, float),
    "dtype": lambda x: isinstance(onp.dtype(x), onp.dtype),
    "module": lambda x: isinstance(x, types.ModuleType),
    "function": callable,
    "class": lambda x: isinstance(x, type),
    "None": lambda x: x is None,
    "list": lambda x: isinstance(x, list) and all(isinstance(item, onp.dtype) for item in x),
    "attribute": lambda x: not inspect.isfunction(x),
}


@pytest.mark.parametrize("path", [path for path, facts in NAMES.items() if _has(path) and {*facts.values()} & {*KINDS}])
def test_kind(path):
    section, _, name = path.rpartition(".")
    kinds = {"function" if str(text).startswith("(") else text for text in NAMES[path].values()} & {*KINDS}
    assert any(KINDS[kind](inspect.getattr_static(OWNERS[section], name)) for kind in kinds)


X = onp.array([[3.0, 1.0, 2.0], [0.5, 4.0, 6.0]], dtype="float32")


@pytest.mark.parametrize("name", ["all", "any", "max", "min", "amax", "amin", "sometrue", "sum"])
def test_reductions_take_the_orders_of_both_releases(name):
    function, x = getattr(np, name), np.array(X)
    expected = function(x, axis=1, keepdims=True)
    dtype = (None,) if name == "sum" else ()
    out = np.zeros((2, 1), dtype=str(expected.dtype))
    first = (1, *dtype, True, None, out) if name == "sum" else (1, *dtype, True, out)  # 1.9.1: initial comes between
    for places in (first, (1, *dtype, out, True)):
        out[:] = 0
        assert function(x, *places) is out
        assert out.tolist() == expected.tolist()
    assert function(x, 1, *dtype, True).tolist() == expected.tolist()


def test_sum_takes_initial_in_the_places_of_both_releases():
    x = np.array(X)
    assert np.sum(x, 0, None, False, 10.0).tolist() == np.sum(x, 0, None, None, False, 10.0).tolist() == [13.5, 15, 18]


def test_sorting_takes_the_arguments_of_both_releases():
    x = np.array([2.0, 3.0, 1.0])
    for function in (np.sort, np.ndarray.sort):
        assert function(x, -1, None, None).tolist() == function(x, -1, False, True).tolist() == [1, 2, 3]
        assert function(x, -1, True).tolist() == function(x, descending=True).tolist() == [3, 2, 1]


def test_correction_is_ddof():
    x = np.array(X)
    for function, expected in ((np.var, X.var(1, ddof=1)), (np.ndarray.std, X.std(1, ddof=1))):
        for found in (function(x, 1, None, None, 1), function(x, 1, ddof=1), function(x, 1, correction=1)):
            onp.testing.assert_allclose(found.asnumpy(), expected, rtol=1e-6)


def test_the_comparison_sees_what_it_should():
    def check(text, function):
        return differences(theirs(text), ours(function))

    assert check("(a, axis=None, ctx=None)", lambda a, axis=None, ctx=None, device=None: 0) == []
    assert check("(a, axis=None)", lambda a, axis=0: 0) == ["axis is 0, not None"]
    assert check("(a, axis=None, out=None)", lambda a, out=None, axis=None: 0) == [
        "place 2 is out, not axis",
        "place 3 is axis, not out",
    ]
    assert check("(a, out=None)", lambda a, *, out=None: 0) == ["no place 2 for out"]
    assert check("(a, out=None)", lambda a: 0) == ["no place 2 for out", "no keyword out"]
    assert check("(array)", lambda v: 0) == ["place 1 is v, not array", "no keyword array"]
    assert check("(a)", lambda a, b: 0) == ["b is required"]
    assert check("(a, keepdims=no_value)", lambda a, keepdims=False: 0) == []
    assert check("(x, p=1)", lambda x, p=True: 0) == ["p is True, not 1"]
    assert math.isclose(theirs("(p, *, period=6.283185307179586)")[1].default, 2 * math.pi)
