"""The catalogue, the kernels, the rules and the records of the suite agree with each other."""

from __future__ import annotations

import importlib
import inspect
import types
from pathlib import Path

import numpy as onp
import pytest

import mxgrad
from mxgrad import autograd, np, npx
from mxgrad._registry import get_backend
from mxgrad.array import ndarray
from mxgrad.catalogue import OPS, SHORTCUTS
from mxgrad_conformance import names
from mxgrad_conformance.records import all_records
from mxgrad_native import rules
from support import backend_parameters

ALL_BACKENDS = [
    *backend_parameters(),
    pytest.param(
        "array_api",
        marks=pytest.mark.skipif(
            importlib.util.find_spec("array_api_strict") is None, reason="array_api_strict is not installed"
        ),
    ),
]

# Rows that no public function has the name of: the public functions and methods that reach them.
REACHED_BY = {
    "astype": "operator.T ndarray.astype",
    "copy": "np.copy",
    "getitem": "np.take",
    "index_add": "np.take",  # its gradient
    **{
        name: f"np.linalg.{name}"
        for name in ("inv", "det", "slogdet", "solve", "pinv", "cholesky", "qr", "svd", "eigh", "eig")
    },
    "vector_norm": "np.linalg.norm",
    "polygamma": "npx.digamma",
    "permute_dims": "np.transpose",
    "floor_divide": "operator.floordiv",
    "bessel_i": "np.i0",
    "fraction": "np.modf",
    "mantissa": "np.frexp",
    "exponent": "np.frexp",
}
FILES = dict.fromkeys(
    ["np.genfromtxt", "np.load", "np.save", "np.savez", "np.savez_compressed", "npx.load", "npx.save", "npx.savez"],
    "test_io.py",
)
"""Functions whose cases write files: tested here, on every backend."""
# What MXNet does not have, or has without effect: tested here, not in the suite.
OURS = {
    "as_in_backend": "test_backends.py",
    "slice_assign": "test_engine_methods.py",
    "slice_assign_scalar": "test_engine_methods.py",
    "to_dlpack_for_read": "test_engine_methods.py",
    "to_dlpack_for_write": "test_engine_methods.py",
    "backend": "test_backends.py",
    "tostype": "test_backends.py",
    "wait_to_write": "test_backends.py",
    "writable": "test_backends.py",
}


@pytest.mark.parametrize("name", sorted(OPS))
@pytest.mark.parametrize("backend", ALL_BACKENDS)
def test_every_row_has_a_kernel(backend, name):
    assert callable(get_backend(backend).ops[name])


@pytest.mark.parametrize("backend", ALL_BACKENDS)
def test_no_kernel_is_without_a_row(backend):
    assert set(OPS) <= set(get_backend(backend).ops) <= {*OPS, *SHORTCUTS}


@pytest.mark.parametrize("name", sorted(name for name, op in OPS.items() if len(op.results) > 1 and op.differentiable))
@pytest.mark.parametrize("backend", ALL_BACKENDS)
def test_rows_of_several_results_give_as_many(backend, name):
    backend = get_backend(backend)
    x = ndarray(backend, backend.from_host(onp.eye(3), None))
    x.attach_grad()
    with autograd.record():
        found = backend.ops[name](x)
    assert type(found) is tuple
    assert len(found) == len(OPS[name].results)
    assert all(type(part) is ndarray and part._node is not None for part in found)


@pytest.mark.parametrize("name", sorted(OPS))
def test_rules_are_where_the_catalogue_says(name):
    assert set(rules.DECLARED.get(name, {})) == set(OPS[name].needs)


def test_no_rule_is_without_a_row():
    assert set(rules.DECLARED) <= set(OPS)


@pytest.mark.parametrize("name", sorted(name for name, op in OPS.items() if op.differentiable))
def test_rules_take_what_the_catalogue_declares(name):
    for operand, declared in OPS[name].needs.items():
        used = rules.values_used(name, operand)
        assert used == set(declared), f"{name}: the graph keeps {declared} for {operand}, its rule takes {used}"


@pytest.mark.parametrize("name", sorted(OPS))
def test_rows_name_what_exists(name):
    op = OPS[name]
    assert op.name == name
    assert len({*op.operands, *op.static, *op.results}) == len((*op.operands, *op.static, *op.results))
    assert op.topic in {"elementwise", "reduce", "shape", "index", "linalg", "nn"}
    for operand, values in op.needs.items():
        assert operand in op.operands
        assert set(values) <= {*op.results, *op.operands}
    importlib.import_module(f"mxgrad_native.{op.topic}")


@pytest.mark.parametrize("name", sorted(OPS))
def test_every_row_has_a_record(name):
    reached = {f"np.{name}", f"npx.{name}", *REACHED_BY.get(name, "").split()} & names.tested_names()
    assert reached, f"no case reaches the row {name}"
    differentiable = [r for r in all_records() if set(r.public_names()) & reached and r.differentiable]
    by_semantics = reached & names.SEMANTICS
    assert bool(differentiable or by_semantics) >= OPS[name].differentiable, f"no record differentiates {name}"


def public_functions() -> list[str]:
    """Every callable that a user can write after ``np.``, ``npx.``, ``autograd.`` or ``x.``."""
    found = []
    for prefix, module in {
        "np": np,
        "np.linalg": np.linalg,
        "np.random": np.random,
        "npx": npx,
        "npx.random": npx.random,
        "autograd": autograd,
    }.items():
        listed = getattr(module, "__all__", None) or [n for n in vars(module) if not n.startswith("_")]
        for name in listed:
            value = getattr(module, name)
            if callable(value) and not isinstance(value, types.ModuleType):
                found.append(f"{prefix}.{name}")
    return found


@pytest.mark.parametrize("name", public_functions())
def test_every_public_function_has_a_case(name):
    if name in FILES:
        assert f"{name}(" in (Path(__file__).parent / FILES[name]).read_text(encoding="utf-8")
        return
    assert name in names.tested_names()


@pytest.mark.parametrize("name", sorted(name for name in dir(mxgrad.np.ndarray) if not name.startswith("_")))
def test_every_method_has_a_case_or_a_function_that_has(name):
    if name in OURS:
        assert f".{name}" in (Path(__file__).parent / OURS[name]).read_text(encoding="utf-8")
        return
    same = {f"ndarray.{name}", f"np.{name}"}
    assert same & names.tested_names(), f"neither of {sorted(same)} has a case"


@pytest.mark.parametrize("module", [np, npx, autograd, np.linalg, np.random, npx.random])
def test_public_functions_are_typed_and_documented(module):
    for name in getattr(module, "__all__", None) or [n for n in vars(module) if not n.startswith("_")]:
        value = getattr(module, name)
        if inspect.isfunction(value) and value.__module__.startswith("mxgrad"):
            assert value.__doc__, f"{module.__name__}.{name} has no docstring"
            signature = inspect.signature(value)
            assert signature.return_annotation is not inspect.Signature.empty, name
            for parameter in signature.parameters.values():
                assert parameter.annotation is not inspect.Parameter.empty, f"{name}({parameter})"
