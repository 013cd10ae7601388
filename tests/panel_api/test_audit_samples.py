"""Audit samples end to end: drawn, drawn again by hand, filled in, disposed of, taken away; and nothing is changed."""

import csv
import io
from hashlib import sha256

from fastapi.testclient import TestClient
from sqlalchemy import select

from engine.recording.records import Person as Someone
from panel_api import store
from panel_api.models import AuditPaper, AuditSample, Case, LogLine, Record
from panel_api.services.working_papers import QUESTIONS
from panel_api.sheets import rows_of
from tests.panel_api.http_support import NOW, desk_of
from tests.panel_api.pages_cases import decided
from tests.panel_api.pages_support import Form, Html, checked, counted, page, send
from tests.panel_api.signing_in import As, signed_in


def audited(client: As, *places: str) -> As:
    """An auditor where a case of each of these partnerships is decided."""
    for place in places:
        decided(client, partnership=place)
    return signed_in(client, "auditor")


def drawn(who: TestClient, query: str = "", **typed: str) -> str:
    """The address of a sample drawn with the form."""
    form = page(who, f"/audit/samples/new{query}").form("/audit/samples")
    answer = send(who, form, **{"title": "Autumn", "seed": "4711", **typed})
    assert answer.status_code == 303, Html(answer.text).words
    return str(answer.headers["location"])


def paper_form(who: TestClient, address: str) -> Form:
    return page(who, address).form(address)


def satisfied(**but: str) -> dict[str, str]:
    return {f"verdict-{code}": "satisfied" for code in QUESTIONS} | {"conclusion": "satisfied"} | but


def records_of(client: TestClient, address: str) -> list[int]:
    """The records of a sample that still have a paper, in its order."""
    papers = select(AuditPaper.record_sequence).join(AuditSample, AuditSample.id == AuditPaper.sample_id)
    with desk_of(client).database.reading() as session:
        papers = papers.where(AuditSample.reference == address.rsplit("/", 1)[1])
        return list(session.scalars(papers.order_by(AuditPaper.position)))


def test_a_sample_is_drawn_and_anybody_draws_it_again(client: As) -> None:
    auditor = audited(client, "Riverside", "Northmoor", "Riverside", "Riverside")
    address = drawn(auditor, size="2")
    by_hand = sorted(range(1, 5), key=lambda each: sha256(f"4711:{each}".encode()).hexdigest())[:2]
    assert records_of(auditor, address) == by_hand
    shown = page(auditor, address)
    assert "2 of 4 records of decisions, drawn random" in shown.words
    assert f"printf '%s' '4711:{by_hand[0]}' | sha256sum" in shown.words
    other = signed_in(auditor, "auditor")
    assert "Drawn again: the same." in page(other, f"{address}/again").words
    assert "0 of 2 concluded" in page(other, "/audit/samples").words

    parted = page(auditor, drawn(auditor, method="stratified", size="2")).words
    assert "Northmoor11" in parted and "Riverside31" in parted, "each part holds and gave so many"
    narrow = page(auditor, drawn(auditor, "?partnership=Northmoor", size="9"))
    assert "1 of 1 records" in narrow.words and "/records?partnership=Northmoor" in narrow.links
    form = page(auditor, "/audit/samples/new?partnership=Nowhere").form("/audit/samples")
    refused = send(auditor, form, title="Nothing")
    assert "no record of a decision is met by this" in checked(refused, 422).words
    assert 'value="Nothing"' in refused.text, "what was typed is not lost"

    marked = drawn(auditor, method="risk", size="4")
    shown = page(auditor, marked)
    assert "Likelier to come because no sitting is named and it was decided on the day" in shown.words
    assert "It was decided on the day on which it was advised14" in shown.words, "one ticket more, all four records"
    assert "Drawn again: the same." in page(other, f"{marked}/again").words
    with counted(auditor) as few:
        page(auditor, address)
    with counted(auditor) as many:
        page(auditor, marked)
    assert len(few) == len(many)
    assert client.get("/audit/samples").status_code == 403
    assert "Samples" not in page(client, "/audit").words, "a senior officer reads records, and draws none"


def test_papers_are_filled_in_and_nothing_is_lost_until_the_case_is_disposed_of(sqlite_client: As) -> None:
    auditor = audited(sqlite_client, "Riverside", "Northmoor", "Riverside")
    sample = drawn(auditor, size="2")
    address = f"{sample}/1"
    told = page(auditor, address).words
    for said in ("the same came out, byte for byte", "They opened its page", "This is as advised", "SHA-256",
                 "No places are sealed in it", "No letter about this decision is held here"):  # fmt: skip
        assert said in told, said
    form = paper_form(auditor, address)
    told = checked(send(auditor, form, **satisfied(**{"verdict-notice": "not_satisfied"})), 422).words
    assert "You are not satisfied and do not say why" in told
    assert "0 answers are open and 1 are not satisfied" in told
    assert "Nothing was changed. What you typed is still here." in told
    typed = satisfied(**{"verdict-notice": "not_satisfied", "words-notice": "No letter.", "conclusion": "minor",
                         "words": "Ask the caseworker."})  # fmt: skip
    saved = send(auditor, form, **typed, then="next")
    assert saved.status_code == 303 and saved.headers["location"] == f"{sample}/2"

    other = signed_in(auditor, "auditor")
    late = send(other, paper_form(other, address), **satisfied(words="Mine.", version="1"))
    both = checked(late, 412)
    assert "Saved meanwhile: Not satisfied: No letter." in both.words and "Mine." in late.text
    again = send(other, both.form(address), **satisfied(words="=1+1"))
    assert again.status_code == 303, "having seen both, the second may save"
    assert "1 of 2 papers concluded" in page(other, sample).words

    rows = list(csv.reader(io.StringIO(auditor.get(f"{sample}/papers.csv").text)))
    assert len(rows) == 1 + 2 * len(QUESTIONS)
    assert rows[1][9] == "'=1+1", "no text becomes a formula"
    about = [row for _, row in rows_of(auditor.get(f"{sample}/papers.xlsx").content)]
    assert ["Seed", "4711"] in about
    printed = page(auditor, f"{sample}/papers").words
    assert "Paper 1: Satisfied" in printed and "Paper 2: open" in printed
    with desk_of(auditor).database.reading() as session:
        lines = {tuple(each) for each in session.execute(select(LogLine.log, LogLine.action))}
    assert {("changes", "sample_drawn"), ("changes", "paper_saved"), ("access", "paper_viewed"),
            ("access", "papers_viewed"), ("access", "sample_exported")} <= lines  # fmt: skip

    first, _ = records_of(auditor, sample)
    with desk_of(auditor).database.writing() as session:
        case = session.scalars(select(Case).join(Record, Record.case_id == Case.id).where(Record.sequence == first))
        store.dispose_case(session, case.one(), "31 years", Someone("senior_officer", "test"), NOW)
    shown = page(auditor, f"{sample}/again").words
    assert "Disposed of: its paper went with the case" in shown
    assert f"Record {first} did not come: the case was disposed of since." in shown
    gone = auditor.get(f"{sample}/1", headers={"Accept": "text/html"})
    assert gone.status_code == 404 and "was disposed of" in gone.text
    assert page(auditor, f"{sample}/2").title.startswith("Paper 2 of 2")
