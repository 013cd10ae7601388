"""What place a case seeks: written down by a form, never with an address, and kept with all that was written before."""

import datetime as dt

from fastapi.testclient import TestClient

from engine.values import NONE
from panel_api.services.child_facts import child_facts, facts_sought, fit_book, still_asked
from panel_api.services.held import held_of
from panel_api.store.local import all_sought, latest_sought
from tests.panel_api.http_support import desk_of, taken_in
from tests.panel_api.pages_cases import PLAN
from tests.panel_api.pages_support import checked, page, pressed, send
from tests.panel_api.signing_in import signed_in

TYPED = {"home_sector": "ox16 0", "from": "1/9/2027", "until": "31 August 2032"}


def test_it_is_written_down_anew_each_time_and_the_latest_holds(client: TestClient) -> None:
    case = taken_in(client, **PLAN)
    first = page(client, f"/cases/{case}/sought")
    assert "Nothing was written down yet." in first.words
    assert send(client, first.form("/sought"), **TYPED).status_code == 303
    found = page(client, f"/cases/{case}/sought")
    assert found.form("/sought").fields["home_sector"] == "OX16 0"
    assert "1 September 2027" in found.words and "31 August 2032" in found.words
    assert send(client, found.form("/sought"), until="").status_code == 303
    desk = desk_of(client)
    with desk.database.reading() as session:
        row = held_of(session, desk, case).case
        latest, rows = latest_sought(session, desk.viewer, row), all_sought(session, desk.viewer, row)
    assert latest is not None and latest.until_day is None and latest.home_sector == "OX160"
    assert [each.until_day for each in rows] == [None, dt.date(2032, 8, 31)]
    history = page(client, f"/cases/{case}").words.split("History")[1]
    assert history.count("What place is sought was written down") == 2


def test_what_is_no_sector_or_no_day_is_told_beside_it_and_stays_typed(sqlite_client: TestClient) -> None:
    case = taken_in(sqlite_client, **PLAN)
    form = page(sqlite_client, f"/cases/{case}/sought").form("/sought")
    found = checked(send(sqlite_client, form, home_sector="12 High Street", until="1/1/2020", **{"from": "soon"}), 422)
    assert found.title.startswith("Error: ")
    assert {"#home_sector", "#from"} <= set(found.links)
    assert found.form("/sought").fields["home_sector"] == "12 High Street"
    nowhere = checked(send(sqlite_client, form, **TYPED | {"home_sector": "ZZ99 9"}), 422)
    assert "#home_sector" in nowhere.links, "a sector that no gazetteer knows"
    backwards = checked(send(sqlite_client, form, **TYPED | {"until": "1/9/2026"}), 422)
    assert "#until" in backwards.links
    assert "Nothing was written down yet." in page(sqlite_client, f"/cases/{case}/sought").words


def test_an_answer_the_rulebook_does_not_take_is_refused(sqlite_client: TestClient) -> None:
    case = taken_in(sqlite_client, **PLAN)
    desk = desk_of(sqlite_client)
    with desk.database.reading() as session:
        row = held_of(session, desk, case).case
    name = next(fact.name for fact in still_asked(fit_book(desk), row) if fact.type.kind == "set")
    form = page(sqlite_client, f"/cases/{case}/sought").form("/sought")
    found = checked(send(sqlite_client, form, **TYPED | {name: "a_moon"}), 422)
    assert f"#f-{name}" in found.links


def test_age_is_that_of_the_day_the_place_begins_and_no_plan_requires_nothing(sqlite_client: TestClient) -> None:
    desk, book = desk_of(sqlite_client), fit_book(desk_of(sqlite_client))
    for changes, plan in ((PLAN, True), ({"facts": {"ehc_plan": False}}, False)):
        case = taken_in(sqlite_client, **changes)
        with desk.database.reading() as session:
            row = held_of(session, desk, case).case
        known = child_facts(book, row, dt.date(2027, 9, 1), {})
        assert known.get("age_at_start", 9) == 9, "born on 2 March 2018"
        assert known.get("ehc_plan", plan) is plan
        if "section_f_requires" in book.facts:
            assert known.get("section_f_requires") == (None if plan else NONE)


def test_what_was_written_is_read_as_facts_and_the_rest_stays_unknown(sqlite_client: TestClient) -> None:
    desk, book = desk_of(sqlite_client), fit_book(desk_of(sqlite_client))
    case = taken_in(sqlite_client, **PLAN)
    with desk.database.reading() as session:
        row = held_of(session, desk, case).case
    asked = next(fact for fact in still_asked(book, row) if fact.type.kind == "set")
    pressed(sqlite_client, f"/cases/{case}/sought", "/sought", **TYPED | {asked.name: asked.type.options[0]})
    with desk.database.reading() as session:
        latest = latest_sought(session, desk.viewer, row)
    assert latest is not None
    known = facts_sought(book, row, latest)
    assert known[asked.name] == frozenset({asked.type.options[0]})
    others = {fact.name for fact in still_asked(book, row)} - {asked.name}
    assert not others & set(known), "what nobody answered is not known"


def test_it_is_for_who_keeps_the_case(sqlite_client: TestClient) -> None:
    case = taken_in(sqlite_client, **PLAN)
    member = signed_in(sqlite_client, "panel_member")
    assert member.get(f"/cases/{case}/sought").status_code in (403, 404)
