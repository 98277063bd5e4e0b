"""A commented policy to start from; the comments show every part that a policy can have."""

from __future__ import annotations

import re
from importlib import resources
from typing import Final

from komando.errors import InvalidPolicyError

_ID: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def new_profile(policy_id: str, file_name: str, extends: str, language: str) -> str:
    """The text of a new policy file that is valid as it stands.

    Raises:
        InvalidPolicyError: The id has other characters than small letters, digits and single hyphens.
    """
    if not _ID.fullmatch(policy_id):
        raise InvalidPolicyError(
            f"{policy_id!r} cannot be the id of a policy: name the file with small letters, digits and single hyphens, "
            "such as kantor-kami.toml."
        )
    template = resources.files("komando.policy") / "templates" / f"new.{language}.toml"
    return template.read_text(encoding="utf-8").format(id=policy_id, file=file_name, extends=extends)
