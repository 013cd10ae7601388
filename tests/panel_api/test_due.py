"""What is due: the list as a page, a spreadsheet, JSON and a calendar; what presses first, and nothing of a child."""

import csv
import datetime as dt
import io
from typing import Any

import pytest
from fastapi.testclient import TestClient
from icalendar import Calendar

from panel_api import services
from panel_api.models import Appointment, Interest, Person
from panel_api.schema_examples import CASE
from tests.panel_api.clock_support import RECEIVED, Wall, day, finding, wall_of
from tests.panel_api.http_support import desk_of, post, problem, taken_in
from tests.panel_api.pages_cases import PLAN
from tests.panel_api.pages_support import PAGE, Html, checked, counted, page, send
from tests.panel_api.signing_in import As, signed_in, signed_out

ASSESSMENT: dict[str, Any] = {"legal_basis": "assessment_request", "facts": {"assessment_requested": True}}


@pytest.fixture
def wall(client: TestClient) -> Wall:
    return wall_of(client)


def shown(found: Html) -> list[tuple[str, str]]:
    """Case and how it stands, row by row."""
    cells = [" ".join(each.text.split()) for each in found.all("th", "td") if "tbody" in each.inside]
    return [(cells[n], cells[n + 2]) for n in range(0, len(cells), 6)]


def events(text: bytes) -> list[tuple[str, dt.date]]:
    """What a calendar reads."""
    return [(str(each["summary"]), each["dtstart"].dt) for each in Calendar.from_ical(text).walk("VEVENT")]


def several(client: TestClient) -> dict[str, str]:
    """A case of each kind, by what is said of it: NOW is 20 September 2026."""
    cases = {
        "late": taken_in(client, **ASSESSMENT, asked_on="2026-08-01"),
        "soon": taken_in(client, **ASSESSMENT, asked_on="2026-08-14"),
        "far": taken_in(client, **ASSESSMENT, asked_on="2026-09-14"),
        "own": taken_in(client, asked_on="2026-08-10", voices=[], facts={"last_cycle": "2026-07-06"}),
        "order": taken_in(client, **PLAN | {"legal_basis": "tribunal_order", "days": {"order_sent": "2026-09-07"}}),
        "undated": taken_in(client, **PLAN),
    }
    assert post(client, f"/api/cases/{cases['own']}/assessments", {}).status_code == 201
    return cases


def test_what_presses_stands_first_in_words(client: TestClient) -> None:
    cases = several(client)
    found = page(client, "/due")
    assert shown(found) == [
        (cases["late"], "Overdue by eight days"),
        (cases["order"], "May be due in one day"),
        (cases["own"], "Due in two days"),
        (cases["soon"], "Due in five days"),
    ]
    words = found.words
    assert "Overdue: 1" in words and "Due within 7 days: 3" in words and "Due within 30 days: 3" in words
    assert "Our own standard, no deadline in law" in words
    assert "Nobody has read this order yet" in words
    assert found.title == "Due – Evenhand"


def test_the_list_is_narrowed_by_days_by_kind_and_by_footing(client: TestClient) -> None:
    cases = several(client)

    def found(query: str) -> list[str]:
        return [reference for reference, _ in shown(page(client, f"/due?{query}"))]

    assert found("when=overdue") == [cases["late"]]
    assert found("when=7") == [cases["order"], cases["own"], cases["soon"]]
    assert found("force=own_standard") == [cases["own"]]
    assert found("force=law&when=30") == [cases["order"], cases["soon"]]
    assert found("legal_basis=tribunal_order") == [cases["order"]]
    assert len(found("when=all")) == 11, "three dates for each request for an assessment, and one for each other"
    undated = page(client, "/due?when=undated")
    assert cases["undated"] in undated.words and cases["far"] not in undated.words
    assert f"/cases/{cases['undated']}/dates" in undated.links
    nothing = page(client, "/due?when=overdue&legal_basis=phase_transfer")
    assert "Nothing fits this" in nothing.words


def test_what_cannot_be_understood_is_told_and_gives_no_longer_list(client: TestClient) -> None:
    several(client)
    wrong = page(client, "/due?when=yesterday&legal_basis=gossip", 422)
    assert wrong.words.count("Choose one of the list.") == 4, "at the top and beside each field"
    assert "yesterday" in wrong.source, "what was chosen stays"
    assert client.get("/due.csv?when=yesterday", headers=PAGE).status_code == 422
    assert "not there" in page(client, "/due?after=somewhere", 422).words
    assert [each["where"] for each in problem(client.get("/api/due?when=yesterday"))["errors"]] == ["query.when"]
    assert [each["where"] for each in problem(client.get("/api/due?after=x"))["errors"]] == ["query.after"]


def test_an_empty_list_says_what_will_stand_here(client: TestClient) -> None:
    words = page(client, "/due").words
    assert "Nothing is overdue, and nothing is due in the next 14 days." in words
    assert "Dates stand here once a day is recorded" in words
    assert "Every open case that stands on law has a date." in page(client, "/due?when=undated").words


def test_a_finding_is_said_beside_its_date(client: TestClient) -> None:
    case = taken_in(client, **ASSESSMENT, asked_on="2026-08-01")
    given = {"clock": "decide_to_assess", "ground": "exceptional_circumstances", "words": "A death in the family."}
    finding(client, case, **given)
    found = page(client, "/due")
    assert "Overdue by eight days" in found.words, "the missed date is never hidden"
    assert "A person found that a reason in law applies." in found.words
    assert "death" not in found.source, "what was found stands on the case's own page"


def test_pages_of_the_list_and_a_constant_number_of_queries(client: TestClient) -> None:
    several(client)
    page(client, "/due")
    with counted(client) as few:
        page(client, "/due?when=all")
    for _ in range(40):
        taken_in(client, **ASSESSMENT, asked_on="2026-08-01")
    with counted(client) as many:
        first = page(client, "/due?when=all")
    assert len(few) == len(many), many
    later = next(link for link in first.links if "after=" in link)
    second = page(client, later)
    every = shown(first) + shown(second) + shown(page(client, next(x for x in second.links if "after=" in x)))
    assert len(every) == len(set(every)) == 131
    earlier = next(link for link in second.links if "before=" in link)
    assert shown(page(client, earlier)) == shown(first)


def test_the_spreadsheet_says_the_same(client: TestClient) -> None:
    cases = several(client)
    answer = client.get("/due.csv?when=overdue", headers=PAGE)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")))) == [
        ["Due on", "What", "Case", "Legal footing", "Kind of date", "How it stands", "Finding"],
        [
            "2026-09-12", "Decide whether to assess", cases["late"], "Request for an EHC needs assessment",
            "Deadline in law", "Overdue by eight days", "",
        ],
    ]  # fmt: skip


def test_programs_read_the_list_page_by_page(client: TestClient) -> None:
    cases = several(client)
    found = client.get("/api/due?when=7&size=2").json()
    assert found["on"] == "2026-09-20"
    assert [(each["case"], each["due_on"], each["law"], each["possible"]) for each in found["due"]] == [
        (cases["order"], "2026-09-21", True, True),
        (cases["own"], "2026-09-22", False, False),
    ]
    rest = client.get(f"/api/due?when=7&size=2&after={found['pages']['after']}").json()
    assert [each["case"] for each in rest["due"]] == [cases["soon"]]
    assert rest["pages"]["after"] is None
    back = client.get(f"/api/due?when=7&size=2&before={rest['pages']['before']}").json()
    assert back["due"] == found["due"]


@pytest.mark.parametrize("role", ["school", "panel_member", "chair", "budget_holder", "auditor", "administrator"])
def test_it_is_for_those_who_keep_cases(client: TestClient, role: str) -> None:
    scope = {"school": {"school": "100000"}, "budget_holder": {"partnership": "north"}}.get(role, {})
    other = signed_in(client, role, **scope)
    for address in ("/due", "/due.csv", "/api/due"):
        assert other.get(address).status_code == 403, address
    assert "/due" not in page(other, "/").links
    assert "/due" in page(client, "/").links


def declare(client: TestClient, person: Person, reference: str) -> None:
    """Declare a person's interest in a case."""
    desk = desk_of(client)
    with desk.database.writing() as session:
        case = services.find_case(session, desk, reference)
        row = Interest(
            case_id=case.id, person_id=person.id, words="A neighbour.", declared_at=desk.clock(), by_reference="T-1"
        )
        session.add(row)


def test_an_interest_takes_a_case_out_of_lists_counts_and_calendars(client: TestClient) -> None:
    cases = several(client)
    officer = signed_in(client, "senior_officer")
    address = made(officer)
    before = officer.get(address).content
    assert any(cases["late"] in title for title, _ in events(before))
    declare(client, officer.people["senior_officer"], cases["late"])
    assert "Overdue: 0" in page(officer, "/due").words
    assert officer.get("/api/due?when=overdue").json()["due"] == []
    assert not any(cases["late"] in title for title, _ in events(officer.get(address).content))


def made(client: TestClient) -> str:
    """A feed address made on the page."""
    answer = send(client, page(client, "/due").form("/due/feed"), csrf=csrf_of(client))
    found = checked(answer)
    address = next(each["value"] for each in found.all("input") if each["name"] == "address")
    return address.removeprefix(str(client.base_url))


def csrf_of(client: TestClient) -> str:
    assert isinstance(client, As)
    return client.sessions[client.role or "senior_officer"][1]


def test_a_calendar_reads_references_words_and_days_and_nothing_of_a_child(client: TestClient) -> None:
    cases = several(client)
    address = made(client)
    phone = signed_out(client)
    answer = phone.get(address)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert (f"{cases['soon']}: Decide whether to assess", dt.date(2026, 9, 25)) in events(answer.content)
    assert len(events(answer.content)) == 11
    narrowed = phone.get(f"{address}&force=own_standard").content
    assert [title.split(":")[0] for title, _ in events(narrowed)] == [cases["own"]]
    told = answer.text
    names = [CASE["child"]["name"], CASE["school"]["name"], *(each["name"] for each in CASE["parents"])]
    for secret in (*names, "Robin", "Example", "Invented", "north", "LOCATION", CASE["child"]["reference"]):
        assert secret not in told, "one parent's whereabouts are shielded here"
    day(client, cases["soon"], "told_assessment", "2026-09-18")
    assert not any(
        "Decide whether" in title and cases["soon"] in title for title, _ in events(phone.get(address).content)
    )


def test_a_calendar_address_opens_nothing_once_it_is_ended_or_its_person_has_gone(client: TestClient) -> None:
    officer = signed_in(client, "caseworker")
    phone = signed_out(client)
    first = made(officer)
    second = made(officer)
    assert phone.get(first).status_code == 404, "a new address takes the place of the old"
    assert phone.get(second).status_code == 200
    assert "You made an address on" in page(officer, "/due").words
    assert send(officer, page(officer, "/due").form("/due/feed/end")).status_code == 303
    assert phone.get(second).status_code == 404
    third = made(officer)
    desk = desk_of(client)
    with desk.database.writing() as session:
        person = session.get_one(Person, officer.people["caseworker"].id)
        person.active = False
    assert phone.get(third).status_code == 404, "an account that is closed"
    with desk.database.writing() as session:
        session.get_one(Person, officer.people["caseworker"].id).active = True
        for held in session.query(Appointment).filter_by(person_id=officer.people["caseworker"].id):
            held.to_day = dt.date(2026, 9, 19)
    assert phone.get(third).status_code == 404, "a role that is over"
    assert phone.get("/due.ics?key=guessed").status_code == 404
    assert phone.get("/due.ics").status_code == 404


def test_what_was_met_leaves_the_list_and_the_day_turns_at_midnight_in_england(client: TestClient, wall: Wall) -> None:
    case = taken_in(client, **ASSESSMENT, asked_on=RECEIVED)
    wall.set("2025-10-13", "22:30")
    assert tuple(says for reference, says in shown(page(client, "/due")) if reference == case) == ("Due today",)
    wall.set("2025-10-13", "23:30")  # summer time: 00:30 on the 14th
    assert tuple(says for _, says in shown(page(client, "/due"))) == ("Overdue by one day",)
    day(client, case, "told_assessment", "2025-10-13")
    assert "Nothing is overdue" in page(client, "/due").words
