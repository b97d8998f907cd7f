"""The NumPy switches and small helpers of `mxnet.util`.

MXNet has an old array kind and a NumPy-like one, and three switches that choose between their behaviours.
mxgrad has the NumPy-like kind only, so nothing changes when `np_array` and `np_shape` are off; the switches
exist because programs set them, ask for them, and write their own code around them. They report what MXNet
reports: off in a new thread, on after `set_np`. The third switch, `np_default_dtype`, does act: it makes
float64 the default float type instead of float32.
"""

from __future__ import annotations

import functools
import os
import threading
import types
from collections.abc import Callable
from types import FunctionType, TracebackType
from typing import Any, Final, TypeVar

import numpy as _np

from mxgrad._missing import missing_attr
from mxgrad.base import MXNetNotImplementedError, MXNetTypeError, MXNetValueError
from mxgrad.context import Context, check_device, gpu_memory_info, num_gpus

__all__ = [
    "default_array",
    "default_float",
    "dtype_from_number",
    "get_cuda_compute_capability",
    "get_gpu_count",
    "get_gpu_memory",
    "getenv",
    "is_np_array",
    "is_np_default_dtype",
    "is_np_shape",
    "np_array",
    "np_default_dtype",
    "np_shape",
    "np_ufunc_legal_option",
    "numpy_fallback",
    "reset_np",
    "set_module",
    "set_np",
    "set_np_default_dtype",
    "set_np_shape",
    "setenv",
    "use_np",
    "use_np_array",
    "use_np_default_dtype",
    "use_np_shape",
    "wrap_ctx_to_device_func",
    "wrap_np_binary_func",
    "wrap_np_unary_func",
]

_T = TypeVar("_T")

FLOAT32: Final = _np.dtype(_np.float32)
FLOAT64: Final = _np.dtype(_np.float64)


class _Switches(threading.local):
    """The switches of one thread; class attributes are what a new thread starts with."""

    array: bool = False
    shape: bool = False
    float_type: _np.dtype[Any] | None = None  # what a `np_default_dtype` scope chose, None outside of one


_SWITCHES = _Switches()


class _Process:
    """What `set_np(dtype=...)` chose. It holds for all threads, as in MXNet."""

    float_type: _np.dtype[Any] = FLOAT32


def default_float() -> _np.dtype[Any]:
    """Return the default float type: float32, or float64 after ``set_np(dtype=True)``.

    Examples
    --------
    >>> default_float()
    dtype('float32')
    """
    return _SWITCHES.float_type or _Process.float_type


# --- asking and setting -----------------------------------------------------------------------------------


def is_np_array() -> bool:
    """Tell whether NumPy array semantics was switched on in this thread (mxgrad's arrays always have it).

    Examples
    --------
    >>> with np_array(True):
    ...     is_np_array()
    True
    """
    return _SWITCHES.array


def is_np_shape() -> bool:
    """Tell whether NumPy shape semantics was switched on in this thread (mxgrad's arrays always have it).

    Examples
    --------
    >>> with np_shape(True):
    ...     is_np_shape()
    True
    """
    return _SWITCHES.shape


def is_np_default_dtype() -> bool:
    """Tell whether the default float type is NumPy's float64 rather than MXNet's float32.

    Examples
    --------
    >>> is_np_default_dtype()
    False
    """
    return default_float() is FLOAT64


def set_np_shape(active: bool) -> bool:
    """Switch NumPy shape semantics on or off in this thread; return what it was.

    Examples
    --------
    >>> set_np_shape(True)
    False
    >>> set_np_shape(False)
    True
    """
    if not active and _SWITCHES.array:
        raise MXNetValueError(
            "Deactivating NumPy shape semantics while NumPy array semantics is still active is not allowed. "
            "Call npx.reset_np() to switch both off"
        )
    before = _SWITCHES.shape
    _SWITCHES.shape = _flag("active", active)
    return before


def set_np_default_dtype(is_np_default_dtype: bool = True) -> bool:
    """Make float64 (True) or float32 (False) the default float type; return whether it was float64.

    Inside a `np_default_dtype` scope it sets the scope's value, elsewhere that of the whole process.

    Examples
    --------
    >>> set_np_default_dtype(True)
    False
    >>> set_np_default_dtype(False)
    True
    """
    before = default_float() is FLOAT64
    chosen = FLOAT64 if _flag("is_np_default_dtype", is_np_default_dtype) else FLOAT32
    if _SWITCHES.float_type is None:
        _Process.float_type = chosen
    else:
        _SWITCHES.float_type = chosen
    return before


def set_np(shape: bool = True, array: bool = True, dtype: bool = False) -> None:
    """Switch NumPy semantics on: the line that MXNet programs start with.

    Parameters
    ----------
    shape, array : bool
        What `is_np_shape` and `is_np_array` report from now on in this thread. Arrays do not change.
    dtype : bool
        True makes float64 the default float type, False makes it float32.

    Examples
    --------
    >>> set_np()
    >>> is_np_array(), is_np_shape(), default_float()
    (True, True, dtype('float32'))
    >>> reset_np()
    """
    if array and not shape:
        raise MXNetValueError(
            "NumPy Shape semantics is required in using NumPy array semantics: "
            "set_np(shape=False, array=True) cannot be had, pass shape=True"
        )
    _SWITCHES.array = _flag("array", array)
    _SWITCHES.shape = _flag("shape", shape)
    set_np_default_dtype(dtype)


def reset_np() -> None:
    """Undo `set_np`: all three switches off.

    Examples
    --------
    >>> reset_np()
    >>> is_np_array(), is_np_shape(), default_float()
    (False, False, dtype('float32'))
    """
    set_np(shape=False, array=False, dtype=False)


def _flag(name: str, value: object) -> bool:
    if isinstance(value, (bool, int, _np.bool_)):
        return bool(value)
    raise MXNetTypeError(f"{name} is True or False, not {value!r} ({type(value).__name__})")


# --- scopes -----------------------------------------------------------------------------------------------


class _Scope:
    """Sets one switch for the length of a `with` block, in this thread. It can be entered repeatedly."""

    __slots__ = ("_active", "_before")

    def __init__(self, active: bool) -> None:
        self._active = _flag("active", active)
        self._before: list[Any] = []

    def __enter__(self) -> _Scope:
        self._before.append(self._set(self._active))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._restore(self._before.pop())

    def _set(self, active: bool) -> Any:
        raise NotImplementedError

    def _restore(self, before: Any) -> None:
        raise NotImplementedError


class _ArrayScope(_Scope):
    __slots__ = ()

    def _set(self, active: bool) -> bool:
        before = _SWITCHES.array
        _SWITCHES.array = active
        return before

    def _restore(self, before: bool) -> None:
        _SWITCHES.array = before


class _ShapeScope(_Scope):
    __slots__ = ()

    def _set(self, active: bool) -> bool:
        return set_np_shape(active)

    def _restore(self, before: bool) -> None:
        _SWITCHES.shape = before


class _DtypeScope(_Scope):
    __slots__ = ()

    def _set(self, active: bool) -> _np.dtype[Any] | None:
        before = _SWITCHES.float_type
        _SWITCHES.float_type = FLOAT64 if active else FLOAT32
        return before

    def _restore(self, before: _np.dtype[Any] | None) -> None:
        _SWITCHES.float_type = before


def np_array(active: bool = True) -> _Scope:
    """Return a scope in which `is_np_array` reports `active`.

    Examples
    --------
    >>> with np_array():
    ...     is_np_array()
    True
    """
    return _ArrayScope(active)


def np_shape(active: bool = True) -> _Scope:
    """Return a scope in which `is_np_shape` reports `active`.

    Examples
    --------
    >>> with np_shape():
    ...     is_np_shape()
    True
    """
    return _ShapeScope(active)


def np_default_dtype(active: bool = True) -> _Scope:
    """Return a scope in which the default float type is float64 (or float32), in this thread.

    Examples
    --------
    >>> with np_default_dtype():
    ...     default_float()
    dtype('float64')
    """
    return _DtypeScope(active)


# --- the scopes as decorators -----------------------------------------------------------------------------


def _decorate(name: str, scope: Callable[[], _Scope], target: _T) -> _T:
    if isinstance(target, type):
        members: dict[str, Any] = {}
        for base in reversed(target.__mro__):  # inherited methods too, as in MXNet
            members.update(vars(base))
        for key, member in members.items():
            wrapped = _decorate_member(name, scope, member)
            if wrapped is not member:
                setattr(target, key, wrapped)
        return target
    if not callable(target):
        raise MXNetTypeError(f"{name} can only decorate classes and callable objects, while received a {type(target)}")
    function = target

    @functools.wraps(function)
    def scoped(*args: Any, **kwargs: Any) -> Any:
        with scope():
            return function(*args, **kwargs)

    return scoped  # type: ignore[return-value]  # functools.wraps keeps the signature, not the type


def _decorate_member(name: str, scope: Callable[[], _Scope], member: Any) -> Any:
    if isinstance(member, property):
        accessors: list[Any] = [member.fget, member.fset, member.fdel]
        get, put, drop = (f and _decorate(name, scope, f) for f in accessors)
        return property(get, put, drop, member.__doc__)
    if isinstance(member, (staticmethod, classmethod)):
        return type(member)(_decorate(name, scope, member.__func__))
    return _decorate(name, scope, member) if isinstance(member, FunctionType) else member


def use_np_array(func: _T) -> _T:
    """Decorate a function, or all methods of a class, to run in ``np_array(True)``.

    Examples
    --------
    >>> @use_np_array
    ... def f():
    ...     return is_np_array()
    >>> f()
    True
    """
    return _decorate("use_np_array", np_array, func)


def use_np_shape(func: _T) -> _T:
    """Decorate a function, or all methods of a class, to run in ``np_shape(True)``.

    Examples
    --------
    >>> use_np_shape(is_np_shape)()
    True
    """
    return _decorate("use_np_shape", np_shape, func)


def use_np_default_dtype(func: _T) -> _T:
    """Decorate a function, or all methods of a class, to run with float64 as the default float type.

    Examples
    --------
    >>> use_np_default_dtype(default_float)()
    dtype('float64')
    """
    return _decorate("use_np_default_dtype", np_default_dtype, func)


def use_np(func: _T) -> _T:
    """Decorate a function, or all methods of a class, to run with both NumPy switches on.

    Examples
    --------
    >>> @use_np
    ... def f():
    ...     return is_np_array(), is_np_shape()
    >>> f()
    (True, True)
    """
    return use_np_shape(use_np_array(func))


# --- helpers for writing functions that look like NumPy's -------------------------------------------------

_UFUNC_DEFAULTS: Final[dict[str, object]] = {
    "where": True,
    "casting": "same_kind",
    "order": "K",
    "dtype": None,
    "subok": True,
}
_CASTINGS: Final = frozenset({"no", "equiv", "safe", "same_kind", "unsafe"})
_UFUNC_DTYPES: Final = frozenset({"int8", "uint8", "int32", "int64", "float16", "float32", "float64"})


def np_ufunc_legal_option(key: str, value: object) -> bool:
    """Tell whether a NumPy ufunc could be given ``key=value``.

    Examples
    --------
    >>> np_ufunc_legal_option("casting", "safe"), np_ufunc_legal_option("casting", "wild")
    (True, False)
    """
    if key == "casting":
        return value in _CASTINGS
    if key == "dtype":
        try:
            return _np.dtype(value).name in _UFUNC_DTYPES  # type: ignore[call-overload]
        except TypeError:
            return False
    kinds: dict[str, type] = {"where": object, "order": str, "subok": bool}
    return key in kinds and isinstance(value, kinds[key])


def _refuse_ufunc_options(name: str, options: dict[str, object]) -> None:
    for key, value in options.items():
        if key not in _UFUNC_DEFAULTS:
            raise MXNetTypeError(f"{key} is an invalid keyword to function '{name}'")
        default = _UFUNC_DEFAULTS[key]
        if value is default or (type(value) is type(default) and value == default):
            continue
        if np_ufunc_legal_option(key, value):
            raise MXNetNotImplementedError(
                f"{key}={value} is not implemented yet for operator {name}: leave it at {default!r}"
            )
        raise MXNetTypeError(f"{key}={value} not understood for operator {name}")


def wrap_np_unary_func(func: Callable[..., Any]) -> Callable[..., Any]:
    """Let a function of one array accept NumPy's ufunc keywords at their defaults and refuse other values.

    Examples
    --------
    >>> wrap_np_unary_func(lambda x, out=None: -x)(3, where=True)
    -3
    """

    @functools.wraps(func)
    def unary(x: Any, out: Any = None, **kwargs: Any) -> Any:
        if kwargs:
            _refuse_ufunc_options(func.__name__, kwargs)
        return func(x, out=out)

    return unary


def wrap_np_binary_func(func: Callable[..., Any]) -> Callable[..., Any]:
    """Let a function of two arrays accept NumPy's ufunc keywords at their defaults and refuse other values.

    Examples
    --------
    >>> wrap_np_binary_func(lambda a, b, out=None: a + b)(3, 4, casting="same_kind")
    7
    """

    @functools.wraps(func)
    def binary(x1: Any, x2: Any, out: Any = None, **kwargs: Any) -> Any:
        if kwargs:
            _refuse_ufunc_options(func.__name__, kwargs)
        return func(x1, x2, out=out)

    return binary


def wrap_ctx_to_device_func(func: Callable[..., Any]) -> Callable[..., Any]:
    """Let a function that takes ``device=`` be called with MXNet 1's ``ctx=`` too.

    Examples
    --------
    >>> wrap_ctx_to_device_func(lambda device=None: device)(ctx="cpu(0)")
    'cpu(0)'
    """

    @functools.wraps(func)
    def either(*args: Any, **kwargs: Any) -> Any:
        if "ctx" in kwargs:
            ctx = kwargs.pop("ctx")
            if kwargs.get("device") is None:
                kwargs["device"] = ctx
        return func(*args, **kwargs)

    return either


def set_module(module: str | None) -> Callable[[_T], _T]:
    """Decorate a function or class so that it says it lives in `module`.

    Examples
    --------
    >>> @set_module("mymodule")
    ... def f(): ...
    >>> f.__module__
    'mymodule'
    """

    def decorate(target: _T) -> _T:
        if module is not None:
            target.__module__ = module
        return target

    return decorate


def numpy_fallback(func: Callable[..., Any]) -> Callable[..., Any]:
    """Let NumPy compute a function that is written with ``np``: it gets NumPy arrays, and gives arrays back.

    Raises
    ------
    MXNetError
        While recording: an operand is in the graph, which the result would leave.

    Examples
    --------
    >>> from mxgrad import np
    >>> @numpy_fallback
    ... def largest(x):
    ...     return np.sort(x)[::-1][:2]
    >>> largest(np.array([3.0, 1.0, 2.0]))
    array([3., 2.])
    """
    names = {**func.__globals__, "np": _np}
    host = types.FunctionType(func.__code__, names, func.__name__, func.__defaults__, func.__closure__)
    host.__kwdefaults__ = func.__kwdefaults__
    host.__module__, host.__qualname__ = func.__module__, func.__qualname__

    @functools.wraps(func)
    def computed(*args: Any, **kwargs: Any) -> Any:
        from mxgrad._host import fallback

        return fallback(host, args, kwargs)

    return computed


def default_array(source_array: Any, device: Context | None = None, dtype: Any = None) -> Any:
    """Make an `mxgrad.np.ndarray` (MXNet makes one of its old arrays when the switches are off).

    Examples
    --------
    >>> default_array([1, 2])
    array([1., 2.])
    """
    from mxgrad import np

    return np.array(source_array, dtype=dtype, ctx=device)


def dtype_from_number(number: Any) -> type[_np.generic]:
    """Return the dtype that a Python number gets: int64, or the default float type.

    Examples
    --------
    >>> dtype_from_number(3), dtype_from_number(3.5)
    (<class 'numpy.int64'>, <class 'numpy.float32'>)
    """
    if isinstance(number, (int, _np.integer)):
        return _np.int64
    if isinstance(number, (float, _np.floating)):
        return default_float().type
    raise MXNetTypeError(f"a number is an int or a float, not {number!r} ({type(number).__name__})")


# --- GPUs and the environment -----------------------------------------------------------------------------


def get_gpu_count() -> int:
    """Return how many GPUs the active backend can use (`mxgrad.context.num_gpus`).

    Examples
    --------
    >>> get_gpu_count() >= 0
    True
    """
    return num_gpus()


def get_gpu_memory(gpu_dev_id: int) -> tuple[int, int]:
    """Return the free and the total bytes of a GPU's memory (`mxgrad.context.gpu_memory_info`).

    Examples
    --------
    >>> if get_gpu_count():
    ...     free, total = get_gpu_memory(0)
    """
    return gpu_memory_info(gpu_dev_id)


def get_cuda_compute_capability(ctx: Context) -> int:
    """Return a GPU's CUDA compute capability, such as 90 for 9.0, where the backend can tell.

    Examples
    --------
    >>> from mxgrad.context import gpu
    >>> if get_gpu_count():
    ...     capability = get_cuda_compute_capability(gpu(0))
    """
    if ctx.device_type != "gpu":
        raise MXNetValueError(f"Expecting a gpu context to get cuda compute capability, while received ctx {ctx}")
    from mxgrad._registry import current_backend

    backend = current_backend()
    check_device(ctx, backend.name, backend.num_gpus())
    return backend.cuda_compute_capability(ctx.device_id)


def getenv(name: str) -> str | None:
    """Return an environment variable, or None where it is not set.

    Examples
    --------
    >>> getenv("NO_SUCH_VARIABLE") is None
    True
    """
    return os.environ.get(name)


def setenv(name: str, value: str | None) -> None:
    """Set an environment variable, or remove it with None.

    Unlike MXNet's, which only tells the C library, the change shows in `os.environ` too.

    Examples
    --------
    >>> setenv("MXGRAD_EXAMPLE", None)
    """
    if value is None:
        os.environ.pop(name, None)
    else:
        os.environ[name] = value


__getattr__ = missing_attr(__name__)
