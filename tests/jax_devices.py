"""The jax backend where there are GPUs, played by CPU devices: run in a process of its own."""

from __future__ import annotations

import os

os.environ["XLA_FLAGS"] = "--xla_force_host_platform_device_count=3"

import jax
import pytest

import mxgrad as mx
from mxgrad import autograd, np
from mxgrad_jax import engine


def main() -> None:
    engine._gpus = lambda: jax.devices("cpu")[1:]
    mx.set_backend("jax")
    assert mx.num_gpus() == 2
    gpu = mx.gpu(0)
    x = np.array([1.0, 2.0, 3.0], ctx=gpu)
    x.attach_grad()
    assert x.ctx == x.grad.ctx == gpu and np.ones(2).ctx == mx.cpu()
    for _ in range(3):
        with autograd.record():
            y = (x * x * 2 + 1).sum() + x[0]
            z = y.as_in_ctx(mx.cpu()) * 3
        z.backward()
        assert x.grad.tolist() == [15, 24, 36]
        assert (x.grad.ctx, y.ctx, z.ctx) == (gpu, gpu, mx.cpu())
    with autograd.record():
        z = (x * x).as_in_ctx(mx.gpu(1)).sum()
        slope = autograd.grad(z, x, create_graph=True)[0]
    slope.backward()
    assert x.grad.tolist() == [2, 2, 2] and slope.ctx == gpu
    x[1:] = 5
    x += 1
    assert (x * 2).ctx == x.ctx == gpu and x.tolist() == [2, 6, 6]
    assert x.as_in_ctx(mx.gpu(1)).ctx == mx.gpu(1)
    assert x.copyto(mx.cpu()).ctx == mx.cpu() and np.ones(3).as_in_ctx(gpu).ctx == gpu
    with pytest.raises(mx.base.MXNetError, match="devices"):
        x + np.ones(3)
    with pytest.raises(mx.base.MXNetError, match=r"no device gpu\(7\)"):
        np.ones(2, ctx=mx.gpu(7))
    with mx.gpu(1):
        assert np.zeros(2).ctx == np.random.normal(size=(2,)).ctx == mx.gpu(1)
        assert np.zeros(2, ctx=mx.cpu()).ctx == mx.cpu()
    mx.npx.waitall()


if __name__ == "__main__":
    main()
