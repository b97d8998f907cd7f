"""What a front end lacks wholesale: one flag or one name, not hundreds of rows in the gap table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Any


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
    float16: bool = True
    """Half precision, which the array API standard does not have."""
    any_index: bool = True
    """Every index that NumPy understands, empty slices and masks beside other parts among them."""
    absent: frozenset[str] = frozenset()
    """Public names that this front end does not have."""


FLAGS = tuple(field.name for field in fields(Capabilities) if field.type == "bool")

# Names that are not in MXNet, by release.
_ABSENT_IN_BOTH = """
    ndarray.abs ndarray.arccos ndarray.arccosh ndarray.arcsin ndarray.arcsinh ndarray.arctan ndarray.arctanh
    ndarray.argmax_channel ndarray.broadcast_axes ndarray.cbrt ndarray.ceil ndarray.conj ndarray.conjugate
    ndarray.cos ndarray.cosh ndarray.degrees ndarray.depth_to_space ndarray.diag ndarray.exp ndarray.expand_dims
    ndarray.expm1 ndarray.fix ndarray.flip ndarray.floor ndarray.imag ndarray.itemsize ndarray.log ndarray.log10
    ndarray.log1p ndarray.log2 ndarray.log_sigmoid ndarray.log_softmax ndarray.mish ndarray.nanprod ndarray.nansum
    ndarray.nbytes ndarray.norm ndarray.one_hot ndarray.ones_like ndarray.pad ndarray.pick ndarray.radians
    ndarray.ravel ndarray.rcbrt ndarray.real ndarray.reciprocal ndarray.relu ndarray.reshape_like ndarray.rint
    ndarray.rsqrt ndarray.shape_array ndarray.sigmoid ndarray.sign ndarray.sin ndarray.sinh ndarray.size_array
    ndarray.slice ndarray.slice_axis ndarray.slice_like ndarray.softmax ndarray.softmin ndarray.space_to_depth
    ndarray.split ndarray.split_v2 ndarray.sqrt ndarray.square ndarray.tan ndarray.tanh ndarray.topk ndarray.trunc
    ndarray.zeros_like np.angle np.complex128 np.complex64 np.conj np.conjugate np.convolve np.euler_gamma
    np.geomspace np.gradient np.imag np.iscomplex np.iscomplexobj np.isreal np.isrealobj np.left_shift np.nanmean
    np.polyder np.random.binomial np.random.permutation np.random.poisson np.right_shift np.trapezoid npx.seed
    npx.use_np operator.divmod
"""
_ABSENT_IN_1 = """
    ndarray.device ndarray.drop_grad ndarray.mT ndarray.tile ndarray.to_device np.acos np.acosh np.asarray np.asin
    np.asinh np.atan np.atan2 np.atanh np.bitwise_invert np.bitwise_left_shift np.bitwise_right_shift
    np.boolean_dtypes np.can_cast np.concat np.cross np.cumprod np.dtype np.fill_diagonal np.floating_dtypes
    np.floor_divide np.fmax np.fmin np.fmod np.from_dlpack np.gcd np.iinfo np.int16 np.integer_dtypes np.kron
    np.linalg.cross np.linalg.diagonal np.linalg.matrix_norm np.linalg.matrix_transpose np.linalg.outer
    np.linalg.svdvals np.linalg.tensordot np.linalg.trace np.linalg.vecdot np.linalg.vector_norm np.logaddexp
    np.logical_and np.logical_or np.logical_xor np.median np.nanstd np.nansum np.nanvar np.numeric_dtypes
    np.permute_dims np.pow np.random.f np.random.laplace np.random.seed np.set_functions np.tri np.tril_indices
    np.triu np.triu_indices np.type_functions np.uint16 np.uint32 np.uint64 np.unique_all np.unique_inverse
    np.unique_values npx.Device npx.add_n npx.broadcast_greater npx.broadcast_like npx.cond npx.control_flow
    npx.current_device npx.digamma npx.foreach npx.from_dlpack npx.from_numpy npx.index_add npx.index_update
    npx.is_np_default_dtype npx.masked_log_softmax npx.masked_softmax npx.norm npx.pad npx.random.categorical
    npx.random.multinomial npx.round_ste npx.sequence_last npx.sequence_reverse npx.set_np_default_dtype
    npx.sign_ste npx.slice_channel npx.slice_like npx.softsign npx.stop_gradient npx.to_dlpack_for_read
    npx.to_dlpack_for_write npx.while_loop operator.floordiv operator.pos operator.rand operator.rfloordiv
    operator.ror operator.rxor
"""
# Its prod method calls an operator that is not there.
_ABSENT_IN_2 = "ndarray.prod npx.Context npx.current_context"

_MXNET = Capabilities(
    second_order=False,
    complex_numbers=False,
    stale_detection=False,
    float_variables_only=False,
    function_requests=False,
    builtin_errors=False,
    any_index=False,
)
BY_TARGET = {
    "mxnet 1.9.1": replace(
        _MXNET, host_arrays_mix=False, absent=frozenset(f"{_ABSENT_IN_BOTH} {_ABSENT_IN_1}".split())
    ),
    "mxnet 2.0.0b1": replace(_MXNET, absent=frozenset(f"{_ABSENT_IN_BOTH} {_ABSENT_IN_2}".split())),
    "array_api": Capabilities(float16=False),
}
"""What each target lacks, by its full name; one that is not here lacks nothing."""


def capabilities_of(target: str, lacking: Iterable[str] = ()) -> Capabilities:
    """The flags of a target. A backend of mxgrad has them all, but for those it says it is ``lacking``."""
    unknown = sorted(set(lacking) - set(FLAGS))
    if unknown:
        raise ValueError(f"no such capability: {', '.join(unknown)}; there are {', '.join(FLAGS)}")
    chosen = BY_TARGET.get(target, Capabilities())
    for flag in lacking:
        changes: dict[str, Any] = {flag: False}
        chosen = replace(chosen, **changes)
    return chosen
