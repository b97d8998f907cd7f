"""Rules that write into a dying gradient give the bits of the rules they stand for."""

from __future__ import annotations

import numpy as onp
import pytest

from mxgrad import autograd, np, use_backend
from mxgrad_native import reuse

SHAPE = (130, 257)  # above reuse.LARGE


def programs():
    yield "chain", lambda x, y: np.exp(-np.sin(x) * y)
    yield "numbers", lambda x, y: (x * 3 - y / 2) * 0.5
    yield "both operands", lambda x, y: (x * y) * (x / (y + 2))
    yield "one gradient for two operands", lambda x, y: (x + y) * y - (x + y)
    yield "the same operand twice", lambda x, y: x * x - (x - x * y)
    yield "a view of a gradient", lambda x, y: (x * y).reshape(-1) * np.log(y + 3).reshape(-1)
    yield "broadcast", lambda x, y: (x * y[0]) * np.exp(x[:, :1])
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
        with use_backend("numpy"):
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
    expected = gradients(1 << 40)
    assert not used
    random = onp.random.RandomState(7)
    got = gradients(reuse.LARGE if reuse.LARGE < 1 << 40 else 1 << 16)
    assert used, "no gradient was reused"
    onp.testing.assert_array_equal(got[0], expected[0])
    onp.testing.assert_array_equal(got[1], expected[1])


def test_a_view_is_left_alone():
    assert reuse.fits(onp.ones(SHAPE))
    assert not reuse.fits(onp.ones(SHAPE)[1:])
