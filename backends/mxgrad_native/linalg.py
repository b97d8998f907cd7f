"""Products and linear algebra: gradient rules and kernels."""

from __future__ import annotations

from typing import Any

import numpy as np

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
vjp(
    "det",
    x=lambda xp, g, x, ans: xp.expand_dims(g * ans, axis=(-2, -1)) * xp.inv(x).mT,
)
vjp(
    "inv",
    x=lambda xp, g, ans: -xp.matmul(xp.matmul(ans.mT, g), ans.mT),
)

# -- kernels ----------------------------------------------------------------------------------------
numpy("matmul")(np.matmul)
numpy("einsum")(lambda arrays, subscripts: np.einsum(subscripts, *arrays, optimize=len(arrays) > 2))
numpy("det")(np.linalg.det)
numpy("inv")(np.linalg.inv)
generic("det")(lambda xp, x: xp.linalg.det(x))
generic("inv")(lambda xp, x: xp.linalg.inv(x))


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
    return xp.sum(total, axis=summed, dtype=total.dtype) if summed else total
