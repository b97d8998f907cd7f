"""Measurements: `python -m benchmarks` and the scripts beside it. The figures are in docs/performance.md."""
