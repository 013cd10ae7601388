"""What a band's worth can depend on: no other answer changes it, in any shipped rulebook and any worked case."""

import datetime as dt

import pytest

from engine.opinions.worth import facts_behind_worth, worth_of_band
from tests.engine.explained import book_of, worked_cases

BOOKS = ("county_top_up", "devon_bands", "islington_matrix", "telford_wrekin_bands", "wakefield_cells")


def test_the_county_pays_a_band_by_where_the_child_is() -> None:
    assert facts_behind_worth(book_of("county_top_up")) == {"setting"}


@pytest.mark.parametrize("name", BOOKS)
def test_no_other_answer_changes_what_a_band_is_worth(name: str) -> None:
    book = book_of(name)
    behind = facts_behind_worth(book)
    days = [dt.date(year, 4, 1) for year in range(2017, 2027) if book.in_force.holds(dt.date(year, 4, 1))]
    for _, case in worked_cases(name):
        fewer = {fact: answer for fact, answer in case.answers.items() if fact in behind}
        for band in ("1", "3", "band_2"):
            whole = [worth_of_band(book, case.answers, band, day) for day in days[-2:]]
            assert whole == [worth_of_band(book, fewer, band, day) for day in days[-2:]]
