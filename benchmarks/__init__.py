"""Benchmarks that anyone can rerun; docs/performance.md and docs/scale.md show what they wrote. Not installed."""
