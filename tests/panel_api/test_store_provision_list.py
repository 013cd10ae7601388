"""The directory narrowed, paged, counted in squares and by nearness: the same on both databases."""

from itertools import pairwise

from panel_api.database import Database
from panel_api.store import LOCAL, Viewer
from panel_api.store.provision_list import (
    ProvisionFilter,
    Square,
    count_needs_unknown,
    count_provision,
    extent,
    in_squares,
    list_provision,
    middle_of_town,
    nearest,
    partnerships_of,
)
from tests.panel_api.provision_support import a_provision

EVERY = ProvisionFilter(state="any")
STRANGER = Viewer("school", "s-1", school="100000")


def test_each_way_to_look_finds_the_same_on_both_databases(database: Database) -> None:
    with database.writing() as session:
        for number in range(12):
            a_provision(
                session, f"9000{number:02}", name=f"School {number % 3}", needs=[None, [], ["SLD", "PD"]][number % 3],
                kind="special" if number % 2 else "mainstream", town="Ash_ton" if number < 4 else None,
                easting=None if number == 11 else 440_000 + 900 * number, least_age=number, most_age=None,
                northing=None if number == 11 else 1_200_000 + 100 * number,
                partnership="North" if number < 6 else None,
            )  # fmt: skip
    with database.reading() as session:
        assert count_provision(session, LOCAL, EVERY) == 12
        assert count_provision(session, LOCAL, ProvisionFilter(need="SLD")) == 4
        assert count_needs_unknown(session, LOCAL, ProvisionFilter(need="SLD")) == 4, "[] says that there is none"
        assert count_provision(session, LOCAL, ProvisionFilter(age=5)) == 6
        assert count_provision(session, LOCAL, ProvisionFilter(q="SCHOOL 1")) == 4
        assert count_provision(session, LOCAL, ProvisionFilter(q="_")) == 0, "no letter stands for any other"
        found, after = [], None
        while found == [] or after:
            page = list_provision(session, LOCAL, EVERY, after=after, size=5)
            assert page is not None
            found, after = [*found, *page.rows], page.after
        assert all((a.name, a.id) < (b.name, b.id) for a, b in pairwise(found)) and len(found) == 12
        back = list_provision(session, LOCAL, EVERY, before=found[5].code, size=3)
        assert back is not None and [each.id for each in back.rows] == [each.id for each in found[2:5]]
        assert (back.before, back.after) == (found[2].code, found[4].code)
        assert list_provision(session, LOCAL, EVERY, after="nowhere") is None
        reach = extent(session, LOCAL, EVERY)
        assert (reach.all, reach.placed, reach.west, reach.north) == (12, 11, 440_000, 1_201_000)
        near = nearest(session, LOCAL, EVERY, (445_000, 1_200_000), 3)
        assert [each.code for each in near] == ["900005", "900006", "900004"]
        squares = in_squares(session, LOCAL, EVERY, 5_000)
        assert sum(each.many for each in squares) == 11
        assert {(each.easting, each.northing) for each in squares} == {(440_000, 1_200_000), (445_000, 1_200_000)}
        inside = ProvisionFilter(square=Square(440_000, 1_200_000, 5_000))
        assert count_provision(session, LOCAL, inside) == 6
        assert middle_of_town(session, LOCAL, "ash_TON") == (441_350, 1_200_150)
        assert middle_of_town(session, LOCAL, "Elsewhere") is None
        assert list(partnerships_of(session, LOCAL)) == ["North"]


def test_who_may_not_read_it_finds_nothing(database: Database) -> None:
    with database.writing() as session:
        a_provision(session, easting=440_000, northing=200_000, town="Ashton", partnership="North")
    with database.reading() as session:
        page = list_provision(session, STRANGER, EVERY)
        assert page is not None and page.rows == () and count_provision(session, STRANGER, EVERY) == 0
        assert extent(session, STRANGER, EVERY).all == 0 and nearest(session, STRANGER, EVERY, None, 5) == []
        assert in_squares(session, STRANGER, EVERY, 100) == [] and middle_of_town(session, STRANGER, "Ashton") is None
        assert list_provision(session, STRANGER, EVERY, after="912345") is None
