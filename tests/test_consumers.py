"""What was written for NumPy's arrays takes mxgrad's: matplotlib, SciPy, data frames; and NumPy's own odds and ends."""

from __future__ import annotations

import warnings

import numpy as onp
import pytest

import mxgrad as mx
from mxgrad import autograd, np
from mxgrad.base import MXNetError, MXNetTypeError
from support import backend_parameters

X = onp.array([[3.0, -1.0, 2.0], [0.5, 4.0, -2.0]], dtype="float32")


@pytest.fixture(params=backend_parameters())
def backend(request):
    with mx.use_backend(request.param) as found:
        yield found


def variable(value):
    x = np.array(value)
    x.attach_grad()
    return x


PLOTS = {
    "plot": lambda axes, x, y: axes.plot(x, y, x, x * y),
    "scatter": lambda axes, x, y: axes.scatter(x, y, s=y * 10, c=y),
    "bar": lambda axes, x, y: axes.bar(x, y),
    "bar on bars": lambda axes, x, y: axes.bar(x, y, width=x * 0.1, bottom=x),
    "barh": lambda axes, x, y: axes.barh(x, y),
    "errorbar": lambda axes, x, y: axes.errorbar(x, y, yerr=y * 0.1, xerr=0.2),
    "fill_between": lambda axes, x, y: axes.fill_between(x, y, y * 2),
    "fill_between where": lambda axes, x, y: axes.fill_between(x, y, y * 2, where=y > 2),
    "hist": lambda axes, x, y: axes.hist(y, bins=3),
    "step": lambda axes, x, y: axes.step(x, y),
    "stem": lambda axes, x, y: axes.stem(x, y),
    "boxplot": lambda axes, x, y: axes.boxplot(y),
    "imshow": lambda axes, x, y: axes.imshow(np.outer(x, y)),
    "contour": lambda axes, x, y: axes.contour(x, y, np.outer(y, x)),
    "pcolormesh": lambda axes, x, y: axes.pcolormesh(np.outer(x, y)),
    "axhline": lambda axes, x, y: axes.axhline(y.mean()),
    "set_xlim": lambda axes, x, y: axes.set_xlim(x.min(), x.max()),
}


@pytest.mark.parametrize("name", PLOTS)
def test_matplotlib(backend, name, tmp_path):
    """What is drawn is what is drawn of NumPy's arrays."""
    pytest.importorskip("matplotlib")
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    pictures = []
    for make in (np.array, onp.array):
        x, y = make([1.0, 2.0, 3.0, 4.0], dtype="float64"), make([2.0, 1.0, 4.0, 3.0], dtype="float64")
        figure = Figure(figsize=(2, 2))
        canvas = FigureCanvasAgg(figure)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            PLOTS[name](figure.subplots(), x, y)
            canvas.draw()
        pictures.append(onp.asarray(canvas.buffer_rgba()).copy())
    assert pictures[0].std() > 0
    onp.testing.assert_array_equal(*pictures)


def test_scipy(backend):
    from scipy import interpolate, optimize, stats

    x = np.array(X)
    assert stats.describe(x.reshape(-1)).mean == pytest.approx(X.mean())
    assert interpolate.interp1d(np.array([0.0, 1.0]), np.array([0.0, 2.0]))(0.5) == pytest.approx(1.0)

    def slope(value):
        z = variable(value)
        with autograd.record():
            y = ((z - 3) ** 2).sum()
        y.backward()
        return y.item(), z.grad.asnumpy()

    assert optimize.minimize(slope, onp.zeros(2), jac=True).x == pytest.approx([3, 3])


def test_data_frames(backend):
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"a": np.array(X[0]), "b": np.array(X[1])})
    assert frame["a"].tolist() == X[0].tolist()
    assert isinstance(onp.add(np.array(X[0]), frame["a"]), pandas.Series)


class Column:
    """As a column of a data frame: of a third kind, and with its own idea of NumPy's functions."""

    def __init__(self, values):
        self.values = onp.asarray(values)

    def __array__(self, dtype=None, copy=None):
        return self.values

    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        return Column(getattr(ufunc, method)(*(v.values if isinstance(v, Column) else onp.asarray(v) for v in inputs)))

    def __array_function__(self, function, types, args, kwargs):
        return function.__name__


def test_arrays_of_a_third_kind_have_their_say(backend):
    x = np.array(X[0])
    for found in (onp.add(x, Column(X[1])), onp.add(Column(X[1]), x)):
        assert isinstance(found, Column)
        onp.testing.assert_array_equal(found.values, X[0] + X[1])
    assert onp.concatenate([x, Column(X[1])]) == "concatenate"


def test_conversion(backend):
    x = np.array(X)
    for found in (
        onp.asarray(x),
        onp.array(x),
        onp.stack([onp.asarray(row) for row in x]),
        onp.array(list(x.tolist())),
    ):
        assert type(found) is onp.ndarray
        onp.testing.assert_array_equal(found, X)
    assert onp.asarray(x, dtype="float64").dtype == "float64"
    assert memoryview(onp.asarray(x)).shape == (2, 3)
    assert onp.float32(np.array(2.5)) == 2.5
    assert onp.isscalar(x[0, 0].item())


UFUNC_METHODS = {
    "add.reduce": lambda m, x: onp.add.reduce(x),
    "add.reduce of all": lambda m, x: onp.add.reduce(x, axis=None),
    "add.reduce initial": lambda m, x: onp.add.reduce(x, axis=1, keepdims=True, initial=2.0),
    "add.reduce where": lambda m, x: onp.add.reduce(x, axis=1, where=X > 0),
    "multiply.reduce": lambda m, x: onp.multiply.reduce(x, axis=1),
    "maximum.reduce": lambda m, x: onp.maximum.reduce(x, axis=1),
    "minimum.reduce": lambda m, x: onp.minimum.reduce(x, (0, 1)),
    "hypot.reduce": lambda m, x: onp.hypot.reduce(x, axis=1),
    "subtract.reduce": lambda m, x: onp.subtract.reduce(x, axis=1, keepdims=True),
    "hypot.reduce initial": lambda m, x: onp.hypot.reduce(x, axis=0, initial=2.0),
    "add.accumulate": lambda m, x: onp.add.accumulate(x, axis=1),
    "multiply.accumulate": lambda m, x: onp.multiply.accumulate(x),
    "maximum.accumulate": lambda m, x: onp.maximum.accumulate(x, axis=1),
    "subtract.accumulate": lambda m, x: onp.subtract.accumulate(x, 1),
    "multiply.outer": lambda m, x: onp.multiply.outer(x, x[0]),
    "outer with numpy": lambda m, x: onp.subtract.outer(X[0], x),
    "add.reduceat": lambda m, x: onp.add.reduceat(x, [0, 2, 1], axis=1),
    "multiply.reduceat": lambda m, x: onp.multiply.reduceat(x, onp.array([0, 1])),
    "where and out": lambda m, x: onp.square(x, where=X > 0, out=m(X)),
    "log where": lambda m, x: onp.log(x, where=X > 0, out=m(X * 0 + 7)),
    "divide where": lambda m, x: onp.divide(1.0, x, where=m(X > 0), out=m(X * 0)),
    "dtype": lambda m, x: onp.add(x, x, dtype="float64"),
    "where of one row": lambda m, x: onp.add(x, 1, where=X[0] > 0, out=m(X)),
    "casting and order": lambda m, x: onp.multiply(x, 2, casting="same_kind", order="F", subok=False),
    "mixed": lambda m, x: X * x + onp.float32(2) * x,
    "lists": lambda m, x: onp.add([[1.0], [2.0]], onp.multiply(x, [1.0, 2.0, 3.0]), dtype="float64"),
}


@pytest.mark.parametrize("name", UFUNC_METHODS)
def test_ufunc_methods(backend, name):
    """Values are NumPy's."""
    expected, found = UFUNC_METHODS[name](onp.array, X), UFUNC_METHODS[name](np.array, np.array(X))
    assert isinstance(found, np.ndarray)
    assert found.dtype == expected.dtype
    onp.testing.assert_allclose(found.asnumpy(), expected, rtol=2e-6)


@pytest.mark.parametrize("name", UFUNC_METHODS)
def test_ufunc_methods_are_recorded(backend, name):
    function, host = UFUNC_METHODS[name], X.astype("float64")

    def wide(value):
        return value.astype("float64") if value.dtype == "float32" else value

    def loss(step):
        found = function(lambda value: wide(value).copy(), host + step * onp.sin(host))
        return float((found * onp.cos(onp.arange(found.size)).reshape(found.shape)).sum())

    x = variable(host)
    with autograd.record():
        found = function(lambda value: np.array(wide(value)), x)
        total = (found * onp.cos(onp.arange(found.size)).reshape(found.shape)).sum()
    total.backward()
    slope = float((x.grad.asnumpy() * onp.sin(host)).sum())
    assert slope == pytest.approx((loss(1e-5) - loss(-1e-5)) / 2e-5, rel=1e-7)


def test_a_masked_logarithm_has_a_gradient(backend):
    x = variable(onp.array([0.0, 2.0]))
    with autograd.record():
        y = onp.log(x, where=onp.array([False, True]), out=np.zeros(2, dtype="float64"))
    y.backward()
    assert x.grad.tolist() == [0, 0.5]


def test_what_would_leave_the_graph_is_refused(backend):
    x, host = variable(X), onp.zeros((2, 3), dtype="float32")
    with autograd.record():
        for lost in (
            lambda: onp.add(x, x, out=host),
            lambda: onp.mean(x, axis=0, out=onp.zeros(3)),
            lambda: onp.copyto(host, x),
            lambda: onp.fft.fft(x),
            lambda: onp.nextafter(x, 1),
            lambda: onp.matmul(x, x.T, axes=[(0, 1), (0, 1), (0, 1)]),
        ):
            with pytest.raises(MXNetError, match="leave the graph"):
                lost()
        assert onp.array2string(x) == onp.array2string(X)
        assert onp.signbit(x).tolist() == onp.signbit(X).tolist()
        with autograd.pause():
            onp.add(x, x, out=host)
    assert (host == 2 * X).all()


def test_writers(backend):
    x, host = np.array(X), onp.zeros((2, 3), dtype="float32")
    onp.copyto(host, x)
    assert (host == X).all()
    for write in (
        lambda: onp.copyto(x, 1),
        lambda: onp.put(x, [0], 1),
        lambda: onp.putmask(x, X > 0, 1),
        lambda: onp.place(x, X > 0, [1]),
    ):
        with pytest.raises(MXNetTypeError, match=r"x\[\.\.\.\] = value"):
            write()
    assert x.tolist() == X.tolist()


def test_what_np_refuses_numpy_computes(backend):
    """A counterpart with narrower ideas is no reason to fail where NumPy would not."""
    x = np.array(X)
    objects = onp.broadcast_arrays(x, None)
    assert objects[1].dtype == object
    assert onp.where([[True], [False]], x, [0, 0, 0]).tolist() == onp.where([[True], [False]], X, [0, 0, 0]).tolist()
    assert onp.dot([[1.0, 2.0]], x).tolist() == onp.dot([[1.0, 2.0]], X).tolist()
    with pytest.raises(ValueError):
        onp.concatenate([x, np.ones((2, 2))])


def test_at_is_refused(backend):
    x = np.array(X)
    with pytest.raises(MXNetTypeError, match=r"add\.at"):
        onp.add.at(x, [0], 1)
    assert x.tolist() == X.tolist()
