"""What MXNet gets wrong in linear algebra."""

from __future__ import annotations

from mxgrad_conformance.gap_rows import GRADIENTS, VALUES, Ids, Row, cases_of, ids, kinks, semantics, values

_FALLBACKS = ("np.linalg.cond", "np.linalg.matrix_power", "np.linalg.multi_dot")
_QR = ("np.linalg.qr:r", "np.linalg.qr:complete")
_LSTSQ = ("np.linalg.lstsq:solution", "np.linalg.lstsq:residuals", "np.linalg.lstsq:values")
# No request is wrong with a gradient of 0.
_SIZES = {test: make for test, make in GRADIENTS.items() if "grad_req" not in test}
_WITHOUT = ("np.linalg.eig", "np.linalg.eigh", "np.linalg.eigh:vectors", "np.linalg.eigvals", "np.linalg.eigvalsh")
_TALL = ("np.linalg.svd", "np.linalg.svd:left vectors", "np.linalg.svd:right vectors")
_NUMBERS = (
    *(f"cond-{label}-float32" for label in ("matrix", "p=-2", "p=1", "p=inf", "p=fro", "p=nuc", "wide")),
    "cond-matrix-float64",
    "multi_dot-vectors at the ends-float32",
)
_NUMBERS_IN_1 = (
    *(f"matrix_rank-{label}-float32" for label in ("full", "singular", "zeros", "tolerance")),
    *(f"{name}-float64" for name in ("matrix_rank-full", "lstsq:rank-vector")),
    *(f"lstsq:rank-{label}-float32" for label in ("vector", "matrix")),
)


def _gradient(*labels: str) -> Ids:
    return cases_of("gradient", (f"np.linalg.{label}-float64" for label in labels))


def _grad_req(*labels: str) -> Ids:
    return cases_of("grad_req", (f"np.linalg.{label}-float64" for label in labels))


LINALG: tuple[Row, ...] = (
    Row(
        "functions that fall back to NumPy cannot be recorded",
        both=ids(GRADIENTS, _FALLBACKS) + kinks("np.linalg.cond-equal values"),
        in_1=ids(GRADIENTS, ("np.linalg.qr", *_QR, *_LSTSQ)),
    ),
    Row(
        "functions that fall back to NumPy give NumPy scalars, not 0-d arrays",
        both=values(*(f"np.linalg.{case}" for case in _NUMBERS)),
        in_1=values(*(f"np.linalg.{case}" for case in _NUMBERS_IN_1)),
    ),
    Row(
        "qr has the reduced mode only",
        in_2=ids(GRADIENTS | VALUES, (*_QR, "np.linalg.qr:raw")) + semantics("linalg", "is_refused[qr, mode]"),
    ),
    Row("the gradient of lstsq is 0", in_2=ids(_SIZES, _LSTSQ)),
    Row("matrix_rank takes no number as its tolerance", in_2=values("np.linalg.matrix_rank-tolerance-float32")),
    Row(
        "the gradient of eigenvalues and eigenvectors is 0",
        both=ids(_SIZES, _WITHOUT)
        + kinks("np.linalg.eigvalsh-equal values", "np.linalg.eigvalsh-zeros", "np.linalg.eigvals-equal values")
        + semantics("linalg", "eigenspace_of_equal_eigenvalues"),
    ),
    Row(
        "the gradient of svd is wrong where singular values are equal",
        both=semantics("linalg", "orthogonal_factor_where_singular_values_are_equal"),
    ),
    Row(
        "the gradient of pinv is 0",
        in_1=ids(_SIZES, ["np.linalg.pinv"]),
        in_2=_gradient("pinv-nothing left out"),
    ),
    Row(
        "svd refuses matrices that are higher than wide",
        both=_gradient(*(f"{name[10:]}-tall" for name in _TALL)) + values(*(f"{name}-tall-float32" for name in _TALL)),
    ),
    Row(
        "the gradient of solve is missing for vectors",
        both=_gradient("solve-vector", "solve-batch of vectors"),
    ),
    Row(
        "solve does not broadcast",
        both=_gradient("solve-one vector", "solve-batch broadcast")
        + values("np.linalg.solve-one vector-float32", "np.linalg.solve-batch broadcast-float32"),
    ),
    Row("cholesky has no upper", in_1=ids({**VALUES, **GRADIENTS}, ["np.linalg.cholesky:upper"])),
    Row(
        "the gradient of the determinant of singular matrices is 0",
        both=kinks("np.linalg.det-singular", "np.linalg.det-one of a batch singular"),
    ),
    Row(
        "norm(ord=-inf) is not implemented",
        both=_gradient("norm:ord--inf") + values("np.linalg.norm:ord--inf-float32"),
    ),
    Row(
        "the gradient of matrix norms is wrong unless the matrix is square",
        both=_gradient(
            *(f"norm:matrix-{label}" for label in ("2", "-2", "inf", "-inf", "2 of a batch", "2 of a matrix")),
        ),
    ),
    Row(
        "at a tie every extremum gets the whole gradient: no subgradient",
        both=kinks(
            *(f"np.linalg.norm:matrix-{label}" for label in ("2, equal values", "-2, equal values", "1, equal sums"))
        ),
    ),
    Row(
        "nan where a subgradient exists, or none",
        both=kinks("np.linalg.norm:cube-origin", "np.linalg.norm:cube-axis"),
    ),
    Row(
        "grad_req='add' is treated as 'write', or adds a part only",
        both=_grad_req("solve-matrix", "tensorinv-one axis", "norm-vector", "norm:cube-vector", "norm:matrix-nuc"),
    ),
)
