"""The list of what is left out: asking for a name gives the reason that the list gives."""

from __future__ import annotations

import re

import pytest

import mxgrad
from mxgrad import np
from mxgrad.base import MXNetAttributeError
from support import ROOT

PAGE = (ROOT / "docs" / "left-out.md").read_text(encoding="utf-8")
ROWS = [
    (name, reason.strip())
    for names, reason in re.findall(r"^\| (`.*?) \| (.*?) \|$", PAGE, re.MULTILINE)
    for name in re.findall(r"`([\w.]+)`", names)
]
OWNERS = {"": mxgrad, "np": np, "np.linalg": np.linalg, "np.ndarray": np.ones(1)}
KEPT = re.findall(r"`np\.(\w+)`", PAGE.partition("mxgrad keeps:")[2].partition("##")[0])


@pytest.mark.parametrize(("name", "reason"), ROWS, ids=[name for name, _ in ROWS])
def test_the_error_gives_the_reason(name: str, reason: str) -> None:
    owner, _, last = name.rpartition(".")
    with pytest.raises(MXNetAttributeError) as caught:
        getattr(OWNERS[owner], last)
    assert last in str(caught.value)
    assert str(caught.value).endswith(reason)


def test_there_are_rows() -> None:
    assert {"np.npv", "np.multiarray", "symbol"} <= {name for name, _ in ROWS}
    assert {"alltrue", "NaN"} <= set(KEPT)


@pytest.mark.parametrize("name", KEPT)
def test_what_numpy_removed_is_kept(name: str) -> None:
    assert name in np.__all__
    assert getattr(np, name) is not None
