"""A stream: the state of one device's generators, and what can be drawn from it as host arrays."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mxgrad._streams import lanes, poisson, serial
from mxgrad._streams.words import LaneWords, SerialWords

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
Shape = tuple[int, ...]
Take = Callable[[Callable[[Any], Any], Any, Any], Any]

_STANDARD = np.float32(1)
_MAGIC = 127  # MXNet's factor between what the user calls the seed and what the generator is seeded with


class Stream:
    """MXNet's random numbers for one device: a serial generator and a parallel one, seeded together.

    Each method draws once and holds the lock meanwhile, so threads share a stream without mixing their words.

    Examples
    --------
    >>> Stream(seed=3).uniform((2,))
    array([0.58530223, 0.42165753], dtype=float32)
    """

    def __init__(self, seed: int = 0, device_id: int = 0) -> None:
        self._lock = threading.Lock()
        self.seed(seed, device_id)

    def seed(self, seed: int, device_id: int = 0) -> None:
        """Start again from ``seed`` as ``mx.random.seed(seed)`` does."""
        with self._lock:
            self._serial = SerialWords(_MAGIC * seed + device_id)
            self._lanes = LaneWords((_MAGIC * seed + device_id) & 0xFFFFFFFF)

    def seed_device(self, seed: int, device_id: int = 0) -> None:
        """Start again as ``mx.random.seed(seed, ctx)`` does: the serial generator gets the bare seed."""
        with self._lock:
            self._serial = SerialWords(seed)
            self._lanes = LaneWords((_MAGIC * seed + device_id) & 0xFFFFFFFF)

    def uniform(self, shape: Shape) -> F32:
        """Uniform on [0, 1], float32."""
        with self._lock:
            return serial.uniform(self._serial, math.prod(shape)).reshape(shape)

    def uniform_and_one_more(self, shape: Shape) -> F32:
        """Uniform on [0, 1], float32, and one more that nobody sees: so MXNet draws powers."""
        count = math.prod(shape)
        return self.uniform((count + 1,))[:count].reshape(shape)

    def uniform64(self, shape: Shape) -> F64:
        """Uniform on [0, 1], float64."""
        with self._lock:
            return serial.uniform64(self._serial, math.prod(shape)).reshape(shape)

    def normal(self, shape: Shape) -> F32:
        """Standard normal, float32."""
        with self._lock:
            return serial.normal(self._serial, math.prod(shape)).reshape(shape)

    def gamma(self, alpha: Any, shape: Shape, scale: Any = _STANDARD) -> F64:
        """Gamma of shape parameters ``alpha``, float64; ``alpha`` and ``scale`` broadcast to ``shape``."""
        count = math.prod(shape)
        each, factor = (x.reshape(-1) if x.size == 1 else _flat(x, shape, None) for x in (alpha, scale))
        with self._lock:
            return serial.gamma(self._serial, each, factor, count).reshape(shape)

    def remainders(self, limit: int, shape: Shape) -> I64:
        """Words modulo ``limit``."""
        with self._lock:
            return (self._serial.take(math.prod(shape)).astype(np.int64) % limit).reshape(shape)

    def order(self, count: int, ascending: bool) -> I64:
        """A random order of ``range(count)``, by Fisher-Yates upwards or downwards."""
        with self._lock:
            return serial.order(self._serial, count, ascending)

    def places(self, size: int, count: int) -> I64:
        """``count`` different numbers below ``size``."""
        with self._lock:
            return serial.sample_places(self._serial, size, count)

    def randint(self, low: int, high: int, shape: Shape) -> I64:
        """Integers of [low, high)."""
        with self._lock:
            return lanes.randint(self._lanes, low, high, math.prod(shape)).reshape(shape)

    def lane_uniform(self, shape: Shape, wide: bool = False) -> NDArray[np.floating[Any]]:
        """Uniform on [0, 1] from the parallel generators."""
        with self._lock:
            draw = lanes.uniform64 if wide else lanes.uniform
            return draw(self._lanes, math.prod(shape)).reshape(shape)

    def lane_each(self, take: Take, shape: Shape) -> F64:
        """Numbers that take varying counts of uniforms: ``take(uniform, lanes, places)``, a place for each lane."""
        return self._each(lambda draw, own, places: take(draw.uniform, own, places), shape)

    def lane_normal(self, shape: Shape, wide: bool = False) -> NDArray[np.floating[Any]]:
        """Standard normal from the parallel generators."""
        with self._lock:
            draw = lanes.normal64 if wide else lanes.normal
            return draw(self._lanes, math.prod(shape)).reshape(shape)

    def lane_gamma(self, alpha: Any, beta: Any, shape: Shape, wide: bool = False) -> F64:
        """Gamma with shape ``alpha`` and scale ``beta`` from the parallel generators."""
        return self._each(lanes.gamma(_flat(alpha, shape), _flat(beta, shape), wide), shape)

    def lane_poisson(self, lam: Any, shape: Shape) -> F64:
        """Poisson from the parallel generators."""
        given, count = np.asarray(lam, np.float32), math.prod(shape)
        rate = given.reshape(1) if given.size == 1 else _flat(given, shape)
        with self._lock:
            if rate.max(initial=0.0) < poisson.LARGE:
                return poisson.product(self._lanes, rate, count).reshape(shape)
            if rate.size == 1:
                return poisson.rejection(self._lanes, rate[0], count).reshape(shape)
        return self._each(poisson.sampler(lambda draw, own, places: rate[places]), shape)

    def lane_gamma_poisson(self, alpha: Any, beta: Any, shape: Shape) -> F64:
        """Poisson with a gamma rate (``alpha``, scale ``beta``), or ``beta`` if ``alpha`` is infinite."""
        shapes, scales = _flat(alpha, shape), _flat(beta, shape)
        fixed = np.isinf(shapes)
        mixed = lanes.gamma(shapes, scales)

        def rate(draw: lanes.Draw, own: lanes.Places, places: lanes.Places) -> F32:
            found = scales[places]
            varying = np.flatnonzero(~fixed[places])
            found[varying] = mixed(draw, own[varying], places[varying])
            return found

        return self._each(poisson.sampler(rate), shape)

    def _each(self, sampler: lanes.Sampler, shape: Shape) -> F64:
        with self._lock:
            return lanes.each(self._lanes, math.prod(shape), sampler).reshape(shape)


def _flat(value: Any, shape: Shape, dtype: Any = np.float32) -> NDArray[Any]:
    return np.broadcast_to(np.asarray(value, dtype), shape).reshape(-1)


class NativeStream(Stream):
    """The same draws from NumPy's own generator: other numbers, faster."""

    def seed(self, seed: int, device_id: int = 0) -> None:
        with self._lock:
            self._rng = np.random.Generator(np.random.PCG64([seed & 0xFFFFFFFFFFFFFFFF, device_id]))

    seed_device = seed

    def uniform(self, shape: Shape) -> F32:
        with self._lock:
            return self._rng.random(shape, np.float32)

    def uniform64(self, shape: Shape) -> F64:
        with self._lock:
            return self._rng.random(shape)

    def normal(self, shape: Shape) -> F32:
        with self._lock:
            return self._rng.standard_normal(shape, np.float32)

    def gamma(self, alpha: Any, shape: Shape, scale: Any = _STANDARD) -> F64:
        with self._lock:
            return self._rng.standard_gamma(np.asarray(alpha, np.float64), shape) * np.asarray(scale, np.float64)

    def remainders(self, limit: int, shape: Shape) -> I64:
        return self.randint(0, limit, shape)

    def order(self, count: int, ascending: bool) -> I64:
        with self._lock:
            return self._rng.permutation(count)

    def places(self, size: int, count: int) -> I64:
        with self._lock:
            return self._rng.choice(size, count, replace=False)

    def randint(self, low: int, high: int, shape: Shape) -> I64:
        with self._lock:
            return self._rng.integers(low, high, shape)

    def lane_uniform(self, shape: Shape, wide: bool = False) -> NDArray[np.floating[Any]]:
        return self.uniform64(shape) if wide else self.uniform(shape)

    def lane_each(self, take: Take, shape: Shape) -> F64:
        places = np.arange(math.prod(shape))
        return np.asarray(take(lambda own: self.uniform((own.size,)), places, places), np.float64).reshape(shape)

    def lane_normal(self, shape: Shape, wide: bool = False) -> NDArray[np.floating[Any]]:
        with self._lock:
            return self._rng.standard_normal(shape, np.float64 if wide else np.float32)

    def lane_gamma(self, alpha: Any, beta: Any, shape: Shape, wide: bool = False) -> F64:
        return self.gamma(alpha, shape) * np.asarray(beta, np.float64)

    def lane_poisson(self, lam: Any, shape: Shape) -> F64:
        with self._lock:
            return self._rng.poisson(np.asarray(lam), shape).astype(np.float64)

    def lane_gamma_poisson(self, alpha: Any, beta: Any, shape: Shape) -> F64:
        shapes = np.asarray(alpha, np.float64)
        fixed = np.isinf(shapes)
        rate = np.where(fixed, 1.0, self.gamma(np.where(fixed, 1.0, shapes), shape)) * np.asarray(beta)
        return self.lane_poisson(rate, shape)
