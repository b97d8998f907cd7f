"""Programs that once failed, made small: replayed on every backend.

The soak mode prints a row for each failure that it finds.
"""

from __future__ import annotations

from mxgrad_conformance.programs.program import Leaf, Program, Step

REGRESSIONS: dict[str, Program] = {
    "an index that is a 0-d array: the result had an axis too many, its gradient the wrong shape": Program(
        leaves=(Leaf((3,), "float64"),),
        steps=(Step("np.var", (0,), (), {"axis": 0}), Step("into_integer", (1,)), Step("items_at", (0, 2))),
        heads=(3,),
    ),
}
