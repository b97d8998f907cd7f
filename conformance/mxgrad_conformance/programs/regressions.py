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
    "atleast_2d under pause gave its argument back, which is in the graph": Program(
        leaves=(Leaf((3, 3), "float64"),),
        steps=(Step("np.atleast_2d", (0,), paused=True), Step("sums", (1, 0), ("ij,kj->ik",))),
        heads=(2,),
    ),
    "the recorded gradient of a cast to float32 was computed without 64-bit types on jax": Program(
        leaves=(Leaf((3,), "float64"),),
        steps=(Step("cast", (0,), ("float32",)),),
        heads=(1,),
        second=True,
    ),
    "the slope of a power, where the exponent is 0, had no derivative by the exponent": Program(
        leaves=(Leaf((2, 3), "float64", seed=657), Leaf((6,), "float64")),
        steps=(
            Step("np.trace", (0,)),
            Step("np.take", (1,), ([0, 0],), {"axis": 0}),
            Step("np.power", (3, 2)),
        ),
        heads=(4,),
        second=True,
    ),
    "torch gives no tensor for the gradient of sign, and the slope of std would write into it": Program(
        leaves=(Leaf((9,), "float64"),),
        steps=(Step("ndarray.std", (0,)), Step("np.sign", (1,))),
        heads=(2,),
    ),
    "the second derivative beside a 64-bit operand that is not kept was computed without 64-bit types on jax": Program(
        leaves=(Leaf((3, 3), "float32"), Leaf((1, 3), "float64")),
        steps=(Step("ndarray.argmax", (1,), (), {"axis": 0}), Step("operator.sub", (2, 0))),
        heads=(3,),
        second=True,
    ),
    "the same of where, whose mask and 64-bit operand are not kept": Program(
        leaves=(Leaf((3, 3), "float64"), Leaf((3, 3), "float64"), Leaf((3, 3), "float32")),
        steps=(
            Step("np.argsort", (0,), (), {"axis": -2}),
            Step("into_mask", (1,)),
            Step("np.where", (4, 3, 2)),
        ),
        heads=(5,),
        second=True,
    ),
    "torch's gradient of ldexp is 0 where an integer exponent is negative": Program(
        leaves=(Leaf((), "int32", seed=344, req=None), Leaf((3, 2), "float32")),
        steps=(Step("np.ldexp", (1, 0)),),
        heads=(2,),
    ),
    "a polynomial of one coefficient was out of reach of the points": Program(
        leaves=(Leaf((3, 3), "float64"), Leaf((1,), "float64")),
        steps=(Step("into_moderate", (0,)), Step("np.polyval", (1, 2))),
        heads=(3,),
        via="grad",
    ),
}
