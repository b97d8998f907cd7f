"""The interface that a backend implements. Reading it should take five minutes.

A backend is one object. It owns three slots of every `ndarray` made on it; the front end never looks inside:

``_handle``   the library's own array (or whatever stands for the data)
``_node``     the array's place in the graph, None outside it
``_version``  a one-element list that counts in-place writes, shared by all views of one storage; None until
              somebody needs it

and provides `ops`: for every row of the catalogue a callable on `ndarray`s, which computes the operation and,
while `STATE.recording` and an operand is in the graph, records it. It is called as
``ops[name](*operands, *static)``, all positional, and gives a tuple if the row has several results; operands are
`ndarray`s, Python scalars or host arrays (at least one `ndarray`), static arguments are normalised: axes are
non-negative (an int for `cumsum`, `argsort` and the softmaxes, None or a tuple of ints elsewhere), shapes are tuples,
keys come from `mxgrad.indexing.normalize`, dtypes are `numpy.dtype`. Beyond the catalogue's rows a backend may have
any of `SHORTCUTS`.

A backend is registered in the entry-point group ``mxgrad.backends`` under its name, as a callable without
arguments that returns it, or with `mxgrad.register_backend`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from mxgrad._state import STATE
from mxgrad.base import MXNetNotImplementedError
from mxgrad.catalogue import OPS, PARTS, SHORTCUTS, Op
from mxgrad.context import Context

if TYPE_CHECKING:
    from mxgrad.array import ndarray
    from mxgrad.autograd import Function

__all__ = ["OPS", "PARTS", "SHORTCUTS", "STATE", "Backend", "Op"]


class Backend(ABC):
    """One array library behind the front end."""

    name: str
    ops: Mapping[str, Callable[..., ndarray]]
    at_hand: bool = False
    """Whether arrays are computed at once, in the memory of the host, so that to look at values costs nothing."""

    # -- data --------------------------------------------------------------------------------------

    @abstractmethod
    def from_host(self, host: np.ndarray[Any, Any], device: Context | None) -> Any:
        """A handle on a *copy* of `host`, whose dtype is kept, on `device` (None: the default one)."""

    @abstractmethod
    def full(self, shape: tuple[int, ...], value: Any, dtype: np.dtype[Any], device: Context | None) -> Any:
        """A handle on new data filled with `value`."""

    @abstractmethod
    def to_host(self, x: ndarray) -> np.ndarray[Any, Any]:
        """The data as a NumPy array; may share memory, so callers copy before they hand it out."""

    @abstractmethod
    def shape(self, x: ndarray) -> tuple[int, ...]: ...

    def ndim(self, x: ndarray) -> int:
        return len(self.shape(x))

    @abstractmethod
    def dtype(self, x: ndarray) -> np.dtype[Any]: ...

    @abstractmethod
    def device(self, x: ndarray) -> Context: ...

    @abstractmethod
    def to_device(self, x: ndarray, device: Context) -> ndarray:
        """`x` on `device`: itself if it is there already. Gradients flow back."""

    @abstractmethod
    def native(self, x: ndarray) -> Any:
        """The library's own array that shares the data where it can: what `to_dlpack` and friends export."""

    @abstractmethod
    def from_native(self, data: Any) -> Any | None:
        """A handle that shares the data of the library's own array `data`; None if it is not one."""

    @abstractmethod
    def from_dlpack(self, data: Any) -> Any:
        """A handle on the memory of `data`, an array of any library with ``__dlpack__``."""

    def memory(self, x: ndarray) -> tuple[object, int]:
        """The storage that holds the data of `x`, and the byte in it where they begin. This one is for backends whose
        `to_host` shares memory: all of it is one storage."""
        return None, self.to_host(x).__array_interface__["data"][0]

    def num_gpus(self) -> int:
        return 0

    def gpu_memory_info(self, device_id: int) -> tuple[int, int]:
        """Free and total bytes of a GPU's memory."""
        raise MXNetNotImplementedError(f"backend {self.name!r} does not tell how much memory gpu({device_id}) has")

    def cuda_compute_capability(self, device_id: int) -> int:
        """Compute capability times ten, such as 80."""
        raise MXNetNotImplementedError(
            f"backend {self.name!r} does not tell the compute capability of gpu({device_id})"
        )

    def empty_cache(self, device_id: int) -> None:
        """Give memory that is kept for reuse on a GPU back to the system."""

    def synchronize(self) -> None:
        """Wait until everything computed so far is there; raise what went wrong in the meantime."""

    def wait(self, x: ndarray) -> None:
        """Wait until `x` is computed."""

    # -- writing in place --------------------------------------------------------------------------

    @abstractmethod
    def setitem(self, x: ndarray, key: Any, value: Any) -> None:
        """Write `value` (array of any backend-own dtype, scalar or host array) to ``x[key]``, cast to the
        dtype of `x`; bump the version of its storage. `key` is normalised, None means all of it.
        Outside the graph: recording is the front end's business (`record_write`)."""

    @abstractmethod
    def inplace(self, name: str, x: ndarray, y: Any) -> None:
        """``x[...] = ops[name](x, y)`` in the storage of `x`, for in-place operators."""

    @abstractmethod
    def record_write(self, x: ndarray, value: ndarray) -> None:
        """Recorded ``x[:] = value``: copies the (broadcast, cast) value into the storage of `x`, and makes
        `x` its child in the graph."""

    # -- the graph ---------------------------------------------------------------------------------

    @abstractmethod
    def attach(self, x: ndarray, buffer: ndarray | None, req: str) -> None:
        """Make `x` a variable whose gradient goes to `buffer` (`req`: write, add). With `req` null there is no
        buffer: operations on `x` alone are in the graph, and nothing is computed for it."""

    @abstractmethod
    def buffer(self, x: ndarray) -> ndarray | None:
        """The gradient buffer of the variable `x`, always the same object; None for other arrays."""

    @abstractmethod
    def drop(self, x: ndarray) -> None:
        """Take `x` out of the graph."""

    @abstractmethod
    def detach(self, x: ndarray) -> ndarray:
        """An array that shares the data of `x` and is not in the graph."""

    @abstractmethod
    def backward(self, heads: Sequence[ndarray], grads: Sequence[ndarray | None], retain_graph: bool) -> None:
        """Accumulate into the buffers of all variables that `heads` reach. A missing head gradient is ones.

        Raises
        ------
        MXNetError
            A head is not in the graph or used up, nothing differentiable is reached, or a needed value was
            overwritten. No buffer has changed then."""

    @abstractmethod
    def grad(
        self,
        heads: Sequence[ndarray],
        grads: Sequence[ndarray | None],
        variables: Sequence[ndarray],
        retain_graph: bool,
        create_graph: bool,
    ) -> list[ndarray | None]:
        """Gradients as new arrays, None for a variable that is not reached; buffers stay as they are."""

    @abstractmethod
    def function(self, function: Function, inputs: Sequence[ndarray], outputs: Sequence[ndarray]) -> list[ndarray]:
        """Record `outputs`, computed outside the graph, as results of `function`, whose `backward` method is
        the gradient rule. Returns arrays that share the data of `outputs`."""
