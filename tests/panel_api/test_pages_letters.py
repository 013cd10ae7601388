"""Letters by their pages: written once, drafted to each, looked at, confirmed, printed and sent; without script."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from engine.law.bases import BASES
from panel_api.main import create_app
from panel_api.settings import Settings
from panel_api.shelf import Shelf
from tests.panel_api.http_support import NOW, desk_of, started
from tests.panel_api.letters_cases import OUTCOMES, REASONS, allowed
from tests.panel_api.letters_support import FULL, at_work, decided, drafted, links_of
from tests.panel_api.pages_cases import decided as a_decided_case
from tests.panel_api.pages_support import PAGE, Html, counted, page, pressed, send
from tests.panel_api.signing_in import As, signed_in


@pytest.fixture
def demo(sqlite_settings: Settings, shelf: Shelf, network: object) -> Iterator[As]:
    """A started application in demo mode, where the invented letterhead may go out."""
    settings = sqlite_settings.model_copy(update={"demo": True})
    app = create_app(settings, clock=lambda: NOW, shelf=shelf, network=network)  # type: ignore[arg-type]
    with started(app) as client:
        client.role = "caseworker"
        yield client


@pytest.mark.parametrize(("basis", "kind"), [(basis, kind) for basis in BASES for kind in allowed(basis)])
def test_every_kind_of_decision_has_a_form_that_asks_what_its_letters_need(demo: As, basis: str, kind: str) -> None:
    plain = OUTCOMES.get(kind)
    award = {"band": "3", "amount_pence": plain.amount_pence} if plain and plain.amount_pence else {}
    reference, decision = decided(desk_of(demo), kind, basis, decision=award)
    listed = drafted(demo, reference, decision)
    addresses = links_of(listed, reference)
    assert len(addresses) == 3
    for address in addresses:
        assert "What happens next" in page(demo, address).words
    assert REASONS.get(kind) != ()


def test_a_letter_is_read_confirmed_printed_and_sent(demo: As) -> None:
    reference, decision = decided(desk_of(demo))
    before = page(demo, f"/cases/{reference}/letters")
    assert "No letter that you may see has been written" in before.words
    assert "The parents hold the rights until" in before.words
    schools, fathers, mothers = links_of(drafted(demo, reference, decision), reference)
    read = page(demo, mothers)
    assert "Ms Alder" in read.words
    assert "Our decision about an EHC needs assessment for Sam" in read.words
    refused = send(demo, read.form("/confirm"))
    assert refused.status_code == 409
    assert "Tick that you have checked it" in Html(refused.text).words
    assert "Confirmed, not sent" in pressed(demo, mothers, "/confirm", checked="yes").words
    assert "Sent on 20 September 2026" in pressed(demo, mothers, "/send", how="post").words
    after = page(demo, mothers)
    assert not [tag for tag in after.all("form") if mothers in tag["action"]], "what was sent is not changed"
    pdf = demo.get(f"{mothers}/pdf")
    assert pdf.headers["content-type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF-1.7")
    assert demo.get(f"{mothers}/pdf").content == pdf.content
    text = demo.get(f"{mothers}/text")
    assert text.headers["content-type"].startswith("text/plain")
    assert "Appeal by 20 November 2026" in text.text
    assert pressed(demo, fathers, "/withdraw").words.count("Withdrawn") == 1
    assert "Drafted" in page(demo, schools).words


def test_the_case_page_leads_to_its_letters(sqlite_client: TestClient) -> None:
    address = a_decided_case(sqlite_client)
    links = page(sqlite_client, address).links
    assert f"{address}/letters" in links
    assert f"{address}/decisions/1/letters" in links
    assert "Letters about “Agreed as recommended”" in page(sqlite_client, f"{address}/letters").words


def test_nothing_typed_is_lost_where_the_letters_cannot_be_drafted(demo: As) -> None:
    reference, decision = decided(desk_of(demo))
    form = page(demo, f"/cases/{reference}/decisions/{decision}/letters").form("/letters")
    typed = {"reason_1": "Our budget is spent.", "child_words": "x" * 300, "full_reasons": "", "child": "Zed"}
    answer = send(demo, form, **typed)
    assert answer.status_code == 422
    again = Html(answer.text)
    assert again.problems == []
    assert again.title.startswith("Error: ")
    for words in ("gives money as a reason", "300 characters", "full reasons"):
        assert words in again.words
    for link in ("#reason_1", "#child_words", "#full_reasons"):
        assert link in again.links
    kept = again.form("/letters").fields
    assert {name: kept[name] for name in typed} == typed
    assert links_of(page(demo, f"/cases/{reference}/letters"), reference) == []


def test_writing_again_begins_with_what_was_written(demo: As) -> None:
    reference, decision = decided(desk_of(demo), "defer_for_information", "non_statutory")
    drafted(demo, reference, decision, reason_2="And another.")
    again = page(demo, f"/cases/{reference}/decisions/{decision}/letters").form("/letters").fields
    assert again["reason_1"] == "The help that Sam gets works."
    assert again["reason_2"] == "And another."
    assert again["asks_school"] == "a report\nand another"
    assert again["asks_by"] == "2 October 2026"
    assert again["full_reasons"] == FULL


def test_what_is_sent_twice_is_done_once(demo: As) -> None:
    reference, decision = decided(desk_of(demo))
    form = page(demo, f"/cases/{reference}/decisions/{decision}/letters").form("/letters")
    for _ in range(2):
        assert send(demo, form, reason_1="It works.").status_code == 303
    listed = page(demo, f"/cases/{reference}/letters")
    address = links_of(listed, reference)[0]
    assert len(links_of(listed, reference)) == 3
    assert "Withdrawn" not in listed.words
    confirm = page(demo, address).form("/confirm")
    withdraw = page(demo, address).form("/withdraw")
    for _ in range(2):
        assert send(demo, confirm, checked="yes").status_code == 303
    refused = send(demo, withdraw)
    assert refused.status_code == 412
    assert "Someone did something with this letter first" in Html(refused.text).words


def test_a_shielded_address_stops_the_run_until_a_second_person_has_looked(demo: As) -> None:
    reference, decision = decided(desk_of(demo), mother={"shielded": True})
    listed = drafted(demo, reference, decision)
    assert "whereabouts are kept from somebody" in listed.words
    _, fathers, _ = links_of(listed, reference)
    mine = page(demo, fathers)
    assert "you drafted it, so ask somebody else" in mine.words
    assert not [tag for tag in mine.all("form") if tag["action"].endswith(("/look", "/confirm"))]
    for word in ("Westmere", "Quarry", "ZE1", "Long Meadow"):
        assert word not in mine.words
    second = signed_in(demo, "senior_officer")
    assert "A second person has looked at it" in pressed(second, fathers, "/look", checked="yes").words
    pressed(demo, fathers, "/confirm", checked="yes")
    assert "Sent on" in pressed(demo, fathers, "/send", how="by_hand").words


def test_only_those_who_write_letters_see_drafts_and_others_nothing_of_them(demo: As) -> None:
    reference, decision = decided(desk_of(demo))
    address = links_of(drafted(demo, reference, decision), reference)[0]
    school = signed_in(demo, "school", school="900001")
    assert "No letter that you may see" in page(school, f"/cases/{reference}/letters").words
    assert "Who gets a letter" not in page(school, f"/cases/{reference}/letters").words
    for form in ("", "/pdf", "/text"):
        assert school.get(address + form, headers=PAGE).status_code == 404
    assert school.get(f"/cases/{reference}/decisions/{decision}/letters", headers=PAGE).status_code == 403
    pressed(demo, address, "/confirm", checked="yes")
    pressed(demo, address, "/send", how="email")
    assert "Our decision about an EHC needs assessment" in page(school, address).words
    auditor = signed_in(demo, "auditor")
    assert address in page(auditor, f"/cases/{reference}/letters").links
    assert auditor.get(address, headers=PAGE).status_code == 404, "whom it is about opens only for a purpose"


def test_the_decision_sheet_is_for_the_file_and_for_school_finance(demo: As) -> None:
    reference, decision = decided(desk_of(demo), "agree", "non_statutory", decision={"band": "3", "amount_pence": 1})
    address = f"/cases/{reference}/decisions/{decision}/sheet"
    assert "The panel's own words" in page(demo, address).words.replace("’", "'")
    assert demo.get(f"{address}/file.pdf").content.startswith(b"%PDF")
    assert "panel’s own words" in demo.get(f"{address}/file.txt").text
    money = demo.get(f"{address}/school_finance.txt").text
    assert "£0.01" in money
    assert "own words" not in money
    assert demo.get(f"{address}/nobody.txt").status_code == 404


@pytest.mark.parametrize("ending", ["", "/pdf", "/text"])
def test_a_letter_that_is_not_there_is_not_found(demo: As, ending: str) -> None:
    reference, decision = decided(desk_of(demo))
    assert demo.get(f"/cases/{reference}/letters/AAAA-AAAA{ending}", headers=PAGE).status_code == 404
    assert demo.get(f"/cases/{reference}/decisions/{decision + 1}/letters", headers=PAGE).status_code == 404


def test_a_letter_of_one_case_is_not_found_under_another(demo: As) -> None:
    one, decision = decided(desk_of(demo))
    other, _ = decided(desk_of(demo))
    address = links_of(drafted(demo, one, decision), one)[0]
    assert demo.get(address.replace(one, other), headers=PAGE).status_code == 404


def test_the_pages_ask_the_database_the_same_however_many_letters_there_are(demo: As) -> None:
    reference, decision = decided(desk_of(demo))
    drafted(demo, reference, decision)
    with counted(demo) as few:
        page(demo, f"/cases/{reference}/letters")
    for _ in range(3):
        drafted(demo, reference, decision)
    with counted(demo) as many:
        page(demo, f"/cases/{reference}/letters")
    assert len(many) == len(few)


def test_the_page_shows_who_gets_none_and_why(demo: As) -> None:
    reference, _ = decided(desk_of(demo), father={"parental_responsibility": False})
    found = page(demo, f"/cases/{reference}/letters")
    assert "No parental responsibility is recorded. Being a parent alone opens nothing." in found.words
    assert isinstance(demo.app, FastAPI)
    assert at_work(demo).viewer.role == "caseworker"
