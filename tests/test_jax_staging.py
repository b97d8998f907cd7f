"""Staging changes nothing that can be seen: programs run on the jax backend in all its modes, and on NumPy."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from typing import Any

import numpy as onp
import pytest

import mxgrad as mx
from mxgrad import autograd, np, npx
from mxgrad.base import MXNetError

jax = pytest.importorskip("jax")

from mxgrad_jax import JaxBackend  # noqa: E402


def staged(patience: int) -> JaxBackend:
    """Compiles every program when it is seen for the `patience`-th time."""
    backend = JaxBackend(staging=True)
    assert backend.runs is not None
    backend.runs.needed = lambda: patience  # type: ignore[method-assign]
    return backend


MODES = {"eager": JaxBackend(staging=False), "patient": staged(2), "impatient": staged(1)}


@pytest.fixture(params=MODES)
def backend(request: pytest.FixtureRequest) -> Iterator[JaxBackend]:
    with mx.use_backend(MODES[request.param]):
        yield MODES[request.param]


Program = Callable[[], list[Any]]
PROGRAMS: dict[str, Program] = {}


def program(function: Program) -> Program:
    PROGRAMS[function.__name__] = function
    return function


def variable(*values: Any, req: str = "write") -> Any:
    x = np.array(values[0] if len(values) == 1 else values, dtype="float64")
    x.attach_grad(req)
    return x


def attempt(function: Callable[[], Any]) -> str:
    """The error of a call, by its type and first words."""
    try:
        function()
    except MXNetError as error:
        return f"{type(error).__name__}: {str(error)[:35]}"
    return "no error"


# -- programs: each returns what can be seen of it ---------------------------------------------------
@program
def values_inside_record() -> list[Any]:
    x = variable(1.0, 2.0)
    seen: list[Any] = []
    with autograd.record():
        y = x * 3
        seen.append(str(y))
        z = y * y
        seen += [float(z[1]), bool(z.sum() > 3), z.tolist()]
        w = (z + y).sum()
    w.backward()
    return [*seen, w, y, z, x.grad]


@program
def control_flow() -> list[Any]:
    a = variable(0.37)
    with autograd.record():
        b = a * 2
        while np.linalg.norm(b) < 1000:
            b = b * 2
        c = b if b.sum() > 0 else 100 * b
    c.backward()
    return [a.grad, c, a.grad == c / a]


@program
def operations_without_a_gradient() -> list[Any]:
    x, found = variable(1.0, -2.0, 3.0), []
    for _ in range(2):  # as they are seen first, and again
        with autograd.record():
            y = x * x
            mask, whole = y > 3, np.floor_divide(y, 2)
            best = np.nanargmax(y)
            z = (np.where(mask, y, x) * whole * np.sign(x)).sum() + y[best]
        found += [mask, whole, best, attempt(mask.backward)]
        z.backward()
        found.append(x.grad.copy())
    return found


@program
def operands_of_two_dtypes() -> list[Any]:
    x, found = variable(1.5, -2.0), []
    for _ in range(2):
        n, power = np.array([2, 3], dtype="int32"), np.array([1, 2], dtype="int32")
        with autograd.record():
            y = (np.ldexp(x, power) * n).astype("float32") * x
            z = (y + n).sum()
        n[:] = 7  # it was cast: what is kept is a copy
        z.backward()
        found += [y, z, x.grad.copy()]
        with autograd.record():
            y = (x * y).sum()
        x[:] = x
        found.append(attempt(y.backward))
    return found


@program
def numbers_of_single_precision_in_double() -> list[Any]:
    x = np.array([1.1, 1.7], dtype="float32")
    x.attach_grad()
    found = [np.float_power(x, x), np.count_nonzero(x)]
    for _ in range(2):
        with autograd.record():
            y = np.float_power(x, x)
        y.backward()
        found += [y, x.grad.copy()]
    return found


@program
def medians() -> list[Any]:
    x = variable([[3.0, float("nan"), 1.0, 2.0], [2.0, 2.0, 5.0, 1.0]])
    found = [np.median(x, 1), np.nanmedian(x, 1, keepdims=True), np.nanmedian(x), np.median(x.astype("float32")[1])]
    for skip in (False, True):
        with autograd.record():
            y = ((np.nanmedian(x, 0) ** 2).sum() if skip else np.median(x[1:] * 2)) * 3
        y.backward()
        found += [y, x.grad.copy()]
    return found


@program
def attached_inside() -> list[Any]:
    x = variable(0.0, 1.0, 2.0, 3.0)
    with autograd.record():
        y = x * x
        y.attach_grad()
        u = y.detach()
        z = u * x + y
    z.backward()
    return [x.grad, y.grad, u, z]


@program
def detached() -> list[Any]:
    x = variable(2.0, 3.0)
    with autograd.record():
        y = x * x
        u = y.detach()
        z = u * x + (y.detach() > 5) * x
    z.backward()
    return [x.grad, u]


@program
def paused() -> list[Any]:
    x = variable(1.0, 2.0)
    with autograd.record():
        y = x * 2
        with autograd.pause():
            c = y * 3
            c[:] = c + 1
        z = y + c * x
    z.backward()
    return [x.grad, c, z]


@program
def requests() -> list[Any]:
    x, y, z = variable(1.0, 2.0), variable(3.0, 4.0, req="add"), variable(5.0, 6.0, req="null")
    for _ in range(2):
        with autograd.record():
            s = (x * y * z).sum()
        s.backward()
    with autograd.record():
        only = z * 2
    return [x.grad, y.grad, attempt(only.backward)]


@program
def several_heads() -> list[Any]:
    x = variable(1.0, 2.0)
    with autograd.record():
        y, z = x * x, x * 3
    autograd.backward([y, z, y], [None, np.array([1.0, 10.0], dtype="float64"), y])
    return [x.grad]


@program
def one_head_after_the_other() -> list[Any]:
    x = variable(1.0, 2.0)
    with autograd.record():
        y, z = x * x, x * 3
    y.backward()
    first = x.grad.tolist()
    z.backward()
    return [first, x.grad, attempt(y.backward), attempt(z.backward)]


@program
def freed_below() -> list[Any]:
    x = variable(1.0, 2.0)
    with autograd.record():
        y = x * x
        z1, z2 = y * y, y * 5
    z1.backward()
    return [x.grad, attempt(z2.backward), attempt(y.backward)]


@program
def retained() -> list[Any]:
    x = variable(1.0, 2.0)
    with autograd.record():
        y = (x * x * x).sum()
    y.backward(retain_graph=True)
    first = x.grad.tolist()
    y.backward(retain_graph=True)
    second = x.grad.tolist()
    y.backward()
    return [first, second, x.grad, attempt(y.backward)]


@program
def recorded_on_after_backward() -> list[Any]:
    x = variable(1.0, 2.0)
    with autograd.record():
        y = x * x
        y.backward()
        seen = x.grad.tolist()
        z = (y.detach() * x).sum()
        lost = y * x
        z.backward()
    return [seen, x.grad, attempt(lost.backward)]


@program
def two_scopes() -> list[Any]:
    x = variable(1.0, 2.0)
    with autograd.record():
        y = x * x
    outside = y + 1
    with autograd.record():
        z = y * x * outside
    z.backward()
    return [x.grad, outside]


@program
def overwritten() -> list[Any]:
    x = variable(1.0, 2.0)
    with autograd.record():
        y = (x * x).sum()
        other = x + 1
    x[:] = 7
    error = attempt(y.backward)
    other.backward()
    return [error, x.grad]


@program
def overwritten_result() -> list[Any]:
    x = variable(1.0, 2.0)
    with autograd.record():
        y = np.exp(x)
        z = y * 1
    y[:] = 0
    read = y.tolist(), z.tolist()
    return [*read, attempt(z.backward), x.grad]


@program
def overwritten_and_used() -> list[Any]:
    x = variable(1.0, 2.0)
    with autograd.record():
        y = x * 2
    y[:] = 5
    with autograd.record():
        z = y * y
    z.backward()
    return [x.grad, y, z]


@program
def overwritten_while_pending() -> list[Any]:
    x = variable(1.0, 2.0)
    c = np.array([1.0, 1.0], dtype="float64")
    with autograd.record():
        y = x + c
        with autograd.pause():
            c[:] = 5
        z = y + c + x
    z.backward()
    return [y, z, c, x.grad]


@program
def recorded_write() -> list[Any]:
    x = variable(1.0, 2.0)
    c = np.zeros(2, dtype="float64")
    other = c.detach()
    with autograd.record():
        c[:] = x * 2
        z = c * c * x
        error = attempt(lambda: c.__iadd__(1))
    z.backward()
    return [x.grad, other, error]


@program
def views() -> list[Any]:
    x = variable([1.0, 2.0, 3.0], [4.0, 5.0, 6.0])
    with autograd.record():
        y = x * 2
        row = y[1]
        part = row[1:]
        z = (part * part).sum() + row[0] * y[0, 0] + x[:, 1].sum() + x[[0, 0, 1]].sum()
    z.backward()
    y[:] = 1
    row[:] = 9
    return [x.grad, y, part, z]


@program
def view_overwritten() -> list[Any]:
    x = variable(1.0, 2.0, 3.0)
    with autograd.record():
        y = x * 2
        part = y[1:]
        z = part * part
    y[:] = 0
    return [part, z, attempt(z.backward)]


@program
def dtypes() -> list[Any]:
    x = variable(1.5, 2.5)
    half = np.array([1.0, 2.0], dtype="float16")
    half.attach_grad()
    with autograd.record():
        y = x.astype("float32") * half + np.array([1, 2], dtype="int32") * x
        chosen = np.where(x > 2, y, -y) * x.astype("int64").astype("float64")
        z = chosen.sum() + half.sum() + (x > 2).sum() * x[0]
    z.backward()
    return [x.grad, half.grad, y, z, np.argmax(y), np.argsort(-y)]


@program
def many_operations() -> list[Any]:
    x = variable([0.5, 1.0, -2.0], [3.0, -1.0, 0.25])
    w = variable([0.1, 0.2], [0.3, 0.4], [0.5, 0.6])
    with autograd.record():
        h = npx.relu(np.dot(x, w) + 0.5)
        p = npx.softmax(h, axis=1)
        q = np.concatenate([p, h], axis=1)
        z = (q**2 - 2.5 / (1 + np.exp(-q))).clip(-1, 0.5).mean() + np.einsum("ij,jk->", x, w)
        z = z + np.maximum(x, 0.3).prod() + np.linalg.norm(w) + q.max(axis=0).sum()
    z.backward()
    return [x.grad, w.grad, z]


@program
def gradient_function() -> list[Any]:
    x, y = variable(1.0, 2.0), variable(3.0, 4.0)
    with autograd.record():
        a = x * y
        b = (a * a).sum()
        found = autograd.grad(b, [x, y], retain_graph=True)
        middle = autograd.grad(b, [a], retain_graph=True)
    return [*found, *middle, x.grad, attempt(lambda: autograd.grad(x * 2, [y]))]


@program
def second_order() -> list[Any]:
    x = variable(0.5, 2.0)
    with autograd.record():
        y = (np.exp(x) * x**3 + np.sin(x) * x).sum()
        dy = autograd.grad(y, x, create_graph=True)[0]
        z = (dy * dy).sum() + x.sum()
    z.backward()
    return [dy, x.grad]


class Cube(autograd.Function):
    def forward(self, x: Any) -> Any:
        self.save_for_backward(x)
        return x * x * x

    def backward(self, dy: Any) -> Any:
        return 3 * self.saved_tensors[0] ** 2 * dy


@program
def user_function() -> list[Any]:
    x = variable(1.0, 2.0)
    with autograd.record():
        y = x * 2
        z = (Cube()(y) * x).sum()
    z.backward()
    return [x.grad, z]


@program
def errors_at_their_line() -> list[Any]:
    x = variable(1.0, 2.0)
    seen = []
    with autograd.record():
        y = x * 2
        seen.append(attempt(lambda: y + np.ones(3, dtype="float64")))
        seen.append(attempt(lambda: np.dot(y, np.ones((3, 3), dtype="float64"))))
        seen.append(attempt(lambda: y.reshape(3)))
        z = (y * y).sum()
    z.backward()
    return [seen, x.grad]


@program
def written_between() -> list[Any]:
    """One variable, two values."""
    x = variable(1.0, 2.0)
    with autograd.record():
        y = x + 1
        with autograd.pause():
            x[:] = 5
        z = y + x * 3
    z.backward()
    return [z, x.grad]


@program
def numbers() -> list[Any]:
    x = variable(1.0, 2.0)
    found = []
    for k in (1, 2.5, 0.0, -0.0, 3):
        with autograd.record():
            y = (k / (x * k + 1) - k + x**k).sum()
        y.backward()
        found += [x.grad.tolist(), y.tolist()]
    return found


def seen(result: list[Any]) -> list[Any]:
    found = []
    for value in result:
        if isinstance(value, mx.np.ndarray):
            assert type(value.asnumpy()) is onp.ndarray
            found.append((str(value.dtype), value.asnumpy()))
        else:
            found.append(value)
    return found


def check(got: Any, wanted: Any) -> None:
    if isinstance(wanted, list | tuple):
        assert len(got) == len(wanted)
        for one, other in zip(got, wanted, strict=True):
            check(one, other)
    elif isinstance(wanted, float | onp.ndarray):
        onp.testing.assert_allclose(got, wanted, rtol=1e-6)
    else:
        assert got == wanted


@pytest.mark.parametrize("name", PROGRAMS)
def test_as_on_numpy(backend: JaxBackend, name: str) -> None:
    with mx.use_backend("numpy"):
        wanted = seen(PROGRAMS[name]())
    for _ in range(3):  # by the tape, compiled, as compiled before
        check(seen(PROGRAMS[name]()), wanted)


# -- how often is compiled ---------------------------------------------------------------------------
def loop(x: Any, length: int) -> None:
    with autograd.record():
        y = x
        for _ in range(length):
            y = y * 1.5
        y = y.sum()
    y.backward()


def test_a_program_that_changes_at_every_step_is_not_compiled() -> None:
    backend = JaxBackend(staging=True)
    assert backend.runs is not None
    with mx.use_backend(backend):
        x = np.ones(2)
        x.attach_grad()
        for length in range(1, 200):
            loop(x, length)
        assert backend.runs.compilations <= 2  # the first ones
        assert len(backend.runs.structures) <= 128


def test_the_more_was_compiled_the_less_is() -> None:
    backend = JaxBackend(staging=True)
    assert backend.runs is not None
    lengths = onp.random.RandomState(0).randint(1, 40, 400)
    with mx.use_backend(backend):
        x = np.ones(2)
        x.attach_grad()
        for length in lengths:
            loop(x, int(length))
    assert 2 <= backend.runs.compilations < 30


def test_a_long_program_is_computed_in_parts() -> None:
    with mx.use_backend(staged(1)):
        x = np.ones(2)
        x.attach_grad()
        with autograd.record():
            y = x
            for _ in range(2000):
                y = y * 1.001
        y.backward()
        assert x.grad.asnumpy() == pytest.approx(1.001**2000, rel=1e-4)


# -- memory ------------------------------------------------------------------------------------------
def test_kept_results_keep_nothing_else(backend: JaxBackend) -> None:
    x = np.ones(3)
    x.attach_grad()
    losses, errors = [], []

    def step(i: int) -> None:
        with autograd.record():
            y = np.tanh(x * np.full(3, float(i)))
            for _ in range(i % 7):
                y = y * 2
            loss = (y * y).sum()
            error = abs(y - 1).mean()
        loss.backward()
        losses.append(loss)
        errors.append(error.detach())

    for i in range(20):
        step(i)
    before = len(jax.live_arrays())
    for i in range(100):
        step(i)
    assert len(jax.live_arrays()) - before <= 2 * 100 + 20


# -- threads -----------------------------------------------------------------------------------------
def test_a_loss_goes_to_another_thread(backend: JaxBackend) -> None:
    x = np.array([1.0, 2.0])
    x.attach_grad("add")
    losses: queue.Queue[Any] = queue.Queue()
    errors: list[BaseException] = []

    def differentiate() -> None:
        try:
            while (loss := losses.get(timeout=60)) is not None:
                loss.backward()
        except BaseException as error:
            errors.append(error)

    worker = threading.Thread(target=differentiate)
    worker.start()
    for _ in range(40):
        with autograd.record():
            losses.put((x * x * 2).sum())
    losses.put(None)
    worker.join()
    assert not errors
    assert x.grad.tolist() == [160, 320]


def test_a_pending_value_is_used_in_another_thread(backend: JaxBackend) -> None:
    x = np.array([1.0, 2.0])
    x.attach_grad()
    with autograd.record():
        y = x * 3
    results: list[Any] = []

    def work() -> None:
        with mx.use_backend(backend), autograd.record():
            z = (y * x).sum()
        z.backward()
        results.append(z.item())

    worker = threading.Thread(target=work)
    worker.start()
    worker.join()
    assert results == [15]
    assert x.grad.tolist() == [6, 12]


def test_the_environment_turns_it_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MXGRAD_JAX_STAGING", "0")
    assert JaxBackend().stager is None
    monkeypatch.delenv("MXGRAD_JAX_STAGING")
    assert JaxBackend().stager is not None


def test_thousands_of_programs_deep(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mxgrad_jax.program.LIMIT", 4)
    length = 8_000  # in 2,000 programs, more than Python nests calls
    with mx.use_backend(staged(2)):
        x = variable(1.0, 2.0)
        with autograd.record():
            y = x
            for _ in range(length):
                y = y + x
        y.backward()
        assert x.grad.tolist() == [length + 1, length + 1]
        assert y.tolist() == [length + 1, 2 * (length + 1)]


@pytest.mark.parametrize(("head", "value", "gradient"), [("theirs", 18, 12), ("ours", 24, 14)])
def test_programs_of_two_threads_that_use_each_other(head: str, value: float, gradient: float) -> None:
    with mx.use_backend(staged(2)):
        x = variable(3.0)
        with autograd.record():
            first = x * 2
        there: queue.Queue[Any] = queue.Queue()
        back: queue.Queue[Any] = queue.Queue()

        def other() -> None:
            with autograd.record():
                there.put(first * x)
                back.get()

        thread = threading.Thread(target=other)
        thread.start()
        theirs = there.get()
        with autograd.record():
            ours = theirs + first
        back.put(None)
        thread.join()
        y = {"theirs": theirs, "ours": ours}[head]  # 2x², 2x² + 2x
        y.backward()
        assert y.item() == value
        assert x.grad.item() == gradient
