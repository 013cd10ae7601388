"""Cases: intake, versions, the list with its filters and pages, and how many queries they take."""

import datetime as dt
import itertools
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError, InvalidRequestError

from panel_api import models, store
from panel_api.database import Database
from panel_api.store import LOCAL, CaseFilter, Cursor, Viewer
from tests.panel_api.databases import DAY, FACTS, NOW, decide, new_case

STRANGER = Viewer("school", "nobody")


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """Every statement sent meanwhile."""
    sent: list[str] = []

    def note(*given: object) -> None:
        sent.append(str(given[2]))

    event.listen(database.engine, "before_cursor_execute", note)
    yield sent
    event.remove(database.engine, "before_cursor_execute", note)


def test_a_case_comes_back_as_it_was_taken_in(database: Database) -> None:
    with database.writing() as session:
        reference = new_case(session).reference
    with database.reading() as session, statements(database) as sent:
        case = store.case_by_reference(session, LOCAL, reference)
        assert case is not None
        assert (case.stage, case.version, case.facts) == ("received", 1, FACTS)
        assert case.created_at == NOW and case.created_at.tzinfo is dt.UTC
        assert [party.role for party in case.parties].count("parent") == 2
        assert [voice.words for voice in case.voices] == ["I like to draw."]
        with pytest.raises(InvalidRequestError, match="lazy"):
            _ = case.parties[0].case
    assert len([each for each in sent if each.startswith("SELECT")]) == 3


def test_a_reference_has_no_vowel_and_no_look_alike() -> None:
    for _ in range(200):
        reference = store.new_reference()
        assert len(reference) == 9 and reference[4] == "-"
        assert not set(reference) & set("AEIOUBQSLZ012588")


def test_the_version_rises_with_every_change_and_guards_it(database: Database) -> None:
    with database.writing() as session:
        reference = new_case(session).reference
    with database.writing() as session:
        case = store.hold_case(session, LOCAL, reference, version=1)
        assert case is not None
        voice = models.Voice(who="school", words="He needs help.")
        store.add_voice(session, case, voice, NOW + dt.timedelta(days=1))
        assert case.version == 2
    with database.writing() as session, pytest.raises(store.Stale) as stale:
        store.hold_case(session, LOCAL, reference, version=1)
    assert stale.value.version == 2


@pytest.mark.parametrize(
    "wrong",
    [{"stage": "lost"}, {"legal_basis": "because"}, {"status": "fine"}, {"amount_pence": -1}],
)
def test_the_database_refuses_words_no_case_may_have(database: Database, wrong: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), database.writing() as session:
        new_case(session, **wrong)
    with database.reading() as session:
        assert store.count_cases(session, LOCAL, CaseFilter()) == 0


def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    with database.writing() as session:
        case = new_case(session)
        case.updated_at = dt.datetime(2026, 9, 14)
        with pytest.raises(Exception, match="time zone"):
            session.flush()
        session.rollback()


def test_pages_follow_each_other_both_ways_and_miss_nothing(database: Database) -> None:
    with database.writing() as session:
        for number in range(25):
            new_case(session, DAY - dt.timedelta(days=number // 4))
    with database.reading() as session:
        everything = store.list_cases(session, LOCAL, CaseFilter(), size=200).rows
        assert [row.asked_on for row in everything] == sorted((r.asked_on for r in everything), reverse=True)
        seen, page = [], store.list_cases(session, LOCAL, CaseFilter(), size=7)
        pages = [page]
        assert page.before is None
        while True:
            seen += page.rows
            if page.after is None:
                break
            page = store.list_cases(session, LOCAL, CaseFilter(), after=page.after, size=7)
            pages.append(page)
        assert tuple(seen) == everything and len(pages) == 4
        for earlier, later in itertools.pairwise(pages):
            assert later.before is not None
            back = store.list_cases(session, LOCAL, CaseFilter(), before=later.before, size=7)
            assert back == earlier


def test_filters_join_and_counts_agree(database: Database) -> None:
    with database.writing() as session:
        for number in range(12):
            case = new_case(session, DAY - dt.timedelta(days=number), partnership="north" if number % 2 else "south")
            if number % 3 == 0:
                decide(session, case)
        session.flush()
        reference = case.reference
    with database.reading() as session:
        wanted = CaseFilter(
            stage="decided", status="settled", band="3", partnership="north",
            legal_basis="non_statutory", asked_from=DAY - dt.timedelta(days=9), asked_to=DAY,
        )  # fmt: skip
        assert [row.asked_on for row in store.list_cases(session, LOCAL, wanted).rows] == [
            DAY - dt.timedelta(days=3),
            DAY - dt.timedelta(days=9),
        ]
        assert store.count_cases(session, LOCAL, wanted) == 2
        assert store.count_cases(session, LOCAL, CaseFilter(), at_most=5) == 6
        assert store.stage_counts(session, LOCAL) == {"decided": 4, "received": 8}
        for typed in (reference, reference[:6].lower(), f" {reference} "):
            rows = store.list_cases(session, LOCAL, CaseFilter(reference=typed)).rows
            assert reference in [row.reference for row in rows]
        assert store.list_cases(session, LOCAL, CaseFilter(reference="%")).rows == ()


def test_the_list_takes_one_query_however_many_cases(database: Database) -> None:
    counts = []
    for more in (1, 30):
        with database.writing() as session:
            for _ in range(more):
                new_case(session)
        with database.reading() as session, statements(database) as sent:
            store.list_cases(session, LOCAL, CaseFilter(stage="received"))
        counts.append(len([each for each in sent if each.startswith("SELECT")]))
    assert counts == [1, 1]


def test_a_viewer_with_no_scope_sees_nothing(database: Database) -> None:
    with database.writing() as session:
        case = new_case(session)
        link = decide(session, case)
        reference = case.reference
    with database.reading() as session:
        case_ = store.case_by_reference(session, LOCAL, reference)
        assert case_ is not None
        assert store.case_by_reference(session, STRANGER, reference) is None
        assert store.hold_case(session, STRANGER, reference) is None
        assert store.list_cases(session, STRANGER, CaseFilter()).rows == ()
        assert store.count_cases(session, STRANGER, CaseFilter()) == 0
        assert store.stage_counts(session, STRANGER) == {}
        for read in (store.assessments_of, store.recommendations_of, store.decisions_of):
            assert len(read(session, LOCAL, case_)) == 1
            assert read(session, STRANGER, case_) == []
        assert store.record_by_sequence(session, STRANGER, link.sequence) is None
        assert store.sealed_values_of(session, STRANGER, link.sequence) == ()
        assert list(store.read_links(session, STRANGER)) == []


@pytest.mark.parametrize("text", ["", "2026-09-14", "2026-09-14.x", "2026-13-01.1", "2026-09-14.-1"])
def test_a_cursor_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"cursor|isoformat|month"):
        Cursor.parse(text)
    assert Cursor.parse(str(Cursor(DAY, 12))) == Cursor(DAY, 12)
