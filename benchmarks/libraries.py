"""One step of a workload on each library: `make(library, work)` returns a function without arguments.

A step ends when its gradients and updates are there. The gradients are where the library puts them.
"""

from __future__ import annotations

import importlib.util
from types import SimpleNamespace

import numpy as np
from workloads import LENGTH, PROGRAMS, RATE, VARIABLES, data

# Name: what it is, and the package it needs.
LIBRARIES = {
    "numpy": ("NumPy, gradient by hand", "numpy"),
    "autograd": ("HIPS autograd", "autograd"),
    "mygrad": ("MyGrad", "mygrad"),
    "torch": ("PyTorch", "torch"),
    "jax": ("JAX, eager", "jax"),
    "jaxjit": ("JAX, jitted by hand", "jax"),
    "mxnet": ("MXNet 1.9.1", "mxnet"),
    "mxgrad:numpy": ("mxgrad on NumPy", "mxgrad"),
    "mxgrad:torch": ("mxgrad on PyTorch", "torch"),
    "mxgrad:jax": ("mxgrad on JAX", "jax"),
}
# Whose turn it is: the machine's speed changes within a second, so those that have a bound between them are neighbours.
TURNS = ["autograd", "mygrad", "numpy", "mxgrad:numpy", "torch", "mxgrad:torch", "jax", "mxgrad:jax", "jaxjit", "mxnet"]
# jax.jit compiles no loop that looks at values.
LACKING = {("jaxjit", "control")}


def available(library):
    return importlib.util.find_spec(LIBRARIES[library][1]) is not None


def make(library, work):
    kind, _, backend = library.partition(":")
    makers = {
        "numpy": by_hand,
        "autograd": autograd,
        "mygrad": mygrad,
        "torch": torch,
        "jax": jax,
        "jaxjit": jax,
        "mxnet": mxnet_like,
        "mxgrad": mxnet_like,
    }
    return makers[kind](library, work, backend)


def by_hand(library, work, backend):
    """Forward and backward as one would write them for speed: temporaries reused where NumPy lets one."""
    d, rate = data(work), RATE.get(work, 0.0)
    if work == "seed":
        g = np.zeros(4, "float32")

        def step():
            y = 2 * np.dot(d["x"], d["x"])
            np.multiply(d["x"], 4, out=g)
            return y

    elif work == "chain":

        def step():
            y = d["x"]
            for _ in range(LENGTH // 2):
                y = y * 1.001
                y = y + 0.1
            y.sum()
            g = np.ones_like(y)
            for _ in range(LENGTH // 2):
                g = g * 1.001
            return g

    elif work == "linreg":

        def step():
            error = np.dot(d["x"], d["w"]) + d["b"] - d["y"]
            loss = (error**2 / 2).sum()
            d["w"] -= rate * np.dot(d["x"].T, error)
            d["b"] -= rate * error.sum(0)
            return loss

    elif work == "mlp":

        def step():
            x, y, w1, b1, w2, b2 = (d[k] for k in ("x", "y", "w1", "b1", "w2", "b2"))
            hidden = np.dot(x, w1)
            hidden += b1
            hidden = np.maximum(hidden, 0)
            scores = np.dot(hidden, w2)
            scores += b2
            scores -= scores.max(1, keepdims=True)
            powers = np.exp(scores)
            total = powers.sum(1, keepdims=True)
            loss = -((scores - np.log(total)) * y).sum()
            g = powers / total - y
            g_hidden = np.dot(g, w2.T)
            g_hidden *= hidden > 0
            w2 -= rate * np.dot(hidden.T, g)
            b2 -= rate * g.sum(0)
            w1 -= rate * np.dot(x.T, g_hidden)
            b1 -= rate * g_hidden.sum(0)
            return loss

    elif work == "big":

        def step():
            x = d["x"]
            s, e = np.sin(x), np.exp(-x)
            y = (s * e + x * x).sum()
            g = np.cos(x)
            g *= e
            s *= e
            g -= s
            g += x
            g += x
            return y

    else:

        def step():
            b, factor = d["a"] * 2, 2.0
            while np.linalg.norm(b) < 1000:
                b = b * 2
                factor *= 2
            return factor

    return step


def autograd(library, work, backend):
    import autograd.numpy as anp
    from autograd import value_and_grad

    f = SimpleNamespace(
        dot=anp.dot,
        sum=anp.sum,
        exp=anp.exp,
        log=anp.log,
        sin=anp.sin,
        relu=lambda x: anp.maximum(x, 0),
        rowmax=lambda x: anp.max(x, axis=1, keepdims=True),
        rowsum=lambda x: anp.sum(x, axis=1, keepdims=True),
        norm=anp.abs,  # its norm of a number has no gradient
        value=lambda x: getattr(x, "_value", x),
    )
    d, names, rate = data(work), VARIABLES[work], RATE.get(work)
    both = value_and_grad(lambda variables: PROGRAMS[work](f, {**d, **variables}))

    def step():
        _, g = both({name: d[name] for name in names})
        if rate:
            for name in names:
                d[name] -= rate * g[name]
        return g

    return step


def mygrad(library, work, backend):
    import mygrad as mg

    f = SimpleNamespace(
        dot=mg.matmul,
        sum=mg.sum,
        exp=mg.exp,
        log=mg.log,
        sin=mg.sin,
        relu=lambda x: mg.maximum(x, 0),
        rowmax=lambda x: mg.max(x, axis=1, keepdims=True),
        rowsum=lambda x: mg.sum(x, axis=1, keepdims=True),
        norm=lambda x: abs(x.data),
        value=lambda x: x.item(),
    )
    names, rate = VARIABLES[work], RATE.get(work)
    d = {name: mg.tensor(value) if name in names else value for name, value in data(work).items()}

    def step():
        loss = PROGRAMS[work](f, d)
        loss.backward()
        for name in names:
            if rate:
                d[name] = mg.tensor(d[name].data - rate * d[name].grad)
            else:
                d[name].null_grad()
        return loss

    return step


def torch(library, work, backend):
    import torch as th

    f = SimpleNamespace(
        dot=th.matmul,
        sum=th.sum,
        exp=th.exp,
        log=th.log,
        sin=th.sin,
        relu=lambda x: th.clamp_min(x, 0),
        rowmax=lambda x: x.max(1, keepdim=True)[0],
        rowsum=lambda x: x.sum(1, keepdim=True),
        norm=th.linalg.norm,
        value=lambda x: x.item(),
    )
    names, rate = VARIABLES[work], RATE.get(work)
    d = {name: th.tensor(value, requires_grad=name in names) for name, value in data(work).items()}

    def step():
        for name in names:
            d[name].grad = None
        loss = PROGRAMS[work](f, d)
        loss.backward()
        if rate:
            with th.no_grad():
                for name in names:
                    d[name] -= rate * d[name].grad
        return loss

    return step


def jax(library, work, backend):
    import jax as jx
    import jax.numpy as jnp

    f = SimpleNamespace(
        dot=jnp.dot,
        sum=jnp.sum,
        exp=jnp.exp,
        log=jnp.log,
        sin=jnp.sin,
        relu=lambda x: jnp.maximum(x, 0),
        rowmax=lambda x: jnp.max(x, axis=1, keepdims=True),
        rowsum=lambda x: jnp.sum(x, axis=1, keepdims=True),
        norm=jnp.linalg.norm,
        value=lambda x: float(getattr(x, "primal", x)),
    )
    names, rate = VARIABLES[work], RATE.get(work)
    d = {name: jnp.asarray(value) for name, value in data(work).items()}
    constants = {name: value for name, value in d.items() if name not in names}

    def whole(variables, constants):
        loss, g = jx.value_and_grad(lambda v: PROGRAMS[work](f, {**constants, **v}))(variables)
        updated = {name: variables[name] - rate * g[name] for name in names} if rate else variables
        return loss, updated, g

    if library == "jaxjit":
        whole = jx.jit(whole)
    held = [{name: d[name] for name in names}]

    def step():
        loss, held[0], g = whole(held[0], constants)
        jx.block_until_ready((held[0], g))
        return loss

    return step


def mxnet_like(library, work, backend):
    """MXNet and mxgrad: the same program."""
    if library == "mxnet":
        from mxnet import autograd, npx
        from mxnet import np as xp
    else:
        import mxgrad
        from mxgrad import autograd, npx
        from mxgrad import np as xp

        mxgrad.set_backend(backend)
    npx.set_np()
    f = SimpleNamespace(
        dot=xp.dot,
        sum=xp.sum,
        exp=xp.exp,
        log=xp.log,
        sin=xp.sin,
        relu=lambda x: xp.maximum(x, 0),
        rowmax=lambda x: xp.max(x, axis=1, keepdims=True),
        rowsum=lambda x: xp.sum(x, axis=1, keepdims=True),
        norm=xp.linalg.norm,
        value=float,
    )
    names, rate = VARIABLES[work], RATE.get(work)
    d = {name: xp.array(value, dtype="float32") for name, value in data(work).items()}
    for name in names:
        d[name].attach_grad()

    def step():
        with autograd.record():
            loss = PROGRAMS[work](f, d)
        loss.backward()
        for name in names:
            variable = d[name]
            if rate:
                variable[:] = variable - rate * variable.grad
        for name in names:
            d[name].grad.wait_to_read()
            d[name].wait_to_read()
        return loss

    return step
