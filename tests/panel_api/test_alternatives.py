"""What a decision's record says of the places that were found, and how it is shown; and costs never change a fit."""

import json
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from engine.recording.canonical import canonical_bytes, sha256_hex
from panel_api.models import PlaceSearch, Record
from panel_api.services.alternatives import considered
from panel_api.store import records_of_case
from tests.panel_api.deciding_support import decided, officer
from tests.panel_api.http_support import desk_of, post
from tests.panel_api.local_support import costing, kept, looked, numbered, offers_of, school, seeking, wished
from tests.panel_api.pages_support import page
from tests.panel_api.signing_in import signed_in


@pytest.fixture
def case(sqlite_client: TestClient) -> Iterator[str]:
    """A case whose search found twenty places, one of them full and asked for."""
    desk, found = desk_of(sqlite_client), seeking(sqlite_client)
    with desk.database.writing() as session:
        rows = [school(f"{n}", f"Numbered School {n}", 1 + n % 9) for n in range(20)]
        kept(session, rows, offers_of(desk))
        session.add_all([numbered(rows[7], on_roll=130), costing(rows[7], "top_up", 1_200_000)])
        wished(session, desk, found, rows[7])
    for step in ("assessments", "recommendations"):
        assert post(sqlite_client, f"/api/cases/{found}/{step}", {}).status_code == 201
    yield found


def test_the_record_seals_what_stood_before_the_decider(sqlite_client: TestClient, case: str) -> None:
    made = decided(officer(sqlite_client), case, "maintain")
    desk = desk_of(sqlite_client)
    with desk.database.reading() as session:
        search = session.scalars(select(PlaceSearch)).one()
        (record,) = records_of_case(session, desk.viewer, made.case.id)
        leaf = session.scalars(select(Record)).all()[-1].stored
        said = considered(search)
    assert "alternatives" in json.loads(leaf)["entry"] and "Numbered School" not in leaf.decode(), "it is sealed"
    first, *places = said
    assert first["search_sha256"] == sha256_hex(canonical_bytes(search.found))  # type: ignore[index]
    assert len(places) == 11 and places[0]["asked"] is True and places[0]["free"] == -32  # type: ignore[index]
    assert len(json.dumps(said)) < 4096, "a record is about 4 KB at most"
    shown = page(signed_in(sqlite_client, "senior_officer"), f"/records/{record.sequence}").words
    assert "Suitability came first, then cost." in shown and "Numbered School 7 (asked for)" in shown
    assert sqlite_client.get("/api/records/verify").json()["holds"] is True


def test_an_auditor_reads_it_without_the_school_asked_for_and_without_miles(
    sqlite_client: TestClient, case: str
) -> None:
    decided(officer(sqlite_client), case, "maintain")
    words = page(signed_in(sqlite_client, "auditor"), "/records/1").words
    assert "A school (asked for)" in words and "Numbered School 7" not in words
    table = words.split("What was considered, in what order")[1].split("Mark of the whole search")[0]
    assert "1.0" not in table and "8.0" not in table


def test_a_decision_without_a_search_seals_none(sqlite_client: TestClient) -> None:
    assert considered(None) == []


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.integers(0, 5),
            st.sampled_from(["fee", "top_up", "place", "transport", "therapy", "other"]),
            st.none() | st.integers(0, 10**8),
        ),
        max_size=6,
    )
)
def test_whatever_places_cost_what_fits_is_the_same(
    costed: TestClient, costs: list[tuple[int, str, int | None]]
) -> None:
    desk, (case, rows, before) = desk_of(costed), costed.held  # type: ignore[attr-defined]
    with desk.database.writing() as session:
        session.add_all(costing(rows[number], part, pence) for number, part, pence in costs)
    after = looked(desk, case)
    assert {each.code: (each.fit, each.said, each.wanted) for each in after} == before


@pytest.fixture
def costed(sqlite_client: TestClient) -> TestClient:
    """Six places of every fit, and what is said of each before anybody writes a cost."""
    desk, case = desk_of(sqlite_client), seeking(sqlite_client)
    rows = [
        school(f"{n}", f"School {n}", 2 + n, needs=needs, least_age=age)
        for n, (needs, age) in enumerate(zip((["SLCN"], None, ["HI"]) * 2, (4, 4, 4, 4, 16, None), strict=True))
    ]
    with desk.database.writing() as session:
        kept(session, rows, offers_of(desk))
    found = {each.code: (each.fit, each.said, each.wanted) for each in looked(desk, case)}
    assert {fit for fit, _, _ in found.values()} >= {"unknown", "no"}
    sqlite_client.held = (case, rows, found)  # type: ignore[attr-defined]
    return sqlite_client
