"""``python -m mxgrad_conformance``: the suite from the command line, with mxgrad installed or not."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from mxgrad_conformance.runner import run


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m mxgrad_conformance", description=__doc__)
    parser.add_argument(
        "--backend",
        action="append",
        metavar="NAME",
        help="numpy, torch, jax, array_api, a plugin's name, module:object, all, or mxnet; may be repeated",
    )
    parser.add_argument("--python", metavar="PATH", help="interpreter to run the cases with")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the table as JSON")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the table as Markdown")
    parser.add_argument("--workers", type=int, metavar="N", help="processes per backend")
    parser.add_argument("pytest_args", nargs="*", metavar="-- ARGS", help="arguments for pytest, after --")
    chosen = parser.parse_args(arguments)
    return run(
        chosen.backend or ["numpy"],
        chosen.python,
        chosen.json,
        chosen.markdown,
        chosen.pytest_args,
        chosen.workers,
    )


if __name__ == "__main__":
    sys.exit(main())
