"""MXNet's `mxnet.engine`: its bulking of operations, a matter of speed that mxgrad leaves to the backends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["bulk", "set_bulk_size"]


class _Engine:
    bulk_size = 0


def set_bulk_size(size: int) -> int:
    """Remember `size`, which changes nothing in mxgrad, and return the size before.

    Examples
    --------
    >>> before = set_bulk_size(10)
    >>> set_bulk_size(before)
    10
    """
    before, _Engine.bulk_size = _Engine.bulk_size, int(size)
    return before


@contextmanager
def bulk(size: int) -> Iterator[None]:
    """Scope with a bulk size, which changes nothing in mxgrad.

    Examples
    --------
    >>> with bulk(10):
    ...     set_bulk_size(10)
    10
    """
    before = set_bulk_size(size)
    try:
        yield
    finally:
        set_bulk_size(before)
