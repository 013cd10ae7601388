"""Open figures published month by month: what stands, what is held back, once and for all; and nobody is found."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from engine.open_figures.deciding import together
from engine.open_figures.parts import Cell, Figure, Month, Part, Published
from panel_api.database import Database, open_database
from panel_api.errors import Trouble
from panel_api.models import OpenPart
from panel_api.seed import seed
from panel_api.services import award_money, posting
from panel_api.services.award_money import NewAward, NewTerm
from panel_api.services.open_figures import due_month, publish_month
from panel_api.services.open_parts import area_of_need
from panel_api.settings import Settings
from panel_api.shelf import Shelf
from panel_api.store.open_figures import list_snapshots, parts_of
from tests.engine.open_attack import Attacker, rows_of, small_sets
from tests.panel_api.open_support import APRIL, NORTH, SOUTH, County, a_county


@pytest.fixture
def county(database: Database, shelf: Shelf) -> Iterator[County]:
    """On each kind of database."""
    yield from a_county(database, shelf)


@pytest.fixture
def sqlite_county(request: pytest.FixtureRequest, shelf: Shelf) -> Iterator[County]:
    """On SQLite alone."""
    opened = open_database(request.getfixturevalue("sqlite_settings"))
    yield from a_county(opened, shelf)
    opened.dispose()


def of(document: dict[str, Any], name: str, table: str = "total", row: str = "all") -> tuple[str | None, str | None]:
    """A figure and its month."""
    found = document["county"] if name == "county" else {each["name"]: each for each in document["partnerships"]}[name]
    (each,) = [each for each in found["tables"][table] if each["row"] == row]
    return each["amount"], each["month"]


def test_a_month_is_published_once_it_has_ended_and_never_rewritten(county: County) -> None:
    with county.desk.database.writing() as session:
        assert due_month(session, county.desk) is None, "no award was made"
        awards = county.begin(session, 9) + county.begin(session, 7, SOUTH)
    with county.desk.database.writing() as session:
        assert due_month(session, county.desk) is None, "April has not ended"
        county.move_to(5, 1)
        assert due_month(session, county.desk) == Month(2026, 4)
        snapshot = publish_month(session, county.desk, Month(2026, 4))
        costs = [
            sum(award_money.cost_of(session, county.desk, award).get((cell, 2026), 0) for cell in (4, 5, 6, 7, 8, 9))
            for award in awards
        ]
        north = of(snapshot.published, "north")[0]
        assert north is not None and Decimal(north) * 100 == sum(costs[:9])
        assert of(snapshot.published, "county")[0] == str(Decimal(sum(costs)) / 100)
        children = {each["name"]: each["children"]["number"] for each in snapshot.published["partnerships"]}
        assert children == {"north": 9, "south": 7}
    with county.desk.database.writing() as session, pytest.raises(Trouble) as refused:
        publish_month(session, county.desk, Month(2026, 4))
    assert "never rewritten" in refused.value.detail
    for statement in (
        "UPDATE open_snapshots SET month = 5",
        "DELETE FROM open_snapshots",
        "UPDATE open_parts SET pence = 1",
        "DELETE FROM open_parts",
    ):
        with pytest.raises(DBAPIError, match="is sealed"), county.desk.database.writing() as session:
            session.execute(text(statement))


def test_months_go_in_order_and_what_is_written_later_comes_later(sqlite_county: County) -> None:
    county = sqlite_county
    with county.desk.database.writing() as session:
        county.begin(session, 8)
    county.move_to(6, 3)
    with county.desk.database.writing() as session:
        county.begin(session, 6)  # written in June
        with pytest.raises(Trouble) as refused:
            publish_month(session, county.desk, Month(2026, 5))
        assert "Publish 2026-04 first" in str(refused.value)
        done = county.publish(session)
    assert [(each.year, each.month) for each in done] == [(2026, 4), (2026, 5)]
    assert [of(each.published, "north")[1] for each in done] == ["2026-04", "2026-05"], "unchanged: true of May too"
    assert of(done[0].published, "north")[0] == of(done[1].published, "north")[0]


def test_too_few_changes_leave_the_earlier_figure_standing_until_there_are_enough(sqlite_county: County) -> None:
    county = sqlite_county
    amounts = []
    for month, many in ((4, 12), (5, 2), (6, 3)):
        county.move_to(month)
        with county.desk.database.writing() as session:
            county.begin(session, many)
        county.move_to(month + 1, 1)
        with county.desk.database.writing() as session:
            (snapshot,) = county.publish(session)
            amounts.append(of(snapshot.published, "north"))
            number = snapshot.published["partnerships"][0]["children"]
    assert [month for _, month in amounts] == ["2026-04", "2026-04", "2026-06"]
    assert amounts[0] == amounts[1] != amounts[2]
    assert number == {"number": 17, "month": "2026-06"}


def test_a_new_year_begins_with_its_own_amounts(sqlite_county: County) -> None:
    county = sqlite_county
    with county.desk.database.writing() as session:
        county.begin(session, 12)
        county.begin(session, 6, SOUTH)
    county.move_to(16, 1)  # 1 April 2027
    with county.desk.database.writing() as session:
        for code in (NORTH, SOUTH):
            posting.allocate(session, county.desk, code, 2027, 500_000_000, APRIL.replace(year=2027), "Allocation")
            award_money.open_year(session, county.desk, posting.account_of(session, code), 2027)
    county.move_to(17, 2)
    with county.desk.database.writing() as session:
        *_, march, april = county.publish(session)
    assert (march.month, march.published["financial_year"]) == (3, "2026 to 2027")
    assert april.published["financial_year"] == "2027 to 2028"
    assert of(april.published, "north")[1] == "2027-04"
    assert of(april.published, "north")[0] != of(march.published, "north")[0]


def test_a_service_is_money_without_children(sqlite_county: County) -> None:
    county = sqlite_county
    with county.desk.database.writing() as session:
        county.begin(session, 6)
        term = NewTerm(NORTH, APRIL, 1_200_000, why="commissioned")
        given = NewAward(term, statutory=False, name="Language group", schools=("900001", "900002"))
        award_money.begin_award(session, county.desk, given, "For six schools")
        county.move_to(5, 1)
        (snapshot,) = county.publish(session)
    north = snapshot.published["partnerships"][0]
    assert north["services"] == "12000.00" and north["children"]["number"] == 6


def test_out_of_area_is_by_authority_code_and_few_children_there_are_in_no_figure(sqlite_county: County) -> None:
    county = sqlite_county
    with county.desk.database.writing() as session:
        county.begin(session, 9)
        county.begin(session, 3, area="931")
        county.begin(session, 20, SOUTH)
        county.begin(session, 12, SOUTH, area="931")
        county.move_to(5, 1)
        (snapshot,) = county.publish(session)
    assert of(snapshot.published, "north", "place", "out_of_area") == (None, None)
    assert of(snapshot.published, "north", "place", "in_area") == (None, None), "the total less it would tell of three"
    assert of(snapshot.published, "south", "place", "out_of_area")[0] is not None
    assert of(snapshot.published, "south", "place", "in_area")[0] is not None


def test_need_is_where_most_levels_lie_and_a_diagnosis_is_nothing(shelf: Shelf) -> None:
    book = shelf.book("county_top_up")
    assert area_of_need(book, {"talking": 2, "learning": 3, "understanding": 2}) == "communication"
    assert area_of_need(book, {"talking": 1, "learning": 3, "primary_need": "SLCN", "diagnosis": True}) == "cognition"
    assert area_of_need(book, {"talking": 0}) == area_of_need(book, {}) == area_of_need(None, {}) == "not_known"


def test_nobody_is_found_in_what_was_published_over_a_year_of_changes(sqlite_county: County) -> None:
    county = sqlite_county
    awards = []
    for month in range(4, 11):
        county.move_to(month)
        with county.desk.database.writing() as session:
            for award in county.random.sample(awards, len(awards) // 6):
                county.change(session, award, county.random.choice((0, 250_000, 640_000)))
            awards += county.begin(session, 30 if month == 4 else 4) + county.begin(session, 3, SOUTH, area="931")
        county.move_to(month + 1, 1)
        with county.desk.database.writing() as session:
            county.publish(session)
    with county.desk.database.reading() as session:
        careful = as_read(session)
    assert sum(len(each.shown) for each in careful) > 40
    assert found_in(careful)[0] > 30 and found_in(careful)[1:] == (0, 0)


@pytest.mark.soak
def test_nobody_is_found_in_the_whole_invented_county(tmp_path: Path) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'county.db'}")
    seed(settings, lambda done, of: None)
    opened = open_database(settings)
    with opened.reading() as session:
        careful = as_read(session)
    opened.dispose()
    wanted, sets, amounts = found_in(careful)
    assert (wanted > 1_000, sets, amounts) == (True, 0, 0)
    naive = [replace(each, shown=_of_five(each)) for each in careful]
    assert found_in(naive, small_sets(careful, 5))[1] > wanted // 2, "hiding figures of fewer than five would not do"


def _of_five(month: Published) -> dict[Figure, int]:
    return {
        figure: sum(part.pence for part in parts)
        for figure, parts in month.by_figure.items()
        if len({part.child for part in parts}) >= 5
    }


def found_in(months: list[Published], sets: set[frozenset[str]] | None = None) -> tuple[int, int, int]:
    """How many sets of few children somebody would look for; how many of them, and of single amounts, are found."""
    attacker = Attacker(rows_of(months))
    wanted = small_sets(months, 5) if sets is None else sets
    amounts = sum(attacker.works_out([amount]) for amount in attacker.unknowns)
    return len(wanted), sum(attacker.finds(each) for each in wanted), amounts


def as_read(session: Session) -> list[Published]:
    """What the public reads of every month, over what only the council knows."""
    snapshots = list_snapshots(session)
    kept = parts_of(session, [each.id for each in snapshots])
    return [_as_read(each.published, kept[each.id]) for each in snapshots]


def _as_read(document: dict[str, Any], rows: list[OpenPart]) -> Published:
    parts = [Part(Cell(r.partnership, r.need, r.phase, r.place, r.budget), r.child, r.pence, r.mark) for r in rows]
    shown = {
        Figure(each["name"], table, row["row"]): int(Decimal(row["amount"]) * 100)
        for each in document["partnerships"]
        for table, listed in each["tables"].items()
        for row in listed
        if row["month"] == document["month"]
    }
    found = Published(Month(*map(int, document["month"].split("-"))), together(parts), shown, frozenset())
    for figure, pence in shown.items():
        assert pence == sum(part.pence for part in found.by_figure[figure]), "and it is true"
    return found
