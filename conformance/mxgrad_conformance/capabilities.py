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

MXNET_ABSENT = """
    np.fmax np.fmin np.fmod np.gcd np.logaddexp ndarray.abs ndarray.arccos ndarray.arccosh ndarray.arcsin
    ndarray.arcsinh ndarray.arctan ndarray.arctanh ndarray.argmax_channel ndarray.broadcast_axes ndarray.cbrt
    ndarray.ceil ndarray.cos ndarray.cosh ndarray.degrees ndarray.depth_to_space ndarray.exp ndarray.expm1
    ndarray.fix ndarray.floor ndarray.log ndarray.log10 ndarray.log1p ndarray.log2 ndarray.log_sigmoid
    ndarray.log_softmax ndarray.mish ndarray.nanprod ndarray.nansum ndarray.norm ndarray.one_hot
    ndarray.ones_like ndarray.pad ndarray.pick ndarray.radians ndarray.rcbrt ndarray.reciprocal ndarray.relu
    ndarray.rint ndarray.rsqrt ndarray.shape_array ndarray.sigmoid ndarray.sign ndarray.sin ndarray.sinh
    ndarray.size_array ndarray.slice ndarray.slice_axis ndarray.slice_like ndarray.softmax ndarray.softmin
    ndarray.space_to_depth
    ndarray.split_v2 ndarray.sqrt ndarray.square ndarray.tan ndarray.tanh ndarray.topk ndarray.trunc
    ndarray.zeros_like
    ndarray.conj ndarray.conjugate ndarray.imag ndarray.real np.angle np.boolean_dtypes np.can_cast np.conj
    np.conjugate np.floating_dtypes np.geomspace np.imag np.integer_dtypes np.iscomplex np.iscomplexobj
    np.isreal np.isrealobj np.numeric_dtypes np.polyder np.type_functions
    np.convolve np.cumprod np.gradient np.median np.nanmean np.nanstd np.nansum np.nanvar np.trapezoid
    np.cross np.kron np.linalg.cross np.linalg.diagonal np.linalg.matrix_norm np.linalg.matrix_transpose
    np.linalg.outer np.linalg.svdvals np.linalg.tensordot np.linalg.trace np.linalg.vecdot np.linalg.vector_norm
    np.fill_diagonal np.set_functions np.tri np.tril_indices np.triu_indices np.unique_all
    np.unique_inverse np.unique_values
    npx.from_dlpack npx.from_numpy npx.set_np_default_dtype
    ndarray.device ndarray.diag ndarray.drop_grad ndarray.expand_dims ndarray.flip ndarray.itemsize
    ndarray.mT ndarray.nbytes ndarray.ravel ndarray.reshape_like ndarray.split ndarray.tile
    ndarray.to_device np.acos np.acosh np.asarray np.asin np.asinh np.atan np.atan2 np.atanh
    np.bitwise_invert np.bitwise_left_shift np.bitwise_right_shift np.complex128 np.complex64
    np.concat np.dtype np.euler_gamma np.floor_divide np.from_dlpack np.iinfo np.int16 np.left_shift
    np.logical_and np.logical_or np.logical_xor np.permute_dims np.pow np.random.binomial
    np.random.f np.random.laplace np.random.permutation np.random.poisson np.random.seed
    np.right_shift np.triu np.uint16 np.uint32 np.uint64 npx.Device npx.current_device npx.digamma
    npx.is_np_default_dtype npx.masked_log_softmax npx.masked_softmax npx.random.categorical npx.random.multinomial
    npx.seed npx.use_np operator.divmod operator.floordiv operator.pos operator.rand
    operator.rfloordiv operator.ror operator.rxor
"""

MXNET = Capabilities(
    second_order=False,
    complex_numbers=False,
    stale_detection=False,
    float_variables_only=False,
    host_arrays_mix=False,
    function_requests=False,
    builtin_errors=False,
    any_index=False,
    absent=frozenset(MXNET_ABSENT.split()),
)


ARRAY_API = Capabilities(float16=False)
BY_TARGET = {"mxnet": MXNET, "array_api": ARRAY_API}


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
