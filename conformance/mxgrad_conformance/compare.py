"""Comparison with a message that says what was called, what was expected and how to see it again."""

from __future__ import annotations

from typing import Any

import numpy as onp

from mxgrad_conformance.record import Case

OPERATOR_TEXTS = {
    "T": "{0}.T",
    "divmod": "divmod({0}, {1})",
    "radd": "{1} + {0}",
    "rsub": "{1} - {0}",
    "rmul": "{1} * {0}",
    "rtruediv": "{1} / {0}",
    "rmod": "{1} % {0}",
    "rpow": "{1} ** {0}",
    "rfloordiv": "{1} // {0}",
    "rand": "{1} & {0}",
    "ror": "{1} | {0}",
    "rxor": "{1} ^ {0}",
}


def check_close(
    got: Any,
    expected: Any,
    *,
    rtol: float,
    atol: float,
    what: str,
    case: Case | None = None,
    target: str = "",
) -> None:
    """Same shape, and every element within ``atol + rtol * |expected|``; nan equals nan."""
    got, expected = onp.asarray(got), onp.asarray(expected)
    if got.shape != expected.shape:
        raise AssertionError(_message(f"{what}: shape", expected.shape, got.shape, case, target))
    if not onp.allclose(got.astype("float64"), expected.astype("float64"), rtol=rtol, atol=atol, equal_nan=True):
        raise AssertionError(_message(what, expected, got, case, target))


def check_equal(got: Any, expected: Any, *, what: str, case: Case | None = None, target: str = "") -> None:
    """Plain equality, for dtypes, shapes and texts."""
    if got != expected:
        raise AssertionError(_message(what, expected, got, case, target))


def _message(what: str, expected: Any, got: Any, case: Case | None, target: str) -> str:
    lines = [f"{what} differs"]
    if case is not None:
        operands = case.operands()
        kinds = ", ".join(f"{v.dtype}{list(v.shape)}" if hasattr(v, "dtype") else repr(v) for v in operands)
        lines.append(f"  call:      {case.record.path}({kinds}) {_static(case)}".rstrip())
    lines += [f"  expected:  {_flat(expected)}", f"  got:       {_flat(got)}"]
    if case is not None:
        lines.append(f"  reproduce: {reproducer(case, target)}")
    return "\n".join(lines)


def reproducer(case: Case, target: str) -> str:
    """One line of Python that repeats the forward call."""
    package = "mxnet" if target.startswith("mxnet ") else "mxgrad"
    parts = [repr(v) for v in case.sample.before]
    arrays = [_literal(v) for v in case.operands()]
    parts += [f"[{', '.join(arrays)}]"] if case.record.listed else arrays
    parts += [repr(v) for v in case.sample.after]
    parts += [f"{k}={v!r}" for k, v in case.sample.kwargs.items()]
    root, _, rest = case.record.path.partition(".")
    if root == "operator":
        call = _operator(rest, parts)
    elif root == "ndarray":
        call = f"{parts[0]}.{rest}({', '.join(parts[1:])})"
    else:
        call = f"{case.record.path}({', '.join(parts)})"
    select = f"mxgrad.set_backend({target!r}); " if package == "mxgrad" and ":" not in target else ""
    imports = f"import {package}, operator; from math import inf, nan; from {package} import np, npx"
    return f"{imports}; npx.set_np(); {select}print({call})"


def _operator(name: str, parts: list[str]) -> str:
    text = OPERATOR_TEXTS.get(name)
    return text.format(*parts) if text else f"operator.{name}({', '.join(parts)})"


def _literal(value: Any) -> str:
    if getattr(value, "size", 1) == 0:
        return f"np.zeros({value.shape}, dtype={str(value.dtype)!r})"
    return f"np.array({value.tolist()}, dtype={str(value.dtype)!r})" if hasattr(value, "dtype") else repr(value)


def _static(case: Case) -> str:
    s = case.sample
    bits = [*map(repr, (*s.before, *s.after)), *(f"{k}={v!r}" for k, v in s.kwargs.items())]
    return f"with {', '.join(bits)}" if bits else ""


def _flat(value: Any) -> str:
    if isinstance(value, onp.ndarray):
        return f"{onp.array2string(value, precision=9, threshold=40, separator=', ')} {value.dtype}".replace("\n", "")
    return repr(value)
