"""The six workloads: data, and forward programs written once in terms of a handful of functions.

One step is forward, backward and, where the workload trains, the update; float32 throughout. No library but NumPy is
imported here, and no NumPy newer than MXNet's.
"""

from __future__ import annotations

import numpy as np

WORKLOADS = {
    "seed": "2 x·x, 4 elements",
    "chain": "200 operations on 4 elements",
    "linreg": "linear regression, SGD step, batch 10",
    "mlp": "784-256-10 network, SGD step, batch 256",
    "big": "elementwise, a million elements",
    "control": "a while loop that looks at values",
}
VARIABLES = {
    "seed": ("x",),
    "chain": ("x",),
    "linreg": ("w", "b"),
    "mlp": ("w1", "b1", "w2", "b2"),
    "big": ("x",),
    "control": ("a",),
}
# Learning rate over batch size of the workloads that train.
RATE = {"linreg": 0.001, "mlp": 0.01 / 256}
LENGTH = 200


def data(work):
    """The arrays of a workload, the same in every process."""
    rng = np.random.RandomState(0)

    def normal(*shape):
        return rng.standard_normal(shape).astype("float32")

    if work == "seed":
        return {"x": np.arange(4, dtype="float32")}
    if work == "chain":
        return {"x": normal(4)}
    if work == "linreg":
        return {"x": normal(10, 2), "y": normal(10, 1), "w": normal(2, 1), "b": np.zeros(1, "float32")}
    if work == "mlp":
        return {
            "x": normal(256, 784),
            "y": np.eye(10, dtype="float32")[rng.randint(0, 10, 256)],
            "w1": 0.01 * normal(784, 256),
            "b1": np.zeros(256, "float32"),
            "w2": 0.01 * normal(256, 10),
            "b2": np.zeros(10, "float32"),
        }
    if work == "big":
        return {"x": normal(1_000_000)}
    return {"a": np.array(0.37, "float32")}


# Each program takes a namespace `f` (dot sum exp log sin relu rowmax rowsum norm value) and the arrays.
def seed(f, d):
    return 2 * f.dot(d["x"], d["x"])


def chain(f, d):
    y = d["x"]
    for _ in range(LENGTH // 2):
        y = y * 1.001 + 0.1
    return f.sum(y)


def linreg(f, d):
    error = f.dot(d["x"], d["w"]) + d["b"] - d["y"]
    return f.sum(error**2 / 2)


def mlp(f, d):
    hidden = f.relu(f.dot(d["x"], d["w1"]) + d["b1"])
    scores = f.dot(hidden, d["w2"]) + d["b2"]
    scores = scores - f.rowmax(scores)
    return -f.sum((scores - f.log(f.rowsum(f.exp(scores)))) * d["y"])


def big(f, d):
    x = d["x"]
    return f.sum(f.sin(x) * f.exp(-x) + x * x)


def control(f, d):
    b = d["a"] * 2
    while f.value(f.norm(b)) < 1000:
        b = b * 2
    return b if f.value(b) > 0 else 100 * b


PROGRAMS = {"seed": seed, "chain": chain, "linreg": linreg, "mlp": mlp, "big": big, "control": control}
