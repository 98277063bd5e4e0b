"""Checkers in processes of their own: what kills or hangs one costs a single photo, never the run or the service."""
