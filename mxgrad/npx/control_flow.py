"""Loops and branches as functions. MXNet needs them for its compiled programs; here they are what Python does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from mxgrad import np
from mxgrad.array import ndarray
from mxgrad.base import MXNetTypeError, MXNetValueError

__all__ = ["cond", "foreach", "while_loop"]


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else [value]


def _stacked(outputs: Sequence[Any]) -> Any:
    """The results of all steps, stacked: an array, or for each place of a list (in lists) of them one."""
    first = outputs[0]
    if isinstance(first, ndarray):
        return np.stack(outputs)
    if not isinstance(first, (list, tuple)):
        raise MXNetTypeError(f"a step gives arrays, or lists of them, not {first!r}")
    return [_stacked(parts) for parts in zip(*outputs, strict=True)]


def foreach(body: Callable[[Any, Any], tuple[Any, Any]], data: Any, init_states: Any) -> tuple[Any, Any]:
    """Call ``out, states = body(data[i], states)`` for each i; return all outs, stacked, and the last states.

    Parameters
    ----------
    data
        An array, or a list of arrays of one length, of which `body` gets the list of elements.
    init_states
        The states at the start: an array, or (nested) lists of arrays.

    Examples
    --------
    >>> from mxgrad import np, npx
    >>> npx.foreach(lambda x, total: (x + total, x + total), np.array([1.0, 2.0, 3.0]), np.array(0.0))
    (array([1., 3., 6.]), array(6.))
    """
    lengths = {len(x) for x in _listed(data)}
    if len(lengths) != 1 or 0 in lengths:
        raise MXNetValueError(f"foreach takes arrays of one length, 1 or more, not {sorted(lengths)}")
    states, outputs = init_states, []
    for i in range(lengths.pop()):
        out, states = body(data[i] if isinstance(data, ndarray) else [x[i] for x in data], states)
        outputs.append(out)
    return _stacked(outputs), states


def while_loop(
    cond: Callable[..., Any], func: Callable[..., tuple[Any, Any]], loop_vars: Any, max_iterations: int | None = None
) -> tuple[Any, Any]:
    """Call ``out, loop_vars = func(*loop_vars)`` while ``cond(*loop_vars)``; all outs, stacked, and the variables.

    Parameters
    ----------
    max_iterations
        The most steps. As in MXNet the outs have as many rows; those of steps that were not taken are 0.

    Returns
    -------
    tuple
        The outs (an empty list if there was no step) and the variables.

    Examples
    --------
    >>> from mxgrad import np, npx
    >>> npx.while_loop(lambda i: i < 2, lambda i: (i * 10, i + 1), np.array([0.0]), max_iterations=3)
    (array([[ 0.],
           [10.],
           [ 0.]]), array([2.]))
    """
    if max_iterations is None:
        raise MXNetValueError("while_loop: max_iterations should be specified")
    variables: Any = loop_vars
    outputs: list[Any] = []
    while len(outputs) < max_iterations and cond(*_listed(variables)):
        out, variables = func(*_listed(variables))
        outputs.append(out)
    if not outputs:
        return [], variables
    missing = max_iterations - len(outputs)
    return _stacked(outputs + [_zeros(outputs[0])] * missing), variables


def _zeros(value: Any) -> Any:
    return np.zeros_like(value) if isinstance(value, ndarray) else [_zeros(item) for item in value]


def cond(
    pred: Any, then_func: Callable[..., Any], else_func: Callable[..., Any], inputs: Any = (), name: str = "cond"
) -> Any:
    """``then_func(*inputs)`` if `pred` is true, else ``else_func(*inputs)``.

    Parameters
    ----------
    pred
        An array of one element, or a function of `inputs` that gives one.
    inputs
        An array, or a list of arrays.
    name
        For MXNet's sake; not used.

    Examples
    --------
    >>> from mxgrad import np, npx
    >>> npx.cond(lambda x: x > 1, lambda x: x * 2, lambda x: x * 3, np.array([2.0]))
    array([4.])
    """
    values = _listed(inputs)
    chosen = pred(*values) if callable(pred) else pred
    return then_func(*values) if chosen else else_func(*values)
