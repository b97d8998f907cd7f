"""Writing by index."""

from __future__ import annotations

from typing import Any

import numpy as onp
import pytest

from mxgrad_conformance.target import Target

SHAPE = (3, 4)
FORMS: dict[str, tuple[Any, Any]] = {
    "everything, scalar": (slice(None), 7.0),
    "everything, array": (slice(None), onp.arange(12.0).reshape(SHAPE) + 100),
    "ellipsis": (Ellipsis, 7.0),
    "row, scalar": (1, 7.0),
    "row, row": (1, onp.arange(4.0) + 100),
    "negative row": (-1, 7.0),
    "element": ((1, 2), 7.0),
    "slice": (slice(1, 3), 7.0),
    "slice, broadcast row": (slice(1, 3), onp.arange(4.0) + 100),
    "step": (slice(None, None, 2), 7.0),
    "reversed": (slice(None, None, -1), onp.arange(12.0).reshape(SHAPE) + 100),
    "column": ((slice(None), 1), onp.arange(3.0) + 100),
    "column slice": ((slice(None), slice(1, 3)), 7.0),
    "broadcast column": ((slice(None), slice(1, 3)), onp.arange(3.0).reshape(3, 1) + 100),
    "list": ([0, 2], 7.0),
    "list, array": ([0, 2], onp.arange(8.0).reshape(2, 4) + 100),
    "pairs": (([0, 2], [1, 3]), onp.array([100.0, 200.0])),
    "host index": (onp.array([2, 0]), 7.0),
    "empty slice": (slice(2, 2), 7.0),
}


def _source() -> Any:
    return onp.arange(12, dtype="float32").reshape(SHAPE)


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
def test_set(t: Target, form: tuple[Any, Any]) -> None:
    key, value = form
    want = _source()
    want[key] = value
    x = t.array(_source())
    x[key] = t.array(value, "float32") if hasattr(value, "dtype") else value
    assert x.tolist() == want.tolist()


def test_host_array(t: Target) -> None:
    x = t.array(_source())
    x[1] = onp.arange(4.0)
    assert x[1].tolist() == [0, 1, 2, 3]


def test_list_value(t: Target) -> None:
    x = t.array(_source())
    x[1] = [5, 6, 7, 8]
    assert x[1].tolist() == [5, 6, 7, 8]


def test_mask(t: Target) -> None:
    x = t.np.array([1.0, -2.0, -3.0, 4.0])
    x[x < 0] = 0
    assert x.tolist() == [1, 0, 0, 4]


def test_mask_with_values(t: Target) -> None:
    x = t.np.array([1.0, -2.0, -3.0, 4.0])
    x[x < 0] = t.np.array([10.0, 20.0])
    assert x.tolist() == [1, 10, 20, 4]


def test_index_array_of_the_front_end(t: Target) -> None:
    x = t.np.zeros(5)
    x[t.np.array([1, 3], dtype="int32")] = 7
    assert x.tolist() == [0, 7, 0, 7, 0]


def test_value_is_cast(t: Target) -> None:
    x = t.np.zeros(3, dtype="int32")
    x[:] = 2.75
    x[0] = t.np.array(5.5)
    assert x.tolist() == [5, 2, 2]
    assert str(onp.dtype(x.dtype)) == "int32"


def test_from_itself(t: Target) -> None:
    x = t.np.arange(5)
    x[1:] = x[:-1].copy()
    assert x.tolist() == [0, 0, 1, 2, 3]


def test_zero_dimensional(t: Target) -> None:
    x = t.np.array(1.0)
    x[()] = 5
    assert x.item() == 5


@pytest.mark.parametrize("key", [3, (0, 4), [0, 3]], ids=repr)
def test_out_of_bounds(t: Target, key: Any) -> None:
    x = t.array(_source())
    with pytest.raises(IndexError):
        x[key] = 1.0
        x.asnumpy()


def test_shape_that_does_not_fit(t: Target) -> None:
    x = t.array(_source())
    with pytest.raises((ValueError, t.error)):
        x[1] = t.np.ones(3)
        x.asnumpy()


@pytest.mark.needs("any_index")
def test_shape_that_does_not_fit_nothing(t: Target) -> None:
    x = t.array(_source())
    with pytest.raises(ValueError):
        x[t.array(onp.zeros(3, bool))] = t.np.ones((5, 4))
        x.asnumpy()
    assert x.tolist() == _source().tolist()


@pytest.mark.needs("any_index")
@pytest.mark.parametrize("key", [0, slice(0, 2), [0, 1], slice(None)], ids=str)
@pytest.mark.parametrize("value", [300, -129, 1e10, float("nan"), float("inf"), 2**70], ids=str)
def test_numbers_that_do_not_fit(t: Target, key: Any, value: Any) -> None:
    x = t.np.ones(4, dtype="int8")
    with pytest.raises(ValueError):
        x[key] = value
    assert x.tolist() == [1, 1, 1, 1]


@pytest.mark.needs("any_index")
def test_large_integers_into_floats(t: Target) -> None:
    x = t.np.ones(2)
    x[0] = 2**70
    assert x.tolist() == [2.0**70, 1.0]


@pytest.mark.needs("any_index")
@pytest.mark.parametrize("dtype", ["float32", "int32", "bool"])
def test_complex_numbers_into_real_arrays(t: Target, dtype: str) -> None:
    x = t.np.ones(2, dtype=dtype)
    with pytest.raises(TypeError):
        x[0] = 1 + 2j
    assert x.tolist() == [1, 1]
