"""What NumPy has not: neural network operations, devices, switches (MXNet's `mx.npx`)."""

from __future__ import annotations

from typing import Any

from mxgrad._missing import missing_attr
from mxgrad.array import ndarray
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
from mxgrad.npx.activations import (
    activation,
    add_n,
    broadcast_greater,
    cast,
    constraint_check,
    leaky_relu,
    norm,
    round_ste,
    sign_ste,
    smooth_l1,
    softsign,
    stop_gradient,
)  # fmt: skip
from mxgrad.npx.control_flow import (
    cond,
    foreach,
    while_loop,
)  # fmt: skip
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
from mxgrad.npx.picking import (
    embedding,
    gather_nd,
    index_add,
    index_update,
    nonzero,
)  # fmt: skip
from mxgrad.npx.sequences import (
    sequence_last,
    sequence_reverse,
)  # fmt: skip
from mxgrad.npx.shaping import (
    arange_like,
    batch_flatten,
    broadcast_like,
    pad,
    reshape,
    reshape_like,
    shape_array,
    slice,
    slice_channel,
    slice_like,
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

from mxgrad.npx import control_flow, random  # isort: skip
from mxgrad.npx.random import seed  # isort: skip

__all__ = [
    "Context",
    "Device",
    "activation",
    "add_n",
    "arange_like",
    "batch_dot",
    "batch_flatten",
    "broadcast_greater",
    "broadcast_like",
    "cast",
    "cond",
    "constraint_check",
    "control_flow",
    "cpu",
    "cpu_pinned",
    "current_context",
    "current_device",
    "digamma",
    "dropout",
    "embedding",
    "erf",
    "erfinv",
    "foreach",
    "from_dlpack",
    "from_numpy",
    "gamma",
    "gammaln",
    "gather_nd",
    "get_cuda_compute_capability",
    "gpu",
    "gpu_memory_info",
    "index_add",
    "index_update",
    "is_np_array",
    "is_np_default_dtype",
    "is_np_shape",
    "leaky_relu",
    "load",
    "log_softmax",
    "masked_log_softmax",
    "masked_softmax",
    "nonzero",
    "norm",
    "num_gpus",
    "one_hot",
    "pad",
    "pick",
    "random",
    "relu",
    "reset_np",
    "reshape",
    "reshape_like",
    "round_ste",
    "save",
    "savez",
    "seed",
    "sequence_last",
    "sequence_mask",
    "sequence_reverse",
    "set_np",
    "set_np_default_dtype",
    "shape_array",
    "sigmoid",
    "sign_ste",
    "slice",
    "slice_channel",
    "slice_like",
    "smooth_l1",
    "softmax",
    "softsign",
    "stop_gradient",
    "to_dlpack_for_read",
    "to_dlpack_for_write",
    "topk",
    "use_np",
    "waitall",
    "while_loop",
]  # fmt: skip


def to_dlpack_for_read(data: ndarray) -> Any:
    """A DLPack capsule of the data of an array: see its method of that name.

    >>> from mxgrad import np, npx
    >>> npx.from_dlpack(npx.to_dlpack_for_read(np.ones(2)))
    array([1., 1.])
    """
    return data.to_dlpack_for_read()


def to_dlpack_for_write(data: ndarray) -> Any:
    """The same, for an array that is to be written to.

    >>> from mxgrad import np, npx
    >>> npx.from_dlpack(npx.to_dlpack_for_write(np.ones(2)))
    array([1., 1.])
    """
    return data.to_dlpack_for_write()


def waitall() -> None:
    """Wait until everything computed so far is there.

    >>> waitall()
    """
    from mxgrad._registry import current_backend

    current_backend().synchronize()


__getattr__ = missing_attr(__name__)
