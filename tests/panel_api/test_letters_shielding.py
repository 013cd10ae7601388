"""A shielded address: the words that would tell it are found however they are written, and stop the letter."""

from dataclasses import replace

import pytest

from engine.problems import Refused
from panel_api.letters import Voice, compose, kept_back, leaks
from tests.panel_api.letters_cases import OUTCOMES, facts

SECRET = kept_back(["12 Rose Lane, Eventown, ZE1 2AB", "Long Meadow Primary School", "Northmoor"])


def test_the_words_kept_back_are_the_address_its_parts_the_school_and_the_place() -> None:
    assert SECRET == (
        "12 Rose Lane, Eventown, ZE1 2AB", "Rose Lane, Eventown, ZE1 2AB", "ZE1 2AB", "ZE1", "12 Rose Lane",
        "Rose Lane", "Eventown", "Long Meadow Primary School", "Long Meadow", "Northmoor",
    )  # fmt: skip
    assert kept_back(["12", "", " , "]) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Sam goes to Long Meadow.", "at long-meadow", "LONGMEADOW", "long\u00a0meadow’s hall", "Lo\u00adng Meadow",
        "Lóng Mêadow", "ze12ab", "Z E 1 2 A B", "near ZE1", "the Northmoor panel", "in Rose\nLane",
    ],
)  # fmt: skip
def test_they_are_found_however_they_are_written(text: str) -> None:
    assert leaks(text, SECRET)


@pytest.mark.parametrize(
    "text", ["A long day in the meadow", "Rosemary", "ZE11", "Northmoorland", "a primary school", ""]
)
def test_other_words_are_let_be(text: str) -> None:
    assert leaks(text, SECRET) == []


def shielded(**changes: object) -> object:
    at = replace(OUTCOMES["agree"], school=None)
    return compose(facts("agree", **{"outcome": at, "shielded": True, "never_say": SECRET, **changes}))


def test_a_letter_that_gives_nothing_away_is_made() -> None:
    assert "Sam’s school will get £4,680" in shielded().words  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "changes",
    [
        {"outcome": replace(OUTCOMES["agree"], school="Long Meadow Primary School")},
        {"reasons": ("The teacher at Long Meadow says so.",)},
        {"full_reasons": ("We asked people in eventown.",)},
        {"voices": (Voice("child", "I like Rose-Lane park."),)},
        {"to": ("Mr A", "12 Rose Lane")},
        {"dear": "father of Sam in Northmoor"},
    ],
)
def test_a_letter_that_would_give_it_away_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(Refused, match="tell this reader what is kept from them"):
        shielded(**changes)


def test_a_shielded_letter_without_the_words_to_keep_back_is_refused() -> None:
    with pytest.raises(Refused, match="no words are given"):
        shielded(never_say=())
