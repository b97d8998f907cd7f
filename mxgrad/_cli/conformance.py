"""``python -m mxgrad conformance``: hand over to the conformance suite, a package of its own."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Sequence

from mxgrad.base import MXNetImportError

__all__ = ["main"]


def main(arguments: Sequence[str]) -> int:
    """Run the suite with its own arguments and return its exit status."""
    needed = ("mxgrad_conformance", "pytest", "hypothesis")
    missing = [name for name in needed if importlib.util.find_spec(name) is None]
    if missing:
        raise MXNetImportError(
            f'the conformance suite needs {", ".join(missing)}: pip install "mxgrad[conformance]"',
            name=missing[0],
        )
    # By name: mxgrad itself must not depend on the suite that tests it.
    suite = importlib.import_module("mxgrad_conformance.__main__")
    return int(suite.main(list(arguments)))
