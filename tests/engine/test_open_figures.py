"""Open figures: an attacker with exact algebra finds no few children, and finds them wherever care is left out."""

from itertools import combinations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.open_figures.deciding import publish
from engine.open_figures.groups import Ways
from engine.open_figures.partnership import Caution, is_dominated
from engine.open_figures.parts import Cell, Figure, Month, Part, Published, Standing, of_county, standing
from tests.engine.open_attack import Attacker, bounds, rows_of, small_sets
from tests.engine.open_counties import county_months, published_all

CARELESS = Caution(least=0, per_cent=0)
HERE = Cell("Riverside", "communication", "primary", "in", "county")
TOTAL = Figure("Riverside", "total", "all")


@pytest.mark.parametrize("seed", range(24))
def test_whoever_tries_every_two_children_finds_none_where_three_are_asked_for(seed: int) -> None:
    months = county_months(seed, children=26 + seed % 12, months=5, churn=25)
    careful = published_all(months, Caution(least=3, per_cent=10))
    assert sum(len(month.shown) for month in careful) > 10, "something is published at all"
    assert not list(Attacker(rows_of(careful)).victims(2))
    assert next(Attacker(rows_of(published_all(months, CARELESS))).victims(2), None), "the attack works"


@pytest.mark.parametrize("seed", range(3))
def test_whoever_knows_what_to_look_for_finds_nothing_in_a_larger_county(seed: int) -> None:
    months = county_months(seed, children=150, months=7, churn=8)
    careful, careless = published_all(months, Caution()), published_all(months, CARELESS)
    wanted = small_sets(careful, least=5)
    assert len(wanted) > 60
    attacker, spoilt = Attacker(rows_of(careful)), Attacker(rows_of(careless))
    assert not [each for each in wanted if attacker.finds(each)]
    assert sum(spoilt.finds(each) for each in wanted) > len(wanted) // 2
    assert not [amount for amount in attacker.unknowns if attacker.works_out([amount])]
    assert any(spoilt.works_out([amount]) for amount in spoilt.unknowns)


def test_hiding_small_figures_alone_would_not_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Ways, "separate_groups", lambda ways, counted, wanted: wanted)
    found = [
        seed
        for seed in range(12)
        if next(Attacker(rows_of(published_all(county_months(seed, 30, 5, 25), Caution(3, 10)))).victims(2), None)
    ]
    assert len(found) > 8, "subtraction across rows, tables and months needs more than hiding what is small"


@pytest.mark.parametrize("seed", range(12))
def test_nobody_is_hemmed_in_by_amounts_being_more_than_nothing(seed: int) -> None:
    months = county_months(seed, children=40, months=4, churn=20)
    for careful in published_all(months, Caution(least=3, per_cent=10)):
        pence = {(part.child, part.mark): part.pence for part in careful.parts}
        for amounts, (low, high) in bounds(rows_of([careful])).items():
            true = sum(pence[amount] for amount in amounts)
            if len(amounts) < 3:
                assert 10 * (high - low) >= true, "the range is a tenth of the truth at least"


@given(st.integers(0, 10**9))
def test_groups_are_what_they_promise(seed: int) -> None:
    random = Random(seed)
    everybody = range(8)  # each with a history of their own
    earlier = [{child for child in everybody if random.randrange(2)} for _ in range(random.randrange(5))]
    new = {child for child in everybody if random.randrange(2)}
    ways = Ways([1] * len(everybody))
    for row in earlier:
        ways.hold(row)
    found = ways.separate_groups(new, 8)

    def is_combination(without: tuple[int, ...]) -> bool:
        kept = [frozenset((str(child), "") for child in row if child not in without) for row in (*earlier, new)]
        return Attacker(row for row in kept[:-1] if row).works_out(kept[-1])

    assert (found == 0) is is_combination(()), "none is found only where earlier figures give the new one"
    for children in combinations(everybody, max(found - 1, 0)):
        assert not found or not is_combination(children), "nothing rests on fewer children than there are groups"


def test_a_figure_of_few_is_not_shown_and_another_gives_way_so_that_it_cannot_be_subtracted() -> None:
    counts = {"communication": 20, "cognition": 12, "feelings": 6, "senses": 4}
    done = publish(Month(2026, 4), _children(counts), [], Caution())
    shown = {figure.row for figure in done.shown if figure.table == "need"}
    assert shown == {"communication", "cognition"}, "senses has four; feelings, the smallest, gives way"
    assert {TOTAL, Figure("Riverside", "phase", "primary")} <= set(done.shown)


def test_a_change_that_few_children_make_waits_until_enough_have_changed() -> None:
    first = [Part(HERE, f"child {n}", 100_000 + n, "a") for n in range(12)]
    done = [publish(Month(2026, 4), first, [], Caution())]
    for joined, month in ((4, 5), (4, 6), (5, 7), (5, 8)):
        now = first + [Part(HERE, f"new {n}", 90_000 + n, "a") for n in range(joined)]
        done.append(publish(Month(2026, month), now, done, Caution()))
    assert [TOTAL in each.shown for each in done] == [True, False, False, True, False]
    assert [TOTAL in each.unchanged for each in done] == [False, False, False, False, True]
    assert standing(done[:3])[TOTAL].month == Month(2026, 4), "the earlier figure stands, with its month"
    assert standing(done)[TOTAL] == Standing(sum(part.pence for part in done[-1].parts), Month(2026, 8))


def test_changes_of_three_months_are_not_told_apart_by_two_figures_that_overlap() -> None:
    # Alone each step is of five or more; a figure back at the first but for one child would give that child away.
    base = [Part(HERE, f"child {n}", 100_000 + n, "a") for n in range(12)]
    passing = [Part(HERE, f"passing {n}", 80_000 + n, "a") for n in range(6)]
    one = [Part(HERE, "one", 70_000, "a")]
    done: list[Published] = []
    for month, parts in ((4, base), (5, base + passing), (6, base + one)):
        done.append(publish(Month(2026, month), parts, done, Caution()))
    assert [TOTAL in each.shown for each in done] == [True, True, False]


def test_one_child_who_is_nearly_all_of_it_keeps_a_figure_and_a_change_back() -> None:
    dear = Part(HERE, "dear", 6_400_000, "a")
    few = [Part(HERE, f"child {n}", 90_000, "a") for n in range(9)]
    assert TOTAL not in publish(Month(2026, 4), [dear, *few[:8]], [], Caution()).shown
    assert TOTAL in publish(Month(2026, 4), [dear, *few], [], Caution()).shown
    crowd = [Part(HERE, f"crowd {n}", 300_000, "a") for n in range(60)]
    done = [publish(Month(2026, 4), crowd, [], Caution())]
    assert TOTAL not in publish(Month(2026, 5), [*crowd, dear, *few[:6]], done, Caution()).shown


@pytest.mark.parametrize(
    ("amounts", "dominated"),
    [([100, 50, 10], False), ([100, 50, 9], True), ([100, 50], True), ([100], True), ([], False), ([0, 0], False)],
)
def test_dominance_at_ten_per_cent(amounts: list[int], dominated: bool) -> None:
    assert is_dominated(amounts, 10) is dominated


def test_a_years_uprating_of_everybody_is_not_a_change_of_anybody() -> None:
    year = [Part(HERE, f"child {n}", 100_000 + n, "whole") for n in range(12)]
    uprated = [Part(HERE, f"child {n}", 103_000 + n, "whole" if n > 2 else "other") for n in range(12)]
    done = [publish(Month(2026, 3), year, [], Caution())]
    assert TOTAL not in publish(Month(2026, 4), uprated, done, Caution()).shown, "three changed"


def test_whoever_moves_between_partnerships_is_found_in_neither() -> None:
    there = Cell("Vale", "communication", "primary", "in", "county")
    parts = {cell: [Part(cell, f"{cell.partnership} {n}", 100_000, "a") for n in range(9)] for cell in (HERE, there)}
    done = [publish(Month(2026, 4), parts[HERE] + parts[there], [], Caution())]
    moved = [Part(there, part.child, part.pence, part.mark) for part in parts[HERE][:1]]
    done.append(publish(Month(2026, 5), parts[HERE][1:] + parts[there] + moved, done, Caution()))
    assert not done[1].shown and not done[1].unchanged


def test_the_county_is_the_sum_of_what_stands() -> None:
    done = published_all(county_months(3, children=80, months=4), Caution())
    stood = standing(done)
    county = of_county(stood)
    assert county["total", "all"].pence == sum(each.pence for figure, each in stood.items() if figure.table == "total")
    assert county["total", "all"].month == min(each.month for figure, each in stood.items() if figure.table == "total")


def test_order_makes_no_difference_and_nothing_is_published_twice() -> None:
    parts = county_months(1, children=60, months=1)[0]
    shuffled = list(parts)
    Random(1).shuffle(shuffled)
    done = publish(Month(2026, 4), parts, [], Caution())
    assert publish(Month(2026, 4), shuffled, [], Caution()) == done
    with pytest.raises(ValueError, match="2026-04 does not come after 2026-04"):
        publish(Month(2026, 4), parts, [done], Caution())


def test_several_awards_of_a_child_are_one_amount_and_nothing_is_nobody() -> None:
    parts = [Part(HERE, "one", 200, "a"), Part(HERE, "one", 300, "b"), Part(HERE, "other", 0, "c")]
    assert publish(Month(2026, 4), parts, [], CARELESS).parts == (Part(HERE, "one", 500, "a b"),)


def _children(counts: dict[str, int]) -> list[Part]:
    return [
        Part(Cell("Riverside", need, "primary", "in", "county"), f"{need} {n}", 200_000 + n, "a")
        for need, many in counts.items()
        for n in range(many)
    ]
