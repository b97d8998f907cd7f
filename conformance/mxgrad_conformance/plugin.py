"""The pytest plugin. It does nothing at all unless ``--mx-target`` (or ``MX_TARGET``) names a front end."""

from __future__ import annotations

import functools
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mxgrad_conformance import gaps
from mxgrad_conformance.target import Target, resolve

SUITE = Path(__file__).resolve().parent / "suite"
RELEVANT = pytest.StashKey[bool]()
UNMATCHED = pytest.StashKey["list[gaps.Gap] | None"]()
LOG = pytest.StashKey["EventLog"]()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("mxgrad conformance")
    group.addoption(
        "--mx-target",
        default=os.environ.get("MX_TARGET"),
        metavar="NAME",
        help="front end under test: a backend's name, module:object, or mxnet",
    )
    group.addoption(
        "--mx-lacks",
        action="append",
        default=[],
        metavar="FLAG",
        help="a capability that the target does not have; the suite checks that, too",
    )
    group.addoption("--mx-log", metavar="FILE", help="write one JSON object per event to FILE")
    group.addoption("--mx-only", metavar="FILE", help="run only the case ids listed in FILE")
    group.addoption("--mx-case", action="append", metavar="ID", help="run only this case; may be repeated")
    group.addoption("--mx-skip", metavar="FILE", help="leave out the case ids listed in FILE")
    group.addoption("--mx-shard", metavar="I/N", help="run the I-th of N parts (from 0)")
    group.addoption("--mx-harmful", action="store_true", help="run cases that are known to end the process")


def pytest_configure(config: pytest.Config) -> None:
    name = config.getoption("--mx-target")
    if not name:
        return
    config.addinivalue_line("markers", "needs(flag): the case needs this capability of the target")
    config.addinivalue_line("markers", "names(*paths): the case needs these public names")
    config.stash[UNMATCHED] = None
    log: str | None = config.getoption("--mx-log")
    if log:
        config.stash[LOG] = EventLog(Path(log))
        config.pluginmanager.register(config.stash[LOG], "mx-event-log")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    name = config.getoption("--mx-target")
    if not name:
        return
    ours = {case_id(item): item for item in items if _in_suite(item)}
    target = target_of(config)
    rows = gaps.rows_for(target.name)
    if _is_whole(config, ours):
        config.stash[UNMATCHED] = [row for row in rows.values() if row.case not in ours]
    _apply_rows(config, ours, rows)
    _apply_needs(ours, target)
    _deselect(config, items, ours)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish(session: pytest.Session) -> None:
    log = session.config.stash.get(LOG, None)
    if log is not None:
        items = [item for item in session.items if _in_suite(item)]
        log.collected(target_of(session.config).name, items)


def case_id(item: pytest.Item) -> str:
    """The id of a case: its path below the suite, whatever directory pytest was started from."""
    _, separator, rest = item.nodeid.partition("::")
    return _resolved(item.path).relative_to(SUITE).as_posix() + separator + rest


def place(item: pytest.Item) -> tuple[str, str]:
    """Group and row of a case in the capability table."""
    params = getattr(getattr(item, "callspec", None), "params", {})
    case = params.get("case")
    record = getattr(case, "record", None)
    if record is not None:
        return f"operations/{record.topic}", record.name.split(":")[0]
    folder = _resolved(item.path).parent.name
    return ("suite" if folder == SUITE.name else folder), item.path.stem.removeprefix("test_")


def target_of(config: pytest.Config) -> Target:
    """The front end that this run is about, imported on first use."""
    cached: Target | None = getattr(config, "_mx_target", None)
    if cached is None:
        name = config.getoption("--mx-target")
        if not name:
            pytest.fail("the conformance suite needs --mx-target NAME")
        lacking: list[str] = config.getoption("--mx-lacks") or []
        cached = resolve(name, lacking)
        config._mx_target = cached  # type: ignore[attr-defined]
    return cached


@functools.cache
def _resolved(path: Path) -> Path:
    return path.resolve()


@functools.cache
def _below_suite(path: Path) -> bool:
    return SUITE in path.resolve().parents


def _in_suite(item: pytest.Item) -> bool:
    return _below_suite(item.path)


def _is_whole(config: pytest.Config, ours: dict[str, pytest.Item]) -> bool:
    """Whether every file of the suite was collected entirely: only then can a row match nothing."""
    files = {_resolved(item.path) for item in ours.values()}
    return files >= set(SUITE.rglob("test_*.py")) and not any("::" in arg for arg in config.args)


def _apply_rows(config: pytest.Config, ours: dict[str, pytest.Item], rows: dict[str, gaps.Gap]) -> None:
    for name, row in rows.items():
        item = ours.get(name)
        if item is None:
            continue
        if row.harmful and not config.getoption("--mx-harmful"):
            item.add_marker(pytest.mark.skip(reason=f"needs a process of its own: {row.reason}"))
        elif not row.harmful:
            item.add_marker(pytest.mark.xfail(strict=True, reason=row.reason))


def _apply_needs(ours: dict[str, pytest.Item], target: Target) -> None:
    for item in ours.values():
        lacking = [flag for mark in item.iter_markers("needs") for flag in mark.args]
        lacking = [flag for flag in lacking if not getattr(target.capabilities, flag)]
        names = {path for mark in item.iter_markers("names") for path in mark.args}
        record = getattr(getattr(getattr(item, "callspec", None), "params", {}).get("case"), "record", None)
        if record is not None:
            names.add(record.path)
        lacking += sorted(names & target.capabilities.absent)
        if lacking:
            item.add_marker(pytest.mark.skip(reason=f"lacks {', '.join(lacking)}"))


def _deselect(config: pytest.Config, items: list[pytest.Item], ours: dict[str, pytest.Item]) -> None:
    chosen: list[str] = config.getoption("--mx-case") or []
    wanted = set(chosen) if chosen else _listed(config.getoption("--mx-only"))
    done = _listed(config.getoption("--mx-skip")) or set()
    index, count = _shard(config.getoption("--mx-shard"))
    keep = []
    rows_seen: dict[tuple[str, str], int] = {}
    for name, item in ours.items():
        # All cases of an operation go to one process: what an engine compiles for one check serves the others.
        group, row = place(item)
        number = rows_seen.setdefault((group, row if group.startswith("operations") else name), len(rows_seen))
        if name in done or number % count != index or (wanted is not None and name not in wanted):
            continue
        keep.append(name)
    kept = {id(ours[name]) for name in keep}
    dropped = [item for item in items if _in_suite(item) and id(item) not in kept]
    if dropped:
        config.hook.pytest_deselected(items=dropped)
        items[:] = [item for item in items if not _in_suite(item) or id(item) in kept]


def _listed(path: str | None) -> set[str] | None:
    return None if path is None else set(Path(path).read_text(encoding="utf-8").splitlines())


def _shard(text: str | None) -> tuple[int, int]:
    index, _, count = (text or "0/1").partition("/")
    return int(index), int(count)


class EventLog:
    """What the runner reads while this process works, and after it has died."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.places: dict[str, tuple[str, str]] = {}
        self.ids: dict[str, str] = {}

    def write(self, **event: Any) -> None:
        with self.path.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(event) + "\n")

    def collected(self, target: str, items: list[pytest.Item]) -> None:
        cases = []
        for item in items:
            self.ids[item.nodeid] = case_id(item)
            group, row = place(item)
            cases.append([case_id(item), group, row])
        self.write(event="collected", target=target, cases=cases)

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        if nodeid in self.ids:
            self.write(event="start", id=self.ids[nodeid])

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item) -> Iterator[None]:
        outcome: Any = yield
        report = outcome.get_result()
        if item.nodeid not in self.ids or (report.when != "call" and report.passed):
            return
        self.write(event="result", id=self.ids[item.nodeid], outcome=_outcome(report), message=_message(report))

    def pytest_sessionfinish(self, exitstatus: int) -> None:
        self.write(event="finished", status=int(exitstatus))


def _outcome(report: Any) -> str:
    if hasattr(report, "wasxfail"):
        return "gap" if report.skipped else "fail"
    return {"passed": "pass", "skipped": "lacks"}.get(report.outcome, "fail")


def _message(report: Any) -> str:
    if report.passed:
        return ""
    if report.skipped and isinstance(report.longrepr, tuple):
        return str(report.longrepr[2])
    return str(report.longreprtext)[-4000:]
