"""A letter's way out: who it is drafted to, who must look, what stops it, and what takes its place once it is sent."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from panel_api import models, store
from panel_api.errors import Trouble
from panel_api.letters import Page
from panel_api.letters.kept import page_of
from panel_api.schemas_letters import FamilyWords
from panel_api.services import Desk
from panel_api.services.drafting import draft_letters
from panel_api.services.sending import confirm, look_at, send, withdraw
from panel_api.store.clock import days_held
from tests.panel_api.databases import NOW
from tests.panel_api.http_support import desk_of
from tests.panel_api.letters_support import TODAY, at_work, decided, on_the_day, written

LAST_FRIDAY_OF_JUNE = dt.date(2027, 6, 25)
TURNS_SIXTEEN = dt.date(2011, 5, 4)


def draft(desk: Desk, reference: str, decision: int, **changes: object) -> list[models.Letter]:
    with desk.database.writing() as session:
        return draft_letters(session, desk, reference, decision, written(**changes))


def letters(desk: Desk, reference: str) -> Sequence[models.Letter]:
    with desk.database.reading() as session:
        case = store.case_by_reference(session, desk.viewer, reference)
        assert case is not None
        return store.letters_of(session, desk.viewer, case)


def step(verb: object, desk: Desk, reference: str, letter: models.Letter, *more: str) -> models.Letter:
    now = next(each for each in letters(desk, reference) if each.id == letter.id)
    with desk.database.writing() as session:
        done: models.Letter = verb(session, desk, reference, now.reference, now.version, *more)  # type: ignore[operator]
    return done


def stopped(verb: object, desk: Desk, reference: str, letter: models.Letter, *more: str) -> str:
    with pytest.raises(Trouble) as why:
        step(verb, desk, reference, letter, *more)
    return why.value.detail + " ".join(problem.message for problem in why.value.problems)


def to(letter: models.Letter) -> tuple[str, ...]:
    return page_of(letter.blocks).to


def page_to(found: Sequence[models.Letter], name: str) -> Page:
    return next(page for page in (page_of(each.blocks) for each in found) if name in (page.to or ("",))[0])


@pytest.fixture
def clerk(client: TestClient) -> Desk:
    return at_work(client)


def test_each_parent_and_the_school_get_their_own_letter_and_it_goes_out_step_by_step(
    client: TestClient, clerk: Desk
) -> None:
    reference, decision = decided(clerk)
    found = draft(clerk, reference, decision)
    assert [(each.reader, to(each)[0], each.stage) for each in found] == [
        ("parent", "Ms Alder", "drafted"),
        ("parent", "Mr Birch", "drafted"),
        ("school", "Long Meadow Primary School", "drafted"),
    ]
    first = found[0]
    assert "is drafted already" in stopped(send, clerk, reference, first, "post")
    assert step(confirm, clerk, reference, first).stage == "confirmed"
    sent = step(send, clerk, reference, first, "post")
    assert (sent.stage, sent.sent_how, sent.confirmed_by) == ("sent", "post", clerk.viewer.person)
    assert "is sent already" in stopped(withdraw, clerk, reference, first)
    with clerk.database.reading() as session:
        case = store.case_by_reference(session, clerk.viewer, reference)
        assert case is not None
        said = [each.words for each in store.events_of(session, clerk.viewer, case)]
    assert said == ["A letter was sent.", "A person confirmed who a letter goes to.", "3 letters were drafted."]


def test_a_parents_words_stand_in_their_own_letter_and_not_in_the_others(clerk: Desk) -> None:
    reference, decision = decided(clerk)
    with clerk.database.reading() as session:
        case = store.case_by_reference(session, clerk.viewer, reference)
        assert case is not None
        (mother, _) = [party for party in case.parties if party.role == "parent"]
    found = draft(clerk, reference, decision, family_words=[FamilyWords(party=mother.id, words="He is worn out.")])
    assert "You told us: He is worn out." in _bare(page_to(found, "Alder"))
    assert "worn out" not in _bare(page_to(found, "Birch"))
    assert "Sam’s family told us: He is worn out." in _bare(page_to(found, "Long Meadow"))


def _bare(page: Page) -> str:
    return " ".join(page.words.split())


def test_a_pupil_turns_sixteen_between_request_and_letter(clerk: Desk) -> None:
    reference, decision = decided(clerk, born=TURNS_SIXTEEN)
    found = draft(clerk, reference, decision, day=dt.date(2027, 6, 30))
    assert [(each.reader, to(each)[0]) for each in found] == [
        ("young_person", "Sam Invented"),
        ("school", "Long Meadow Primary School"),
    ]
    assert "You can talk to us first" in page_to(found, "Sam").words


def test_recipients_change_on_the_day_the_rights_pass_and_a_letter_to_a_parent_stays_in(clerk: Desk) -> None:
    reference, decision = decided(clerk, born=TURNS_SIXTEEN)
    last = on_the_day(clerk, LAST_FRIDAY_OF_JUNE)
    found = draft(last, reference, decision, day=LAST_FRIDAY_OF_JUNE + dt.timedelta(days=3))
    assert [each.reader for each in found] == ["young_person", "school"], "the day the letters bear decides"
    found = draft(last, reference, decision, day=LAST_FRIDAY_OF_JUNE)
    assert [each.reader for each in found] == ["parent", "parent", "school"]
    step(confirm, last, reference, found[0])
    after = on_the_day(clerk, LAST_FRIDAY_OF_JUNE + dt.timedelta(days=1))
    why = stopped(send, after, reference, found[0], "post")
    assert "bears the day 25 June 2027" in why
    found = draft(last, reference, decision, day=LAST_FRIDAY_OF_JUNE)
    late = next(each for each in found if each.reader == "parent")
    bear(clerk, late, "2027-06-30")
    why = stopped(confirm, after, reference, late)
    assert "Who is to have this letter has changed since it was drafted" in why
    assert "The rights passed to the young person on 26 June 2027" in why


def bear(desk: Desk, letter: models.Letter, day: str) -> None:
    """The letter bears another day, so that its day is not what stops it."""
    with desk.database.writing() as session:
        row = session.get(models.Letter, letter.id)
        assert row is not None
        row.facts = {**row.facts, "day": day}


def test_parents_of_a_young_person_get_one_only_where_they_agreed(clerk: Desk) -> None:
    reference, decision = decided(clerk, born=dt.date(2009, 5, 4), father={"parental_responsibility": False})
    assert [each.reader for each in draft(clerk, reference, decision)] == ["young_person", "school"]
    found = draft(clerk, reference, decision, parents_may_know=True)
    assert [to(each)[0] for each in found] == ["Sam Invented", "Ms Alder", "Long Meadow Primary School"]
    assert "these rights are Sam’s own now" in page_to(found, "Alder").words
    assert step(confirm, clerk, reference, found[1]).stage == "confirmed"


def test_the_word_parent_alone_discloses_nothing(clerk: Desk) -> None:
    reference, decision = decided(clerk, father={"parental_responsibility": False})
    assert "Mr Birch" not in [to(each)[0] for each in draft(clerk, reference, decision)]


def test_a_father_from_whom_the_address_is_shielded(client: TestClient, clerk: Desk) -> None:
    reference, decision = decided(clerk, "agree", "non_statutory", mother={"shielded": True}, decision=AWARD)
    found = draft(clerk, reference, decision, review_on=dt.date(2027, 7, 9))
    his, hers = page_to(found, "Birch").words, page_to(found, "Alder").words
    assert "Westmere" in hers
    assert "Long Meadow" in hers
    for word in ("Westmere", "Quarry", "ZE1", "Long Meadow", "Northmoor"):
        assert word not in his
    assert "Sam’s school will get £4,680" in his
    letter = next(each for each in found if "Birch" in to(each)[0])
    assert "only the person who drafted this letter has seen it" in stopped(confirm, clerk, reference, letter)
    assert "You drafted this letter" in stopped(look_at, clerk, reference, letter)
    second = at_work(client)
    assert step(look_at, second, reference, letter).looked_by == second.viewer.person
    assert step(confirm, clerk, reference, letter).stage == "confirmed"
    assert step(send, clerk, reference, letter, "post").stage == "sent"


AWARD = {"band": "3", "amount_pence": 468000, "from_day": dt.date(2026, 11, 1), "law": None}


@pytest.mark.parametrize("word", ["They go to Long Meadow.", "She lives in WESTMERE.", "near ze1 2ab"])
def test_what_was_typed_about_a_shielded_place_stops_every_letter(clerk: Desk, word: str) -> None:
    reference, decision = decided(clerk, mother={"shielded": True})
    with pytest.raises(Trouble) as why:
        draft(clerk, reference, decision, reasons=[word])
    assert "tell this reader what is kept from them" in why.value.problems[0].message
    assert letters(clerk, reference) == []


def test_a_school_named_in_the_plan_is_not_told_to_a_shielded_reader(clerk: Desk) -> None:
    reference, decision = decided(
        clerk, "name_school", "phase_transfer", mother={"shielded": True}, decision={"school": "Larkfield School"}
    )
    found = draft(clerk, reference, decision, from_day=dt.date(2027, 1, 4))
    assert "Larkfield" not in page_to(found, "Birch").words
    assert "a school (we cannot tell you which)" in page_to(found, "Birch").words
    assert "Larkfield School" in page_to(found, "Alder").words


def test_a_school_that_a_shielded_parent_asked_for_is_not_told_to_the_other(clerk: Desk) -> None:
    reference, decision = decided(clerk, mother={"shielded": True})
    with clerk.database.writing() as session:
        case = store.hold_case(session, clerk.viewer, reference)
        assert case is not None
        mother, father = (party.id for party in case.parties if party.role == "parent")
        for party, school in ((mother, "Heron House School"), (father, "Kite Lodge")):
            row = models.SchoolAsked(party_id=party, school=school, asked_on=TODAY, offer="not_asked")
            store.hang(session, clerk.viewer, case, row, clerk.clock())
    assert draft(clerk, reference, decision, reasons=["You asked for Kite Lodge."]), "his own wish he may read"
    with pytest.raises(Trouble) as why:
        draft(clerk, reference, decision, full_reasons="Heron House was asked for as well.")
    assert "tell this reader what is kept from them" in why.value.problems[0].message


def test_an_address_that_is_shielded_after_drafting_stops_the_letters(client: TestClient, clerk: Desk) -> None:
    reference, decision = decided(clerk)
    found = draft(clerk, reference, decision)
    with clerk.database.writing() as session:
        case = store.hold_case(session, clerk.viewer, reference)
        assert case is not None
        mother = next(party for party in case.parties if party.name == "Ms Alder")
        mother.shielded = True
    for letter in found:
        assert "shielded since this was drafted" in stopped(confirm, clerk, reference, letter)


def test_a_new_address_stops_a_letter_to_the_old_one(clerk: Desk) -> None:
    reference, decision = decided(clerk)
    (mothers, fathers, _) = draft(clerk, reference, decision)
    with clerk.database.writing() as session:
        case = store.hold_case(session, clerk.viewer, reference)
        assert case is not None
        next(party for party in case.parties if party.name == "Ms Alder").address = "1 New Road"
    assert "address of this reader has changed" in stopped(confirm, clerk, reference, mothers)
    assert step(confirm, clerk, reference, fathers).stage == "confirmed"


def test_a_letter_that_goes_out_after_its_day_would_cut_the_time_to_appeal(clerk: Desk) -> None:
    reference, decision = decided(clerk)
    (letter, *_) = draft(clerk, reference, decision)
    step(confirm, clerk, reference, letter)
    tomorrow = on_the_day(clerk, TODAY + dt.timedelta(days=1))
    assert "cut short the time to act" in stopped(send, tomorrow, reference, letter, "post")
    assert "Appeal by 20 November 2026" in page_of(letter.blocks).words


def test_what_was_sent_is_never_changed_and_a_new_letter_takes_its_place(clerk: Desk) -> None:
    reference, decision = decided(clerk)
    (first, second, third) = draft(clerk, reference, decision)
    step(confirm, clerk, reference, first)
    step(send, clerk, reference, first, "post")
    again = draft(clerk, reference, decision, reasons=["Said better."], day=TODAY + dt.timedelta(days=2))
    stages = {each.id: each.stage for each in letters(clerk, reference)}
    assert (stages[first.id], stages[second.id], stages[third.id]) == ("sent", "withdrawn", "withdrawn")
    assert [each.corrects_id for each in again] == [first.id, None, None]
    assert "takes the place of our letter of 20 September 2026" in page_to(again, "Alder").words
    assert "takes the place" not in page_to(again, "Birch").words
    assert "The help that Sam gets now works." in page_of(letters(clerk, reference)[-1].blocks).words


def test_sending_records_what_the_law_counts_from_and_a_new_letter_begins_the_time_to_appeal_anew(clerk: Desk) -> None:
    reference, decision = decided(clerk)
    (mothers, _, schools) = draft(clerk, reference, decision)
    for letter in (schools, mothers):
        assert days(clerk, reference) == {}
        step(confirm, clerk, reference, letter)
        step(send, clerk, reference, letter, "post")
    assert days(clerk, reference) == {"told_no_assessment": TODAY, "notice_sent": TODAY}
    later = on_the_day(clerk, TODAY + dt.timedelta(days=9))
    (again, *_) = draft(later, reference, decision, day=TODAY + dt.timedelta(days=9))
    step(confirm, later, reference, again)
    step(send, later, reference, again, "post")
    assert days(clerk, reference) == {"told_no_assessment": TODAY, "notice_sent": TODAY + dt.timedelta(days=9)}


def days(desk: Desk, reference: str) -> dict[str, dt.date]:
    with desk.database.reading() as session:
        case = store.case_by_reference(session, desk.viewer, reference)
        assert case is not None
        return dict(days_held(store.hanging_on(session, desk.viewer, models.CaseDay, case)))


def test_a_decision_that_was_corrected_has_no_letters_any_more(clerk: Desk) -> None:
    reference, decision = decided(clerk)
    (letter, *_) = draft(clerk, reference, decision)
    with clerk.database.writing() as session:
        case = store.hold_case(session, clerk.viewer, reference)
        assert case is not None
        earlier = store.decisions_of(session, clerk.viewer, case)[0]
        store.add_decision(
            session,
            case,
            models.Decision(
                assessment_id=earlier.assessment_id,
                kind="assess",
                reason_code="x",
                words="Corrected.",
                authority="Chair",
                by_role="chair",
                by_reference="chair-1",
                corrects_id=earlier.id,
            ),
            NOW,
        )
    assert "A later decision corrects this one" in stopped(confirm, clerk, reference, letter)
    with pytest.raises(Trouble, match="later decision"):
        draft(clerk, reference, decision)


def test_nobody_is_written_to_where_it_is_not_known_who_holds_the_rights(clerk: Desk) -> None:
    nobody = {"parental_responsibility": False}
    reference, decision = decided(clerk, mother=nobody, father=nobody)
    with pytest.raises(Trouble, match="Nobody is known who holds the rights"):
        draft(clerk, reference, decision)


def test_a_letter_cannot_go_out_under_an_invented_letterhead_outside_demo_mode(client: TestClient) -> None:
    desk = at_work(client)
    reference, decision = decided(desk)
    (letter, *_) = draft(desk, reference, decision)
    real = replace(desk, settings=desk.settings.model_copy(update={"demo": False}))
    assert "invented county's" in stopped(confirm, real, reference, letter)


def test_two_people_at_once_one_wins_and_the_other_is_told(clerk: Desk) -> None:
    reference, decision = decided(clerk)
    (letter, *_) = draft(clerk, reference, decision)
    seen = letter.version
    step(confirm, clerk, reference, letter)
    with pytest.raises(Trouble) as why, clerk.database.writing() as session:
        withdraw(session, clerk, reference, letter.reference, seen)
    assert why.value.kind == "stale"


def test_a_school_sees_what_was_sent_to_it_and_an_auditor_what_was_sent(client: TestClient, clerk: Desk) -> None:
    reference, decision = decided(clerk)
    (_, _, schools) = draft(clerk, reference, decision)
    own, other = at_work(client, "school", school="900001"), at_work(client, "school", school="900002")
    auditor, chair = at_work(client, "auditor"), at_work(client, "chair")
    assert letters(own, reference) == []
    step(confirm, clerk, reference, schools)
    step(send, clerk, reference, schools, "email")
    assert [each.id for each in letters(own, reference)] == [schools.id]
    assert [each.id for each in letters(auditor, reference)] == [schools.id]
    for desk in (other, chair):
        with desk.database.reading() as session:
            assert store.case_by_reference(session, desk.viewer, reference) is None


def test_the_operator_and_programs_write_no_letters(client: TestClient) -> None:
    reference, decision = decided(desk_of(client))
    with pytest.raises(Trouble, match="a person who has signed in"):
        draft(desk_of(client), reference, decision)
