"""What places cost for one child: read in two queries, put together by kind, band and numbers, said in both ways."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from engine.placing.comparing import compared, difference_words
from panel_api.database import Database
from panel_api.models import Case, JointShare, PlacementCost, Provision, ProvisionCost
from panel_api.services.desk import Desk
from panel_api.services.place_costs import Costs, costs_of, shares_at, stay_of
from panel_api.services.places_free import free_on
from panel_api.store import Viewer, hang, hanging_on
from panel_api.views.place_costs import two_costs
from tests.panel_api.databases import NOW, new_case
from tests.panel_api.ledger_support import ledger_desk
from tests.panel_api.provision_support import a_provision, numbers

START, UNTIL = dt.date(2027, 9, 1), dt.date(2031, 7, 31)


@pytest.fixture
def desk(database: Database) -> Iterator[Desk]:
    for made in ledger_desk(database):
        yield replace(made, viewer=Viewer("caseworker", "cw-1"))


def recorded(session: Session, at: Provision, line: str, pounds: int | None, day: str = "2026-04-01") -> None:
    pence = None if pounds is None else pounds * 100
    said = {"words": "A place here", "source": "The school's letter", "by_role": "caseworker", "by_reference": "cw-1"}
    from_day = dt.date.fromisoformat(day)
    session.add(ProvisionCost(provision_id=at.id, line=line, from_day=from_day, pence=pence, written_at=NOW, **said))
    session.flush()


def own(session: Session, desk: Desk, case: Case, at: Provision, line: str, pounds: int | None, **given: Any) -> None:
    pence = None if pounds is None else pounds * 100
    row = PlacementCost(provision_id=at.id, line=line, pence=pence, words="For Robin", source="Robin's file", **given)
    hang(session, desk.viewer, case, row, NOW)


def all_costs(session: Session, desk: Desk, case: Case, places: list[Provision]) -> dict[int, Costs]:
    stay = stay_of(desk, START, UNTIL)
    free = free_on(session, desk, [each.id for each in places], stay.priced_on)
    return costs_of(session, desk, case, places, stay, free, None)


def test_two_places_in_both_ways(desk: Desk) -> None:
    with desk.database.writing() as session:
        near, far = a_provision(session, "912345"), a_provision(session, "950001", kind="independent_special")
        numbers(session, near, dt.date(2026, 9, 1), 40, 36, 0, 0)
        for at, line, pounds in ((near, "top_up", 14_000), (far, "fee", 64_000)):
            recorded(session, at, line, pounds)
        recorded(session, far, "fee", 66_000, "2027-04-01")
        case = new_case(session)
        own(session, desk, case, far, "transport", 9_000)
        own(session, desk, case, near, "transport", 3_000, estimated_by="The transport team")
        own(session, desk, case, near, "therapy", 5_000, replaced_at=NOW)
        costs = all_costs(session, desk, case, [near, far])
    first, second = costs[near.id], costs[far.id]
    assert (first.additional.exact_pence, first.full.whole_a_year) == (1_700_000, 2_700_000), "its place stands empty"
    assert second.additional.exact_pence == 7_500_000, "the fee of the day the stay begins"
    words = difference_words(compared(second.additional, first.additional), near.name)
    assert words == "It costs the public purse £58,000 a year more than School 912345."
    shown = two_costs(first, [], [(far.name, second.additional)])
    assert shown["compared"] == ["It costs the public purse £58,000 a year less than School 950001."]
    assert shown["additional"]["total"] == "£17,000 a year"
    assert shown["full"]["total"].endswith("over the stay") and len(shown["full"]["years"]) == 5
    assert [each["counts"] for each in shown["additional"]["lines"]] == ["Not counted", "Counted", "Counted"]
    assert shown["additional"]["lines"][2]["source"] == "Robin's file. Estimated by The transport team."


def test_what_is_not_known_is_asked(desk: Desk) -> None:
    with desk.database.writing() as session:
        silent, college = a_provision(session), a_provision(session, "950009", kind="specialist_post_16")
        recorded(session, silent, "top_up", 14_000)
        recorded(session, college, "fee", None)
        case = new_case(session)
        costs = all_costs(session, desk, case, [silent, college])
    shown = two_costs(costs[silent.id], [])
    assert shown["additional"]["total"] == "at least £14,000 a year"
    assert shown["additional"]["ask"] == [
        "Place funding, £10,000: not known yet whether it counts. Ask whether a place there stands empty.",
        "Home-to-school transport: not known yet: ask the transport team.",
    ]
    shown = two_costs(costs[college.id], [])
    assert shown["full"]["total"] == "at least £0 over the stay"
    assert [each.split(":")[0] for each in shown["full"]["ask"]] == [
        "Place funding", "School's fee", "Home-to-school transport",
    ]  # fmt: skip


def test_agreed_shares_are_parts_of_the_full_cost_and_leave_the_comparison_alone(desk: Desk) -> None:
    with desk.database.writing() as session:
        far, other = (a_provision(session, code, kind="independent_special") for code in ("950001", "950002"))
        recorded(session, far, "fee", 64_000)
        case = new_case(session)
        own(session, desk, case, far, "transport", 0)
        for at, agency, state in ((None, "health", "agreed"), (far, "social_care", "asked"), (other, "other", "asked")):
            number = None if at is None else at.id
            row = JointShare(
                provision_id=number, agency=agency, what="Nursing", state=state, pence=1_200_000, agreed_by="ICB",
                agreed_on=START,
            )  # fmt: skip
            hang(session, desk.viewer, case, row, NOW)
        costs = all_costs(session, desk, case, [far])[far.id]
        shares = shares_at(hanging_on(session, desk.viewer, JointShare, case), far.id)
    assert [each.agency for each in shares] == ["health", "social_care"]
    shown = two_costs(costs, shares)
    assert shown["additional"]["total"] == "£64,000 a year"
    assert shown["full"]["borne"] == [
        "Of £64,000 a year, agreed shares are: health £12,000.",
        "Social care has been asked for £12,000 a year and has not agreed; nothing is taken off for it.",
        "The council would pay £52,000 a year.",
    ]


def test_many_places_take_as_many_queries_as_one(desk: Desk) -> None:
    sent: list[str] = []
    with desk.database.writing() as session:
        places = [a_provision(session, f"9{number:05}") for number in range(30)]
        for each in places:
            recorded(session, each, "top_up", 14_000)
        case, stay = new_case(session), stay_of(desk, START, UNTIL)
        event.listen(desk.database.engine, "before_cursor_execute", lambda *given: sent.append(given[2]))
        found = costs_of(session, desk, case, places, stay, {}, None)
    assert len(found) == 30 and sum(each.startswith("SELECT") for each in sent) == 2
