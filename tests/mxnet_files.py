"""Files of real MXNet: writes and reads them in its own environment, which has no mxgrad.

    python tests/mxnet_files.py write FOLDER          what this release can write, one file for each kind
    python tests/mxnet_files.py read  FILE...         what it finds in them, as JSON; numpy semantics
    python tests/mxnet_files.py legacy FILE...        the same without numpy semantics

`tests/data/mxnet-*` were written by `write`. The tests import `WRITTEN` from here: what is in those files.
"""

from __future__ import annotations

import json
import os
import sys
import warnings
from typing import Any

import numpy as onp

A = onp.array([[1.5, -2.0, 0.0], [onp.inf, 3.25, 1e-30]], dtype="float32")
EVERYWHERE = ("float16", "float32", "float64", "uint8", "int8", "int32", "int64", "bool")
ONLY_IN_2 = ("int16", "uint16", "uint32", "uint64")
SPARSE = onp.array([[0, 0], [1, 2], [0, 0], [3, 0]], dtype="float32")
ZEROS = onp.zeros((3, 2), dtype="float32")


def of_dtype(name: str) -> Any:
    if "int" not in name:
        return onp.array([0, 1, 3]).astype(name)
    return onp.array([0, 1, 3, onp.iinfo(name).min, onp.iinfo(name).max], dtype=name)


def dtypes(names: tuple[str, ...]) -> dict[str, Any]:
    return {name: of_dtype(name) for name in names}


WRITTEN: dict[str, dict[str, Any]] = {
    "1.9.1": {
        "list.params": [A, onp.array(7, "int64"), onp.zeros((0, 3), "float32")],
        "one.params": [A],
        "names.params": {"arg:dense0_weight": A, "aux:mean/é∀": A[0], "": A[1]},
        "dtypes.params": dtypes(EVERYWHERE),
        "empty.params": [],
        "legacy_list.params": [A, A[:1]],
        "legacy_names.params": {"arg:w": A, "aux:b": A[0]},
        "legacy_row_sparse.params": {"w": SPARSE, "none": ZEROS},
        "legacy_csr.params": {"w": SPARSE, "none": ZEROS},
    },
    "2.0.0b1": {
        "array.npy": A,
        "scalar.npy": onp.array(7, "int64"),
        "no_elements.npy": onp.zeros((0, 3), "float32"),
        "names.npz": {"arr_0": A, "arg:dense0_weight": A[0], "mean/é∀": A[1]},
        "dtypes.npz": dtypes(EVERYWHERE + ONLY_IN_2),
        "empty.npz": {},
        "legacy_list.params": [A, A[:1]],
        "legacy_names.params": {"arg:w": A, "aux:b": A[0]},
        "row_sparse.npz": {"w": SPARSE, "none": ZEROS},
        "csr.npz": {"w": SPARSE, "none": ZEROS},
    },
}
"""What `write` writes, by release and file."""


def write(folder: str) -> None:
    import mxnet as mx
    from mxnet import npx

    new = not mx.__version__.startswith("1.")
    os.makedirs(folder, exist_ok=True)
    for name, content in WRITTEN["2.0.0b1" if new else "1.9.1"].items():
        path = os.path.join(folder, name)
        old_way = "legacy" in name or "sparse" in name or "csr" in name
        (npx.reset_np if old_way else npx.set_np)()
        make = (lambda a: mx.nd.array(a, dtype=a.dtype)) if old_way else (lambda a: mx.np.array(a, dtype=a.dtype))
        if isinstance(content, dict):
            arrays: Any = {key: make(value) for key, value in content.items()}
        else:
            arrays = [make(value) for value in content] if isinstance(content, list) else make(content)
        for kind in ("row_sparse", "csr"):
            if kind in name:
                arrays = {key: value.tostype(kind) for key, value in arrays.items()}
                mx.nd.waitall()  # MXNet writes the shape without waiting for it
        if name.endswith(".params"):
            (mx.nd.save if old_way else npx.save)(path, arrays)
        elif name.endswith(".npz"):
            npx.savez(path, **arrays)
        else:
            npx.save(path, arrays)


def read(paths: list[str], legacy: bool) -> None:
    import mxnet as mx
    from mxnet import npx

    (npx.reset_np if legacy else npx.set_np)()
    load = mx.nd.load if legacy else npx.load

    def shown(x: Any) -> Any:
        host = x.asnumpy()
        if host.dtype.names:
            return ["bfloat16", list(x.shape), host[host.dtype.names[0]].tolist()]
        return [str(host.dtype), list(x.shape), host.tolist()]

    found = {}
    for path in paths:
        try:
            got = load(path)
            if isinstance(got, dict):
                found[path] = {name: shown(x) for name, x in got.items()}
            else:
                found[path] = [shown(x) for x in got] if isinstance(got, list) else shown(got)
        except Exception as error:
            found[path] = f"{type(error).__name__}: {error}"
    print("\n" + json.dumps(found))


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    command, *arguments = sys.argv[1:]
    if command == "write":
        write(*arguments)
    else:
        read(arguments, command == "legacy")
