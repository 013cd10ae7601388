"""The administrator keeps people and their roles, sees no case, and never changes their own account."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from engine.opinions.network import Network
from panel_api.models import Appointment, Person
from panel_api.settings import Settings
from panel_api.shelf import Shelf
from tests.panel_api.http_support import taken_in
from tests.panel_api.pages_support import PAGE, Form, checked, page
from tests.panel_api.sign_in_support import Service, local, post, pressed, service, sign_in
from tests.panel_api.signing_in import As

NELL = "nell@council.example"


@pytest.fixture
def door(settings: Settings, shelf: Shelf, network: Network) -> Iterator[Service]:
    with service(settings, shelf, network) as door:
        door.person("administrator", NELL, name="Nell Quarrie")
        yield door


@pytest.fixture
def admin(door: Service) -> TestClient:
    browser = door.browser()
    sign_in(browser, email=NELL)
    return browser


def reference_of(door: Service, email: str) -> str:
    return next(row.reference for row in door.rows(Person) if row.email == email)


def test_the_list_says_who_holds_what_today(door: Service, admin: TestClient) -> None:
    door.person("school", "hattie@school.example", name="Hattie Vane", school="931001")
    door.person("chair", "maud@council.example", name="maud Penhale")
    html = page(admin, "/people")
    names = [tag.text.strip() for tag in html.all("th") if "tbody" in tag.inside]
    assert names == ["Hattie Vane", "maud Penhale", "Nell Quarrie"]
    assert "School, school 931001" in html.words


def test_a_role_is_given_and_ended_by_a_day(door: Service, admin: TestClient) -> None:
    door.person("caseworker")
    address = f"/people/{reference_of(door, 'wren@council.example')}"
    assert local(pressed(admin, address, "/roles", role="budget_holder", partnership="riverside")) == address
    assert "Budget holder, riverside partnership" in page(admin, address).words
    number = next(row.id for row in door.rows(Appointment) if row.role == "caseworker")
    html = checked(pressed(admin, address, f"/roles/{number}/end", last_day="soon"), 422)
    assert "Write the last day" in html.words and "soon" in html.source
    checked(pressed(admin, address, f"/roles/{number}/end", last_day="19/9/2026"), 422)
    assert local(pressed(admin, address, f"/roles/{number}/end", last_day="31 December 2026")) == address
    assert next(row for row in door.rows(Appointment) if row.id == number).to_day.isoformat() == "2026-12-31"
    assert "31 December 2026" in page(admin, address).words
    assert door.logged("changes")[-2:] == ["give_role:budget_holder", "end_role:caseworker"]


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"role": ""}, "Choose a role"),
        ({"role": "queen"}, "Choose a role"),
        ({"role": "school"}, "needs their school"),
        ({"role": "school", "school": "no/ URN"}, "no URN"),
        ({"role": "budget_holder"}, "needs their partnership"),
        ({"role": "chair", "school": "931001"}, "has no school"),
        ({"role": "chair", "partnership": "riverside"}, "has no partnership"),
        ({"role": "chair", "email": "maud"}, "no e-mail address"),
        ({"role": "chair", "email": NELL.upper()}, "another account has it"),
        ({"role": "chair", "name": ""}, "Write the person's name"),
    ],
    ids=str,
)
def test_an_account_that_cannot_be_is_told(door: Service, admin: TestClient, typed: dict[str, str], says: str) -> None:
    given = {"name": "Maud Penhale", "email": "maud@council.example", **typed}
    html = checked(pressed(admin, "/people/new", "/people/new", **given), 422)
    assert says.lower() in html.words.lower()
    assert html.title.startswith("Error: ")
    fields = html.form("/people/new").fields
    assert (fields["name"], fields["email"]) == (given["name"], given["email"]), "nothing typed is lost"
    assert len(door.rows(Person)) == 1


def test_the_same_role_twice_is_refused(door: Service, admin: TestClient) -> None:
    door.person("caseworker")
    address = f"/people/{reference_of(door, 'wren@council.example')}"
    assert "hold this role already" in checked(pressed(admin, address, "/roles", role="caseworker"), 409).words
    assert len(door.rows(Appointment)) == 2


def test_nobody_changes_their_own_account(door: Service, admin: TestClient) -> None:
    address = f"/people/{reference_of(door, NELL)}"
    html = page(admin, address)
    assert "another administrator has to change it" in html.words
    assert [tag["action"] for tag in html.all("form")] == ["/sign-out"]
    mark = page(admin, "/people/new").form("/people/new").fields["csrf"]
    number = door.rows(Appointment)[0].id
    for ending in ("roles", f"roles/{number}/end", "close", "link"):
        form = Form(f"{address}/{ending}", "post", {"csrf": mark, "role": "caseworker", "last_day": "21/9/2026"})
        assert "Another administrator has to do this" in checked(post(admin, form), 409).words
    (held,) = door.rows(Appointment)
    assert held.role == "administrator" and held.to_day is None


def test_an_account_is_closed_and_opened(door: Service, admin: TestClient) -> None:
    door.person("caseworker")
    browser = door.browser()
    sign_in(browser)
    address = f"/people/{reference_of(door, 'wren@council.example')}"
    assert local(pressed(admin, address, "/close")) == address
    assert local(browser.get("/account", headers=PAGE, follow_redirects=False)).startswith("/sign-in?")
    html = page(admin, address)
    assert "Closed. Nobody can sign in with it." in html.words
    assert local(pressed(admin, address, "/open")) == address
    assert local(sign_in(browser)) == "/"
    assert "close_account" in door.logged("changes") and "open_account" in door.logged("changes")


def test_the_administrator_sees_no_case(door: Service, admin: TestClient) -> None:
    other = As(door.app, base_url="http://127.0.0.1")
    other.sign_in("caseworker")
    reference = taken_in(other)
    for address in ("/cases", f"/cases/{reference}", "/records", "/api/cases", f"/api/cases/{reference}"):
        assert admin.get(address, headers=PAGE).status_code in (403, 404), address
    assert reference not in page(admin, "/").source


@pytest.mark.parametrize("role", ["caseworker", "chair", "senior_officer", "auditor", "rulebook_editor"])
def test_nobody_else_keeps_people(door: Service, role: str) -> None:
    door.person(role)
    browser = door.browser()
    sign_in(browser)
    own = reference_of(door, "wren@council.example")
    mark = page(browser, "/account").form("/sign-out-everywhere").fields["csrf"]
    for address in ("/people", "/people/new", f"/people/{own}", "/tokens"):
        assert "is for: Administrator" in checked(browser.get(address, headers=PAGE), 403).words
    for address in ("/people/new", f"/people/{own}/roles", f"/people/{own}/link", "/tokens"):
        form = Form(address, "post", {"csrf": mark, "role": "administrator", "name": "x", "email": "x@y.example"})
        checked(post(browser, form), 403)
    assert len(door.rows(Person)) == 2 and len(door.rows(Appointment)) == 2


def test_what_is_not_there_is_said(door: Service, admin: TestClient) -> None:
    mark = page(admin, "/people/new").form("/people/new").fields["csrf"]
    checked(admin.get("/people/P-XXXX-XXXX", headers=PAGE), 404)
    for address in ("/people/P-XXXX-XXXX/close", "/people/P-XXXX-XXXX/roles", "/tokens/T-XXXX-XXXX/revoke"):
        checked(post(admin, Form(address, "post", {"csrf": mark, "role": "chair"})), 404)
