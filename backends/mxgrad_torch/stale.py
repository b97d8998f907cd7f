"""Which operation missed a value, after torch has said that one did."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from torch import Tensor

from mxgrad.base import MXNetError
from mxgrad.tape import stale

_NAMES = {
    "mul": "multiply", "div": "divide", "sub": "subtract", "rsub": "subtract", "neg": "negative", "pow": "power",
    "mm": "matmul", "bmm": "matmul", "mv": "matmul", "dot": "matmul", "addmm": "matmul", "remainder": "mod",
    "atan2": "arctan2", "asin": "arcsin", "acos": "arccos", "atan": "arctan", "asinh": "arcsinh",
    "acosh": "arccosh", "atanh": "arctanh", "lgamma": "gammaln", "digamma": "polygamma", "linalg_inv_ex": "inv",
    "linalg_solve_ex": "solve", "linalg_vector_norm": "vector_norm", "amax": "max", "amin": "min", "clamp": "clip",
    "clamp_min": "maximum", "clamp_max": "minimum", "threshold": "maximum", "index": "getitem",
}  # fmt: skip


def overwritten(heads: Sequence[Tensor]) -> MXNetError:
    """The error that names the operation: the first one below `heads` that cannot read what it saved."""
    seen: set[Any] = set()
    stack = [head.grad_fn for head in heads]
    while stack:
        node = stack.pop()
        if node is None or node in seen:
            continue
        seen.add(node)
        if _unreadable(node):
            return stale(_name(node))
        stack.extend(parent for parent, _ in node.next_functions)
    return stale("backward")


def _unreadable(node: Any) -> bool:
    for name in dir(node):
        if name.startswith("_saved_") or name == "saved_tensors":  # of torch's functions, of ours
            try:
                getattr(node, name)
            except RuntimeError as error:
                if "modified by an inplace operation" in str(error):
                    return True
    return False


def _name(node: Any) -> str:
    name = re.sub(r"Backward\d*$", "", node.name())
    plain = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
    return _NAMES.get(plain, plain)
