"""State around every case: found clean, left clean."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from mxgrad_conformance.target import Target


@pytest.fixture(autouse=True)
def clean_state(t: Target) -> Iterator[None]:
    """No case leaks recording or training state into the next, and none leaves work behind."""
    t.mx.random.seed(0)
    yield
    leaked = (t.autograd.is_recording(), t.autograd.is_training())
    t.autograd.set_recording(False)
    t.autograd.set_training(False)
    t.npx.waitall()
    if any(leaked):
        pytest.fail(f"the case left is_recording, is_training = {leaked}")
