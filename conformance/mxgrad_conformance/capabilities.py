"""What a front end lacks wholesale: one flag or one name, not hundreds of rows in the gap table."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Capabilities:
    """Flags of one target. ``suite/test_capabilities.py`` probes every one, so none can go stale."""

    second_order: bool = True
    """The gradient of a gradient, for every operation."""
    complex_numbers: bool = True
    """Complex dtypes."""
    stale_detection: bool = True
    """Overwriting a value that a pending ``backward`` needs is an error."""
    float_variables_only: bool = True
    """``attach_grad`` refuses integer arrays."""
    host_arrays_mix: bool = True
    """Arithmetic between an array and a NumPy array."""
    function_requests: bool = True
    """``autograd.Function`` honours ``add`` and ``null``."""
    builtin_errors: bool = True
    """Errors of operations are also the built-in ones (``ValueError``) that NumPy raises."""
    absent: frozenset[str] = frozenset()
    """Public names that this front end does not have."""


FLAGS = tuple(field.name for field in fields(Capabilities) if field.type == "bool")

MXNET = Capabilities(
    second_order=False,
    complex_numbers=False,
    stale_detection=False,
    float_variables_only=False,
    host_arrays_mix=False,
    function_requests=False,
    builtin_errors=False,
    absent=frozenset(
        {
            "np.floor_divide",
            "np.logical_and",
            "np.logical_or",
            "np.logical_xor",
            "np.triu",
            "np.random.seed",
            "npx.seed",
            "operator.floordiv",
            "operator.rfloordiv",
            "operator.divmod",
            "operator.pos",
            "operator.rand",
            "operator.ror",
            "operator.rxor",
        }
    ),
)


def capabilities_of(target: str) -> Capabilities:
    """The flags of a target; a backend of mxgrad has them all."""
    return MXNET if target == "mxnet" else Capabilities()
