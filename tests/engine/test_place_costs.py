"""The two costs of a place: what is not known stays beside the total, the two are never mixed, and parts come to it."""

import datetime as dt
import subprocess
import sys
from dataclasses import fields, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.law.institutions import INSTITUTIONS
from engine.placing.comparing import compared, difference_words
from engine.placing.costs import LINES, PLACE_FUNDED, AdditionalCost, CostLine, FullCost, additional, full
from engine.placing.shares import Share, borne

START, UNTIL = dt.date(2026, 9, 1), dt.date(2031, 7, 31)
PENCE = st.integers(0, 20_000_000)
COSTS = st.lists(st.builds(CostLine, st.sampled_from(list(LINES)), PENCE | st.none(), st.just("x"), st.just("y")))
KINDS = st.sampled_from(list(INSTITUTIONS))
VACANCY = st.sampled_from((True, False, None))


def line(part: str, pounds: int | None) -> CostLine:
    return CostLine(part, None if pounds is None else pounds * 100, "invented", "an invented quote")


SPECIAL = [line("place", 10_000), line("top_up", 14_000), line("transport", 6_000)]
INDEPENDENT = [line("fee", 64_000), line("transport", 9_000), line("health", 5_000)]


def test_place_money_at_a_school_with_a_vacancy_is_ignored() -> None:
    found = additional(SPECIAL, kind="special", vacancy=True)
    assert (found.exact_pence, [each.counts for each in found.lines]) == (2_000_000, [False, True, True])
    assert "stands empty" in found.lines[0].why
    assert additional(SPECIAL, kind="special", vacancy=False).exact_pence == 3_000_000


def test_the_place_that_a_child_has_already_is_paid_for() -> None:
    for vacancy in (True, False, None):
        found = additional(SPECIAL, kind="special", vacancy=vacancy, there=True)
        assert (found.exact_pence, found.lines[0].counts) == (2_000_000, False)
    fee = additional(INDEPENDENT, kind="independent_special", vacancy=None, there=True)
    assert fee.exact_pence == 7_800_000, "a fee is paid for each year that the child stays"


def test_where_nobody_knows_of_a_vacancy_the_total_says_at_least() -> None:
    found = additional(SPECIAL, kind="special", vacancy=None)
    assert (found.least_pence, found.most_pence, found.exact_pence) == (2_000_000, 3_000_000, None)
    assert [each.line.line for each in found.unknown] == ["place"]


def test_a_school_that_is_paid_by_the_child_has_no_money_in_an_empty_place() -> None:
    found = additional([line("place", 4_000), *INDEPENDENT], kind="independent_special", vacancy=True)
    assert found.exact_pence == 8_200_000


def test_health_care_and_transport_are_public_money() -> None:
    found = additional(INDEPENDENT, kind="independent_special", vacancy=None)
    assert found.exact_pence == 7_800_000
    assert all(each.counts and "public money" in each.why for each in found.lines[1:])


def test_an_unknown_that_cannot_count_leaves_nothing_open() -> None:
    found = additional([line("place", None), line("top_up", 14_000)], kind="special", vacancy=True)
    assert found.exact_pence == 1_400_000


def test_two_places_are_compared_only_as_far_as_is_certain() -> None:
    far = additional(INDEPENDENT, kind="independent_special", vacancy=None)
    near = additional(SPECIAL, kind="special", vacancy=True)
    assert difference_words(compared(far, near), "Elm") == "It costs the public purse £58,000 a year more than Elm."
    assert difference_words(compared(near, far), "Oak") == "It costs the public purse £58,000 a year less than Oak."
    assert difference_words(compared(near, near), "it") == "It costs the public purse as much as it."
    open_place = additional(SPECIAL, kind="special", vacancy=None)
    ranged = compared(far, open_place)
    assert (ranged.exact_pence, [each.line.line for each in ranged.open_there]) == (None, ["place"])
    assert difference_words(ranged, "Elm") == "It costs the public purse £48,000 to £58,000 a year more than Elm."
    unpriced = additional([*INDEPENDENT, line("therapy", None)], kind="independent_special", vacancy=None)
    assert "at least £58,000 a year more" in difference_words(compared(unpriced, near), "Elm")
    assert "cannot be said yet" in difference_words(compared(near, additional([line("fee", None)], kind="independent",
                                                                              vacancy=None)), "Elm")  # fmt: skip


def test_the_stay_is_counted_by_days_of_each_financial_year() -> None:
    found = full([line("fee", 36_500)], dt.date(2026, 9, 1), dt.date(2027, 8, 31))
    assert [(year.year, year.known_pence) for year in found.years] == [(2026, 2_120_000), (2027, 1_525_820)]
    assert found.known_over_stay == 3_645_820
    assert full([line("fee", 36_500)], START, None).known_over_stay is None
    with pytest.raises(ValueError, match="no stay"):
        full([], UNTIL, START)


def test_full_cost_has_place_money_and_what_others_pay() -> None:
    found = full([*SPECIAL, line("health", 2_000)], START, UNTIL)
    assert found.whole_a_year == 3_200_000


@given(COSTS, KINDS, VACANCY)
def test_nothing_unknown_disappears_into_a_total(lines: list[CostLine], kind: str, vacancy: bool | None) -> None:
    found = additional(lines, kind=kind, vacancy=vacancy)
    assert sorted(map(repr, lines)) == sorted(repr(each.line) for each in found.lines)
    for each in found.lines:
        open_amount = each.line.pence is None and each.counts is not False
        open_count = each.counts is None and each.line.pence != 0
        assert (each in found.unknown) == (open_amount or open_count)
    assert (found.exact_pence is None) == bool(found.unknown)
    stay = full(lines, START, UNTIL)
    assert [each.pence for each in stay.unpriced] == [None] * sum(each.pence is None for each in lines)
    assert (stay.whole_a_year is None) == bool(stay.unpriced)


@given(COSTS, KINDS, VACANCY, st.data())
def test_knowing_more_stays_within_what_was_certain(
    lines: list[CostLine], kind: str, vacancy: bool | None, data: st.DataObject
) -> None:
    before = additional(lines, kind=kind, vacancy=vacancy)
    known = [replace(each, pence=data.draw(PENCE)) if each.pence is None else each for each in lines]
    settled = data.draw(st.booleans()) if vacancy is None else vacancy
    after = additional(known, kind=kind, vacancy=settled).exact_pence
    assert after is not None and before.least_pence <= after
    assert before.most_pence is None or after <= before.most_pence


@given(COSTS.filter(bool), KINDS, VACANCY, st.data())
def test_more_cost_never_lowers_a_total(
    lines: list[CostLine], kind: str, vacancy: bool | None, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(lines) - 1))
    dearer = [*lines]
    dearer[at] = replace(lines[at], pence=(lines[at].pence or 0) + data.draw(PENCE))
    before, after = (additional(each, kind=kind, vacancy=vacancy) for each in (lines, dearer))
    assert before.least_pence <= after.least_pence
    if lines[at].pence is not None and before.most_pence is not None and after.most_pence is not None:
        assert before.most_pence <= after.most_pence
    whole = [full(each, START, UNTIL).known_over_stay for each in (lines, dearer)]
    assert whole[0] is not None and whole[1] is not None and whole[0] <= whole[1]


@given(COSTS, st.dates(START, UNTIL), st.integers(0, 2_000))
def test_the_parts_of_a_stay_come_to_it(lines: list[CostLine], start: dt.date, days: int) -> None:
    found = full(lines, start, start + dt.timedelta(days=days))
    assert all(sum(year.by_line) == year.known_pence and len(year.by_line) == len(lines) for year in found.years)
    assert [year.from_day for year in found.years[1:]] == [
        year.until_day + dt.timedelta(days=1) for year in found.years[:-1]
    ]
    assert sum(year.known_pence for year in found.years) == found.known_over_stay
    whole = full(lines, dt.date(2026, 4, 1), dt.date(2028, 3, 31))
    assert [year.known_pence for year in whole.years] == [whole.known_a_year] * 2


def test_the_two_costs_share_no_field_and_no_type(tmp_path: Path) -> None:
    assert not {each.name for each in fields(AdditionalCost)} & {each.name for each in fields(FullCost)}
    mixed = tmp_path / "mixed.py"
    mixed.write_text(
        "from engine.placing.comparing import compared\n"
        "from engine.placing.costs import AdditionalCost, FullCost\n\n\n"
        "def mixed(one: AdditionalCost, other: FullCost) -> None:\n"
        "    compared(one, other)\n"
    )
    told = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--follow-imports=silent", str(mixed)],
        capture_output=True,
        text=True,
    )
    assert told.returncode == 1 and 'expected "AdditionalCost"' in told.stdout


def test_kinds_funded_by_the_place_are_kinds() -> None:
    assert set(INSTITUTIONS) > PLACE_FUNDED
    with pytest.raises(ValueError, match="no place costs"):
        line("lunch", 1)


SHARE = st.builds(
    Share, st.sampled_from(("health", "social_care")), st.just("x"), st.sampled_from(("asked", "agreed", "refused")),
    PENCE | st.none(),
)  # fmt: skip


@given(COSTS, st.lists(SHARE, max_size=4))
def test_shares_are_parts_of_the_package_and_never_extras(lines: list[CostLine], shares: list[Share]) -> None:
    cost = full(lines, START, UNTIL)
    found = borne(cost, shares, START)
    assert found.agreed_pence == sum(each.pence or 0 for each in shares if each.state == "agreed")
    if found.council_pence is not None and cost.whole_a_year is not None:
        assert found.council_pence + found.agreed_pence - found.over == cost.whole_a_year
        assert not found.open_shares
    assert (found.council_pence is None) == bool(cost.unpriced or found.open_shares)


def test_a_share_counts_only_while_it_holds_and_once_it_is_agreed() -> None:
    cost = full([line("fee", 80_000)], START, UNTIL)
    health = Share("health", "Nursing", "agreed", 2_000_000, dt.date(2026, 9, 1), dt.date(2027, 8, 31))
    asked = Share("social_care", "Short breaks", "asked", 500_000)
    assert borne(cost, [health, asked], START).council_pence == 6_000_000
    assert borne(cost, [health, asked], START).asked == (asked,)
    assert borne(cost, [health, asked], dt.date(2027, 9, 1)).council_pence == 8_000_000
    dear = replace(health, pence=9_000_000)
    assert (borne(cost, [dear], START).council_pence, borne(cost, [dear], START).over) == (0, 1_000_000)
