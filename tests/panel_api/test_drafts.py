"""Requests being written: seen by their writer alone, never lost, sent once, and gone when they are old."""

import datetime as dt
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from panel_api import schemas, services, store
from panel_api.errors import Trouble
from panel_api.reading import read
from panel_api.services import Desk
from panel_api.services.drafts import forget_old_drafts, kept_until
from panel_api.store import Viewer
from tests.panel_api.http_support import NOW, a_case, desk_of, places, post
from tests.panel_api.signing_in import As, a_person, signed_in

URN = "100000"


def someone(desk: Desk, role: str = "school", school: str | None = URN) -> Desk:
    """A desk of someone new."""
    person = a_person(desk, role, school=school)
    return replace(desk, viewer=Viewer(role, person.reference, person.id, school))


def begun(desk: Desk, **typed: str) -> str:
    """A draft with this typed into it; its reference."""
    with desk.database.writing() as session:
        row = services.begin_draft(session, desk, "county_top_up", "non_statutory", {})
        services.save_draft(session, desk, row.reference, list(typed), {name: [typed[name]] for name in typed})
    return row.reference


def test_a_draft_is_its_writers_alone(client: TestClient) -> None:
    mine = someone(desk_of(client))
    reference = begun(mine, **{"child.name": "Robin Example"})
    same_person_elsewhere = replace(mine, viewer=replace(mine.viewer, school="200000"))
    for other in (someone(desk_of(client)), someone(desk_of(client), "caseworker", None), same_person_elsewhere):
        with other.database.writing() as session:
            assert list(store.drafts_of(session, other.viewer)) == []
            with pytest.raises(Trouble, match="not-found"):
                services.find_draft(session, other, reference)
            with pytest.raises(Trouble, match="not-found"):
                services.save_draft(session, other, reference, ["child.name"], {})
            services.discard_draft(session, other, reference)
    with mine.database.reading() as session:
        assert services.find_draft(session, mine, reference).typed == {"child.name": ["Robin Example"]}


def test_whatever_is_typed_is_kept_and_what_is_emptied_goes(client: TestClient) -> None:
    desk = someone(desk_of(client))
    reference = begun(desk, **{"child.name": "\0 \ud7ff 👩🏽‍🦽\r\n", "child.date_of_birth": "soon"})
    with desk.database.writing() as session:
        typed = {"child.date_of_birth": [""], "school.from": ["1/9/2022"], "not a field": ["x"]}
        services.save_draft(session, desk, reference, ["child.date_of_birth", "school.from"], typed)
    with desk.database.reading() as session:
        kept = services.find_draft(session, desk, reference).typed
    assert kept == {"child.name": ["\0 \ud7ff 👩🏽‍🦽\r\n"], "school.from": ["1/9/2022"]}


def test_sent_twice_it_is_one_case_and_nothing_typed_is_kept(client: TestClient) -> None:
    desk = someone(desk_of(client))
    reference, given = begun(desk, **{"child.name": "Robin"}), read(schemas.NewCase, a_case(asked_on="2026-09-14"))
    with desk.database.writing() as session:
        version = services.find_draft(session, desk, reference).version
        first = services.send_draft(session, desk, reference, version, given)
    with desk.database.writing() as session:
        assert services.send_draft(session, desk, reference, version, given) == first
        with pytest.raises(Trouble, match="conflict"):
            services.save_draft(session, desk, reference, ["child.name"], {})
    with desk.database.reading() as session:
        assert list(store.drafts_of(session, desk.viewer)) == []
        assert services.find_draft(session, desk, reference).typed == {}
        assert store.count_cases(session, desk.viewer, store.CaseFilter()) == 1


def test_what_changed_since_it_was_checked_is_not_sent(client: TestClient) -> None:
    desk = someone(desk_of(client))
    reference = begun(desk, **{"child.name": "Robin"})
    with desk.database.writing() as session, pytest.raises(Trouble, match="stale"):
        services.send_draft(session, desk, reference, 1, read(schemas.NewCase, a_case()))


def test_a_school_sends_only_its_own_requests_of_the_kinds_schools_bring(client: TestClient) -> None:
    school = signed_in(client, "school", school=URN)
    assert post(school, "/api/cases", a_case()).status_code == 201
    other = a_case(school={"name": "Another", "reference": "200000", "from": "2022-09-01"})
    assert places(post(school, "/api/cases", other)) == ["school.reference"]
    assert places(post(school, "/api/cases", a_case(school=None))) == ["school.reference"]
    order = a_case(legal_basis="tribunal_order", authorities={**a_case()["authorities"], "maintaining": _county()})
    assert places(post(school, "/api/cases", order)) == ["legal_basis"]
    asked = a_case(legal_basis="assessment_request")
    assert post(school, "/api/cases", asked).status_code == 201
    assert isinstance(client, As)
    assert post(client, "/api/cases", order).status_code == 201, "a caseworker takes in any"


def _county() -> dict[str, str]:
    return {"name": "The invented county", "reference": "999", "from": "2022-09-01"}


def test_a_program_writes_no_draft(client: TestClient) -> None:
    desk = replace(desk_of(client), viewer=Viewer("school", "program-1", None, URN))
    with desk.database.writing() as session, pytest.raises(Trouble, match="not-allowed"):
        services.begin_draft(session, desk, "county_top_up", "non_statutory", {})


def test_what_nobody_goes_on_with_is_forgotten(client: TestClient) -> None:
    desk = someone(desk_of(client))
    old, late = (begun(replace(desk, clock=lambda ago=ago: NOW - dt.timedelta(days=ago))) for ago in (180, 179))
    forget_old_drafts(desk)
    with desk.database.reading() as session:
        (left,) = store.drafts_of(session, desk.viewer)
        assert left.reference == late != old
        assert kept_until(desk, left) == NOW.date() + dt.timedelta(days=1)


def test_what_is_known_of_a_school_comes_from_its_own_requests(client: TestClient) -> None:
    school = signed_in(client, "school", school=URN)
    assert post(school, "/api/cases", a_case()).status_code == 201
    own = Viewer("school", "x", 1, URN)
    with desk_of(client).database.reading() as session:
        known = store.known_of_school(session, own, URN)
        assert (known.name, known.partnership, known.area) == ("Invented Primary School", "north", "999")
        assert known.rulebook == "county_top_up"
        assert store.known_of_school(session, own, "200000") == store.Known()
        assert store.known_of_school(session, Viewer("school", "x", 1, "200000"), URN) == store.Known()
        assert list(store.partnerships(session)) == ["north"]
