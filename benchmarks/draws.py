"""A million random numbers of each distribution, beside MXNet's own: ms, and how many times MXNet's.

    python benchmarks/draws.py
    python benchmarks/draws.py --mxnet-python PATH --only normal gamma
    python benchmarks/draws.py --mxnet-python PATH --check --publish

PATH is a Python 3.11 with mxnet==1.9.1 or 2.0.0b1 and numpy==1.23.5. Each library draws in a process of its own, with
one thread; they take turns, and the fastest turn of each counts. The streams of mxgrad are MXNet's, `native` is the
generator of NumPy behind `mx.random.mode("native")`.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

MANY = 1_000_000
BOUND = 3.0  # times what MXNet takes
BOUNDED = {"normal", "uniform", "randint", "gamma", "poisson", "shuffle", "permutation", "choice"}
"""Of these; the others are shown."""
TITLES = {"numpy": "NumPy", "torch": "PyTorch", "jax": "JAX", "native": "NumPy, native", "mxnet": "MXNet"}
CALLS = {
    "uniform": "np.random.uniform(size=MANY)",
    "normal": "np.random.normal(size=MANY)",
    "randint": "np.random.randint(0, 1000, size=MANY)",
    "gamma": "np.random.gamma(2.0, size=MANY)",
    "gamma, below 1": "np.random.gamma(0.5, size=MANY)",
    "beta": "np.random.beta(2.0, 3.0, size=MANY)",
    "chisquare": "np.random.chisquare(3.0, size=MANY)",
    "f": "np.random.f(3.0, 4.0, size=MANY)",
    "exponential": "np.random.exponential(size=MANY)",
    "laplace": "np.random.laplace(size=MANY)",
    "logistic": "np.random.logistic(size=MANY)",
    "gumbel": "np.random.gumbel(size=MANY)",
    "lognormal": "np.random.lognormal(size=MANY)",
    "pareto": "np.random.pareto(2.0, size=MANY)",
    "power": "np.random.power(2.5, size=MANY)",
    "rayleigh": "np.random.rayleigh(size=MANY)",
    "weibull": "np.random.weibull(2.5, size=MANY)",
    "poisson": "mx.random.poisson(3.0, shape=MANY)",
    "poisson, of 30": "mx.random.poisson(30.0, shape=MANY)",
    "binomial": "np.random.binomial(20, 0.3, size=MANY)",
    "bernoulli": "npx.random.bernoulli(0.3, size=MANY)",
    "multinomial": "np.random.multinomial(10, [0.2, 0.3, 0.5], size=MANY // 10)",
    "multivariate_normal": "np.random.multivariate_normal(ZEROS, COVARIANCE, size=MANY // 2)",
    "shuffle": "np.random.shuffle(VECTOR)",
    "shuffle, rows": "np.random.shuffle(ROWS)",
    "permutation": "np.random.permutation(VECTOR)",
    "choice": "np.random.choice(1000, MANY)",
    "choice, p": "np.random.choice(3, MANY, p=SHARES)",
    "choice, each once": "np.random.choice(MANY, MANY // 4, replace=False)",
    "dropout": "npx.dropout(VECTOR, 0.5, mode='always')",
    "mx.random.normal": "mx.random.normal(shape=MANY)",
}


def draw(library):
    """In a process of its own: for each line, the name of a distribution, print the ms that a draw takes."""
    if library == "mxnet":
        import mxnet as mx
        from mxnet import np, npx

        npx.set_np()
    else:
        import mxgrad as mx
        from mxgrad import np, npx

        if library == "native":
            mx.random.mode("native")
        else:
            mx.set_backend(library)
    names = {"mx": mx, "np": np, "npx": npx, "MANY": MANY, "VECTOR": np.ones(MANY), "ROWS": np.ones((MANY // 10, 10))}
    names |= {"ZEROS": np.zeros(2), "COVARIANCE": np.array([[2.0, 0.5], [0.5, 1.0]])}
    names |= {"SHARES": np.array([0.2, 0.3, 0.5])}
    for line in sys.stdin:
        code = compile(CALLS[line.strip()], "draws", "eval")
        try:
            start = time.perf_counter()
            drawn = eval(code, names)
            npx.waitall() if drawn is None else drawn.wait_to_read()
            print(json.dumps((time.perf_counter() - start) * 1e3), flush=True)
        except (AttributeError, TypeError, NotImplementedError):  # it has no such distribution
            print("null", flush=True)


class Drawer:
    def __init__(self, python, library):
        # One thread is what MXNet draws with, except in what makes noise out of uniform numbers.
        environment = os.environ | {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
        command = [python, str(HERE / "draws.py"), "--draw", library]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )

    def ms(self, name):
        """What a draw takes, None where there is no such distribution."""
        self.process.stdin.write(name + "\n")
        self.process.stdin.flush()
        while line := self.process.stdout.readline():
            try:
                return json.loads(line)
            except ValueError:  # libraries print, too
                continue
        raise SystemExit(f"{self.process.args[-1]} ends on {name}")

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def measured(drawers, names, rounds):
    """For each distribution the fastest turn of each library, in ms."""
    for name in names:
        turns = {library: [] for library in drawers}
        for turn in range(rounds + 1):
            for library, drawer in drawers.items():
                if None not in turns[library]:
                    ms = drawer.ms(name)
                    if turn or ms is None:  # the first call sets up what stays
                        turns[library].append(ms)
        yield name, {library: None if None in found else min(found) for library, found in turns.items()}


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--backend", action="append", choices=[*TITLES][:-1], help="instead of all that are installed")
    parser.add_argument("--mxnet-python", metavar="PATH", help="an interpreter that has MXNet")
    parser.add_argument("--only", nargs="+", choices=CALLS, metavar="NAME", help="these distributions")
    parser.add_argument("--rounds", type=int, default=5, metavar="N")
    parser.add_argument("--publish", action="store_true", help="write the figures into docs/")
    parser.add_argument("--check", action="store_true", help=f"exit status 1 if one takes {BOUND:g} times MXNet's time")
    parser.add_argument("--draw", help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.draw:
        return draw(chosen.draw)
    found = [name for name in TITLES if name in ("numpy", "native") or importlib.util.find_spec(name)]
    libraries = chosen.backend or [name for name in found if name != "mxnet"]
    drawers = {library: Drawer(sys.executable, library) for library in libraries}
    if chosen.mxnet_python:
        drawers["mxnet"] = Drawer(chosen.mxnet_python, "mxnet")
    rows = dict(measured(drawers, chosen.only or CALLS, chosen.rounds))
    for drawer in drawers.values():
        drawer.close()
    text = table(rows, [*drawers])
    print(text)
    if chosen.publish:
        import publish

        publish.output("draws", text)
    slow = [
        f"{name} on {TITLES[library]}"
        for name, times in rows.items()
        for library, ms in times.items()
        if name in BOUNDED and ms is not None and times.get("mxnet") and ms > BOUND * times["mxnet"]
    ]
    if chosen.check and slow:
        print(f"\nmore than {BOUND:g} times MXNet's time: {', '.join(slow)}")
    return 1 if chosen.check and slow else 0


def table(rows, libraries):
    """ms of each, and beside those of mxgrad how many times MXNet's."""
    width = max(map(len, rows))
    lines = [f"{'ms':{width}} " + " ".join(f"{TITLES[library]:>16}" for library in libraries)]
    for name, times in rows.items():
        cells = []
        for library in libraries:
            ms, theirs = times[library], times.get("mxnet")
            ratio = f"{ms / theirs:5.2f} ×" if ms is not None and theirs and library != "mxnet" else ""
            cells.append(f"{'–' if ms is None else f'{ms:.1f}':>8} {ratio:>7}")
        lines.append(f"{name:{width}} " + " ".join(cells))
    return "\n".join(line.rstrip() for line in lines)


if __name__ == "__main__":
    sys.exit(main())
