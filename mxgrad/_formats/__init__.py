"""Files of arrays, read and written on the host without MXNet: `docs/files.md` has the layouts.

========================  =========================================================
`ndarray_list`            MXNet's binary list of arrays with names, all its versions
`npy`, `npz`              NumPy's formats, which MXNet 2.0 writes too
`sparse`                  sparse arrays of either, made dense
`source`                  reading that trusts no size it is told
`target`                  writing that leaves the old file if it fails
========================  =========================================================

They take and give NumPy arrays; `mxgrad.np.io` and `mxgrad.npx.io` put them on backends.
"""
