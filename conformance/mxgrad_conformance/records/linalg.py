"""Linear algebra: factorisations, equations, norms.

Gradients for symmetric matrices are symmetric, so the references take the symmetric part; signs of vectors are chosen
as MXNet chooses them.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from operator import itemgetter
from typing import Any

import numpy as onp

from mxgrad_conformance.domains import definite, independent, real, signed, spread, symmetric, well_conditioned
from mxgrad_conformance.record import Kink, Operand, Record, Sample

PART = tuple(itemgetter(i) for i in range(4))
LOOSE = {"float32": 2e-4, "float64": 1e-9}
EYE, ZEROS = onp.eye(2), onp.zeros((2, 2))
SINGULAR = onp.array([[1.0, 2.0], [2.0, 4.0]])
MATRIX, BATCH = Sample("matrix", ((3, 3),)), Sample("batch", ((2, 2, 2),))
ONE = Sample("one by one", ((1, 1),), grad=False)
TALL, WIDE = Sample("tall", ((3, 2),)), Sample("wide", ((2, 3),))
WIDE_BATCH = Sample("wide batch", ((2, 2, 3),))


# -- references --------------------------------------------------------------------------------------
def _half(x: Any) -> Any:
    return (x + onp.swapaxes(x, -1, -2)) / 2


def _cholesky(a: Any, upper: bool = False) -> Any:
    found = onp.linalg.cholesky(_half(a))
    return onp.swapaxes(found, -1, -2) if upper else found


def _signs(vectors: Any, axis: int) -> Any:
    """1 or -1: what makes the largest component of each vector positive."""
    largest = onp.argmax(abs(vectors), axis, keepdims=True)
    return onp.sign(onp.take_along_axis(vectors, largest, axis))


def _eigh(a: Any, UPLO: str = "L") -> Any:
    w, v = onp.linalg.eigh(_half(a), UPLO)  # type: ignore[call-overload]
    return w, v * _signs(v, -2)


def _eig(a: Any) -> Any:
    w, v = onp.linalg.eig(a)
    return w, v * _signs(v, -2)


def _squared(found: Any) -> Any:
    w, v = found
    return w, v * v


def _svd(a: Any) -> Any:
    u, s, v = onp.linalg.svd(a, full_matrices=False)
    signs = _signs(v, -1)
    return u * onp.swapaxes(signs, -1, -2), s, v * signs


def _qr(a: Any, mode: str = "reduced") -> Any:
    """One after the other: NumPy 1 has 'raw' and 'complete' for one matrix only."""
    found = [onp.linalg.qr(x, mode) for x in a.reshape((-1, *a.shape[-2:]))]  # type: ignore[call-overload]
    if mode == "r":
        return onp.stack(found).reshape((*a.shape[:-2], *found[0].shape))
    return tuple(onp.stack(parts).reshape((*a.shape[:-2], *parts[0].shape)) for parts in zip(*found, strict=True))


def _slogdet(a: Any) -> Any:
    sign, logdet = onp.linalg.slogdet(a)
    return onp.asarray(sign), onp.asarray(logdet)


def _logdet(a: Any) -> Any:
    """An analytic one, for positive determinants."""
    return onp.ones(a.shape[:-2]), onp.log(onp.linalg.det(a))


def _solve(a: Any, b: Any) -> Any:
    if b.ndim == 1 or b.shape == a.shape[:-1]:
        return onp.linalg.solve(a, onp.broadcast_to(b, a.shape[:-1])[..., None])[..., 0]
    return onp.linalg.solve(a, b)


def _pinv(a: Any, rcond: float = 1e-15) -> Any:
    return onp.linalg.pinv(a, rcond)


def _inverse_of_full_rank(a: Any, rcond: float = 1e-15) -> Any:
    """An analytic pseudo-inverse of tall matrices with independent columns."""
    turned = onp.swapaxes(a, -1, -2)
    return onp.linalg.inv(turned @ a) @ turned


def _lstsq(a: Any, b: Any, rcond: Any = -1) -> Any:
    x, residuals, rank, s = onp.linalg.lstsq(a, b, rcond=-1 if rcond == "warn" else rcond)
    return x, residuals, onp.asarray(rank), s


def _norm_of_size(x: Any, ord: Any = None, axis: Any = None, keepdims: bool = False) -> Any:
    """The 2-norm as an analytic function."""
    return onp.sqrt(onp.sum(x * x, axis=axis, keepdims=keepdims))


def _array_norm(x: Any, ord: Any = None, axis: Any = None, keepdims: bool = False) -> Any:
    """Vector norms over several axes: NumPy 1 has them for one axis only."""
    if not isinstance(axis, tuple):
        return onp.linalg.norm(x.ravel() if axis is None else x, ord, axis)
    moved = onp.moveaxis(x, axis, range(-len(axis), 0))
    return onp.linalg.norm(moved.reshape((*moved.shape[: -len(axis)], -1)), ord, -1)


def _matrix_norm(x: Any, ord: Any = "fro", axis: Any = (-2, -1)) -> Any:
    return onp.linalg.norm(x, ord, axis)


# -- records -----------------------------------------------------------------------------------------
def _record(name: str, reference: Callable[..., Any], *samples: Sample, **options: Any) -> Record:
    path = name.partition(":")[0]
    domain = options.pop("domain", real)
    operands = options.pop("operands", (Operand(domain),))
    options.setdefault("rtol", LOOSE)
    options.setdefault("atol", 2e-6)
    return Record(
        name=name, path=path, topic="linalg", reference=reference, operands=operands, samples=samples, **options
    )


FACTORISATIONS = (
    _record("np.linalg.cholesky", _cholesky, MATRIX, BATCH, ONE, domain=definite),
    _record(
        "np.linalg.cholesky:upper", _cholesky, Sample("upper", ((3, 3),), {"upper": True}), domain=definite, order=1
    ),
    _record(
        "np.linalg.eigh",
        _eigh,
        MATRIX,
        Sample("upper", ((3, 3),), {"UPLO": "U"}),
        BATCH,
        ONE,
        domain=symmetric,
    ),
    _record(
        "np.linalg.eigh:vectors",
        _eigh,
        MATRIX,
        domain=symmetric,
        part=PART[1],
        kinks=(Kink("equal values", (EYE,), (ZEROS,)), Kink("zeros", (ZEROS,), (ZEROS,))),
    ),
    _record(
        "np.linalg.eigvalsh",
        lambda a, UPLO="L": _eigh(a, UPLO)[0],
        MATRIX,
        Sample("upper", ((3, 3),), {"UPLO": "U"}),
        BATCH,
        domain=symmetric,
        kinks=(Kink("equal values", (EYE,), (EYE,)), Kink("zeros", (ZEROS,), (EYE,))),
    ),
    # MXNet has LAPACK's signs, which depend on the precision, too: squares have none. (Of triangular matrices with a
    # strong diagonal the signs are ours.)
    _record("np.linalg.eig", _eig, MATRIX, BATCH, ONE, domain=spread, part=_squared),
    _record("np.linalg.eig:signs", _eig, MATRIX, domain=lambda rng, shape: onp.triu(spread(rng, shape)), order=0),
    _record(
        "np.linalg.eigvals",
        onp.linalg.eigvals,
        MATRIX,
        BATCH,
        domain=spread,
        kinks=(Kink("equal values", (EYE,), (EYE,)),),
    ),
    _record("np.linalg.svd", _svd, WIDE, MATRIX, WIDE_BATCH, TALL, Sample("row", ((1, 3),)), ONE, domain=independent),
    _record("np.linalg.svd:left vectors", _svd, WIDE, TALL, domain=independent, part=PART[0]),
    _record("np.linalg.svd:right vectors", _svd, WIDE, TALL, domain=independent, part=PART[2]),
    _record(
        "np.linalg.svd:values",
        _svd,
        WIDE,
        domain=independent,
        part=PART[1],
        kinks=(Kink("equal values", (EYE,), (EYE,)), Kink("zeros", (ZEROS,), (EYE,))),
    ),
    _record("np.linalg.svdvals", lambda a: _svd(a)[1], WIDE, TALL, WIDE_BATCH, domain=independent),
    _record("np.linalg.qr", _qr, TALL, MATRIX, WIDE, WIDE_BATCH, ONE, domain=independent),
    _record(
        "np.linalg.qr:r", _qr, *(Sample(s.label, s.shapes, {"mode": "r"}) for s in (TALL, WIDE)), domain=independent
    ),
    _record(
        "np.linalg.qr:complete",
        _qr,
        Sample("wide", ((2, 3),), {"mode": "complete"}),
        Sample("tall", ((3, 2),), {"mode": "complete"}, grad=False),
        domain=independent,
        order=1,
    ),
    _record("np.linalg.qr:raw", _qr, Sample("tall", ((3, 2),), {"mode": "raw"}), domain=independent, order=0),
)

DETERMINANTS = (
    _record(
        "np.linalg.det",
        onp.linalg.det,
        MATRIX,
        BATCH,
        ONE,
        domain=well_conditioned,
        analytic=onp.linalg.det,
        kinks=(
            Kink("singular", (SINGULAR,), (onp.array([[4.0, -2.0], [-2.0, 1.0]]),)),
            Kink("rank 1 of 3", (onp.ones((3, 3)),), (onp.zeros((3, 3)),)),
            Kink("zeros", (ZEROS,), (ZEROS,)),
            Kink(
                "one of a batch singular",
                (onp.stack([SINGULAR, EYE]),),
                (onp.stack([onp.array([[4.0, -2.0], [-2.0, 1.0]]), EYE]),),
            ),
        ),
    ),
    _record("np.linalg.slogdet", _slogdet, MATRIX, BATCH, ONE, domain=well_conditioned, analytic=_logdet),
    _record(
        "np.linalg.slogdet:logarithm",
        _slogdet,
        MATRIX,
        domain=well_conditioned,
        part=PART[1],
        kinks=(Kink("singular", (SINGULAR,), (ZEROS,)),),
    ),
    _record(
        "np.linalg.slogdet:sign",
        _slogdet,
        MATRIX,
        Sample("singular", values=(ZEROS,), grad=False),
        part=PART[0],
        order=1,
    ),
    _record("np.linalg.inv", onp.linalg.inv, MATRIX, BATCH, ONE, domain=well_conditioned, analytic=onp.linalg.inv),
)

PAIR = (Operand(well_conditioned), Operand(real))
OVERDETERMINED = (Sample("vector", ((4, 2), (4,))), Sample("matrix", ((4, 2), (4, 3))))
SOLVING = (
    _record(
        "np.linalg.solve",
        _solve,
        Sample("matrix", ((3, 3), (3, 2))),
        Sample("vector", ((3, 3), (3,))),
        Sample("batch", ((2, 2, 2), (2, 2, 3))),
        Sample("batch of vectors", ((2, 3, 3), (2, 3))),
        Sample("one vector", ((2, 3, 3), (3,))),
        Sample("batch broadcast", ((2, 3, 3), (3, 2))),
        operands=PAIR,
        analytic=_solve,
    ),
    _record(
        "np.linalg.pinv",
        _pinv,
        TALL,
        WIDE,
        WIDE_BATCH,
        Sample("square", ((3, 3),)),
        Sample("nothing left out", ((3, 2),), {"rcond": 1e-6}),
        domain=independent,
        analytic=_inverse_of_full_rank,
    ),
    _record(
        "np.linalg.pinv:rank",
        _pinv,
        Sample("one value left out", ((3, 3),), {"rcond": 0.5}, grad=False),
        Sample("rank 1", values=(SINGULAR,), kwargs={"rcond": 1e-5}, grad=False),
        domain=spread,
        order=0,
    ),
    *(
        _record(
            f"np.linalg.lstsq:{label}",
            _lstsq,
            *samples,
            operands=(Operand(independent), Operand(real, differentiable=label != "values")),
            **options,
        )
        for label, samples, options in (
            ("solution", (*OVERDETERMINED, Sample("wide", ((2, 3), (2,)))), {"part": PART[0]}),
            ("residuals", OVERDETERMINED, {"part": PART[1]}),
            ("rank", OVERDETERMINED, {"part": PART[2], "order": 0, "result": "int64"}),
            ("values", OVERDETERMINED[:1], {"part": PART[3]}),
        )
    ),
    _record(
        "np.linalg.matrix_rank",
        onp.linalg.matrix_rank,
        Sample("full", ((3, 3),)),
        Sample("singular", values=(SINGULAR,)),
        Sample("zeros", values=(ZEROS,)),
        Sample("batch", ((2, 3, 3),)),
        Sample("tolerance", values=(onp.diag([3.0, 1.0, 0.1]),), kwargs={"tol": 0.5}),
        domain=well_conditioned,
        order=0,
        result="int64",
    ),
    _record(
        "np.linalg.tensorinv",
        onp.linalg.tensorinv,
        Sample("one axis", ((4, 2, 2),), {"ind": 1}),
        Sample("two axes", ((2, 2, 4),), {"ind": 2}),
        analytic=onp.linalg.tensorinv,
        domain=lambda rng, shape: (rng.uniform(-1.0, 1.0, (4, 4)) + 3 * onp.eye(4)).reshape(shape),
    ),
    _record(
        "np.linalg.tensorsolve",
        onp.linalg.tensorsolve,
        Sample("matrix", ((3, 3), (3,))),
        Sample("tensor", ((2, 2, 4), (2, 2))),
        Sample("axes", ((2, 4, 2), (2, 2)), {"axes": (1,)}),
        operands=(
            Operand(lambda rng, shape: rng.uniform(-0.5, 0.5, shape) + 3 * _tensor_identity(shape)),
            Operand(real),
        ),
        analytic=onp.linalg.tensorsolve,
    ),
)


def _tensor_identity(shape: tuple[int, ...]) -> Any:
    """What `tensorsolve` takes for an identity, whichever axis is moved."""
    if shape == (2, 4, 2):
        return onp.eye(4).reshape(2, 2, 4).swapaxes(1, 2)
    n = max(shape)
    return onp.eye(n).reshape(shape)


def _norm(name: str, *samples: Sample, **options: Any) -> Record:
    return _record(
        f"np.linalg.norm{name}",
        onp.linalg.norm,
        *samples,
        domain=options.pop("domain", signed),
        rtol={"float32": 2e-5, "float64": 1e-10},
        **options,
    )


def _orders(*orders: Any) -> tuple[Sample, ...]:
    return tuple(Sample(str(ord), ((2, 3),), {"ord": ord, "axis": (0, 1)}) for ord in orders)


ORIGIN = onp.zeros(2)
NORMS = (
    _norm(
        "",
        Sample("vector", ((3,),)),
        Sample("matrix", ((2, 3),)),
        Sample("axis", ((2, 3),), {"axis": 1}),
        Sample("axis kept", ((2, 3),), {"axis": 0, "keepdims": True}),
        Sample("0-d", ((),), grad=False),
        Sample("3-d", ((2, 3, 2),), grad=False),
        Sample("large", values=(onp.array([3e30, 4e30]),), grad=False),
        Sample("small", values=(onp.array([3e-30, 4e-30]),), grad=False),
        analytic=_norm_of_size,
        kinks=(Kink("origin", (ORIGIN,), (ORIGIN,)),),
    ),
    _norm(
        ":ord",
        Sample("1", ((4,),), {"ord": 1}),
        Sample("2", ((4,),), {"ord": 2}),
        Sample("3", ((4,),), {"ord": 3}),
        Sample("-1", ((4,),), {"ord": -1}),
        Sample("0", ((4,),), {"ord": 0}, grad=False),
        Sample("inf", ((4,),), {"ord": onp.inf}),
        Sample("-inf", ((4,),), {"ord": -onp.inf}),
        Sample("axis and ord", ((2, 3),), {"ord": 1, "axis": 1}),
        Sample("fro", ((2, 3),), {"ord": "fro"}),
        order=1,
    ),
    _norm(
        ":cube",
        Sample("vector", ((4,),), {"ord": 3}),
        kinks=(
            Kink("origin", (ORIGIN,), (ORIGIN,), {"ord": 3}),
            Kink("axis", (onp.array([0.0, 1.0]),), (onp.array([0.0, 1.0]),), {"ord": 0.5}),
        ),
    ),
    _norm(
        ":matrix",
        *_orders("nuc", 2, -2, 1, -1, onp.inf, -onp.inf),
        Sample("nuc kept", ((2, 3, 2),), {"ord": "nuc", "axis": (0, 1), "keepdims": True}),
        Sample("2 of a batch", ((2, 2, 3),), {"ord": 2, "axis": (-2, -1)}),
        Sample("2 of a matrix", ((2, 3),), {"ord": 2}),
        domain=independent,
        kinks=(
            Kink("nuc, equal values", (EYE,), (EYE,), {"ord": "nuc"}),
            Kink("nuc, zeros", (ZEROS,), (EYE,), {"ord": "nuc"}),
            Kink("2, equal values", (EYE,), (EYE / 2,), {"ord": 2}),
            Kink("2, zeros", (ZEROS,), (ZEROS,), {"ord": 2}),
            Kink("-2, equal values", (EYE,), (EYE / 2,), {"ord": -2}),
            Kink("1, equal sums", (EYE,), (EYE / 2,), {"ord": 1}),
        ),
    ),
    _record(
        "np.linalg.matrix_norm",
        _matrix_norm,
        Sample("batch", ((2, 2, 3),)),
        *(Sample(str(ord), ((2, 3),), {"ord": ord}) for ord in ("nuc", 2, 1)),
        Sample("axes", ((2, 3, 2),), {"axis": (0, 2)}),
        domain=independent,
    ),
    _record(
        "np.linalg.vector_norm",
        _array_norm,
        Sample("all", ((2, 3),)),
        Sample("axis", ((2, 3),), {"axis": 1}),
        Sample("two axes", ((2, 3, 2),), {"axis": (0, 2), "ord": 3}),
        Sample("1 of all", ((2, 3),), {"ord": 1}),
        domain=signed,
    ),
    _record(
        "np.linalg.cond",
        onp.linalg.cond,
        MATRIX,
        *(Sample(f"p={p}", ((3, 3),), {"p": p}) for p in (-2, 1, onp.inf, "fro", "nuc")),
        WIDE,
        BATCH,
        domain=independent,
        kinks=(Kink("equal values", (EYE,), (ZEROS,)),),
    ),
)

POWERS = (
    _record(
        "np.linalg.matrix_power",
        onp.linalg.matrix_power,
        *(Sample(str(n), ((3, 3),), after=(n,)) for n in (3, 2, 1, 0, -2)),
        Sample("batch", ((2, 2, 2),), after=(5,)),
        domain=well_conditioned,
        analytic=onp.linalg.matrix_power,
        integers="int32",
    ),
    _record(
        "np.linalg.multi_dot",
        lambda arrays: functools.reduce(onp.dot, arrays),
        Sample("three", ((2, 3), (3, 4), (4, 2))),
        Sample("two", ((2, 3), (3, 2))),
        Sample("four", ((2, 3), (3, 1), (1, 4), (4, 2))),
        Sample("vectors at the ends", ((2,), (2, 3), (3,))),
        Sample("row", ((2,), (2, 3), (3, 2))),
        Sample("column", ((2, 3), (3, 2), (2,))),
        listed=True,
        analytic=lambda arrays: functools.reduce(onp.dot, arrays),
        integers="int32",
    ),
)

RECORDS = (*FACTORISATIONS, *DETERMINANTS, *SOLVING, *NORMS, *POWERS)
