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
    "np.pad:constant each", "np.pad:reflect odd", "np.pad:symmetric odd", "np.pad:wrap", "np.pad:linear_ramp",
    "np.pad:maximum length", "np.pad:minimum length", "np.pad:mean", "np.pad:median", "np.pad:function",
    "np.delete:lists", "np.insert:lists", "np.repeat:counts", "np.meshgrid:sparse", "np.sort:descending",
    "np.argsort:descending",
)  # fmt: skip

MOVING: tuple[Row, ...] = (
    Row("the operator has no gradient", in_1=ids(GRADIENTS, _NO_GRADIENT) + kinks(
        "np.pad:maximum-ties", "np.pad:minimum-ties")),
    Row(
        "functions that fall back to NumPy, and unique, cannot be recorded",
        in_1=(
            *ids(GRADIENTS, _FALLBACKS),
            *ids({k: v for k, v in GRADIENTS.items() if "grad_req" not in k}, ["np.unique:gradient"]),
            *kinks("np.unique:gradient-ties", "np.trim_zeros-zeros"),
            *kinks(*(f"np.{n}-common elements" for n in ("union1d", "intersect1d", "setdiff1d", "setxor1d"))),
            *semantics("selection", "gradient_of_equal_elements[unique]"),
        ),
    ),
    Row("not there in 1.9.1", in_1=ids({**VALUES, **GRADIENTS}, _LACKS)),
    Row("apply_over_axes cannot be recorded", in_1=ids(GRADIENTS, ["np.apply_over_axes"])),
    Row(
        "the gradient of rot90 is turned the wrong way",
        in_1=ids(GRADIENTS, ["np.rot90"], but=["np.rot90-twice", "np.rot90-four times"]),
    ),
    Row("lexsort of a list gives a NumPy array", in_1=ids(VALUES, ["np.lexsort"])),
    Row(
        "pad of matrices ignores constant_values",
        in_1=values(*(f"np.pad:constant-value-{d}" for d in ("float32", "int32"))),
    ),
    Row(
        "grad_req='add' through split is treated as 'write'",
        in_1=cases_of("grad_req", ["np.split:places-uneven places-float64"]),
    ),
)  # fmt: skip
