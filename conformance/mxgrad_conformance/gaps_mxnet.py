"""What MXNet 1.9.1 gets wrong, defect by defect: (defect, ends the process, cases)."""

from __future__ import annotations

MXNET_ROWS: tuple[tuple[str, bool, tuple[str, ...]], ...] = ()
