"""MXNet's `mxnet.runtime`: what this build can do. The names are MXNet's, the answers mxgrad's.

A feature says what the *active backend* can use now: ``CUDA`` follows `mxgrad.num_gpus`. Names that stand for
MXNet's own libraries and compiler switches are off.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from mxgrad.base import MXNetError
from mxgrad.context import num_gpus

__all__ = ["Feature", "Features", "feature_list"]

_NAMES: Final = """
    CUDA CUDNN NCCL CUDA_RTC TENSORRT CUTENSOR CPU_SSE CPU_SSE2 CPU_SSE3 CPU_SSE4_1 CPU_SSE4_2 CPU_SSE4A
    CPU_AVX CPU_AVX2 OPENMP SSE F16C JEMALLOC BLAS_OPEN BLAS_ATLAS BLAS_MKL BLAS_APPLE LAPACK MKLDNN ONEDNN
    OPENCV CAFFE PROFILER DIST_KVSTORE CXX14 INT64_TENSOR_SIZE SIGNAL_HANDLER DEBUG TVM_OP
"""
_ALWAYS: Final = frozenset({"LAPACK", "INT64_TENSOR_SIZE"})  # true of every array library that mxgrad uses


class Feature(NamedTuple):
    """One feature: its name, and whether it is there.

    Examples
    --------
    >>> Feature("LAPACK", True)
    ✔ LAPACK
    """

    name: str
    enabled: bool

    def __repr__(self) -> str:
        return f"{'✔' if self.enabled else '✖'} {self.name}"


def feature_list() -> list[Feature]:
    """Return all features that MXNet has names for.

    Examples
    --------
    >>> [feature for feature in feature_list() if feature.name == "LAPACK"]
    [✔ LAPACK]
    """
    gpu = num_gpus() > 0
    return [Feature(name, name in _ALWAYS or (name == "CUDA" and gpu)) for name in _NAMES.split()]


class Features(dict[str, Feature]):
    """All features, by name.

    Examples
    --------
    >>> Features().is_enabled("lapack")
    True
    """

    def __init__(self) -> None:
        super().__init__({feature.name: feature for feature in feature_list()})

    def __repr__(self) -> str:
        return repr(list(self.values()))

    def is_enabled(self, feature_name: Any) -> bool:
        """Tell whether a feature is there; its name in either case.

        Raises
        ------
        MXNetError
            When MXNet knows no such feature.

        Examples
        --------
        >>> Features().is_enabled("OPENCV")
        False
        """
        name = str(feature_name).upper()
        if name not in self:
            raise MXNetError(f"Feature '{name}' is unknown, known features are: {list(self)}")
        return self[name].enabled
