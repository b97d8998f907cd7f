"""Special functions of `npx`."""

from __future__ import annotations

from typing import Any

from mxgrad import _dispatch
from mxgrad.array import ndarray


def erf(data: Any, out: ndarray | None = None) -> ndarray:
    """Error function.

    >>> from mxgrad import np, npx
    >>> npx.erf(np.array([0.0, 1.0]))
    array([0.       , 0.8427008])
    """
    return _dispatch.unary("erf", _dispatch.argument("data", data), out)


def erfinv(data: Any, out: ndarray | None = None) -> ndarray:
    """Inverse of `erf`.

    >>> from mxgrad import np, npx
    >>> npx.erfinv(np.array([0.0, 0.5]))
    array([0.        , 0.47693628])
    """
    return _dispatch.unary("erfinv", _dispatch.argument("data", data), out)


def gamma(data: Any, out: ndarray | None = None) -> ndarray:
    """Gamma function.

    >>> from mxgrad import np, npx
    >>> npx.gamma(np.array([1.0, 5.0]))
    array([ 1., 24.])
    """
    return _dispatch.unary("gamma", _dispatch.argument("data", data), out)


def gammaln(data: Any, out: ndarray | None = None) -> ndarray:
    """Logarithm of the absolute value of the gamma function.

    >>> from mxgrad import np, npx
    >>> npx.gammaln(np.array([1.0, 3.0]))
    array([0.       , 0.6931472])
    """
    return _dispatch.unary("gammaln", _dispatch.argument("data", data), out)


def digamma(data: Any, out: ndarray | None = None) -> ndarray:
    """Derivative of `gammaln`.

    >>> from mxgrad import np, npx
    >>> npx.digamma(np.array([1.0]))
    array([-0.5772157])
    """
    x = _dispatch.argument("data", data)
    result = x._backend.ops["polygamma"](x, 0)
    return result if out is None else _dispatch.write(out, result)
