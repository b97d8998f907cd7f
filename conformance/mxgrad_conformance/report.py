"""What came out: the capability table as text, JSON and Markdown, and the failures in full."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

OUTCOMES = ("pass", "gap", "lacks", "fail", "lost")
SIGNS = {"pass": "✓", "gap": "gap", "lacks": "lacks", "fail": "FAIL", "lost": "LOST"}


@dataclass
class Results:
    """Outcomes of one target by case."""

    backend: str
    """What the command line calls it."""
    target: str = ""
    """What it turned out to be: the backend, and for MXNet its release."""
    cases: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Group and row of every collected case."""
    outcomes: dict[str, str] = field(default_factory=dict)
    messages: dict[str, str] = field(default_factory=dict)
    unsteady: dict[str, str] = field(default_factory=dict)
    """Cases that failed, and did not when they ran again in a process of their own, with the failure."""
    broken: str = ""

    def __post_init__(self) -> None:
        self.target = self.target or self.backend

    def take(self, event: Mapping[str, Any]) -> None:
        if event["event"] == "collected":
            self.target = event["target"]
            self.cases.update({case: (group, row) for case, group, row in event["cases"]})
        elif event["event"] == "result":
            self.set(event["id"], event["outcome"], event["message"])

    def set(self, case: str, outcome: str, message: str) -> None:
        # A case that failed in its call and again in its teardown stays failed.
        if self.outcomes.get(case) == "fail" and outcome != "fail":
            return
        self.outcomes[case] = outcome
        self.messages[case] = message

    def recovered(self, case: str, outcome: str, message: str) -> None:
        """Replace the failure of a case by what its second run gave; the failure stays in the report."""
        self.unsteady[case] = self.messages.get(case, "no result came back")
        self.outcomes[case] = outcome
        self.messages[case] = message

    @property
    def counts(self) -> Counter[str]:
        return Counter(self.outcomes.get(case, "lost") for case in self.cases)

    @property
    def failures(self) -> list[str]:
        # When the run itself broke, the cases it did not reach are told by their number alone.
        bad = ("fail",) if self.broken else ("fail", "lost")
        return [case for case in self.cases if self.outcomes.get(case, "lost") in bad]

    @property
    def ok(self) -> bool:
        return not self.broken and not self.failures and self.counts["pass"] > 0


Table = dict[tuple[str, str], list[Counter[str]]]


def table(collected: Sequence[Results], by_row: bool) -> Table:
    """Counts by (group, row) and target; by group alone unless ``by_row``."""
    found: Table = {}
    for column, results in enumerate(collected):
        for case, (group, row) in results.cases.items():
            key = (group, row if by_row else "")
            cells = found.setdefault(key, [Counter() for _ in collected])
            cells[column][results.outcomes.get(case, "lost")] += 1
    return found


def cell(counts: Counter[str]) -> str:
    """``12 ✓``, or ``10 ✓ 2 gap``."""
    return " ".join(f"{counts[name]} {SIGNS[name]}" for name in OUTCOMES if counts[name]) or "–"


def table_text(collected: Sequence[Results]) -> str:
    """By group, for the terminal; single operations only where something is not as it should be."""
    header = ["", *(results.target for results in collected)]
    rows = [[group, *map(cell, cells)] for (group, _), cells in table(collected, by_row=False).items()]
    for (group, row), cells in table(collected, by_row=True).items():
        if any(counts["fail"] or (counts["lost"] and not r.broken) for r, counts in zip(collected, cells, strict=True)):
            rows.append([f"  {group}: {row}", *map(cell, cells)])
    widths = [max(len(line[i]) for line in [header, *rows]) for i in range(len(header))]
    lines = ["  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)) for line in [header, *rows]]
    return "\n".join(line.rstrip() for line in lines)


def failures_text(collected: Sequence[Results]) -> str:
    lines = []
    for results in collected:
        if results.broken:
            lines += [f"\n{results.target}: the run itself failed", results.broken]
        for case in results.failures:
            message = results.messages.get(case, "no result came back")
            again = f"python -m mxgrad_conformance --backend {results.backend} -- --mx-case '{case}'"
            lines += [
                f"\n{results.target}: {case}",
                f"    again: {again}",
                *("    " + line for line in message.splitlines()),
            ]
        for case, message in results.unsteady.items():
            lines += [
                f"\n{results.target}: {case} failed once, not when it ran again alone:",
                *("    " + line for line in message.splitlines()),
            ]
    return "\n".join(lines)


def summary_text(collected: Sequence[Results]) -> str:
    return "\n".join(
        f"{results.target}: {len(results.cases)} cases: {cell(results.counts)}" + ("" if results.ok else "  NOT OK")
        for results in collected
    )


def as_data(collected: Sequence[Results]) -> dict[str, Any]:
    rows = [
        {
            "group": group,
            "row": row,
            "targets": {r.target: dict(c) for r, c in zip(collected, cells, strict=True)},
        }
        for (group, row), cells in table(collected, by_row=True).items()
    ]
    targets = {
        results.target: {
            "ok": results.ok,
            "counts": dict(results.counts),
            "broken": results.broken,
            "gaps": {c: results.messages[c] for c, outcome in results.outcomes.items() if outcome == "gap"},
            "failures": {case: results.messages.get(case, "") for case in results.failures},
            "unsteady": results.unsteady,
        }
        for results in collected
    }
    return {"targets": targets, "table": rows}


def write_json(path: Path, collected: Sequence[Results]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(as_data(collected), indent=1) + "\n", encoding="utf-8")


def write_markdown(path: Path, collected: Sequence[Results]) -> None:
    names = [results.target for results in collected]
    lines = [
        "# What passes where",
        "",
        "Cases by operation and topic: ✓ passed, gap known and listed, lacks absent.",
        "",
    ]
    lines += [f"| group | operation or topic | {' | '.join(names)} |", "|---|---|" + "---|" * len(names)]
    lines += [
        f"| {group} | `{row}` | {' | '.join(map(cell, cells))} |"
        for (group, row), cells in table(collected, by_row=True).items()
    ]
    lines += ["", summary_text(collected).replace("\n", "  \n"), ""]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines), encoding="utf-8")
