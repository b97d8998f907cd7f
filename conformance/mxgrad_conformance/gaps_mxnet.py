"""What MXNet 1.9.1 gets wrong, defect by defect: (defect, needs a process of its own, exact case ids)."""

from __future__ import annotations

from collections.abc import Iterable

from mxgrad_conformance.gaps_elementwise import ELEMENTWISE
from mxgrad_conformance.gaps_linalg import LINALG
from mxgrad_conformance.gaps_moving import MOVING
from mxgrad_conformance.gaps_mxnet_polynomials import MXNET_POLYNOMIALS
from mxgrad_conformance.gaps_statistics import STATISTICS


def _ids(check: str, cases: Iterable[str]) -> tuple[str, ...]:
    file, _, function = check.partition(":")
    name = function or file
    return tuple(f"operations/test_{file}.py::test_{name}[{case}]" for case in cases)


def _semantics(file: str, *cases: str) -> tuple[str, ...]:
    return tuple(f"semantics/test_{file}.py::test_{case}" for case in cases)


FLOAT_FUNCTIONS = (
    "sqrt", "cbrt", "exp", "expm1", "log", "log2", "log10", "log1p", "sin", "cos", "tan", "arctan",
    "sinh", "cosh", "tanh", "arcsinh", "degrees", "radians",
)  # fmt: skip
VARIANCE = ("all", "axis 0", "last axis kept", "two axes", "ddof")
ATLEAST = ("np.atleast_1d-0-d", "np.atleast_2d-vector", "np.atleast_3d-matrix")
ANGLES = ("np.deg2rad", "np.rad2deg")
FALLBACKS = ("np.positive-vector", "np.rollaxis-to the front", "np.take_along_axis-rows")
NO_ADD = (
    "np.clip-both bounds", "ndarray.clip-bounds", "np.mean-all", "ndarray.mean-all", "np.cumsum-vector",
    "ndarray.cumsum-vector", "np.split-equal", "np.flip-all", "np.trace-square", "ndarray.copy-matrix",
    "np.linalg.inv-matrix", "np.fliplr-matrix", "np.flipud-matrix", "np.array_split-uneven",
    "np.hsplit-matrix", "np.vsplit-matrix", "np.dsplit-cube", "ndarray.astype-to float64",
)  # fmt: skip
MOMENTS = ("np.var-all", "np.std-all", "ndarray.var-all", "ndarray.std-all")

VALUES: tuple[tuple[str, bool, tuple[str, ...]], ...] = (
    (
        "float functions of integers give integers, truncated (2.0.0b1: float32)",
        False,
        _ids("value", (f"np.{n}-{s}-int32" for n in FLOAT_FUNCTIONS for s in ("vector", "matrix"))),
    ),
    (
        "var and std of integers give integers, truncated",
        False,
        _ids("value", (f"np.{n}-{s}-int32" for n in ("var", "std") for s in ("all", "axis 0"))),
    ),
    ("sign(nan) is 0", False, _ids("value", ["np.sign-special-float32"])),
    ("rint rounds halves down, not to even", False, _ids("value", ["np.rint-ties-float32"])),
    (
        "degrees and radians use a float32 factor for float64 too",
        False,
        _ids("value", ["np.degrees-vector-float64"])
        + _ids("complex_step", ["np.degrees-vector-float64", "np.radians-vector-float64"]),
    ),
    (
        "bitwise functions of broadcast masks are not implemented",
        False,
        _ids("value", (f"np.bitwise_{n}:bool-broadcast-float32" for n in ("and", "or", "xor"))),
    ),
    ("the product over an empty axis is 0 (2.0.0b1: 1)", False, _ids("value", ["np.prod-empty-float32"])),
    (
        "dot of integers is not implemented",
        False,
        _ids("value", ["np.dot-matrices-int32", "np.dot-matrix vector-int32"]),
    ),
    (
        "norm(ord=inf) is not implemented",
        False,
        _ids("value", ["np.linalg.norm:ord-inf-float32"]) + _ids("gradient", ["np.linalg.norm:ord-inf-float64"]),
    ),
    (
        "cumsum refuses a negative axis",
        False,
        _ids("value", ["np.cumsum-last axis-float32"]) + _ids("gradient", ["np.cumsum-last axis-float64"]),
    ),
)

BROKEN_NAMES: tuple[tuple[str, bool, tuple[str, ...]], ...] = (
    (
        "deg2rad and rad2deg call an operator that does not exist",
        False,
        _ids(
            "value",
            (f"{n}-{s}-float32" for n in ANGLES for s in ("vector", "matrix", "0-d", "empty", "special")),
        )
        + _ids("value", (f"{n}-vector-float64" for n in ANGLES))
        + _ids("value", (f"{n}-{s}-int32" for n in ANGLES for s in ("vector", "matrix")))
        + _ids("gradient", (f"{n}-{s}-float64" for n in ANGLES for s in ("vector", "0-d")))
        + _ids("gradient:float32", (f"{n}-vector-float32" for n in ANGLES))
        + _ids("grad_req", (f"{n}-vector-float64" for n in ANGLES)),
    ),
    (
        "functions that fall back to NumPy cannot be recorded",
        False,
        _ids("gradient", (f"{case}-float64" for case in FALLBACKS))
        + _ids("gradient", ["np.positive-0-d-float64", "np.take_along_axis-columns-float64"])
        + _ids("gradient:float32", (f"{case}-float32" for case in FALLBACKS))
        + _ids("grad_req", (f"{case}-float64" for case in FALLBACKS))
        + _ids("complex_step", (f"{case}-float64" for case in FALLBACKS[1:])),
    ),
    (
        "functions that fall back to NumPy give NumPy scalars, not 0-d arrays",
        False,
        _ids("value", ["np.positive-0-d-float32", "np.divmod-0-d-float32"])
        + _ids("value", ["np.alltrue-all-float32", "np.alltrue-0-d-float32"]),
    ),
    (
        "ndarray.broadcast_like is there only to say that it is not",
        False,
        _ids("value", (f"ndarray.broadcast_like-matrix-{d}" for d in ("float32", "float64", "int32"))),
    ),
    ("ndarray.sort raises something that is no exception", False, _semantics("array_extras", "sort_method")),
    (
        "the distribution is another one",
        False,
        _semantics("distributions", "moments[chisquare]", "multivariate_normal"),
    ),
)

GRADIENTS: tuple[tuple[str, bool, tuple[str, ...]], ...] = (
    (
        "the gradient of var and std is 0",
        False,
        _ids("gradient", (f"np.{n}-{s}-float64" for n in ("var", "std") for s in VARIANCE))
        + _ids("gradient", (f"ndarray.{n}-{s}-float64" for n in ("var", "std") for s in VARIANCE[:2]))
        + _ids("gradient:float32", (f"{case}-float32" for case in MOMENTS))
        + _ids("complex_step", (f"{case}-float64" for case in MOMENTS)),
    ),
    (
        "the gradient of atleast_1d, atleast_2d and atleast_3d is 0",
        False,
        _ids("gradient", (f"{case}-float64" for case in ATLEAST))
        + _ids("gradient:float32", (f"{case}-float32" for case in ATLEAST))
        + _ids("complex_step", (f"{case}-float64" for case in ATLEAST)),
    ),
    (
        "the gradient of where with a scalar branch goes to the wrong elements",
        False,
        _ids("gradient", ["np.where-scalar second-float64", "np.where-scalar third-float64"]),
    ),
    (
        "the gradient of matmul over broadcast batches is wrong",
        False,
        _ids("gradient", ["np.matmul-batch broadcast-float64"]),
    ),
    (
        "the gradient of arctan2(scalar, x) is wrong",
        False,
        _ids("gradient", ["np.arctan2-scalar left-float64"]),
    ),
    (
        "true_divide of two floating dtypes has no gradient",
        False,
        _ids("mixed_dtypes", (f"np.{n}-vectors-float64" for n in ("divide", "true_divide"))),
    ),
    (
        "grad_req='add' is treated as 'write', or adds a part only",
        False,
        _ids("grad_req", (f"{case}-float64" for case in NO_ADD)),
    ),
    ("grad_req='add' through moveaxis is an error", False, _ids("grad_req", ["np.moveaxis-one-float64"])),
    (
        "at a tie every extremum gets the whole gradient: no subgradient",
        False,
        _ids("kinks:kink", ["np.max-ties", "np.min-ties"]),
    ),
    (
        "the gradient of prod divides by zero",
        False,
        _ids("kinks:kink", ["np.prod-one zero", "np.prod-two zeros"]),
    ),
    (
        "nan where a subgradient exists",
        False,
        _ids("kinks:kink", ["np.power-base zero", "np.hypot-origin", "np.linalg.norm-origin"]),
    ),
    (
        "gradients of negative index lists are written outside the array",
        True,
        _semantics("indexing", "gradient[negative list]"),
    ),
)

SEMANTICS: tuple[tuple[str, bool, tuple[str, ...]], ...] = (
    (
        "a Python float is truncated to the integer dtype it meets",
        False,
        _semantics(
            "dtypes",
            *(
                f"float_scalars_turn_integers_into_floats[{dtype}-{name}]"
                for dtype in ("int32", "int64", "bool")
                for name in ("add", "sub", "mul")
            ),
            "integers_compare_with_float_scalars",
        ),
    ),
    (
        "a number beyond the range of the integers that it is compared with wraps around",
        False,
        _semantics(
            "dtypes",
            *(
                f"integers_compare_with_numbers_beyond_their_range[{name}]"
                for name in ("less", "less_equal", "greater", "greater_equal")
            ),
        ),
    ),
    ("triangles of booleans are not implemented", False, _semantics("dtypes", "triangles_of_truth_values[tril]")),
    (
        "norms of integers are cut to integers, and those of order 0 and 1 are of order 2",
        False,
        _semantics("linalg", *(f"norms_of_integers[{ord}]" for ord in ("0", "1", "inf", "-inf"))),
    ),
    (
        "operands of two dtypes cannot be compared",
        False,
        _semantics("dtypes", "floats_compare_with_integers"),
    ),
    (
        "uint8 with int8 gives int32 that cannot be read (2.0.0b1: int16)",
        False,
        _semantics("dtypes", "promotion[add-uint8-int8-int16]", "promotion[multiply-uint8-int8-int16]"),
    ),
    ("x += y refuses a wider y", False, _semantics("inplace", "dtype_stays")),
    (
        "Function.backward is given legacy NDArrays, which do not mix with arrays (2.0.0b1: arrays)",
        False,
        _semantics("function", "gradient_is_the_users", "inside_a_larger_graph"),
    ),
    (
        "an exception in Function.forward leaves recording off",
        False,
        _semantics("function", "an_exception_in_forward_keeps_recording_on"),
    ),
    (
        "autograd.grad gives legacy NDArrays",
        False,
        _semantics("grad_function", "results_are_arrays_of_the_front_end"),
    ),
    ("a head listed twice counts once", False, _semantics("backward", "the_same_head_twice_in_a_list")),
    ("x[...] of a 0-d array is an error", False, _semantics("indexing", "zero_dimensional_ellipsis")),
    ("dropout with p=1 gives nan", False, _semantics("modes", "dropout_of_everything_is_not_nan")),
    ("no __index__ (2.0.0b1 has it)", False, _semantics("protocols", "index")),
    ("no __array__: numpy.asarray gives an array of objects", False, _semantics("protocols", "asarray")),
    ("randint over an empty range ends the process", True, _semantics("random", "randint_without_room")),
    (
        "an index list out of bounds in an assignment ends the process",
        True,
        _semantics("assignment", "out_of_bounds[[0, 3]]"),
    ),
)

MXNET_ROWS = (
    MXNET_POLYNOMIALS + VALUES + BROKEN_NAMES + GRADIENTS + SEMANTICS + ELEMENTWISE + LINALG + MOVING + STATISTICS
)
