"""What is the jax backend's alone: its cells, its compilations, and JAX's configuration left as it was."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from typing import Any

import numpy as onp
import pytest

import mxgrad as mx
from mxgrad import autograd, np, npx
from support import ROOT, run_python

jax = pytest.importorskip("jax")

from mxgrad_jax import JaxBackend, wide  # noqa: E402
from mxgrad_jax.cell import Cell, cell_of  # noqa: E402


@pytest.fixture(autouse=True)
def on_jax() -> Iterator[None]:
    with mx.use_backend("jax"):
        yield


@pytest.fixture
def compilations() -> Iterator[list[str]]:
    """Names of what XLA compiles while the test runs, on a backend that has compiled nothing yet.

    The more a backend has compiled, the more often it must see a program to compile it.
    """
    found: list[str] = []

    def listen(event: str, duration: float, **kwargs: Any) -> None:
        if event.endswith("backend_compile_duration"):
            found.append(event)

    jax.monitoring.register_event_duration_secs_listener(listen)
    with mx.use_backend(JaxBackend()):
        yield found
    jax.monitoring.clear_event_listeners()


# -- the user's configuration ------------------------------------------------------------------------
@pytest.fixture(params=["by itself", "scope"])
def switch(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Both ways to enter JAX's 64-bit mode; not every release has the first."""
    if request.param == "scope":
        monkeypatch.setattr(wide, "_swap", None)
    with mx.use_backend(JaxBackend()):
        yield


@pytest.mark.usefixtures("switch")
def test_64_bit_types_without_the_flag() -> None:
    x = np.array([1.0, 2.0, 4.0], dtype="float64")
    x.attach_grad()
    with autograd.record():
        y = (x * x / 3).sum() + x[1:].mean()
    y.backward()
    assert y.dtype == x.grad.dtype == onp.float64
    assert x.grad.asnumpy() == pytest.approx([2 / 3, 4 / 3 + 0.5, 8 / 3 + 0.5], rel=1e-15)
    assert np.argmax(x).dtype == np.argsort(x).dtype == (x > 1).sum().dtype == onp.int64
    assert x.astype("float32").astype("int64").dtype == onp.int64
    assert np.array([2**40], dtype="int64").tolist() == [2**40]
    assert not jax.config.jax_enable_x64


@pytest.mark.usefixtures("switch")
def test_the_flag_is_as_it_was_after_an_error() -> None:
    x = np.ones((2, 3), dtype="float64")
    with pytest.raises(mx.base.MXNetError):
        x + np.ones(4, dtype="float64")
    with pytest.raises(mx.base.MXNetError):
        np.dot(x, x)
    assert not jax.config.jax_enable_x64
    assert jax.numpy.ones(2).dtype == onp.float32


# -- compilations ------------------------------------------------------------------------------------
def test_other_numbers_are_not_compiled_again(compilations: list[str]) -> None:
    x = np.ones(3)
    x.attach_grad()

    def step(number: float) -> None:
        with autograd.record():
            y = ((x * number + number).clip(-number, number) / number).sum()
        y.backward()

    for number in (1.5, 2.5, 3.5):  # a program seen again is compiled as a whole
        step(number)
    assert compilations
    del compilations[:]
    for number in (4.5, 5.5, 7):
        step(number)
    assert not compilations


def test_other_indices_are_not_compiled_again(compilations: list[str]) -> None:
    x = np.arange(12.0).reshape(4, 3)
    x.attach_grad()

    def step(i: int) -> float:
        with autograd.record():
            y = x[i].sum() + x[[i, 0]].sum() + x[:, i % 3].sum() + x[i : i + 1].sum()
        y.backward()
        x[i] = float(i)
        return float(y)

    for _ in range(3):
        step(0)
    del compilations[:]
    for i in range(1, 4):
        step(i)
    assert not compilations


# -- aliasing ----------------------------------------------------------------------------------------
def test_views_alias_in_both_directions() -> None:
    x = np.zeros((3, 4))
    row, part = x[1], x[1][1:3]
    part[:] = 5
    assert x[1].tolist() == row.tolist() == [0, 5, 5, 0]
    x[:] = 2
    assert row.tolist() == [2] * 4 and part.tolist() == [2, 2]
    row += 1
    assert x.sum() == 28 and part.tolist() == [3, 3]
    part[0] = 9
    assert x[1, 1] == 9


def test_a_detached_array_shares_its_data() -> None:
    x = np.ones(2)
    y = x.detach()
    y[:] = 3
    assert x.tolist() == [3, 3]


def test_gradients_stay_in_their_buffer() -> None:
    x = np.arange(4.0)
    x.attach_grad()
    buffer, part = x.grad, x.grad[1:3]
    for factor in (1, 2, 3, 4):
        with autograd.record():
            y = (factor * x * x).sum()
        y.backward()
        assert x.grad is buffer
        assert part.tolist() == [2 * factor, 4 * factor]


def test_conversions_share_jax_arrays() -> None:
    data = jax.numpy.arange(3.0)
    x = np.asarray(data) if hasattr(np, "asarray") else np.from_dlpack(data)
    assert x.backend == "jax" and x.tolist() == [0, 1, 2]
    assert jax.numpy.from_dlpack(x).tolist() == [0, 1, 2]


# -- threads -----------------------------------------------------------------------------------------
def test_threads_record_apart() -> None:
    results: dict[int, list[float]] = {}

    def work(k: int) -> None:
        with mx.use_backend("jax"):
            x = np.full(3, float(k))
            x.attach_grad()
            for _ in range(20):
                with autograd.record():
                    y = x
                    for _ in range(k):
                        y = y * 2
                    z = (y * x).sum()
                z.backward()
            results[k] = x.grad.tolist()

    threads = [threading.Thread(target=work, args=(k,)) for k in range(1, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == {k: [2.0 * 2**k * k] * 3 for k in range(1, 5)}


# -- the rest ----------------------------------------------------------------------------------------
def test_memory_returns_without_the_collector() -> None:
    import weakref

    gc.disable()
    try:
        x = np.ones(3)
        x.attach_grad()
        with autograd.record():
            y = npx.relu(x * x)
        z = y.sum()
        watched = weakref.ref(x.grad), weakref.ref(y)
        del x, y, z
        assert [found() for found in watched] == [None, None]
    finally:
        gc.enable()


def test_second_order() -> None:
    x = np.array([0.5, 2.0], dtype="float64")
    x.attach_grad()
    with autograd.record():
        y = (np.exp(x) * x**3).sum()
        dy = autograd.grad(y, x, create_graph=True)[0]
        ddy = autograd.grad(dy.sum(), x, create_graph=True)[0]
    ddy.backward()
    v = x.asnumpy()
    assert dy.asnumpy() == pytest.approx(onp.exp(v) * (v**3 + 3 * v**2), rel=1e-12)
    assert x.grad.asnumpy() == pytest.approx(onp.exp(v) * (v**3 + 9 * v**2 + 18 * v + 6), rel=1e-12)


def test_devices() -> None:
    run_python(str(ROOT / "tests" / "jax_devices.py"))


def test_a_function_of_arrays_can_be_traced_by_jax() -> None:
    def function(t: Any) -> Any:
        x = np.asarray(t)
        y = np.sin(x) * 2 + x
        quotient, remainder = np.divmod(np.maximum(y, 1.0), x)
        out = quotient + remainder * y.sum()
        return out._backend.native(out)

    t = jax.numpy.array([0.5, 1.0, 2.0], dtype="float32")
    onp.testing.assert_allclose(jax.jit(function)(t), function(t), rtol=1e-6)


def test_a_cell_is_given_once() -> None:
    x = np.ones(3) * np.ones(3)
    assert not isinstance(x._handle, Cell)
    cell = cell_of(x)
    assert cell_of(x) is cell
    shared = x.detach()
    shared[0] = 5
    assert x.tolist() == [5, 1, 1]
    y = np.zeros(3) + x
    y[:] = 2
    assert x.tolist() == [5, 1, 1]
