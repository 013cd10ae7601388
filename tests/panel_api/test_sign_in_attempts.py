"""Guessing is slowed down, and nobody can lock anybody else out: neither by many tries nor from many addresses."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi.testclient import TestClient

from engine.opinions.network import Network
from panel_api.models import Attempt
from panel_api.services import passwords
from panel_api.services.attempts import RULES, network_of, wait_words
from panel_api.settings import Settings
from panel_api.shelf import Shelf
from tests.panel_api.pages_support import checked
from tests.panel_api.sign_in_support import ANOTHER, PASSWORD, Service, local, pressed, service, sign_in


@pytest.fixture
def door(settings: Settings, shelf: Shelf, network: Network) -> Iterator[Service]:
    with service(settings, shelf, network) as door:
        yield door


def fail(door: Service, address: str, email: str = "wren@council.example", times: int = 1) -> int:
    """Try with a wrong password from a browser that was never here; the last answer's status."""
    status = 0
    for _ in range(times):
        status = sign_in(door.browser(address), "not the password", email).status_code
    return status


def gets_in(browser: TestClient, password: str = PASSWORD, email: str = "wren@council.example") -> bool:
    return sign_in(browser, password, email).status_code == 303


def test_after_five_tries_it_says_how_long_to_wait(door: Service) -> None:
    door.person()
    assert fail(door, "192.0.2.1", times=5) == 422
    door.clock.on(minutes=4)
    answer = sign_in(door.browser("192.0.2.1"))
    assert "Wait 11 minutes, then try again" in checked(answer, 429).words
    assert answer.headers["retry-after"] == "660"
    door.clock.on(minutes=10, seconds=59)
    assert "Wait 1 second," in checked(sign_in(door.browser("192.0.2.1")), 429).words
    door.clock.on(seconds=1)
    assert gets_in(door.browser("192.0.2.1"))


def test_an_account_that_is_not_there_is_counted_the_same(door: Service) -> None:
    assert fail(door, "192.0.2.1", "nobody@council.example", 5) == 422
    assert fail(door, "192.0.2.1", " Nobody@Council.example") == 429


def test_one_place_does_not_lock_another_out(door: Service) -> None:
    door.person()
    assert fail(door, "192.0.2.1", times=6) == 429
    assert gets_in(door.browser("192.0.2.2"))


def test_getting_in_begins_anew(door: Service) -> None:
    door.person()
    fail(door, "192.0.2.1", times=4)
    assert gets_in(door.browser("192.0.2.1"))
    assert fail(door, "192.0.2.1", times=5) == 422


def test_the_owner_gets_in_from_their_own_device_however_many_hammer(door: Service) -> None:
    door.person()
    own = door.browser("198.51.100.7")
    assert gets_in(own)
    pressed(own, "/account", "/sign-out")
    own.cookies.delete("evenhand")
    for number in range(40):  # a new address each time, the owner's own office among them
        fail(door, f"203.0.113.{number}")
    fail(door, "198.51.100.7", times=4)
    assert fail(door, "203.0.113.99") == 429, "a stranger waits"
    assert not gets_in(door.browser("198.51.100.8")), "and so does a device that is not known"
    assert sign_in(own, "a slip of the finger").status_code == 422
    assert gets_in(own)
    door.clock.on(hours=1, seconds=1)
    assert gets_in(door.browser("198.51.100.8")), "the wait ends by itself"


def test_a_known_device_is_not_a_way_to_guess_either(door: Service) -> None:
    door.person()
    own = door.browser()
    gets_in(own)
    own.cookies.delete("evenhand")
    said = [sign_in(own, f"a guess {number}").status_code for number in range(RULES["device"].most + 1)]
    assert said == [422] * RULES["device"].most + [429]


def test_a_device_is_known_to_its_own_account_alone(door: Service) -> None:
    door.person()
    door.person(email="idris@council.example", name="Idris")
    own = door.browser("198.51.100.7")
    gets_in(own)
    own.cookies.delete("evenhand")
    for number in range(20):
        fail(door, f"203.0.113.{number}", "idris@council.example")
    assert not gets_in(own, email="idris@council.example")
    assert gets_in(own)


def test_several_people_share_a_browser(door: Service) -> None:
    browser = door.browser("198.51.100.7")
    for name in ("wren", "idris", "maud"):
        door.person(email=f"{name}@council.example", name=name.title())
        assert gets_in(browser, email=f"{name}@council.example")
        pressed(browser, "/account", "/sign-out")
    for number in range(20):
        fail(door, f"203.0.113.{number}")
    assert gets_in(browser)


def test_a_new_password_forgets_every_device(door: Service) -> None:
    door.person()
    thief, own = door.browser("198.51.100.7"), door.browser("198.51.100.8")
    assert gets_in(thief) and gets_in(own)
    pressed(own, "/account", "/password", current=PASSWORD, password=ANOTHER, again=ANOTHER)
    for number in range(20):
        fail(door, f"203.0.113.{number}")
    for browser in (thief, own):
        browser.cookies.delete("evenhand")
    assert not gets_in(thief, ANOTHER)
    assert gets_in(own, ANOTHER)


def test_a_device_cannot_be_made_up(door: Service) -> None:
    door.person()
    own = door.browser()
    gets_in(own)
    body, _, mark = own.cookies["evenhand-device"].partition(".")
    for number in range(20):
        fail(door, f"203.0.113.{number}")
    other_mark = mark[:-1] + ("1" if mark.endswith("0") else "0")
    for made_up in (f"{body}.{other_mark}", f"{body}x.{mark}", body, ".", "é.é", "A" * 3000):
        other = door.browser()
        other.cookies.set("evenhand-device", made_up.encode().decode("latin-1") if made_up.isascii() else "x")
        assert sign_in(other).status_code == 429


def test_one_place_that_tries_many_accounts_waits(door: Service) -> None:
    door.person()
    most = RULES["address"].most
    said = [fail(door, "192.0.2.1", f"a{number}@council.example") for number in range(most + 1)]
    assert said == [422] * most + [429]
    assert not gets_in(door.browser("192.0.2.1"))
    assert gets_in(door.browser("192.0.2.2"))


def test_many_at_once_count_as_many(door: Service) -> None:
    door.person()
    browsers = [door.browser("192.0.2.1") for _ in range(12)]
    with ThreadPoolExecutor(12) as pool:
        said = list(pool.map(lambda each: sign_in(each, "not the password").status_code, browsers))
    assert sorted(said) == [422] * 5 + [429] * 7


def test_signing_in_does_not_take_every_thread(door: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    door.person()
    wait = threading.Event()
    verify = passwords._hasher.verify
    monkeypatch.setattr(passwords._hasher, "verify", lambda *given: wait.wait(30) and verify(*given))
    browsers = [door.browser(f"192.0.2.{number}") for number in range(16)]
    with ThreadPoolExecutor(16) as pool:
        said = [pool.submit(sign_in, each, "wrong", f"{n}@council.example") for n, each in enumerate(browsers)]
        for _ in range(200):
            refused = [each.result() for each in said if each.done()]
            if len(refused) == 6:
                break
            time.sleep(0.05)
        assert [answer.status_code for answer in refused] == [503] * 6
        assert {answer.headers["retry-after"] for answer in refused} == {"5"}
        assert door.browser().get("/rulebooks").status_code == 200, "everyone else goes on"
        wait.set()
    assert sorted(each.result().status_code for each in said) == [422] * 10 + [503] * 6
    assert gets_in(door.browser())


def test_two_processes_count_together(settings: Settings, shelf: Shelf, network: Network) -> None:
    with service(settings, shelf, network) as one, service(settings, shelf, network) as other:
        one.person()
        assert fail(one, "192.0.2.1", times=3) == 422
        assert fail(other, "192.0.2.1", times=3) == 429
        own = one.browser()
        assert gets_in(own)
        device = other.browser()
        device.cookies.set("evenhand-device", own.cookies["evenhand-device"])
        for number in range(20):
            fail(one, f"203.0.113.{number}")
        assert gets_in(device), "what one process signed the other knows"


def test_no_name_and_no_address_is_kept(door: Service) -> None:
    fail(door, "192.0.2.1")
    rows = door.rows(Attempt)
    assert len(rows) == 3 and all(len(row.bucket) == 64 for row in rows)
    door.clock.on(hours=2, seconds=1)
    fail(door, "192.0.2.2")
    assert {row.at for row in door.rows(Attempt)} == {door.clock.now}, "and nothing longer than two hours"


def test_a_new_link_lets_its_owner_in_whoever_hammers(door: Service) -> None:
    person, admin = door.person(), door.browser()
    door.person("administrator", email="nell@council.example", name="Nell")
    assert gets_in(admin, email="nell@council.example")
    for number in range(20):
        fail(door, f"203.0.113.{number}")
    made = checked(pressed(admin, f"/people/{person.reference}", "/link"))
    path = made.all("pre")[0].text.removeprefix("http://127.0.0.1")
    browser = door.browser()
    assert local(pressed(browser, path, path, password=ANOTHER, again=ANOTHER)) == "/"
    browser.cookies.delete("evenhand")
    assert gets_in(browser, ANOTHER), "and the device is known from then on"


def test_networks_and_waits() -> None:
    assert network_of("192.0.2.1") == "192.0.2.1"
    assert network_of("2001:db8:1:2:3:4:5:6") == "2001:db8:1:2::/64"
    assert network_of("::ffff:192.0.2.1") == "192.0.2.1"
    assert network_of("testclient") == "testclient"
    assert [wait_words(each) for each in (1, 59, 60, 61, 900)] == [
        "1 second", "59 seconds", "1 minute", "2 minutes", "15 minutes",
    ]  # fmt: skip
