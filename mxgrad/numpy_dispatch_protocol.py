"""MXNet's `mxnet.numpy_dispatch_protocol`: the functions of NumPy that MXNet promises to run on its arrays.

mxgrad runs these and more, always; what is here is what tests of that promise import.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as _np

from mxgrad.base import MXNetError

__all__ = ["with_array_function_protocol", "with_array_ufunc_protocol"]


def _there(names: str) -> list[str]:
    """Those of `names` that this NumPy still has."""
    found = []
    for name in names.split():
        *modules, last = name.split(".")
        home = functools.reduce(getattr, modules, _np)
        if hasattr(home, last):
            found.append(name)
    return found


_NUMPY_ARRAY_FUNCTION_LIST = _there("""
    all amax amin any append argmax argmin argsort around array_split atleast_1d atleast_2d atleast_3d
    bincount broadcast_arrays broadcast_to clip column_stack concatenate copy cross cumsum delete diag
    diag_indices_from diagflat diagonal diff dot dsplit dstack ediff1d einsum empty_like expand_dims fix
    flatnonzero flip fliplr flipud full_like hsplit hstack inner insert interp isfinite isinf isnan isneginf
    isposinf kron linalg.cholesky linalg.eig linalg.eigh linalg.eigvals linalg.eigvalsh linalg.inv
    linalg.lstsq linalg.matrix_rank linalg.norm linalg.pinv linalg.qr linalg.solve linalg.tensorinv
    linalg.tensorsolve max may_share_memory mean median meshgrid min nan_to_num nonzero ones_like outer pad
    percentile polyval prod product quantile ravel repeat reshape resize roll round round_ shape
    shares_memory sometrue sort split squeeze stack std sum swapaxes take tensordot tile trace transpose
    tril triu unique unravel_index var vdot vsplit vstack where zeros_like
""")

_NUMPY_ARRAY_UFUNC_LIST = _there("""
    abs absolute add arccos arccosh arcsin arcsinh arctan arctan2 arctanh bitwise_and bitwise_not bitwise_or
    bitwise_xor cbrt ceil copysign cos cosh degrees equal exp expm1 fabs floor floor_divide fmax fmin fmod
    gcd greater greater_equal hypot invert lcm less less_equal log log10 log2 logaddexp logical_and
    logical_not logical_or logical_xor matmul maximum minimum mod multiply negative not_equal power
    reciprocal remainder rint sign sin sinh sqrt square subtract tan tanh true_divide trunc
""")


def _running(protocol: str) -> Callable[[Callable[..., Any]], Callable[..., None]]:
    def decorator(func: Callable[..., Any]) -> Callable[..., None]:
        @functools.wraps(func)
        def run(*args: Any, **kwargs: Any) -> None:
            try:
                func(*args, **kwargs)
            except Exception as error:
                name = getattr(func, "__name__", repr(func))
                raise MXNetError(f"Running function {name} with NumPy {protocol} protocol failed: {error}") from error

        return run

    return decorator


def with_array_function_protocol(func: Callable[..., Any]) -> Callable[..., None]:
    """Decorate a test of ``__array_function__``: an exception in it becomes an `MXNetError` that names it.

    >>> with_array_function_protocol(lambda: None)()
    """
    return _running("array function")(func)


def with_array_ufunc_protocol(func: Callable[..., Any]) -> Callable[..., None]:
    """The same for ``__array_ufunc__``.

    >>> with_array_ufunc_protocol(lambda: None)()
    """
    return _running("array ufunc")(func)
