"""The pages of the logs: narrowed, paged, taken away and noted; and who saw a case, for those who may read logs."""

import datetime as dt
import json

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, text

from panel_api import store
from panel_api.models import LogLine
from panel_api.store import LOCAL
from panel_api.store.log_list import LogFilter, list_log
from tests.panel_api.databases import NOW
from tests.panel_api.http_support import a_case, desk_of, taken_in
from tests.panel_api.pages_support import checked, page
from tests.panel_api.signing_in import As, signed_in

NAME = a_case()["child"]["name"]


@pytest.fixture
def looked(sqlite_client: TestClient) -> tuple[As, str, str]:
    """A senior officer, a case that they and a school looked at, and the officer's reference."""
    reference = taken_in(sqlite_client)
    officer = signed_in(sqlite_client, "senior_officer")
    page(officer, f"/cases/{reference}")
    page(officer, f"/cases/{reference}/dates")
    assert officer.get("/cases.csv").status_code == 200
    assert officer.get("/people").status_code == 403
    return officer, reference, officer.people["senior_officer"].reference


def test_a_log_is_read_narrowed_and_taken_away(looked: tuple[As, str, str]) -> None:
    officer, case, me = looked
    html = page(officer, "/audit/logs")
    assert "Who looked at what is held of a child, took it away, or disclosed it." in html.words
    assert f"Senior officer {me} Looked at a case, or at what hangs on it {case}" in html.words
    assert "Took something away as a file cases.csv address /cases.csv; rows 1" in html.words
    assert NAME not in html.source
    dates = page(officer, f"/audit/logs?log=access&action=case_viewed&subject={case}&who={me}&from_day=20/9/2026")
    assert "address /cases/{reference}/dates" in dates.words and "cases.csv" not in dates.words
    assert "No line fits this." in page(officer, "/audit/logs?log=access&to_day=19+September+2026").words
    refused = page(officer, "/audit/logs?log=signing")
    assert "Asked for what their role does not do keep_people address /people; method get" in refused.words
    bad = checked(officer.get("/audit/logs?who=Ava+Lindqvist&from_day=soon", headers={"Accept": "text/html"}), 422)
    assert "Write a reference, such as P-WK4M-7XPD, not a name." in bad.words and "soon" in bad.source
    assert officer.get("/audit/logs.csv?from_day=soon").status_code == 422
    sheet = officer.get("/audit/logs.csv?log=access&action=case_viewed").text.splitlines()
    assert len(sheet) == 3 and sheet[1].split(",")[2:5] == ["senior_officer", me, "case_viewed"]
    last = officer.get("/api/logs?size=1").json()
    assert last["lines"][0]["detail"] == {"address": "/audit/logs.csv", "rows": 2}
    assert last["pages"] == {"before": last["lines"][0]["sequence"]}
    before = officer.get(f"/api/logs?before={last['pages']['before']}").json()["lines"]
    assert [each["action"] for each in before] == ["exported", "case_viewed", "case_viewed"]


def test_who_saw_a_case_stands_on_its_page_for_those_who_read_logs(looked: tuple[As, str, str]) -> None:
    officer, case, me = looked
    html = page(officer, f"/cases/{case}")
    assert "Who saw it" in html.words and f"Senior officer {me}:" in html.words
    assert f"/audit/logs?log=access&subject={case}" in html.links
    worker = signed_in(officer, "caseworker")
    assert "Who saw it" not in page(worker, f"/cases/{case}").words
    assert worker.get("/audit/logs").status_code == worker.get("/api/logs").status_code == 403
    assert "This log is empty. A line appears when entries are written" in page(officer, "/audit/logs?log=ledger").words


def test_where_the_line_cannot_be_written_nothing_is_shown(looked: tuple[As, str, str]) -> None:
    officer, case, _ = looked
    with desk_of(officer).database.writing() as session:
        session.execute(text("DROP TRIGGER sealed_chain_heads_delete"))
        session.execute(text("DELETE FROM chain_heads WHERE chain = 'access'"))
    for address in (f"/cases/{case}/dates", f"/cases/{case}", "/cases.csv"):
        answer = officer.get(address, headers={"Accept": "text/html"})
        assert answer.status_code == 500 and NAME not in answer.text and case not in answer.text, address


def test_pages_follow_their_numbers_and_days_their_moments(sqlite_client: TestClient) -> None:
    desk = desk_of(sqlite_client)
    with desk.database.writing() as session:
        for number in range(25):
            at = NOW + dt.timedelta(days=number // 5, seconds=-number)
            store.write_log(session, LOCAL, "changes", "give_role", f"P-{number}", at, {"role": "chair"})
    with desk.database.reading() as session:
        everything = list(session.scalars(select(LogLine).where(LogLine.log == "changes").order_by(LogLine.sequence)))
        found, before = [], None
        while True:
            part = list_log(session, LOCAL, LogFilter("changes"), before=before, size=10)
            found += part.rows
            before = part.before
            if before is None:
                break
        assert [row.sequence for row in found] == [row.sequence for row in everything][::-1]
        second = (NOW + dt.timedelta(days=1)).date()
        of_day = list_log(session, LOCAL, LogFilter("changes", from_day=second, to_day=second)).rows
        assert [row.subject for row in of_day] == [f"P-{number}" for number in range(9, 4, -1)]
        assert list_log(session, store.NOBODY, LogFilter("changes")).rows == []
        assert json.loads(everything[0].stored)["entry"]["detail"] == {"role": "chair"}
