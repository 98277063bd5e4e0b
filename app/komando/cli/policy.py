"""`komando policy list|show|validate`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from komando.cli import options
from komando.cli.output import show, write
from komando.errors import ExitCode, PathNotFoundError

app = typer.Typer(help="The policies that say which gestures pass.", no_args_is_help=True)


@app.command("list")
def list_policies(lang: options.Language = None) -> int:
    """The policies that come with Komando."""
    from rich.table import Table

    from komando.messages import translate
    from komando.policy.profile import builtin_ids, load_profile
    from komando.settings import load_settings

    settings = load_settings(lang=lang)
    table = Table("id", translate("Title", settings.lang), "sha256", box=None, pad_edge=False)
    for policy_id in builtin_ids():
        loaded = load_profile(policy_id)
        table.add_row(policy_id, getattr(loaded.profile.title, settings.lang), loaded.sha256[:12])
    show(table)
    return ExitCode.ALL_PASS


@app.command("show")
def show_policy(policy: Annotated[str, typer.Argument(metavar="ID", help="Id of a policy.")]) -> int:
    """Print a policy as it stands in its file, with its sources: the start of one of your own."""
    from komando.policy.profile import parse_profile, read_policy_file

    data = read_policy_file(policy)
    parse_profile(data, policy)
    write(data.decode("utf-8"))
    return ExitCode.ALL_PASS


@app.command("validate")
def validate_policy(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A policy file (TOML).")], lang: options.Language = None
) -> int:
    """Check that a policy file follows the schema; the first line that does not is named."""
    from komando.messages import translate
    from komando.policy.profile import load_profile
    from komando.settings import load_settings

    settings = load_settings(lang=lang)
    if not file.is_file():
        raise PathNotFoundError(f"There is no such file: {file}")
    loaded = load_profile(str(file))
    sentence = "The policy %(policy)s is valid (sha256 %(sha256)s)."
    write(translate(sentence, settings.lang, policy=loaded.profile.id, sha256=loaded.sha256))
    return ExitCode.ALL_PASS
