"""Backends: finding them, choosing one per thread or for the process."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import ContextDecorator
from types import ModuleType, TracebackType
from typing import TYPE_CHECKING, Any

from mxgrad._state import STATE
from mxgrad.base import MXNetImportError, MXNetTypeError, MXNetValueError
from mxgrad.spi import Backend

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "mxgrad.backends"
_PIP = {
    "array_api": "pip install array-api-strict",
    "jax": 'pip install "mxgrad[jax]"',
    "torch": 'pip install "mxgrad[torch]"',
}

_loaded: dict[str, Backend] = {}
_registered: dict[str, Callable[[], Backend]] = {}
_namespaces: dict[str, Backend] = {}
_default: Backend | None = None


def _entries() -> dict[str, EntryPoint]:
    from importlib.metadata import entry_points  # a third of what importing mxgrad would cost

    return {entry.name: entry for entry in entry_points(group=GROUP)}


def register_backend(name: str, factory: Callable[[], Backend]) -> None:
    """Make `factory()` available as backend `name`, as an entry point of the group `mxgrad.backends` does.

    Raises
    ------
    MXNetValueError
        If the name is taken.
    """
    if name in _registered or name in _entries():
        raise MXNetValueError(f"a backend named {name!r} is registered already; choose another name")
    _registered[name] = factory


def available_backends() -> tuple[str, ...]:
    """Names that `set_backend` takes, installed libraries or not.

    >>> "numpy" in available_backends()
    True
    """
    return tuple(sorted({*_entries(), *_registered}))


def get_backend(backend: str | Backend | ModuleType) -> Backend:
    """The backend of that name, imported on first use; a namespace of the array API standard gets its own."""
    if isinstance(backend, Backend):
        return backend
    if isinstance(backend, str):
        found = _loaded.get(backend)
        return found if found is not None else _load(backend)
    if hasattr(backend, "__name__") and hasattr(backend, "asarray"):
        name = backend.__name__
        if name not in _namespaces:
            from importlib import import_module

            _namespaces[name] = import_module("mxgrad_native").array_api_backend(backend)
        return _namespaces[name]
    raise MXNetTypeError(
        f"a backend is a name ({', '.join(available_backends())}), a Backend object or an array API namespace, "
        f"not {backend!r}"
    )


def backend_named(name: str) -> Backend:
    """The backend whose arrays say `name`, also one over a namespace: where pickled arrays go back to."""
    known = [current_backend(), *_loaded.values(), *_namespaces.values()]
    found = next((backend for backend in known if backend.name == name), None)
    if found is not None:
        return found
    try:
        return get_backend(name)
    except MXNetValueError:
        from importlib import import_module

        try:
            return get_backend(import_module(name))
        except (ImportError, MXNetTypeError):
            pass
        raise


def _load(name: str) -> Backend:
    if name in _registered:
        made: Any = _registered[name]()
    else:
        entry = _entries().get(name)
        if entry is None:
            raise MXNetValueError(f"no backend named {name!r}; there are {', '.join(available_backends())}")
        try:
            made = entry.load()()
        except ImportError as error:
            pip = _PIP.get(name)
            if error.name is None or pip is None:
                raise
            raise MXNetImportError(f"backend {name!r} needs {error.name}: {pip}", name=error.name) from error
    return _loaded.setdefault(name, made)


def current_backend() -> Backend:
    """The backend on which this thread makes new arrays.

    That of the innermost `use_backend`, else of `set_backend`, else `MXGRAD_BACKEND`, else NumPy.

    >>> current_backend().name
    'numpy'
    """
    found = STATE.backend or _default
    if found is None:
        found = set_backend(os.environ.get("MXGRAD_BACKEND") or "numpy")
    return found


def set_backend(backend: str | Backend | ModuleType) -> Backend:
    """Choose the backend of new arrays for the process; arrays that exist stay where they are.

    Raises
    ------
    MXNetValueError
        No such backend.
    MXNetImportError
        Its library is not installed; the message has the pip line.

    Examples
    --------
    >>> set_backend("numpy").name
    'numpy'
    """
    global _default
    _default = get_backend(backend)
    return _default


class use_backend(ContextDecorator):
    """Choose the backend of new arrays for this thread: ``with use_backend("torch"):``, or as a decorator.

    >>> with use_backend("numpy") as backend:
    ...     backend.name
    'numpy'
    """

    def __init__(self, backend: str | Backend | ModuleType) -> None:
        self._backend = get_backend(backend)
        self._outer: list[Backend | None] = []

    def _recreate_cm(self) -> use_backend:
        # A decorated function may run in several threads: each call gets a scope of its own.
        return use_backend(self._backend)

    def __enter__(self) -> Backend:
        self._outer.append(STATE.backend)
        STATE.backend = self._backend
        return self._backend

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        STATE.backend = self._outer.pop()
