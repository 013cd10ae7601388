"""Free places and past days of the directory: exact, and never a guess."""

import datetime as dt
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.placing.history import changed, redone, undone
from engine.placing.places import WORDS, Numbers, free_places, free_words

DAY = dt.date(2026, 9, 1)
COUNTS = st.integers(0, 400)
NAMES = st.sampled_from(["name", "capacity", "needs", "facts.offers", "closed_on"])
PLAIN = st.one_of(st.none(), st.booleans(), st.integers(-3, 3), st.text(max_size=3), st.lists(st.text(max_size=2)))
STATES = st.dictionaries(NAMES, PLAIN.filter(lambda value: value is not None))


@pytest.mark.parametrize(
    ("given", "decided", "places", "words"),
    [
        ((40, 38, 4, 2), 1, 3, "3 places free"),
        ((40, 38, 0, 1), 0, 1, "1 place free"),
        ((40, 40, 0, 0), 0, 0, "none free"),
        ((40, 41, 0, 1), 0, -2, "none free: 2 more children than places"),
        ((8, 8, 0, 0), 1, -1, "none free: 1 more child than places"),
    ],
)
def test_free_places_are_counted_and_said(given: tuple[int, ...], decided: int, places: int, words: str) -> None:
    free = free_places(Numbers(DAY, *given), decided)
    assert (free.places, free.unknown, free_words(free)) == (places, (), words)


@given(st.tuples(*(st.one_of(st.none(), COUNTS) for _ in WORDS)), COUNTS)
def test_one_unknown_number_leaves_the_places_unknown_and_is_named(given: tuple[int | None, ...], decided: int) -> None:
    free = free_places(Numbers(DAY, *given), decided)
    missing = tuple(words for value, words in zip(given, WORDS.values(), strict=True) if value is None)
    assert free.unknown == missing
    assert (free.places is None) == bool(missing)
    assert all(words in free_words(free) for words in missing)


def test_without_numbers_nothing_is_known() -> None:
    assert free_words(free_places(None, 3)) == "not known: any numbers of places and children"


@given(st.lists(STATES, min_size=1, max_size=6))
def test_changes_lead_from_the_first_state_to_the_last_and_back_to_each_between(states: list[dict[str, Any]]) -> None:
    changes = [changed(was, now) for was, now in pairwise(states)]
    assert redone(states[0], changes) == states[-1]
    for number, state in enumerate(states):
        assert undone(states[-1], reversed(changes[number:])) == state
    assert redone({}, [changed({}, states[0]), *changes]) == states[-1], "what is new is a change from nothing"
