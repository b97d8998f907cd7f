"""Linear algebra beyond MXNet: spellings, options and results that MXNet does not have."""

from __future__ import annotations

import itertools

import numpy as onp
import pytest

import mxgrad as mx
from mxgrad import autograd, np
from mxgrad.base import MXNetError, MXNetTypeError, MXNetValueError
from mxgrad.np.linalg.products import _splits
from support import backend_parameters

RNG = onp.random.default_rng(0)
MATRIX = RNG.normal(size=(3, 3))
DEFINITE = MATRIX @ MATRIX.T + onp.eye(3)
ASYMMETRIC = onp.array([[2.0, 100.0], [1.0, 3.0]])


def close(x, expected):
    return onp.allclose(x.asnumpy(), expected, rtol=1e-5, atol=1e-6)


# -- triangles -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("arguments", "upper"),
    [
        ((), False),
        (("L",), False),
        (("U",), True),
        (("u",), True),
        ((False,), False),
        ((True,), True),
    ],
)
def test_eigh_reads_one_triangle(arguments, upper):
    whole = onp.triu(ASYMMETRIC) if upper else onp.tril(ASYMMETRIC)
    whole = whole + whole.T - onp.diag(onp.diag(ASYMMETRIC))
    assert close(np.linalg.eigvalsh(np.array(ASYMMETRIC), *arguments), onp.linalg.eigvalsh(whole))
    assert close(np.linalg.eigh(np.array(ASYMMETRIC), *arguments).eigenvalues, onp.linalg.eigvalsh(whole))


def test_upper_by_name_decides():
    expected = np.linalg.eigvalsh(np.array(ASYMMETRIC), "U").tolist()
    assert np.linalg.eigvalsh(np.array(ASYMMETRIC), upper=True).tolist() == expected


def test_a_triangle_that_does_not_exist():
    with pytest.raises(MXNetValueError, match="'L' or 'U', not 'X'"):
        np.linalg.eigh(np.eye(2), "X")


@pytest.mark.parametrize("backend", backend_parameters())
def test_cholesky_reads_one_triangle(backend):
    lower, upper = (
        onp.tril(DEFINITE) + onp.triu(onp.full((3, 3), 9.0), 1),
        onp.triu(DEFINITE) + onp.tril(onp.full((3, 3), 9.0), -1),
    )
    factor = onp.linalg.cholesky(DEFINITE)
    with mx.use_backend(backend):
        assert close(np.linalg.cholesky(np.array(lower)), factor)
        assert close(np.linalg.cholesky(np.array(upper), upper=True), factor.T)


# -- results ---------------------------------------------------------------------------------------
def test_results_have_names():
    x = np.array(MATRIX)
    assert np.linalg.eigh(x)._fields == ("eigenvalues", "eigenvectors")
    assert np.linalg.eig(np.array(DEFINITE))._fields == ("eigenvalues", "eigenvectors")
    assert np.linalg.qr(x)._fields == ("Q", "R")
    assert np.linalg.slogdet(x)._fields == ("sign", "logabsdet")


@pytest.mark.parametrize("backend", backend_parameters())
def test_factors_of_integers_have_the_default_dtype(backend):
    with mx.use_backend(backend):
        x = np.array([[4, 1], [1, 3]], dtype="int32")
        for name in ("svd", "eigh", "eig", "qr", "slogdet"):
            assert {part.dtype for part in getattr(np.linalg, name)(x)} == {onp.dtype("float32")}
        for name in ("inv", "det", "cholesky", "pinv", "cond", "eigvals", "svdvals"):
            assert getattr(np.linalg, name)(x).dtype == onp.float32
        assert np.linalg.solve(x, np.ones(2, dtype="int32")).dtype == onp.float32
        assert np.linalg.matrix_power(x, 2).dtype == onp.int32
        assert np.linalg.matrix_power(x, -1).dtype == onp.float32


@pytest.mark.parametrize("backend", backend_parameters())
@pytest.mark.parametrize("name", ["svd", "eigh", "eig", "qr", "cholesky", "slogdet"])
def test_factors_of_nothing(backend, name):
    with mx.use_backend(backend):
        found = getattr(np.linalg, name)(np.zeros((0, 0)))
        expected = getattr(onp.linalg, name)(onp.zeros((0, 0)))
    found, expected = (x if isinstance(x, tuple) else (x,) for x in (found, expected))
    assert [x.shape for x in found] == [onp.shape(x) for x in expected]


@pytest.mark.parametrize("backend", backend_parameters())
def test_signs_do_not_depend_on_the_backend(backend):
    wide = RNG.normal(size=(2, 3, 4))
    with mx.use_backend(backend):
        ut, l, v = (part.asnumpy() for part in np.linalg.svd(np.array(wide)))
        w, vectors = (part.asnumpy() for part in np.linalg.eigh(np.array(DEFINITE)))
        _, general = (part.asnumpy() for part in np.linalg.eig(np.array(DEFINITE)))
        ties = np.linalg.eigh(np.array([[2.0, 1.0], [1.0, 2.0]])).eigenvectors.asnumpy()
    for found, axis in ((v, -1), (vectors, -2), (general, -2)):
        largest = onp.take_along_axis(found, onp.argmax(abs(found), axis, keepdims=True), axis)
        assert (largest > 0).all()
    assert onp.allclose(ut @ (l[..., None] * v), wide, atol=1e-5)
    assert onp.allclose(vectors @ onp.diag(w) @ vectors.T, DEFINITE, atol=1e-4)
    assert onp.allclose(ties, onp.array([[1, 1], [-1, 1]]) / 2**0.5)


def test_a_wide_matrix_and_its_square():
    """The factors of a wide matrix are those of its first columns."""
    x = np.array(RNG.normal(size=(2, 3)))
    q, r = np.linalg.qr(x)
    expected_q, expected_r = onp.linalg.qr(x.asnumpy())
    assert close(q, expected_q)
    assert close(r, expected_r)


# -- options ---------------------------------------------------------------------------------------
def test_pinv_of_a_batch_with_a_threshold_for_each():
    x = RNG.normal(size=(2, 3, 3))
    expected = onp.linalg.pinv(x, onp.array([0.5, 0.1]))
    assert close(np.linalg.pinv(np.array(x), np.array([0.5, 0.1])), expected)
    assert close(np.linalg.pinv(np.array(x), rtol=onp.array([0.5, 0.1])), expected)


def test_pinv_reads_the_lower_triangle_if_hermitian():
    whole = DEFINITE.copy()
    whole[0, 1:] = 7
    assert close(np.linalg.pinv(np.array(whole), hermitian=True), onp.linalg.inv(DEFINITE))


def test_pinv_without_a_threshold():
    """None is the dtype's epsilon; 1e-15 lets the noise of float32 through."""
    rank_one = np.array(onp.outer([1.0, 2.0, 3.0], [0.1, 0.7, 0.3]))
    assert close(np.linalg.pinv(rank_one, None), onp.linalg.pinv(rank_one.asnumpy().astype(float), 1e-5))


def test_thresholds_have_no_gradient():
    x, rcond = np.array(MATRIX), np.array(0.1)
    x.attach_grad()
    rcond.attach_grad()
    with autograd.record():
        y = np.linalg.pinv(x, rcond).sum()
    y.backward()
    assert rcond.grad.item() == 0


def test_rank_by_threshold():
    x = onp.stack([onp.diag([3.0, 1.0, 0.1]), onp.diag([1.0, 0.001, 0.0])])
    assert np.linalg.matrix_rank(np.array(x), np.array([0.5, 1e-4])).tolist() == [2, 2]
    assert np.linalg.matrix_rank(np.array(x), rtol=0.2).tolist() == [2, 1]
    assert np.linalg.matrix_rank(np.array([0.0, 0.0])).item() == 0
    with pytest.raises(MXNetValueError, match="not both"):
        np.linalg.matrix_rank(np.array(x), 0.1, rtol=0.1)


def test_lstsq_with_columns_left_out():
    a = np.array([[1.0, 1.0], [2.0, 2.0], [3.0, 3.0]], dtype="float64")
    x, residuals, rank, values = np.linalg.lstsq(a, np.array([1.0, 2.0, 4.0], dtype="float64"), None)
    expected = onp.linalg.lstsq(a.asnumpy(), onp.array([1.0, 2.0, 4.0]), None)
    assert close(x, expected[0])
    assert (residuals.shape, rank.item()) == ((0,), 1)
    assert close(values, expected[3])
    with pytest.raises(MXNetValueError, match="rcond"):
        np.linalg.lstsq(a, np.ones(3), "unknown")


@pytest.mark.parametrize("mode", ["raw", "complete"])
def test_modes_of_qr_that_have_no_gradient_say_so(mode):
    x = np.array(RNG.normal(size=(3, 2)))
    x.attach_grad()
    with autograd.record(), pytest.raises(MXNetError, match=f"{mode!r} has no gradient"):
        np.linalg.qr(x, mode)
    for part, expected in zip(np.linalg.qr(x, mode), onp.linalg.qr(x.asnumpy(), mode), strict=True):
        assert close(part, expected)


def test_cond_of_a_batch_with_a_singular_matrix():
    x = np.array([[[1.0, 2.0], [2.0, 4.0]], [[1.0, 0.0], [0.0, 2.0]]])
    x.attach_grad()
    with autograd.record():
        y = np.linalg.cond(x, 1)
        second = y[1]
    assert y.tolist() == [onp.inf, 2.0]
    second.backward()
    assert not x.grad[0].any()
    assert close(x.grad[1], [[-2, 0], [0, 1]])
    assert np.linalg.cond(np.zeros((2, 2))).item() == onp.inf


@pytest.mark.parametrize("name", ["svd", "eigh", "eig", "qr", "cholesky", "slogdet", "pinv"])
def test_complex_matrices_are_refused(name):
    with pytest.raises(MXNetTypeError, match="complex"):
        getattr(np.linalg, name)(np.array(onp.eye(2) * 1j))


# -- products --------------------------------------------------------------------------------------
def test_multi_dot_takes_the_cheapest_order():
    lengths = [7, 2, 9, 1, 6, 3]
    arrays = [np.ones((m, n)) for m, n in itertools.pairwise(lengths)]
    splits = _splits(arrays)

    def cost(i, j, choose):
        if i == j:
            return 0
        return min(
            cost(i, k, choose) + cost(k + 1, j, choose) + lengths[i] * lengths[k + 1] * lengths[j + 1]
            for k in choose(i, j)
        )

    assert cost(0, 4, lambda i, j: [splits[i, j]]) == cost(0, 4, range)


def test_multi_dot_into_an_array():
    out = np.zeros((2, 2))
    assert np.linalg.multi_dot([np.ones((2, 3)), np.ones((3, 2))], out=out) is out
    assert out.tolist() == [[3, 3], [3, 3]]


def test_power_zero_is_in_the_graph():
    x = np.array(MATRIX)
    x.attach_grad()
    with autograd.record():
        y = np.linalg.matrix_power(x, 0)
    y.backward()
    assert y.tolist() == onp.eye(3).tolist()
    assert not x.grad.any()


def test_power_one_is_a_copy():
    x = np.eye(2)
    y = np.linalg.matrix_power(x, 1)
    y[:] = 5
    assert x.tolist() == [[1, 0], [0, 1]]


# -- jax without staging ---------------------------------------------------------------------------
def test_several_results_without_staging():
    jax = pytest.importorskip("mxgrad_jax")
    pytest.importorskip("jax")
    with mx.use_backend(jax.JaxBackend(staging=False)):
        x = np.array([[3.0, 0.0], [0.0, 2.0]])
        x.attach_grad()
        with autograd.record():
            y = np.linalg.svd(x * 2)[1].sum()
        y.backward()
    assert x.grad.tolist() == [[2, 0], [0, 2]]


@pytest.mark.parametrize("backend", backend_parameters())
def test_in_the_middle_of_a_computation(backend):
    """Before and after it there are operations that jax stages."""
    with mx.use_backend(backend):
        x = np.array(MATRIX, dtype="float64")
        x.attach_grad()
        for _ in range(3):  # the third time, structures are compiled
            with autograd.record():
                w, v = np.linalg.eigh(np.matmul(x, x.T) * 2)
                y = (np.matmul(v * np.exp(-w), v.T) * np.matmul(x, x.T)).sum()
            y.backward()
        g = x.grad.asnumpy()

    def loss(a):
        w, v = onp.linalg.eigh(2 * a @ a.T)
        return (v * onp.exp(-w) @ v.T * (a @ a.T)).sum()

    for i in onp.ndindex(3, 3):
        e = onp.zeros((3, 3))
        e[i] = 1e-6
        assert g[i] == pytest.approx((loss(MATRIX + e) - loss(MATRIX - e)) / 2e-6, rel=1e-5, abs=1e-7)
