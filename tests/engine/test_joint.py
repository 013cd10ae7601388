"""The joint fit: the best there is by four aims in turn, the same every time, never behind first come, first served."""

import itertools
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.joint.asked import Asked, Child, Fit, Option, Place, fit_of
from engine.joint.conflict import why_not_all
from engine.joint.first_come import first_come
from engine.joint.giving_up import gives_up
from engine.joint.matching import Impossible, Matched, match
from engine.joint.prices import NotTheBest, priced
from engine.joint.solving import Flow, best_flow
from engine.joint.worth import totals_of, worth_of
from engine.problems import Refused

FITS: tuple[Fit, ...] = ("yes", "unknown", "no")
OPTIONS = st.builds(Option, st.sampled_from(FITS), st.sampled_from([None, 0, 900, 1_000, 7_000]), st.booleans())


@st.composite
def worksheets(draw: st.DrawFn, most_children: int = 6, most_places: int = 4, hold: bool = True) -> Asked:
    """Small worksheets, with ties, full places, places of no seats, and children that nothing suits."""
    places = tuple(Place(f"P{n}", draw(st.integers(0, 3))) for n in range(draw(st.integers(1, most_places))))
    children = tuple(
        Child(f"c{n}", draw(st.integers(1, 4)), {place.id: draw(OPTIONS) for place in places})
        for n in range(draw(st.integers(0, most_children)))
    )
    held: dict[str, str] = {}
    for child in children if hold else ():
        chosen = draw(st.sampled_from([None, None, *places]))
        if chosen is not None and fit_of(child, chosen.id) != "no":
            held[child.id] = chosen.id
    return Asked(children, places, held)


def every_assignment(asked: Asked) -> Iterator[dict[str, str]]:
    """All there are, the first by the children's order first."""
    seats = {place.id: place.seats for place in asked.places}
    choices = []
    for child in asked.children:
        suits = [place.id for place in asked.places if fit_of(child, place.id) != "no"]
        held = asked.held.get(child.id)
        choices.append([held] if held else [*suits, None])
    for chosen in itertools.product(*choices):
        found = {child.id: place for child, place in zip(asked.children, chosen, strict=True) if place is not None}
        if all(list(found.values()).count(place) <= most for place, most in seats.items()):
            yield found


@settings(max_examples=150, deadline=None)
@given(worksheets())
def test_of_every_assignment_there_is_it_is_the_best_and_of_the_best_the_first(asked: Asked) -> None:
    every = list(every_assignment(asked))
    if not every:
        with pytest.raises(Impossible):
            match(asked)
        return
    best = max(totals_of(asked, each) for each in every)
    found = match(asked)
    assert found.totals == best
    assert found.given == next(each for each in every if totals_of(asked, each) == best)
    assert found.confirmed


@settings(max_examples=60, deadline=None)
@given(worksheets(most_children=12, most_places=6))
def test_it_never_meets_less_need_than_first_come_first_served(asked: Asked) -> None:
    try:
        found = match(asked)
    except Impossible:
        return
    served = totals_of(asked, first_come(asked))
    assert (found.totals.need, found.totals.may) >= (served.need, served.may)


@settings(max_examples=60, deadline=None)
@given(worksheets(most_children=12, most_places=6))
def test_the_order_in_which_options_are_given_changes_nothing(asked: Asked) -> None:
    turned = tuple(
        Child(child.id, child.weight, dict(reversed(list(child.options.items())))) for child in asked.children
    )
    assert answer(Asked(turned, asked.places, asked.held)) == answer(asked)


def answer(asked: Asked) -> Matched | str:
    try:
        return match(asked)
    except Impossible as impossible:
        return repr(impossible.conflict)


@settings(max_examples=100, deadline=None)
@given(worksheets(most_children=7, most_places=4))
def test_why_not_everyone_is_the_smallest_group_with_too_few_seats(asked: Asked) -> None:
    seats = {place.id: place.seats for place in asked.places}

    def reached(group: tuple[Child, ...]) -> set[str]:
        return {
            place
            for child in group
            for place in seats
            if fit_of(child, place) != "no" and asked.held.get(child.id, place) == place
        }

    smallest = next(
        (
            size
            for size in range(1, len(asked.children) + 1)
            for group in itertools.combinations(asked.children, size)
            if sum(seats[place] for place in reached(group)) < size
        ),
        None,
    )
    found = why_not_all(asked)
    if smallest is None:
        assert found is None
        return
    assert found is not None and found.smallest
    group = tuple(child for child in asked.children if child.id in found.children)
    assert len(found.children) == len(group) == smallest
    assert set(found.places) == reached(group)
    assert found.seats == sum(seats[place] for place in found.places) < smallest


@settings(max_examples=100, deadline=None)
@given(worksheets())
def test_what_is_given_up_is_better_for_the_child_and_has_no_room(asked: Asked) -> None:
    try:
        found = match(asked)
    except Impossible:
        return
    left = {place.id: place.seats - list(found.given.values()).count(place.id) for place in asked.places}
    for child in asked.children:
        now = found.given.get(child.id)
        lost = gives_up(asked, child, now)
        assert child.id not in asked.held or not lost
        for each in lost:
            option = child.options[each.place]
            assert each.place != now and option.fit != "no"
            assert left[each.place] == 0 or (each.what == "asked_for_may" and option.fit == "unknown")
            assert each.what not in ("asked_for", "asked_for_may") or option.preferred
            assert each.what != "certain" or (option.fit == "yes" and (now is None or child.options[now].fit != "yes"))


def two(certain: int = 1) -> Asked:
    """Two children of whom only one fits the one place at A; B may suit the second."""
    first = Child("first", 3, {"A": Option("yes", 2_000), "B": Option("unknown", 100, preferred=True)})
    second = Child("second", 5, {"A": Option("yes", 9_000)})
    return Asked((first, second), (Place("A", certain), Place("B", 1)))


def test_most_need_comes_before_wishes_distance_and_order() -> None:
    found = match(two())
    assert found.given == {"first": "B", "second": "A"}
    assert (found.totals.need, found.totals.may, found.totals.wishes, found.totals.metres) == (5, 3, 1, 9_100)
    assert first_come(two()) == {"first": "A"}
    assert match(two(certain=2)).given == {"first": "A", "second": "A"}, "what suits comes before what was asked for"


def test_a_child_held_by_hand_stays_and_the_rest_is_worked_out_around_it() -> None:
    asked = two()
    found = match(Asked(asked.children, asked.places, {"first": "A"}))
    assert found.given == {"first": "A"}
    second = asked.children[1]
    assert [each.what for each in gives_up(asked, second, None)] == ["certain"]


def test_a_place_that_does_not_suit_is_not_held_and_too_many_held_are_named() -> None:
    asked = two()
    with pytest.raises(Refused, match=r"held\.second: the place does not suit the child"):
        match(Asked(asked.children, asked.places, {"second": "B"}))
    with pytest.raises(Impossible) as refused:
        match(Asked(asked.children, asked.places, {"first": "A", "second": "A"}))
    assert refused.value.conflict.children == ("first", "second")
    assert refused.value.conflict.places == ("A",) and refused.value.conflict.seats == 1


def test_all_that_is_wrong_is_told_at_once() -> None:
    child = Child("twice", 0, {"nowhere": Option("yes", -1)})
    with pytest.raises(Refused) as refused:
        match(Asked((child, child), (Place("A", -1),), {"other": "A"}))
    assert {str(each.where) for each in refused.value.problems} == {
        "children", "children.twice", "places.A", "held.other",
    }  # fmt: skip


def test_prices_prove_the_best_and_refuse_anything_less() -> None:
    worth = worth_of(two())
    best = best_flow(Flow(worth.whole, worth.seats, frozenset()))
    assert priced(worth, worth.whole, best).prices
    for worse in ([0, None], [None, 0], [1, None], [None, None]):
        with pytest.raises(NotTheBest):
            priced(worth, worth.whole, worse)


def test_the_solver_is_loaded_only_when_something_is_worked_out() -> None:
    code = "import sys, engine.joint.matching, panel_api.main; sys.exit('ortools' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], env=dict(os.environ), check=False).returncode == 0
