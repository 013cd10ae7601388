"""Reports of equity: a planted unfairness is named, a fair county left alone, and nothing small is kept."""

import csv
import datetime as dt
import io
import json
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from benchmarks.equity_county import PLANTED_IN, Plant
from panel_api.models import Case, EquityReport, Proposal, RescoredCase, Rescoring
from panel_api.services import Desk
from panel_api.services.equity import Asked, find_report, make_report, work_out
from panel_api.services.equity_document import alarms_of, comparisons_of
from panel_api.services.equity_shown import ELSEWHERE, as_seen
from panel_api.store import keep_rulebook
from tests.panel_api.equity_support import keep_county
from tests.panel_api.http_support import NOW, desk_of
from tests.panel_api.pages_support import PAGE, checked, counted, page, pressed
from tests.panel_api.signing_in import signed_in

MANY = 500
ALL = Asked("county_top_up", dt.date(2026, 5, 1), NOW.date())


def kept(client: TestClient, plant: Plant | None = None) -> tuple[Desk, EquityReport]:
    """A county in the database, and the report of it."""
    desk = desk_of(client)
    keep_county(client, 4, MANY, plant)
    return desk, make_report(desk, ALL)


def test_a_partnership_that_scores_low_is_named_on_the_page(sqlite_client: TestClient) -> None:
    _, report = kept(sqlite_client, Plant(PLANTED_IN))
    officer = signed_in(sqlite_client, "senior_officer")
    shown = page(officer, "/equity").words
    assert "stands out beyond chance" in shown or "stand out beyond chance" in shown
    assert f"Levels scored, all strands together: {PLANTED_IN}" in shown
    assert "levels less" in shown and "Have some of these cases scored again" in shown
    scoring = page(officer, f"/equity/{report.reference}/scoring").words
    assert "Stands out, lower" in scoring
    named = {group["name"] for each, group in alarms_of(report.result) if each["dimension"] == "partnership"}
    assert named == {PLANTED_IN}, "no other partnership is accused"


def test_a_fair_county_is_left_alone(sqlite_client: TestClient) -> None:
    desk, report = kept(sqlite_client)
    assert alarms_of(report.result) == [] and report.result["made"] > 100
    shown = page(signed_in(sqlite_client, "auditor"), "/equity").words
    assert "none stands out beyond chance" in shown and "at most once in 20" in shown
    _nothing_small_is_kept(report)
    _a_budget_holder_knows_own_schools_alone(sqlite_client, desk, report)
    _it_is_taken_away(sqlite_client, report)
    _queries_do_not_grow(sqlite_client)


def _nothing_small_is_kept(report: EquityReport) -> None:
    hidden = 0
    for each in report.result["comparisons"]:
        for group in each["groups"]:
            figures = [group[name] for name in ("n", "observed", "expected", "difference", "low", "high", "p")]
            if group["standing"] != "compared":
                hidden += 1
                assert figures == [None] * 7
            else:
                assert group["n"] >= report.result["least"]
    assert hidden > 50, "most schools of a small county are too small"


def _a_budget_holder_knows_own_schools_alone(client: TestClient, desk: Desk, report: EquityReport) -> None:
    other = signed_in(client, "budget_holder", partnership="Riverside")
    (wait,) = (each for each in comparisons_of(report.result, "wait") if each["dimension"] == "school")
    within = {group["name"]: dict(group["within"])["partnership"] for group in wait["groups"]}
    own = {name for name, partnership in within.items() if partnership == "Riverside"}
    answer = other.get(f"/equity/{report.reference}/report.json", headers=PAGE)
    seen = json.loads(answer.content)
    names = {g["name"] for each in seen["comparisons"] if each["dimension"] == "school" for g in each["groups"]}
    assert names == own | {ELSEWHERE}
    for path in ("", "/wait", "/scoring", "/report.csv"):
        text = other.get(f"/equity/{report.reference}{path}", headers=PAGE).text
        assert [name for name in set(within) - own if name in text] == []
    with desk.database.reading() as session:
        assert as_seen(session, desk, find_report(session, report.reference)) == report.result


def _it_is_taken_away(client: TestClient, report: EquityReport) -> None:
    auditor = signed_in(client, "auditor")
    rows = list(csv.reader(io.StringIO(auditor.get(f"/equity/{report.reference}/report.csv", headers=PAGE).text)))
    assert rows[0][0].endswith("Measure") and len(rows) > 100
    assert auditor.get(f"/equity/{report.reference}/report.xlsx", headers=PAGE).content[:2] == b"PK"
    listed = auditor.get("/api/equity-reports").json()["reports"]
    assert [each["reference"] for each in listed] == [report.reference]
    one = auditor.get(f"/api/equity-reports/{report.reference}").json()
    assert (one["cases"], one["made"]) == (MANY, report.result["made"])
    assert auditor.get("/api/equity-reports/EQ-NONE").status_code == 404


def _queries_do_not_grow(client: TestClient) -> None:
    desk, counts = desk_of(client), []
    for last in (dt.date(2026, 8, 5), NOW.date()):
        with counted(client) as queries, desk.database.reading() as session:
            found = work_out(session, desk, Asked("county_top_up", dt.date(2026, 5, 1), last))
        counts.append((found["cases"], len(queries)))
    assert counts[0][0] < counts[1][0] and counts[0][1] == counts[1][1] < 8


def test_a_report_is_asked_for_by_its_form_and_cannot_be_changed(sqlite_client: TestClient) -> None:
    officer = signed_in(sqlite_client, "rulebook_editor")
    assert "No report was made yet" in page(officer, "/equity").words
    made = pressed(officer, "/equity/new", "/equity/new", from_day="1/5/2026", until_day="20/9/2026")
    assert "There was nothing to compare" in made.words
    with pytest.raises(Exception, match="sealed"), desk_of(sqlite_client).database.writing() as session:
        session.execute(update(EquityReport).values(cases=1))


def test_what_is_typed_wrong_is_told_and_stays(sqlite_client: TestClient) -> None:
    officer = signed_in(sqlite_client, "senior_officer")
    form = page(officer, "/equity/new").form("/equity/new")

    def told(**typed: Any) -> str:
        sent = {**form.fields, "rulebook": "county_top_up", **typed}
        return checked(officer.post("/equity/new", data=sent, headers=PAGE), 422).words

    assert "Write a day" in told(from_day="soon", until_day="20/9/2026")
    assert "This day has not come yet" in told(from_day="1/9/2026", until_day="20/9/2027")
    assert "It comes before the first day" in told(from_day="1/9/2026", until_day="20/8/2026")


def test_who_reads_and_who_makes(sqlite_client: TestClient) -> None:
    for role, reads, makes in (
        ("panel_member", 200, 403),
        ("auditor", 200, 200),
        ("caseworker", 403, 403),
        ("school", 403, 403),
    ):
        client = signed_in(sqlite_client, role, **({"school": "100000"} if role == "school" else {}))
        assert client.get("/equity", headers=PAGE).status_code == reads
        assert client.get("/equity/new", headers=PAGE).status_code == makes


def test_regard_to_a_proposal_is_written_beside_how_groups_would_fare(sqlite_client: TestClient) -> None:
    desk = desk_of(sqlite_client)
    keep_county(sqlite_client, 4, 200)
    editor = signed_in(sqlite_client, "rulebook_editor").people["rulebook_editor"].id
    with desk.database.writing() as session:
        reference = _proposed(session, desk, editor)
    officer = signed_in(sqlite_client, "senior_officer")
    address = f"/proposals/{reference}/equality"
    shown = page(officer, address)
    assert "Like cases elsewhere" in shown.words and "Nobody has written anything yet" in shown.words
    assert "Male" in shown.words and "Female" not in shown.words, "so few did not say that girls would give them away"
    assert "−£" in shown.words and "none stands out beyond chance" in shown.words
    wrong = checked(officer.post(address, data={**shown.form(address).fields, "words": " "}, headers=PAGE), 422)
    assert "Say what it means" in wrong.words
    after = pressed(officer, address, address, about="sex", words="Girls lose no more than boys.")
    assert "Girls lose no more than boys." in after.words and "senior officer, on 20 September 2026" in after.words


def _proposed(session: Session, desk: Desk, editor: int) -> str:
    """A proposal with a re-scoring by which every second award falls by £100."""
    texts, by = desk.shelf.texts("county_top_up"), {"by_role": "senior_officer", "by_reference": "test"}
    sha256 = keep_rulebook(session, "county_top_up", texts.rulebook, "", NOW)
    said = {"text": texts.rulebook, "cases": texts.cases, "vocabulary": "", "words": "Better.", "summary": "Good."}
    when = {"from_day": NOW.date(), "proposed_at": NOW, "changed_at": NOW, "faults": []}
    known = {"reference": "P-EQUAL", "name": "county_top_up", "begun_from": "county_top_up", "stage": "proposed"}
    proposal = Proposal(**known, **said, **when, proposed_by=editor)
    session.add(proposal)
    session.flush()
    what = {"name": "county_top_up", "sha256": sha256, "against_sha256": sha256, "as_of": NOW.date(), "cases": 200}
    made = {"result": {}, "made_at": NOW, "record_sequence": 900_001, "reference": "RS-EQUAL"}
    rescoring = Rescoring(proposal_id=proposal.id, **what, **made, **by)
    session.add(rescoring)
    session.flush()
    moved = {"status_before": "settled", "status_after": "settled", "band_before": "2", "band_after": "2"}
    cases = session.scalars(select(Case.id)).all()
    session.add_all(
        RescoredCase(
            rescoring_id=rescoring.id,
            case_id=case,
            pence_before=468_000,
            pence_after=458_000 if case % 2 else 468_000,
            **moved,
        )
        for case in cases
    )
    return "P-EQUAL"
