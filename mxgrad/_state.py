"""What belongs to a thread (recording, training mode, backend, default dtype), and what the interpreter tells."""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mxgrad.spi import Backend


class _State(threading.local):
    # Class attributes are the defaults of every new thread; reading one costs no lock and no call.
    recording: bool = False
    training: bool = False
    backend: Backend | None = None


STATE = _State()


def counts_references() -> bool:
    """Whether `sys.getrefcount` tells that nobody else holds an object."""
    return sys.implementation.name == "cpython" and getattr(sys, "_is_gil_enabled", lambda: True)()
