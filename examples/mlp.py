"""A multilayer perceptron from scratch: two interleaved spirals, 2-32-32-2, plain gradient descent.

python examples/mlp.py
python examples/mlp.py --backend jax --steps 2000
"""

from __future__ import annotations

import argparse
import math
from itertools import pairwise

import mxgrad as mx
from mxgrad import autograd, np, npx

npx.set_np()


def spirals(n: int) -> tuple[mx.ndarray, mx.ndarray]:
    """Points on two arms, with some noise, and the arm of each."""
    radius = np.linspace(0.2, 1.0, n)
    turn = 3.5 * radius
    arms = []
    for shift in (0.0, math.pi):
        arm = np.stack([radius * np.cos(turn + shift), radius * np.sin(turn + shift)], axis=1)
        arms.append(arm + np.random.normal(0, 0.02, size=arm.shape))
    return np.concatenate(arms), np.concatenate([np.zeros(n), np.ones(n)]).astype("int32")


class MLP:
    """Dense layers with ReLU between them."""

    def __init__(self, *sizes: int) -> None:
        self.layers = []
        for fan_in, fan_out in pairwise(sizes):
            weight = np.random.normal(0, math.sqrt(2 / fan_in), size=(fan_in, fan_out))
            self.layers.append((weight, np.zeros(fan_out)))
        for parameter in self.parameters():
            parameter.attach_grad()

    def parameters(self) -> list[mx.ndarray]:
        return [parameter for layer in self.layers for parameter in layer]

    def __call__(self, x: mx.ndarray) -> mx.ndarray:
        for i, (weight, bias) in enumerate(self.layers):
            if i:
                x = npx.relu(x)
            x = np.dot(x, weight) + bias
        return x


def cross_entropy(scores: mx.ndarray, labels: mx.ndarray) -> mx.ndarray:
    """Mean negative log-likelihood of the labels."""
    return -npx.pick(npx.log_softmax(scores), labels).mean()


def train(net: MLP, x: mx.ndarray, labels: mx.ndarray, steps: int, rate: float) -> float:
    """Descend the whole batch's gradient; returns the last loss."""
    value = math.nan
    for step in range(steps):
        with autograd.record():
            loss = cross_entropy(net(x), labels)
        loss.backward()
        for parameter in net.parameters():
            parameter[:] = parameter - rate * parameter.grad  # in place: the variable stays the same array
        if step % max(steps // 5, 1) == 0 or step == steps - 1:
            value = loss.item()
            print(f"step {step:4d}  loss {value:.3f}")
    return value


def main() -> None:
    parser = argparse.ArgumentParser(description="A multilayer perceptron from scratch.")
    parser.add_argument("--backend", default="numpy", help="numpy (default), torch, jax, ...")
    parser.add_argument("--steps", type=int, default=300)
    chosen = parser.parse_args()
    mx.set_backend(chosen.backend)
    mx.random.seed(7)
    x, labels = spirals(100)
    net = MLP(2, 32, 32, 2)
    train(net, x, labels, chosen.steps, rate=0.5)
    accuracy = (net(x).argmax(axis=1) == labels).mean()
    print(f"accuracy {accuracy:.3f}")


if __name__ == "__main__":
    main()
