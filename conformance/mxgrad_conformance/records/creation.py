"""Arrays out of nothing: no operands, only values, shapes and dtypes (float32 unless asked)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mxgrad_conformance.domains import positive, real
from mxgrad_conformance.record import Operand, Record, Sample
from mxgrad_conformance.records.factories import numpy_named


def _made(name: str, *samples: Sample, dtype: str = "float32", label: str = "", **options: Any) -> Record:
    reference: Callable[..., Any] = options.pop("reference", None) or numpy_named(name)
    return Record(
        name=name + label,
        path=name,
        topic="creation",
        reference=reference,
        operands=(),
        samples=samples,
        order=0,
        result=dtype,
        **options,
    )


def _like(name: str, *after: Any, **options: Any) -> Record:
    return Record(
        name=name,
        path=name,
        topic="creation",
        reference=numpy_named(name),
        operands=(Operand(real),),
        samples=(Sample("matrix", ((2, 3),), after=after), Sample("0-d", ((),), after=after, grad=False)),
        order=0,
        integers="int32",
        **options,
    )


def _call(label: str, *args: Any, **kwargs: Any) -> Sample:
    return Sample(label, after=args, kwargs=kwargs, grad=False)


FILLED = (
    _made("np.zeros", _call("vector", 3), _call("matrix", (2, 3)), _call("0-d", ()), _call("empty", (0, 2))),
    _made("np.ones", _call("vector", 3), _call("matrix", (2, 3)), _call("0-d", ()), _call("empty", (0, 2))),
    _made("np.zeros", _call("int32", 3, dtype="int32"), dtype="int32", label=":int32"),
    _made("np.ones", _call("float64", (2,), dtype="float64"), dtype="float64", label=":float64"),
    _made("np.ones", _call("bool", (2,), dtype="bool"), dtype="bool", label=":bool"),
    _made("np.full", _call("float", (2,), 1.5), _call("int", (2,), 7), _call("0-d", (), 2.0)),
    _made("np.full", _call("bool", (2,), True), dtype="bool", label=":bool"),
    _made("np.full", _call("int32", (2,), 7, dtype="int32"), dtype="int32", label=":int32"),
    _made("np.eye", _call("square", 3), _call("wide", 2, 3), _call("above", 3, k=1)),
)
RANGES = (
    _made("np.identity", _call("square", 3)),
    _made("np.logspace", _call("default", 0, 2, 5), _call("base 2", 0, 3, 4, base=2.0), _call("one", 0, 2, 1)),
    _made("np.geomspace", _call("default", 1, 1000, 4), _call("open", 1, 16, 4, endpoint=False)),
    _made(
        "np.arange",
        _call("stop", 4),
        _call("start stop", 1, 5),
        _call("step", 0, 1, 0.25),
        _call("down", 5, 0, -2),
        _call("empty", 0),
    ),
    _made("np.arange", _call("int64", 4, dtype="int64"), dtype="int64", label=":int64"),
    _made("np.linspace", _call("default", 0, 1), _call("five", -1, 1, 5), _call("open", 0, 1, 4, endpoint=False)),
    _made("np.linspace", _call("float64", 0, 1, 5, dtype="float64"), dtype="float64", label=":float64"),
)
BETWEEN = tuple(
    Record(
        name=f"np.{name}:arrays",
        path=f"np.{name}",
        topic="creation",
        reference=numpy_named(f"np.{name}"),
        operands=(Operand(positive), Operand(positive)),
        samples=(
            Sample("vectors", ((2,), (2,)), after=(3,)),
            Sample("broadcast", ((2, 1), (3,)), {"num": 3, "endpoint": False}),
            Sample("last axis", ((2,), (2,)), {"num": 4, "axis": -1}),
            Sample("0-d and a number", ((), ()), {"num": 3}, values=(None, 2.5)),
        ),
        rtol={"float32": 1e-4, "float64": 1e-10},
    )
    for name in ("linspace", "logspace", "geomspace")
)
FROM_DATA = (
    _made(
        "np.array",
        _call("list", [1, 2, 3]),
        _call("nested", [[1.0, 2.0], [3.0, 4.0]]),
        _call("number", 2.5),
        _call("empty", []),
    ),
    _made("np.asarray", _call("list", [1, 2, 3]), _call("number", 2.5)),
    _made("np.array", _call("int64", [1, 2], dtype="int64"), dtype="int64", label=":int64"),
    _made("np.array", _call("bool", True), _call("bools", [True, False]), label=":bool"),
)
LIKE = (_like("np.zeros_like"), _like("np.ones_like"), _like("np.full_like", 3))

RECORDS = FILLED + RANGES + BETWEEN + FROM_DATA + LIKE
