"""``dtype=`` of reductions: what is cast before, and what after."""

from __future__ import annotations

import pytest

from mxgrad_conformance.target import Target

FLOATS = [-0.75, 2.75, 0.75, -1.25, 2.25, 0.25]


@pytest.mark.parametrize(("name", "expected"), [("sum", 4), ("prod", 1), ("mean", 0), ("var", 2), ("std", 1)])
def test_floats_are_not_cut_to_integers_first(t: Target, name: str, expected: int) -> None:
    for found in (getattr(t.np, name)(t.np.array(FLOATS), dtype="int32"),
                  getattr(t.np.array(FLOATS), name)(dtype="int32")):  # fmt: skip
        assert (str(found.dtype), found.item()) == ("int32", expected)


def test_mean_of_integers(t: Target) -> None:
    found = t.np.mean(t.np.array([1, 2, 2, 2], dtype="int32"), dtype="int32")
    assert (str(found.dtype), found.item()) == ("int32", 1)


@pytest.mark.parametrize("name", ["sum", "prod"])
def test_truth_values(t: Target, name: str) -> None:
    found = getattr(t.np, name)(t.np.array(FLOATS), dtype=bool)
    assert (str(found.dtype), found.item()) == ("bool", True)


@pytest.mark.names("np.cumprod")
def test_running_product_of_truth_values(t: Target) -> None:
    found = t.np.cumprod(t.np.array([2.0, 0.5, 0.0, 1.0]), dtype=bool)
    assert (str(found.dtype), found.tolist()) == ("bool", [True, True, False, False])


@pytest.mark.parametrize("name", ["cumsum", "sort", "argsort"])
def test_axes_of_a_0_d_array(t: Target, name: str) -> None:
    with pytest.raises((ValueError, t.error)):
        getattr(t.np, name)(t.np.array(1.0), axis=1).wait_to_read()


@pytest.mark.names("np.nanvar")
def test_all_elements_count(t: Target) -> None:
    x = t.np.array([1, 3], dtype="int32")
    assert (float(t.np.nanvar(x, where=True)), float(t.np.nanmax(x, where=True))) == (1, 3)


@pytest.mark.names("np.nansum")
def test_nans_are_left_out_before_the_cast(t: Target) -> None:
    x = t.np.array([*FLOATS, float("nan")])
    for name, expected in (("nansum", 4), ("nanprod", 1)):
        for values in (x, x[:-1]):
            found = getattr(t.np, name)(values, dtype="int32")
            assert (str(found.dtype), found.item()) == ("int32", expected)
