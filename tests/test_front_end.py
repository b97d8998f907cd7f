"""Options and errors of public functions that need no backend of their own, against NumPy."""

from __future__ import annotations

import numpy as onp
import pytest

import mxgrad as mx
from mxgrad import autograd, np, npx
from mxgrad.base import MXNetError, MXNetTypeError, MXNetValueError

A = onp.array([[3.0, -1.0, 2.0], [0.5, 4.0, -2.0]], dtype="float32")
S = onp.array([[2.0, -1.0], [0.5, 3.0]], dtype="float32")
EMPTY = onp.zeros((0, 3), dtype="float32")


def same(found, expected):
    onp.testing.assert_allclose(found.asnumpy(), expected, rtol=2e-6)
    assert found.shape == onp.shape(expected)


@pytest.mark.parametrize(
    "case",
    [
        (lambda m, x: m.sum(x, axis=0, initial=5.0), A),
        (lambda m, x: m.prod(x, axis=1, initial=2.0), A),
        (lambda m, x: m.max(x, axis=1, initial=2.5), A),
        (lambda m, x: m.min(x, initial=-9.0), A),
        (lambda m, x: m.max(x, axis=0, initial=1.0), EMPTY),
        (lambda m, x: m.min(x, axis=0, keepdims=True, initial=1.0), EMPTY),
        (lambda m, x: m.sum(x, where=x > 0), A),
        (lambda m, x: m.cumsum(x, axis=None), A),
        (lambda m, x: m.linalg.norm(x, ord=1), A),
        (lambda m, x: m.linalg.norm(x, ord=float("inf")), A),
        (lambda m, x: m.linalg.norm(x, ord=-1, keepdims=True), A),
        (lambda m, x: m.linalg.norm(x, ord=float("-inf"), axis=(0, 1)), A),
        (lambda m, x: m.linalg.norm(x, ord=3, axis=1), A),
        (lambda m, x: m.linalg.norm(x, ord=0, axis=1), A),
        (lambda m, x: m.linalg.norm(x, ord=float("inf"), axis=0), A),
        (lambda m, x: m.linalg.norm(x, ord=float("-inf"), axis=0), A),
        (lambda m, x: m.einsum(x, [0, 1], x, [0, 1], [0]), A),
        (lambda m, x: m.einsum(x, [0, Ellipsis], [Ellipsis]), A),
        (lambda m, x: m.einsum("...i->...", x), A),
        (lambda m, x: m.repeat(x, [1, 2], axis=0), S),
        (lambda m, x: m.roll(x, (1, 2), axis=(0, 1)), A),
        (lambda m, x: m.reshape(x, (3, 2), order="F"), A),
        (lambda m, x: m.take(x, m.array([5, -1]), mode="wrap"), A),
        (lambda m, x: m.diag(m.array([1.0, 2.0], dtype="float32"), -1) + m.diag(x, 1).sum(), S),
        (lambda m, x: m.tril(x, -1) + m.triu(x, 1), S),
        (lambda m, x: m.meshgrid(x[0], x[1], indexing="ij", sparse=True)[1], A),
    ],
)
def test_options_are_those_of_numpy(case):
    function, host = case
    same(function(np, np.array(host)), function(onp, host))


@pytest.mark.parametrize(
    ("function", "kind"),
    [
        (lambda x: np.concatenate([]), MXNetValueError),
        (lambda x: np.concatenate([x, np.ones((2, 4))]), MXNetValueError),
        (lambda x: np.linalg.norm(x[0], ord="nuc"), MXNetValueError),
        (lambda x: np.linalg.norm(x, ord="fro", axis=0) + np.linalg.norm(x, ord="max", axis=0), MXNetValueError),
        (lambda x: np.linalg.norm(x.reshape(1, 2, 3), ord=1), MXNetValueError),
        (lambda x: np.linalg.det(x), MXNetValueError),
        (lambda x: np.einsum(x), MXNetTypeError),
        (lambda x: np.einsum("ij,jk", x), MXNetValueError),
        (lambda x: np.einsum("i1", x), MXNetValueError),
        (lambda x: np.einsum("ijk", x), MXNetValueError),
        (lambda x: np.einsum("ij->ii", x), MXNetValueError),
        (lambda x: np.max(np.array(EMPTY), axis=0), MXNetValueError),
        (lambda x: np.argmax(np.array(EMPTY), axis=0), MXNetValueError),
        (lambda x: np.argmax(x, axis=(0, 1)), MXNetTypeError),
        (lambda x: np.sum(x, axis=(0, 0)), MXNetValueError),
        (lambda x: np.sum(x, axis="a"), MXNetTypeError),
        (lambda x: np.exp(x, out=onp.ones((2, 3))), MXNetTypeError),
        (lambda x: np.exp(x, out=np.ones((3, 2))), MXNetValueError),
        (lambda x: np.exp(x, out=np.ones((2, 3), dtype="int32")), MXNetTypeError),
        (lambda x: np.exp(x, unknown=1), MXNetTypeError),
        (lambda x: np.exp("a"), MXNetTypeError),
        (lambda x: np.add("a", 1), MXNetTypeError),
        (lambda x: np.zeros((2, -1)), MXNetValueError),
        (lambda x: np.zeros("a"), MXNetTypeError),
        (lambda x: np.arange(0, 1, 0), MXNetValueError),
        (lambda x: np.arange(float("nan")), MXNetValueError),
        (lambda x: np.full((2,), "a"), MXNetTypeError),
        (lambda x: np.full_like(x, "a"), MXNetTypeError),
        (lambda x: np.ones(2, order="F"), NotImplementedError),
        (lambda x: np.array([1, "a"]), MXNetTypeError),
        (lambda x: np.where(x > 0, x), MXNetValueError),
        (lambda x: np.take(x, 0, mode="other"), MXNetValueError),
        (lambda x: np.take_along_axis(x, np.array([0]), 1), MXNetValueError),
        (lambda x: np.diag(x.reshape(1, 2, 3)), MXNetValueError),
        (lambda x: np.diagonal(x[0]), MXNetValueError),
        (lambda x: np.diagonal(x, axis1=1, axis2=1), MXNetValueError),
        (lambda x: np.sort(x, order="f"), MXNetValueError),
        (lambda x: np.repeat(x, [1, 2, 3, 4], axis=0), MXNetValueError),
        (lambda x: np.repeat(x, -1), MXNetValueError),
        (lambda x: np.split(x, 0), MXNetValueError),
        (lambda x: np.transpose(x, (0, 0)), MXNetValueError),
        (lambda x: np.moveaxis(x, 0, (0, 1)), MXNetValueError),
        (lambda x: np.stack([x, x[0]]), MXNetValueError),
        (lambda x: npx.pick(x, np.zeros(2), mode="other"), MXNetValueError),
        (lambda x: npx.pick(x, np.zeros(7)), MXNetValueError),
        (lambda x: npx.topk(x, k=9), MXNetValueError),
        (lambda x: npx.topk(x, ret_typ="other"), MXNetValueError),
        (lambda x: npx.one_hot(x), MXNetValueError),
        (lambda x: npx.batch_dot(x, x), MXNetValueError),
        (lambda x: npx.batch_dot(x, x, forward_stype="csr"), MXNetValueError),
        (lambda x: npx.dropout(x, p=2), MXNetValueError),
        (lambda x: npx.dropout(x, mode="other"), MXNetValueError),
        (lambda x: npx.softmax(x, use_length=True), MXNetValueError),
        (lambda x: x.attach_grad(stype="csr"), MXNetValueError),
        (lambda x: x.tostype("csr"), MXNetValueError),
        (lambda x: x.copyto(np.ones(2)), MXNetValueError),
        (lambda x: x.copyto(x), MXNetValueError),
        (lambda x: x.copyto("a"), MXNetTypeError),
        (lambda x: x.astype("float32", order="X"), MXNetValueError),
        (lambda x: x.astype("int32", casting="safe"), MXNetTypeError),
        (lambda x: x[0, 0].mT, MXNetValueError),
        (lambda x: autograd.backward([]), MXNetTypeError),
        (lambda x: autograd.backward([x], [1.0]), MXNetTypeError),
        (lambda x: autograd.mark_variables([x], []), MXNetTypeError),
        (lambda x: autograd.mark_variables([x, x], [x]), MXNetValueError),
        (lambda x: autograd.mark_variables([x], [x[0]]), MXNetValueError),
        (lambda x: autograd.Function()(x), MXNetError),
        (lambda x: autograd.get_symbol(x), MXNetError),
        (lambda x: mx.set_backend(7), MXNetTypeError),
        (lambda x: mx.register_backend("numpy", lambda: None), MXNetValueError),
    ],
)
def test_what_cannot_be_says_so(function, kind):
    x = np.array(A)
    with pytest.raises(kind) as caught:
        function(x)
    assert isinstance(caught.value, MXNetError)
    assert str(caught.value)
    assert x.grad is None


@pytest.mark.parametrize(
    "function",
    [
        lambda x: onp.sin(x),
        lambda x: onp.concatenate([x, x], axis=1),
        lambda x: onp.linalg.norm(x),
        lambda x: onp.fliplr(x),
        lambda x: onp.percentile(x, 30),  # not in mxgrad.np: NumPy's own, on a copy
        lambda x: onp.add.reduce(x, axis=0),
        lambda x: onp.gradient(x)[0],
    ],
)
def test_numpy_functions_give_arrays(function):
    found = function(np.array(A))
    onp.testing.assert_allclose(onp.asarray(found), function(A), rtol=2e-6)
    if onp.ndim(function(A)):
        assert isinstance(found, np.ndarray)


def test_numpy_writes_where_it_is_told_to():
    x = np.array(A)
    host, array = onp.zeros((2, 3), dtype="float32"), np.zeros((2, 3))
    onp.negative(x, out=host)
    onp.add(x, x, out=array)
    onp.testing.assert_array_equal(host, -A)
    same(array, 2 * A)
    with pytest.raises(MXNetTypeError, match="place"):
        onp.place(x, A > 0, 0)
    with pytest.raises(MXNetTypeError, match=r"add\.at"):
        onp.add.at(x, [0], 1)
    same(x, A)


def test_numpy_functions_without_a_counterpart_do_not_leave_the_graph_in_silence():
    x = np.array(A)
    x.attach_grad()
    with autograd.record(), pytest.raises(MXNetError, match="nextafter"):
        onp.nextafter(x, 30)


def test_softmax_over_lengths_and_masks():
    x = np.array(A)
    e = onp.exp(A[:, :2]) / onp.exp(A[:, :2]).sum(1, keepdims=True)
    expected = onp.concatenate([e, onp.zeros((2, 1), "float32")], 1)
    same(npx.softmax(x, np.array([2, 2]), use_length=True), expected)
    same(npx.masked_softmax(x, np.array(expected > 0)), expected)
    same(npx.softmax(x, temperature=2.0), onp.exp(A / 2) / onp.exp(A / 2).sum(1, keepdims=True))


def test_topk_in_all_its_forms():
    x, out = np.array(A), np.zeros((2, 1))
    assert npx.topk(x, k=1, ret_typ="mask").tolist() == [[1, 0, 0], [0, 1, 0]]
    assert npx.topk(x, k=1, ret_typ="value", out=out) is out
    assert out.tolist() == [[3], [4]]
    values, indices = npx.topk(x, axis=None, k=2, ret_typ="both", is_ascend=True)
    assert (values.tolist(), indices.tolist()) == ([-2, -1], [5, 1])


def test_recorded_values_reach_the_graph_or_are_refused():
    x = np.array([1.0, 2.0])
    x.attach_grad()
    with autograd.record():
        y = (np.full((2,), x.sum()) * x).sum() + np.full_like(x, x[0]).sum()
    y.backward()
    assert x.grad.tolist() == [8, 6]
    with autograd.record():
        for lost in (lambda: np.array([x[0]]), lambda: np.dot([x[0], x[1]], x)):
            with pytest.raises(MXNetError, match=r"np\.stack"):
                lost()


@pytest.mark.parametrize("backend", ["numpy", "torch", "jax"])
def test_rows_that_no_step_of_a_while_loop_wrote_are_zero(backend):
    pytest.importorskip(backend)
    with mx.use_backend(backend):
        outs, _ = npx.while_loop(lambda i: i < 2, lambda i: (i + 5, i + 1), np.array([0.0]), max_iterations=4)
        assert outs.tolist() == [[5], [6], [0], [0]]
