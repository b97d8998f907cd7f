"""Recording and training state: scopes nest, and exceptions leave it right."""

from __future__ import annotations

import pytest

from mxgrad_conformance.target import Target


def _state(t: Target) -> tuple[bool, bool]:
    return bool(t.autograd.is_recording()), bool(t.autograd.is_training())


def test_off_by_default(t: Target) -> None:
    assert _state(t) == (False, False)


def test_record_turns_both_on(t: Target) -> None:
    with t.autograd.record():
        assert _state(t) == (True, True)
    assert _state(t) == (False, False)


def test_record_for_prediction(t: Target) -> None:
    with t.autograd.record(train_mode=False):
        assert _state(t) == (True, False)


def test_train_and_predict_modes(t: Target) -> None:
    with t.autograd.train_mode():
        assert _state(t) == (False, True)
        with t.autograd.predict_mode():
            assert _state(t) == (False, False)
        assert _state(t) == (False, True)
    with t.autograd.record(), t.autograd.predict_mode():
        assert _state(t) == (True, False)


def test_pause_nests(t: Target) -> None:
    with t.autograd.record():
        with t.autograd.pause():
            assert _state(t) == (False, False)
            with t.autograd.record():
                assert _state(t) == (True, True)
            assert _state(t) == (False, False)
        assert _state(t) == (True, True)


def test_pause_can_keep_training(t: Target) -> None:
    with t.autograd.record(), t.autograd.pause(train_mode=True):
        assert _state(t) == (False, True)


@pytest.mark.parametrize("scope", ["record", "pause", "train_mode", "predict_mode"])
def test_exceptions_restore_the_state(t: Target, scope: str) -> None:
    with t.autograd.record(train_mode=False):
        with pytest.raises(ZeroDivisionError), getattr(t.autograd, scope)():
            raise ZeroDivisionError
        assert _state(t) == (True, False)
    assert _state(t) == (False, False)


def test_an_error_inside_an_operation_restores_the_state(t: Target) -> None:
    with pytest.raises(t.error), t.autograd.record():
        (t.np.ones((2, 3)) + t.np.ones(4)).asnumpy()
    assert _state(t) == (False, False)


def test_setters_return_the_state_before(t: Target) -> None:
    assert not t.autograd.set_recording(True)
    assert t.autograd.set_recording(False)
    assert not t.autograd.set_training(True)
    assert t.autograd.set_training(False)
    assert _state(t) == (False, False)


def test_what_is_paused_is_constant(t: Target) -> None:
    x = t.np.arange(4)
    x.attach_grad()
    with t.autograd.record():
        y = 2 * x
        with t.autograd.pause():
            z = 6 * x
        loss = (y + z).sum()
    loss.backward()
    assert x.grad.tolist() == [2, 2, 2, 2]


def test_what_was_computed_before_is_constant(t: Target) -> None:
    x = t.np.arange(4)
    x.attach_grad()
    before = x * x
    with t.autograd.record():
        loss = (before * x).sum()
    loss.backward()
    assert x.grad.tolist() == [0, 1, 4, 9]


def test_one_graph_over_two_scopes(t: Target) -> None:
    x = t.np.arange(3)
    x.attach_grad()
    with t.autograd.record():
        y = x * x
    with t.autograd.record():
        z = (y * x).sum()
    z.backward()
    assert x.grad.tolist() == [0, 3, 12]
