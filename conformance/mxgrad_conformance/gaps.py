"""Known gaps: one strict row each. A row whose case passes, or that names no case, fails the run."""

from __future__ import annotations

from dataclasses import dataclass

from mxgrad_conformance.gaps_mxnet import MXNET_ROWS


@dataclass(frozen=True)
class Gap:
    """One case that one target gets wrong, always and for a known reason."""

    target: str
    case: str
    reason: str
    link: str = ""
    harmful: bool = False
    """The case may end or corrupt its process, so it is run in one of its own; it must still go wrong."""


ROWS: tuple[Gap, ...] = tuple(
    Gap("mxnet", case, reason, harmful=harmful) for reason, harmful, cases in MXNET_ROWS for case in cases
)


def rows_for(target: str) -> dict[str, Gap]:
    """The rows of one target by case id."""
    rows = [row for row in ROWS if row.target == target]
    by_case = {row.case: row for row in rows}
    if len(by_case) != len(rows):
        raise ValueError(f"two rows name one case for {target}")
    return by_case
