"""Every library that is found, side by side: `python -m benchmarks [--check] [--mxnet-python PATH]`.

For each workload all libraries are started, each in a process of its own, and then take short turns, round after round,
those that are compared next to each other: what else the machine does hits both. Ratios are taken within a round; their
median and their spread over the rounds are shown.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from statistics import median

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))  # the worker runs as a script, in interpreters that know no package

import publish  # noqa: E402
from bounds import STAGES, Bound  # noqa: E402
from libraries import LACKING, LIBRARIES, TURNS, available  # noqa: E402
from workloads import WORKLOADS  # noqa: E402


@dataclass
class Timing:
    """One library on one workload: a list of microseconds per step for each round."""

    rounds: list[list[float]] = field(default_factory=list)
    first_ms: float = 0.0

    @property
    def medians(self) -> list[float]:
        return [median(batches) for batches in self.rounds]

    @property
    def median(self) -> float:
        return median(self.medians)

    @property
    def min(self) -> float:
        return min(min(batches) for batches in self.rounds)


Results = dict[str, dict[str, Timing]]


class Worker:
    def __init__(self, python: str, library: str, work: str) -> None:
        self.process = subprocess.Popen(
            [python, str(HERE / "worker.py"), library, work],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.first_ms = float(self._answer()["first_ms"])

    def _answer(self) -> dict[str, float]:
        return json.loads(self._line())  # type: ignore[no-any-return]

    def _line(self) -> str:
        assert self.process.stdout is not None and self.process.stderr is not None
        while True:
            line = self.process.stdout.readline()
            if not line:
                raise RuntimeError((self.process.stderr.read().strip().splitlines() or ["no output"])[-1])
            if line.startswith(("{", "[")):  # libraries print, too
                return line

    def turn(self, seconds: float) -> list[float]:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{seconds}\n")
        self.process.stdin.flush()
        return json.loads(self._line())  # type: ignore[no-any-return]

    def stop(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(timeout=60)


def measure(libraries: dict[str, str], works: Sequence[str], rounds: int, seconds: float) -> Results:
    """Timings by workload and library; `libraries` maps each to its interpreter."""
    results: Results = {}
    for work in works:
        workers: dict[str, Worker] = {}
        for library, python in libraries.items():
            if (library, work) in LACKING:
                continue
            try:
                workers[library] = Worker(python, library, work)
            except RuntimeError as error:
                print(f"{library} on {work}: {error}", file=sys.stderr)
        timings = {library: Timing(first_ms=worker.first_ms) for library, worker in workers.items()}
        for _ in range(rounds):
            for library in (name for name in TURNS if name in workers):
                timings[library].rounds.append(workers[library].turn(seconds))
        for worker in workers.values():
            worker.stop()
        results[work] = timings
        print(f"{work}: {', '.join(f'{name} {t.median:,.1f}' for name, t in timings.items())}", file=sys.stderr)
    return results


def ratio(results: Results, library: str, work: str, reference: str) -> tuple[float, float, float] | None:
    """Median, smallest and largest ratio over the rounds."""
    timings = results.get(work, {})
    if library not in timings or reference not in timings:
        return None
    ratios = [a / b for a, b in zip(timings[library].medians, timings[reference].medians, strict=True)]
    return median(ratios), min(ratios), max(ratios)


def number(us: float) -> str:
    return f"{us:,.1f}" if us < 100 else f"{us:,.0f}"


def table(results: Results) -> str:
    """µs per step: median (minimum)."""
    names = [name for name in LIBRARIES if any(name in timings for timings in results.values())]
    lines = ["| | " + " | ".join(results) + " |", "|---" * (len(results) + 1) + "|"]
    for name in names:
        cells = [f"{number(t[name].median)} ({number(t[name].min)})" if name in t else "–" for t in results.values()]
        lines.append(f"| {LIBRARIES[name][0]} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def ratio_table(results: Results) -> str:
    """Each mxgrad backend against the library below it, the best by hand, and MXNet."""
    lines = ["| | against | " + " | ".join(results) + " |", "|---" * (len(results) + 2) + "|"]
    for name in (name for name in LIBRARIES if name.startswith("mxgrad:")):
        references = {"mxgrad:numpy": ["numpy", "torch"], "mxgrad:torch": ["torch"], "mxgrad:jax": ["jax", "jaxjit"]}
        for reference in [*references[name], "mxnet"]:
            cells = []
            for work in results:
                found = ratio(results, name, work, reference)
                cells.append("–" if found is None else f"{found[0]:.3g} ({found[1]:.3g}–{found[2]:.3g})")
            if set(cells) != {"–"}:
                lines.append(f"| {LIBRARIES[name][0]} | {LIBRARIES[reference][0]} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def check(results: Results, bounds: Sequence[Bound]) -> tuple[str, bool]:
    """A line for each bound; False if one is not kept."""
    kept, lines = True, []
    for bound in bounds:
        found = ratio(results, bound.library, bound.work, bound.reference)
        what = f"{bound.stage:5}  {bound.library:12} {bound.work:7} <= {bound.limit:5g} x {bound.reference:7}"
        if found is None:
            lines.append(f"  --   {what} not measured")
            continue
        good = found[0] <= bound.limit
        kept &= good
        timings = results[bound.work]
        minima = timings[bound.library].min / timings[bound.reference].min
        spread = f"({found[1]:.3f} to {found[2]:.3f})"
        lines.append(f"{'  ok ' if good else 'FAIL '}  {what} {found[0]:8.3f}  {spread:20} of minima {minima:.3f}")
    return "\n".join(lines), kept


def chart(results: Results, path: Path) -> None:
    """Horizontal bars on logarithmic axes, one panel for each workload."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    names = [name for name in LIBRARIES if any(name in timings for timings in results.values())][::-1]
    with rc_context({"svg.hashsalt": "mxgrad", "svg.fonttype": "none", "font.size": 9}):
        figure = Figure(figsize=(11, 2.9 * ((len(results) + 2) // 3)), layout="constrained")
        panels = figure.subplots((len(results) + 2) // 3, min(3, len(results)), squeeze=False, sharey=True)
        for panel, (work, timings) in zip(panels.flat, results.items(), strict=False):
            for place, name in enumerate(names):
                if name not in timings:
                    continue
                value = timings[name].median
                ours = name.startswith("mxgrad")
                panel.barh(place, value, color="#c44e52" if ours else "#8c9bb0")
                panel.text(value * 1.1, place, number(value), va="center", fontsize=7)
            panel.set_xscale("log")
            panel.set_xlim(1, max(t.median for t in timings.values()) * 8)
            panel.set_title(f"{work}: {WORKLOADS[work]}", fontsize=9)
            panel.set_yticks(range(len(names)), [LIBRARIES[name][0] for name in names])
            panel.spines[["top", "right"]].set_visible(False)
        figure.supxlabel("µs per step, logarithmic: shorter is better", fontsize=9)
        path.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(path, metadata={"Date": None})


def machine() -> str:
    """Processor, its cores that this process may use, system and versions."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        lines = cpuinfo.read_text(encoding="utf-8").splitlines()
        model = next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), model)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    libraries = []
    for name in ("numpy", "torch", "jax", "autograd", "mygrad"):
        with contextlib.suppress(metadata.PackageNotFoundError):
            libraries.append(f"{name} {metadata.version(name)}")
    return f"{model}, {cores} cores, {platform.system()}, Python {platform.python_version()}, {', '.join(libraries)}"


def as_json(results: Results) -> dict[str, object]:
    return {
        "machine": machine(),
        "microseconds_per_step": {
            work: {
                name: {"median": t.median, "min": t.min, "rounds": t.medians, "first_ms": t.first_ms}
                for name, t in timings.items()
            }
            for work, timings in results.items()
        },
    }


def from_json(text: str) -> Results:
    found: dict[str, dict[str, dict[str, list[float]]]] = json.loads(text)["microseconds_per_step"]
    return {
        work: {name: Timing([[us] for us in row["rounds"]]) for name, row in timings.items()}
        for work, timings in found.items()
    }


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--libraries", nargs="+", choices=LIBRARIES, metavar="NAME", help="instead of all found")
    parser.add_argument("--workloads", nargs="+", choices=WORKLOADS, default=list(WORKLOADS), metavar="NAME")
    parser.add_argument("--mxnet-python", metavar="PATH", help="interpreter of an environment with MXNet 1.9.1")
    parser.add_argument("--rounds", type=int, default=60, metavar="N")
    parser.add_argument("--seconds", type=float, default=0.03, metavar="S", help="of one turn")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures")
    parser.add_argument("--load", type=Path, metavar="FILE", help="take figures written earlier, measure nothing")
    parser.add_argument("--chart", type=Path, metavar="FILE", help="draw them (needs matplotlib)")
    parser.add_argument("--publish", action="store_true", help="write figures and chart into docs/")
    parser.add_argument(
        "--check",
        nargs="?",
        const="all",
        choices=STAGES,
        help="compare with the bounds; exit status 1 if one is broken",
    )
    chosen = parser.parse_args(arguments)
    if chosen.load is not None:
        results = from_json(chosen.load.read_text(encoding="utf-8"))
    else:
        wanted = chosen.libraries or list(LIBRARIES)
        libraries = {name: sys.executable for name in wanted if name != "mxnet" and available(name)}
        if chosen.mxnet_python and "mxnet" in wanted:
            libraries["mxnet"] = chosen.mxnet_python
        results = measure(libraries, chosen.workloads, chosen.rounds, chosen.seconds)
    print(table(results), ratio_table(results), sep="\n\n", end="\n\n")
    if chosen.json is not None:
        chosen.json.write_text(json.dumps(as_json(results), indent=1) + "\n", encoding="utf-8")
    if chosen.chart is not None:
        chart(results, chosen.chart)
    if chosen.publish:
        figures = json.dumps(as_json(results), indent=1)
        (publish.DOCS / "speed.json").write_text(figures + "\n", encoding="utf-8")
        chart(results, publish.DOCS / "speed.svg")
        publish.replace("speed", f"{machine()}.\n\n{table(results)}")
        publish.replace("ratios", ratio_table(results))
        publish.output("bounds", check(results, STAGES["all"])[0])
    if chosen.check is None:
        return 0
    text, kept = check(results, STAGES[chosen.check])
    print(text)
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
