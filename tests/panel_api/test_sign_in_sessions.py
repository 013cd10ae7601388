"""Sessions: kept on the server, limited, renewed at each change, in one role at a time, and ended when told."""

import datetime as dt
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from engine.opinions.network import Network
from panel_api import services
from panel_api.models import Appointment, Person, SignIn
from panel_api.services.people import NewRole
from panel_api.settings import Settings
from panel_api.shelf import Shelf
from tests.panel_api.pages_support import PAGE, checked, page
from tests.panel_api.sign_in_support import PASSWORD, Service, followed, local, post, pressed, service, sign_in


@pytest.fixture
def door(settings: Settings, shelf: Shelf, network: Network) -> Iterator[Service]:
    with service(settings, shelf, network) as door:
        yield door


def also(door: Service, person: Person, role: str, **scope: str) -> None:
    """Give somebody another role."""
    with door.desk.database.writing() as session:
        services.add_role(session, door.desk, person.reference, NewRole(role, **scope))


def is_in(browser: TestClient) -> bool:
    return browser.get("/account", headers=PAGE, follow_redirects=False).status_code == 200


def test_a_session_ends_unused_and_in_any_case(door: Service) -> None:
    door.person()
    browser = door.browser()
    sign_in(browser)
    for _ in range(24):  # used every 29 minutes it goes on, but no longer than twelve hours
        assert is_in(browser)
        door.clock.on(minutes=29)
    door.clock.on(minutes=25)
    assert not is_in(browser), "twelve hours are over"
    sign_in(browser)
    door.clock.on(minutes=30)
    assert is_in(browser)
    door.clock.on(minutes=30, seconds=1)
    answer = browser.get("/cases?stage=decided", headers=PAGE, follow_redirects=False)
    assert local(answer) == "/sign-in?next=%2Fcases%3Fstage%3Ddecided&lapsed=yes"
    assert "you come back to where you were" in page(browser, local(answer)).words


def test_how_long_is_a_setting(sqlite_settings: Settings, shelf: Shelf, network: Network) -> None:
    with service(sqlite_settings, shelf, network, idle_minutes=5, longest_hours=1) as door:
        door.person()
        browser = door.browser()
        sign_in(browser)
        assert "5 minutes without use, and after 1 hour" in page(browser, "/account").words
        door.clock.on(minutes=5, seconds=1)
        assert not is_in(browser)


def test_the_cookie_on_this_machine(sqlite_settings: Settings, shelf: Shelf, network: Network) -> None:
    with service(sqlite_settings, shelf, network) as door:
        door.person()
        answer = sign_in(door.browser())
        session, device = answer.headers.get_list("set-cookie")
        assert session.startswith("evenhand=") and session.endswith("; HttpOnly; Path=/; SameSite=lax")
        assert device.startswith("evenhand-device=") and "Max-Age=15552000" in device and "HttpOnly" in device


def test_the_cookie_by_https(sqlite_settings: Settings, shelf: Shelf, network: Network) -> None:
    with service(sqlite_settings, shelf, network, public_url="https://evenhand.example") as door:
        door.person()
        browser = door.browser(base="https://evenhand.example")
        form = page(browser, "/sign-in").form("/sign-in")
        answer = browser.post(
            "/sign-in",
            data={**form.fields, "email": "wren@council.example", "password": "lantern copper willow"},
            headers={**PAGE, "Origin": "https://evenhand.example"},
            follow_redirects=False,
        )
        for text in answer.headers.get_list("set-cookie"):
            assert text.startswith("__Host-evenhand")
            assert all(f"; {each}" in text for each in ("HttpOnly", "Secure", "SameSite=lax", "Path=/"))
            assert "Domain" not in text
        assert is_in(browser)


def test_signing_out_ends_the_session_on_the_server(door: Service) -> None:
    door.person()
    browser = door.browser()
    sign_in(browser)
    kept = door.browser()
    kept.cookies.set("evenhand", browser.cookies["evenhand"])
    html = followed(browser, pressed(browser, "/", "/sign-out"))
    assert "You are signed out." in html.words
    assert "evenhand" not in browser.cookies
    assert not is_in(kept)
    assert door.logged("signing")[-1] == "sign_out"


def test_an_old_page_may_still_sign_out(door: Service) -> None:
    door.person()
    browser = door.browser()
    sign_in(browser)
    form = page(browser, "/").form("/sign-out")
    also(door, door.rows(Person)[0], "chair")
    number = next(row.id for row in door.rows(Appointment) if row.role == "chair")
    pressed(browser, "/role", "/role", role=number)
    assert local(post(browser, form)) == "/sign-in?out=local"
    assert door.sessions() == []


def test_signing_out_everywhere(door: Service) -> None:
    door.person()
    browsers = [door.browser() for _ in range(3)]
    for browser in browsers:
        sign_in(browser)
        door.clock.on(minutes=2)
    html = page(browsers[0], "/account")
    assert html.words.count("This one") == 1 and html.words.count("Another") == 2
    assert "out=local" in local(post(browsers[0], html.form("/sign-out-everywhere")))
    assert not any(is_in(browser) for browser in browsers)


def test_one_role_is_chosen_and_can_be_changed(door: Service) -> None:
    person = door.person("caseworker")
    also(door, person, "chair")
    browser = door.browser()
    assert local(sign_in(browser, next="/cases")) == "/role?next=%2Fcases"
    answer = browser.get("/cases", headers=PAGE, follow_redirects=False)
    assert local(answer) == "/role?next=%2Fcases", "before a role is chosen nothing is seen"
    html = page(browser, "/role?next=/cases")
    numbers = [tag["value"] for tag in html.all("button") if tag["name"] == "role"]
    before = door.browser()
    before.cookies.set("evenhand", browser.cookies["evenhand"])
    assert is_in(before)
    assert local(post(browser, html.form("/role"), role=numbers[1])) == "/cases"
    html = page(browser, "/cases")
    assert "Wren Ashby, chair" in html.source and "/role" in html.links
    assert not is_in(before), "the secret from before is worth nothing"
    (row,) = door.sessions()
    begun = row.begun_at
    door.clock.on(minutes=20)
    pressed(browser, "/role", "/role", role=numbers[0])
    (row,) = door.sessions()
    assert row.begun_at == begun, "a change of role makes no session last longer"
    assert door.logged("signing")[-3:] == ["sign_in:local", "act_as:chair", "act_as:caseworker"]


def test_nobody_takes_a_role_of_somebody_else(door: Service) -> None:
    person = door.person()
    also(door, person, "chair")
    other = door.person("administrator", email="nell@council.example", name="Nell")
    theirs = next(row.id for row in door.rows(Appointment) if row.person_id == other.id)
    browser = door.browser()
    sign_in(browser)
    for number in (theirs, 999, "x", "", "²"):
        assert pressed(browser, "/role", "/role", role=number).status_code == 404


def test_a_role_that_has_ended_is_over_at_once(door: Service) -> None:
    person = door.person("caseworker")
    also(door, person, "panel_member")
    browser = door.browser()
    sign_in(browser)
    first = next(row for row in door.rows(Appointment) if row.role == "caseworker")
    pressed(browser, "/role", "/role", role=first.id)
    with door.desk.database.writing() as session:
        services.end_role(session, door.desk, person.reference, first.id, door.desk.last_day())
    assert browser.get("/cases", headers=PAGE, follow_redirects=False).status_code == 200, "to the end of that day"
    door.clock.on(days=1)
    sign_in(browser)
    assert "Wren Ashby, panel member" in page(browser, "/").source
    with door.desk.database.writing() as session:
        held = session.get(Appointment, first.id)
        assert held is not None
        held.to_day = None
    pressed(browser, "/role", "/role", role=first.id)
    with door.desk.database.writing() as session:
        held = session.get(Appointment, first.id)
        assert held is not None
        held.to_day = held.from_day
    assert local(browser.get("/cases", headers=PAGE, follow_redirects=False)) == "/role?next=%2Fcases"


def test_without_a_role_nobody_gets_in(door: Service) -> None:
    person = door.person()
    with door.desk.database.writing() as session:
        held = session.get(Appointment, next(row.id for row in door.rows(Appointment)))
        assert held is not None
        held.from_day = door.desk.last_day() + dt.timedelta(days=1)
    html = checked(sign_in(door.browser()), 403)
    assert "no role of yours" in html.words
    assert door.sessions() == [] and person.active


def test_a_closed_account_is_out_at_once(door: Service) -> None:
    person = door.person()
    browser = door.browser()
    sign_in(browser)
    with door.desk.database.writing() as session:
        services.set_active(session, door.desk, person.reference, False)
    assert not is_in(browser)
    assert sign_in(browser).status_code == 422
    with door.desk.database.writing() as session:
        services.set_active(session, door.desk, person.reference, True)
    assert local(sign_in(browser)) == "/"


def test_signing_in_again_ends_the_session_before(door: Service) -> None:
    door.person()
    door.person("chair", "maud@council.example", name="Maud")
    browser, before = door.browser(), door.browser()
    form = page(browser, "/sign-in").form("/sign-in")
    post(browser, form, email="wren@council.example", password=PASSWORD)
    before.cookies.set("evenhand", browser.cookies["evenhand"])
    post(browser, form, email="maud@council.example", password=PASSWORD)
    assert "Maud, chair" in page(browser, "/").source
    assert not is_in(before) and len(door.sessions()) == 1


def test_old_sessions_are_forgotten(door: Service) -> None:
    door.person()
    sign_in(door.browser())
    door.clock.on(hours=25)
    sign_in(door.browser())
    assert len(door.rows(SignIn)) == 1


def test_a_made_up_cookie_is_nobody(door: Service) -> None:
    door.person()
    browser = door.browser()
    sign_in(browser)
    for made_up in (
        "",
        "x",
        "a" * 5000,
        browser.cookies["evenhand"][:-1] + "!",
        "0" * 64,
        door.sessions()[0].token_sha256,
    ):
        other = door.browser()
        other.cookies.set("evenhand", made_up)
        assert not is_in(other), made_up


def test_the_log_says_who_by_reference_alone(door: Service, capsys: pytest.CaptureFixture[str]) -> None:
    person = door.person()
    capsys.readouterr()
    sign_in(door.browser("198.51.100.7"))
    sign_in(door.browser("198.51.100.7"), "not the password")
    sign_in(door.browser("198.51.100.7"), "not the password", "stranger@council.example")
    log = capsys.readouterr().err
    assert '"event": "sign_in"' in log and person.reference in log
    assert '"reason": "wrong_password"' in log and '"reason": "unknown_account"' in log
    for private in ("Wren", "Ashby", "@", "198.51.100", "lantern", "not the password"):
        assert private not in log, private
