"""What mxgrad adds to a call of the library below it: µs, for every unary, binary and reduction function.

    python benchmarks/overhead.py
    python benchmarks/overhead.py --backend torch --all

Operands have four elements. `idle` is outside `record`; `recording` inside it, of a variable (for torch against the
library's own call on a tensor that requires a gradient). --all shows each function, not only the median of its kind.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import sys
import time
from statistics import median

import numpy

UNARY = """negative abs sign reciprocal square sqrt cbrt exp expm1 log log2 log10 log1p sin cos tan arcsin arccos arctan
    sinh cosh tanh arcsinh arccosh arctanh floor ceil trunc rint"""
BINARY = "add subtract multiply divide mod power maximum minimum hypot arctan2"
REDUCTIONS = "sum prod mean max min std var argmax argmin all any cumsum"
# The library's own name where it is another one.
NAMES = {
    "numpy": {},
    "torch": {"power": "pow", "mod": "remainder", "rint": "round", "max": "amax", "min": "amin"},
    "jax": {},
}
ARGUMENTS = {"cumsum": (0,)}


def raw(backend):
    """The library's namespace, and its arrays of a NumPy array: plain, and tracked where there is such a thing."""
    if backend == "torch":
        torch = importlib.import_module("torch")
        return torch, torch.tensor, lambda v: torch.tensor(v, requires_grad=v.dtype.kind == "f")
    if backend == "jax":
        jnp = importlib.import_module("jax.numpy")
        return jnp, jnp.asarray, jnp.asarray
    return numpy, numpy.array, numpy.array


def timed(function, *operands):
    """µs per call: the best of several batches."""
    for _ in range(20):
        function(*operands)
    start = time.perf_counter()
    for _ in range(20):
        function(*operands)
    inner = max(5, int(0.002 / max((time.perf_counter() - start) / 20, 1e-7)))
    best = float("inf")
    for _ in range(15):
        start = time.perf_counter()
        for _ in range(inner):
            function(*operands)
        best = min(best, (time.perf_counter() - start) / inner)
    return best * 1e6


def functions(backend):
    import mxgrad as mx
    from mxgrad import autograd, np

    mx.set_backend(backend)
    library, plain, tracked = raw(backend)
    value = numpy.array([0.2, 0.4, 0.6, 0.8], "float32")
    for kind, names, arity in (("unary", UNARY, 1), ("binary", BINARY, 2), ("reduction", REDUCTIONS, 1)):
        for name in names.split():
            host = value > 0.3 if name in ("all", "any") else value + 1 if name == "arccosh" else value
            theirs = getattr(library, NAMES[backend].get(name, name), None)
            if theirs is None:
                continue
            ours, extra = getattr(np, name), ARGUMENTS.get(name, ())
            operands = [np.array(host, dtype=str(host.dtype)) for _ in range(arity)]
            base = timed(theirs, *[plain(host) for _ in range(arity)], *extra)
            idle = timed(ours, *operands, *extra)
            if host.dtype.kind == "f":
                base_tracked = timed(theirs, *[tracked(host) for _ in range(arity)], *extra)
                for x in operands:
                    x.attach_grad()
                with autograd.record():
                    recording = timed(ours, *operands, *extra)
            else:
                base_tracked, recording = base, idle
            yield kind, name, base, idle - base, base_tracked, recording - base_tracked


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--backend", action="append", choices=NAMES, help="instead of all that are installed")
    parser.add_argument("--all", action="store_true", help="each function")
    parser.add_argument("--publish", action="store_true", help="write the figures into docs/")
    chosen = parser.parse_args()
    text = "\n".join(report(chosen))
    print(text)
    if chosen.publish:
        import publish

        publish.output("overhead", text)
    return 0


def report(chosen):
    yield f"{'µs':8} {'':10} {'library':>8} {'+ idle':>8} {'library, tracked':>17} {'+ recording':>12}"
    for backend in chosen.backend or [name for name in NAMES if importlib.util.find_spec(name)]:
        rows = list(functions(backend))
        for kind in ("unary", "binary", "reduction"):
            of_kind = [row for row in rows if row[0] == kind]
            for _, name, *cells in of_kind if chosen.all else []:
                yield line(backend, name, cells)
            yield line(backend, kind, [median(row[i] for row in of_kind) for i in range(2, 6)])


def line(backend, name, cells):
    return f"{backend:8} {name:10} {cells[0]:8.2f} {cells[1]:8.2f} {cells[2]:17.2f} {cells[3]:12.2f}"


if __name__ == "__main__":
    sys.exit(main())
