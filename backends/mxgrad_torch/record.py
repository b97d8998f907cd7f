"""Operations on `ndarray`s: the kernel, on graph tensors while recording and on plain ones otherwise.

torch records by itself, so all that is decided here is which tensor of an array a kernel sees. One factory for
each arity, since every microsecond on this path counts: the common case (arrays of one float dtype, or one with a
Python number) is decided by a few identity checks, everything else goes through `_general`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor

from mxgrad import _operands
from mxgrad.array import ndarray
from mxgrad.spi import PARTS, STATE, Op
from mxgrad_torch import unsigned
from mxgrad_torch.dtypes import is_inexact, numpy_dtype, torch_dtype
from mxgrad_torch.errors import kernel_error
from mxgrad_torch.handles import CONSTANTS, NULL, constant, number_for, plain, tracking
from mxgrad_torch.kernels import NUMBERS, Kernel

if TYPE_CHECKING:
    from mxgrad_torch.engine import TorchBackend

Apply = Callable[..., Any]

f32, f64 = torch.float32, torch.float64


class Bound:
    """One operation of the catalogue: its kernels outside the graph and in it."""

    def __init__(self, engine: TorchBackend, op: Op, kernel: Kernel, recorded: Kernel) -> None:
        self.engine = engine
        self.op = op
        self.kernel = kernel
        self.recorded = recorded
        self.takes_number = op.name in NUMBERS


def unary(bound: Bound) -> Apply:
    """``apply(x, *static)``."""
    engine, kernel, recorded = bound.engine, bound.kernel, bound.recorded
    differentiable = bound.op.differentiable
    any_dtype = bound.op.dtype == "keep"
    count = len(bound.op.static)  # to hand on a tuple of them would take a quarter of the time of an operation

    def apply(x: Any, first: Any = None, second: Any = None, third: Any = None) -> Any:
        if type(x) is ndarray:
            a = x._node
            run, in_graph = kernel, False
            if a is None or not differentiable or not STATE.recording:
                a = x._handle
                if a is None:
                    a = plain(x)
                usual = any_dtype or (dtype := a.dtype) is f32 or dtype is f64
            else:
                run, in_graph = recorded, True
                usual = a is not NULL
            if usual:
                try:
                    if count == 0:
                        h = run(a)
                    elif count == 2:
                        h = run(a, first, second)
                    elif count == 1:
                        h = run(a, first)
                    else:
                        h = run(a, first, second, third)
                    if not in_graph:
                        return ndarray(engine, h)
                    if h.requires_grad:
                        return ndarray(engine, None, h)
                except Exception:
                    pass  # said properly below
        return general(x, *(first, second, third)[:count])

    general = _general(bound)
    return apply


def binary(bound: Bound) -> Apply:
    """``apply(x, y)``."""
    engine, kernel, recorded = bound.engine, bound.kernel, bound.recorded
    differentiable, takes_number = bound.op.differentiable, bound.takes_number
    known = CONSTANTS.get
    # Whether one float beside a number, and two of one dtype, are taken as they are.
    as_they_are = bound.op.dtype != "double"
    alike = as_they_are or bound.op.name in _MIXES
    ways: dict[tuple[torch.dtype, torch.dtype], tuple[bool, torch.dtype | None]] = {}

    def apply(x: Any, y: Any) -> Any:
        a: Any
        b: Any
        in_graph = False
        if type(x) is ndarray:
            if type(y) is ndarray:
                if x._backend is not engine or y._backend is not engine:
                    return general(x, y)
                a, b = x._node, y._node
                if (a is None and b is None) or not differentiable or not STATE.recording:
                    a, b = x._handle, y._handle
                    if a is None:
                        a = plain(x)
                    if b is None:
                        b = plain(y)
                elif a is NULL or b is NULL:
                    return general(x, y)
                else:
                    in_graph = True
                    if a is None:
                        a = x._handle
                    elif b is None:
                        b = y._handle
                dtype, other = a.dtype, b.dtype
                if dtype is not other or not alike or not (dtype is f32 or dtype is f64):
                    way = ways.get((dtype, other))
                    if way is None:
                        way = ways[dtype, other] = _way(bound, dtype, other)
                    settled, wanted = way
                    if not settled:
                        return general(x, y)
                    if wanted is not None:
                        a, b = a.to(wanted), b.to(wanted)
            elif (type(y) is float or type(y) is int) and as_they_are and x._backend is engine:
                a = x._node
                if a is None or not differentiable or not STATE.recording:
                    a = x._handle
                    if a is None:
                        a = plain(x)
                elif a is NULL:
                    return general(x, y)
                else:
                    in_graph = True
                dtype = a.dtype
                if not (dtype is f32 or dtype is f64):
                    return general(x, y)
                b = y
                if not takes_number:
                    b = known((y, dtype))
                    if b is None:
                        b = constant(y, dtype)
            else:
                return general(x, y)
        elif (type(x) is float or type(x) is int) and as_they_are and type(y) is ndarray and y._backend is engine:
            b = y._node
            if b is None or not differentiable or not STATE.recording:
                b = y._handle
                if b is None:
                    b = plain(y)
            elif b is NULL:
                return general(x, y)
            else:
                in_graph = True
            dtype = b.dtype
            if not (dtype is f32 or dtype is f64):
                return general(x, y)
            a = known((x, dtype))
            if a is None:
                a = constant(x, dtype)
        else:
            return general(x, y)
        try:
            if not in_graph:
                return ndarray(engine, kernel(a, b))
            h = recorded(a, b)
            if h.requires_grad:
                return ndarray(engine, None, h)
        except Exception:
            pass  # said properly below
        return general(x, y)

    general = _general(bound)
    return apply


_MIXES = {
    "float_power": {(f32, f32), (f32, f64), (f64, f32), (f64, f64)},
    "ldexp": {(f32, torch.int32), (f32, torch.int64)},
}
"""Operands that torch's function casts itself."""


def _way(bound: Bound, x: torch.dtype, y: torch.dtype) -> tuple[bool, torch.dtype | None]:
    """Whether operands of these dtypes are always cast to one (None: left as they are), and to which."""
    if (x, y) in _MIXES.get(bound.op.name, ()):
        return True, None
    kinds = [numpy_dtype(x), numpy_dtype(y)]
    settled, dtype = _operands.settled_dtype(bound.op, kinds)
    return settled, None if dtype is None or kinds == [dtype, dtype] else torch_dtype(dtype)


def _general(bound: Bound) -> Apply:
    """Any number of operands of any kind, and of results: promotion, host arrays, numbers, errors, grad mode off."""
    engine, op = bound.engine, bound.op
    arity = len(op.operands)
    several = len(op.results) > 1
    logic = _operands.LOGIC.get(op.name)

    def apply(*args: Any) -> Any:
        operands, static = (args[0], args[1:]) if op.variadic else (args[:arity], args[arity:])
        values = _operands.resolve(engine, operands)
        if values is None:
            return NotImplemented
        if logic is not None and _operands.are_booleans(values):
            return engine.ops[logic](*values)
        dtype = _operands.common_dtype(engine, op, values)
        wanted = None if dtype is None else torch_dtype(dtype)
        in_graph = null = False
        used = [False] * len(values)
        if STATE.recording and op.differentiable:
            for i, value in enumerate(values):
                if isinstance(value, ndarray) and (op.variadic or op.operands[i] in op.needs):
                    null |= value._node is NULL
                    used[i] = type(value._node) is Tensor
            in_graph = any(used)
        tensors = [_tensor(bound, value, i, wanted, used[i]) for i, value in enumerate(values)]
        _follow_device(operands, tensors)
        if in_graph and not torch.is_grad_enabled():
            with tracking():
                h = _compute(bound, tensors, wanted, static, True)
        else:
            h = _compute(bound, tensors, wanted, static, in_graph)
        if several:
            return tuple(placed(part, in_graph, null) for part in h)
        return placed(h, in_graph, null)

    def placed(h: Tensor, in_graph: bool, null: bool) -> ndarray:
        """A result at its place in the graph."""
        if in_graph and h.requires_grad:
            return ndarray(engine, None, h)
        out = ndarray(engine, h)
        if null and not in_graph and is_inexact(h.dtype):
            out._node = NULL
        return out

    return apply


AT_ONCE = frozenset(("frexp",))
"""Operations with two results of which torch knows the gradient of the first; the second has none."""


def pair(bound: Bound) -> Apply:
    """``apply(x)`` or ``apply(x, y)`` for two results. In the graph each is an operation, but for those `AT_ONCE`."""
    return _of_one(bound) if len(bound.op.operands) == 1 else _of_two(bound)


def _of_one(bound: Bound) -> Apply:
    engine, kernel, general = bound.engine, bound.kernel, _general(bound)
    first_of, second_of = PARTS[bound.op.name]
    recorded = bound.op.name in AT_ONCE

    def apply(x: Any) -> Any:
        a: Any = x._node if STATE.recording else None
        in_graph = a is not None
        if not in_graph:
            a = x._handle
            if a is None:
                a = plain(x)
        elif not recorded:
            return engine.ops[first_of](x), engine.ops[second_of](x)
        try:  # NULL has no dtype
            if (dtype := a.dtype) is f32 or dtype is f64:
                first, second = kernel(a)
                if not in_graph:
                    return ndarray(engine, first), ndarray(engine, second)
                if first.requires_grad:
                    return ndarray(engine, None, first), ndarray(engine, second)
        except Exception:
            pass  # said properly below
        return (engine.ops[first_of](x), engine.ops[second_of](x)) if in_graph else general(x)

    return apply


def _of_two(bound: Bound) -> Apply:
    engine, kernel, general = bound.engine, bound.kernel, _general(bound)
    first_of, second_of = PARTS[bound.op.name]

    def apply(x: Any, y: Any) -> Any:
        if STATE.recording and (x._node is not None or getattr(y, "_node", None) is not None):
            first = engine.ops[first_of](x, y)
            return first if first is NotImplemented else (first, engine.ops[second_of](x, y))
        if type(y) is ndarray and y._backend is engine:
            a, b = plain(x), plain(y)
            if ((dtype := a.dtype) is f32 or dtype is f64) and b.dtype is dtype:
                try:
                    first, second = kernel(a, b)
                    return ndarray(engine, first), ndarray(engine, second)
                except Exception:
                    pass  # said properly below
        return general(x, y)

    return apply


def _tensor(bound: Bound, value: Any, position: int, wanted: torch.dtype | None, in_graph: bool) -> Any:
    """The tensor of an operand, or a number for a kernel that takes one there."""
    if isinstance(value, ndarray):
        return value._node if in_graph else plain(value)
    if bound.takes_number and position == 1 and wanted is not torch.bool:
        return number_for(value, wanted)
    if wanted is None:
        wanted = torch_dtype(np.asarray(value).dtype)
    return constant(value, wanted)


def _follow_device(operands: Sequence[Any], tensors: list[Any]) -> None:
    """Put what was a NumPy array beside the arrays that it meets."""
    device = next((t.device for t in tensors if type(t) is Tensor and t.is_cuda), None)
    if device is not None:
        for i, operand in enumerate(operands):
            if isinstance(operand, np.ndarray):
                tensors[i] = tensors[i].to(device)


def _compute(
    bound: Bound, tensors: list[Any], wanted: torch.dtype | None, static: tuple[Any, ...], in_graph: bool
) -> Any:
    op = bound.op
    run = bound.recorded if in_graph else bound.kernel
    operands = tensors
    if in_graph:  # the graph keeps no tensors that were computed in inference mode
        operands = tensors = [t.clone() if type(t) is Tensor and t.is_inference() else t for t in tensors]
    if wanted is not None:
        first = 1 if op.name == "where" else 0  # the condition is no number
        operands = tensors[:first]
        operands += [t.to(wanted) if type(t) is Tensor and t.dtype is not wanted else t for t in tensors[first:]]
    try:
        try:
            return _call(op, run, operands, static)
        except NotImplementedError:
            return unsigned.compute(op.name, lambda wide: _call(op, run, wide, static), operands, static)
    except Exception as error:
        raise kernel_error(op.name, error, operands) from error


def _call(op: Op, run: Kernel, operands: list[Any], static: tuple[Any, ...]) -> Any:
    return run(operands, *static) if op.variadic else run(*operands, *static)


def nary(bound: Bound) -> Apply:
    """``apply(*operands, *static)`` for three operands and more, and several results; ``apply(arrays, *static)``."""
    return _general(bound)


def nonzero(bound: Bound) -> Apply:
    """``apply(x)``: several results, none of them in the graph."""
    engine, kernel = bound.engine, bound.kernel

    def apply(x: ndarray) -> tuple[ndarray, ...]:
        return tuple(ndarray(engine, h) for h in kernel(plain(x)))

    return apply
