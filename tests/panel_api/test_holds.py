"""Holds: placed and released with words, told to whoever keeps retention alone, logged without a reason."""

import json

from fastapi.testclient import TestClient
from sqlalchemy import select

from panel_api.models import Hold, LogLine
from tests.panel_api.http_support import desk_of
from tests.panel_api.pages_cases import decided
from tests.panel_api.pages_support import checked, page, pressed, send
from tests.panel_api.signing_in import signed_in

WHY = "Claim threatened by letter"


def changes(client: TestClient) -> list[tuple[str, str]]:
    """What the log of changes says of holds."""
    with desk_of(client).database.reading() as session:
        rows = session.execute(select(LogLine.action, LogLine.subject, LogLine.stored).where(LogLine.log == "changes"))
        found = [tuple(row) for row in rows]
    assert WHY not in json.dumps([row[2].decode() for row in found])
    return [(row[0], row[1]) for row in found if row[0].startswith("hold")]


def test_a_hold_is_placed_shown_and_released(client: TestClient) -> None:
    case = decided(client)
    reference = case.rsplit("/", 1)[1]
    assert "Nothing holds this case." in page(client, f"{case}/holds").words
    found = pressed(client, f"{case}/holds", "/place", kind="litigation", words=WHY)
    assert WHY in found.words and "A court, a tribunal or a claim" in found.words
    assert "On hold: never disposed of" in page(client, case).words
    assert "On hold" in page(client, "/cases").words
    school = signed_in(client, "school", school="100000")
    assert "On hold" not in page(school, case).words and school.get(f"{case}/holds").status_code == 403
    assert "On hold" not in page(signed_in(client, "auditor"), case).words
    found = pressed(client, f"{case}/holds", "/release", words="The claim was withdrawn.")
    assert "The claim was withdrawn." in found.words
    assert "On hold" not in page(client, case).words and "On hold" not in page(client, "/cases").words
    assert changes(client) == [("hold_placed", reference), ("hold_released", reference)]
    with desk_of(client).database.reading() as session:
        row = session.scalars(select(Hold)).one()
    assert row.released_at is not None and row.released_by and row.release_words == "The claim was withdrawn."


def test_a_hold_needs_its_reason(sqlite_client: TestClient) -> None:
    case = decided(sqlite_client)
    form = page(sqlite_client, f"{case}/holds").form("/place")
    found = checked(send(sqlite_client, form, kind="", words=" "), 422)
    assert "Choose what it is held for." in found.words and "Say why it is held." in found.words
    assert changes(sqlite_client) == []
