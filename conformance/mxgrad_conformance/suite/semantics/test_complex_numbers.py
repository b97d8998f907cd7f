"""Complex arrays: how they are made, what refuses them, and gradients in the direction in which a loss grows."""

from __future__ import annotations

import cmath
from typing import Any

import numpy as onp
import pytest

from mxgrad_conformance.target import Target

pytestmark = pytest.mark.needs("complex_numbers")
Z = [1.0 + 2.0j, -0.5 + 0.25j]


def _dtype(x: Any) -> str:
    return str(onp.dtype(x.dtype))


def test_made_from_lists_and_numbers(t: Target) -> None:
    x = t.np.array(Z)
    assert _dtype(x) == "complex64"
    assert x.tolist() == Z
    assert _dtype(t.np.array(Z, dtype="complex128")) == "complex128"
    assert _dtype(t.np.full((2,), 1j)) == "complex64"
    assert t.np.zeros(2, dtype="complex64").tolist() == [0, 0]


def test_numbers_make_real_arrays_complex(t: Target) -> None:
    for dtype, want in (("float32", "complex64"), ("float64", "complex128"), ("int32", "complex64")):
        x = t.np.array([1, 2], dtype=dtype)
        for y in (x * 1j, 1j * x, x + 0j, x / 1j, x - 1j):
            assert _dtype(y) == want
        assert (x * 1j).tolist() == [1j, 2j]


def test_real_numbers_leave_them_complex(t: Target) -> None:
    x = t.np.array(Z)
    for y in (x + 1, x * 2.5, 1 / x, x**2, x - True):
        assert _dtype(y) == "complex64"


def test_parts(t: Target) -> None:
    x = t.np.array(Z)
    assert x.real.tolist() == [1, -0.5]
    assert x.imag.tolist() == [2, 0.25]
    assert x.conj().tolist() == x.conjugate().tolist() == [1 - 2j, -0.5 - 0.25j]
    assert t.np.ones(2).imag.tolist() == [0, 0]


def test_parts_are_copies(t: Target) -> None:
    x = t.np.ones(2)
    x.real[:] = 5
    t.np.conj(x)[:] = 5
    assert x.tolist() == [1, 1]


@pytest.mark.names("np.iscomplexobj", "np.isrealobj")
def test_kinds_of_arrays(t: Target) -> None:
    assert t.np.iscomplexobj(t.np.array([1 + 0j]))
    assert not t.np.iscomplexobj(t.np.ones(2))
    assert t.np.isrealobj(t.np.ones(2))
    assert t.np.isreal(t.np.array([1j, 1 + 0j])).tolist() == [False, True]
    assert t.np.iscomplex(t.np.array([1j, 1 + 0j])).tolist() == [True, False]


def test_functions_of_python_numbers(t: Target) -> None:
    assert t.np.exp(1j) == pytest.approx(cmath.exp(1j))
    assert t.np.real(1 + 2j) == 1


def test_printed_like_numpy(t: Target) -> None:
    assert repr(t.np.array([1 + 2j])) == "array([1.+2.j], dtype=complex64)"
    assert str(t.np.array([1 + 2j])) == "[1.+2.j]"


def test_converted(t: Target) -> None:
    x = t.np.array(Z)
    assert x.astype("float32").tolist() == [1, -0.5]
    assert t.np.array([0j, 1j]).astype("bool").tolist() == [False, True]
    assert complex(x[0]) == x[0].item() == 1 + 2j
    y = t.np.zeros(2)
    y[:] = x
    assert y.tolist() == [1, -0.5]


REFUSED: dict[str, Any] = {
    "<": lambda x: x < x,
    ">= a number": lambda x: x >= 1,
    "maximum": lambda x: None,
    "//": lambda x: x // 2,
    "%": lambda x: x % 2,
    "max": lambda x: x.max(),
    "argmin": lambda x: x.argmin(),
    "clip": lambda x: x.clip(0, 1),
    "round": lambda x: x.round(),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_needs_an_order_refuses_them(t: Target, name: str) -> None:
    x = t.np.array(Z)
    with pytest.raises(TypeError, match="not defined for complex numbers"):
        t.np.maximum(x, x) if name == "maximum" else REFUSED[name](x)
    with t.autograd.record(), pytest.raises(TypeError, match="not defined for complex numbers"):
        t.np.maximum(x, x) if name == "maximum" else REFUSED[name](x)


def test_descent_goes_down(t: Target) -> None:
    z = t.np.array(Z, dtype="complex128")
    z.attach_grad()
    losses = []
    for _ in range(5):
        with t.autograd.record():
            loss = (t.np.abs(z * z - 1j) ** 2).sum()
        loss.backward()
        losses.append(loss.item())
        z -= 0.02 * z.grad
    assert losses == sorted(losses, reverse=True)
    assert losses[-1] < losses[0] / 2


def test_gradient_has_both_directions(t: Target) -> None:
    z = t.np.array(3 + 4j)
    z.attach_grad()
    with t.autograd.record():
        loss = z.real * 2 + z.imag * 5
    loss.backward()
    assert z.grad.item() == 2 + 5j
    assert _dtype(z.grad) == "complex64"


def test_a_complex_head_counts_by_its_real_part(t: Target) -> None:
    z = t.np.array(Z, dtype="complex128")
    z.attach_grad()
    with t.autograd.record():
        y = z * (2 + 3j)
    y.backward(retain_graph=True)
    assert z.grad.tolist() == [2 - 3j, 2 - 3j]
    y.backward(t.np.array([1j, 1], dtype="complex128"))
    assert z.grad.tolist() == [3 + 2j, 2 - 3j]


def test_real_operands_have_real_gradients(t: Target) -> None:
    x = t.np.array([1.0, 2.0])
    x.attach_grad()
    with t.autograd.record():
        loss = t.np.abs(x * (3 + 4j) + 1).sum()
    loss.backward()
    assert _dtype(x.grad) == "float32"
    want = [((3 - 4j) * w / abs(w)).real for w in (4 + 4j, 7 + 8j)]
    onp.testing.assert_allclose(x.grad.asnumpy(), want, rtol=1e-5)


def test_a_real_head_has_a_real_gradient(t: Target) -> None:
    x = t.np.ones(2)
    x.attach_grad()
    with t.autograd.record():
        y = x * 2
    with pytest.raises(TypeError, match="complex"):
        y.backward(t.np.array([1j, 1j]))


def test_gradients_add_up(t: Target) -> None:
    z = t.np.array(1 + 1j)
    z.attach_grad("add")
    for _ in range(3):
        with t.autograd.record():
            loss = z.imag * 2
        loss.backward()
    assert z.grad.item() == 6j


def test_one_path_is_real_and_one_is_not(t: Target) -> None:
    x = t.np.array(2.0)
    x.attach_grad()
    with t.autograd.record():
        loss = x * x + t.np.imag(x * x * 1j)
    loss.backward()
    assert x.grad.item() == 8


def test_functions_of_the_user(t: Target) -> None:
    class Square(t.autograd.Function):  # type: ignore[misc,name-defined]
        def forward(self, z: Any) -> Any:
            self.save_for_backward(z)
            return z * z

        def backward(self, g: Any) -> Any:
            (z,) = self.saved_tensors
            return g * 2 * t.np.conj(z)

    z = t.np.array(1 + 2j)
    z.attach_grad()
    with t.autograd.record():
        loss = Square()(z).imag
    loss.backward()
    mine = z.grad.item()
    with t.autograd.record():
        loss = (z * z).imag
    loss.backward()
    assert mine == z.grad.item() == 4 + 2j


def test_size_at_zero(t: Target) -> None:
    z = t.np.array([0j, 3 + 4j])
    z.attach_grad()
    with t.autograd.record():
        loss = t.np.abs(z).sum() + t.np.linalg.norm(z)
    loss.backward()
    onp.testing.assert_allclose(z.grad.asnumpy(), [0, 2 * (0.6 + 0.8j)], rtol=1e-6)
