"""What MXNet 2.0.0b1 alone gets wrong: functions that 1.9.1 does not have, and what was right there.

Many of the former call NumPy: recorded, they fail on the way to an error message of their own.
"""

from __future__ import annotations

from mxgrad_conformance.gap_rows import GRADIENTS, VALUES, Row, cases_of, ids, kinks, semantics, values

_NAN_MOMENTS = ("np.nanstd", "np.nanvar")
_FALLBACKS = (*_NAN_MOMENTS, "np.nansum", "np.cumprod")
# Requests are honoured, whatever the gradient is.
_SIZES = {test: make for test, make in GRADIENTS.items() if not test.endswith("grad_req")}
_WIDE = ("uint16", "uint32", "uint64")
_CROSS = ("np.cross", "np.linalg.cross")
_REPEAT = ("np.repeat", "ndarray.repeat", "np.repeat:counts")

NEW_FUNCTIONS: tuple[Row, ...] = (
    Row(
        "functions that fall back to NumPy cannot be recorded",
        in_2=ids(GRADIENTS, _FALLBACKS)
        + kinks(
            *(f"np.cumprod-{zeros}" for zeros in ("one zero", "two zeros")),
            *(f"{name}-constant" for name in _NAN_MOMENTS),
            "np.nansum-nothing but nans",
        )
        + semantics("statistics", *(f"float16_is_averaged_in_float32[{axis}-nanstd]" for axis in ("0", "None"))),
    ),
    Row(
        "functions that fall back to NumPy give NumPy scalars, not 0-d arrays",
        in_2=values(
            *(
                f"{name}-{case}"
                for name in (*_NAN_MOMENTS, "np.nansum")
                for case in ("all-float32", "all-float64", "0-d-float32")
            )
        ),
    ),
    Row(
        "nan functions that fall back to NumPy give float64 for float32 or integers",
        in_2=values(*(f"{name}-{case}-int32" for name in _NAN_MOMENTS for case in ("no nan", "two axes"))),
    ),
    Row(
        "cross of integers is not implemented",
        in_2=values(*(f"{name}-{case}-int32" for name in _CROSS for case in ("2 with 2", "3 with 3"))),
    ),
    Row(
        "cross does not broadcast vectors of two with others",
        in_2=values(*(f"{name}-rows with one-float32" for name in _CROSS))
        + cases_of("gradient", (f"{name}-rows with one-float64" for name in _CROSS)),
    ),
    Row("the gradient of fmod is that of mod", in_2=ids(_SIZES, ["np.fmod"], but=["np.fmod-scalar right"])),
    Row("the gradient of fmax and fmin beside a nan is 0", in_2=kinks("np.fmax-nan", "np.fmin-nan")),
    Row("the gradient of logaddexp of two infinities is nan", in_2=kinks("np.logaddexp-infinities")),
    Row(
        "logaddexp takes no integers",
        in_2=values(*(f"np.logaddexp-{case}-int32" for case in ("vectors", "broadcast"))),
    ),
    Row("digamma of float64 is computed in float32", in_2=values("npx.digamma-vector-float64")),
    Row(
        "median has the gradient 0",
        in_2=ids(_SIZES, ["np.median"])
        + kinks(*(f"np.median-{case}" for case in ("odd ties", "even ties", "constant")))
        + semantics("statistics", "equal_elements_are_exact"),
    ),
    Row("the median beside an infinity is nan", in_2=semantics("statistics", "infinite_elements")),
    Row(
        "an array does not say which diagonal",
        in_2=semantics("selection", *(f"which_diagonal_an_array_says[{name}]" for name in ("diag", "diagflat"))),
    ),
    Row(
        "vecdot writes outside the array",
        harmful=True,
        in_2=ids(GRADIENTS | VALUES, ["np.linalg.vecdot"]),
    ),
    Row(
        "pinv without rcond ends the process",
        harmful=True,
        in_2=ids(GRADIENTS | VALUES, ["np.linalg.pinv"], but=["np.linalg.pinv-nothing left out"])
        + semantics("linalg", "is_refused[pinv, a vector]"),
    ),
    Row(
        "trace and diagonal of a stack are not those of its matrices",
        in_2=values("np.linalg.trace-batch-float32", "np.linalg.diagonal-batch-float32")
        + cases_of("gradient", ["np.linalg.trace-batch-float64", "np.linalg.diagonal-batch-float64"]),
    ),
    Row(
        "svdvals refuses matrices that are higher than wide",
        in_2=values("np.linalg.svdvals-tall-float32") + cases_of("gradient", ["np.linalg.svdvals-tall-float64"]),
    ),
    Row(
        "matrix_norm with ord=1 is an error, unless the axes are given",
        in_2=values("np.linalg.matrix_norm-1-float32") + cases_of("gradient", ["np.linalg.matrix_norm-1-float64"]),
    ),
    Row(
        "the gradient of matrix norms is wrong unless the matrix is square",
        in_2=cases_of("gradient", ["np.linalg.matrix_norm-2-float64"]),
    ),
    Row(
        "grad_req='add' is treated as 'write', or adds a part only",
        in_2=cases_of("grad_req", ["np.linalg.trace-matrix-float64", "np.linalg.matrix_norm-batch-float64"]),
    ),
    Row(
        "fill_diagonal takes no array of values",
        in_2=semantics(
            "selection",
            "fill_diagonal[(7, 2)-array([1., 2., 3.], dtype=float32)-True]",
            "fill_diagonal[(3, 3)-array([1., 2.], dtype=float32)-False]",
        ),
    ),
    Row(
        "fill_diagonal of axes of different lengths is no error",
        in_2=semantics("selection", "fill_diagonal_without_one[(2, 2, 3)]"),
    ),
    Row(
        "fill_diagonal writes into a recorded array",
        in_2=semantics("selection", "fill_diagonal_of_a_recorded_array"),
    ),
    Row(
        "lists are refused, where 1.9.1 left the function to NumPy",
        in_2=semantics("lists", *(f"lists[{name}]" for name in ("positive", "qr", "lstsq", "matrix_rank"))),
    ),
    Row("npx.random.multinomial takes any p", in_2=semantics("distributions", "multinomial_of_arrays")),
)

UNSIGNED: tuple[Row, ...] = (
    Row(
        "a negative number is wrapped when an unsigned integer is compared with it",
        in_2=semantics(
            "dtypes",
            *(
                f"unsigned_integers_compare_with_negative_numbers[{case}]"
                for case in ("eq-False", "lt-False", "ge-True")
            ),
        ),
    ),
    Row(
        "not implemented for unsigned integers of more than 8 bits",
        in_2=semantics(
            "unsigned",
            *(
                f"{check}-{dtype}]"
                for check in (
                    "more[gcd",
                    *(f"unary[{name}" for name in ("max", "min", "argmax", "sort", "argsort", "cumsum")),
                )
                for dtype in _WIDE
            ),
            *(f"division_by_zero_and_true_division[{dtype}]" for dtype in _WIDE),
        ),
    ),
    Row(
        "unsigned integers are computed in floating point: large ones are equal, or 0",
        in_2=semantics(
            "unsigned",
            *(f"binary[{name}-uint64]" for name in ("equal", "greater", "less_equal", "mod")),
            *(f"more[{name}-uint64]" for name in ("floor_divide", "fmod")),
            "unary[abs-uint64]",
            *(f"unary[square-{dtype}]" for dtype in _WIDE),
        ),
    ),
)

REGRESSIONS: tuple[Row, ...] = (
    Row(
        "ndarray.prod calls an operator that is not there",
        in_2=semantics("reduction_dtypes", "floats_are_not_cut_to_integers_first[prod-1]"),
    ),
    Row(
        "nan functions that fall back to NumPy cut floats to integers before they add them up",
        in_2=semantics("reduction_dtypes", "nans_are_left_out_before_the_cast"),
    ),
    Row("triu takes no truth values", in_2=semantics("dtypes", "triangles_of_truth_values[triu]")),
    Row("repeat has the gradient 0", in_2=ids(_SIZES, _REPEAT)),
    Row(
        "mean gives float32 for every dtype",
        in_2=values("np.mean-all-float64", "ndarray.mean-all-float64")
        + cases_of("complex_step", ["np.mean-all-float64", "ndarray.mean-all-float64"])
        + semantics("dtypes", *(f"gradients_keep_the_dtype[{dtype}]" for dtype in ("float16", "float64"))),
    ),
    Row(
        "array() makes float32 of NumPy arrays of every dtype",
        in_2=semantics(
            "creation",
            *(
                f"host_arrays_keep_their_dtype[{dtype}]"
                for dtype in ("bool", "float16", "float64", "int32", "int64", "int8", "uint8")
            ),
        ),
    ),
    Row(
        "full of an integer and indices are int64, as NumPy's",
        in_2=values("np.full-int-float32", *(f"np.indices-{case}-float32" for case in ("list", "matrix", "none")))
        + semantics("creation", "double_by_default"),
    ),
    Row("choice ignores p", in_2=semantics("random", "choice")),
    Row(
        "attach_grad leaves a computed array in the graph",
        in_2=semantics("backward", "attach_grad_detaches_a_computed_array"),
    ),
    Row("stack joins arrays of different shapes", in_2=semantics("errors", "stack_of_different_shapes")),
    Row("the error of reshape has another text", in_2=semantics("errors", "is_an_mxnet_error[reshape]")),
    Row("x + 'a' is no TypeError", in_2=semantics("protocols", "other_operands_are_refused")),
    Row("place without values is no error", in_2=semantics("selection", "refused[place]")),
)

MXNET_2: tuple[Row, ...] = NEW_FUNCTIONS + UNSIGNED + REGRESSIONS
