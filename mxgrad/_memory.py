"""Keeping freed memory for the next step.

glibc gives a freed array of a few MB back to the system, which must then map and zero the pages again for the
next one: on 10⁶ float32 elements that takes longer than the arithmetic (`benchmarks/` measures it). MXNet kept a
pool of its own; here the allocator, which is NumPy's and PyTorch's, is told to keep what it has.
`MXGRAD_KEEP_MEMORY=0` turns this off.
"""

from __future__ import annotations

import ctypes
import os
import sys

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3  # malloc.h
_KEEP = 256 << 20
_LARGE = 64 << 20


def keep_freed_memory() -> None:
    """Let the C allocator keep up to 256 MB of freed memory; arrays above 64 MB still go back at once."""
    if sys.platform != "linux" or os.environ.get("MXGRAD_KEEP_MEMORY") == "0":
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # glibc; musl and others have none
    if mallopt is not None:
        mallopt(_M_MMAP_THRESHOLD, _LARGE)
        mallopt(_M_TRIM_THRESHOLD, _KEEP)
