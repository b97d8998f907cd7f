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
    Gap(target, case, row.defect, harmful=row.harmful)
    for row in MXNET_ROWS
    for target, own in (("mxnet 1.9.1", row.in_1), ("mxnet 2.0.0b1", row.in_2))
    for case in (*row.both, *own)
)


def rows_for(target: str) -> dict[str, Gap]:
    """The rows of one target by case id."""
    rows = [row for row in ROWS if row.target == target]
    by_case = {row.case: row for row in rows}
    if len(by_case) != len(rows):
        raise ValueError(f"two rows name one case for {target}")
    return by_case
