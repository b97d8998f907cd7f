"""What MXNet 1.9.1 gets wrong among elementwise functions, their keywords and booleans."""

from __future__ import annotations

from mxgrad_conformance.gaps_by_record import GRADIENTS, Row, ids, kinks, values


def _semantics(file: str, *cases: str) -> tuple[str, ...]:
    return tuple(f"semantics/test_{file}.py::test_{case}" for case in cases)


_FALLBACKS = ("np.float_power", "np.heaviside", "np.i0", "np.modf", "np.unwrap", "np.frexp:mantissa", "np.spacing")
_GRADIENT = "operations/test_gradient.py::test_gradient"

ELEMENTWISE: tuple[Row, ...] = (
    (
        "functions that fall back to NumPy cannot be recorded",
        False,
        ids(GRADIENTS, _FALLBACKS)
        + kinks("np.heaviside-zero", "np.frexp:mantissa-zero")
        + ("operations/test_mixed_dtypes.py::test_mixed_dtypes[np.float_power-vectors-float64]",)
        + _semantics("floats", "the_gradient_of_the_mantissa", "spacing_is_constant_between_powers_of_two"),
    ),
    (
        "functions that fall back to NumPy give NumPy scalars, not 0-d arrays",
        False,
        values(
            *(f"np.{n}-0-d-float32" for n in ("float_power", "heaviside", "modf", "signbit", "isclose", "spacing")),
            *(f"np.frexp:{part}-0-d-float32" for part in ("mantissa", "exponent")),
        ),
    ),
    (
        "functions that fall back to NumPy take no number on the left",
        False,
        values("np.float_power-scalar left-float32", "np.heaviside-scalar left-float32"),
    ),
    (
        "functions that fall back to NumPy make float64 of int32",
        False,
        values(
            *(f"np.{n}-{s}-int32" for n in ("modf", "i0", "frexp:mantissa") for s in ("vector", "matrix")),
            *(f"np.heaviside-{s}-int32" for s in ("vectors", "broadcast")),
        ),
    ),
    ("ldexp of integers gives integers, truncated", False, values(
        *(f"np.ldexp-{s}-int32" for s in ("vectors", "broadcast")))),
    (
        "ldexp takes no two dtypes",
        False,
        ("operations/test_mixed_dtypes.py::test_mixed_dtypes[np.ldexp-vectors-float64]",),
    ),
    (
        "the gradient of ldexp has a logarithm of 2 in float32",
        False,
        ("operations/test_complex_step.py::test_complex_step[np.ldexp-vectors-float64]",),
    ),
    (
        "the gradient of copysign with a number is an error",
        False,
        tuple(f"{_GRADIENT}[np.copysign-scalar {side}-float64]" for side in ("left", "right")),
    ),
    ("copysign takes -0 for positive", False, values("np.copysign-zeros-float32")),
    (
        "arithmetic of booleans that is not implemented",
        False,
        _semantics(
            "booleans",
            *(f"logic[np.{n}]" for n in ("maximum", "minimum")),
            *(f"counting[{n}]" for n in ("sub", "mod")),
            *(f"counting_of_one[np.{n}]" for n in ("sign", "square", "reciprocal")),
            *(f"what_changes_nothing[np.{n}]" for n in ("abs", "floor", "rint", "trunc")),
        ),
    ),
    (
        "where=, dtype= and casting= take their defaults only",
        False,
        _semantics(
            "options", "where", "where_false_leaves_out_alone", "where_broadcasts", "where_without_out_gives_zeros",
            "the_gradient_is_that_of_the_chosen_elements", "dtype", "dtype_and_casting",
            "a_dtype_that_the_function_has_not",
        ),
    ),
    ("functions of numbers leave out= alone", False, _semantics("options", "numbers_into_out")),
)  # fmt: skip
