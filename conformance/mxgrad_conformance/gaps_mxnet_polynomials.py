"""What MXNet gets wrong about polynomials, ranges between arrays, and type functions.

It computes most of these with NumPy, outside of its graph.
"""

from __future__ import annotations

from mxgrad_conformance.gap_rows import GRADIENTS, VALUES, Row, cases_of, ids, semantics

FALLBACKS = (
    "np.polyadd", "np.polysub", "np.polymul", "np.polydiv", "np.polyint", "np.poly", "np.poly:matrix", "np.polyfit",
    "np.roots", "np.vander", "np.real",
)  # fmt: skip
BETWEEN = ("np.linspace:arrays", "np.logspace:arrays")

MXNET_POLYNOMIALS: tuple[Row, ...] = (
    Row("polynomials fall back to NumPy, and cannot be recorded", both=ids(GRADIENTS, FALLBACKS)),
    Row(
        "linspace and logspace take numbers only",
        both=ids(GRADIENTS | VALUES, BETWEEN),
        in_2=semantics("creation", "step_of_arrays"),
    ),
    Row(
        "polyval with grad_req='add' adds a part",
        both=cases_of("grad_req", ["np.polyval-vector-float64"]),
    ),
    Row(
        "results without elements cannot be made (roots of a constant)",
        both=cases_of("value", ["np.roots-none-float32"]),
    ),
    Row(
        "result_type of arrays is an error",
        in_1=semantics(
            "type_functions",
            *(
                f"result_type_is_what_arrays_do[operands{i}-{want}]"
                for i, want in enumerate(("float32", "float16", "int16", "int32"))
            ),
        ),
    ),
    Row(
        "result_type takes no names of dtypes",
        both=semantics("type_functions", "result_type_of_dtypes_and_numbers"),
    ),
)
