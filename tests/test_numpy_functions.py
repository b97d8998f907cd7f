"""Every function of numpy and numpy.linalg that takes arrays, on mxgrad's: values, types, and gradients or errors.

The calls are in `numpy_calls.py`; NumPy says itself which functions there are.
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as onp
import pytest
from numpy.testing import overrides

import mxgrad as mx
from mxgrad import autograd, np
from mxgrad import numpy_dispatch_protocol as protocol
from mxgrad._numpy_protocol import counterpart
from mxgrad.base import MXNetError
from numpy_calls import ARRAY_FUNCTIONS, LINALG, NO_ARRAYS, Call, ufunc_calls
from support import backend_parameters

UFUNCS = {u.__name__: u for u in overrides.get_overridable_numpy_ufuncs() if getattr(onp, u.__name__, None) is u}
FUNCTIONS: dict[str, Any] = {
    **{f"numpy.{name}": getattr(onp, name) for name in [*ARRAY_FUNCTIONS, *UFUNCS] if hasattr(onp, name)},
    **{f"numpy.linalg.{name}": getattr(onp.linalg, name) for name in LINALG if hasattr(onp.linalg, name)},
}

# Calls whose results are values that a gradient could be of, and that have none here: an error says so.
REFUSED = {
    "numpy.broadcast_arrays-1": "None becomes an array of objects",
    "numpy.sort_complex-0": "as complex numbers",
    **{f"numpy.nextafter-{i}": "a neighbour among the numbers that there are" for i in range(4)},
    "numpy.linalg.qr-3": "the columns that complete it are any",
    "numpy.linalg.svd-0": "the vectors that complete it are any",
    "numpy.unique-3": "equal_nan is NumPy's own",
}
# Results that do not depend on the values of their arguments, or only as steps do.
CONSTANT = {"empty_like", "full_like", "ones_like", "zeros_like", "imag", "piecewise"}
UNDEFINED = {"empty", "empty_like"}
# Vectors of which minus the same would do: their absolute values are compared.
SIGNS = {"numpy.linalg.eig", "numpy.linalg.eigh", "numpy.linalg.qr", "numpy.linalg.svd"}
# NumPy from 2.5 on gives complex numbers, whose imaginary parts are 0 for our matrices.
REAL = {"numpy.linalg.eigvals"}


def calls() -> list[Any]:
    """Name, call, label and backend; jax, which compiles every one of them, gets the first call of each function."""
    found = []
    for name, function in FUNCTIONS.items():
        table = LINALG if name.startswith("numpy.linalg.") else ARRAY_FUNCTIONS
        rows = ufunc_calls(function) if isinstance(function, onp.ufunc) else table[function.__name__]
        for i, row in enumerate(rows):
            for backend in backend_parameters():
                if i == 0 or backend.values != ("jax",):
                    label = f"{name}-{i}"
                    found.append(
                        pytest.param(
                            name, row, label, *backend.values, id=f"{label}-{backend.values[0]}", marks=backend.marks
                        )
                    )
    return found


def mapped(value: Any, change: Any) -> Any:
    """`value` with `change` applied to every NumPy array in it."""
    if isinstance(value, onp.ndarray):
        return change(value)
    if type(value) in (list, tuple):
        return type(value)(mapped(item, change) for item in value)
    return value


def run(function: Any, call: Call, change: Any) -> Any:
    arguments = [mapped(value, change) for value in call.args]
    options = {key: mapped(value, change) for key, value in call.kwargs.items()}  # NumPy's `like=` needs it kept alive
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # NumPy's, of what it is about to change
        return function(*arguments, **options)


def numpys(name: str, call: Call, change: Any) -> Any:
    """What NumPy itself gives."""
    found = run(FUNCTIONS[name], call, change)
    return onp.real_if_close(found) if name in REAL else found


def single(value: onp.ndarray) -> onp.ndarray:
    return value.astype("float32") if value.dtype == "float64" else value


def leaves(value: Any) -> list[Any]:
    return [leaf for item in value for leaf in leaves(item)] if isinstance(value, list | tuple) else [value]


def check_same(found: Any, expected: Any, floats: bool = False) -> None:
    if isinstance(expected, list | tuple):
        assert len(found) == len(expected)
        for one, other in zip(found, expected, strict=True):
            check_same(one, other)
    elif isinstance(expected, onp.ndarray | onp.generic | float) and onp.asarray(expected).dtype.kind in "biufc":
        assert isinstance(found, np.ndarray) or onp.ndim(expected) == 0
        host = onp.asarray(found)
        assert host.shape == onp.shape(expected)
        kind, wanted = host.dtype.kind, onp.asarray(expected).dtype.kind
        assert kind == wanted or (kind, wanted, floats) == ("f", "i", True), (host.dtype, wanted)
        onp.testing.assert_allclose(host, expected, rtol=2e-5, atol=2e-6)
    elif isinstance(expected, onp.ndarray):  # of objects
        assert found.dtype == expected.dtype and found.shape == expected.shape
    else:
        assert found == expected


def test_every_function_has_a_call():
    missing = []
    for function in overrides.get_overridable_numpy_array_functions():
        table = {"numpy": ARRAY_FUNCTIONS, "numpy.linalg": LINALG}.get(function.__module__)
        if table is not None and function.__name__ not in {*table, *NO_ARRAYS}:
            missing.append(function.__name__)
    assert missing == []


@pytest.mark.parametrize(("name", "row", "label", "backend"), calls())
def test_values(name, row, label, backend):
    function = FUNCTIONS[name]
    expected = numpys(name, row, single)
    with mx.use_backend(backend):
        found = run(function, row, lambda value: np.array(single(value)))
    if name.rpartition(".")[2] in UNDEFINED:
        assert found.shape == expected.shape
        return
    if name in SIGNS:
        found, expected = [abs(leaf) for leaf in leaves(found)], [abs(leaf) for leaf in leaves(expected)]
    check_same(found, expected, floats=name == "numpy.arange")  # MXNet's counts in floats
    assert all(leaf.backend == backend for leaf in leaves(found) if isinstance(leaf, np.ndarray))


def parts(result: Any) -> list[Any]:
    """What of a result a gradient could be of."""
    return [leaf for leaf in leaves(result) if _is_value(leaf)]


def _is_value(leaf: Any) -> bool:
    return (
        isinstance(leaf, float | complex | np.ndarray | onp.ndarray | onp.generic)
        and onp.dtype(getattr(leaf, "dtype", "float64")).kind not in "biuSU"
    )


@pytest.mark.parametrize(("name", "row", "label", "backend"), calls())
def test_gradients(name, row, label, backend):
    """What comes out while recording has the derivative that finite differences say, or is an error by name."""
    function, variables = FUNCTIONS[name], []
    if name.rpartition(".")[2] in CONSTANT | UNDEFINED:
        return

    def variable(value: onp.ndarray) -> Any:
        array = np.array(value)
        if value.dtype.kind == "f":
            array.attach_grad()
            variables.append(array)
        return array

    with mx.use_backend(backend), autograd.record():
        if label in REFUSED:
            with pytest.raises(MXNetError, match=r"leave the graph|no gradient|not supported"):
                run(function, row, variable)
            return
        found = parts(run(function, row, variable))
        if not found:
            return
        if not any(leaf._node is not None for leaf in found):
            assert "like" in row.kwargs
            return
        assert all(isinstance(leaf, np.ndarray) for leaf in found)
        found = [abs(leaf) for leaf in found] if name in SIGNS else found
        loss = sum((leaf * _weights(leaf.shape)).sum() for leaf in found if leaf._node is not None)
    loss.backward()
    slope = sum(float((v.grad.asnumpy() * _direction(v.asnumpy())).sum()) for v in variables)
    assert slope == pytest.approx(_difference(name, row), rel=1e-5, abs=1e-6)


def _weights(shape: tuple[int, ...]) -> onp.ndarray:
    return onp.cos(onp.arange(onp.prod(shape, dtype=int))).reshape(shape) + 0.3


def _direction(x: onp.ndarray) -> onp.ndarray:
    found = onp.sin(onp.arange(x.size) + 1.0).reshape(x.shape)
    symmetric = x.ndim == 2 and x.shape[0] == x.shape[1] and (x == x.T).all()
    return found + found.T if symmetric else found  # some functions look at half of a symmetric matrix


def _difference(name: str, row: Call) -> float:
    def value(step: float) -> float:
        moved = numpys(name, row, lambda v: v + step * _direction(v) if v.dtype.kind == "f" else v)
        values = [onp.abs(leaf) if name in SIGNS else onp.asarray(leaf) for leaf in parts(moved)]
        return sum(float((leaf * _weights(leaf.shape)).sum()) for leaf in values)

    h = 1e-5
    return (8 * (value(h) - value(-h)) - (value(2 * h) - value(-2 * h))) / (12 * h)


@pytest.mark.parametrize("names", ["_NUMPY_ARRAY_FUNCTION_LIST", "_NUMPY_ARRAY_UFUNC_LIST"])
def test_what_mxnet_promises_is_recorded_here(names):
    for name in getattr(protocol, names):
        home, _, last = name.rpartition(".")
        function = getattr(getattr(onp, home) if home else onp, last)
        assert counterpart(function) is not None, name


@pytest.mark.parametrize("decorator", [protocol.with_array_function_protocol, protocol.with_array_ufunc_protocol])
def test_decorators_of_dispatch_tests(decorator):
    calls = []

    @decorator
    def passing(x):
        calls.append(x)

    @decorator
    def failing():
        raise ValueError("something")

    passing(1)
    assert calls == [1]
    assert passing.__name__ == "passing"
    with pytest.raises(RuntimeError, match=r"Running function failing .* failed: something"):
        failing()
