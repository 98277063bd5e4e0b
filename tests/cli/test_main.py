from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from komando import __version__
from komando.checker import Checker
from tests.cli.conftest import Run
from tests.scan.pictures import PEACE, PLAIN

WAIT_SECONDS = 180


def run_process(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "komando", *arguments]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=WAIT_SECONDS, check=False)  # noqa: S603 - our own


def test_version_as_a_process() -> None:
    ran = run_process("--version")
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, f"komando {__version__}\n", "")


def test_check_as_a_process() -> None:
    ran = run_process("check", str(PEACE), "--format", "jsonl")
    assert ran.returncode == 1
    assert ran.stderr == ""
    assert ran.stdout.count("\n") == 1
    assert '"verdict":"hold"' in ran.stdout


def test_the_commands_load_nothing_slow() -> None:
    """Else `--version` and `--help` would wait for the nets' runtime."""
    program = "import sys, komando.cli.main; print(*sorted({'numpy', 'cv2', 'pydantic', 'fastapi'} & set(sys.modules)))"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)  # noqa: S603 - our own
    assert ran.stdout == "\n"


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such pipes")
def test_a_reader_that_goes_away() -> None:
    command = [sys.executable, "-m", "komando", "policy", "show", "id-strict-fist"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:  # noqa: S603 - our own
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.wait(WAIT_SECONDS) == 130
        assert process.stderr.read() == b""


@pytest.mark.parametrize(
    ("arguments", "code", "stderr"),
    [
        pytest.param(["--help"], 0, "", id="help"),
        pytest.param([], 2, "", id="nothing"),
        pytest.param(["policy"], 2, "", id="group without a command"),
        pytest.param(["nothing"], 2, "nothing", id="unknown command"),
        pytest.param(["check"], 2, "PHOTO", id="missing argument"),
        pytest.param(["check", "--nothing"], 2, "--nothing", id="unknown option"),
        pytest.param(["check", "x.jpg", "--format", "xml"], 2, "xml", id="unknown format"),
        pytest.param(["check", "x.jpg", "--lang", "fr"], 2, "fr", id="unknown language"),
    ],
)
def test_usage(komando: Run, arguments: list[str], code: int, stderr: str) -> None:
    ran = komando(*arguments)
    assert ran.code == code
    assert stderr in ran.stderr
    assert bool(ran.stderr) == bool(stderr)


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ["Error: There is no such file", "Check the spelling"]), ("id", ["Galat: ", "Periksa ejaannya"])],
)
@pytest.mark.parametrize("by_environment", [True, False])
def test_errors_have_a_hint_in_the_language(
    komando: Run, monkeypatch: pytest.MonkeyPatch, language: str, words: list[str], by_environment: bool
) -> None:
    monkeypatch.setenv("KOMANDO_LANG", language if by_environment else "id")
    ran = komando("check", "gone.jpg", *([] if by_environment else ["--lang", language]))
    assert ran.code == 2
    assert ran.stdout == ""
    assert all(word in ran.stderr for word in words)


def test_control_characters_of_a_file_name_do_not_reach_the_terminal(komando: Run) -> None:
    ran = komando("check", "a\x1b[31m\u202egpj.jpg")
    assert ran.code == 2
    assert r"a\x1b[31m\u202egpj.jpg" in ran.stderr


@pytest.mark.parametrize("verbose", [False, True])
def test_our_own_fault(komando: Run, monkeypatch: pytest.MonkeyPatch, verbose: bool) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("the reason")

    monkeypatch.setattr(Checker, "open", fail)
    ran = komando("check", PEACE, *(["-v"] if verbose else []))
    assert ran.code == 70
    assert "RuntimeError: the reason" in ran.stderr
    assert ("Traceback" in ran.stderr) == verbose


def test_interrupted(komando: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Checker, "open", interrupt)
    assert komando("check", PEACE).code == 130


def test_an_invalid_setting_is_named(komando: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOMANDO_MAX_PIXELS", "many")
    ran = komando("check", PEACE)
    assert ran.code == 2
    assert "KOMANDO_MAX_PIXELS" in ran.stderr


def test_altered_models(komando: Run, altered_models: Path) -> None:
    ran = komando("check", PEACE)
    assert ran.code == 5
    assert ran.stdout == ""
    assert "altered" in ran.stderr


_LONG = "a" * 300
"""Longer than any file system's names: some calls fail on it that only look whether there is a file."""


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["check", f"{_LONG}.jpg"], id="check"),
        pytest.param(["scan", _LONG], id="scan"),
        pytest.param(["scan", ".", "--records", f"{_LONG}.jsonl"], id="records of a scan"),
        pytest.param(["watch", _LONG], id="watch"),
        pytest.param(["report", f"{_LONG}.jsonl", "-o", "a.csv"], id="report"),
        pytest.param(["report", "a.jsonl", "-o", f"{_LONG}.csv"], id="report file"),
        pytest.param(["report", "a.jsonl", "-o", "a.csv", "--photos", _LONG], id="photos of a report"),
        pytest.param(["policy", "validate", f"{_LONG}.toml"], id="policy"),
    ],
)
def test_a_name_that_is_too_long_is_no_fault_of_ours(
    komando: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.jsonl").touch()
    (tmp_path / "a.jpg").write_bytes(PLAIN)
    assert komando(*arguments).code == 2
