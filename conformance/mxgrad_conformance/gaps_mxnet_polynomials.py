"""What MXNet 1.9.1 gets wrong about polynomials, ranges between arrays, and type functions.

It computes most of these with NumPy, outside of its graph.
"""

from __future__ import annotations

from collections.abc import Iterable

from mxgrad_conformance import cases

Rows = tuple[tuple[str, bool, tuple[str, ...]], ...]


def gradients_of(*names: str) -> tuple[str, ...]:
    """Every case of these records that needs a first gradient."""
    checks = {
        "gradient.py::test_gradient": cases.gradient_cases(),
        "gradient.py::test_float32": cases.float32_cases(),
        "grad_req.py::test_grad_req": cases.grad_req_cases(),
        "complex_step.py::test_complex_step": cases.complex_step_cases(),
    }
    return tuple(
        f"operations/test_{check}[{case.id}]" for check, found in checks.items() for case in found
        if case.record.name in names
    )  # fmt: skip


def values_of(*names: str) -> tuple[str, ...]:
    """Every case of their values."""
    return tuple(
        f"operations/test_value.py::test_value[{case.id}]" for case in cases.value_cases() if case.record.name in names
    )


def _type_functions(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"semantics/test_type_functions.py::test_{name}" for name in names)


FALLBACKS = (
    "np.polyadd", "np.polysub", "np.polymul", "np.polydiv", "np.polyint", "np.poly", "np.poly:matrix", "np.polyfit",
    "np.roots", "np.vander", "np.real",
)  # fmt: skip
BETWEEN = ("np.linspace:arrays", "np.logspace:arrays")

MXNET_POLYNOMIALS: Rows = (
    ("polynomials fall back to NumPy, and cannot be recorded", False, gradients_of(*FALLBACKS)),
    ("linspace and logspace take numbers only", False, gradients_of(*BETWEEN) + values_of(*BETWEEN)),
    (
        "polyval with grad_req='add' adds a part",
        False,
        ("operations/test_grad_req.py::test_grad_req[np.polyval-vector-float64]",),
    ),
    (
        "results without elements cannot be made (roots of a constant)",
        False,
        ("operations/test_value.py::test_value[np.roots-none-float32]",),
    ),
    (
        "result_type of arrays is an error",
        False,
        _type_functions(
            f"result_type_is_what_arrays_do[operands{i}-{want}]"
            for i, want in enumerate(("float32", "float16", "int16", "int32"))
        )
        + _type_functions(["result_type_of_dtypes_and_numbers"]),
    ),
)
