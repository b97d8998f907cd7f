"""Comparison and logic: boolean results, which end the graph."""

from __future__ import annotations

from typing import Any

from mxgrad import _dispatch
from mxgrad.array import ndarray


def equal(x1: Any, x2: Any, out: ndarray | None = None) -> ndarray:
    """``x1 == x2``, element by element.

    >>> from mxgrad import np
    >>> np.equal(np.array([1.0, 2.0, 3.0]), 2)
    array([False,  True, False])
    """
    return _dispatch.binary("equal", x1, x2, out)


def not_equal(x1: Any, x2: Any, out: ndarray | None = None) -> ndarray:
    """``x1 != x2``, element by element.

    >>> from mxgrad import np
    >>> np.not_equal(np.array([1.0, 2.0, 3.0]), 2)
    array([ True, False,  True])
    """
    return _dispatch.binary("not_equal", x1, x2, out)


def less(x1: Any, x2: Any, out: ndarray | None = None) -> ndarray:
    """``x1 < x2``, element by element.

    >>> from mxgrad import np
    >>> np.less(np.array([1.0, 2.0, 3.0]), 2)
    array([ True, False, False])
    """
    return _dispatch.binary("less", x1, x2, out)


def less_equal(x1: Any, x2: Any, out: ndarray | None = None) -> ndarray:
    """``x1 <= x2``, element by element.

    >>> from mxgrad import np
    >>> np.less_equal(np.array([1.0, 2.0, 3.0]), 2)
    array([ True,  True, False])
    """
    return _dispatch.binary("less_equal", x1, x2, out)


def greater(x1: Any, x2: Any, out: ndarray | None = None) -> ndarray:
    """``x1 > x2``, element by element.

    >>> from mxgrad import np
    >>> np.greater(np.array([1.0, 2.0, 3.0]), 2)
    array([False, False,  True])
    """
    return _dispatch.binary("greater", x1, x2, out)


def greater_equal(x1: Any, x2: Any, out: ndarray | None = None) -> ndarray:
    """``x1 >= x2``, element by element.

    >>> from mxgrad import np
    >>> np.greater_equal(np.array([1.0, 2.0, 3.0]), 2)
    array([False,  True,  True])
    """
    return _dispatch.binary("greater_equal", x1, x2, out)


def logical_and(x1: Any, x2: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """Both are true (not 0).

    >>> from mxgrad import np
    >>> np.logical_and(np.array([0.0, 1.0]), np.array([1.0, 1.0]))
    array([False,  True])
    """
    return _dispatch.binary("logical_and", x1, x2, out, kwargs)


def logical_or(x1: Any, x2: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """At least one is true (not 0).

    >>> from mxgrad import np
    >>> np.logical_or(np.array([0.0, 1.0]), np.array([1.0, 1.0]))
    array([ True,  True])
    """
    return _dispatch.binary("logical_or", x1, x2, out, kwargs)


def logical_xor(x1: Any, x2: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """Exactly one is true (not 0).

    >>> from mxgrad import np
    >>> np.logical_xor(np.array([0.0, 1.0]), np.array([1.0, 1.0]))
    array([ True, False])
    """
    return _dispatch.binary("logical_xor", x1, x2, out, kwargs)


def logical_not(x: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """True where `x` is 0.

    >>> from mxgrad import np
    >>> np.logical_not(np.array([0.0, 2.0]))
    array([ True, False])
    """
    return _dispatch.unary("logical_not", x, out, kwargs)


def isnan(x: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """True where `x` is not a number.

    >>> from mxgrad import np
    >>> np.isnan(np.array([1.0, np.nan]))
    array([False,  True])
    """
    return _dispatch.unary("isnan", x, out, kwargs)


def isinf(x: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """True where `x` is infinite.

    >>> from mxgrad import np
    >>> np.isinf(np.array([1.0, -np.inf]))
    array([False,  True])
    """
    return _dispatch.unary("isinf", x, out, kwargs)


def isfinite(x: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """True where `x` is neither infinite nor nan.

    >>> from mxgrad import np
    >>> np.isfinite(np.array([1.0, np.inf]))
    array([ True, False])
    """
    return _dispatch.unary("isfinite", x, out, kwargs)
