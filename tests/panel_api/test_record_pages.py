"""Searching the records: every field finds, what cannot be understood is told, and what is taken away is logged."""

import csv
import io
import json

from fastapi.testclient import TestClient
from sqlalchemy import select

from engine.recording.of_rulebooks import Adopted, adoption_entry, rescoring_entry
from engine.recording.records import Person, correction_entry
from panel_api import store
from panel_api.local_time import time_text
from panel_api.models import LogLine
from tests.panel_api.databases import tamper
from tests.panel_api.http_support import NOW, a_decision, desk_of, post, recommended
from tests.panel_api.pages_support import Html, page, send


def decided(client: TestClient, **more: object) -> str:
    """A decided case, its reference."""
    reference, etag = recommended(client)
    post(client, f"/api/cases/{reference}/decisions", a_decision(**more), If_Match=etag)
    return reference


def numbers_in(shown: Html) -> list[int]:
    """The records that a page leads to, in its order."""
    links = [tag["href"].removeprefix("/records/") for tag in shown.all("a")]
    return [int(each) for each in links if each.isdigit()]


def test_each_field_finds_what_it_says(sqlite_client: TestClient) -> None:
    first = decided(sqlite_client)
    varied = {"kind": "agree_another_band", "reason": "need_greater", "band": 4, "amount": "7200.00"}
    second = decided(sqlite_client, **varied)
    found = {
        "": (2, 1),
        f"?case_reference={first.lower()}": (1,),
        "?kind=agree_another_band&varied=varied": (2,),
        "?band=4&pounds_from=%C2%A37,000&reason_code=need_greater": (2,),
        "?pence_to=700000": (1,),
        f"?from_day={NOW:%d/%m/%Y}&to_day={NOW:%d+%B+%Y}&rulebook=county_top_up": (2, 1),
        "?to_day=1/1/2020": (),
        "?urgent=False&varied=as_advised": (1,),
        "?sitting=S-CDFG-HJKM": (),
    }
    for query, numbers in found.items():
        shown = page(sqlite_client, f"/records{query}")
        assert numbers_in(shown) == list(numbers), query
    for query, numbers in (("?kind=agree_another_band&varied=varied", [2]), ("?pence_to=700000", [1]), ("", [2, 1])):
        answer = sqlite_client.get(f"/api/records{query}").json()
        assert [each["sequence"] for each in answer["records"]] == numbers
    assert sqlite_client.get("/api/records?kind=nothing").status_code == 422
    assert second in page(sqlite_client, "/records?kind=agree_another_band").words
    rules = page(sqlite_client, "/records").form("/records").options["rule"]
    found_by_rule = [each for each in rules[1:] if numbers_in(page(sqlite_client, f"/records?rule={each}"))]
    assert found_by_rule and len(found_by_rule) < len(rules) // 2
    assert "No record fits all of this." in page(sqlite_client, "/records?band=9").words


def test_what_cannot_be_understood_is_told_and_stays(sqlite_client: TestClient) -> None:
    decided(sqlite_client)
    shown = page(sqlite_client, "/records?from_day=soon&pounds_from=much&kind=nothing&school=a+b&before=x", 422)
    for said in (
        "The records could not be searched as asked",
        "Write a day such as 14/9/2026.",
        "Write an amount such as £6,378.",
        "Choose one of the list.",
        "Write the school's URN, such as 123456.",
        "That page of the list is not there.",
    ):
        assert said in shown.words, said
    fields = shown.form("/records").fields
    assert (fields["from_day"], fields["pounds_from"]) == ("soon", "much")
    assert numbers_in(shown) == [1], "the list is shown without what could not be understood"
    answer = sqlite_client.get("/records.csv?from_day=soon")
    assert answer.status_code == 422 and "could not be searched" in answer.text


def test_what_was_found_is_taken_as_a_spreadsheet_and_logged(sqlite_client: TestClient) -> None:
    reference = decided(sqlite_client)
    answer = sqlite_client.get("/records.csv?kind=agree")
    (row,) = csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff")))
    assert (row["Record"], row["Case"], row["Kind"], row["Band"]) == ("1", reference, "agree", "3")
    assert row["Pounds a year"] == "4680.00" and row["Advice and decision"] == "as_advised"
    with desk_of(sqlite_client).database.reading() as session:
        last = session.scalars(select(LogLine).where(LogLine.action == "records_exported")).one()
    assert json.loads(last.stored)["entry"]["detail"] == {"by": ["kind"]}


def test_a_record_is_read_in_the_order_of_its_story(sqlite_client: TestClient) -> None:
    decided(sqlite_client, kind="agree_another_band", reason="need_greater", band=4, amount="7200.00")
    shown = page(sqlite_client, "/records/1")
    assert "Band 4 where band 3 was advised; £2,520 a year more." in shown.words
    heads = ["Is it whole?", "What was put in", "Rules that applied", "Rules that did not", "What it did to money"]
    heads += ["What the panel was shown", "How it was worked out", "The bytes"]
    places = [shown.words.index(each) for each in heads]
    assert places == sorted(places)
    applied = shown.words[places[2] :]
    assert "is as the record seals it" in applied
    assert "Level 3: " in shown.words and "Nobody has verified the chain from a page yet." in shown.words


def test_what_was_verified_is_claimed_and_no_more(sqlite_client: TestClient) -> None:
    client = sqlite_client
    decided(client)
    decided(client)
    form = page(client, "/records/2").form("/records/verify")
    assert send(client, form).headers["location"] == "/records/2#integrity"
    decided(client)
    clock = f"at {time_text(NOW)} today"
    assert f"Record 2 of 3, verified with all before it {clock}." in page(client, "/records/2").words
    later = page(client, "/records/3").words
    assert f"Record 3 of 3, written since the chain was last verified {clock}, up to record 2." in later
    tamper(desk_of(client).database, "UPDATE records SET sha256 = previous WHERE sequence = 2")
    send(client, form)
    broken = page(client, "/records/2").words
    assert "at record 2, its bytes are not those its mark was made from." in broken
    assert "its bytes did not give its mark" in broken
    assert "Record 1 of 3, verified with all before it" in page(client, "/records/1").words


def test_records_of_other_things_tell_their_own_story(sqlite_client: TestClient) -> None:
    reference = decided(sqlite_client)
    by, database = Person("senior_officer", "s-1"), desk_of(sqlite_client).database
    with database.writing() as session:
        case = store.hold_case(session, store.LOCAL, reference)
        assert case is not None
        store.append_record(session, correction_entry(NOW, reference, 1, "w", "r", "them", by), case_id=case.id)
        result = {"cases": 12, "rising": {"cases": 3, "pounds": "1200.00"}}
        scored = rescoring_entry(NOW, "R-CDFG", "county_top_up", ("1" * 64, "0" * 64), NOW.date(), result, by)
        store.append_record(session, scored)
        adopted = Adopted("A-CDFG", "adopted", "county_top_up", ("1" * 64, "0" * 64), NOW.date(), 3, "It fits.", by, by)
        store.append_record(session, adoption_entry(NOW, adopted))
        store.dispose_case(session, case, "birth_31", by, NOW)
    told = {
        2: f"wrote down that record 1 of case {reference} is wrong",
        3: "had the open caseload",
        4: "It rests on the re-scoring sealed in record 3. Why: It fits.",
        5: f"disposed of the personal values of case {reference} (records 1 and 2) under birth_31",
    }
    for number, said in told.items():
        assert said in page(sqlite_client, f"/records/{number}").words
    assert "cases 3; pounds 1200.00" in page(sqlite_client, "/records/3").words
    assert "were disposed of on schedule" in page(sqlite_client, "/records/1").words
