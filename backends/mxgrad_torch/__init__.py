"""mxgrad on PyTorch: the backend `torch`."""

from __future__ import annotations

from mxgrad_torch import elementwise, factorisations, index, linalg, nans, nn, reduce, shape
from mxgrad_torch.engine import TorchBackend

__all__ = [
    "TorchBackend",
    "backend",
    "elementwise",
    "factorisations",
    "index",
    "linalg",
    "nans",
    "nn",
    "reduce",
    "shape",
]


def backend() -> TorchBackend:
    """The backend `torch`."""
    return TorchBackend()
