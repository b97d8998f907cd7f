"""`mxgrad.test_utils`: the helpers that programs' own tests call."""

from __future__ import annotations

import inspect
import json
import os
import sys

import numpy
import pytest

import mxgrad as mx
from mxgrad import autograd, np, npx
from mxgrad import test_utils as tu
from mxgrad.base import MXNetError, MXNetNotImplementedError
from support import ROOT, run_python

# --- comparing ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [numpy.array, np.array], ids=["numpy", "mxgrad"])
def test_equal_arrays_pass(kind):
    a = kind([1.0, 2.0])
    tu.assert_almost_equal(a, numpy.array([1.0, 2.0]))
    tu.assert_almost_equal(a, kind([1.0, 2.0]), rtol=0, atol=0)
    tu.assert_allclose(a, [1.0, 2.0])
    assert tu.same(a, [1, 2])
    assert tu.almost_equal(a, [1.0, 2.0])


def test_the_message_says_what_is_wrong_and_where():
    a, b = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[1.0, 2.5], [3.0, 5.0]])
    with pytest.raises(AssertionError) as caught:
        tu.assert_almost_equal(a, b, rtol=0, atol=0.1, names=("ours", "theirs"))
    text = str(caught.value)
    assert "Error 10.000000 exceeds tolerance rtol=0.000000e+00, atol=1.000000e-01" in text
    assert "mismatch 50.000000%: 2 of 4" in text
    assert "Location of maximum error: (1, 1), ours=4.00000000, theirs=5.00000000" in text
    assert "Location of error: (0, 1), ours=2.00000000, theirs=2.50000000" in text


def test_the_message_lists_the_worst_only():
    with pytest.raises(AssertionError) as caught:
        tu.assert_almost_equal(numpy.zeros(100), numpy.arange(1.0, 101.0), rtol=0, atol=0.5, mismatches=(3, 10))
    assert str(caught.value).count("Location of error") == 3
    assert "(99,)" in str(caught.value)


def test_failing_changes_no_print_options():
    before = numpy.get_printoptions()
    with pytest.raises(AssertionError):
        tu.assert_almost_equal(1.0, 2.0)
    assert numpy.get_printoptions() == before


def test_nan_and_infinity():
    nan, inf = float("nan"), float("inf")
    tu.assert_almost_equal([nan, inf], [nan, inf], equal_nan=True)
    tu.assert_almost_equal_ignore_nan([nan, 1.0, 2.0], [1.0, nan, 2.0])
    tu.assert_allclose([nan], [nan])
    for a, b in (([nan], [nan]), ([inf], [-inf]), ([1.0], [inf]), ([1.0], [nan])):
        with pytest.raises(AssertionError, match="exceeds tolerance"):
            tu.assert_almost_equal(a, b)


def test_shapes():
    tu.assert_almost_equal(np.ones((2, 3)), 1.0)
    with pytest.raises(AssertionError, match=r"shapes \(2,\) and \(3,\) do not broadcast"):
        tu.assert_almost_equal(np.ones(2), np.ones(3))
    with pytest.raises(AssertionError, match=r"a.shape = \(2,\) and b.shape = \(1,\) are not equal"):
        tu.assert_almost_equal(np.ones(2), np.ones(1), use_broadcast=False)
    with pytest.raises(AssertionError, match="not equal"):
        tu.almost_equal(numpy.ones(2), numpy.ones(1), use_broadcast=False)
    tu.assert_almost_equal(np.ones((0, 3)), np.ones((0, 3)))


def test_integers_and_booleans_are_compared_exactly():
    tu.assert_almost_equal(np.array([True, False]), numpy.array([True, False]))
    with pytest.raises(AssertionError, match=r"Location of maximum error: \(1,\), a=False, b=True"):
        tu.assert_almost_equal(numpy.array([True, False]), numpy.array([True, True]))
    with pytest.raises(AssertionError):
        tu.assert_almost_equal(np.array([100000], dtype="int32"), np.array([100001], dtype="int32"))


def test_a_share_of_errors_may_be_allowed():
    a, b = numpy.zeros(10), numpy.zeros(10)
    b[0] = 1
    tu.assert_almost_equal_with_err(a, b, etol=0.1)
    for share in (0.05, None):
        with pytest.raises(AssertionError, match="1 of 10"):
            tu.assert_almost_equal_with_err(a, b, etol=share)


def test_tolerances():
    single, double = numpy.ones(1, "float32"), numpy.ones(1)
    assert tu.get_tols(single, double, None, None) == (1e-4, 1e-3)
    assert tu.get_tols(single, double, 0.5, 0.25) == (0.5, 0.25)
    assert tu.get_tols(double, double, {"float64": 0.5}, {numpy.float32: 9.0}) == (0.5, 1e-20)
    assert tu.get_tolerance(numpy.ones(1, "complex64"), None, tu.default_rtols()) == 1e-4
    assert tu.effective_dtype(np.ones(2)) == numpy.float32
    assert (tu.get_rtol(), tu.get_atol(), tu.get_etol()) == (1e-5, 1e-20, 0)
    assert (tu.get_rtol(1), tu.get_atol(2), tu.get_etol(3)) == (1, 2, 3)
    assert tu.default_numeric_eps()[numpy.dtype("float32")] == 2.0**-9
    with pytest.raises(TypeError, match="a tolerance is a number, None, or a dict"):
        tu.get_tolerance(single, "x", tu.default_rtols())


def test_effective_dtype_on_a_gpu_that_rounds(monkeypatch):
    class OnGpu:
        dtype, ctx = numpy.dtype("float32"), mx.gpu(0)

    for capability, expected in ((80, "float16"), (70, "float32")):
        monkeypatch.setattr("mxgrad._testing.tolerance.get_cuda_compute_capability", lambda c, v=capability: v)
        assert tu.effective_dtype(OnGpu()) == expected

    def cannot_tell(device):
        raise MXNetError

    monkeypatch.setattr("mxgrad._testing.tolerance.get_cuda_compute_capability", cannot_tell)
    assert tu.effective_dtype(OnGpu()) == "float32"


def test_tuples():
    tu.compare_ndarray_tuple((np.ones(2), (None, np.zeros(1))), (np.ones(2), (None, np.zeros(1))))
    tu.compare_ndarray_tuple(None, np.ones(2))
    with pytest.raises(AssertionError, match="exceeds"):
        tu.compare_ndarray_tuple((np.ones(2),), (np.zeros(2),))
    with pytest.raises(AssertionError, match="1 and 2 elements"):
        tu.compare_ndarray_tuple((None,), (None, None))


def test_same_array_sees_shared_memory_and_leaves_values():
    x = np.array([0.0, 1.0, 0.0])
    assert tu.same_array(x, x[:])
    assert not tu.same_array(x, np.zeros(3))
    assert not tu.same_array(x, np.ones(3))
    assert x.tolist() == [0, 1, 0]


def test_assert_exception():
    tu.assert_exception(int, ValueError, "x")
    tu.assert_exception(lambda **k: [][k["at"]], (KeyError, IndexError), at=1)
    with pytest.raises(AssertionError, match="it returned 3"):
        tu.assert_exception(int, ValueError, "3")
    with pytest.raises(TypeError):
        tu.assert_exception(int, ValueError, [])


def test_find_max_violation():
    index, times = tu.find_max_violation(np.array([1.0, 2.0]), np.array([1.0, 3.0]), 0, 0.5)
    assert (index, round(float(times), 5)) == ((1,), 2.0)


# --- making data --------------------------------------------------------------------------------------------


def test_random_shapes_and_arrays():
    for _ in range(20):
        assert all(1 <= n <= 3 for n in tu.rand_shape_nd(5, dim=3))
        assert all(1 <= n <= 2 for n in tu.rand_shape_2d(2, 2) + tu.rand_shape_3d(2, 2, 2))
    assert any(0 in tu.rand_shape_nd(5, dim=1, allow_zero_size=True) for _ in range(50))
    assert tu.rand_coord_2d(1, 2, 3, 4) == (1, 3)
    one, (first, second) = tu.random_arrays((2, 3)), tu.random_arrays((2,), ())
    assert [a.shape for a in (one, first, second)] == [(2, 3), (2,), ()]
    assert {a.dtype for a in (one, first, second)} == {numpy.dtype("float32")}
    (uniform,) = tu.random_uniform_arrays((100,), low=2, high=3, dtype="float64")
    assert uniform.dtype == numpy.float64
    assert uniform.min() >= 2
    with pytest.raises(TypeError, match=r"unexpected arguments \['lo'\]"):
        tu.random_uniform_arrays((1,), lo=2)
    numpy.random.seed(1)
    first = tu.rand_ndarray((3,))
    numpy.random.seed(1)
    assert tu.same(first, tu.rand_ndarray((3,)))
    assert isinstance(first, np.ndarray)
    assert tu.rand_ndarray((3,), dtype="float64", ctx=mx.cpu()).dtype == numpy.float64
    with pytest.raises(MXNetNotImplementedError, match="dense arrays only"):
        tu.rand_ndarray((3, 3), stype="csr")
    assert sorted(tu.random_sample([3, 1, 2], 3)) == [1, 2, 3]
    with pytest.raises(ValueError, match="cannot choose 4 of 3"):
        tu.random_sample([3, 1, 2], 4)


def test_made_arrays():
    assert tu.create_2d_tensor(2, 2).tolist() == tu.create_2d_np_tensor(2, 2).tolist() == [[0, 0], [1, 1]]
    assert tu.create_vector(3, dtype="int32").dtype == numpy.int32
    assert tu.get_identity_mat(2).tolist() == [[1, 0], [0, 1]]
    assert tu.get_identity_mat_batch(2).tolist() == [[[1, 0], [0, 1]]] * 2
    assert tu.assign_each(numpy.array([[1, 2]]), lambda v: -v).tolist() == [[-1, -2]]
    assert tu.assign_each(numpy.array([1]), None).tolist() == [1]
    assert tu.assign_each2(numpy.array([1]), numpy.array([2]), None).tolist() == [1]
    assert tu.assign_each2(numpy.array([1]), numpy.array([2]), max).tolist() == [2]
    with pytest.raises(ValueError, match=r"the shapes differ: \(1,\) and \(2,\)"):
        tu.assign_each2(numpy.ones(1), numpy.ones(2), max)


@pytest.mark.parametrize("axis", [None, 1, -1, (0, 2), [-1, 0]])
@pytest.mark.parametrize("keepdims", [True, False])
def test_np_reduce(axis, keepdims):
    data = numpy.random.rand(2, 3, 4)
    axes = tuple(axis) if isinstance(axis, list) else axis
    numpy.testing.assert_allclose(tu.np_reduce(data, axis, keepdims, numpy.sum), data.sum(axis=axes, keepdims=keepdims))


def test_collapse_sum_like():
    data = numpy.ones((2, 3, 4))
    assert tu.collapse_sum_like(data, (3, 1)).tolist() == [[8], [8], [8]]
    assert tu.collapse_sum_like(data, ()).tolist() == 24
    assert tu.collapse_sum_like(numpy.ones((0, 3)), (1, 3)).tolist() == [[0, 0, 0]]
    for shape in ((2,), (1, 2, 3, 4)):
        with pytest.raises(ValueError, match="does not broadcast to"):
            tu.collapse_sum_like(data, shape)


def test_matrices():
    q = tu.new_orthonormal_matrix_2d(4)
    numpy.testing.assert_allclose(q @ q.T, numpy.eye(4), atol=1e-12)
    symmetric = tu.new_sym_matrix_with_real_eigvals_nd((2, 3, 3))
    assert (symmetric == symmetric.swapaxes(-1, -2)).all()
    general = tu.new_matrix_with_real_eigvals_nd((2, 2, 3, 3))
    assert general.shape == (2, 2, 3, 3)
    values = numpy.linalg.eigvals(general)
    numpy.testing.assert_allclose(values.imag, 0, atol=1e-9)
    assert abs(values).max() <= 10 + 1e-9
    assert tu.new_matrix_with_real_eigvals_nd((3, 3)).shape == (3, 3)


# --- gradients ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_right_gradient_passes(dtype):
    tu.check_numeric_gradient(
        lambda x, y: np.sin(x) * y + x.sum(), [[[0.5, 1.0]], [[2.0], [3.0]]], dtype=dtype, rtol=1e-3
    )
    tu.check_numeric_gradient(lambda a, b: (a * b, a - b), {"b": [1.0, 2.0], "a": np.array([3.0, 4.0])})
    tu.check_numeric_gradient(lambda x, y: x * y, [[1.0], [2.0]], grad_nodes={0: "null", 1: "write"})
    for request in ("write", "add", "null"):
        tu.check_numeric_gradient(lambda x: x * x, [[1.0, 2.0]], grad_nodes={0: request})


class Wrong(autograd.Function):
    """x squared, with the gradient of x cubed."""

    def forward(self, x):
        self.save_for_backward(x)
        return x * x

    def backward(self, dy):
        (x,) = self.saved_tensors
        return 3 * x * x * dy


def test_a_wrong_gradient_is_caught_and_named():
    with pytest.raises(AssertionError, match=r"NUMERICAL_x=.*BACKWARD_x="):
        tu.check_numeric_gradient(lambda x: Wrong()(x), {"x": [1.0, 2.0]})
    tu.check_numeric_gradient(lambda x: Wrong()(x), {"x": [1.0, 2.0]}, grad_nodes={"x": "null"})


def test_integer_arguments_have_no_gradient():
    tu.check_numeric_gradient(lambda x, i: x[i], [numpy.array([1.0, 2.0, 3.0]), numpy.array([0, 2])])


def test_training_mode_reaches_the_function():
    modes = []

    def function(x):
        modes.append(autograd.is_training())
        return x * 2

    tu.check_numeric_gradient(function, [[1.0]], use_forward_train=False)
    assert modes
    assert not any(modes)
    tu.check_numeric_gradient(function, [[1.0]])
    assert modes[-1]


def test_what_check_numeric_gradient_refuses():
    with pytest.raises(MXNetNotImplementedError, match="symbols"):
        tu.check_numeric_gradient(object(), [[1.0]])
    with pytest.raises(MXNetNotImplementedError, match="auxiliary states"):
        tu.check_numeric_gradient(lambda x: x, [[1.0]], aux_states={"a": 1})
    with pytest.raises(TypeError, match="float16, float32 or float64"):
        tu.check_numeric_gradient(lambda x: x, [[1.0]], dtype="int32")
    with pytest.raises(ValueError, match="grad_nodes names 'y'"):
        tu.check_numeric_gradient(lambda x: x, {"x": [1.0]}, grad_nodes=["y"])
    with pytest.raises(ValueError, match="Invalid grad_req 'wrong'"):
        tu.check_numeric_gradient(lambda x: x, [[1.0]], grad_nodes={0: "wrong"})


def test_numeric_grad():
    slopes = tu.numeric_grad(lambda x, n: x**3 * 2, {"x": [[1.0, 2.0]], "n": [1]}, dtype="float64")
    numpy.testing.assert_allclose(slopes["x"], [[6, 24]], rtol=1e-6)
    assert slopes["n"].tolist() == [0]


# --- random generators --------------------------------------------------------------------------------------


def test_generators():
    draw = numpy.random.default_rng(0).standard_normal
    assert tu.mean_check(draw, 0, 1, 10_000)
    assert not tu.mean_check(draw, 1, 1, 10_000)
    assert tu.var_check(draw, 1, 10_000)
    assert not tu.var_check(draw, 2, 10_000)
    assert tu.mean_check(lambda n: np.array(draw(n)), 0, 1, 10_000)

    draw = numpy.random.default_rng(0).random
    buckets, probs = tu.gen_buckets_probs_with_ppf(lambda p: p, 5)
    assert tu.verify_generator(draw, buckets, probs, nsamples=1000, nrepeat=3)
    with pytest.raises(AssertionError, match="Generator test fails"):
        tu.verify_generator(lambda n: draw(n) ** 2, buckets, probs, nsamples=1000, nrepeat=2)
    p, observed, expected = tu.chi_square_check(lambda n: numpy.arange(n) % 3, [0, 1, 2], [1 / 3] * 3, 300)
    assert (p, observed.tolist(), expected.tolist()) == (1.0, [100] * 3, [100] * 3)
    _, observed, _ = tu.chi_square_check(lambda n: numpy.array([0.0, 0.5, 1.0]), [(0, 0.5), (0.5, 1)], [0.5] * 2, 3)
    assert observed.tolist() == [1, 2]


def test_what_generators_checks_refuse():
    with pytest.raises(ValueError, match="at least 1, got 0"):
        tu.gen_buckets_probs_with_ppf(lambda p: p, 0)
    with pytest.raises(ValueError, match="2 buckets with 1 probabilities"):
        tu.chi_square_check(numpy.ones, [0, 1], [1.0], 5)
    with pytest.raises(ValueError, match="overlap or are not in ascending order"):
        tu.chi_square_check(numpy.ones, [(0, 2), (1, 3)], [0.5, 0.5], 5)


def test_the_chi_square_tail_is_that_of_scipy():
    stats = pytest.importorskip("scipy.stats", reason="compares with SciPy")
    from mxgrad._testing.statistics import _chi_square_tail

    for freedom in (1, 2, 5, 50, 400):
        for statistic in (1e-3, 0.5, 1.0, 4.0, 60.0, 450.0):
            expected = stats.chi2.sf(statistic, freedom)
            assert _chi_square_tail(statistic, freedom) == pytest.approx(expected, rel=1e-9, abs=1e-13)


def test_retry():
    calls = []

    @tu.retry(3)
    def flaky(threshold):
        """docs"""
        calls.append(threshold)
        assert len(calls) >= threshold

    flaky(3)
    assert calls == [3, 3, 3]
    assert flaky.__doc__ == "docs"
    with pytest.raises(AssertionError):
        flaky(10)
    assert len(calls) == 6
    with pytest.raises(ValueError, match=r"got retry\(0\)"):
        tu.retry(0)


# --- surroundings -------------------------------------------------------------------------------------------


def test_environment(monkeypatch):
    monkeypatch.setenv("MXGRAD_A", "before")
    monkeypatch.delenv("MXGRAD_B", raising=False)
    with pytest.raises(RuntimeError), tu.environment({"MXGRAD_A": None, "MXGRAD_B": "1"}):
        assert "MXGRAD_A" not in os.environ
        assert os.environ["MXGRAD_B"] == "1"
        raise RuntimeError
    with tu.environment("MXGRAD_B", "2"):
        assert os.environ["MXGRAD_B"] == "2"
    assert os.environ["MXGRAD_A"] == "before"
    assert "MXGRAD_B" not in os.environ
    with pytest.raises(TypeError, match="a name and a value, or one dict"), tu.environment("MXGRAD_B"):
        pass


def test_discard_stderr(capfd):
    with tu.discard_stderr():
        os.write(2, b"low ")
        print("high", file=sys.stderr)
    print("seen", file=sys.stderr)
    assert capfd.readouterr().err == "seen\n"


def test_discard_stderr_without_a_file(monkeypatch, capfd):
    import io

    monkeypatch.setattr(sys, "stderr", io.StringIO())
    with tu.discard_stderr():
        os.write(2, b"low")
    assert capfd.readouterr().err == ""


def test_devices():
    with mx.use_backend("numpy"):
        assert tu.list_gpus() == []
    assert tu.default_context() == tu.default_device() == mx.cpu()
    try:
        tu.set_default_context(mx.cpu(3))
        assert tu.default_context() == mx.cpu(3)
        tu.set_default_device(mx.cpu(2))
        assert tu.current_context() == mx.cpu(2)
    finally:
        tu.set_default_context(mx.cpu(0))
    assert tu.default_dtype() is numpy.float32


def test_questions_about_the_machine():
    with tu.environment("CD_JOB", "1"):
        assert tu.is_cd_run()
    with tu.environment("CD_JOB", None):
        assert not tu.is_cd_run()
    assert tu.is_aarch64_run() in (True, False)
    assert tu.is_op_runnable()
    assert not tu.has_tvm_ops()


# --- the surface --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["check_symbolic_forward", "compare_optimizer", "create_sparse_array", "download"])
def test_helpers_for_what_mxgrad_lacks_say_so_when_called(name):
    with pytest.raises(MXNetNotImplementedError, match=rf"mxgrad\.test_utils\.{name} is not available: "):
        getattr(tu, name)(1, 2, x=3)


def test_all_names_are_there():
    assert sorted(tu.__all__) == sorted(set(tu.__all__))
    assert all(hasattr(tu, name) for name in tu.__all__)


FACTS = ROOT.parent / "shared" / "facts" / "surface_1.9.1.json"
# Not helpers, but what MXNet's module happens to import.
PLUMBING = {"Context", "Symbol", "array", "mx", "np_symbol"}


@pytest.mark.skipif(not FACTS.exists(), reason=f"the list of MXNet's names is not beside this checkout ({FACTS})")
def test_names_and_parameters_are_those_of_mxnet():
    surface = json.loads(FACTS.read_text())["mx.test_utils"]
    names = {name for name in surface if not name.startswith("_")} - PLUMBING
    assert names <= set(tu.__all__)
    from mxgrad._testing import absent

    for name in names - set(absent.__all__):
        signature = surface[name].get("sig")
        if signature is None or surface[name]["kind"] != "function":
            continue
        expected = [part.split("=")[0].strip() for part in _split(signature[1:-1]) if part.strip()]
        found = [
            str(p).split(":")[0].split("=")[0].strip() for p in inspect.signature(getattr(tu, name)).parameters.values()
        ]
        assert found == expected, name


def _split(text: str) -> list[str]:
    """Split at the commas outside of brackets."""
    parts, depth = [""], 0
    for character in text:
        depth += (character in "([{<") - (character in ")]}>")
        if character == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return parts


def test_helpers_do_not_come_with_the_package():
    code = "import sys, mxgrad; assert 'mxgrad.test_utils' not in sys.modules; print(mxgrad.test_utils)"
    assert "'mxgrad.test_utils'" in run_python("-c", code).stdout


def test_waitall_and_helpers_work_together():
    npx.waitall()
    tu.assert_almost_equal(tu.rand_ndarray((2, 2)) * 0, np.zeros((2, 2)))
