"""Helpers of `mxnet.test_utils` for what mxgrad does not have.

They exist, because test files import them along with others; each says what is missing when it is called.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

from mxgrad.base import MXNetNotImplementedError

__all__ = [
    "DummyIter",
    "check_consistency",
    "check_gluon_hybridize_consistency",
    "check_speed",
    "check_symbolic_backward",
    "check_symbolic_forward",
    "compare_optimizer",
    "compare_optimizer_noise_seeded",
    "create_sparse_array",
    "create_sparse_array_zd",
    "download",
    "download_model",
    "get_bz2_data",
    "get_cifar10",
    "get_im2rec_path",
    "get_mnist",
    "get_mnist_iterator",
    "get_mnist_pkl",
    "get_mnist_ubyte",
    "get_zip_data",
    "rand_sparse_ndarray",
    "same_symbol_structure",
    "shuffle_csr_column_indices",
    "simple_forward",
]


def _absent(name: str, reason: str) -> Callable[..., NoReturn]:
    def refuse(*args: Any, **kwargs: Any) -> NoReturn:
        raise MXNetNotImplementedError(f"mxgrad.test_utils.{name} is not available: {reason}")

    refuse.__name__ = refuse.__qualname__ = name
    refuse.__doc__ = f"Raise `MXNetNotImplementedError`: {reason}."
    return refuse


_SYMBOLS = "symbols are not part of mxgrad; check_numeric_gradient takes Python functions"
_GLUON = "gluon and its optimizers are not part of mxgrad"
_SPARSE = "mxgrad has dense arrays only"
_FILES = "mxgrad downloads nothing and has no data iterators"

check_consistency = _absent("check_consistency", _SYMBOLS)
check_speed = _absent("check_speed", _SYMBOLS)
check_symbolic_backward = _absent("check_symbolic_backward", _SYMBOLS)
check_symbolic_forward = _absent("check_symbolic_forward", _SYMBOLS)
same_symbol_structure = _absent("same_symbol_structure", _SYMBOLS)
simple_forward = _absent("simple_forward", _SYMBOLS)

check_gluon_hybridize_consistency = _absent("check_gluon_hybridize_consistency", _GLUON)
compare_optimizer = _absent("compare_optimizer", _GLUON)
compare_optimizer_noise_seeded = _absent("compare_optimizer_noise_seeded", _GLUON)

create_sparse_array = _absent("create_sparse_array", _SPARSE)
create_sparse_array_zd = _absent("create_sparse_array_zd", _SPARSE)
rand_sparse_ndarray = _absent("rand_sparse_ndarray", _SPARSE)
shuffle_csr_column_indices = _absent("shuffle_csr_column_indices", _SPARSE)

DummyIter = _absent("DummyIter", _FILES)
download = _absent("download", _FILES)
download_model = _absent("download_model", _FILES)
get_bz2_data = _absent("get_bz2_data", _FILES)
get_cifar10 = _absent("get_cifar10", _FILES)
get_im2rec_path = _absent("get_im2rec_path", _FILES)
get_mnist = _absent("get_mnist", _FILES)
get_mnist_iterator = _absent("get_mnist_iterator", _FILES)
get_mnist_pkl = _absent("get_mnist_pkl", _FILES)
get_mnist_ubyte = _absent("get_mnist_ubyte", _FILES)
get_zip_data = _absent("get_zip_data", _FILES)
