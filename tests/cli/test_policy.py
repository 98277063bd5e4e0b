from __future__ import annotations

import json
from pathlib import Path

import pytest

from komando.policy.profile import builtin_ids, load_profile, parse_profile, read_policy_file
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
        pytest.param(["validate", "key.toml"], "line 2: colour: this key is not known", id="line and key"),
        pytest.param(["diff", "id-strict-fist", "nothing"], "nothing", id="diff with an unknown id"),
        pytest.param(["diff", "id-strict-fist", "ph-csc", "--on", "gone.jsonl"], "no such file", id="no records"),
        pytest.param(
            ["diff", "id-strict-fist", "ph-csc", "--on", "text.toml"], "text.toml, line 1, is no record", id="no record"
        ),
        pytest.param(["diff", "id-strict-fist", "ph-csc", "--date", "soon"], "KOMANDO_DATE", id="no date"),
        pytest.param(["new", "kantor.txt"], "must end in .toml", id="new without suffix"),
        pytest.param(["new", "Kantor Kami.toml"], "cannot be the id", id="new under no id"),
        pytest.param(["new", "text.toml"], "already", id="new over a file"),
        pytest.param(["new", "gone/kantor.toml"], "cannot be written", id="new in no folder"),
        pytest.param(["new", "kantor.toml", "--extends", "nothing"], "'nothing' to extend", id="new of nothing"),
    ],
)
def test_wrong_policies(
    komando: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("text.toml").write_text("Undangan rapat", encoding="utf-8")
    Path("short.toml").write_text('schema = "komando.policy/1"\n', encoding="utf-8")
    Path("key.toml").write_text('schema = "komando.policy/1"\ncolour = 1\n', encoding="utf-8")
    Path("binary.toml").write_bytes(b"\xff\xfe")
    ran = komando("policy", *arguments)
    assert ran.code == 2
    assert ran.stdout == ""
    assert words in ran.stderr


def test_list_names_them_all_and_those_of_the_folder(
    komando: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KOMANDO_POLICY_DIR", str(tmp_path))
    assert komando("policy", "new", tmp_path / "kantor-kami.toml").code == 0
    ran = komando("policy", "list")
    assert [line.split()[0] for line in ran.stdout.splitlines()[1:]] == sorted([*builtin_ids(), "kantor-kami"])


def test_a_broken_policy_of_the_folder_is_named(komando: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOMANDO_POLICY_DIR", str(tmp_path))
    (tmp_path / "kantor.toml").write_text("colour = 1", encoding="utf-8")
    ran = komando("policy", "list")
    assert ran.code == 2
    assert f"{tmp_path / 'kantor.toml'} is not a valid policy: " in ran.stderr
    assert "line 1: colour: this key is not known" in ran.stderr


def test_show_effective(komando: Run) -> None:
    ran = komando("policy", "show", "id-pemilu-2024", "--effective")
    assert ran.code == 0
    shown = parse_profile(ran.stdout.encode(), "shown.toml").profile
    assert shown == load_profile("id-pemilu-2024").profile.model_copy(update={"extends": None})


@pytest.mark.parametrize(("lang", "word"), [("id", "Keterangan"), ("en", "comments")], ids=["id", "en"])
def test_new(komando: Run, tmp_path: Path, lang: str, word: str) -> None:
    path = tmp_path / "kantor-kami.toml"
    ran = komando("policy", "new", path, "--lang", lang, "--extends", "id-bkn-2023")
    assert ran.code == 0
    assert str(path) in ran.stdout
    assert word.lower() in path.read_text(encoding="utf-8")
    assert komando("policy", "validate", path).code == 0


def test_new_leaves_a_file_as_it_is(komando: Run, tmp_path: Path) -> None:
    path = tmp_path / "kantor.toml"
    path.write_text("mine", encoding="utf-8")
    assert komando("policy", "new", path).code == 2
    assert path.read_text(encoding="utf-8") == "mine"


def test_diff_of_rules(komando: Run) -> None:
    ran = komando("policy", "diff", "id-strict-fist", "id-kudus-2023")
    assert ran.code == 0
    assert [line.split()[1:] for line in ran.stdout.splitlines()] == [["id-strict-fist", "id-kudus-2023"]]
    ran = komando("policy", "diff", "id-strict-fist", "id-bkn-2023")
    assert ["gestures.horns", "hold", "review"] in [line.split() for line in ran.stdout.splitlines()]


def test_diff_on_records(komando: Run, tmp_path: Path) -> None:
    """Without the photos: those of these records never were."""
    lines = []
    for name, gesture in (("a.jpg", "horns"), ("b.jpg", "peace"), ("c.jpg", "fist")):
        hand = {
            "box_xyxy": [0, 0, 64, 64], "size_px": 64, "person": None, "handedness": "right", "gesture": gesture,
            "confidence": 0.9, "fingers": ["curled"] * 5, "readings": [], "verdict": "pass", "findings": [],
        }  # fmt: skip
        record = {
            "schema": "komando.photo/1", "path": name, "sha256": "0" * 64, "width": 9, "height": 9, "verdict": "pass",
            "policy": {"id": "a", "sha256": "b"}, "models": {"palm": "", "landmarks": "", "gestures": ""},
            "smallest_readable_hand_px": 31, "hands": [hand], "people": [], "findings": [], "error": None,
            "timings_ms": {},
        }  # fmt: skip
        lines.append(json.dumps(record))
    path = tmp_path / "records.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    ran = komando("policy", "diff", "id-strict-fist", "id-bkn-2023", "--on", path)
    assert ran.code == 0
    assert "a.jpg" in ran.stdout
    assert "b.jpg" not in ran.stdout
    assert "1 dari 3 foto akan berubah hasilnya." in ran.stdout
