"""Progress on the terminal: a bar where rich is installed and somebody watches, else a line now and then."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Iterator
from typing import Any, Protocol

from mxgrad_conformance.report import Results, cell


class Progress(Protocol):
    """What the runner tells."""

    def begin(self, target: str) -> None: ...

    def update(self, results: Results) -> None: ...

    def end(self, results: Results) -> None: ...

    def wait(self) -> None: ...


class Plain:
    """One line every few seconds."""

    every = 10.0

    def begin(self, target: str) -> None:
        self.spoken = self.started = time.monotonic()
        print(f"{target}: starting", flush=True)

    def update(self, results: Results) -> None:
        now = time.monotonic()
        if now - self.spoken >= self.every:
            self.spoken = now
            print(f"{results.target}: {len(results.outcomes)} of {len(results.cases)}", flush=True)

    def end(self, results: Results) -> None:
        seconds = time.monotonic() - self.started
        print(f"{results.target}: {cell(results.counts)} in {seconds:.0f} s", flush=True)

    def wait(self) -> None:
        time.sleep(0.1)


class Rich:
    """A bar for each target."""

    def __init__(self, bars: Any) -> None:
        self.bars = bars

    def begin(self, target: str) -> None:
        self.task = self.bars.add_task(target, total=None)

    def update(self, results: Results) -> None:
        self.bars.update(
            self.task,
            total=len(results.cases) or None,
            completed=len(results.outcomes),
            description=f"{results.target} {cell(results.counts) if results.broken else ''}",
        )

    def end(self, results: Results) -> None:
        self.bars.update(
            self.task, completed=len(results.outcomes), description=f"{results.target} {cell(results.counts)}"
        )

    def wait(self) -> None:
        time.sleep(0.1)


@contextlib.contextmanager
def make_progress() -> Iterator[Progress]:
    try:
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as Bars
    except ImportError:
        yield Plain()
        return
    if not sys.stdout.isatty():
        yield Plain()
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bars(*columns) as bars:
        yield Rich(bars)
