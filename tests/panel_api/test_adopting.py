"""A rulebook is adopted by another than proposed it, on a re-scoring of the caseload, never over what was decided."""

import datetime as dt
import json
import threading
from dataclasses import replace
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from engine.language.loading import text_hash
from panel_api import services, store
from panel_api.errors import Trouble
from panel_api.models import Adoption, LogLine, Proposal, RescoredCase, Rescoring
from panel_api.services import Desk, caseload_run
from panel_api.services.adopting import adopt, ready_to_adopt
from panel_api.services.in_force import history_of
from panel_api.services.proposal_texts import Written, checked
from panel_api.services.proposals import answer_proposal, change_proposal, propose
from panel_api.services.rescoring import DAYS, rescore, rescore_proposal, stale, tried_again
from panel_api.shelf import Texts
from panel_api.store import Viewer
from tests.panel_api.adopting_support import AFTER, BEFORE, BOOK, dearer
from tests.panel_api.http_support import NOW, desk_of, post, recommended, row_counts, taken_in
from tests.panel_api.signing_in import a_person

TODAY = dt.date(2026, 9, 20)
DAY = dt.timedelta(days=1)
WORDS = "Agreed by the director under delegation 4.2."


class People:
    """An editor, the officer who supports and adopts, and another officer; each a desk of their own."""

    def __init__(self, client: TestClient) -> None:
        desk = desk_of(client)
        self.editor, self.officer, self.other = (
            _as(desk, role) for role in ("rulebook_editor", "senior_officer", "senior_officer")
        )

    def proposed(self, texts: Texts, from_day: dt.date = TODAY, *, support: bool = True) -> Proposal:
        """A proposal, supported where nothing else is said."""
        given = checked(self.editor, Written(BOOK, texts.rulebook, texts.cases, "Dearer, for a test.", from_day, BOOK))
        assert not given.found.faults, given.found.faults
        with self.editor.database.writing() as session:
            row = propose(session, self.editor, given)
        if support:
            with self.officer.database.writing() as session:
                row = answer_proposal(session, self.officer, row.reference, row.version, "supported", "Read.")
        return row


def _as(desk: Desk, role: str) -> Desk:
    person = a_person(desk, role)
    return replace(desk, viewer=Viewer(role, person.reference, person.id))


def later(desk: Desk, days: int) -> Desk:
    """The same desk some days on, its shelf too."""
    at = NOW + days * DAY
    follows = desk.shelf._follows
    assert follows is not None
    return replace(desk, clock=lambda: at, shelf=desk.shelf.following(follows[0], lambda: at))


@pytest.fixture
def people(client: TestClient) -> People:
    return People(client)


@pytest.fixture
def few(sqlite_client: TestClient) -> People:
    """The same on SQLite alone."""
    return People(sqlite_client)


def refused(desk: Desk, reference: str, words: str = WORDS, **given: Any) -> str:
    with pytest.raises(Trouble) as trouble:
        adopt(desk, reference, words, **given)
    return trouble.value.detail + " ".join(str(each) for each in trouble.value.problems)


def test_adopted_by_another_on_a_sealed_re_scoring_and_in_force_at_once(client: TestClient, people: People) -> None:
    reference = taken_in(client)
    taken_in(client, facts={"attention": None})
    row = people.proposed(dearer(people.editor.shelf))
    told: list[tuple[int, int]] = []
    scored = rescore_proposal(people.officer, row.reference, told=lambda done, of: told.append((done, of)))
    assert told == [(2, 2)]
    assert scored.cases == 2 and scored.sha256 == text_hash(row.text, row.vocabulary)
    found = scored.result["groups"]["open"]
    assert found["compared"] == {"cases": 1, "before": BEFORE, "after": AFTER, "difference": "421.00"}
    assert found["rising"] == {"cases": 1, "pounds": "421.00", "largest": "421.00"}
    assert found["falling"] == {"cases": 0, "pounds": "0.00", "largest": "0.00"}
    assert {"before": "unsettled", "after": "unsettled", "cases": 1} in found["statuses"], "never as nothing"
    assert found["bands"] == [{"before": "3", "after": "3", "cases": 1}]
    adopted = adopt(people.officer, scored.reference, WORDS)
    assert (adopted.kind, adopted.from_day, adopted.proposal_id) == ("adopted", TODAY, row.id)
    assert people.editor.shelf.book(BOOK).sha256 == adopted.sha256, "at once in this process"
    answer = post(client, f"/api/cases/{reference}/assessments", {})
    assert answer.json()["report"]["outcome"]["annual_top_up"] == AFTER
    with people.officer.database.reading() as session:
        links = list(store.read_links(session, store.LOCAL))
        report = store.verify_chain(session, store.LOCAL)
        actions = session.scalars(select(LogLine.action).where(LogLine.log == "changes")).all()
    entries = [json.loads(link.stored)["entry"] for link in links]
    assert [each["kind"] for each in entries] == ["rescoring", "adoption"]
    assert entries[1]["rescoring"] == scored.record_sequence == 1
    assert entries[1]["rulebook"] == {"name": BOOK, "sha256": adopted.sha256}
    assert entries[1]["replaces"] == entries[0]["against"] == scored.against_sha256
    assert entries[1]["words"] == WORDS and entries[1]["from"] == "2026-09-20"
    assert report.holds and {"rescored", "adopted"} <= set(actions)


def test_nobody_adopts_what_they_proposed_or_what_nobody_supported(few: People) -> None:
    row = few.proposed(dearer(few.editor.shelf), support=False)
    scored = rescore_proposal(few.editor, row.reference)
    assert "has not supported it" in refused(few.officer, scored.reference)
    with few.officer.database.writing() as session:
        answer_proposal(session, few.officer, row.reference, row.version, "supported", "")
    assert "You proposed this" in refused(few.editor, scored.reference)
    assert "words" in refused(few.officer, scored.reference, words=" ")
    program = replace(few.officer, viewer=Viewer("senior_officer", "token", None))
    assert "never by a program" in refused(program, scored.reference)
    adopt(few.officer, scored.reference, WORDS)
    assert "adopted on this re-scoring already" in refused(few.other, scored.reference)
    with few.officer.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Adoption)) == 1


def test_a_decision_sealed_under_the_older_text_is_never_backdated_over(client: TestClient, people: People) -> None:
    reference, etag = recommended(client)
    decision = {"kind": "agree", "reason": "as_recommended", "words": "As recommended."}
    done = post(client, f"/api/cases/{reference}/decisions", decision, If_Match=etag)
    assert done.status_code == 201, done.text
    row = people.proposed(dearer(people.editor.shelf))
    scored = rescore_proposal(people.officer, row.reference)
    said = refused(people.officer, scored.reference)
    assert "1 decision is sealed under another text on 20 September 2026 or later (record 1)" in said
    tomorrow = rescore_proposal(people.officer, row.reference, TODAY + DAY)
    assert adopt(people.officer, tomorrow.reference, WORDS).from_day == TODAY + DAY, "a later day than was proposed"
    assert services.find_out(people.officer, taken_in(client)).assessment.outcome["annual_top_up"] == 468_000
    assert services.replay_record(people.officer, 1).verdict == "same"


def test_a_re_scoring_goes_stale_with_the_text_the_caseload_and_time(sqlite_client: TestClient, few: People) -> None:
    taken_in(sqlite_client)
    row = few.proposed(dearer(few.editor.shelf), TODAY + 20 * DAY)
    scored = rescore_proposal(few.officer, row.reference)
    assert _stale(few.officer, scored) == []
    assert _stale(later(few.officer, DAYS), scored) == []
    assert _stale(later(few.officer, DAYS + 1), scored) == ["It was made on 20 September 2026, more than 7 days ago"]
    assert "It is as of 10 October 2026, which is past" in _stale(later(few.officer, 21), scored)
    taken_in(sqlite_client)
    assert _stale(few.officer, scored) == ["1 case is open now that it does not have"]
    assert "1 case is open now" in refused(few.officer, scored.reference)
    again = rescore_proposal(few.officer, row.reference)
    adopt(few.officer, again.reference, WORDS)
    other = few.proposed(dearer(few.editor.shelf, 5200), TODAY + 30 * DAY)
    first, second = (rescore_proposal(few.officer, other.reference) for _ in range(2))
    assert first.against_sha256 == again.sha256, "held against what will be in force by then"
    adopt(few.officer, second.reference, WORDS)
    assert "The text in force, which it was held against, is another one now" in _stale(few.officer, first)


def test_of_two_officers_one_adopts_and_the_other_is_told(client: TestClient, people: People) -> None:
    row = people.proposed(dearer(people.editor.shelf))
    scored = [rescore_proposal(people.editor, row.reference).reference for _ in range(2)]
    together, said = threading.Barrier(2), []

    def race(desk: Desk, reference: str) -> None:
        together.wait()
        try:
            said.append(adopt(desk, reference, WORDS).reference)
        except Trouble as trouble:
            said.append(trouble.kind)

    threads = [
        threading.Thread(target=race, args=each) for each in zip((people.officer, people.other), scored, strict=True)
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)
    assert sorted(each[:3] for each in said) == ["AD-", "con"], said
    with people.officer.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Adoption)) == 1
        assert store.verify_chain(session, store.LOCAL).holds


def test_a_decision_on_its_way_is_sealed_before_an_adoption_or_not_at_all(client: TestClient, people: People) -> None:
    """Adopted while a decision is being taken, after all that the decision looks at but before it is sealed."""
    reference, etag = recommended(client)
    row = people.proposed(dearer(people.editor.shelf))
    scored = rescore_proposal(people.officer, row.reference)
    sealed = services.decide.__globals__["place_as_decided"]
    on_sqlite = people.officer.database.engine.dialect.name == "sqlite"

    def meanwhile(*given: Any) -> None:
        if not on_sqlite:  # there a writer is alone: nobody adopts meanwhile
            adopt(people.officer, scored.reference, WORDS)
        sealed(*given)

    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(services.decide.__globals__, "place_as_decided", meanwhile)
        decision = {"kind": "agree", "reason": "as_recommended", "words": "As recommended."}
        done = post(client, f"/api/cases/{reference}/decisions", decision, If_Match=etag)
    if on_sqlite:
        assert done.status_code == 201
        assert "sealed under another text" in refused(people.officer, scored.reference)
    else:
        assert done.status_code == 409 and "The rulebook has changed" in done.text
        assert row_counts(client)["decisions"] == 0


def test_a_proposal_and_its_re_scoring_change_no_byte_of_a_live_assessment(
    sqlite_client: TestClient, few: People
) -> None:
    reference = taken_in(sqlite_client)
    before = services.find_out(few.officer, reference).report
    row = few.proposed(dearer(few.editor.shelf), TODAY + DAY)
    adopt(few.officer, rescore_proposal(few.officer, row.reference).reference, WORDS)
    assert json.dumps(services.find_out(few.officer, reference).report) == json.dumps(before)
    after = services.find_out(later(few.officer, 1), reference).report
    assert after["outcome"]["annual_top_up"] == AFTER


def test_a_proposal_changed_after_its_re_scoring_needs_another(few: People) -> None:
    texts = dearer(few.editor.shelf)
    row = few.proposed(texts, support=False)
    scored = rescore_proposal(few.officer, row.reference)
    more = dearer(few.editor.shelf, 5200)
    given = checked(few.editor, Written(BOOK, more.rulebook, more.cases, "Dearer still.", TODAY, BOOK))
    with few.editor.database.writing() as session:
        row = change_proposal(session, few.editor, row.reference, row.version, given)
    with few.officer.database.writing() as session:
        answer_proposal(session, few.officer, row.reference, row.version, "supported", "")
    assert _stale(few.officer, scored) == ["The proposal's text has changed since"]
    assert "text has changed since" in refused(few.officer, scored.reference)


def test_an_earlier_text_is_put_back_by_two_people_with_a_re_scoring_of_its_own(
    sqlite_client: TestClient, few: People
) -> None:
    reference = taken_in(sqlite_client)
    shipped = few.officer.shelf.book(BOOK).sha256
    row = few.proposed(dearer(few.editor.shelf))
    adopt(few.officer, rescore_proposal(few.officer, row.reference).reference, WORDS)
    with pytest.raises(Trouble, match="in force on that day already"):
        tried_again(few.officer, BOOK, few.officer.shelf.book(BOOK).sha256, TODAY + DAY)
    with pytest.raises(Trouble, match="No such text was in force"):
        tried_again(few.officer, BOOK, "0" * 64, TODAY + DAY)
    scored = rescore(few.officer, tried_again(few.officer, BOOK, shipped, TODAY + DAY))
    assert scored.result["groups"]["open"]["falling"] == {"cases": 1, "pounds": "421.00", "largest": "421.00"}
    assert "another person puts it back" in refused(few.officer, scored.reference)
    back = adopt(few.other, scored.reference, "The bands had drifted; back to what was agreed in March.")
    assert (back.kind, back.proposal_id, back.sha256) == ("rolled_back", None, shipped)
    assert back.cases == few.officer.shelf.folder_texts(BOOK).cases
    tomorrow = later(few.officer, 1)
    assert tomorrow.shelf.book(BOOK).sha256 == shipped
    assert services.find_out(tomorrow, reference).assessment.outcome["annual_top_up"] == 468_000
    with few.officer.database.reading() as session:
        assert [each.until_day for each in history_of(session, few.officer, BOOK)] == [TODAY - DAY, TODAY, None]


def test_what_is_to_come_is_replaced_only_where_that_is_said(few: People) -> None:
    first = few.proposed(dearer(few.editor.shelf), TODAY + 10 * DAY)
    adopt(few.officer, rescore_proposal(few.officer, first.reference).reference, WORDS)
    second = few.proposed(dearer(few.editor.shelf, 5200), TODAY + 10 * DAY)
    scored = rescore_proposal(few.officer, second.reference)
    with few.officer.database.reading() as session:
        (ahead,) = ready_to_adopt(session, few.officer, scored.reference).replaces
    assert f"{ahead.reference} would hold no more" in refused(few.officer, scored.reference)
    adopt(few.officer, scored.reference, WORDS, replace=True)
    assert later(few.officer, 10).shelf.book(BOOK).sha256 == scored.sha256


def test_many_cases_are_worked_out_in_a_process_of_their_own_with_the_same_totals(
    sqlite_client: TestClient, few: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    for levels in ({}, {"attention": 0}, {"attention": None}):
        taken_in(sqlite_client, facts=levels)
    row = few.proposed(dearer(few.editor.shelf))
    here = rescore_proposal(few.officer, row.reference)
    monkeypatch.setattr(caseload_run, "FEW", 0)
    apart = rescore_proposal(few.officer, row.reference)
    assert apart.result == here.result and apart.cases == 3
    with few.officer.database.reading() as session:
        kept = [_cases(session, each) for each in (here, apart)]
    assert kept[0] == kept[1] and len(kept[0]) == 3


def test_answers_that_a_text_takes_no_more_are_counted_apart(sqlite_client: TestClient, few: People) -> None:
    reference = taken_in(sqlite_client)
    with few.officer.database.writing() as session:
        case = store.case_by_reference(session, store.LOCAL, reference)
        assert case is not None
        case.facts = {**case.facts, "asked_no_more": "yes"}
    row = few.proposed(dearer(few.editor.shelf))
    found = rescore_proposal(few.officer, row.reference).result["groups"]["open"]
    assert found["statuses"] == [{"before": "not_taken", "after": "not_taken", "cases": 1}]
    assert found["compared"]["cases"] == 0


def test_what_stops_a_re_scoring_half_way_leaves_nothing(
    sqlite_client: TestClient, few: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken_in(sqlite_client)
    row = few.proposed(dearer(few.editor.shelf))

    def stop(*_given: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("panel_api.services.rescoring.rescorings.add_rescoring", stop)
    with pytest.raises(KeyboardInterrupt):
        rescore_proposal(few.officer, row.reference)
    with few.officer.database.reading() as session:
        assert [session.scalar(select(func.count()).select_from(t)) for t in (Rescoring, RescoredCase)] == [0, 0]
        assert store.chain_head(session).sequence == 0  # type: ignore[union-attr]


def _cases(session: Any, row: Rescoring) -> list[tuple[Any, ...]]:
    columns = (RescoredCase.case_id, RescoredCase.status_after, RescoredCase.band_after, RescoredCase.pence_after)
    query = select(*columns).where(RescoredCase.rescoring_id == row.id).order_by(RescoredCase.case_id)
    return [tuple(each) for each in session.execute(query)]


def _stale(desk: Desk, row: Rescoring) -> list[str]:
    with desk.database.reading() as session:
        return stale(session, desk, row)
