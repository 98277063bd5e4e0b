from __future__ import annotations

import pytest

from komando.web.negotiation import choose_media_type

JSON, JPEG = "application/json", "image/jpeg"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        pytest.param([], JSON, id="no header"),
        pytest.param([""], JSON, id="empty header"),
        pytest.param(["*/*"], JSON, id="anything"),
        pytest.param([JSON], JSON, id="json"),
        pytest.param([JPEG], JPEG, id="jpeg"),
        pytest.param(["IMAGE/JPEG"], JPEG, id="case does not matter"),
        pytest.param(["image/*"], JPEG, id="any image"),
        pytest.param(["image/jpeg, */*;q=0.1"], JPEG, id="rather a jpeg"),
        pytest.param(["image/jpeg;q=0.5, application/json;q=0.4"], JPEG, id="qualities"),
        pytest.param(["image/jpeg, application/json"], JSON, id="equals: our preference"),
        pytest.param(["application/json;q=0, */*"], JPEG, id="the specific range decides"),
        pytest.param(["application/json;q=0.2", "image/jpeg"], JPEG, id="two headers"),
        pytest.param(["image/jpeg ; Q = 0.9 , application/json;q=0.1"], JPEG, id="spaces"),
        pytest.param(["application/json;profile=x;q=0.3, image/jpeg;q=0.2"], JSON, id="other parameters"),
        pytest.param([BROWSER], JSON, id="a browser"),
        pytest.param(["text/html"], None, id="neither"),
        pytest.param(["image/png"], None, id="another image"),
        pytest.param(["*/*;q=0"], None, id="nothing at all"),
        pytest.param(["image/jpeg;q=often"], None, id="quality that is no number"),
        pytest.param(["image/jpeg;q=nan"], None, id="quality that is not a number"),
    ],
)
def test_choose_media_type(accept: list[str], chosen: str | None) -> None:
    assert choose_media_type(accept, [JSON, JPEG]) == chosen
