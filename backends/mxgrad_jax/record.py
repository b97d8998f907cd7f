"""Operations on `ndarray`s: compute with the compiled kernel, and record on the tape.

One factory for each arity, because every microsecond on this path counts: the common case (arrays of one float
dtype, or one with a Python number) is decided by a few identity checks, everything else goes through `_general`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from mxgrad import _operands, matrix_rules
from mxgrad.array import ndarray
from mxgrad.base import MXNetValueError
from mxgrad.spi import PARTS, STATE, Op
from mxgrad.tape import Node, Part
from mxgrad.tape_backend import NULL
from mxgrad_jax import elementwise, index
from mxgrad_jax.cell import Cell, cell_of, read
from mxgrad_jax.deferred import SCALES, SUMS, itself, scaled, summed
from mxgrad_jax.errors import kernel_error
from mxgrad_jax.kernels import Kernel, find
from mxgrad_jax.program import Staged
from mxgrad_jax.spec import Spec
from mxgrad_jax.wide import WIDE, call

if TYPE_CHECKING:
    from mxgrad_jax.engine import JaxBackend

Apply = Callable[..., Any]

F32, F64 = np.dtype("float32"), np.dtype("float64")
I32, BOOL = np.dtype("int32"), np.dtype("bool")
_COMPLEX: frozenset[Any] = frozenset((np.dtype("complex64"), np.dtype("complex128")))

_UNSET: Any = None

# Their results are 64-bit whatever the operands are.
_WIDE_RESULT = frozenset(("argmax", "argmin", "argsort", "count_nonzero", "nanargmax", "nanargmin"))
# Whoever calls these looks at their result at once, so that they are not staged.
_LOOKED_AT = frozenset(("nanargmax", "nanargmin"))


class Bound:
    """One row of the catalogue: its specs, and what its gradients use."""

    def __init__(self, engine: JaxBackend, op: Op) -> None:
        self.engine = engine
        self.op = op
        self.name = op.name
        self.kernel = find(op.name)
        self.plain = Spec(engine, op.name, self.kernel, self)
        self._specs: dict[Any, Spec] = {}
        self._kept: dict[tuple[int, ...], tuple[tuple[bool, ...], tuple[int, ...], bool]] = {}
        self.wide_result = op.name in _WIDE_RESULT
        self.settled: dict[tuple[Any, ...], tuple[Spec, Any, bool, Any]] = {}
        """How operands were staged before, by what they are like: spec, the result's like, is_wide, cast."""
        self.differentiable = tuple(name in op.needs for name in op.operands)

    def wants(self, position: int) -> bool:
        """Whether the operand at `position` has a gradient. Those beyond the catalogue's are constants."""
        return self.op.variadic or (position < len(self.differentiable) and self.differentiable[position])

    def spec(self, cast: np.dtype[Any] | None = None, **static: Any) -> Spec:
        """The operation with `static` arguments, its operands cast to `cast` first."""
        if cast is None and not static:
            return self.plain
        key = (cast, *static.values())
        found = self._specs.get(key)
        if found is None:
            kernel: Kernel = partial(self.kernel, **static)
            if cast is not None:
                kernel = partial(_after_cast, kernel, cast, 1 if self.name == "where" else 0)
            found = self._specs[key] = Spec(self.engine, self.name, kernel, self)
        return found

    def uses(self, wanted: tuple[int, ...], count: int) -> tuple[tuple[bool, ...], tuple[int, ...], bool]:
        """For the gradients of operands `wanted`: which operands to keep, which to guard, whether to guard the result.

        JAX computes from the operands what the catalogue takes from the result.
        """
        found = self._kept.get(wanted)
        if found is None or len(found[0]) != count:
            op = self.op
            names = op.operands * count if op.variadic else op.operands
            used = {value for i in wanted for value in op.needs[names[i]]}
            ans = not used.isdisjoint(op.results)
            keep = tuple(ans or names[i] in used if i < len(names) else True for i in range(count))
            guarded = tuple(i for i, name in enumerate(names) if name in used)
            found = self._kept[wanted] = (keep, guarded, ans)
        return found


def _after_cast(kernel: Kernel, dtype: Any, skip: int, *operands: Any) -> Any:
    return kernel(*operands[:skip], *(x.astype(dtype) for x in operands[skip:]))


_new = object.__new__


def fresh(engine: JaxBackend, h: Any) -> ndarray:
    """``ndarray(engine, Cell(h))`` without the call of the class, and without the cell, which few results need."""
    out = _new(ndarray)
    out._backend = engine
    out._handle = h
    out._node = out._version = None
    return out


def guard(cell: Cell) -> tuple[list[int], int]:
    """The version count of a storage, and what it is now."""
    version = cell.version
    return version, version[0]


def unary(bound: Bound) -> Apply:
    """``apply(x, *static)``."""
    engine, op = bound.engine, bound.op
    names = op.static
    array_type = engine.array_type
    any_dtype = op.dtype == "keep"
    apart = _COMPLEX if op.numbers == "real" else frozenset()
    differentiable = op.differentiable
    keep, guarded, guard_ans = bound.uses((0,), 1) if differentiable else ((False,), (), False)
    keep_x, guard_x = keep[0], bool(guarded)
    always_wide = bound.wide_result
    stager = None if op.name in _LOOKED_AT else engine.stager
    plain = bound.plain
    specs: dict[tuple[Any, ...], Spec] = {}
    records_nothing = stager is None and not differentiable
    # dtypes of most calls, and those that take the 64-bit mode.
    usual = () if always_wide else (F32, I32, BOOL) if any_dtype else (F32,)
    usual_wide = (F32, F64) if always_wide else (F64,)

    def apply(x: Any, *static: Any) -> Any:
        if type(x) is not ndarray:
            return general(x, *static)
        a = x._handle
        is_plain = True
        if type(a) is not array_type:
            is_plain = type(a) is Cell
            if not is_plain:  # of a program, or a tracer of JAX
                a = cell_of(x)
            a = a.value if a.root is None else None
        spec = specs.get(static) if names else plain
        if (
            a is not None
            and spec is not None
            and ((is_plain and x._node is None) or not STATE.recording or records_nothing)
        ):
            # Its `aval` is asked, since the property `dtype` of JAX arrays is a call.
            dtype = a.aval.dtype
            try:
                if dtype in usual:
                    return fresh(engine, spec.jitted(a))
                if dtype in usual_wide:
                    return fresh(engine, spec.wide(a))
            except Exception:
                pass  # said properly below
        recording = STATE.recording
        if recording and stager is not None and spec is not None and (out := at_once(spec, x)) is not None:
            return out
        cell = cell_of(x)
        a = cell.value
        dtype = cell.dtype
        if dtype is F32:
            is_wide = always_wide
        elif dtype is F64 or (any_dtype and dtype not in apart):
            is_wide = always_wide or dtype in WIDE
        else:
            return general(x, *static)
        if spec is None:
            spec = specs[static] = bound.spec(None, **dict(zip(names, static, strict=True)))
        if recording and stager is not None and (x._node is not None or type(cell) is Staged):
            out = stager.stage(spec, (x,), is_wide)
            if out is not None:
                return out
        if a is None or cell.root is not None:  # pending, or a view
            a = cell.read()
        try:
            h = spec.wide(a) if is_wide else spec.jitted(a)
        except Exception as error:
            raise kernel_error(op, error, (a,), static) from error
        out_cell = Cell(h)
        out = ndarray(engine, out_cell)
        if recording and differentiable:
            node = x._node
            if node is None or node is NULL:
                out._node = node
                return out
            guards: Any = None
            if guard_x:
                guards = guard(cell)
            if guard_ans:
                guards = guard(out_cell) if guards is None else guards + guard(out_cell)
            out._node = Node(spec, (node,), (a if keep_x else None,), guards, h.shape, h.dtype)
        return out

    def shortest(x: Any) -> Any:
        # What `apply` does in most calls outside `record`.
        if type(x) is ndarray and (x._node is None or not STATE.recording):
            a = x._handle
            if type(a) is array_type:
                dtype = a.aval.dtype
                if dtype is F32 or (any_dtype and (dtype is I32 or dtype is BOOL)):
                    try:
                        h = jitted(a)
                        out = _new(ndarray)  # `fresh`, without the call
                        out._backend = engine
                        out._handle = h
                        out._node = out._version = None
                        return out
                    except Exception:
                        pass  # said properly below
        return apply(x)

    general = _general(bound)
    if stager is not None:
        at_once = stager.unary(bound)
    jitted = plain.jitted
    return apply if names or always_wide else shortest


def binary(bound: Bound) -> Apply:
    """``apply(x, y)``."""
    engine, op, stager, array_type = bound.engine, bound.op, bound.engine.stager, bound.engine.array_type
    differentiable = op.differentiable
    scales, sums, array = stager is not None and op.name in SCALES, op.name in SUMS, itself()
    both = 0, 1
    uses = {wanted: bound.uses(wanted, 2) for wanted in ((0,), (1,), both)} if differentiable else {}
    of_singles = _way(bound, F32, F32)
    singles: Any = None if of_singles is None else of_singles[0].wide if of_singles[1] else of_singles[0].jitted
    # What computes two arrays outside `record`, by their dtype, or both of them.
    quick: dict[Any, Callable[..., Any]] = {}
    ways: dict[tuple[Any, Any], Way | None] = {}

    def apply(x: Any, y: Any) -> Any:
        a: Any
        b: Any
        dtype: Any
        other: Any
        if type(x) is type(y) is ndarray and x._backend is y._backend is engine:
            a, b = x._handle, y._handle
            is_plain = True  # neither is part of a program
            if type(a) is not array_type:
                is_plain = type(a) is Cell
                if not is_plain:  # of a program, or a tracer of JAX
                    a = cell_of(x)
                a = a.value if a.root is None else None
            if type(b) is not array_type:
                if type(b) is not Cell:
                    is_plain, b = False, cell_of(y)
                b = b.value if b.root is None else None
            if a is not None and b is not None:
                dtype, other = a.aval.dtype, b.aval.dtype
                jitted = singles if dtype is other is F32 else quick.get(dtype if dtype is other else (dtype, other))
                if jitted is not None and ((is_plain and x._node is y._node is None) or not STATE.recording):
                    try:
                        h = jitted(a, b)
                        result = _new(ndarray)  # as in `unary`
                        result._backend = engine
                        result._handle = h
                        result._node = result._version = None
                        return result
                    except Exception:
                        pass  # said properly below
            elif sums and not STATE.recording:
                try:
                    h = summed(bound.plain, cell_of(x), cell_of(y))
                    if h is not None:
                        return fresh(engine, h)
                except Exception:
                    pass  # said properly below
        recording = STATE.recording
        if recording and stager is not None and (out := at_once(x, y)) is not None:
            return out
        a = b = cell_x = cell_y = node_x = node_y = _UNSET
        if type(x) is ndarray:
            if x._backend is not engine:
                return general(x, y)
            cell_x, node_x = cell_of(x), x._node
            a = cell_x.value
            dtype = cell_x.dtype if a is None else a.dtype
        elif type(x) is float or type(x) is int:
            dtype = _UNSET
        else:
            return general(x, y)
        if type(y) is ndarray:
            if y._backend is not engine:
                return general(x, y)
            cell_y, node_y = cell_of(y), y._node
            b = cell_y.value
            other = cell_y.dtype if b is None else b.dtype
        elif type(y) is float or type(y) is int:
            other = _UNSET
        else:
            return general(x, y)
        if dtype is F32 and other is F32:
            way = of_singles
        else:
            way = ways.get((dtype, other), _UNSET)
            if way is _UNSET:
                way = ways[dtype, other] = _way(bound, dtype, other)
        if way is None:
            return general(x, y)
        spec, is_wide, cast = way
        if dtype is not None and other is not None:
            jitted = spec.wide if is_wide else spec.jitted
            quick[dtype if dtype is other else (dtype, other)] = jitted
        if (
            recording
            and stager is not None
            and (node_x is not None or node_y is not None or type(cell_x) is Staged or type(cell_y) is Staged)
        ):
            out = stager.stage(spec, (x, y), is_wide, cast)
            if out is not None:
                return out
        if scales and not recording:
            if other is None and (dtype is F32 or dtype is F64):
                return ndarray(engine, scaled(array, spec, cell_x, engine.scalar(y, dtype), True, is_wide))
            if dtype is None and (other is F32 or other is F64):
                return ndarray(engine, scaled(array, spec, cell_y, engine.scalar(x, other), False, is_wide))
        if cell_x is None:
            a = engine.scalar(x, other)
        elif a is None or cell_x.root is not None:  # pending, or a view
            a = cell_x.read()
        if cell_y is None:
            b = engine.scalar(y, dtype)
        elif b is None or cell_y.root is not None:
            b = cell_y.read()
        try:
            h = spec.wide(a, b) if is_wide else spec.jitted(a, b)
        except Exception as error:
            raise kernel_error(op, error, (a, b), ()) from error
        out_cell = Cell(h)
        out = ndarray(engine, out_cell)
        if recording and differentiable and (node_x is not None or node_y is not None):
            if node_x is NULL or node_y is NULL:
                node_x = None if node_x is NULL else node_x
                node_y = None if node_y is NULL else node_y
                if node_x is None and node_y is None:
                    out._node = NULL
                    return out
            wanted = both if node_x is not None and node_y is not None else (1,) if node_x is None else (0,)
            (keep_x, keep_y), guarded, guard_ans = uses[wanted]
            guards: Any = ()
            for i in guarded:
                cell = cell_y if i else cell_x
                # A value that is cast is a copy elsewhere: overwriting the operand does it no harm.
                if cell is not None and (cast is None or cell.dtype == cast):
                    guards += guard(cell)
            if guard_ans:
                guards += guard(out_cell)
            saved = (
                a if keep_x or cell_x is None else (cell_x.shape, cell_x.dtype) if node_x is None else None,
                b if keep_y or cell_y is None else (cell_y.shape, cell_y.dtype) if node_y is None else None,
            )
            out._node = Node(spec, (node_x, node_y), saved, guards, h.shape, h.dtype)
        return out

    general = _general(bound)
    if stager is not None:
        at_once = stager.binary(bound)
    return apply


Way = tuple[Spec, bool, Any]
"""What computes operands of two dtypes, whether in 64-bit mode, and what they are cast to."""


def _way(bound: Bound, x: Any, y: Any) -> Way | None:
    """How operands of dtypes `x` and `y` (None: a Python number) are computed; None if more decides than dtypes."""
    known = [dtype for dtype in (x, y) if dtype is not None]
    if len(known) == 1:  # a number, which is converted to the dtype of the array
        if known[0] not in (F32, F64):
            return None
        known *= 2
    settled, dtype = _operands.settled_dtype(bound.op, known)
    if not settled or (dtype is not None and dtype.kind in "iu" and bound.name == "power"):  # see `_check_exponent`
        return None
    cast = None if dtype is None or all(one == dtype for one in known) else dtype
    if cast is not None and (x is None or y is None):
        return None
    return bound.spec(cast), any(one in WIDE for one in (*known, dtype)), cast


def power(bound: Bound) -> Apply:
    """``apply(x, y)``: an exponent that is a small number is compiled in."""
    plain = binary(bound)
    engine = bound.engine
    constants = {
        exponent: unary(_ConstantPower(engine, bound.op, exponent))
        for exponent in (*range(-4, 0), *range(1, 9), 0.5, -0.5, 1.5)
    }

    def apply(x: Any, y: Any) -> Any:
        if (type(y) is int or type(y) is float) and type(x) is ndarray:
            dtype = engine.dtype(x)
            if (dtype is F32 or dtype is F64) and y in constants:
                return constants[y](x)
        return plain(x, y)

    return apply


class _ConstantPower(Bound):
    """`power` with one exponent, as an operation of one operand."""

    def __init__(self, engine: JaxBackend, op: Op, exponent: float) -> None:
        row = Op(op.name, op.topic, ("x",), (), "float", {"x": ("x",)})
        super().__init__(engine, row)
        self.kernel = partial(elementwise.constant_power, exponent=exponent)
        self.plain = Spec(engine, op.name, self.kernel, self)


def _general(bound: Bound) -> Apply:
    """Any number of operands of any kind: promotion, host arrays, numbers, errors."""
    op = bound.op
    arity = len(op.operands)
    names = op.static
    logic = _operands.LOGIC.get(op.name)

    def apply(*args: Any) -> Any:
        values = _operands.resolve(bound.engine, args[:arity])
        if values is None:
            return NotImplemented
        if logic is not None and _operands.are_booleans(values):
            return bound.engine.ops[logic](*values)
        return compute(bound, values, dict(zip(names, args[arity:], strict=True)))

    return apply


def compute(bound: Bound, values: Sequence[Any], static: dict[str, Any], numbers: Sequence[Any] = ()) -> Any:
    """The operation on arrays and scalars of any dtype, and `numbers`, raw operands that are constants.

    Operations with several results are not staged.
    """
    engine, op = bound.engine, bound.op
    several = len(op.results) > 1
    dtype = _operands.common_dtype(engine, op, values)
    operands: list[Any] = []
    cast = None
    is_wide = bound.wide_result or (dtype is not None and dtype in WIDE)
    for position, value in enumerate(values):
        as_it_is = dtype is None or (op.name == "where" and position == 0)
        if isinstance(value, ndarray):
            own = engine.dtype(value)
            if not as_it_is and own != dtype:
                cast = dtype
            is_wide = is_wide or own in WIDE
            operands.append(value)
        else:
            operands.append(np.asarray(value, None if as_it_is else dtype))
            is_wide = is_wide or operands[-1].dtype in WIDE
    if op.name == "power" and dtype is not None and dtype.kind in "iu":
        _check_exponent(engine, values[1])
    spec = bound.spec(cast, **static)
    operands.extend(numbers)
    is_wide = is_wide or ("dtype" in static and static["dtype"] in WIDE)
    if engine.stager is not None and STATE.recording and not several:
        out = engine.stager.stage(spec, operands, is_wide, cast)
        if out is not None:
            return out
    raws = [read(x) if isinstance(x, ndarray) else x for x in operands]
    try:
        found = call(spec.jitted, is_wide, *raws)
    except Exception as error:
        raise kernel_error(op, error, raws, tuple(static.values())) from error
    hs = found if several else (found,)
    outs = tuple(ndarray(engine, Cell(h)) for h in hs)
    if op.differentiable and STATE.recording:
        nodes = [engine.place(value._node) if isinstance(value, ndarray) else None for value in values]
        if not op.variadic:
            nodes = [node if name in op.needs else None for node, name in zip(nodes, op.operands, strict=True)]
        if any(node is not None for node in nodes) and hs[0].dtype.kind in "fcV":
            _record(bound, spec, outs, values, raws, nodes)
    return outs if several else outs[0]


def pair(bound: Bound) -> Apply:
    """``apply(x)`` or ``apply(x, y)`` for two results. In the graph each is an operation of its own."""
    return _of_one(bound) if len(bound.op.operands) == 1 else _of_two(bound)


def _of_one(bound: Bound) -> Apply:
    engine, array_type, jitted, general = bound.engine, bound.engine.array_type, bound.plain.jitted, _general(bound)
    first_of, second_of = PARTS[bound.name]

    def apply(x: Any) -> Any:
        if x._node is not None and STATE.recording:
            return engine.ops[first_of](x), engine.ops[second_of](x)
        a = x._handle
        if type(a) is not array_type:
            a = read(x)
        if a.aval.dtype is F32:
            try:
                first, second = jitted(a)
                return fresh(engine, first), fresh(engine, second)
            except Exception:
                pass  # said properly below
        return general(x)

    return apply


def _of_two(bound: Bound) -> Apply:
    engine, array_type, jitted, general = bound.engine, bound.engine.array_type, bound.plain.jitted, _general(bound)
    first_of, second_of = PARTS[bound.name]

    def apply(x: Any, y: Any) -> Any:
        if STATE.recording and (x._node is not None or getattr(y, "_node", None) is not None):
            first = engine.ops[first_of](x, y)
            return first if first is NotImplemented else (first, engine.ops[second_of](x, y))
        if type(y) is ndarray and y._backend is engine:
            a, b = x._handle, y._handle
            if type(a) is not array_type or type(b) is not array_type:
                a, b = read(x), read(y)
            if a.aval.dtype is b.aval.dtype is F32:
                try:
                    first, second = jitted(a, b)
                    return fresh(engine, first), fresh(engine, second)
                except Exception:
                    pass  # said properly below
        return general(x, y)

    return apply


def _check_exponent(engine: JaxBackend, y: Any) -> None:
    if (np.asarray(engine.to_host(y) if isinstance(y, ndarray) else y) < 0).any():
        raise MXNetValueError("Integers to negative integer powers are not allowed: convert with astype first")


def _record(
    bound: Bound, spec: Spec, outs: tuple[ndarray, ...], values: Sequence[Any], raws: Sequence[Any],
    nodes: Sequence[Any],
) -> None:  # fmt: skip
    parents = tuple(None if node is NULL else node for node in nodes)
    wanted = tuple(i for i, parent in enumerate(parents) if parent is not None)
    if not wanted:
        for out in outs:
            out._node = NULL
        return
    keep, guarded, guard_ans = bound.uses(wanted, len(raws))
    guards: tuple[Any, ...] = ()
    for i in guarded:
        # A value that is cast is a copy elsewhere: overwriting the operand does it no harm.
        if isinstance(values[i], ndarray):
            guards += guard(cell_of(values[i]))
    if guard_ans:
        for out in outs:
            guards += guard(cell_of(out))
    saved = [
        raw if kept or not hasattr(value, "_handle") else (raw.shape, raw.dtype)
        for raw, kept, value in zip(raws, keep, (*values, *(None,) * (len(raws) - len(values))), strict=True)
    ]
    parents += (None,) * (len(raws) - len(parents))
    hs = [read(out) for out in outs]
    if len(outs) == 1:
        outs[0]._node = Node(spec, parents, tuple(saved), guards, hs[0].shape, hs[0].dtype)
        return
    whole = Node(spec, parents, tuple(saved), guards, None, None)
    for k, (out, h) in enumerate(zip(outs, hs, strict=True)):
        out._node = Node(Part(k, len(outs)), (whole,), (), None, h.shape, h.dtype)


def sequence(bound: Bound) -> Apply:
    """``apply(arrays, *static)``."""
    names = bound.op.static

    def apply(arrays: Sequence[ndarray], *static: Any) -> Any:
        values = _operands.resolve(bound.engine, arrays)
        if values is None:
            return NotImplemented
        return compute(bound, values, dict(zip(names, static, strict=True)))

    return apply


def clip(bound: Bound) -> Apply:
    """``apply(x, low, high)``: the bounds are operands."""

    def apply(x: ndarray, low: Any, high: Any) -> Any:
        dtype = bound.engine.dtype(x)
        bounds = [bound_ for bound_ in (low, high) if bound_ is not None]
        if dtype.kind in "iu":
            bounds = [int(number) for number in bounds]  # cut to integers, as MXNet does
        numbers = [np.asarray(number, dtype) for number in bounds]
        return compute(bound, [x], {"low": low is not None, "high": high is not None}, numbers)

    return apply


def getitem(bound: Bound) -> Apply:
    """``apply(x, key)``: a contiguous result is a view."""

    def apply(x: ndarray, key: Any) -> Any:
        shape = bound.engine.shape(x)
        structure, numbers = index.split(key, shape)
        out = compute(bound, [x], {"structure": structure}, numbers)
        if key.alias:
            view = cell_of(out)
            cell_of(x).lend(view, key)
            if type(view) is Staged:
                view.born = view.stamp
        return out

    return apply


def index_add(bound: Bound) -> Apply:
    """``apply(x, shape, key)``."""

    def apply(x: ndarray, shape: tuple[int, ...], key: Any) -> Any:
        structure, numbers = index.split(key, shape)
        return compute(bound, [x], {"structure": structure, "shape": shape}, numbers)

    return apply


_REFUSED = {
    "inv": "inv: Singular matrix",
    "solve": "solve: Singular matrix",
    "cholesky": "cholesky: Matrix is not positive definite",
    "eig": matrix_rules.COMPLEX,
}
"""What it means when finite operands have a result that is not, in silence."""


def checked(bound: Bound, plain: Apply) -> Apply:
    """`plain`, with an error where other libraries have one."""
    finite = bound.engine.is_finite

    def apply(*operands: Any) -> Any:
        out = plain(*operands)
        if out is not NotImplemented and not finite(out) and all(finite(x) for x in operands):
            raise MXNetValueError(_REFUSED[bound.name])
        return out

    return apply


def detached(engine: JaxBackend) -> Bound:
    """The operation that ends the graph, where a program has an array that was detached."""
    row = Op("detach", "shape", ("x",), (), "keep", {})
    return Bound(engine, row)


def bind(engine: JaxBackend, op: Op) -> Apply:
    """The public operation of a catalogue row."""
    bound = Bound(engine, op)
    special = {
        "astype": _general,  # the result may be 64-bit
        "correlate": _general,
        "clip": clip,
        "getitem": getitem,
        "index_add": index_add,
        "pinv": _general,  # one of its two operands has no gradient
        "power": power,
    }
    if op.name in special:
        return special[op.name](bound)
    if op.variadic:
        return sequence(bound)
    if len(op.results) > 1 and not op.differentiable:
        return pair(bound)
    factories = {1: unary, 2: binary}
    apply = (factories.get(len(op.operands), _general) if len(op.results) == 1 else _general)(bound)
    return checked(bound, apply) if op.name in _REFUSED else apply
