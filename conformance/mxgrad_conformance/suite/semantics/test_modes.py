"""What differs between training and prediction, and what ``npx`` says about the machine."""

from __future__ import annotations

from mxgrad_conformance.target import Target


def test_dropout_outside_training_is_the_identity(t: Target) -> None:
    x = t.np.arange(6)
    assert t.npx.dropout(x, p=0.5).tolist() == x.tolist()
    with t.autograd.record(train_mode=False):
        assert t.npx.dropout(x, p=0.5).tolist() == x.tolist()


def test_dropout_in_training(t: Target) -> None:
    x = t.np.ones(1000)
    x.attach_grad()
    with t.autograd.record():
        y = t.npx.dropout(x, p=0.25)
    kept = [v for v in y.tolist() if v]
    assert 650 < len(kept) < 850
    assert all(abs(v - 4 / 3) < 1e-6 for v in kept)
    y.backward()
    assert x.grad.tolist() == y.tolist()


def test_dropout_of_nothing(t: Target) -> None:
    with t.autograd.train_mode():
        y = t.npx.dropout(t.np.ones(4), p=0.0)
    assert y.tolist() == [1, 1, 1, 1]


def test_dropout_of_everything_is_not_nan(t: Target) -> None:
    try:
        with t.autograd.train_mode():
            y = t.npx.dropout(t.np.ones(4), p=1.0).tolist()
    except (ValueError, t.error):
        return
    assert y == [0, 0, 0, 0]


def test_dropout_always(t: Target) -> None:
    y = t.npx.dropout(t.np.ones(200), p=0.5, mode="always")
    assert 0.0 in y.tolist()


def test_devices(t: Target) -> None:
    assert repr(t.npx.cpu()) == "cpu(0)"
    assert repr(t.npx.cpu(1)) == "cpu(1)"
    assert repr(t.npx.gpu()) == "gpu(0)"
    assert t.npx.cpu() == t.mx.cpu() != t.npx.gpu()
    assert t.npx.num_gpus() >= 0
    assert t.npx.cpu().device_type == "cpu"
    assert t.npx.cpu(1).device_id == 1


def test_numpy_mode(t: Target) -> None:
    assert t.npx.is_np_array()
    try:
        t.npx.reset_np()
        assert not t.npx.is_np_array()
    finally:
        t.npx.set_np()
    assert t.npx.is_np_array()
