"""Automatic differentiation in small steps: gradients, buffers, detaching, control flow, and five exercises.

python examples/autograd.py
python examples/autograd.py --backend torch
python examples/autograd.py --backend jax --plot sine.svg
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

import mxgrad as mx
from mxgrad import autograd, np, npx

npx.set_np()


def simple_function() -> None:
    """The gradient of a sum of cubes is three times the squares."""
    x = np.array([1.0, 2.0, 3.0])
    x.attach_grad()  # room for the gradient, zeros for now
    print("before:", x.grad)
    with autograd.record():  # from here on mxgrad remembers what is computed from x
        y = (x**3).sum()
    y.backward()  # fills x.grad
    print("y =", y, " gradient:", x.grad, " as expected:", (x.grad == 3 * x**2).all())


def gradient_buffers() -> None:
    """One buffer for the whole training: backward writes into it, or adds to it if asked."""
    w = np.array([1.0, -1.0])
    w.attach_grad()
    held = w.grad
    for factor in (2, 5):
        with autograd.record():
            loss = (factor * w).sum()
        loss.backward()
        print(f"factor {factor}: {held}")  # the array that was there from the start

    w.attach_grad(grad_req="add")  # one large batch, given in two halves
    for half in (np.array([1.0, 2.0]), np.array([3.0, 4.0])):
        with autograd.record():
            loss = (w * half).sum()
        loss.backward()
    print("added up:", w.grad)


def vectors_as_results() -> None:
    """backward on a vector differentiates its sum; head gradients weight its elements."""
    x = np.array([1.0, 2.0, 3.0, 4.0])
    x.attach_grad()
    with autograd.record():
        y = x * x
    y.backward()
    print("of the sum:", x.grad)
    with autograd.record():
        y = x * x
    y.backward(np.array([1.0, 0.0, 0.0, -1.0]))
    print("of y[0] - y[3]:", x.grad)


def detaching() -> None:
    """A detached array counts as a constant, although it was computed from x."""
    x = np.array([1.0, 2.0, 3.0])
    x.attach_grad()
    with autograd.record():
        speed = x**2
        fixed = speed.detach()
        z = fixed * x
    z.backward()
    print("with x² held fixed:", x.grad)
    speed.backward()  # x² itself was recorded, and still has a gradient
    print("of x² itself:", x.grad)


def variables_on_the_way() -> None:
    """attach_grad on a computed array makes it a variable, and cuts it off from where it came from."""
    x = np.array([1.0, 2.0])
    x.attach_grad()
    with autograd.record():
        middle = 10 * x
        middle.attach_grad()
        z = middle * middle + x
    z.backward()
    print("middle:", middle.grad, " x, without the part through middle:", x.grad)


def halve_or_flip(a: mx.ndarray) -> mx.ndarray:
    """Which branch runs, and how often, depends on the value of `a`."""
    while np.abs(a).sum() > 1:
        a = a / 2 if a.sum() > 0 else -3 * a / 4
    return a


def control_flow() -> None:
    """Python's own loops and branches need nothing special: what ran is what gets differentiated."""
    for start in (20.0, -20.0):
        a = np.array(start)
        a.attach_grad()
        with autograd.record():
            result = halve_or_flip(a)
        result.backward()
        # The function only ever scales its input, so its slope is result / a.
        print(f"at {start:g}: {result:.4f}, slope {a.grad:.6f}, result / a {result / a:.6f}")


def modes() -> None:
    """Recording switches to training mode as well; dropout is one operation that cares."""
    x = np.ones(1000)
    print("training:", autograd.is_training(), " kept by dropout:", int((npx.dropout(x, 0.5) > 0).sum()))
    with autograd.record():
        kept = int((npx.dropout(x, 0.5) > 0).sum())
        print("training:", autograd.is_training(), " kept about half:", 400 < kept < 600)
        with autograd.predict_mode():
            print("training:", autograd.is_training(), " recording:", autograd.is_recording())


def second_derivative() -> None:
    """The first gradient is recorded, too, so that it can be differentiated: that graph is the larger one."""
    x = np.array([1.0, 2.0, 3.0])
    x.attach_grad()
    with autograd.record():
        y = x**3
        slope = autograd.grad(y, x, create_graph=True)[0]
    slope.backward()
    print("3x²:", slope, " 6x:", x.grad)


def backward_twice() -> None:
    """A backward pass frees the graph it walked through, unless it is told to keep it."""
    x = np.array(3.0)
    x.attach_grad()
    with autograd.record():
        y = x * x
    y.backward(retain_graph=True)
    print("first:", x.grad)
    y.backward()
    print("again, with the graph retained:", x.grad)
    try:
        y.backward()
    except mx.MXNetError as error:
        print("a third time:", str(error).partition(".")[0] + ".")


def control_flow_over_vectors() -> None:
    """The same function on a vector: one factor for all elements, and a gradient for each."""
    a = np.array([8.0, -3.0, 20.0])
    a.attach_grad()
    with autograd.record():
        result = halve_or_flip(a)
    result.backward()
    print("slopes:", a.grad, " result / a:", result / a)


def slope_without_a_formula(plot: Path | None = None) -> None:
    """sin and its slope at many points, in one backward pass: each result depends on its own x only."""
    x = np.linspace(-np.pi, np.pi, 9 if plot is None else 201)
    x.attach_grad()
    with autograd.record():
        y = np.sin(x)
    y.backward()
    if plot is not None:
        from matplotlib.figure import Figure

        axes = Figure(figsize=(6, 3.5)).subplots()
        axes.plot(x.asnumpy(), y.asnumpy(), label="f")
        axes.plot(x.asnumpy(), x.grad.asnumpy(), label="f′")
        axes.legend()
        axes.figure.savefig(plot)
        print("drawn:", plot)
        return
    print("      x       f      f′")
    for point, value, slope in zip(x.tolist(), y.tolist(), x.grad.tolist(), strict=True):
        print(f"{point:7.3f} {value + 0:7.3f} {slope:7.3f}".replace("-0.000", " 0.000"))


def second_price_auction() -> None:
    """The winner pays the second highest bid, so the price depends on that bid alone: bidding less saves nothing."""
    bids = np.array([30.0, 100.0, 70.0, 50.0])
    bids.attach_grad()
    with autograd.record():
        price = np.sort(bids)[-2]
    price.backward()
    winner = int(bids.argmax())
    print("price:", price, " d price / d bids:", bids.grad, " of the winner's own:", bids.grad[winner])


EXAMPLES: tuple[Callable[[], None], ...] = (
    simple_function,
    gradient_buffers,
    vectors_as_results,
    detaching,
    variables_on_the_way,
    control_flow,
    modes,
    second_derivative,
    backward_twice,
    control_flow_over_vectors,
    slope_without_a_formula,
    second_price_auction,
)


def main() -> None:
    parser = argparse.ArgumentParser(description="Automatic differentiation in small steps.")
    parser.add_argument("--backend", default="numpy", help="numpy (default), torch, jax, ...")
    parser.add_argument("--plot", type=Path, metavar="FILE", help="draw sin and its slope (needs matplotlib)")
    chosen = parser.parse_args()
    mx.set_backend(chosen.backend)
    mx.random.seed(1)
    for example in EXAMPLES:
        print(f"\n-- {example.__name__.replace('_', ' ')}: {example.__doc__}")
        example()
    if chosen.plot is not None:
        print()
        slope_without_a_formula(chosen.plot)


if __name__ == "__main__":
    main()
