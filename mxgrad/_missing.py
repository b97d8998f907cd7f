"""The names that MXNet has, so that what mxgrad does not have is refused by name.

`missing_attr(module)` makes the module-level ``__getattr__`` of a module: Python calls it only for names that
are not there, so the table simply lists all public names of MXNet 1.9.1 and 2.0.0b1, and nothing here changes
when mxgrad gains one of them.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from functools import cache
from typing import Any, Final, NoReturn

from mxgrad.base import MXNetAttributeError
from mxgrad.libinfo import __version__

__all__ = ["ALIASES", "explain", "known_to_mxnet", "missing_attr"]

ALIASES: Final = {
    "numpy": "np",
    "numpy.multiarray": "np",
    "numpy_extension": "npx",
    "rnd": "random",
}
"""MXNet's other names for modules that mxgrad has, both relative to the package."""

# Submodules that `import mxgrad` leaves out, as most programs never need them; `mx.test_utils` loads them.
_ON_DEMAND: Final = frozenset(
    {"device", "engine", "error", "libinfo", "numpy_dispatch_protocol", "runtime", "test_utils"}
)

_NAMES: Final = {
    "": """
        AttrScope Context Device MXNetError amp api attribute autograd base callback container
        context contrib cpu cpu_pinned cuda current_context current_device device dlpack engine
        error executor executor_manager gluon gpu image img init initializer io is_np_array
        is_np_default_dtype is_np_shape kv kvstore kvstore_server libinfo library log lr_scheduler
        metric misc mod model module mon monitor name nd ndarray ndarray_doc notebook np_array
        np_default_dtype np_shape np_symbol numpy numpy_dispatch_protocol numpy_extension
        numpy_op_fallback numpy_op_signature onnx operator optimizer profiler random recordio
        registry rnd rnn rtc runtime set_np_shape space sym symbol symbol_doc test_utils th tools
        torch tvmop use_np use_np_array use_np_default_dtype use_np_shape util visualization viz
    """,
    "autograd": """
        Function NDArray Symbol backward get_symbol grad is_np_array is_recording is_training
        mark_variables pause predict_mode record set_recording set_training train_mode
    """,
    "context": """
        Context Device cpu cpu_pinned current_context gpu gpu_memory_info num_gpus
    """,
    "np": """
        NAN NINF NZERO NaN PINF PZERO abs absolute acos acosh add all allclose alltrue amax amin any
        append apply_along_axis apply_over_axes arange arccos arccosh arcsin arcsinh arctan arctan2
        arctanh argmax argmin argpartition argsort argwhere around array array_equal array_equiv
        array_split arrayprint asarray asin asinh atan atan2 atanh atleast_1d atleast_2d atleast_3d
        average bincount bitwise_and bitwise_invert bitwise_left_shift bitwise_not bitwise_or
        bitwise_right_shift bitwise_xor blackman bool bool_ boolean_dtypes broadcast_arrays
        broadcast_to can_cast cbrt ceil choose clip column_stack compress concat concatenate copy
        copysign corrcoef correlate cos cosh count_nonzero cov cross cumprod cumsum deg2rad degrees
        delete diag diag_indices_from diagflat diagonal diff digitize divide divmod dot dsplit
        dstack dtype e ediff1d einsum empty empty_like equal exp expand_dims expm1 extract eye fabs
        fallback fallback_linalg fill_diagonal finfo fix flatnonzero flip fliplr flipud float16
        float32 float64 float_power floating_dtypes floor floor_divide fmax fmin fmod frexp
        from_dlpack full full_like function_base gcd genfromtxt greater greater_equal hamming
        hanning heaviside histogram histogram2d histogram_bin_edges histogramdd hsplit hstack hypot
        i0 identity iinfo in1d indices inf inner insert int16 int32 int64 int8 integer_dtypes interp
        intersect1d invert io isclose isfinite isin isinf isnan isneginf isposinf ix_ kron lcm ldexp
        less less_equal lexsort linalg linspace log log10 log1p log2 logaddexp logical_and
        logical_not logical_or logical_xor logspace matmul max maximum may_share_memory mean median
        meshgrid min min_scalar_type minimum mirr mod modf moveaxis msort multiarray multiply nan
        nan_to_num nanargmax nanargmin nancumprod nancumsum nanmax nanmedian nanmin nanpercentile
        nanprod nanquantile nanstd nansum nanvar ndarray ndim negative newaxis nonzero not_equal npv
        numeric_dtypes ones ones_like outer packbits pad partition percentile permute_dims pi
        piecewise pmt poly polyadd polydiv polyfit polyint polymul polysub polyval positive pow
        power ppmt prod product promote_types ptp pv quantile rad2deg radians random rate ravel real
        reciprocal remainder repeat reshape resize result_type rint roll rollaxis roots rot90 round
        round_ row_stack searchsorted select set_functions set_printoptions setdiff1d setxor1d shape
        shares_memory sign signbit sin sinh size sometrue sort spacing split sqrt square squeeze
        stack std stride_tricks subtract sum swapaxes take take_along_axis tan tanh tensordot tile
        trace transpose trapz tri tril tril_indices tril_indices_from trim_zeros triu triu_indices
        triu_indices_from true_divide trunc type_functions uint16 uint32 uint64 uint8 union1d unique
        unique_all unique_inverse unique_values unpackbits unravel_index unwrap utils vander var
        vdot vsplit vstack where zeros zeros_like
    """,
    "np.linalg": """
        cholesky cond cross det diagonal eig eigh eigvals eigvalsh fallback_linalg inv lstsq
        matrix_norm matrix_power matrix_rank matrix_transpose multi_dot norm outer pinv qr slogdet
        solve svd svdvals tensordot tensorinv tensorsolve trace vecdot vector_norm
        wrap_data_api_linalg_func
    """,
    "np.random": """
        beta chisquare choice exponential f gamma gumbel laplace logistic lognormal multinomial
        multivariate_normal normal pareto power rand randint randn rayleigh seed shuffle uniform
        weibull wrap_ctx_to_device_func
    """,
    "np.ndarray": """
        T abs all any arccos arccosh arcsin arcsinh arctan arctanh argmax argmax_channel argmin
        argsort as_in_context as_in_ctx as_nd_ndarray as_np_ndarray asnumpy asscalar astype
        attach_grad backward broadcast_axes broadcast_like broadcast_to cbrt ceil clip context copy
        copyto cos cosh ctx cumsum degrees depth_to_space detach device diag diagonal dot drop_grad
        dtype exp expand_dims expm1 fix flatten flip floor grad handle item log log10 log1p log2
        log_sigmoid log_softmax mT max mean min mish nanprod nansum ndim nonzero norm one_hot
        ones_like pad pick prod radians rcbrt reciprocal relu repeat reshape reshape_like
        reshape_view rint round rsqrt shape shape_array sigmoid sign sin sinh size size_array slice
        slice_assign slice_assign_scalar slice_axis slice_like softmax softmin sort space_to_depth
        split split_v2 sqrt square squeeze std stype sum swapaxes take tan tanh tile to_device
        to_dlpack_for_read to_dlpack_for_write tolist topk tostype transpose trunc var wait_to_read
        writable zeros_like
    """,
    "npx": """
        Context Device activation add_n arange_like batch_dot batch_flatten batch_norm
        batch_norm_with_relu bipartite_matching box_decode box_encode box_iou box_nms
        broadcast_greater broadcast_like cast cond constraint_check contrib_calibrate_entropy
        contrib_quantize contrib_quantize_v2 control_flow convolution cpu cpu_pinned ctc_loss
        current_context current_device deconvolution deformable_convolution digamma dropout
        embedding erf erfinv foreach from_dlpack from_numpy fully_connected gamma gammaln gather_nd
        get_cuda_compute_capability gpu gpu_memory_info group_norm image index_add index_update
        instance_norm interleaved_matmul_encdec_qk interleaved_matmul_encdec_valatt
        interleaved_matmul_selfatt_qk interleaved_matmul_selfatt_valatt intgemm_fully_connected
        intgemm_maxabsolute intgemm_prepare_data intgemm_prepare_weight intgemm_take_weight
        is_np_array is_np_default_dtype is_np_shape layer_norm leaky_relu load log_softmax
        masked_log_softmax masked_softmax modulated_deformable_convolution multibox_detection
        multibox_prior multibox_target nonzero norm num_gpus one_hot pad pick pooling quantized_act
        quantized_conv quantized_elemwise_add quantized_elemwise_mul quantized_embedding
        quantized_flatten quantized_fully_connected quantized_pooling quantized_reshape
        quantized_transpose random relu requantize reset_np reshape reshape_like rnn roi_pooling
        round_ste save savez scalar_poisson sequence_last sequence_mask sequence_reverse set_np
        set_np_default_dtype shape_array sigmoid sign_ste sldwin_atten_context
        sldwin_atten_mask_like sldwin_atten_score slice slice_channel slice_like smooth_l1 softmax
        softsign stop_gradient sync_batch_norm tensor_poisson to_dlpack_for_read to_dlpack_for_write
        topk utils waitall while_loop
    """,
    "npx.image": """
        Augmenter BrightnessJitterAug CastAug CenterCropAug ColorJitterAug ColorNormalizeAug
        ContrastJitterAug CreateAugmenter CreateDetAugmenter CreateMultiRandCropAugmenter
        DetAugmenter DetBorrowAug DetHorizontalFlipAug DetRandomCropAug DetRandomPadAug
        DetRandomSelectAug ForceResizeAug HorizontalFlipAug HueJitterAug ImageDetIter ImageIter
        LightingAug RandomCropAug RandomGrayAug RandomOrderAug RandomSizedCropAug ResizeAug
        SaturationJitterAug SequentialAug adjust_lighting center_crop color_normalize copyMakeBorder
        crop det detection fixed_crop flip_left_right flip_top_bottom image imdecode imread imresize
        imrotate io is_np_array normalize random_brightness random_color_jitter random_contrast
        random_crop random_flip_left_right random_flip_top_bottom random_hue random_lighting
        random_resized_crop random_rotate random_saturation random_size_crop recordio resize
        resize_short scale_down to_tensor
    """,
    "npx.random": """
        bernoulli categorical multinomial normal_n seed uniform_n wrap_ctx_to_device_func
    """,
    "random": """
        Context Device binomial categorical exponential gamma generalized_negative_binomial
        multinomial negative_binomial normal poisson randint randn seed shuffle uniform
        wrap_ctx_to_device_func
    """,
    "test_utils": """
        Context DummyIter Features Symbol almost_equal assert_allclose assert_almost_equal
        assert_almost_equal_ignore_nan assert_almost_equal_with_err assert_exception assign_each
        assign_each2 checkShapes check_consistency check_gluon_hybridize_consistency
        check_numeric_gradient check_speed check_symbolic_backward check_symbolic_forward
        chi_square_check collapse_sum_like compare_ndarray_tuple compare_optimizer
        compare_optimizer_noise_seeded create_2d_np_tensor create_2d_tensor create_sparse_array
        create_sparse_array_zd create_vector current_context current_device default_atols
        default_context default_device default_dtype default_numeric_eps default_rtols
        discard_stderr download download_model effective_dtype environment
        gen_buckets_probs_with_ppf get_atol get_bz2_data get_cifar10 get_cuda_compute_capability
        get_etol get_identity_mat get_identity_mat_batch get_im2rec_path
        get_max_supported_compute_capability get_mnist get_mnist_iterator get_mnist_pkl
        get_mnist_ubyte get_rtc_compile_opts get_rtol get_tolerance get_tols get_zip_data getenv
        has_tvm_ops is_aarch64_run is_cd_run is_op_runnable list_gpus locationError mean_check
        new_matrix_with_real_eigvals_2d new_matrix_with_real_eigvals_nd new_orthonormal_matrix_2d
        new_sym_matrix_with_real_eigvals_2d new_sym_matrix_with_real_eigvals_nd np_reduce np_symbol
        numeric_grad rand_coord_2d rand_ndarray rand_shape_2d rand_shape_3d rand_shape_nd
        rand_sparse_ndarray random_arrays random_sample random_uniform_arrays retry same same_array
        same_symbol_structure set_default_context set_default_device setenv
        shuffle_csr_column_indices simple_forward use_np use_np_default_dtype var_check
        verify_generator
    """,
    "util": """
        default_array dtype_from_number get_cuda_compute_capability get_gpu_count get_gpu_memory
        get_max_supported_compute_capability get_rtc_compile_opts getenv is_np_array
        is_np_default_dtype is_np_shape np_array np_default_dtype np_shape np_ufunc_legal_option
        numpy_fallback reset_np set_flush_denorms set_module set_np set_np_default_dtype
        set_np_shape setenv use_np use_np_array use_np_default_dtype use_np_shape
        wrap_ctx_to_device_func wrap_np_binary_func wrap_np_unary_func
    """,
}

_NUMPY: Final = "mxgrad's arrays are mxgrad.np arrays: use np and npx in its place"
_SYMBOLIC: Final = "symbolic programs are not part of mxgrad: compute with np and npx inside autograd.record()"
_SPARSE: Final = "mxgrad has dense arrays only"
_FINANCIAL: Final = "NumPy removed its financial functions; the package numpy-financial has them, for x.asnumpy()"
_INTERNAL: Final = "a module of MXNet's own; what it defines is in np"
_LINALG: Final = "a module of MXNet's own; what it defines is in np.linalg"
_HINTS: Final = {
    "nd": _NUMPY,
    "ndarray": _NUMPY,
    "sym": _SYMBOLIC,
    "symbol": _SYMBOLIC,
    "np_symbol": _SYMBOLIC,
    "mod": _SYMBOLIC,
    "module": _SYMBOLIC,
    "model": _SYMBOLIC,
    "executor": _SYMBOLIC,
    "torch": "import torch itself, and mxgrad.set_backend('torch') to compute with it",
    "th": "import torch itself, and mxgrad.set_backend('torch') to compute with it",
    **dict.fromkeys(("np.mirr", "np.npv", "np.pmt", "np.ppmt", "np.pv", "np.rate"), _FINANCIAL),
    **dict.fromkeys(("np.arrayprint", "np.fallback", "np.function_base", "np.multiarray", "np.utils"), _INTERNAL),
    **dict.fromkeys(("np.fallback_linalg", "np.linalg.fallback_linalg"), _LINALG),
    "np.ndarray.handle": "it is a pointer into MXNet's engine; to_dlpack_for_read gives the data to other libraries",
    "np.ndarray.reshape_view": "not every library can write through it; use reshape, which copies",
    "np.ndarray.asscalar": "use item()",
    "np.ndarray.stype": _SPARSE,
    "np.ndarray.tostype": _SPARSE,
}


@cache
def _names(path: str) -> frozenset[str]:
    return frozenset(_NAMES.get(path, "").split())


def known_to_mxnet(path: str, name: str) -> bool:
    """Tell whether MXNet has `name` in the module `path`, relative to the package (``""``: the package).

    Examples
    --------
    >>> known_to_mxnet("", "gluon"), known_to_mxnet("np", "frobnicate")
    (True, False)
    """
    return name in _names(path)


def explain(path: str, name: str) -> str:
    """Return the sentence that says that mxgrad lacks MXNet's `name`, and what to do.

    Examples
    --------
    >>> print(explain("", "symbol"))  # doctest: +ELLIPSIS
    mxgrad has no 'symbol': MXNet has it, ... symbolic programs are not part of mxgrad: ...
    """
    owner = "mxgrad's ndarray" if path == "np.ndarray" else ".".join(filter(None, ("mxgrad", path)))
    hint = _HINTS.get(f"{path}.{name}".lstrip("."))
    if hint is None and path in ("np", "np.linalg", "np.random"):
        hint = _numpy_hint(path, name)
    if hint is None and path == "":
        hint = "it provides MXNet's np, npx and autograd, and what belongs to them"
    text = f"{owner} has no {name!r}: MXNet has it, mxgrad {__version__} does not"
    return f"{text}; {hint}" if hint else text


def _numpy_hint(path: str, name: str) -> str | None:
    import numpy

    module: Any = numpy
    for part in path.split(".")[1:]:
        module = getattr(module, part)
    if not callable(getattr(module, name, None)):
        return None
    return f"{module.__name__}.{name} computes it from x.asnumpy(), without gradients"


def missing_attr(module: str) -> Callable[[str], Any]:
    """Make the ``__getattr__`` of an mxgrad module, or (``"mxgrad.np.ndarray"``) of the array class.

    Examples
    --------
    >>> __getattr__ = missing_attr("mxgrad.np")
    >>> __getattr__("pmt")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    mxgrad.base.MXNetAttributeError: mxgrad.np has no 'pmt': MXNet has it, mxgrad ... does not; NumPy removed ...
    """
    path = module.partition(".")[2]

    def fail(name: str) -> NoReturn:
        owner = sys.modules.get(module)
        if name.startswith("_") or not known_to_mxnet(path, name):
            kind = f"module {module!r}" if path != "np.ndarray" else "'ndarray' object"
            raise AttributeError(f"{kind} has no attribute {name!r}", name=name, obj=owner)
        raise MXNetAttributeError(explain(path, name), name=name, obj=owner)

    def from_package(name: str) -> Any:
        target = ALIASES.get(name, name)
        if target in _ON_DEMAND or target != name:
            # Does not come back here: importing a submodule sets it on the package.
            return importlib.import_module(f"{module}.{target}")
        return fail(name)

    return fail if path else from_package
