from __future__ import annotations

import pytest

from komando.policy.profile import Profile, load_profile


@pytest.fixture(scope="session")
def profile() -> Profile:
    return load_profile("id-strict-fist").profile
