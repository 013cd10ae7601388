"""Lists for inspections and returns: published names in order, what is held and nothing more, every list logged."""

import csv
import datetime as dt
import io
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from panel_api import store
from panel_api.models import Case, Decision, LogLine, Party, Placement, Provision
from panel_api.published_names.columns import OWN, Table
from panel_api.services.return_rows import ROWS, Asked, has_plan, in_scope
from panel_api.services.returns import PURPOSES, asked_for, lines_of, tables
from panel_api.store.returns import Returned
from tests.panel_api.deciding_support import COUNTY
from tests.panel_api.http_support import NOW, a_case, desk_of, post
from tests.panel_api.matrix import SCOPES
from tests.panel_api.pages_support import checked, counted, page, send
from tests.panel_api.provision_support import a_provision
from tests.panel_api.signing_in import As, signed_in

YEAR = Asked(dt.date(2026, 1, 1), dt.date(2026, 9, 20), "998")
UPN = "B801200005001"


def a_day(month: int, day: int, year: int = 2026) -> dt.date:
    return dt.date(year, month, day)


def decision(kind: str, day: dt.date, **more: Any) -> Decision:
    return Decision(kind=kind, decided_at=dt.datetime.combine(day, dt.time(12), dt.UTC), **more)


def a_found(basis: str = "assessment_request", **given: Any) -> Returned:
    """A case as the store gives it, an invented child's."""
    facts = {"sex": "female", "primary_need": "ASD", "ethnicity": "white", "looked_after": False}
    case = Case(reference=given.pop("reference", "EH-1"), legal_basis=basis, asked_on=a_day(2, 2), facts=facts)
    child = Party(role="child", name="Robin Invented", reference=given.pop("number", UPN), from_day=a_day(5, 6, 2018))
    held: dict[str, Any] = {"days": {}, "decisions": [], "placement": None, "place": None, "excused": False}
    return Returned(case=case, child=child, school=None, **{**held, **given})


def rows(code: str, found: Returned) -> list[dict[str, Any]]:
    return [dict(row) for row in ROWS[code](found, YEAR)]


def test_every_list_has_its_rows_and_gives_what_it_says_it_holds_and_nothing_else() -> None:
    place = Provision(code="100123-U", kind="sen_unit", name="Invented School", authority="999")
    placed = Placement(from_day=a_day(3, 1), until_day=None, pence=6_400_000)
    days = dict.fromkeys(
        ("final_sent", "meeting_held", "decided_review", "amendments_sent", "appealed", "order_sent", "order_done",
         "certificate_dated", "plan_made"), a_day(6, 1),
    )  # fmt: skip
    made = [decision("assess", a_day(3, 1)), decision("issue", a_day(5, 1)), decision("amend", a_day(6, 2), band="3")]
    for table in tables().values():
        held = {column.name for column in table.columns if column.held}
        found: set[str] = set()
        for basis in ("assessment_request", "annual_review", "phase_transfer", "non_statutory"):
            known = a_found(basis, days=days, decisions=made, place=place, placement=placed, excused=True)
            for row in ROWS[table.code](known, YEAR):
                found |= set(row)
        given = held - {"PersonTableID", "RequestsTableID"}
        assert found == given, f"{table.code}: said to be held and not given, or given and not said: {found ^ given}"
        for column in table.columns:
            assert bool(column.held) != bool(column.why), f"{table.code}: {column.name} is held, or it is said why not"


def test_a_request_is_followed_from_receipt_to_the_plan() -> None:
    waiting = a_found()
    assert rows("requests", waiting) == [
        {"ReceivedDate": a_day(2, 2), "RequestOutcomeDate": None, "RequestOutcome": "A", "RequestMediation": None,
         "RequestTribunal": None},
    ]  # fmt: skip
    assert rows("assessment", waiting) == [] and rows("activeplans", waiting) == []
    refused = a_found(decisions=[decision("refuse_to_assess", a_day(3, 9))], days={"appealed": a_day(4, 1)})
    (row,) = rows("requests", refused)
    assert (row["RequestOutcome"], row["RequestTribunal"], row["RequestMediation"]) == ("N", 1, None)
    planned = a_found(
        decisions=[decision("assess", a_day(3, 9)), decision("issue", a_day(5, 11))], days={"final_sent": a_day(6, 15)}
    )
    (row,) = rows("assessment", planned)
    assert (row["AssessmentOutcome"], row["AssessmentOutcomeDate"], row["Week20"]) == ("Y", a_day(5, 11), None)
    assert rows("namedplan", planned) == [{"StartDate": a_day(6, 15)}]
    assert has_plan(planned, YEAR) and rows("senneed", planned) == [{"SENtype": "ASD", "SENtypeRank": 1}]
    (row,) = rows("assessments", planned)
    assert row["Within 20 weeks"] == "yes"  # 2 February and 140 days is 22 June
    late = a_found(decisions=planned.decisions, days={"final_sent": a_day(6, 23)})
    assert rows("assessments", late)[0]["Within 20 weeks"] == "no"


def test_what_ended_before_the_year_is_in_no_list_and_a_plan_that_ceased_is_none() -> None:
    old = a_found(decisions=[decision("refuse_to_assess", a_day(12, 31, 2025))])
    assert not in_scope(old, YEAR) and in_scope(a_found(decisions=[decision("refuse_to_assess", a_day(1, 1))]), YEAR)
    assert has_plan(a_found("annual_review"), YEAR)
    assert not has_plan(a_found("annual_review", decisions=[decision("cease", a_day(5, 1))]), YEAR)
    assert not has_plan(a_found("tribunal_order"), YEAR), "an order may be to assess"


def test_numbers_and_codes_are_given_only_where_they_are_what_they_say() -> None:
    for number, given in ((UPN, UPN), ("A801200005001", ""), ("", ""), (None, ""), ("12345", ""), (UPN.lower(), UPN)):
        assert rows("person", a_found(number=number))[0]["UPN"] == given
    for code, urn, unit in (("100123-U", "100123", 1), ("100123", "100123", 0), ("P-ABCD", "", 0)):
        place = Provision(code=code, kind="sen_unit" if unit else "special", name="Invented", authority="998")
        found = a_found("annual_review", place=place, placement=Placement(from_day=a_day(3, 1), until_day=None))
        (row,) = rows("placementdetail", found)
        assert (row["URN"], row["SENunitIndicator"], row["SENSetting"]) == (urn, unit, "")
        assert rows("out_of_area", found) == [], "our own area"


def taken(client: TestClient, **given: str) -> list[dict[str, str]]:
    form = page(client, "/returns").form("/returns")
    answer = send(client, form, **{"list": "sen2.person", "year": "2026", "purpose": "checking", **given})
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.text.lstrip("\ufeff"))))


def test_a_list_is_taken_away_and_logged(sqlite_client: TestClient) -> None:
    given = a_case(legal_basis="assessment_request")
    given["child"] |= {"name": "=cmd()", "reference": UPN}
    reference = post(sqlite_client, "/api/cases", given).json()["reference"]
    again = a_case(legal_basis="assessment_request")
    again["child"] |= {"name": "Robin", "reference": UPN}
    later = post(sqlite_client, "/api/cases", again).json()["reference"]
    people = taken(sqlite_client)
    table = tables()["sen2.person"]
    assert list(people[0]) == [column.name for column in (*table.columns, *OWN)]
    assert [(row["PersonTableID"], row["UPN"], row["Surname"]) for row in people] == [(later, UPN, "")]
    requests = taken(sqlite_client, list="sen2.requests", purpose="sen2")
    assert [row["RequestsTableID"] for row in requests] == [later, reference]
    assert {row["PersonTableID"] for row in requests} == {later}, "two requests, one child"
    review = a_case(legal_basis="annual_review", authorities=dict.fromkeys(("maintaining", "area", "paying"), COUNTY))
    review["child"] |= {"reference": UPN}
    reviewed = post(sqlite_client, "/api/cases", review).json()["reference"]
    (plan,) = taken(sqlite_client, list="sen2.activeplans", purpose="sen2")
    assert (plan["PersonTableID"], plan["RequestsTableID"]) == (reviewed, later), "a plan is tied to the request"
    assert requests[1]["Name as recorded"] == "'=cmd()", "no cell becomes a formula"
    with desk_of(sqlite_client).database.reading() as session:
        logged = session.scalars(select(LogLine).where(LogLine.action == "exported").order_by(LogLine.sequence)).all()
        told = [(line.log, line.subject, line.by_role) for line in logged]
        details = [line.stored.decode() for line in logged]
    assert told == [("access", f"sen2.{each}", "senior_officer") for each in ("person", "requests", "activeplans")]
    assert '"rows":"2"' in details[1].replace(" ", "") or '"rows":2' in details[1].replace(" ", "")
    assert '"purpose":"sen2"' in details[1].replace(" ", "")


def test_a_child_placed_far_away_before_this_system_is_in_the_list_by_the_placement(sqlite_client: TestClient) -> None:
    with desk_of(sqlite_client).database.writing() as session:
        said = {"need": "ASD", "pence": 6_400_000, "from_day": a_day(1, 5), "written_at": NOW}
        for code, authority in (("900991", "931"), ("900992", "998")):
            place = a_provision(session, code, authority=authority)
            by = {"by_role": "local", "by_reference": "test", "reference": f"N-{code}"}
            session.add(Placement(case_id=None, provision_id=place.id, **said, **by))
    (row,) = taken(sqlite_client, list="annex-a.out_of_area")
    assert (row["Child unique ID"], row["URN"], row["Outside the area"]) == ("N-900991", "900991", "yes")
    assert (row["Full cost a year"], row["UPN"]) == ("64000.00", "")


def test_a_form_half_filled_in_says_what_is_missing_and_takes_nothing(sqlite_client: TestClient) -> None:
    form = page(sqlite_client, "/returns").form("/returns")
    found = checked(send(sqlite_client, form, list="sen2.nothing", year="1066"), 422)
    assert {"#list", "#year", "#purpose"} <= set(found.links) and found.title.startswith("Error: ")
    with desk_of(sqlite_client).database.reading() as session:
        assert session.scalars(select(LogLine).where(LogLine.action == "exported")).all() == []


@pytest.mark.parametrize("role", ["school", "auditor"])
def test_who_makes_no_returns_gets_no_list(sqlite_client: As, role: str) -> None:
    client = signed_in(sqlite_client, role, **SCOPES.get(role, {}))
    page(client, "/returns", 403)
    assert "/returns" not in page(client, "/transparency").links


def test_a_batch_takes_as_many_queries_whatever_is_in_it(
    sqlite_client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = desk_of(sqlite_client)
    table: Table = tables()["annex-a.assessments"]

    def asked() -> int:
        with counted(sqlite_client) as sent:
            found = list(lines_of(desk, table, asked_for(desk, 2026)))
        made.append(len(found) - 1)
        return len(sent)

    made: list[int] = []
    for _ in range(2):
        post(sqlite_client, "/api/cases", a_case(legal_basis="assessment_request"))
    few = asked()
    for _ in range(4):
        post(sqlite_client, "/api/cases", a_case(legal_basis="assessment_request"))
    assert asked() == few and made == [2, 6]
    monkeypatch.setattr(store.returns, "BATCH", 2)
    assert asked() > few and made[-1] == 6, "and the same rows in smaller batches"


def test_purposes_are_codes_that_a_log_may_hold() -> None:
    assert all(code.isidentifier() and words for code, words in PURPOSES.items())
    assert NOW.year == 2026
