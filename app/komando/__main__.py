"""`python -m komando` is the command `komando`."""

from __future__ import annotations

import sys

from komando.cli.main import run

sys.exit(run())
