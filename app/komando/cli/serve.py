"""`komando serve`: the desk, and the same checks over HTTP."""

from __future__ import annotations

from typing import Annotated

import typer

from komando.cli import options
from komando.errors import ExitCode

Host = Annotated[
    str | None,
    typer.Option(
        help="Listen address; only this computer if not given. Beyond it people sign in with tokens "
        "(`komando token add`). (Environment: KOMANDO_HOST.)"
    ),
]
Port = Annotated[
    int | None, typer.Option(help="Port, 8017 if not given; 0 takes a free one. (Environment: KOMANDO_PORT.)")
]
Workers = Annotated[
    int | None,
    typer.Option(help="Photos that are checked side by side, 1 if not given. (Environment: KOMANDO_WORKERS.)"),
]


def serve(
    host: Host = None,
    port: Port = None,
    workers: Workers = None,
    policy: options.Policy = None,
    engine: options.Engine = None,
    verbose: options.Verbose = False,  # noqa: ARG001 - its callback acts
) -> int:
    """Open the desk as a web page, and the check over HTTP; for this computer only unless --host says otherwise."""
    from komando.settings import load_settings
    from komando.web.server import run_server

    settings = load_settings(host=host, port=port, workers=workers, policy=policy, engine=engine)
    run_server(settings)
    return ExitCode.ALL_PASS
