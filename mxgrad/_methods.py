"""Fluent methods: functions of `np` and `npx` as methods of the array.

MXNet's legacy arrays had them all, and its NumPy-like arrays have each of these names only to say that it is not there.
Here they work, so that programs for either run.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import mxgrad
from mxgrad.base import MXNetValueError

if TYPE_CHECKING:
    from mxgrad.array import ndarray
    from mxgrad.dtypes import DTypeLike

_Axis = int | tuple[int, ...] | None


class FluentMethods:
    """What `ndarray` inherits; without state of its own."""

    __slots__ = ()

    # -- elementwise -------------------------------------------------------------------------------

    def abs(self, out: ndarray | None = None, **kwargs: Any) -> ndarray:
        """See `np.abs`."""
        return mxgrad.np.abs(self, out, **kwargs)

    def sign(self, out: ndarray | None = None, **kwargs: Any) -> ndarray:
        """See `np.sign`."""
        return mxgrad.np.sign(self, out, **kwargs)

    def square(self, out: ndarray | None = None, **kwargs: Any) -> ndarray:
        """See `np.square`."""
        return mxgrad.np.square(self, out, **kwargs)

    def sqrt(self, out: ndarray | None = None, **kwargs: Any) -> ndarray:
        """See `np.sqrt`."""
        return mxgrad.np.sqrt(self, out, **kwargs)

    def cbrt(self, out: ndarray | None = None, **kwargs: Any) -> ndarray:
        """See `np.cbrt`."""
        return mxgrad.np.cbrt(self, out, **kwargs)

    def reciprocal(self, out: ndarray | None = None, **kwargs: Any) -> ndarray:
        """See `np.reciprocal`."""
        return mxgrad.np.reciprocal(self, out, **kwargs)

    def exp(self, out: ndarray | None = None, **kwargs: Any) -> ndarray:
        """See `np.exp`."""
        return mxgrad.np.exp(self, out, **kwargs)

    def expm1(self, out: ndarray | None = None, **kwargs: Any) -> ndarray:
        """See `np.expm1`."""
        return mxgrad.np.expm1(self, out, **kwargs)

    def log(self, out: ndarray | None = None, **kwargs: Any) -> ndarray:
        """See `np.log`."""
        return mxgrad.np.log(self, out, **kwargs)

    def log2(self, out: ndarray | None = None, **kwargs: Any) -> ndarray:
        """See `np.log2`."""
        return mxgrad.np.log2(self, out, **kwargs)

    def log10(self, out: ndarray | None = None, **kwargs: Any) -> ndarray:
        """See `np.log10`."""
        return mxgrad.np.log10(self, out, **kwargs)

    def log1p(self, out: ndarray | None = None, **kwargs: Any) -> ndarray:
        """See `np.log1p`."""
        return mxgrad.np.log1p(self, out, **kwargs)

    def sin(self, out: ndarray | None = None, **kwargs: Any) -> ndarray:
        """See `np.sin`."""
        return mxgrad.np.sin(self, out, **kwargs)

    def cos(self, out: ndarray | None = None, **kwargs: Any) -> ndarray:
        """See `np.cos`."""
        return mxgrad.np.cos(self, out, **kwargs)

    def tan(self, out: ndarray | None = None, **kwargs: Any) -> ndarray:
        """See `np.tan`."""
        return mxgrad.np.tan(self, out, **kwargs)

    def arcsin(self, out: ndarray | None = None, **kwargs: Any) -> ndarray:
        """See `np.arcsin`."""
        return mxgrad.np.arcsin(self, out, **kwargs)

    def arccos(self, out: ndarray | None = None, **kwargs: Any) -> ndarray:
        """See `np.arccos`."""
        return mxgrad.np.arccos(self, out, **kwargs)

    def arctan(self, out: ndarray | None = None, **kwargs: Any) -> ndarray:
        """See `np.arctan`."""
        return mxgrad.np.arctan(self, out, **kwargs)

    def sinh(self, out: ndarray | None = None, **kwargs: Any) -> ndarray:
        """See `np.sinh`."""
        return mxgrad.np.sinh(self, out, **kwargs)

    def cosh(self, out: ndarray | None = None, **kwargs: Any) -> ndarray:
        """See `np.cosh`."""
        return mxgrad.np.cosh(self, out, **kwargs)

    def tanh(self, out: ndarray | None = None, **kwargs: Any) -> ndarray:
        """See `np.tanh`."""
        return mxgrad.np.tanh(self, out, **kwargs)

    def arcsinh(self, out: ndarray | None = None, **kwargs: Any) -> ndarray:
        """See `np.arcsinh`."""
        return mxgrad.np.arcsinh(self, out, **kwargs)

    def arccosh(self, out: ndarray | None = None, **kwargs: Any) -> ndarray:
        """See `np.arccosh`."""
        return mxgrad.np.arccosh(self, out, **kwargs)

    def arctanh(self, out: ndarray | None = None, **kwargs: Any) -> ndarray:
        """See `np.arctanh`."""
        return mxgrad.np.arctanh(self, out, **kwargs)

    def degrees(self, out: ndarray | None = None, **kwargs: Any) -> ndarray:
        """See `np.degrees`."""
        return mxgrad.np.degrees(self, out, **kwargs)

    def radians(self, out: ndarray | None = None, **kwargs: Any) -> ndarray:
        """See `np.radians`."""
        return mxgrad.np.radians(self, out, **kwargs)

    def floor(self, out: ndarray | None = None, **kwargs: Any) -> ndarray:
        """See `np.floor`."""
        return mxgrad.np.floor(self, out, **kwargs)

    def ceil(self, out: ndarray | None = None, **kwargs: Any) -> ndarray:
        """See `np.ceil`."""
        return mxgrad.np.ceil(self, out, **kwargs)

    def trunc(self, out: ndarray | None = None, **kwargs: Any) -> ndarray:
        """See `np.trunc`."""
        return mxgrad.np.trunc(self, out, **kwargs)

    def fix(self, out: ndarray | None = None, **kwargs: Any) -> ndarray:
        """See `np.fix`."""
        return mxgrad.np.fix(self, out, **kwargs)

    def rint(self, out: ndarray | None = None, **kwargs: Any) -> ndarray:
        """See `np.rint`."""
        return mxgrad.np.rint(self, out, **kwargs)

    def rsqrt(self, out: ndarray | None = None, **kwargs: Any) -> ndarray:
        """``1 / sqrt(x)``."""
        return mxgrad.np.reciprocal(mxgrad.np.sqrt(self), out, **kwargs)

    def rcbrt(self, out: ndarray | None = None, **kwargs: Any) -> ndarray:
        """``1 / cbrt(x)``."""
        return mxgrad.np.reciprocal(mxgrad.np.cbrt(self), out, **kwargs)

    def relu(self, out: ndarray | None = None) -> ndarray:
        """See `npx.relu`."""
        return mxgrad.npx.relu(self, out)

    def sigmoid(self, out: ndarray | None = None) -> ndarray:
        """See `npx.sigmoid`."""
        return mxgrad.npx.sigmoid(self, out)

    def log_sigmoid(self, out: ndarray | None = None) -> ndarray:
        """``log(1 / (1 + exp(-x)))``, without overflow."""
        return mxgrad.np.negative(mxgrad.np.logaddexp(mxgrad.np.negative(self), 0.0), out)

    def mish(self, out: ndarray | None = None) -> ndarray:
        """``x * tanh(log(1 + exp(x)))``."""
        return mxgrad.np.multiply(self, mxgrad.np.tanh(mxgrad.np.logaddexp(self, 0.0)), out)

    def zeros_like(self: Any, dtype: DTypeLike = None) -> ndarray:
        """See `np.zeros_like`."""
        return mxgrad.np.zeros_like(self, dtype)

    def ones_like(self: Any, dtype: DTypeLike = None) -> ndarray:
        """See `np.ones_like`."""
        return mxgrad.np.ones_like(self, dtype)

    # -- along an axis -----------------------------------------------------------------------------

    def softmax(self, axis: int = -1, **kwargs: Any) -> ndarray:
        """See `npx.softmax`."""
        return mxgrad.npx.softmax(self, axis=axis, **kwargs)

    def log_softmax(self, axis: int = -1, **kwargs: Any) -> ndarray:
        """See `npx.log_softmax`."""
        return mxgrad.npx.log_softmax(self, axis=axis, **kwargs)

    def softmin(self, axis: int = -1, **kwargs: Any) -> ndarray:
        """`softmax` of the negative."""
        return mxgrad.npx.softmax(mxgrad.np.negative(self), axis=axis, **kwargs)

    def norm(self, ord: Any = None, axis: _Axis = None, keepdims: bool = False) -> ndarray:
        """See `np.linalg.norm`."""
        return mxgrad.np.linalg.norm(self, ord, axis, keepdims)

    def nansum(self, axis: _Axis = None, **kwargs: Any) -> ndarray:
        """See `np.nansum`."""
        return mxgrad.np.nansum(self, axis, **kwargs)

    def nanprod(self, axis: _Axis = None, **kwargs: Any) -> ndarray:
        """See `np.nanprod`."""
        return mxgrad.np.nanprod(self, axis, **kwargs)

    def argmax_channel(self) -> ndarray:
        """`argmax` along axis 1."""
        return mxgrad.np.argmax(self, 1)

    def topk(self, *args: Any, **kwargs: Any) -> Any:
        """See `npx.topk`."""
        return mxgrad.npx.topk(self, *args, **kwargs)

    def pick(self, index: Any, axis: int | None = -1, keepdims: bool = False, mode: str = "clip") -> ndarray:
        """See `npx.pick`."""
        return mxgrad.npx.pick(self, index, axis, keepdims, mode)

    def one_hot(self, depth: int, **kwargs: Any) -> ndarray:
        """See `npx.one_hot`."""
        return mxgrad.npx.one_hot(self, depth, **kwargs)

    # -- parts and shapes --------------------------------------------------------------------------

    def slice(self: Any, begin: Any, end: Any, step: Any = None) -> ndarray:
        """The slices from `begin` to `end`: for each axis a number or None.

        >>> from mxgrad import np
        >>> np.arange(6).reshape(2, 3).slice(begin=(None, 1), end=(1, None))
        array([[1., 2.]])
        """
        begin, end, step = ((part,) if isinstance(part, int) else part for part in (begin, end, step))
        if len(begin) != len(end) or (step and len(step) != len(begin)):
            raise MXNetValueError(f"slice: begin, end and step have one length, not {begin}, {end}, {step}")
        parts = zip(begin, end, step or (None,) * len(begin), strict=True)
        return self[tuple(slice(*part) for part in parts)]  # type: ignore[no-any-return]

    def slice_axis(self: Any, axis: int, begin: int | None, end: int | None) -> ndarray:
        """The slice from `begin` to `end` along one axis."""
        return self[_at(self, {axis: end}, begin)]  # type: ignore[no-any-return]

    def slice_like(self: Any, shape_like: ndarray, axes: Sequence[int] | None = None) -> ndarray:
        """The first elements along `axes` (all), as many as `shape_like` has."""
        lengths = shape_like.shape
        wanted = axes if axes else range(self.ndim)
        return self[_at(self, {axis: lengths[axis] for axis in wanted})]  # type: ignore[no-any-return]

    def split_v2(self, indices_or_sections: Any, axis: int = 0, squeeze_axis: bool = False) -> list[ndarray]:
        """See `np.split`; with `squeeze_axis`, without the axis that was split."""
        parts = mxgrad.np.split(self, indices_or_sections, axis)
        return [part.squeeze(axis) for part in parts] if squeeze_axis else parts

    def pad(self: Any, pad_width: Any, mode: str = "constant", **kwargs: Any) -> ndarray:
        """See `np.pad`; `pad_width` may be flat, ``(before, after, before, after, ...)``."""
        if self.ndim > 1 and isinstance(pad_width, (tuple, list)) and len(pad_width) == 2 * self.ndim:
            pad_width = tuple(zip(pad_width[::2], pad_width[1::2], strict=True))
        if "constant_value" in kwargs:
            kwargs["constant_values"] = kwargs.pop("constant_value")
        return mxgrad.np.pad(self, pad_width, mode, **kwargs)

    def broadcast_axes(self: Any, axis: Any = (), size: Any = ()) -> ndarray:
        """Axes of length 1 repeated to `size`.

        >>> from mxgrad import np
        >>> np.ones((1, 2)).broadcast_axes(axis=0, size=3).shape
        (3, 2)
        """
        shape = list(self.shape)
        axes, sizes = ((part,) if isinstance(part, int) else part for part in (axis, size))
        for a, n in zip(axes, sizes, strict=True):
            shape[a] = n
        return mxgrad.np.broadcast_to(self, tuple(shape))

    def shape_array(self: Any) -> ndarray:
        """The shape as an array of int64."""
        return mxgrad.np.array(self.shape, dtype="int64", ctx=self.ctx)

    def size_array(self: Any) -> ndarray:
        """The number of elements as an array of int64 of length 1."""
        return mxgrad.np.array([self.size], dtype="int64", ctx=self.ctx)

    def depth_to_space(self: Any, block_size: int) -> ndarray:
        """Blocks of `block_size` by `block_size` pixels from the channels (axis 1) of images.

        >>> from mxgrad import np
        >>> np.arange(4).reshape(1, 4, 1, 1).depth_to_space(2)
        array([[[[0., 1.],
                 [2., 3.]]]])
        """
        b = block_size
        n, c, h, w = self.shape
        if c % (b * b):
            raise MXNetValueError(f"depth_to_space: {c} channels do not make blocks of {b} by {b}")
        blocks = self.reshape((n, b, b, c // (b * b), h, w)).transpose((0, 3, 4, 1, 5, 2))
        return blocks.reshape((n, c // (b * b), h * b, w * b))  # type: ignore[no-any-return]

    def space_to_depth(self: Any, block_size: int) -> ndarray:
        """The inverse of `depth_to_space`."""
        b = block_size
        n, c, h, w = self.shape
        if h % b or w % b:
            raise MXNetValueError(f"space_to_depth: images of {h} by {w} are not made of blocks of {b} by {b}")
        blocks = self.reshape((n, c, h // b, b, w // b, b)).transpose((0, 3, 5, 1, 2, 4))
        return blocks.reshape((n, b * b * c, h // b, w // b))  # type: ignore[no-any-return]


def _at(x: Any, ends: dict[int, int | None], begin: int | None = None) -> tuple[slice, ...]:
    """The index that takes `begin` to `ends` along some axes."""
    ndim = x.ndim
    for axis in ends:
        if not -ndim <= axis < ndim:
            raise MXNetValueError(f"axis {axis} is out of bounds for array of dimension {ndim}")
    found = {axis % ndim: end for axis, end in ends.items()}
    return tuple(slice(begin, found[i]) if i in found else slice(None) for i in range(ndim))


__all__ = ["FluentMethods"]
