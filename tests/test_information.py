"""`mxgrad.libinfo`, `mxgrad.runtime`, `mxgrad.engine` and `mxgrad.error`."""

from __future__ import annotations

import pytest

import mxgrad
from mxgrad import engine, error, libinfo, runtime
from mxgrad.base import MXNetError


def test_there_is_no_shared_library():
    for ask in (libinfo.find_lib_path, libinfo.find_include_path):
        with pytest.raises(NotImplementedError, match=r"mxgrad has no .*: it is Python only"):
            ask()


def test_features():
    features = runtime.Features()
    assert [feature.name for feature in runtime.feature_list()] == list(features)
    assert features.is_enabled("lapack")
    assert not features.is_enabled("OPENCV")
    assert "✔ LAPACK" in repr(features)
    assert "✖ TVM_OP" in repr(features)
    with pytest.raises(RuntimeError, match=r"Feature 'FOO' is unknown, known features are: .*CUDA"):
        features.is_enabled("foo")


def test_cuda_follows_the_backend(monkeypatch):
    with mxgrad.use_backend("numpy"):
        assert not runtime.Features().is_enabled("CUDA")
    monkeypatch.setattr(runtime, "num_gpus", lambda: 1)
    assert runtime.Features().is_enabled("CUDA")


def test_bulk_size_is_remembered():
    before = engine.set_bulk_size(3)
    with engine.bulk(5):
        assert engine.set_bulk_size(4) == 5
    assert engine.set_bulk_size(before) == 3


def test_errors_are_those_of_base():
    assert error.MXNetError is MXNetError
    assert issubclass(error.InternalError, MXNetError)
    assert set(error.__all__) <= set(dir(error))
