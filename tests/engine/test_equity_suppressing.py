"""Equity: no small group can be worked out from what is shown, tried with algebra that knows nothing of the proofs."""

from collections import Counter
from fractions import Fraction
from random import Random

import pytest

from engine.equity.suppressing import Kind, Named, lying_in, shown
from tests.engine.open_attack import Attacker

DIMENSIONS = ("partnership", "school", "phase", "sex", "ethnicity")


def county(seed: int) -> Counter[Kind]:
    random = Random(seed)
    schools = [(f"P{random.randrange(3)}", f"S{number}", f"phase {random.randrange(2)}") for number in range(8)]
    return Counter(
        (
            *random.choices(schools, range(1, 9))[0],
            random.choices(("boy", "girl", "not known"), (60, 37, 3))[0],
            random.choices("wxyz", (70, 20, 8, 2))[0],
        )
        for _ in range(random.choice((50, 90, 160)))
    )


def rows(kinds: Counter[Kind], named: list[Named]) -> list[list[int]]:
    return [[int(kind[DIMENSIONS.index(of)] == name) for kind in sorted(kinds)] for of, name in named]


def is_sum(given: list[list[int]], wanted: list[int]) -> bool:
    """Whether adding and subtracting multiples gives the wanted row: elimination, in fractions."""
    basis: list[tuple[int, list[Fraction]]] = []

    def left(row: list[int]) -> list[Fraction]:
        found = [Fraction(each) for each in row]
        for place, by in basis:
            if times := found[place]:
                found = [a - times * b for a, b in zip(found, by, strict=True)]
        return found

    for row in given:
        over = left(row)
        place = next((number for number, each in enumerate(over) if each), None)
        if place is not None:
            basis.append((place, [each / over[place] for each in over]))
    return not any(left(wanted))


@pytest.mark.parametrize("seed", range(30))
def test_no_hidden_group_is_a_sum_of_shown_ones(seed: int) -> None:
    kinds = county(seed)
    may = shown(kinds, DIMENSIONS, 5)
    everybody = [1] * len(kinds)
    hidden = sorted({(of, kind[place]) for kind in kinds for place, of in enumerate(DIMENSIONS)} - may)
    given = [everybody, *rows(kinds, sorted(may))]
    assert not [named for named, row in zip(hidden, rows(kinds, hidden), strict=True) if is_sum(given, row)]


def test_hiding_small_groups_alone_would_not_do() -> None:
    undone = 0
    for seed in range(30):
        kinds = county(seed)
        size = Counter[Named]()
        for kind, many in kinds.items():
            size.update({(of, kind[place]): many for place, of in enumerate(DIMENSIONS)})
        careless = sorted(named for named, many in size.items() if many >= 5)
        hidden = sorted(named for named, many in size.items() if many < 5)
        given = [[1] * len(kinds), *rows(kinds, careless)]
        undone += any(is_sum(given, row) for row in rows(kinds, hidden))
    assert undone > 15, "the attack works, and mostly finds somebody"


@pytest.mark.parametrize("seed", range(10))
def test_what_can_be_worked_out_of_schools_and_partnerships_rests_on_several_cases(seed: int) -> None:
    kinds = county(seed)
    fewer = Counter[Kind]()
    for kind, many in kinds.items():
        fewer[kind[:3]] += many
    may = shown(fewer, DIMENSIONS[:3], 4)
    people = [(kind, number) for kind, many in sorted(fewer.items()) for number in range(many)]
    given = [frozenset((str(person), "") for person in people)] + [
        frozenset((str(person), "") for person in people if person[0][DIMENSIONS.index(of)] == name) for of, name in may
    ]
    assert not list(Attacker(given).victims(2)), "no two cases"


def test_a_small_school_takes_another_of_its_partnership_with_it() -> None:
    kinds = Counter({("North", "Oak"): 4, ("North", "Ash"): 15, ("North", "Elm"): 30, ("South", "Fir"): 40})
    may = shown(kinds, ("partnership", "school"), 10)
    assert ("partnership", "North") in may and ("school", "Elm") in may
    assert ("school", "Oak") not in may and ("school", "Ash") not in may


def test_what_lies_in_what_is_read_off_the_cases() -> None:
    kinds = [("North", "Oak", "girl"), ("North", "Ash", "boy"), ("South", "Fir", "girl"), ("North", "Oak", "boy")]
    inside = lying_in(kinds, ("partnership", "school", "sex"))
    assert inside == {"school": {"partnership": {"Oak": "North", "Ash": "North", "Fir": "South"}}}


def test_two_groups_of_the_very_same_children_are_both_shown() -> None:
    kinds = Counter(
        {("early years", "nursery"): 60, ("primary", "school"): 90, ("primary", "unit"): 30, ("later", "school"): 20}
    )
    assert len(shown(kinds, ("phase", "setting"), 10)) == 6
