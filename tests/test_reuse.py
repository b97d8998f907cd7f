"""Rules that write into a dying gradient give the bits of the rules they stand for."""

from __future__ import annotations

import functools
import operator

import numpy as onp
import pytest

import mxgrad as mx
from mxgrad import autograd, np, use_backend
from mxgrad_native import reuse
from mxgrad_native.on_numpy import NumPyBackend

SHAPE = (130, 257)  # above reuse.LARGE


def programs():
    yield "chain", lambda x, y: np.exp(-np.sin(x) * y)
    yield "numbers", lambda x, y: (x * 3 - y / 2) * 0.5
    yield "both operands", lambda x, y: (x * y) * (x / (y + 2))
    yield "one gradient for two operands", lambda x, y: (x + y) * y - (x + y)
    yield "the same operand twice", lambda x, y: x * x - (x - x * y)
    yield "a view of a gradient", lambda x, y: (x * y).reshape(-1) * np.log(y + 3).reshape(-1)
    yield "broadcast", lambda x, y: (x * y[0]) * np.exp(x[:, :1])
    yield "masks", lambda x, y: np.maximum(x, 0.75) * np.minimum(1.25, y) - np.maximum(y * 2, x[:, :1])
    yield "mixed dtypes", lambda x, y: x.astype("float64") * y


@pytest.mark.parametrize(
    ("name", "program"), list(programs()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_same_bits(name, program, monkeypatch):
    random = onp.random.RandomState(7)
    values = [random.uniform(0.5, 1.5, SHAPE).astype("float32") for _ in range(2)]
    used = []

    def gradients(large):
        monkeypatch.setattr(reuse, "LARGE", large)
        with use_backend(NumPyBackend()):  # operations ask for the size once
            x, y = map(np.array, values)
            x.attach_grad()
            y.attach_grad()
            with autograd.record():
                z = program(x, y)
                z = z * z
            head = np.array(random.uniform(size=z.shape), dtype=z.dtype)
            kept = head.asnumpy()
            z.backward(head, retain_graph=True)
            first = x.grad.asnumpy(), y.grad.asnumpy()
            z.backward(head)  # what the graph saved is as it was
            onp.testing.assert_array_equal(first[0], x.grad.asnumpy())
            onp.testing.assert_array_equal(head.asnumpy(), kept)
            return first

    fits = reuse.fits
    monkeypatch.setattr(reuse, "fits", lambda g: fits(g) and (used.append(g.shape) or True))
    random = onp.random.RandomState(7)
    large = reuse.LARGE
    expected = gradients(1 << 40)
    assert not used
    random = onp.random.RandomState(7)
    got = gradients(large)
    assert used, "no gradient was reused"
    onp.testing.assert_array_equal(got[0], expected[0])
    onp.testing.assert_array_equal(got[1], expected[1])


def test_a_view_is_left_alone():
    assert reuse.fits(onp.ones(SHAPE))
    assert not reuse.fits(onp.ones(SHAPE)[1:])


@pytest.fixture
def all_are_large(monkeypatch):
    monkeypatch.setattr(reuse, "LARGE", 0)
    with use_backend(NumPyBackend()):
        yield


@pytest.mark.usefixtures("all_are_large")
def test_products_go_straight_into_buffers(monkeypatch):
    delivered = []
    deliver = NumPyBackend.deliver
    monkeypatch.setattr(
        NumPyBackend,
        "deliver",
        lambda self, buffer, g, req: (delivered.append(g is buffer._handle), deliver(self, buffer, g, req)),
    )
    x, w = np.ones((3, 4)), np.ones((4, 4))
    w.attach_grad()
    address = w.grad._handle.ctypes.data
    with autograd.record():
        y = np.dot(x, w).sum()
    y.backward()
    onp.testing.assert_array_equal(w.grad.asnumpy(), onp.full((4, 4), 3.0))
    assert w.grad._handle.ctypes.data == address
    assert delivered == [True]


@pytest.mark.usefixtures("all_are_large")
@pytest.mark.parametrize("req", ["write", "add"])
def test_a_variable_used_by_several_products(req):
    random = onp.random.RandomState(1)
    a, b = (random.uniform(size=(3, 3)) for _ in range(2))
    w, x = np.array(a, dtype="float64"), np.array(b, dtype="float64")
    w.attach_grad(req)
    with autograd.record():
        y = (np.dot(np.dot(w, w), x) + np.dot(x, w)).sum()
    y.backward()
    ones = onp.ones((3, 3))
    expected = ones @ (a @ b).T + a.T @ ones @ b.T + b.T @ ones
    onp.testing.assert_allclose(w.grad.asnumpy(), expected, rtol=1e-13)


@pytest.mark.usefixtures("all_are_large")
def test_a_head_gradient_in_a_buffer_is_read_before_it_is_overwritten():
    w, x = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[5.0, 6.0], [7.0, 8.0]])
    w.attach_grad()
    w.grad[:] = np.array([[1.0, 1.0], [0.0, 2.0]])
    head = w.grad.asnumpy()
    with autograd.record():
        y = np.dot(x, w) + np.dot(w, x)
    y.backward(w.grad)
    x = x.asnumpy()
    onp.testing.assert_array_equal(w.grad.asnumpy(), x.T @ head + head @ x.T)


@pytest.mark.usefixtures("all_are_large")
def test_a_buffer_whose_value_is_needed_is_written_last():
    w, x = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[5.0, 6.0], [7.0, 8.0]])
    w.attach_grad()
    w.grad[:] = 2
    with autograd.record():
        y = (np.dot(x * (w * w.grad), w)).sum()
    y.backward()
    value, x = np.array([[1.0, 2.0], [3.0, 4.0]]).asnumpy(), x.asnumpy()
    ones = onp.ones((2, 2))
    left = x * value * 2
    onp.testing.assert_array_equal(w.grad.asnumpy(), left.T @ ones + (ones @ value.T) * x * 2)


@pytest.mark.usefixtures("all_are_large")
def test_a_pass_that_fails_leaves_the_buffers():
    class Fails(autograd.Function):
        def forward(self, x):
            return x

        def backward(self, g):
            raise ArithmeticError

    x, w = np.ones((2, 2)), np.ones((2, 2))
    x.attach_grad()
    w.attach_grad()
    w.grad[:] = 7
    with autograd.record():
        y = np.dot(Fails()(x), w)
    with pytest.raises(ArithmeticError):
        y.backward()
    assert w.grad.tolist() == [[7, 7], [7, 7]]


# -- an array or a number ------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["maximum", "minimum"])
@pytest.mark.parametrize("value", [0, 0.5, onp.inf, onp.nan])
def test_large_arrays_and_a_number(name, value):
    host = onp.random.RandomState(5).uniform(-1, 1, SHAPE).astype("float32")
    host[0, :4] = onp.nan, onp.inf, -onp.inf, 0.5
    x, small = np.array(host), np.array(host[0])
    function = getattr(np, name)
    for array in (x, small):
        array.attach_grad()
        with autograd.record():
            y = function(array, value)
            z = function(value, array)
        onp.testing.assert_array_equal(y.asnumpy(), getattr(onp, name)(array.asnumpy(), onp.float32(value)))
        onp.testing.assert_array_equal(z.asnumpy(), y.asnumpy())
        autograd.backward([y])
    chosen = host >= value if name == "maximum" else host <= value
    onp.testing.assert_array_equal(x.grad.asnumpy(), chosen)
    onp.testing.assert_array_equal(x.grad.asnumpy()[0], small.grad.asnumpy())


def test_large_arrays_and_a_number_have_second_derivatives():
    x = np.array(onp.random.RandomState(5).uniform(-1, 1, SHAPE), dtype="float32")
    x.attach_grad()
    with autograd.record():
        y = np.maximum(x, 0.5) ** 3
        (g,) = autograd.grad(y, [x], create_graph=True)
    g.backward()
    host = x.asnumpy()
    onp.testing.assert_allclose(x.grad.asnumpy(), onp.where(host >= 0.5, 6 * host, 0), rtol=1e-6)


def test_large_arrays_and_a_number_say_what_small_ones_do():
    x = large()
    with pytest.raises(mx.MXNetError, match="too large"):
        np.maximum(x, 10**400)
    x.attach_grad("null")
    with autograd.record():
        y = np.maximum(x, 0)
    with pytest.raises(mx.MXNetError, match="require gradients"):
        y.backward()
    x.attach_grad()
    with autograd.record():
        y = np.maximum(x, 0)
    x[0] = 5
    with pytest.raises(mx.MXNetError, match="overwritten"):
        y.backward()


# -- writing a temporary ----------------------------------------------------------------------------
def address(x):
    return x._handle.ctypes.data


def large(value=1.0):
    return np.full(SHAPE, value, dtype="float32")


needs_counts = pytest.mark.skipif(not reuse.TEMPORARY, reason="this interpreter does not tell who holds an object")


@needs_counts
def test_a_temporary_is_written_without_a_copy():
    w, rate = large(), 0.5
    w.attach_grad()
    with autograd.record():
        (w * w).sum().backward()
    before = address(w)
    w[:] = w - rate * w.grad
    assert address(w) != before
    onp.testing.assert_array_equal(w.asnumpy(), onp.zeros(SHAPE))
    before = address(w)
    w[...] = w + 0
    assert address(w) != before
    with autograd.record():  # it is the variable that it was
        (3 * w).sum().backward()
    onp.testing.assert_array_equal(w.grad.asnumpy(), onp.full(SHAPE, 3))


def test_what_has_a_name_is_copied():
    w, value = large(), large(2)
    before = address(w)
    w[:] = value
    w[0] = 7
    assert address(w) == before
    assert value[0, 0] == 2
    w[:] = (named := large(3))
    w[0] = 7
    assert named[0, 0] == 3
    held = [large(4)]
    w[:] = held[0]
    w[0] = 7
    assert held[0][0, 0] == 4


@pytest.mark.parametrize(
    "share",
    [
        lambda w: w.detach(),
        lambda w: w[3:],
        lambda w: onp.from_dlpack(w),
        lambda w: w._handle,
    ],
    ids=["detached", "a slice", "dlpack", "the array below"],
)
def test_who_shares_the_memory_sees_the_write(share):
    w = large()
    shared = share(w)
    w[:] = large() * 5
    onp.testing.assert_array_equal(onp.asarray(shared), onp.full(shared.shape, 5))


def test_a_temporary_that_shares_memory_is_copied():
    w, base = large(), large(2)
    w[:] = base.detach()
    w[0] = 7
    assert base[0, 0] == 2
    w[:] = base[0 : SHAPE[0]]
    w[0] = 7
    assert base[0, 0] == 2


def test_a_value_that_c_code_holds_is_copied():
    w = large()
    write = functools.partial(operator.setitem, w, slice(None), large(2))  # who calls for it does not count as a holder
    write()
    w[0] = 7
    write()
    onp.testing.assert_array_equal(w.asnumpy(), onp.full(SHAPE, 2))


def test_what_the_graph_needs_is_seen_to_be_overwritten():
    w = large()
    w.attach_grad()
    with autograd.record():
        y = (w * w).sum()
    w[:] = w - 0.5
    with pytest.raises(mx.MXNetError, match="overwritten"):
        y.backward()


def test_other_shapes_and_dtypes_are_converted():
    w = large()
    w[:] = np.ones(SHAPE[1]) * 2
    w[:] = w.astype("float64") + 1
    assert w.dtype == "float32"
    onp.testing.assert_array_equal(w.asnumpy(), onp.full(SHAPE, 3))


@pytest.mark.parametrize("operator_", [operator.iadd, operator.isub, operator.imul, operator.itruediv])
@pytest.mark.parametrize("other", [2, 0.5, "a row", "itself"])
def test_in_place_arithmetic_has_the_bits_of_the_other_and_keeps_the_memory(operator_, other):
    out_of_place = {"iadd": operator.add, "isub": operator.sub, "imul": operator.mul, "itruediv": operator.truediv}
    x = np.array(onp.random.RandomState(3).uniform(0.5, 1.5, (5, 4)), dtype="float32")
    other = x[1].copy() if other == "a row" else x if other == "itself" else other
    expected, before = out_of_place[operator_.__name__](x, other).asnumpy(), address(x)
    operator_(x, other)
    onp.testing.assert_array_equal(x.asnumpy(), expected)
    assert address(x) == before


@pytest.mark.parametrize("other", [onp.ones((3, 5, 4), "float32"), onp.ones(3, "float32"), 10**400])
def test_in_place_arithmetic_that_fails_changes_nothing(other):
    x = np.ones((5, 4))
    other = other if isinstance(other, int) else np.array(other)
    with pytest.raises(mx.MXNetError, match=r"broadcast|too large"):
        x += other
    onp.testing.assert_array_equal(x.asnumpy(), onp.ones((5, 4)))
