"""What is promised, as ratios of medians in one run on one machine."""

from __future__ import annotations

from typing import NamedTuple


class Bound(NamedTuple):
    """`library` takes at most `limit` times as long as `reference` on `work`."""

    stage: str
    library: str
    work: str
    limit: float
    reference: str


CORE = [
    Bound("core", "mxgrad:numpy", "chain", 1.0, "torch"),
    Bound("core", "mxgrad:numpy", "seed", 1.0, "torch"),
    Bound("core", "mxgrad:numpy", "mlp", 1.4, "numpy"),
    Bound("core", "mxgrad:torch", "chain", 1.4, "torch"),
    Bound("core", "mxgrad:torch", "mlp", 1.1, "torch"),
    Bound("core", "mxgrad:jax", "chain", 0.19, "jax"),
    *(
        Bound("core", f"mxgrad:{backend}", work, 1.0, "mxnet")
        for backend in ("numpy", "torch", "jax")
        for work in ("seed", "chain", "linreg", "mlp", "big", "control")
    ),
]
SPEED = [
    Bound("speed", "mxgrad:numpy", "chain", 0.5, "torch"),
    Bound("speed", "mxgrad:numpy", "seed", 0.6, "torch"),
    Bound("speed", "mxgrad:numpy", "linreg", 0.6, "torch"),
    Bound("speed", "mxgrad:numpy", "control", 0.6, "torch"),
    Bound("speed", "mxgrad:numpy", "mlp", 1.1, "numpy"),
    Bound("speed", "mxgrad:numpy", "big", 1.6, "numpy"),
    Bound("speed", "mxgrad:torch", "chain", 1.15, "torch"),
    Bound("speed", "mxgrad:torch", "mlp", 1.08, "torch"),
    Bound("speed", "mxgrad:torch", "big", 1.08, "torch"),
    Bound("speed", "mxgrad:jax", "mlp", 1.3, "jaxjit"),
    Bound("speed", "mxgrad:jax", "big", 1.1, "jaxjit"),
    Bound("speed", "mxgrad:jax", "chain", 0.02, "jax"),
    Bound("speed", "mxgrad:jax", "linreg", 5.0, "jaxjit"),
    Bound("speed", "mxgrad:jax", "control", 0.1, "jax"),
]
STAGES = {"core": CORE, "speed": SPEED, "all": CORE + SPEED}
