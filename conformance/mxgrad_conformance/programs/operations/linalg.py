"""Products and linear algebra."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as onp

from mxgrad_conformance.programs.domains import definite, dominant, real
from mxgrad_conformance.programs.operations.table import Call, Calls, Operation, having, own, row, together, with_

Array = Any
Shape = tuple[int, ...]


def _where(function: Callable[..., Any], *calls: Call) -> Calls:
    """The calls that NumPy accepts for these shapes."""

    def fitting(*shapes: Shape) -> list[Call]:
        found = []
        for args, kwargs in calls or (with_(),):
            try:
                function(*(onp.zeros(shape) for shape in shapes), *args, **kwargs)
            except (ValueError, IndexError):
                continue
            found.append((args, kwargs))
        return found

    return fitting


def sums(m: Any, x: Any, y: Any, subscripts: str) -> Any:
    return m.np.einsum(subscripts, x, y)


def sums_of_one(m: Any, x: Any, subscripts: str) -> Any:
    return m.np.einsum(subscripts, x)


def gram(m: Any, x: Any) -> Any:
    return m.np.dot(x.T, x)


def solved(m: Any, x: Any, y: Any) -> Any:
    return m.np.matmul(m.np.linalg.inv(x), y)


def spectrum(m: Any, x: Any) -> Any:
    return m.np.linalg.eigvalsh(x)


def shapes_of_vectors(m: Any, x: Any) -> Any:
    """Squares, for the sign of an eigenvector is anyone's."""
    _, v = m.np.linalg.eigh(x)
    return v * v


def singular(m: Any, x: Any) -> Any:
    return m.np.linalg.svd(x)[1]


def logarithm_of_det(m: Any, x: Any) -> Any:
    return m.np.linalg.slogdet(x)[1]


def triangle(m: Any, x: Any) -> Any:
    r = m.np.linalg.qr(x)[1]
    return r * r


def fitted(m: Any, x: Any, y: Any) -> Any:
    return m.np.linalg.lstsq(x, y, rcond=None)[0]


def _distinct(x: Array) -> float:
    """How far eigenvalues are from one another, in units where 0.1 of the values is enough."""
    return float(onp.min(onp.diff(onp.linalg.eigvalsh(x)), initial=9.0)) / 10


def _distinct_singular(x: Array) -> float:
    s = onp.linalg.svd(x, compute_uv=False)
    return float(min(onp.min(-onp.diff(s), initial=9.0), onp.min(s, initial=9.0))) / 10


def _full_rank(x: Array, *others: Array, **kwargs: Any) -> float:
    return float(onp.min(onp.linalg.svd(x, compute_uv=False), initial=9.0)) / 10


PAIRS = ("ij,jk->ik", "ij,kj->ik", "ij,ij->ji", "i,ij->j", "ij,ij", "i,j->ji", "ii,i->i", "...j,...j->...j")
SINGLES = ("ij->ji", "ii->i", "ii", "ij->", "i->", "...i->...")
TWO_BY_TWO = having(lambda s: len(s) == 2 and s[0] == s[1])
CONVOLUTIONS = having(
    lambda a, b: len(a) == len(b) == 1 and min(a + b) > 0, with_(), with_(mode="same"), with_(mode="valid")
)
POWERS = having(lambda s: len(s) == 2 and s[0] == s[1], with_(2), with_(-1), with_(3))


def _summed(*args: Any) -> Any:
    """As NumPy, which takes the diagonal of a matrix with a side of length 0 for as long as the other."""
    *operands, subscripts = args
    if subscripts.startswith("ii") and onp.shape(operands[0])[:1] != onp.shape(operands[0])[1:2]:
        raise ValueError("no square")
    return onp.einsum(subscripts, *operands)


def _subscripts(choices: tuple[str, ...]) -> Calls:
    return _where(_summed, *(with_(text) for text in choices))


OPERATIONS: tuple[Operation, ...] = (
    row("np.dot", real, real, calls=_where(onp.dot), ints=True),
    row("np.matmul", real, real, calls=_where(onp.matmul)),
    row("operator.matmul", real, real, calls=_where(onp.matmul)),
    row("ndarray.dot", real, real, calls=_where(onp.dot)),
    row("np.inner", real, real, calls=_where(onp.inner)),
    row("np.outer", real, real, calls=having(lambda a, b: len(a) == len(b) == 1)),
    row("np.vdot", real, real, calls=_where(onp.vdot)),
    row("np.tensordot", real, real, calls=_where(onp.tensordot, with_(axes=1), with_(axes=([0], [0])), with_(axes=2))),
    own(sums, real, real, calls=_subscripts(PAIRS)),
    own(sums_of_one, calls=_subscripts(SINGLES)),
    own(gram, calls=having(lambda s: len(s) == 2)),
    own(solved, dominant, real, calls=_where(onp.matmul)),
    row("np.kron", real, real, calls=having(lambda a, b: len(a) == len(b) and len(a) < 3)),
    row("np.cross", real, real, calls=having(lambda a, b: a[-1:] == b[-1:] == (3,) and len(together(a, b)) > 0)),
    row("np.convolve", real, real, calls=CONVOLUTIONS),
    row("np.correlate", real, real, calls=CONVOLUTIONS),
    row("np.linalg.solve", dominant, real, calls=having(lambda a, b: len(a) == 2 and b[:1] == a[:1] and len(b) < 3)),
    row("np.linalg.cholesky", definite, calls=TWO_BY_TWO),
    row("np.linalg.pinv", calls=having(lambda s: len(s) == 2), clear=_full_rank),
    row("np.linalg.matrix_power", dominant, calls=POWERS),
    row("np.linalg.tensorinv", dominant, calls=having(lambda s: len(s) == 2 and s[0] == s[1], with_(ind=1))),
    own(spectrum, definite, calls=TWO_BY_TWO, clear=_distinct),
    own(shapes_of_vectors, definite, calls=TWO_BY_TWO, clear=_distinct),
    own(singular, calls=having(lambda s: len(s) == 2), clear=_distinct_singular),
    own(logarithm_of_det, dominant, calls=TWO_BY_TWO),
    own(triangle, calls=having(lambda s: len(s) == 2 and s[0] >= s[1] > 0), clear=_full_rank),
    own(fitted, dominant, real, calls=having(lambda a, b: len(a) == 2 and b[:1] == a[:1] and len(b) < 3)),
    row("np.linalg.inv", dominant, calls=TWO_BY_TWO),
    row("np.linalg.det", dominant, calls=TWO_BY_TWO),
    row("np.linalg.inv:definite", definite, calls=TWO_BY_TWO),
)
