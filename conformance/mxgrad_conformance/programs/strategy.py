"""Programs for hypothesis: the builder, with hypothesis making its choices."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from mxgrad_conformance.programs.build import Builder
from mxgrad_conformance.programs.program import Program

WORD = 8


@st.composite
def programs(draw: Any, few: int = 0) -> Program:
    """Programs of 3 to 30 operations (and the guards that those need)."""
    bytes_ = st.binary(min_size=WORD, max_size=WORD)
    word, left = 0, 1

    def below(n: int) -> int:
        # Several choices share a draw: draws are what takes hypothesis its time.
        nonlocal word, left
        if left < 1000 * n:
            word, left = int.from_bytes(draw(bytes_), "big"), 256**WORD
        word, number = divmod(word, n)
        left //= n
        return number

    return Builder(below, few).build()
