"""``python -m mxgrad_conformance.programs``: random programs for as long as one likes."""

from __future__ import annotations

import argparse
import contextlib
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from mxgrad_conformance.programs.build import random_program
from mxgrad_conformance.programs.operations import OPERATIONS
from mxgrad_conformance.programs.program import Program
from mxgrad_conformance.programs.shrink import shrink
from mxgrad_conformance.programs.verdict import Disagreement, check
from mxgrad_conformance.runner import expanded
from mxgrad_conformance.target import Target, resolve


@dataclass(frozen=True)
class Side:
    """A backend that programs run on."""

    target: Target
    backend: Any

    @contextlib.contextmanager
    def chosen(self) -> Iterator[Target]:
        with self.target.mx.use_backend(self.backend):
            self.target.mx.random.seed(0)
            yield self.target


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m mxgrad_conformance.programs", description=__doc__)
    parser.add_argument("--backend", action="append", metavar="NAME", help="as for the suite; all by default")
    parser.add_argument("--count", type=int, default=1000, metavar="N", help="how many programs")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="number of the first program")
    parser.add_argument("--minutes", type=float, default=float("inf"), metavar="M", help="stop after this time")
    parser.add_argument("--few", type=int, default=0, metavar="N", help="use one in N of all calls: compiles less")
    parser.add_argument("--only", action="append", metavar="OP", help="only these operations (and guards)")
    chosen = parser.parse_args(arguments)
    unknown = sorted(set(chosen.only or ()) - set(OPERATIONS))
    if unknown:
        parser.error(f"no such operation: {', '.join(unknown)}; there are {', '.join(sorted(OPERATIONS))}")
    sides = [_side(name) for name in expanded(chosen.backend or ["all"])]
    return _soak(sides, chosen)


def _side(name: str) -> Side:
    target = resolve(name)
    return Side(target, target.mx.current_backend())


def _soak(sides: list[Side], chosen: argparse.Namespace) -> int:
    started = time.monotonic()
    found: dict[tuple[str, ...], int] = {}
    done = steady = 0
    told = started
    for seed in range(chosen.seed, chosen.seed + chosen.count):
        if time.monotonic() - started > 60 * chosen.minutes:
            break
        program = random_program(seed, chosen.few, chosen.only or ())
        failure, calm = _compare(sides, program)
        done += 1
        steady += calm
        if failure is not None:
            _report([failure] if failure is sides[0] else [sides[0], failure], program, seed, found)
        if time.monotonic() - told > 10:
            told = time.monotonic()
            print(f"{done} programs, {done / (told - started):.1f}/s, {len(found)} kinds of failure", flush=True)
    print(f"{done} programs, {steady} with steady differences; {len(found)} kinds of failure:")
    for operations, count in found.items():
        print(f"  {count} x {', '.join(operations)}")
    return 1 if found else 0


def _compare(sides: list[Side], program: Program) -> tuple[Side | None, bool]:
    """The first side that a program fails on, or None; and whether differences were steady."""
    other, calm = None, True
    for side in sides:
        try:
            with side.chosen() as target:
                judged = check(target, program, other)
        except Disagreement:
            return side, calm
        other, calm = other or judged, calm and judged.differences
    return None, calm


def _report(sides: list[Side], program: Program, seed: int, found: dict[tuple[str, ...], int]) -> None:
    """Make a failure small, and print it if it is of a new kind; the last of the sides is the one that fails."""
    small = shrink(program, lambda smaller: _compare(sides, smaller)[0] is sides[-1])
    kind = (sides[-1].target.name, *(step.op for step in small.steps))
    found[kind] = found.get(kind, 0) + 1
    if found[kind] > 1:
        return
    other = None
    try:
        for side in sides:
            with side.chosen() as target:
                other = check(target, small, other)
    except Disagreement as error:
        print(f"program {seed}, made smaller: {error}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
