"""Errors, each an `MXNetError` *and* the built-in that a NumPy user would catch."""

from __future__ import annotations

import numpy as _np

__all__ = [
    "MXNetAttributeError",
    "MXNetEOFError",
    "MXNetError",
    "MXNetImportError",
    "MXNetIndexError",
    "MXNetIndexTypeError",
    "MXNetKeyError",
    "MXNetNotImplementedError",
    "MXNetOSError",
    "MXNetOptionError",
    "MXNetTypeError",
    "MXNetValueError",
    "integer_types",
    "numeric_types",
    "string_types",
]


class MXNetError(RuntimeError):
    """Base of every error that mxgrad raises."""


class MXNetValueError(MXNetError, ValueError):
    """A value, shape or axis that the operation cannot take."""


class MXNetTypeError(MXNetError, TypeError):
    """An operand of a type or dtype that the operation cannot take."""


class MXNetIndexError(MXNetError, IndexError):
    """An index outside its array."""


class MXNetKeyError(MXNetError, KeyError):
    """A name that is not one of those allowed."""

    __str__ = RuntimeError.__str__  # KeyError shows the repr of its text


class MXNetAttributeError(AttributeError, MXNetError):  # this order: its constructor takes name=
    """A name that MXNet has and mxgrad does not."""


class MXNetImportError(ImportError, MXNetError):  # this order: its constructor takes name=
    """A module or library that is not there."""


class MXNetNotImplementedError(MXNetError, NotImplementedError):
    """Something that the chosen backend, or mxgrad, does not do."""


class MXNetIndexTypeError(MXNetIndexError, MXNetValueError):
    """Something that is no index: a ValueError in MXNet, an IndexError in NumPy."""


class MXNetOptionError(MXNetTypeError, MXNetValueError, MXNetNotImplementedError):
    """A choice that an option does not have: a ValueError in NumPy, one of the others in MXNet."""


class MXNetEOFError(MXNetValueError, EOFError):
    """A file that ends before what it promises."""


class MXNetOSError(OSError, MXNetError):  # this order: its constructor takes errno, text and file name
    """A file that the system does not open, read or write; each kind is the built-in one, too."""


# Texts that MXNet users search for.
NOT_IN_GRAPH = (
    "Cannot differentiate node because it is not in a computational graph. "
    "You need to set is_recording to true or use autograd.record() to save computational graphs "
    "for backward. If you want to differentiate the same graph twice, "
    "you need to pass retain_graph=True to backward."
)
NO_VARIABLES = "There are no inputs in computation graph that require gradients."
ASSIGN_IN_GRAPH = (
    "Assigning to NDArrays that are already in a computational graph will cause undefined behavior "
    "when evaluating gradients. Please call backward first to clear the graph or do this out side of "
    "a record section."
)

# What MXNet programs check arguments with.
string_types = (str,)
integer_types = (int, _np.int32, _np.int64)
numeric_types = (float, int, _np.generic)
