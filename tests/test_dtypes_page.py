"""The table of promotion in the documentation is what arrays do."""

from __future__ import annotations

import re

import pytest

from mxgrad import np
from support import ROOT

SHORT = {
    "b": "bool", "u1": "uint8", "u2": "uint16", "u4": "uint32", "u8": "uint64", "i1": "int8", "i2": "int16",
    "i4": "int32", "i8": "int64", "f2": "float16", "bf": "bfloat16", "f4": "float32", "f8": "float64",
    "c8": "complex64", "c16": "complex128",
}  # fmt: skip
PAGE = (ROOT / "docs" / "dtypes.md").read_text(encoding="utf-8")
HEADER = re.search(r"^\| \| (b .*?) \|$", PAGE, re.MULTILINE)
ROWS = {row: cells.split(" | ") for row, cells in re.findall(r"^\| \*\*(\w+)\*\* \| (.*?) \|$", PAGE, re.MULTILINE)}


def test_the_table_is_whole():
    assert HEADER is not None
    assert HEADER[1].split(" | ") == list(ROWS) == list(SHORT)
    assert {len(cells) for cells in ROWS.values()} == {len(SHORT)}


@pytest.mark.parametrize("row", SHORT)
def test_row(row):
    pytest.importorskip("ml_dtypes")
    x = np.ones(1).astype(SHORT[row])
    for column, cell in zip(SHORT, ROWS[row], strict=True):
        y = np.ones(1).astype(SHORT[column])
        assert (x + y).dtype.name == SHORT[cell], (row, column)
