"""What anyone may ask: the yearly question about bands, answered from the rulebooks, and the record of the tool."""

import csv
import datetime as dt
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from engine.explaining.band_values import most, worths
from engine.rulebook import REFER, Table
from panel_api.letters.letterhead import read_letterhead
from panel_api.published_names.atrs import FIELDS
from panel_api.services import Desk
from panel_api.services.atrs import TO_FILL, Filled, atrs_record
from panel_api.services.rulebook_history import Held
from panel_api.settings import Settings
from panel_api.shelf import Shelf
from panel_api.views.foi import HEADS, answer, csv_rows, year_of
from tests.panel_api.adopting_support import dearer, put_in_force
from tests.panel_api.http_support import desk_of
from tests.panel_api.pages_support import page
from tests.panel_api.signing_in import As, signed_out
from tests.panel_api.test_accessibility import LETTERHEAD
from tests.panel_api.test_open_pages import with_awards

TODAY = dt.date(2026, 9, 14)


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))


def test_what_is_open_stands_in_one_list_for_whoever_asks(sqlite_client: As) -> None:
    found = page(signed_out(sqlite_client), "/transparency")
    for link in ("/rulebooks", "/open", "/why", "/accessibility", "/transparency/atrs", "/transparency/foi?year=2026"):
        assert link in found.links
        page(signed_out(sqlite_client), link)
    assert "/transparency" in page(signed_out(sqlite_client), "/why").links, "the footer leads to it"


def test_the_top_of_each_band_is_the_highest_that_any_answer_gives(shelf: Shelf) -> None:
    book = shelf.book("county_top_up")
    day = dt.date(2026, 4, 1)
    found = worths(book, day)
    assert found is not None
    assert most(found, lambda each: each.band) == {
        "0": 0, "1": 215_000, "2": 1_140_000, "3": 1_290_000, "4": 1_485_000, "5": 1_760_000,
    }  # fmt: skip
    tariff = book.on(day).values["tariff"].shape
    assert isinstance(tariff, Table)
    words = book.facts["setting"].words
    for (setting, band), pence in tariff.cells.items():
        (worth,) = [each.pence for each in found if (each.place, each.band) == (words[str(setting)], str(band))]
        assert worth == (None if pence is REFER else pence)


def test_the_yearly_question_as_a_page_a_sheet_and_json(sqlite_client: TestClient) -> None:
    found = page(sqlite_client, "/transparency/foi?year=2026")
    assert "5 £17,110.00 £17,600.00 £490.00 more" in found.words
    assert "a mainstream school £10,840.00 £11,150.00 £310.00 more" in found.words
    assert "SEN unit in a mainstream school £6,000.00 £6,000.00" in found.words
    assert any(link.startswith("/rulebooks/county_top_up/changes?from=2026-03-31&to=2026-") for link in found.links)
    rows = rows_of(sqlite_client.get("/transparency/foi.csv?year=2026").text)
    assert {row["Asked"] for row in rows} == {
        "Descriptors", "Top value", "Top value by place", "Changes", "Place funding",
    }  # fmt: skip
    told = sqlite_client.get("/transparency/foi.json?year=2026").json()
    county = next(each for each in told["rulebooks"] if each["name"] == "county_top_up")
    assert county["bands"][-1] == {"name": "5", "last": "£17,110.00", "now": "£17,600.00", "change": "£490.00 more"}
    assert told["financial_year"] == "2026 to 2027" and told["open_figures"] is None


def test_a_year_without_rules_is_said_and_an_earlier_one_says_what_was(sqlite_client: TestClient) -> None:
    page(sqlite_client, "/transparency/foi?year=2031", 404)
    page(sqlite_client, "/transparency/foi?year=2026x", 404)
    earlier = page(sqlite_client, "/transparency/foi?year=2025").words
    assert "It came into force in 2025 to 2026" in earlier and "not in force £17,110.00" in earlier


def test_a_text_that_is_adopted_answers_from_its_day(sqlite_client: TestClient) -> None:
    desk = desk_of(sqlite_client)
    put_in_force(desk, dearer(desk.shelf, 12_950), dt.date(2026, 6, 1))
    words = page(sqlite_client, "/transparency/foi?year=2026").words
    assert "3 £12,540.00 £12,950.00 £410.00 more" in words, "the highest of the year, whichever text gave it"


@pytest.mark.parametrize("name", ["county_top_up", "devon_bands", "devon_special_places"])
def test_the_sheet_of_a_rulebook_is_as_approved(name: str, shelf: Shelf, golden: Callable[[str, str], None]) -> None:
    book = shelf.book(name)
    held = [Held(book.sha256, book, book.in_force.start, None, None)]
    year = 2023 if name.startswith("devon") else 2026
    found = answer(held, year_of(year, TODAY))
    assert found is not None
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([HEADS, *csv_rows([found], [])])
    golden(f"transparency/{name}.csv", text.getvalue())


def desk_with(desk: Desk, **settings: object) -> Desk:
    return Desk(desk.database, desk.shelf, desk.network, desk.clock, settings=Settings(**settings))  # type: ignore[arg-type]


def by_key(found: list[Filled]) -> dict[str, Filled]:
    return {each.field.key: each for each in found}


def test_every_field_of_the_record_is_filled_or_marked(sqlite_client: TestClient) -> None:
    found = atrs_record(desk_of(sqlite_client))
    assert [each.field for each in found] == list(FIELDS)
    assert all(each.said or each.gap for each in found)
    assert all(TO_FILL in each.text for each in found if each.gap)
    marked = {each.field.key for each in found if not each.said}
    assert {"owner", "previous_process", "alternatives", "training", "frequency", "organisation", "email"} <= marked
    assert not {"description", "detailed_description", "human_review", "appeals", "model_version"} & marked


def test_the_record_changes_with_the_configuration(sqlite_client: TestClient, tmp_path: Path) -> None:
    desk = desk_of(sqlite_client)
    file = tmp_path / "letterhead.yaml"
    file.write_text(LETTERHEAD)
    before = by_key(atrs_record(desk))
    other = desk_with(
        desk,
        letterhead=file,
        chair_limit=12_345,
        quorum=5,
        public_url="https://evenhand.example",
        scheme="Constitution, part 4",
    )
    after = by_key(atrs_record(other))
    assert before["organisation"].said == () and before["organisation"].gap
    assert after["organisation"].said == (read_letterhead(file).authority,) and not after["organisation"].gap
    assert after["email"].said == ("send@marlshire.example",)
    assert after["website"].said == ("https://evenhand.example/transparency",)
    told = after["integration"].text
    assert "£12,345" in told and "at least 5 members" in told and "Constitution, part 4" in told
    assert desk.shelf.book("county_top_up").sha256 in before["detailed_description"].text
    put_in_force(desk, dearer(desk.shelf), desk.last_day())
    desk.shelf.look_again()
    again = by_key(atrs_record(desk))
    assert again["model_version"].text != before["model_version"].text, "another text is in force"


def test_numbers_of_children_come_from_what_was_published_and_from_nowhere_else(sqlite_client: TestClient) -> None:
    desk = desk_of(sqlite_client)
    assert by_key(atrs_record(desk))["frequency"].said == ()
    with_awards(sqlite_client, 1)
    told = sqlite_client.get("/open/2026-07.json").json()["county"]["children"]["number"]
    assert told is not None
    assert f"{told} children had an award in 2026-07" in by_key(atrs_record(desk))["frequency"].text
    found = page(sqlite_client, "/transparency/foi?year=2026")
    assert f"In July 2026, {told} children had such support." in found.words and "/open/2026-07" in found.links
    assert sqlite_client.get("/transparency/foi.json?year=2026").json()["open_figures"] == "2026-07"


def test_a_text_that_is_still_to_come_answers_nothing_yet(sqlite_client: TestClient) -> None:
    desk = desk_of(sqlite_client)
    put_in_force(desk, dearer(desk.shelf, 99_000), dt.date(2026, 12, 1))
    assert "£99,000.00" not in page(sqlite_client, "/transparency/foi?year=2026").words
    assert "1 December 2026" in page(sqlite_client, "/rulebooks/county_top_up/history").words, "but it is announced"


def test_the_record_is_a_page_and_can_be_taken_away(sqlite_client: TestClient) -> None:
    found = page(sqlite_client, "/transparency/atrs")
    assert "Senior responsible owner" in found.words and "For the authority to fill in" in found.words
    told = sqlite_client.get("/transparency/atrs.json").json()
    assert (told["standard"], told["version"], len(told["fields"])) == (
        "Algorithmic Transparency Recording Standard", "4.0", len(FIELDS),
    )  # fmt: skip
    rows = rows_of(sqlite_client.get("/transparency/atrs.csv").text)
    assert [row["Number"] for row in rows] == [field.number for field in FIELDS]
    text = sqlite_client.get("/transparency/atrs.md").text
    assert text.startswith("# Algorithmic Transparency Recording Standard record") and "### 2.3.1 Integration" in text
