"""The pages that a browser opens: the desk, and what the HTTP interface looks like.

They are shells without data: whatever belongs to an office comes from the interface, under its own checks.
"""

from komando.web.pages.routes import router

__all__ = ["router"]
