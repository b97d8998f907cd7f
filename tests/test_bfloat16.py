"""bfloat16, where the library has it."""

from __future__ import annotations

import pytest

import mxgrad
from mxgrad import autograd, np, npx
from support import backend_parameters

pytest.importorskip("ml_dtypes")


@pytest.fixture(params=backend_parameters(), autouse=True)
def backend(request):
    with mxgrad.use_backend(request.param):
        yield request.param


X = [0.5, 1.0, 2.5]
FUNCTIONS = {
    "exp": np.exp, "sqrt": np.sqrt, "tanh": np.tanh, "abs": np.abs, "floor": np.floor, "sum": np.sum, "mean": np.mean,
    "max": np.max, "cumsum": np.cumsum, "sigmoid": npx.sigmoid, "softmax": npx.softmax, "erf": npx.erf,
    "plus a number": lambda x: x + 1.5, "power": lambda x: x**1.5, "of a number": lambda x: 2 / x,
    "clip": lambda x: x.clip(0.75, 2), "maximum": lambda x: np.maximum(x, 0.75), "dot": lambda x: np.dot(x, x),
    "matmul": lambda x: np.matmul(x.reshape(3, 1), x.reshape(1, 3)), "einsum": lambda x: np.einsum("i,i->", x, x),
    "where": lambda x: np.where(x > 1, x, 0.0), "index": lambda x: x[::2],
    "concatenate": lambda x: np.concatenate([x, x]),
    "with integers": lambda x: x * np.array([1, 2, 3], dtype="int64"),
}  # fmt: skip


@pytest.mark.parametrize("name", FUNCTIONS)
def test_stays_what_it_is(name):
    wide = np.array(X)
    got = FUNCTIONS[name](wide.astype("bfloat16"))
    assert got.dtype.name == "bfloat16"
    want = FUNCTIONS[name](wide).asnumpy()
    assert got.astype("float32").asnumpy() == pytest.approx(want, rel=2**-6)


@pytest.mark.parametrize("name", ["exp", "mean", "softmax", "plus a number", "power", "clip", "matmul", "index"])
def test_gradients(name):
    grads = []
    for dtype in ("float32", "bfloat16"):
        x = np.array(X).astype(dtype)
        x.attach_grad()
        with autograd.record():
            y = FUNCTIONS[name](x)
            loss = (y * y).sum()
        loss.backward()
        assert x.grad.dtype.name == dtype
        grads.append(x.grad.astype("float32").asnumpy())
    assert grads[1] == pytest.approx(grads[0], rel=0.05, abs=0.05)


def test_made_and_converted():
    x = np.array(X, dtype="bfloat16")
    assert x.tolist() == X
    assert x.asnumpy().dtype.name == "bfloat16"
    assert np.zeros(2, dtype="bfloat16").dtype.name == np.full(2, 1.5, dtype="bfloat16").dtype.name == "bfloat16"
    assert x.astype("int32").tolist() == [0, 1, 2]
    assert (x + np.ones(3)).dtype.name == (x + np.ones(3, dtype="float16")).dtype.name == "float32"
    assert (x + 1j).dtype.name == "complex64"
    assert np.finfo("bfloat16").bits == 16
    assert "dtype=bfloat16" in repr(x)
    x[0] = 3
    x += 1
    assert x.tolist() == [4, 2, 3.5]
