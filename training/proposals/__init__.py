"""The hand proposal net: what it learns from, how it is trained, how it becomes a file of `models/`."""
