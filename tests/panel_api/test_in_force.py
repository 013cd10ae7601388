"""What is in force: the adopted text from its day on, in every process, and never in a live assessment before it."""

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from fastapi.testclient import TestClient

from engine.opinions.network import Network
from panel_api import services, store
from panel_api.errors import Trouble
from panel_api.main import create_app
from panel_api.services import Desk, adopted_texts
from panel_api.services.adopted_texts import AdoptedTexts
from panel_api.services.in_force import history_of
from panel_api.settings import Settings
from panel_api.shelf import Shelf
from tests.panel_api.adopting_support import AFTER, BEFORE, BOOK, dearer, put_in_force
from tests.panel_api.http_support import NOW, desk_of, post, recommended, started, taken_in

TODAY = dt.date(2026, 9, 20)
DAY = dt.timedelta(days=1)


@dataclass
class Watch:
    """A clock that is set by hand."""

    now: dt.datetime = dt.datetime(2026, 9, 20, 22, 50, tzinfo=dt.UTC)

    def __call__(self) -> dt.datetime:
        return self.now


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def office(settings: Settings, shelf: Shelf, network: Network, watch: Watch) -> Iterator[TestClient]:
    """The application with a clock that is set by hand."""
    with started(create_app(settings, clock=watch, shelf=shelf, network=network)) as client:
        yield client


@pytest.fixture
def other(settings: Settings, shelf: Shelf, network: Network, watch: Watch) -> Iterator[TestClient]:
    """Another process on the same database, as far as what it holds of adoptions goes."""
    with started(create_app(settings, clock=watch, shelf=shelf, network=network)) as client:
        yield client


def assessed(client: TestClient, reference: str) -> str:
    answer = post(client, f"/api/cases/{reference}/assessments", {})
    assert answer.status_code == 201, answer.text
    found = answer.json()
    return str(found["report"]["outcome"]["annual_top_up"])


def found_bytes(desk: Desk, reference: str) -> bytes:
    found = services.find_out(desk, reference)
    return json.dumps([found.assessment.rulebook.sha256, dict(found.report)], sort_keys=True, default=str).encode()


def test_an_adoption_to_come_changes_no_byte_before_midnight_in_england(office: TestClient, watch: Watch) -> None:
    desk, reference = desk_of(office), taken_in(office)
    before = found_bytes(desk, reference)
    sha256 = put_in_force(desk, dearer(desk.shelf), TODAY + DAY)
    desk.shelf.look_again()
    assert found_bytes(desk, reference) == before
    assert assessed(office, reference) == BEFORE
    watch.now = dt.datetime(2026, 9, 20, 22, 59, 59, tzinfo=dt.UTC)
    assert assessed(office, reference) == BEFORE, "one second before midnight in British Summer Time"
    watch.now += dt.timedelta(seconds=1)
    assert desk.shelf.book(BOOK).sha256 == sha256
    assert assessed(office, reference) == AFTER, "asked before the change, assessed after it"
    assert "£5,101" in office.get(f"/rulebooks/{BOOK}").text


def test_another_process_assesses_anew_what_it_began_with_the_older_text(
    office: TestClient, other: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adopted_texts, "EVERY_SECONDS", 3600)
    reference = taken_in(office)
    assert desk_of(other).shelf.adopted(BOOK) is None
    sha256 = put_in_force(desk_of(office), dearer(desk_of(office).shelf), TODAY)
    assert desk_of(other).shelf.book(BOOK).sha256 != sha256, "it has not heard of it yet"
    assert assessed(other, reference) == AFTER, "the transaction found out, and it began again"
    assert desk_of(other).shelf.book(BOOK).sha256 == sha256


def test_another_process_knows_within_seconds(
    office: TestClient, other: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adopted_texts, "EVERY_SECONDS", 0)
    desk_of(other).shelf.look_again()
    assert desk_of(other).shelf.adopted(BOOK) is None
    sha256 = put_in_force(desk_of(office), dearer(desk_of(office).shelf), TODAY)
    assert desk_of(other).shelf.book(BOOK).sha256 == sha256


def test_what_was_assessed_by_the_older_text_is_not_decided(office: TestClient) -> None:
    desk, (reference, etag) = desk_of(office), recommended(office)
    put_in_force(desk, dearer(desk.shelf), TODAY)
    decision = {"kind": "agree", "reason": "as_recommended", "words": "As recommended."}
    for path, body in (("decisions", decision), ("recommendations", {})):
        refused = post(office, f"/api/cases/{reference}/{path}", body, If_Match=etag)
        assert refused.status_code == 409, refused.text
        assert "another text is in force from 20 September 2026" in refused.text
    assert assessed(office, reference) == AFTER
    assert post(office, f"/api/cases/{reference}/recommendations", {}).status_code == 201


def test_an_older_record_is_replayed_by_its_own_text(sqlite_client: TestClient) -> None:
    desk, (reference, etag) = desk_of(sqlite_client), recommended(sqlite_client)
    decision = {"kind": "agree", "reason": "as_recommended", "words": "As recommended."}
    done = post(sqlite_client, f"/api/cases/{reference}/decisions", decision, If_Match=etag)
    assert done.status_code == 201, done.text
    put_in_force(desk, dearer(desk.shelf), TODAY + DAY)
    tomorrow = replace(desk, shelf=Shelf().following(AdoptedTexts(desk.database), lambda: NOW + DAY))
    assert "£5101" in tomorrow.shelf.book(BOOK).text
    assert services.replay_record(tomorrow, 1).verdict == "same"


def test_the_history_says_which_text_from_which_day_to_which(sqlite_client: TestClient) -> None:
    desk = desk_of(sqlite_client)
    with desk.database.reading() as session:
        (only,) = history_of(session, desk, BOOK)
    assert (only.sha256, only.until_day, only.adoption) == (desk.shelf.book(BOOK).sha256, None, None)
    first = put_in_force(desk, dearer(desk.shelf), TODAY + 10 * DAY)
    put_in_force(desk, dearer(desk.shelf, 5200), TODAY + 40 * DAY)
    last = put_in_force(desk, dearer(desk.shelf, 5300), TODAY + 30 * DAY)
    with desk.database.reading() as session:
        found = history_of(session, desk, BOOK)
    assert [(each.sha256, each.from_day, each.until_day) for each in found] == [
        (only.sha256, dt.date(2025, 4, 1), TODAY + 9 * DAY),
        (first, TODAY + 10 * DAY, TODAY + 29 * DAY),
        (last, TODAY + 30 * DAY, None),
    ], "what was made later for an earlier day takes the place of what was still to come"
    desk.shelf.look_again()
    assert desk.shelf.book_on(BOOK, TODAY + 50 * DAY).sha256 == last
    assert desk.shelf.book(BOOK).sha256 == only.sha256


def test_what_the_folder_holds_comes_in_force_no_more_once_something_was_adopted(
    sqlite_client: TestClient, shelf: Shelf
) -> None:
    desk = desk_of(sqlite_client)
    sha256 = put_in_force(desk, dearer(desk.shelf), TODAY)
    fresh = Shelf().following(AdoptedTexts(desk.database), desk.clock)
    assert fresh.book(BOOK).sha256 == sha256
    assert fresh.texts(BOOK) == dearer(shelf) and fresh.folder_texts(BOOK) == shelf.folder_texts(BOOK)


def test_a_text_that_fails_its_check_cannot_be_had_though_its_rows_stand(sqlite_client: TestClient) -> None:
    desk = desk_of(sqlite_client)
    texts = dearer(desk.shelf)
    put_in_force(desk, replace(texts, cases=desk.shelf.folder_texts(BOOK).cases), TODAY)
    desk.shelf.look_again()
    with desk.database.reading() as session, pytest.raises(Trouble) as refused:
        store.stage_counts(session, store.LOCAL)
        services.book_of(desk, BOOK)
    assert refused.value.kind == "conflict"
