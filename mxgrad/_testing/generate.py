"""Random shapes, arrays and matrices for tests. They come from NumPy's global generator, as MXNet's do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, MutableSequence, Sequence
from typing import Any, TypeVar

import numpy as np

from mxgrad import np as mxnp
from mxgrad._testing.tolerance import default_dtype
from mxgrad.array import ndarray
from mxgrad.base import MXNetNotImplementedError, MXNetTypeError, MXNetValueError
from mxgrad.context import Context

__all__ = [
    "assign_each",
    "assign_each2",
    "collapse_sum_like",
    "create_2d_np_tensor",
    "create_2d_tensor",
    "create_vector",
    "get_identity_mat",
    "get_identity_mat_batch",
    "new_matrix_with_real_eigvals_2d",
    "new_matrix_with_real_eigvals_nd",
    "new_orthonormal_matrix_2d",
    "new_sym_matrix_with_real_eigvals_2d",
    "new_sym_matrix_with_real_eigvals_nd",
    "np_reduce",
    "rand_coord_2d",
    "rand_ndarray",
    "rand_shape_2d",
    "rand_shape_3d",
    "rand_shape_nd",
    "random_arrays",
    "random_sample",
    "random_uniform_arrays",
]

Host = np.ndarray[Any, np.dtype[Any]]
_S = TypeVar("_S", bound=MutableSequence[Any])


def random_arrays(*shapes: tuple[int, ...]) -> Any:
    """Return a float32 NumPy array of normal numbers for each shape; the array itself for one shape.

    Examples
    --------
    >>> random_arrays((2, 3)).shape
    (2, 3)
    """
    arrays = [np.asarray(np.random.randn(*shape), dtype=default_dtype()) for shape in shapes]
    return arrays[0] if len(arrays) == 1 else arrays


def random_uniform_arrays(*shapes: tuple[int, ...], **kwargs: Any) -> list[Host]:
    """Return a NumPy array of uniform numbers for each shape; keywords: `low`, `high`, `dtype`.

    Examples
    --------
    >>> [a.shape for a in random_uniform_arrays((2,), (3,), low=-1.0)]
    [(2,), (3,)]
    """
    low, high = kwargs.pop("low", 0.0), kwargs.pop("high", 1.0)
    dtype = kwargs.pop("dtype", default_dtype())
    if kwargs:
        raise MXNetTypeError(f"unexpected arguments {sorted(kwargs)}; there are low, high and dtype")
    return [np.asarray(np.random.uniform(low, high, size=shape)).astype(dtype) for shape in shapes]


def random_sample(population: _S, k: int) -> _S:
    """Return `k` different elements of a list, in random order.

    Examples
    --------
    >>> sorted(random_sample([1, 2, 3], 3))
    [1, 2, 3]
    """
    if not 0 <= k <= len(population):
        raise MXNetValueError(f"cannot choose {k} of {len(population)} elements")
    shuffled = population[:]
    np.random.shuffle(shuffled)
    return shuffled[:k]  # type: ignore[return-value]  # a slice of a list is a list


def rand_ndarray(
    shape: tuple[int, ...],
    stype: str = "default",
    density: float | None = None,
    dtype: Any = None,
    modifier_func: Callable[..., Any] | None = None,
    shuffle_csr_indices: bool = False,
    distribution: str | None = None,
    ctx: Context | None = None,
) -> ndarray:
    """Return an array of normal numbers. Only ``stype='default'``; the other arguments are for sparse arrays.

    Examples
    --------
    >>> rand_ndarray((2, 3)).shape
    (2, 3)
    """
    if stype != "default":
        raise MXNetNotImplementedError(f"rand_ndarray(stype={stype!r}): mxgrad has dense arrays only")
    return mxnp.array(random_arrays(shape), dtype=dtype, ctx=ctx)


def rand_shape_nd(num_dim: int, dim: int = 10, allow_zero_size: bool = False) -> tuple[int, ...]:
    """Return a random shape of `num_dim` dimensions, each at most `dim`.

    Examples
    --------
    >>> len(rand_shape_nd(4))
    4
    """
    low = 0 if allow_zero_size else 1
    return tuple(int(n) for n in np.random.randint(low, dim + 1, size=num_dim))


def rand_shape_2d(dim0: int = 10, dim1: int = 10, allow_zero_size: bool = False) -> tuple[int, int]:
    """Return a random shape of two dimensions, at most `dim0` and `dim1`.

    Examples
    --------
    >>> len(rand_shape_2d())
    2
    """
    low = 0 if allow_zero_size else 1
    return int(np.random.randint(low, dim0 + 1)), int(np.random.randint(low, dim1 + 1))


def rand_shape_3d(
    dim0: int = 10, dim1: int = 10, dim2: int = 10, allow_zero_size: bool = False
) -> tuple[int, int, int]:
    """Return a random shape of three dimensions, at most `dim0`, `dim1` and `dim2`.

    Examples
    --------
    >>> len(rand_shape_3d())
    3
    """
    low = 0 if allow_zero_size else 1
    return (*rand_shape_2d(dim0, dim1, allow_zero_size), int(np.random.randint(low, dim2 + 1)))


def rand_coord_2d(x_low: int, x_high: int, y_low: int, y_high: int) -> tuple[int, int]:
    """Return a random point of the rectangle ``[x_low, x_high) x [y_low, y_high)``.

    Examples
    --------
    >>> rand_coord_2d(3, 4, 5, 6)
    (3, 5)
    """
    return int(np.random.randint(x_low, x_high)), int(np.random.randint(y_low, y_high))


def create_2d_np_tensor(rows: int, columns: int, dtype: Any = np.int64) -> ndarray:
    """Return an array whose rows are filled with their numbers.

    Examples
    --------
    >>> create_2d_np_tensor(2, 3).tolist()
    [[0, 0, 0], [1, 1, 1]]
    """
    return mxnp.array(np.broadcast_to(np.arange(rows).reshape(rows, 1), (rows, columns)), dtype=dtype)


create_2d_tensor = create_2d_np_tensor  # MXNet's makes the same in its old array kind


def create_vector(size: int, dtype: Any = np.int64) -> ndarray:
    """Return the numbers from 0 to ``size - 1``.

    Examples
    --------
    >>> create_vector(3).tolist()
    [0, 1, 2]
    """
    return mxnp.array(np.arange(size), dtype=dtype)


def get_identity_mat(size: int) -> ndarray:
    """Return the identity matrix.

    Examples
    --------
    >>> get_identity_mat(2).tolist()
    [[1.0, 0.0], [0.0, 1.0]]
    """
    return mxnp.array(np.eye(size, dtype=default_dtype()))


def get_identity_mat_batch(size: int) -> ndarray:
    """Return two identity matrices, stacked.

    Examples
    --------
    >>> get_identity_mat_batch(3).shape
    (2, 3, 3)
    """
    return mxnp.array(np.stack([np.eye(size, dtype=default_dtype())] * 2))


def assign_each(the_input: Any, function: Callable[[Any], Any] | None) -> Host:
    """Return `function` of each element, as a float64 NumPy array; a copy without a function.

    Examples
    --------
    >>> import numpy
    >>> assign_each(numpy.array([1.0, 2.0]), lambda v: v + 1)
    array([2., 3.])
    """
    host = np.asarray(the_input)
    if function is None:
        return host.copy()
    return np.array([function(v) for v in host.ravel()], dtype=np.float64).reshape(host.shape)


def assign_each2(input1: Any, input2: Any, function: Callable[[Any, Any], Any] | None) -> Host:
    """Return `function` of each pair of elements, as a float64 NumPy array; without one a copy of the first.

    Examples
    --------
    >>> import numpy
    >>> assign_each2(numpy.array([1.0]), numpy.array([2.0]), lambda u, v: u * v)
    array([2.])
    """
    first, second = np.asarray(input1), np.asarray(input2)
    if function is None:
        return first.copy()
    if first.shape != second.shape:
        raise MXNetValueError(f"the shapes differ: {first.shape} and {second.shape}")
    pairs = zip(first.ravel(), second.ravel(), strict=True)
    return np.array([function(u, v) for u, v in pairs], dtype=np.float64).reshape(first.shape)


def np_reduce(
    dat: Host,
    axis: int | Iterable[int] | None,
    keepdims: bool,
    numpy_reduce_func: Callable[..., Any],
) -> Any:
    """Apply a reduction of one axis to several, one after the other.

    Examples
    --------
    >>> import numpy
    >>> np_reduce(numpy.ones((2, 3)), (0, 1), False, numpy.sum)
    np.float64(6.0)
    """
    axes = [axis] if isinstance(axis, int) else list(range(dat.ndim) if axis is None else axis)
    axes = [a % dat.ndim for a in axes]
    result: Any = dat
    for number in sorted(axes, reverse=True):  # from the last, so that the others keep their numbers
        result = numpy_reduce_func(result, axis=number)
    if keepdims:
        result = result.reshape([1 if a in axes else n for a, n in enumerate(dat.shape)])
    return result


def collapse_sum_like(a: Host, shape: Sequence[int]) -> Host:
    """Sum `a` over the axes along which an array of that shape was broadcast: what a gradient needs.

    Examples
    --------
    >>> import numpy
    >>> collapse_sum_like(numpy.ones((2, 3)), (1, 3))
    array([[2., 2., 2.]])
    """
    target = tuple(shape)
    extra = a.ndim - len(target)
    if extra < 0 or any(n not in (1, m) for n, m in zip(target, a.shape[max(extra, 0) :], strict=False)):
        raise MXNetValueError(f"shape {target} does not broadcast to {a.shape}")
    if a.size == 0 or 0 in target:
        return np.zeros(target, dtype=a.dtype)
    axes = [*range(extra), *(i + extra for i, n in enumerate(target) if n != a.shape[i + extra])]
    return np.asarray(a.sum(axis=tuple(axes))).reshape(target)


def new_orthonormal_matrix_2d(n: int) -> Host:
    """Return a random orthonormal NumPy matrix.

    Examples
    --------
    >>> import numpy
    >>> q = new_orthonormal_matrix_2d(3)
    >>> numpy.allclose(q @ q.T, numpy.eye(3))
    True
    """
    return np.linalg.qr(np.random.randn(n, n))[0]


def new_sym_matrix_with_real_eigvals_2d(n: int) -> Host:
    """Return a random symmetric NumPy matrix with eigenvalues between -10 and 10.

    Examples
    --------
    >>> import numpy
    >>> a = new_sym_matrix_with_real_eigvals_2d(3)
    >>> numpy.allclose(a, a.T)
    True
    """
    q = new_orthonormal_matrix_2d(n)
    half = q.T * np.random.uniform(-10.0, 10.0, n) @ q
    return (half + half.T) / 2  # symmetric to the last bit


def new_matrix_with_real_eigvals_2d(n: int) -> Host:
    """Return a random NumPy matrix with real eigenvalues between -10 and 10, far from defective.

    Examples
    --------
    >>> new_matrix_with_real_eigvals_2d(3).shape
    (3, 3)
    """
    # The condition number of an orthonormal matrix times a scaling is that of the scaling: here at most 3.
    vectors = new_orthonormal_matrix_2d(n) * np.random.uniform(1.0, 3.0, n)
    return vectors.T * np.random.uniform(-10.0, 10.0, n) @ np.linalg.inv(vectors.T)


def new_matrix_with_real_eigvals_nd(shape: Sequence[int]) -> Host:
    """Return a stack of such matrices as `new_matrix_with_real_eigvals_2d` makes.

    Examples
    --------
    >>> new_matrix_with_real_eigvals_nd((2, 3, 3)).shape
    (2, 3, 3)
    """
    return _stacked(new_matrix_with_real_eigvals_2d, shape)


def new_sym_matrix_with_real_eigvals_nd(shape: Sequence[int]) -> Host:
    """Return a stack of such matrices as `new_sym_matrix_with_real_eigvals_2d` makes.

    Examples
    --------
    >>> new_sym_matrix_with_real_eigvals_nd((2, 3, 3)).shape
    (2, 3, 3)
    """
    return _stacked(new_sym_matrix_with_real_eigvals_2d, shape)


def _stacked(make: Callable[[int], Host], shape: Sequence[int]) -> Host:
    count = int(np.prod(shape[:-2], dtype=np.int64))
    return np.array([make(shape[-1]) for _ in range(count)]).reshape(tuple(shape))
