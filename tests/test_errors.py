from __future__ import annotations

import inspect
import re
from collections.abc import Iterator

import pytest

from komando import errors
from komando.errors import ExitCode, KomandoError, ModelError, PhotoError, UsageError

CODE = re.compile(r"[a-z]+(-[a-z]+)*")
TREE_LINE = re.compile(r"^(?P<indent>[|` -]*)(?P<name>[A-Z]\w+Error)\b", re.MULTILINE)


def classes(root: type[KomandoError] = KomandoError) -> Iterator[type[KomandoError]]:
    yield root
    for child in root.__subclasses__():
        if child.__module__ == errors.__name__:
            yield from classes(child)


ALL = tuple(classes())
each = pytest.mark.parametrize("error", [pytest.param(error, id=error.__name__) for error in ALL])


def drawn_tree() -> list[tuple[str, str | None]]:
    """(class, parent) of every line of the tree in the module's docstring, four columns a level."""
    path: list[str] = []
    drawn = []
    for line in TREE_LINE.finditer(errors.__doc__ or ""):
        depth = len(line["indent"]) // 4
        path[depth:] = [line["name"]]
        drawn.append((line["name"], path[depth - 1] if depth else None))
    return drawn


class TestTree:
    def test_docstring_draws_every_class_under_its_parent(self) -> None:
        real = [(error.__name__, None if error is KomandoError else error.__bases__[0].__name__) for error in ALL]
        assert sorted(drawn_tree(), key=str) == sorted(real, key=str)

    def test_docstring_draws_them_in_the_order_of_the_module(self) -> None:
        assert [name for name, _ in drawn_tree()] == [error.__name__ for error in ALL]

    def test_no_error_of_the_module_stands_outside(self) -> None:
        defined = {
            thing
            for _, thing in inspect.getmembers(errors, inspect.isclass)
            if thing.__module__ == errors.__name__ and issubclass(thing, BaseException)
        }
        assert defined == set(ALL)

    @each
    def test_has_one_parent(self, error: type[KomandoError]) -> None:
        assert len(error.__bases__) == 1


class TestEach:
    def test_codes_are_unique(self) -> None:
        codes = [error.code for error in ALL]
        assert sorted(set(codes)) == sorted(codes)

    @each
    def test_code_is_its_own_and_well_formed(self, error: type[KomandoError]) -> None:
        assert "code" in vars(error)
        assert CODE.fullmatch(error.code)

    @each
    def test_hint_is_a_whole_sentence(self, error: type[KomandoError]) -> None:
        assert re.fullmatch(r"[A-Z`].{10,}\.", error.hint)

    @each
    def test_is_documented(self, error: type[KomandoError]) -> None:
        assert vars(error)["__doc__"].strip().endswith(".") or "Attributes:" in vars(error)["__doc__"]

    @each
    def test_http_status_is_an_error(self, error: type[KomandoError]) -> None:
        assert 400 <= error.http_status < 600

    @each
    def test_message_is_kept(self, error: type[KomandoError]) -> None:
        assert str(error("what happened")) == "what happened"

    @pytest.mark.parametrize(
        ("family", "exit_code"),
        [
            pytest.param(UsageError, ExitCode.USAGE, id="usage"),
            pytest.param(PhotoError, ExitCode.UNREADABLE, id="photo"),
            pytest.param(ModelError, ExitCode.MODEL, id="model"),
        ],
    )
    def test_family_shares_its_exit_code(self, family: type[KomandoError], exit_code: ExitCode) -> None:
        assert {error.exit_code for error in classes(family)} == {exit_code}

    def test_only_the_root_is_our_own_fault(self) -> None:
        assert [error for error in ALL if error.exit_code == ExitCode.INTERNAL] == [KomandoError]


def test_exit_codes_are_the_published_ones() -> None:
    assert {code.name: int(code) for code in ExitCode} == {
        "ALL_PASS": 0,
        "HOLD": 1,
        "USAGE": 2,
        "REVIEW": 3,
        "UNREADABLE": 4,
        "MODEL": 5,
        "INTERNAL": 70,
        "INTERRUPTED": 130,
    }


@pytest.mark.parametrize(
    ("error", "status"),
    [
        pytest.param(errors.NotAPhotoError, 415, id="not-a-picture"),
        pytest.param(errors.PhotoTooLargeError, 413, id="too-large"),
        pytest.param(errors.DamagedPhotoError, 422, id="damaged"),
        pytest.param(errors.EmptyPhotoError, 422, id="empty"),
        pytest.param(errors.PathNotFoundError, 404, id="path"),
        pytest.param(errors.ModelMissingError, 503, id="model"),
    ],
)
def test_http_status_says_whose_fault_it_is(error: type[KomandoError], status: int) -> None:
    assert error.http_status == status
