"""Kernels of neural networks."""

from __future__ import annotations

import jax

from mxgrad_jax.kernels import kernel

kernel("softmax")(lambda x, axis: jax.nn.softmax(x, axis=axis))
kernel("log_softmax")(lambda x, axis: jax.nn.log_softmax(x, axis=axis))
