"""Keeping the directory: what is added and changed, with its history, by whom; what is refused; past days."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from engine.opinions.network import Network
from engine.placing.history import redone
from panel_api.database import Database
from panel_api.errors import Trouble
from panel_api.models import Provision
from panel_api.reading import read
from panel_api.schemas_provision import NEED_CODES, Closing, NewProvision, NumbersNoted, OpeningAgain, ProvisionEdit
from panel_api.services.desk import Desk
from panel_api.services.provision import (
    add_provision,
    as_of,
    change_provision,
    close_provision,
    find_provision,
    open_provision,
)
from panel_api.services.provision_fields import fields_of
from panel_api.services.provision_numbers import note_numbers
from panel_api.shelf import Shelf
from panel_api.store import Viewer
from panel_api.store.provision_history import changes_of, numbers_of_one
from tests.panel_api.databases import NOW

WHY = "Letter of the head."
SCHOOL = {"code": "912345", "kind": "mainstream", "name": "Ash School", "words": WHY}


@pytest.fixture
def desk(database: Database, shelf: Shelf, network: Network) -> Desk:
    return Desk(database, shelf, network, lambda: NOW, Viewer("caseworker", "cw-1"))


def on_day(desk: Desk, days: int) -> Desk:
    return replace(desk, clock=lambda: NOW + dt.timedelta(days=days))


def add(desk: Desk, **given: Any) -> Provision:
    with desk.database.writing() as session:
        return add_provision(session, desk, read(NewProvision, {**SCHOOL, **given}))


def edit(desk: Desk, version: int, unknown: tuple[str, ...] = (), **fields: Any) -> Provision:
    with desk.database.writing() as session:
        given = read(ProvisionEdit, {"fields": fields, "unknown": list(unknown), "words": WHY})
        return change_provision(session, desk, "912345", version, given)


def closing(day: dt.date) -> Closing:
    return read(Closing, {"last_day": day.isoformat(), "words": WHY})


def refused(desk: Desk, **given: Any) -> dict[str, str]:
    with pytest.raises(Trouble) as trouble:
        add(desk, **given)
    assert trouble.value.kind == "bad-input"
    return {str(each.where): each.wrong for each in trouble.value.problems}


def test_needs_are_those_of_the_shared_vocabulary(desk: Desk) -> None:
    book = desk.shelf.book("county_top_up")
    assert tuple(book.facts["primary_need"].type.options) == NEED_CODES


def test_every_change_is_kept_and_each_past_day_can_be_read(desk: Desk) -> None:
    add(desk, capacity=200, needs=["ASD"])
    edit(on_day(desk, 1), 1, name="Ash Academy", least_age=4, most_age=11, easting=445_200, northing=240_600)
    edit(on_day(desk, 2), 2, ("capacity",), needs=[])
    edit(on_day(desk, 3), 3, needs=[])  # nothing new
    with desk.database.writing() as session:
        row = find_provision(session, desk, "912345")
        assert (row.version, row.cell, row.capacity, row.needs) == (3, 44_024, None, [])
        kept = changes_of(session, desk.viewer, row.id)
        assert [(each.by_role, each.by_reference, each.words, each.source) for each in kept] == [
            ("caseworker", "cw-1", WHY, "hand")
        ] * 3
        assert kept[0].changes == {"needs": [["ASD"], []], "capacity": [200, None]}
        past = [as_of(session, desk, row, (NOW + dt.timedelta(days=each)).date()) for each in (-1, 0, 1, 2)]
        assert past[0].fields is None and len(past[0].later) == 3
        assert [each.fields and each.fields.get("name") for each in past[1:]] == ["Ash School", *["Ash Academy"] * 2]
        assert [each.fields and each.fields.get("capacity") for each in past[1:]] == [200, 200, None]
        assert past[3].fields == fields_of(row) == redone({}, (each.changes for each in reversed(kept)))


def test_a_change_to_what_somebody_else_changed_first_is_refused_and_says_who(desk: Desk) -> None:
    add(desk)
    edit(desk, 1, name="Ash Academy")
    with pytest.raises(Trouble) as stale:
        edit(replace(desk, viewer=Viewer("senior_officer", "so-1")), 1, name="Oak School")
    assert stale.value.kind == "stale" and "changed by cw-1" in stale.value.detail
    with desk.database.reading() as session:
        assert find_provision(session, desk, "912345").name == "Ash Academy"


def test_a_unit_is_of_a_school_and_lies_where_it_does(desk: Desk) -> None:
    unit: dict[str, Any] = {"code": None, "kind": "sen_unit", "name": "Ash unit"}
    unit = {name: value for name, value in {**SCHOOL, **unit}.items() if value is not None}
    with pytest.raises(Trouble), desk.database.writing() as session:
        add_provision(session, desk, read(NewProvision, unit))
    school = add(desk, easting=445_200, northing=240_600, partnership="Riverside")
    with desk.database.writing() as session:
        found = add_provision(session, desk, read(NewProvision, {**unit, "within": "912345"}))
        assert (found.code, found.within_id, found.easting, found.partnership) == (
            "912345-U", school.id, 445_200, "Riverside",
        )  # fmt: skip
        with pytest.raises(Trouble) as twice:
            add_provision(session, desk, read(NewProvision, {**unit, "within": "912345"}))
        assert twice.value.kind == "conflict"
        with pytest.raises(Trouble):
            add_provision(session, desk, read(NewProvision, {**unit, "within": "912345-U"}))
    with pytest.raises(Trouble) as became:
        edit(desk, 1, kind="sen_unit")
    assert [str(each.where) for each in became.value.problems] == ["fields.kind"]


def test_what_cannot_be_is_refused_all_at_once_and_leaves_nothing(desk: Desk) -> None:
    wrong = refused(desk, least_age=11, most_age=4, easting=445_200, within="912346", facts={"colour": "red"})
    assert set(wrong) == {"most_age", "northing", "within", "facts.colour"}
    assert set(refused(desk, code="12345", needs=["XYZ"], capacity=-1, website="ash.example", kind="castle")) == {
        "code", "needs[0]", "capacity", "website", "kind",
    }  # fmt: skip
    with desk.database.reading() as session, pytest.raises(Trouble) as nothing:
        find_provision(session, desk, "912345")
    assert nothing.value.kind == "not-found"
    add(desk)
    for unknown in (("name",), ("colour",), ("closed_on",)):
        with pytest.raises(Trouble) as trouble:
            edit(desk, 1, unknown)
        assert [str(each.where) for each in trouble.value.problems] == ["unknown[0]"]


def test_the_rulebooks_own_questions_about_a_place_are_kept_and_not_known_is_an_answer(desk: Desk) -> None:
    add(desk, facts={"offers": ["signing", "hoist"]})
    with desk.database.reading() as session:
        assert find_provision(session, desk, "912345").facts == {"offers": ["hoist", "signing"]}
    assert edit(desk, 1, ("facts.offers",)).facts == {}


def test_a_place_closes_and_opens(desk: Desk) -> None:
    add(desk, opened_on="2020-09-01")
    today = desk.last_day()
    with desk.database.writing() as session:
        with pytest.raises(Trouble):
            close_provision(session, desk, "912345", 1, closing(dt.date(2019, 1, 1)))
        later = today + dt.timedelta(days=30)
        assert close_provision(session, desk, "912345", 1, closing(later)).state == "closing"
        past = today - dt.timedelta(days=1)
        row = close_provision(session, desk, "912345", 2, closing(past))
        assert (row.state, row.closed_on) == ("closed", past)
        row = open_provision(session, desk, "912345", 3, OpeningAgain(words=WHY))
        assert (row.state, row.closed_on) == ("open", None)
        with pytest.raises(Trouble) as again:
            open_provision(session, desk, "912345", 4, OpeningAgain(words=WHY))
        assert again.value.kind == "conflict"


def test_numbers_are_written_once_and_what_is_not_known_stays_so(desk: Desk) -> None:
    add(desk)
    with desk.database.writing() as session:
        for on_roll in (40, 41):
            given = {"from": "2026-09-01", "commissioned": 42, "on_roll": on_roll, "source": "The school"}
            note_numbers(session, desk, "912345", read(NumbersNoted, given))
        row = find_provision(session, desk, "912345")
        assert [(each.on_roll, each.leaving) for each in numbers_of_one(session, desk.viewer, row.id)] == [
            (41, None),
            (40, None),
        ]
        for wrong in ({"on_roll": 3, "leaving": 4}, {}, {"from": "2090-01-01", "named": 1}):
            with pytest.raises(Trouble) as trouble:
                given = {"from": "2026-09-01", "source": "The school", **wrong}
                note_numbers(session, desk, "912345", read(NumbersNoted, given))
            assert trouble.value.kind == "bad-input"
