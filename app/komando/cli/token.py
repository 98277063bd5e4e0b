"""`komando token`: who may use the service beyond this computer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from komando.cli import options
from komando.cli.output import note, show, write
from komando.desk.names import Role
from komando.errors import ExitCode
from komando.messages import translate

if TYPE_CHECKING:
    from komando.desk.database import Database

app = typer.Typer(help="Access tokens of the service.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="Who it is for; stands on the record of their decisions.")]
RoleOption = Annotated[
    Role,
    typer.Option(
        help="checker: upload and look; reviewer: decide as well; admin: all offices, and whether pictures are kept."
    ),
]
Office = Annotated[str | None, typer.Option(help="Whose batches they make and see; those of no office if not given.")]


_HEADINGS = ("Name", "Role", "Office", "Made", "Revoked")


@app.callback()
def token() -> None:
    """Access tokens of the service."""


@app.command()
def add(name: Name, role: RoleOption, office: Office = None, lang: options.Language = None) -> int:
    """Make a token. stdout carries the token alone; it is shown this once."""
    from komando.desk.clock import utc_now
    from komando.desk.tokens import add_token

    with _database(lang) as (database, language):
        with database.write() as connection:
            secret = add_token(connection, name, role, office, utc_now())
        write(secret)
        note(translate("This token is shown only now: give it to %(name)s and keep no copy.", language, name=name))
    return ExitCode.ALL_PASS


@app.command("list")
def list_() -> int:
    """Names, roles and offices, also of revoked tokens; never the tokens."""
    from rich.table import Table
    from rich.text import Text

    from komando.desk.tokens import list_tokens

    with _database(None) as (database, language):
        with database.read() as connection:
            tokens = list_tokens(connection)
        headings = [translate(heading, language) for heading in _HEADINGS]
        table = Table(*headings, box=None, pad_edge=False)
        for each in tokens:
            revoked = "" if each.revoked_at is None else f"{each.revoked_at:%Y-%m-%d}"
            cells = (each.name, each.role.value, each.office or "", f"{each.created_at:%Y-%m-%d}", revoked)
            table.add_row(*map(Text, cells))
        show(table)
    return ExitCode.ALL_PASS


@app.command()
def revoke(name: Name) -> int:
    """End a token and every session that came from it, at once, also while the service runs."""
    from komando.desk.clock import utc_now
    from komando.desk.tokens import revoke_token

    with _database(None) as (database, language):
        with database.write() as connection:
            revoke_token(connection, name, utc_now())
        note(translate("The token of %(name)s is revoked.", language, name=name))
    return ExitCode.ALL_PASS


@contextmanager
def _database(lang: str | None) -> Iterator[tuple[Database, str]]:
    from komando.desk.desk import default_folder, open_database
    from komando.settings import load_settings

    settings = load_settings(lang=lang)
    database = open_database(settings.data_dir or default_folder(), settings.database_url)
    try:
        yield database, settings.lang
    finally:
        database.close()
