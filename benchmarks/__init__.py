"""Benchmarks: separate from tests; each file measures one task and says its size."""
