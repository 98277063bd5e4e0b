"""A policy as data: TOML files with a source for every rule, read, extended and checked.

What is checked is one line of files: the profile, the one it extends, and so on. Of a child, `sources`, `thresholds`,
`gestures`, `readings`, `salutes` and `phases` are merged entry by entry, an entry of the child replaces the
parent's whole; `valid`, `audience` and `election` are taken whole. Nothing else is handed down.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from komando.errors import InvalidPolicyError, UnknownPolicyError
from komando.policy.consistency import Fault, find_faults
from komando.policy.schema import GestureRule, LoadedProfile, Localized, Profile, Source, Thresholds
from komando.policy.toml_lines import key_lines, line_of

__all__ = [
    "GestureRule",
    "LoadedProfile",
    "Localized",
    "Profile",
    "Source",
    "Thresholds",
    "builtin_ids",
    "effective_content",
    "folder_ids",
    "load_profile",
    "parse_profile",
    "read_policy_file",
]

_MERGED: Final = ("sources", "thresholds", "gestures", "readings", "salutes", "phases")
_WHOLE: Final = ("valid", "audience", "election")
_SUFFIX: Final = ".toml"
_ENUM_MEMBER: Final = re.compile(r"<\w+\.\w+: ('[^']*')>")


@dataclass(frozen=True, slots=True)
class _PolicyFile:
    """One file of the line.

    Attributes:
        name: For messages: id or path.
        data: Its bytes.
        content: What TOML says, unchecked.
    """

    name: str
    data: bytes
    content: dict[str, Any]

    @property
    def parent(self) -> str | None:
        extends = self.content.get("extends")
        return extends if isinstance(extends, str) else None


def parse_profile(data: bytes, name: str, folder: Path | None = None) -> LoadedProfile:
    """Check a policy file and what it extends.

    Args:
        data: The file.
        name: What messages call it.
        folder: Where profiles of one's own lie that it may extend.

    Raises:
        InvalidPolicyError: No TOML, not of the schema, or in a circle; the message names file, line and key.
    """
    line = _line_of_files(_read_toml(data, name), folder)
    profile = _validate(line[0], _merge(line))
    return LoadedProfile(profile=profile, sha256=_hash([file.data for file in line]))


def effective_content(data: bytes, name: str, folder: Path | None = None) -> dict[str, Any]:
    """What a policy file says together with what it extends, as TOML values; valid as a file of its own.

    Raises:
        InvalidPolicyError: As for `parse_profile`.
    """
    line = _line_of_files(_read_toml(data, name), folder)
    content = _merge(line)
    _validate(line[0], content)
    return {key: value for key, value in content.items() if key != "extends"}


def load_profile(name: str, folder: Path | None = None) -> LoadedProfile:
    """Load a policy by its id or from a file.

    Raises:
        UnknownPolicyError: Neither an id nor a readable file.
        InvalidPolicyError: The file does not follow the schema.
    """
    loaded = parse_profile(read_policy_file(name, folder), _shown_name(name, folder), folder)
    if name in folder_ids(folder) and loaded.profile.id != name:
        found = loaded.profile.id
        raise InvalidPolicyError(f"{_shown_name(name, folder)} holds the policy {found!r}: name file and id alike.")
    return loaded


def builtin_ids() -> list[str]:
    """Ids of the policies that come with Komando, sorted."""
    entries = (resources.files("komando.policy") / "profiles").iterdir()
    return sorted(Path(entry.name).stem for entry in entries if entry.name.endswith(_SUFFIX))


def folder_ids(folder: Path | None) -> list[str]:
    """Ids of the policies in a folder of one's own, sorted: the names of its files without `.toml`.

    Raises:
        UnknownPolicyError: The folder cannot be read.
    """
    if folder is None:
        return []
    try:
        return sorted(path.stem for path in folder.iterdir() if path.suffix == _SUFFIX and path.is_file())
    except OSError as error:
        raise UnknownPolicyError(f"The folder of policies cannot be read: {folder} ({error.strerror})") from error


def read_policy_file(name: str, folder: Path | None = None) -> bytes:
    """Bytes of a built-in policy, of one of the folder, or of the policy file at a path.

    Raises:
        UnknownPolicyError: Neither an id nor a readable file.
        InvalidPolicyError: The folder has a policy under the id of a built-in one.
    """
    if name in builtin_ids():
        if name in folder_ids(folder):
            raise InvalidPolicyError(f"{name}{_SUFFIX} in {folder} has the id of a built-in policy: give it another.")
        return (resources.files("komando.policy") / "profiles" / f"{name}{_SUFFIX}").read_bytes()
    return _read_path(_shown_name(name, folder))


def _shown_name(name: str, folder: Path | None) -> str:
    """The path of a policy of the folder; ids of built-in ones and paths as they are."""
    return str(folder / f"{name}{_SUFFIX}") if folder is not None and name in folder_ids(folder) else name


def _read_path(name: str) -> bytes:
    try:
        path = Path(name)
        if path.suffix == _SUFFIX or path.is_file():
            return path.read_bytes()
    except OSError as error:
        raise UnknownPolicyError(f"The policy file cannot be read: {name} ({error.strerror})") from error
    except ValueError:  # a zero byte in the name
        pass
    raise UnknownPolicyError(f"There is no policy {name!r}.")


def _read_toml(data: bytes, name: str) -> _PolicyFile:
    try:
        return _PolicyFile(name, data, tomllib.loads(data.decode("utf-8")))
    except (ValueError, RecursionError) as error:  # also numbers too long and brackets too deep for the parser
        raise InvalidPolicyError(f"{name} is not a TOML file: {_toml_fault(data, error)}") from error


def _toml_fault(data: bytes, error: ValueError | RecursionError) -> str:
    """What is wrong, with its line as far as the parser tells one."""
    if isinstance(error, UnicodeDecodeError):
        line = data.count(b"\n", 0, error.start) + 1
        return f"line {line}: {error}"
    if isinstance(error, tomllib.TOMLDecodeError) and "at end of document" in str(error):
        return f"line {len(data.splitlines())}: {error}"
    return str(error)


def _line_of_files(file: _PolicyFile, folder: Path | None) -> list[_PolicyFile]:
    """The file, the one it extends, and so on; each but the first is valid together with those after it."""
    line = [file]
    ids = [file.content.get("id")]
    while (parent := line[-1].parent) is not None:
        if parent in ids:
            circle = " -> ".join(str(name) for name in [*ids[ids.index(parent) :], parent])
            raise _invalid(line[-1], [Fault(("extends",), f"a policy extends itself: {circle}")])
        try:
            line.append(_read_toml(read_policy_file(parent, folder), _shown_name(parent, folder)))
        except UnknownPolicyError:
            message = f"there is no policy {parent!r} to extend (a built-in id, or a file of KOMANDO_POLICY_DIR)"
            raise _invalid(line[-1], [Fault(("extends",), message)]) from None
        ids.append(parent)
    for index in range(len(line) - 1, 0, -1):
        _validate(line[index], _merge(line[index:]))
    return line


def _merge(line: list[_PolicyFile]) -> dict[str, Any]:
    content = dict(line[0].content)
    for ancestor in line[1:]:
        for key in _MERGED:
            content[key] = _merged(content.get(key), ancestor.content.get(key))
        for key in _WHOLE:
            if key in ancestor.content:
                content.setdefault(key, ancestor.content[key])
    content = {key: value for key, value in content.items() if value is not None}
    _drop_unused_sources(content, line[0])
    return content


def _merged(own: object, inherited: object) -> object:
    if isinstance(own, dict) and isinstance(inherited, dict):
        return {**inherited, **own}
    return inherited if own is None else own


def _drop_unused_sources(content: dict[str, Any], child: _PolicyFile) -> None:
    """Sources of rules that the child replaced say nothing of the child."""
    sources, own = content.get("sources"), child.content.get("sources")
    if isinstance(sources, dict):
        kept = {*_named_sources(content), *(own if isinstance(own, dict) else ())}
        content["sources"] = {key: source for key, source in sources.items() if key in kept}


def _named_sources(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        keys = value.get("sources")
        yield from (key for key in keys if isinstance(key, str)) if isinstance(keys, list) else ()
        for inner in value.values():
            yield from _named_sources(inner)


def _validate(file: _PolicyFile, content: dict[str, Any]) -> Profile:
    try:
        profile = Profile.model_validate(content)
    except ValidationError as error:
        raise _invalid(file, [_fault(found["loc"], found["type"], found["msg"]) for found in error.errors()]) from error
    faults = find_faults(profile)
    if faults:
        raise _invalid(file, faults)
    return profile


def _fault(location: tuple[int | str, ...], kind: str, message: str) -> Fault:
    path = tuple(part for part in location if part != "[key]")
    return Fault(path, "this key is not known" if kind == "extra_forbidden" else _ENUM_MEMBER.sub(r"\1", message))


def _invalid(file: _PolicyFile, faults: list[Fault]) -> InvalidPolicyError:
    lines = key_lines(file.data.decode("utf-8"))
    told = "; ".join(_told(fault, line_of(lines, fault.path)) for fault in faults)
    return InvalidPolicyError(f"{file.name} is not a valid policy: {told}")


def _told(fault: Fault, line: int | None) -> str:
    key = ".".join(str(part) for part in fault.path)
    return f"{key}: {fault.message}" if line is None else f"line {line}: {key}: {fault.message}"


def _hash(files: list[bytes]) -> str:
    digests = [hashlib.sha256(data).hexdigest() for data in files]
    if len(digests) == 1:
        return digests[0]
    return hashlib.sha256("".join(f"{digest}\n" for digest in digests).encode("ascii")).hexdigest()
