"""Random numbers on the host: MXNet's CPU stream, bit for bit, whatever backend then holds the arrays.

``stream()`` is the default stream of a device, ``seed`` starts streams again, ``mode`` chooses between
MXNet's numbers (``"mxnet"``) and those of NumPy's own generator (``"native"``).
"""

from __future__ import annotations

import threading

import numpy as np
from numpy.typing import NDArray

from mxgrad._streams.draws import NativeStream, Stream

__all__ = [
    "MODES",
    "NativeStream",
    "Stream",
    "dropout_factors",
    "dropout_mask",
    "mode",
    "seed",
    "stream",
]

F32 = NDArray[np.float32]

MODES = ("mxnet", "native")

_lock = threading.Lock()
_seed = 0
_mode = "mxnet"
_streams: dict[tuple[str, str, int], Stream] = {}


def _key(device_type: str, device_id: int) -> tuple[str, int]:
    # MXNet keeps one stream for all CPU devices.
    return ("cpu", 0) if device_type.startswith("cpu") else (device_type, device_id)


def stream(device_type: str = "cpu", device_id: int = 0) -> Stream:
    """The default stream of a device, in the current mode."""
    kind, number = _key(device_type, device_id)
    key = (_mode, kind, number)
    found = _streams.get(key)
    if found is None:
        with _lock:
            found = _streams.get(key)
            if found is None:
                found = _streams[key] = (Stream if _mode == "mxnet" else NativeStream)(_seed, number)
    return found


def seed(seed: int, device: tuple[str, int] | None = None) -> None:
    """Start the streams of all devices again from ``seed``, or that of one device ``(type, id)``."""
    global _seed
    if device is not None:
        stream(*device).seed_device(seed, _key(*device)[1])
        return
    with _lock:
        _seed = seed
        for (_, _, number), found in _streams.items():
            found.seed(seed, number)


def dropout_factors(shape: tuple[int, ...], p: float, device: tuple[str, int] = ("cpu", 0)) -> F32:
    """What dropout multiplies with: 0 with probability ``p``, otherwise ``1 / (1 - p)`` in float32."""
    keep = np.float32(1) - np.float32(p)
    return dropout_mask(shape, p, device) * (np.float32(1) / keep)


def dropout_mask(shape: tuple[int, ...], p: float, device: tuple[str, int] = ("cpu", 0)) -> NDArray[np.bool_]:
    """Which elements dropout keeps."""
    return stream(*device).lane_uniform(shape) < np.float32(1) - np.float32(p)


def mode(name: str | None = None) -> str:
    """The mode; with a name, set it and return the one before."""
    global _mode
    before = _mode
    if name is not None:
        if name not in MODES:
            raise ValueError(f"unknown mode {name!r}: use one of {', '.join(MODES)}")
        _mode = name
    return before
