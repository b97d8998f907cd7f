"""A call written for NumPy's signature of a function, as one for ours.

The two disagree in names (``a`` and ``x``), in order (``take(a, indices, axis, out, mode)``) and in what NumPy has on
top (``casting``, ``subok``, ``like``). A function's translation is worked out once; a call in which nothing differs is
passed on as it is.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import numpy as _np

# Arguments of NumPy's that say how to compute or to store, not what: they may be left out.
_HOW: Final = frozenset({"casting", "subok", "like", "overwrite_input", "optimize", "copy", "stable", "sorted"})
# What NumPy renamed since, or MXNet before.
_OTHER_NAMES: Final = {"method": "interpolation", "rtol": "rcond", "min": "a_min", "max": "a_max"}
# Elements are where their indices say: how they lie in memory is nobody's business.
_ORDERS: Final = ("K", "C", "A", "F", None)

_PLACE = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


class Untranslatable(Exception):
    """The call asks for something that our function does not have."""


class Translation:
    """From NumPy's `function` to `ours`."""

    def __init__(self, function: Callable[..., Any], ours: Callable[..., Any]) -> None:
        self.ours = ours
        self.theirs = _signature(function)
        mine = _signature(ours)
        self.names: dict[str, str] = {}
        self.variadic = False
        self.straight, self.known = 0, frozenset[str]()
        if self.theirs is None or mine is None:
            self.theirs = None
            return
        theirs = list(self.theirs.parameters.values())
        self.variadic = any(p.kind is inspect.Parameter.VAR_POSITIONAL for p in theirs)
        places = [p.name for p in mine.parameters.values() if p.kind in _PLACE]
        spoken = {p.name for p in theirs}
        for i, p in enumerate(theirs):
            name = self._find(p, mine.parameters, places[i] if i < len(places) else None, spoken)
            if name is not None:
                self.names[p.name] = name
        for p, place in zip(theirs, places, strict=False):
            if p.kind not in _PLACE or self.names.get(p.name) != place or p.name == "out":
                break
            self.straight += 1
        self.known = frozenset(name for name, mine in self.names.items() if name == mine and name != "out")

    @staticmethod
    def _find(p: inspect.Parameter, mine: Mapping[str, Any], place: str | None, spoken: set[str]) -> str | None:
        if p.name in mine:
            return p.name
        other = _OTHER_NAMES.get(p.name)
        if other in mine:
            return other
        # An argument of another name in the same place is the same argument.
        return place if p.kind in _PLACE and place is not None and place not in spoken else None

    def __call__(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        """Call our function. `kwargs` has no ``out``.

        Raises
        ------
        Untranslatable
            An argument has no counterpart here, and is not what NumPy takes it for when it is missing.
        """
        if len(args) <= self.straight and (not kwargs or kwargs.keys() <= self.known):
            return self.ours(*args, **kwargs)
        theirs = self.theirs
        if theirs is None:
            return self.ours(*args, **kwargs)
        # Before *args everything stands at its place in both: only keywords are translated there.
        given = kwargs if self.variadic else theirs.bind(*args, **kwargs).arguments
        found: dict[str, Any] = {}
        dtype = None
        for name, value in given.items():
            p = theirs.parameters.get(name)
            if p is None:
                found[name] = value
            elif p.kind is inspect.Parameter.VAR_KEYWORD:
                found.update(value)
            elif _is_default(value, p.default):
                continue
            elif name in self.names:
                found[self.names[name]] = value
            elif name == "dtype":
                dtype = value
            elif name not in _HOW and not (name == "order" and value in _ORDERS):
                raise Untranslatable(name)
        result = self.ours(*(args if self.variadic else ()), **found)
        return result if dtype is None else result.astype(dtype)


def _signature(function: Callable[..., Any]) -> inspect.Signature | None:
    try:
        return inspect.signature(function)
    except ValueError:  # in C, without one
        return None


def _is_default(value: Any, default: Any) -> bool:
    if value is default or value is _np._NoValue:
        return True
    plain = isinstance(default, (bool, int, float, str)) and type(value) is type(default)
    return plain and bool(value == default)
