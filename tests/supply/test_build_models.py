from __future__ import annotations

import hashlib
import io
import tarfile
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from komando.hands.net_outputs import expose_output
from komando.hands.nets import Net
from komando.weights import HAND_SURROUNDINGS, Weights, read_checksums, weights_folder
from tools.build_models import __main__ as build_models
from tools.build_models.__main__ import PackageError, card, write_models
from tools.build_models.backbone import cut_backbone
from tools.build_models.nets import NETS, OBJECTRON, WHEEL, Package, PublishedNet

EARLY = "FeatureExtractor/MobilenetV2/expanded_conv_4/add"


class TestModels:
    @pytest.mark.parametrize("net", NETS, ids=lambda net: net.file_name)
    def test_card_and_checksum_are_those_of_the_pinned_net(self, net: PublishedNet) -> None:
        assert (weights_folder() / net.file_name).with_suffix(".md").read_text("utf-8") == card(net)
        assert read_checksums(weights_folder())[net.file_name] == net.written_sha256

    def test_every_model_has_a_card_that_tells_its_checksum(self) -> None:
        for name, digest in read_checksums(weights_folder()).items():
            text = (weights_folder() / name).with_suffix(".md").read_text("utf-8")
            assert f"| file | `{name}` |" in text
            assert f"| sha256 | `{digest}` |" in text


class TestBackbone:
    def test_it_says_what_the_whole_net_says_there(self, weights: Weights) -> None:
        whole = weights.content[HAND_SURROUNDINGS]
        image = np.random.default_rng(0).random((192, 192, 3), np.float32)
        (early,) = Net(cut_backbone(whole, EARLY, 192))(image)
        expected = next(said for said in Net(expose_output(whole, EARLY))(image) if said.shape == early.shape)
        np.testing.assert_allclose(early, expected, atol=1e-4)
        assert early.any()

    def test_it_takes_the_new_size(self, weights: Weights) -> None:
        net = Net(cut_backbone(weights.content[HAND_SURROUNDINGS], "FeatureExtractor/MobilenetV2/Conv_1/Relu6", 96))
        assert net.input_px == 96
        assert net(np.zeros((96, 96, 3), np.float32))[0].shape == (3, 3, 1280)

    def test_layers_after_it_are_gone(self, weights: Weights) -> None:
        whole = weights.content[HAND_SURROUNDINGS]
        assert len(cut_backbone(whole, EARLY, 192)) < len(whole) / 10

    @pytest.mark.parametrize("prefix", [pytest.param("none", id="none"), pytest.param("Feature", id="many")])
    def test_the_tensor_must_be_one(self, weights: Weights, prefix: str) -> None:
        with pytest.raises(ValueError, match=f"tensors called {prefix}"):
            cut_backbone(weights.content[HAND_SURROUNDINGS], prefix, 192)


class TestPackages:
    def test_a_package_that_was_altered_is_refused_and_nothing_is_written(self, tmp_path: Path) -> None:
        for package in (WHEEL, OBJECTRON):
            (tmp_path / package.file_name).write_bytes(b"something else")
        models = tmp_path / "models"
        models.mkdir()
        with pytest.raises(PackageError, match="has sha256"):
            write_models(tmp_path, models)
        assert not list(models.iterdir())

    def test_a_net_that_was_altered_is_refused(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        packages = _packages(tmp_path, b"another net")
        monkeypatch.setattr(build_models, "PACKAGES", packages)
        monkeypatch.setattr(build_models, "NETS", [replace(NETS[-1], package=packages[1])])
        with pytest.raises(PackageError, match="expected " + NETS[-1].sha256):
            write_models(tmp_path, tmp_path)

    def test_nets_come_out_of_both_kinds_of_packages(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        net = b"the net"
        packages = _packages(tmp_path, net)
        nets = [replace(NETS[0], package=packages[0], sha256=_sha256(net))]
        nets.append(replace(NETS[-1], package=packages[1], sha256=_sha256(net), backbone=None))
        monkeypatch.setattr(build_models, "PACKAGES", packages)
        monkeypatch.setattr(build_models, "WHEEL", packages[0])
        monkeypatch.setattr(build_models, "NETS", nets)
        models = tmp_path / "models"
        models.mkdir()
        write_models(tmp_path, models)
        assert [(models / each.file_name).read_bytes() for each in nets] == [net, net]
        assert (models / "LICENSE-MEDIAPIPE").read_bytes() == b"the licence"


def _packages(folder: Path, net: bytes) -> tuple[Package, Package]:
    """A wheel and a tarball that hold the bytes of a net where the real ones do."""
    wheel, tarball = folder / WHEEL.file_name, folder / OBJECTRON.file_name
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr(NETS[0].member, net)
        archive.writestr("mediapipe-0.10.21.dist-info/LICENSE", b"the licence")
    member = tarfile.TarInfo(NETS[-1].member)
    content = bytes(NETS[-1].begins_at) + net
    member.size = len(content)
    with tarfile.open(tarball, "w:gz") as packed:
        packed.addfile(member, io.BytesIO(content))
    return (
        replace(WHEEL, sha256=_sha256(wheel.read_bytes())),
        replace(OBJECTRON, sha256=_sha256(tarball.read_bytes())),
    )


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
