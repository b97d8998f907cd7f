"""The order of the tests."""

from __future__ import annotations

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # The longest first: where tests run side by side, nothing is left to wait for at the end.
    items.sort(key=lambda item: item.path.name != "test_conformance.py")
