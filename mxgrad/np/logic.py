"""Comparison and logic: boolean results, which end the graph."""

from __future__ import annotations

from typing import Any

import numpy as _np

from mxgrad import _dispatch
from mxgrad.array import ndarray


@_dispatch.direct("equal")
def equal(x1: Any, x2: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """``x1 == x2``, element by element.

    >>> from mxgrad import np
    >>> np.equal(np.array([1.0, 2.0, 3.0]), 2)
    array([False,  True, False])
    """
    return _dispatch.binary("equal", x1, x2, out, kwargs)


@_dispatch.direct("not_equal")
def not_equal(x1: Any, x2: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """``x1 != x2``, element by element.

    >>> from mxgrad import np
    >>> np.not_equal(np.array([1.0, 2.0, 3.0]), 2)
    array([ True, False,  True])
    """
    return _dispatch.binary("not_equal", x1, x2, out, kwargs)


@_dispatch.direct("less")
def less(x1: Any, x2: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """``x1 < x2``, element by element.

    >>> from mxgrad import np
    >>> np.less(np.array([1.0, 2.0, 3.0]), 2)
    array([ True, False, False])
    """
    return _dispatch.binary("less", x1, x2, out, kwargs)


@_dispatch.direct("less_equal")
def less_equal(x1: Any, x2: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """``x1 <= x2``, element by element.

    >>> from mxgrad import np
    >>> np.less_equal(np.array([1.0, 2.0, 3.0]), 2)
    array([ True,  True, False])
    """
    return _dispatch.binary("less_equal", x1, x2, out, kwargs)


@_dispatch.direct("greater")
def greater(x1: Any, x2: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """``x1 > x2``, element by element.

    >>> from mxgrad import np
    >>> np.greater(np.array([1.0, 2.0, 3.0]), 2)
    array([False, False,  True])
    """
    return _dispatch.binary("greater", x1, x2, out, kwargs)


@_dispatch.direct("greater_equal")
def greater_equal(x1: Any, x2: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """``x1 >= x2``, element by element.

    >>> from mxgrad import np
    >>> np.greater_equal(np.array([1.0, 2.0, 3.0]), 2)
    array([False,  True,  True])
    """
    return _dispatch.binary("greater_equal", x1, x2, out, kwargs)


@_dispatch.direct("logical_and")
def logical_and(x1: Any, x2: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """Both are true (not 0).

    >>> from mxgrad import np
    >>> np.logical_and(np.array([0.0, 1.0]), np.array([1.0, 1.0]))
    array([False,  True])
    """
    return _dispatch.binary("logical_and", x1, x2, out, kwargs)


@_dispatch.direct("logical_or")
def logical_or(x1: Any, x2: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """At least one is true (not 0).

    >>> from mxgrad import np
    >>> np.logical_or(np.array([0.0, 1.0]), np.array([1.0, 1.0]))
    array([ True,  True])
    """
    return _dispatch.binary("logical_or", x1, x2, out, kwargs)


@_dispatch.direct("logical_xor")
def logical_xor(x1: Any, x2: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """Exactly one is true (not 0).

    >>> from mxgrad import np
    >>> np.logical_xor(np.array([0.0, 1.0]), np.array([1.0, 1.0]))
    array([ True, False])
    """
    return _dispatch.binary("logical_xor", x1, x2, out, kwargs)


@_dispatch.direct("logical_not")
def logical_not(x: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """True where `x` is 0.

    >>> from mxgrad import np
    >>> np.logical_not(np.array([0.0, 2.0]))
    array([ True, False])
    """
    return _dispatch.unary("logical_not", x, out, kwargs)


@_dispatch.direct("isnan")
def isnan(x: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """True where `x` is not a number.

    >>> from mxgrad import np
    >>> np.isnan(np.array([1.0, np.nan]))
    array([False,  True])
    """
    return _dispatch.unary("isnan", x, out, kwargs)


@_dispatch.direct("isinf")
def isinf(x: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """True where `x` is infinite.

    >>> from mxgrad import np
    >>> np.isinf(np.array([1.0, -np.inf]))
    array([False,  True])
    """
    return _dispatch.unary("isinf", x, out, kwargs)


@_dispatch.direct("isfinite")
def isfinite(x: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """True where `x` is neither infinite nor nan.

    >>> from mxgrad import np
    >>> np.isfinite(np.array([1.0, np.inf]))
    array([ True, False])
    """
    return _dispatch.unary("isfinite", x, out, kwargs)


@_dispatch.direct("equal", _np.inf)
def isposinf(x: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """True where `x` is plus infinity.

    >>> from mxgrad import np
    >>> np.isposinf(np.array([1.0, np.inf, -np.inf]))
    array([False,  True, False])
    """
    return _dispatch.binary("equal", x, _np.inf, out, kwargs)


@_dispatch.direct("equal", -_np.inf)
def isneginf(x: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """True where `x` is minus infinity.

    >>> from mxgrad import np
    >>> np.isneginf(np.array([1.0, np.inf, -np.inf]))
    array([False, False,  True])
    """
    return _dispatch.binary("equal", x, -_np.inf, out, kwargs)


def isclose(a: Any, b: Any, rtol: float = 1e-05, atol: float = 1e-08, equal_nan: bool = False) -> ndarray:
    """True where ``abs(a - b) <= atol + rtol * abs(b)``; infinities are close to themselves.

    >>> from mxgrad import np
    >>> np.isclose(np.array([1.0, 2.0, np.nan]), np.array([1.000001, 2.1, np.nan]))
    array([ True, False, False])
    """
    backend = next((x._backend for x in (a, b) if isinstance(x, ndarray)), None)
    x, y = _dispatch.host_index(a), _dispatch.host_index(b)
    _dispatch.broadcast_shapes(x.shape, y.shape)
    return _dispatch.lift(_np.asarray(_np.isclose(x, y, rtol, atol, equal_nan)), backend)


def allclose(a: Any, b: Any, rtol: float = 1e-05, atol: float = 1e-08, equal_nan: bool = False) -> bool:
    """Whether all elements are close, as `isclose` tells.

    >>> from mxgrad import np
    >>> np.allclose(np.array([1.0, 2.0]), np.array([1.0, 2.000001]))
    True
    """
    return bool(isclose(a, b, rtol, atol, equal_nan).all())


def array_equal(a1: Any, a2: Any, equal_nan: bool = False) -> bool:
    """Whether two arrays have one shape and the same elements; with `equal_nan`, nan equals nan.

    >>> from mxgrad import np
    >>> np.array_equal(np.array([1.0, 2.0]), [1, 2]), np.array_equal(np.ones((2, 1)), np.ones(2))
    (True, False)
    """
    return bool(_np.array_equal(_dispatch.host_index(a1), _dispatch.host_index(a2), equal_nan))


def array_equiv(a1: Any, a2: Any) -> bool:
    """Whether two arrays are equal when one is broadcast to the other.

    >>> from mxgrad import np
    >>> np.array_equiv(np.ones((2, 1)), np.ones(2)), np.array_equiv(np.ones(3), np.ones(2))
    (True, False)
    """
    return bool(_np.array_equiv(_dispatch.host_index(a1), _dispatch.host_index(a2)))
