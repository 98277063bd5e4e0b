"""The same checks over HTTP: a thin translation of requests to `Checker` and of records to responses.

Photos stay in memory. No response, header or log line carries a path, a stack trace or an EXIF value, and no log line
carries the name of a photo.
"""
