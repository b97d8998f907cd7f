"""Memory: peaks, growth over many steps, and deep graphs.

python benchmarks/memory.py peaks            # against the gradient by hand
python benchmarks/memory.py growth           # 10,000 steps, with and without the garbage collector
python benchmarks/memory.py depth            # 10,000 to 1,000,000 operations: time and memory, and their exponents
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import io
import json
import math
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import publish  # noqa: E402
from libraries import LIBRARIES, available  # noqa: E402

PEAK_BOUNDS = {("mxgrad:numpy", "mlp"): 1.3, ("mxgrad:numpy", "big"): 2.0}
OURS = [name for name in LIBRARIES if name.startswith("mxgrad:")]


def alone(*arguments):
    """Run this interpreter on `arguments`; the JSON of its last line."""
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, cwd=HERE)
    if done.returncode:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout.splitlines()[-1])


# -- peaks -----------------------------------------------------------------------------------------
def peak(library, work, steps):
    return min(alone(str(HERE / "worker.py"), library, work, "--steps", str(steps))["peak_kb"] for _ in range(2))


def peaks(chosen):
    """Peak of a process that runs 200 steps, minus that of one that imports and makes the data."""
    kept = True
    names = [name for name in ("numpy", "torch", "jaxjit", *OURS) if available(name)]
    print(f"{'MB over import and data':26} {'mlp':>8} {'big':>8}    times by hand")
    by_hand = {}
    for name in names:
        row = {work: (peak(name, work, 200) - peak(name, work, 0)) / 1024 for work in ("mlp", "big")}
        by_hand = by_hand or row
        times = {work: row[work] / by_hand[work] for work in row}
        notes = []
        for work, found in times.items():
            limit = PEAK_BOUNDS.get((name, work))
            if limit is not None:
                notes.append(f"{work} {'ok' if found <= limit else 'FAIL'} (<= {limit})")
                kept &= found <= limit
        print(
            f"{LIBRARIES[name][0]:26} {row['mlp']:8.1f} {row['big']:8.1f}    "
            f"{times['mlp']:.2f} {times['big']:.2f}  {', '.join(notes)}"
        )
    return kept


# -- growth ----------------------------------------------------------------------------------------
def grow(backend, collect, steps):
    """Resident memory after 200 steps and after `steps` more, and whether the buffer moved."""
    import psutil
    from workloads import data

    import mxgrad
    from mxgrad import autograd, np

    mxgrad.set_backend(backend)
    if not collect:
        gc.disable()
    d = {name: np.array(value) for name, value in data("linreg").items()}
    for name in ("w", "b"):
        d[name].attach_grad()

    def address():
        native = d["w"].grad._backend.native(d["w"].grad)
        if hasattr(native, "data_ptr"):
            return native.data_ptr()
        return native.ctypes.data if hasattr(native, "ctypes") else None

    def train(n):
        for _ in range(n):
            with autograd.record():
                loss = ((np.dot(d["x"], d["w"]) + d["b"] - d["y"]) ** 2 / 2).mean()
            loss.backward()
            for name in ("w", "b"):
                d[name][:] = d[name] - 0.01 * d[name].grad
            mxgrad.waitall()

    process = psutil.Process()
    train(200)
    before, place = process.memory_info().rss, address()
    train(steps)
    after = process.memory_info().rss
    print(json.dumps({"before": before, "after": after, "moved": address() != place, "place": place is not None}))


def growth(chosen):
    kept = True
    print(f"resident memory after 200 steps, and after {chosen.steps:,} more")
    for name in filter(available, OURS):
        for collect in (True, False):
            found = alone(__file__, "grow", name.partition(":")[2], str(int(collect)), str(chosen.steps))
            change = found["after"] / found["before"] - 1
            good = change <= 0.01 and not found["moved"]
            kept &= good
            print(
                f"{'ok  ' if good else 'FAIL'} {LIBRARIES[name][0]:18} gc {'on ' if collect else 'off'} "
                f"{found['before'] / 2**20:8.1f} MB {change:+8.2%}  buffer "
                f"{'moved' if found['moved'] else 'at its place' if found['place'] else 'has no address'}"
            )
    return kept


# -- depth -----------------------------------------------------------------------------------------
def deep(backend, length):
    """Seconds to record and differentiate a chain of `length` operations, and bytes it takes."""
    import resource

    import mxgrad
    from mxgrad import autograd, np

    mxgrad.set_backend(backend)
    x = np.ones(4)
    x.attach_grad()

    def chain(n):
        with autograd.record():
            y = x
            for _ in range(n // 2):
                y = y * 1.0001 + 0.1
        y.backward()
        x.grad.wait_to_read()

    chain(100)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    chain(length)
    seconds = time.perf_counter() - start
    peak_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    print(json.dumps({"seconds": seconds, "bytes": peak_kb * 1024}))


def exponent(lengths, values):
    """The slope of a line through the logarithms."""
    xs, ys = [math.log(n) for n in lengths], [math.log(max(v, 1e-9)) for v in values]
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / sum((a - x) ** 2 for a in xs)


def depth(chosen):
    kept = True
    for name in filter(available, OURS):
        lengths = [10**power for power in (4, 5, 6) if 10**power <= chosen.deepest]
        found = [alone(__file__, "deep", name.partition(":")[2], str(n)) for n in lengths]
        for n, row in zip(lengths, found, strict=True):
            print(
                f"{LIBRARIES[name][0]:18} {n:>9,} operations {row['seconds']:8.2f} s "
                f"{row['seconds'] / n * 1e6:6.2f} µs each {row['bytes'] / n:8.0f} bytes each"
            )
        powers = [exponent(lengths, [row[what] for row in found]) for what in ("seconds", "bytes")]
        kept &= powers[0] < 1.15
        print(f"{LIBRARIES[name][0]:18} grows as n^{powers[0]:.2f} in time, n^{powers[1]:.2f} in memory")
    return kept


def main():
    if len(sys.argv) > 1 and sys.argv[1] == "grow":
        return grow(sys.argv[2], sys.argv[3] == "1", int(sys.argv[4]))
    if len(sys.argv) > 1 and sys.argv[1] == "deep":
        return deep(sys.argv[2], int(sys.argv[3]))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "what", nargs="*", choices=["peaks", "growth", "depth", []], default=["peaks", "growth", "depth"]
    )
    parser.add_argument("--steps", type=int, default=10_000)
    parser.add_argument("--deepest", type=int, default=1_000_000)
    parser.add_argument("--publish", action="store_true", help="write the figures into docs/")
    chosen = parser.parse_args()
    kept = True
    for what in chosen.what:
        text = io.StringIO()
        with contextlib.redirect_stdout(text):
            kept &= {"peaks": peaks, "growth": growth, "depth": depth}[what](chosen)
        print(text.getvalue())
        if chosen.publish:
            publish.output(what, text.getvalue())
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
