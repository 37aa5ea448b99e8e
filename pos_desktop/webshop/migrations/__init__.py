"""The migrations of the core's tables, with a version table of their own, run by each host."""
