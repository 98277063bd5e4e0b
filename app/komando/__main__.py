"""The command `komando`, also as `python -m komando`."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command line and return its exit code."""
    # Here, not above: each worker process loads the script that started it, and with it what this module loads.
    from komando.cli.main import run

    return run()


if __name__ == "__main__":
    sys.exit(main())
