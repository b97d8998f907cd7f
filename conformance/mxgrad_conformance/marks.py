"""Parameters that carry the capability they need."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest


def dtype_params(rows: Iterable[Any]) -> list[Any]:
    """Parameter sets in which every one that names float16 needs it: the array API standard has none."""
    return [_param(row if isinstance(row, tuple) else (row,)) for row in rows]


def _param(values: tuple[Any, ...]) -> Any:
    marks = [pytest.mark.needs("float16")] if "float16" in values else []
    return pytest.param(*values, marks=marks, id="-".join(map(str, values)))
