"""A real Ray cluster of two processes on this computer, with real nets."""

from __future__ import annotations

import json
import os
import signal
import zipfile
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
import pytest

from komando.checker import Checker
from komando.cluster.parts import Parts
from komando.cluster.photos import find_addresses
from komando.cluster.run import ClusterRun
from komando.errors import ClusterError
from komando.scan.files import PhotoFolder
from komando.settings import load_settings
from tests.cluster.conftest import CPUS
from tests.scan.pictures import PEACE, PLAIN, picture

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:ray", "ignore::FutureWarning:ray")

_ODD = "acara/baris\nbaru é.jpg"


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    (folder / "acara").mkdir(parents=True)
    (folder / "a.jpg").write_bytes(PEACE.read_bytes())
    (folder / _ODD).write_bytes(PLAIN)
    (folder / "acara/rusak.jpg").write_bytes(b"no photo")
    (folder / "acara/kosong.jpg").write_bytes(b"")
    (folder / "z.png").write_bytes(picture("PNG", 64, 48))
    with zipfile.ZipFile(folder / "arsip.zip", "w") as archive:
        archive.writestr("dalam/b.jpg", PLAIN)
    return folder


def run(cluster: Any, source: str, output: Path) -> Generator[tuple[str, bytes], None, None]:
    prepared = ClusterRun.prepare(load_settings(), source)
    yield from prepared.check(cluster, find_addresses(source).addresses, Parts(output, prepared.reader))


def records(output: Path) -> dict[str, dict[str, Any]]:
    """By name, without the timings; every name once."""
    lines = [line for path in sorted(output.glob("*.jsonl")) for line in path.read_bytes().splitlines()]
    read = [json.loads(line) for line in lines]
    for record in read:
        del record["timings_ms"]
    assert len({record["path"] for record in read}) == len(read)
    return {record["path"]: record for record in read}


def by_one_process(folder: Path) -> dict[str, dict[str, Any]]:
    with Checker.open() as checker:
        made = {}
        for file in PhotoFolder(folder):
            data = file.path.read_bytes() if file.member is None else file.member.read(10**9)
            made[file.name] = json.loads(checker.check(data, file.name).to_json())
            del made[file.name]["timings_ms"]
        return made


def look_at(cluster: Any, photos: Path, output: Path) -> list[str]:
    """Names of the photos that were looked at, not found in earlier records."""
    return sorted(name for name, line in run(cluster, str(photos), output) if line)


def test_a_store_gives_the_same_records(cluster: Any, photos: Path, tmp_path: Path) -> None:
    (photos / "arsip.zip").unlink()
    names = sorted(name for name, _ in run(cluster, photos.as_uri(), tmp_path / "out"))
    assert records(tmp_path / "out") == by_one_process(photos)
    assert names == sorted(records(tmp_path / "out"))


def test_records_are_those_of_one_process_and_a_second_run_looks_at_what_is_new(
    cluster: Any, photos: Path, tmp_path: Path
) -> None:
    output = tmp_path / "out"
    expected = by_one_process(photos)
    assert look_at(cluster, photos, output) == sorted(expected)
    assert records(output) == expected
    (photos / "z.png").write_bytes(picture("PNG", 80, 60))
    (photos / "baru.jpg").write_bytes(PLAIN)
    assert look_at(cluster, photos, output) == ["baru.jpg", "z.png"]
    assert records(output) == by_one_process(photos)
    assert look_at(cluster, photos, output) == []


def actors() -> list[psutil.Process]:
    return [child for child in psutil.Process().children(recursive=True) if "MapWorker" in child.name()]


def nets() -> list[psutil.Process]:
    """Processes with open nets: children of the actors."""
    return [child for actor in actors() for child in actor.children()]


@pytest.mark.parametrize("victims", [actors, nets], ids=["process-of-the-cluster", "process-with-the-nets"])
def test_nothing_is_lost_when_a_process_is_killed(
    cluster: Any, tmp_path: Path, victims: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("komando.cluster.run._BLOCK", 4)
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(20):
        (folder / f"{number:02d}.jpg").write_bytes(picture("JPEG", 64 + number, 48))
    rows = run(cluster, str(folder), tmp_path / "out")
    first = next(rows)
    found = victims()
    assert found
    os.kill(found[0].pid, signal.SIGKILL)
    names = sorted(name for name, _ in (first, *rows))
    assert names == [f"{number:02d}.jpg" for number in range(20)]
    told = records(tmp_path / "out")
    assert sorted(told) == names
    assert {record["verdict"] for record in told.values()} == {"pass"}


def test_a_run_that_is_broken_off_keeps_what_came(cluster: Any, photos: Path, tmp_path: Path) -> None:
    rows = run(cluster, str(photos), tmp_path / "out")
    came = [next(rows)[0]]
    rows.close()
    assert came[0] in records(tmp_path / "out")
    assert came[0] not in look_at(cluster, photos, tmp_path / "out")
    assert records(tmp_path / "out") == by_one_process(photos)


def test_computers_must_agree(cluster: Any, photos: Path, tmp_path: Path) -> None:
    prepared = ClusterRun.prepare(load_settings(), str(photos))
    policy, models = prepared.stamps
    other = replace(prepared, stamps=(policy.model_copy(update={"sha256": "0" * 64}), models))
    with pytest.raises(ClusterError, match="another policy or other models"):
        list(other.check(cluster, find_addresses(str(photos)).addresses, Parts(tmp_path / "out", other.reader)))


@pytest.mark.usefixtures("cluster")
class TestCluster:
    def test_has_as_many_processors_as_asked_for(self, cluster: Any) -> None:
        assert cluster.cluster_resources()["CPU"] == CPUS

    def test_reports_its_usage_to_nobody(self, cluster: Any) -> None:
        from ray._common.usage.usage_lib import usage_stats_enabled

        assert not usage_stats_enabled()
        assert cluster.get(cluster.remote(usage_stats_enabled).remote()) is False
        told = [child.environ().get("RAY_USAGE_STATS_ENABLED") for child in self._processes()]
        assert set(told) == {"0"}

    def test_listens_on_this_computer_alone(self) -> None:
        listening = [
            connection.laddr.ip
            for child in self._processes()
            for connection in child.net_connections("tcp")
            if connection.status == psutil.CONN_LISTEN
        ]
        assert listening
        assert {address.removeprefix("::ffff:") for address in listening} == {"127.0.0.1"}

    def test_wants_its_token(self) -> None:
        assert os.environ["RAY_AUTH_MODE"] == "token"
        assert len(os.environ["RAY_AUTH_TOKEN"]) == 64

    @staticmethod
    def _processes() -> list[psutil.Process]:
        """The cluster's own; those that run tests have replaced their environment by a name."""
        return [
            child
            for child in psutil.Process().children(recursive=True)
            if child.status() != psutil.STATUS_ZOMBIE
            and child.name() in {"gcs_server", "raylet", "python"}
            and any(f"{os.sep}ray{os.sep}" in part for part in child.cmdline())
        ]
