"""What a decided band is worth from one 1 April to the next, by the dated tariffs of the shipped rulebooks."""

import datetime as dt

import pytest

from engine.awards.counting import BY_DAYS
from engine.awards.uprating import DatedAmount, uprate
from engine.facts import read_answers
from engine.opinions.worth import amounts_of_band, worth_of_band
from engine.problems import Complaints
from engine.values import Value
from tests.engine.award_examples import day, stretch
from tests.engine.explained import book_of, worked_cases

APRIL_2025, APRIL_2026 = dt.date(2025, 4, 1), dt.date(2026, 4, 1)


def answers(name: str, facts: dict[str, object]) -> dict[str, Value]:
    complaints = Complaints()
    found = read_answers(book_of(name).facts, facts, complaints)
    complaints.raise_if_any()
    return dict(found)


def test_the_county_tariff_of_each_year_where_the_child_is() -> None:
    book, mainstream = book_of("county_top_up"), answers("county_top_up", {"setting": "mainstream"})
    assert worth_of_band(book, mainstream, "3", APRIL_2025) == 455000
    assert worth_of_band(book, mainstream, "3", APRIL_2026) == 468000
    assert worth_of_band(book, answers("county_top_up", {"setting": "special"}), "3", APRIL_2026) == 1290000
    assert amounts_of_band(book, mainstream, "3", 2024, 2027) == (
        DatedAmount(APRIL_2025, 455000),  # the rulebook is not in force in 2024
        DatedAmount(APRIL_2026, 468000),
        DatedAmount(dt.date(2027, 4, 1), 468000),
    )


def test_what_a_person_must_price_has_no_amount() -> None:
    book = book_of("county_top_up")
    assert worth_of_band(book, answers("county_top_up", {"setting": "special"}), "1", APRIL_2026) is None
    assert (
        worth_of_band(book, answers("county_top_up", {}), "3", APRIL_2026) is None
    )  # where the child is, is not known
    assert worth_of_band(book_of("devon_bands"), {}, "plus", APRIL_2026) is None


@pytest.mark.parametrize(
    ("name", "band", "on", "pence"),
    [
        ("devon_bands", "band_2", "2026-04-01", 310000),  # the band is an answer
        ("telford_wrekin_bands", "10", "2026-04-01", 208970),  # two bands above the free ones: 2 x £1,044.85
        ("islington_matrix", "2", "2017-04-01", 310000),
        ("islington_matrix", "2", "2021-04-01", 322000),
        ("islington_matrix", "B", "2021-04-01", None),  # no tariff of that name
        ("islington_matrix", "2", "2016-04-01", None),  # not in force
    ],
)
def test_bands_of_other_councils(name: str, band: str, on: str, pence: int | None) -> None:
    assert worth_of_band(book_of(name), {}, band, day(on)) == pence


@pytest.mark.parametrize("name", ["county_top_up", "devon_bands", "telford_wrekin_bands", "islington_matrix"])
def test_held_at_the_recommended_band_it_is_the_recommended_amount(name: str) -> None:
    """The rulebook's own cases: holding the band that need gives changes nothing."""
    book, tried = book_of(name), 0
    band, amount = next(iter(book.outcomes)), book.amount
    assert amount is not None
    for _, found in worked_cases(name):
        if found.status != "settled":
            continue
        outcome = found.evaluation.outcome
        given = {
            fact: value for fact, value in zip(book.facts, found.evaluation.answers, strict=True) if value is not None
        }
        assert worth_of_band(book, given, str(outcome[band]), found.evaluation.day) == outcome[amount.name]
        tried += 1
    assert tried > 2


def test_a_county_award_is_uprated_by_the_rulebook() -> None:
    amounts = amounts_of_band(
        book_of("county_top_up"), answers("county_top_up", {"setting": "mainstream"}), "3", 2025, 2026
    )
    assert uprate((stretch("2025-09-01", "2027-07-31", 455000),), BY_DAYS, amounts, 2027) == (
        stretch("2025-09-01", "2026-03-31", 455000),
        stretch("2026-04-01", "2027-07-31", 468000),
    )
