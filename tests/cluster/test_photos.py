from __future__ import annotations

from pathlib import Path

import pytest

from komando.cluster.photos import find_addresses, is_url, open_store
from komando.errors import ClusterError, NoPhotosError, PathNotFoundError
from tests.scan.pictures import PLAIN


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("b.JPG", "acara/a b.png", "acara/.hidden.jpg", ".hidden/c.jpg", "notes.txt", "d.jpg.marked.jpg"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(PLAIN)
    return tmp_path


@pytest.mark.parametrize("as_url", [False, True], ids=["folder", "store"])
def test_folders_and_stores_give_the_same_names(folder: Path, as_url: bool) -> None:
    source = folder.as_uri() if as_url else str(folder)
    found = find_addresses(source)
    addresses = list(found.addresses)
    assert is_url(source) is as_url
    assert [address.name for address in addresses] == ["acara/a b.png", "b.JPG"]
    assert found.total == 2
    assert [Path(address.location).name for address in addresses] == ["a b.png", "b.JPG"]


@pytest.mark.parametrize(
    ("source", "error"),
    [
        pytest.param("gone", PathNotFoundError, id="no-such-folder"),
        pytest.param("unknown://bucket/photos", ClusterError, id="unknown-kind-of-store"),
        pytest.param("file:///there/is/no/such/folder", ClusterError, id="store-without-that-folder"),
    ],
)
def test_wrong_sources(source: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        find_addresses(source)


def test_a_store_without_photos(tmp_path: Path) -> None:
    with pytest.raises(NoPhotosError):
        find_addresses(tmp_path.as_uri())


def test_the_store_is_the_one_that_was_listed(folder: Path) -> None:
    store, path = open_store(folder.as_uri())
    assert store.open_input_stream(f"{path}/b.JPG").read() == PLAIN
