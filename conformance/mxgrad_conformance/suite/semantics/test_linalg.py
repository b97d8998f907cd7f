"""Linear algebra: what it refuses, and gradients where factors have none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as onp
import pytest

from mxgrad_conformance.target import Target

SINGULAR = onp.array([[1.0, 2.0], [2.0, 4.0]])
WEIGHTS = onp.array([[0.5, -1.0, 2.0], [1.5, 0.3, -0.7], [-0.2, 0.9, 1.1]])
WIDE, CUBE = onp.ones((2, 3)), onp.ones((2, 2, 2))


def _calls(name: str, *operands: Any, **options: Any) -> Callable[[Target], object]:
    def call(t: Target) -> object:
        arrays = [t.np.array(x) if isinstance(x, onp.ndarray) else x for x in operands]
        found = getattr(t.np.linalg, name)(*arrays, **options)
        return (found[0] if isinstance(found, tuple) else found).asnumpy()

    return call


REFUSED: dict[str, tuple[Callable[[Target], object], type[Exception]]] = {
    "cholesky, not positive definite": (_calls("cholesky", onp.array([[1.0, 2.0], [2.0, 1.0]])), ValueError),
    "cholesky, wide": (_calls("cholesky", WIDE), ValueError),
    "inv, singular": (_calls("inv", SINGULAR), ValueError),
    "inv, a vector": (_calls("inv", onp.ones(2)), ValueError),
    "det, wide": (_calls("det", WIDE), ValueError),
    "slogdet, wide": (_calls("slogdet", WIDE), ValueError),
    "solve, singular": (_calls("solve", SINGULAR, onp.ones(2)), ValueError),
    "solve, wide": (_calls("solve", WIDE, onp.ones(2)), ValueError),
    "solve, shapes": (_calls("solve", onp.eye(2), onp.ones(3)), ValueError),
    "eigh, wide": (_calls("eigh", WIDE), ValueError),
    "eigvalsh, wide": (_calls("eigvalsh", WIDE), ValueError),
    "eig, wide": (_calls("eig", WIDE), ValueError),
    "eig, complex eigenvalues": (_calls("eig", onp.array([[0.0, -1.0], [1.0, 0.0]])), ValueError),
    "eigvals, complex eigenvalues": (_calls("eigvals", onp.array([[0.0, -1.0], [1.0, 0.0]])), ValueError),
    "svd, a vector": (_calls("svd", onp.ones(2)), ValueError),
    "qr, a vector": (_calls("qr", onp.ones(2)), ValueError),
    "qr, mode": (_calls("qr", onp.eye(2), "half"), ValueError),
    "pinv, a vector": (_calls("pinv", onp.ones(2)), ValueError),
    "lstsq, a batch": (_calls("lstsq", CUBE, onp.ones(2)), ValueError),
    "lstsq, shapes": (_calls("lstsq", WIDE, onp.ones(3)), ValueError),
    "matrix_power, wide": (_calls("matrix_power", WIDE, 2), ValueError),
    "matrix_power, not whole": (_calls("matrix_power", onp.eye(2), 1.5), TypeError),
    "matrix_power, singular": (_calls("matrix_power", SINGULAR, -1), ValueError),
    "tensorinv, shapes": (_calls("tensorinv", CUBE, 1), ValueError),
    "tensorinv, no axes": (_calls("tensorinv", onp.eye(2), 0), ValueError),
    "tensorsolve, shapes": (_calls("tensorsolve", CUBE, onp.ones(2)), ValueError),
    "norm, order": (_calls("norm", onp.eye(2), "unknown"), ValueError),
    "cond, wide": (_calls("cond", WIDE, 1), ValueError),
    "a list": (_calls("inv", [[1.0, 0.0], [0.0, 1.0]]), TypeError),
}


@pytest.mark.parametrize("name", REFUSED)
def test_is_refused(t: Target, name: str) -> None:
    call, _ = REFUSED[name]
    with pytest.raises((t.error, ValueError, TypeError, AssertionError, onp.linalg.LinAlgError)):
        call(t)


@pytest.mark.needs("builtin_errors")
@pytest.mark.parametrize("name", REFUSED)
def test_is_refused_by_both_classes(t: Target, name: str) -> None:
    call, kind = REFUSED[name]
    with pytest.raises(kind) as caught:
        call(t)
    assert isinstance(caught.value, t.error)
    function = {"a list": "NDArray", "eigvals, complex eigenvalues": "eig", "matrix_power, singular": "inv"}.get(
        name, name.partition(",")[0]
    )
    assert function in str(caught.value)


def test_multi_dot_takes_two_or_more(t: Target) -> None:
    with pytest.raises(ValueError, match="at least two arrays"):
        t.np.linalg.multi_dot([t.np.ones((2, 2))])


@pytest.mark.needs("float16")
def test_half_precision_is_refused(t: Target) -> None:
    with pytest.raises((TypeError, t.error)):
        t.np.linalg.inv(t.np.ones((1, 1), dtype="float16")).asnumpy()


def _variable(t: Target, value: Any) -> Any:
    x = t.np.array(value, dtype="float64")
    x.attach_grad()
    return x


def _differences(loss: Callable[[Any], Any], x: Any, step: float = 1e-6) -> Any:
    found = onp.zeros_like(x)
    for i in onp.ndindex(x.shape):
        e = onp.zeros_like(x)
        e[i] = step
        found[i] = (loss(x + e) - loss(x - e)) / (2 * step)
    return found


def test_orthogonal_factor_where_singular_values_are_equal(t: Target) -> None:
    """Each vector alone has no derivative there, and their product has one."""
    x = _variable(t, onp.eye(3) * 2)
    weights = t.np.array(WEIGHTS, dtype="float64")
    with t.autograd.record():
        ut, _, v = t.np.linalg.svd(x)
        loss = (t.np.matmul(ut, v) * weights).sum()
    loss.backward()
    assert onp.allclose(x.grad.asnumpy(), (WEIGHTS - WEIGHTS.T) / 4)


def test_eigenspace_of_equal_eigenvalues(t: Target) -> None:
    values = onp.diag([1.0, 1.0, 3.0])

    def reference(a: Any) -> Any:
        _, v = onp.linalg.eigh((a + a.T) / 2)
        return (v[:, :2] @ v[:, :2].T * WEIGHTS).sum()

    x = _variable(t, values)
    with t.autograd.record():
        _, v = t.np.linalg.eigh(x)
        space = v[:, :2]
        loss = (t.np.matmul(space, space.T) * t.np.array(WEIGHTS, dtype="float64")).sum()
    loss.backward()
    assert onp.allclose(x.grad.asnumpy(), _differences(reference, values), atol=1e-7)


@pytest.mark.needs("second_order")
@pytest.mark.parametrize(
    ("value", "expected"),
    [(SINGULAR, [[3.0, 3.0], [3.0, 9.0]]), (onp.zeros((2, 2)), [[1.0, -1.0], [-1.0, 1.0]])],
    ids=["rank 1", "zeros"],
)
def test_second_derivative_of_a_singular_determinant(t: Target, value: Any, expected: Any) -> None:
    x = _variable(t, value)
    with t.autograd.record():
        (g,) = t.autograd.grad(t.np.linalg.det(x), [x], create_graph=True, retain_graph=True)
        loss = (g * g + g).sum()
    loss.backward()
    assert onp.allclose(x.grad.asnumpy(), expected)


def _factors(t: Target, name: str, x: Any) -> Any:
    if name in ("eigh", "cholesky"):
        x = (x + t.np.transpose(x)) / 2
    found = t.np.linalg.pinv(x, 1e-8) if name == "pinv" else getattr(t.np.linalg, name)(x)
    parts = found if isinstance(found, tuple) else (found,)
    total = 0
    for k, part in enumerate(parts):
        weights = onp.cos(onp.arange(float(part.size)) + k).reshape(part.shape)
        total = total + (part * part * t.np.array(weights, dtype="float64")).sum() + part.sum() / 3
    return total


@pytest.mark.needs("second_order")
@pytest.mark.parametrize("name", ["svd", "eigh", "eig", "qr", "cholesky", "pinv", "det", "slogdet"])
def test_third_derivative(t: Target, name: str) -> None:
    point = onp.array([[3.0, 0.4, 0.2], [0.1, 2.0, 0.3], [0.5, -0.2, 1.0]])
    along = t.np.array(WEIGHTS / 3, dtype="float64")

    def derivatives(value: Any) -> tuple[Any, Any]:
        """Second and third along a line."""
        x = _variable(t, value)
        with t.autograd.record():
            (first,) = t.autograd.grad(_factors(t, name, x), [x], create_graph=True, retain_graph=True)
            (second,) = t.autograd.grad((first * along).sum(), [x], create_graph=True, retain_graph=True)
            loss = (second * along).sum()
        loss.backward()
        return loss.item(), (x.grad * along).sum().item()

    step = 1e-4
    difference = derivatives(point + step * WEIGHTS / 3)[0] - derivatives(point - step * WEIGHTS / 3)[0]
    assert derivatives(point)[1] == pytest.approx(difference / (2 * step), rel=1e-5, abs=1e-6)


def test_one_result_of_several(t: Target) -> None:
    x = _variable(t, onp.diag([3.0, 2.0]))
    with t.autograd.record():
        parts = t.np.linalg.svd(x)
        loss = parts[1][0]
    loss.backward()
    assert onp.allclose(x.grad.asnumpy(), [[1, 0], [0, 0]])


def test_several_results_as_heads(t: Target) -> None:
    x = _variable(t, onp.diag([3.0, 2.0]))
    with t.autograd.record():
        _, values, _ = t.np.linalg.svd(x)
        both = [values, values * 2]
    t.autograd.backward(both)
    assert onp.allclose(x.grad.asnumpy(), [[3, 0], [0, 3]])


def test_a_variable_without_gradient(t: Target) -> None:
    x, y = t.np.eye(2), t.np.ones(2)
    x.attach_grad("null")
    y.attach_grad()
    with t.autograd.record():
        loss = (t.np.linalg.svd(x)[1] * y * y).sum()
    loss.backward()
    assert y.grad.tolist() == [2, 2]


@pytest.mark.needs("stale_detection")
@pytest.mark.parametrize("k", [0, 1, 2])
def test_an_overwritten_factor(t: Target, k: int) -> None:
    x = _variable(t, onp.diag([3.0, 2.0]))
    with t.autograd.record():
        parts = t.np.linalg.svd(x)
        loss = parts[1].sum()
    parts[k][:] = 0
    with pytest.raises(t.error, match="svd"):
        loss.backward()


def test_an_overwritten_operand_that_no_gradient_needs(t: Target) -> None:
    x = _variable(t, onp.diag([3.0, 2.0]))
    with t.autograd.record():
        loss = t.np.linalg.svd(x)[1].sum()
    x[:] = 0
    loss.backward()
    assert onp.allclose(x.grad.asnumpy(), onp.eye(2))


@pytest.mark.parametrize("ord", [0, 1, float("inf"), -float("inf")])
def test_norms_of_integers(t: Target, ord: float) -> None:
    found = t.np.linalg.norm(t.np.array([3, -4], dtype="int32"), ord=ord)
    assert (str(found.dtype), found.item()) == ("float32", onp.linalg.norm([3, -4], ord))
