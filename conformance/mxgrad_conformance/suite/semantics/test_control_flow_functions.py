"""Loops and branches as functions: `npx.foreach`, `npx.while_loop`, `npx.cond`."""

from __future__ import annotations

import pytest

from mxgrad_conformance.target import Target


@pytest.mark.names("npx.foreach")
def test_foreach(t: Target) -> None:
    x = t.np.array([[1.0], [2.0], [3.0]])
    x.attach_grad()
    with t.autograd.record():
        outs, states = t.npx.foreach(lambda row, s: (row * s[0], [s[0] + row]), x, [t.np.array([1.0])])
        y = outs.sum() + states[0].sum()
    assert outs.tolist() == [[1], [4], [12]]
    assert states[0].tolist() == [7]
    y.backward()
    assert x.grad.tolist() == [[1 + 2 + 3 + 1], [2 + 3 + 1], [4 + 1]]


@pytest.mark.names("npx.foreach")
def test_foreach_of_lists(t: Target) -> None:
    data = [t.np.array([[1.0], [2.0]]), t.np.array([[3.0], [4.0]])]
    outs, state = t.npx.foreach(lambda row, s: ([row[0] + s, row[1]], s * 2), data, t.np.array([1.0]))
    assert [out.tolist() for out in outs] == [[[2], [4]], [[3], [4]]]
    assert state.tolist() == [4]


@pytest.mark.names("npx.while_loop")
def test_while_loop(t: Target) -> None:
    start = (t.np.array([0.0]), t.np.array([1.0]))
    outs, (i, total) = t.npx.while_loop(
        cond=lambda i, s: i <= 5, func=lambda i, s: ([i + s], [i + 1, s + i]), loop_vars=start, max_iterations=8
    )
    # MXNet leaves the rows that no step wrote as the memory is; ours, which are 0, have a test in tests/.
    assert (outs[0].shape, outs[0][:6].tolist()) == ((8, 1), [[1], [2], [4], [7], [11], [16]])
    assert (i.tolist(), total.tolist()) == ([6], [16])


@pytest.mark.names("npx.while_loop")
def test_steps_of_a_while_loop(t: Target) -> None:
    with pytest.raises(ValueError, match="max_iterations"):
        t.npx.while_loop(lambda i: i < 3, lambda i: (i, i + 1), t.np.array([0.0]))
    outs, i = t.npx.while_loop(lambda i: i < 50, lambda i: (i, i + 1), t.np.array([3.0]), max_iterations=2)
    assert (outs.tolist(), i.tolist()) == ([[3], [4]], [5])


@pytest.mark.names("npx.cond")
@pytest.mark.parametrize(("value", "slope"), [(2.0, 2), (0.0, 3)])
def test_cond(t: Target, value: float, slope: int) -> None:
    x = t.np.array([value])
    x.attach_grad()
    with t.autograd.record():
        y = t.npx.cond(lambda a: a > 1, lambda a: a * 2, lambda a: a * 3, x)
    y.backward()
    assert (y.tolist(), x.grad.tolist()) == ([value * slope], [slope])
