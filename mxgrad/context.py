"""Devices: `cpu(0)`, `gpu(0)`, and the default one of each thread (MXNet's `mxnet.context`).

A `Context` only *names* a device, so `gpu(0)` can be written anywhere. Whether the device exists is asked
when an array is to be put there, and the active backend answers.
"""

from __future__ import annotations

import re
import threading
import warnings
from types import TracebackType
from typing import ClassVar, Final, TypeAlias

from mxgrad.base import MXNetAttributeError, MXNetError, MXNetKeyError, MXNetTypeError, MXNetValueError

__all__ = [
    "Context",
    "Device",
    "as_context",
    "check_device",
    "cpu",
    "cpu_pinned",
    "current_context",
    "current_device",
    "gpu",
    "gpu_memory_info",
    "num_gpus",
    "set_default_context",
]

_TYPE_IDS: Final = {"cpu": 1, "gpu": 2, "cpu_pinned": 3, "cpu_shared": 5}
_TYPE_NAMES: Final = {number: name for name, number in _TYPE_IDS.items()}
_SPELLING: Final = re.compile(r"(\w+)(?:\((\d+)\))?")


class _ContextMeta(type):
    """Holds `Context.default_ctx`, which MXNet lets users read and assign on the class."""

    @property
    def default_ctx(cls) -> Context:
        """The default device of this thread (deprecated in MXNet; `current_context()` is the same)."""
        _warn_default_ctx()
        return current_context()

    @default_ctx.setter
    def default_ctx(cls, value: Context) -> None:
        _warn_default_ctx()
        set_default_context(value)


def _warn_default_ctx() -> None:
    warnings.warn(
        "Context.default_ctx is deprecated: read current_context(), set it with 'with ctx:' or "
        "test_utils.set_default_context(ctx)",
        DeprecationWarning,
        stacklevel=3,
    )


def _typeid(name: object) -> int:
    if not isinstance(name, str):
        raise MXNetTypeError(
            f"a device type is a string or a Context, not {name!r} ({type(name).__name__}): write cpu() or gpu(0)"
        )
    try:
        return _TYPE_IDS[name]
    except KeyError:
        raise MXNetKeyError(f"unknown device type {name!r}; the types are {', '.join(_TYPE_IDS)}") from None


def _number(device_id: object) -> int:
    try:
        number = int(device_id)  # type: ignore[call-overload]
    except (TypeError, ValueError):
        raise MXNetTypeError(f"a device number is an integer, not {device_id!r} ({type(device_id).__name__})") from None
    if number < 0:
        raise MXNetValueError(f"a device number is not negative, got {number}")
    return int(number)


class Context(metaclass=_ContextMeta):
    """A device: a kind and a number. Hashable, comparable, and usable in a `with` statement.

    Parameters
    ----------
    device_type : {'cpu', 'gpu', 'cpu_pinned', 'cpu_shared'} or Context
        The kind of device, or a context to copy.
    device_id : int
        Which device of that kind.

    Examples
    --------
    >>> with Context("cpu", 1):
    ...     print(current_context())
    cpu(1)
    """

    __slots__ = ("device_id", "device_typeid")

    device_id: int
    device_typeid: int
    devtype2str: ClassVar[dict[int, str]] = dict(_TYPE_NAMES)
    devstr2type: ClassVar[dict[str, int]] = dict(_TYPE_IDS)

    def __init__(self, device_type: str | Context, device_id: int = 0) -> None:
        if isinstance(device_type, Context):
            typeid, number = device_type.device_typeid, device_type.device_id
        else:
            typeid, number = _typeid(device_type), _number(device_id)
        # Past __setattr__: a context is a dictionary key, so it does not change once it is made.
        object.__setattr__(self, "device_typeid", typeid)
        object.__setattr__(self, "device_id", number)

    def __setattr__(self, name: str, value: object) -> None:
        raise MXNetAttributeError(f"{self} cannot be changed (tried to set {name!r}): make another context instead")

    def __reduce__(self) -> tuple[type[Context], tuple[str, int]]:
        return Context, (self.device_type, self.device_id)

    @property
    def device_type(self) -> str:
        """The kind of device: ``'cpu'``, ``'gpu'``, ``'cpu_pinned'`` or ``'cpu_shared'``."""
        return _TYPE_NAMES[self.device_typeid]

    def __hash__(self) -> int:
        return hash((self.device_typeid, self.device_id))

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Context)
            and self.device_typeid == other.device_typeid
            and self.device_id == other.device_id
        )

    def __repr__(self) -> str:
        return f"{self.device_type}({self.device_id})"

    def __enter__(self) -> Context:
        _LOCAL.outer = (_LOCAL.value, _LOCAL.outer)
        _LOCAL.value = self
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert _LOCAL.outer is not None  # __enter__ put it there
        _LOCAL.value, _LOCAL.outer = _LOCAL.outer

    def empty_cache(self) -> None:
        """Give memory that the backend keeps for reuse on this device back to the system.

        Backends that keep none (all of them on a CPU) do nothing.

        Examples
        --------
        >>> cpu().empty_cache()
        """
        if self.device_type != "gpu":
            return
        from mxgrad._registry import current_backend

        backend = current_backend()
        check_device(self, backend.name, backend.num_gpus())
        backend.empty_cache(self.device_id)


Device = Context

_Outer: TypeAlias = "tuple[Context, _Outer] | None"


class _Local(threading.local):
    # Class attributes serve as the defaults of every new thread. `outer` is the chain of defaults to go back
    # to: it is kept here and not on the context, which may be entered twice, and by two threads at once.
    value: Context = Context("cpu", 0)
    outer: _Outer = None


_LOCAL = _Local()


def cpu(device_id: int = 0) -> Context:
    """Return the CPU as a context. Backends treat all CPU numbers as one device.

    Examples
    --------
    >>> cpu()
    cpu(0)
    """
    return Context("cpu", device_id)


def cpu_pinned(device_id: int = 0) -> Context:
    """Return the context of page-locked host memory; backends without it use ordinary memory.

    Examples
    --------
    >>> cpu_pinned()
    cpu_pinned(0)
    """
    return Context("cpu_pinned", device_id)


def gpu(device_id: int = 0) -> Context:
    """Return a GPU as a context. It can be named on any machine, and used where the backend has it.

    Examples
    --------
    >>> gpu(1)
    gpu(1)
    """
    return Context("gpu", device_id)


def num_gpus() -> int:
    """Return how many GPUs the active backend can use: 0 where it has none.

    Examples
    --------
    >>> num_gpus() >= 0
    True
    """
    from mxgrad._registry import current_backend

    return current_backend().num_gpus()


def gpu_memory_info(device_id: int = 0) -> tuple[int, int]:
    """Return the free and the total bytes of a GPU's memory, as the active backend sees it.

    Raises
    ------
    MXNetError
        When the active backend has no such GPU, or cannot tell.

    Examples
    --------
    >>> if num_gpus():
    ...     free, total = gpu_memory_info(0)
    """
    from mxgrad._registry import current_backend

    backend = current_backend()
    check_device(gpu(device_id), backend.name, backend.num_gpus())
    return backend.gpu_memory_info(device_id)


def current_context() -> Context:
    """Return this thread's default device: the innermost ``with ctx:``, else `cpu(0)`.

    Examples
    --------
    >>> current_context()
    cpu(0)
    """
    return _LOCAL.value


current_device = current_context


def set_default_context(ctx: Context) -> None:
    """Make `ctx` this thread's default device, until the end of the ``with ctx:`` it is called in, if any.

    Examples
    --------
    >>> set_default_context(cpu(0))
    """
    _LOCAL.value = as_context(ctx)


def as_context(value: Context | str | None) -> Context:
    """Return `value` as a context: `None` is the default device; ``'cpu'`` and ``'gpu(1)'`` are spelled out.

    Examples
    --------
    >>> as_context("gpu(1)"), as_context(None)
    (gpu(1), cpu(0))
    """
    if value is None:
        return _LOCAL.value
    if isinstance(value, Context):
        return value
    if isinstance(value, str):
        match = _SPELLING.fullmatch(value)
        if match is None:
            raise MXNetValueError(f"cannot read {value!r} as a device: write it like 'cpu(0)' or 'gpu(1)'")
        return Context(match[1], int(match[2] or 0))
    raise MXNetTypeError(f"a device is a Context such as cpu() or gpu(0), not {value!r} ({type(value).__name__})")


def check_device(ctx: Context, backend: str, gpus: int) -> None:
    """Raise an `MXNetError` that lists the devices there are, when `ctx` is a GPU that is not there.

    Examples
    --------
    >>> check_device(cpu(), "numpy", 0)
    """
    if ctx.device_type != "gpu" or ctx.device_id < gpus:
        return
    there = ", ".join(["cpu(0)", *(f"gpu({number})" for number in range(gpus))])
    raise MXNetError(
        f"the {backend!r} backend has no device {ctx} here; it has {there}. "
        "Use one of these, or choose a backend that has it with mxgrad.set_backend(...)"
    )
