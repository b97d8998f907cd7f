"""What MXNet gets wrong among the functions that move, choose and sort elements.

Where a function has no gradient at all, every gradient case of its record is a gap: they are counted here by record.
"""

from __future__ import annotations

from mxgrad_conformance.gap_rows import GRADIENTS, VALUES, Row, cases_of, ids, kinks, semantics, values

_NO_GRADIENT = (
    "np.delete", "np.insert", "np.insert:places", "np.pad:edge", "np.pad:reflect", "np.pad:symmetric", "np.pad:maximum",
    "np.pad:minimum",
)  # fmt: skip
_FALLBACKS = (
    "np.choose", "np.compress", "np.extract", "np.piecewise", "np.piecewise:matrix", "np.apply_along_axis",
    "np.partition", "np.resize", "np.msort", "np.select",
)  # fmt: skip
_LACKS = (
    "np.pad:reflect odd", "np.pad:symmetric odd", "np.pad:wrap", "np.pad:linear_ramp", "np.pad:maximum length",
    "np.pad:minimum length", "np.pad:mean", "np.pad:median", "np.pad:function", "np.delete:lists", "np.insert:lists",
    "np.meshgrid:sparse",
)  # fmt: skip
_LACKS_IN_1 = ("np.repeat:counts", "np.sort:descending", "np.argsort:descending")
_PAIR = "np.pad:constant each-one pair as width"

MOVING: tuple[Row, ...] = (
    Row("the operator has no gradient", both=ids(GRADIENTS, _NO_GRADIENT) + kinks(
        "np.pad:maximum-ties", "np.pad:minimum-ties")),
    Row(
        "functions that fall back to NumPy, and unique, cannot be recorded",
        both=(
            *ids(GRADIENTS, _FALLBACKS),
            *ids({k: v for k, v in GRADIENTS.items() if "grad_req" not in k}, ["np.unique:gradient"]),
            *kinks("np.unique:gradient-ties", "np.trim_zeros-zeros"),
            *kinks(*(f"np.{n}-common elements" for n in ("union1d", "intersect1d", "setdiff1d", "setxor1d"))),
            *semantics("selection", "gradient_of_equal_elements[unique]"),
        ),
    ),
    Row(
        "not there",
        both=ids(VALUES | GRADIENTS, _LACKS) + ids(VALUES | GRADIENTS, ["np.pad:constant each"], but=[_PAIR]),
        in_1=ids(VALUES | GRADIENTS, _LACKS_IN_1) + cases_of("gradient", [f"{_PAIR}-float64"])
        + values(f"{_PAIR}-float32"),
    ),
    Row("sort has no descending", in_1=semantics("selection", "gradient_of_equal_elements_sorted_backwards")),
    Row("apply_over_axes cannot be recorded", both=ids(GRADIENTS, ["np.apply_over_axes"])),
    Row(
        "the gradient of rot90 is turned the wrong way",
        both=ids(GRADIENTS, ["np.rot90"], but=["np.rot90-twice", "np.rot90-four times"]),
    ),
    Row("lexsort of a list gives a NumPy array", both=ids(VALUES, ["np.lexsort"])),
    Row(
        "pad of matrices ignores constant_values",
        in_1=values(*(f"np.pad:constant-value-{d}" for d in ("float32", "int32"))),
    ),
    Row(
        "grad_req='add' through split is treated as 'write'",
        both=cases_of("grad_req", ["np.split:places-uneven places-float64"]),
    ),
)  # fmt: skip
