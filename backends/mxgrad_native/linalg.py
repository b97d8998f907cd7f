"""Products and linear algebra: gradient rules and kernels."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from mxgrad import matrix_rules
from mxgrad_native.kernels import generic, numpy
from mxgrad_native.rules import vjp


def _matmul_x(xp: Any, g: Any, x_shape: tuple[int, ...], y: Any) -> Any:
    if y.ndim == 1:  # ...ij,j->...i
        return g * y if len(x_shape) == 1 else xp.expand_dims(g, axis=-1) * y
    if len(x_shape) == 1:  # i,...ij->...j
        return xp.matmul(y, xp.expand_dims(g, axis=-1))[..., 0]
    return xp.matmul(g, y.mT)


def _matmul_y(xp: Any, g: Any, x: Any, y_shape: tuple[int, ...]) -> Any:
    if len(y_shape) == 1:
        if x.ndim == 1:
            return g * x
        return xp.matmul(x.mT, xp.expand_dims(g, axis=-1))[..., 0]
    if x.ndim == 1:
        return xp.expand_dims(x, axis=-1) * xp.expand_dims(g, axis=-2)
    return xp.matmul(x.mT, g)


vjp("matmul", x=_matmul_x, y=_matmul_y)


def _einsum(xp: Any, g: Any, arrays: Any, subscripts: str, i: int) -> Any:
    """The einsum of the result's gradient and the other operands that gives operand `i` its shape."""
    left, result = subscripts.split("->")
    terms = left.split(",")
    term, shape = terms[i], arrays[i].shape
    operands = [g, *(x for j, x in enumerate(arrays) if j != i)]
    names = [result, *(t for j, t in enumerate(terms) if j != i)]
    known = set("".join(names))
    free = iter(sorted(set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") - set(left)))
    target = ""
    for letter, n in zip(term, shape, strict=True):
        if letter in target:  # a diagonal: an identity matrix spreads it out
            fresh = next(free)
            operands.append(xp.eye(n, dtype=g.dtype))
            names.append(letter + fresh)
            letter = fresh
        elif letter not in known:  # summed over in this operand alone
            operands.append(xp.ones((n,), dtype=g.dtype))
            names.append(letter)
        target += letter
    return xp.einsum(operands, ",".join(names) + "->" + target)


vjp("einsum", arrays=_einsum)


def _correlate_x(xp: Any, g: Any, y: Any, before: int, after: int) -> Any:
    last = y.shape[0] - 1
    return xp.correlate(g, xp.flip(y, axis=(0,)), last - before, last - after)


vjp("correlate", x=_correlate_x, y=lambda xp, g, x, before, after: xp.correlate(x, g, before, after))
for _name in ("det", "slogdet", "pinv", "cholesky", "qr", "svd", "eigh", "eig"):
    vjp(_name, x=getattr(matrix_rules, _name))
vjp(
    "inv",
    x=lambda xp, g, ans: -xp.matmul(xp.matmul(ans.mT, g), ans.mT),
)
vjp(
    "solve",
    x=lambda xp, g, x, ans: -xp.matmul(xp.solve(x.mT, g), ans.mT),
    y=lambda xp, g, x: xp.solve(x.mT, g),
)


# -- kernels ----------------------------------------------------------------------------------------
@numpy("matmul")
def _matmul(x: Any, y: Any) -> Any:
    # The same product in a third of the time, on small operands.
    return x.dot(y) if 0 < x.ndim < 3 and 0 < y.ndim < 3 else np.matmul(x, y)


@numpy("einsum")
def _numpy_einsum(arrays: Any, subscripts: str) -> Any:
    found = np.einsum(subscripts, *arrays, optimize=len(arrays) > 2)
    # Of one operand it may be a view.
    return found.copy() if len(arrays) == 1 and found.base is not None else found


for _name in ("det", "inv", "solve", "cholesky", "slogdet", "qr"):
    numpy(_name)(getattr(np.linalg, _name))
    generic(_name)(lambda xp, *operands, _name=_name: getattr(xp.linalg, _name)(*operands))
_found: dict[str, Any] = {"svd": matrix_rules.svd_of, "eigh": matrix_rules.eigh_of, "pinv": matrix_rules.pinv_of}
for _name, _kernel in _found.items():
    numpy(_name)(partial(_kernel, np))
    generic(_name)(_kernel)


@numpy("correlate")
def _correlate(x: Any, y: Any, before: int, after: int) -> Any:
    """``sum(x[k + j - before] * y[j])`` for each k, with zeros around `x`; negative widths cut elements off."""
    x = x[max(-before, 0) : x.shape[0] - max(-after, 0)]
    if before > 0 or after > 0:
        x = np.concatenate((np.zeros(max(before, 0), x.dtype), x, np.zeros(max(after, 0), x.dtype)))
    return np.convolve(x, y[::-1], "valid")  # np.correlate conjugates


@generic("correlate")
def _generic_correlate(xp: Any, x: Any, y: Any, before: int, after: int) -> Any:
    return xp.asarray(_correlate(np.from_dlpack(x), np.from_dlpack(y), before, after))


numpy("eig")(matrix_rules.eig_of)
# The standard has none with real results.
generic("eig")(lambda xp, x: tuple(map(xp.asarray, matrix_rules.eig_of(np.from_dlpack(x)))))


@generic("einsum")
def _generic_einsum(xp: Any, arrays: Any, subscripts: str) -> Any:
    """Operands lined up on all letters, multiplied and summed: the standard has no einsum."""
    left, result = subscripts.split("->")
    letters = result + "".join(sorted(set(left) - set(result) - {","}))
    total: Any = None
    for term, x in zip(left.split(","), arrays, strict=True):
        for letter in set(term):
            while term.count(letter) > 1:  # take the diagonal by masking and summing
                first = term.index(letter)
                second = term.index(letter, first + 1)
                n = x.shape[first]
                line = [n if i in (first, second) else 1 for i in range(x.ndim)]
                x = xp.sum(x * xp.reshape(xp.eye(n, dtype=x.dtype), tuple(line)), axis=second)
                term = term[:second] + term[second + 1 :]
        x = xp.permute_dims(x, tuple(term.index(letter) for letter in letters if letter in term))
        lengths = iter(x.shape)
        x = xp.reshape(x, tuple(next(lengths) if letter in term else 1 for letter in letters))
        total = x if total is None else total * x
    summed = tuple(range(len(result), len(letters)))
    if summed:
        return xp.sum(total, axis=summed, dtype=total.dtype)
    return total if len(arrays) > 1 else xp.asarray(total, copy=True)
