"""Operations with two results: one call of the kernel, and in the graph a node for each operation that they are.

Written out, since two arrays and two nodes are twice what other operations cost: objects are made without a call of
their class, and what the rules of the parts keep is settled here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mxgrad.array import ndarray
from mxgrad.spi import STATE
from mxgrad.tape import Node, creation
from mxgrad.tape_backend import NULL
from mxgrad_native.errors import kernel_error
from mxgrad_native.record import Apply, Bound, general_of

_new = object.__new__


def bind(bound: Bound, parts: Sequence[Bound]) -> Apply:
    """``apply(x)`` or ``apply(x, y)``: `bound`, whose results are those of `parts`."""
    return (_of_one if len(bound.op.operands) == 1 else _of_two)(bound, *parts)


def _of_one(bound: Bound, part_u: Bound, part_v: Bound) -> Apply:
    """The first result's node keeps the operand and the result, or nothing; the second's nothing, if it has one."""
    engine, kernel, array_type, asarray = bound.engine, bound.kernel, bound.engine.array_type, bound.engine.asarray
    f32, f64, general = engine.f32, engine.f64, general_of(bound)
    keep, has_v = all(part_u.kept((0,))), part_v.op.differentiable
    assert keep or not any(part_u.kept((0,)))
    assert not any(part_v.kept((0,)))

    def apply(x: Any) -> Any:
        a = x._handle
        node = x._node if STATE.recording else None
        dtype = a.dtype
        if not (dtype is f32 or dtype is f64):
            return general(x) if node is None else (engine.ops[part_u.name](x), engine.ops[part_v.name](x))
        try:
            u, v = kernel(a)
        except Exception as error:
            raise kernel_error(bound.op, error, (a,), ()) from error
        if type(u) is not array_type:
            u, v = asarray(u), asarray(v)
        out_u, out_v = _new(ndarray), _new(ndarray)
        out_u._backend = out_v._backend = engine
        out_u._handle, out_v._handle = u, v
        out_u._version = out_v._version = None
        if node is None or node is NULL:
            out_u._node = node
            out_v._node = node if has_v else None
            return out_u, out_v
        if keep:
            version = x._version
            if version is None:
                version = x._version = [0]
            out_u._version = [0]
            saved: Any = (u, a)
            guards: Any = (version, version[0], out_u._version, 0)
        else:
            saved, guards = (None, None), ()
        out_u._node = Node(part_u, (node,), saved, guards, u.shape, dtype)
        out_v._node = Node(part_v, (node,), (None, None), (), v.shape, dtype) if has_v else None
        return out_u, out_v

    return apply


def _of_two(bound: Bound, part_u: Bound, part_v: Bound) -> Apply:
    """The first result's node keeps nothing, the second's both operands where `y` is in the graph."""
    engine, kernel, array_type, asarray = bound.engine, bound.kernel, bound.engine.array_type, bound.engine.asarray
    f32, f64, general = engine.f32, engine.f64, general_of(bound)
    assert not any((*part_u.kept((0, 1)), *part_v.kept((0,))))
    assert part_v.kept((1,)) == (True, True, False)
    nothing = (None, None, None)

    def apply(x: Any, y: Any) -> Any:
        if type(y) is not ndarray or y._backend is not engine:
            return uncommon(x, y)
        a, b = x._handle, y._handle
        dtype = a.dtype
        if dtype is not b.dtype or not (dtype is f32 or dtype is f64):
            return uncommon(x, y)
        try:
            u, v = kernel(a, b)
        except Exception as error:
            raise kernel_error(bound.op, error, (a, b), ()) from error
        if type(u) is not array_type:
            u, v = asarray(u), asarray(v)
        out_u, out_v = _new(ndarray), _new(ndarray)
        out_u._backend = out_v._backend = engine
        out_u._handle, out_v._handle = u, v
        out_u._version = out_v._version = None
        node_x, node_y = x._node, y._node
        if node_x is node_y is None or not STATE.recording:
            out_u._node = out_v._node = None
            return out_u, out_v
        if node_x is NULL or node_y is NULL:
            node_x = None if node_x is NULL else node_x
            node_y = None if node_y is NULL else node_y
            if node_x is node_y is None:
                out_u._node = out_v._node = NULL
                return out_u, out_v
        if node_y is None:
            saved: Any = nothing
            guards: Any = ()
        else:
            first = x._version
            if first is None:
                first = x._version = [0]
            second = y._version  # after that: `x` may be `y`
            if second is None:
                second = y._version = [0]
            saved = (None, a, b)
            guards = (first, first[0], second, second[0])
        out_u._node = node_u = _new(Node)
        out_v._node = node_v = _new(Node)
        node_u.op, node_v.op = part_u, part_v
        node_u.parents = node_v.parents = (node_x, node_y)
        node_u.saved, node_v.saved = nothing, saved
        node_u.guards, node_v.guards = (), guards
        node_u.shape = node_v.shape = u.shape
        node_u.dtype = node_v.dtype = dtype
        node_u.order, node_v.order = creation(), creation()
        return out_u, out_v

    def uncommon(x: Any, y: Any) -> Any:
        if STATE.recording and any(getattr(value, "_node", None) is not None for value in (x, y)):
            first = engine.ops[part_u.name](x, y)
            return first if first is NotImplemented else (first, engine.ops[part_v.name](x, y))
        return general(x, y)

    return apply
