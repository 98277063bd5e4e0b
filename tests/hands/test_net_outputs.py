from __future__ import annotations

import numpy as np
import pytest

from komando.errors import ModelAlteredError
from komando.hands.net_outputs import expose_output
from komando.hands.nets import Net
from komando.weights import HAND_LANDMARKS, Weights


def test_the_net_answers_as_before_and_tells_one_thing_more(weights: Weights) -> None:
    published = weights.content[HAND_LANDMARKS]
    image = np.random.default_rng(0).random((224, 224, 3), np.float32)
    before = Net(published)(image)
    *after, pooled = Net(expose_output(published, "global_average_pooling2d/Mean"))(image)
    for mine, theirs in zip(after, before, strict=True):
        np.testing.assert_array_equal(mine, theirs)
    assert pooled.shape == (1152,)
    assert pooled.any()


def test_a_net_without_such_a_tensor_is_refused(weights: Weights) -> None:
    with pytest.raises(ModelAlteredError, match="no_such_tensor"):
        expose_output(weights.content[HAND_LANDMARKS], "no_such_tensor")
