"""Floating point numbers taken apart, and what tells whether arrays are equal."""

from __future__ import annotations

from typing import Any

import numpy as onp
import pytest

from mxgrad_conformance.target import Target

INF, NAN = onp.inf, onp.nan


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_frexp(t: Target, dtype: str) -> None:
    x = onp.array([1.0, -6.0, 0.0, 0.3, 1e30, INF, -INF], dtype=dtype)
    mantissa, exponent = t.np.frexp(t.np.array(x, dtype=dtype))
    want = onp.frexp(x)
    assert mantissa.dtype == onp.dtype(dtype)
    assert exponent.dtype == onp.dtype("int32")
    assert mantissa.tolist() == want[0].tolist()
    assert exponent.tolist() == want[1].tolist()


def test_the_gradient_of_the_mantissa(t: Target) -> None:
    x = t.np.array([1.0, -6.0, 0.3], dtype="float64")
    x.attach_grad()
    with t.autograd.record():
        mantissa, _ = t.np.frexp(x)
        y = mantissa * x
    y.backward()
    # m(x) x has slope 2 m(x) between powers of two.
    assert onp.allclose(x.grad.asnumpy(), [1.0, -1.5, 1.2])


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_spacing(t: Target, dtype: str) -> None:
    x = onp.array([1.0, -1.0, 1024.0, 0.1, INF], dtype=dtype)
    got = t.np.spacing(t.np.array(x, dtype=dtype))
    assert got.dtype == onp.dtype(dtype)
    onp.testing.assert_array_equal(got.asnumpy(), onp.spacing(x))


def test_spacing_is_constant_between_powers_of_two(t: Target) -> None:
    x = t.np.array([1.5, 3.0])
    x.attach_grad()
    with t.autograd.record():
        y = t.np.spacing(x) + x
    y.backward()
    assert x.grad.tolist() == [1, 1]


def test_modf_of_infinities(t: Target) -> None:
    fraction, whole = t.np.modf(t.np.array([INF, -INF, -2.5]))
    assert fraction.tolist() == [0, 0, -0.5]
    assert whole.tolist() == [INF, -INF, -2]


def test_nan_to_num_in_place(t: Target) -> None:
    x = t.np.array([NAN, 1.0, INF])
    assert t.np.nan_to_num(x, copy=False, posinf=3.0) is x
    assert x.tolist() == [0, 1, 3]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_nan_to_num_of_infinities(t: Target, dtype: str) -> None:
    got = t.np.nan_to_num(t.np.array([INF, -INF, 2.0], dtype=dtype))
    info = onp.finfo(dtype)
    assert got.tolist() == [float(info.max), float(info.min), 2]


def test_signs(t: Target) -> None:
    assert t.np.signbit(t.np.array([-0.0, 0.0, -1.0, 1.0])).tolist() == [True, False, True, False]
    assert t.np.signbit(t.np.array([-1, 1], dtype="int32")).tolist() == [True, False]


def _given(t: Target, *values: Any) -> list[Any]:
    return [t.np.array(v) for v in values]


def test_allclose(t: Target) -> None:
    x, near, far = _given(t, [1.0, 2.0], [1.0, 2.000001], [1.0, 2.1])
    assert t.np.allclose(x, near) is True
    assert t.np.allclose(x, far) is False
    assert t.np.allclose(x, far, atol=0.2) is True
    nans = t.np.array([NAN, INF])
    assert t.np.allclose(nans, nans) is False
    assert t.np.allclose(nans, nans, equal_nan=True) is True


def test_array_equal(t: Target) -> None:
    x, same, other, wide = _given(t, [1.0, 2.0], [1.0, 2.0], [1.0, 3.0], [[1.0, 2.0]])
    assert t.np.array_equal(x, same) is True
    assert t.np.array_equal(x, other) is False
    assert t.np.array_equal(x, wide) is False
    assert t.np.array_equal(x, [1, 2]) is True
    assert t.np.array_equal(x, t.np.array([1, 2], dtype="int32")) is True
    nan = t.np.array([NAN])
    assert t.np.array_equal(nan, nan) is False
    assert t.np.array_equal(nan, nan, equal_nan=True) is True


def test_array_equiv(t: Target) -> None:
    x, wide, other = _given(t, [1.0, 2.0], [[1.0, 2.0], [1.0, 2.0]], [1.0, 2.0, 3.0])
    assert t.np.array_equiv(x, wide) is True
    assert t.np.array_equiv(x, wide + 1) is False
    assert t.np.array_equiv(x, other) is False


@pytest.mark.parametrize("name", ["isclose", "allclose"])
def test_shapes_that_do_not_go_together(t: Target, name: str) -> None:
    with pytest.raises((ValueError, t.error)):
        getattr(t.np, name)(t.np.ones(3), t.np.ones(2))


@pytest.mark.parametrize(
    ("name", "slopes"), [("maximum", [1, 1, 0]), ("minimum", [1, 0, 1])], ids=["maximum", "minimum"]
)
def test_the_gradient_at_a_tie_with_a_number(t: Target, name: str, slopes: list[int]) -> None:
    for swapped in (False, True):
        x = t.np.array([0.0, 1.0, -1.0])
        x.attach_grad()
        with t.autograd.record():
            y = getattr(t.np, name)(*((0, x) if swapped else (x, 0)))
        y.backward()
        assert x.grad.tolist() == slopes


def test_the_sign_of_zero_has_none(t: Target) -> None:
    x = t.np.array([-0.0, 0.0])
    assert (1 / t.np.sign(x)).tolist() == [INF, INF]
    x.attach_grad()
    with t.autograd.record():
        y = t.np.sign(x)
    y.backward()
    assert (1 / y).tolist() == [INF, INF]
    assert x.grad.tolist() == [0, 0]


@pytest.mark.names("np.maximum", "np.minimum")
def test_the_gradient_beside_a_nan(t: Target) -> None:
    for function, x_slopes, y_slopes in (
        (t.np.maximum, [0, 0, 0, 1], [0, 0, 0, 0]),
        (t.np.minimum, [0, 0, 0, 0], [0, 0, 0, 1]),
    ):
        x, y = _given(t, [NAN, 1.0, NAN, 2.0], [1.0, NAN, NAN, 1.0])
        z = t.np.array([NAN, 1.0])
        for array in (x, y, z):
            array.attach_grad()
        with t.autograd.record():
            total = function(x, y).sum() + function(z, NAN).sum()
        total.backward()
        assert (x.grad.tolist(), y.grad.tolist(), z.grad.tolist()) == (x_slopes, y_slopes, [0, 0])


@pytest.mark.names("np.fmax", "np.fmin")
def test_the_gradient_at_a_tie_with_a_number_first(t: Target) -> None:
    for function, slopes in ((t.np.fmax, [1, 1, 0]), (t.np.fmin, [1, 0, 1])):
        x = t.np.array([0.0, 1.0, -1.0])
        x.attach_grad()
        with t.autograd.record():
            y = function(0.0, x)
        y.backward()
        assert x.grad.tolist() == slopes


@pytest.mark.names("np.fmin", "np.logaddexp")
def test_numbers_keep_the_dtype(t: Target) -> None:
    i, x = t.np.array([3, -4], dtype="int32"), t.np.array([1.5], dtype="float32")
    for name, left, right in (("copysign", 2, -2), ("fmod", 3, 3), ("fmin", 1, 1), ("lcm", 4, 4)):
        function = getattr(t.np, name)
        for got in (function(left, i), function(i, right)):
            assert got.dtype == onp.dtype("int32"), name
    assert t.np.copysign(2, i).tolist() == [2, -2]
    for name in ("copysign", "fmod", "fmin", "ldexp", "heaviside", "logaddexp"):
        function = getattr(t.np, name)
        assert function(x, 2).dtype == function(2, x).dtype == onp.dtype("float32"), name


@pytest.mark.needs("float16")
def test_half_precision(t: Target) -> None:
    x = t.np.array([1.5], dtype="float16")
    for name in ("ldexp", "copysign"):
        assert getattr(t.np, name)(x, 2).dtype == onp.dtype("float16"), name
    assert t.np.ldexp(x, 2).tolist() == [6]


def test_divisors_of_floats(t: Target) -> None:
    with pytest.raises((TypeError, t.error)):
        t.np.lcm(t.np.ones(2), t.np.ones(2)).asnumpy()
