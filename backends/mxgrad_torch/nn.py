"""Neural network kernels."""

from __future__ import annotations

from typing import Any

from torch import Tensor

from mxgrad_torch.kernels import KERNELS

_T: Any = Tensor

KERNELS.update({"softmax": _T.softmax, "log_softmax": _T.log_softmax})
