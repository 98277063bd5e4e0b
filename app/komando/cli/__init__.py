"""The command `komando`: a thin translation of command lines to `Checker` and of verdicts to exit codes.

stdout carries the payload alone; progress, hints and errors go to stderr. Whatever is slow to load (the nets, OpenCV,
pydantic) is imported inside the commands that need it, so that `--version` and `--help` come at once.
"""
