"""A request for what is held, from the day it comes to the day it is given: who may ask, two people, frozen, logged."""

import datetime as dt
import json
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, update

from engine.law.rights import rights_pass_on
from engine.recording.records import Person as Someone
from panel_api import store
from panel_api.errors import Trouble
from panel_api.models import Case, LogLine, Party, SubjectRequest, Voice, Withheld
from panel_api.reading import read
from panel_api.schemas_subjects import Authority, LetThrough, NewAsked, NewWithheld, Proof
from panel_api.services import Desk, find_case
from panel_api.services import subject_requests as verbs
from panel_api.store import LOCAL
from panel_api.subject_access.document import stored
from tests.panel_api.http_support import desk_of
from tests.panel_api.letters_support import BORN, FATHER, SCHOOL, TODAY, at_work, decided, on_the_day

SHIELDED = {"mother": {"shielded": True}}
SAID = {"words": "We know them.", "authority": "Sam cannot ask alone, and it serves Sam."}


def asked(desk: Desk, case: str, who: str = "Mr Birch", **given: Any) -> SubjectRequest:
    """A request drawn up today by a parent of this name."""
    with desk.database.writing() as session:
        party = next(each for each in find_case(session, desk, case).parties if each.name == who)
        raw = {"asker": "parent", "party": party.id, "recipient": who, "asked_on": TODAY.isoformat(), **SAID, **given}
        row = verbs.ask(
            session, desk, case, read(NewAsked, {name: each for name, each in raw.items() if each is not None})
        )
        session.expunge(row)
        return row


def do(verb: Any, desk: Desk, case: str, row: SubjectRequest, *more: Any) -> SubjectRequest:
    """Take one step with a request as it stands now."""
    with desk.database.writing() as session:
        now = session.scalar(select(SubjectRequest).where(SubjectRequest.reference == row.reference))
        assert now is not None
        found: SubjectRequest = verb(session, desk, case, row.reference, now.version, *more)
        session.flush()
        session.expunge(found)
        return found


def given_to(desk: Desk, case: str, row: SubjectRequest, other: Desk | None = None) -> SubjectRequest:
    """Looked at by another where it must be, and confirmed."""
    if row.shielded:
        assert other is not None
        do(verbs.look, other, case, row)
    return do(verbs.confirm, desk, case, row)


def test_it_is_drawn_up_confirmed_frozen_and_given(sqlite_client: TestClient) -> None:
    desk = at_work(sqlite_client)
    case, _ = decided(desk)
    row = asked(desk, case)
    assert (row.stage, row.due_on, row.shielded) == ("drawn_up", dt.date(2026, 10, 20), False)
    confirmed = given_to(desk, case, row)
    before = stored(verbs.frozen(confirmed))
    with desk.database.writing() as session:
        session.execute(update(Voice).values(words="Something else was said."))
    late = do(verbs.give, desk, case, row, "post")
    assert late.stage == "given" and stored(verbs.frozen(late)) == before
    assert b"The words get stuck." in before and b"Something else" not in before
    with pytest.raises(Trouble, match="given already"):
        do(verbs.give, desk, case, row, "post")


def test_the_log_says_that_it_was_given_with_counts_and_no_word(sqlite_client: TestClient) -> None:
    desk = at_work(sqlite_client)
    case, _ = decided(desk)
    row = given_to(desk, case, asked(desk, case))
    do(verbs.give, desk, case, row, "email")
    with desk.database.reading() as session:
        (line,) = session.scalars(select(LogLine).where(LogLine.action == "disclosed")).all()
    text = line.stored.decode()
    assert line.subject == row.reference and '"withheld"' in text and '"items"' in text
    assert not [word for word in ("Birch", "Alder", "Sam", "Quarry") if word in text]


def test_where_somebody_is_shielded_a_second_person_reads_it_first(sqlite_client: TestClient) -> None:
    desk, other = at_work(sqlite_client), at_work(sqlite_client, "senior_officer")
    case, _ = decided(desk, **SHIELDED)
    row = asked(desk, case)
    assert row.shielded
    with pytest.raises(Trouble, match="second person"):
        do(verbs.confirm, desk, case, row)
    with pytest.raises(Trouble, match="You drew this request up"):
        do(verbs.look, desk, case, row)
    do(verbs.look, other, case, row)
    text = stored(verbs.frozen(do(verbs.confirm, desk, case, row))).decode()
    assert not [
        word for word in ("Quarry", "Westmere", "ZE1", "Long Meadow", "900001", "Northmoor", "Alder") if word in text
    ]
    assert FATHER["address"].split("\n")[0] in text, "his own address is his"


def test_what_changed_after_the_second_look_is_looked_at_again(sqlite_client: TestClient) -> None:
    desk, other = at_work(sqlite_client), at_work(sqlite_client, "senior_officer")
    case, _ = decided(desk, **SHIELDED)
    row = asked(desk, case)
    do(verbs.look, other, case, row)
    with desk.database.writing() as session:
        session.execute(update(Voice).values(words="Something else was said."))
    with pytest.raises(Trouble, match="changed since the second person"):
        do(verbs.confirm, desk, case, row)
    do(verbs.redraw, desk, case, row)
    do(verbs.look, other, case, row)
    changed = do(verbs.withhold, desk, case, row, NewWithheld(item="voices-1", why="serious_harm", words="Because."))
    assert (changed.stage, changed.looked_by) == ("drawn_up", None)


def test_each_parent_and_the_young_person_get_their_own(sqlite_client: TestClient) -> None:
    desk, other = at_work(sqlite_client), at_work(sqlite_client, "senior_officer")
    case, _ = decided(desk, **SHIELDED)
    mother = stored(verbs.frozen(given_to(desk, case, asked(desk, case, "Ms Alder"), other))).decode()
    assert (
        "Quarry Hill" in mother and SCHOOL["name"] in mother and "Made Up Road" not in mother and "Birch" not in mother
    )
    child = asked(desk, case, "Sam Invented", asker="child", authority=None)
    text = stored(verbs.frozen(given_to(desk, case, child, other))).decode()
    assert SCHOOL["name"] in text and "Birch" not in text and "Alder" not in text


def test_from_the_day_the_rights_pass_a_parent_needs_the_young_persons_word(sqlite_client: TestClient) -> None:
    passes = rights_pass_on(BORN)
    desk = at_work(sqlite_client, on=passes - dt.timedelta(days=1))
    case, _ = decided(desk)
    day = (passes - dt.timedelta(days=1)).isoformat()
    row = asked(desk, case, asked_on=day)
    later = on_the_day(desk, passes)
    with pytest.raises(Trouble, match="The rights have passed since"):
        do(verbs.confirm, later, case, row)
    with pytest.raises(Trouble):
        asked(later, case, asked_on=passes.isoformat(), authority=None)
    do(verbs.authorise, later, case, row, Authority(words="Sam's written word of today."))
    assert do(verbs.confirm, later, case, row).stage == "confirmed"


def test_a_confirmed_bundle_is_not_given_once_the_rights_have_passed(sqlite_client: TestClient) -> None:
    passes = rights_pass_on(BORN)
    desk = at_work(sqlite_client, on=passes - dt.timedelta(days=1))
    case, _ = decided(desk)
    row = given_to(desk, case, asked(desk, case, asked_on=(passes - dt.timedelta(days=1)).isoformat()))
    with pytest.raises(Trouble, match="The rights have passed since"):
        do(verbs.give, on_the_day(desk, passes), case, row, "post")


def test_without_parental_responsibility_or_a_reason_nothing_is_drawn_up(sqlite_client: TestClient) -> None:
    desk = at_work(sqlite_client)
    case, _ = decided(desk, father={"parental_responsibility": False})
    with pytest.raises(Trouble, match="being a parent alone opens nothing"):
        asked(desk, case)
    with pytest.raises(Trouble) as found:
        asked(desk, case, "Ms Alder", words=None, authority=None)
    assert {str(each.where) for each in found.value.problems} == {"words", "authority"}


def test_the_month_waits_for_proof_and_runs_from_it(sqlite_client: TestClient) -> None:
    desk = at_work(sqlite_client)
    case, _ = decided(desk)
    row = asked(desk, case, words=None, proof_asked_on=TODAY.isoformat())
    with pytest.raises(Trouble, match="not shown yet who they are"):
        do(verbs.confirm, desk, case, row)
    proved = do(verbs.prove, desk, case, row, read(Proof, {"given_on": "2026-10-05", "words": "A letter."}))
    assert proved.due_on == dt.date(2026, 11, 5)
    assert do(verbs.confirm, desk, case, row).stage == "confirmed"


def test_it_takes_longer_only_where_they_were_told_in_time(sqlite_client: TestClient) -> None:
    desk = at_work(sqlite_client)
    case, _ = decided(desk)
    row, late = asked(desk, case), asked(desk, case)
    assert do(verbs.extend, desk, case, row, "There is a great deal of it.").due_on == dt.date(2026, 12, 21)
    with pytest.raises(Trouble, match="once already"):
        do(verbs.extend, desk, case, row, "And more.")
    with pytest.raises(Trouble, match="month is over"):
        do(verbs.extend, on_the_day(desk, dt.date(2026, 10, 21)), case, late, "Sorry.")


def test_a_person_withholds_and_lets_through_but_not_what_is_shielded(sqlite_client: TestClient) -> None:
    desk = at_work(sqlite_client)
    case, _ = decided(desk, **SHIELDED)
    with desk.database.writing() as session:
        found = find_case(session, desk, case)
        mother = next(each for each in found.parties if each.name == "Ms Alder")
        store.add_voice(
            session, found, Voice(who="parent", party_id=mother.id, words="I asked for this."), desk.clock()
        )
        number = session.scalar(select(Voice.id).where(Voice.who == "parent"))
        school = session.scalar(select(Party.id).where(Party.role == "school"))
    row, mark = asked(desk, case), f"voices-{number}"

    def text() -> str:
        from panel_api.services.subject_bundle import bundle_of

        with desk.database.reading() as session:
            held = find_case(session, desk, case)
            now = session.scalars(select(SubjectRequest)).one()
            return stored(bundle_of(session, desk, held, now, TODAY).document).decode()

    assert "I asked for this." not in text() and f'"item":"{mark}"' in text()
    do(verbs.let_through, desk, case, row, LetThrough(item=mark, words="She agreed."))
    assert "I asked for this." in text()
    do(verbs.take_back, desk, case, row, mark)
    assert "I asked for this." not in text()
    for item, said in ((f"parties-{school}", "shielded"), ("voices-1", "somebody else's"), ("voices-99999", "wrong")):
        with pytest.raises(Trouble, match=said):
            do(verbs.let_through, desk, case, row, LetThrough(item=item, words="No."))
    do(verbs.withhold, desk, case, row, NewWithheld(item="voices-1.words", why="privileged", words="Counsel's advice."))
    assert "The words get stuck." not in text() and "Counsel" not in text() and "lawyer" in text()


def test_refused_or_withdrawn_gives_nothing(sqlite_client: TestClient) -> None:
    desk = at_work(sqlite_client)
    case, _ = decided(desk)
    for verb, more in ((verbs.refuse, ("It was asked to annoy.",)), (verbs.withdraw, ())):
        row = do(verb, desk, case, asked(desk, case), *more)
        with pytest.raises(Trouble, match="nothing to give"):
            verbs.frozen(row)
        with pytest.raises(Trouble, match="already"):
            do(verbs.confirm, desk, case, row)


def test_what_is_kept_and_not_what_was_confirmed_is_not_given(sqlite_client: TestClient) -> None:
    desk = at_work(sqlite_client)
    case, _ = decided(desk)
    row = given_to(desk, case, asked(desk, case))
    with desk.database.writing() as session:
        now = session.scalars(select(SubjectRequest)).one()
        now.contents = json.loads(json.dumps(now.contents).replace("get stuck", "come out"))
    with pytest.raises(Trouble, match="not what was confirmed"):
        do(verbs.give, desk, case, row, "post")


def test_a_stale_version_is_refused(sqlite_client: TestClient) -> None:
    desk = at_work(sqlite_client)
    case, _ = decided(desk)
    row = given_to(desk, case, asked(desk, case))
    with pytest.raises(Trouble) as found, desk.database.writing() as session:
        verbs.give(session, desk, case, row.reference, row.version - 1, "post")
    assert found.value.kind == "stale"


def test_a_disposal_takes_the_request_with_it(client: TestClient) -> None:
    desk, other = at_work(client), at_work(client, "senior_officer")
    case, _ = decided(desk, **SHIELDED)
    row = asked(desk, case)
    do(verbs.withhold, desk, case, row, NewWithheld(item="voices-1", why="other", words="Because."))
    given_to(desk, case, row, other)
    with desk_of(client).database.writing() as session:
        held = store.hold_case(session, LOCAL, case)
        assert held is not None
        store.dispose_case(session, held, "birth_31", Someone("officer", "o-1"), desk.clock())
        assert session.scalars(select(SubjectRequest)).all() == [] and session.scalars(select(Withheld)).all() == []
        assert session.scalars(select(Case.stage)).all() == ["disposed"]
