"""What MXNet gets wrong among statistics, histograms and their kin."""

from __future__ import annotations

from itertools import product

from mxgrad_conformance.gap_rows import GRADIENTS, VALUES, Ids, Row, cases_of, ids, kinks, semantics, values

_QUANTILES = ("np.quantile", "np.percentile")
_NAN_QUANTILES = ("np.nanquantile", "np.nanpercentile")
_BY_METHOD = tuple(f"{name}:method" for name in _QUANTILES)
_EXTREMES = ("np.nanmax", "np.nanmin")
_FALLBACKS = (
    "np.corrcoef", "np.corrcoef:two", "np.correlate", "np.cov", "np.histogram_bin_edges",
    "np.nancumprod", "np.nancumsum", "np.nanmax", "np.nanmedian", "np.nanmin", "np.nanprod", "np.ptp", "np.trapz",
    *_NAN_QUANTILES, *(f"{name}:method" for name in _NAN_QUANTILES),
)  # fmt: skip
# Zero is the same whether it is written or added.
_ZEROS = {test: make for test, make in GRADIENTS.items() if not test.endswith("grad_req")}
_INTERP_KINKS = kinks(
    *(
        f"np.interp-at {place}"
        for place in ("a point", "the first point", "the last point", "a jump to the left", "a jump to the right")
    )
)
_WHOLE = ("all-float32", "all-float64", "0-d-float32")


def _semantics(*names: str) -> Ids:
    return semantics("statistics", *names)


STATISTICS: tuple[Row, ...] = (
    Row(
        "functions that fall back to NumPy cannot be recorded",
        both=ids(GRADIENTS, _FALLBACKS)
        + kinks(
            *(f"{name}-nothing but nans" for name in (*_EXTREMES, "np.nanmedian", "np.nanprod", *_NAN_QUANTILES)),
            *(f"{name}-ties" for name in (*_EXTREMES, "np.nanmedian", *_NAN_QUANTILES, "np.ptp")),
            "np.nancumprod-one zero",
            "np.nanprod-one zero",
            "np.ptp-constant",
        )
        + _semantics(
            *(
                f"cov_has_gradients_in_its_weights[{options}]"
                for options in ("{}", "{'ddof': 0}", "{'fweights': array([1, 2, 0, 3, 1, 1])}")
            )
        ),
        in_1=ids(GRADIENTS, ["np.interp"]) + _INTERP_KINKS,
    ),
    Row("interp has the gradient 0", in_2=ids(_ZEROS, ["np.interp"]) + _INTERP_KINKS),
    Row(
        "functions that fall back to NumPy give NumPy scalars, not 0-d arrays",
        both=values(
            *(
                f"{name}-{case}"
                for name, case in product((*_EXTREMES, "np.nanmedian", "np.nanprod", "np.ptp", *_NAN_QUANTILES), _WHOLE)
            ),
            *(f"np.count_nonzero-{case}" for case in (*_WHOLE, "all-int32")),
            *(
                f"np.nanarg{name}-{case}"
                for name in ("max", "min")
                for case in ("all-float32", "all-float64", "ties-float32", "ties-int32")
            ),
            *(
                f"np.trapz-{case}"
                for case in ("vector-float32", "vector-float64", "vector-int32", "places-float32", "places-int32")
            ),
            "np.ptp-all-int32",
        ),
        in_1=values("np.interp-0-d-float32"),
    ),
    Row(
        "nan functions that fall back to NumPy give float64 for float32 or integers",
        both=values(
            *(
                f"{name}-{case}"
                for name in _NAN_QUANTILES
                for case in (
                    "axis 0-float32",
                    "last axis kept-float32",
                    "no nan-float32",
                    "two axes-float32",
                    "nothing left-float32",
                    "no nan-int32",
                    "two axes-int32",
                )
            ),
            *(
                f"{name}:method-{method}-float32"
                for name in _NAN_QUANTILES
                for method in ("hazen", "weibull", "midpoint")
            ),
            "np.nanmedian-no nan-int32",
            "np.nanmedian-two axes-int32",
        ),
    ),
    Row(
        "quantiles have the gradient 0",
        both=ids(
            _ZEROS,
            [f"{name}{label}" for name in _QUANTILES for label in ("", ":interpolation", ":shares")],
            [f"{name}:shares-no shares" for name in _QUANTILES],
        )
        + kinks(*(f"{name}-{label}" for name in _QUANTILES for label in ("ties", "ties beside one"))),
    ),
    Row(
        "quantiles of 0-d arrays are an error",
        both=values(*(f"{name}-0-d-float32" for name in _QUANTILES)),
        in_2=values("np.median-0-d-float32"),
    ),
    Row("quantiles know five of NumPy's thirteen methods", both=ids(GRADIENTS | VALUES, _BY_METHOD)),
    Row(
        "the average of integers is truncated",
        both=values("np.average-no weights-int32", "np.average-no weights, axis-int32"),
    ),
    Row(
        "the sum of weights that average returns has no gradient",
        both=cases_of(
            "gradient", (f"np.average:weights-{label}-float64" for label in ("returned", "returned, along an axis"))
        ),
    ),
    Row("bincount has the gradient 0", both=ids(_ZEROS, ["np.bincount:weights"])),
    Row(
        "grad_req='add' is treated as 'write', or adds a part only",
        both=cases_of("grad_req", ["np.diff-vector-float64", "np.ediff1d:ends-arrays-float64"]),
    ),
    Row("diff takes neither prepend nor append", both=ids(GRADIENTS | VALUES, ["np.diff:ends"])),
    Row(
        "histogram takes no weights, no density and no range of its own",
        both=ids(VALUES, ["np.histogram:weights"])
        + _semantics(
            "density_has_gradients_in_the_edges_and_what_they_come_from",
            *(
                f"histogram_has_gradients_in_its_weights[{label}]"
                for label in ("number", "range", "edges", "density", "density of edges")
            ),
            *(f"histogram_values[{label}]" for label in ("number", "density", "density of edges")),
        ),
    ),
    Row(
        "float16 is averaged in float16, which overflows",
        both=_semantics(
            *(
                f"float16_is_averaged_in_float32[{axis}-{n}]"
                for axis in ("None", "0")
                for n in ("mean", "std", "var", "average")
            )
        ),
    ),
    Row(
        "with more taken off than there are elements, the variance is a number close to 0",
        both=_semantics("variance_with_nothing_left_to_divide_by[3]"),
    ),
)
