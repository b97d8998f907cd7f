"""All records, by topic."""

from __future__ import annotations

from mxgrad_conformance.record import Record
from mxgrad_conformance.records import (
    calculus,
    creation,
    editing,
    elementwise,
    floats,
    grids,
    histograms,
    index,
    linalg,
    logic,
    methods,
    nanfunctions,
    nn,
    npx_functions,
    operators,
    padding,
    polynomials,
    products,
    reduce,
    selection,
    sets,
    shape,
    statistics,
)

TOPICS = (
    creation, elementwise, floats, logic, reduce, products, shape, index, linalg, nn, npx_functions, operators, methods,
    padding, editing, selection, sets, grids, polynomials,
    statistics, nanfunctions, calculus, histograms,
)  # fmt: skip


def all_records() -> tuple[Record, ...]:
    """Every record of the suite, in a fixed order."""
    return tuple(record for topic in TOPICS for record in topic.RECORDS)


def covered_names() -> frozenset[str]:
    """The public names (``np.add``, ``ndarray.sum``) that some record stands for."""
    return frozenset(name for record in all_records() for name in record.public_names())
