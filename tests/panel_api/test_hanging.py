"""What hangs on a case: each change is kept beside what held before, and writes one line of history without a name."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from panel_api import schemas_hanging as given
from panel_api import services, store
from panel_api.errors import Trouble
from panel_api.reading import read
from panel_api.services import Desk, around, consult, duties, hear, links, section_f
from panel_api.services.held import Held
from tests.panel_api.http_support import NOW, desk_of, taken_in
from tests.panel_api.pages_cases import PLAN

TODAY = NOW.date()
Verb = Callable[[Session, Desk, str], Any]


def done(client: TestClient, reference: str, verb: Verb) -> None:
    """Do something to a case in one transaction."""
    desk = desk_of(client)
    with desk.database.writing() as session:
        verb(session, desk, reference)


def held(client: TestClient, reference: str) -> Held:
    """What hangs on the case now."""
    desk = desk_of(client)
    with desk.database.reading() as session:
        return services.held_of(session, desk, reference)


def problems(client: TestClient, reference: str, verb: Verb) -> list[str]:
    """Where it is refused; nothing may have changed."""
    before = held(client, reference)
    with pytest.raises(Trouble) as refused:
        done(client, reference, verb)
    after = held(client, reference)
    assert (after.case.version, len(after.events)) == (before.case.version, len(before.events))
    return [str(each.where) for each in refused.value.problems] or [refused.value.kind]


def line(words: str = "A speech therapist, weekly", cost: str | None = "4200.00") -> given.NewLine:
    """A line of Section F."""
    raw = {"words": words, "source": "Annual review papers, June 2026"} | ({"cost": cost} if cost else {})
    return read(given.NewLine, raw)


def test_section_f_keeps_what_held_before_and_unknown_is_not_nought(client: TestClient) -> None:
    case = taken_in(client, **PLAN)
    done(client, case, lambda *at: section_f.add_line(*at, line()))
    done(client, case, lambda *at: section_f.add_line(*at, line("An adult at lunch", None)))
    first = held(client, case).lines[0].id
    done(client, case, lambda *at: section_f.replace_line(*at, first, line("A speech therapist, daily", "9000.00")))
    now = held(client, case)
    assert [(each.words, each.cost_pence, each.replaced_at is None) for each in now.lines] == [
        ("A speech therapist, weekly", 420_000, False),
        ("An adult at lunch", None, True),
        ("A speech therapist, daily", 900_000, True),
    ]
    assert [each.words for each in now.events][:3] == [
        "A line of Section F was replaced.",
        "A line of Section F was added, not costed yet.",
        "A line of Section F was added.",
    ]
    assert problems(client, case, lambda *at: section_f.replace_line(*at, first, line())) == ["conflict"]
    done(client, case, lambda *at: section_f.replace_line(*at, now.lines[1].id, None))
    assert [each.words for each in held(client, case).section_f] == ["A speech therapist, daily"]


def test_without_a_plan_nothing_is_specified(client: TestClient) -> None:
    case = taken_in(client)
    lost = read(given.NewLost, {"words": "Speech therapy", "from": "2026-09-01"})
    for verb in (
        lambda *at: section_f.add_line(*at, line()),
        lambda *at: duties.record_lost(*at, lost),
    ):
        assert problems(client, case, verb) == ["conflict"]
    now = held(client, case)
    assert (now.lines, now.warnings, now.lost) == ((), (), ())


def warning(**changes: str) -> given.NewWarning:
    """A duty warning."""
    raw = {"kind": "non_delivery", "words": "No therapist since June.", "known_on": "2026-09-01",
           "owner": "SEN manager, north", "due_on": "2026-10-01", **changes}  # fmt: skip
    return read(given.NewWarning, raw)


def test_a_duty_warning_stands_until_it_is_settled_with_words(client: TestClient) -> None:
    case = taken_in(client, **PLAN)
    done(client, case, lambda *at: duties.raise_warning(*at, warning()))
    (row,) = held(client, case).warnings
    assert (row.known_on, row.due_on, row.settled_on) == (dt.date(2026, 9, 1), dt.date(2026, 10, 1), None)
    early = read(given.Done, {"words": "A therapist came.", "on": "2026-08-31"})
    assert problems(client, case, lambda *at: duties.settle_warning(*at, row.id, early)) == ["on"]
    settled = read(given.Done, {"words": "A therapist came.", "on": "2026-09-18"})
    done(client, case, lambda *at: duties.settle_warning(*at, row.id, settled))
    assert problems(client, case, lambda *at: duties.settle_warning(*at, row.id, settled)) == ["conflict"]
    now = held(client, case)
    assert now.warnings[0].settled_words == "A therapist came."
    assert now.events[0].words == "A duty warning was settled, with words."
    assert now.events[1].words == "A duty warning was raised: that provision is not delivered."


@pytest.mark.parametrize(
    ("changes", "where"),
    [({"known_on": "2026-09-30"}, ["known_on"]), ({"due_on": "2026-08-01"}, ["due_on"])],
)
def test_a_warning_with_days_that_cannot_be(client: TestClient, changes: dict[str, str], where: list[str]) -> None:
    case = taken_in(client, **PLAN)
    assert problems(client, case, lambda *at: duties.raise_warning(*at, warning(**changes))) == where


def test_provision_lost_is_listed_until_somebody_remedies_it(client: TestClient) -> None:
    case = taken_in(client, **PLAN)
    lost = read(given.NewLost, {"words": "Speech therapy", "from": "2026-06-01"})
    done(client, case, lambda *at: duties.record_lost(*at, lost))
    (row,) = held(client, case).lost
    assert (row.to_day, row.remedy) == (None, None)
    remedy = read(given.Done, {"words": "Twelve sessions in the holidays.", "on": "2026-09-10"})
    done(client, case, lambda *at: duties.remedy_lost(*at, row.id, remedy))
    (row,) = held(client, case).lost
    assert (row.to_day, row.remedied_on) == (dt.date(2026, 9, 10), dt.date(2026, 9, 10))
    assert problems(client, case, lambda *at: duties.remedy_lost(*at, row.id, remedy)) == ["conflict"]


def test_a_consultation_is_due_in_fifteen_days_and_answered_once(client: TestClient) -> None:
    case = taken_in(client, **PLAN)
    asked = read(given.NewConsultation, {"school": "An invented school", "sent_on": "2026-09-01"})
    done(client, case, lambda *at: consult.consult(*at, asked))
    (row,) = held(client, case).consultations
    assert (row.due_on, row.reply) == (dt.date(2026, 9, 16), "none")
    reply = read(given.Reply, {"reply": "cannot_meet", "words": "The class is full.", "on": "2026-09-18"})
    done(client, case, lambda *at: consult.record_reply(*at, row.id, reply))
    assert problems(client, case, lambda *at: consult.record_reply(*at, row.id, reply)) == ["conflict"]
    said = held(client, case).events[0].words
    assert said == "A school that was consulted answered that it cannot meet the needs, after the day it was due."


def test_two_cases_of_one_child_are_proposed_linked_and_unlinked(client: TestClient) -> None:
    one, two = taken_in(client), taken_in(client, legal_basis="assessment_request")
    stranger = taken_in(client, child={"name": "Another Example", "date_of_birth": "2017-01-02"})
    assert [each.reference for each in held(client, one).proposed] == [two]
    linked = read(given.Link, {"other": two, "why": "A top-up and an assessment were asked for together."})
    done(client, one, lambda *at: links.link(*at, linked))
    for case, other in ((one, two), (two, one)):
        now = held(client, case)
        assert [(each.reference, each.why) for each in now.links] == [(other, linked.why)]
        assert now.proposed == ()
        assert now.events[0].words == f"Case {other} was linked with this one."
    again = read(given.Link, {"other": one, "why": "Again."})
    assert problems(client, two, lambda *at: links.link(*at, again)) == ["conflict"]
    for other in (one, "WWWW-WWWW"):
        nobody = read(given.Link, {"other": other, "why": "Once more."})
        assert problems(client, one, lambda *at, nobody=nobody: links.link(*at, nobody)) == ["other"]
    apart = read(given.Unlink, {"other": one, "why": "by_mistake"})
    done(client, two, lambda *at: links.unlink(*at, apart))
    assert held(client, one).links == ()
    assert held(client, one).events[0].words.endswith("no longer linked with this one: they were linked by mistake.")
    assert held(client, stranger).links == held(client, stranger).proposed == ()


def person(**changes: Any) -> given.NewParty:
    """Someone to add; None leaves a field out."""
    raw = {"role": "social_worker", "name": "Kim Example", "from": "2026-09-01", **changes}
    return read(given.NewParty, {name: value for name, value in raw.items() if value is not None})


def test_people_come_change_and_go_and_what_held_before_is_kept(client: TestClient) -> None:
    case = taken_in(client)
    done(client, case, lambda *at: around.add_party(*at, person()))
    row = next(each for each in held(client, case).case.parties if each.role == "social_worker")
    change = read(given.Changed, {"name": "Jo Example", "from": "2026-09-15"})
    done(client, case, lambda *at: around.change_party(*at, row.id, change))
    rows = [each for each in held(client, case).case.parties if each.role == "social_worker"]
    assert [(each.name, each.from_day, each.to_day) for each in rows] == [
        ("Kim Example", dt.date(2026, 9, 1), dt.date(2026, 9, 14)),
        ("Jo Example", dt.date(2026, 9, 15), None),
    ]
    gone = read(given.Ended, {"last_day": "2026-12-18"})
    done(client, case, lambda *at: around.end_party(*at, rows[1].id, gone))
    assert problems(client, case, lambda *at: around.end_party(*at, rows[1].id, gone)) == ["conflict"]
    events = [each.words for each in held(client, case).events]
    assert len([each for each in events if "social worker" in each]) == 3
    assert not [each for each in events if "Example" in each], "no name in the history"


def test_a_new_school_takes_the_place_of_the_one_before(client: TestClient) -> None:
    case = taken_in(client)
    school = person(role="school", name="Another school", reference="100002", **{"from": "2027-09-01"})
    done(client, case, lambda *at: around.add_party(*at, school))
    schools = [each for each in held(client, case).case.parties if each.role == "school"]
    assert [(each.reference, each.to_day) for each in schools] == [("100000", dt.date(2027, 8, 31)), ("100002", None)]


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"role": "parent"}, ["parental_responsibility"]),
        ({"parental_responsibility": True}, ["parental_responsibility"]),
        ({"shielded": True}, ["shielded"]),
        ({"role": "school"}, ["reference"]),
        ({"role": "school", "reference": "100002", "from": "2020-09-01"}, ["from"]),
        ({"name": None}, ["name"]),
    ],
)
def test_someone_who_cannot_be_added_so(client: TestClient, changes: dict[str, Any], where: list[str]) -> None:
    case = taken_in(client)
    assert problems(client, case, lambda *at: around.add_party(*at, person(**changes))) == where


def test_a_voice_is_kept_beside_the_others_and_answers_only_what_nobody_had_said(client: TestClient) -> None:
    case = taken_in(client, voices=[{"who": "child", "words": "I like to draw.", "heard_on": "2026-09-02"}])
    mother = next(each for each in held(client, case).case.parties if each.role == "parent")
    said = read(given.Heard, {"who": "parent", "parent": mother.id, "words": "Tired.", "heard_on": "2026-09-18"})
    done(client, case, lambda *at: hear.hear(*at, said))
    now = held(client, case)
    assert now.case.facts["views_family"] == "2026-09-18"
    assert [voice.words for voice in now.case.voices if voice.party_id == mother.id] == ["Tired."]
    again = read(given.Heard, {"who": "child", "words": "And to run.", "heard_on": "2026-09-19"})
    done(client, case, lambda *at: hear.hear(*at, again))
    now = held(client, case)
    assert now.case.facts["views_child"] == "2026-09-02"
    assert now.events[0].words == "The child or young person was heard."
    wrong = read(given.Heard, {"who": "school", "parent": mother.id, "words": "x", "heard_on": "2026-09-21"})
    assert problems(client, case, lambda *at: hear.hear(*at, wrong)) == ["heard_on", "parent"]


def test_nothing_hangs_on_for_who_may_not_see_the_case(client: TestClient) -> None:
    case = taken_in(client, **PLAN)
    done(client, case, lambda *at: section_f.add_line(*at, line()))
    stranger = store.Viewer("school", "nobody")
    desk = desk_of(client)
    with desk.database.reading() as session:
        row = services.find_case(session, desk, case)
        assert store.events_of(session, stranger, row) == []
        assert store.links_of(session, stranger, row) == ()
        assert store.same_child(session, stranger, row) == ()
        assert store.hanging_on(session, stranger, store.hanging.SectionFLine, row) == []
