"""Records found by what a test says they are found by: real links of the chain that say nothing but when."""

import datetime as dt
from typing import Any, Final

from fastapi.testclient import TestClient
from sqlalchemy import update

from engine.recording.records import Person, disposal_entry
from panel_api import store
from panel_api.models import RecordFind
from tests.panel_api.http_support import desk_of

AT = dt.datetime(2026, 6, 15, 10, tzinfo=dt.UTC)
_PLAIN: Final = {
    "at": AT, "kind": "agree", "by_role": "chair", "by_reference": "P-1", "varied": "as_advised", "urgent": False,
}  # fmt: skip


def found(client: TestClient, *rows: dict[str, Any]) -> list[int]:
    """A record for each row, found by what the row says; their numbers. case_id, decision_id: what a record is of."""
    sealed = disposal_entry(AT, "NONE-NONE", (), "test", Person("local", "test"))
    entries = [(sealed, row.get("case_id"), row.get("decision_id")) for row in rows]
    with desk_of(client).database.writing() as session:
        links = store.append_records(session, entries)
        for link, row in zip(links, rows, strict=True):
            values = {**_PLAIN, **{name: value for name, value in row.items() if name != "decision_id"}}
            session.execute(update(RecordFind).where(RecordFind.sequence == link.sequence).values(values))
    return [link.sequence for link in links]
