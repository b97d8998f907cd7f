"""What MXNet gets wrong, defect by defect: (defect, needs a process of its own, exact case ids)."""

from __future__ import annotations

from mxgrad_conformance.gap_rows import GRADIENTS as GRADIENT_CHECKS
from mxgrad_conformance.gap_rows import Row, cases_of, ids, semantics, values
from mxgrad_conformance.gaps_elementwise import ELEMENTWISE
from mxgrad_conformance.gaps_linalg import LINALG
from mxgrad_conformance.gaps_moving import MOVING
from mxgrad_conformance.gaps_mxnet_2 import MXNET_2
from mxgrad_conformance.gaps_mxnet_polynomials import MXNET_POLYNOMIALS
from mxgrad_conformance.gaps_npx import NPX
from mxgrad_conformance.gaps_parameters import PARAMETERS
from mxgrad_conformance.gaps_statistics import STATISTICS

FLOAT_FUNCTIONS = (
    "sqrt", "cbrt", "exp", "expm1", "log", "log2", "log10", "log1p", "sin", "cos", "tan", "arctan",
    "sinh", "cosh", "tanh", "arcsinh", "degrees", "radians",
)  # fmt: skip
VARIANCE = ("all", "axis 0", "last axis kept", "two axes", "ddof")
ATLEAST = ("np.atleast_1d-0-d", "np.atleast_2d-vector", "np.atleast_3d-matrix")
ANGLES = ("np.deg2rad", "np.rad2deg")
FALLBACKS_IN_1 = ("np.positive-vector", "np.rollaxis-to the front")
NO_ADD = (
    "np.clip-both bounds", "ndarray.clip-bounds", "np.mean-all", "ndarray.mean-all", "np.cumsum-vector",
    "ndarray.cumsum-vector", "np.split-equal", "np.flip-all", "np.trace-square", "ndarray.copy-matrix",
    "np.linalg.inv-matrix", "np.fliplr-matrix", "np.flipud-matrix", "np.array_split-uneven",
    "np.hsplit-matrix", "np.vsplit-matrix", "np.dsplit-cube",
)  # fmt: skip
MOMENTS = ("np.var-all", "np.std-all", "ndarray.var-all", "ndarray.std-all")

VALUES: tuple[Row, ...] = (
    Row(
        "float functions of integers give integers, truncated",
        in_1=cases_of("value", (f"np.{n}-{s}-int32" for n in FLOAT_FUNCTIONS for s in ("vector", "matrix"))),
    ),
    Row(
        "var and std of integers give integers, truncated",
        both=cases_of("value", (f"np.{n}-{s}-int32" for n in ("var", "std") for s in ("all", "axis 0"))),
    ),
    Row("sign(nan) is 0", both=cases_of("value", ["np.sign-special-float32"])),
    Row("rint rounds halves down, not to even", both=cases_of("value", ["np.rint-ties-float32"])),
    Row(
        "degrees and radians use a float32 factor for float64 too",
        both=cases_of("value", ["np.degrees-vector-float64"])
        + cases_of("complex_step", ["np.degrees-vector-float64", "np.radians-vector-float64"]),
        in_2=values("np.rad2deg-vector-float64"),
    ),
    Row(
        "bitwise functions of broadcast masks are not implemented",
        in_1=cases_of("value", (f"np.bitwise_{n}:bool-broadcast-float32" for n in ("and", "or", "xor"))),
    ),
    Row("the product over an empty axis is 0", in_1=cases_of("value", ["np.prod-empty-float32"])),
    Row(
        "dot of integers is not implemented",
        both=cases_of("value", ["np.dot-matrices-int32", "np.dot-matrix vector-int32"]),
    ),
    Row(
        "norm(ord=inf) is not implemented",
        both=cases_of("value", ["np.linalg.norm:ord-inf-float32"])
        + cases_of("gradient", ["np.linalg.norm:ord-inf-float64"]),
    ),
    Row(
        "cumsum refuses a negative axis",
        both=cases_of("value", ["np.cumsum-last axis-float32"]) + cases_of("gradient", ["np.cumsum-last axis-float64"]),
    ),
)

BROKEN_NAMES: tuple[Row, ...] = (
    Row(
        "deg2rad and rad2deg call an operator that does not exist",
        in_1=cases_of(
            "value",
            (f"{n}-{s}-float32" for n in ANGLES for s in ("vector", "matrix", "0-d", "empty", "special")),
        )
        + cases_of("value", (f"{n}-vector-float64" for n in ANGLES))
        + cases_of("value", (f"{n}-{s}-int32" for n in ANGLES for s in ("vector", "matrix")))
        + cases_of("gradient", (f"{n}-{s}-float64" for n in ANGLES for s in ("vector", "0-d")))
        + cases_of("gradient:float32", (f"{n}-vector-float32" for n in ANGLES))
        + cases_of("grad_req", (f"{n}-vector-float64" for n in ANGLES)),
    ),
    Row(
        "functions that fall back to NumPy cannot be recorded",
        both=ids(GRADIENT_CHECKS, ["np.take_along_axis"]),
        in_1=cases_of("gradient", (f"{case}-float64" for case in (*FALLBACKS_IN_1, "np.positive-0-d")))
        + cases_of("gradient:float32", (f"{case}-float32" for case in FALLBACKS_IN_1))
        + cases_of("grad_req", (f"{case}-float64" for case in FALLBACKS_IN_1))
        + cases_of("complex_step", ["np.rollaxis-to the front-float64"]),
    ),
    Row(
        "functions that fall back to NumPy give NumPy scalars, not 0-d arrays",
        both=values("np.divmod-0-d-float32", "np.alltrue-all-float32", "np.alltrue-0-d-float32"),
        in_1=values("np.positive-0-d-float32"),
    ),
    Row(
        "ndarray.broadcast_like is there only to say that it is not",
        both=cases_of("value", (f"ndarray.broadcast_like-matrix-{d}" for d in ("float32", "float64", "int32"))),
    ),
    Row("ndarray.sort raises something that is no exception", in_1=semantics("array_extras", "sort_method")),
    Row(
        "the distribution is another one",
        both=semantics("distributions", "multivariate_normal"),
        in_1=semantics("distributions", "moments[chisquare]"),
    ),
)

GRADIENTS: tuple[Row, ...] = (
    Row(
        "the gradient of var and std is 0",
        both=cases_of("gradient", (f"np.{n}-{s}-float64" for n in ("var", "std") for s in VARIANCE))
        + cases_of("gradient", (f"ndarray.{n}-{s}-float64" for n in ("var", "std") for s in VARIANCE[:2]))
        + cases_of("gradient:float32", (f"{case}-float32" for case in MOMENTS))
        + cases_of("complex_step", (f"{case}-float64" for case in MOMENTS)),
    ),
    Row(
        "the gradient of atleast_1d, atleast_2d and atleast_3d is 0",
        both=cases_of("gradient", (f"{case}-float64" for case in ATLEAST))
        + cases_of("gradient:float32", (f"{case}-float32" for case in ATLEAST))
        + cases_of("complex_step", (f"{case}-float64" for case in ATLEAST)),
    ),
    Row(
        "the gradient of where with a scalar branch goes to the wrong elements",
        in_1=cases_of("gradient", ["np.where-scalar second-float64", "np.where-scalar third-float64"]),
    ),
    Row(
        "the gradient of matmul over broadcast batches is wrong",
        both=cases_of("gradient", ["np.matmul-batch broadcast-float64"]),
    ),
    Row(
        "the gradient of arctan2(scalar, x) is wrong",
        both=cases_of("gradient", ["np.arctan2-scalar left-float64"]),
        in_2=cases_of("gradient", ["np.atan2-scalar left-float64"]),
    ),
    Row(
        "true_divide of two floating dtypes has no gradient",
        in_1=cases_of("mixed_dtypes", (f"np.{n}-vectors-float64" for n in ("divide", "true_divide"))),
    ),
    Row(
        "grad_req='add' is treated as 'write', or adds a part only",
        both=cases_of("grad_req", (f"{case}-float64" for case in NO_ADD)),
        in_1=cases_of("grad_req", ["ndarray.astype-to float64-float64"]),
    ),
    Row("grad_req='add' through moveaxis is an error", both=cases_of("grad_req", ["np.moveaxis-one-float64"])),
    Row(
        "at a tie every extremum gets the whole gradient: no subgradient",
        both=cases_of("kinks:kink", ["np.max-ties", "np.min-ties"]),
    ),
    Row(
        "the gradient of prod divides by zero",
        both=cases_of("kinks:kink", ["np.prod-one zero", "np.prod-two zeros"]),
    ),
    Row(
        "nan where a subgradient exists",
        both=cases_of("kinks:kink", ["np.power-base zero", "np.hypot-origin", "np.linalg.norm-origin"]),
    ),
    Row(
        "gradients of negative index lists are written outside the array",
        harmful=True,
        both=semantics("indexing", "gradient[negative list]"),
    ),
)

SEMANTICS: tuple[Row, ...] = (
    Row(
        "a Python float is truncated to the integer dtype it meets",
        both=semantics(
            "dtypes",
            *(
                f"float_scalars_turn_integers_into_floats[{dtype}-{name}]"
                for dtype in ("int32", "int64", "bool")
                for name in ("add", "sub", "mul")
            ),
        ),
        in_1=semantics("dtypes", "integers_compare_with_float_scalars"),
    ),
    Row(
        "a number beyond the range of the integers that it is compared with wraps around",
        both=semantics(
            "dtypes",
            *(
                f"integers_compare_with_numbers_beyond_their_range[{name}]"
                for name in ("less", "less_equal", "greater", "greater_equal")
            ),
        ),
    ),
    Row("triangles of booleans are not implemented", both=semantics("dtypes", "triangles_of_truth_values[tril]")),
    Row(
        "norms of integers are cut to integers, and those of order 0 and 1 are of order 2",
        both=semantics("linalg", *(f"norms_of_integers[{ord}]" for ord in ("0", "1", "inf", "-inf"))),
    ),
    Row(
        "operands of two dtypes cannot be compared",
        in_1=semantics("dtypes", "floats_compare_with_integers"),
    ),
    Row(
        "uint8 with int8 gives int32 that cannot be read",
        in_1=semantics("dtypes", "promotion[add-uint8-int8-int16]", "promotion[multiply-uint8-int8-int16]"),
    ),
    Row("x += y refuses a wider y", both=semantics("inplace", "dtype_stays")),
    Row(
        "Function.backward is given legacy NDArrays, which do not mix with arrays",
        in_1=semantics("function", "gradient_is_the_users", "inside_a_larger_graph"),
    ),
    Row(
        "an exception in Function.forward leaves recording off",
        both=semantics("function", "an_exception_in_forward_keeps_recording_on"),
    ),
    Row(
        "autograd.grad gives legacy NDArrays",
        both=semantics("grad_function", "results_are_arrays_of_the_front_end"),
    ),
    Row("a head listed twice counts once", both=semantics("backward", "the_same_head_twice_in_a_list")),
    Row("x[...] of a 0-d array is an error", both=semantics("indexing", "zero_dimensional_ellipsis")),
    Row("dropout with p=1 gives nan", both=semantics("modes", "dropout_of_everything_is_not_nan")),
    Row("no __index__", in_1=semantics("protocols", "index")),
    Row("no __array__: numpy.asarray gives an array of objects", both=semantics("protocols", "asarray")),
    Row(
        "wrong parameters are found after numbers were drawn",
        both=semantics("random", *(f"an_error_draws_nothing[{name}]" for name in ("scale", "shape", "prob"))),
    ),
    Row("randint over an empty range ends the process", harmful=True, both=semantics("random", "randint_without_room")),
    Row(
        "an index list out of bounds in an assignment ends the process",
        harmful=True,
        both=semantics("assignment", "out_of_bounds[[0, 3]]"),
    ),
)

MXNET_ROWS = (
    MXNET_POLYNOMIALS
    + MXNET_2
    + PARAMETERS
    + VALUES
    + BROKEN_NAMES
    + GRADIENTS
    + SEMANTICS
    + ELEMENTWISE
    + LINALG
    + MOVING
    + NPX
    + STATISTICS
)
