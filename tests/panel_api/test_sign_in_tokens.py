"""Programs' tokens: shown once, kept as a hash, limited to what was chosen, and ended by day or at once."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from engine.opinions.network import Network
from panel_api.models import ApiToken, Case
from panel_api.roles import permissions_of
from panel_api.services.tokens import ROLES, grantable
from panel_api.settings import Settings
from panel_api.shelf import Shelf
from tests.panel_api.http_support import a_case, post, problem
from tests.panel_api.pages_support import checked, page
from tests.panel_api.sign_in_support import Service, local, pressed, service, sign_in

NELL = "nell@council.example"
MADE: dict[str, Any] = {"name": "Casework system", "role": "caseworker", "permissions": "read_cases", "days": "90"}


@pytest.fixture
def door(settings: Settings, shelf: Shelf, network: Network) -> Iterator[Service]:
    with service(settings, shelf, network) as door:
        door.person("administrator", NELL, name="Nell")
        yield door


@pytest.fixture
def admin(door: Service) -> TestClient:
    browser = door.browser()
    sign_in(browser, email=NELL)
    return browser


def made(admin: TestClient, **changes: Any) -> str:
    """A new token, as it is shown."""
    html = checked(pressed(admin, "/tokens", "/tokens", **{**MADE, **changes}))
    return str(html.all("pre")[0].text)


def program(door: Service, secret: str) -> TestClient:
    return door.browser(Authorization=f"Bearer {secret}")


def test_it_is_shown_once_and_kept_as_a_hash(door: Service, admin: TestClient) -> None:
    secret = made(admin)
    assert secret.startswith("eh_") and len(secret) > 40
    html = page(admin, "/tokens")
    assert secret not in html.source and "Casework system" in html.words and "Never" in html.words
    (row,) = door.rows(ApiToken)
    assert secret not in repr(vars(row)) and len(row.token_sha256) == 64
    assert program(door, secret).get("/api/cases").json()["cases"] == []
    assert "20 Sep 2026, 09:30" in page(admin, "/tokens").words, "and when it was last used"
    assert door.logged("changes")[-1] == "make_token"


def test_it_does_what_was_chosen_and_no_more(door: Service, admin: TestClient) -> None:
    reader = program(door, made(admin))
    answer = post(reader, "/api/cases", a_case())
    assert problem(answer)["status"] == 403 and door.rows(Case) == []
    writer = program(door, made(admin, permissions="take_in"))
    assert post(writer, "/api/cases", a_case()).status_code == 201
    assert writer.get("/api/cases").status_code == 403
    assert reader.get("/api/records").status_code == 403, "what its role may not do nobody can give it"


def test_a_schools_program_sees_its_own_requests(door: Service, admin: TestClient) -> None:
    council = program(door, made(admin, permissions="take_in"))
    urn = a_case()["school"]["reference"]
    reference = post(council, "/api/cases", a_case()).json()["reference"]
    own = program(door, made(admin, role="school", school=urn))
    other = program(door, made(admin, role="school", school="999999"))
    assert [each["reference"] for each in own.get("/api/cases").json()["cases"]] == [reference]
    assert other.get("/api/cases").json()["cases"] == []
    assert other.get(f"/api/cases/{reference}").status_code == 404


def test_it_ends_when_revoked_and_by_its_day(door: Service, admin: TestClient) -> None:
    first, second = made(admin), made(admin, days="1", name="For a day")
    reference = next(row.reference for row in door.rows(ApiToken) if row.name == "Casework system")
    assert local(pressed(admin, "/tokens", f"/{reference}/revoke")) == "/tokens"
    answer = program(door, first).get("/api/cases")
    assert problem(answer)["status"] == 401
    assert answer.headers["www-authenticate"] == 'Bearer realm="Evenhand", error="invalid_token"'
    assert program(door, second).get("/api/cases").status_code == 200
    door.clock.on(days=1)
    assert program(door, second).get("/api/cases").status_code == 401
    assert door.logged("changes")[-1] == "revoke_token"
    sign_in(admin, email=NELL)
    words = page(admin, "/tokens").words
    assert "Revoked" in words and "Past its day" in words


@pytest.mark.parametrize("header", ["Bearer", "Bearer ", "Bearer x", "Basic eDp5", "eh_x", "Bearer eh_é", "Bearer a b"])
def test_what_is_no_token_is_refused(door: Service, header: str) -> None:
    answer = door.browser().get("/api/cases", headers={"Authorization": header.encode("latin-1")})
    assert problem(answer)["status"] == 401
    assert "invalid_token" in answer.headers["www-authenticate"]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"name": " "}, "Write what the program is called"),
        ({"role": "chair"}, "Choose whose program"),
        ({"role": "", "permissions": ""}, "Choose what the program may do"),
        ({"permissions": ""}, "Choose what the program may do"),
        ({"permissions": "decide"}, "Choose what the program may do"),
        ({"permissions": "keep_people"}, "Choose what the program may do"),
        ({"role": "school", "school": ""}, "Write the school's URN"),
        ({"school": "931001"}, "Write the school's URN"),
        ({"days": "0"}, "from 1 to 366"),
        ({"days": "367"}, "from 1 to 366"),
        ({"days": "soon"}, "from 1 to 366"),
    ],
    ids=str,
)
def test_a_token_that_cannot_be_is_told(door: Service, admin: TestClient, changes: dict[str, str], says: str) -> None:
    html = checked(pressed(admin, "/tokens", "/tokens", **{**MADE, **changes}), 422)
    assert says in html.words
    assert door.rows(ApiToken) == []
    assert html.form("/tokens").fields["name"] == {**MADE, **changes}["name"].strip()


def test_a_program_is_no_person(door: Service, admin: TestClient) -> None:
    secret = made(admin)
    for address in ("/account", "/role"):
        assert problem(program(door, secret).get(address))["status"] == 403
    assert program(door, secret).get("/people").status_code == 403
    for role in ROLES:
        assert set(grantable(role)) <= permissions_of(role)
    takes_a_person = {"decide", "reopen", "write_letters", "declare_interest", "score", "keep_people"}
    assert not takes_a_person & {*grantable("caseworker"), *grantable("school")}
    assert grantable("chair") == []
