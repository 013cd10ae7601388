"""Worksheets end to end: picked, worked out, set by hand, explained; they decide nothing and are in no child's file."""

import csv
import io
from typing import Any
from urllib.parse import urlencode

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from engine.recording.records import Person as Someone
from panel_api import services, store
from panel_api.errors import Trouble
from panel_api.models import Base, Case, Worksheet, WorksheetChild, WorksheetPlace
from panel_api.services import matching
from panel_api.services.papers import freeze_papers
from panel_api.services.worksheets import find_sheet, hold_child, keep_seats
from panel_api.sheets import rows_of
from tests.panel_api.deciding_support import decided, officer, sitting
from tests.panel_api.http_support import NOW, desk_of, post
from tests.panel_api.moderating import interest
from tests.panel_api.pages_support import PAGE, Html, checked, page, pressed, send
from tests.panel_api.signing_in import As, signed_in
from tests.panel_api.worksheets_support import AT, NAMES, SHEET, child, places, sheet


def post_form(client: As, address: str, fields: list[tuple[str, str]]) -> Any:
    """Send a form with a name several times, as a browser sends checkboxes."""
    (role,) = client.sessions
    body = urlencode([("csrf", client.sessions[role][1]), *fields])
    headers = {**PAGE, "Content-Type": "application/x-www-form-urlencoded", "Origin": "http://127.0.0.1"}
    return client.post(address, content=body, headers=headers, follow_redirects=False)


def rows(client: TestClient) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table but those of worksheets, of who is signed in and looked, and of rulebook texts."""
    with desk_of(client).database.reading() as session:
        return {
            name: [tuple(row) for row in session.execute(select(table).order_by(*table.primary_key.columns))]
            for name, table in sorted(Base.metadata.tables.items())
            if not name.startswith("worksheet")
            and name not in ("sign_ins", "rulebook_texts", "log_lines", "chain_heads")
        }


def proposals(client: TestClient) -> dict[str, str | None]:
    """What the worksheet proposes: by case, the place's code."""
    desk = desk_of(client)
    with desk.database.reading() as session:
        found = find_sheet(session, desk, SHEET)
        codes = {provision.id: provision.code for _, provision in found.places}
        return {
            case.reference: None if row.provision_id is None else codes[row.provision_id]
            for row, case in found.children
        }


def worked(client: TestClient) -> Html:
    """The worksheet's page after it was worked out."""
    return pressed(client, AT, "/work-out")


def test_from_picking_children_and_places_to_proposals(client: TestClient) -> None:
    places(client)
    light, heavy, third = child(client, "Ash", 1), child(client, "Birch", 4), child(client, "Cedar", 2, wants="M")
    officer = signed_in(client, "caseworker")
    before = rows(client)
    made = pressed(officer, "/worksheets/new", "/worksheets", title="Year 4", start="1 September 2027")
    assert made.title.startswith("Which children?")
    at = next(
        link for link in page(officer, "/worksheets").links if link.startswith("/worksheets/") and "new" not in link
    )
    assert all(each in made.words for each in (light, heavy, third))
    answer = post_form(officer, f"{at}/add", [("case", each) for each in (light, heavy, third)])
    assert answer.status_code == 303
    shown = page(officer, f"{at}/places?kind=mainstream")
    assert "Suits School" in shown.words and "Not known: any numbers of places and children." in shown.words
    assert post_form(officer, f"{at}/seats", [("seats-S", "1"), ("seats-M", "1"), ("seats-T", "5")]).status_code == 303
    found = pressed(officer, at, "/work-out").words
    assert (
        "2 of 3 children could have a place on 1 September 2027: 1 in one that suits, 1 in one that may suit" in found
    )
    assert "A worksheet decides nothing." in found and "Two ways of working it out agree." in found
    assert f"{heavy} 22 Suits School Suits 1.0 Nothing" in found
    assert f"{third} 20 May Suit School asked for May suit: something must be asked first 2.0" in found
    assert f"{light} 19 No place – – Suits School suits, and is filled." in found
    assert "Teenagers School Mainstream school 5 0 0 5" in found.replace("Teenagers School T ", "Teenagers School ")
    assert rows(client) == before, "it changes no case, and nothing else"


def test_one_set_by_hand_stays_and_the_rest_is_worked_out_around_it(sqlite_client: TestClient) -> None:
    client = sqlite_client
    places(client)
    light, heavy = child(client, "Ash", 1), child(client, "Birch", 4)
    sheet(client, [light, heavy], {"S": 1, "M": 1})
    worked(client)
    assert proposals(client) == {light: "M", heavy: "S"}
    found = pressed(client, f"{AT}/children/{light}", "/hold", place="S").words
    assert proposals(client) == {light: "S", heavy: "M"}
    changed = found.split("What changed since it was worked out before")[1].split("The children")[0]
    assert f"{light}: Suits School. Before: May Suit School." in changed
    assert f"{heavy}: May Suit School. Before: Suits School." in changed
    assert "Suits School set by hand" in found and "Suits School suits, and is filled." in found
    again = worked(client).words
    assert "Nothing: every proposal is the same." in again
    pressed(client, f"{AT}/children/{light}", "/hold", place="")
    assert proposals(client) == {light: "M", heavy: "S"}


def test_a_place_that_does_not_suit_is_not_set_and_too_many_set_are_told_by_the_fewest(
    sqlite_client: TestClient,
) -> None:
    client = sqlite_client
    places(client)
    one, two = child(client, "Ash", 1), child(client, "Birch", 4)
    sheet(client, [one, two], {"S": 1, "M": 1, "T": 1})
    worked(client)
    form = page(client, f"{AT}/children/{one}").form("/hold")
    assert form.options["place"] == ["", "S", "M"], "a place that does not suit is not offered"
    refused = checked(send(client, form, place="T"), 422).words
    assert "Teenagers School does not suit this child" in refused
    pressed(client, f"{AT}/children/{one}", "/hold", place="S")
    answer = send(client, page(client, f"{AT}/children/{two}").form("/hold"), place="S")
    told = checked(answer, 409).words
    assert f"2 children are held at Suits School, which has 1 place: {one} and {two}." in told
    assert "Set by hand" in told and "too many" in told
    desk = desk_of(client)
    with pytest.raises(Trouble) as kept_off, desk.database.writing() as session:
        keep_seats(session, desk, SHEET, {"S": 0})
    assert [each.wrong for each in kept_off.value.problems] == ["a child is held there"]
    with desk.database.writing() as session:
        keep_seats(session, desk, SHEET, {"S": 2})
    worked(client)
    assert proposals(client) == {one: "S", two: "S"}


def test_why_not_everyone_is_said_by_the_smallest_group(sqlite_client: TestClient) -> None:
    client = sqlite_client
    places(client)
    three = [child(client, name, talking) for name, talking in (("Ash", 1), ("Birch", 4), ("Cedar", 2))]
    sheet(client, three, {"S": 1, "M": 1})
    assert "It has not been worked out yet." in page(client, f"{AT}/why").words
    worked(client)
    found = page(client, f"{AT}/why").words
    assert "These 3 children can only go to May Suit School and Suits School, with 2 places together" in found
    assert "with any one of them fewer, the others could all have a place" in found
    desk = desk_of(client)
    with desk.database.writing() as session:
        keep_seats(session, desk, SHEET, {"S": 2})
    worked(client)
    assert "Every child on this worksheet can have a place" in page(client, f"{AT}/why").words


def test_nothing_of_one_child_is_kept_or_told_with_another(sqlite_client: TestClient) -> None:
    """All that is kept or shown of a child, from the worksheet to the sealed decision, is searched for the other."""
    client = sqlite_client
    places(client)
    cases = {"Alphamark": child(client, "Alphamark", 4), "Betamark": child(client, "Betamark", 1)}
    sheet(client, list(cases.values()), {"S": 1, "M": 1})
    worked(client)
    pressed(client, f"{AT}/children/{cases['Betamark']}", "/hold", place="M")
    before, desk, mine = rows(client), officer(client), cases["Alphamark"]
    for step in ("assessments", "recommendations"):
        assert post(client, f"/api/cases/{mine}/{step}", {}).status_code == 201
    member = signed_in(client, "chair")
    held = sitting(desk_of(client), member.people["chair"].id, [mine], stage="planned")
    with desk.database.writing() as session:
        freeze_papers(session, desk, held)
    pack = member.get(f"/sittings/{held}/pack", headers=PAGE).text
    decided(desk, mine, "name_school", school=NAMES["S"])
    written = {name: str([row for row in after if row not in before[name]]) for name, after in rows(client).items()}
    assert {"records", "sealed_values", "decisions", "case_events", "place_searches"} <= {
        name for name, text in written.items() if text != "[]"
    }
    paths = (f"/cases/{mine}", f"/api/cases/{mine}", f"/cases/{mine}/places")
    shown = [pack, *(client.get(path).text for path in paths)]
    assert [mine in each for each in shown] == [True] * 4
    with desk.database.reading() as session:
        numbers = {name: session.query(Case).filter_by(reference=each).one().id for name, each in cases.items()}
        own = {
            name: str(session.execute(select(WorksheetChild.__table__).where(WorksheetChild.case_id == number)).all())
            for name, number in numbers.items()
        }
        sheets = str(
            [session.execute(select(table)).all() for table in (Worksheet.__table__, WorksheetPlace.__table__)]
        )
    for text in (*written.values(), *shown, own["Alphamark"]):
        assert "Betamark" not in text and cases["Betamark"] not in text
        assert SHEET not in text and "worksheet" not in text.replace('/worksheets"', "")
    assert mine not in own["Betamark"] and "need" in own["Betamark"]
    assert not any(each in sheets for each in (*cases, *cases.values()))


def test_disposal_takes_the_childs_row_with_it(sqlite_client: TestClient) -> None:
    client = sqlite_client
    places(client)
    one, two = child(client, "Ash", 1), child(client, "Birch", 4)
    sheet(client, [one, two], {"S": 1, "M": 1})
    worked(client)
    desk = desk_of(client)
    with desk.database.writing() as session:
        store.dispose_case(session, services.held_case(session, desk, two), "birth_31", Someone("officer", "o"), NOW)
    assert set(proposals(client)) == {one}
    assert two not in page(client, AT).words


def test_whoever_declared_an_interest_does_not_see_the_child_and_does_not_work_it_out(
    sqlite_client: TestClient,
) -> None:
    client = sqlite_client
    places(client)
    one, two = child(client, "Ash", 1), child(client, "Birch", 4)
    sheet(client, [one, two], {"S": 1, "M": 1})
    worked(client)
    officer = signed_in(client, "caseworker")
    with desk_of(client).database.reading() as session:
        number = session.query(Case).filter_by(reference=two).one().id
    interest(client, officer, number)
    shown = page(officer, AT).words
    assert "1 more child is on this worksheet and is kept from you" in shown
    assert one in shown and two not in shown and two not in officer.get(f"{AT}/sheet.csv").text
    assert officer.get(f"{AT}/children/{two}", headers=PAGE).status_code == 404
    assert officer.get(f"{AT}/children/{one}", headers=PAGE).status_code == 200
    told = post_form(officer, f"{AT}/work-out", [])
    assert told.status_code == 409 and "kept from you" in Html(told.text).words


def test_what_was_changed_meanwhile_is_not_written_over(
    sqlite_client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sqlite_client
    places(client)
    one = child(client, "Ash", 1)
    sheet(client, [one], {"S": 1, "M": 1})
    desk, looked_at = desk_of(client), matching.looked_at

    def meanwhile(*given: Any) -> Any:
        with desk.database.writing() as session:
            hold_child(session, desk, SHEET, one, "M")
        return looked_at(*given)

    monkeypatch.setattr(matching, "looked_at", meanwhile)
    answer = send(client, page(client, AT).form("/work-out"))
    assert "Somebody changed this worksheet while it was worked out" in checked(answer, 409).words
    monkeypatch.undo()
    worked(client)
    assert proposals(client) == {one: "M"}


def test_it_is_taken_away_as_a_spreadsheet_and_a_closed_one_is_only_read(sqlite_client: TestClient) -> None:
    client = sqlite_client
    places(client)
    one = child(client, "Ash", 1, wants="T")
    sheet(client, [one], {"S": 1, "T": 2})
    worked(client)
    (heads, row) = list(csv.reader(io.StringIO(client.get(f"{AT}/sheet.csv").text.removeprefix("\ufeff"))))
    assert dict(zip(heads, row, strict=True)) == {
        "Case": one, "Need": "19", "Proposed place": NAMES["S"], "Code": "S", "Fit": "Suits", "Miles": "1.0",
        "Set by hand": "", "Asked for": "", "Gives up": "Teenagers School was asked for and does not suit.",
        "Before": "",
    }  # fmt: skip
    assert [cells[0] for _, cells in rows_of(client.get(f"{AT}/sheet.xlsx").content)] == ["Case", one]
    closed = pressed(client, AT, "/close")
    assert "This worksheet is closed." in closed.words
    answer = post_form(signed_in(client, "senior_officer"), f"{AT}/children/{one}/hold", [("place", "S")])
    assert answer.status_code == 409
    assert "Closed" in page(client, "/worksheets").words


def test_what_cannot_be_picked_is_told_and_stays_typed(sqlite_client: TestClient) -> None:
    client = sqlite_client
    places(client)
    one = child(client, "Ash", 1)
    sheet(client, [one], {"S": 1})
    officer = signed_in(client, "caseworker")
    answer = post_form(officer, f"{AT}/add", [("case", "AAAA-AAAA")])
    assert answer.status_code == 422 and "AAAA-AAAA does not wait for a decision" in Html(answer.text).words
    answer = post_form(officer, f"{AT}/seats", [("seats-S", "many"), ("seats-M", "2")])
    again = Html(answer.text)
    assert answer.status_code == 422 and '"many" is no number of places' in again.words
    assert [again.form("/seats").fields[name] for name in ("seats-S", "seats-M")] == ["many", "2"]
    wrong = checked(send(officer, page(officer, "/worksheets/new").form("/worksheets"), title="", start="soon"), 422)
    assert wrong.form("/worksheets").fields["start"] == "soon"
    assert "Give the worksheet a title" in wrong.words
