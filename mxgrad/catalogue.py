"""The catalogue: one row per primitive operation.

A row says what every backend must agree on: the array operands and static arguments, how operand
dtypes combine, and which *values* each operand's gradient uses (`needs`). What is not needed is not
kept by the graph, and may be overwritten after recording. Kernels and gradient rules live in the
backends, under the same name and in a file of the same topic; composites (written once from
primitives) live in `mxgrad.np` and `mxgrad.npx`.

>>> OPS["multiply"].needs
{'x': ('y',), 'y': ('x',)}
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

Rule = Literal["keep", "promote", "number", "float", "double", "sum"]
"""How operand dtypes combine before the kernel runs.

keep     operands are taken as they are
promote  operands take their common dtype (see `mxgrad.dtypes.result_type`)
number   as promote; booleans become int64
float    as promote; integers and booleans become the default float type
double   as float; single precision becomes double
sum      as keep; booleans become int64
"""

Numbers = Literal["any", "analytic", "real", "floating", "values"]
"""What an operation does with complex operands.

any       it has a gradient for them of its own (or none at all)
analytic  it is complex-differentiable: the gradient is that for real operands, with conjugated factors
real      it is not defined for them, and refuses them
floating  the same, nor is it for integers
values    it computes with them, but the native engine has no gradient
"""


@dataclass(frozen=True, slots=True)
class Op:
    """One primitive operation."""

    name: str
    topic: str
    operands: tuple[str, ...]
    static: tuple[str, ...]
    dtype: Rule
    needs: Mapping[str, tuple[str, ...]]
    """Differentiable operand -> the values (operands, or results under their names) that its gradient uses."""
    variadic: bool = False
    """One operand, a sequence of arrays, instead of a fixed number of them."""
    numbers: Numbers = "values"
    results: tuple[str, ...] = ("ans",)
    """Names of the results. If there are several, the operation gives a tuple."""

    @property
    def differentiable(self) -> bool:
        return bool(self.needs)


OPS: dict[str, Op] = {}


def _row(
    topic: str,
    name: str,
    operands: str,
    static: str = "",
    *,
    dtype: Rule = "keep",
    variadic: bool = False,
    results: str = "ans",
    **needs: str,
) -> None:
    table = {operand: tuple(values.split()) for operand, values in needs.items()}
    OPS[name] = Op(
        name, topic, tuple(operands.split()), tuple(static.split()), dtype, table, variadic,
        results=tuple(results.split()),
    )  # fmt: skip


# -- elementwise: name, what its gradient needs ---------------------------------------------------
for _name, _needs in {
    "exp": "ans", "expm1": "ans", "log": "x", "log2": "x", "log10": "x", "log1p": "x", "sqrt": "ans", "cbrt": "ans",
    "sin": "x", "cos": "x", "tan": "ans", "arcsin": "x", "arccos": "x", "arctan": "x",
    "sinh": "x", "cosh": "x", "tanh": "ans", "arcsinh": "x", "arccosh": "x", "arctanh": "x",
    "erf": "x", "erfinv": "ans", "gamma": "x ans", "gammaln": "x", "sigmoid": "ans",
}.items():  # fmt: skip
    _row("elementwise", _name, "x", dtype="float", x=_needs)
for _name, _needs in {"abs": "x", "floor": "", "ceil": "", "trunc": "", "rint": ""}.items():
    _row("elementwise", _name, "x", x=_needs)
for _name, _needs in {"negative": "", "square": "x", "reciprocal": "ans", "relu": "ans", "sign": ""}.items():
    _row("elementwise", _name, "x", dtype="number", x=_needs)
_row("elementwise", "polygamma", "x", "n", dtype="float", x="x")
_row("elementwise", "clip", "x", "low high", x="x")
_row("elementwise", "real", "x", x="")
_row("elementwise", "imag", "x", x="")
_row("elementwise", "conj", "x", x="")
_row("elementwise", "bessel_i", "x", "n", dtype="float", x="x")
_row("elementwise", "nan_to_num", "x", "nan posinf neginf", x="x")
# The parts of a floating point number: x = mantissa * 2**exponent = whole + fraction.
_row("elementwise", "mantissa", "x", dtype="float", x="x ans")
_row("elementwise", "exponent", "x", dtype="float")
_row("elementwise", "fraction", "x", dtype="float", x="")
_row("elementwise", "spacing", "x", dtype="float", x="")
PARTS = {"frexp": ("mantissa", "exponent"), "modf": ("fraction", "trunc"), "divmod": ("floor_divide", "mod")}
"""The operations whose results the two of one operation are: in the graph each is a node of its own."""
_row("elementwise", "frexp", "x", dtype="float", results="mantissa exponent")
_row("elementwise", "modf", "x", dtype="float", results="fraction whole")
_row("elementwise", "divmod", "x y", dtype="number", results="quotient remainder")
for _name in ("logical_not", "isnan", "isinf", "isfinite", "signbit", "invert"):
    _row("elementwise", _name, "x")

for _name, _x, _y in (
    ("add", "", ""),
    ("multiply", "y", "x"),
    ("power", "x y", "x ans"),
    ("maximum", "x y", "x y"),
    ("minimum", "x y", "x y"),
    ("fmax", "x y", "x y"),
    ("fmin", "x y", "x y"),
):
    _row("elementwise", _name, "x y", dtype="promote", x=_x, y=_y)
for _name, _x, _y in (
    ("subtract", "", ""),
    ("mod", "", "x y"),
    ("fmod", "", "x y"),
    ("floor_divide", "", ""),
    ("copysign", "x y", ""),
):
    _row("elementwise", _name, "x y", dtype="number", x=_x, y=_y)
for _name, _x, _y in (
    ("divide", "y", "y ans"),
    ("arctan2", "x y", "x y"),
    ("hypot", "x ans", "y ans"),
    ("logaddexp", "x y ans", "x y ans"),
    ("ldexp", "y", "ans"),
    ("heaviside", "", "x"),
):
    _row("elementwise", _name, "x y", dtype="float", x=_x, y=_y)
_row("elementwise", "float_power", "x y", dtype="double", x="x y", y="x ans")
for _name in ("gcd", "lcm", "left_shift", "right_shift"):
    _row("elementwise", _name, "x y", dtype="number")
COMPARISONS = ("equal", "not_equal", "less", "less_equal", "greater", "greater_equal")
for _name in (*COMPARISONS, "bitwise_and", "bitwise_or", "bitwise_xor"):
    _row("elementwise", _name, "x y", dtype="promote")
for _name in ("logical_and", "logical_or", "logical_xor"):
    _row("elementwise", _name, "x y")
_row("elementwise", "where", "condition x y", dtype="promote", x="condition", y="condition")

# -- reductions ------------------------------------------------------------------------------------
_row("reduce", "sum", "x", "axis keepdims", dtype="sum", x="")
_row("reduce", "prod", "x", "axis keepdims", dtype="sum", x="x")
_row("reduce", "mean", "x", "axis keepdims", dtype="float", x="")
_row("reduce", "max", "x", "axis keepdims", x="x ans")
_row("reduce", "min", "x", "axis keepdims", x="x ans")
_row("reduce", "ptp", "x", "axis keepdims", x="x")
_row("reduce", "vector_norm", "x", "axis keepdims", dtype="float", x="x ans")
_row("reduce", "var", "x", "axis correction keepdims", dtype="float", x="x")
_row("reduce", "std", "x", "axis correction keepdims", dtype="float", x="x ans")
_row("reduce", "cumsum", "x", "axis", dtype="sum", x="")
_row("reduce", "cumprod", "x", "axis", dtype="sum", x="x ans")
for _name in ("argmax", "argmin", "all", "any"):
    _row("reduce", _name, "x", "axis keepdims")

# The same without nans, whose gradient is 0.
for _name, _needs in {"nansum": "x", "nanprod": "x", "nanmax": "x ans", "nanmin": "x ans", "nanmean": "x"}.items():
    _row("reduce", _name, "x", "axis keepdims", dtype="promote", x=_needs)
_row("reduce", "nanvar", "x", "axis correction keepdims", dtype="promote", x="x")
_row("reduce", "nanstd", "x", "axis correction keepdims", dtype="promote", x="x ans")
_row("reduce", "nancumsum", "x", "axis", dtype="promote", x="x")
_row("reduce", "nancumprod", "x", "axis", dtype="promote", x="x ans")
for _name in ("nanargmax", "nanargmin"):  # -1 where there are only nans
    _row("reduce", _name, "x", "axis keepdims", dtype="promote")
_row("reduce", "count_nonzero", "x", "axis keepdims")

# -- shape: no gradient here needs a value ---------------------------------------------------------
_row("shape", "reshape", "x", "shape", x="")
_row("shape", "permute_dims", "x", "axes", x="")
_row("shape", "broadcast_to", "x", "shape", x="")
_row("shape", "flip", "x", "axis", x="")
_row("shape", "astype", "x", "dtype", x="")
_row("shape", "copy", "x", x="")
_row("shape", "concatenate", "arrays", "axis", dtype="promote", variadic=True, arrays="")

# -- indexing --------------------------------------------------------------------------------------
_row("index", "getitem", "x", "key", x="")
_row("index", "index_add", "x", "shape key", x="")
_row("index", "argsort", "x", "axis")
_row("index", "nonzero", "x")

# -- products and linear algebra -------------------------------------------------------------------
_row("linalg", "matmul", "x y", dtype="promote", x="y", y="x")
_row("linalg", "einsum", "arrays", "subscripts", dtype="promote", variadic=True, arrays="arrays")
_row("linalg", "correlate", "x y", "before after", dtype="promote", x="y", y="x")
_row("linalg", "det", "x", dtype="float", x="x ans")
_row("linalg", "inv", "x", dtype="float", x="ans")
_row("linalg", "solve", "x y", dtype="float", x="x ans", y="x")
_row("linalg", "pinv", "x rcond", dtype="float", x="x ans")
_row("linalg", "cholesky", "x", dtype="float", x="ans")
_row("linalg", "slogdet", "x", dtype="float", results="sign logdet", x="x sign")
_row("linalg", "svd", "x", dtype="float", results="ut l v", x="ut l v")
_row("linalg", "eigh", "x", dtype="float", results="w v", x="w v")
_row("linalg", "eig", "x", dtype="float", results="w v", x="w v")
_row("linalg", "qr", "x", dtype="float", results="q r", x="q r")

# -- neural networks -------------------------------------------------------------------------------
_row("nn", "softmax", "x", "axis", dtype="float", x="ans")
_row("nn", "log_softmax", "x", "axis", dtype="float", x="ans")

# -- complex operands ------------------------------------------------------------------------------
for _numbers, _names in {
    "any": """
        negative abs real imag conj add subtract where sum mean vector_norm cumsum
        reshape permute_dims broadcast_to flip astype copy concatenate getitem index_add
    """,
    "analytic": """
        exp expm1 log log2 log10 log1p sqrt sin cos tan arcsin arccos arctan sinh cosh tanh arcsinh arccosh arctanh
        square reciprocal sigmoid multiply divide power float_power prod cumprod matmul einsum correlate det inv solve
    """,
    "real": """
        cbrt erf erfinv gamma gammaln polygamma bessel_i mantissa exponent fraction spacing signbit
        frexp modf divmod fmax fmin fmod copysign logaddexp ldexp heaviside gcd lcm
        relu sign floor ceil trunc rint clip invert mod floor_divide
        maximum minimum arctan2 hypot less less_equal greater greater_equal bitwise_and bitwise_or bitwise_xor
        left_shift right_shift max min ptp var std argmax argmin argsort softmax log_softmax
        pinv cholesky slogdet svd eigh eig qr
    """,
    "floating": "nansum nanprod nanmax nanmin nanmean nanvar nanstd nancumsum nancumprod nanargmax nanargmin",
}.items():
    for _name in _names.split():
        OPS[_name] = replace(OPS[_name], numbers=_numbers)  # type: ignore[arg-type]

SHORTCUTS: dict[str, Op] = {
    name: Op(name, "quantiles", ("x",), ("axis", "keepdims"), "promote", {"x": ("x",)}, numbers="floating")
    for name in ("median", "nanmedian")
}
"""Rows of composites that a backend may have as one operation, too, where looking at values on the host costs more."""

LOGIC = {
    "add": "logical_or", "multiply": "logical_and", "maximum": "logical_or", "minimum": "logical_and",
    "fmax": "logical_or", "fmin": "logical_and", "power": "greater_equal",
}  # fmt: skip
"""What these operations are where all operands are booleans: ``x ** y`` is ``x >= y``. Other arithmetic counts with
them, in int64 (rule `number`); `abs`, roundings and copies leave them as they are.
"""
