from __future__ import annotations

from pathlib import Path

import pytest

from komando.policy.profile import load_profile, read_policy_file
from tests.cli.conftest import Run


@pytest.mark.parametrize(
    ("lang", "title"), [("id", "Hanya kepalan (komando)"), ("en", "Only the fist (komando)")], ids=["id", "en"]
)
def test_list(komando: Run, lang: str, title: str) -> None:
    ran = komando("policy", "list", "--lang", lang)
    assert ran.code == 0
    assert "id-strict-fist" in ran.stdout
    assert title in ran.stdout


def test_show_prints_the_file_as_it_stands(komando: Run) -> None:
    ran = komando("policy", "show", "id-strict-fist")
    assert ran.code == 0
    assert ran.stdout.encode() == read_policy_file("id-strict-fist")


def test_what_show_prints_is_valid(komando: Run, tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(komando("policy", "show", "id-strict-fist").stdout, encoding="utf-8")
    ran = komando("policy", "validate", path)
    assert ran.code == 0
    assert load_profile(str(path)).sha256 in ran.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(["show", "nothing"], "nothing", id="unknown id"),
        pytest.param(["validate", "gone.toml"], "no such file", id="no such file"),
        pytest.param(["validate", "text.toml"], "not a TOML file", id="no TOML"),
        pytest.param(["validate", "short.toml"], "thresholds", id="not of the schema"),
        pytest.param(["validate", "binary.toml"], "not a TOML file", id="no text"),
    ],
)
def test_wrong_policies(
    komando: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("text.toml").write_text("Undangan rapat", encoding="utf-8")
    Path("short.toml").write_text('schema = "komando.policy/1"\n', encoding="utf-8")
    Path("binary.toml").write_bytes(b"\xff\xfe")
    ran = komando("policy", *arguments)
    assert ran.code == 2
    assert ran.stdout == ""
    assert words in ran.stderr
