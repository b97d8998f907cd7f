"""Operations on `ndarray`s: compute with the kernel, and record on the tape.

One factory for each arity, because every microsecond on this path counts: the common case (arrays of one
float dtype, or one with a Python number) is decided by a few identity checks, everything else goes through
`general_of`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from sys import getrefcount
from typing import TYPE_CHECKING, Any

from mxgrad import _operands
from mxgrad.array import ndarray
from mxgrad.spi import STATE, Op
from mxgrad.tape import Buffers, Node, Operation, Part, creation
from mxgrad.tape_backend import NULL
from mxgrad_native import reuse
from mxgrad_native.errors import kernel_error
from mxgrad_native.rules import Rule, compile_complex_rules

if TYPE_CHECKING:
    from mxgrad_native.engine import NativeBackend

Apply = Callable[..., Any]

_new = object.__new__


class Bound(Operation):
    """One operation of the catalogue on one engine: what nodes refer to.

    `vjp` in its compiled form is the method of that name without the loop.
    """

    def __init__(
        self,
        engine: NativeBackend,
        op: Op,
        kernel: Callable[..., Any],
        rules: Sequence[Rule | None],
        vjp: Callable[..., Any] | None = None,
    ) -> None:
        self.engine = engine
        self.op = op
        self.name = op.name
        self.kernel = kernel
        self.rules = rules
        if vjp is not None:
            self.vjp = vjp  # type: ignore[method-assign]
        self.forms = engine.forms(op.name)
        self.large = reuse.LARGE if any(self.forms) else None
        self.raises = op.topic == "linalg" and op.name not in ("matmul", "einsum")
        needs = [op.needs.get(operand) for operand in op.operands]
        self.uses_ans = tuple(n is not None and any(result in n for result in op.results) for n in needs)
        # keeps[i][j]: does the gradient of operand i use the value of operand j?
        self.keeps = tuple(tuple(n is not None and operand in n for operand in op.operands) for n in needs)

    def kept(self, wanted: Sequence[int]) -> tuple[bool, ...]:
        """Which values the gradients of the operands `wanted` use: of each operand, and of the result."""
        rows = [(*self.keeps[i], self.uses_ans[i]) for i in wanted]
        return tuple(any(column) for column in zip(*rows, strict=True))

    @cached_property
    def for_complex(self) -> Bound:
        """The same operation with the rules for complex operands."""
        kind = BoundSequence if self.op.variadic else Bound
        return kind(self.engine, self.op, self.kernel, compile_complex_rules(self.name))

    def vjp(self, node: Node, g: Any) -> list[Any]:
        xp, saved = self.engine.xp, node.saved
        return [
            None if parent is None else rule(xp, g, node, saved)  # type: ignore[misc]
            for parent, rule in zip(node.parents, self.rules, strict=False)
        ]

    def vjp_recorded(self, node: Node, g: Any) -> list[Any]:
        xp, saved = self.engine.recorded_xp, self._lifted(node)
        return [
            None if parent is None else rule(xp, g, node, saved)  # type: ignore[misc]
            for parent, rule in zip(node.parents, self.rules, strict=False)
        ]

    def _lifted(self, node: Node) -> tuple[Any, ...]:
        """What the node saved, as `ndarray`s at their places in the graph."""
        engine, saved = self.engine, node.saved
        n = len(node.parents)
        operands = [engine.lift(x, parent) for x, parent in zip(saved[1 : n + 1], node.parents, strict=True)]
        return (engine.lift(saved[0], node), *operands, *saved[n + 1 :])


class BoundUnary(Bound):
    """The same for one operand: its gradient may be computed in that of the result."""

    def vjp_large(self, node: Node, g: Any, buffers: Buffers | None, alone: bool) -> Any:
        if alone and reuse.fits(g):
            part = self.forms[0](g, node.saved)  # type: ignore[misc]
            if part is not None:
                return (part,)
        return self.vjp(node, g)


class BoundBinary(Bound):
    """The same for two operands."""

    def vjp_large(self, node: Node, g: Any, buffers: Buffers | None, alone: bool) -> Any:
        form_x, form_y = self.forms
        x, y = node.parents
        if not alone or (form_x is None if y is None else form_y is None) or not reuse.fits(g):
            return self.vjp(node, g)
        rule_x, rule_y = self.rules
        xp, saved = self.engine.xp, node.saved
        if y is None:
            part = form_x(g, saved)  # type: ignore[misc]
            return (rule_x(xp, g, node, saved) if part is None else part), None  # type: ignore[misc]
        references = getrefcount(g)
        first = None if x is None else rule_x(xp, g, node, saved)  # type: ignore[misc]
        # If the first part is `g` itself, or a view of it, `g` is alone no more.
        part = form_y(g, saved) if getrefcount(g) == references else None  # type: ignore[misc]
        return first, rule_y(xp, g, node, saved) if part is None else part  # type: ignore[misc]


class BoundProduct(Bound):
    """`matmul`, whose gradients are computed in the buffers of variables where the engine can."""

    def __init__(self, engine: NativeBackend, *rest: Any) -> None:
        super().__init__(engine, *rest)
        # The gradient of a large matrix may be small.
        self.large = reuse.LARGE >> 6 if engine.fills_buffers else None

    def vjp_large(self, node: Node, g: Any, buffers: Buffers | None, alone: bool) -> Any:
        if buffers is None:
            return self.vjp(node, g)
        engine, (x, y), saved = self.engine, node.parents, node.saved
        part_x = part_y = None
        if x is not None:
            part_x = engine.product_into(buffers, x, g, saved[2], 1)
            if part_x is None:
                part_x = self.rules[0](engine.xp, g, node, saved)  # type: ignore[misc]
        if y is not None:
            part_y = engine.product_into(buffers, y, saved[1], g, 0)
            if part_y is None:
                part_y = self.rules[1](engine.xp, g, node, saved)  # type: ignore[misc]
        return part_x, part_y


class BoundParts(Bound):
    """The same for operations with several results: ``saved = ((*results), *operands, *static)``.

    The gradient of their node is a list with one for each result.
    """

    def _lifted(self, node: Node) -> tuple[Any, ...]:
        engine, (results, *rest) = self.engine, node.saved
        n = len(node.parents)
        operands = [engine.lift(x, parent) for x, parent in zip(rest[:n], node.parents, strict=True)]
        if results is not None:
            results = [engine.lift(h, part(node, k, h, len(results))) for k, h in enumerate(results)]
        return (results, *operands, *rest[n:])


def part(whole: Node, k: int, h: Any, length: int) -> Node:
    """The node of result `k` out of `length`, whose data is `h`."""
    return Node(Part(k, length), (whole,), (), None, h.shape, h.dtype)


class BoundSequence(Bound):
    """The same for operations on a sequence of arrays: ``saved = (ans, arrays, *static, shapes)``."""

    def vjp(self, node: Node, g: Any) -> list[Any]:
        xp, saved, rule = self.engine.xp, node.saved, self.rules[0]
        return [None if p is None else rule(xp, g, node, saved, i) for i, p in enumerate(node.parents)]  # type: ignore[misc,call-arg]

    def vjp_recorded(self, node: Node, g: Any) -> list[Any]:
        xp, saved, rule = self.engine.recorded_xp, self._lifted(node), self.rules[0]
        return [None if p is None else rule(xp, g, node, saved, i) for i, p in enumerate(node.parents)]  # type: ignore[misc,call-arg]

    def _lifted(self, node: Node) -> tuple[Any, ...]:
        engine, saved = self.engine, node.saved
        arrays = None
        if saved[1] is not None:
            arrays = [engine.lift(x, parent) for x, parent in zip(saved[1], node.parents, strict=True)]
        return (engine.lift(saved[0], node), arrays, *saved[2:])


def unary(bound: Bound) -> Apply:
    """``apply(x, *static)``."""
    engine, kernel, array_type, asarray = (
        bound.engine,
        bound.kernel,
        bound.engine.array_type,
        bound.engine.asarray,
    )
    keep_x = bound.keeps[0][0]
    keep_ans = bound.uses_ans[0]
    differentiable = bound.rules[0] is not None
    any_dtype = bound.op.dtype == "keep"
    f32, f64 = engine.f32, engine.f64
    # Complex numbers have other rules, or are refused.
    apart = engine.complex_dtypes if differentiable or bound.op.numbers == "real" else frozenset()

    def apply(x: Any, *static: Any) -> Any:
        if type(x) is not ndarray:
            return general(x, *static)
        a = x._handle
        dtype = a.dtype
        if not (dtype is f32 or dtype is f64 or (any_dtype and dtype not in apart)):
            return general(x, *static)
        try:
            h = kernel(a, *static) if static else kernel(a)  # a star takes a third of a sine
        except Exception as error:
            raise kernel_error(bound.op, error, (a,), static) from error
        if type(h) is not array_type:
            h = asarray(h)
        out = _new(ndarray)  # `ndarray(engine, h)`, without the call of the class
        out._backend = engine
        out._handle = h
        out._version = None
        node = x._node
        if node is None or not differentiable or not STATE.recording:
            out._node = None
        elif node is NULL:
            out._node = NULL
        else:
            guards: Any = None
            if keep_ans:
                cell = out._version = [0]
                guards = (cell, 0)
            if keep_x:
                cell = x._version  # type: ignore[assignment]  # `guard`, without the call
                if cell is None:
                    cell = x._version = [0]
                guards = (cell, cell[0]) if guards is None else (cell, cell[0], *guards)
            saved: Any = (h if keep_ans else None, a if keep_x else None)
            # `Node(…)`, in the same way
            out._node = made = _new(Node)
            made.op = bound
            made.parents = (node,)
            made.saved = saved + static if static else saved
            made.guards = guards
            made.shape = h.shape
            made.dtype = h.dtype
            made.order = creation()
        return out

    general = general_of(bound)
    return apply


def guard(x: ndarray) -> tuple[list[int], int]:
    """The version cell of an array's storage, and its version now."""
    cell = x._version
    if cell is None:
        cell = x._version = [0]
    return cell, cell[0]


def binary(bound: Bound) -> Apply:
    """``apply(x, y)``."""
    engine, kernel, array_type, asarray = (
        bound.engine,
        bound.kernel,
        bound.engine.array_type,
        bound.engine.asarray,
    )
    # What to keep (x, y, the result) for the gradients of one operand, and of both.
    of_x, of_y, of_both = (bound.kept(wanted) for wanted in ((0,), (1,), (0, 1)))
    differentiable = any(rule is not None for rule in bound.rules)
    f32, f64 = engine.f32, engine.f64
    # The rule of the exponent looks at numbers as numbers; in double precision they have more digits.
    constant = engine.number if bound.name not in ("power", "float_power") else _same
    of_large = engine.of_large(bound)
    ways: dict[tuple[Any, Any], tuple[bool, Any, Any]] = {}

    def apply(x: Any, y: Any) -> Any:
        if type(x) is ndarray and x._backend is engine:
            a = x._handle
            node_x = x._node
            dtype = a.dtype
            if type(y) is ndarray:
                if y._backend is not engine:
                    return general(x, y)
                b = y._handle
                node_y = y._node
                if b.dtype is not dtype or not (dtype is f32 or dtype is f64):
                    way = ways.get((dtype, b.dtype))
                    if way is None:
                        way = ways[dtype, b.dtype] = _way(bound, dtype, b.dtype)
                    settled, cast_x, cast_y = way
                    if not settled or (STATE.recording and (cast_x is not None or cast_y is not None)):
                        return general(x, y)
                    if cast_x is not None:
                        a = engine.cast(a, cast_x)
                    if cast_y is not None:
                        b = engine.cast(b, cast_y)
            elif (type(y) is float or type(y) is int) and (dtype is f32 or dtype is f64):
                if of_large is not None and a.nbytes >= reuse.LARGE:
                    return of_large(x, y)
                b = constant(y, dtype)
                node_y = None
            else:
                return general(x, y)
        elif type(y) is ndarray and (type(x) is float or type(x) is int):
            b = y._handle
            dtype = b.dtype
            if not (dtype is f32 or dtype is f64):
                return general(x, y)
            a = constant(x, dtype)
            node_x = None
            node_y = y._node
        else:
            return general(x, y)
        try:
            h = kernel(a, b)
        except Exception as error:
            raise kernel_error(bound.op, error, (a, b), ()) from error
        if type(h) is not array_type:
            h = asarray(h)
        out = _new(ndarray)  # as in `unary`
        out._backend = engine
        out._handle = h
        out._node = out._version = None
        if differentiable and (node_x is not None or node_y is not None) and STATE.recording:
            if node_x is NULL or node_y is NULL:
                node_x = None if node_x is NULL else node_x
                node_y = None if node_y is NULL else node_y
                if node_x is None and node_y is None:
                    out._node = NULL
                    return out
            keep_x, keep_y, keep_ans = (
                of_both if node_x is not None and node_y is not None else (of_x if node_y is None else of_y)
            )
            first: Any = None  # `guard`, without the call
            second: Any = None
            if keep_x and type(x) is ndarray:
                first = x._version
                if first is None:
                    first = x._version = [0]
            if keep_y and type(y) is ndarray:
                second = y._version
                if second is None:
                    second = y._version = [0]
            if first is None:
                guards: Any = () if second is None else (second, second[0])
            else:
                guards = (first, first[0]) if second is None else (first, first[0], second, second[0])
            if keep_ans:
                version = out._version = [0]
                guards = (*guards, version, 0)
            out._node = made = _new(Node)
            made.op = bound
            made.parents = (node_x, node_y)
            made.saved = (h if keep_ans else None, a if keep_x else None, b if keep_y else None)
            made.guards = guards
            made.shape = h.shape
            made.dtype = h.dtype
            made.order = creation()
        return out

    general = general_of(bound)
    return apply


def _way(bound: Bound, x: Any, y: Any) -> tuple[bool, Any, Any]:
    """Whether operands of these dtypes are always treated alike, and what each is cast to (None: left as it is)."""
    engine = bound.engine
    kinds = [engine.numpy_dtype(x), engine.numpy_dtype(y)]
    if engine.takes(bound.name, *kinds):
        return True, None, None
    settled, dtype = _operands.settled_dtype(bound.op, kinds)
    cast_x, cast_y = (None if dtype is None or kind == dtype else dtype for kind in kinds)
    return settled, cast_x, cast_y


def _same(value: Any, dtype: Any) -> Any:
    return value


def general_of(bound: Bound) -> Apply:
    """Any number of operands of any kind, and of results: promotion, host arrays, numbers, errors."""
    engine, op, asarray = bound.engine, bound.op, bound.engine.asarray
    kernel = engine.careful(op.name, bound.kernel)
    arity = len(op.operands)
    several = len(op.results) > 1
    logic = _operands.LOGIC.get(op.name)

    def apply(*args: Any) -> Any:
        operands, static = args[:arity], args[arity:]
        values = _operands.resolve(engine, operands)
        if values is None:
            return NotImplemented
        if logic is not None and _operands.are_booleans(values):
            return engine.ops[logic](*values)
        handles = _cast(bound, values)
        try:
            found = kernel(*handles, *static)
        except Exception as error:
            raise kernel_error(op, error, handles, static) from error
        outs = tuple(ndarray(engine, asarray(h)) for h in (found if several else (found,)))
        if op.differentiable and STATE.recording:
            nodes = [getattr(value, "_node", None) for value in values]
            nodes = [node if operand in op.needs else None for node, operand in zip(nodes, op.operands, strict=True)]
            record(bound, outs, values, handles, nodes, static)
        return outs if several else outs[0]

    return apply


def record(
    bound: Bound,
    outs: tuple[ndarray, ...],
    values: Sequence[Any],
    handles: Sequence[Any],
    nodes: Sequence[Any],
    static: Sequence[Any],
) -> None:
    """Put `outs`, the results of `bound` on `handles`, into the graph, if one of the `nodes` is."""
    if not any(node is not None for node in nodes):
        return
    parents = tuple(None if node is NULL else node for node in nodes)
    if not any(parent is not None for parent in parents):
        for out in outs:
            out._node = NULL
        return
    if bound.op.name == "astype" and not bound.engine.is_inexact(outs[0]._handle):
        return  # a cast to integers ends the graph
    wanted = [i for i, parent in enumerate(parents) if parent is not None]
    guards: tuple[Any, ...] = ()
    saved: list[Any] = []
    for j, (value, handle) in enumerate(zip(values, handles, strict=True)):
        kept = any(bound.keeps[i][j] for i in wanted)
        saved.append(handle if kept else None)
        # A value that was cast is a copy: overwriting the operand does it no harm.
        if kept and isinstance(value, ndarray) and value._handle is handle:
            guards += guard(value)
    hs = tuple(out._handle for out in outs)
    keep_ans = any(bound.uses_ans[i] for i in wanted)
    if keep_ans:
        for out in outs:
            guards += guard(out)
    if bound.engine.holds_complex(handles):
        bound = bound.for_complex
    if len(outs) == 1:
        (out,), (h,) = outs, hs
        out._node = Node(bound, parents, (h if keep_ans else None, *saved, *static), guards, h.shape, h.dtype)
        return
    whole = Node(bound, parents, (hs if keep_ans else None, *saved, *static), guards, None, None)
    for k, (out, h) in enumerate(zip(outs, hs, strict=True)):
        out._node = part(whole, k, h, len(hs))


def _cast(bound: Bound, values: Sequence[Any]) -> list[Any]:
    """Handles and numbers for the kernel, in the dtype that the catalogue row asks for."""
    engine, op = bound.engine, bound.op
    dtype = _operands.common_dtype(engine, op, values)
    handles = []
    for position, value in enumerate(values):
        if not isinstance(value, ndarray):
            if op.name == "where":  # not every library takes two numbers, and those that do choose a dtype
                value = engine.constant(value, dtype)
            elif type(value) is bool and dtype is not None and dtype.kind != "b":
                value = int(value)
            handles.append(value)
            continue
        handle = value._handle
        if dtype is not None and not (op.name == "where" and position == 0) and engine.dtype(value) != dtype:
            handle = engine.cast(handle, dtype)
        handles.append(handle)
    return handles


def nary(bound: Bound) -> Apply:
    """``apply(*operands, *static)`` for three operands and more."""
    return general_of(bound)


def sequence(bound: Bound) -> Apply:
    """``apply(arrays, *static)``."""
    engine, op = bound.engine, bound.op
    kernel = engine.careful(op.name, bound.kernel)
    uses = op.needs["arrays"]

    def apply(arrays: Sequence[ndarray], *static: Any) -> Any:
        values = _operands.resolve(engine, arrays)
        if values is None:
            return NotImplemented
        handles = _cast(bound, values)
        try:
            h = engine.asarray(kernel(handles, *static))
        except Exception as error:
            raise kernel_error(op, error, handles, static) from error
        out = ndarray(engine, h)
        if not STATE.recording:
            return out
        nodes = [value._node if isinstance(value, ndarray) else None for value in values]
        if all(node is None for node in nodes):
            return out
        parents = tuple(None if node is NULL else node for node in nodes)
        if all(parent is None for parent in parents):
            out._node = NULL
            return out
        guards: tuple[Any, ...] = ()
        if "arrays" in uses:
            for value in values:
                guards += guard(value)  # type: ignore[arg-type]
        shapes = tuple(handle.shape for handle in handles)
        saved = (None, tuple(handles) if "arrays" in uses else None, *static, shapes)
        rules = bound.for_complex if engine.holds_complex(handles) else bound
        out._node = Node(rules, parents, saved, guards, h.shape, h.dtype)
        return out

    return apply


def getitem(bound: Bound) -> Apply:
    """``apply(x, key)``: a view shares the version count of its base."""
    plain = unary(bound)

    def apply(x: ndarray, key: Any) -> ndarray:
        out: ndarray = plain(x, key)
        if key.alias:
            cell = x._version
            if cell is None:
                cell = x._version = [0]
            out._version = cell
        return out

    return apply
