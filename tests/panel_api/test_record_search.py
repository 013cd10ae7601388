"""Records found by whatever an auditor names: the same as by looking at every one, on both databases, page by page."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from engine.recording.sealing import seal
from panel_api import store
from panel_api.database import Database
from panel_api.models import Case, RecordFind, RecordRule
from panel_api.store import LOCAL, Viewer, record_search
from panel_api.store.record_search import RecordFilter, numbers_found, search_records
from tests.panel_api.databases import NOW, new_case

MANY = 60
BANDS = ("1", "2", "3")
FILTERS = (
    RecordFilter(),
    RecordFilter(kind="agree"),
    RecordFilter(band="2", kind="agree"),
    RecordFilter(rule="top_up/referred"),
    RecordFilter(rule="top_up/referred", band="1", reason_code="need_greater"),
    RecordFilter(pence_from=20_000, pence_to=30_000),
    RecordFilter(pence_from=25_000, varied="varied"),
    RecordFilter(from_day=dt.date(2026, 9, 20), to_day=dt.date(2026, 10, 10)),
    RecordFilter(from_day=dt.date(2026, 9, 20), band="3"),
    RecordFilter(urgent=True, decider="officer-1"),
    RecordFilter(school="no such school"),
    RecordFilter(reason_code="need_greater"),
)


def filled(session: Session) -> list[dict[str, Any]]:
    """Sixty records whose days go up and down; the rows they are found by, with their rules."""
    case = new_case(session)
    store.append_records(session, ((seal({"n": n}), None, None) for n in range(MANY)))
    assert not session.scalars(select(RecordFind)).all(), "what is no record's entry is passed over"
    rows = [row(n, case) for n in range(1, MANY + 1)]
    session.execute(insert(RecordFind), rows)
    ruled = [{"rule": "top_up/referred", "sequence": each["sequence"], "case_id": case.id} for each in rows[::4]]
    session.execute(insert(RecordRule), ruled)
    return [{**each, "rule": "top_up/referred" if each in rows[::4] else None} for each in rows]


def row(number: int, case: Case) -> dict[str, Any]:
    """What one is found by; of no record in the work."""
    return {
        "sequence": number, "at": NOW + dt.timedelta(days=number * 7 % 40, hours=number % 9), "kind": "agree",
        "reason_code": "need_greater" if number % 5 == 0 else "as_recommended", "legal_basis": "non_statutory",
        "case_id": case.id, "case_reference": case.reference, "school": "931", "partnership": "riverside",
        "sitting": None, "by_role": "officer", "by_reference": f"officer-{number % 2}", "rulebook": "top_up",
        "rulebook_sha256": "0" * 64, "band": BANDS[number % 3], "advised_band": "1", "pence": number * 1_000,
        "advised_pence": 1_000, "limit_pence": None, "varied": "varied" if number % 2 else "as_advised",
        "urgent": number % 7 == 0, "account": None, "award": None, "corrects": None,
    }  # fmt: skip


def meets(row: dict[str, Any], wanted: RecordFilter) -> bool:
    """Whether a row meets a filter, looked at by itself."""
    given = wanted.given()
    ends = {
        "pence_from": row["pence"] >= given.get("pence_from", 0),
        "pence_to": row["pence"] <= given.get("pence_to", 10**9),
        "from_day": row["at"].date() >= given.get("from_day", dt.date.min),
        "to_day": row["at"].date() <= given.get("to_day", dt.date.max),
        "decider": row["by_reference"] == given.get("decider"),
    }
    return all(ends[name] if name in ends else row[name] == value for name, value in given.items())


def paged(session: Session, wanted: RecordFilter, size: int) -> list[int]:
    """Every number a search gives, page by page."""
    found: list[int] = []
    page = search_records(session, LOCAL, wanted, None, size)
    found += [each.sequence for each in page.rows]
    while page.before is not None:
        page = search_records(session, LOCAL, wanted, page.before, size)
        found += [each.sequence for each in page.rows]
    return found


@pytest.mark.parametrize("near", [20_000, 10], ids=["whole", "in stretches"])
def test_each_search_finds_what_looking_at_every_record_finds(
    database: Database, near: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record_search, "FAR", near)
    monkeypatch.setattr(record_search, "FEW", 1_000 if near > 10 else 5)
    with database.writing() as session:
        rows = filled(session)
        for wanted in FILTERS:
            right = [each for each in rows if meets(each, wanted)]
            by_time = wanted.from_day or wanted.to_day
            order = sorted(right, key=lambda each: (each["at"] if by_time else NOW, each["sequence"]), reverse=True)
            assert paged(session, wanted, 17) == [each["sequence"] for each in order], wanted
            below = [each["sequence"] for each in right if each["sequence"] <= 40]
            assert numbers_found(session, LOCAL, wanted, 40) == below


def test_who_may_not_see_the_chain_finds_nothing(database: Database) -> None:
    with database.writing() as session:
        filled(session)
        for role in ("panel_member", "budget_holder", "caseworker"):
            viewer = Viewer(role, "T-1", person=1)
            assert not search_records(session, viewer, RecordFilter()).rows
            assert not search_records(session, viewer, RecordFilter(band="2")).rows
            assert numbers_found(session, viewer, RecordFilter(), MANY) == []
        assert search_records(session, Viewer("auditor", "T-2"), RecordFilter()).rows
