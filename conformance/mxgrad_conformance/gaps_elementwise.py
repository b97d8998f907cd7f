"""What MXNet gets wrong among elementwise functions, their keywords and booleans."""

from __future__ import annotations

from mxgrad_conformance.gap_rows import GRADIENTS, Row, cases_of, ids, kinks, semantics, values

_FALLBACKS = ("np.float_power", "np.heaviside", "np.i0", "np.modf", "np.unwrap", "np.frexp:mantissa", "np.spacing")

ELEMENTWISE: tuple[Row, ...] = (
    Row(
        "a number beyond the dtype is refused: a bound of clip, an integer beyond 64 bits",
        in_1=semantics("dtypes", *(f"bounds_beyond_a_float_are_infinite[{dtype}]" for dtype in ("float16", "float32"))),
        in_2=semantics(
            "dtypes",
            *(f"numbers_beyond_a_float_are_infinite[{dtype}-integer]" for dtype in ("float16", "float32")),
        ),
    ),
    Row(
        "functions that fall back to NumPy cannot be recorded",
        both=ids(GRADIENTS, _FALLBACKS)
        + kinks("np.heaviside-zero", "np.frexp:mantissa-zero")
        + cases_of("mixed_dtypes", ["np.float_power-vectors-float64"])
        + semantics("floats", "the_gradient_of_the_mantissa", "spacing_is_constant_between_powers_of_two"),
    ),
    Row(
        "functions that fall back to NumPy give NumPy scalars, not 0-d arrays",
        both=values(
            *(f"np.{n}-0-d-float32" for n in ("float_power", "heaviside", "modf", "signbit", "isclose", "spacing")),
            *(f"np.frexp:{part}-0-d-float32" for part in ("mantissa", "exponent")),
        ),
    ),
    Row(
        "functions that fall back to NumPy take no number on the left",
        both=values("np.float_power-scalar left-float32", "np.heaviside-scalar left-float32"),
        in_2=semantics("floats", "numbers_keep_the_dtype"),
    ),
    Row(
        "functions that fall back to NumPy make float64 of int32",
        both=values(
            *(f"np.{n}-{s}-int32" for n in ("modf", "i0", "frexp:mantissa") for s in ("vector", "matrix")),
            *(f"np.heaviside-{s}-int32" for s in ("vectors", "broadcast")),
        ),
    ),
    Row("ldexp of integers gives integers, truncated", both=values(
        *(f"np.ldexp-{s}-int32" for s in ("vectors", "broadcast")))),
    Row(
        "ldexp takes no two dtypes",
        both=cases_of("mixed_dtypes", ["np.ldexp-vectors-float64"]),
    ),
    Row(
        "the gradient of ldexp has a logarithm of 2 in float32",
        both=cases_of("complex_step", ["np.ldexp-vectors-float64"]),
    ),
    Row(
        "the gradient of copysign with a number is an error",
        both=cases_of("gradient", ["np.copysign-scalar right-float64"]),
        in_1=cases_of("gradient", ["np.copysign-scalar left-float64"]),
    ),
    Row("copysign takes -0 for positive", both=values("np.copysign-zeros-float32")),
    Row(
        "arithmetic of booleans that is not implemented",
        both=semantics(
            "booleans",
            *(f"logic[np.{n}]" for n in ("maximum", "minimum")),
            *(f"counting[{n}]" for n in ("sub", "mod")),
            *(f"counting_of_one[np.{n}]" for n in ("sign", "square", "reciprocal")),
            *(f"what_changes_nothing[np.{n}]" for n in ("abs", "floor", "rint", "trunc")),
        ),
        in_2=semantics("booleans", "counting[floordiv]", "minus"),
    ),
    Row(
        "where=, dtype= and casting= take their defaults only",
        both=semantics(
            "options", "where", "where_false_leaves_out_alone", "where_broadcasts", "where_without_out_gives_zeros",
            "the_gradient_is_that_of_the_chosen_elements", "dtype", "dtype_and_casting",
            "a_dtype_that_the_function_has_not",
        ),
    ),
    Row("functions of numbers leave out= alone", both=semantics("options", "numbers_into_out")),
)  # fmt: skip
