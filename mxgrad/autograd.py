"""Recording, backward, and functions with gradients of their own (MXNet's `mxnet.autograd`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType, TracebackType
from typing import TYPE_CHECKING, Any, NoReturn

from mxgrad._missing import missing_attr
from mxgrad._state import STATE
from mxgrad.base import (
    MXNetError,
    MXNetKeyError,
    MXNetNotImplementedError,
    MXNetTypeError,
    MXNetValueError,
)

if TYPE_CHECKING:
    from mxgrad.array import ndarray

__all__ = [
    "Function",
    "backward",
    "get_symbol",
    "grad",
    "is_recording",
    "is_training",
    "mark_variables",
    "pause",
    "predict_mode",
    "record",
    "set_recording",
    "set_training",
    "train_mode",
]

GRAD_REQS = ("write", "add", "null")


def set_recording(is_recording: bool) -> bool:
    """Switch recording on or off in this thread; returns what it was.

    >>> set_recording(False)
    False
    """
    before = STATE.recording
    STATE.recording = bool(is_recording)
    return before


def set_training(train_mode: bool) -> bool:
    """Switch training mode on or off in this thread; returns what it was.

    >>> set_training(False)
    False
    """
    before = STATE.training
    STATE.training = bool(train_mode)
    return before


def is_recording() -> bool:
    """Whether operations on variables are recorded in this thread.

    >>> is_recording()
    False
    """
    return STATE.recording


def is_training() -> bool:
    """Whether this thread is in training mode, in which for example dropout drops.

    >>> is_training()
    False
    """
    return STATE.training


class _Scope:
    """A `with` block (or decorated function) with its own recording and training state."""

    __slots__ = ("_outer", "_recording", "_training")

    def __init__(self, recording: bool | None, training: bool | None) -> None:
        self._recording = recording
        self._training = training
        # A stack, linked: one scope object may be entered again inside itself.
        self._outer: Any = None

    def __enter__(self) -> _Scope:
        state = STATE
        self._outer = (state.recording, state.training, self._outer)
        if self._recording is not None:
            state.recording = self._recording
        if self._training is not None:
            state.training = self._training
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        STATE.recording, STATE.training, self._outer = self._outer


def record(train_mode: bool | None = True) -> _Scope:
    """Record operations inside the block; `train_mode` None leaves the mode as it is.

    >>> from mxgrad import np
    >>> x = np.array([1.0, 2.0])
    >>> x.attach_grad()
    >>> with record():
    ...     y = x * x
    >>> y.backward()
    >>> x.grad
    array([2., 4.])
    """
    return _Scope(True, train_mode)


def pause(train_mode: bool | None = False) -> _Scope:
    """Compute without recording inside the block: the results are constants.

    >>> with record(), pause():
    ...     is_recording()
    False
    """
    return _Scope(False, train_mode)


def train_mode() -> _Scope:
    """Training mode inside the block; recording stays as it is.

    >>> with train_mode():
    ...     is_training()
    True
    """
    return _Scope(None, True)


def predict_mode() -> _Scope:
    """Prediction mode inside the block; recording stays as it is.

    >>> with record(), predict_mode():
    ...     is_recording(), is_training()
    (True, False)
    """
    return _Scope(None, False)


def check_req(grad_req: str) -> None:
    if grad_req not in GRAD_REQS:
        raise MXNetKeyError(f"{grad_req!r}: grad_req is one of {', '.join(map(repr, GRAD_REQS))}")


def mark_variables(
    variables: ndarray | Sequence[ndarray],
    gradients: ndarray | Sequence[ndarray],
    grad_reqs: str | Sequence[str] = "write",
) -> None:
    """Make each of `variables` a variable whose gradient goes to the matching one of `gradients`.

    >>> from mxgrad import np
    >>> x, g = np.ones(2), np.zeros(2)
    >>> mark_variables(x, g)
    >>> with record():
    ...     y = 3 * x
    >>> y.backward()
    >>> g
    array([3., 3.])
    """
    xs, buffers = _listed(variables, "variables"), _listed(gradients, "gradients")
    reqs = [grad_reqs] * len(xs) if isinstance(grad_reqs, str) else list(grad_reqs)
    if not len(xs) == len(buffers) == len(reqs):
        raise MXNetValueError(
            f"one gradient and one grad_req for each variable: got {len(xs)} variables, "
            f"{len(buffers)} gradients, {len(reqs)} grad_reqs"
        )
    for x, buffer, req in zip(xs, buffers, reqs, strict=True):
        check_req(req)
        if x._backend is not buffer._backend or x.shape != buffer.shape or x.dtype != buffer.dtype:
            raise MXNetValueError(
                f"a gradient is like its variable: variable {x.shape} {x.dtype} on {x.backend!r}, "
                f"gradient {buffer.shape} {buffer.dtype} on {buffer.backend!r}"
            )
        x._check_differentiable()
    for x, buffer, req in zip(xs, buffers, reqs, strict=True):
        x._backend.attach(x, buffer, req)


def _listed(arrays: ndarray | Sequence[ndarray], what: str) -> list[ndarray]:
    from mxgrad.array import ndarray

    found = [arrays] if isinstance(arrays, ndarray) else list(arrays) if isinstance(arrays, (list, tuple)) else None
    if not found or not all(isinstance(array, ndarray) for array in found):
        raise MXNetTypeError(f"{what} is an ndarray or a list of them (at least one), not {arrays!r}")
    return found


def _heads(
    heads: ndarray | Sequence[ndarray], head_grads: ndarray | Sequence[ndarray | None] | None
) -> tuple[list[ndarray], list[ndarray | None]]:
    from mxgrad.array import ndarray

    found = _listed(heads, "heads")
    backend = found[0]._backend
    for head in found:
        if head._backend is not backend:
            from mxgrad._operands import mixed

            raise mixed(backend, head._backend)
    if head_grads is None:
        return found, [None] * len(found)
    grads: list[ndarray | None] = [head_grads] if isinstance(head_grads, ndarray) else list(head_grads)
    if len(grads) != len(found):
        raise MXNetValueError(f"heads and head_grads must be lists of the same length: {len(found)} vs. {len(grads)}")
    for i, (head, g) in enumerate(zip(found, grads, strict=True)):
        if g is None:
            continue
        if not isinstance(g, ndarray):
            raise MXNetTypeError(f"a head gradient is an ndarray or None, not {g!r}")
        if g._backend is not backend:
            from mxgrad._operands import mixed

            raise mixed(backend, g._backend)
        if g.shape != head.shape:
            raise MXNetValueError(f"head {i} has shape {head.shape}, its head gradient {g.shape}; they must be equal")
        if g.dtype != head.dtype:
            if g.dtype.kind == "c" and head.dtype.kind != "c":
                raise MXNetTypeError(f"head {i} is {head.dtype}, its gradient {g.dtype}: take np.real of that")
            grads[i] = g.astype(head.dtype)
    return found, grads


def backward(
    heads: ndarray | Sequence[ndarray],
    head_grads: ndarray | Sequence[ndarray | None] | None = None,
    retain_graph: bool = False,
    train_mode: bool = True,
) -> None:
    """Write the gradient of ``sum((head * head_grad).sum())`` into the buffer of every variable reached.

    Parameters
    ----------
    head_grads
        One for each head, of its shape; None means ones.
    retain_graph
        Keep the graph for another pass. Without it the pass frees what it visits.

    Raises
    ------
    MXNetError
        A head is not in a graph (any more), no variable is reached, or a needed value was overwritten.
        Gradients are unchanged then.

    Examples
    --------
    >>> from mxgrad import np
    >>> x = np.array([1.0, 2.0])
    >>> x.attach_grad()
    >>> with record():
    ...     y, z = x * x, 3 * x
    >>> backward([y, z])
    >>> x.grad
    array([5., 7.])
    """
    found, grads = _heads(heads, head_grads)
    with _Scope(False, train_mode):
        found[0]._backend.backward(found, grads, bool(retain_graph))


def grad(
    heads: ndarray | Sequence[ndarray],
    variables: ndarray | Sequence[ndarray],
    head_grads: ndarray | Sequence[ndarray | None] | None = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    train_mode: bool = True,
) -> list[ndarray]:
    """Gradients of `heads` with respect to `variables`, as new arrays; buffers stay as they are.

    Parameters
    ----------
    variables
        Variables, or arrays computed from them inside the recorded block.
    retain_graph
        Keep the graph for another pass; None means `create_graph`.
    create_graph
        Record the gradient itself, so that it has gradients in turn.

    Raises
    ------
    MXNetError
        As `backward`, and if a variable is not reached from the heads.

    Examples
    --------
    >>> from mxgrad import np
    >>> x = np.array(3.0)
    >>> x.attach_grad()
    >>> with record():
    ...     y = x * x * x
    ...     dy = grad(y, [x], create_graph=True)[0]
    >>> dy.backward()
    >>> dy, x.grad
    (array(27.), array(18.))
    """
    found, grads = _heads(heads, head_grads)
    xs = _listed(variables, "variables")
    backend = found[0]._backend
    for i, x in enumerate(xs):
        if x._node is None:
            raise MXNetError(
                f"Cannot differentiate with respect to the {i + 1}-th variable because it does not require gradient: "
                "call attach_grad on it before recording."
            )
    retain = create_graph if retain_graph is None else bool(retain_graph)
    with _Scope(bool(create_graph), train_mode):
        result = backend.grad(found, grads, xs, retain, bool(create_graph))
    reached: list[ndarray] = []
    for i, g in enumerate(result):
        if g is None:
            raise MXNetError(
                f"Cannot differentiate with respect to the {i + 1}-th variable because it is unreachable from the "
                "outputs."
            )
        reached.append(g)
    return reached


def get_symbol(x: ndarray) -> NoReturn:
    """MXNet's symbol of a recorded computation: not part of mxgrad."""
    raise MXNetNotImplementedError("autograd.get_symbol: symbols are not part of mxgrad; there is no graph to export")


class Function:
    """An operation with a gradient rule of its own: override `forward` and `backward`.

    `forward` runs without recording. `backward` receives one gradient for each result of `forward`, and returns
    one for each input (None: zero).

    >>> from mxgrad import np
    >>> class Sigmoid(Function):
    ...     def forward(self, x):
    ...         y = 1 / (1 + np.exp(-x))
    ...         self.save_for_backward(y)
    ...         return y
    ...     def backward(self, dy):
    ...         y, = self.saved_tensors
    ...         return dy * y * (1 - y)
    >>> x = np.array([0.0])
    >>> x.attach_grad()
    >>> with record():
    ...     y = Sigmoid()(x)
    >>> y.backward()
    >>> x.grad
    array([0.25])
    """

    # On the class, since not every subclass calls __init__.
    _saved: tuple[ndarray, ...] = ()
    _saved_results: Mapping[int, int] = MappingProxyType({})
    """Position among the saved arrays -> position among the results, for those that are results."""
    _input_shapes: Sequence[tuple[int, ...]] = ()
    _used = False

    def save_for_backward(self, *arrays: ndarray) -> None:
        """Keep `arrays` for `backward`, as `saved_tensors`."""
        self._saved = arrays

    @property
    def saved_tensors(self) -> tuple[ndarray, ...]:
        """What `save_for_backward` kept."""
        return self._saved

    def __call__(self, *inputs: ndarray) -> Any:
        from mxgrad.array import ndarray

        if self._used:
            raise MXNetError(
                f"Each {type(self).__name__} instance can only be called once: it holds the values of that call. "
                "Make a new instance for each call."
            )
        self._used = True
        with pause(train_mode=None):
            results = self.forward(*inputs)
        outputs = list(results) if isinstance(results, (list, tuple)) else [results]
        for output in outputs:
            if not isinstance(output, ndarray):
                raise MXNetTypeError(f"{type(self).__name__}.forward returns ndarrays, not {output!r}")
        self._saved_results = {
            i: k for i, array in enumerate(self._saved) for k, output in enumerate(outputs) if array is output
        }
        arrays = [x for x in inputs if isinstance(x, ndarray)]
        self._input_shapes = [x.shape for x in arrays]
        if STATE.recording and any(x._node is not None for x in arrays):
            outputs = outputs[0]._backend.function(self, arrays, outputs)
        return outputs[0] if not isinstance(results, (list, tuple)) else tuple(outputs)

    def forward(self, *inputs: Any) -> Any:
        """Compute the results from the inputs."""
        raise MXNetNotImplementedError(f"{type(self).__name__} must define forward(self, *inputs)")

    def backward(self, *output_grads: Any) -> Any:
        """Compute the gradients of the inputs from those of the results."""
        raise MXNetNotImplementedError(f"{type(self).__name__} must define backward(self, *output_grads)")

    def _input_gradients(
        self, grads: Sequence[ndarray], inputs: int, result: Callable[[int], ndarray] | None = None
    ) -> list[ndarray | None]:
        """Call `backward` and check what it returns; for backends.

        While a gradient is being recorded, `result` gives a result of `forward` at its place in the graph: saved ones
        were computed outside of it, and would be constants.
        """
        from mxgrad.array import ndarray

        saved = self._saved
        if result is not None and self._saved_results:
            places = self._saved_results
            self._saved = tuple(result(places[i]) if i in places else array for i, array in enumerate(saved))
        try:
            found = self.backward(*grads)
        finally:
            self._saved = saved
        listed = list(found) if isinstance(found, (list, tuple)) else [found]
        name = type(self).__name__
        if len(listed) != inputs:
            raise MXNetValueError(f"{name}.backward returned {len(listed)} gradients for {inputs} array inputs")
        for g, shape in zip(listed, self._input_shapes, strict=True):
            if g is not None and not isinstance(g, ndarray):
                raise MXNetTypeError(f"{name}.backward returns ndarrays or None, not {g!r}")
            if g is not None and g.shape != shape:
                raise MXNetValueError(f"{name}.backward returned a gradient of shape {g.shape} for an input of {shape}")
        return listed


__getattr__ = missing_attr(__name__)
