"""What MXNet gets wrong in `npx` beyond layers, and where arrays leave its graph in silence."""

from __future__ import annotations

from mxgrad_conformance.gap_rows import Row, cases_of, semantics

_NEW_ACTIVATIONS = ("log_sigmoid", "mish")

NPX: tuple[Row, ...] = (
    Row("the gradient of selu is short of a part", both=cases_of("gradient", ["npx.leaky_relu-selu-float64"])),
    Row(
        "not there",
        in_1=cases_of("gradient", (f"npx.activation-{name}-float64" for name in _NEW_ACTIVATIONS))
        + cases_of("value", (f"npx.activation-{name}-float32" for name in _NEW_ACTIVATIONS)),
    ),
    Row(
        "gradients of negative indices are written outside the array",
        harmful=True,
        both=cases_of("gradient", ["npx.gather_nd-negative-float64"]),
    ),
    Row(
        "index_update gives a gradient to values that others overwrote",
        in_2=cases_of("gradient", ["npx.index_update-twice-float64"]),
    ),
    Row(
        "grad_req='write' through values at places is treated as 'add'",
        in_2=cases_of("grad_req", (f"npx.{name}-elements-float64" for name in ("index_add", "index_update"))),
    ),
    Row("index_update takes no booleans", in_2=semantics("npx_functions", "places_of_every_dtype[bool]")),
    Row("foreach loses gradients that go through states", in_2=semantics("control_flow_functions", "foreach")),
    Row(
        "what depends on array parameters leaves the graph",
        both=semantics(
            "leaving_the_graph",
            "start_of_arange",
            "step_of_arange",
            *(f"range_of_histogram[{place}]" for place in ("low", "high")),
            "values_of_one_hot",
            *(f"copies[{way}]" for way in ("copy", "deepcopy")),
            *(f"other_libraries[{way}]" for way in ("asarray", "dlpack", "capsule")),
        ),
    ),
)
