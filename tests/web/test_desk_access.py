"""Who may do what: every route is asked by everybody, over HTTP, on a service that other computers reach."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts
from starlette.testclient import TestClient

from komando.desk.batches import Scope, find_batch
from komando.desk.clock import utc_now
from komando.desk.desk import open_database
from komando.desk.names import Role
from komando.desk.tokens import add_token, revoke_token
from komando.settings import Settings
from komando.web.access import COOKIE, CSRF_HEADER, Access
from komando.web.app import create_app
from tests.web.service import local_client, remote_client

NOBODY_THERE: Final = "0" * 32
BODIES: Final[dict[str, Any]] = {
    "/v1/batches": {"title": "x"},
    "/v1/session": {"token": "kmd_wrong"},
    "/v1/photos/{photo_id}/decisions": {"decision": "hold", "reason": "confirmed"},
    "/v1/photos/{photo_id}/hands/{hand}/label": {"gesture": "peace"},
}
PUBLIC: Final = {"/livez", "/readyz", "/version", "/v1/session"}


def accesses(dependant: Dependant) -> Iterator[Access]:
    call: object = dependant.call
    if isinstance(call, Access):
        yield call
    for inner in dependant.dependencies:
        yield from accesses(inner)


def declared() -> list[tuple[str, str, list[Role | None]]]:
    """Method, path and the roles that are declared, of every route but FastAPI's own schema."""
    return [
        (method, str(route.path), [access.role for access in accesses(route.dependant)])
        for route in iter_route_contexts(create_app(Settings()).routes)
        if route.path != "/openapi.json"
        for method in sorted(route.methods or ())
        if method != "HEAD"
    ]


ROUTES: Final = declared()
API: Final = [route for route in ROUTES if route[1].startswith("/v1/") and route[2] != [None]]


@pytest.mark.parametrize("route", [pytest.param(route, id=f"{route[0]} {route[1]}") for route in ROUTES])
def test_every_route_says_who_may_use_it(route: tuple[str, str, list[Role | None]]) -> None:
    assert route[2], "this route declares no access (komando.web.access)"


def test_nothing_of_the_service_itself_is_open_to_everybody_by_mistake() -> None:
    public = {path for _, path, roles in ROUTES if roles == [None] and path.startswith("/v1/")}
    assert public == {"/v1/session"}
    assert {path for _, path, roles in ROUTES if roles == [None]} >= PUBLIC


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(login="always", data_dir=tmp_path_factory.mktemp("desk"), rate=1000.0)


@pytest.fixture(scope="module")
def tokens(settings: Settings) -> dict[str, str]:
    """Name -> token; names are roles, with an office where it has one."""
    assert settings.data_dir is not None
    database = open_database(settings.data_dir, None)
    with database.write() as connection:
        made = {str(role): add_token(connection, str(role), role, None, utc_now()) for role in Role}
        for name, office in (("kominfo", "Kominfo"), ("kominfo-2", "Kominfo"), ("bappeda", "Bappeda")):
            made[name] = add_token(connection, name, Role.REVIEWER, office, utc_now())
    database.close()
    return made


@pytest.fixture(scope="module")
def service(settings: Settings, tokens: dict[str, str]) -> Iterator[TestClient]:
    with remote_client(create_app(settings)) as opened:
        yield opened


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def ask(client: TestClient, method: str, path: str, token: str | None) -> Any:
    address = path.replace("{batch_id}", NOBODY_THERE).replace("{photo_id}", NOBODY_THERE).replace("{hand}", "0")
    headers = {} if token is None else bearer(token)
    body = BODIES.get(path) if method in {"POST", "PUT"} else None
    return client.request(method, address, headers=headers, json=body)


@pytest.mark.parametrize("caller", [None, *Role], ids=str)
@pytest.mark.parametrize("route", [pytest.param(route, id=f"{route[0]} {route[1]}") for route in API])
def test_roles_and_routes(
    service: TestClient, tokens: dict[str, str], route: tuple[str, str, list[Role | None]], caller: Role | None
) -> None:
    method, path, roles = route
    response = ask(service, method, path, None if caller is None else tokens[caller])
    if caller is None:
        assert (response.status_code, response.json()["type"]) == (401, "urn:komando:problem:login-required")
    elif not all(role is None or caller.may(role) for role in roles):
        assert (response.status_code, response.json()["type"]) == (403, "urn:komando:problem:role")
    else:
        assert response.status_code not in {401, 403, 500}


@pytest.mark.parametrize(
    ("method", "path", "least"),
    [
        pytest.param("POST", "/v1/check", Role.CHECKER, id="check"),
        pytest.param("POST", "/v1/batches", Role.CHECKER, id="open a batch"),
        pytest.param("POST", "/v1/batches/{batch_id}/photos", Role.CHECKER, id="upload"),
        pytest.param("GET", "/v1/batches/{batch_id}/approved.zip", Role.CHECKER, id="take away"),
        pytest.param("POST", "/v1/batches/{batch_id}/close", Role.REVIEWER, id="close"),
        pytest.param("DELETE", "/v1/batches/{batch_id}", Role.REVIEWER, id="discard"),
        pytest.param("POST", "/v1/photos/{photo_id}/decisions", Role.REVIEWER, id="decide"),
        pytest.param("PUT", "/v1/photos/{photo_id}/hands/{hand}/label", Role.REVIEWER, id="correct"),
    ],
)
def test_the_roles_are_those_of_the_documents(method: str, path: str, least: Role) -> None:
    (roles,) = [roles for asked, at, roles in ROUTES if (asked, at) == (method, path)]
    assert max((role for role in roles if role), key=list(Role).index) == least


class TestOffices:
    @pytest.mark.parametrize(
        ("who", "sees"),
        [
            pytest.param("kominfo", True, id="who-made-it"),
            pytest.param("kominfo-2", True, id="same-office"),
            pytest.param("bappeda", False, id="another-office"),
            pytest.param("reviewer", False, id="no-office"),
            pytest.param("admin", True, id="admin"),
        ],
    )
    def test_who_sees_a_batch(self, service: TestClient, tokens: dict[str, str], who: str, sees: bool) -> None:
        made = service.post("/v1/batches", json={}, headers=bearer(tokens["kominfo"])).json()
        asked = {path: service.get(path, headers=bearer(tokens[who])) for path in self.addresses(made["id"])}
        assert {response.status_code for response in asked.values()} == {200 if sees else 404}
        listed = service.get("/v1/batches", headers=bearer(tokens[who])).json()["batches"]
        assert (made["id"] in {batch["id"] for batch in listed}) == sees

    @staticmethod
    def addresses(batch_id: str) -> list[str]:
        at = f"/v1/batches/{batch_id}"
        return [at, f"{at}/photos", f"{at}/report.html", f"{at}/report.pdf", f"{at}/records.csv", f"{at}/labels.jsonl"]

    @pytest.mark.parametrize(("who", "status"), [("kominfo", 403), ("admin", 201)], ids=["reviewer", "admin"])
    def test_who_may_have_pictures_kept(
        self, service: TestClient, tokens: dict[str, str], who: str, status: int
    ) -> None:
        response = service.post("/v1/batches", json={"keep_pictures": True}, headers=bearer(tokens[who]))
        assert response.status_code == status

    @pytest.mark.parametrize(("who", "status"), [("kominfo", 403), ("admin", 200)], ids=["reviewer", "admin"])
    def test_who_may_see_faces(self, service: TestClient, tokens: dict[str, str], who: str, status: int) -> None:
        made = service.post("/v1/batches", json={}, headers=bearer(tokens["kominfo"])).json()
        response = service.get(f"/v1/batches/{made['id']}/report.pdf?faces=show", headers=bearer(tokens[who]))
        assert response.status_code == status


class TestTokens:
    def test_who_tries_many_is_slowed_down(self, settings: Settings, tokens: dict[str, str]) -> None:
        odd = ["Bearer kmd_wrong", "Bearer ", "bearer kmd_é"]
        with remote_client(create_app(settings)) as service:
            headers = [[(b"authorization", value.encode())] for value in odd * 4]
            answers = [service.get("/v1/batches", headers=each) for each in headers]
            assert [answer.status_code for answer in answers] == [*[401] * 10, 429, 429]
            assert service.get("/v1/batches", headers=bearer(tokens["checker"])).status_code == 200
        assert {answer.json()["type"] for answer in answers[:10]} == {"urn:komando:problem:token-wrong"}
        assert answers[0].headers["www-authenticate"] == "Bearer"
        assert int(answers[-1].headers["retry-after"]) >= 1

    def test_a_revoked_token_is_refused_at_once(self, service: TestClient, settings: Settings) -> None:
        assert settings.data_dir is not None
        database = open_database(settings.data_dir, None)
        with database.write() as connection:
            secret = add_token(connection, "soon gone", Role.ADMIN, None, utc_now())
        assert service.get("/v1/batches", headers=bearer(secret)).status_code == 200
        with database.write() as connection:
            revoke_token(connection, "soon gone", utc_now())
        database.close()
        assert service.get("/v1/batches", headers=bearer(secret)).status_code == 401


class TestSession:
    @pytest.fixture
    def page(self, service: TestClient, tokens: dict[str, str]) -> Iterator[tuple[TestClient, dict[str, Any]]]:
        """Somebody who signed in, and what the page knows of them."""
        answer = service.post("/v1/session", json={"token": tokens["reviewer"]})
        assert answer.status_code == 200, answer.text
        yield service, answer.json()
        service.cookies.clear()

    def test_signing_in(self, page: tuple[TestClient, dict[str, Any]], tokens: dict[str, str]) -> None:
        client, session = page
        assert (session["login"], session["signed_in"], session["name"]) == ("token", True, "reviewer")
        assert client.get("/v1/session").json() == {
            **session,
            "expires_at": client.get("/v1/session").json()["expires_at"],
        }
        assert client.get("/v1/batches").status_code == 200
        assert tokens["reviewer"] not in client.cookies[COOKIE]

    def test_the_cookie_is_kept_from_scripts_and_other_sites(self, service: TestClient, tokens: dict[str, str]) -> None:
        header = service.post("/v1/session", json={"token": tokens["checker"]}).headers["set-cookie"]
        service.cookies.clear()
        assert {"HttpOnly", "SameSite=strict", "Path=/"} <= {part.strip() for part in header.split(";")}
        assert "Secure" not in header

    def test_the_cookie_is_for_https_alone_where_people_use_it(
        self, settings: Settings, tokens: dict[str, str]
    ) -> None:
        with remote_client(create_app(settings.model_copy(update={"https": True}))) as service:
            header = service.post("/v1/session", json={"token": tokens["checker"]}).headers["set-cookie"]
        assert "Secure" in header

    @pytest.mark.parametrize("csrf", [None, "", "0" * 64], ids=["missing", "empty", "wrong"])
    def test_a_change_needs_more_than_the_cookie(
        self, page: tuple[TestClient, dict[str, Any]], csrf: str | None
    ) -> None:
        client, session = page
        headers = {} if csrf is None else {CSRF_HEADER: csrf}
        refused = client.post("/v1/batches", json={}, headers=headers)
        assert (refused.status_code, refused.json()["type"]) == (403, "urn:komando:problem:csrf")
        assert client.post("/v1/batches", json={}, headers={CSRF_HEADER: session["csrf"]}).status_code == 201

    def test_signing_out(self, page: tuple[TestClient, dict[str, Any]]) -> None:
        client, session = page
        cookie = client.cookies[COOKIE]
        assert client.delete("/v1/session").status_code == 403
        assert client.delete("/v1/session", headers={CSRF_HEADER: session["csrf"]}).status_code == 204
        client.cookies.set(COOKIE, cookie)
        assert client.get("/v1/session").json()["signed_in"] is False
        assert client.get("/v1/batches").status_code == 401

    def test_a_stranger(self, service: TestClient) -> None:
        answer = service.get("/v1/session").json()
        assert (answer["signed_in"], answer["login"], answer["csrf"]) == (False, "token", None)

    def test_a_wrong_token(self, service: TestClient) -> None:
        assert service.post("/v1/session", json={"token": "kmd_wrong"}).status_code == 401


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("local")


@pytest.fixture(scope="module")
def local(folder: Path) -> Iterator[TestClient]:
    with local_client(create_app(Settings(data_dir=folder))) as opened:
        yield opened


class TestWithoutLogin:
    def test_who_sits_at_the_computer_needs_no_token(self, local: TestClient) -> None:
        answer = local.get("/v1/session").json()
        assert (answer["login"], answer["signed_in"], answer["role"], answer["csrf"]) == ("none", True, "admin", None)
        assert local.post("/v1/batches", json={}).status_code == 201

    @pytest.mark.parametrize("header", ["Forwarded", "X-Forwarded-For", "X-Forwarded-Proto", "X-Real-IP", "Via"])
    def test_a_proxy_speaks_for_somebody_else(self, local: TestClient, header: str) -> None:
        assert local.get("/v1/batches", headers={header: "192.0.2.7"}).status_code == 401

    @pytest.mark.parametrize(
        "proxied", [{"https": True}, {"hosts": "komando.kantor.go.id"}], ids=["https", "name-of-a-host"]
    )
    def test_behind_a_proxy_everybody_signs_in(self, tmp_path: Path, proxied: dict[str, Any]) -> None:
        """A proxy on the same computer need not say that it speaks for somebody else."""
        database = open_database(tmp_path, None)
        with database.write() as connection:
            secret = add_token(connection, "siti", Role.CHECKER, None, utc_now())
        database.close()
        with local_client(create_app(Settings(data_dir=tmp_path, **proxied))) as client:
            session = client.get("/v1/session").json()
            assert (session["login"], session["signed_in"]) == ("token", False)
            assert client.get("/v1/batches").status_code == client.get("/metrics").status_code == 401
            assert client.get("/v1/batches", headers=bearer(secret)).status_code == 200

    def test_another_computer_is_a_stranger_whatever_happens(self, folder: Path) -> None:
        app = create_app(Settings(data_dir=folder))
        with TestClient(app, base_url="http://127.0.0.1:8017", client=("192.0.2.7", 50_000)) as remote:
            assert remote.get("/v1/batches").status_code == 401

    @pytest.mark.parametrize(
        ("host", "status"),
        [
            pytest.param("127.0.0.1:8017", 200, id="address"),
            pytest.param("localhost", 200, id="name"),
            pytest.param("[::1]:8017", 200, id="version-6"),
            pytest.param("evil.example", 421, id="rebound-name"),
            pytest.param("192.0.2.1", 421, id="another-address"),
            pytest.param("127.0.0.1.evil.example", 421, id="looks-like-an-address"),
            pytest.param("localhost:8017@evil.example", 421, id="with-a-user"),
            pytest.param("", 421, id="none"),
            pytest.param("[::1", 421, id="half-an-address"),
        ],
    )
    def test_names_of_the_service(self, local: TestClient, host: str, status: int) -> None:
        assert local.get("/v1/session", headers={"Host": host}).status_code == status

    @pytest.mark.parametrize(
        ("method", "headers", "status"),
        [
            pytest.param("POST", {}, 201, id="a-program"),
            pytest.param("POST", {"Origin": "http://127.0.0.1:8017"}, 201, id="own-page"),
            pytest.param("POST", {"Sec-Fetch-Site": "same-origin"}, 201, id="own-page-of-a-new-browser"),
            pytest.param("POST", {"Origin": "https://evil.example"}, 403, id="foreign-page"),
            pytest.param("POST", {"Origin": "null"}, 403, id="page-without-origin"),
            pytest.param("POST", {"Origin": "http://127.0.0.1:9999"}, 403, id="another-port"),
            pytest.param("POST", {"Sec-Fetch-Site": "cross-site"}, 403, id="foreign-page-of-a-new-browser"),
            pytest.param("POST", {"Sec-Fetch-Site": "same-site"}, 403, id="neighbour"),
            pytest.param("GET", {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}, 403, id="foreign-image"),
            pytest.param("GET", {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}, 200, id="foreign-link"),
            pytest.param(
                "POST", {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}, 403, id="foreign-form"
            ),
        ],
    )
    def test_pages_of_other_sites(self, local: TestClient, method: str, headers: dict[str, str], status: int) -> None:
        body: dict[str, str] | None = {} if method == "POST" else None
        assert local.request(method, "/v1/batches", json=body, headers=headers).status_code == status

    @pytest.mark.parametrize("declared", [True, False], ids=["length-told", "length-not-told"])
    def test_large_bodies_are_not_read(self, local: TestClient, declared: bool) -> None:
        body = b'{"title": "' + b"x" * 100_000 + b'"}'
        content = body if declared else iter([body[:50_000], body[50_000:]])
        response = local.post("/v1/batches", content=content, headers={"Content-Type": "application/json"})
        assert (response.status_code, response.json()["type"]) == (413, "urn:komando:problem:body-too-large")

    def test_a_host_that_was_named_is_known(self, folder: Path) -> None:
        settings = Settings(data_dir=folder, hosts="komando.kantor.go.id, Lain.Example")
        with local_client(create_app(settings)) as client:
            found = {
                host: client.get("/livez", headers={"Host": host}).status_code
                for host in ("komando.kantor.go.id", "LAIN.example:8017", "evil.example")
            }
        assert list(found.values()) == [200, 200, 421]


def test_rates_are_limited_by_token(settings: Settings, tokens: dict[str, str]) -> None:
    with remote_client(create_app(settings.model_copy(update={"rate": 0.1}))) as service:
        answers = [service.get("/v1/batches", headers=bearer(tokens["checker"])) for _ in range(4)]
        assert [answer.status_code for answer in answers] == [200, 200, 429, 429]
        assert 1 <= int(answers[-1].headers["retry-after"]) <= 10
        assert service.get("/v1/batches", headers=bearer(tokens["reviewer"])).status_code == 200
        assert service.get("/livez").status_code == 200


def test_the_database_knows_who_made_a_batch(service: TestClient, settings: Settings, tokens: dict[str, str]) -> None:
    made = service.post("/v1/batches", json={}, headers=bearer(tokens["kominfo"])).json()
    assert settings.data_dir is not None
    database = open_database(settings.data_dir, None)
    with database.read() as connection:
        batch = find_batch(connection, made["id"], Scope("Kominfo"))
    database.close()
    assert batch is not None
    assert (batch.created_by, batch.office) == ("kominfo", "Kominfo")
