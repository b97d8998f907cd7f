"""Poisson numbers from MXNet's parallel generators: Knuth's product below a rate of 12, else rejection from Cauchy's.

Each number takes as many words as it needs. `sampler` draws one number for all lanes at a time, and waits for the
slowest; `product` and `rejection` let each lane go its own way, a word of each at a time, and are much faster.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from mxgrad._streams.lanes import Draw, Places, Sampler, runs_of
from mxgrad._streams.serial import unit
from mxgrad._streams.words import LaneWords

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]

LARGE: Final = 12
"""The rate from which on MXNet rejects."""
_BATCH: Final = 512  # words of a lane, so that what it gives back stays within a block
_log_gamma = np.vectorize(math.lgamma, otypes=[np.float64])


def sampler(rate: Callable[[Draw, Places, Places], NDArray[np.floating[Any]]]) -> Sampler:
    """Of any rates, which may be drawn themselves."""

    def sample(draw: Draw, lanes: Places, places: Places) -> F64:
        lam = rate(draw, lanes, places).astype(np.float32)
        out = np.zeros(lanes.size)
        _few(draw, lanes, lam, np.flatnonzero(lam < LARGE), out)
        _many(draw, lanes, lam, np.flatnonzero(lam >= LARGE), out)
        return out

    return sample


def _few(draw: Draw, lanes: Places, lam: F32, open_: Places, out: F64) -> None:
    product = draw.uniform(lanes[open_])
    threshold = _threshold(lam[open_])
    going = product > threshold
    while going.any():
        open_, product, threshold = open_[going], product[going], threshold[going]
        out[open_] += 1
        product = product * draw.uniform(lanes[open_])
        going = product > threshold


def _threshold(lam: F32) -> F32:
    return np.exp(-lam.astype(np.float64)).astype(np.float32)


def _many(draw: Draw, lanes: Places, lam: F32, open_: Places, out: F64) -> None:
    envelope = _Envelope(lam)
    while open_.size:
        em, y = envelope.proposed(draw.uniform(lanes[open_]), open_)
        able = em >= 0
        tried = open_[able]
        accepted = draw.uniform(lanes[tried]) <= envelope.bound(np.floor(em[able]), y[able], tried)
        out[tried[accepted]] = np.floor(em[able][accepted])
        still = np.ones(open_.size, bool)
        still[np.flatnonzero(able)[accepted]] = False
        open_ = open_[still]


class _Envelope:
    """Cauchy's distribution over that of Poisson, for an array of rates or for one."""

    def __init__(self, lam: F32) -> None:
        wide = lam.astype(np.float64)
        self._lam = lam
        self._root = np.sqrt(2.0 * wide).astype(np.float32)
        self._logarithm = np.log(np.maximum(wide, 1e-30)).astype(np.float32)
        with np.errstate(all="ignore"):
            self._g = (lam * self._logarithm - _log_gamma(wide + 1.0)).astype(np.float32) if lam.size else lam

    def proposed(self, u: F32, which: Any) -> tuple[F32, F32]:
        """A number, not yet rounded, and its place in Cauchy's standard distribution."""
        y = np.tan(np.pi * u.astype(np.float64)).astype(np.float32)
        return self._root[which] * y + self._lam[which], y

    def bound(self, em: F32, y: F32, which: Any) -> F64:
        """What a uniform number must not exceed."""
        bound: Any = em * self._logarithm[which] - _log_factorial(em) - self._g[which]
        found: F64 = 0.9 * (1.0 + y * y) * np.exp(bound)
        return found


def _log_factorial(n: F32) -> F64:
    """The logarithms of factorials: from a table, except far out or where there are few."""
    if n.size < _TABLE:
        return np.asarray(_log_gamma(n.astype(np.float64) + 1.0))
    far = n >= _TABLE
    if not _table:
        _table.append(np.array([math.lgamma(k + 1.0) for k in range(_TABLE)]))
    found = _table[0][np.where(far, 0, n).astype(np.intp)]
    found[far] = _log_gamma(n[far].astype(np.float64) + 1.0)
    return found


_TABLE: Final = 4096
_table: list[F64] = []


def product(words: LaneWords, rates: F32, count: int) -> F64:
    """Of rates below `LARGE`, an array of ``count`` or one."""
    out, limits = np.empty(count), _threshold(np.append(rates, rates[-1:]))
    going = _Going(words, count, float(rates.max(initial=0.0)) + 1.0)
    varying = rates.size > 1
    value = np.ones(going.lanes.size, np.float32)
    begun = np.zeros(going.lanes.size, np.intp)  # words of the number that a batch has not finished
    while going.lanes.size:
        u = np.ascontiguousarray(unit(going.words()).T)
        ready = np.empty(u.shape, bool)
        place, limit = going.place.copy(), limits[going.place if varying else 0]
        for factor, at in zip(u, ready, strict=True):
            value *= factor
            np.less_equal(value, limit, out=at)
            value[at] = 1.0
            if varying:
                which = np.flatnonzero(at)
                place[which] += 1
                limit[which] = limits[np.minimum(place[which], count)]
        lane, at, first = going.found(ready.T)
        before = np.empty_like(at)
        before[1:] = at[:-1]
        before[first] = -1 - begun[lane[first]]
        going.store(out, lane, at, first, at - before - 1, 1)
        begun += going.width
        last = np.append(first[1:], lane.size) - 1
        begun[lane[last]] = going.width - 1 - at[last]
        kept = going.next()
        value, begun = value[kept], begun[kept]
    return out


def rejection(words: LaneWords, rate: np.float32, count: int) -> F64:
    """Of one rate from `LARGE` on."""
    out, envelope = np.empty(count), _Envelope(np.asarray([rate]))
    going = _Going(words, count, 2.8)
    while going.lanes.size:
        u = unit(going.words())
        em, y = envelope.proposed(u, 0)
        np.floor(em, out=em)
        able = em >= 0
        accepted = able.copy()
        accepted[:, -1] = False  # the last word is looked at with the one after it
        with np.errstate(all="ignore"):
            bound = envelope.bound(np.maximum(em[:, :-1], 0), y[:, :-1], 0)
        accepted[:, :-1] &= u[:, 1:] <= bound
        visited, at = _tries(able)
        lane, place, first = going.found(accepted & visited)
        going.used[:] = at
        going.store(out, lane, place, first, em[lane, place], 2)
        going.next()
    return out


def _tries(able: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], Places]:
    """Where a try begins, in rows of words of which a try takes two if ``able`` and else one; where the next would."""
    width = able.shape[1]
    stride = able.reshape(-1) + np.intp(1)
    visited = np.zeros(able.size, bool)
    base = np.arange(able.shape[0]) * width
    at, ends = base.copy(), base + width - 1
    while (moving := at < ends).any():
        here = at[moving]
        visited[here] = True
        at[moving] = here + stride[here]
    return visited.reshape(able.shape), at - base


class _Going:
    """The lanes that still have numbers to make, and where these go."""

    def __init__(self, words: LaneWords, count: int, words_each: float) -> None:
        runs = runs_of(count)
        runs = runs[runs > 0]
        self._words = words
        self._each = words_each
        self.lanes = np.arange(runs.size)
        self._end = np.cumsum(runs)
        self.place = self._end - runs
        self.width = 0
        self.used = runs

    def words(self) -> NDArray[np.uint32]:
        """A batch of words for each lane."""
        left = int((self._end - self.place).max())
        self.width = min(_BATCH, int(left * self._each * 1.05 + 4 * left**0.5) + 4)
        self.used = np.full(self.lanes.size, self.width)
        return self._words.take(self.lanes, self.used)

    def found(self, ready: NDArray[np.bool_]) -> tuple[Places, Places, Places]:
        """Lanes and places where numbers are ready, no more than are wanted; the first one of each lane."""
        lane, at = np.nonzero(np.ascontiguousarray(ready))
        first = np.flatnonzero(np.diff(lane, prepend=-1))
        rank = np.arange(lane.size) - np.repeat(first, np.diff(first, append=lane.size))
        wanted = rank < (self._end - self.place)[lane]
        lane, at = lane[wanted], at[wanted]
        return lane, at, np.flatnonzero(np.diff(lane, prepend=-1))

    def store(self, out: F64, lane: Places, at: Places, first: Places, values: NDArray[Any], words: int) -> None:
        """Put the numbers where they go; a lane that has its last goes on behind the words that this one took."""
        counts = np.diff(first, append=lane.size)
        rank = np.arange(lane.size) - np.repeat(first, counts)
        out[self.place[lane] + rank] = values
        self.place[lane[first]] += counts
        last = first + counts - 1
        over = self.place[lane[last]] == self._end[lane[last]]
        self.used[lane[last[over]]] = at[last[over]] + words

    def next(self) -> NDArray[np.bool_]:
        """Give back what was not used; which lanes go on."""
        self._words.give_back(self.lanes, self.width - self.used)
        kept = self.place < self._end
        self.lanes, self.place, self._end = self.lanes[kept], self.place[kept], self._end[kept]
        return kept
