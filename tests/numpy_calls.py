"""Calls of every function of numpy and numpy.linalg that takes arrays: what `test_numpy_functions.py` runs."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as onp

X = onp.array([[0.3, 0.7, 0.55], [0.9, 0.2, 0.45]])
Y = onp.array([[0.6, 0.25, 0.8], [0.35, 0.95, 0.16]])
V = onp.array([0.3, 0.8, 0.5, 0.65])
W = onp.array([0.7, 0.2, 0.4, 0.9])
SORTED = onp.array([0.1, 0.4, 0.6, 0.85])
S = onp.array([[2.0, 0.3, 0.5], [0.4, 3.0, 0.2], [0.1, 0.6, 1.5]])
P = onp.array([[3.0, 0.4, 0.2], [0.4, 2.0, 0.5], [0.2, 0.5, 1.2]])
C = onp.array([0.25, 0.5, 0.75])
NAN = onp.array([[0.3, onp.nan, 0.55], [0.9, 0.2, 0.45]])
MASK = X > 0.4
INTS = onp.array([[6, 3, 12], [9, 4, 8]])
MORE = onp.array([[4, 7, 2], [3, 5, 16]])
INDEX = onp.array([2, 0, 1])
BYTES = onp.array([1, 0, 1, 1], dtype="uint8")


class Call(NamedTuple):
    args: tuple[Any, ...]
    kwargs: dict[str, Any]


def call(*args: Any, **kwargs: Any) -> Call:
    return Call(args, kwargs)


def each(names: str, *calls: Call) -> dict[str, list[Call]]:
    return {name: list(calls) for name in names.split()}


_SIMPLE = """
    argsort argwhere array2string array_repr array_str atleast_1d atleast_2d atleast_3d common_type copy diagflat
    ediff1d empty_like fix flatnonzero flipud fliplr i0 imag iscomplex iscomplexobj isneginf isposinf isreal isrealobj
    matrix_transpose min_scalar_type ndim nonzero ones_like real real_if_close shape sinc sort_complex
    tril_indices_from triu_indices_from unique_all unique_counts unique_inverse unique_values unstack unwrap
"""

ARRAY_FUNCTIONS: dict[str, list[Call]] = {
    **each(_SIMPLE, call(X)),
    **each("all any amax amin argmax argmin min ptp", call(X), call(X, 1), call(X, axis=0, keepdims=True)),
    **each(
        "nanmax nanmin nanmean nanstd nanvar nansum nanprod nanmedian",
        *(call(NAN), call(NAN, axis=1), call(NAN, axis=1, keepdims=True)),
    ),
    "angle": [call(X), call(X, True)],
    "allclose": [call(X, Y), call(X, X + 1e-9)],
    "append": [call(X, Y), call(X, Y, axis=1)],
    "apply_along_axis": [call(onp.sum, 1, X)],
    "apply_over_axes": [call(onp.sum, X, [0, 1])],
    "arange": [call(4, like=X)],
    "argpartition": [call(V, 2)],
    "around": [call(X + 0.01, 1), call(a=X + 0.01, decimals=1)],
    "array": [call([1.0, 2.0], like=X)],
    "array_equal": [call(X, Y), call(X, X)],
    "array_equiv": [call(X, Y), call(X, X[:1] * 0 + X)],
    "array_split": [call(V, 3)],
    **each("asanyarray asarray ascontiguousarray asfortranarray", call([1.0, 2.0], like=X)),
    "astype": [call(X, "float64")],
    "average": [call(X), call(X, axis=1, weights=Y), call(X, weights=Y)],
    "bincount": [call(INDEX), call(INDEX, weights=C)],
    "block": [call([[X, Y], [Y, X]])],
    "broadcast_arrays": [call(X, C), call(X, None)],
    "broadcast_to": [call(C, (2, 3))],
    "can_cast": [call(X, "float64")],
    "choose": [call(INDEX, [C, C * 2, C * 3])],
    "clip": [call(X, 0.32, 0.6), call(X, Y, 0.97), call(X, a_min=0.32, a_max=None), call(X, min=0.4, max=0.8)],
    "column_stack": [call([V, W])],
    "compress": [call([True, False, True], X, axis=1)],
    "concatenate": [call([X, Y]), call((X, Y), axis=1), call([X, Y], dtype="float64"), call([X, Y], None)],
    "convolve": [call(V, C), call(V, C, "same"), call(V, C, "valid")],
    "copyto": [],
    "corrcoef": [call(X)],
    "correlate": [call(V, C), call(V, C, "full"), call(V, C, "same")],
    "count_nonzero": [call(MASK), call(X, axis=1)],
    "cov": [call(X), call(X, rowvar=False)],
    "cross": [call(C, V[:3]), call(X, Y)],
    **each("cumprod cumsum cumulative_prod cumulative_sum", call(V), call(X, axis=1)),
    **each("nancumprod nancumsum", call(NAN), call(NAN, axis=1)),
    "delete": [call(V, 1), call(X, [0], axis=0)],
    "diag": [call(V), call(S), call(v=S, k=1)],
    "diag_indices_from": [call(S)],
    "diagonal": [call(S), call(S, offset=1)],
    "diff": [call(V), call(X, axis=0), call(V, 2), call(V, prepend=C)],
    "digitize": [call(V, SORTED)],
    "dot": [call(S, C), call(C, C), call(S, P)],
    "dsplit": [call(X.reshape(1, 2, 3), 3)],
    "dstack": [call([X, Y])],
    **each("hstack vstack", call([X, Y]), call((X, Y), dtype="float64")),
    "einsum": [call("ij,jk->ik", S, P), call("ii", S), call("ij,ij->i", X, Y, optimize=True)],
    "einsum_path": [call("ij,jk->ik", S, P)],
    "empty": [call(3, like=X)],
    "expand_dims": [call(X, 1)],
    "extract": [call(MASK, X)],
    "eye": [call(3, like=X)],
    "fill_diagonal": [],
    "flip": [call(X), call(m=X, axis=1)],
    "frombuffer": [call(b"12345678", "float64", like=X)],
    "fromfunction": [call(lambda i: i * 2.0, (3,), like=X)],
    "fromiter": [call([1.0, 2.0], "float64", like=X)],
    "full": [call(3, 0.5, like=X)],
    "full_like": [call(X, 2.0), call(X, 2.0, dtype="int64")],
    "geomspace": [call(V, W, 5)],
    "gradient": [call(V), call(X), call(V, 0.5), call(V, SORTED), call(X, axis=1), call(V, SORTED, edge_order=2)],
    "histogram": [call(V, 3), call(V, 3, (0, 1), weights=W), call(V, SORTED, density=True)],
    "histogram2d": [call(V, W, 3)],
    "histogram_bin_edges": [call(V, 3)],
    "histogramdd": [call(X, 2)],
    "hsplit": [call(X, 3)],
    "identity": [call(3, like=X)],
    "imag": [call(X)],
    "inner": [call(S, C)],
    "insert": [call(V, 1, 0.5), call(X, 1, Y[:, 0], axis=1)],
    "interp": [call(C, SORTED, V), call(C, SORTED, V, left=-1.0)],
    "intersect1d": [call(V, SORTED)],
    "isclose": [call(X, Y)],
    "isin": [call(V, [0.5, 0.8])],
    "ix_": [call(INDEX, INDEX)],
    "kron": [call(C, V), call(X, Y)],
    "lexsort": [call((V, W)), call(X)],
    "linspace": [call(V, W, 3), call(0.0, V, 3, axis=1)],
    "logspace": [call(V, W, 3)],
    "may_share_memory": [call(X, Y)],
    "median": [call(X), call(X, axis=1), call(V, overwrite_input=True)],
    "meshgrid": [call(V, C), call(V, C, indexing="ij", sparse=True)],
    "moveaxis": [call(X, 0, 1)],
    "nan_to_num": [call(NAN), call(NAN, nan=0.5)],
    "nanargmax": [call(NAN), call(NAN, axis=1)],
    "nanargmin": [call(NAN), call(NAN, axis=1)],
    "nanpercentile": [call(NAN, 30), call(NAN, [30, 60], axis=1)],
    "nanquantile": [call(NAN, 0.3), call(NAN, [0.3, 0.6], axis=1)],
    "ones": [call(3, like=X)],
    "outer": [call(C, V), call(X, V)],
    "packbits": [call(BYTES)],
    "pad": [call(X, 1), call(X, ((0, 1), (1, 0)), mode="reflect"), call(X, 1, constant_values=0.5)],
    "partition": [call(V, 2)],
    "percentile": [call(V, 30), call(X, [30, 60], axis=1), call(V, 30, method="lower")],
    "piecewise": [call(X, [MASK], [1.0, 2.0])],
    "place": [],
    "poly": [call(C)],
    "polyadd": [call(C, V)],
    "polyder": [call(V)],
    "polydiv": [call(V, C)],
    "polyfit": [call(V, W, 2)],
    "polyint": [call(V)],
    "polymul": [call(C, V)],
    "polysub": [call(C, V)],
    "polyval": [call(C, V)],
    "put": [],
    "put_along_axis": [],
    "putmask": [],
    "quantile": [call(V, 0.3), call(X, [0.3, 0.6], axis=1)],
    "ravel": [call(X), call(X, "F")],
    "ravel_multi_index": [call((INDEX, INDEX), (3, 4))],
    "repeat": [call(V, 2), call(X, [1, 2, 0], axis=1)],
    "require": [call([1.0, 2.0], like=X)],
    "reshape": [call(X, (3, 2)), call(X, shape=-1), call(X, (3, 2), order="F")],
    "resize": [call(X, (3, 3))],
    "result_type": [call(X, "float32")],
    "roll": [call(X, 1), call(X, 1, axis=1)],
    "rollaxis": [call(X, 1)],
    "roots": [call(onp.array([1.0, -3.0, 1.0]))],
    "rot90": [call(X), call(X, 2)],
    "round": [call(X + 0.01, 1)],
    "searchsorted": [call(SORTED, V), call(SORTED, 0.5, side="right")],
    "select": [call([MASK], [X], 0.5)],
    "setdiff1d": [call(V, SORTED)],
    "setxor1d": [call(V, SORTED)],
    "shares_memory": [call(X, Y)],
    "size": [call(X), call(X, 1)],
    "sort": [call(X), call(X, axis=0), call(X, None)],
    "split": [call(V, 2), call(V, [1, 3])],
    "squeeze": [call(X[:, :1]), call(X[:, :1], axis=1)],
    "stack": [call([X, Y]), call([X, Y], axis=-1), call([X, Y], 1, dtype="float64")],
    "std": [call(X), call(X, 1, ddof=1), call(X, axis=0, keepdims=True), call(X, 1, correction=1), call(X, where=MASK)],
    "var": [call(X), call(X, 1, ddof=1), call(X, axis=0, keepdims=True), call(X, mean=onp.full((1, 1), 0.5))],
    "sum": [call(X), call(X, 1), call(X, axis=0, keepdims=True), call(X, initial=3.0), call(X, where=MASK)],
    "prod": [call(X), call(X, 1), call(X, initial=3.0), call(X, where=MASK)],
    "mean": [call(X), call(X, 1), call(X, axis=0, keepdims=True), call(X, where=MASK), call(X, dtype="float64")],
    "max": [
        call(X),
        call(X, 1),
        call(X, axis=0, keepdims=True),
        call(X, 1, initial=0.8),
        call(X, initial=0.0, where=MASK),
    ],
    "swapaxes": [call(X, 0, 1)],
    "take": [call(X, INDEX), call(X, INDEX, 1), call(X, [5, 7], 1, None, "wrap"), call(X, INDEX, axis=1, mode="clip")],
    "take_along_axis": [call(X, onp.argsort(X, 1), 1)],
    "tensordot": [call(S, P), call(X, Y, axes=([0, 1], [0, 1]))],
    "tile": [call(X, 2), call(X, (2, 1))],
    "trace": [call(S)],
    "transpose": [call(X), call(X, (1, 0))],
    "trapezoid": [call(V), call(V, dx=0.5), call(V, SORTED), call(X, axis=0)],
    "tri": [call(3, like=X)],
    "tril": [call(S), call(S, -1)],
    "trim_zeros": [call(V)],
    "triu": [call(S), call(S, 1)],
    "union1d": [call(V, SORTED)],
    "unique": [call(V), call(V, True, True), call(X, axis=0), call(V, equal_nan=False)],
    "unpackbits": [call(BYTES)],
    "unravel_index": [call(INDEX, (3, 4))],
    "vander": [call(C), call(C, 4, increasing=True)],
    "vdot": [call(V, W)],
    "vsplit": [call(X, 2)],
    "where": [call(MASK, X, Y), call(MASK, X, 0.0), call(MASK)],
    "zeros": [call(3, like=X)],
    "zeros_like": [call(X), call(X, shape=(2,))],
}

LINALG: dict[str, list[Call]] = {
    "cholesky": [call(P), call(P, upper=True)],
    "cond": [call(S), call(S, 2), call(S, "fro")],
    "cross": [call(C, V[:3])],
    "det": [call(S)],
    "diagonal": [call(S), call(S, offset=1)],
    "eig": [call(P)],
    "eigh": [call(P), call(P, UPLO="U")],
    "eigvals": [call(P)],
    "eigvalsh": [call(P), call(P, "U")],
    "inv": [call(S)],
    "lstsq": [call(X.T, C), call(X.T, C, rcond=None)],
    "matmul": [call(S, P)],
    "matrix_norm": [call(S), call(S, ord=1), call(S, ord="nuc")],
    "matrix_power": [call(S, 3), call(S, -2), call(S, 0)],
    "matrix_rank": [call(S), call(S, tol=0.1), call(S, rtol=0.5)],
    "matrix_transpose": [call(X)],
    "multi_dot": [call([X, S, C])],
    "norm": [call(X), call(X, axis=1), call(X, 2), call(X, "nuc"), call(V, 3), call(X, ord=1)],
    "outer": [call(C, V)],
    "pinv": [call(X), call(X, rcond=1e-10), call(X, rtol=1e-10)],
    "qr": [call(X.T), call(S), call(S, mode="r"), call(X.T, mode="complete")],
    "slogdet": [call(S)],
    "solve": [call(S, C), call(S, X.T)],
    "svd": [call(X), call(X, full_matrices=False), call(X, compute_uv=False), call(X.T, False)],
    "svdvals": [call(X)],
    "tensordot": [call(S, P)],
    "tensorinv": [call(onp.eye(6).reshape(2, 3, 6) + 0.1, ind=2)],
    "tensorsolve": [call(onp.eye(6).reshape(2, 3, 6) + 0.1, X)],
    "trace": [call(S), call(S, offset=1)],
    "vecdot": [call(X, Y), call(X, Y, axis=0)],
    "vector_norm": [call(X), call(X, axis=1, ord=3), call(X, keepdims=True)],
}

_UFUNCS = {
    "arccosh": [call(X + 1)],
    "bitwise_count": [call(INTS)],
    "invert": [call(INTS), call(MASK)],
    **each("bitwise_and bitwise_or bitwise_xor", call(INTS, MORE), call(MASK, ~MASK), call(INTS, 6)),
    **each("gcd lcm", call(INTS, MORE)),
    **each("left_shift right_shift", call(INTS, INDEX)),
    "isnat": [],
    "ldexp": [call(X, INTS)],
    "matmul": [call(S, P), call(S, C)],
    "matvec": [call(S, C)],
    "vecmat": [call(C, S)],
    "vecdot": [call(X, Y)],
}


def ufunc_calls(ufunc: onp.ufunc) -> list[Call]:
    found = _UFUNCS.get(ufunc.__name__)
    if found is not None:
        return found
    return [call(X)] if ufunc.nin == 1 else [call(X, Y), call(X, 2.0), call(0.5, X), call(X, [0.35, 0.5, 0.65])]


# Those that read files or text, dates, or other things than arrays: their `like=` is tested with those above.
NO_ARRAYS = {
    *("busday_count", "busday_offset", "is_busday", "datetime_as_string"),
    *("fromfile", "fromstring", "genfromtxt", "loadtxt", "save", "savetxt", "savez", "savez_compressed"),
}
