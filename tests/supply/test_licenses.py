from __future__ import annotations

import re

from tools.write_licenses import LICENSES_PATH, REQUIREMENTS, licenses_markdown, requirement_names


def test_page_is_the_one_that_the_packages_give() -> None:
    """`make licenses` writes it."""
    assert LICENSES_PATH.read_text("utf-8") == licenses_markdown()


def test_page_names_every_package_of_the_runtime() -> None:
    rows = re.findall(r"^\| ([a-z0-9._-]+) \| (\S.*?) \|", LICENSES_PATH.read_text("utf-8"), re.MULTILINE)
    names = [name for name, _ in rows if name != "package"]
    assert names == requirement_names()
    assert len(names) > 20


def test_every_requirement_is_pinned_by_hash() -> None:
    for path in REQUIREMENTS.parent.glob("*.txt"):
        blocks = re.split(r"\n(?=[a-z0-9])", path.read_text("utf-8").strip())
        assert blocks
        for block in blocks:
            assert re.match(r"[\w.-]+==\S+", block), f"{path.name}: {block.splitlines()[0]}"
            assert "--hash=sha256:" in block, f"{path.name}: {block.splitlines()[0]}"
