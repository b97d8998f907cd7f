"""Processes that run cases for the runner: watched, and started again when a case kills them."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mxgrad_conformance.report import Results

PACKAGE = Path(__file__).resolve().parent
SUITE = PACKAGE / "suite"
SILENCE = 300.0
"""Seconds without any event after which a process is taken to hang."""


class Broken(RuntimeError):
    """The run itself failed: nothing was collected, or pytest could not start."""


@dataclass(frozen=True)
class Launch:
    """How to start pytest on one target."""

    target: str
    python: str
    home: Path
    path: Path | None
    """The only entry of ``PYTHONPATH``; ``None``: this process's own path, with this package in it."""
    pytest_args: tuple[str, ...]

    def command(self, log: Path, *extra: str, file: str = "") -> list[str]:
        """The command for the whole suite, or for one file of it."""
        suite = SUITE if self.path is None else self.path / PACKAGE.name / "suite"
        options = [
            "-p",
            "mxgrad_conformance.plugin",
            "-c",
            str(suite / "pytest.ini"),
            "--rootdir",
            str(suite),
        ]
        options += ["-q", "--tb=short", "--mx-target", self.target, "--mx-log", str(log)]
        return [self.python, "-m", "pytest", *options, *extra, *self.pytest_args, str(suite / file)]

    def environment(self) -> dict[str, str]:
        env = dict(os.environ)
        # Only the plugin named on the command line: whatever else is installed does not matter here, nor its options.
        env["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
        env.pop("PYTEST_ADDOPTS", None)
        env["PYTHONDONTWRITEBYTECODE"] = "1"
        if self.path is not None:
            env["PYTHONPATH"] = str(self.path)
        else:
            env["PYTHONPATH"] = os.pathsep.join(filter(None, [str(PACKAGE.parent), env.get("PYTHONPATH", "")]))
        return env


def isolated_path(home: Path) -> Path:
    """A directory that holds this package and nothing else, for another environment's interpreter."""
    if all(entry.name in (PACKAGE.name, "__pycache__") for entry in PACKAGE.parent.iterdir()):
        return PACKAGE.parent
    path = home / "path"
    path.mkdir()
    for source in PACKAGE.rglob("*"):
        if source.suffix in (".py", ".ini"):
            copy = path / source.relative_to(PACKAGE.parent)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(source.read_bytes())
    return path


class Worker:
    """One shard of the cases, in as many processes as it takes."""

    def __init__(self, launch: Launch, shard: str) -> None:
        self.launch = launch
        self.shard = shard
        self.name = f"worker-{shard.replace('/', '-of-')}"
        self.skip = launch.home / f"{self.name}.skip"
        self.skip.write_text("", encoding="utf-8")
        self.done: list[str] = []
        self.starts = 0
        self._start()

    def _start(self) -> None:
        self.starts += 1
        self.current: str | None = None
        self.status: int | None = None
        self.crashed_before = len(self.done)
        self.log = self.launch.home / f"{self.name}-{self.starts}.jsonl"
        self.output = self.launch.home / f"{self.name}-{self.starts}.txt"
        self.offset = 0
        self.heard = time.monotonic()
        command = self.launch.command(self.log, "--mx-shard", self.shard, "--mx-skip", str(self.skip))
        with self.output.open("wb") as stream:
            self.process = subprocess.Popen(
                command,
                stdout=stream,
                stderr=subprocess.STDOUT,
                env=self.launch.environment(),
                cwd=self.launch.home,
            )

    def events(self) -> Iterator[Mapping[str, Any]]:
        """What has happened since the last look."""
        if not self.log.exists():
            return
        with self.log.open(encoding="utf-8") as stream:
            stream.seek(self.offset)
            text = stream.read()
        whole = text[: text.rfind("\n") + 1]
        self.offset += len(whole.encode())
        for line in whole.splitlines():
            event = json.loads(line)
            self.heard = time.monotonic()
            if event["event"] == "start":
                self.current = event["id"]
            elif event["event"] == "result":
                self.current = None
                self.done.append(event["id"])
            elif event["event"] == "finished":
                self.status = event["status"]
            yield event

    def finished(self, results: Results) -> bool:
        """Whether all is done; a dead process is replaced by one that leaves out the case that killed it."""
        code = self.process.poll()
        if code is None:
            if time.monotonic() - self.heard > SILENCE:
                self.process.kill()
            return False
        for event in self.events():
            results.take(event)
        if self.status in (0, 1, 5):
            return True
        if self.status is not None or self.current is None:
            raise Broken(f"pytest ended with {code}:\n{self._tail()}")
        results.set(self.current, "fail", f"the process ended ({code}) while this case ran\n{self._tail(15)}")
        self.done.append(self.current)
        self.skip.write_text("\n".join(self.done), encoding="utf-8")
        self._start()
        return False

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def _tail(self, lines: int = 40) -> str:
        return "\n".join(self.output.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])

    @staticmethod
    def alone(launch: Launch, case: str) -> str | None:
        """Outcome of one case in a process of its own; ``None``: the process died, or was silent for too long."""
        folder = Path(tempfile.mkdtemp(dir=launch.home))
        only, log = folder / "only.txt", folder / "events.jsonl"
        only.write_text(case, encoding="utf-8")
        command = launch.command(log, "--mx-only", str(only), "--mx-harmful", file=case.partition("::")[0])
        with contextlib.suppress(subprocess.TimeoutExpired):
            subprocess.run(
                command,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=launch.environment(),
                cwd=launch.home,
                timeout=SILENCE,
                check=False,
            )
        events = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()] if log.exists() else []
        if not any(event["event"] == "start" for event in events):
            raise Broken(f"{case} could not be started in a process of its own")
        return next((str(event["outcome"]) for event in events if event["event"] == "result"), None)
