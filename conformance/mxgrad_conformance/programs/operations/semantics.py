"""What makes a program more than a formula: types, constants, variables in the middle, writes, functions of its own."""

from __future__ import annotations

from typing import Any

import numpy as onp

from mxgrad_conformance.programs.domains import fractional, integer, mask, real
from mxgrad_conformance.programs.operations.index import basic_keys
from mxgrad_conformance.programs.operations.table import Operation, either, having, own, together, with_

Shape = tuple[int, ...]


def cast(m: Any, x: Any, dtype: str) -> Any:
    return x.astype(dtype)


def detached(m: Any, x: Any) -> Any:
    return x.detach() * 1


def made_variable(m: Any, x: Any) -> Any:
    y = x * 1
    y.attach_grad()
    return y


def written(m: Any, x: Any) -> Any:
    y = m.np.zeros(x.shape, dtype=str(x.dtype))
    y[:] = x
    return y


def written_wider(m: Any, x: Any) -> Any:
    y = m.np.zeros((2, *x.shape), dtype=str(x.dtype))
    y[:] = x
    return y


def into_out(m: Any, x: Any, y: Any) -> Any:
    result = m.np.empty(x.shape, dtype=str((x.detach() + y.detach()).dtype))
    m.np.multiply(x, y, out=result)
    return result


def scaled_in_place(m: Any, x: Any, key: Any) -> Any:
    y = x.detach().copy()
    part = y[key]
    y *= 2
    part += 1
    y[key] -= 0.5
    return y


def added_then_overwritten(m: Any, x: Any) -> Any:
    held = m.np.full(x.shape, 2, dtype=str(x.dtype))
    z = x + held - held / 4
    held[...] = 7
    return z


def joined_then_overwritten(m: Any, x: Any) -> Any:
    held = m.np.ones(x.shape, dtype=str(x.dtype))
    y = m.np.concatenate([x.reshape(-1), held.reshape(-1)])
    held[...] = 5
    return y.sum() + x


def predicted(m: Any, x: Any) -> Any:
    with m.autograd.predict_mode():
        return m.npx.dropout(x, p=0.5) * 2


def own_cube(m: Any, x: Any) -> Any:
    class Cube(m.autograd.Function):  # type: ignore[misc]
        def forward(self, x: Any) -> Any:
            self.save_for_backward(x)
            return x * x * x

        def backward(self, dy: Any) -> Any:
            (x,) = self.saved_tensors
            return dy * 3 * x * x

    return Cube()(x)


def own_pair(m: Any, x: Any, y: Any) -> Any:
    class Pair(m.autograd.Function):  # type: ignore[misc]
        def forward(self, x: Any, y: Any) -> Any:
            self.save_for_backward(x, y)
            return x * y, x - y

        def backward(self, first: Any, second: Any) -> Any:
            x, y = self.saved_tensors
            return first * y + second, first * x - second

    product, difference = Pair()(x, y)
    return product + 2 * difference


def branched(m: Any, x: Any) -> Any:
    if float(x.sum()) > 0:
        return x * x
    return x * 3


def mask_times(m: Any, x: Any, where: Any) -> Any:
    return x * where


def _scaled(x: Any, key: Any) -> Any:
    """The reference of `scaled_in_place`: NumPy's views alias whatever they select, here strided ones are copies."""
    y = onp.array(x)
    parts = key if isinstance(key, tuple) else (key,)
    part = y[key] if Ellipsis in parts else y[(*parts, Ellipsis)]  # a view, never a scalar
    if not part.flags.c_contiguous:
        part = part.copy()
    y *= 2
    part += 1
    y[key] -= 0.5
    return y


OPERATIONS: tuple[Operation, ...] = (
    own(cast, real, calls=either(with_("float64"), with_("float32")), ints=True),
    own(cast, fractional, calls=either(with_("int32")), which=":integer"),
    own(detached, real, reference=lambda x: x * 1, constant=True),
    own(made_variable, real, reference=lambda x: x * 1, variable=True),
    own(written, real, calls=having(lambda s: len(s) > 0), reference=lambda x: x * 1),
    own(written_wider, real, reference=lambda x: onp.stack([x, x])),
    own(into_out, real, real, calls=having(lambda a, b: a == b), reference=onp.multiply),
    own(scaled_in_place, real, calls=basic_keys, reference=_scaled, constant=True),
    own(added_then_overwritten, real, reference=lambda x: x + 1.5),
    own(joined_then_overwritten, real, reference=lambda x: x.sum() + x.size + x),
    own(predicted, real, reference=lambda x: x * 2),
    own(own_cube, real, reference=lambda x: x**3),
    own(own_pair, real, real, calls=having(lambda a, b: a == b), reference=lambda x, y: x * y + 2 * (x - y)),
    own(branched, real, clear=lambda x: abs(float(onp.sum(x)))),
    own(mask_times, real, mask, calls=together),
    own(mask_times, real, integer, calls=together, which=":integer"),
)
