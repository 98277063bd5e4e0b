from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from komando.errors import ModelAlteredError, ModelError, ModelMissingError
from komando.weights import CHECKSUMS, REQUIRED, read_checksums, verify_weights, weights_folder

MODEL = REQUIRED[0]


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """A copy of the real folder that a test may damage."""
    return Path(shutil.copytree(weights_folder(), tmp_path / "models"))


class TestReal:
    def test_every_required_model_is_the_published_one(self) -> None:
        weights = verify_weights()
        assert set(weights.content) == set(weights.sha256) == set(REQUIRED)
        for name, content in weights.content.items():
            assert hashlib.sha256(content).hexdigest() == weights.sha256[name]

    def test_folder_named_or_not_is_the_same(self) -> None:
        assert verify_weights(weights_folder()).sha256 == verify_weights().sha256

    def test_every_model_file_is_listed_and_every_listed_file_is_there(self) -> None:
        folder = weights_folder()
        models = {path.name for path in folder.iterdir() if path.suffix in {".tflite", ".npz"}}
        listed = read_checksums(folder)
        assert models <= set(listed)
        assert all((folder / name).is_file() for name in listed)

    def test_every_listed_digest_is_right(self) -> None:
        folder = weights_folder()
        for name, digest in read_checksums(folder).items():
            assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest, name


def _remove_model(folder: Path) -> Path:
    (folder / MODEL).unlink()
    return folder / MODEL


def _replace_model_by_folder(folder: Path) -> Path:
    _remove_model(folder).mkdir()
    return folder / MODEL


def _append_to_model(folder: Path) -> Path:
    with (folder / MODEL).open("ab") as model:
        model.write(b"\0")
    return folder / MODEL


def _flip_one_bit(folder: Path) -> Path:
    content = bytearray((folder / MODEL).read_bytes())
    content[len(content) // 2] ^= 1
    (folder / MODEL).write_bytes(content)
    return folder / MODEL


def _empty_model(folder: Path) -> Path:
    (folder / MODEL).write_bytes(b"")
    return folder / MODEL


def _remove_list(folder: Path) -> Path:
    (folder / CHECKSUMS).unlink()
    return folder / CHECKSUMS


def _rewrite_list(change: Callable[[str], str]) -> Callable[[Path], Path]:
    def rewrite(folder: Path) -> Path:
        path = folder / CHECKSUMS
        before = path.read_text(encoding="ascii")
        after = change(before)
        assert after != before
        path.write_text(after, encoding="utf-8")
        return path

    return rewrite


def _without_model(text: str) -> str:
    return "".join(line for line in text.splitlines(keepends=True) if not line.rstrip().endswith(MODEL))


@pytest.mark.parametrize(
    ("damage", "error"),
    [
        pytest.param(_remove_model, ModelMissingError, id="model-missing"),
        pytest.param(_replace_model_by_folder, ModelMissingError, id="model-is-a-folder"),
        pytest.param(_append_to_model, ModelAlteredError, id="byte-appended"),
        pytest.param(_flip_one_bit, ModelAlteredError, id="one-bit-flipped"),
        pytest.param(_empty_model, ModelAlteredError, id="model-empty"),
        pytest.param(_remove_list, ModelMissingError, id="list-missing"),
        pytest.param(_rewrite_list(_without_model), ModelMissingError, id="model-not-listed"),
        pytest.param(_rewrite_list(lambda text: text + "\n"), ModelAlteredError, id="empty-line"),
        pytest.param(_rewrite_list(lambda text: text + "abc  x.tflite\n"), ModelAlteredError, id="short-digest"),
        pytest.param(_rewrite_list(lambda text: text.replace("  ", " ")), ModelAlteredError, id="one-space"),
        pytest.param(_rewrite_list(lambda text: text + "m\N{MICRO SIGN}\n"), ModelAlteredError, id="not-ascii"),
        pytest.param(_rewrite_list(lambda _: ""), ModelMissingError, id="list-empty"),
    ],
)
def test_damage_is_refused_and_the_file_named(
    models: Path, damage: Callable[[Path], Path], error: type[ModelError]
) -> None:
    damaged = damage(models)
    with pytest.raises(ModelError) as raised:
        verify_weights(models)
    assert type(raised.value) is error
    assert str(damaged) in str(raised.value)


def test_altered_model_is_told_with_both_digests(models: Path) -> None:
    published = read_checksums(models)[MODEL]
    damaged = _append_to_model(models)
    found = hashlib.sha256(damaged.read_bytes()).hexdigest()
    with pytest.raises(ModelAlteredError, match=f"{found}.*{published}"):
        verify_weights(models)


def test_other_files_in_the_folder_do_not_matter(models: Path) -> None:
    (models / "notes.txt").write_text("not a model", encoding="utf-8")
    assert verify_weights(models).sha256 == verify_weights().sha256


def test_folder_that_does_not_exist_is_a_missing_model(tmp_path: Path) -> None:
    with pytest.raises(ModelMissingError, match="nowhere"):
        verify_weights(tmp_path / "nowhere")
