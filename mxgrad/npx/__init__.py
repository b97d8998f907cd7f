"""What NumPy has not: neural network operations, devices, switches (MXNet's `mx.npx`)."""

from __future__ import annotations

from mxgrad._missing import missing_attr
from mxgrad.context import (
    Context,
    Device,
    cpu,
    cpu_pinned,
    current_context,
    current_device,
    gpu,
    gpu_memory_info,
    num_gpus,
)  # fmt: skip
from mxgrad.np.creation import array as from_numpy
from mxgrad.np.creation import from_dlpack
from mxgrad.npx.io import load, save, savez
from mxgrad.npx.nn import (
    batch_dot,
    dropout,
    log_softmax,
    masked_log_softmax,
    masked_softmax,
    one_hot,
    pick,
    relu,
    sequence_mask,
    sigmoid,
    softmax,
    topk,
)  # fmt: skip
from mxgrad.npx.special import digamma, erf, erfinv, gamma, gammaln
from mxgrad.util import (
    get_cuda_compute_capability,
    is_np_array,
    is_np_default_dtype,
    is_np_shape,
    reset_np,
    set_np,
    set_np_default_dtype,
    use_np,
)

from mxgrad.npx import random  # isort: skip
from mxgrad.npx.random import seed  # isort: skip

__all__ = [
    "Context",
    "Device",
    "batch_dot",
    "cpu",
    "cpu_pinned",
    "current_context",
    "current_device",
    "digamma",
    "dropout",
    "erf",
    "erfinv",
    "from_dlpack",
    "from_numpy",
    "gamma",
    "gammaln",
    "get_cuda_compute_capability",
    "gpu",
    "gpu_memory_info",
    "is_np_array",
    "is_np_default_dtype",
    "is_np_shape",
    "load",
    "log_softmax",
    "masked_log_softmax",
    "masked_softmax",
    "num_gpus",
    "one_hot",
    "pick",
    "random",
    "relu",
    "reset_np",
    "save",
    "savez",
    "seed",
    "sequence_mask",
    "set_np",
    "set_np_default_dtype",
    "sigmoid",
    "softmax",
    "topk",
    "use_np",
    "waitall",
]  # fmt: skip


def waitall() -> None:
    """Wait until everything computed so far is there.

    >>> waitall()
    """
    from mxgrad._registry import current_backend

    current_backend().synchronize()


__getattr__ = missing_attr(__name__)
