"""Imports run one way, vendors stay behind their layer, and a few things stand nowhere in the package."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

import pytest

import komando

PACKAGE: Final = Path(komando.__file__).parent
FOUNDATION: Final = {"errors", "messages", "weights", "photo", "hands", "gestures", "people", "policy"}

# What each module or package directly under komando/ may import from komando; nothing else.
ALLOWED: Final[dict[str, set[str]]] = {
    "errors": set(),
    "messages": set(),
    "weights": {"errors"},
    "photo": {"errors"},
    "hands": {"errors", "weights"},
    "gestures": {"errors", "weights", "hands"},
    "people": {"weights", "hands"},
    "policy": {"errors", "messages", "gestures.names", "gestures.reading"},
    "settings": {"errors", "photo.limits", "hands.engine_name"},
    "record": {"gestures.names", "policy"},
    "terms": {"errors", "weights", "hands.engine_name", "policy", "record"},
    "checker": {*FOUNDATION, "settings", "record", "terms"},
    "report": {*FOUNDATION, "record", "checker", ""},
    "workers": {*FOUNDATION, "settings", "record", "terms", "checker"},
    "scan": {*FOUNDATION, "settings", "record", "terms", "checker", "report", "workers"},
    "cluster": {*FOUNDATION, "settings", "record", "terms", "checker", "scan", "workers"},
    "desk": {*FOUNDATION, "record", "terms", "checker", "report", ""},
    "web": {*FOUNDATION, "settings", "record", "terms", "checker", "report", "scan", "workers", "desk", ""},
    "cli": {
        *FOUNDATION,
        *("settings", "record", "checker", "report", "scan", "workers", "cluster", "desk", "web.server", ""),
    },
    "__main__": {"cli"},
    "": {"checker", "record", "policy.verdict"},
}

# Where each package of others may be imported; one that is not listed may be imported nowhere.
VENDORS: Final[dict[str, set[str]]] = {
    "PIL": {"photo", "report"},
    "ai_edge_litert": {"hands"},
    "alembic": {"desk"},
    "babel": {"desk", "messages", "report"},
    "cv2": {"photo", "hands", "report", "workers"},
    "fastapi": {"web"},
    "h11": {"web"},
    "jinja2": {"desk", "report", "web"},
    "mediapipe": {"hands"},
    "numpy": {"photo", "hands", "gestures", "people", "checker", "report", "cluster"},
    "pillow_heif": {"photo"},
    "prometheus_client": {"web"},
    "pyarrow": {"cluster"},
    "pydantic": {"desk", "policy", "record", "settings", "web"},
    "pydantic_settings": {"settings"},
    "python_multipart": {"web"},
    "ray": {"cluster"},
    "reportlab": {"desk"},
    "rich": {"cli", "report"},
    "simplejpeg": {"photo"},
    "sqlalchemy": {"desk", "web"},
    "starlette": {"web"},
    "typer": {"cli"},
    "uvicorn": {"web"},
    "watchfiles": {"scan"},
}

OPENS_CONNECTIONS: Final = {"ftplib", "http", "imaplib", "poplib", "smtplib", "socket", "ssl", "telnetlib", "urllib"}


class Import(NamedTuple):
    """One imported module or name, wherever in the file the import stands."""

    importer: str
    layer: str
    imported: str


def module_name(path: Path) -> str:
    """`policy.judge` for komando/policy/judge.py, "" for komando/__init__.py."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


@cache
def modules() -> dict[str, ast.Module]:
    return {module_name(path): ast.parse(path.read_bytes(), str(path)) for path in sorted(PACKAGE.rglob("*.py"))}


def imports() -> Iterator[Import]:
    for module, tree in modules().items():
        layer = module.partition(".")[0]
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                yield from (Import(module, layer, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{module} imports relatively"
                yield from (Import(module, layer, name) for name in _imported_modules(node))


def _imported_modules(node: ast.ImportFrom) -> Iterator[str]:
    """`from komando import weights` imports the module komando.weights; `from komando.weights import x` likewise."""
    package = node.module or ""
    for alias in node.names:
        below = f"{package}.{alias.name}"
        yield below if below.removeprefix("komando.") in modules() else package


def inner_imports() -> list[Import]:
    found = [found for found in imports() if found.imported.partition(".")[0] == "komando"]
    return [
        Import(importer, layer, imported.removeprefix("komando").lstrip(".")) for importer, layer, imported in found
    ]


def vendor_imports() -> list[Import]:
    tops = [Import(found.importer, found.layer, found.imported.partition(".")[0]) for found in imports()]
    return [top for top in tops if top.imported != "komando" and top.imported not in sys.stdlib_module_names]


def allows(layer: str, imported: str) -> bool:
    """Whether a layer may import a module: its own, one that is listed, or one below a package that is listed."""
    if layer == imported.partition(".")[0]:
        return True
    return any(imported == name or (name and imported.startswith(f"{name}.")) for name in ALLOWED[layer])


class TestKomando:
    def test_every_layer_is_in_the_table(self) -> None:
        assert {module.partition(".")[0] for module in modules()} == set(ALLOWED)

    def test_imports_run_one_way(self) -> None:
        against = [found for found in inner_imports() if not allows(found.layer, found.imported)]
        assert against == []

    def test_the_table_itself_has_no_circle(self) -> None:
        order: list[str] = []
        waiting = {
            layer: {name.partition(".")[0] for name in names if name} for layer, names in ALLOWED.items() if layer
        }
        while waiting:
            ready = sorted(layer for layer, names in waiting.items() if names <= set(order))
            assert ready, f"these import each other: {waiting}"
            order += ready
            for layer in ready:
                del waiting[layer]
        assert order[-1] == "__main__"

    @pytest.mark.parametrize(
        ("layer", "imported", "allowed"),
        [
            pytest.param("gestures", "policy.judge", False, id="gestures-know-no-policy"),
            pytest.param("policy", "photo", False, id="policy-knows-no-pixels"),
            pytest.param("policy", "gestures.features", False, id="policy-knows-no-landmarks"),
            pytest.param("policy", "gestures.names", True, id="policy-knows-names"),
            pytest.param("checker", "web.app", False, id="checker-knows-no-web"),
            pytest.param("web", "cli.main", False, id="web-knows-no-command-line"),
            pytest.param("cli", "web.routes", False, id="command-line-knows-the-server-alone"),
            pytest.param("people", "gestures.names", False, id="people-know-no-gestures"),
            pytest.param("hands", "hands.geometry", True, id="own-package"),
        ],
    )
    def test_the_table_says_what_the_design_says(self, layer: str, imported: str, allowed: bool) -> None:
        assert allows(layer, imported) == allowed

    def test_imports_are_seen_wherever_they_stand(self) -> None:
        """Else the tests above would pass on an empty list."""
        found = set(inner_imports())
        assert Import("checker", "checker", "photo.read") in found
        assert Import("hands.open_engine", "hands", "hands.mediapipe_engine") in found
        assert Import("", "", "checker") in found
        assert len(found) > 100


class TestVendors:
    def test_every_vendor_stays_in_its_layers(self) -> None:
        strayed = [found for found in vendor_imports() if found.layer not in VENDORS.get(found.imported, set())]
        assert strayed == []

    def test_no_vendor_is_listed_for_nothing(self) -> None:
        used = {(found.imported, found.layer) for found in vendor_imports()}
        assert {(vendor, layer) for vendor, layers in VENDORS.items() for layer in layers} == used

    def test_few_modules_know_the_nets_runtimes(self) -> None:
        importers = {(found.imported, found.importer) for found in vendor_imports()}
        assert {importer for vendor, importer in importers if vendor == "ai_edge_litert"} == {
            "hands.nets",
            "hands.net_outputs",
        }
        assert {importer for vendor, importer in importers if vendor == "mediapipe"} == {"hands.mediapipe_engine"}

    def test_nothing_below_the_service_can_open_a_connection(self) -> None:
        can = [found for found in imports() if found.imported.partition(".")[0] in OPENS_CONNECTIONS]
        assert [found for found in can if found.layer != "web"] == []

    @pytest.mark.parametrize(
        ("module", "absent"),
        [
            pytest.param("komando.policy.judge", ("numpy", "cv2", "PIL", "ai_edge_litert"), id="policy-no-pixels"),
            pytest.param("komando.record", ("numpy", "cv2", "PIL", "fastapi"), id="record-no-pixels"),
            pytest.param("komando.checker", ("fastapi", "starlette", "typer", "mediapipe"), id="checker-no-surface"),
            pytest.param("komando", ("numpy", "cv2", "pydantic"), id="package-is-light"),
            pytest.param(
                "komando.scan.session, komando.cli.session, komando.cli.wanted",
                ("numpy", "cv2", "pillow_heif", "ai_edge_litert"),
                id="a-scan-opens-no-net-itself",
            ),
        ],
    )
    def test_what_loading_a_module_does_not_load(self, module: str, absent: tuple[str, ...]) -> None:
        program = f"import sys, {module}; print([name for name in {absent!r} if name in sys.modules])"
        ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603
        assert ran.stdout.strip() == "[]"


class TestNowhere:
    def test_print(self) -> None:
        assert _places(lambda node: isinstance(node, ast.Call) and _name(node.func) == "print") == []

    def test_bare_except(self) -> None:
        assert _places(lambda node: isinstance(node, ast.ExceptHandler) and node.type is None) == []

    def test_except_base_exception_without_raising_again(self) -> None:
        def swallows(node: ast.AST) -> bool:
            if not isinstance(node, ast.ExceptHandler) or node.type is None or _name(node.type) != "BaseException":
                return False
            return not any(isinstance(inner, ast.Raise) for inner in ast.walk(node))

        assert _places(swallows) == []

    def test_assert(self) -> None:
        """Asserts vanish under `python -O`."""
        assert _places(lambda node: isinstance(node, ast.Assert)) == []

    def test_the_search_finds_what_is_there(self) -> None:
        assert _places(lambda node: isinstance(node, ast.ExceptHandler) and _name(node.type) == "Exception") != []


def _places(matches: Callable[[ast.AST], bool]) -> list[str]:
    return [
        f"{module or 'komando'}:{getattr(node, 'lineno', 0)}"
        for module, tree in modules().items()
        for node in ast.walk(tree)
        if matches(node)
    ]


def _name(node: ast.AST | None) -> str:
    return node.id if isinstance(node, ast.Name) else ""
