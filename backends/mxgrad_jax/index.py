"""Indexing and sorting: keys are split into a structure, compiled in, and numbers, which are operands.

So ``x[0]``, ``x[1]``, … and index arrays of one shape share a compilation.
"""

from __future__ import annotations

import math
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from mxgrad.indexing import Key, last_writes
from mxgrad_jax.kernels import kernel

Shape = tuple[int, ...]
Structure = tuple[Any, ...]

_INT32 = 2**31 - 1


def split(key: Key, shape: Shape) -> tuple[Structure, tuple[np.ndarray[Any, Any], ...]]:
    """The structure and the numbers of a normalised key into an array of `shape`."""
    dtype = np.int64 if math.prod(shape) > _INT32 else np.int32
    return _split_advanced(key, dtype) if key.advanced else _split_basic(key, shape, dtype)


def split_write(key: Key, shape: Shape, size: int) -> tuple[Structure, tuple[np.ndarray[Any, Any], ...]]:
    """The same for writing `size` values. JAX does not say which of them stays where an index occurs twice."""
    last = last_writes(key, shape) if key.advanced and size > 1 else None
    if last is None:
        return split(key, shape)
    places, kept, selected = last
    dtype = np.int64 if math.prod(shape) > _INT32 else np.int32
    return ("once", selected), (places.astype(dtype), kept.astype(dtype))


def _split_basic(key: Key, shape: Shape, dtype: Any) -> tuple[Structure, tuple[np.ndarray[Any, Any], ...]]:
    starts: list[int] = []  # of the run of elements, on each axis, that has the selected ones
    spans: list[int] = []
    steps: list[int] = []
    result: list[int] = []
    for part in key.index:
        if part is None:
            result.append(1)
            continue
        if isinstance(part, int):
            starts.append(part)
            spans.append(1)
            steps.append(1)
            continue
        taken = range(*part.indices(shape[len(starts)]))
        count, step = len(taken), part.step or 1
        first, last = (taken[0], taken[-1]) if count else (0, -1)
        starts.append(min(first, last) if count else 0)
        spans.append(abs(last - first) + 1 if count else 0)
        steps.append(step)
        result.append(count)
    for length in shape[len(starts) :]:  # the key of x[i] says nothing of the other axes
        starts.append(0)
        spans.append(length)
        steps.append(1)
        result.append(length)
    return ("basic", tuple(spans), tuple(steps), tuple(result)), (np.array(starts, dtype),)


def _split_advanced(key: Key, dtype: Any) -> tuple[Structure, tuple[np.ndarray[Any, Any], ...]]:
    structure: list[Any] = ["advanced"]
    arrays: list[np.ndarray[Any, Any]] = []
    for part in key.index:
        if isinstance(part, slice):
            structure.append((part.start, part.stop, part.step))
        elif part is None:
            structure.append(None)
        else:
            structure.append("array")
            arrays.append(np.asarray(part, dtype))
    return tuple(structure), tuple(arrays)


def _joined(structure: Structure, arrays: tuple[Any, ...]) -> tuple[Any, ...]:
    numbers = iter(arrays)
    return tuple(next(numbers) if part == "array" else part if part is None else slice(*part) for part in structure[1:])


@kernel("getitem")
def getitem(x: Any, *numbers: Any, structure: Structure) -> Any:
    if structure[0] == "advanced":
        # Indices were checked by the front end.
        return x.at[_joined(structure, numbers)].get(mode="promise_in_bounds")
    _, spans, steps, shape = structure
    found = lax.dynamic_slice(x, numbers[0], spans) if spans else x
    if any(step != 1 for step in steps):
        found = found[tuple(slice(None, None, step) for step in steps)]
    return found.reshape(shape)


@kernel("index_add")
def index_add(x: Any, *numbers: Any, structure: Structure, shape: Shape) -> Any:
    """Zeros of `shape`, with `x` added at the key, as often as an index occurs."""
    zeros = jnp.zeros(shape, x.dtype)
    if structure[0] == "advanced":
        return zeros.at[_joined(structure, numbers)].add(x, mode="promise_in_bounds")
    return _put(zeros, x, numbers[0], structure)


def setitem(x: Any, value: Any, *numbers: Any, structure: Structure) -> Any:
    """`x` with `value`, broadcast and cast, at the key."""
    value = value.real if jnp.iscomplexobj(value) and not jnp.iscomplexobj(x) else value
    value = value.astype(x.dtype)
    kind = structure[0]
    places: Any = None
    if kind == "advanced":
        places = _joined(structure, numbers)
        shape = jax.eval_shape(lambda x: x.at[places].get(mode="promise_in_bounds"), x).shape
    else:
        shape = structure[1] if kind == "once" else structure[3]
    while value.ndim > len(shape) and value.shape[0] == 1:  # NumPy drops leading axes of length 1
        value = value[0]
    value = jnp.broadcast_to(value, shape)
    if kind == "advanced":
        return x.at[places].set(value, mode="promise_in_bounds")
    if kind == "once":
        flat, kept = numbers
        value = value.reshape(-1)[kept]
        return x.reshape(-1).at[flat].set(value, mode="promise_in_bounds", unique_indices=True).reshape(x.shape)
    return _put(x, value, numbers[0], structure)


def _put(x: Any, value: Any, starts: Any, structure: Structure) -> Any:
    _, spans, steps, _ = structure
    if not spans:
        return value.reshape(x.shape)
    counts = tuple(-(-span // abs(step)) for span, step in zip(spans, steps, strict=True))
    value = value.reshape(counts)
    if any(step != 1 for step in steps):
        hole = lax.dynamic_slice(x, starts, spans)
        value = hole.at[tuple(slice(None, None, step) for step in steps)].set(value)
    return lax.dynamic_update_slice(x, value, starts)


kernel("argsort")(lambda x, axis: jnp.argsort(x, axis=axis, stable=True).astype(jnp.int64))
