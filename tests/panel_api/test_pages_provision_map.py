"""The map: nothing lies on anything else, what it shows stands in its table, and ten thousand stay a small page."""

import datetime as dt
from fractions import Fraction
from itertools import combinations

from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.law.institutions import INSTITUTIONS
from panel_api.models import Provision
from panel_api.store.provision_list import Counted, Extent
from panel_api.views.map_marks import SHAPES
from panel_api.views.provision_map import (
    ACROSS,
    MILE,
    MOST_HEIGHT,
    WIDTH,
    Box,
    bar_of,
    extent_of,
    framed,
    marks_of,
    side_of,
    squares_of,
)
from tests.panel_api.databases import NOW
from tests.panel_api.http_support import desk_of
from tests.panel_api.pages_support import counted, page
from tests.panel_api.provision_support import a_provision, numbers

POINTS = st.tuples(st.integers(0, 700_000), st.integers(0, 1_300_000))
NEAR = st.tuples(st.integers(440_000, 441_500), st.integers(240_000, 241_500))


def place(point: tuple[int, int], name: str = "A school with rather a long name") -> Provision:
    return Provision(code="912345", kind="special", name=name, easting=point[0], northing=point[1])


def apart(one: Box, other: Box) -> bool:
    return one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(POINTS, NEAR), min_size=1, max_size=60))
def test_no_mark_and_no_name_lies_on_another_and_all_lie_on_the_map(points: list[tuple[int, int]]) -> None:
    places = [place(each) for each in points]
    frame = framed(extent_of(places))
    marks = marks_of(frame, places)
    assert sum(len(mark.places) for mark in marks) == len(places), "no place is dropped"
    assert [mark.number for mark in marks] == list(range(1, len(marks) + 1))
    boxes = [box for mark in marks for box in mark.boxes]
    for mark in marks:
        assert 0 < mark.x < WIDTH and 0 < mark.y < frame.height <= MOST_HEIGHT + 30
        if mark.name:
            long, x, y = 7 * len(mark.name["text"]), mark.name["x"], mark.name["y"]
            left = {"start": x, "end": x - long, "middle": x - long // 2}[mark.name["anchor"]]
            boxes.append((left, y - 12, left + long, y + 4))
    assert all(apart(one, other) for one, other in combinations(boxes, 2))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(POINTS, NEAR), min_size=1, max_size=80))
def test_squares_are_few_enough_and_hold_every_place_once(points: list[tuple[int, int]]) -> None:
    side = side_of(extent_of([place(each) for each in points]))
    corners = [(east // side * side, north // side * side) for east, north in points]
    squares = squares_of([Counted(*each, "special", corners.count(each)) for each in sorted(set(corners))], side)
    assert sum(each["many"] for each in squares) == len(points)
    assert len({(each["column"], each["row"]) for each in squares}) == len(squares)
    assert max(each["row"] for each in squares) <= ACROSS + 1


def test_the_bar_is_as_long_as_it_says() -> None:
    frame = framed(Extent(2, 2, 440_000, 240_000, 460_000, 250_000))
    bar = bar_of(frame)
    assert bar["words"] == "2 miles" and abs(bar["long"] - 2 * MILE / frame.scale) <= Fraction(1, 2)


def test_every_kind_has_a_shape_of_its_own_told_apart_without_colour() -> None:
    assert list(SHAPES) == list(INSTITUTIONS)
    assert (
        len({(each.path, each.full) for each in SHAPES.values()}) == len({each.says for each in SHAPES.values()}) == 14
    )


def test_a_few_places_are_marked_named_and_listed_the_nearest_first(sqlite_client: TestClient) -> None:
    client = sqlite_client
    assert "The directory is empty." in page(client, "/provision/map").words
    with desk_of(client).database.writing() as session:
        near = a_provision(session, "912345", name="Near School", easting=445_300, northing=240_300, town="Anytown")
        numbers(session, near, dt.date(2026, 9, 1), 40, 36, 0, 1)
        a_provision(session, "912346", name="A far School", kind="mainstream", easting=460_000, northing=250_000)
        a_provision(session, "912347", name="A lost School")
    by_name = page(client, "/provision/map")
    assert "2 places on the map, by name. 1 more is not on it" in by_name.words
    assert "Crown copyright" in by_name.words and "Full triangle: Special school" in by_name.words
    drawing = next(tag for tag in by_name.tags if tag.name == "svg" and tag["role"] == "img")
    assert drawing["aria-labelledby"] == "map-title map-desc"
    order = [link for link in by_name.links if link.startswith("/provision/9")]
    assert order == ["/provision/912346", "/provision/912345"]
    for start in ("OX16 0AA", "anytown"):
        nearest = page(client, f"/provision/map?from={start}")
        order = [link for link in nearest.links if link.startswith("/provision/9")]
        assert order == ["/provision/912345", "/provision/912346"], start
        assert "Miles are in a straight line from the middle of" in nearest.words
    wrong = page(client, "/provision/map?from=Nowhere", 422)
    assert "no town of the directory" in wrong.words and wrong.form("/provision/map").fields["from"] == "Nowhere"
    assert "so there is nothing to draw" in page(client, "/provision/map?q=lost").words


def test_ten_thousand_are_counted_in_squares_and_looked_into(sqlite_client: TestClient) -> None:
    client = sqlite_client
    with desk_of(client).database.writing() as session:
        common = {
            "kind": "mainstream",
            "state": "open",
            "facts": {},
            "created_at": NOW,
            "updated_at": NOW,
            "version": 1,
        }
        session.execute(Provision.__table__.insert(), [  # type: ignore[attr-defined]
            {"code": f"{100_000 + n}", "name": f"School {n:05}", "easting": 100_000 + n % 100 * 5_000, "cell": 0,
             "northing": 20_000 + n // 100 * 6_000, **common} for n in range(10_000)
        ])  # fmt: skip
    with counted(client) as sent:
        found = page(client, "/provision/map")
    assert "10,000 places lie on this map" in found.words and len(found.source) < 150_000
    looked = 0
    while "too many for a mark each" in found.words:
        with counted(client) as again:
            found = page(client, next(link for link in found.links if "square=" in link and "/map?" in link))
        assert len(again) <= len(sent) + 2
        looked += 1
    assert 1 <= looked <= 4
    with counted(client) as again:
        nearest = page(client, "/provision/map?from=OX160")
    assert "The nearest 60 of 10,000 places." in nearest.words and len(again) <= len(sent) + 2
    assert len([link for link in nearest.links if link.startswith("/provision/1")]) == 60
