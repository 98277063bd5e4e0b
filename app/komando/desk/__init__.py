"""The desk: batches of photos that people decide on, with every decision on record and every picture wiped in the end.

What is kept for good: who decided what and when, what the machine had said, by which policy and models, and sha256 and
size of each photo. Pictures lie in a private folder until their batch is decided or expires. This package knows the
database and the folder; it knows no HTTP.
"""
