"""``python -m mxgrad run``: run a program that imports mxnet, with mxgrad in its place."""

from __future__ import annotations

import argparse
import os
import runpy
import sys
import zipfile
from collections.abc import Callable, Sequence
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType, TracebackType

from mxgrad._registry import available_backends, set_backend
from mxgrad.dropin import install_as_mxnet

__all__ = ["main"]


def main(arguments: Sequence[str]) -> int:
    """Run ``[--backend NAME] (script | -m module | -c code) [arguments]`` and return its exit status."""
    own, program = _split(arguments)
    options = _parser().parse_args(own)
    if options.script is None and options.module is None and options.code is None:
        _parser().error("nothing to run: give a script, -m MODULE or -c CODE")
    backend, program = _trailing_backend(program) if options.backend is None else (options.backend, program)
    if backend is not None:
        set_backend(backend)
    install_as_mxnet()
    if options.module is not None:
        return _guard(lambda: _run_module(options.module, program))
    if options.code is not None:
        return _guard(lambda: _run_code(options.code, program))
    script = str(options.script)
    source = _source(script)
    return _guard(lambda: _run_script(script, source, program))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m mxgrad run",
        usage="%(prog)s [-h] [--backend NAME] (script | -m MODULE | -c CODE) [arguments ...]",
        description="Run a program that imports mxnet on mxgrad. The program is not changed, and sees its "
        "arguments as if Python ran it.",
        epilog="--backend may also stand right after the script, unless one stands before it.",
        allow_abbrev=False,
    )
    parser.add_argument(
        "--backend",
        metavar="NAME",
        help=f"what computes: {', '.join(available_backends())} (default: MXGRAD_BACKEND, else numpy)",
    )
    program = parser.add_mutually_exclusive_group()
    program.add_argument("script", nargs="?", help="a Python file, or a directory or zip file with __main__.py")
    program.add_argument("-m", dest="module", metavar="MODULE", help="a module, found as 'python -m' finds it")
    program.add_argument("-c", dest="code", metavar="CODE", help="the program itself")
    return parser


def _split(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return our arguments, up to and with the program, and the program's own.

    argparse cannot tell the two apart: it takes options from anywhere on the line.
    """
    position = 0
    while position < len(arguments):
        argument = arguments[position]
        position += 2 if argument in ("--backend", "-m", "-c") else 1
        if argument in ("-m", "-c") or not argument.startswith("-"):
            break
    return list(arguments[:position]), list(arguments[position:])


def _trailing_backend(program: list[str]) -> tuple[str | None, list[str]]:
    """Take ``--backend NAME`` off the front of the program's arguments, if NAME is one of our backends."""
    option, equals, name = program[0].partition("=") if program else ("", "", "")
    if option != "--backend":
        return None, program
    if not equals:
        name = program[1] if len(program) > 1 else ""
    return (name, program[1 if equals else 2 :]) if name in available_backends() else (None, program)


def _run_script(script: str, source: bytes | None, arguments: list[str]) -> None:
    sys.argv = [script, *arguments]
    if source is None:
        _drop_working_directory()
        runpy.run_path(script, run_name="__main__")
        return
    if not sys.flags.safe_path:
        sys.path[0] = str(Path(script).resolve().parent)
    code = compile(source, script, "exec", dont_inherit=True)
    _execute(code, script, SourceFileLoader("__main__", script))


def _source(script: str) -> bytes | None:
    """Return a script's text (in bytes: it may name its encoding), None for a directory or zip file."""
    if Path(script).is_dir() or zipfile.is_zipfile(script):
        return None
    try:
        return Path(script).read_bytes()
    except OSError as error:
        _parser().error(f"cannot open {script!r}: {error.strerror}")


def _run_code(source: str, arguments: list[str]) -> None:
    sys.argv = ["-c", *arguments]
    if not sys.flags.safe_path:
        sys.path[0] = ""
    _execute(compile(source, "<string>", "exec", dont_inherit=True), None, None)


def _run_module(name: str, arguments: list[str]) -> None:
    sys.argv = [name, *arguments]  # runpy puts the path of the module's file in its place
    runpy.run_module(name, run_name="__main__", alter_sys=True)


def _drop_working_directory() -> None:
    if not sys.flags.safe_path and sys.path and sys.path[0] in ("", os.getcwd()):
        del sys.path[0]


def _execute(code: CodeType, path: str | None, loader: SourceFileLoader | None) -> None:
    module = ModuleType("__main__")
    module.__dict__.update(__loader__=loader, __package__=None, __spec__=None)
    if path is not None:
        module.__dict__.update(__file__=path, __cached__=None)
    sys.modules["__main__"] = module  # for pickle, and for whoever asks what program this is
    exec(code, module.__dict__)


def _guard(program: Callable[[], None]) -> int:
    """Run the program; report what it raises as Python does, without the frames of this file and of runpy."""
    try:
        program()
    except SystemExit:
        raise
    except BaseException as error:
        return _report(error)
    return 0


def _report(error: BaseException) -> int:
    error.__traceback__ = trace = _outside(error.__traceback__)
    sys.last_type, sys.last_value, sys.last_traceback = type(error), error, trace  # for pdb.pm() under -i
    sys.excepthook(type(error), error, trace)
    return 130 if isinstance(error, KeyboardInterrupt) else 1


def _outside(trace: TracebackType | None) -> TracebackType | None:
    """Return the part of a traceback that begins in the program."""
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if file not in (__file__, runpy.__file__, "<frozen runpy>"):
            break
        trace = trace.tb_next
    return trace
