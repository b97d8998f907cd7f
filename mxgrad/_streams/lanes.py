"""The distributions that MXNet draws from its parallel generators: dropout, ``randint`` and ``mx.random``.

``count`` numbers are cut into runs of equal length, at least 64 long, one run per lane. Numbers that need a
varying count of words are drawn for all lanes at once, place by place.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from mxgrad._streams.logf import logf
from mxgrad._streams.serial import unit
from mxgrad._streams.words import LANES, LaneWords

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]
I64 = NDArray[np.int64]
Places = NDArray[np.intp]

_LEAST_RUN: Final = 64
_MOST_PAIRS: Final = 512  # so that what a lane gives back stays within a block
_CHUNK: Final = 1 << 15  # numbers at a time: the intermediate arrays stay in the cache
_UNIT: Final = np.float32(2.0**-32)


def runs_of(count: int) -> Places:
    """How many numbers each lane makes."""
    lanes = min(-(-count // _LEAST_RUN), LANES)
    step = -(-count // max(lanes, 1))
    start = np.arange(lanes, dtype=np.intp) * step
    return np.clip(count - start, 0, step)


def _raw(words: LaneWords, count: int, each: int) -> NDArray[np.uint32]:
    runs = runs_of(count)
    rows = words.take(np.arange(runs.size), runs * each)
    return rows.reshape(-1)[: count * each]  # only the last runs are short


def uniform(words: LaneWords, count: int) -> F32:
    """A word over 2**32 in float32, below 1."""
    return unit(_raw(words, count, 1))


def randint(words: LaneWords, low: int, high: int, count: int) -> I64:
    """A 63-bit number of two words, reduced by C's remainder."""
    raw = _raw(words, count, 2)
    span = high - low
    if span < 2**63:
        out = np.empty(count, np.int64)
        for start in range(0, count, _CHUNK):
            part = out[start : start + _CHUNK]
            part[:] = raw[2 * start : 2 * (start + _CHUNK) : 2]
            part <<= 31
            part += raw[2 * start + 1 : 2 * (start + _CHUNK) : 2]
            part -= part // span * span  # much faster than a remainder: all quotients are by one number
            part += low
        return out
    # MXNet's 63 bits, and its signed remainder, cannot do this: all 64 bits then.
    wide = raw.astype(np.uint64)
    full = (wide[0::2] << np.uint64(32)) + wide[1::2]
    if span < 2**64:
        full %= np.uint64(span)
    return (full + np.uint64(low % 2**64)).view(np.int64)


def normal(words: LaneWords, count: int) -> F32:
    """The polar method in float32, one number for each accepted pair: the spare is never used here."""
    runs = runs_of(count)
    lanes = np.arange(runs.size)
    r = np.empty((runs.size, int(runs.max(initial=0))), np.float32)
    y = np.empty_like(r)
    done = np.zeros(runs.size, np.intp)
    while (done < runs).any():
        need = np.minimum(runs - done, _MOST_PAIRS)
        tries = np.where(need > 0, (need * 1.2733 + 2.0 * np.sqrt(need)).astype(np.intp) + 2, 0)
        points = words.take(lanes, 2 * tries).astype(np.float32)
        points *= np.float32(2) * _UNIT
        points -= np.float32(1)
        px, py = points[:, 0::2], points[:, 1::2]
        square = px * px
        square += py * py
        accepted = square <= 1
        accepted &= square != 0
        if int(tries.min()) < square.shape[1]:
            accepted &= np.arange(square.shape[1]) < tries[:, None]
        rank = np.cumsum(accepted, axis=1, dtype=np.int32)
        used = np.where(rank[:, -1] >= need, (rank < need[:, None]).sum(axis=1) + 1, tries)
        accepted &= rank <= need[:, None]
        got = np.minimum(rank[:, -1], need)
        if (got == got[0]).all() and (done == done[0]).all():  # mostly, and then rows are filled side by side
            filled = slice(int(done[0]), int(done[0] + got[0]))
            r[:, filled] = square[accepted].reshape(runs.size, -1)
            y[:, filled] = py[accepted].reshape(runs.size, -1)
        else:
            row, column = np.nonzero(accepted)
            place = done[row] + rank[row, column] - 1
            r[row, place] = square[row, column]
            y[row, place] = py[row, column]
        words.give_back(lanes, 2 * (tries - np.minimum(used, tries)))
        done += got
    full = np.arange(r.shape[1]) < runs[:, None]
    r, y = r[full], y[full]
    for start in range(0, count, _CHUNK):
        part = slice(start, start + _CHUNK)
        y[part] *= np.sqrt(np.float32(-2) * logf(r[part]) / r[part])
    return y


class Draw:
    """One number at a time for a set of lanes."""

    def __init__(self, words: LaneWords) -> None:
        self._words = words

    def uniform(self, lanes: Places) -> F32:
        if not lanes.size:
            return np.empty(0, np.float32)
        return unit(self._words.take(lanes, np.ones(lanes.size, np.intp))[:, 0])

    def normal(self, lanes: Places) -> F32:
        r, y = np.empty(lanes.size, np.float32), np.empty(lanes.size, np.float32)
        open_ = np.arange(lanes.size)
        while open_.size:
            point = self._words.take(lanes[open_], np.full(open_.size, 2)).astype(np.float32)
            point = point * (np.float32(2) * _UNIT) - np.float32(1)
            square = point[:, 0] * point[:, 0] + point[:, 1] * point[:, 1]
            accepted = (square <= 1) & (square != 0)
            chosen = open_[accepted]
            r[chosen], y[chosen] = square[accepted], point[accepted, 1]
            open_ = open_[~accepted]
        return np.asarray(y * np.sqrt(np.float32(-2) * logf(r) / r), np.float32)

    def uniform64(self, lanes: Places) -> F64:
        if not lanes.size:
            return np.empty(0)
        words = self._words.take(lanes, np.full(lanes.size, 2)).astype(np.float64)
        return (words[:, 0] + words[:, 1] * 2.0**32) * 2.0**-64

    def normal64(self, lanes: Places) -> F64:
        r, y = np.empty(lanes.size), np.empty(lanes.size)
        open_ = np.arange(lanes.size)
        while open_.size:
            px = 2.0 * self.uniform64(lanes[open_]) - 1.0
            py = 2.0 * self.uniform64(lanes[open_]) - 1.0
            square = px * px + py * py
            accepted = (square <= 1) & (square != 0)
            chosen = open_[accepted]
            r[chosen], y[chosen] = square[accepted], py[accepted]
            open_ = open_[~accepted]
        return y * np.sqrt(-2.0 * np.log(r) / r)


Sampler = Callable[[Draw, Places, Places], NDArray[np.floating[Any]]]


def each(words: LaneWords, count: int, sampler: Sampler) -> F64:
    """``count`` numbers by a sampler that is given the lanes that draw and the places that they draw for."""
    runs = runs_of(count)
    step = int(runs.max(initial=0))
    out = np.empty(count)
    draw = Draw(words)
    for turn in range(step):
        lanes = np.flatnonzero(runs > turn)
        places = lanes * step + turn
        out[places] = sampler(draw, lanes, places)
    return out


def uniform64(words: LaneWords, count: int) -> F64:
    """Two words make a float64."""
    return each(words, count, lambda draw, lanes, places: draw.uniform64(lanes))


def normal64(words: LaneWords, count: int) -> F64:
    """The polar method in float64."""
    return each(words, count, lambda draw, lanes, places: draw.normal64(lanes))


def gamma(alpha: F32, beta: F32, wide: bool = False) -> Sampler:
    """Marsaglia and Tsang's method in float32 or float64; shapes ``alpha`` and scales ``beta``, one per place."""
    kind: Any = np.float64 if wide else np.float32
    one = kind(1)

    def sample(draw: Draw, lanes: Places, places: Places) -> NDArray[np.floating[Any]]:
        normal: Any = draw.normal64 if wide else draw.normal
        uniform: Any = draw.uniform64 if wide else draw.uniform
        a, scale = alpha[places], beta[places]
        d = (a.astype(np.float64) + np.where(a < 1, 2.0 / 3.0, -1.0 / 3.0)).astype(kind)
        k = np.sqrt(9.0 * d.astype(np.float64)).astype(kind)
        c = one / k
        out: NDArray[np.floating[Any]] = np.empty(lanes.size, kind)
        open_ = np.arange(lanes.size)
        while open_.size:
            z: Any = normal(lanes[open_])
            able = z > -k[open_]
            open_able, z = open_[able], z[able]
            x = one + c[open_able] * z
            v = x * x * x
            u = uniform(lanes[open_able]).astype(np.float64)
            with np.errstate(divide="ignore"):
                limit = 0.5 * z * z + d[open_able] * (1.0 - v + np.log(v.astype(np.float64)))
                accepted = np.log(1.0 - u) < limit
            chosen = open_able[accepted]
            out[chosen] = d[chosen] * v[accepted] * scale[chosen]
            still = np.ones(open_.size, bool)
            still[np.flatnonzero(able)[accepted]] = False
            open_ = open_[still]
        low = np.flatnonzero(a < 1)
        if low.size:
            exponent = (1.0 / a[low].astype(np.float64)).astype(kind)
            out[low] = out[low] * uniform(lanes[low]).astype(np.float64) ** exponent.astype(np.float64)
        return out

    return sample
