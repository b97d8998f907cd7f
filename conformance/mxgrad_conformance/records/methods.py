"""Functions as methods of the array: those that MXNet's legacy arrays had."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as onp

from mxgrad_conformance.domains import Domain, above_one, distinct, fractional, moderate, positive, real, signed, unit
from mxgrad_conformance.record import Operand, Record, Sample
from mxgrad_conformance.records.factories import numpy_named

Array = Any
VECTOR = (Sample("vector", ((3,),)),)


def _method(
    name: str,
    domain: Domain = real,
    reference: Callable[..., Any] | None = None,
    samples: tuple[Sample, ...] = VECTOR,
    **options: Any,
) -> Record:
    path = f"ndarray.{name}"
    return Record(
        name=path,
        path=path,
        topic="operators",
        reference=reference or numpy_named(f"np.{name}"),
        operands=(Operand(domain),),
        samples=samples,
        **options,
    )


def _padded(x: Array, width: Any, mode: Any = "constant") -> Array:
    padded: Any = onp.pad
    return padded(x, onp.reshape(width, (2, 2)), mode)


def _softmax(x: Array, axis: int = -1) -> Array:
    e = onp.exp(x)
    return e / onp.sum(e, axis=axis, keepdims=True)


def _slice(x: Array, begin: Any, end: Any, step: Any = None) -> Array:
    return x[tuple(slice(*part) for part in zip(begin, end, step or (None,) * len(begin), strict=True))]


def _depth_to_space(x: Array, b: int) -> Array:
    n, c, h, w = x.shape
    out = onp.zeros((n, c // b**2, h * b, w * b), x.dtype)
    for i in range(b):
        for j in range(b):
            out[:, :, i::b, j::b] = x[:, (i * b + j) * (c // b**2) :][:, : c // b**2]
    return out


def _space_to_depth(x: Array, b: int) -> Array:
    return onp.concatenate([x[:, :, i::b, j::b] for i in range(b) for j in range(b)], axis=1)


ELEMENTWISE = (
    *(
        _method(name, domain)
        for names, domain in (
            ("square exp expm1 sin cos arctan sinh cosh tanh arcsinh degrees radians", real),
            ("abs cbrt reciprocal", signed),
            ("sqrt log log2 log10 log1p", positive),
            ("tan", moderate),
            ("arcsin arccos arctanh", unit),
            ("arccosh", above_one),
        )
        for name in names.split()
    ),
    *(_method(name, fractional, order=1) for name in ("sign", "floor", "ceil", "trunc", "fix", "rint")),
    _method("rsqrt", positive, lambda x: 1 / onp.sqrt(x)),
    _method("rcbrt", signed, lambda x: 1 / onp.cbrt(x)),
    _method("relu", signed, lambda x: onp.maximum(x, 0)),
    _method("sigmoid", real, lambda x: 1 / (1 + onp.exp(-x))),
    _method("log_sigmoid", real, lambda x: -onp.log1p(onp.exp(-x))),
    _method("mish", real, lambda x: x * onp.tanh(onp.log1p(onp.exp(x)))),
    _method("zeros_like", real, order=0),
    _method("ones_like", real, order=0),
)

MATRIX = (Sample("matrix", ((2, 3),)), Sample("axis 0", ((2, 3),), {"axis": 0}))
ALONG = (
    _method("softmax", real, _softmax, MATRIX),
    _method("log_softmax", real, lambda x, axis=-1: onp.log(_softmax(x, axis)), MATRIX),
    _method("softmin", real, lambda x, axis=-1: _softmax(-x, axis), MATRIX),
    _method("norm", signed, onp.linalg.norm, (Sample("vector", ((3,),)), Sample("rows", ((2, 3),), {"axis": 1}))),
    _method("nansum", real, samples=MATRIX),
    _method("nanprod", signed, samples=MATRIX),
    _method("argmax_channel", distinct, lambda x: onp.argmax(x, 1), (MATRIX[0],), order=0, result="int64"),
    _method("topk", distinct, lambda x: onp.argmax(x, -1)[..., None], (MATRIX[0],), order=0, result="float32"),
    _method("pick", real, lambda x, index: x[onp.arange(2), index], (Sample("rows", ((2, 3),), after=([0, 2],)),)),
    _method(
        "one_hot",
        reference=lambda x, depth: onp.eye(depth)[x.astype(int)],
        samples=(Sample("indices", values=(onp.array([0.0, 2.0]),), after=(3,)),),
        order=0,
        result="float32",
    ),
)

IMAGES = (Sample("images", ((2, 8, 2, 3),), after=(2,)),)
SHAPES = (
    _method(
        "slice",
        reference=_slice,
        samples=(
            Sample("block", ((3, 4),), after=((0, 1), (2, 3))),
            Sample("open", ((3, 4),), after=((None, -2), (None, None))),
            Sample("steps", ((5,),), after=((4,), (None,), (-2,))),
        ),
    ),
    _method(
        "slice_axis",
        reference=lambda x, axis, begin, end: onp.moveaxis(onp.moveaxis(x, axis, 0)[begin:end], 0, axis),
        samples=(
            Sample("columns", ((2, 4),), {"axis": 1, "begin": 1, "end": 3}),
            Sample("to the end", ((2, 4),), {"axis": -1, "begin": -2, "end": None}),
        ),
    ),
    _method(
        "split_v2",
        reference=lambda x, parts, axis=0, squeeze_axis=False: [
            part.squeeze(axis) if squeeze_axis else part for part in onp.split(x, parts, axis)
        ],
        samples=(
            Sample("halves", ((4, 2),), after=(2,)),
            Sample("places", ((2, 3),), after=((1,), 1)),
            Sample("squeezed", ((2, 3),), {"axis": 1, "squeeze_axis": True}, after=(3,)),
        ),
    ),
    _method(
        "pad",
        samples=(
            Sample("pairs", ((2, 3),), after=(((1, 0), (0, 2)),)),
            Sample("flat", ((2, 3),), {"mode": "edge"}, after=((1, 0, 0, 2),)),
        ),
        reference=_padded,
    ),
    _method(
        "broadcast_axes",
        reference=lambda x, axis, size: onp.repeat(x, size, axis) if isinstance(axis, int) else onp.tile(x, (2, 1, 3)),
        samples=(
            Sample("one", ((1, 2),), {"axis": 0, "size": 3}),
            Sample("two", ((1, 2, 1),), {"axis": (0, 2), "size": (2, 3)}),
        ),
    ),
    _method("depth_to_space", reference=_depth_to_space, samples=IMAGES),
    _method("space_to_depth", reference=_space_to_depth, samples=(Sample("images", ((2, 3, 4, 6),), after=(2,)),)),
    _method("shape_array", reference=lambda x: onp.array(x.shape), samples=(MATRIX[0],), order=0, result="int64"),
    _method("size_array", reference=lambda x: onp.array([x.size]), samples=(MATRIX[0],), order=0, result="int64"),
)

RECORDS = ELEMENTWISE + ALONG + SHAPES
