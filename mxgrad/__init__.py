"""mxgrad: MXNet's Python front end (`np`, `npx`, `autograd`) on NumPy, PyTorch and JAX.

>>> import mxgrad as mx
>>> from mxgrad import autograd, np, npx
>>> npx.set_np()
>>> x = np.arange(4)
>>> x.attach_grad()
>>> with autograd.record():
...     y = 2 * np.dot(x, x)
>>> y.backward()
>>> x.grad
array([ 0.,  4.,  8., 12.])
"""

from __future__ import annotations

from mxgrad import base, context, libinfo, util
from mxgrad._missing import missing_attr
from mxgrad._registry import available_backends, current_backend, register_backend, set_backend, use_backend
from mxgrad.base import MXNetError
from mxgrad.context import Context, Device, cpu, cpu_pinned, current_context, current_device, gpu, num_gpus
from mxgrad.libinfo import __version__
from mxgrad.util import (
    is_np_array,
    is_np_default_dtype,
    is_np_shape,
    np_array,
    np_default_dtype,
    np_shape,
    set_np_shape,
    use_np,
    use_np_array,
    use_np_default_dtype,
    use_np_shape,
)  # fmt: skip

from mxgrad import autograd, np, npx, random  # isort: skip  # they need the array
from mxgrad._ipython import load_ipython_extension, unload_ipython_extension  # isort: skip
from mxgrad.dropin import install_as_mxnet, uninstall_as_mxnet  # isort: skip

__all__ = [
    "Context", "Device", "MXNetError", "__version__", "autograd", "available_backends", "base", "context", "cpu",
    "cpu_pinned", "current_backend", "current_context", "current_device", "gpu", "install_as_mxnet", "is_np_array",
    "is_np_default_dtype", "is_np_shape", "libinfo", "load_ipython_extension", "np", "np_array",
    "np_default_dtype", "np_shape", "npx", "num_gpus", "random", "register_backend", "set_backend", "set_np_shape",
    "uninstall_as_mxnet", "unload_ipython_extension", "use_backend", "use_np", "use_np_array",
    "use_np_default_dtype", "use_np_shape", "util", "waitall",
]  # fmt: skip


def waitall() -> None:
    """Wait until everything computed so far is there."""
    current_backend().synchronize()


__getattr__ = missing_attr(__name__)
