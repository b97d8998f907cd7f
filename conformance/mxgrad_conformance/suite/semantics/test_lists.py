"""Lists as operands, of the functions that MXNet leaves to NumPy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as onp
import pytest

from mxgrad_conformance.target import Target

MATRIX = [[1.0, 2.0], [3.0, 4.0]]
NAN = float("nan")

CALLS: dict[str, tuple[Callable[[Any], Any], Any]] = {
    "cumprod": (lambda np: np.cumprod([1, 2, 3]), [1, 2, 6]),
    "msort": (lambda np: np.msort([[2, 1], [1, 3]]), [[1, 1], [2, 3]]),
    "partition": (lambda np: np.partition([3, 1, 2], 1), [1, 2, 3]),
    "argpartition": (lambda np: np.argpartition([3, 1, 2], 1), [1, 2, 0]),
    "nanmedian": (lambda np: np.nanmedian([1.0, NAN, 4.0]), 2.5),
    "nanpercentile": (lambda np: np.nanpercentile([1.0, NAN, 4.0], 50), 2.5),
    "nanquantile": (lambda np: np.nanquantile([1.0, NAN, 4.0], 0.5), 2.5),
    "positive": (lambda np: np.positive([1, -2]), [1, -2]),
    "signbit": (lambda np: np.signbit([1.0, -2.0]), [False, True]),
    "spacing": (lambda np: np.spacing([1.0]) > 0, [True]),
    "modf": (lambda np: np.modf([1.5])[1], [1]),
    "frexp": (lambda np: np.frexp([6.0])[1], [3]),
    "select": (lambda np: np.select([[True, False]], [[1, 2]], 5), [1, 5]),
    "qr": (lambda np: abs(np.linalg.qr([[3.0, 0.0], [0.0, 4.0]])[1]), [[3, 0], [0, 4]]),
    "lstsq": (lambda np: np.linalg.lstsq([[2.0, 0.0], [0.0, 4.0]], [2.0, 2.0], rcond=None)[0], [1, 0.5]),
    "matrix_rank": (lambda np: np.linalg.matrix_rank(MATRIX), 2),
    "matrix_power": (lambda np: np.linalg.matrix_power(MATRIX, 2), [[7, 10], [15, 22]]),
    "multi_dot": (lambda np: np.linalg.multi_dot([MATRIX, MATRIX]), [[7, 10], [15, 22]]),
    "cond": (lambda np: np.linalg.cond([[2.0, 0.0], [0.0, 1.0]]), 2),
}


@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.names(f"np.{name}")) for name in CALLS])
def test_lists(t: Target, name: str) -> None:
    call, expected = CALLS[name]
    onp.testing.assert_allclose(onp.asarray(call(t.np)), expected, rtol=1e-6)
