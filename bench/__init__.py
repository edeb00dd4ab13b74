"""Speed beside other programs on the same work; written to docs/benchmarks.md, never a test."""
