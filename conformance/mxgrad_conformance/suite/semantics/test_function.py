"""``autograd.Function``: operations with a gradient of their own."""

from __future__ import annotations

from typing import Any

import numpy as onp
import pytest

from mxgrad_conformance.target import Target


def _sigmoid_class(t: Target) -> Any:
    class Sigmoid(t.autograd.Function):  # type: ignore[name-defined,misc]
        def forward(self, x: Any) -> Any:
            y = 1 / (1 + t.np.exp(-x))
            self.save_for_backward(y)
            return y

        def backward(self, dy: Any) -> Any:
            (y,) = self.saved_tensors
            return dy * y * (1 - y)

    return Sigmoid


def _scaled_product_class(t: Target) -> Any:
    """Three inputs; its gradients are deliberately not those of its forward, so that they show."""

    class Product(t.autograd.Function):  # type: ignore[name-defined,misc]
        def forward(self, a: Any, b: Any, c: Any) -> Any:
            return a * b * c

        def backward(self, dy: Any) -> Any:
            return dy * 10, dy * 20, dy * 30

    return Product


def test_gradient_is_the_users(t: Target) -> None:
    x = t.np.array([-1.0, 0.0, 2.0])
    x.attach_grad()
    with t.autograd.record():
        y = _sigmoid_class(t)()(x)
    y.backward()
    s = 1 / (1 + onp.exp(-x.asnumpy()))
    onp.testing.assert_allclose(y.asnumpy(), s, rtol=1e-6)
    onp.testing.assert_allclose(x.grad.asnumpy(), s * (1 - s), rtol=1e-5)


def test_inside_a_larger_graph(t: Target) -> None:
    x = t.np.array([-1.0, 0.0, 2.0])
    x.attach_grad()
    with t.autograd.record():
        y = (_sigmoid_class(t)()(x * 2) * 3).sum()
    y.backward()
    s = 1 / (1 + onp.exp(-2 * x.asnumpy()))
    onp.testing.assert_allclose(x.grad.asnumpy(), 6 * s * (1 - s), rtol=1e-5)


def test_forward_is_not_recorded(t: Target) -> None:
    seen = []

    class Spy(t.autograd.Function):  # type: ignore[name-defined,misc]
        def forward(self, x: Any) -> Any:
            seen.append(t.autograd.is_recording())
            return x * 2

        def backward(self, dy: Any) -> Any:
            return dy * 5

    x = t.np.ones(2)
    x.attach_grad()
    with t.autograd.record():
        y = Spy()(x)
        assert t.autograd.is_recording()
    y.backward()
    assert seen == [False]
    assert x.grad.tolist() == [5, 5]


def test_outside_record(t: Target) -> None:
    y = _sigmoid_class(t)()(t.np.zeros(2))
    assert y.tolist() == [0.5, 0.5]
    with pytest.raises(t.error):
        y.backward()


def test_several_inputs(t: Target) -> None:
    a, b, c = t.np.ones(2), t.np.ones(2) * 2, t.np.ones(2) * 3
    for v in (a, b, c):
        v.attach_grad()
    with t.autograd.record():
        y = _scaled_product_class(t)()(a, b, c)
    y.backward()
    assert y.tolist() == [6, 6]
    assert [v.grad.tolist() for v in (a, b, c)] == [[10, 10], [20, 20], [30, 30]]


def test_several_outputs(t: Target) -> None:
    class Both(t.autograd.Function):  # type: ignore[name-defined,misc]
        def forward(self, x: Any) -> Any:
            return x * 2, x * 3

        def backward(self, dy: Any, dz: Any) -> Any:
            return dy * 100 + dz

    x = t.np.ones(2)
    x.attach_grad()
    with t.autograd.record():
        y, z = Both()(x)
        total = (y + 4 * z).sum()
    total.backward()
    assert (y.tolist(), z.tolist()) == ([2, 2], [3, 3])
    assert x.grad.tolist() == [104, 104]


@pytest.mark.needs("function_requests")
def test_add(t: Target) -> None:
    x = t.np.ones(2)
    x.attach_grad("add")
    for _ in range(2):
        with t.autograd.record():
            y = _scaled_product_class(t)()(x, t.np.ones(2), t.np.ones(2))
        y.backward()
    assert x.grad.tolist() == [20, 20]


@pytest.mark.needs("function_requests")
def test_null_skips_only_its_own(t: Target) -> None:
    a, b, c = t.np.ones(2), t.np.ones(2), t.np.ones(2)
    for v, request in ((a, "write"), (b, "null"), (c, "write")):
        v.attach_grad(request)
    with t.autograd.record():
        y = _scaled_product_class(t)()(a, b, c)
    y.backward()
    assert a.grad.tolist() == [10, 10]
    assert c.grad.tolist() == [30, 30]


def test_an_exception_in_forward_keeps_recording_on(t: Target) -> None:
    class Broken(t.autograd.Function):  # type: ignore[name-defined,misc]
        def forward(self, x: Any) -> Any:
            raise ZeroDivisionError("planted")

        def backward(self, dy: Any) -> Any:
            return dy

    with t.autograd.record():
        with pytest.raises(ZeroDivisionError, match="planted"):
            Broken()(t.np.ones(2))
        assert t.autograd.is_recording()
        assert t.autograd.is_training()


def test_constants_among_the_inputs(t: Target) -> None:
    a = t.np.ones(2)
    a.attach_grad()
    with t.autograd.record():
        y = _scaled_product_class(t)()(a, t.np.ones(2), t.np.ones(2))
    y.backward()
    assert a.grad.tolist() == [10, 10]


@pytest.mark.needs("second_order")
def test_second_order_through_a_saved_result(t: Target) -> None:
    x = t.np.array([0.3, -1.0])
    x.attach_grad()
    with t.autograd.record():
        y = _sigmoid_class(t)()(x)
        (g,) = t.autograd.grad(y, [x], create_graph=True)
    g.backward()
    s = 1 / (1 + onp.exp(-onp.array([0.3, -1.0])))
    onp.testing.assert_allclose(x.grad.asnumpy(), s * (1 - s) * (1 - 2 * s), rtol=1e-5)


@pytest.mark.needs("stale_detection")
def test_a_saved_value_that_was_overwritten_is_an_error(t: Target) -> None:
    class Square(t.autograd.Function):  # type: ignore[name-defined,misc]
        def forward(self, x: Any) -> Any:
            self.save_for_backward(x)
            return x * x

        def backward(self, dy: Any) -> Any:
            (x,) = self.saved_tensors
            return 2 * dy * x

    x = t.np.array([1.0, 2.0])
    x.attach_grad()
    with t.autograd.record():
        h = x * 1
        y = Square()(h)
    h.detach()[:] = 100
    with pytest.raises(t.error, match="Square"):
        y.backward()
    assert x.grad.asnumpy().tolist() == [0, 0]


@pytest.mark.needs("function_requests")
def test_backward_may_write_into_the_gradient_it_is_given(t: Target) -> None:
    class Double(t.autograd.Function):  # type: ignore[name-defined,misc]
        def forward(self, x: Any) -> Any:
            return x * 2

        def backward(self, dy: Any) -> Any:
            dy *= 2
            return dy

    x, w, head = (t.np.array([1.0, 1.0]) for _ in range(3))
    x.attach_grad()
    w.attach_grad()
    with t.autograd.record():
        z = Double()(x) + w
    z.backward(head)
    assert x.grad.asnumpy().tolist() == [2, 2]
    assert w.grad.asnumpy().tolist() == [1, 1]
    assert head.asnumpy().tolist() == [1, 1]


@pytest.mark.needs("function_requests")
def test_a_gradient_of_another_shape_is_an_error(t: Target) -> None:
    class Wrong(t.autograd.Function):  # type: ignore[name-defined,misc]
        def forward(self, x: Any) -> Any:
            return x * 2

        def backward(self, dy: Any) -> Any:
            return dy.sum()

    x = t.np.array([1.0, 1.0])
    x.attach_grad()
    with t.autograd.record():
        y = Wrong()(x)
    with pytest.raises(t.error, match="shape"):
        y.backward()
