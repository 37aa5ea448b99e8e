"""Speed as a ratio to a floor that is measured in the same run. By hand: `python -m tests.benchmarks --json`."""
