"""State around every case: found clean, left clean."""

from __future__ import annotations

import contextlib
from collections.abc import Generator, Iterator

import pytest

from mxgrad_conformance.plugin import target_of
from mxgrad_conformance.target import Target


@pytest.fixture(scope="session")
def t(request: pytest.FixtureRequest) -> Target:
    """The front end under test."""
    return target_of(request.config)


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, object, object]:
    """Work that a case left to the engine belongs to that case, and so does state it leaks."""
    result = yield
    target = pyfuncitem.funcargs.get("t")
    if isinstance(target, Target):
        target.npx.waitall()
        state = (target.autograd.is_recording(), target.autograd.is_training())
        if any(state):
            pytest.fail(f"the case left is_recording, is_training = {state}")
    return result


@pytest.fixture(autouse=True)
def clean_state(t: Target) -> Iterator[None]:
    """The same random stream for every case, and nothing left over from one that failed."""
    t.mx.random.seed(0)
    yield
    t.autograd.set_recording(False)
    t.autograd.set_training(False)
    with contextlib.suppress(Exception):
        t.npx.waitall()
