"""The front end under test, resolved from one name."""

from __future__ import annotations

import contextlib
import importlib
import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from mxgrad_conformance.capabilities import BY_TARGET, Capabilities, capabilities_of

MXNET = "mxnet"
_OTHER_ERRORS = (TypeError, ValueError, IndexError, NotImplementedError, AssertionError)


@dataclass(frozen=True)
class Target:
    """What a case may touch: the public names that user code imports."""

    name: str
    """A backend of mxgrad, or MXNet and its release: ``mxnet 1.9.1``."""
    mx: Any
    np: Any
    npx: Any
    autograd: Any
    capabilities: Capabilities

    @property
    def error(self) -> type[Exception]:
        """``MXNetError``."""
        kind: type[Exception] = self.mx.base.MXNetError
        return kind

    @property
    def is_mxnet(self) -> bool:
        return self.name.startswith(f"{MXNET} ")

    def array(self, value: Any, dtype: Any = None) -> Any:
        """An array of the front end with the dtype of ``value``, or ``dtype``."""
        return self.np.array(value, dtype=str(value.dtype) if dtype is None else dtype)

    def lookup(self, path: str) -> Callable[..., Any]:
        """The callable a record names: ``np.add``, ``npx.relu``, ``ndarray.sum`` or ``operator.add``."""
        root, _, rest = path.partition(".")
        if root == "operator":
            found: Callable[..., Any] = OPERATORS.get(rest) or getattr(operator, rest)
            return found
        if root == "ndarray":
            return lambda x, *args, **kwargs: getattr(x, rest)(*args, **kwargs)
        return self._named(path)

    def exists(self, path: str) -> bool:
        """Whether the front end has this public name; a case that needs an absent one fails."""
        try:
            found = self._named(path)
            if path.startswith("ndarray.") and callable(found):
                # MXNet's class has methods whose only deed is to say that there is no such method.
                with contextlib.suppress(*_OTHER_ERRORS, self.error):
                    found(self.np.ones(2))
        except AttributeError:
            return False
        return True

    def _named(self, path: str) -> Callable[..., Any]:
        root, *parts = path.split(".")
        roots = {"np": self.np, "npx": self.npx, "autograd": self.autograd, "ndarray": self.np.ndarray}
        value: Any = roots[root]
        for part in parts:
            value = getattr(value, part)
        found: Callable[..., Any] = value
        return found


def _property_t(x: Any) -> Any:
    return x.T


OPERATORS: dict[str, Callable[..., Any]] = {
    "T": _property_t,
    "divmod": divmod,
    "radd": lambda x, s: s + x,
    "rsub": lambda x, s: s - x,
    "rmul": lambda x, s: s * x,
    "rtruediv": lambda x, s: s / x,
    "rmod": lambda x, s: s % x,
    "rpow": lambda x, s: s**x,
    "rfloordiv": lambda x, s: s // x,
    "rand": lambda x, s: s & x,
    "ror": lambda x, s: s | x,
    "rxor": lambda x, s: s ^ x,
}


def resolve(name: str, lacking: Sequence[str] = ()) -> Target:
    """Import and select the front end that ``name`` stands for.

    ``mxnet`` is MXNet itself; ``module:object`` a backend object of anyone's; any other name a
    backend that mxgrad finds through its entry points.
    """
    if name == MXNET:
        return _front("mxnet", mxnet_name(importlib.import_module("mxnet").__version__), lacking)
    mxgrad = importlib.import_module("mxgrad")
    mxgrad.set_backend(_backend(name))
    return _front("mxgrad", name, lacking)


def mxnet_name(version: str) -> str:
    """What a release of MXNet is called here, as pip calls it; only those that the suite has tables for."""
    name = f"{MXNET} {version.replace('beta', 'b')}"
    if name not in BY_TARGET:
        known = ", ".join(target for target in BY_TARGET if target.startswith(f"{MXNET} "))
        raise ValueError(f"the suite knows {known}, not {name}")
    return name


def _backend(name: str) -> Any:
    if name == "array_api":
        # The strictest namespace there is: what passes on it uses nothing but the standard.
        return importlib.import_module("array_api_strict")
    module, colon, attribute = name.partition(":")
    if not colon:
        return name
    value: Any = importlib.import_module(module)
    for part in attribute.split("."):
        value = getattr(value, part)
    return value


def _front(package: str, name: str, lacking: Sequence[str]) -> Target:
    mx = importlib.import_module(package)
    mx.npx.set_np()
    return Target(name, mx, mx.np, mx.npx, mx.autograd, capabilities_of(name, lacking))
