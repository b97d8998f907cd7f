"""The pages of the API reference, made of signatures, docstrings and docs/capability.json when the site is built.

One page for each file of `mxgrad.np` (its docstring is the title), one for each other module, one for the array class.
"""

from __future__ import annotations

import importlib
import inspect
import json
import re
import types
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import mxgrad
from mxgrad import np

CAPABILITY = Path(__file__).resolve().parent.parent / "capability.json"
TARGETS = {
    "numpy": "NumPy",
    "torch": "PyTorch",
    "jax": "JAX",
    "array_api": "array API",
    "mxnet 1.9.1": "MXNet 1.9.1",
    "mxnet 2.0.0b1": "MXNet 2.0.0b1",
}
MODULES = {
    "np.linalg": "mxgrad.np.linalg",
    "np.random": "mxgrad.np.random",
    "npx": "mxgrad.npx",
    "npx.random": "mxgrad.npx.random",
    "autograd": "mxgrad.autograd",
    "mxgrad": "mxgrad",
}


@dataclass
class Entry:
    """One function, class or attribute under its first name."""

    path: str
    value: Any
    aliases: list[str] = field(default_factory=list)


@dataclass
class Page:
    uri: str
    title: str
    entries: list[Entry]
    text: str = ""


def pages() -> list[Page]:
    """All pages of the reference, the overview first."""
    support = json.loads(CAPABILITY.read_text(encoding="utf-8"))
    found = [*_np_pages(), *(_module_page(path, name) for path, name in MODULES.items()), _array_page()]
    places = {name: (page.uri, entry.path) for page in found for entry in page.entries for name in names(entry)}
    for page in found:
        parts = [f"# {page.title}\n"]
        parts += [_rendered(entry, page.uri, places, support["functions"]) for entry in page.entries]
        page.text = "\n".join(parts)
    return [_overview(found, support), *found]


def modules() -> list[tuple[str, types.ModuleType]]:
    """What the reference is about: the name that stands before those of a module, and the module."""
    return [("np", np), *((path, importlib.import_module(name)) for path, name in MODULES.items())]


def names(entry: Entry) -> list[str]:
    return [entry.path, *entry.aliases]


def _functions(prefix: str, module: types.ModuleType) -> list[Entry]:
    """What a module exports, in the order of its sources; other names of the same thing are its aliases."""
    entries: dict[int, Entry] = {}
    for name in module.__all__:
        value = getattr(module, name)
        if isinstance(value, types.ModuleType) or not callable(value) or _is_foreign(value):
            continue
        path = f"{prefix}.{name}"
        entry = entries.get(id(value))
        if entry is None:
            entries[id(value)] = Entry(path, value)
        elif value.__name__ == name:
            entry.aliases.append(entry.path)
            entry.path = path
        else:
            entry.aliases.append(path)
    return sorted(entries.values(), key=lambda entry: (entry.value.__module__, _line(entry.value)))


def _is_foreign(value: Any) -> bool:
    return not getattr(value, "__module__", "").startswith("mxgrad")


def _line(value: Any) -> int:
    try:
        return inspect.getsourcelines(value)[1]
    except (OSError, TypeError):
        return 0


def _title(module: str) -> str:
    doc = inspect.getdoc(importlib.import_module(module)) or module
    return re.split(r"[:.,;(] ?", " ".join(doc.split("\n\n")[0].split()))[0].strip()


def _np_pages() -> list[Page]:
    entries = [entry for entry in _functions("np", np) if entry.value is not np.ndarray]
    modules = dict.fromkeys(entry.value.__module__ for entry in entries)
    found = []
    for module in modules:
        name = module.removeprefix("mxgrad.np.").replace("_", "-").replace(".", "-")
        own = [entry for entry in entries if entry.value.__module__ == module]
        found.append(Page(f"reference/np-{name}.md", _title(module), own))
    return found


def _module_page(path: str, module: str) -> Page:
    return Page(
        f"reference/{path.replace('.', '-')}.md", _title(module), _functions(path, importlib.import_module(module))
    )


def _array_page() -> Page:
    members = [
        Entry(f"ndarray.{name}", value)
        for name, value in sorted(vars(np.ndarray).items())
        if not name.startswith("_") and (inspect.isfunction(value) or isinstance(value, property))
    ]
    return Page("reference/ndarray.md", "The array", [Entry("np.ndarray", np.ndarray), *members])


# -- one entry ---------------------------------------------------------------------------------------


def _rendered(entry: Entry, uri: str, places: dict[str, tuple[str, str]], support: dict[str, Any]) -> str:
    lines = [f"## {entry.path} {{ #{entry.path} }}", ""]
    if not isinstance(entry.value, property):
        lines += ["```python", _signature(entry), "```", ""]
    if entry.aliases:
        lines += ["Also " + ", ".join(f"`{name}`" for name in sorted(entry.aliases)) + ".", ""]
    facts = _facts(entry, support)
    if facts:
        lines += [facts, ""]
    doc = inspect.getdoc(entry.value)
    if doc:
        lines += [*_markdown(doc, uri, places), ""]
    return "\n".join(lines)


def _signature(entry: Entry) -> str:
    try:
        signature = inspect.signature(entry.value)
    except ValueError:  # an exception's
        return entry.path
    parameters = list(signature.parameters.values())
    if entry.path.startswith("ndarray."):
        parameters = parameters[1:]
    plain = [p.replace(annotation=inspect.Parameter.empty, default=_shown(p.default)) for p in parameters]
    return f"{entry.path}{signature.replace(parameters=plain, return_annotation=inspect.Signature.empty)}"


class _Name:
    """A default that shows as its name, where its repr says more than anybody wants to know."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return self.name


def _shown(default: Any) -> Any:
    return _Name(default.__name__) if isinstance(default, type) and default is not inspect.Parameter.empty else default


def _facts(entry: Entry, support: dict[str, Any]) -> str:
    """Gradient, and the cases of the suite that pass on each target."""
    spellings = [*names(entry), entry.path.replace("ndarray.", "np.")]
    row = next((support[name] for name in spellings if name in support), None)
    if row is None:
        return ""
    cells = []
    for target, label in TARGETS.items():
        passed, count = row["cases"].get(target, (0, 0))
        if count:
            cells.append(f"{label} {'✓' if passed == count else f'{passed} of {count}'}")
    return f"*Gradient: {row['gradient']}. " + (f"Cases: {', '.join(cells)}.*" if cells else "*")


# -- docstrings ---------------------------------------------------------------------------------------

_SECTION = re.compile(r"^(Parameters|Returns|Raises|Examples|Notes|Attributes|See Also)\n-{3,}\n", re.MULTILINE)
_REFERENCE = re.compile(r"(?<!`)`((?:mxgrad\.)?(?:np|npx|autograd|ndarray)\.[\w.]+)`(?!`)")


def _markdown(doc: str, uri: str, places: dict[str, tuple[str, str]]) -> Iterator[str]:
    pieces = _SECTION.split(doc.strip() + "\n")
    yield from _paragraphs(pieces[0], uri, places)
    for title, body in zip(pieces[1::2], pieces[2::2], strict=True):
        if title != "Examples":
            yield f"**{title}**"
            yield ""
        if title in ("Parameters", "Raises", "Attributes", "Returns"):
            yield from _definitions(body, uri, places)
        else:
            yield from _paragraphs(body, uri, places)


def _paragraphs(text: str, uri: str, places: dict[str, tuple[str, str]]) -> Iterator[str]:
    for block in re.split(r"\n{2,}", text.strip("\n")):
        if ">>> " in block:
            yield from ("```pycon", *block.splitlines(), "```", "")
        elif block.startswith("    "):
            yield from (block, "")
        elif block:
            yield from (_linked(block, uri, places), "")


def _definitions(text: str, uri: str, places: dict[str, tuple[str, str]]) -> Iterator[str]:
    """Names at the margin, what they are indented below."""
    for name, body in re.findall(r"^(\S.*)\n((?:(?: {4}.*)?\n)*)", text.strip("\n") + "\n", re.MULTILINE):
        said = " ".join(body.split())
        yield f"- `{name}`" + (f": {_linked(said, uri, places)}" if said else "")
    yield ""


def _linked(text: str, uri: str, places: dict[str, tuple[str, str]]) -> str:
    """Names of functions as links to their entries."""

    def link(found: re.Match[str]) -> str:
        name = found[1].removeprefix("mxgrad.")
        if name not in places:
            return found[0]
        page, anchor = places[name]
        target = "" if page == uri else page.removeprefix("reference/")
        return f"[`{found[1]}`]({target}#{anchor})"

    return _REFERENCE.sub(link, text)


# -- the overview -------------------------------------------------------------------------------------


def _overview(found: list[Page], support: dict[str, Any]) -> Page:
    lines = [
        "# Reference",
        "",
        "Made of the signatures and docstrings of the sources. *Gradient* says what an entry has: derivatives of any",
        "order, or none (results that are integers, truth values or steps). *Cases* are those of the conformance",
        "suite: ✓ where all pass. What fails on MXNet is a defect of it or something that it lacks, and is listed as",
        "such in the suite.",
        "",
        "| page | names |",
        "|---|---|",
    ]
    for page in found:
        links = ", ".join(
            f"[`{entry.path}`]({page.uri.removeprefix('reference/')}#{entry.path})" for entry in page.entries
        )
        lines.append(f"| [{page.title}]({page.uri.removeprefix('reference/')}) | {links} |")
    lines += ["", "| | cases that pass | known gaps | lacking |", "|---|---|---|---|"]
    for target, counts in support["targets"].items():
        cells = " | ".join(f"{counts.get(name, 0):,}" for name in ("pass", "gap", "lacks"))
        lines.append(f"| {TARGETS.get(target, target)} | {cells} |")
    lines += ["", f"mxgrad {mxgrad.__version__}."]
    return Page("reference/index.md", "Overview", [], "\n".join(lines))
