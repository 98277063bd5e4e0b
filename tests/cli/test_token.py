from __future__ import annotations

from pathlib import Path

import pytest

from komando.desk.desk import open_database
from komando.desk.names import Role
from komando.desk.tokens import find_token
from tests.cli.conftest import Run


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "data"
    monkeypatch.setenv("KOMANDO_DATA_DIR", str(folder))
    return folder


def test_a_token_is_shown_once_and_alone_on_stdout(komando: Run, data_dir: Path) -> None:
    ran = komando("token", "add", "Sari Dewi", "--role", "reviewer", "--office", "Kominfo")
    assert ran.code == 0
    secret = ran.stdout.strip()
    assert secret.startswith("kmd_")
    assert secret not in ran.stderr
    assert "hanya ditampilkan sekali" in ran.stderr
    database = open_database(data_dir, None)
    with database.read() as connection:
        token = find_token(connection, secret)
    database.close()
    assert token is not None
    assert (token.name, token.role, token.office) == ("Sari Dewi", Role.REVIEWER, "Kominfo")
    assert secret not in komando("token", "list").stdout


def test_the_list_and_the_end_of_a_token(komando: Run) -> None:
    for name, role in (("budi", "admin"), ("sari", "checker")):
        assert komando("token", "add", name, "--role", role).code == 0
    assert komando("token", "revoke", "budi").code == 0
    heading, *lines = komando("token", "list").stdout.splitlines()
    assert heading.split() == ["Nama", "Peran", "Kantor", "Dibuat", "Dicabut"]
    assert [line.split()[:2] for line in lines] == [["budi", "admin"], ["sari", "checker"]]
    assert [len(line.split()) for line in lines] == [4, 3], "only the first one was revoked"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(["add", "budi", "--role", "checker"], "budi", id="name-taken"),
        pytest.param(["add", "local", "--role", "checker"], "computer itself", id="reserved-name"),
        pytest.param(["add", "dewi", "--role", "boss"], "boss", id="unknown-role"),
        pytest.param(["add", "dewi"], "--role", id="no-role"),
        pytest.param(["revoke", "nobody"], "nobody", id="unknown-name"),
    ],
)
def test_wrong_usage(komando: Run, arguments: list[str], words: str) -> None:
    assert komando("token", "add", "budi", "--role", "reviewer").code == 0
    ran = komando("token", *arguments)
    assert ran.code == 2
    assert words in ran.stderr
    assert ran.stdout == ""


def test_a_database_that_cannot_be_reached(komando: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOMANDO_DATABASE_URL", "postgresql://komando:geheim@/desk?host=/nowhere")
    ran = komando("token", "list")
    assert ran.code == 2
    assert "KOMANDO_DATABASE_URL" in ran.stderr
    assert "geheim" not in ran.stderr
