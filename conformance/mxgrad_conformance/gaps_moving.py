"""What MXNet 1.9.1 gets wrong among the functions that move, choose and sort elements.

Where a function has no gradient at all, every gradient case of its record is a gap: they are counted here by record.
"""

from __future__ import annotations

from mxgrad_conformance.gaps_by_record import GRADIENTS as _GRADIENTS
from mxgrad_conformance.gaps_by_record import VALUES as _VALUES
from mxgrad_conformance.gaps_by_record import Row
from mxgrad_conformance.gaps_by_record import ids as _ids
from mxgrad_conformance.gaps_by_record import kinks as _kinks

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
    ("the operator has no gradient", False, _ids(_GRADIENTS, _NO_GRADIENT) + _kinks(
        "np.pad:maximum-ties", "np.pad:minimum-ties")),
    (
        "functions that fall back to NumPy, and unique, cannot be recorded",
        False,
        (
            *_ids(_GRADIENTS, _FALLBACKS),
            *_ids({k: v for k, v in _GRADIENTS.items() if "grad_req" not in k}, ["np.unique:gradient"]),
            *_kinks("np.unique:gradient-ties", "np.trim_zeros-zeros"),
            *_kinks(*(f"np.{n}-common elements" for n in ("union1d", "intersect1d", "setdiff1d", "setxor1d"))),
            "semantics/test_selection.py::test_gradient_of_equal_elements[unique]",
        ),
    ),
    ("not there in 1.9.1", False, _ids({**_VALUES, **_GRADIENTS}, _LACKS)),
    ("apply_over_axes cannot be recorded", False, _ids(_GRADIENTS, ["np.apply_over_axes"])),
    (
        "the gradient of rot90 is turned the wrong way",
        False,
        _ids(_GRADIENTS, ["np.rot90"], but=["np.rot90-twice", "np.rot90-four times"]),
    ),
    ("lexsort of a list gives a NumPy array", False, _ids(_VALUES, ["np.lexsort"])),
    (
        "pad of matrices ignores constant_values",
        False,
        tuple(f"operations/test_value.py::test_value[np.pad:constant-value-{d}]" for d in ("float32", "int32")),
    ),
    (
        "grad_req='add' through split is treated as 'write'",
        False,
        ("operations/test_grad_req.py::test_grad_req[np.split:places-uneven places-float64]",),
    ),
)  # fmt: skip
