"""``%load_ext mxgrad``: cells that say mxnet run on mxgrad; ``%mxgrad_backend NAME`` chooses the backend."""

from __future__ import annotations

from typing import Any

from mxgrad._registry import available_backends, current_backend, set_backend
from mxgrad.dropin import install_as_mxnet, uninstall_as_mxnet

__all__ = ["load_ipython_extension", "mxgrad_backend", "unload_ipython_extension"]


def mxgrad_backend(line: str) -> str:
    """Choose the backend of new arrays, or name the one chosen: ``%mxgrad_backend [NAME]``.

    Examples
    --------
    >>> mxgrad_backend("numpy")
    'numpy'
    """
    name = line.strip()
    if name in ("?", "-h", "--help"):
        return f"%mxgrad_backend NAME, where NAME is one of {', '.join(available_backends())}"
    return (set_backend(name) if name else current_backend()).name


def load_ipython_extension(ipython: Any) -> None:
    """Called by ``%load_ext mxgrad``."""
    install_as_mxnet()
    ipython.register_magic_function(mxgrad_backend, magic_kind="line", magic_name="mxgrad_backend")


def unload_ipython_extension(ipython: Any) -> None:
    """Called by ``%unload_ext mxgrad``."""
    uninstall_as_mxnet()
    ipython.magics_manager.magics["line"].pop("mxgrad_backend", None)
