"""Recording state belongs to the thread; arrays may cross."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from mxgrad_conformance.target import Target


def _in_thread(work: Callable[[], Any]) -> Any:
    results: list[Any] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            results.append(work())
        except BaseException as error:
            errors.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(60)
    assert not thread.is_alive()
    if errors:
        raise errors[0]
    return results[0]


def test_a_new_thread_does_not_record(t: Target) -> None:
    with t.autograd.record():
        assert _in_thread(lambda: (t.autograd.is_recording(), t.autograd.is_training())) == (False, False)
        assert t.autograd.is_recording()


def test_recording_elsewhere_does_not_record_here(t: Target) -> None:
    inside, done = threading.Event(), threading.Event()

    def other() -> bool:
        with t.autograd.record():
            inside.set()
            done.wait(60)
            return bool(t.autograd.is_recording())

    results: list[bool] = []
    thread = threading.Thread(target=lambda: results.append(other()))
    thread.start()
    assert inside.wait(60)
    here = t.autograd.is_recording()
    done.set()
    thread.join(60)
    assert not here
    assert results == [True]


def test_threads_differentiate_apart(t: Target) -> None:
    start = threading.Barrier(4)

    def work(k: int) -> Any:
        x = t.np.arange(3)
        x.attach_grad()
        start.wait(60)
        for _ in range(10):
            with t.autograd.record():
                y = (x * x * k).sum()
            y.backward()
        return x.grad.tolist()

    results: dict[int, Any] = {}

    def run(k: int) -> None:
        results[k] = work(k)

    threads = [threading.Thread(target=run, args=(k,)) for k in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert results == {k: [0, 2 * k, 4 * k] for k in range(4)}


def test_a_graph_may_be_finished_elsewhere(t: Target) -> None:
    x = t.np.arange(3)
    x.attach_grad()
    with t.autograd.record():
        y = (x * x).sum()
    _in_thread(lambda: y.backward())
    assert x.grad.tolist() == [0, 2, 4]


def test_an_array_made_elsewhere(t: Target) -> None:
    x = _in_thread(lambda: t.np.arange(3))
    x.attach_grad()
    with t.autograd.record():
        y = (x * x).sum()
    y.backward()
    assert x.grad.tolist() == [0, 2, 4]
