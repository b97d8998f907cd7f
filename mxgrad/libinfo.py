"""The version of this package, and (MXNet's `mxnet.libinfo`) where its library files would be."""

from __future__ import annotations

from mxgrad.base import MXNetNotImplementedError

__all__ = ["__version__", "find_include_path", "find_lib_path"]

__version__ = "0.1.0"


def find_lib_path(prefix: str = "libmxnet") -> list[str]:
    """Raise: mxgrad is Python only, there is no shared library to find.

    Examples
    --------
    >>> find_lib_path()
    Traceback (most recent call last):
    mxgrad.base.MXNetNotImplementedError: mxgrad has no shared library 'libmxnet': ...
    """
    raise MXNetNotImplementedError(
        f"mxgrad has no shared library {prefix!r}: it is Python only and computes with NumPy, PyTorch or JAX"
    )


def find_include_path() -> str:
    """Raise: mxgrad is Python only, there are no C headers to find.

    Examples
    --------
    >>> find_include_path()
    Traceback (most recent call last):
    mxgrad.base.MXNetNotImplementedError: mxgrad has no C headers: ...
    """
    raise MXNetNotImplementedError("mxgrad has no C headers: it is Python only and computes with NumPy, PyTorch or JAX")
