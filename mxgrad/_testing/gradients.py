"""Checking recorded gradients against finite differences."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from mxgrad import autograd
from mxgrad import np as mxnp
from mxgrad._testing.compare import assert_almost_equal, to_numpy
from mxgrad._testing.tolerance import Tolerance, default_numeric_eps, get_tolerance
from mxgrad.array import ndarray
from mxgrad.base import MXNetNotImplementedError, MXNetTypeError, MXNetValueError
from mxgrad.context import Context

__all__ = ["check_numeric_gradient", "numeric_grad"]

Host = np.ndarray[Any, np.dtype[Any]]
Location = Mapping[str, Any] | Sequence[Any]
_FLOATS = (np.float16, np.float32, np.float64)


def numeric_grad(
    executor: Callable[..., Any],
    location: Location,
    aux_states: None = None,
    eps: float = 1e-4,
    use_forward_train: bool = True,
    dtype: Any = np.float32,
) -> Any:
    """Return the gradient of the sum of a function's result by central differences, computed in float64.

    Parameters
    ----------
    executor : callable
        A function of mxgrad arrays (MXNet: of an executor of a symbol, which mxgrad does not have).
    location : list or dict of arrays
        Its arguments, by position or by name.
    eps : float
        The distance of the two points of a difference.
    use_forward_train : bool
        Whether it runs in training mode.
    dtype : dtype
        The dtype of the result.

    Returns
    -------
    list or dict of numpy.ndarray
        One gradient per argument; zeros for arguments that are not floating point.

    Examples
    --------
    >>> numeric_grad(lambda x: x * x, [[1.0, 2.0]])[0].round(3).tolist()
    [2.0, 4.0]
    """
    _refuse_symbols("numeric_grad", executor, aux_states)
    arguments = {k: _double(v) for k, v in _items(location).items()}
    slopes = _differences(_evaluator(executor, location, use_forward_train, None), arguments, eps)
    result = {k: slope.astype(dtype) for k, slope in slopes.items()}
    return result if isinstance(location, Mapping) else list(result.values())


def check_numeric_gradient(
    sym: Callable[..., Any],
    location: Location,
    aux_states: None = None,
    numeric_eps: Tolerance = None,
    rtol: Tolerance = None,
    atol: Tolerance = None,
    grad_nodes: Sequence[Any] | Mapping[Any, str] | None = None,
    use_forward_train: bool = True,
    ctx: Context | None = None,
    grad_stype_dict: None = None,
    dtype: Any = np.float32,
) -> None:
    """Raise an `AssertionError` unless the recorded gradient of a function agrees with finite differences.

    The result is weighted with random numbers, so that errors which cancel in its sum are seen. Differences
    are taken in float64 whatever `dtype` is, so `rtol` and `atol` measure the recorded gradient alone.

    Parameters
    ----------
    sym : callable
        A function of arrays that returns an array or several. (MXNet: a symbol, which mxgrad does not have.)
    location : list or dict of arrays
        Its arguments, by position or by name.
    numeric_eps : float, optional
        The distance of the two points of a difference.
    rtol, atol : float, dict of dtype to float, or None
        Tolerances as in `assert_almost_equal`.
    grad_nodes : list of names or positions, or dict of these to a request, optional
        Which gradients to check, and with which request: ``'write'``, ``'add'`` or ``'null'``. Default: all.
    use_forward_train : bool
        Whether the function runs in training mode.
    ctx : Context, optional
        Where the arrays live.
    dtype : {float32, float64, float16}
        The dtype that the recorded gradient is computed in.

    Examples
    --------
    >>> from mxgrad import np
    >>> check_numeric_gradient(lambda x, y: np.sin(x) * y, [[0.5, 1.0], [2.0, 3.0]])
    """
    _refuse_symbols("check_numeric_gradient", sym, aux_states or grad_stype_dict)
    if np.dtype(dtype) not in [np.dtype(kind) for kind in _FLOATS]:
        raise MXNetTypeError(f"dtype is float16, float32 or float64, not {dtype!r}")
    arguments = {k: _double(v) for k, v in _items(location).items()}
    requests = _requests(grad_nodes, arguments)
    if set(requests.values()) <= {"null"}:
        return  # nothing is asked for, and backward would refuse a graph without variables
    start = {k: np.asarray(np.random.normal(0, 0.01, arguments[k].shape), dtype=dtype) for k in requests}

    inputs = {k: mxnp.array(v, dtype=dtype if v.dtype.kind == "f" else None, ctx=ctx) for k, v in arguments.items()}
    for key, request in requests.items():
        inputs[key].attach_grad(request)
        if request != "null":  # the buffer of a null request is nobody's business
            _buffer(inputs[key])[...] = start[key]
    weights: list[Host] = []
    with autograd.record(train_mode=use_forward_train):
        total = _weighted(_call(sym, location, inputs), weights)
    total.backward(train_mode=use_forward_train)

    evaluate = _evaluator(sym, location, use_forward_train, weights)
    eps = get_tolerance(np.zeros(1), numeric_eps, default_numeric_eps())
    slopes = _differences(evaluate, {k: arguments[k] for k in requests}, eps, arguments)
    for key, request in requests.items():
        if request == "null":
            continue
        found = to_numpy(_buffer(inputs[key]))
        if request == "add":
            found = found - start[key]
        expected = slopes[key].astype(dtype)
        assert_almost_equal(expected, found, rtol, atol, (f"NUMERICAL_{key}", f"BACKWARD_{key}"))


def _refuse_symbols(name: str, function: object, other: object) -> None:
    if other is not None or hasattr(function, "list_arguments") or not callable(function):
        raise MXNetNotImplementedError(
            f"{name} takes a Python function of arrays, got {type(function).__name__}: symbols, executors, "
            "auxiliary states and sparse gradients are not part of mxgrad"
        )


def _items(location: Location) -> dict[Any, Any]:
    return dict(location) if isinstance(location, Mapping) else dict(enumerate(location))


def _double(value: Any) -> Host:
    host = to_numpy(value)
    return host.astype(np.float64) if host.dtype.kind == "f" else host.copy()


def _buffer(x: ndarray) -> ndarray:
    assert x.grad is not None  # attach_grad put it there
    return x.grad


def _requests(grad_nodes: Any, arguments: Mapping[Any, Host]) -> dict[Any, str]:
    if grad_nodes is None:
        return {k: "write" for k, v in arguments.items() if v.dtype.kind == "f"}
    requests = dict(grad_nodes) if isinstance(grad_nodes, Mapping) else dict.fromkeys(grad_nodes, "write")
    for key, request in requests.items():
        if key not in arguments:
            raise MXNetValueError(f"grad_nodes names {key!r}; the arguments are {list(arguments)}")
        if request not in ("write", "add", "null"):
            raise MXNetValueError(f"Invalid grad_req {request!r} for argument {key!r}: write, add or null")
    return requests


def _call(function: Callable[..., Any], location: Location, inputs: Mapping[Any, ndarray]) -> list[ndarray]:
    result = function(**inputs) if isinstance(location, Mapping) else function(*inputs.values())
    return list(result) if isinstance(result, (tuple, list)) else [result]


def _weighted(outputs: list[ndarray], weights: list[Host]) -> ndarray:
    """Return the sum of the outputs times the weights, which the first call draws: none of them small."""
    if not weights:
        weights.extend(np.random.uniform(0.1, 1.1, size=output.shape) for output in outputs)
    total: Any = 0
    for output, weight in zip(outputs, weights, strict=True):
        total = total + (output * mxnp.array(weight, dtype=output.dtype, ctx=output.ctx)).sum()
    return total  # type: ignore[no-any-return]


def _evaluator(
    function: Callable[..., Any], location: Location, train: bool, weights: list[Host] | None
) -> Callable[[Mapping[Any, Host]], float]:
    """Return the function to take differences of: float64 in, and the (weighted) sum of its outputs out."""

    def evaluate(arguments: Mapping[Any, Host]) -> float:
        inputs = {k: mxnp.array(v, dtype=v.dtype) for k, v in arguments.items()}
        with autograd.train_mode() if train else autograd.predict_mode():
            outputs = [to_numpy(output).astype(np.float64) for output in _call(function, location, inputs)]
        if weights is None:
            return float(sum(output.sum() for output in outputs))
        return float(sum((output * weight).sum() for output, weight in zip(outputs, weights, strict=True)))

    return evaluate


def _differences(
    evaluate: Callable[[Mapping[Any, Host]], float],
    varied: Mapping[Any, Host],
    eps: float,
    arguments: Mapping[Any, Host] | None = None,
) -> dict[Any, Host]:
    point = dict(varied if arguments is None else arguments)
    slopes = {}
    for key, value in varied.items():
        slope = np.zeros(value.shape)
        if value.dtype.kind == "f":
            point[key] = moved = value.copy()
            for index in np.ndindex(value.shape):
                moved[index] = value[index] + eps / 2
                above = evaluate(point)
                moved[index] = value[index] - eps / 2
                slope[index] = (above - evaluate(point)) / eps
                moved[index] = value[index]
        slopes[key] = slope
    return slopes
