"""Complex numbers: their parts, and tests for them.

The gradient of a real loss L for a complex z is dL/dRe z + i dL/dIm z, so that ``z -= rate * z.grad`` descends.
"""

from __future__ import annotations

import math
from typing import Any

from mxgrad import _dispatch, np
from mxgrad.array import ndarray


def _values(x: Any) -> Any:
    return _dispatch.lift(x) if isinstance(x, (list, tuple)) else x


def real(val: Any) -> ndarray:
    """Real part (a copy).

    >>> from mxgrad import np
    >>> np.real(np.array([1 + 2j, 3.0]))
    array([1., 3.])
    """
    return _dispatch.unary("real", _values(val))


def imag(val: Any) -> ndarray:
    """Imaginary part (a copy).

    >>> from mxgrad import np
    >>> np.imag(np.array([1 + 2j, 3.0]))
    array([2., 0.])
    """
    return _dispatch.unary("imag", _values(val))


@_dispatch.direct("conj")
def conj(x: Any, out: ndarray | None = None, **kwargs: Any) -> ndarray:
    """Complex conjugate.

    >>> from mxgrad import np
    >>> np.conj(np.array([1 + 2j, 3.0]))
    array([1.-2.j, 3.-0.j], dtype=complex64)
    """
    return _dispatch.unary("conj", _values(x), out, kwargs)


conjugate = conj


def angle(z: Any, deg: bool = False) -> ndarray:
    """Angle to the positive real axis, in radians or degrees. It is 0 at 0, and has no gradient there (nan).

    >>> from mxgrad import np
    >>> np.angle(np.array([1.0, 1j, -2.0, 1 + 1j]), deg=True)
    array([  0.,  90., 180.,  45.])
    """
    x = _dispatch.lift(z)
    if x.dtype.kind == "c":
        found = np.arctan2(imag(x), real(x))
    else:  # 0 or pi: a step, whose gradient is 0 everywhere, as that of sign
        found = np.where(x == 0, 0.0, (1 - np.sign(x)) * (math.pi / 2))
    return found * (180 / math.pi) if deg else found


def iscomplexobj(x: Any) -> bool:
    """Whether the type of `x` is complex, whatever its values are.

    >>> from mxgrad import np
    >>> np.iscomplexobj(np.array([1 + 0j])), np.iscomplexobj(np.ones(2))
    (True, False)
    """
    return _dispatch.lift(x).dtype.kind == "c"


def isrealobj(x: Any) -> bool:
    """Whether the type of `x` is not complex.

    >>> from mxgrad import np
    >>> np.isrealobj(np.ones(2))
    True
    """
    return not iscomplexobj(x)


def iscomplex(x: Any) -> ndarray:
    """Whether each element has an imaginary part other than 0.

    >>> from mxgrad import np
    >>> np.iscomplex(np.array([1 + 1j, 1 + 0j]))
    array([ True, False])
    """
    return imag(_dispatch.lift(x)) != 0


def isreal(x: Any) -> ndarray:
    """Whether each element has no imaginary part but 0.

    >>> from mxgrad import np
    >>> np.isreal(np.array([1 + 1j, 1 + 0j]))
    array([False,  True])
    """
    return imag(_dispatch.lift(x)) == 0
