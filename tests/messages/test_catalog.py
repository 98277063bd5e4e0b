from __future__ import annotations

import ast
import importlib
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

import jinja2
import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from jinja2 import nodes

import komando
from komando import errors
from komando.cli import models as models_command
from komando.cli import token as token_command
from komando.desk import report_view
from komando.desk.reasons import REASONS
from komando.messages import LANGUAGES, translate
from komando.policy import election_words, explain, where

PACKAGE: Final = Path(komando.__file__).parent
PO: Final = PACKAGE / "messages" / "id.po"
PLACEHOLDER: Final = re.compile(r"%\((\w+)\)[sdif]")

# Calls of `translate` whose sentence stands neither in the call nor in a table that the call names.
INDIRECT: Final = {
    "policy.explain": [
        explain._SHOWN,
        explain._HALF,
        explain._COUNTED,
        explain._UNSURE,
        explain._UNSURE_NUMBER,
        explain._UNSURE_HEART,
        explain._UNSURE_SIGN,
        explain._UNREADABLE,
        explain._HANDS_TOO_SMALL,
        explain._MORE_FRAMES,
        explain._HIDDEN_DETAIL,
        explain._GRAINY,
        explain._SUM,
        explain._UNSURE_SUM,
        explain._SPELLED,
        explain._UNSURE_SPELLED,
        explain._DISPUTED,
        explain._WHAT_TO_DO,
    ],
    "policy.election_words": [
        election_words._NAMED_PAIR,
        election_words._PAIR,
        election_words._PARTY,
        election_words._NAMED_PAIR_AND_PARTY,
        election_words._PAIR_AND_PARTY,
        election_words._PHASES,
    ],
    "policy.where": [where._RIGHT, where._LEFT, where._BOTH, where._ONE],
    "cli.models": [models_command._OK, models_command._MISSING, models_command._ALTERED, models_command._UNLISTED],
    "cli.output": [],  # hints of errors
    "cli.policy": [
        "The policy %(policy)s is valid (sha256 %(sha256)s).",
        "%(changed)d of %(total)d photos would change their verdict.",
    ],
    "cli.token": [token_command._HEADINGS],
    "desk.report_html": [],  # what its template says
    "desk.report_view": [report_view.FACTS, report_view.STATES],
    "desk.words": [REASONS],
    "report.html": [],  # what the templates say
    "report.html_view": [],  # hints of errors
    "report.sarif": [],  # hints of errors
    "report.table": [],  # hints of errors
    "web.desk.vocabulary": [REASONS, "not a hand"],
    "web.pages.render": [],  # what the templates say
}


class Call(NamedTuple):
    """One call of `translate` or, in a template, of `t`."""

    module: str
    argument: ast.expr | str
    values: frozenset[str]


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        name = ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")
        yield name, ast.parse(path.read_bytes())


@cache
def python_calls() -> tuple[Call, ...]:
    return tuple(
        Call(module, node.args[0], frozenset(word.arg or "**" for word in node.keywords))
        for module, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "translate"
    )


@cache
def template_calls() -> tuple[Call, ...]:
    return tuple(
        Call(path.name, call.args[0].value, frozenset(word.key for word in call.kwargs))
        for path in sorted(PACKAGE.rglob("*.j2"))
        for call in jinja2.Environment().parse(path.read_text(encoding="utf-8")).find_all(nodes.Call)  # noqa: S701
        if isinstance(call.node, nodes.Name) and call.node.name == "t" and isinstance(call.args[0], nodes.Const)
    )


def literal(call: Call) -> str | None:
    """The sentence that stands in the call itself."""
    if isinstance(call.argument, str):
        return call.argument
    if isinstance(call.argument, ast.Constant) and isinstance(call.argument.value, str):
        return call.argument.value
    return None


def table(call: Call) -> object | None:
    """The constant of the module from which the call takes its sentence, as in `translate(GESTURES[gesture], ...)`."""
    argument = call.argument
    if isinstance(argument, ast.Subscript) and isinstance(argument.value, ast.Name):
        return getattr(importlib.import_module(f"komando.{call.module}"), argument.value.id, None)
    if isinstance(argument, ast.Name):
        return getattr(importlib.import_module(f"komando.{call.module}"), argument.id, None)
    return None


def strings(thing: object) -> Iterator[str]:
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, Mapping):
        yield from strings(tuple(thing.values()))
    elif isinstance(thing, Iterable):
        for item in thing:
            yield from strings(item)


def hints() -> set[str]:
    return {
        error.hint
        for error in vars(errors).values()
        if isinstance(error, type) and issubclass(error, errors.KomandoError)
    }


@cache
def used() -> frozenset[str]:
    """Every sentence that the program may ask for."""
    calls = [*python_calls(), *template_calls()]
    literals = {sentence for call in calls if (sentence := literal(call)) is not None}
    tables = {sentence for call in calls for sentence in strings(table(call))}
    return frozenset(literals | tables | hints() | set(strings(INDIRECT)))


@cache
def catalogue() -> Catalog:
    return read_po(io.BytesIO(PO.read_bytes()), locale="id")


def translations() -> dict[str, str]:
    return {str(message.id): str(message.string) for message in catalogue() if message.id}


def placeholders(sentence: str) -> Counter[str]:
    return Counter(match.group() for match in PLACEHOLDER.finditer(sentence))


def names(sentence: str) -> set[str]:
    return {match[1] for match in PLACEHOLDER.finditer(sentence)}


class TestComplete:
    def test_every_sentence_of_the_program_is_translated(self) -> None:
        assert sorted(used() - set(translations())) == []

    def test_every_translation_is_used(self) -> None:
        assert sorted(set(translations()) - used()) == []

    def test_every_indirect_call_is_known(self) -> None:
        """A new way to a sentence must be added to INDIRECT, else its sentences would not be looked for."""
        unknown = {call.module for call in python_calls() if literal(call) is None and table(call) is None}
        assert unknown == set(INDIRECT)

    def test_calls_are_seen(self) -> None:
        assert len(python_calls()) > 15
        assert len(used()) > 80

    @pytest.mark.parametrize("call", [pytest.param(call, id=call.module) for call in python_calls() + template_calls()])
    def test_call_fills_every_placeholder(self, call: Call) -> None:
        for sentence in [literal(call), *strings(table(call))]:
            if sentence is not None:
                assert names(sentence) == call.values


class TestCatalogue:
    def test_nothing_is_fuzzy_or_obsolete(self) -> None:
        assert [message.id for message in catalogue() if message.id and message.fuzzy] == []
        assert list(catalogue().obsolete) == []
        assert re.search(r"^#(~|, fuzzy)", PO.read_text(encoding="utf-8"), re.MULTILINE) is None

    def test_nothing_is_there_twice(self) -> None:
        written = re.findall(r"^msgid (.*)$", PO.read_text(encoding="utf-8"), re.MULTILINE)
        assert [msgid for msgid, times in Counter(written).items() if times > 1] == []

    def test_nothing_is_empty(self) -> None:
        assert [message for message, translation in translations().items() if not translation.strip()] == []

    def test_placeholders_are_the_same(self) -> None:
        differing = [
            message
            for message, translation in translations().items()
            if placeholders(message) != placeholders(translation)
        ]
        assert differing == []

    def test_no_percent_sign_stands_beside_a_placeholder(self) -> None:
        """It would be taken for the start of another."""
        both = [text for pair in translations().items() for text in pair]
        assert [text for text in both if names(text) and "%" in PLACEHOLDER.sub("", text)] == []

    def test_a_sentence_stays_a_sentence(self) -> None:
        ends = {
            message: translation
            for message, translation in translations().items()
            if message.endswith(".") != translation.endswith(".")
        }
        assert ends == {}

    def test_sentences_start_in_upper_case(self) -> None:
        differing = [
            message
            for message, translation in translations().items()
            if message.endswith(".") and message[0].isupper() != translation[0].isupper()
        ]
        assert differing == []

    def test_babel_finds_no_fault(self) -> None:
        assert [(message.id, faults) for message, faults in catalogue().check()] == []


class TestTranslate:
    def test_english_is_the_message_itself(self) -> None:
        assert translate("Pass", "en") == "Pass"

    def test_indonesian(self) -> None:
        assert translate("Pass", "id") == "Lolos"

    def test_values_are_filled_in(self) -> None:
        assert translate("Error: %(what)s", "en", what="50 % gone") == "Error: 50 % gone"
        assert translate("Error: %(what)s", "id", what="50 % gone") == "Galat: 50 % gone"

    def test_without_values_a_percent_sign_stays(self) -> None:
        assert translate("100 % sure", "en") == translate("100 % sure", "id") == "100 % sure"

    def test_unknown_sentence_stays_english(self) -> None:
        assert translate("A sentence that nobody wrote.", "id") == "A sentence that nobody wrote."

    def test_missing_value_is_our_own_fault(self) -> None:
        with pytest.raises(KeyError):
            translate("Error: %(what)s", "id", other=1)

    def test_empty_sentence_is_not_the_header_of_the_catalogue(self) -> None:
        assert [translate("", language) for language in LANGUAGES] == ["", ""]

    def test_languages(self) -> None:
        assert LANGUAGES == ("id", "en")
