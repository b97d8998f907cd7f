"""Subscripts of einsum, brought to one explicit form that every library understands."""

from __future__ import annotations

import string
from collections.abc import Sequence
from typing import Any

from mxgrad.base import MXNetTypeError, MXNetValueError


def parse(operands: Sequence[Any]) -> tuple[str, list[Any]]:
    """Subscripts and arrays, also from the form ``einsum(a, [0, 1], b, [1, 2], [0, 2])``."""
    if operands and isinstance(operands[0], str):
        return operands[0], list(operands[1:])
    if len(operands) < 2:
        raise MXNetTypeError('einsum takes subscripts and arrays, such as einsum("ij->i", a)')
    arrays = list(operands[: len(operands) // 2 * 2 : 2])
    terms = [_letters(listed) for listed in operands[1::2]]
    result = "->" + _letters(operands[-1]) if len(operands) % 2 else ""
    return ",".join(terms) + result, arrays


def _letters(listed: Any) -> str:
    return "".join("..." if axis is Ellipsis else string.ascii_letters[int(axis)] for axis in listed)


def explicit(subscripts: str, shapes: Sequence[tuple[int, ...]]) -> str:
    """`subscripts` with ``->``, and letters instead of ellipses; checked against `shapes`.

    >>> explicit("...ij,jk", [(5, 2, 3), (3, 4)])
    'aij,jk->aik'
    """
    text = subscripts.replace(" ", "")
    left, arrow, right = text.partition("->")
    terms = left.split(",")
    if len(terms) != len(shapes):
        raise MXNetValueError(f"einsum {subscripts!r} names {len(terms)} operands, got {len(shapes)}")
    for term in (*terms, right):
        letters = term.replace("...", "", 1)
        if letters and not (letters.isascii() and letters.isalpha()):
            raise MXNetValueError(f"einsum {subscripts!r}: {term!r} may hold letters and one '...'")
    extra = [len(shape) - len(term.replace("...", "")) for term, shape in zip(terms, shapes, strict=True)]
    for term, shape, n in zip(terms, shapes, extra, strict=True):
        if n < 0 or (n > 0 and "..." not in term):
            raise MXNetValueError(f"einsum {subscripts!r}: operand of shape {shape} does not match {term!r}")
    free = [letter for letter in string.ascii_letters if letter not in text]
    most = max((n for term, n in zip(terms, extra, strict=True) if "..." in term), default=0)
    batch = "".join(free[:most])
    terms = [term.replace("...", batch[most - n :]) for term, n in zip(terms, extra, strict=True)]
    if arrow:
        right = right.replace("...", batch)
    else:
        joined = "".join(terms)
        right = batch + "".join(sorted(x for x in set(joined) if joined.count(x) == 1 and x not in batch))
    if len(set(right)) != len(right) or not set(right) <= set("".join(terms)):
        raise MXNetValueError(f"einsum {subscripts!r}: each index of the result must occur once, and in an operand")
    _check_lengths(subscripts, terms, shapes)
    return ",".join(terms) + "->" + right


def _check_lengths(subscripts: str, terms: Sequence[str], shapes: Sequence[tuple[int, ...]]) -> None:
    lengths: dict[str, int] = {}
    for term, shape in zip(terms, shapes, strict=True):
        for letter, n in zip(term, shape, strict=True):
            if lengths.setdefault(letter, n) not in (n, 1) and n != 1:
                raise MXNetValueError(
                    f"einsum {subscripts!r}: index {letter!r} has length {lengths[letter]} and length {n}"
                )
            lengths[letter] = max(lengths[letter], n)
