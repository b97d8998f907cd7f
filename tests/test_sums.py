"""Sums by BLAS: as exact sums are, and no others than NumPy's where it takes over."""

from __future__ import annotations

import math

import numpy as onp
import pytest

from mxgrad_native.sums import LONGEST, total

SHAPES = [(), (0,), (1,), (7,), (LONGEST,), (LONGEST + 1,), (0, 3), (3, 0), (5, 4), (LONGEST + 1, 2), (2, LONGEST + 1)]
SHAPES += [(2, 3, 4)]


@pytest.mark.parametrize("dtype", ["float32", "float64", "float16", "int32"])
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("axis", [None, 0, -1, (0,), (1,), (0, 1)])
@pytest.mark.parametrize("keepdims", [False, True])
def test_sums(dtype, shape, axis, keepdims):
    if axis is not None and max(axis if isinstance(axis, tuple) else (abs(axis) - (axis < 0),)) >= len(shape):
        return
    x = (onp.arange(math.prod(shape)).reshape(shape) % 13 - 6).astype(dtype)
    for values in (x, x[..., ::-1] if shape else x):
        found = onp.asarray(total(values, axis, keepdims))
        # Integers this small have exact sums in each of these dtypes.
        expected = values.astype("int64").sum(axis=axis, keepdims=keepdims)
        assert found.dtype == x.dtype and found.shape == expected.shape
        assert found.tolist() == expected.tolist()


@pytest.mark.parametrize("axis", [None, 0, 1])
def test_what_is_not_finite_stays_so(axis):
    x = onp.array([[math.inf, 1.0], [2.0, math.nan]], "float32")
    with onp.errstate(all="ignore"):
        onp.testing.assert_array_equal(total(x, axis), onp.add.reduce(x, axis))
        assert math.isnan(total(onp.array([math.inf, -math.inf])))


def test_sums_are_as_exact_as_floats_allow():
    x = onp.random.RandomState(0).standard_normal(LONGEST).astype("float32")
    bound = LONGEST * onp.finfo("float32").eps * float(onp.abs(x).sum())
    assert abs(float(total(x)) - math.fsum(x.tolist())) < bound / 20
