"""What a user waits for: importing, the first step (compilation included), 1,000 steps, the whole program.

    python benchmarks/startup.py

The program is linear regression by gradient descent, on mxgrad and on the library below it. Each is run several times
in turn, in processes of their own; medians are shown.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

PAIRS = ["numpy", "mxgrad:numpy", "torch", "mxgrad:torch", "jaxjit", "mxgrad:jax"]
IMPORTS = ["numpy", "mxgrad", "torch", "jax"]


def program(library):
    """In a process of its own: make the data, one step, 1,000 steps."""
    start = time.perf_counter()
    from libraries import make

    step = make(library, "linreg")
    made = time.perf_counter()
    step()
    first = time.perf_counter()
    for _ in range(1000):
        step()
    end = time.perf_counter()
    print(json.dumps({"import": made - start, "first": first - made, "steps": end - first}))


def run(library):
    start = time.perf_counter()
    done = subprocess.run([sys.executable, __file__, "program", library], capture_output=True, text=True, check=True)
    return {**json.loads(done.stdout.splitlines()[-1]), "whole": time.perf_counter() - start}


def import_seconds(name):
    code = f"import time; s = time.perf_counter(); import {name}; print(time.perf_counter() - s)"
    if name == "mxgrad":  # on top of NumPy
        code = "import numpy; " + code
    return float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)


def main():
    if sys.argv[1:2] == ["program"]:
        return program(sys.argv[2])
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeat", type=int, default=7)
    parser.add_argument("--publish", action="store_true", help="write the figures into docs/")
    chosen = parser.parse_args()
    text = "\n".join(report(chosen.repeat))
    print(text)
    if chosen.publish:
        import publish

        publish.output("startup", text)
    return 0


def report(repeat):
    from libraries import LIBRARIES, available

    names = [name for name in IMPORTS if available("mxgrad:numpy" if name == "mxgrad" else name)]
    found = {name: [] for name in names}
    for _ in range(repeat):
        for name in names:
            found[name].append(import_seconds(name) * 1e3)
    for name in names:
        label = "import mxgrad, after numpy" if name == "mxgrad" else f"import {name}"
        yield f"{label:28} {median(found[name]):8.0f} ms"
    yield ""
    pairs = [name for name in PAIRS if available(name)]
    rows = {name: [] for name in pairs}
    for _ in range(repeat):
        for name in pairs:
            rows[name].append(run(name))
    yield f"{'ms':28} {'imports':>9} {'first':>9} {'1,000':>9} {'whole':>9}"
    for name in pairs:
        cells = [median(row[key] for row in rows[name]) * 1e3 for key in ("import", "first", "steps", "whole")]
        yield f"{LIBRARIES[name][0]:28} " + " ".join(f"{cell:9.1f}" for cell in cells)


if __name__ == "__main__":
    sys.exit(main())
