"""Random programs: whole graphs of public operations, which every backend must compute alike.

A program is data (`program`): leaves, steps, heads, and how it is differentiated. `build` makes one from a
sequence of choices, which hypothesis makes in the suite (`strategy`) and a seeded generator in the soak mode
(``python -m mxgrad_conformance.programs``). `interpreter` runs it on a front end, and on NumPy for reference;
`verdict` compares values, dtypes, gradients and second derivatives with those of NumPy and of finite differences.
The operations are rows of tables in `operations`; a new one is one row. `regressions` keeps the programs that
once failed.
"""
