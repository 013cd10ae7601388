"""Local accounts: the right password gets in, anything else sounds the same, and a password has one owner."""

from collections.abc import Iterator

import pytest

from engine.opinions.network import Network
from panel_api.models import Person
from panel_api.services import passwords
from panel_api.services.passwords import password_problem
from panel_api.settings import Settings
from panel_api.shelf import Shelf
from tests.panel_api.http_support import problem
from tests.panel_api.pages_support import PAGE, checked, page
from tests.panel_api.sign_in_support import ANOTHER, PASSWORD, Service, followed, local, post, pressed, service, sign_in


@pytest.fixture
def door(settings: Settings, shelf: Shelf, network: Network) -> Iterator[Service]:
    with service(settings, shelf, network) as door:
        yield door


def test_the_right_password_gets_in_and_back_to_where_one_was(door: Service) -> None:
    person = door.person()
    browser = door.browser()
    answer = browser.get("/cases?stage=received", headers=PAGE, follow_redirects=False)
    assert answer.headers["location"] == "/sign-in?next=%2Fcases%3Fstage%3Dreceived"
    assert local(sign_in(browser, next="/cases?stage=received")) == "/cases?stage=received"
    assert "Wren Ashby, caseworker" in page(browser, "/cases").source
    (session,) = door.sessions()
    assert session.person_id == person.id
    assert len(session.token_sha256) == 64 and browser.cookies["evenhand"] not in repr(vars(session))
    assert door.logged("signing")[-1] == "sign_in:local"


def test_whatever_is_wrong_sounds_the_same(door: Service) -> None:
    door.person()
    closed = door.person(email="idris@council.example", name="Idris Colley")
    with door.desk.database.writing() as session:
        held = session.get(Person, closed.id)
        assert held is not None
        held.active = False
    said = set()
    for email, password in (
        ("wren@council.example", "not the password"),
        ("nobody@council.example", PASSWORD),
        ("idris@council.example", PASSWORD),
        ("", ""),
    ):
        html = checked(sign_in(door.browser(), password, email), 422)
        assert "The e-mail address or the password is not right" in html.words
        assert html.form("/sign-in").fields["password"] == "", "a password is never sent back"
        assert html.form("/sign-in").fields["email"] == email
        said.add(html.words)
    assert len(said) == 1
    assert door.sessions() == []


def test_the_same_work_is_done_for_an_account_that_is_not_there(door: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    door.person()
    worked, verify = [], passwords._hasher.verify
    monkeypatch.setattr(passwords._hasher, "verify", lambda *given: worked.append(given[1][:20]) or verify(*given))
    sign_in(door.browser(), "not the password")
    sign_in(door.browser(), "not the password", "nobody@council.example")
    assert len(worked) == 2 and worked[0] == worked[1], "one hash each, of the same cost"


def test_a_form_that_this_browser_was_not_given_is_refused(door: Service) -> None:
    door.person()
    form = page(door.browser(), "/sign-in").form("/sign-in")
    answer = post(door.browser(), form, email="wren@council.example", password=PASSWORD)
    assert "Allow cookies" in checked(answer, 403).words
    assert door.sessions() == []
    del form.fields["csrf"]
    browser = door.browser()
    page(browser, "/sign-in")
    checked(post(browser, form, email="wren@council.example", password=PASSWORD), 403)


@pytest.mark.parametrize(
    "there",
    ["//elsewhere.example", "https://elsewhere.example", "/\\elsewhere.example", "\\/elsewhere.example",
     "/\t/elsewhere", "javascript:alert(1)", "/sign-out", "elsewhere", "/" + "x" * 500, "/%0d%0aSet-Cookie:x\n"],
)  # fmt: skip
def test_nobody_is_sent_elsewhere(sqlite_settings: Settings, shelf: Shelf, network: Network, there: str) -> None:
    with service(sqlite_settings, shelf, network) as door:
        door.person()
        assert local(sign_in(door.browser(), next=there)) == "/"


def test_a_one_time_link_sets_a_password_once(door: Service) -> None:
    admin = door.browser()
    door.person("administrator")
    sign_in(admin)
    made = checked(pressed(admin, "/people/new", "/new", name="Kit", email="Kit@Council.example ", role="chair"))
    link = made.all("pre")[0].text
    assert link.startswith("http://127.0.0.1/password/") and "works once" in made.words
    path = link.removeprefix("http://127.0.0.1")
    kit = door.browser()
    page(kit, path)
    assert "kit@council.example" in page(kit, path).words, "looking uses nothing up"
    html = checked(pressed(kit, path, path, password="kit@council.example", again="kit"), 422)
    assert "The two passwords differ" in html.words and "your own name" in html.words
    assert local(pressed(kit, path, path, password=ANOTHER, again=ANOTHER)) == "/"
    assert "Kit, chair" in page(kit, "/").source, "it signs in at once"
    checked(door.browser().get(path, headers=PAGE), 404)
    assert local(sign_in(door.browser(), ANOTHER, "kit@council.example")) == "/"


def test_a_link_ends_by_time_and_by_another(door: Service) -> None:
    admin, person = door.browser(), door.person(email="kit@council.example", name="Kit")
    door.person("administrator")
    sign_in(admin)
    links = []
    for _ in range(2):
        made = checked(pressed(admin, f"/people/{person.reference}", "/link"))
        links.append(made.all("pre")[0].text.removeprefix("http://127.0.0.1"))
    checked(door.browser().get(links[0], headers=PAGE), 404)
    page(door.browser(), links[1])
    door.clock.on(hours=72, seconds=1)
    checked(door.browser().get(links[1], headers=PAGE), 404)


def test_a_changed_password_ends_every_other_session(door: Service) -> None:
    door.person()
    here, there = door.browser(), door.browser()
    sign_in(here)
    sign_in(there)
    before = here.cookies["evenhand"]
    html = checked(pressed(here, "/account", "/password", current="wrong", password=ANOTHER, again=ANOTHER), 422)
    assert "This is not your password" in html.words
    answer = pressed(here, "/account", "/password", current=PASSWORD, password=ANOTHER, again=ANOTHER)
    assert "Your password is changed" in followed(here, answer).words
    assert here.cookies["evenhand"] != before
    assert "/sign-in?" in local(there.get("/account", headers=PAGE, follow_redirects=False))
    assert len(door.sessions()) == 1
    checked(sign_in(door.browser()), 422)
    assert local(sign_in(door.browser(), ANOTHER)) == "/"
    assert [each for each in door.logged("changes") if "password" in each] == ["set_password", "change_password"]


@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("short words", "at least 12"),
        ("x" * 201, "at most 200"),
        ("wren.ashby@council.example", "your own name"),
        ("Wren Ashby 2026!", "your own name"),
        ("ashbyashbyashby", "your own name"),
        ("password1234", "first that anybody"),
        ("P@ssw0rd2026!", "first that anybody"),
        ("123456789012345", "first that anybody"),
        ("aaaaaaaaaaaaaa", "first that anybody"),
        ("qwertyuiop1234", "first that anybody"),
        ("evenhand2026!!", "first that anybody"),
    ],
)
def test_passwords_that_will_not_do(password: str, says: str) -> None:
    found = password_problem(password, "wren.ashby@council.example", "Wren Ashby")
    assert found is not None and says in found


@pytest.mark.parametrize(
    "password",
    [PASSWORD, ANOTHER, "onlylowercase", "ещё три слова", "wren lantern copper willow", "1 sparrow & 7 bells",
     "🙂 happy otter pond"],
)  # fmt: skip
def test_no_kind_of_character_is_asked_for(password: str) -> None:
    assert password_problem(password, "wren.ashby@council.example", "Wren Ashby") is None


def test_programs_are_told_how_to_prove_themselves(door: Service) -> None:
    answer = door.browser().get("/api/cases")
    assert problem(answer)["status"] == 401
    assert answer.headers["www-authenticate"] == 'Bearer realm="Evenhand"'
