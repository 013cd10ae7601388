"""The pages of retention: what is due, lists drawn up and carried out, and a case that is gone says so."""

from pathlib import Path

from fastapi.testclient import TestClient
from sqlalchemy import text

from engine.law.retention_file import shipped_schedules
from panel_api.pages.retention import schedules_view
from panel_api.services import dispose
from tests.panel_api.http_support import desk_of
from tests.panel_api.pages_cases import decided, record_of
from tests.panel_api.pages_support import checked, counted, page, pressed
from tests.panel_api.retention_support import old_cases
from tests.panel_api.signing_in import signed_in

DOCS = Path(__file__).resolve().parents[2] / "docs" / "retention.md"


def schedules_table() -> str:
    """The schedules as docs/retention.md prints them."""
    lines = ["| what | kept | counted from | source |", "|---|---|---|---|"]
    for each in schedules_view(shipped_schedules())["schedules"]:
        since, note = each["since"] or "–", f" {each['note']}" if each["note"] else ""
        lines.append(f"| **{each['name']}.** {each['words']} | {each['keep']} | {since} | {each['source']}.{note} |")
    return "\n".join(lines)


def test_the_docs_print_the_schedules_that_ship() -> None:
    assert schedules_table() in DOCS.read_text(encoding="utf-8")


def old(client: TestClient, address: str) -> str:
    """The child of a case was born long ago after all; its reference."""
    reference = address.rsplit("/", 1)[1]
    born = (
        "UPDATE parties SET from_day = '1990-01-02' WHERE role = 'child' AND case_id = (SELECT id FROM cases WHERE {})"
    )
    with desk_of(client).database.writing() as session:
        session.execute(text(born.format("reference = :r")), {"r": reference})
    return reference


def test_a_list_is_drawn_up_by_one_and_carried_out_by_another(client: TestClient) -> None:
    assert "Nothing is due by that day." in page(client, "/retention").words
    address = decided(client)
    record, reference = record_of(client, address), old(client, address)
    caseworker = signed_in(client, "caseworker")
    found = page(caseworker, "/retention")
    assert "All other cases11–" in found.words and reference in found.words
    drawn = pressed(caseworker, "/retention", "/runs", words="The yearly one")
    assert "Drawn up. 0 of 1 gone, 0 stayed, 1 wait." in drawn.words and "The yearly one" in drawn.words
    listed = next(link for link in page(caseworker, "/retention").links if link.startswith("/retention/runs/D-"))
    assert not [each for each in drawn.all("form") if each["action"].endswith("/carry-out")], "not by who drew it up"
    assert caseworker.post(f"{listed}/carry-out", data={}).status_code == 403
    done = pressed(client, listed, "/carry-out")
    assert "Carried out. 1 of 1 gone, 0 stayed, 0 wait." in done.words
    gone = page(client, address)
    assert "This case was disposed of on schedule" in gone.words
    assert "Kept 31 years from the day of birth" in gone.words and "Nobody can bring it back." in gone.words
    assert "disposed of on schedule" in page(client, record).words
    assert client.get(f"/api/cases/{reference}").json()["stage"] == "disposed"
    for part in ("people", "holds", "corrections", "voices", "dates", "links"):
        assert page(client, f"{address}/{part}").title
    assert "nothing is left to hold" in page(client, f"{address}/holds").words
    assert listed.rsplit("/", 1)[1] in page(client, "/retention").words
    again = checked(client.post(f"{listed}/carry-out", data={"csrf": client.sessions["senior_officer"][1]}), 409)  # type: ignore[attr-defined]
    assert "was carried out" in again.words


def test_a_list_is_withdrawn_and_what_waits_stays(sqlite_client: TestClient) -> None:
    old_cases(desk_of(sqlite_client).database, 2)
    pressed(sqlite_client, "/retention", "/runs")
    listed = next(link for link in page(sqlite_client, "/retention").links if link.startswith("/retention/runs/D-"))
    found = pressed(sqlite_client, listed, "/withdraw")
    assert "Withdrawn. 0 of 2 gone, 2 stayed, 0 wait." in found.words
    assert "The list was withdrawn before its turn came." in found.words
    nothing = page(sqlite_client, "/retention?by=1/1/2000")
    assert "Nothing is due by that day." in nothing.words
    assert "Write a day such as" in page(sqlite_client, "/retention?by=soon").words
    schedules = page(sqlite_client, "/retention/schedules").words
    assert "75 years from the day of birth" in schedules and "(check)" in schedules


def test_pages_of_what_is_due_and_parts_of_a_list(sqlite_client: TestClient) -> None:
    desk = desk_of(sqlite_client)
    old_cases(desk.database, 3)
    page(sqlite_client, "/retention")
    with counted(sqlite_client) as few:
        page(sqlite_client, "/retention")
    old_cases(desk.database, dispose.AT_ONCE)
    with counted(sqlite_client) as many:
        first = page(sqlite_client, "/retention")
    assert len(many) == len(few), "constant queries"
    assert len([link for link in first.links if link.startswith("/cases/")]) == 50
    (more,) = [link for link in first.links if "after=" in link]
    second = page(sqlite_client, more)
    assert not set(first.links) & {link for link in second.links if link.startswith("/cases/")}
    caseworker = signed_in(sqlite_client, "caseworker")
    pressed(caseworker, "/retention", "/runs")
    listed = next(link for link in page(caseworker, "/retention").links if link.startswith("/retention/runs/D-"))
    half = pressed(sqlite_client, listed, "/carry-out")
    assert f"Being carried out. {dispose.AT_ONCE} of 103 gone, 0 stayed, 3 wait." in half.words
    assert "Carried out. 103 of 103 gone" in pressed(sqlite_client, listed, "/carry-out").words
