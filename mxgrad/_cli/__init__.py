"""The command line: ``python -m mxgrad run|info|conformance``."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence
from typing import Final

from mxgrad.base import MXNetError
from mxgrad.libinfo import __version__

__all__ = ["main"]

# Each command is a module beside this one, imported on demand, with main(arguments) -> exit status.
COMMANDS: Final = {
    "run": "run a program written for mxnet, unchanged, on mxgrad",
    "info": "show versions, and the backends and devices found",
    "conformance": "run the conformance suite and print the capability table",
}


def main(arguments: Sequence[str]) -> int:
    """Run a command line and return its exit status.

    Examples
    --------
    >>> main(["--version"])
    Traceback (most recent call last):
    SystemExit: 0
    """
    if arguments and arguments[0] in COMMANDS:
        command = importlib.import_module(f"mxgrad._cli.{arguments[0]}")
        try:
            return int(command.main(list(arguments[1:])))
        except MXNetError as error:  # programs that are run report their errors themselves: this is ours
            print(f"mxgrad: error: {error}", file=sys.stderr)
            return 2
    _parser().parse_args(arguments)
    _parser().print_help()
    return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m mxgrad",
        description="MXNet's np, npx and autograd on NumPy, PyTorch and JAX.",
        epilog="'python -m mxgrad COMMAND --help' shows the options of a command.",
    )
    parser.add_argument("--version", action="version", version=f"mxgrad {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    for name, text in COMMANDS.items():
        commands.add_parser(name, help=text)
    return parser
