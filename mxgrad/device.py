"""MXNet 2's name for `mxgrad.context`: a `Device` is a `Context`."""

from mxgrad.context import (
    Device,
    cpu,
    cpu_pinned,
    current_device,
    gpu,
    gpu_memory_info,
    num_gpus,
)

__all__ = ["Device", "cpu", "cpu_pinned", "current_device", "gpu", "gpu_memory_info", "num_gpus"]
