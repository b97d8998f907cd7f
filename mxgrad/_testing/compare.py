"""Comparing arrays, of mxgrad or of NumPy, and saying where they differ."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from mxgrad._testing.tolerance import Tolerance, get_atol, get_etol, get_rtol, get_tols
from mxgrad.array import ndarray

__all__ = [
    "almost_equal",
    "assert_allclose",
    "assert_almost_equal",
    "assert_almost_equal_ignore_nan",
    "assert_almost_equal_with_err",
    "assert_exception",
    "checkShapes",
    "compare_ndarray_tuple",
    "find_max_violation",
    "locationError",
    "same",
    "same_array",
    "to_numpy",
]

Host = np.ndarray[Any, np.dtype[Any]]


def to_numpy(a: Any) -> Host:
    """Return `a` as a NumPy array, whatever array or number it is.

    Examples
    --------
    >>> to_numpy([1, 2])
    array([1, 2])
    """
    return a.asnumpy() if isinstance(a, ndarray) else np.asarray(a)


def same(a: Any, b: Any) -> bool:
    """Tell whether two arrays have the same shape and elements.

    Examples
    --------
    >>> same([1, 2], [1, 2]), same([1, 2], [1, 3])
    (True, False)
    """
    return bool(np.array_equal(to_numpy(a), to_numpy(b)))


def same_array(array1: ndarray, array2: ndarray) -> bool:
    """Tell whether two arrays of one shape share their memory, by writing into the first (and restoring it).

    Examples
    --------
    >>> from mxgrad import np
    >>> x = np.zeros(3)
    >>> same_array(x, x[:]), same_array(x, x.copy())
    (True, False)
    """
    before = array1.asnumpy().copy()
    try:
        for mark in (0, 1):  # two marks: the second array may happen to hold one of them
            array1[...] = mark
            if not same(array1, array2):
                return False
        return True
    finally:
        array1[...] = before


def checkShapes(a: Any, b: Any) -> None:
    """Raise an `AssertionError` unless two arrays have the same shape.

    Examples
    --------
    >>> import numpy
    >>> checkShapes(numpy.ones(2), numpy.zeros(2))
    """
    if a.shape != b.shape:
        raise AssertionError(f"a.shape = {a.shape} and b.shape = {b.shape} are not equal")


def almost_equal(
    a: Any,
    b: Any,
    rtol: float | None = None,
    atol: float | None = None,
    equal_nan: bool = False,
    use_broadcast: bool = True,
) -> bool:
    """Tell whether ``|a - b| <= atol + rtol * |b|`` everywhere (by default: as for float64).

    Examples
    --------
    >>> almost_equal([1.0, 2.0], [1.0, 2.1], rtol=0.1)
    True
    """
    if not use_broadcast:
        checkShapes(a, b)
    return bool(_close(to_numpy(a), to_numpy(b), get_rtol(rtol), get_atol(atol), equal_nan).all())


def assert_almost_equal(
    a: Any,
    b: Any,
    rtol: Tolerance = None,
    atol: Tolerance = None,
    names: tuple[str, str] = ("a", "b"),
    equal_nan: bool = False,
    use_broadcast: bool = True,
    mismatches: tuple[int, int] = (10, 10),
) -> None:
    """Raise an `AssertionError` that says where, unless ``|a - b| <= atol + rtol * |b|`` everywhere.

    Parameters
    ----------
    a, b : array of mxgrad or NumPy, or number
        What to compare; `b` is the reference.
    rtol, atol : float, dict of dtype to float, or None
        Tolerances; by default those of the coarser of the two dtypes.
    names : (str, str)
        What the message calls the two.
    equal_nan : bool
        Whether two NaN are equal.
    use_broadcast : bool
        Whether shapes may differ, if they broadcast.
    mismatches : (int, int)
        How many elements the message lists. The second number, MXNet's bound on counting them, has no use
        here: all are counted.

    Examples
    --------
    >>> from mxgrad import np
    >>> assert_almost_equal(np.ones(2), 1.00001)
    """
    if not use_broadcast:
        checkShapes(a, b)
    relative, absolute = get_tols(a, b, rtol, atol)
    _assert_close(to_numpy(a), to_numpy(b), relative, absolute, names, equal_nan, mismatches[0], 0.0)


def assert_allclose(a: Any, b: Any, rtol: float = 1e-07, atol: float = 0, equal_nan: bool = True) -> None:
    """`assert_almost_equal` with the tolerances of `numpy.testing.assert_allclose`.

    Examples
    --------
    >>> assert_allclose([1.0, 2.0], [1.0, 2.0])
    """
    assert_almost_equal(a, b, rtol=rtol, atol=atol, equal_nan=equal_nan)


def assert_almost_equal_with_err(
    a: Any,
    b: Any,
    rtol: Tolerance = None,
    atol: Tolerance = None,
    etol: float | None = None,
    names: tuple[str, str] = ("a", "b"),
    equal_nan: bool = False,
    mismatches: tuple[int, int] = (10, 10),
) -> None:
    """`assert_almost_equal` that lets a share `etol` of the elements differ.

    Examples
    --------
    >>> assert_almost_equal_with_err([1.0, 2.0, 3.0], [1.0, 2.0, 9.0], etol=0.5)
    """
    relative, absolute = get_tols(a, b, rtol, atol)
    share = get_etol(etol)
    _assert_close(to_numpy(a), to_numpy(b), relative, absolute, names, equal_nan, mismatches[0], share)


def assert_almost_equal_ignore_nan(
    a: Any, b: Any, rtol: Tolerance = None, atol: Tolerance = None, names: tuple[str, str] = ("a", "b")
) -> None:
    """`assert_almost_equal` that leaves out the elements where either array is NaN.

    Examples
    --------
    >>> assert_almost_equal_ignore_nan([1.0, float("nan")], [1.0, 2.0])
    """
    first, second = to_numpy(a).copy(), to_numpy(b).copy()
    nan = np.isnan(first) | np.isnan(second)
    first[nan] = second[nan] = 0
    assert_almost_equal(first, second, rtol, atol, names)


def find_max_violation(a: Any, b: Any, rtol: float, atol: float) -> tuple[tuple[Any, ...], float]:
    """Return the index of the element that exceeds its tolerance most, and how many times it does.

    Examples
    --------
    >>> index, times = find_max_violation([1.0, 2.0], [1.0, 3.0], 0.0, 0.5)
    >>> int(index[0]), round(float(times), 6)
    (1, 2.0)
    """
    ratio = _violation(to_numpy(a), to_numpy(b), rtol, atol)
    index = np.unravel_index(np.argmax(ratio), ratio.shape)
    return index, ratio[index]


def locationError(a: Any, b: Any, index: Any, names: tuple[str, str], maxError: bool = False) -> str:
    """Return a line that shows both arrays at `index`.

    Examples
    --------
    >>> import numpy
    >>> locationError(numpy.zeros(2), numpy.ones(2), (1,), ("x", "y"))
    'Location of error: (1,), x=0.00000000, y=1.00000000'
    """
    which = "maximum error" if maxError else "error"
    shown = [f"{v:.8f}" if v.dtype.kind in "iufc" else str(v) for v in (a[index], b[index])]
    return f"Location of {which}: {index}, {names[0]}={shown[0]}, {names[1]}={shown[1]}"


def compare_ndarray_tuple(t1: Any, t2: Any, rtol: Tolerance = None, atol: Tolerance = None) -> None:
    """`assert_almost_equal` for arrays, None, and tuples of these, nested.

    Examples
    --------
    >>> import numpy
    >>> compare_ndarray_tuple((numpy.ones(2), None), (numpy.ones(2), None))
    """
    if t1 is None or t2 is None:
        return
    if not isinstance(t1, tuple):
        return assert_almost_equal(t1, t2, rtol=rtol, atol=atol)
    if len(t1) != len(t2):
        raise AssertionError(f"the tuples have {len(t1)} and {len(t2)} elements")
    for first, second in zip(t1, t2, strict=True):
        compare_ndarray_tuple(first, second, rtol, atol)
    return None


def assert_exception(
    f: Callable[..., object],
    exception_type: type[BaseException] | tuple[type[BaseException], ...],
    *args: Any,
    **kwargs: Any,
) -> None:
    """Raise an `AssertionError` unless ``f(*args, **kwargs)`` raises an exception of that type.

    Examples
    --------
    >>> assert_exception(int, ValueError, "x")
    """
    try:
        result = f(*args, **kwargs)
    except exception_type:
        return
    raise AssertionError(f"{f!r} raised nothing of {exception_type}; it returned {result!r}")


def _close(a: Host, b: Host, rtol: float, atol: float, equal_nan: bool) -> Host:
    _check_broadcast(a, b)
    return np.atleast_1d(np.isclose(a, b, rtol=rtol, atol=atol, equal_nan=equal_nan))


def _check_broadcast(a: Host, b: Host) -> None:
    try:
        np.broadcast_shapes(a.shape, b.shape)
    except ValueError:
        raise AssertionError(f"shapes {a.shape} and {b.shape} do not broadcast") from None


def _violation(a: Host, b: Host, rtol: float, atol: float) -> Host:
    if a.dtype == bool or b.dtype == bool:
        a, b = a.astype(np.float64), b.astype(np.float64)
    with np.errstate(invalid="ignore"):  # inf - inf, which the first choice below replaces
        distance = np.where(a == b, 0, np.abs(a - b))
        ratio = distance / (atol + rtol * np.abs(b) + 1e-20)
    return np.asarray(np.where(np.isnan(ratio), np.inf, ratio))


def _assert_close(
    a: Host,
    b: Host,
    rtol: float,
    atol: float,
    names: tuple[str, str],
    equal_nan: bool,
    listed: int,
    share: float,
) -> None:
    close = _close(a, b, rtol, atol, equal_nan)
    wrong = close.size - np.count_nonzero(close)
    if wrong == 0 or wrong <= share * close.size:
        return
    a, b = (np.broadcast_to(v, np.broadcast_shapes(a.shape, b.shape)) for v in (a, b))
    ratio = np.where(close.reshape(a.shape), 0, _violation(a, b, rtol, atol))
    order = np.argsort(-ratio, axis=None, kind="stable")[: min(wrong, max(listed, 1))]
    worst = [tuple(int(i) for i in np.unravel_index(flat, ratio.shape)) for flat in order]
    lines = [
        f"Error {ratio[worst[0]]:f} exceeds tolerance rtol={rtol:e}, atol={atol:e} "
        f"(mismatch {100 * wrong / close.size:f}%: {wrong} of {close.size}).",
        locationError(a, b, worst[0], names, maxError=True),
        *(f"  {i:3d}: Error {ratio[at]:f}  {locationError(a, b, at, names)}" for i, at in enumerate(worst, 1)),
    ]
    with np.printoptions(threshold=8, suppress=True):
        lines += [f"{name}: {value!r}" for name, value in zip(names, (a, b), strict=True)]
    raise AssertionError("\n".join(lines))
