"""Benchmarks: one run, one table. See docs/benchmarks.md."""
