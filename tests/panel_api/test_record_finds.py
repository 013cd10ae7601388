"""What records are found by: written with each, made again from the records alone, emptied by a disposal."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from engine.recording.of_rulebooks import Adopted, adoption_entry
from engine.recording.records import Person, correction_entry
from engine.recording.sealing import Sealed, SealedValue
from panel_api import store
from panel_api.database import Database, open_database
from panel_api.models import RecordFind, RecordRule
from panel_api.services.find_records import catch_up
from panel_api.settings import Settings
from panel_api.store.disposal import EMPTIED
from tests.panel_api.databases import DAY, NOW, decide, new_case

GOLDEN = Path(__file__).parents[1] / "golden" / "records"


def rows(session: Session) -> list[dict[str, Any]]:
    """Everything records are found by, in order."""
    columns = RecordFind.__table__.columns
    finds = session.execute(select(RecordFind.__table__).order_by(RecordFind.sequence)).all()
    rules = session.execute(select(RecordRule.__table__).order_by(RecordRule.sequence, RecordRule.rule)).all()
    return [dict(zip((each.name for each in columns), row, strict=True)) for row in finds] + [
        dict(row._mapping) for row in rules
    ]


def rebuilt(database: Database) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What records are found by, as it was written and as it is made again from nothing."""
    with database.writing() as session:
        live = rows(session)
        session.execute(delete(RecordRule))
        session.execute(delete(RecordFind))
    assert catch_up(database) == len([each for each in live if "kind" in each])
    with database.reading() as session:
        return live, rows(session)


def test_a_decision_is_found_by_what_it_says(database: Database) -> None:
    with database.writing() as session:
        case = new_case(session)
        decide(session, case)
    with database.reading() as session:
        row = session.scalars(select(RecordFind)).one()
        assert (row.kind, row.reason_code, row.legal_basis) == ("agree", "as_recommended", "non_statutory")
        assert (row.case_reference, row.school, row.partnership) == (case.reference, "931", "riverside")
        assert (row.by_role, row.by_reference, row.band, row.advised_pence) == ("chair", "chair-1", "3", 551_000)
        assert (row.rulebook, row.varied, row.urgent, row.at) == ("top_up", "as_advised", False, NOW)
    live, again = rebuilt(database)
    assert live == again


def test_other_entries_are_found_by_their_kind(database: Database) -> None:
    by = Person("auditor", "a-1")
    with database.writing() as session:
        case = new_case(session)
        decide(session, case)
        store.append_record(
            session, correction_entry(NOW, case.reference, 1, "was", "is", "the family", by), case_id=case.id
        )
        adopted = Adopted("A-1", "adopted", "top_up", ("0" * 64, "1" * 64), DAY, 1, "Why", None, by)
        store.append_record(session, adoption_entry(NOW, adopted))
        store.dispose_case(session, case, "birth_31", by, NOW)
    live, again = rebuilt(database)
    assert [each["kind"] for each in live] == ["agree", "correction", "adoption", "disposal"]
    assert [each["corrects"] for each in live] == [None, 1, None, None]
    assert live[2]["rulebook_sha256"] == "0" * 64
    assert [each["school"] for each in again] == [None] * 4


def test_after_a_disposal_nothing_of_the_child_comes_back(database: Database) -> None:
    with database.writing() as session:
        case, other = new_case(session), new_case(session)
        decide(session, case)
        decide(session, other)
        store.dispose_case(session, case, "birth_31", Person("officer", "o-1"), NOW)
    live, again = rebuilt(database)
    gone = ("by_reference", "varied")  # who decided is sealed with the rest: made again, it is not there
    assert [{name: each[name] for name in each if name not in gone} for each in live] == [
        {name: each[name] for name in each if name not in gone} for each in again
    ]
    first = again[0]
    assert [first[name] for name in EMPTIED] == [None] * len(EMPTIED)
    assert (first["by_reference"], first["varied"]) == ("", "not_compared")
    assert again[1] == live[1] and again[1]["band"] == "3"


@pytest.mark.parametrize(
    ("file", "right"),
    [
        (
            "format_1.json",
            {"kind": "agree", "band": "10", "pence": 208_970, "varied": "as_advised", "limit_pence": None},
        ),
        (
            "format_2.json",
            {"kind": "agree_later", "varied": "as_advised", "limit_pence": 1_500_000, "sitting": "S-CDFG-HJKM"},
        ),
    ],
)
def test_records_of_older_formats_are_found_too(sqlite_settings: Settings, file: str, right: dict[str, Any]) -> None:
    kept: Any = json.loads((GOLDEN / file).read_text(encoding="utf-8"))
    entry, book = json.loads(kept["stored"])["entry"], kept["rulebook"]
    database = open_database(sqlite_settings)
    with database.writing() as session:
        store.keep_rulebook(session, book["name"], book["text"], book["vocabulary"], NOW)
        case = new_case(session, dt.date.fromisoformat(entry["as_of"]), reference=entry["case"])
        values = tuple(SealedValue(**each) for each in kept["sealed"])
        store.append_record(session, Sealed(entry, values), case_id=case.id)
    live, again = rebuilt(database)
    assert live == again
    assert right.items() <= live[0].items()
    applied = [each["rule"] for each in live[1:]]
    assert applied == [each for each in applied if each.startswith(f"{book['name']}/")]
    database.dispose()
