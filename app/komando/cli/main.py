"""Entry of the command `komando`: every way out has its exit code (docs/exit-codes.md)."""

from __future__ import annotations

import contextlib
import io
import logging
import os
import sys
from collections.abc import Iterator, Sequence
from typing import Annotated

import typer

from komando import __version__
from komando.cli import check, models, options, output, policy, report, scan, serve, token, watch
from komando.errors import ExitCode, KomandoError

logger = logging.getLogger("komando")

app = typer.Typer(name="komando", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
app.command(epilog=options.EXIT_CODES)(check.check)
app.command(epilog=options.EXIT_CODES)(scan.scan)
app.command()(watch.watch)
app.command()(report.report)
app.command()(serve.serve)
app.add_typer(policy.app, name="policy")
app.add_typer(models.app, name="models")
app.add_typer(token.app, name="token")


def _print_version(wanted: bool) -> None:
    if wanted:
        output.write(f"komando {__version__}")
        raise typer.Exit


Version = Annotated[bool, typer.Option("--version", help="Print the version.", callback=_print_version, is_eager=True)]


@app.callback()
def komando(version: Version = False, verbose: options.Verbose = False) -> None:
    """Check hand poses in official photos before they are published: offline, hand by hand, with the reason."""


def run(arguments: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit code."""
    _write_utf8()
    invocation = options.Invocation()
    with _log_to_stderr():
        try:
            code = _invoke(arguments, invocation)
            sys.stdout.flush()
        except KomandoError as error:
            output.show_komando_error(error, invocation.language)
            return error.exit_code
        except typer.TyperException as error:
            _show_usage_error(error, invocation.language)
            return ExitCode.USAGE
        except KeyboardInterrupt:
            return ExitCode.INTERRUPTED
        except (BrokenPipeError, SystemExit):  # Typer and Rich turn a closed pipe into SystemExit(1), our code for hold
            _silence_stdout()
            return ExitCode.INTERRUPTED
        except Exception as error:
            return _report_bug(error, invocation.language)
        return code


def _invoke(arguments: Sequence[str] | None, invocation: options.Invocation) -> int:
    command = typer.main.get_command(app)
    code = command.main(arguments, prog_name="komando", standalone_mode=False, obj=invocation)
    return int(code or 0)


def _show_usage_error(error: typer.TyperException, language: str) -> None:
    """Of a command without any argument Typer has printed the help already, and gives an empty message."""
    message = error.format_message()
    if message:
        output.show_error(message, "See `komando --help`.", language)


def _report_bug(error: Exception, language: str) -> int:
    output.show_error(f"Komando itself failed ({type(error).__name__}: {error}).", KomandoError.hint, language)
    logger.debug("Traceback:", exc_info=error)
    return ExitCode.INTERNAL


def _write_utf8() -> None:
    """The payload is UTF-8 whatever the console's code page."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _silence_stdout() -> None:
    """Nobody reads stdout any more: let what is still buffered go nowhere when the interpreter ends."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextlib.contextmanager
def _log_to_stderr() -> Iterator[None]:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(message)s"))
    level = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)
