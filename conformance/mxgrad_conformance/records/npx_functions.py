"""``npx`` beyond networks' usual layers: activations, shapes by codes, elements by their places, sequences."""

from __future__ import annotations

from typing import Any

import numpy as onp

from mxgrad_conformance import special
from mxgrad_conformance.domains import distinct, integers, real, signed
from mxgrad_conformance.record import Kink, Operand, Record, Sample
from mxgrad_conformance.records.factories import unary

VALUE = Operand(real)
SHAPE = Operand(real, differentiable=False)
INDEX = Operand(integers(0, 2), differentiable=False, dtype="int32")
ALPHA, SCALE = 1.6732632423543772, 1.0507009873554805


def _record(name: str, operands: tuple[Operand, ...], *samples: Sample, label: str = "", **options: Any) -> Record:
    return Record(
        name=f"{name}:{label}" if label else name, path=name, topic="nn", operands=operands, samples=samples, **options
    )


def _softsign(x: Any) -> Any:
    return x / (1 + onp.abs(x))


def _smooth_l1(x: Any, scalar: float = 1.0) -> Any:
    bound = 1 / scalar**2
    return onp.where(onp.abs(x) < bound, (scalar * x) ** 2 / 2, onp.abs(x) - bound / 2)


ACTIVATIONS: dict[str, Any] = {
    "relu": lambda x: onp.maximum(x, 0),
    "sigmoid": lambda x: 1 / (1 + onp.exp(-x)),
    "tanh": onp.tanh,
    "softrelu": lambda x: onp.log1p(onp.exp(x)),
    "softsign": _softsign,
    "log_sigmoid": lambda x: -onp.log1p(onp.exp(-x)),
    "mish": lambda x: x * onp.tanh(onp.log1p(onp.exp(x))),
}
"""`npx.activation` by its parameter."""


def _activation(x: Any, act_type: str = "relu") -> Any:
    return ACTIVATIONS[act_type](x)


def _leaky_relu(x: Any, gamma: Any = None, act_type: str = "leaky", slope: float = 0.25) -> Any:
    if act_type == "gelu":
        return x * (1 + special.erf(x / onp.sqrt(2))) / 2
    if act_type == "prelu":
        return onp.where(x > 0, x, x * gamma)
    below = {"leaky": x * slope, "elu": slope * onp.expm1(x), "selu": ALPHA * onp.expm1(x)}[act_type]
    return onp.where(x > 0, x, below) * (SCALE if act_type == "selu" else 1)


def _shaped(shape: tuple[int, ...]) -> Any:
    """The reference of a sample of `npx.reshape`: the shape that its code means."""
    return lambda x, *_, **__: onp.reshape(x, shape)


RESHAPES = {
    "copy and infer": ((2, 3, 4), (-2, -1), {}, (2, 12)),
    "merge": ((2, 3, 4), (-5, 4), {}, (6, 4)),
    "split": ((2, 6), (-2, -6, 2, -1), {}, (2, 2, 3)),
    "the rest": ((2, 3, 4), (-6, 1, 2, -4), {}, (1, 2, 3, 4)),
    "skip": ((1, 3, 1), (-3, -2, -3), {}, (3,)),
    "from the right": ((2, 3, 4), (-1, -2), {"reverse": True}, (6, 4)),
}
"""`npx.reshape`: the shape, the code, other parameters, the shape that it means."""


def _reshape_like(
    x: Any, y: Any, lhs_begin: int = 0, lhs_end: Any = None, rhs_begin: int = 0, rhs_end: Any = None
) -> Any:
    after = x.shape[lhs_end:] if lhs_end is not None else ()
    return onp.reshape(x, x.shape[:lhs_begin] + y.shape[rhs_begin:rhs_end] + after)


def _slice(x: Any, begin: Any, end: Any, step: Any = None) -> Any:
    return x[tuple(map(slice, begin, end, step or (None,) * len(begin)))]


def _slice_like(x: Any, y: Any, axes: Any = None) -> Any:
    return x[tuple(slice(y.shape[i] if axes is None or i in axes else None) for i in range(x.ndim))]


def _slice_channel(x: Any, num_outputs: int, axis: int = 1, squeeze_axis: bool = False) -> Any:
    parts = onp.split(x, num_outputs, axis)
    return [part.squeeze(axis) for part in parts] if squeeze_axis else parts


def _pad(x: Any, mode: Any, pad_width: Any, constant_value: float = 0) -> Any:
    pairs = tuple(zip(pad_width[::2], pad_width[1::2]))  # noqa: B905
    if mode == "constant":
        return onp.pad(x, pairs, mode, constant_values=constant_value)
    return onp.pad(x, pairs, mode)


def _arange_like(x: Any, start: float = 0, step: float = 1, repeat: int = 1, axis: Any = None) -> Any:
    shape = x.shape if axis is None else (x.shape[axis],)
    return (start + step * (onp.arange(onp.prod(shape)) // repeat)).reshape(shape).astype(x.dtype)


def _embedding(index: Any, weight: Any, *_: int) -> Any:
    return weight[index.astype(int).clip(0, len(weight) - 1)]


def _gather_nd(x: Any, index: Any) -> Any:
    return x[tuple(index)]


def _index_add(x: Any, index: Any, value: Any) -> Any:
    found = x.copy()
    onp.add.at(found, tuple(index), value)
    return found


def _index_update(x: Any, index: Any, value: Any) -> Any:
    found = x.copy()
    found[tuple(index)] = value
    return found


def _sequence_last(x: Any, lengths: Any = None, used: bool = False, axis: int = 0) -> Any:
    steps = onp.moveaxis(x, axis, 0)
    return onp.stack([steps[(int(lengths[i]) if used else len(steps)) - 1, i] for i in range(steps.shape[1])])


def _sequence_reverse(x: Any, lengths: Any = None, used: bool = False) -> Any:
    found = x.copy()
    for i in range(x.shape[1]):
        n = int(lengths[i]) if used else len(x)
        found[:n, i] = x[:n, i][::-1]
    return found


def _norm(x: Any, ord: int = 2, axis: Any = None, keepdims: bool = False) -> Any:
    powers = onp.sum(onp.abs(x) ** ord, axis=axis, keepdims=keepdims) ** (1 / ord)
    return powers.reshape(1) if powers.ndim == 0 else powers


DIAGONAL = onp.array([[0, 1, 1], [0, 1, 1]])
PLACES = onp.array([[0, 1, 0], [2, 0, 1]])
ROWS = onp.array([[1, 0]])

RECORDS = (
    unary("npx.softsign", topic="nn", reference=_softsign),
    _record(
        "npx.smooth_l1",
        (VALUE,),
        Sample("both parts", values=(onp.array([-2.0, -0.5, 0.25, 0.75, 1.5]),)),
        Sample("scalar", values=(onp.array([-2.0, -0.2, 0.1, 0.75]),), kwargs={"scalar": 2.0}),
        reference=_smooth_l1,
        kinks=(Kink("bounds", (onp.array([-1.0, 0.0, 1.0]),), (onp.array([-1.0, 0.0, 1.0]),)),),
        order=1,
    ),
    _record(
        "npx.activation",
        (Operand(signed),),
        *(Sample(name, ((2, 3),), {"act_type": name}) for name in ACTIVATIONS),
        reference=_activation,
    ),
    _record(
        "npx.leaky_relu",
        (Operand(signed),),
        *(Sample(name, ((2, 3),), {"act_type": name}) for name in ("leaky", "elu", "selu", "gelu")),
        Sample("slope", ((4,),), {"act_type": "leaky", "slope": 0.1}),
        reference=_leaky_relu,
        kinks=(Kink("zero", (onp.zeros(1),), (onp.array([0.25]),), {"act_type": "leaky"}),
               Kink("zero of elu", (onp.zeros(1),), (onp.array([0.25]),), {"act_type": "elu"})),
    ),
    _record(
        "npx.leaky_relu",
        (Operand(signed), VALUE),
        Sample("channels", ((2, 3), (3,)), {"act_type": "prelu"}),
        label="prelu",
        reference=_leaky_relu,
    ),
    *(
        _record(
            "npx.reshape",
            (VALUE,),
            Sample(label, (shape,), kwargs, after=(code,)),
            label=label,
            reference=_shaped(meant),
            integers="int32",
        )
        for label, (shape, code, kwargs, meant) in RESHAPES.items()
    ),
    _record(
        "npx.reshape_like",
        (VALUE, SHAPE),
        Sample("all", ((2, 3), (3, 2))),
        Sample("part", ((6, 2), (3, 2, 4)), {"lhs_begin": 0, "lhs_end": 1, "rhs_begin": 0, "rhs_end": 2}),
        reference=_reshape_like,
        integers="int32",
    ),
    _record(
        "npx.broadcast_like",
        (VALUE, SHAPE),
        Sample("rows", ((2, 1), (2, 3))),
        reference=lambda x, y: onp.broadcast_to(x, y.shape),
        integers="int32",
    ),
    _record(
        "npx.slice",
        (VALUE,),
        Sample("corner", ((3, 4),), {"begin": (1, 0), "end": (3, 2)}),
        Sample("steps", ((3, 4),), {"begin": (None, 3), "end": (None, None), "step": (2, -1)}),
        Sample("first axis", ((3, 2),), {"begin": (-2,), "end": (None,)}),
        reference=_slice,
        integers="int32",
    ),
    _record(
        "npx.slice_like",
        (VALUE, SHAPE),
        Sample("all", ((3, 4), (2, 3))),
        Sample("axis", ((3, 4), (2, 3)), {"axes": (1,)}),
        reference=_slice_like,
        integers="int32",
    ),
    _record(
        "npx.slice_channel",
        (VALUE,),
        Sample("columns", ((2, 4),), {"num_outputs": 2}),
        Sample("squeezed", ((3, 2),), {"num_outputs": 3, "axis": 0, "squeeze_axis": True}),
        reference=_slice_channel,
        integers="int32",
    ),
    _record(
        "npx.batch_flatten",
        (VALUE,),
        Sample("cube", ((2, 3, 2),)),
        Sample("vector", ((3,),)),
        reference=lambda x: x.reshape(len(x), -1),
        integers="int32",
    ),
    _record(
        "npx.pad",
        (VALUE,),
        Sample("constant", ((1, 1, 2, 3),), {"mode": "constant", "pad_width": (0, 0, 0, 0, 1, 0, 2, 1),
                                             "constant_value": 5}),
        Sample("edge", ((1, 2, 2, 3),), {"mode": "edge", "pad_width": (0, 0, 0, 0, 1, 0, 2, 1)}),
        Sample("reflect", ((1, 1, 3, 3),), {"mode": "reflect", "pad_width": (0, 0, 0, 0, 1, 0, 2, 1)}),
        reference=_pad,
    ),
    _record(
        "npx.shape_array",
        (VALUE,),
        Sample("matrix", ((2, 3),)),
        reference=lambda x: onp.array(x.shape),
        order=0,
        result="int64",
        integers="int64",
    ),
    _record(
        "npx.arange_like",
        (VALUE,),
        Sample("matrix", ((2, 3),)),
        Sample("axis", ((2, 3),), {"axis": -1, "start": 2.0, "step": 0.5}, integers=False),
        Sample("repeated", ((2, 3),), {"repeat": 2}),
        reference=_arange_like,
        order=0,
        integers="int32",
    ),
    _record(
        "npx.nonzero",
        (Operand(integers(0, 2)),),
        Sample("matrix", ((2, 3),)),
        Sample("vector", ((5,),)),
        reference=lambda x: onp.argwhere(x),
        order=0,
        result="int64",
        integers="int64",
        integer_domain=integers(0, 2),
    ),
    _record(
        "npx.embedding",
        (INDEX, VALUE),
        Sample("matrix", values=(onp.array([[0, 2], [2, 1]]), None), shapes=((2, 2), (3, 2)), after=(3, 2)),
        Sample("out of range", values=(onp.array([-1, 5]), None), shapes=((2,), (3, 2)), after=(3, 2)),
        reference=_embedding,
    ),
    _record(
        "npx.gather_nd",
        (VALUE, INDEX),
        Sample("elements", values=(None, DIAGONAL), shapes=((2, 3), (2, 3))),
        Sample("rows", values=(None, ROWS), shapes=((2, 3), (1, 2))),
        Sample("negative", values=(None, onp.array([[-1, 0], [1, -3]])), shapes=((2, 3), (2, 2))),
        reference=_gather_nd,
        integers="int32",
    ),
    _record(
        "npx.index_add",
        (VALUE, INDEX, VALUE),
        Sample("elements", values=(None, DIAGONAL, None), shapes=((2, 3), (2, 3), (3,))),
        Sample("rows", values=(None, ROWS, None), shapes=((2, 3), (1, 2), (3,))),
        Sample("0-d", values=(None, PLACES, None), shapes=((2, 3), (2, 3), ())),
        reference=_index_add,
        integers="int32",
    ),
    _record(
        "npx.index_update",
        (VALUE, INDEX, VALUE),
        Sample("elements", values=(None, PLACES, None), shapes=((2, 3), (2, 3), (3,))),
        Sample("rows", values=(None, ROWS, None), shapes=((2, 3), (1, 2), (3,))),
        Sample("twice", values=(None, DIAGONAL, None), shapes=((2, 3), (2, 3), (3,))),
        reference=_index_update,
        integers="int32",
    ),
    _record(
        "npx.sequence_last",
        (VALUE, Operand(differentiable=False)),
        Sample("columns", values=(None, onp.array([1, 3])), shapes=((3, 2), (2,)), after=(True,)),
        Sample("rows", values=(None, onp.array([1, 2])), shapes=((2, 3, 2), (2,)), after=(True, 1)),
        reference=_sequence_last,
    ),
    # MXNet leaves this gradient as the memory is, by chance 0 or not.
    _record("npx.sequence_last", (VALUE,), Sample("end", ((3, 2),), grad=False), label="all", reference=_sequence_last),
    _record(
        "npx.sequence_reverse",
        (VALUE, Operand(differentiable=False)),
        Sample("columns", values=(None, onp.array([2, 3])), shapes=((3, 2), (2,)), after=(True,)),
        Sample("blocks", values=(None, onp.array([1, 2])), shapes=((3, 2, 2), (2,)), after=(True,)),
        reference=_sequence_reverse,
    ),
    _record(
        "npx.sequence_reverse", (VALUE,), Sample("all", ((3, 2),)), label="all", reference=_sequence_reverse
    ),
    _record(
        "npx.add_n",
        (VALUE,),
        Sample("three", ((2, 3), (2, 3), (2, 3))),
        Sample("one", ((3,),)),
        reference=lambda *xs: sum(xs),
        integers="int32",
    ),
    _record(
        "npx.norm",
        (Operand(distinct),),
        Sample("all", ((2, 3),)),
        Sample("absolute", ((2, 3),), {"ord": 1, "axis": 1, "keepdims": True}),
        Sample("two axes", ((2, 3, 2),), {"axis": (0, 2)}),
        reference=_norm,
    ),
    _record(
        "npx.cast",
        (VALUE,),
        Sample("double", ((3,),), {"dtype": "float64"}, integers=False),
        reference=lambda x, dtype: x.astype(dtype),
        result="float64",
    ),
    _record(
        "npx.broadcast_greater",
        (Operand(distinct),),
        Sample("vectors", ((3,), (3,))),
        Sample("broadcast", ((2, 1), (3,))),
        reference=lambda x, y: (x > y).astype(x.dtype),
        order=0,
        integers="int32",
    ),
)  # fmt: skip
