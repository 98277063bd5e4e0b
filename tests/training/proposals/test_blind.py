from __future__ import annotations

import hashlib

import pytest

from komando.hands.proposals import HandProposer
from komando.weights import HAND_PROPOSALS, verify_weights
from training.proposals.blind import HALVES, blind_file, weights_without


@pytest.mark.parametrize("half", sorted(HALVES))
class TestBlindNet:
    def test_its_card_tells_of_this_file(self, half: str) -> None:
        card = blind_file(half).with_suffix(".md").read_text(encoding="utf-8")
        assert hashlib.sha256(blind_file(half).read_bytes()).hexdigest() in card
        assert f"--without {half}`" in card

    def test_takes_the_place_of_the_product_s(self, half: str) -> None:
        weights = weights_without(verify_weights(), half)
        assert weights.content[HAND_PROPOSALS] == blind_file(half).read_bytes()
        HandProposer(weights.content[HAND_PROPOSALS])
