"""``python -m mxgrad info``: versions, and the backends and devices found."""

from __future__ import annotations

import argparse
import platform
import sys
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Final

from mxgrad._registry import available_backends, current_backend, get_backend
from mxgrad.base import MXNetError, MXNetImportError
from mxgrad.libinfo import __version__

__all__ = ["main"]

# Whose version says most about a backend of ours; others are shown without one.
_LIBRARIES: Final = {"numpy": "numpy", "array_api": "array-api-strict", "torch": "torch", "jax": "jax"}


def main(arguments: Sequence[str]) -> int:
    """Print the report and return 0."""
    argparse.ArgumentParser(
        prog="python -m mxgrad info", description="Show versions, and the backends and devices found."
    ).parse_args(arguments)
    print(f"mxgrad {__version__}")
    print(f"Python {platform.python_version()} ({sys.executable}), {platform.system()} {platform.machine()}")
    print()
    rows = [_row(name) for name in available_backends()]
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(3)]
    print("backends:" if rows else "backends: none, since mxgrad itself is not installed (pip install -e .)")
    for row in rows:
        print("  " + "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[3]]))
    print()
    print(f"new arrays are made on: {_active()}")
    return 0


def _row(name: str) -> tuple[str, str, str, str]:
    """Return a backend's name, its library's version, its status, and its devices or what to do."""
    library = _LIBRARIES.get(name, "")
    try:
        found = f"{library} {version(library)}" if library else ""
    except PackageNotFoundError:
        found = f"{library} not installed"
    try:
        gpus = get_backend(name).num_gpus()
    except MXNetImportError as error:
        return name, found, "missing", str(error)
    except Exception as error:  # a broken installation of a library fails in its own ways: show them
        return name, found, "broken", f"{type(error).__name__}: {error}".splitlines()[0]
    return name, found, "ready", ", ".join(["cpu(0)", *(f"gpu({number})" for number in range(gpus))])


def _active() -> str:
    try:
        return current_backend().name
    except MXNetError as error:
        return f"none ({error})"
