"""Import hooks: `mxnet.x` as another name of `mxgrad.x`, and refusals that name what mxgrad lacks."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import TYPE_CHECKING

from mxgrad._missing import ALIASES, explain, known_to_mxnet
from mxgrad.base import MXNetImportError

if TYPE_CHECKING:
    from importlib.abc import Loader, MetaPathFinder
else:
    Loader = MetaPathFinder = object  # the import system needs only the methods; importlib.abc costs 9 ms

__all__ = ["MxgradFinder", "MxnetFinder", "translate"]


def translate(path: str) -> str:
    """Return mxgrad's path for one of MXNet's, both relative to the package.

    Examples
    --------
    >>> translate("numpy.random"), translate("numpy.multiarray"), translate("base")
    ('np.random', 'np', 'base')
    """
    head = path
    while head:
        if head in ALIASES:
            return ALIASES[head] + path[len(head) :]
        head = head.rpartition(".")[0]
    return path


class _AliasLoader(Loader):
    """Puts a module that is loaded already under a second name."""

    def __init__(self, target: str) -> None:
        self._target = target

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        # The import system returns what it finds in sys.modules afterwards, and drops the empty module that
        # it made. Returning the target from create_module instead would overwrite the target's __spec__.
        assert module.__spec__ is not None
        sys.modules[module.__spec__.name] = importlib.import_module(self._target)


def _find(package: str, fullname: str) -> ModuleSpec | None:
    parts = translate(fullname.removeprefix(package + ".")).split(".")
    for depth, name in enumerate(parts):
        parent = ".".join(["mxgrad", *parts[:depth]])
        if _exists(parent, name):
            continue
        inside = parent.partition(".")[2]
        if known_to_mxnet(inside, name):
            raise MXNetImportError(explain(inside, name), name=fullname)
        return None
    target = ".".join(["mxgrad", *parts])
    return None if target == fullname else ModuleSpec(fullname, _AliasLoader(target))


def _exists(parent: str, name: str) -> bool:
    target = f"{parent}.{name}"
    if target in sys.modules:
        return True
    locations = getattr(importlib.import_module(parent), "__path__", None)
    # The path finder alone, not importlib.util.find_spec, which would ask the finders below again.
    return locations is not None and PathFinder.find_spec(target, locations) is not None


class MxnetFinder(MetaPathFinder):
    """Finds `mxnet.x` as `mxgrad.x`; must come first, or the path finder would load mxgrad's files twice."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        return _find("mxnet", fullname) if fullname.startswith("mxnet.") else None


class MxgradFinder(MetaPathFinder):
    """Finds `mxgrad.numpy` and the like, and refuses `mxgrad.gluon` by name; must come last."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        return _find("mxgrad", fullname) if fullname.startswith("mxgrad.") else None


def add_mxgrad_finder() -> None:
    """Let ``import mxgrad.numpy`` work and ``from mxgrad import gluon`` fail by name. Called once, on import.

    The finder stands last, so it is asked only for names that nobody else found.
    """
    if not any(isinstance(finder, MxgradFinder) for finder in sys.meta_path):
        sys.meta_path.append(MxgradFinder())
