"""`komando models verify`: are the nets the published ones?"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

import typer

from komando import weights
from komando.cli import options
from komando.cli.output import show, show_komando_error
from komando.errors import ExitCode, ModelError
from komando.messages import translate

app = typer.Typer(help="The neural nets that come with Komando.", no_args_is_help=True)

_OK: Final = "ok"
_MISSING: Final = "missing"
_ALTERED: Final = "altered"
_UNLISTED: Final = "not in the list"


@app.callback()
def models() -> None:
    """The neural nets that come with Komando."""


@app.command()
def verify(lang: options.Language = None) -> int:
    """Compare every model file with its published sha256."""
    from rich.table import Table

    from komando.settings import load_settings

    language = load_settings(lang=lang).lang
    folder = weights.weights_folder()
    published = weights.read_checksums(folder)
    table = Table(translate("File", language), "sha256", "", box=None, pad_edge=False)
    for name in sorted({*published, *weights.REQUIRED}):
        digest, state = _inspect(folder / name, published.get(name))
        table.add_row(name, digest, translate(state, language), style=None if state == _OK else "red")
    show(table)
    try:
        weights.verify_weights(folder)
    except ModelError as error:
        show_komando_error(error, language)
        return error.exit_code
    return ExitCode.ALL_PASS


def _inspect(path: Path, published_sha256: str | None) -> tuple[str, str]:
    try:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return "-", _MISSING
    if published_sha256 is None:
        return digest, _UNLISTED
    return digest, _OK if digest == published_sha256 else _ALTERED
