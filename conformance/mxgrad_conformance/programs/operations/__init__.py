"""The tables of operations: a file for each topic, a row for each operation.

A row says which operands an operation takes (`domains`), which calls fit their shapes, and, where it has kinks
that the domains do not exclude, how far operands are from them. The reference is NumPy's function of the same
name unless the row gives another.
"""

from __future__ import annotations

from mxgrad_conformance.programs.operations import (
    calculus,
    elementwise,
    guards,
    index,
    linalg,
    reduce,
    semantics,
    shape,
)
from mxgrad_conformance.programs.operations.table import Operation

TOPICS: tuple[tuple[Operation, ...], ...] = tuple(
    topic.OPERATIONS for topic in (elementwise, shape, reduce, index, linalg, calculus, semantics)
)
OPERATIONS: dict[str, Operation] = {
    operation.name: operation for topic in (*TOPICS, guards.OPERATIONS) for operation in topic
}
if len(OPERATIONS) != sum(map(len, TOPICS)) + len(guards.OPERATIONS):
    raise ValueError("two operations have one name")
