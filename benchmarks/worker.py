"""One library on one workload, in a process of its own: `python benchmarks/worker.py LIBRARY WORKLOAD [--steps N]`.

With --steps it runs N steps and prints its peak memory. Without, it takes turns: for each line with a number of seconds
on its input it runs for that long and prints, as JSON, microseconds per step of each batch.
"""

from __future__ import annotations

import json
import resource
import sys
import time

START = time.perf_counter()

from libraries import make  # noqa: E402


def batches(step, inner, seconds):
    found, end = [], time.perf_counter() + seconds
    while time.perf_counter() < end or len(found) < 3:
        start = time.perf_counter()
        for _ in range(inner):
            step()
        found.append((time.perf_counter() - start) / inner * 1e6)
    return found


def rest():
    """Return when the library's threads sleep: those of OpenBLAS wait busily for 2^28 cycles."""
    used, before = time.process_time(), 0.0
    while used - before > 0.001:
        time.sleep(0.005)
        used, before = time.process_time(), used


def main():
    library, work = sys.argv[1:3]
    step = make(library, work)
    if "--steps" in sys.argv:
        for _ in range(int(sys.argv[-1])):
            step()
        print(json.dumps({"peak_kb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}))
        return
    imported = time.perf_counter() - START
    start = time.perf_counter()
    step()
    first = time.perf_counter() - start
    warm = batches(step, 1, 0.3)
    inner = max(1, int(2000 / min(warm)))  # batches of about two milliseconds
    batches(step, inner, 0.1)
    print(json.dumps({"import_ms": imported * 1e3, "first_ms": first * 1e3}), flush=True)
    for line in sys.stdin:
        batches(step, inner, 0.005)  # the processor's caches have its data again, its threads are awake
        found = batches(step, inner, float(line))
        rest()
        print(json.dumps(found), flush=True)


if __name__ == "__main__":
    main()
