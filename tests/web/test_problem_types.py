"""docs/http-errors.md names every type of problem that the code can answer with, and no other."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

import komando.web
from komando import errors
from komando.errors import KomandoError, ModelError, PhotoError
from tests.web.problem_types import PAGE, documented

WEB: Final = Path(komando.web.__file__).parent
MAKERS: Final = {"ProblemError", "_conflict"}
OF_THE_ROUTER: Final = {"not-found", "method-not-allowed", "bad-request"}


def family(root: type[KomandoError]) -> Iterator[type[KomandoError]]:
    yield root
    for child in root.__subclasses__():
        if child.__module__ == errors.__name__:
            yield from family(child)


def written() -> Iterator[str]:
    """Codes that stand in the code of the service, also as the code of an error class."""
    for path in WEB.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MAKERS and node.args:
                yield from code_of(node.args[0])


def code_of(argument: ast.expr) -> Iterator[str]:
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        yield argument.value
    if isinstance(argument, ast.Attribute) and isinstance(argument.value, ast.Name):
        error = getattr(errors, argument.value.id, None)
        if error is not None:
            yield error.code


def test_every_type_of_the_code_is_documented() -> None:
    used = {*written(), *OF_THE_ROUTER, *(error.code for root in (PhotoError, ModelError) for error in family(root))}
    assert len(used) > 50
    assert used - set(documented()) == set()


def test_no_type_is_documented_that_there_is_not() -> None:
    known = {*written(), *OF_THE_ROUTER, *(error.code for error in family(KomandoError)), "not-ready"}
    assert set(documented()) - known == set()


@pytest.mark.parametrize("error", [pytest.param(each, id=each.code) for each in family(PhotoError)])
def test_photo_errors_have_their_status(error: type[PhotoError]) -> None:
    assert error.http_status in documented()[error.code]


def test_every_row_is_read() -> None:
    rows = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| `")]
    assert len(rows) == len(documented())
