"""The distributions that MXNet draws, one after another, from its serial generator.

Functions here take a `SerialWords` and a count and return flat host arrays. Each says in which precision
MXNet 1.9.1 computes, since that decides the last bit.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from mxgrad._streams.expf import powf
from mxgrad._streams.logf import logf
from mxgrad._streams.words import SerialWords

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]
Shapes = NDArray[np.floating[Any]]
I64 = NDArray[np.int64]

_UNIT: Final = np.float32(2.0**-32)
_TWO: Final = np.float32(2)
_ONE: Final = np.float32(1)
_BELOW_ONE: Final = np.nextafter(np.float32(1), np.float32(0))
_WORD: Final = 2.0**32
_LIMITS: Final = 1 << 13  # likewise, where one rejection makes the rest of them new
_LARGEST: Final = 2.0**32 - 1.0
_FEW: Final = 64  # so many steps of a shuffle are taken one by one
_STEPS: Final = 2048
_TURNS: Final = np.arange(_STEPS, dtype=np.int16)
_CHUNK: Final = 1 << 15  # pairs at a time: the intermediate arrays stay in the cache


def uniform(words: SerialWords, count: int) -> F32:
    """A word over 2**32, both in float32, kept below 1 as MXNet 2.0 does (in 1.9.1 it can be 1)."""
    return unit(words.take(count))


def unit(words: NDArray[np.uint32]) -> F32:
    """Words as float32 numbers of [0, 1)."""
    u = words.astype(np.float32)
    u *= _UNIT
    return np.minimum(u, _BELOW_ONE, out=u)


def uniform64(words: SerialWords, count: int) -> F64:
    """Two words make a float64, the first one the low half."""
    return _pairs64(words.take(2 * count))


def _pairs64(words: NDArray[np.uint32]) -> F64:
    both: F64 = words[1::2].astype(np.float64)
    both *= _WORD
    both += words[0::2]
    both *= 1.0 / _WORD / _WORD
    return both


def normal(words: SerialWords, count: int) -> F32:
    """Marsaglia's polar method in float32 as in libstdc++; the spare number of an odd count is lost."""
    out = np.empty((count + 1) // 2 * 2, np.float32)
    done = 0
    while done < out.size:
        need = (out.size - done) // 2
        tries = min(_candidates(need), _CHUNK)
        points = words.peek(2 * tries).astype(np.float32)
        points *= _TWO * _UNIT
        points -= _ONE
        x, y = points[0::2], points[1::2]
        r: F32 = x * x
        r += y * y
        kept = np.flatnonzero((r <= 1) & (r != 0))[:need]
        words.advance(2 * (int(kept[-1]) + 1 if kept.size == need else tries))
        r = r[kept]
        factor = np.sqrt(-_TWO * logf(r) / r)
        np.multiply(y[kept], factor, out=out[done : done + 2 * kept.size : 2])
        np.multiply(x[kept], factor, out=out[done + 1 : done + 2 * kept.size : 2])
        done += 2 * kept.size
    return out[:count]


def normal64(words: SerialWords, count: int) -> F64:
    """The same in float64, four words for a pair of candidates."""
    out = np.empty((count + 1) // 2 * 2)
    done = 0
    while done < out.size:
        need = (out.size - done) // 2
        tries = min(_candidates(need), _CHUNK)
        points = 2.0 * _pairs64(words.peek(4 * tries)) - 1.0
        x, y = points[0::2], points[1::2]
        r = x * x + y * y
        kept = np.flatnonzero((r <= 1) & (r != 0))[:need]
        words.advance(4 * (int(kept[-1]) + 1 if kept.size == need else tries))
        r = r[kept]
        factor = np.sqrt(-2.0 * np.log(r) / r)
        out[done : done + 2 * kept.size : 2] = y[kept] * factor
        out[done + 1 : done + 2 * kept.size : 2] = x[kept] * factor
        done += 2 * kept.size
    return out[:count]


def _candidates(need: int) -> int:
    """How many points of the square to try for ``need`` points in the disc; mostly enough at once."""
    return int(need * 1.2733 + 2.5 * need**0.5) + 4


def below(words: SerialWords, limits: range) -> I64:
    """One integer below each limit by libstdc++'s rejection: whole multiples of the limit only."""
    out = np.empty(len(limits), np.int64)
    done = 0
    while done < out.size:
        some = limits[done : done + _LIMITS]
        limit = np.arange(some.start, some.stop, some.step, dtype=np.float64)
        # Quotients of numbers below 2**32 are that far from the next integer that their float64 have the right floor.
        scale = np.floor(_LARGEST / limit)
        found = words.peek(limit.size) / scale
        np.floor(found, out=found)
        rejected = found >= limit
        good = int(rejected.argmax()) if rejected.any() else limit.size
        out[done : done + good] = found[:good]
        words.advance(good + (good < limit.size))
        done += good
    return out


def order(words: SerialWords, count: int, ascending: bool) -> I64:
    """The order in which a Fisher-Yates shuffle leaves ``arange(count)``; MXNet goes up vectors, down rows.

    Going down with the same partners undoes going up. Of some hundreds of steps nearly all touch places that no other
    one touches: they are taken at once, and the others one by one.
    """
    if count < 2:
        return np.arange(count, dtype=np.int64)
    partner = np.empty(count, np.int64)
    partner[0] = 0
    if ascending:
        partner[1:] = below(words, range(2, count + 1))
    else:
        partner[:0:-1] = below(words, range(count, 1, -1))
    found, seen = np.arange(count), np.zeros(count, np.int16)
    start = min(count, _FEW)
    _swap(found, range(start), partner[:start])
    while start < count:
        stop = min(count, start + min(start // 16, _STEPS))
        other = partner[start:stop]
        alike = _sharing(seen, other, start)
        places = np.concatenate((alike + start, other[alike]))
        before = found[places]
        taken = found[other]
        found[other] = found[start:stop]
        found[start:stop] = taken
        found[places] = before
        _swap(found, (alike + start).tolist(), other[alike])
        start = stop
    if ascending:
        return found
    inverse = np.empty_like(found)
    inverse[found] = np.arange(count)
    return inverse


def _sharing(seen: NDArray[np.int16], other: I64, start: int) -> NDArray[np.intp]:
    """Which of the steps from ``start`` on touch a place that another one touches, too; ``seen`` is for notes."""
    turn = _TURNS[: other.size]
    seen[other] = turn
    shared = seen[other] != turn  # with a later step
    if shared.any():
        seen[other[::-1]] = turn[::-1]
        shared |= seen[other] != turn  # with an earlier one
    inside = other >= start
    if inside.any():
        shared |= inside
        shared[other[inside] - start] = True
    return np.flatnonzero(shared)


def _swap(found: I64, places: Iterable[int], others: I64) -> None:
    for i, j in zip(places, others.tolist(), strict=True):
        found[i], found[j] = found[j], found[i]


def sample_places(words: SerialWords, size: int, count: int) -> I64:
    """``count`` of ``size`` places without replacement by reservoir sampling, as MXNet: not in random order.

    A reservoir holds those taken or, if fewer are taken than left, those left: then what it loses is taken.
    """
    left = size - count
    small = 2 * count < size
    kept = left if small else count
    arriving = np.arange(kept, size, dtype=np.int64)
    word, limit = words.take(arriving.size).astype(np.float64), arriving + 1.0
    place = (word - np.floor(word / limit) * limit).astype(np.int64)  # exact: see `below`
    hit = place < kept
    if not small:
        reservoir = np.arange(kept, dtype=np.int64)
        reservoir[place[hit]] = arriving[hit]  # the last one to arrive at a place stays
        return reservoir
    taken = arriving.copy()
    where, who = place[hit], arriving[hit]
    by_place = np.sort((where << 32) | np.arange(where.size)) & 0xFFFFFFFF  # much faster than a stable argsort
    found = where.copy()
    same = where[by_place][1:] == where[by_place][:-1]
    found[by_place[1:][same]] = who[by_place[:-1][same]]
    taken[hit] = found
    return taken


def gamma(words: SerialWords, alpha: Shapes, scale: Shapes, count: int) -> F64:
    """Marsaglia and Tsang's method in float64, acceptance tested with uniforms rounded to float32.

    MXNet draws all candidates anew until the last number has been accepted, keeping the accepted ones.
    ``alpha`` and ``scale`` have ``count`` elements or one; shapes below 1 take a boost of ``u ** (1 / alpha)``,
    which is a ``powf`` there and comes after the scale.
    """
    shape = np.broadcast_to(alpha.astype(np.float64), (count,))
    factor = np.broadcast_to(scale.astype(np.float64), (count,))
    boosted = shape < 1.0
    d = np.where(boosted, shape + 2.0 / 3.0, shape - 1.0 / 3.0)
    k = np.sqrt(9.0 * d)
    c = 1.0 / k
    exponent = np.broadcast_to((1 / alpha).astype(np.float32), (count,))
    out = np.empty(count)
    open_ = np.arange(count)
    while open_.size:
        u = uniform64(words, 2 * count).astype(np.float32)
        z = normal64(words, 2 * count)[0::2][open_]
        x = 1.0 + c[open_] * z
        v = x * x * x
        with np.errstate(invalid="ignore", divide="ignore"):
            limit = 0.5 * z * z + d[open_] * (1.0 - v + np.log(v))
            accepted = (z > -k[open_]) & (np.log(u[0::2][open_].astype(np.float64)) < limit)
        chosen = open_[accepted]
        value = d[chosen] * v[accepted]
        value *= factor[chosen]
        low = boosted[chosen]
        if low.any():
            value[low] *= powf(u[1::2][chosen[low]], exponent[chosen[low]])
        out[chosen] = value
        open_ = open_[~accepted]
    return out
