"""Records that also hold for complex operands, and what is checked of them there.

The gradient of a real loss L for a complex z is dL/dRe z + i dL/dIm z: the convention in which ``z -= rate * z.grad``
descends, and PyTorch's. Expected values are differences of the NumPy reference along both axes of the plane.
"""

from __future__ import annotations

import functools
import operator
from typing import Any

import numpy as onp

from mxgrad_conformance import oracle
from mxgrad_conformance.compare import check_close, check_equal
from mxgrad_conformance.domains import generator
from mxgrad_conformance.record import Case, as_list
from mxgrad_conformance.records import all_records
from mxgrad_conformance.target import Target

Array = Any

_NAMES = """
np.abs np.angle np.conj np.imag np.real np.sign np.negative np.square np.sqrt np.reciprocal np.exp np.expm1 np.log
np.log2 np.log10 np.log1p np.sin np.cos np.tan np.arcsin np.arccos np.arctan np.sinh np.cosh np.tanh np.arcsinh
np.arccosh np.arctanh npx.sigmoid
np.add np.subtract np.multiply np.divide np.power operator.rsub operator.rtruediv operator.rpow
np.sum np.mean np.prod np.std np.var np.cumsum
np.dot np.matmul np.tensordot np.einsum np.outer np.inner npx.batch_dot np.linalg.norm np.linalg.det np.linalg.inv
np.reshape np.transpose np.squeeze np.broadcast_to np.concatenate np.stack np.split np.tile np.repeat np.flip
np.diag np.trace np.tril np.copy np.roll np.take np.take_along_axis np.where np.pad:constant np.insert np.rot90
np.polyadd np.polysub np.polymul np.polydiv np.polyval np.polyint np.polyder np.poly:matrix np.vander
"""
NAMES = frozenset(_NAMES.split())


def cases() -> list[Case]:
    """Every differentiable sample of these records, in complex128."""
    return [Case(r, s, "complex128") for r in all_records() if r.name in NAMES for s in r.samples if s.grad]


def first_cases() -> list[Case]:
    """One sample of each."""
    return list({case.record.name: case for case in reversed(cases())}.values())[::-1]


def narrow_cases() -> list[Case]:
    """The same in complex64. (NumPy widens the coefficients of polynomials here and there.)"""
    return [Case(c.record, c.sample, "complex64") for c in first_cases() if c.record.topic != "polynomials"]


def second_order_cases() -> list[Case]:
    """Those that are checked twice."""
    return [case for case in first_cases() if case.record.order > 1]


def mixed_cases() -> list[Case]:
    """Those in which a second operand can be real."""
    return [case for case in first_cases() if len(case.variables(operands(case))) > 1]


def operands(case: Case, real: int | None = None) -> list[Any]:
    """The operands of the real case with imaginary parts, but for the one at place `real`."""
    plain = Case(case.record, case.sample, "float64")
    found = plain.operands()
    for i in plain.variables(found):
        if i != real and found[i].dtype == onp.float64:
            rng = generator(case.record.name, case.sample.label, "imaginary", i)
            # Away from 0, where the cuts of logarithms and roots are.
            size = rng.uniform(0.15, 0.6, found[i].shape) * rng.choice([-1.0, 1.0], found[i].shape)
            found[i] = (found[i] + 1j * size).astype(case.dtype)
    if case.sample.repeat:
        found = [found[0]] * len(found)
    return found


def check_value(t: Target, case: Case) -> None:
    """Values, shapes and dtypes: those of NumPy."""
    values = operands(case)
    got = as_list(case.call(t.lookup(case.record.path), _given(t, values)))
    expected = [onp.asarray(y) for y in case.reference(values)]
    check_equal(len(got), len(expected), what="number of results")
    for y, want in zip(got, expected, strict=True):
        check_equal(str(onp.dtype(y.dtype)), str(want.dtype), what=f"{case.id}: dtype")
        rtol = 2e-4 if case.dtype == "complex64" else 1e-9
        check_close(_parts(y.asnumpy()), _parts(want), rtol=rtol, atol=1e-5 if rtol > 1e-6 else 1e-9, what=case.id)


def check_gradient(t: Target, case: Case, real: int | None = None) -> None:
    """First gradients; that of a real operand is real."""
    values = operands(case, real)
    places = _places(case, values)
    heads = _heads(case, values)
    xs = _given(t, values)
    for i in places:
        xs[i].attach_grad()
    with t.autograd.record():
        results = as_list(case.call(t.lookup(case.record.path), xs))
    t.autograd.backward(results, [t.array(h) for h in heads])
    if case.sample.repeat:
        moved = _differences(lambda x: _loss(case, heads)([x[0]] * len(values)), values[:1], [0])
    else:
        moved = _differences(_loss(case, heads), values, places)
    _compare(case, values, places, [xs[i].grad for i in places], moved, 1e-6)


def check_second_order(t: Target, case: Case) -> None:
    """``grad(create_graph=True)`` and ``backward`` through it."""
    values = operands(case)
    places = _places(case, values)
    heads = _heads(case, values)
    rng = generator(case.record.name, "direction")
    along = [_like(rng, values[i]) for i in places]
    xs = _given(t, values)
    variables = [xs[i] for i in places]
    for x in variables:
        x.attach_grad()
    with t.autograd.record():
        results = as_list(case.call(t.lookup(case.record.path), xs))
        loss = sum(
            (t.np.real((y + y * y / 2) * t.array(onp.conj(h)))).sum() for y, h in zip(results, heads, strict=True)
        )
        firsts = t.autograd.grad(loss, variables, create_graph=True, retain_graph=True)
        total = _total([t.np.real(g * t.array(onp.conj(v))).sum() for g, v in zip(firsts, along, strict=True)])
    total.backward()

    def curved(points: list[Array]) -> Any:
        return sum(
            onp.sum(((y + y * y / 2) * onp.conj(h)).real) for y, h in zip(case.reference(points), heads, strict=True)
        )

    def slope(points: list[Array]) -> Any:
        h = 3e-4
        ahead, behind = ([*points] for _ in range(2))
        for i, v in zip(places, along, strict=True):
            ahead[i], behind[i] = points[i] + h * v, points[i] - h * v
        return (curved(ahead) - curved(behind)) / (2 * h)

    _compare(case, values, places, [x.grad for x in variables], _differences(slope, values, places, 3e-4), 1e-4)


def _total(parts: list[Any]) -> Any:
    return functools.reduce(operator.add, parts)


def _given(t: Target, values: list[Any]) -> list[Any]:
    found = [t.array(v) if hasattr(v, "dtype") else v for v in values]
    return [found[0] if v is values[0] else x for v, x in zip(values, found, strict=True)]


def _places(case: Case, values: list[Any]) -> list[int]:
    return [i for i in case.variables(values) if values[i].dtype.kind in "fc"]


def _heads(case: Case, values: list[Any]) -> list[Array]:
    rng = generator(case.record.name, case.sample.label, "heads")
    return [_like(rng, onp.asarray(y)) for y in case.reference(values)]


def _like(rng: onp.random.Generator, y: Array) -> Array:
    found = rng.uniform(0.5, 1.5, y.shape) * rng.choice([-1.0, 1.0], y.shape)
    return (found + 1j * rng.uniform(-1, 1, y.shape) if y.dtype.kind == "c" else found).astype(y.dtype)


def _loss(case: Case, heads: list[Array]) -> oracle.Scalar:
    def loss(points: list[Array]) -> Any:
        results = case.reference(points)
        return sum(onp.sum((y * onp.conj(h)).real) for y, h in zip(results, heads, strict=True))

    return loss


def _differences(f: oracle.Scalar, values: list[Any], places: list[int], h: float = 1e-5) -> list[Array]:
    """dL/dRe + i dL/dIm for each place, to fourth order."""
    found = []
    for i in places:
        out = onp.zeros(values[i].shape, values[i].dtype)
        for index in onp.ndindex(*out.shape):
            for unit in (1, 1j) if out.dtype.kind == "c" else (1,):
                step = onp.zeros_like(out)
                step[index] = unit * h
                at = {n: f([v + n * step if k == i else v for k, v in enumerate(values)]) for n in (1, -1, 2, -2)}
                out[index] += unit * (8 * (at[1] - at[-1]) - (at[2] - at[-2])) / (12 * h)
        found.append(out)
    return found


def _compare(
    case: Case, values: list[Any], places: list[int], got: list[Any], expected: list[Array], rtol: float
) -> None:
    for i, g, want in zip(places, got, expected, strict=True):
        check_equal(str(onp.dtype(g.dtype)), str(values[i].dtype), what=f"{case.id}: dtype of gradient {i}")
        what = f"{case.id}: gradient of operand {i}, for operands {values}"
        check_close(_parts(g.asnumpy()), _parts(want), rtol=rtol, atol=rtol * 10, what=what)


def _parts(z: Array) -> Array:
    return onp.stack([z.real, z.imag])
