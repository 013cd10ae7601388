"""Looking at a case can be accounted for, and who it is about opens to an auditor for a purpose alone."""

import datetime as dt
import json
from dataclasses import replace
from typing import Any

from fastapi.testclient import TestClient
from sqlalchemy import select

from panel_api.models import CaseReading, LogLine
from tests.panel_api.http_support import a_case, desk_of, recommended, taken_in
from tests.panel_api.pages_support import checked, page, send
from tests.panel_api.signing_in import signed_in, signed_out

NAME = a_case()["child"]["name"]
WORDS = a_case()["voices"][0]["words"]


def lines(client: TestClient) -> list[dict[str, Any]]:
    """What the access log says, the earliest first."""
    with desk_of(client).database.reading() as session:
        stored = session.scalars(select(LogLine.stored).order_by(LogLine.sequence)).all()
    return [json.loads(each)["entry"] for each in stored]


def test_each_look_leaves_a_line_and_reading_is_kept(client: TestClient) -> None:
    reference = taken_in(client)
    officer = signed_in(client, "senior_officer")
    before = len(lines(client))
    page(officer, f"/cases/{reference}")
    page(officer, f"/cases/{reference}")
    assert officer.get(f"/api/cases/{reference}").status_code == 200
    found = lines(client)[before:]
    who = {"role": "senior_officer", "who": officer.people["senior_officer"].reference}
    assert [(each["action"], each["subject"], each["by"]) for each in found] == [("case_viewed", reference, who)] * 3
    assert NAME not in json.dumps(found)
    with desk_of(client).database.reading() as session:
        read = session.scalar(select(CaseReading).where(CaseReading.person_id == officer.people["senior_officer"].id))
    assert read is not None and read.times == 3


def test_a_look_at_what_is_not_theirs_leaves_nothing(sqlite_client: TestClient) -> None:
    reference = taken_in(sqlite_client)
    school = signed_in(sqlite_client, "school", school="999999")
    before = len(lines(sqlite_client))
    checked(school.get(f"/cases/{reference}", headers={"Accept": "text/html"}), 404)
    assert school.get(f"/api/cases/{reference}").status_code == 404
    assert len(lines(sqlite_client)) == before


def test_an_auditor_sees_a_pseudonym_until_a_purpose_is_written(client: TestClient) -> None:
    reference, _ = recommended(client)
    auditor = signed_in(client, "auditor")
    address = f"/cases/{reference}"
    for shut in (auditor.get(address).text, auditor.get(f"/api/cases/{reference}").text):
        assert NAME not in shut and WORDS not in shut and "2018-03-02" not in shut
    form = page(auditor, f"{address}/names").form("/names")
    refused = checked(send(auditor, form, words="Because"), 422)
    assert "Because" in refused.source
    assert NAME not in auditor.get(address).text
    answer = send(auditor, form, words="Sample 4 of the spring audit: was the child heard?")
    assert (answer.status_code, answer.headers["location"]) == (303, address)
    opened = page(auditor, address)
    assert WORDS in opened.words and "Sample 4 of the spring audit" in opened.words
    assert lines(client)[-2]["action"] == "names_opened"
    assert "spring audit" not in json.dumps(lines(client)), "the purpose's words stay out of the log"
    another = signed_in(client, "auditor")
    assert WORDS not in another.get(address).text, "one auditor's purpose opens nothing to another"
    _, other = taken_in(client), taken_in(client)
    assert WORDS not in auditor.get(f"/cases/{other}").text, "and opens one case alone"


def test_names_close_after_an_hour(sqlite_client: TestClient) -> None:
    reference = taken_in(sqlite_client)
    auditor = signed_in(sqlite_client, "auditor")
    form = page(auditor, f"/cases/{reference}/names").form("/names")
    send(auditor, form, words="Sample 4 of the spring audit: was the child heard?")
    assert WORDS in auditor.get(f"/cases/{reference}").text
    desk = desk_of(sqlite_client)
    later = desk.clock() + dt.timedelta(minutes=59, seconds=59)
    longer = desk.settings.model_copy(update={"idle_minutes": 120})  # so that the session is not what ends
    auditor.app.state.desk = replace(desk, clock=lambda: later, settings=longer)  # type: ignore[attr-defined]
    assert WORDS in auditor.get(f"/cases/{reference}").text
    later += dt.timedelta(seconds=2)
    assert WORDS not in page(auditor, f"/cases/{reference}").words


def test_an_auditor_changes_nothing(sqlite_client: TestClient) -> None:
    reference, etag = recommended(sqlite_client)
    auditor = signed_in(sqlite_client, "auditor")
    for method, path in (
        ("PATCH", f"/api/cases/{reference}"),
        ("POST", "/api/cases"),
        ("POST", f"/api/cases/{reference}/assessments"),
        ("POST", f"/api/cases/{reference}/decisions"),
        ("POST", f"/cases/{reference}/decide"),
    ):
        answer = auditor.request(method, path, json={}, headers={"If-Match": etag, "Idempotency-Key": "x"})
        assert answer.status_code == 403, path
    assert signed_out(sqlite_client).get(f"/cases/{reference}/names").status_code == 401
