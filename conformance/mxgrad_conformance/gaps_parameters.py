"""Parameters that MXNet lacks, refuses or ignores."""

from __future__ import annotations

from mxgrad_conformance.gap_rows import Ids, Row, cases_of, semantics

_CORRECTED = ("np.std", "np.var", "ndarray.std", "ndarray.var")
_ARG_EXTREMES = ("np.argmax", "np.argmin", "ndarray.argmax", "ndarray.argmin")


def _out(*cases: str) -> Ids:
    return cases_of("out", (f"{case}-float32" for case in cases))


def _like_numpy(*calls: str) -> Ids:
    return semantics("parameters", *(f"like_numpy[{call}]" for call in calls))


PARAMETERS: tuple[Row, ...] = (
    Row(
        "functions that fall back to NumPy leave out= alone",
        both=_out(
            "np.choose-vectors", "np.compress-vector", "np.linalg.multi_dot-three", "np.nanargmax-all",
            "np.nanargmin-all", "np.nancumprod-flattened", "np.nancumsum-flattened", "np.nanmax-all",
            "np.nanmedian-all", "np.nanmin-all", "np.nanpercentile-all", "np.nanprod-all", "np.nanquantile-all",
            "np.ptp-all",
        ),
        in_2=_out("np.cumprod-vector", "np.nanstd-all", "np.nansum-all", "np.nanvar-all"),
    ),
    Row("vstack leaves out= alone", both=_out("np.vstack-vectors")),
    Row("positive of out= calls itself without end", in_1=_out("np.positive-vector")),
    Row("positive leaves out= alone", in_2=_out("np.positive-vector")),
    Row(
        "deg2rad and rad2deg call an operator that does not exist",
        in_1=_out("np.deg2rad-vector", "np.rad2deg-vector"),
    ),
    Row("zeros_like leaves out= alone", in_1=_out("np.zeros_like-matrix")),
    Row("no out=", in_2=_out("np.copy-matrix", "np.reshape-tuple", "np.squeeze-all")),
    Row(
        "lognormal draws into out= the logarithms, and gives another array",
        both=semantics("parameters", "drawn_into_out[np.random.lognormal-size,out]"),
    ),
    Row("power has no out=", in_1=semantics("parameters", "drawn_into_out[np.random.power-size,out]")),
    Row("no keepdims", in_1=_like_numpy(*(f"{name}-axis,keepdims" for name in _ARG_EXTREMES))),
    Row("no correction", in_1=_like_numpy(*(f"{name}-correction" for name in _CORRECTED))),
    Row("no descending", in_1=_like_numpy("ndarray.argsort-descending")),
    Row("no stable", in_1=_like_numpy("np.argsort-stable", "ndarray.argsort-stable")),
    Row("no kind and order", in_2=_like_numpy("ndarray.argsort-axis,kind,order")),
    Row(
        "ndarray.sort raises something that is no exception",
        in_1=semantics("parameters", *(f"the_sort_method_takes_the_options_of_{release}" for release in (1, 2))),
    ),
    Row(
        "ndarray.sort has no kind and order",
        in_2=semantics("parameters", "the_sort_method_takes_the_options_of_1"),
    ),
    Row(
        "ndarray.diagonal is there only to say that it is not",
        in_1=_like_numpy("ndarray.diagonal-offset,axis1,axis2"),
    ),
    Row(
        "no upper",
        in_1=_like_numpy("np.linalg.eigvalsh-upper") + semantics("parameters", "upper_triangle_of_eigh"),
    ),
    Row("no rtol", both=_like_numpy("np.linalg.matrix_rank-rtol"), in_1=_like_numpy("np.linalg.pinv-rtol,hermitian")),
    Row(
        "hermitian is refused",
        in_2=_like_numpy("np.linalg.matrix_rank-hermitian", "np.linalg.pinv-rtol,hermitian"),
    ),
    Row(
        "overwrite_input is refused",
        both=_like_numpy("np.percentile-overwrite_input", "np.quantile-overwrite_input"),
        in_2=_like_numpy("np.median-overwrite_input"),
    ),
    Row("sum refuses initial and where", both=_like_numpy("np.sum-axis,initial", "np.sum-where")),
    Row("asarray ignores copy", in_2=semantics("parameters", "asarray_copies_as_asked")),
    Row("covariances are not checked", both=semantics("parameters", "covariances_that_are_none")),
    Row(
        "tri and triu_indices take no device",
        in_2=semantics("parameters", "placed[np.tri-device]", "placed[np.triu_indices-device]"),
    ),
    Row("zeros_like takes no ctx", in_1=semantics("parameters", "placed[np.zeros_like-ctx]")),
    Row("empty_like of another dtype is an error", in_2=semantics("parameters", "typed[np.empty_like-dtype]")),
)  # fmt: skip
