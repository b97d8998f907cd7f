"""Polynomials, windows, and the parts of complex numbers (of real ones here; see `mxgrad_conformance.complexes`)."""

from __future__ import annotations

from typing import Any

import numpy as onp

from mxgrad_conformance.domains import Domain, Shape, real, signed, unit, well_conditioned
from mxgrad_conformance.record import Kink, Operand, Record, Sample
from mxgrad_conformance.records.factories import ONE, numpy_named, unary


def _spread(rng: onp.random.Generator, shape: Shape) -> Any:
    """Distances of at least 0.1, and none near 0."""
    return (onp.arange(shape[-1]) - shape[-1] / 2 + rng.uniform(0.1, 0.4, shape)) * 0.5


def _factored(rng: onp.random.Generator, shape: Shape) -> Any:
    """Coefficients of a polynomial with distinct real roots."""
    return onp.poly(onp.arange(1, shape[0]) + rng.uniform(-0.2, 0.2, shape[0] - 1)) * 1.5


def _poly(name: str, *samples: Sample, domains: tuple[Domain, ...] = (signed,), **options: Any) -> Record:
    return Record(
        name=name,
        path=name.partition(":")[0],
        topic="polynomials",
        reference=options.pop("reference", None) or numpy_named(name.partition(":")[0]),
        operands=tuple(Operand(domain) for domain in domains),
        samples=samples,
        **options,
    )


def _polyval(p: Any, x: Any) -> Any:
    total = x * 0
    for coefficient in p:
        total = total * x + coefficient
    return total


def _characteristic(a: Any) -> Any:
    """Coefficients from the power sums of the eigenvalues (Newton), which are traces: analytic."""
    n = a.shape[0]
    found, power, traces = [1.0], onp.eye(n), []
    for k in range(1, n + 1):
        power = power @ a
        traces.append(onp.trace(power))
        found.append(-sum(found[k - i - 1] * traces[i] for i in range(k)) / k)
    return onp.array(found)


def _poly_of_roots(x: Any) -> Any:
    found = onp.ones(1)
    for root in x:
        found = onp.convolve(found, onp.array([1.0, -root]))
    return found


def _fit(x: Any, y: Any, deg: int, **options: Any) -> Any:
    return onp.polyfit(x, y, deg, **options)


def _window(name: str) -> Record:
    return Record(
        name=name,
        path=name,
        topic="creation",
        reference=lambda M, dtype="float32": numpy_named(name)(M),
        operands=(),
        samples=tuple(Sample(f"{n} points", after=(n,), grad=False) for n in (0, 1, 2, 5, 8)),
        order=0,
        result="float32",
        atol=3e-7,
    )


TWO = (Sample("longer first", ((3,), (2,))), Sample("shorter first", ((1,), (3,))), Sample("alike", ((2,), (2,))))
POLYNOMIALS = (
    _poly("np.polyadd", *TWO, domains=(real, real), analytic=onp.polyadd, integers="int32"),
    _poly("np.polysub", *TWO, domains=(real, real), analytic=onp.polysub, integers="int32"),
    _poly(
        "np.polymul",
        *TWO,
        Sample("leading zeros", values=(onp.array([0.0, 0.0, 2.0, 1.0]), onp.array([0.0, 3.0])), grad=False),
        Sample("zero", values=(onp.zeros(2), onp.array([1.0, 3.0])), grad=False),
        domains=(signed, signed),
        analytic=onp.convolve,
        integers="int32",
    ),
    _poly(
        "np.polydiv",
        Sample("cubic by linear", ((4,), (2,))),
        Sample("by a number", values=(onp.array([2.0, -3.0, 6.0]), onp.array([2.0])), grad=False),
        Sample("by a longer one", ((2,), (3,)), grad=False),
        Sample("without remainder", values=(onp.array([1.0, 5.0, 6.0]), onp.array([1.0, 2.0])), grad=False),
        domains=(signed, signed),
        integers="float64",
    ),
    _poly(
        "np.polyval",
        Sample("vector", ((4,), (3,))),
        Sample("matrix", ((3,), (2, 2))),
        Sample("constant", ((1,), (2,))),
        Sample("no coefficients", ((0,), (2,)), grad=False),
        domains=(signed, signed),
        analytic=_polyval,
        integers="int32",
    ),
    _poly(
        "np.polyint",
        Sample("once", ((3,),)),
        Sample("twice with constants", ((2,),), after=(2, [3.0, 4.0])),
        Sample("one constant", ((2,),), {"m": 2, "k": 1.5}),
        analytic=onp.polyint,
        result="float64",
        integers="float64",
        rtol={"float32": 1e-6, "float64": 1e-12},
    ),
    _poly(
        "np.polyder",
        Sample("once", ((4,),)),
        Sample("twice", ((4,),), after=(2,)),
        Sample("not at all", ((4,),), after=(0,)),
        integers="int32",
    ),
    _poly(
        "np.poly",
        Sample("roots", ((3,),)),
        Sample("one root", ((1,),)),
        analytic=_poly_of_roots,
        integers="float64",
    ),
    _poly(
        "np.poly:matrix",
        Sample("three by three", ((3, 3),)),
        Sample("one by one", ((1, 1),)),
        domains=(well_conditioned,),
        reference=_characteristic,
        analytic=_characteristic,
        rtol={"float32": 1e-4, "float64": 1e-9},
    ),
    _poly(
        "np.roots",
        Sample("quadratic", ((3,),)),
        Sample("cubic", ((4,),)),
        Sample("zeros around", values=(onp.array([0.0, 1.0, -3.0, 2.0, 0.0]),), grad=False),
        Sample("none", values=(onp.array([0.0, 5.0]),), grad=False),
        domains=(_factored,),
        integers="float64",
        integer_domain=lambda rng, shape: onp.round(onp.poly(onp.arange(1, shape[0]))),
        rtol={"float32": 1e-3, "float64": 1e-9},
        atol=1e-5,
    ),
    _poly(
        "np.polyfit",
        Sample("line", ((5,), (5,)), after=(1,)),
        Sample("exact", ((3,), (3,)), after=(2,)),
        Sample("two sets", ((4,), (4, 2)), after=(1,)),
        Sample("weights", ((5,), (5,)), after=(2,), kwargs={"w": [1.0, 2.0, 0.5, 1.0, 3.0]}),
        domains=(_spread, real),
        reference=_fit,
        result="float64",
        integers=None,
        rtol={"float32": 1e-4, "float64": 1e-8},
        atol=1e-6,
    ),
    _poly(
        "np.vander",
        Sample("square", ((3,),)),
        Sample("wide", ((2,),), after=(4,)),
        Sample("increasing", ((2,),), {"N": 3, "increasing": True}),
        Sample("no columns", ((2,),), after=(0,), grad=False),
        Sample("at zero", values=(onp.zeros(2),), after=(3,)),
        analytic=onp.vander,
        result="float64",
        integers="int64",
        rtol={"float32": 1e-6, "float64": 1e-12},
    ),
)
WINDOWS = tuple(_window(f"np.{name}") for name in ("blackman", "hamming", "hanning"))
PARTS = (
    unary("np.real", analytic=lambda x: x, special=False, integers="int32"),
    unary("np.imag", special=False, integers="int32", order=1),
    unary("np.conj", analytic=lambda x: x, special=False, integers="int32", covers=("np.conjugate",)),
    unary(
        "np.angle",
        signed,
        special=False,
        integers="float32",
        order=1,
        kinks=(Kink("a step", (onp.zeros(2),), (onp.zeros(2),)),),
    ),
    Record(
        name="np.angle:degrees",
        path="np.angle",
        topic="elementwise",
        reference=onp.angle,
        operands=(Operand(unit),),
        samples=(Sample("vector", ((4,),), {"deg": True}),),
        order=0,
    ),
    *(
        Record(
            name=f"ndarray.{name}",
            path=f"ndarray.{name}",
            topic="elementwise",
            reference=numpy_named(f"np.{name}"),
            operands=(Operand(real),),
            samples=ONE,
            integers="int32",
        )
        for name in ("conj", "conjugate")
    ),
    unary("np.isreal", special=False, order=0, result="bool", integers="bool"),
    unary("np.iscomplex", special=False, order=0, result="bool", integers="bool"),
)

RECORDS = POLYNOMIALS + WINDOWS + PARTS
