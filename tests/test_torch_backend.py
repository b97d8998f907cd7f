"""What is the torch backend's alone: torch's global state, its tensors, its autograd and its gaps."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator
from typing import Any

import numpy as onp
import pytest

import mxgrad as mx
from mxgrad import autograd, np, npx
from mxgrad.base import NO_VARIABLES, NOT_IN_GRAPH, MXNetError, MXNetTypeError, MXNetValueError

torch = pytest.importorskip("torch")


@pytest.fixture(autouse=True)
def on_torch() -> Iterator[None]:
    with mx.use_backend("torch"):
        yield


@pytest.fixture(params=["grad", "no_grad", "inference"])
def user_mode(request: pytest.FixtureRequest) -> Iterator[str]:
    """The test runs in each of torch's modes, and must leave all of torch's state as it was."""
    modes = {"grad": torch.enable_grad, "no_grad": torch.no_grad, "inference": torch.inference_mode}
    with modes[request.param]():
        before = _global_state()
        yield request.param
        after = _global_state()
    assert after[:-1] == before[:-1]
    assert torch.equal(after[-1], before[-1])


def _global_state() -> tuple[Any, ...]:
    return (
        torch.is_grad_enabled(),
        torch.is_inference_mode_enabled(),
        torch.get_default_dtype(),
        torch.get_default_device(),
        torch.get_num_threads(),
        torch.get_rng_state(),
    )


def variable(*values: float, req: str = "write") -> Any:
    x = np.array(list(values))
    x.attach_grad(req)
    return x


def tensor(x: Any) -> Any:
    """The tensor that shares the memory of `x`."""
    return torch.from_dlpack(x)


# -- torch's global state ----------------------------------------------------------------------------
def test_gradients_in_every_mode_of_torch(user_mode: str) -> None:
    x = variable(1, 2)
    with autograd.record():
        y = np.concatenate([np.sin(x) * 2 + x**3, np.maximum(x, 1.5)]).sum()
    y.backward()
    assert x.grad.tolist() == pytest.approx([2 * onp.cos(1) + 3, 2 * onp.cos(2) + 13], rel=1e-6)
    with autograd.record():
        (dy,) = autograd.grad((x**3).sum(), x, create_graph=True)
        z = (dy * dy).sum()
    z.backward()
    assert x.grad.tolist() == [36, 288]


def test_nothing_is_tracked_outside_record(user_mode: str) -> None:
    x = variable(1, 2)
    y = np.exp(x) * 2
    assert not tensor(y).requires_grad and not tensor(x).requires_grad
    with pytest.raises(MXNetError, match="Cannot differentiate node"):
        y.sum().backward()


def test_state_is_as_found_after_errors(user_mode: str) -> None:
    class Broken(autograd.Function):
        def forward(self, x: Any) -> Any:
            return x * 1

        def backward(self, dy: Any) -> Any:
            raise ZeroDivisionError("mine")

    x = variable(1, 2)
    with autograd.record():
        with pytest.raises(MXNetValueError, match=r"shapes \[2\] \[3\]"):
            x + np.ones(3)
        with pytest.raises(MXNetValueError, match="matmul"):
            np.dot(x, np.ones(3))
        y = Broken()(x)
    with pytest.raises(ZeroDivisionError, match="mine"):
        y.backward()
    assert x.grad.tolist() == [0, 0]


def test_default_dtype_and_device_of_torch_do_not_matter() -> None:
    torch.set_default_dtype(torch.float64)
    torch.set_default_device("meta")
    try:
        x = variable(1, 2)
        with autograd.record():
            y = np.where(x > 1, x, 0.0) * 2 + np.full((2,), 1.5)
            z = (np.array([1, 2], dtype="int32") / 2 + y).sum()
        z.backward()
        assert (z.dtype, x.grad.dtype) == (onp.float32, onp.float32)
        assert x.grad.tolist() == [0, 2]
        assert (x[np.array([1, 0])] * np.arange(2)).tolist() == [0, 1]
    finally:
        torch.set_default_device(None)
        torch.set_default_dtype(torch.float32)


def test_arrays_computed_in_inference_mode() -> None:
    with torch.inference_mode():
        computed = np.ones(2) * 3
        with pytest.raises(MXNetError, match="inference_mode"):
            computed.attach_grad()
    with pytest.raises(MXNetError, match="inference_mode"):
        computed[0] = 1
    with pytest.raises(MXNetError, match="inference_mode"):
        computed += 1
    x = variable(1, 2)
    with autograd.record():
        y = x * computed  # as a constant it is as good as any
    y.backward()
    assert x.grad.tolist() == [3, 3]


# -- gradient buffers --------------------------------------------------------------------------------
def test_buffers_stay_where_they_are() -> None:
    x = variable(1, 2)
    buffer, address = x.grad, tensor(x.grad).data_ptr()
    for step in range(10_000):
        with autograd.record():
            y = (x * step).sum()
        y.backward()
    assert x.grad is buffer
    assert tensor(buffer).data_ptr() == address
    assert buffer.tolist() == [9999, 9999]


def test_an_error_leaves_every_buffer_as_it_was() -> None:
    a, b = variable(1), variable(2)
    with autograd.record():
        loss = a * 2 + b * b
    b[:] = 5
    with pytest.raises(MXNetError, match="overwritten"):
        loss.backward()
    assert (a.grad.tolist(), b.grad.tolist()) == ([0], [0])
    with autograd.record():
        loss = a * 2
    loss.backward()
    assert a.grad.tolist() == [2]


def test_memory_is_back_without_the_garbage_collector() -> None:
    gc.collect()
    gc.disable()
    try:
        x = variable(1, 2, 3)
        with autograd.record():
            y = np.sin(x) * x
            part = y[1:]
            loss = part.sum()
        inner = [weakref.ref(array) for array in (y, part, loss)]
        inner += [weakref.ref(array._node) for array in (y, part, loss)]
        loss.backward()
        del y, part, loss
        assert [found() for found in inner] == [None] * 6
        outer = [weakref.ref(x), weakref.ref(x._node), weakref.ref(x.grad)]
        del x
        assert [found() for found in outer] == [None] * 3
    finally:
        gc.enable()


def test_threads_share_a_variable() -> None:
    x = variable(0, 0, req="add")

    def work() -> None:
        with mx.use_backend("torch"):
            for _ in range(200):
                with autograd.record():
                    y = (x * 2 + 1).sum()
                y.backward()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert x.grad.tolist() == [1600, 1600]


def test_torchs_public_pass_does_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    from mxgrad_torch import graph

    monkeypatch.setattr(graph, "_run", graph.public_pass)
    x, unused = variable(1, 2), variable(1)
    with autograd.record():
        y = x * x
    gradient = autograd.grad(y, x, retain_graph=True)[0]
    with pytest.raises(MXNetError, match="unreachable"):
        autograd.grad(y, unused, retain_graph=True)
    y.backward()
    assert gradient.tolist() == x.grad.tolist() == [2, 4]
    with pytest.raises(MXNetError) as error:
        y.backward()
    assert str(error.value) == NOT_IN_GRAPH


def test_a_pass_that_runs_in_other_threads() -> None:
    """What a pass on a GPU does: the hooks run where no pass began."""
    from mxgrad_torch import graph

    x = variable(1, 2)
    with autograd.record():
        y = x * x
    found: list[Any] = []
    graph._elsewhere((y._node,), (torch.ones(2),), False, found)
    assert [g.tolist() for _, g in found] == [[2, 4]]
    assert x.grad.tolist() == [0, 0]
    assert not graph._ELSEWHERE
    with autograd.record():
        y = x * x
    graph._run((y._node,), (torch.ones(2),), False, False, (), True, True)  # a pass of nobody's delivers at once
    assert x.grad.tolist() == [2, 4]


# -- graphs that are used up or stale ----------------------------------------------------------------
def test_a_graph_that_torch_would_pass_twice_is_used_up() -> None:
    x = variable(1, 2)
    with autograd.record():
        y = x + 1
    y.backward()
    with pytest.raises(MXNetError) as error:
        y.backward()
    assert str(error.value) == NOT_IN_GRAPH
    with autograd.record():
        y = x + 1
    autograd.grad(y, x)
    with pytest.raises(MXNetError) as error:
        autograd.grad(y, x)
    assert str(error.value) == NOT_IN_GRAPH
    x.backward()
    x.backward()
    assert x.grad.tolist() == [1, 1]


def test_another_head_that_needs_a_freed_value() -> None:
    x = variable(1, 2)
    with autograd.record():
        y = x * x
        z1, z2 = y * 2, y * 3
    z1.backward()
    with pytest.raises(MXNetError) as error:
        z2.backward()
    assert str(error.value) == NOT_IN_GRAPH
    assert x.grad.tolist() == [4, 8]


@pytest.mark.parametrize(
    ("name", "compute", "write"),
    [
        ("multiply", lambda x: x * x, lambda x, y: x.__setitem__(slice(None), 7)),
        ("multiply", lambda x: x[:1] * x[1:], lambda x, y: x[1:].__iadd__(1)),
        ("exp", lambda x: np.exp(x), lambda x, y: y.__setitem__(0, 1)),
        ("power", lambda x: x**3, lambda x, y: x.__imul__(2)),
        ("matmul", lambda x: np.dot(x, x), lambda x, y: x.__setitem__([0, 1], 1)),
        ("sigmoid", lambda x: npx.sigmoid(x), lambda x, y: y.__setitem__(slice(None), np.zeros(2))),
        ("maximum", lambda x: np.maximum(x, 0), lambda x, y: x.__setitem__(0, 1)),
    ],
)
def test_an_overwritten_value_names_the_operation(name: str, compute: Any, write: Any) -> None:
    x = variable(1, 2)
    with autograd.record():
        y = compute(x)
        z = (y * 1).sum()
    write(x, y)
    with pytest.raises(MXNetError, match=f"gradient of '{name}' needs was overwritten"):
        z.backward()
    assert x.grad.tolist() == [0, 0]


def test_values_that_no_gradient_needs_may_be_overwritten() -> None:
    x = variable(1, 2, 3)
    with autograd.record():
        h = x * 2
        y = (h[1:] * 3).sum()
    x[:] = 0
    h[:] = 0
    y.backward()
    assert x.grad.tolist() == [0, 6, 6]


def test_requests_of_null_alone() -> None:
    x, n = variable(1, 2), variable(3, 4, req="null")
    with autograd.record():
        y = np.where(n > 3, n, 1) * 2
        view = n[:1]
        with pytest.raises(MXNetError, match="Assigning to NDArrays"):
            view[:] = 1
        z = y * x
    with pytest.raises(MXNetError) as error:
        y.backward()
    assert str(error.value) == NO_VARIABLES
    with pytest.raises(MXNetError, match="unreachable"):
        autograd.grad(z, n, retain_graph=True)
    autograd.backward([y, z])
    assert x.grad.tolist() == [2, 8]
    assert n.grad is None


# -- Function ----------------------------------------------------------------------------------------
class Twice(autograd.Function):
    def forward(self, x: Any, y: Any) -> Any:
        self.seen: list[Any] = []
        return x * y, np.argmax(x), y + 0

    def backward(self, *grads: Any) -> Any:
        self.seen = [g.tolist() for g in grads]
        return grads[0] * 2, None


def test_function_with_results_that_nothing_uses() -> None:
    x, y = variable(1, 2), variable(3, 4)
    function = Twice()
    with torch.no_grad(), autograd.record():
        product, index, _ = function(x, y)
    product.backward()
    assert function.seen == [[1, 1], 0, [0, 0]]
    assert (x.grad.tolist(), y.grad.tolist()) == ([2, 2], [0, 0])
    assert index.item() == 1


def test_function_of_null_requests() -> None:
    x = variable(1, 2, req="null")
    with autograd.record():
        product, index, _ = Twice()(x, np.ones(2))
    with pytest.raises(MXNetError) as error:
        product.backward()
    assert str(error.value) == NO_VARIABLES
    with pytest.raises(MXNetError, match="Cannot differentiate node"):
        index.backward()


def test_function_that_returns_what_does_not_fit() -> None:
    class Wrong(autograd.Function):
        def forward(self, x: Any) -> Any:
            return x * 1

        def backward(self, dy: Any) -> Any:
            return np.ones(5)

    class Elsewhere(Wrong):
        def backward(self, dy: Any) -> Any:
            return dy.as_in_backend("numpy")

    x = variable(1, 2)
    with autograd.record():
        y, z = Wrong()(x), Elsewhere()(x)
    with pytest.raises(MXNetValueError, match=r"shape \(5,\)"):
        y.backward()
    with pytest.raises(MXNetTypeError, match="'torch' and 'numpy'"):
        z.backward()


# -- interoperation ----------------------------------------------------------------------------------
def test_a_tensor_becomes_an_array_without_a_copy() -> None:
    t = torch.arange(4.0)
    x = np.asarray(t)
    x[1] = 10
    t[2] = 20
    assert x.tolist() == t.tolist() == [0, 10, 20, 3]
    x.attach_grad()
    with autograd.record():
        y = (x * x).sum()
    y.backward()
    assert x.grad.tolist() == [0, 20, 40, 6]
    assert not t.requires_grad


def test_an_array_becomes_a_tensor_without_a_copy() -> None:
    x = np.zeros((2, 2))
    with autograd.record():
        x.attach_grad()
        y = x * 1
    for array in (x, y):
        t = torch.from_dlpack(array)
        t += 1
        assert array.tolist() == [[1, 1], [1, 1]]
        assert not t.requires_grad


def test_tensors_that_cannot_be_shared() -> None:
    base = torch.arange(6.0).reshape(2, 3)
    x = np.asarray(base.T)  # arrays are in C order
    x[:] = 0
    assert base.sum() == 15
    with pytest.raises(MXNetValueError, match="cannot share"):
        np.asarray(base.T, copy=False)
    assert np.asarray(torch.tensor([1 + 2j]).conj()).tolist() == [1 - 2j]
    assert np.asarray(torch.tensor([1.0], requires_grad=True)).tolist() == [1]
    with pytest.raises((MXNetTypeError, BufferError)):
        np.asarray(torch.zeros(2, dtype=torch.float8_e5m2))
    host = onp.arange(3.0)
    y = np.from_dlpack(host)
    host[0] = 5
    assert y.tolist() == [5, 1, 2]


def test_a_stale_write_through_a_tensor_is_seen() -> None:
    t = torch.ones(2)
    x = np.asarray(t)
    x.attach_grad()
    with autograd.record():
        y = (x * x).sum()
    t[0] = 3
    with pytest.raises(MXNetError, match="overwritten"):
        y.backward()


# -- dtypes ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("dtype", ["uint16", "uint32"])
def test_unsigned_integers_that_torch_only_stores(dtype: str) -> None:
    host = onp.array([3, 1, 2, 60_000], dtype)
    x = np.array(host)
    for ours, numpys in [
        (x + x, host + host), (x * 2, host * 2), (x // 2, host // 2), (~x, ~host), (x << 3, host << 3),
        (np.maximum(x, 2), onp.maximum(host, 2)), (x.sum(), host.sum(dtype=dtype)), (x > 1, host > 1),
        (np.argmax(x), onp.argmax(host)), (np.sort(x), onp.sort(host)), (x[::-1], host[::-1]),
        (x.astype("float32"), host.astype("float32")),
    ]:  # fmt: skip
        assert ours.dtype == numpys.dtype
        assert ours.tolist() == numpys.tolist()


def test_uint64_where_its_bits_suffice() -> None:
    host = onp.array([2**64 - 1, 3], "uint64")
    x = np.array(host)
    assert (x + x).tolist() == (host + host).tolist()
    assert x.sum().item() == 2
    assert np.greater(x, 2**63).tolist() == (host > 2**63).tolist() == [True, False]


def test_bfloat16() -> None:
    ml_dtypes = pytest.importorskip("ml_dtypes")
    x = np.array([1.0, 2.5]).astype(ml_dtypes.bfloat16)
    x.attach_grad()
    with autograd.record():
        y = (x * x * 2.0).sum()
    y.backward()
    assert x.grad.dtype == y.dtype == ml_dtypes.bfloat16
    assert x.grad.asnumpy().astype("float32").tolist() == [4, 10]
    assert np.array(onp.array([1.5], ml_dtypes.bfloat16)).item() == 1.5


@pytest.mark.filterwarnings("error")
def test_complex_to_real_is_silent() -> None:
    z = np.array(onp.array([1 + 2j, 0]))
    assert z.astype("float32").tolist() == [1, 0]
    assert z.astype(bool).tolist() == [True, False]
    x = np.zeros(2)
    x[:] = z
    assert x.tolist() == [1, 0]
    v = variable(1, 2)
    with autograd.record():
        w = v.astype("complex64")
        target = np.zeros(2)
        target[:] = w * 2
        y = target.sum()
    y.backward()
    assert v.grad.tolist() == [2, 2]


# -- results share no memory, and are in C order -------------------------------------------------------
@pytest.mark.parametrize("recorded", [False, True])
@pytest.mark.parametrize(
    "function",
    [
        lambda x: x.T,
        lambda x: x.reshape(3, 2),
        lambda x: x.reshape(2, 3),
        lambda x: x.astype("float32"),
        lambda x: x.copy(),
        lambda x: np.broadcast_to(x, (2, 3)),
        lambda x: np.flip(x, ()),
        lambda x: np.einsum("ij->ji", x),
        lambda x: np.einsum("ij->ij", x),
        lambda x: np.einsum("ij,kj->ki", x, x),
        lambda x: x[:, ::-1],
        lambda x: x[:, 1],
        lambda x: x[[0, 1]],
        lambda x: np.sum(x, axis=()),
        lambda x: np.max(x, axis=()),
        lambda x: np.mean(x, axis=()),
        lambda x: np.prod(x, axis=()),
        lambda x: np.linalg.inv(x[:, :2]),
        lambda x: np.floor(x),
        lambda x: np.concatenate([x]),
        lambda x: np.matmul(np.ones((3, 2, 2)), x),
    ],
)
def test_results_are_copies_in_c_order(function: Any, recorded: bool) -> None:
    x = np.array([[1.0, 2, 3], [4, 5, 7]])
    x.attach_grad()
    with autograd._Scope(recorded, None):
        y = function(x)
    assert tensor(y).is_contiguous()
    before = y.asnumpy()
    x[:] = -1
    assert (y.asnumpy() == before).all()


def test_overlapping_writes() -> None:
    for key, value in [((slice(1, None),), slice(None, -1)), ((slice(None, None, 2),), slice(None, 3))]:
        host = onp.arange(6.0)
        x = np.array(host)
        host[key] = host[value].copy()
        x[key] = x[value]
        assert x.tolist() == host.tolist()
    x = np.arange(4)
    x[1:] += x[:-1]
    assert x.tolist() == [0, 1, 3, 5]


@pytest.mark.parametrize(
    "key",
    [
        (slice(None), slice(None, None, -1)),
        (slice(None, None, -2), None, 1),
        (0, slice(None), [1, 2]),
        ([0, 1], slice(None, None, -1), [2, 0]),
        (slice(1, 0, -1), [True, False, True]),
        (1, onp.array(2)),
        ([], slice(None)),
    ],
)
def test_keys_that_torch_reads_in_its_own_way(key: Any) -> None:
    host = onp.arange(24.0, dtype="float32").reshape(2, 3, 4)
    if isinstance(key[-1], list) and key[-1] and isinstance(key[-1][0], bool):
        host = host.transpose(0, 2, 1)[:, :, :3].copy()[:, :3]
        key = (key[0], onp.array([True, False, True]))
    x = np.array(host)
    x.attach_grad()
    with autograd.record():
        y = x[key]
    assert y.shape == host[key].shape
    assert (y.asnumpy() == host[key]).all()
    y.backward()
    hits = onp.zeros_like(host)
    hits[key] = 1
    assert (x.grad.asnumpy() == hits).all()
    value = onp.arange(float(host[key].size)).reshape(host[key].shape)
    host[key] = value
    x[key] = value
    assert (x.asnumpy() == host).all()
    x[key] = 5
    host[key] = 5
    assert (x.asnumpy() == host).all()


# -- second order at kinks ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "function",
    [
        np.abs,
        np.std,
        np.prod,
        np.linalg.norm,
        lambda x: np.linalg.norm(x, axis=0),
        lambda x: np.linalg.norm(x, axis=0, keepdims=True),
        lambda x: np.hypot(x, x * 0),
        lambda x: np.maximum(x, x * 2) * x,
    ],
)
def test_second_derivatives_at_zero_are_numbers(function: Any) -> None:
    x = variable(0, 0, 0)
    with autograd.record():
        (g,) = autograd.grad(function(x), x, create_graph=True)
        z = (g * g + g).sum()
    z.backward()
    assert g.tolist() == [0, 0, 0]
    assert onp.isfinite(x.grad.asnumpy()).all()


# -- numbers -------------------------------------------------------------------------------------------
def test_numbers_are_told_apart() -> None:
    x = np.array([1.0, -1.0])
    for number in (0.0, -0.0, float("nan"), 1, 1.0, 10**30, -(10**30)):
        host = onp.array([1, -1], "float32") * onp.float32(number)
        got = (x * number).asnumpy()
        assert onp.array_equal(got, host, equal_nan=True)
        assert (onp.signbit(got) == onp.signbit(host)).all()
    assert np.maximum(x, 10**30).tolist() == [onp.float32(1e30)] * 2
    for i in range(3000):  # more than are kept
        assert (x[0] + i).item() == 1 + i


@pytest.mark.parametrize(
    "function", [lambda x: x / 0, lambda x: x // np.zeros(2, dtype="int32"), lambda x: x % np.zeros(2, dtype="int32")]
)
def test_integer_division_by_zero_raises_nothing(function: Any) -> None:
    assert function(np.array([1, 2], dtype="int32")).shape == (2,)


def test_negative_powers_of_integers() -> None:
    x = np.array([1, 2], dtype="int32")
    for exponent in (-1, np.array([-1, 1], dtype="int32")):
        with pytest.raises(MXNetValueError, match="negative integer powers"):
            x**exponent


def test_operations_that_take_integers_only() -> None:
    with pytest.raises(MXNetTypeError, match=r"takes integers or booleans, not float32"):
        np.ones(2) & np.ones(2)


def test_errors_in_words_of_mxgrad() -> None:
    x = np.ones((2, 3))
    for act in (
        lambda: x.__setitem__(slice(None), np.ones(5)),
        lambda: x.__setitem__(0, np.ones(5)),
        lambda: x.__setitem__([0, 1], np.ones(5)),
        lambda: np.ones(3).__iadd__(x),
    ):
        with pytest.raises(MXNetValueError, match="could not be broadcast together with shapes"):
            act()
    with pytest.raises(MXNetTypeError, match="in-place add would cast"):
        np.ones(2, dtype="int32").__iadd__(1.5)
    with pytest.raises(MXNetTypeError, match="not supported"):
        np.ones(2).__iadd__("text")
    with pytest.raises(MXNetError, match="gpu"):
        np.ones(2, ctx=mx.gpu(999))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("value", [0, -0.0, 1.5, 1e-30, -3, onp.inf, -onp.inf, onp.nan, 1e39])
def test_the_gradient_of_maximum_passes_exactly_where_the_array_is_not_smaller(dtype, value):
    with onp.errstate(over="ignore"):
        number = onp.array(value).astype(dtype)
    around = [onp.nextafter(number, number.dtype.type(towards)) for towards in (-onp.inf, onp.inf)]
    host = onp.array([*around, number, onp.nan, onp.inf, -onp.inf, 0, 7], dtype)
    for values in (host, host[~onp.isnan(host)]):  # beside a nan it is computed in another way
        x = np.array(values, dtype=dtype)
        x.attach_grad()
        with autograd.record():
            y = np.maximum(x, value)
            y.backward(retain_graph=True)  # torch's own gradient; that of a recorded pass is the rule's
            onp.testing.assert_array_equal(x.grad.asnumpy(), values >= number)
            (slope,) = autograd.grad(y, [x], create_graph=True)
            z = (slope * x).sum()
        onp.testing.assert_array_equal(y.asnumpy(), onp.maximum(values, number))
        onp.testing.assert_array_equal(slope.asnumpy(), values >= number)
        z.backward()
        onp.testing.assert_array_equal(x.grad.asnumpy(), slope.asnumpy())
