"""Any index that NumPy understands, drawn at random: reading, writing, gradients and refusals are NumPy's."""

from __future__ import annotations

import os
from typing import Any

import numpy as onp
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from mxgrad_conformance.domains import generator
from mxgrad_conformance.target import Target

pytestmark = pytest.mark.needs("any_index")

# A few shapes, so that an engine that compiles has little to compile.
SHAPES = [(), (4,), (3, 4), (2, 3, 4), (1, 3), (0, 3), (2, 1, 3)]
INDEX_SHAPES = [(2,), (2,), (1,), (3, 1), (2, 2), (0,), ()]
EXAMPLES = int(os.environ.get("MXGRAD_INDEX_EXAMPLES", "60"))
"""More for a longer search."""
FUZZ = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize="MXGRAD_INDEX_EXAMPLES" not in os.environ,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


class Arr:
    """An index array, and how it is passed: as a list, a NumPy array or an array of the front end."""

    def __init__(self, host: Any, form: str) -> None:
        self.host = host
        self.form = form

    def __repr__(self) -> str:
        return f"{self.form}({self.host.tolist()}, {self.host.dtype}, {self.host.shape})"

    def given(self, t: Target) -> Any:
        if self.form == "list":
            return self.host.tolist()
        return t.array(self.host) if self.form == "array" else self.host


FORMS = st.sampled_from(["list", "host", "array"])


@st.composite
def _integers(draw: Any, size: int) -> Arr:
    shape = draw(st.sampled_from(INDEX_SHAPES))
    low, high = (-size, size - 1) if size and draw(st.integers(0, 19)) else (-size - 1, size)
    dtype = draw(st.sampled_from(["int64", "int32", "int8"]))
    values = draw(st.lists(st.integers(low, high), min_size=int(onp.prod(shape)), max_size=int(onp.prod(shape))))
    form = draw(FORMS)
    # A list of no axes is a number; an empty list has no dtype of its own.
    return Arr(onp.array(values, dtype).reshape(shape), "host" if form == "list" and shape in ((), (0,)) else form)


@st.composite
def _mask(draw: Any, shape: tuple[int, ...]) -> Arr:
    axes = draw(st.integers(1, len(shape)))
    size = int(onp.prod(shape[:axes]))
    values = draw(st.lists(st.booleans(), min_size=size, max_size=size))
    form = draw(FORMS)
    host = onp.array(values, bool).reshape(shape[:axes])
    return Arr(host, "host" if form == "list" and not size else form)


def _slices(size: int) -> st.SearchStrategy[slice]:
    bound = st.one_of(st.none(), st.integers(-size - 2, size + 2))
    return st.builds(slice, bound, bound, st.sampled_from([None, 1, 2, 3, -1, -2]))


@st.composite
def _keys(draw: Any, shape: tuple[int, ...]) -> Any:
    parts: list[Any] = []
    axis = 0
    ellipsis = draw(st.sampled_from([False, False, True]))
    while axis < len(shape) and draw(st.integers(0, 4)):
        size = shape[axis]
        kind = draw(st.sampled_from(["int", "slice", "slice", "integers", "integers", "mask", "none", "truth"]))
        if kind == "none":
            parts.append(None)
            continue
        if kind == "truth":
            if draw(st.integers(0, 2)) == 0:
                parts.append(draw(st.sampled_from([True, False, onp.True_])))
            continue
        if kind == "mask":
            mask = draw(_mask(shape[axis:]))
            parts.append(mask)
            axis += mask.host.ndim
            continue
        if kind == "int":
            wild = size == 0 or not draw(st.integers(0, 19))
            number = draw(st.integers(-size - 1, size) if wild else st.integers(-size, size - 1))
            parts.append(draw(st.sampled_from([number, onp.int32(number)])))
        elif kind == "slice":
            parts.append(draw(_slices(size)))
        else:
            parts.append(draw(_integers(size)))
        axis += 1
        if ellipsis and draw(st.booleans()):
            parts.append(Ellipsis)
            ellipsis = False
            skipped = draw(st.integers(0, len(shape) - axis))
            axis += skipped
    if not shape:
        parts = draw(st.lists(st.sampled_from([None, True, False, Arr(onp.array(True), "array")]), max_size=2))
    if axis == len(shape) and not draw(st.integers(0, 19)):
        parts.append(0)  # one too many, unless an ellipsis took its place
    if ellipsis:
        parts.insert(draw(st.sampled_from([0, len(parts)])), Ellipsis)
    if len(parts) == 1 and draw(st.booleans()):
        return parts[0]
    return tuple(parts)


@st.composite
def _cases(draw: Any) -> tuple[tuple[int, ...], Any]:
    shape = draw(st.sampled_from(SHAPES))
    key = draw(_keys(shape))
    picked = _read(_source(shape), key)
    arrays = [part.host for part in (key if isinstance(key, tuple) else (key,)) if isinstance(part, Arr)]
    # Where nothing is selected, NumPy lets wrong indices pass. Nobody else needs to.
    assume(picked is None or picked.size or not any((a.dtype == bool) is (a.size == 0) for a in arrays))
    return shape, key


def _host(key: Any) -> Any:
    if isinstance(key, tuple):
        return tuple(_host(part) for part in key)
    if isinstance(key, Arr):
        return key.host.tolist() if key.form == "list" else key.host
    return key


def _given(t: Target, key: Any) -> Any:
    if isinstance(key, tuple):
        return tuple(_given(t, part) for part in key)
    return key.given(t) if isinstance(key, Arr) else key


def _source(shape: tuple[int, ...], dtype: str = "float32") -> Any:
    size = int(onp.prod(shape))
    return (onp.arange(size) * 3 % 7 + onp.arange(size) / 8).astype(dtype).reshape(shape)


def _read(a: Any, key: Any) -> Any:
    """What NumPy reads; None if it refuses."""
    try:
        return a[_host(key)]
    except IndexError:
        return None


@FUZZ
@given(case=_cases())
def test_reading(t: Target, case: Any) -> None:
    shape, key = case
    a = _source(shape)
    want = _read(a, key)
    x = t.array(a)
    if want is None:
        with pytest.raises(IndexError):
            x[_given(t, key)]
        return
    got = x[_given(t, key)]
    assert got.shape == want.shape
    assert got.tolist() == want.tolist()


@FUZZ
@given(case=_cases())
def test_gradient(t: Target, case: Any) -> None:
    shape, key = case
    a = _source(shape, "float64")
    if (picked := _read(a, key)) is None:
        return
    head = generator("any index", picked.shape).normal(size=picked.shape)
    want = onp.zeros_like(a)
    onp.add.at(want, _host(key), head)
    x = t.array(a)
    x.attach_grad()
    with t.autograd.record():
        y = x[_given(t, key)]
    y.backward(t.array(onp.asarray(head)))
    onp.testing.assert_allclose(x.grad.asnumpy(), want, rtol=1e-12, atol=1e-12)


@st.composite
def _writes(draw: Any) -> tuple[Any, ...]:
    shape, key = draw(_cases())
    found = _read(_source(shape), key)
    inner = () if found is None else found.shape
    kind = draw(st.sampled_from(["number", "int", "array", "array", "wrong"]))
    if kind in ("number", "int"):
        value: Any = 2.75 if kind == "number" else 5
    else:
        # Lengths of 1, axes left out, and axes of length 1 in front.
        cut = draw(st.integers(0, len(inner)))
        lengths = [n if draw(st.booleans()) else 1 for n in inner[cut:]]
        lengths = [1] * draw(st.sampled_from([0, 0, 1]) if not cut else st.just(0)) + lengths
        if kind == "wrong":
            lengths = [*lengths, 5]
        value = 10 + onp.arange(int(onp.prod(lengths))).reshape(lengths) * 1.25
    return shape, key, value, draw(st.sampled_from(["float32", "int32", "bool"])), draw(FORMS)


def _fitted(value: Any, shape: tuple[int, ...]) -> Any:
    """`value` as NumPy broadcasts it when it is assigned; None if it does not fit. (NumPy itself makes exceptions, for
    masks and for single elements.)"""
    value = onp.asarray(value)
    while value.ndim > len(shape) and value.shape[0] == 1:
        value = value[0]
    try:
        return onp.broadcast_to(value, shape)
    except ValueError:
        return None


@FUZZ
@given(case=_writes())
def test_writing(t: Target, case: Any) -> None:
    shape, key, value, dtype, form = case
    want, x = _source(shape, dtype), t.array(_source(shape, dtype))
    given_value = value
    if isinstance(value, onp.ndarray):
        value = value.astype("float32")
        given_value = value.tolist() if form == "list" and value.size else t.array(value) if form == "array" else value
    picked = _read(want, key)
    fitting = None if picked is None else _fitted(value, picked.shape)
    if fitting is None:
        # Where the index is wrong and the value, too, NumPy may complain of either.
        with pytest.raises(ValueError if picked is not None else (IndexError, ValueError)):
            x[_given(t, key)] = given_value
    else:
        want[_host(key)] = fitting
        x[_given(t, key)] = given_value
    assert x.shape == want.shape
    assert x.tolist() == want.tolist()
    assert str(onp.dtype(x.dtype)) == dtype


def test_the_last_of_many_values_stays(t: Target) -> None:
    """Also where there are so many that a library would share the work among threads."""
    places = generator("many").integers(0, 50, 100_000)
    want = onp.zeros((50, 2), "float32")
    values = onp.arange(200_000, dtype="float32").reshape(-1, 2)
    want[places] = values
    x = t.np.zeros((50, 2))
    x[t.array(places)] = t.array(values)
    assert x.tolist() == want.tolist()


@FUZZ
@given(case=_cases())
def test_adding_in_place(t: Target, case: Any) -> None:
    """``x[key] += v`` adds once where an index occurs twice."""
    shape, key = case
    want = _source(shape)
    if (picked := _read(want, key)) is None:
        return
    add = (onp.arange(picked.size).reshape(picked.shape) + 1).astype("float32")
    x = t.array(want)
    want[_host(key)] += add
    x[_given(t, key)] += t.array(onp.asarray(add))
    assert x.tolist() == want.tolist()


@FUZZ
@given(first=_slices(6), second=_slices(4), case=_writes(), data=st.data())
def test_writing_through_a_view(t: Target, first: slice, second: slice, case: Any, data: Any) -> None:
    """A contiguous basic index is a window; what is written into it, at any index, shows through."""
    base = _source((6, 4))
    host = base[first, second]
    shares = host.flags.c_contiguous or host.size <= 1
    if not shares or not host.size:
        return
    key = data.draw(_keys(host.shape))
    x = t.array(base)
    view = x[first, second]
    if (picked := _read(host, key)) is None or not picked.size:
        return
    host[_host(key)] = 99
    view[_given(t, key)] = 99
    assert x.tolist() == base.tolist()
    base[:] = 5
    x[:] = 5
    assert view.tolist() == host.tolist()
