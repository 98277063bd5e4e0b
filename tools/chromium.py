"""The browser of this machine."""

from __future__ import annotations

import shutil
from typing import Final

CHROMIUM: Final = next(filter(None, map(shutil.which, ("chromium-headless-shell", "chromium", "google-chrome"))), None)
"""Its path, None where there is none. Without a desktop where there is such a one: the same engine for half of the
processor time."""
