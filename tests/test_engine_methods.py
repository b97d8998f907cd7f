"""Methods that MXNet's engine calls, and exchange by capsule."""

from __future__ import annotations

import numpy as onp
import pytest

from mxgrad import np, use_backend
from support import backend_parameters


@pytest.mark.parametrize("backend", backend_parameters())
def test_slices_are_assigned(backend):
    with use_backend(backend):
        x = np.zeros((3, 4))
        x.slice_assign(np.ones((2, 2)), (0, 0), (2, 4), (1, 2))
        x.slice_assign_scalar(5, (2, 0), (3, 4), (1, 1))
    expected = onp.zeros((3, 4))
    expected[0:2, 0:4:2] = 1
    expected[2] = 5
    onp.testing.assert_array_equal(x.asnumpy(), expected)


@pytest.mark.parametrize("method", ["to_dlpack_for_read", "to_dlpack_for_write"])
def test_capsules_hold_the_data(method):
    torch = pytest.importorskip("torch")
    with use_backend("torch"):
        x = np.array([1.0, 2.0])
        capsule = x.to_dlpack_for_read() if method == "to_dlpack_for_read" else x.to_dlpack_for_write()
    assert torch.utils.dlpack.from_dlpack(capsule).tolist() == [1, 2]
