"""The raw 32-bit words of ``std::mt19937``: one serial generator, and the 1024 lanes of the parallel one.

Everything random in mxgrad is computed from these words, so they have to arrive in exactly the order in which
MXNet would consume them, rejected candidates included.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint32]

BLOCK = 624  # words that the Mersenne twister makes at a time
LANES = 1024  # generators behind MXNet's parallel stream
_REFILL = 1024
_GROUPS = 8
_ROWS = 32  # lanes renewed at a time: the intermediate arrays stay in the cache
_LONG = 12  # words

_UPPER, _LOWER = np.uint32(0x80000000), np.uint32(0x7FFFFFFF)
_MATRIX = np.uint32(0x9908B0DF)
_ONE = np.uint32(1)
_THIRTY, _SEEDING = np.uint32(30), np.uint32(1812433253)


class SerialWords:
    """One ``std::mt19937``, read through a buffer so that words can be looked at before they are consumed.

    Examples
    --------
    >>> [int(w) for w in SerialWords(5489).take(2)]
    [3499211612, 581869302]
    """

    __slots__ = ("_buffer", "_position", "_source")

    def __init__(self, seed: int) -> None:
        # With an integer seed NumPy's legacy generator uses init_genrand, which the C++ standard prescribes.
        self._source = np.random.RandomState(seed & 0xFFFFFFFF)
        self._buffer: Words = np.empty(0, np.uint32)
        self._position = 0

    def peek(self, count: int) -> Words:
        """The next ``count`` words, not yet consumed."""
        missing = self._position + count - self._buffer.size
        if missing > 0:
            fresh = self._source.randint(0, 2**32, max(missing, _REFILL), dtype=np.uint32)
            rest = self._buffer[self._position :]
            self._buffer = np.concatenate((rest, fresh)) if rest.size else fresh
            self._position = 0
        return self._buffer[self._position : self._position + count]

    def advance(self, count: int) -> None:
        """Consume ``count`` words that :meth:`peek` has shown."""
        self._position += count

    def take(self, count: int) -> Words:
        """The next ``count`` words, consumed."""
        found = self.peek(count)
        self._position += count
        return found


def _twist(state: Words) -> Words:
    """The next block of every row of ``state`` (lanes, 624)."""
    mixed = state[:, :-1] & _UPPER
    mixed |= state[:, 1:] & _LOWER
    odd = mixed & _ONE
    odd *= _MATRIX
    mixed >>= _ONE
    mixed ^= odd
    new = np.empty_like(state)
    # Word k needs word k + 397: an old one for the first 227 and, after that, the new one 227 places back.
    np.bitwise_xor(state[:, 397:], mixed[:, :227], out=new[:, :227])
    np.bitwise_xor(new[:, :227], mixed[:, 227:454], out=new[:, 227:454])
    np.bitwise_xor(new[:, 227:396], mixed[:, 454:], out=new[:, 454:623])
    last = (state[:, 623] & _UPPER) | (new[:, 0] & _LOWER)
    new[:, 623] = new[:, 396] ^ (last >> _ONE) ^ ((last & _ONE) * _MATRIX)
    return new


def _temper(state: Words) -> Words:
    word = state ^ (state >> np.uint32(11))
    word ^= (word << np.uint32(7)) & np.uint32(0x9D2C5680)
    word ^= (word << np.uint32(15)) & np.uint32(0xEFC60000)
    word ^= word >> np.uint32(18)
    return word


class LaneWords:
    """1024 generators seeded ``seed``, ``seed + 1`` ...: MXNet's parallel stream.

    A draw of many numbers is cut into one run per lane; each lane goes on where its last run ended.
    The previous block of each lane is kept so that words can be given back.
    """

    __slots__ = ("_blocks", "_position", "_seed", "_state")

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._position: NDArray[np.intp] = np.empty(0, np.intp)  # none open yet

    def _start(self) -> None:
        """Seed all lanes as ``std::mt19937(seed)`` does, side by side."""
        columns = np.empty((BLOCK, LANES), np.uint32)
        word = np.arange(self._seed, self._seed + LANES).astype(np.uint32)
        for k in range(BLOCK):
            columns[k] = word
            word = (word ^ (word >> _THIRTY)) * _SEEDING + np.uint32(k + 1)
        self._state: Words = np.ascontiguousarray(columns.T)
        self._blocks: Words = np.empty((LANES, 2 * BLOCK), np.uint32)  # the previous, then the current one
        self._position = np.full(LANES, BLOCK, np.intp)

    def _renew(self, lanes: NDArray[np.intp]) -> None:
        first, last = int(lanes[0]), int(lanes[-1])
        parts: list[slice | NDArray[np.intp]] = [lanes]
        if last - first + 1 == lanes.size:  # mostly neighbours run out together, and then views do
            parts = [slice(low, min(low + _ROWS, last + 1)) for low in range(first, last + 1, _ROWS)]
        for rows in parts:
            state = _twist(self._state[rows])
            self._state[rows] = state
            self._blocks[rows, :BLOCK] = self._blocks[rows, BLOCK:]
            self._blocks[rows, BLOCK:] = _temper(state)
            self._position[rows] = 0

    def take(self, lanes: NDArray[np.intp], counts: NDArray[np.intp]) -> Words:
        """The next ``counts[k]`` words of lane ``lanes[k]``, one row each, the rows filled up with zeros."""
        if not self._position.size:
            self._start()
        out = np.zeros((lanes.size, int(counts.max(initial=0))), np.uint32)
        done = np.zeros(lanes.size, np.intp)
        while True:
            left = counts - done
            used_up = lanes[(left > 0) & (self._position[lanes] == BLOCK)]
            if used_up.size:
                self._renew(used_up)
            start = self._position[lanes]
            run = np.minimum(BLOCK - start, left)
            if not run.any():
                return out
            self._copy(out, lanes, start + BLOCK, done, run)
            done += run
            self._position[lanes] = start + run

    def _copy(
        self,
        out: Words,
        lanes: NDArray[np.intp],
        start: NDArray[np.intp],
        done: NDArray[np.intp],
        run: NDArray[np.intp],
    ) -> None:
        key = np.stack((start, done, run, lanes - np.arange(lanes.size)))
        edges = np.flatnonzero((key[:, 1:] != key[:, :-1]).any(axis=0)) + 1
        if edges.size < _GROUPS:  # neighbouring lanes mostly stand at the same place: copy whole rectangles
            for low, high in zip([0, *edges.tolist()], [*edges.tolist(), lanes.size], strict=True):
                s, d, r, lane = int(start[low]), int(done[low]), int(run[low]), int(lanes[low])
                out[low:high, d : d + r] = self._blocks[lane : lane + high - low, s : s + r]
            return
        if int(run.sum()) > _LONG * lanes.size:  # lane by lane: a run is copied faster than its indices are made
            for k, (lane, s, d, r) in enumerate(zip(*map(np.ndarray.tolist, (lanes, start, done, run)), strict=True)):
                out[k, d : d + r] = self._blocks[lane, s : s + r]
            return
        row, column = np.nonzero(np.arange(int(run.max())) < run[:, None])
        out[row, done[row] + column] = self._blocks[lanes[row], start[row] + column]

    def give_back(self, lanes: NDArray[np.intp], counts: NDArray[np.intp]) -> None:
        """Undo the last ``counts[k]`` words, at most a block, of lane ``lanes[k]``."""
        self._position[lanes] -= counts
