"""What stands in which log: lines are held to the table, and failed attempts say nothing of whoever typed them."""

import json
import threading
from collections.abc import Iterator

import pytest
from pydantic import SecretStr
from sqlalchemy.orm import Session

from engine.opinions.network import Network
from panel_api import store
from panel_api.database import Database, open_database
from panel_api.log_actions import ACTIONS
from panel_api.models import LogLine
from panel_api.services.settings_noted import note_settings
from panel_api.settings import Settings
from panel_api.shelf import Shelf
from panel_api.store import LOCAL
from panel_api.store.log_list import lines_of
from tests.panel_api.databases import NOW
from tests.panel_api.http_support import BASE
from tests.panel_api.sign_in_support import ANOTHER, Service, service, sign_in

TYPED = "zz-marked@nowhere.example"


@pytest.fixture
def door(sqlite_settings: Settings, shelf: Shelf, network: Network) -> Iterator[Service]:
    with service(sqlite_settings, shelf, network) as door:
        yield door


@pytest.mark.parametrize(
    ("log", "action", "subject", "detail"),
    [
        ("access", "case_peeked", "WK4M-7XPD", {}),
        ("changes", "case_viewed", "WK4M-7XPD", {}),
        ("access", "case_viewed", "", {}),
        ("access", "case_viewed", "Ava Lindqvist", {}),
        ("access", "case_viewed", "Lindqvist", {}),
        ("access", "case_viewed", "ava@home.example", {}),
        ("access", "case_viewed", "A123456789012", {}),
        ("access", "case_viewed", "2018-03-02", {}),
        ("access", "case_viewed", "WK4M-7XPD", {"why": "she asked for it"}),
        ("access", "case_viewed", "WK4M-7XPD", {"to": ["P-1", {"home": "12 Elm Road"}]}),
        ("access", "case_viewed", "WK4M-7XPD", {"Ava Lindqvist": 1}),
    ],
)
def test_a_line_is_an_action_of_the_table_and_says_references_and_codes_alone(
    log: store.Log, action: str, subject: str, detail: dict[str, object]
) -> None:
    session = Session()
    with pytest.raises(ValueError, match=r"no action|no reference|holds more") as told:
        store.write_log(session, LOCAL, log, action, subject, NOW, detail)
    assert "Ava" not in str(told.value) and "Elm" not in str(told.value), "what was refused is not repeated"
    assert not session.info, "and nothing waits to be written"


def test_lines_of_several_logs_stand_when_their_transaction_does(database: Database) -> None:
    """Two who write to two logs the other way about: neither waits for the other for ever."""
    begun = threading.Barrier(2, timeout=20)

    def write(*actions: tuple[store.Log, str]) -> None:
        with database.writing() as session:
            for log, action in actions:
                store.write_log(session, LOCAL, log, action, "P-1", NOW)
                if database.engine.dialect.name == "postgresql":
                    begun.wait()

    orders = (
        (("access", "case_viewed"), ("changes", "add_account")),
        (("changes", "add_account"), ("access", "case_viewed")),
    )
    both = [threading.Thread(target=write, args=order) for order in orders]
    for each in both:
        each.start()
    for each in both:
        each.join()
    with pytest.raises(RuntimeError), database.writing() as session:
        store.write_log(session, LOCAL, "changes", "add_account", "P-2", NOW)
        raise RuntimeError
    with database.reading() as session:
        for chain in ("access", "changes"):
            found = store.verify_chain(session, LOCAL, chain=chain)
            assert found.holds and found.records == 2


def test_failed_attempts_are_told_without_what_was_typed(door: Service) -> None:
    person = door.person()
    browser = door.browser()
    sign_in(browser, ANOTHER, email=TYPED)
    for _ in range(6):
        sign_in(browser, ANOTHER)
    sign_in(door.browser("10.9.8.7"), email="wren@council.example")
    assert door.logged("signing") == [
        "sign_in:local",
        "sign_in_failed:unknown_account:local",
        *["sign_in_failed:wrong_password:local"] * 5,
        "locked_out:['account_and_address']",
        "sign_in:local",
    ]
    failed = [row for row in door.rows(LogLine) if row.action in ("sign_in_failed", "locked_out")]
    assert {row.subject for row in failed} == {"unknown", person.reference}
    assert {row.by_reference for row in failed} == {"nobody"}, "who tried is not known"
    said = b"".join(row.stored for row in door.rows(LogLine)).decode()
    assert TYPED not in said and "wren" not in said.lower() and "127.0.0.1" not in said and ANOTHER not in said


def test_a_session_that_lapsed_and_a_token_that_does_not_hold_are_each_told_once(door: Service) -> None:
    door.person()
    browser = door.browser()
    sign_in(browser)
    door.clock.on(minutes=31)
    for _ in range(3):
        browser.get("/cases", headers={"Accept": "text/html"}, follow_redirects=False)
    assert door.logged("signing")[-2:] == ["sign_in:local", "session_lapsed"]
    program = door.browser(base=BASE, Authorization="Bearer eh_zz-marked-secret")
    assert [program.get("/api/cases").status_code for _ in range(3)] == [401] * 3
    assert door.logged("signing")[-2:] == ["session_lapsed", "token_refused"]
    assert b"zz-marked" not in b"".join(row.stored for row in door.rows(LogLine))


def test_every_action_reads_as_a_sentence() -> None:
    for code, each in ACTIONS.items():
        assert each.words[0].isupper() and not each.words.endswith("."), code
        assert len(code) <= 40 and each.subject, code


def test_settings_are_told_as_they_change_and_secrets_only_that_they_did(sqlite_settings: Settings) -> None:
    database = open_database(sqlite_settings)
    secret = {"oidc_client_secret": SecretStr("zz-marked-secret")}
    first = sqlite_settings.model_copy(update={"chair_limit": 15_000})
    note_settings(database, first, NOW)
    note_settings(database, first, NOW)
    note_settings(database, first.model_copy(update={"chair_limit": 20_000, **secret}), NOW)
    with database.reading() as session:
        told = [json.loads(each) for each in lines_of(session, LOCAL, "changes", "settings_changed")]
    start, change = (each["entry"]["detail"] for each in told)
    assert set(start) == set(Settings.model_fields) and start["chair_limit"] == {"is": 15_000}
    assert set(change) == {"chair_limit", "oidc_client_secret"}
    assert change["chair_limit"] == {"is": 20_000, "was": 15_000}
    assert str(sqlite_settings.database_url) not in json.dumps(told) and "zz-marked" not in json.dumps(told)
    database.dispose()
