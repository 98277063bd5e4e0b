"""Writes docs/licenses.md: `python -m tools.write_licenses`. A test holds it and requirements/runtime.txt together."""

from __future__ import annotations

import re
import sys
from importlib import metadata
from pathlib import Path
from typing import Final

_PROJECT: Final = Path(__file__).resolve().parents[1]
LICENSES_PATH: Final = _PROJECT / "docs" / "licenses.md"
REQUIREMENTS: Final = _PROJECT / "requirements" / "runtime.txt"

# What packages say in words of their own, and those that are installed on other systems alone.
_SPDX: Final = {
    "Apache Software License": "Apache-2.0",
    "Apache 2.0": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "MIT License": "MIT",
    "ISC License": "ISC",
    "3-Clause BSD License": "BSD-3-Clause",
}
_KNOWN: Final = re.compile(r"(MIT|MPL-2\.0|BSD-\d-Clause|Apache-2\.0)( AND (MIT|BSD-\d-Clause))*")
_ELSEWHERE: Final = {"colorama": "BSD-3-Clause"}
_BUNDLED: Final = {
    "opencv-python-headless": "FFmpeg (LGPL-2.1-or-later) and others: LICENSE-3RD-PARTY.txt in its wheel",
    "pillow": "libjpeg-turbo, libwebp, libavif, libtiff and others: LICENSE in its wheel",
    "pillow-heif": "libheif and libde265 (LGPL-3.0), x265 (GPL-2.0): the wheel as a whole is under the GPL, version 2. "
    "Komando decodes alone and never calls x265",
    "simplejpeg": "libjpeg-turbo (IJG, BSD-3-Clause)",
}
_HEAD: Final = """# Licences of what is installed with Komando

Komando itself is under the Apache License 2.0, its models too (their cards lie beside them in `models/`). Written from
the packages' own metadata by `make licenses`; extras and tools for development are not part of it.

| package | licence | bundled in its wheel |
|---|---|---|
"""


def requirement_names() -> list[str]:
    """Names of the runtime's packages, in the order of the file, each once."""
    text = REQUIREMENTS.read_text("utf-8")
    return list(dict.fromkeys(re.findall(r"^([a-z0-9._-]+)==", text, re.MULTILINE)))


def licenses_markdown() -> str:
    """The page."""
    rows = (f"| {name} | {license_of(name)} | {_BUNDLED.get(name, '')} |\n" for name in requirement_names())
    return _HEAD + "".join(row.replace("|  |", "| |") for row in rows)


def license_of(name: str) -> str:
    """The SPDX expression of an installed package.

    Raises:
        LookupError: It says nothing that is known here: look it up and add it.
    """
    if name in _ELSEWHERE:
        return _ELSEWHERE[name]
    told = dict(metadata.metadata(name).json)
    expression = told.get("license_expression")
    if isinstance(expression, str):
        return expression
    classifiers = [
        line.rpartition("::")[2].strip() for line in told.get("classifier", []) if line.startswith("License")
    ]
    for words in (str(told.get("license", "")), *classifiers):
        if words in _SPDX:
            return _SPDX[words]
        if _KNOWN.fullmatch(words):
            return words
    raise LookupError(f"the licence of {name} is not known: {told.get('license')!r}, {classifiers}")


def main() -> None:
    """Write the page."""
    LICENSES_PATH.write_text(licenses_markdown(), "utf-8")
    sys.stdout.write(f"{LICENSES_PATH.relative_to(_PROJECT)}\n")


if __name__ == "__main__":
    main()
