"""Public names with cases in ``suite/semantics`` rather than a record, and the list of what is promised."""

from __future__ import annotations

from mxgrad_conformance.records import covered_names

_BY_MODULE = {
    "autograd": """
        Function backward get_symbol grad is_recording is_training mark_variables pause predict_mode
        record set_recording set_training train_mode
    """,
    "ndarray": """
        imag real
        T as_in_context as_in_ctx as_nd_ndarray as_np_ndarray asnumpy astype attach_grad backward
        context copyto ctx detach device drop_grad dtype grad item itemsize mT nbytes ndim shape
        size slice_like sort stype to_device tolist wait_to_read
    """,
    "np": """
        allclose array_equal array_equiv
        boolean_dtypes can_cast floating_dtypes integer_dtypes iscomplexobj isrealobj
        min_scalar_type numeric_dtypes promote_types result_type type_functions
        NAN NINF NZERO NaN PINF PZERO allclose array_equal array_equiv bool bool_ complex128
        complex64 dtype e empty empty_like
        euler_gamma finfo float16 float32 float64 from_dlpack iinfo inf int16 int32 int64 int8
        fill_diagonal histogramdd linalg may_share_memory nan ndarray ndim newaxis packbits pi random
        set_functions set_printoptions shape shares_memory size stride_tricks uint16 uint32 uint64
        uint8 unique_all unique_inverse unpackbits
    """,
    "np.random": """
        beta binomial chisquare choice exponential f gamma gumbel laplace logistic lognormal
        multinomial multivariate_normal normal pareto permutation poisson power rand randint randn
        rayleigh seed shuffle uniform weibull
    """,
    "npx": """
        from_dlpack from_numpy get_cuda_compute_capability set_np_default_dtype
        cond constraint_check control_flow foreach round_ste sign_ste stop_gradient to_dlpack_for_read
        to_dlpack_for_write while_loop
        Context Device cpu cpu_pinned current_context current_device dropout gpu gpu_memory_info
        is_np_array is_np_default_dtype is_np_shape num_gpus random reset_np seed set_np use_np
        waitall
    """,
    "npx.random": """
        bernoulli categorical multinomial normal_n seed uniform_n
    """,
}

SEMANTICS: frozenset[str] = frozenset(
    f"{module}.{name}" for module, names in _BY_MODULE.items() for name in names.split()
)


def tested_names() -> frozenset[str]:
    """Every public name of the front end that some case exercises."""
    return covered_names() | SEMANTICS


PROMISED: tuple[str, ...] = tuple(sorted(name for name in tested_names() if not name.startswith("operator.")))
