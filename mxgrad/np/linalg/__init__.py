"""Linear algebra (`np.linalg`): matrices are the last two axes, what is in front of them is a batch."""

from __future__ import annotations

from mxgrad._missing import missing_attr
from mxgrad.np.linalg.factorisations import (
    cholesky,
    eig,
    eigh,
    eigvals,
    eigvalsh,
    qr,
    slogdet,
    svd,
    svdvals,
)
from mxgrad.np.linalg.norms import cond, matrix_norm, norm, vector_norm
from mxgrad.np.linalg.products import (
    cross,
    diagonal,
    matrix_power,
    matrix_transpose,
    multi_dot,
    outer,
    tensordot,
    trace,
    vecdot,
)
from mxgrad.np.linalg.solving import det, inv, lstsq, matrix_rank, pinv, solve, tensorinv, tensorsolve

__all__ = [
    "cholesky", "cond", "cross", "det", "diagonal", "eig", "eigh", "eigvals", "eigvalsh", "inv", "lstsq",
    "matrix_norm", "matrix_power", "matrix_rank", "matrix_transpose", "multi_dot", "norm", "outer", "pinv", "qr",
    "slogdet", "solve", "svd", "svdvals", "tensordot", "tensorinv", "tensorsolve", "trace", "vecdot", "vector_norm",
]  # fmt: skip

__getattr__ = missing_attr(__name__)
