"""What mxgrad adds to a call of the library below it: µs, for every unary, binary and reduction function of `np`.

    python -m benchmarks.overhead
    python -m benchmarks.overhead --backend torch --only sin add sum
    python -m benchmarks.overhead --check --publish

Operands have four elements. `idle` is outside `record`; `recording` inside it, of variables (for torch against the
library's own call on tensors that require a gradient). The two take turns in short batches, pass after pass over all
functions, and the fastest batch of each counts: what else the machine does, and for how long it slows down, has no part
in it. Functions that the library lacks have nothing to be compared with. Where its own call means something else, the
cheapest calls that mean the same are compared (`NAMES`).
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import inspect
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from statistics import median
from timeit import Timer
from typing import NamedTuple

import numpy

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import publish  # noqa: E402

BOUND = 1.5  # µs that a function may add, idle and recording


def sign_by_hand(torch):
    """`torch.sign` of nan is 0, NumPy's and ours nan: the cheapest calls with this value, and a gradient of 0."""

    def plain(x):
        sign = torch.sign(x)
        return torch.clamp(x, sign, sign).add_(0)  # of -0 it is 0

    def tracked(x):
        found = torch.sign(x)
        sign = found.detach()
        torch.clamp(x.detach(), sign, sign, out=sign).add_(0)
        return found

    return plain, tracked


def heaviside_by_hand(torch):
    """The same for `torch.heaviside`, which gives 0 for nan, and raises where a gradient is asked for."""

    def plain(x, y):
        return torch.where(x.isnan(), x, torch.heaviside(x, y))

    class Step(torch.autograd.Function):  # cheaper than where(x == 0, y, x.clamp(0, 1).ceil())
        @staticmethod
        def forward(ctx, x, y):
            ctx.save_for_backward(x)
            return plain(x, y)

        @staticmethod
        def backward(ctx, g):
            (x,) = ctx.saved_tensors
            return torch.zeros_like(g), torch.where(x == 0, g, 0)

    return plain, Step.apply


def in_64_bits(name):
    """JAX computes in 32 bits unless it is told otherwise: where our results are of 64, its own call is told, too."""

    def chosen(jnp):
        import jax

        function = getattr(jnp, name)
        enable = jax.enable_x64 if hasattr(jax, "enable_x64") else jax.experimental.enable_x64

        def call(*operands):
            with enable(True):
                return function(*operands)

        return call

    return chosen


TITLES = {"numpy": "NumPy", "torch": "PyTorch", "jax": "JAX"}
# The library's own name where it is another one, or a function of its namespace that makes the call, or the two that
# are for plain and for tracked arrays.
NAMES = {
    "numpy": {},
    "torch": {
        "power": "pow",
        "mod": "remainder",
        "rint": "round",
        "max": "amax",
        "min": "amin",
        "invert": "bitwise_not",
    }
    | {"left_shift": "bitwise_left_shift", "right_shift": "bitwise_right_shift", "equal": "eq", "not_equal": "ne"}
    # torch's medians are the lower one of the two elements in the middle.
    | {
        "median": lambda torch: lambda x: torch.quantile(x, 0.5),
        "nanmedian": lambda torch: lambda x: torch.nanquantile(x, 0.5),
    }
    # and its spreads are divided by n - 1.
    | {"var": lambda torch: lambda x: torch.var(x, correction=0)}
    | {"std": lambda torch: lambda x: torch.std(x, correction=0)}
    | {"sign": sign_by_hand, "heaviside": heaviside_by_hand}
    | {"positive": "clone", "conj": "clone"}  # ours are copies; torch's give the tensor itself
    | {"greater_equal": "ge", "less_equal": "le", "degrees": "rad2deg", "radians": "deg2rad"},
    "jax": {
        name: in_64_bits(name)
        for name in ("float_power", "count_nonzero", "argmax", "argmin", "nanargmax", "nanargmin")
    },
}
ARGUMENTS = dict.fromkeys(("cumsum", "cumprod", "nancumsum", "nancumprod"), (0,))
INTEGERS = {"bitwise_and", "bitwise_or", "bitwise_xor", "invert", "gcd", "lcm", "left_shift", "right_shift"}
TRUTH = {"all", "any", "logical_and", "logical_or", "logical_xor", "logical_not"}


class Row(NamedTuple):
    """µs: of the library's own call, plain and tracked, and what a call of ours takes beyond it."""

    kind: str
    name: str
    library: float
    idle: float
    tracked: float
    recording: float


class Calls(NamedTuple):
    """What a row compares: functions with their operands, the library's and ours, outside and inside `record`."""

    kind: str
    name: str
    plain: list[tuple[Callable[..., object], list[object]]]
    recorded: list[tuple[Callable[..., object], list[object]]]


def functions():
    """Name and kind of each function, as its parameters tell; other names of the same function are left out."""
    from mxgrad import np

    for name in np.__all__:
        function = getattr(np, name)
        if not inspect.isfunction(function) or function.__name__ != name:
            continue
        parameters = list(inspect.signature(function).parameters)
        if parameters[:2] == ["x", "out"]:
            yield name, "unary"
        elif parameters[:2] == ["x1", "x2"]:
            yield name, "binary"
        elif parameters[:2] == ["a", "axis"] and ("keepdims" in parameters or name in {*ARGUMENTS, "average"}):
            yield name, "reduction"


def operands(name, kind):
    """NumPy arrays of four elements in the domain of the function."""
    value = numpy.array([0.2, 0.4, 0.6, 0.8], "float32")
    if name in INTEGERS or name == "ldexp":
        whole = numpy.array([1, 2, 3, 4], "int32")
        return [value, whole] if name == "ldexp" else [whole] * (2 if kind == "binary" else 1)
    value = value > 0.3 if name in TRUTH else value + 1 if name == "arccosh" else value
    return [value] * (2 if kind == "binary" else 1)


def raw(backend):
    """The library's namespace, and its arrays of a NumPy array: plain, and tracked where there is such a thing."""
    if backend == "torch":
        torch = importlib.import_module("torch")
        return torch, torch.tensor, lambda v: torch.tensor(v, requires_grad=v.dtype.kind == "f")
    if backend == "jax":
        jnp = importlib.import_module("jax.numpy")
        return jnp, jnp.asarray, jnp.asarray
    return numpy, numpy.array, numpy.array


def fastest(calls, rounds):
    """µs of each of `calls`, functions with their operands: the fastest of `rounds` batches, taken in turns."""
    timers, inner, best = [], [], [float("inf")] * len(calls)
    for function, values in calls:
        # Called as one writes it: with `*values`, a function of Python's takes longer than one of C.
        names = [f"x{i}" for i in range(len(values))]
        timers.append(Timer(f"f({', '.join(names)})", globals={"f": function, **dict(zip(names, values, strict=True))}))
        timers[-1].timeit(20)
        inner.append(max(5, int(0.0005 / max(timers[-1].timeit(20) / 20, 1e-7))))
    for _ in range(rounds):
        for i, timer in enumerate(timers):
            best[i] = min(best[i], timer.timeit(inner[i]) / inner[i])
    return [seconds * 1e6 for seconds in best]


def comparisons(backend, only):
    """The `Calls` of each function of `np` that the library has as well."""
    from mxgrad import np

    library, plain, tracked = raw(backend)
    for name, kind in functions():
        own = NAMES[backend].get(name, name)
        theirs = own(library) if callable(own) else getattr(library, own, None)
        if theirs is None or (only and name not in only):
            continue
        theirs, theirs_tracked = theirs if isinstance(theirs, tuple) else (theirs, theirs)
        ours, extra, hosts = getattr(np, name), ARGUMENTS.get(name, ()), operands(name, kind)
        values, variables = ([np.array(host, dtype=str(host.dtype)) for host in hosts] for _ in range(2))
        for variable in variables:
            if variable.dtype.kind == "f":
                variable.attach_grad()
        yield Calls(
            kind,
            name,
            [(theirs, [*map(plain, hosts), *extra]), (ours, [*values, *extra])],
            [(theirs_tracked, [*map(tracked, hosts), *extra]), (ours, [*variables, *extra])],
        )


def measured(backend, only, rounds, passes):
    import mxgrad as mx
    from mxgrad import autograd

    mx.set_backend(backend)
    best: dict[str, list[float]] = {}
    chosen = list(comparisons(backend, only))
    for _ in range(passes):
        for calls in list(chosen):
            try:
                found = fastest(calls.plain, rounds)
                with autograd.record():
                    found += fastest(calls.recorded, rounds)
            except (
                TypeError,
                RuntimeError,
                IndexError,
            ) as error:  # the library's has other arguments, or no such dtype
                print(f"{backend} {calls.name}: {error}".splitlines()[0], file=sys.stderr)
                chosen.remove(calls)
                continue
            best[calls.name] = [min(pair) for pair in zip(best.get(calls.name, found), found, strict=True)]
    for kind, name, *_ in chosen:
        library, ours, tracked, recording = best[name]
        yield Row(kind, name, library, ours - library, tracked, recording - tracked)


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--backend", action="append", choices=NAMES, help="instead of all that are installed")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="these functions")
    parser.add_argument("--rounds", type=int, default=6, metavar="N", help="batches of half a millisecond in a pass")
    parser.add_argument("--passes", type=int, default=15, metavar="N", help="over all functions")
    parser.add_argument("--publish", action="store_true", help="write the figures into docs/")
    parser.add_argument("--check", action="store_true", help=f"exit status 1 if a function adds more than {BOUND} µs")
    chosen = parser.parse_args(arguments)
    warnings.simplefilter("ignore")
    backends = chosen.backend or [name for name in NAMES if importlib.util.find_spec(name)]
    rows = {
        backend: list(measured(backend, set(chosen.only or ()), chosen.rounds, chosen.passes)) for backend in backends
    }
    print(summary(rows), functions_text(rows), sep="\n\n")
    if chosen.publish:
        publish.output("overhead", summary(rows))
        publish.replace("functions", table(rows))
    slow = [f"{b} {row.name}" for b, found in rows.items() for row in found if max(row.idle, row.recording) > BOUND]
    if chosen.check and slow:
        print(f"\nmore than {BOUND} µs: {len(slow)}")
    return 1 if chosen.check and slow else 0


def summary(rows):
    lines = [f"{'µs':8} {'':10} {'library':>8} {'+ idle':>8} {'library, tracked':>17} {'+ recording':>12} {'most':>8}"]
    for backend, found in rows.items():
        for kind in ("unary", "binary", "reduction"):
            of_kind = [row for row in found if row.kind == kind]
            if of_kind:
                cells = [median(row[i] for row in of_kind) for i in range(2, 6)]
                most = max(max(row.idle, row.recording) for row in of_kind)
                lines.append(line(backend, kind, cells) + f" {most:8.2f}")
    return "\n".join(lines)


def functions_text(rows):
    """Each function, those that add most first."""
    return "\n".join(
        line(backend, row.name, row[2:]) + ("  over" if max(row.idle, row.recording) > BOUND else "")
        for backend, found in rows.items()
        for row in sorted(found, key=lambda row: -max(row.idle, row.recording))
    )


def line(backend, name, cells):
    return f"{backend:8} {name:13} {cells[0]:8.2f} {cells[1]:8.2f} {cells[2]:17.2f} {cells[3]:12.2f}"


def table(rows):
    """µs that each function adds, idle and recording, on each backend; those that add most on the first one first."""
    by_name = {}
    for backend, found in rows.items():
        for row in found:
            by_name.setdefault(row.name, {})[backend] = row
    first = next(iter(rows))
    order = sorted(by_name, key=lambda name: -max(by_name[name][first][3::2]) if first in by_name[name] else 0)
    titles = " | ".join(f"{TITLES[b]} | + idle | + recording" for b in rows)
    lines = [f"| | {titles} |", "|---" * (1 + 3 * len(rows)) + "|"]
    for name in order:
        cells = []
        for backend in rows:
            row = by_name[name].get(backend)
            cells += [f"{x:.2f}" for x in (row.library, row.idle, row.recording)] if row else ["–"] * 3
        lines.append(f"| `{name}` | " + " | ".join(cells) + " |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
