"""What MXNet 1.9.1 gets wrong in linear algebra."""

from __future__ import annotations

from mxgrad_conformance.gaps_by_record import GRADIENTS, VALUES, Row, ids, kinks, values

_FALLBACKS = (
    "np.linalg.qr", "np.linalg.qr:r", "np.linalg.qr:complete", "np.linalg.cond", "np.linalg.matrix_power",
    "np.linalg.multi_dot", "np.linalg.lstsq:solution", "np.linalg.lstsq:residuals", "np.linalg.lstsq:values",
)  # fmt: skip
# No request is wrong with a gradient of 0.
_SIZES = {test: make for test, make in GRADIENTS.items() if "grad_req" not in test}
_WITHOUT = ("np.linalg.eig", "np.linalg.eigh", "np.linalg.eigh:vectors", "np.linalg.eigvals", "np.linalg.eigvalsh")
_TALL = ("np.linalg.svd", "np.linalg.svd:left vectors", "np.linalg.svd:right vectors")
_NUMBERS = (
    *(f"matrix_rank-{label}-float32" for label in ("full", "singular", "zeros", "tolerance")),
    *(f"cond-{label}-float32" for label in ("matrix", "p=-2", "p=1", "p=inf", "p=fro", "p=nuc", "wide")),
    *(f"{name}-float64" for name in ("matrix_rank-full", "cond-matrix", "lstsq:rank-vector")),
    *(f"lstsq:rank-{label}-float32" for label in ("vector", "matrix")),
    "multi_dot-vectors at the ends-float32",
)


def _gradient(*labels: str) -> tuple[str, ...]:
    return tuple(f"operations/test_gradient.py::test_gradient[np.linalg.{label}-float64]" for label in labels)


def _grad_req(*labels: str) -> tuple[str, ...]:
    return tuple(f"operations/test_grad_req.py::test_grad_req[np.linalg.{label}-float64]" for label in labels)


LINALG: tuple[Row, ...] = (
    (
        "functions that fall back to NumPy cannot be recorded",
        False,
        ids(GRADIENTS, _FALLBACKS) + kinks("np.linalg.cond-equal values"),
    ),
    (
        "functions that fall back to NumPy give NumPy scalars, not 0-d arrays",
        False,
        values(*(f"np.linalg.{case}" for case in _NUMBERS)),
    ),
    (
        "the gradient of eigenvalues and eigenvectors is 0",
        False,
        ids(_SIZES, _WITHOUT)
        + kinks("np.linalg.eigvalsh-equal values", "np.linalg.eigvalsh-zeros", "np.linalg.eigvals-equal values")
        + ("semantics/test_linalg.py::test_eigenspace_of_equal_eigenvalues",),
    ),
    (
        "the gradient of svd is wrong where singular values are equal",
        False,
        ("semantics/test_linalg.py::test_orthogonal_factor_where_singular_values_are_equal",),
    ),
    ("the gradient of pinv is 0", False, ids(_SIZES, ["np.linalg.pinv"])),
    (
        "svd refuses matrices that are higher than wide",
        False,
        _gradient(*(f"{name[10:]}-tall" for name in _TALL)) + values(*(f"{name}-tall-float32" for name in _TALL)),
    ),
    (
        "the gradient of solve is missing for vectors",
        False,
        _gradient("solve-vector", "solve-batch of vectors"),
    ),
    (
        "solve does not broadcast",
        False,
        _gradient("solve-one vector", "solve-batch broadcast")
        + values("np.linalg.solve-one vector-float32", "np.linalg.solve-batch broadcast-float32"),
    ),
    ("cholesky has no upper", False, ids({**VALUES, **GRADIENTS}, ["np.linalg.cholesky:upper"])),
    (
        "the gradient of the determinant of singular matrices is 0",
        False,
        kinks("np.linalg.det-singular", "np.linalg.det-one of a batch singular"),
    ),
    (
        "norm(ord=-inf) is not implemented",
        False,
        _gradient("norm:ord--inf") + values("np.linalg.norm:ord--inf-float32"),
    ),
    (
        "the gradient of matrix norms is wrong unless the matrix is square",
        False,
        _gradient(
            *(f"norm:matrix-{label}" for label in ("2", "-2", "inf", "-inf", "2 of a batch", "2 of a matrix")),
        ),
    ),
    (
        "at a tie every extremum gets the whole gradient: no subgradient",
        False,
        kinks(
            *(f"np.linalg.norm:matrix-{label}" for label in ("2, equal values", "-2, equal values", "1, equal sums"))
        ),
    ),
    (
        "nan where a subgradient exists, or none",
        False,
        kinks("np.linalg.norm:cube-origin", "np.linalg.norm:cube-axis"),
    ),
    (
        "grad_req='add' is treated as 'write', or adds a part only",
        False,
        _grad_req("solve-matrix", "tensorinv-one axis", "norm-vector", "norm:cube-vector", "norm:matrix-nuc"),
    ),
)
