from __future__ import annotations

import pytest

from komando.cluster.keys import Keys, key


@pytest.mark.parametrize("count", [0, 1, 2, 1000])
def test_what_was_put_in_is_found(count: int) -> None:
    put_in = [key(f"{number}.jpg", "f" * 64) for number in range(count)]
    keys = Keys.of(b"".join(put_in + put_in[:1]))
    assert len(keys) == count
    assert all(each in keys for each in put_in)
    assert key("other.jpg", "f" * 64) not in keys


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(key("a.jpg", "1" * 64), key("b.jpg", "1" * 64), id="name"),
        pytest.param(key("a.jpg", "1" * 64), key("a.jpg", "2" * 64), id="bytes"),
        pytest.param(key("a.jpg", "1" * 64), key("a.jpg"), id="without-bytes"),
    ],
)
def test_other_photos_have_other_keys(one: bytes, other: bytes) -> None:
    assert one != other
