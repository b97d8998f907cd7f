"""Parameters that no record passes: calls that do, and what they give."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as onp

_OUT = """
    np.abs np.absolute np.acos np.acosh np.add np.all np.amax np.amin np.any np.arccos np.arccosh np.arcsin
    np.arcsinh np.arctan np.arctan2 np.arctanh np.argmax np.argmin np.around np.asin np.asinh np.atan np.atan2
    np.atanh np.average np.bitwise_and np.bitwise_invert np.bitwise_left_shift np.bitwise_not np.bitwise_or
    np.bitwise_right_shift np.bitwise_xor np.cbrt np.ceil np.choose np.clip np.compress np.concat np.concatenate
    np.copy np.copysign np.cos np.cosh np.cumprod np.cumsum np.deg2rad np.degrees np.divide np.dot np.einsum
    np.equal np.exp np.expm1 np.fabs np.fix np.flip np.floor np.floor_divide np.fmax np.fmin np.fmod np.full
    np.full_like np.gcd np.greater np.greater_equal np.hypot np.invert np.isfinite np.isinf np.isnan np.isneginf
    np.isposinf np.lcm np.ldexp np.less np.less_equal np.linalg.multi_dot np.log np.log10 np.log1p np.log2
    np.logaddexp np.logical_and np.logical_not np.logical_or np.logical_xor np.matmul np.max np.maximum np.mean
    np.median np.min np.minimum np.mod np.multiply np.nanargmax np.nanargmin np.nancumprod np.nancumsum np.nanmax
    np.nanmedian np.nanmin np.nanpercentile np.nanprod np.nanquantile np.nanstd np.nansum np.nanvar np.negative
    np.not_equal np.ones_like np.percentile np.positive np.pow np.power np.prod np.product np.ptp np.quantile
    np.rad2deg np.radians np.reciprocal np.remainder np.reshape np.rint np.round np.round_ np.sign np.sin np.sinh
    np.sometrue np.sqrt np.square np.squeeze np.stack np.std np.subtract np.sum np.take np.tan np.tanh np.trace
    np.true_divide np.trunc np.var np.vstack np.zeros_like ndarray.all ndarray.any ndarray.argmax ndarray.argmin
    ndarray.clip ndarray.cumsum ndarray.dot ndarray.max ndarray.mean ndarray.min ndarray.prod ndarray.round
    ndarray.std ndarray.sum ndarray.var
"""
OUT = frozenset(_OUT.split())
"""Functions of arrays that write into ``out``."""

A = onp.array([[3.0, 1.0, 2.0], [0.5, 4.0, 6.0]], dtype="float32")
NAN = onp.array([[3.0, onp.nan, 2.0], [0.5, 4.0, onp.nan]], dtype="float32")
V = onp.array([3.0, 1.0, 2.0, 5.0], dtype="float32")
SORTED = onp.array([1.0, 2.0, 4.0], dtype="float32")
MASK = onp.array([[True, True, False], [True, True, False]])
SYMMETRIC = onp.array([[2.0, 1.0], [1.0, 3.0]], dtype="float32")


@dataclass(frozen=True)
class Call:
    """One call of a public name, and the same on NumPy arrays."""

    path: str
    args: tuple[Any, ...]
    kwargs: Mapping[str, Any]
    reference: Callable[..., Any] | None = None
    """What gives the result from ``args``; ``None``: NumPy's function of that name, called the same way."""
    needs: tuple[str, ...] = field(default=())
    """Names that the front end must have besides."""

    @property
    def id(self) -> str:
        return f"{self.path}-{','.join(self.kwargs)}"

    def expected(self) -> Any:
        if self.reference is not None:
            return self.reference(*self.args)
        root, _, name = self.path.partition(".")
        if root == "ndarray":
            return getattr(self.args[0], name)(*self.args[1:], **self.kwargs)
        function: Any = onp
        for part in name.split("."):
            function = getattr(function, part)
        return function(*self.args, **self.kwargs)


def _kept(*names: str, x: Any = A) -> tuple[Call, ...]:
    return tuple(Call(name, (x,), {"axis": 1, "keepdims": True}) for name in names)


def _wide(*names: str, x: Any = A) -> tuple[Call, ...]:
    return tuple(Call(name, (x,), {"dtype": "float64"}) for name in names)


def _plain(path: str, *args: Any, **kwargs: Any) -> Call:
    """A call in which `kwargs` change nothing."""
    name = path.split(".")[-1]
    if path.startswith("ndarray."):
        return Call(path, args, kwargs, lambda x, *more: getattr(x, name)(*more))
    return Call(path, args, kwargs, getattr(onp, name))


LIKE_NUMPY: tuple[Call, ...] = (
    *_kept("np.amax", "np.amin", "np.argmin", "ndarray.argmin", "ndarray.max", "ndarray.mean", "ndarray.prod"),
    *_kept("ndarray.std", "ndarray.var", "ndarray.all", "ndarray.any", "np.argmax", "ndarray.argmax", "ndarray.min"),
    *_kept("np.nanargmax", "np.nanargmin", x=NAN),
    Call("np.product", (A,), {"axis": 1, "dtype": "float64", "keepdims": True},
         lambda a: onp.prod(a, 1, "float64", keepdims=True)),
    Call("np.linalg.matrix_norm", (A,), {"keepdims": True}, lambda a: onp.linalg.norm(a, axis=(0, 1), keepdims=True)),
    Call("np.linalg.vector_norm", (A,), {"axis": 1, "keepdims": True},
         lambda a: onp.linalg.norm(a, axis=1, keepdims=True)),
    *_wide("np.cov", "np.corrcoef", "np.cumprod", "np.cumsum", "np.prod", "np.std", "np.var"),
    *_wide("ndarray.mean", "ndarray.std", "ndarray.var", "ndarray.prod", "ndarray.sum"),
    Call("ndarray.cumsum", (A,), {"axis": 1, "dtype": "float64"}),
    Call("np.sum", (A,), {"axis": 0, "initial": 2.0}),
    Call("np.sum", (A,), {"where": MASK}),
    *_wide("np.nancumprod", "np.nancumsum", "np.nanprod", "np.nanstd", "np.nansum", "np.nanvar", x=NAN),
    *(Call(path, (A,), {"correction": 1}, lambda a, name=path.split(".")[1]: getattr(onp, name)(a, ddof=1))
      for path in ("np.std", "np.var", "ndarray.std", "ndarray.var")),
    *(Call(f"np.{name}", (NAN,), {"initial": 2.5, "where": MASK})
      for name in ("nanmax", "nanmin", "nanprod", "nansum")),
    *(Call(f"np.{name}", (NAN,), {"where": MASK}) for name in ("nanstd", "nanvar")),
    *(Call(f"np.{name}", (A,), {"overwrite_input": True}) for name in ("median", "nanmedian")),
    *(Call(f"np.{name}", (A, 0.5), {"overwrite_input": True})
      for name in ("quantile", "percentile", "nanquantile", "nanpercentile")),
    *(Call(f"np.{name}", (A, 0.5), {"interpolation": "lower"},
           lambda a, q, name=name: getattr(onp, name)(a, q, method="lower"))
      for name in ("nanquantile", "nanpercentile")),
    *(Call(f"np.{name}", (SORTED, SORTED[1:]), {"assume_unique": True})
      for name in ("isin", "intersect1d", "setxor1d")),
    Call("np.in1d", (SORTED, SORTED[1:]), {"assume_unique": True}, onp.isin),
    _plain("np.argsort", V, kind="stable", order=None),
    _plain("np.argsort", V, stable=True),
    _plain("ndarray.argsort", V, stable=True),
    Call("ndarray.argsort", (V,), {"descending": True}, lambda v: onp.argsort(-v)),
    *(Call(f"np.{name}", (V, 1), {"kind": "introselect", "order": None}) for name in ("partition", "argpartition")),
    *(_plain(path, A, order="C") for path in ("np.ravel", "ndarray.flatten")),
    *(_plain(f"np.{name}", (2, 3), order="C") for name in ("zeros", "ones")),
    *(_plain(f"np.{name}", A, order="C") for name in ("zeros_like", "ones_like")),
    _plain("np.full", (2, 3), 1.5, order="C"),
    _plain("np.full_like", A, 1.5, order="C"),
    Call("np.unravel_index", (4, (2, 3)), {"order": "C"}),
    Call("np.array_split", (A, 2), {"axis": 1}),
    Call("ndarray.all", (A,), {"axis": 0}),
    Call("ndarray.any", (A,), {"axis": 0}),
    Call("ndarray.round", (A * 1.26,), {"decimals": 1}),
    Call("ndarray.astype", (A, "float64"), {"subok": True}),
    Call("np.corrcoef", (A,), {"bias": True, "ddof": 1}, onp.corrcoef),
    Call("np.trace", (A.reshape(1, 2, 3),), {"axis1": 1, "axis2": 2}),
    Call("np.linalg.matrix_rank", (SYMMETRIC,), {"hermitian": True}),
    Call("np.linalg.eigvalsh", (SYMMETRIC,), {"upper": True}, onp.linalg.eigvalsh),
    Call("np.linalg.lstsq", (A.T, SORTED), {"rcond": 1e-6}),
    Call("np.linalg.matrix_rank", (SYMMETRIC,), {"rtol": 0.9}, lambda a: 1),
    Call("np.linalg.pinv", (SYMMETRIC,), {"rtol": 1e-6, "hermitian": True}, onp.linalg.pinv),
    *(Call(path, (A.reshape(1, 2, 3),), {"offset": 1, "axis1": 1, "axis2": 2})
      for path in ("np.diagonal", "ndarray.diagonal")),
    Call("np.reshape", (A, (3, 2)), {"order": "C"}),
    *(Call(f"ndarray.{name}", (V,), {"ddof": 1}) for name in ("std", "var")),
    Call("ndarray.repeat", (A, 2), {"axis": 1}),
    Call("ndarray.squeeze", (A.reshape(2, 1, 3),), {"axis": 1}),
    Call("ndarray.take", (V, onp.array([1, 7], dtype="int32")), {"mode": "clip"}),
    Call("ndarray.astype", (A, "float64"), {"order": "K", "casting": "unsafe"}),
    _plain("ndarray.argsort", A, axis=-1, kind="stable", order=None),
    _plain("np.sort", V, order=None),
    Call("np.polyfit", (V, SORTED[[0, 1, 2, 1]], 1), {"rcond": 1e-10}),
    Call("np.histogram_bin_edges", (V,), {"bins": 4, "weights": V}),
    Call("np.histogram2d", (V, V[::-1]), {"bins": 2, "weights": V, "density": True}),
    _plain("np.histogram2d", V, V[::-1], 2, normed=None),
    _plain("np.histogramdd", onp.stack([V, V[::-1]], 1), 2, normed=None),
    Call("np.histogramdd", (onp.stack([V, V[::-1]], 1),),
         {"bins": 2, "range": ((0, 6), (0, 6)), "weights": V, "density": True}),
    Call("np.shares_memory", (), {"a": A, "b": V, "max_work": None}, lambda: False),
    Call("np.may_share_memory", (), {"a": A, "b": V, "max_work": None}, lambda: False),
)  # fmt: skip

_CREATION: Mapping[str, tuple[Any, ...]] = {
    "arange": (4,), "array": ([1.0, 2.0],), "asarray": ([1.0, 2.0],), "blackman": (5,), "empty": ((2, 3),),
    "empty_like": (A,), "eye": (3,), "full": ((2,), 1.5), "full_like": (A, 1.5), "hamming": (5,), "hanning": (5,),
    "identity": (3,), "indices": ((2, 3),), "linspace": (0, 1, 5), "logspace": (0, 1, 5), "ones": (3,),
    "ones_like": (A,), "tri": (3,), "triu_indices": (3,), "zeros": (3,), "zeros_like": (A,),
}  # fmt: skip
_DRAWS: Mapping[str, tuple[Any, ...]] = {
    "beta": (2.0, 3.0), "chisquare": (2.0,), "choice": (5,), "exponential": (2.0,), "f": (2.0, 3.0), "gamma": (2.0,),
    "gumbel": (), "laplace": (), "logistic": (), "lognormal": (), "normal": (), "pareto": (2.0,), "power": (2.0,),
    "randint": (5,), "rayleigh": (2.0,), "uniform": (), "weibull": (2.0,),
}  # fmt: skip
_NO_DEVICE = {"ctx": ("asarray", "empty_like", "tri", "triu_indices", "f", "laplace", "power"), "device": ()}
# 1.9.1 says `ctx`, 2.0.0b1 `device`.
_SPEAKS = {"ctx": "npx.Context", "device": "npx.Device"}

PLACED: tuple[Call, ...] = tuple(
    Call(path, args, {keyword: None, **more}, needs=(name,))
    for keyword, name in _SPEAKS.items()
    for path, args, more in (
        *((f"np.{function}", args, {}) for function, args in _CREATION.items()),
        *((f"np.random.{function}", args, {"size": (3,)}) for function, args in _DRAWS.items()),
    )
    if path.split(".")[-1] not in _NO_DEVICE[keyword]
)
"""Calls that say where the result is to be; the value of the keyword is the device."""

TYPED: tuple[Call, ...] = (
    *(Call(f"np.{name}", args, {"dtype": "float64"}) for name, args in _CREATION.items() if name != "triu_indices"),
    *(
        Call(f"np.random.{name}", _DRAWS[name], {"size": (3,), "dtype": "float64"})
        for name in ("beta", "chisquare", "gamma", "laplace", "lognormal", "normal", "uniform")
    ),
)
"""Calls that say the dtype, float64."""

DRAWN_OUT: tuple[Call, ...] = tuple(
    Call(f"np.random.{name}", _DRAWS[name], {"size": (3,), "out": None})
    for name in (
        "choice", "exponential", "gamma", "gumbel", "laplace", "logistic", "lognormal", "normal", "pareto", "power",
        "randint", "rayleigh", "uniform", "weibull",
    )
)  # fmt: skip
"""Draws into an array; the value of ``out`` is that array."""

CALLS: tuple[Call, ...] = LIKE_NUMPY + PLACED + TYPED + DRAWN_OUT
