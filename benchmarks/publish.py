"""Figures go into docs/performance.md between marks, so that nobody copies them by hand."""

from __future__ import annotations

import re
from pathlib import Path

DOCS = Path(__file__).resolve().parent.parent / "docs"
PAGE = DOCS / "performance.md"


def replace(mark, text):
    """Put `text` between ``<!-- begin MARK -->`` and ``<!-- end MARK -->`` on the page."""
    page = PAGE.read_text(encoding="utf-8")
    pattern = re.compile(rf"(<!-- begin {mark} -->\n).*?(<!-- end {mark} -->)", re.DOTALL)
    page, count = pattern.subn(lambda found: found[1] + text.strip("\n") + "\n" + found[2], page)
    if count != 1:
        raise SystemExit(f"{PAGE} has {count} places for {mark}")
    PAGE.write_text(page, encoding="utf-8")


def output(mark, text):
    """The same for the output of a program."""
    replace(mark, f"```text\n{text.rstrip()}\n```")
