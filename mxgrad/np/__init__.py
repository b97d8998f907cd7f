"""The NumPy-like namespace: MXNet's `mx.np`."""

from __future__ import annotations

import numpy as _np

from mxgrad._dispatch import host_array
from mxgrad._missing import missing_attr
from mxgrad.array import ndarray
from mxgrad.np.creation import (
    arange, array, asarray, copy, empty, empty_like, eye, from_dlpack, full, full_like, identity, linspace, logspace,
    meshgrid, ones, ones_like, zeros, zeros_like,
)  # fmt: skip
from mxgrad.np.elementwise import (
    abs, absolute, acos, acosh, add, arccos, arccosh, arcsin, arcsinh, arctan, arctan2, arctanh, around, asin, asinh,
    atan, atan2, atanh, bitwise_and, bitwise_invert, bitwise_left_shift, bitwise_not, bitwise_or, bitwise_right_shift,
    bitwise_xor, cbrt, ceil, clip, cos, cosh, deg2rad, degrees, divide, divmod, exp, expm1, fabs, fix, floor,
    floor_divide, hypot, invert, left_shift, log, log1p, log2, log10, maximum, minimum, mod, multiply, negative,
    positive, pow, power, rad2deg, radians, reciprocal, remainder, right_shift, rint, round, round_, sign, sin, sinh,
    sqrt, square, subtract, tan, tanh, true_divide, trunc,
)  # fmt: skip
from mxgrad.np.index import (
    argsort, diag, diagonal, flatnonzero, nonzero, sort, take, take_along_axis, trace, tril, triu, unique, where,
)  # fmt: skip
from mxgrad.np.logic import (
    equal, greater, greater_equal, isfinite, isinf, isnan, less, less_equal, logical_and, logical_not, logical_or,
    logical_xor, not_equal,
)  # fmt: skip
from mxgrad.np.products import dot, einsum, inner, matmul, outer, tensordot, vdot
from mxgrad.np.reduce import (
    all, alltrue, amax, amin, any, argmax, argmin, cumsum, max, mean, min, prod, product, sometrue, std, sum, var,
)  # fmt: skip
from mxgrad.np.shape import (
    array_split, atleast_1d, atleast_2d, atleast_3d, broadcast_arrays, broadcast_to, column_stack, concat,
    concatenate, dsplit, dstack, expand_dims, flip, fliplr, flipud, hsplit, hstack, moveaxis, ndim, permute_dims,
    ravel, repeat, reshape, roll, rollaxis, row_stack, shape, size, split, squeeze, stack, swapaxes, tile, transpose,
    vsplit, vstack,
)  # fmt: skip

from mxgrad.np import linalg, random  # isort: skip  # they use the functions above

pi = _np.pi
e = _np.e
euler_gamma = _np.euler_gamma
inf = PINF = _np.inf
NINF = -_np.inf
nan = NaN = NAN = _np.nan
PZERO, NZERO = 0.0, -0.0
newaxis = None

bool = bool_ = _np.bool_
int8, int16, int32, int64 = _np.int8, _np.int16, _np.int32, _np.int64
uint8, uint16, uint32, uint64 = _np.uint8, _np.uint16, _np.uint32, _np.uint64
float16, float32, float64 = _np.float16, _np.float32, _np.float64
complex64, complex128 = _np.complex64, _np.complex128
dtype, finfo, iinfo = _np.dtype, _np.finfo, _np.iinfo
set_printoptions = _np.set_printoptions

__all__ = [
    "NAN", "NINF", "NZERO", "NaN", "PINF", "PZERO", "abs", "absolute", "acos", "acosh", "add", "all", "alltrue",
    "amax", "amin", "any", "arange", "arccos", "arccosh", "arcsin", "arcsinh", "arctan", "arctan2", "arctanh",
    "argmax", "argmin", "argsort", "around", "array", "array_split", "asarray", "asin", "asinh", "atan", "atan2",
    "atanh", "atleast_1d", "atleast_2d", "atleast_3d", "bitwise_and", "bitwise_invert", "bitwise_left_shift",
    "bitwise_not", "bitwise_or", "bitwise_right_shift", "bitwise_xor", "bool", "bool_", "broadcast_arrays",
    "broadcast_to", "cbrt", "ceil", "clip", "column_stack", "complex64", "complex128", "concat", "concatenate",
    "copy", "cos", "cosh", "cumsum", "deg2rad", "degrees", "diag", "diagonal", "divide", "divmod", "dot", "dsplit",
    "dstack", "dtype", "e", "einsum", "empty", "empty_like", "equal", "euler_gamma", "exp", "expand_dims", "expm1",
    "eye", "fabs", "finfo", "fix", "flatnonzero", "flip", "fliplr", "flipud", "float16", "float32", "float64",
    "floor", "floor_divide", "from_dlpack", "full", "full_like", "greater", "greater_equal", "hsplit", "hstack",
    "hypot", "identity", "iinfo", "inf", "inner", "int8", "int16", "int32", "int64", "invert", "isfinite", "isinf",
    "isnan", "left_shift", "less", "less_equal", "linalg", "linspace", "log", "log1p", "log2", "log10",
    "logical_and", "logical_not", "logical_or", "logical_xor", "logspace", "matmul", "max", "maximum", "mean",
    "meshgrid", "min", "minimum", "mod", "moveaxis", "multiply", "nan", "ndarray", "ndim", "negative", "newaxis",
    "nonzero", "not_equal", "ones", "ones_like", "outer", "permute_dims", "pi", "positive", "pow", "power", "prod",
    "product", "rad2deg", "radians", "random", "ravel", "reciprocal", "remainder", "repeat", "reshape",
    "right_shift", "rint", "roll", "rollaxis", "round", "round_", "row_stack", "set_printoptions", "shape", "sign",
    "sin", "sinh", "size", "sometrue", "sort", "split", "sqrt", "square", "squeeze", "stack", "std", "subtract",
    "sum", "swapaxes", "take", "take_along_axis", "tan", "tanh", "tensordot", "tile", "trace", "transpose", "tril",
    "triu", "true_divide", "trunc", "uint8", "uint16", "uint32", "uint64", "unique", "var", "vdot", "vsplit",
    "vstack", "where", "zeros", "zeros_like",
]  # fmt: skip

__getattr__ = missing_attr(__name__)
