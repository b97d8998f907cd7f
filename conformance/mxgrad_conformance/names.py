"""Public names with cases in ``suite/semantics`` rather than a record, and the list of what is promised."""

from __future__ import annotations

from mxgrad_conformance.records import covered_names

SEMANTICS: frozenset[str] = frozenset(
    {
        *(f"autograd.{name}" for name in (
            "record", "pause", "train_mode", "predict_mode", "is_recording", "is_training", "set_recording",
            "set_training", "mark_variables", "backward", "grad", "Function", "get_symbol",
        )),
        *(f"np.{name}" for name in (
            "ndarray", "empty", "pi", "e", "inf", "nan", "newaxis", "float16", "float32", "float64", "int8",
            "uint8", "int32", "int64", "bool_", "bool",
        )),
        *(f"np.random.{name}" for name in (
            "seed", "normal", "uniform", "randn", "rand", "randint", "shuffle", "choice",
        )),
        *(f"npx.{name}" for name in (
            "dropout", "set_np", "reset_np", "is_np_array", "waitall", "cpu", "gpu", "num_gpus",
            "current_context", "seed", "random.seed",
        )),
    }
)  # fmt: skip


def tested_names() -> frozenset[str]:
    """Every public name of the front end that some case exercises."""
    return covered_names() | SEMANTICS


PROMISED: tuple[str, ...] = tuple(sorted(name for name in tested_names() if not name.startswith("operator.")))
