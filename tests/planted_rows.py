"""A plugin that plants a row for a case that passes (for `test_gap_tables.py`)."""

from __future__ import annotations

from mxgrad_conformance import gaps

gaps.ROWS = (*gaps.ROWS, gaps.Gap("numpy", "semantics/test_modes.py::test_numpy_mode", "planted"))
