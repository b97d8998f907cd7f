"""``backward``: heads, head gradients, and what happens the second time."""

from __future__ import annotations

from typing import Any

import numpy as onp
import pytest

from mxgrad_conformance.target import Target

NOT_RECORDED = "Cannot differentiate node because it is not in a computational graph"


def _variable(t: Target, values: Any = (0.0, 1.0, 2.0, 3.0)) -> Any:
    x = t.np.array(values)
    x.attach_grad()
    return x


def test_gradient_of_a_dot_product(t: Target) -> None:
    x = _variable(t)
    with t.autograd.record():
        y = 2 * t.np.dot(x.T, x)
    assert y.shape == ()
    assert y.item() == 28.0
    y.backward()
    assert x.grad.tolist() == [0, 4, 8, 12]
    with t.autograd.record():
        y = x.sum()
    y.backward()
    assert x.grad.tolist() == [1, 1, 1, 1]


def test_a_vector_head_is_summed(t: Target) -> None:
    x = _variable(t)
    with t.autograd.record():
        y = x * x
    y.backward()
    assert x.grad.tolist() == [0, 2, 4, 6]


def test_head_gradient(t: Target) -> None:
    x = _variable(t)
    with t.autograd.record():
        y = x * x
    y.backward(t.np.array([1.0, 10.0, 100.0, 0.0]))
    assert x.grad.tolist() == [0, 20, 400, 0]


def test_list_of_heads(t: Target) -> None:
    x = _variable(t)
    with t.autograd.record():
        y = x * x
        z = 3 * x
    t.autograd.backward([y, z])
    assert x.grad.tolist() == [3, 5, 7, 9]


def test_list_of_heads_and_head_gradients(t: Target) -> None:
    x = _variable(t)
    with t.autograd.record():
        y = x * x
        z = 3 * x
    t.autograd.backward([y, z], [t.np.ones(4) * 2, None])
    assert x.grad.tolist() == [3, 7, 11, 15]


def test_one_head_without_a_list(t: Target) -> None:
    x = _variable(t)
    with t.autograd.record():
        y = x * x
    t.autograd.backward(y)
    assert x.grad.tolist() == [0, 2, 4, 6]


def test_the_same_head_twice_in_a_list(t: Target) -> None:
    x = _variable(t)
    with t.autograd.record():
        y = x * x
    t.autograd.backward([y, y])
    assert x.grad.tolist() == [0, 4, 8, 12]


def test_the_second_time_is_an_error(t: Target) -> None:
    x = _variable(t)
    with t.autograd.record():
        y = (x * x).sum()
    y.backward()
    with pytest.raises(t.error, match=NOT_RECORDED) as caught:
        y.backward()
    assert "you need to pass retain_graph=True to backward" in str(caught.value)
    assert x.grad.tolist() == [0, 2, 4, 6]


def test_retain_graph(t: Target) -> None:
    x = _variable(t)
    with t.autograd.record():
        y = (x * x).sum()
    y.backward(retain_graph=True)
    y.backward()
    assert x.grad.tolist() == [0, 2, 4, 6]
    with pytest.raises(t.error, match=NOT_RECORDED):
        y.backward()


def test_outside_any_recording(t: Target) -> None:
    x = _variable(t)
    y = x * x
    with pytest.raises(t.error, match=NOT_RECORDED) as caught:
        y.backward()
    assert "autograd.record()" in str(caught.value)


def test_without_any_variable(t: Target) -> None:
    with t.autograd.record():
        y = t.np.ones(3) * 2
    with pytest.raises(t.error):
        y.backward()


def test_inside_record(t: Target) -> None:
    x = _variable(t)
    with t.autograd.record():
        y = (x * x).sum()
        y.backward()
        assert t.autograd.is_recording()
    assert x.grad.tolist() == [0, 2, 4, 6]


def test_another_head_that_needs_what_was_freed(t: Target) -> None:
    x = _variable(t)
    with t.autograd.record():
        y = x * x
        z1 = y * y
        z2 = y * 3
    z1.backward()
    # MXNet says the second: nothing that needs a gradient is left to reach.
    with pytest.raises(t.error, match=f"{NOT_RECORDED}|There are no inputs in computation graph"):
        z2.backward()


def test_a_variable_that_is_not_reached(t: Target) -> None:
    x, other = _variable(t), _variable(t)
    other.grad[:] = 7
    with t.autograd.record():
        unused = other * 2
        y = (x * x).sum()
    y.backward()
    assert other.grad.tolist() == [7, 7, 7, 7]
    assert unused.tolist() == [0, 2, 4, 6]


def test_shared_part(t: Target) -> None:
    x = _variable(t)
    with t.autograd.record():
        y = x * x
        loss = (y * y + 3 * y).sum()
    loss.backward()
    v = onp.arange(4.0)
    assert x.grad.tolist() == (4 * v**3 + 6 * v).tolist()


def test_detach_keeps_the_first_part(t: Target) -> None:
    x = _variable(t)
    with t.autograd.record():
        y = x * x
        u = y.detach()
        z = u * x
    z.backward()
    assert x.grad.tolist() == u.tolist() == [0, 1, 4, 9]
    y.backward()
    assert x.grad.tolist() == [0, 2, 4, 6]


def test_only_detached(t: Target) -> None:
    x = _variable(t)
    with t.autograd.record():
        y = (x * x).detach()
    with pytest.raises(t.error, match=NOT_RECORDED):
        y.backward()


def test_attach_grad_detaches_a_computed_array(t: Target) -> None:
    x = t.np.arange(4)
    x.attach_grad()
    y = t.np.ones(4) * 2
    y.attach_grad()
    with t.autograd.record():
        u = x * y
        u.attach_grad()
        z = 5 * u - x
    z.backward()
    assert x.grad.tolist() == [-1, -1, -1, -1]
    assert u.grad.tolist() == [5, 5, 5, 5]
    assert y.grad.tolist() == [0, 0, 0, 0]


def test_attaching_again_cuts_what_was_recorded(t: Target) -> None:
    x = _variable(t)
    with t.autograd.record():
        y = x * x
    x.attach_grad()
    y.backward()
    assert x.grad.tolist() == [0, 0, 0, 0]


def test_a_variable_as_its_own_head(t: Target) -> None:
    x = _variable(t)
    with t.autograd.record():
        x.backward()
    assert x.grad.tolist() == [1, 1, 1, 1]


def test_integer_results_end_the_graph(t: Target) -> None:
    x = _variable(t)
    with t.autograd.record():
        y = (x * x.argmax().astype("float32")).sum()
    y.backward()
    assert x.grad.tolist() == [3, 3, 3, 3]


def test_astype_is_differentiable(t: Target) -> None:
    x = _variable(t)
    with t.autograd.record():
        y = (x.astype("float64") ** 2).sum()
    y.backward()
    assert str(onp.dtype(x.grad.dtype)) == "float32"
    assert x.grad.tolist() == [0, 2, 4, 6]


def test_a_long_chain(t: Target) -> None:
    x = _variable(t, [1.0])
    with t.autograd.record():
        y = x
        for _ in range(3000):
            y = y + x
    y.backward()
    assert x.grad.tolist() == [3001]


def test_a_variable_used_many_times(t: Target) -> None:
    x = _variable(t)
    with t.autograd.record():
        y = x * x * x + x * 2 - x / 2 + x.sum() * x
    y.backward()
    v = onp.arange(4.0)
    onp.testing.assert_allclose(x.grad.asnumpy(), 3 * v**2 + 1.5 + v.sum() + v.sum(), rtol=1e-6)


def test_gradients_are_not_recorded(t: Target) -> None:
    x = _variable(t)
    with t.autograd.record():
        y = (x * x).sum()
        y.backward()
        z = x.grad * 2
    with pytest.raises(t.error):
        z.backward()
