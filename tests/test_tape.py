"""The tape at its limits: depth, memory, addresses, values that changed, graphs used up."""

from __future__ import annotations

import gc
import sys
import time
import tracemalloc
import weakref

import pytest

import mxgrad as mx
from mxgrad import autograd, np
from mxgrad.base import NO_VARIABLES, NOT_IN_GRAPH
from mxgrad.tape import Leaf, Node, Operation, gradients, reachable
from support import backend_parameters, run_python


@pytest.fixture(params=["numpy", "array_api"])
def native(request):
    """Run on both backends of the native engine."""
    if request.param == "array_api":
        pytest.importorskip("array_api_strict")
    with mx.use_backend(request.param):
        yield request.param


@pytest.fixture
def no_collector():
    """Without the garbage collector: what goes, goes by reference counts."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def variable(*values: float) -> mx.ndarray:
    x = np.array(values)
    x.attach_grad()
    return x


def chain(x: mx.ndarray, length: int) -> mx.ndarray:
    with autograd.record():
        y = x
        for _ in range(length):
            y = y + 1
    return y


# -- depth -----------------------------------------------------------------------------------------
def test_a_million_operations_deep():
    x = variable(1.0, 2.0)
    y = chain(x, 1_000_000)
    y.backward()
    assert x.grad.tolist() == [1, 1]
    assert y.tolist() == [1_000_001, 1_000_002]


def test_a_graph_that_is_never_differentiated_dies_without_recursion(no_collector):
    code = """
import gc
gc.disable()
import mxgrad
from mxgrad import autograd, np
x = np.ones(2); x.attach_grad()
with autograd.record():
    y = x
    for _ in range(300_000):
        y = y * 1.0
del y
print("alive")
"""
    assert run_python("-c", code).stdout == "alive\n"


def test_time_and_memory_are_linear_in_depth():
    def cost(length: int) -> tuple[float, int]:
        best = float("inf")
        for _ in range(3):
            x = variable(1.0, 2.0)
            start = time.process_time()
            y = chain(x, length)
            y.backward()
            best = min(best, time.process_time() - start)
        tracemalloc.start()
        y = chain(variable(1.0, 2.0), length)
        size = tracemalloc.get_traced_memory()[0]
        tracemalloc.stop()
        return best, size

    (short, small), (long, large) = cost(10_000), cost(80_000)
    assert long < 8 * short * 3  # a quadratic pass would be 64 times as long
    assert large < 8 * small * 1.2


def test_a_wide_graph():
    x = variable(1.0)
    with autograd.record():
        y = np.concatenate([x * i for i in range(2000)]).sum()
    y.backward()
    assert x.grad.item() == sum(range(2000))


def test_paths_that_share_are_walked_once():
    x = variable(1.0)
    with autograd.record():
        y = x
        for _ in range(100):  # 2¹⁰⁰ paths
            y = (y + y) / 2
    y.backward()
    assert x.grad.item() == 1


# -- memory ----------------------------------------------------------------------------------------
def test_results_die_with_their_names(native, no_collector):
    x = variable(1.0, 2.0)
    with autograd.record():
        y = x * 2
        z = (y * y).sum()
    inner, node = weakref.ref(y), type(z._node)
    assert node is Node
    del y
    assert inner() is None  # the graph holds values, not arrays
    z.backward()
    assert x.grad.tolist() == [8, 16]


@pytest.mark.parametrize("differentiate", [True, False])
def test_no_reference_cycles(native, no_collector, differentiate):
    def work() -> None:
        x = variable(1.0, 2.0, 3.0)
        with autograd.record():
            y = np.concatenate([np.exp(x) * x, np.sin(x[1:])])
            z = (y * y).sum()
        if differentiate:
            autograd.grad(z, x, retain_graph=True)
            z.backward()

    work()
    gc.collect()
    for _ in range(20):
        work()
    assert gc.collect() == 0


def test_no_reference_cycles_in_second_order(native, no_collector):
    def work() -> None:
        x = variable(1.0, 2.0, 3.0)
        with autograd.record():
            y = (np.exp(x) * x).sum()
            slope = autograd.grad(y, x, create_graph=True)[0]
        slope.backward()

    work()
    gc.collect()
    for _ in range(20):
        work()
    assert gc.collect() == 0


def test_memory_is_back_when_backward_returns(no_collector):
    x = np.ones(250_000)  # a megabyte
    x.attach_grad()

    def recorded() -> mx.ndarray:
        with autograd.record():
            y = x
            for _ in range(20):
                y = np.sin(y)
            return y.sum()

    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        y = recorded()
        held = tracemalloc.get_traced_memory()[0] - before
        y.backward()
        after = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert held > 15_000_000
    assert after < 100_000  # while the head is still held


def test_values_that_no_gradient_needs_are_not_kept(no_collector):
    x = np.ones(250_000)
    x.attach_grad()
    tracemalloc.start()
    try:
        with autograd.record():
            y = x
            for _ in range(20):
                y = (y + 1) * 2 - 3
            y = y.sum()
        assert tracemalloc.get_traced_memory()[0] < 1_500_000
    finally:
        tracemalloc.stop()
    y.backward()
    assert x.grad[0].item() == 2**20


def test_values_die_during_the_pass():
    """The pass of a long chain needs no more memory than recording it did."""
    x = np.ones(250_000)
    x.attach_grad()
    tracemalloc.start()
    try:
        with autograd.record():
            y = x
            for _ in range(20):
                y = np.sin(y)
            y = y.sum()
        tracemalloc.reset_peak()
        held = tracemalloc.get_traced_memory()[0]
        y.backward()
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < held + 5_000_000


def addresses(x: mx.ndarray) -> int:
    native = x._backend.native(x)
    return native.data_ptr() if hasattr(native, "data_ptr") else native.ctypes.data


@pytest.mark.parametrize("backend", [p for p in backend_parameters() if p.values[0] != "jax"])
def test_ten_thousand_steps_write_one_buffer(backend):
    with mx.use_backend(backend):
        w, data = np.ones(16), np.arange(16) / 16
        w.attach_grad()
        buffer, window = w.grad, w.grad[3:5]
        first, start = addresses(buffer), addresses(w)
        for step in range(10_000):
            with autograd.record():
                loss = ((w * data - 1) ** 2).sum()
            loss.backward()
            w[:] = w - 0.01 * w.grad
            if step == 3000:  # by then CPython's free list of tuples, up to 2,000 of a size, is full
                blocks = sys.getallocatedblocks()
        grown = sys.getallocatedblocks() - blocks
    assert addresses(w.grad) == addresses(buffer) == first
    assert addresses(w) == start
    assert window.tolist() == buffer[3:5].tolist()
    assert grown < 500, f"{grown} more objects after 7,000 steps"


# -- graphs used up, values overwritten: before anything has changed -----------------------------------
def test_a_graph_is_freed_once(native):
    x = variable(1.0, 2.0)
    with autograd.record():
        y = x * x
    y.backward()
    for again in (y.backward, lambda: autograd.grad(y, x)):
        with pytest.raises(mx.MXNetError) as caught:
            again()
        assert str(caught.value) == NOT_IN_GRAPH
    assert x.grad.tolist() == [2, 4]


def test_another_head_through_a_freed_part(native):
    x = variable(1.0, 2.0)
    with autograd.record():
        y = x * x
        first, second = (y * 2).sum(), (y * 3).sum()
    first.backward()
    with pytest.raises(mx.MXNetError, match="not in a computational graph"):
        second.backward()
    assert x.grad.tolist() == [4, 8]


def test_a_stale_value_stops_the_pass_before_it_begins(native):
    x, y = variable(1.0, 2.0), variable(3.0, 4.0)
    with autograd.record():
        z = np.exp(x * y).sum()
    y[:] = 0
    with pytest.raises(mx.MXNetError, match="'multiply' needs was overwritten"):
        z.backward()
    assert x.grad.tolist() == y.grad.tolist() == [0, 0]
    with pytest.raises(mx.MXNetError, match="'multiply' needs was overwritten"):
        z.backward()  # nothing was freed, either


def test_only_null_variables(native):
    x = np.ones(2)
    x.attach_grad("null")
    with autograd.record():
        y = x * 2
    with pytest.raises(mx.MXNetError) as caught:
        y.backward()
    assert str(caught.value) == NO_VARIABLES


# -- the pass itself, on plain numbers: it knows no array library ------------------------------------
class Number(float):
    shape, dtype = (), "float"


class Double(Operation):
    name = "double"

    def vjp(self, node, g):
        return [Number(2 * g)]


class Numbers:
    reuses = False

    def restore(self, g, target):
        return g

    def accumulate(self, total, g):
        return Number(total + g)

    add_to = accumulate


def test_the_pass_on_numbers():
    leaf = Leaf((), "float", None, "write")
    node = Node(Double(), (leaf,), (), None, (), "float")
    top = Node(Double(), (node,), (), None, (), "float")
    found = gradients([(top, Number(1)), (node, Number(10))], Numbers(), retain_graph=True)
    assert found == {leaf: 24}
    kept = gradients([(top, Number(1))], Numbers(), retain_graph=False, keep=frozenset([node]))
    assert kept == {leaf: 4, node: 2}
    with pytest.raises(mx.MXNetError):
        reachable([top])


def test_creation_order_is_the_order_of_the_pass():
    leaf = Leaf((), "float", None, "write")
    older = Node(Double(), (leaf,), (), None, (), "float")
    newer = Node(Double(), (older,), (), None, (), "float")
    assert reachable([older, newer]) == [newer, older]
