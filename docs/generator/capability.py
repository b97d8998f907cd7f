"""What the conformance suite says of each function, as docs/capability.json: its gradient, and the cases that pass.

    python -m mxgrad conformance --backend all --json all.json
    python -m mxgrad conformance --backend mxnet --python PATH --json mxnet.json
    python -m mxgrad conformance --backend mxnet --python PATH2 --json mxnet2.json
    python docs/generator/capability.py all.json mxnet.json mxnet2.json

PATH and PATH2 are the interpreters of environments with MXNet 1.9.1 and 2.0.0b1, as .ci/run makes them. The pages of
the reference show the figures.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from mxgrad_conformance.records import all_records

FILE = Path(__file__).resolve().parent.parent / "capability.json"
ORDERS = {0: "none", 1: "first order", 2: "any order"}

# Functions that no record stands for, since they have no operands, or no numbers to differentiate, or results that are
# not compared number by number: gradient, and the files of the suite that have their cases.
_OTHERS = {
    ("none", "type_functions"): """
        np.can_cast np.finfo np.iinfo np.min_scalar_type np.promote_types np.result_type np.iscomplexobj np.isrealobj
    """,
    ("none", "selection"): "np.fill_diagonal",
    ("none", ""): """
        np.empty np.empty_like np.from_dlpack np.genfromtxt np.load np.save np.savez np.savez_compressed
        np.allclose np.array_equal np.array_equiv np.shape np.ndim np.size
        np.packbits np.unpackbits np.shares_memory np.may_share_memory
        npx.cpu npx.cpu_pinned npx.gpu npx.num_gpus npx.gpu_memory_info npx.current_context
        npx.get_cuda_compute_capability
        npx.from_dlpack npx.from_numpy npx.waitall npx.load npx.save npx.savez
        npx.set_np npx.reset_np npx.use_np npx.set_np_default_dtype
        npx.is_np_array npx.is_np_shape npx.is_np_default_dtype
    """,
    ("any order", ""): "np.histogramdd np.unique_all np.unique_inverse",
    ("none", "npx_functions"): "npx.constraint_check npx.stop_gradient",
    ("none", "leaving_the_graph"): "npx.to_dlpack_for_read npx.to_dlpack_for_write",
    ("any order", "npx_functions"): "npx.round_ste npx.sign_ste",
    ("any order", "control_flow_functions"): "npx.cond npx.foreach npx.while_loop",
    ("any order", "random"): "npx.dropout",
    ("in its parameters", "random distributions"): """
        np.random.uniform np.random.normal np.random.lognormal np.random.logistic np.random.gumbel np.random.laplace
        np.random.exponential np.random.rayleigh np.random.gamma np.random.weibull np.random.pareto np.random.power
        np.random.multivariate_normal npx.random.uniform_n npx.random.normal_n
    """,
    ("none", "random distributions"): """
        np.random.beta np.random.binomial np.random.chisquare np.random.choice np.random.f np.random.multinomial
        np.random.permutation np.random.poisson np.random.rand np.random.randint np.random.randn np.random.seed
        np.random.shuffle npx.random.bernoulli npx.random.categorical npx.random.multinomial npx.random.seed npx.seed
    """,
}
OTHERS = {name: facts for facts, listed in _OTHERS.items() for name in listed.split()}

Report = dict[str, Any]


def gradients() -> dict[str, str]:
    """Of every name that a record stands for, and of the others."""
    found: dict[str, int] = {}
    for record in all_records():
        for name in record.public_names():
            found[name] = max(found.get(name, 0), record.order)
    return {name: ORDERS[order] for name, order in found.items()} | {name: text for name, (text, _) in OTHERS.items()}


def cases(reports: list[Report]) -> dict[str, dict[str, Counter[str]]]:
    """Outcomes by name and target."""
    rows: dict[str, dict[str, Counter[str]]] = {}
    for report in reports:
        for row in report["table"]:
            for target, counts in row["targets"].items():
                rows.setdefault(row["row"], {}).setdefault(target, Counter()).update(counts)
    found: dict[str, dict[str, Counter[str]]] = {}
    for record in all_records():
        for name in record.public_names():
            for target, counts in rows.get(record.name.split(":")[0], {}).items():
                if counts:
                    found.setdefault(name, {})[target] = counts
    for name, (_, files) in OTHERS.items():
        for file in files.split():
            for target, counts in rows.get(file, {}).items():
                found.setdefault(name, {}).setdefault(target, Counter()).update(counts)
    return found


def summary(reports: list[Report]) -> Report:
    passed = cases(reports)
    functions = {
        name: {
            "gradient": gradient,
            "cases": {target: [counts["pass"], counts.total()] for target, counts in passed.get(name, {}).items()},
        }
        for name, gradient in sorted(gradients().items())
    }
    targets = {target: row["counts"] for report in reports for target, row in report["targets"].items()}
    return {"targets": targets, "functions": functions}


def text(data: Report) -> str:
    """JSON with one line for each function."""
    lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(row)}" for name, row in data["functions"].items())
    return f'{{\n "targets": {json.dumps(data["targets"])},\n "functions": {{\n{lines}\n }}\n}}\n'


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    reports = [json.loads(Path(name).read_text(encoding="utf-8")) for name in sys.argv[1:]]
    FILE.write_text(text(summary(reports)), encoding="utf-8")
