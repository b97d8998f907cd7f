"""Factorisations of matrices, and eigenvalues."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as _np

from mxgrad import _dispatch, _host
from mxgrad._state import STATE
from mxgrad.array import ndarray
from mxgrad.base import MXNetError, MXNetValueError
from mxgrad.np.linalg._matrices import matrices, square
from mxgrad.np.shape import concatenate


class EighResult(NamedTuple):
    eigenvalues: ndarray
    eigenvectors: ndarray


class EigResult(NamedTuple):
    eigenvalues: ndarray
    eigenvectors: ndarray


class QRResult(NamedTuple):
    Q: ndarray
    R: ndarray


class SlogdetResult(NamedTuple):
    sign: ndarray
    logabsdet: ndarray


def cholesky(a: Any, upper: bool = False) -> ndarray:
    """The lower triangular matrix `L` with ``L @ L.T`` equal to `a`, which is symmetric and positive definite.

    The gradient is symmetric.

    Parameters
    ----------
    upper
        Read the upper triangle of `a`, where by default the lower one is read, and give the transpose of `L`.

    Raises
    ------
    MXNetValueError
        A matrix is not positive definite.

    Examples
    --------
    >>> from mxgrad import np
    >>> np.linalg.cholesky(np.array([[4.0, 2.0], [2.0, 5.0]]))
    array([[2., 0.],
           [1., 2.]])
    """
    x = square("cholesky", a)
    factor = x._backend.ops["cholesky"]
    return factor(x.mT).mT if upper else factor(x)


def eigh(a: Any, UPLO: Any = "L", upper: bool | None = None) -> EighResult:
    """Eigenvalues of symmetric matrices in ascending order, and eigenvectors in columns.

    The largest component of each vector is positive. The gradient is symmetric; vectors of equal eigenvalues have no
    derivative, and their part of it is 0.

    Parameters
    ----------
    UPLO
        Which triangle of `a` is read: 'L' or 'U'; or a truth value, as MXNet 2.0 has it for `upper`.

    Examples
    --------
    >>> from mxgrad import np
    >>> w, v = np.linalg.eigh(np.array([[2.0, 0.0], [0.0, 1.0]]))
    >>> w, v
    (array([1., 2.]), array([[0., 1.],
           [1., 0.]]))
    """
    x = square("eigh", a)
    return EighResult(*x._backend.ops["eigh"](x.mT if _is_upper(UPLO, upper) else x))


def _is_upper(UPLO: Any, upper: bool | None) -> bool:
    if upper is not None or isinstance(UPLO, bool):
        return bool(UPLO if upper is None else upper)
    if UPLO not in ("L", "U", "l", "u"):
        raise MXNetValueError(f"UPLO must be 'L' or 'U', not {UPLO!r}")
    return UPLO in "Uu"


def eigvalsh(a: Any, UPLO: Any = "L", upper: bool | None = None) -> ndarray:
    """Eigenvalues of symmetric matrices in ascending order; see `eigh`.

    >>> from mxgrad import np
    >>> np.linalg.eigvalsh(np.array([[2.0, 1.0], [1.0, 2.0]]))
    array([1., 3.])
    """
    x = square("eigvalsh", a)
    return x._backend.ops["eigh"](x.mT if _is_upper(UPLO, upper) else x)[0]


def eig(a: Any) -> EigResult:
    """Eigenvalues of square matrices, and eigenvectors of length 1 in columns, whose largest component is positive.

    Raises
    ------
    MXNetValueError
        There are complex eigenvalues.

    Examples
    --------
    >>> from mxgrad import np
    >>> np.linalg.eig(np.array([[2.0, 0.0], [0.0, 1.0]])).eigenvalues
    array([2., 1.])
    """
    x = square("eig", a)
    return EigResult(*x._backend.ops["eig"](x))


def eigvals(a: Any) -> ndarray:
    """Eigenvalues of square matrices, in no order; see `eig`.

    >>> from mxgrad import np
    >>> np.linalg.eigvals(np.array([[2.0, 0.0], [0.0, 1.0]]))
    array([2., 1.])
    """
    return eig(a)[0]


def qr(a: Any, mode: str | None = "reduced") -> Any:
    """Orthonormal columns `Q` and upper triangular `R` with ``Q @ R`` equal to `a`.

    There is a gradient for matrices whose columns (of wide ones, the first that make a square) are independent.

    Parameters
    ----------
    mode
        'reduced': as many columns in `Q` as the shorter side of `a` has. 'r': `R` alone. 'complete': square `Q`; 'raw':
        LAPACK's own form, transposed. The last two are not differentiable.

    Examples
    --------
    >>> from mxgrad import np
    >>> q, r = np.linalg.qr(np.array([[0.0, 2.0], [1.0, 3.0]]))
    >>> np.abs(r)
    array([[1., 3.],
           [0., 2.]])
    """
    x = matrices("qr", _dispatch.lift(a))
    if mode is not None and mode not in ("reduced", "r", "complete", "raw"):
        raise MXNetValueError(f"qr: Unrecognized mode {mode!r}; there are 'reduced', 'r', 'complete' and 'raw'")
    height, width = x.shape[-2:]
    if mode == "raw" or (mode == "complete" and height > width):
        if STATE.recording and x._node is not None:
            raise MXNetError(f"qr with mode={mode!r} has no gradient: use mode='reduced', or detach()")
        found = _host.on_host(_np.linalg.qr, x if x.dtype.kind == "f" else x.astype("float32"), mode=mode)
        return QRResult(*found) if mode == "complete" else found
    factor = x._backend.ops["qr"]
    if height >= width:
        q, r = factor(x)
    else:  # the first columns decide; this way they alone need be independent for the gradient
        q, r = factor(x[..., :height])
        r = concatenate([r, q.mT @ x[..., height:]], axis=-1)
    return r if mode == "r" else QRResult(q, r)


def svd(a: Any) -> tuple[ndarray, ndarray, ndarray]:
    """Singular value decomposition `ut`, `l`, `v`, where `a` is ``ut @ diag(l) @ v``.

    The columns of `ut` and the rows of `v` are orthonormal, as many as the shorter side of `a` is long; the values `l`
    descend; the largest component of each row of `v` is positive. Vectors of equal values have no derivative, and
    their part of the gradient is 0.

    >>> from mxgrad import np
    >>> ut, l, v = np.linalg.svd(np.array([[0.0, 3.0], [4.0, 0.0]]))
    >>> l
    array([4., 3.])
    """
    x = matrices("svd", a)
    return x._backend.ops["svd"](x)  # type: ignore[return-value]


def svdvals(a: Any) -> ndarray:
    """Singular values, descending.

    >>> from mxgrad import np
    >>> np.linalg.svdvals(np.array([[0.0, 3.0], [4.0, 0.0]]))
    array([4., 3.])
    """
    return svd(a)[1]


def slogdet(a: Any) -> SlogdetResult:
    """Sign of the determinant, and logarithm of its absolute value: 0 and -inf for singular matrices, gradient 0.

    >>> from mxgrad import np
    >>> sign, logdet = np.linalg.slogdet(np.array([[0.0, 1.0], [1.0, 0.0]]))
    >>> sign, logdet
    (array(-1.), array(0.))
    """
    x = square("slogdet", a)
    return SlogdetResult(*x._backend.ops["slogdet"](x))
