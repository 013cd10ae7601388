"""What is local to a case: every place in range with its verdict, asked-for schools first, unknown never a no."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from random import Random

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event, select
from sqlalchemy.exc import DBAPIError

from panel_api.errors import Trouble
from panel_api.models import CaseEvent, PlaceSearch, Provision
from panel_api.services import Desk
from panel_api.services.found import as_kept, from_kept
from panel_api.services.gazetteer import middle
from panel_api.services.local import look
from panel_api.services.local_held import local_from, without_home
from panel_api.store.provision import cell_of
from panel_api.views.local import order
from tests.panel_api.http_support import desk_of, post, taken_in
from tests.panel_api.local_support import (
    HOME,
    MILE,
    costing,
    kept,
    looked,
    numbered,
    offers_of,
    school,
    seek,
    seeking,
    wished,
)
from tests.panel_api.pages_cases import PLAN


@pytest.fixture
def desk(sqlite_client: TestClient) -> Iterator[Desk]:
    """The desk of a directory that is empty yet."""
    yield desk_of(sqlite_client)


def test_every_place_in_range_is_found_with_its_verdict_and_the_rest_is_counted(client: TestClient) -> None:
    desk = desk_of(client)
    case, offers = seeking(client), offers_of(desk)
    with desk.database.writing() as session:
        kept(session, [
            school("1", "Near School"), school("2", "Far School", 19), school("3", "Beyond School", 21),
            school("4", "Grown-up College", 2, least_age=16, most_age=25), school("5", "Silent School", 4, needs=None),
            school("6", "Lost School", easting=None, northing=None, cell=None),
            school("7", "Gone School", 1, closed_on=dt.date(2027, 7, 21), state="closing"),
            school("8", "Shut School", 1, state="closed"),
        ], offers)  # fmt: skip
    found = {each.name: each for each in looked(desk, case)}
    assert set(found) == {"Near School", "Far School", "Grown-up College", "Silent School"}
    assert found["Grown-up College"].fit == "no"
    assert any(each.hard and each.truth is False for each in found["Grown-up College"].said)
    assert found["Silent School"].fit == "unknown", "an unknown never becomes a no"
    assert any(each.of == "place" for each in found["Silent School"].wanted), "it is asked"
    assert found["Far School"].metres is not None and abs(found["Far School"].metres - 19 * MILE) < 30
    assert "Beyond School" in {each.name for each in looked(desk, case, 25)}
    with desk.database.reading() as session:
        row = session.scalars(select(PlaceSearch).order_by(PlaceSearch.id)).first()
    assert row is not None and row.counts["without_point"] == 1 and row.counts["closed_by_then"] == 1
    assert row.counts["yes"] + row.counts["unknown"] + row.counts["no"] == 4


def test_the_schools_asked_for_stand_first_whatever_their_places_or_distance(
    sqlite_client: TestClient, desk: Desk
) -> None:
    case, offers = seeking(sqlite_client), offers_of(desk)
    with desk.database.writing() as session:
        far, full = school("1", "Far Wish", 90), school("2", "Full Wish", 8, least_age=16, most_age=19)
        kept(session, [far, full, school("3", "Near School")], offers)
        session.add(numbered(full, on_roll=120))
        for row in (far, full):
            wished(session, desk, case, row)
        wished(session, desk, case, None, "A school nobody knows")
    found = looked(desk, case)
    assert [each.name for each in found] == ["Far Wish", "Full Wish", "A school nobody knows", "Near School"]
    assert found[0].fit != "no", "far away is not unsuitable"
    assert found[1].free is not None and found[1].free.places == 90 - (120 - 10 + 2)
    assert found[2].fit == "unknown" and found[2].code is None and found[2].wanted
    assert all(each.confirmed for each in found if each.code), "what is shown for a decision is confirmed"


def test_what_is_full_suits_as_well_as_what_is_empty(sqlite_client: TestClient, desk: Desk) -> None:
    case, offers = seeking(sqlite_client), offers_of(desk)
    with desk.database.writing() as session:
        rows = [school("1", "Full School"), school("2", "Empty School")]
        kept(session, rows, offers)
        session.add_all([numbered(rows[0], on_roll=130), numbered(rows[1], on_roll=10)])
    full, empty = sorted(looked(desk, case), key=lambda each: each.code or "")
    assert full.fit == empty.fit and full.said == empty.said
    assert full.free is not None and full.free.places is not None and full.free.places < 0


def test_money_changes_the_order_and_never_a_verdict(sqlite_client: TestClient, desk: Desk) -> None:
    case, offers = seeking(sqlite_client), offers_of(desk)
    rows = [school(f"{n}", f"School {n}", 2 + n, needs=needs) for n, needs in enumerate((["SLCN"], None, ["HI"]) * 2)]
    with desk.database.writing() as session:
        kept(session, rows, offers)
    before = {each.code: (each.fit, each.said, each.wanted) for each in looked(desk, case)}
    random = Random(5)
    for _ in range(6):
        with desk.database.writing() as session:
            for row in rows:
                pence = random.choice((None, 0, 1, 1_500_000, 9_900_000))
                session.add(costing(row, random.choice(("fee", "top_up", "place", "transport")), pence))
        after = looked(desk, case)
        assert {each.code: (each.fit, each.said, each.wanted) for each in after} == before


def test_nearer_and_suitable_removes_nothing(sqlite_client: TestClient, desk: Desk) -> None:
    case, offers = seeking(sqlite_client), offers_of(desk)
    with desk.database.writing() as session:
        kept(session, [school(f"{n}", f"School {n}", 3 + n) for n in range(4)], offers)
    before = {each.code: each.fit for each in looked(desk, case)}
    with desk.database.writing() as session:
        kept(session, [school("9", "Nearer School", 1)], offers)
    after = {each.code: each.fit for each in looked(desk, case)}
    assert after.items() > before.items() and "9" in after


def test_without_a_home_the_childs_school_stands_for_it_and_that_is_said(sqlite_client: TestClient, desk: Desk) -> None:
    case = seeking(sqlite_client, home=None)
    with desk.database.writing() as session:
        here = school("100000", "Invented Primary School", 1, kind="mainstream")
        kept(session, [school("1", "Near School", 3), here])
    found = {each.name: each for each in looked(desk, case)}
    assert found["Invented Primary School"].present and found["Invented Primary School"].metres == 0
    with desk.database.reading() as session:
        row = session.scalars(select(PlaceSearch)).one()
    assert row.counts["home_by"] == "school" and row.counts["home_sector"] is None


def test_a_top_up_looks_for_units_and_services_of_the_partnership(sqlite_client: TestClient, desk: Desk) -> None:
    case = taken_in(sqlite_client, facts={"ehc_plan": False})
    with desk.database.writing() as session:
        kept(session, [
            school("1", "Special School"), school("1-U", "A unit", kind="sen_unit"),
            school("P-1", "Outreach team", kind="outreach", easting=None, northing=None, cell=None),
            school("P-2", "Other outreach", kind="outreach", partnership="south"),
        ])  # fmt: skip
        seek(session, desk, case)
    assert {each.name for each in looked(desk, case)} == {"A unit", "Outreach team"}


def test_without_what_is_sought_nothing_is_looked_for_and_advice_is_put_all_the_same(
    sqlite_client: TestClient, desk: Desk
) -> None:
    case = taken_in(sqlite_client, **PLAN)
    with desk.database.writing() as session, pytest.raises(Trouble, match="Nobody has written down"):
        look(session, desk, case)
    assert post(sqlite_client, f"/api/cases/{case}/assessments", {}).status_code == 201
    assert post(sqlite_client, f"/api/cases/{case}/recommendations", {}).status_code == 201


def test_it_is_looked_for_as_advice_is_put_and_trouble_stops_no_advice(sqlite_client: TestClient, desk: Desk) -> None:
    case = seeking(sqlite_client)
    assert post(sqlite_client, f"/api/cases/{case}/assessments", {}).status_code == 201
    assert post(sqlite_client, f"/api/cases/{case}/recommendations", {}).status_code == 201
    with desk.database.reading() as session:
        assert session.scalars(select(PlaceSearch)).one().counts["yes"] == 0, "an empty directory is no error"
    bad = desk.settings.model_copy(update={"fit_rulebook": "county_top_up"})
    sqlite_client.app.state.desk = Desk(desk.database, desk.shelf, desk.network, desk.clock, settings=bad)  # type: ignore[attr-defined]
    assert post(sqlite_client, f"/api/cases/{case}/recommendations", {}).status_code == 201
    with desk.database.reading() as session:
        words = session.scalars(select(CaseEvent.words).where(CaseEvent.kind == "looked").order_by(CaseEvent.id)).all()
        assert len(session.scalars(select(PlaceSearch)).all()) == 1
    assert words[-1].startswith("Places could not be looked for")


def test_a_search_is_sealed_and_comes_back_as_it_was(client: TestClient) -> None:
    desk = desk_of(client)
    case, offers = seeking(client), offers_of(desk)
    with desk.database.writing() as session:
        row = school("1", "Near School")
        kept(session, [row], offers)
        session.add_all([numbered(row), costing(row, "top_up", 1_200_000), costing(row, "therapy", None)])
    (found,) = looked(desk, case)
    assert from_kept(as_kept([found, found])) == [found, found]
    assert found.metres is not None and from_kept(as_kept([replace(found, metres=0)]))[0].metres == 0
    with desk.database.writing() as session, pytest.raises(DBAPIError):
        session.scalars(select(PlaceSearch)).one().metres = 1
        session.flush()


def test_a_pseudonym_is_told_nothing_that_rests_on_the_distance_from_home(
    sqlite_client: TestClient, desk: Desk
) -> None:
    case = seeking(sqlite_client)
    with desk.database.writing() as session:
        kept(session, [school("1", "Near School"), school("2", "Far School", 19)], offers_of(desk))
    looked(desk, case)
    with desk.database.reading() as session:
        search = session.scalars(select(PlaceSearch)).one()
        whole = local_from(None, search)
        told = without_home(whole)
    resting = {"near_for_every_day", "journey_or_boarding"}
    assert set(search.counts["of_home"]) == resting
    assert [{each.rule for each in place.said} & resting for place in whole.places] == [resting] * 2
    assert not any({each.rule for each in place.said} & resting or place.metres for place in told.places)
    assert [len(place.said) for place in told.places] == [len(place.said) - 2 for place in whole.places]
    journey = "whether home is near enough for a daily journey"
    assert order(told).endswith(f"in each group by {journey}, additional cost and miles from home, each in turn.")


def test_a_place_of_so_many_whole_miles_is_within_them(sqlite_client: TestClient, desk: Desk) -> None:
    case, rows = seeking(sqlite_client), [school("1", "Just within", 20), school("2", "Just beyond", 20)]
    home = middle(HOME)
    assert home is not None
    for row, metres in zip(rows, (32_186, 32_187), strict=True):
        row.easting = home[0] + metres
        row.cell = cell_of(row.easting, row.northing)
    with desk.database.writing() as session:
        kept(session, rows)
    assert [each.name for each in looked(desk, case, 20)] == ["Just within"]


def test_a_hundred_times_the_directory_takes_no_more_queries(sqlite_client: TestClient) -> None:
    desk, case = desk_of(sqlite_client), seeking(sqlite_client)
    with desk.database.writing() as session:
        kept(session, [school(f"{n}", f"School {n}", 1 + n % 9) for n in range(20)], offers_of(desk))
    few = _queries(desk, case)
    with desk.database.writing() as session:
        kept(session, [school(f"F{n}", f"Far {n}", 40 + n % 200) for n in range(2000)])
    assert _queries(desk, case) == few
    with desk.database.writing() as session:
        kept(session, [school(f"N{n}", f"Close {n}", 1 + n % 12) for n in range(60)])
    assert _queries(desk, case) == few <= 20
    print(f"queries of a search: {few}")


def _queries(desk: Desk, case: str) -> int:
    sent: list[str] = []

    def note(*given: object) -> None:
        sent.append(str(given[2]))

    looked(desk, case)
    event.listen(desk.database.engine, "before_cursor_execute", note)
    try:
        looked(desk, case)
    finally:
        event.remove(desk.database.engine, "before_cursor_execute", note)
    sent = [each for each in sent if "FROM adoptions" not in " ".join(each.split())]  # read every few seconds
    return len([each for each in sent if each.lstrip().upper().startswith(("SELECT", "WITH"))])


def test_a_provision_of_another_council_is_in_no_county_of_ours(sqlite_client: TestClient, desk: Desk) -> None:
    case = seeking(sqlite_client)
    with desk.database.writing() as session:
        kept(session, [school("1", "Over the border", authority="999"), school("2", "Nobody says", authority=None)])
        rows = session.scalars(select(Provision).order_by(Provision.code)).all()
    assert [each.authority for each in rows] == ["999", None]
    assert {each.fit for each in looked(desk, case)} <= {"yes", "unknown"}, "the border makes nothing unsuitable"
