"""What is checked of a record. Expected values come from NumPy and from ``oracle`` only."""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as onp

from mxgrad_conformance import oracle
from mxgrad_conformance.compare import check_close, check_equal
from mxgrad_conformance.domains import generator
from mxgrad_conformance.record import Case, Kink, as_list
from mxgrad_conformance.target import Target

Array = Any


def check_value(t: Target, case: Case) -> None:
    """Values, dtype and shape of every result."""
    operands = case.operands()
    with onp.errstate(all="ignore"):
        expected = case.reference(_widened(operands))
    got = as_list(case.call(t.lookup(case.record.path), _given(t, operands)))
    check_equal(len(got), len(expected), what="number of results", case=case, target=t.name)
    for y, want in zip(got, expected, strict=True):
        if not isinstance(y, t.np.ndarray):
            raise AssertionError(f"{case.id}: the result is {type(y)}, not an array of the front end")
        want = onp.asarray(want)
        check_equal(tuple(y.shape), want.shape, what="shape", case=case, target=t.name)
        check_equal(str(onp.dtype(y.dtype)), _result_dtype(case), what="dtype", case=case, target=t.name)
        rtol = case.record.rtol.get(case.dtype, 2e-5)
        check_close(y.asnumpy(), want, rtol=rtol, atol=case.record.atol, what="value", case=case, target=t.name)


def check_gradient(t: Target, case: Case) -> None:
    """First gradients against differences of the NumPy reference; dtype and shape are the variable's."""
    operands = case.operands()
    places = case.variables(operands)
    heads = _heads(case, operands)
    got = gradients(t, case, operands, heads)
    wide = _widened(operands)
    expected = oracle.central_differences(_loss(case, heads), wide, places)
    if case.sample.repeat:
        expected = [sum_of_parts(case, heads, wide)]
    rtol, atol = (1e-6, 1e-7) if case.dtype == "float64" else (2e-3, 2e-4)
    _compare_gradients(t, case, operands, places, got, expected, rtol, atol)


def check_complex_step(t: Target, case: Case) -> None:
    """First gradients against the complex step of the reference: twelve digits."""
    operands = case.operands()
    places = case.variables(operands)
    heads = _heads(case, operands)
    got = gradients(t, case, operands, heads)
    loss = _loss(case, heads, case.record.analytic)
    expected = oracle.complex_step(loss, _widened(operands), places)
    rtol = max(1e-10, case.record.rtol["float64"])
    _compare_gradients(t, case, operands, places, got, expected, rtol, 1e-12)


def check_second_order(t: Target, case: Case) -> None:
    """``grad(create_graph=True)`` and ``backward`` through it, against differences of function values.

    The loss is nonlinear in the result, so that linear operations have curvature too.
    """
    operands = case.operands()
    places = case.variables(operands)
    heads = _heads(case, operands)
    rng = generator(case.record.name, "direction")
    along = [rng.uniform(0.5, 1.5, operands[i].shape) for i in places]
    xs = _given(t, operands)
    variables = [xs[i] for i in places]
    for x in variables:
        x.attach_grad()
    with t.autograd.record():
        results = as_list(case.call(t.lookup(case.record.path), xs))
        loss = _total([((y + y * y / 2) * t.array(h)).sum() for y, h in zip(results, heads, strict=True)])
        firsts = t.autograd.grad(loss, variables, create_graph=True, retain_graph=True)
        total = _total([(g * t.array(v)).sum() for g, v in zip(firsts, along, strict=True)])
    total.backward()
    got = [x.grad.asnumpy() for x in variables]
    analytic = case.record.analytic
    curve = oracle.analytic_curvature if analytic else oracle.curvature
    loss_of = _loss(case, heads, analytic, curved=True)
    expected = curve(loss_of, _widened(operands), places, along)
    _compare_gradients(t, case, operands, places, got, expected, *((1e-6, 1e-7) if analytic else (1e-4, 1e-5)))


def check_out(t: Target, case: Case) -> None:
    """``out=`` is written, all of it, and given back."""
    xs = _given(t, case.operands())
    function = t.lookup(case.record.path)
    expected = case.call(function, xs)
    out = t.np.full(expected.shape, 7, dtype=str(onp.dtype(expected.dtype)))
    into = replace(case, sample=replace(case.sample, kwargs={**case.sample.kwargs, "out": out}))
    got = into.call(function, xs)
    check_equal(got is out, True, what="identity of the result with out", case=case, target=t.name)
    check_close(out.asnumpy(), expected.asnumpy(), rtol=0, atol=0, what="out", case=case, target=t.name)


def check_grad_req(t: Target, case: Case) -> None:
    """``write`` overwrites, ``add`` sums over passes, ``null`` leaves its operand out."""
    operands = case.operands()
    places = case.variables(operands)
    heads = _heads(case, operands)
    once = gradients(t, case, operands, heads)
    for request, factor in (("write", 1), ("add", 2)):
        got = gradients(t, case, operands, heads, requests=[request] * len(places), passes=2)
        for i, g, one in zip(places, got, once, strict=True):
            what = f"gradient of operand {i} after two passes with grad_req={request!r}"
            check_close(g, factor * one, rtol=1e-9, atol=1e-12, what=what, case=case, target=t.name)
    for skipped in range(len(places) if len(places) > 1 else 0):
        requests = ["null" if k == skipped else "write" for k in range(len(places))]
        got = gradients(t, case, operands, heads, requests=requests)
        for k, (g, one) in enumerate(zip(got, once, strict=True)):
            want = 0 * one if k == skipped else one
            what = f"gradient of operand {places[k]} while operand {places[skipped]} has grad_req='null'"
            check_close(g, want, rtol=1e-9, atol=1e-12, what=what, case=case, target=t.name)


def check_kink(t: Target, case: Case, kink: Kink) -> None:
    """The pinned (sub)gradient where the derivative is a choice."""
    xs = _given(t, case.operands())
    for x in xs:
        x.attach_grad()
    with t.autograd.record():
        y = case.call(t.lookup(case.record.path), xs)
    y.backward()
    for i, (x, want) in enumerate(zip(xs, kink.gradients, strict=True)):
        if want is None:
            continue
        what = f"gradient of operand {i} at the kink {kink.label!r}"
        check_close(x.grad.asnumpy(), want, rtol=1e-6, atol=1e-7, what=what, case=case, target=t.name)


def check_mixed_dtypes(t: Target, case: Case) -> None:
    """A gradient has the dtype of its own variable, whatever the others have."""
    operands = case.operands()
    places = case.variables(operands)
    for narrow in places:
        mixed = [v.astype("float32") if k == narrow else v for k, v in enumerate(operands)]
        heads = _heads(case, operands)
        expected = oracle.central_differences(_loss(case, heads), _widened(mixed), places)
        got = gradients(t, case, mixed, heads)
        _compare_gradients(t, case, mixed, places, got, expected, 1e-4, 1e-5)


def gradients(
    t: Target,
    case: Case,
    operands: list[Any],
    heads: list[Array],
    requests: list[str] | None = None,
    passes: int = 1,
) -> list[Array]:
    """What the front end says the gradients are."""
    xs = _given(t, operands)
    places = case.variables(operands)
    if case.sample.repeat:
        xs = [xs[0]] * len(xs)
    for k, i in enumerate(places):
        xs[i].attach_grad(*([requests[k]] if requests else []))
    for _ in range(passes):
        with t.autograd.record():
            results = as_list(case.call(t.lookup(case.record.path), xs))
        weights = [t.array(h, str(onp.dtype(y.dtype))) for y, h in zip(results, heads, strict=True)]
        t.autograd.backward(results, weights)
    return [xs[i].grad.asnumpy() if xs[i].grad is not None else onp.zeros(xs[i].shape) for i in places]


def sum_of_parts(case: Case, heads: list[Array], operands: list[Array]) -> Array:
    return _total(oracle.central_differences(_loss(case, heads), operands, list(range(len(operands)))))


def _total(parts: list[Any]) -> Any:
    return functools.reduce(operator.add, parts)


def _given(t: Target, operands: list[Any]) -> list[Any]:
    return [t.array(v) if hasattr(v, "dtype") else v for v in operands]


def _widened(operands: list[Any]) -> list[Any]:
    wide = ("float16", "float32")
    return [v.astype("float64") if hasattr(v, "dtype") and str(v.dtype) in wide else v for v in operands]


def _result_dtype(case: Case) -> str:
    if case.dtype.startswith("float"):
        return case.record.result or case.dtype
    assert case.record.integers is not None
    return case.record.integers


def _heads(case: Case, operands: list[Any]) -> list[Array]:
    rng = generator(case.record.name, case.sample.label, "heads")
    shapes = [onp.shape(y) for y in case.reference(_widened(operands))]
    return [rng.uniform(0.5, 1.5, s) * rng.choice([-1.0, 1.0], s) for s in shapes]


def _loss(
    case: Case, heads: list[Array], function: Callable[..., Any] | None = None, curved: bool = False
) -> oracle.Scalar:
    def loss(operands: list[Array]) -> Any:
        results = case.reference(operands, function)
        return sum(onp.sum((y + y * y / 2 if curved else y) * h) for y, h in zip(results, heads, strict=True))

    return loss


def _compare_gradients(
    t: Target,
    case: Case,
    operands: list[Any],
    places: list[int],
    got: list[Array],
    expected: list[Array],
    rtol: float,
    atol: float,
) -> None:
    for i, g, want in zip(places, got, expected, strict=True):
        what = f"gradient of operand {i}"
        check_equal(str(g.dtype), str(operands[i].dtype), what=f"dtype of the {what}", case=case, target=t.name)
        check_close(g, want, rtol=rtol, atol=atol, what=what, case=case, target=t.name)
