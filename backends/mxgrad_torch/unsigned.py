"""Unsigned integers of 16, 32 and 64 bits, which torch stores and computes next to nothing on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import Tensor

Run = Callable[[list[Any]], Any]

_NARROW = (torch.uint16, torch.uint32)
_LOW = -(2**63)

_MODULAR = frozenset(
    {
        "negative", "square", "invert", "add", "subtract", "multiply", "left_shift", "sum", "prod", "cumsum", "cumprod",
        "flip",
    }
)  # fmt: skip
"""Their 64 bits are the same, signed or not."""
_ORDER = frozenset(
    {
        "less", "less_equal", "greater", "greater_equal", "maximum", "minimum", "fmax", "fmin", "max", "min", "argmax",
        "argmin", "argsort",
    }
)  # fmt: skip
"""They look at the order only, which flipping the highest bit makes that of signed integers."""
_INDICES = frozenset({"argmax", "argmin", "argsort"})


def _clip(x: Any, low: Any, high: Any) -> Any:
    bounds: list[Any] = [None if bound is None else min(max(int(bound), 0), 2**64 - 1) for bound in (low, high)]
    return np.clip(x, *bounds)


_HOST: dict[str, Callable[..., Any]] = {
    "abs": np.abs, "sign": np.sign, "reciprocal": lambda x: np.where(x == 1, x, np.uint64(0)), "clip": _clip,
    "floor_divide": np.floor_divide, "mod": np.mod, "fmod": np.fmod, "power": np.power, "copysign": lambda x, y: x + 0,
    "right_shift": np.right_shift, "gcd": np.gcd, "lcm": np.lcm,
}  # fmt: skip


def compute(name: str, run: Run, operands: list[Any], static: tuple[Any, ...]) -> Any:
    """The operation `name` on operands that torch refuses, of which some are unsigned.

    Raises
    ------
    NotImplementedError
        There is no way around.
    """
    kinds = [t.dtype for t in operands if type(t) is Tensor]
    narrow = next((kind for kind in kinds if kind in _NARROW), None)
    if narrow is not None:  # int64 holds all their values
        return _narrowed(name, run([t.to(torch.int64) if _is(t, narrow) else t for t in operands]), narrow)
    if torch.uint64 not in kinds:
        raise NotImplementedError(f"{name} of {', '.join(map(str, kinds))}")
    if name in _MODULAR:
        return _narrowed(name, run([t.to(torch.int64) if _is(t, torch.uint64) else t for t in operands]), torch.uint64)
    if name in _ORDER:
        found = run([t.view(torch.int64) ^ _LOW if _is(t, torch.uint64) else t for t in operands])
        return found if name in _INDICES or found.dtype is torch.bool else (found ^ _LOW).view(torch.uint64)
    if name in _HOST:
        device = next(t.device for t in operands if type(t) is Tensor)
        hosts = [t.cpu().numpy() if type(t) is Tensor else np.uint64(t) for t in operands]
        with np.errstate(all="ignore"):
            return torch.from_numpy(np.asarray(_HOST[name](*hosts, *static))).to(device)
    raise NotImplementedError(f"{name} of torch.uint64")


def _is(value: Any, kind: torch.dtype) -> bool:
    return type(value) is Tensor and value.dtype is kind


def _narrowed(name: str, found: Tensor, kind: torch.dtype) -> Tensor:
    return found if found.dtype is not torch.int64 or name in _INDICES else found.to(kind)
