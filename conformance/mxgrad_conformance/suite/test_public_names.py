"""The public names that the first release promises are all there."""

from __future__ import annotations

import pytest

from mxgrad_conformance.names import PROMISED
from mxgrad_conformance.target import Target


@pytest.mark.parametrize("path", PROMISED)
def test_exists(t: Target, path: str) -> None:
    assert t.exists(path) is (path not in t.capabilities.absent)
