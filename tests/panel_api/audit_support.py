"""Records found by what a test says they are found by: real links of the chain that say little more than when."""

import datetime as dt
from typing import Any, Final

from fastapi.testclient import TestClient
from sqlalchemy import update

from engine.recording.sealing import seal
from panel_api import store
from panel_api.models import RecordFind
from tests.panel_api.http_support import desk_of

AT = dt.datetime(2026, 6, 15, 10, tzinfo=dt.UTC)
_ENTRY: Final = {"at": "2026-06-15T10:00:00Z", "case": "NONE-NONE", "format": 3, "kind": "disposal"}
_PLAIN: Final = {
    "at": AT, "kind": "agree", "by_role": "chair", "by_reference": "P-1", "varied": "as_advised", "urgent": False,
}  # fmt: skip


def found(client: TestClient, *rows: dict[str, Any]) -> list[int]:
    """A record for each row, found by what the row says; their numbers.

    case_id, decision_id: what a record is of. entry: what more stands in it.
    """
    entries = [(seal({**_ENTRY, **row.get("entry", {})}), row.get("case_id"), row.get("decision_id")) for row in rows]
    with desk_of(client).database.writing() as session:
        links = store.append_records(session, entries)
        for link, row in zip(links, rows, strict=True):
            values = {name: value for name, value in row.items() if name not in ("decision_id", "entry")}
            query = update(RecordFind).where(RecordFind.sequence == link.sequence)
            session.execute(query.values({**_PLAIN, **values}))
    return [link.sequence for link in links]
