"""What differs from MXNet's names and signatures, and why. `test_surface.py` holds these tables to what is there."""

_FINANCIAL = "financial; NumPy removed it, and its own package numpy-financial has it"
_INTERNAL = "a module of MXNet's own; what it defines is in np"
_HELPER = "wraps MXNet's own functions"
_PYTHON_2 = "Python 2 looked for it"

LEFT_OUT: dict[str, str] = {
    **dict.fromkeys(("np.mirr", "np.npv", "np.pmt", "np.ppmt", "np.pv", "np.rate"), _FINANCIAL),
    **dict.fromkeys(("np.arrayprint", "np.fallback", "np.fallback_linalg", "np.function_base"), _INTERNAL),
    **dict.fromkeys(("np.multiarray", "np.utils", "np.linalg.fallback_linalg"), _INTERNAL),
    **dict.fromkeys(("np.linalg.wrap_data_api_linalg_func", "np.random.wrap_ctx_to_device_func"), _HELPER),
    **dict.fromkeys((f"np.ndarray.__{name}__" for name in ("div", "idiv", "rdiv", "nonzero")), _PYTHON_2),
    "np.ndarray.__del__": "the memory is the library's, which frees it",
    "np.ndarray.__setstate__": "pickling goes through __reduce__",
    "np.ndarray.handle": "a pointer into MXNet's engine",
    "np.ndarray.reshape_view": "writes through it reach the array, which not every library can do; reshape copies",
}

_BY_TYPE = "the orders of both releases are accepted: a truth value in the place of out is keepdims"
_SORT = "1.9.1's order; 2.0's truth values are accepted in the same places"
_KEYWORD_CTX = "1.9.1 lacks the name; ctx stands behind what 2.0 has"

# Name: (what the comparison finds, why).
DIFFERENT: dict[str, tuple[str, str]] = {
    **dict.fromkeys(
        ("np.all", "np.any", "np.amax", "np.amin", "np.max", "np.min"),
        ("1.9.1: place 3 is out, not keepdims; place 4 is keepdims, not out", _BY_TYPE),
    ),
    "np.sometrue": ("place 3 is out, not keepdims; place 4 is keepdims, not out", _BY_TYPE),
    "np.sum": (
        "1.9.1: place 4 is out, not keepdims; place 5 is keepdims, not initial; place 6 is initial, not out",
        _BY_TYPE,
    ),
    **dict.fromkeys(
        ("np.argsort", "np.sort", "np.ndarray.argsort", "np.ndarray.sort"),
        ("2.0.0b1: place 3 is kind, not descending; place 4 is order, not stable", _SORT),
    ),
    "np.empty_like": (
        "2.0.0b1: place 3 is order, not device; place 4 is subok, not order; place 5 is shape, not subok; "
        "place 6 is device, not shape",
        "1.9.1's order; give device by name",
    ),
    "np.random.seed": ("2.0.0b1: device is None, not 'all'", "a missing device is ctx, whose default is 'all'"),
    **dict.fromkeys(
        ("np.linalg.eigh", "np.linalg.eigvalsh"),
        ("2.0.0b1: place 2 is UPLO, not upper", "a truth value in the place of UPLO is upper"),
    ),
    "np.linalg.pinv": ("2.0.0b1: place 2 is rcond, not rtol", "they are the same thing"),
    "np.linalg.matrix_rank": (
        "2.0.0b1: place 1 is A, not M; no keyword M; place 2 is tol, not rtol",
        "1.9.1's order; give rtol by name",
    ),
    "np.ndarray.__init__": (
        "place 2 is backend, not handle; place 3 is handle, not writable; no keyword writable",
        "what an array holds; np.array makes arrays",
    ),
}
