"""The two tensors of an array.

``_handle`` is a plain tensor, which no operation tracks. ``_node`` is the array's tensor in the graph; NULL
stands for variables with grad_req null and what is computed from them alone. Either may be missing: the plain one
of a recorded result is made when it is first asked for. Both share storage and, with it, torch's version counter,
so that a write through the plain one is seen by the graph.
"""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

import torch
from torch import Tensor

from mxgrad.array import ndarray


class _Null:
    """In the graph, and without a gradient."""


NULL = _Null()


def plain(x: ndarray) -> Tensor:
    """The tensor of `x` that nothing tracks."""
    handle = x._handle
    if handle is None:
        handle = x._handle = x._node.detach()
    return handle  # type: ignore[no-any-return]


class tracking(ExitStack):
    """Gradients on, whatever the user's modes are, and these as they were afterwards."""

    def __enter__(self) -> tracking:
        super().__enter__()
        if torch.is_inference_mode_enabled():
            self.enter_context(torch.inference_mode(False))
        self.enter_context(torch.enable_grad())
        return self


def outside_inference() -> Any:
    """A context in which new tensors may become variables."""
    return torch.inference_mode(False)


CONSTANTS: dict[tuple[Any, Any], Tensor] = {}


def constant(value: Any, dtype: Any) -> Tensor:
    """A number as a 0-d tensor, which operations must not hand out.

    Kept for the next time: torch makes one for every number that it is given, which costs as much as a small
    operation.
    """
    key = (value, dtype)
    found = CONSTANTS.get(key)
    if found is None:
        if type(value) is int and dtype.is_floating_point:
            value = float(value)  # beyond 64 bits, too
        with outside_inference():
            found = torch.tensor(value, dtype=dtype, device="cpu")
        # 0.0 and -0.0 are one key; a nan is none.
        if value and value == value:
            if len(CONSTANTS) >= 1024:
                CONSTANTS.clear()
            CONSTANTS[key] = found
    return found


def number_for(value: Any, dtype: Any) -> Any:
    """A number as torch takes it beside tensors of `dtype`: infinite where it is beyond it, which torch refuses."""
    if type(value) is int and (dtype.is_floating_point or dtype.is_complex):
        value = float(value)  # an int may be beyond 64 bits
    if dtype.is_floating_point and abs(value) > torch.finfo(dtype).max:
        return constant(value, dtype).item()
    return int(value) if type(value) is bool else value
