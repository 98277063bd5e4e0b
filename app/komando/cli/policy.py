"""`komando policy list|show|validate|diff|new`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from komando.cli import options
from komando.cli.output import show, write
from komando.errors import ExitCode, OutputError, PathNotFoundError, UsageError

if TYPE_CHECKING:
    from rich.table import Table

    from komando.policy.profile import Profile
    from komando.scan.rejudge import Change

app = typer.Typer(help="The policies that say which gestures pass.", no_args_is_help=True)

PolicyName = Annotated[str, typer.Argument(metavar="ID", help="Id of a policy, or the path of a policy file.")]
First = Annotated[str, typer.Argument(metavar="A", help="Id of a policy, or the path of a policy file.")]
Second = Annotated[str, typer.Argument(metavar="B", help="Another one.")]


@app.command("list")
def list_policies(lang: options.Language = None) -> int:
    """The policies that come with Komando, and those of KOMANDO_POLICY_DIR."""
    from rich.table import Table

    from komando.messages import translate
    from komando.policy.profile import builtin_ids, folder_ids, load_profile
    from komando.settings import load_settings

    settings = load_settings(lang=lang)
    table = Table("id", translate("Title", settings.lang), "sha256", box=None, pad_edge=False)
    for policy_id in sorted({*builtin_ids(), *folder_ids(settings.policy_dir)}):
        loaded = load_profile(policy_id, settings.policy_dir)
        table.add_row(policy_id, getattr(loaded.profile.title, settings.lang), loaded.sha256[:12])
    show(table)
    return ExitCode.ALL_PASS


@app.command("show")
def show_policy(
    policy: PolicyName,
    effective: Annotated[
        bool, typer.Option("--effective", help="With all that it takes from the policies it extends.")
    ] = False,
) -> int:
    """Print a policy as it stands in its file, with its sources; or all that holds."""
    from komando.policy.profile import effective_content, parse_profile, read_policy_file
    from komando.policy.toml_text import toml_text
    from komando.settings import load_settings

    folder = load_settings().policy_dir
    data = read_policy_file(policy, folder)
    parse_profile(data, policy, folder)
    write(toml_text(effective_content(data, policy, folder)) if effective else data.decode("utf-8"))
    return ExitCode.ALL_PASS


@app.command("validate")
def validate_policy(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A policy file (TOML).")], lang: options.Language = None
) -> int:
    """Check that a policy file, with what it extends, follows the schema; every line that does not is named."""
    from komando.messages import translate
    from komando.policy.profile import load_profile
    from komando.scan.files import is_file
    from komando.settings import load_settings

    settings = load_settings(lang=lang)
    if not is_file(file, unknown=False):
        raise PathNotFoundError(f"There is no such file: {file}")
    loaded = load_profile(str(file), settings.policy_dir)
    sentence = "The policy %(policy)s is valid (sha256 %(sha256)s)."
    write(translate(sentence, settings.lang, policy=loaded.profile.id, sha256=loaded.sha256))
    return ExitCode.ALL_PASS


@app.command("diff")
def diff_policies(
    first: First,
    second: Second,
    records: Annotated[
        Path | None,
        typer.Option("--on", metavar="RECORDS.jsonl", help="Which of these photos would change; no photo is read."),
    ] = None,
    date: options.Date = None,
    lang: options.Language = None,
) -> int:
    """What differs between two policies, and for which checked photos that changes the verdict."""
    from komando.messages import translate
    from komando.policy.profile import load_profile
    from komando.scan.rejudge import find_changes, read_records
    from komando.settings import load_settings

    settings = load_settings(date=date, lang=lang)
    before, after = (load_profile(name, settings.policy_dir).profile for name in (first, second))
    if records is None:
        show(_rules_table(before, after, settings.lang))
        return ExitCode.ALL_PASS
    read = list(read_records(records))
    day = settings.date or dt.datetime.now().astimezone().date()
    changes = list(find_changes(read, before, after, day))
    show(_changes_table(changes, before, after, settings.lang))
    sentence = "%(changed)d of %(total)d photos would change their verdict."
    write(translate(sentence, settings.lang, changed=len(changes), total=len(read)))
    return ExitCode.ALL_PASS


@app.command("new")
def new_policy(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write it; its name becomes the id.")],
    extends: Annotated[str, typer.Option(help="The policy to start from.")] = "id-strict-fist",
    lang: options.Language = None,
) -> int:
    """Write a commented policy file to start from. A file that is there already is left as it is."""
    from komando.messages import translate
    from komando.policy.new_profile import new_profile
    from komando.policy.profile import parse_profile
    from komando.settings import load_settings

    settings = load_settings(lang=lang)
    if file.suffix != ".toml":
        raise UsageError(f"The file's name must end in .toml, not {file.name!r}.")
    text = new_profile(file.stem, file.name, extends, settings.lang)
    parse_profile(text.encode("utf-8"), file.name, settings.policy_dir)
    try:
        with file.open("x", encoding="utf-8", newline="\n") as opened:
            opened.write(text)
    except FileExistsError:
        raise OutputError(f"There is a file of that name already: {file}") from None
    except OSError as error:
        raise OutputError(f"{file} cannot be written ({error.strerror}).") from error
    write(translate("Written: %(path)s", settings.lang, path=file))
    return ExitCode.ALL_PASS


def _rules_table(before: Profile, after: Profile, language: str) -> Table:
    from rich.table import Table

    from komando.messages import translate
    from komando.policy.comparison import differences

    table = Table(translate("Rule", language), before.id, after.id, box=None, pad_edge=False)
    for difference in differences(before, after):
        table.add_row(difference.key, difference.first or "-", difference.second or "-")
    return table


def _changes_table(changes: Sequence[Change], before: Profile, after: Profile, language: str) -> Table:
    from rich.table import Table
    from rich.text import Text

    from komando.messages import translate
    from komando.report.text import visible
    from komando.report.words import gesture_name, photo_verdict_name

    titles = (translate("Photo", language), before.id, after.id, translate("Found", language))
    table = Table(*titles, box=None, pad_edge=False)
    for change in changes:
        table.add_row(
            Text(visible(change.path)),
            photo_verdict_name(change.before, language),
            photo_verdict_name(change.after, language),
            ", ".join(dict.fromkeys(gesture_name(gesture, language) for gesture in change.gestures)),
        )
    return table
