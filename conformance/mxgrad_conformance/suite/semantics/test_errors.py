"""Errors: MXNet's type and the built-in that a NumPy user expects, with the text that people search for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from mxgrad_conformance.target import Target

FAILURES: dict[str, tuple[Callable[[Target], object], type[Exception], str]] = {
    "broadcast": (
        lambda t: t.np.ones((2, 3)) + t.np.ones(4),
        ValueError,
        r"operands could not be broadcast together with shapes \[2,3\] \[4\]",
    ),
    "reshape": (
        lambda t: t.np.arange(4).reshape(3, 2),
        ValueError,
        r"Cannot reshape array of size 4 into shape \[3,2\]",
    ),
    "concatenate": (
        lambda t: t.np.concatenate([t.np.ones((2, 2)), t.np.ones((3, 3))]),
        ValueError,
        "",
    ),
    "dot": (lambda t: t.np.dot(t.np.ones((2, 3)), t.np.ones((2, 3))), ValueError, ""),
    "matmul": (lambda t: t.np.matmul(t.np.ones((2, 3)), t.np.ones((2, 3))), ValueError, ""),
    "sum axis": (lambda t: t.np.sum(t.np.arange(4), axis=3), ValueError, ""),
    "expand_dims axis": (lambda t: t.np.expand_dims(t.np.arange(4), 5), ValueError, ""),
    "swapaxes axis": (
        lambda t: t.np.swapaxes(t.np.arange(4), 0, 3),
        ValueError,
        "out of bounds for array of",
    ),
    "broadcast_to": (lambda t: t.np.broadcast_to(t.np.arange(4), (3,)), ValueError, ""),
    "squeeze": (
        lambda t: t.np.squeeze(t.np.ones((2, 1)), 0),
        ValueError,
        "cannot select an axis to squeeze out which has size",
    ),
    "inv shape": (lambda t: t.np.linalg.inv(t.np.ones((2, 3))), ValueError, ""),
    "inv singular": (lambda t: t.np.linalg.inv(t.np.zeros((2, 2))), ValueError, ""),
    "multinomial": (lambda t: t.np.random.multinomial(3, [0.9, 0.9]), ValueError, r"sum\(pvals\[:-1\]\) > 1.0"),
    "einsum": (lambda t: t.np.einsum("ij,jk", t.np.ones(4), t.np.ones(4)), ValueError, ""),
}


@pytest.mark.parametrize("name", FAILURES)
def test_is_an_mxnet_error(t: Target, name: str) -> None:
    function, _, text = FAILURES[name]
    with pytest.raises(t.error, match=text or None):
        function(t).asnumpy()  # type: ignore[attr-defined]


@pytest.mark.needs("builtin_errors")
@pytest.mark.parametrize("name", FAILURES)
def test_is_a_builtin_too(t: Target, name: str) -> None:
    function, kind, text = FAILURES[name]
    with pytest.raises(kind, match=text or None):
        function(t).asnumpy()  # type: ignore[attr-defined]


def test_split(t: Target) -> None:
    with pytest.raises(ValueError, match="array split does not result in an equal division"):
        t.np.split(t.np.arange(4), 3)


def test_repeated_axes(t: Target) -> None:
    with pytest.raises(ValueError, match=r"[Rr]epeated axis in transpose"):
        t.np.transpose(t.np.ones((2, 3)), (0, 0)).asnumpy()


def test_stack_of_different_shapes(t: Target) -> None:
    with pytest.raises((ValueError, t.error)):
        t.np.stack([t.np.arange(4), t.np.ones(3)]).asnumpy()


@pytest.mark.parametrize("root", ["np", "npx"])
def test_names_that_do_not_exist(t: Target, root: str) -> None:
    with pytest.raises(AttributeError, match="nonexistent"):
        getattr(t, root).nonexistent  # noqa: B018


def test_lists_are_not_arrays(t: Target) -> None:
    with pytest.raises((TypeError, AssertionError, t.error)):
        t.np.sum("abc")


def test_index_errors_name_index_and_size(t: Target) -> None:
    with pytest.raises(IndexError, match=r"index 10 is out of bounds for axis 0 with size 4"):
        t.np.arange(4)[10]
    with pytest.raises(IndexError, match="too many indices"):
        t.np.arange(4)[0, 0]


def test_symbols(t: Target) -> None:
    with pytest.raises((NotImplementedError, t.error)):
        t.autograd.get_symbol(t.np.ones(2))


def test_arrays_survive_errors(t: Target) -> None:
    x = t.np.arange(4)
    x.attach_grad()
    with pytest.raises(t.error), t.autograd.record():
        (x + t.np.ones(3)).asnumpy()
    with t.autograd.record():
        y = (x * x).sum()
    y.backward()
    assert x.grad.tolist() == [0, 2, 4, 6]


@pytest.mark.parametrize("name", ["concatenate", "stack", "vstack", "hstack", "dstack"])
def test_a_number_is_no_sequence(t: Target, name: str) -> None:
    with pytest.raises(TypeError):
        getattr(t.np, name)(2)


@pytest.mark.parametrize("key", ["a", 1.5, {}])
def test_what_is_no_index(t: Target, key: object) -> None:
    with pytest.raises(ValueError, match="does not support slicing with key"):
        t.np.ones(3)[key]


@pytest.mark.needs("builtin_errors")
def test_matmul_of_a_number(t: Target) -> None:
    x = t.np.ones(3)
    with pytest.raises(ValueError, match="matmul"):
        _ = x @ 2
    with pytest.raises(ValueError, match="matmul"):
        _ = 2 @ x
    with pytest.raises(ValueError, match="matmul"):
        t.np.matmul(x, 2)


@pytest.mark.needs("builtin_errors")
@pytest.mark.parametrize("key", ["a", 1.5, {}])
def test_what_is_no_index_in_numpy(t: Target, key: object) -> None:
    with pytest.raises(IndexError):
        t.np.ones(3)[key]


def test_options_that_do_not_exist(t: Target) -> None:
    x = t.np.ones(2)
    with pytest.raises(TypeError):
        t.np.sin(x, casting="mxnet")
    with pytest.raises(TypeError):
        t.np.add(x, x, casting="mxnet")
    with pytest.raises(TypeError):
        t.np.sin(x, dtype="abcdefg")
    with pytest.raises(NotImplementedError):
        t.np.sin(x, order="mxnet")


@pytest.mark.parametrize("axis", [(0, 1), [0]])
def test_arg_functions_take_one_axis(t: Target, axis: object) -> None:
    with pytest.raises(TypeError):
        t.np.nanargmax(t.np.array([[1.0, float("nan")]]), axis=axis)


@pytest.mark.parametrize(
    ("shape", "lengths", "options"),
    [
        ((2, 3), [1, 2], {}),
        ((2, 3), None, {"use_sequence_length": True}),
        ((2, 3), [1, 2], {"use_sequence_length": True}),
        ((2, 3), [1, 2], {"use_sequence_length": True, "axis": 2}),
        ((3,), [1], {"use_sequence_length": True}),
    ],
)
def test_sequence_mask(t: Target, shape: tuple[int, ...], lengths: list[int] | None, options: dict[str, Any]) -> None:
    with pytest.raises(t.error):
        t.npx.sequence_mask(t.np.ones(shape), None if lengths is None else t.np.array(lengths), **options).asnumpy()
