"""Run code that says `mxnet` on mxgrad: the modules of mxgrad under MXNet's names, not copies of them."""

from __future__ import annotations

import sys

from mxgrad._finders import MxnetFinder, add_mxgrad_finder
from mxgrad._missing import missing_attr
from mxgrad.base import MXNetImportError

__all__ = ["install_as_mxnet", "missing_attr", "uninstall_as_mxnet"]


def install_as_mxnet() -> None:
    """Make ``import mxnet`` give mxgrad, in this process, from now on.

    ``mxnet`` *is* then the module ``mxgrad``, ``mxnet.numpy`` is ``mxgrad.np``, and so on, submodule by
    submodule. An MXNet that is installed is neither touched nor imported. A second call changes nothing.

    Raises
    ------
    MXNetImportError
        When the real MXNet is imported already: its arrays and mxgrad's would meet in one program.

    Examples
    --------
    >>> install_as_mxnet()
    >>> from mxnet import np
    >>> np.ones(2)
    array([1., 1.])
    >>> uninstall_as_mxnet()
    """
    package = sys.modules["mxgrad"]
    there = sys.modules.get("mxnet")
    if there is not None and there is not package:
        version = getattr(there, "__version__", "of unknown version")
        raise MXNetImportError(
            f"the real mxnet {version} is already imported (from {getattr(there, '__file__', '?')}): "
            "call mxgrad.install_as_mxnet() before anything imports mxnet, or run the program with "
            "'python -m mxgrad run script.py'",
            name="mxnet",
        )
    sys.modules["mxnet"] = package
    if not any(isinstance(finder, MxnetFinder) for finder in sys.meta_path):
        sys.meta_path.insert(0, MxnetFinder())


def uninstall_as_mxnet() -> None:
    """Undo `install_as_mxnet`: later imports of ``mxnet`` find the real one, or nothing.

    Modules that have imported ``mxnet`` meanwhile keep mxgrad.

    Examples
    --------
    >>> uninstall_as_mxnet()
    """
    if sys.modules.get("mxnet") is not sys.modules["mxgrad"]:
        return
    for name in [name for name in sys.modules if name == "mxnet" or name.startswith("mxnet.")]:
        del sys.modules[name]
    sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, MxnetFinder)]


add_mxgrad_finder()  # `import mxgrad` imports this module, so mxgrad's own missing submodules are named too
