"""A form sent when its session had lapsed: nothing is done, and nothing typed is lost."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from engine.opinions.network import Network
from panel_api import services, store
from panel_api.models import Person, SetAside
from panel_api.services.people import NewRole
from panel_api.settings import Settings
from panel_api.shelf import Shelf
from tests.panel_api.pages_support import PAGE, Form, Html, checked, page
from tests.panel_api.sign_in_support import PASSWORD, Service, followed, local, post, service, sign_in

NELL = "nell@council.example"
NAME = "Seán “Kit” O'Brien-Łuczak & Söhne <b>"


@pytest.fixture
def door(settings: Settings, shelf: Shelf, network: Network) -> Iterator[Service]:
    with service(settings, shelf, network) as door:
        yield door


def half_way(door: Service) -> tuple[TestClient, Form]:
    """An administrator with a form filled in and not sent; its session then lapses."""
    door.person("administrator", NELL, name="Nell")
    browser = door.browser()
    sign_in(browser, email=NELL)
    form = page(browser, "/people/new").form("/people/new")
    form.fields |= {"name": NAME, "email": "kit@council.example", "role": "chair"}
    door.clock.on(minutes=31)
    return browser, form


def names(door: Service) -> set[str]:
    return {row.name for row in door.rows(Person)}


def and_in_again(browser: TestClient, html: Html, email: str = NELL) -> Html:
    return followed(browser, post(browser, html.form("/sign-in"), email=email, password=PASSWORD))


def test_what_was_typed_is_kept_shown_and_sent_by_one_button(door: Service) -> None:
    browser, form = half_way(door)
    answer = post(browser, form)
    assert NAME not in names(door)
    html = page(browser, local(answer))
    assert "What you typed is kept" in html.words
    html = and_in_again(browser, html)
    assert html.title.startswith("What you typed is kept")
    assert [tag.text for tag in html.all("dt", "dd")] == ["Name", NAME, "Email", "kit@council.example", "Role", "chair"]
    again = html.form("/send")
    assert again.fields == {**form.fields, "csrf": again.fields["csrf"]} and again.fields["csrf"] != form.fields["csrf"]
    assert NAME not in names(door), "looking sends nothing"
    sent = post(browser, again)
    assert (sent.status_code, sent.headers["location"]) == (307, "/people/new")
    assert "The one-time link" in checked(post(browser, Form("/people/new", "post", again.fields))).title
    assert NAME in names(door)
    assert door.rows(SetAside) == [], "and nothing of it stays"


def test_it_is_theirs_alone(door: Service) -> None:
    browser, form = half_way(door)
    door.person("administrator", "maud@council.example", name="Maud")
    there = local(post(browser, form))
    other = door.browser()
    signed_in = post(other, page(other, there).form("/sign-in"), email="maud@council.example", password=PASSWORD)
    assert local(signed_in).startswith("/set-aside/")
    checked(other.get(local(signed_in), headers=PAGE), 404)
    (row,) = door.rows(SetAside)
    assert row.id_sha256 not in there and len(row.id_sha256) == 64
    mark = page(other, "/account").form("/sign-out-everywhere")
    for ending in ("send", "throw-away"):
        post(other, Form(f"{local(signed_in)}/{ending}", "post", mark.fields))
    assert len(door.rows(SetAside)) == 1, "nobody else sends it or throws it away"


def test_it_goes_after_an_hour_or_when_thrown_away(door: Service) -> None:
    browser, form = half_way(door)
    html = and_in_again(browser, page(browser, local(post(browser, form))))
    address = html.form("/send").action.removesuffix("/send")
    door.clock.on(minutes=61)
    sign_in(browser, email=NELL)
    checked(browser.get(address, headers=PAGE), 404)
    door.clock.on(minutes=31)
    html = page(browser, local(post(browser, form)))
    assert len(door.rows(SetAside)) == 1, "the old one went when the new one came"
    html = and_in_again(browser, html)
    assert local(post(browser, html.form("/throw-away"))) == "/"
    assert door.rows(SetAside) == []


def test_a_changed_role_keeps_the_form_too(door: Service) -> None:
    browser, form = half_way(door)
    sign_in(browser, email=NELL)
    form.fields["csrf"] = page(browser, "/people/new").form("/people/new").fields["csrf"]
    with door.desk.database.writing() as session:
        person = store.person_by_email(session, NELL)
        assert person is not None
        row = services.add_role(session, door.desk, person.reference, NewRole("auditor"))
    post(browser, page(browser, "/role").form("/role"), role=row.id)
    html = page(browser, local(post(browser, form)))
    assert html.title.startswith("What you typed is kept") and NAME in html.words
    assert NAME not in names(door)


def test_a_role_that_ended_meanwhile_keeps_the_form_too(door: Service) -> None:
    door.clock.now = door.clock.now.replace(hour=22, minute=40)
    door.person("administrator", NELL, name="Nell")
    with door.desk.database.writing() as session:
        person = store.person_by_email(session, NELL)
        assert person is not None
        held = store.person_by_number(session, person.id).appointments[0]
        services.add_role(session, door.desk, person.reference, NewRole("chair"))
        services.end_role(session, door.desk, person.reference, held.id, door.desk.last_day())
    browser = door.browser()
    sign_in(browser, email=NELL)
    post(browser, page(browser, "/role").form("/role"), role=held.id)
    form = page(browser, "/people/new").form("/people/new")
    door.clock.on(minutes=25)
    answer = post(browser, form, name=NAME, email="kit@council.example", role="chair")
    assert local(answer).startswith("/role?next=%2Fset-aside%2F")
    assert NAME not in names(door) and len(door.rows(SetAside)) == 1


def test_somebody_unknown_is_told_to_sign_in(door: Service) -> None:
    browser, form = half_way(door)
    assert "Sign in first" in checked(post(door.browser(), form), 401).title
    browser.cookies.clear()
    checked(post(browser, form), 401)
    assert door.rows(SetAside) == []


def test_only_a_few_are_kept_for_one_person(door: Service) -> None:
    browser, form = half_way(door)
    for number in range(13):
        door.clock.on(seconds=1)
        there = local(post(browser, form, name=f"Number {number}"))
    assert len(door.rows(SetAside)) == 10
    html = and_in_again(browser, page(browser, there))
    assert "Number 12" in html.words, "the latest among them"


def test_a_password_is_never_set_aside(door: Service) -> None:
    door.person()
    browser = door.browser()
    sign_in(browser)
    form = page(browser, "/account").form("/account/password")
    door.clock.on(minutes=31)
    checked(post(browser, form, current=PASSWORD, password="x" * 20, again="x" * 20), 401)
    assert door.rows(SetAside) == []


def test_a_page_on_the_way_is_come_back_to(door: Service) -> None:
    browser, _ = half_way(door)
    there = local(browser.get("/people?x=%2F%2Felsewhere&y=1", headers=PAGE, follow_redirects=False))
    signed_in = post(browser, page(browser, there).form("/sign-in"), email=NELL, password=PASSWORD)
    assert local(signed_in) == "/people?x=%2F%2Felsewhere&y=1"
