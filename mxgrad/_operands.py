"""Operands on the slow path: scalars, host arrays and mixed dtypes, brought to what a kernel takes.

Backends check the common case themselves (arrays of one float dtype, or one with a Python number), and
come here for everything else, so the rules of promotion exist once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as _np

from mxgrad import dtypes
from mxgrad.base import MXNetError, MXNetTypeError, MXNetValueError
from mxgrad.catalogue import COMPARISONS
from mxgrad.catalogue import LOGIC as LOGIC

if TYPE_CHECKING:
    from mxgrad.array import ndarray
    from mxgrad.catalogue import Op
    from mxgrad.spi import Backend


def mixed(x: Backend, y: Backend) -> MXNetTypeError:
    return MXNetTypeError(
        f"operands on different backends, {x.name!r} and {y.name!r}: convert one of them, "
        f'for example with .as_in_backend("{x.name}")'
    )


def resolve(backend: Backend, values: Sequence[Any]) -> list[ndarray | dtypes.Scalar] | None:
    """`values` as arrays of `backend` and Python scalars; None if one can be neither.

    Raises
    ------
    MXNetTypeError
        An array of another backend.
    """
    from mxgrad.array import ndarray

    found: list[ndarray | dtypes.Scalar] = []
    for value in values:
        if isinstance(value, ndarray):
            if value._backend is not backend:
                raise mixed(backend, value._backend)
            found.append(value)
            continue
        scalar = dtypes.scalar_of(value)
        if scalar is not None:
            found.append(scalar)
        elif isinstance(value, _np.ndarray):
            found.append(ndarray(backend, backend.from_host(value, None)))
        else:
            return None
    return found


def common_dtype(backend: Backend, op: Op, values: Sequence[ndarray | dtypes.Scalar]) -> _np.dtype[Any] | None:
    """The dtype that the catalogue row `op` wants its operands in; None: as they are."""
    from mxgrad.array import ndarray

    rule = op.dtype
    if op.numbers == "real":
        _refuse_complex(backend, op, values)
    elif op.numbers == "floating":
        _refuse_others(backend, op, values)
    if rule == "keep":
        return None
    if op.name == "where":
        values = values[1:]  # the condition takes no part
    arrays = [backend.dtype(value) for value in values if isinstance(value, ndarray)]
    scalars = [value for value in values if not isinstance(value, ndarray)]
    if arrays:
        found = dtypes.result_type(arrays, scalars)
    else:  # where(condition, 1, 2)
        found = dtypes.weak(dtypes.default_float(), scalars[0])
    if rule == "double":
        return dtypes.complex128 if found.kind == "c" else dtypes.float64
    if rule == "float" and not dtypes.is_inexact(found):
        return dtypes.default_float()
    if rule in ("number", "sum") and found == dtypes.bool_:
        return dtypes.int64
    if op.name in COMPARISONS:
        found = _wide_enough(found, scalars)
    for scalar in scalars:
        dtypes.check_scalar(scalar, found)
    return found


def settled_dtype(op: Op, kinds: Sequence[_np.dtype[Any]]) -> tuple[bool, _np.dtype[Any] | None]:
    """The dtype that the row wants arrays of these dtypes in, and whether it is so for good.

    It is not where the default float type decides, nor for complex numbers and logic, which are another matter.
    """
    if any(kind.kind in "cV" for kind in kinds):
        return False, None
    if op.dtype == "keep":
        return True, None
    found = dtypes.result_type(kinds)
    if found == dtypes.bool_ and op.name in LOGIC:
        return False, None
    if op.dtype == "double":
        return True, dtypes.float64
    if op.dtype == "float":
        return dtypes.is_inexact(found), found
    if op.dtype in ("number", "sum") and found == dtypes.bool_:
        return True, dtypes.int64
    return True, found


def _wide_enough(dtype: _np.dtype[Any], scalars: Sequence[dtypes.Scalar]) -> _np.dtype[Any]:
    """Where integers of `dtype` are compared with a number beyond its range: ``uint8 == -1`` is false, not an error."""
    number = next((scalar for scalar in scalars if type(scalar) is int), 0)
    if dtype.kind not in "iu" or _np.iinfo(dtype).min <= number <= _np.iinfo(dtype).max:
        return dtype
    if dtype == "uint64":
        return dtypes.float64 if number < 0 else dtype
    return dtypes.int64


def _refuse_complex(backend: Backend, op: Op, values: Sequence[ndarray | dtypes.Scalar]) -> None:
    for value in values:
        array: Any = value
        if isinstance(value, complex) or (hasattr(value, "_handle") and backend.dtype(array).kind == "c"):
            raise MXNetTypeError(
                f"{op.name} is not defined for complex numbers: take np.real, np.imag, np.abs or np.angle of them first"
            )


def _refuse_others(backend: Backend, op: Op, values: Sequence[ndarray | dtypes.Scalar]) -> None:
    for value in values:
        array: Any = value
        if (kind := backend.dtype(array)).kind not in "fV":
            raise MXNetTypeError(f"{op.name} is for floating point numbers, not {kind}")


def are_booleans(values: Sequence[ndarray | dtypes.Scalar]) -> bool:
    """Whether all of `values` are booleans, so that the operations in `catalogue.LOGIC` are logic."""
    return all(isinstance(value, bool) or getattr(value, "dtype", None) == dtypes.bool_ for value in values)


def broadcast_error(shapes: Iterable[Sequence[int]]) -> MXNetValueError:
    """Shapes that do not go together, in MXNet's words."""
    shown = " ".join("[" + ",".join(map(str, shape)) + "]" for shape in shapes)
    return MXNetValueError(f"operands could not be broadcast together with shapes {shown}")


def operation_error(
    name: str, operands: Iterable[tuple[str, Sequence[int]] | Any], text: str, kind: type
) -> MXNetError:
    """What a library said of the operation `name`; `operands` are pairs of dtype and shape, and scalars."""
    described = ", ".join(f"{x[0]}{list(x[1])}" if isinstance(x, tuple) else repr(x) for x in operands)
    message = f"{name}({described}): {text}"
    return MXNetTypeError(message) if issubclass(kind, TypeError) else MXNetValueError(message)
