"""The council's own sign-in, by a real login against a provider in its own process."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from fastapi.testclient import TestClient

from engine.opinions.network import Network
from panel_api import services
from panel_api.clock import system_clock
from panel_api.models import Appointment, Person
from panel_api.services.provider import Identity
from panel_api.settings import Settings
from panel_api.shelf import Shelf
from tests.panel_api.pages_support import PAGE, checked, page
from tests.panel_api.provider_support import agreed_there, real_provider
from tests.panel_api.sign_in_support import Moving, Service, followed, local, pressed, service, sign_in

ROLES = {
    "Evenhand.Caseworker": "caseworker",
    "Evenhand.Chair": "chair",
    "School.931001": {"role": "school", "school": "931001"},
    "Holder.Riverside": [{"role": "budget_holder", "partnership": "riverside", "school": "931001"}],
}
WREN = {"sub": "wren", "name": "Wren Ashby", "email": "wren@council.example", "roles": ["Evenhand.Caseworker"]}
NOBODY = {"sub": "nobody", "name": "No Body", "email": "nobody@council.example", "roles": ["Other.App"]}
BOTH = {"sub": "both", "name": "Maud Penhale", "roles": ["Evenhand.Chair", "Holder.Riverside"]}


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with real_provider(WREN, NOBODY, BOTH) as issuer:
        yield issuer


@pytest.fixture
def door(settings: Settings, shelf: Shelf, network: Network, issuer: str) -> Iterator[Service]:
    changes: dict[str, Any] = {
        "oidc_issuer": issuer,
        "oidc_client_id": "evenhand-test",
        "oidc_client_secret": "secret-of-the-client",
        "oidc_roles": json.dumps(ROLES),
        "clock": Moving(system_clock()),  # the provider's own time is the real one
    }
    with service(settings, shelf, network, **changes) as door:
        yield door


def sent_there(browser: TestClient, wanted: str = "/") -> str:
    """Follow the button; the address at the provider."""
    html = page(browser, f"/sign-in?next={wanted}")
    (link,) = [link for link in html.links if link.startswith("/sign-in/provider")]
    answer = browser.get(link, headers=PAGE, follow_redirects=False)
    assert answer.status_code == 303
    return str(answer.headers["location"])


def back(browser: TestClient, address: str) -> Any:
    """The browser comes back from the provider."""
    parts = urlsplit(address)
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == "http://127.0.0.1/sign-in/callback"
    return browser.get(f"{parts.path}?{parts.query}", headers=PAGE, follow_redirects=False)


def login(browser: TestClient, subject: str, wanted: str = "/") -> Any:
    return back(browser, agreed_there(sent_there(browser, wanted), subject))


def claims(issuer: str, subject: str, **changed: Any) -> None:
    httpx2.put(f"{issuer}/users/{subject}", json=changed).raise_for_status()


def test_a_login_makes_the_person_with_their_role(door: Service) -> None:
    browser = door.browser()
    assert local(login(browser, "wren", "/cases?stage=received")) == "/cases?stage=received"
    assert "Wren Ashby, caseworker" in page(browser, "/cases").source
    (person,) = door.rows(Person)
    assert (person.subject, person.email, person.password_hash) == ("wren", "wren@council.example", None)
    (held,) = door.rows(Appointment)
    assert (held.role, held.source, held.to_day, held.by_reference) == ("caseworker", "provider", None, "provider")
    login(door.browser(), "wren")
    assert len(door.rows(Person)) == len(door.rows(Appointment)) == 1, "the next time it is the same person"
    assert "evenhand-journey" not in browser.cookies
    assert door.logged("signing")[-2:] == ["sign_in:provider", "sign_in:provider"]


def test_what_is_asked_there_is_bound_to_this_browser(door: Service, issuer: str) -> None:
    first, second = (parse_qs(urlsplit(sent_there(door.browser())).query) for _ in range(2))
    assert first["response_type"] == ["code"] and first["client_id"] == ["evenhand-test"]
    assert first["redirect_uri"] == ["http://127.0.0.1/sign-in/callback"]
    assert first["code_challenge_method"] == ["S256"] and len(first["code_challenge"][0]) == 43
    assert first["scope"] == ["openid profile email"]
    for name in ("state", "nonce", "code_challenge"):
        assert len(first[name][0]) >= 43 and first[name] != second[name], name


def test_two_windows_at_once_make_one_person(door: Service, issuer: str) -> None:
    found = Identity(issuer, "twice", "Twice", None, frozenset({"Evenhand.Chair", "Evenhand.Caseworker"}))
    with ThreadPoolExecutor(6) as pool:
        begun = list(pool.map(lambda _: services.sign_in_by_provider(door.desk, found), range(6)))
    assert len({each.secret for each in begun}) == 6
    assert len(door.rows(Person)) == 1
    assert sorted(row.role for row in door.rows(Appointment)) == ["caseworker", "chair"]


def test_several_roles_are_chosen_from(door: Service) -> None:
    browser = door.browser()
    assert local(login(browser, "both")) == "/role?next=%2F"
    html = page(browser, "/role?next=/")
    assert "Budget holder, school 931001, riverside partnership" in html.words


def test_a_role_that_is_gone_there_is_gone_here(door: Service, issuer: str) -> None:
    claims(issuer, "idris", name="Idris", roles=["Evenhand.Caseworker", "Evenhand.Chair"])
    browser = door.browser()
    login(browser, "idris")
    number = next(row.id for row in door.rows(Appointment) if row.role == "caseworker")
    pressed(browser, "/role", "/role", role=number)
    page(browser, "/cases")
    claims(issuer, "idris", name="Idris Colley", roles=["Evenhand.Chair"])
    login(door.browser(), "idris")
    held = {row.role: row.to_day for row in door.rows(Appointment)}
    assert held == {"caseworker": door.desk.last_day(), "chair": None}
    answer = browser.get("/cases", headers=PAGE, follow_redirects=False)
    assert local(answer).startswith("/sign-in?"), "the session in that role has ended"
    assert [row.name for row in door.rows(Person)] == ["Idris Colley"]
    claims(issuer, "idris", name="Idris Colley", roles=[])
    assert "no role of yours" in checked(login(door.browser(), "idris"), 403).words
    claims(issuer, "idris", name="Idris Colley", roles=["Evenhand.Caseworker"])
    assert local(login(door.browser(), "idris")) == "/"
    assert [row.role for row in door.rows(Appointment)] == ["caseworker", "chair", "caseworker"]


def test_without_a_mapped_role_nobody_gets_in_and_nothing_is_kept(door: Service) -> None:
    html = checked(login(door.browser(), "nobody"), 403)
    assert "You have no role here" in html.words and "Ask whoever keeps its accounts" in html.words
    assert door.rows(Person) == [] and door.sessions() == []


def test_an_account_here_is_not_theirs_by_its_address(door: Service) -> None:
    local_one = door.person("administrator", "wren@council.example", name="Another Wren")
    login(door.browser(), "wren")
    found = {row.subject: row for row in door.rows(Person)}
    assert set(found) == {None, "wren"} and found["wren"].id != local_one.id
    assert found["wren"].email is None


def test_a_closed_account_stays_closed(door: Service) -> None:
    login(door.browser(), "wren")
    with door.desk.database.writing() as session:
        held = session.get(Person, door.rows(Person)[0].id)
        assert held is not None
        held.active = False
    checked(login(door.browser(), "wren"), 403)


def test_a_wrong_state_is_refused(door: Service) -> None:
    browser = door.browser()
    address = agreed_there(sent_there(browser), "wren")
    state = parse_qs(urlsplit(address).query)["state"][0]
    html = checked(back(browser, address.replace(state, "x" * len(state))), 400)
    assert "This sign-in did not come through" in html.words and "Begin again" in html.words
    assert door.sessions() == []
    checked(back(browser, address), 400)  # and the journey is over


def test_another_browser_cannot_finish_it(door: Service) -> None:
    mine, theirs = door.browser(), door.browser()
    address = agreed_there(sent_there(mine), "wren")
    checked(back(theirs, address), 400)
    sent_there(theirs)
    checked(back(theirs, address), 400)
    assert door.sessions() == []


def test_a_replayed_code_is_refused(door: Service) -> None:
    browser = door.browser()
    there = sent_there(browser)
    journey = browser.cookies["evenhand-journey"]
    address = agreed_there(there, "wren")
    assert local(back(browser, address)) == "/"
    checked(back(browser, address), 400)
    thief = door.browser()
    thief.cookies.set("evenhand-journey", journey)  # even with what the browser carried
    html = checked(back(thief, address), 400)
    assert "did not confirm it" in html.words
    assert len(door.sessions()) == 1


def test_a_slow_journey_is_begun_again(door: Service) -> None:
    browser = door.browser()
    address = agreed_there(sent_there(browser), "wren")
    door.clock.on(minutes=10, seconds=1)
    assert "It took too long" in checked(back(browser, address), 400).words


def test_giving_up_there_comes_back_to_the_ways_in(door: Service) -> None:
    browser = door.browser()
    there = sent_there(browser)
    (state,) = parse_qs(urlsplit(there).query)["state"]
    address = agreed_there(there, "wren", "deny")  # this provider forgets the state, which it must give back
    html = checked(back(browser, f"{address}&state={state}"), 400)
    assert "given up there" in html.words
    assert any(link.startswith("/sign-in/provider") for link in html.links)


@pytest.mark.parametrize("there", ["//elsewhere.example/x", "https://elsewhere.example", "/\\elsewhere.example"])
def test_nobody_is_sent_elsewhere(door: Service, there: str) -> None:
    browser = door.browser()
    answer = browser.get("/sign-in/provider", params={"next": there}, headers=PAGE, follow_redirects=False)
    assert local(back(browser, agreed_there(answer.headers["location"], "wren"))) == "/"


def test_signing_out_leads_to_signing_out_there(door: Service, issuer: str) -> None:
    browser = door.browser()
    login(browser, "wren")
    html = followed(browser, pressed(browser, "/", "/sign-out"))
    (there,) = [link for link in html.links if link.startswith(issuer)]
    assert parse_qs(urlsplit(there).query) == {
        "client_id": ["evenhand-test"],
        "post_logout_redirect_uri": ["http://127.0.0.1/sign-in"],
    }
    assert httpx2.get(there).status_code == 200
    assert local(browser.get("/account", headers=PAGE, follow_redirects=False)).startswith("/sign-in?")


def test_roles_from_there_are_not_ended_here(door: Service) -> None:
    login(door.browser(), "wren")
    door.person("administrator", "nell@council.example", name="Nell")
    admin = door.browser()
    sign_in(admin, email="nell@council.example")
    reference = next(row.reference for row in door.rows(Person) if row.subject == "wren")
    html = page(admin, f"/people/{reference}")
    assert "The council's own sign-in" in html.words and "With their council account." in html.words
    assert not [tag for tag in html.all("form") if tag["action"].endswith(("/end", "/link"))]
