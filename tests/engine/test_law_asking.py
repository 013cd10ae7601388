"""A school that was asked for: which question, under which law, and which grounds a person may conclude."""

import itertools

import pytest

from engine.law.asking import FULL_IS_NO_GROUND, GROUNDS, OFFERS, Offer, Question, question_for
from engine.law.institutions import INSTITUTIONS

S39 = ("unsuitable", "others_education", "resources")
NAMED = "mainstream sen_unit resourced_provision special non_maintained_special alternative_provision further_education"
MAINSTREAM = {"mainstream", "sen_unit", "resourced_provision", "further_education", "nursery_school"}
APPROVED = ("independent_special", "independent", "specialist_post_16")
SPECIAL = {"special", "non_maintained_special", "independent_special", "specialist_post_16"}
EVERY = list(itertools.product(INSTITUTIONS, (True, False, None), (True, False, None), OFFERS))


@pytest.mark.parametrize("kind", [*NAMED.split(), "nursery_school"])
def test_with_a_plan_a_school_of_the_named_kinds_must_be_named_unless_a_ground_is_concluded(kind: str) -> None:
    for approved, offer in itertools.product((True, False, None), OFFERS):
        found = question_for(kind, approved, True, offer)
        assert (found.code, found.grounds) == ("must_name", S39), "neither approval nor an offer matters to it"
        assert "must name it, unless" in found.words
        assert ("no reasonable steps" in found.words) == ("s.33" in found.law) == (kind in MAINSTREAM)
        assert ("the school that it is part of" in found.words) == (kind in ("sen_unit", "resourced_provision"))


@pytest.mark.parametrize("kind", APPROVED)
def test_approval_under_section_41_decides_which_law_asks(kind: str) -> None:
    assert question_for(kind, True, True).grounds == S39
    wholly = question_for(kind, False, True)
    assert (wholly.code, wholly.law) == ("wishes", "Education Act 1996 s.9")
    unknown = question_for(kind, None, True)
    assert unknown.find == "whether the Secretary of State approves it under s.41" and unknown.grounds == ()
    assert "must name it, unless" in unknown.words and "wishes of the parents" in unknown.words, "both are said"
    assert "s.39(4)" in unknown.law and "s.9" in unknown.law


@pytest.mark.parametrize(
    ("offer", "grounds", "said"),
    [
        ("not_asked", ("efficient_instruction", "public_expenditure"), "ask it"),
        ("asked", ("efficient_instruction", "public_expenditure", "no_offer"), "has not answered"),
        ("offered", ("efficient_instruction", "public_expenditure"), "has offered one"),
        ("refused", ("efficient_instruction", "public_expenditure", "no_offer"), "offers none"),
    ],
)
def test_that_no_place_is_offered_is_concluded_only_after_one_was_asked_for(
    offer: Offer, grounds: tuple[str, ...], said: str
) -> None:
    for kind, approved in [("independent_special", False), ("independent", False), ("early_years", None)]:
        found = question_for(kind, approved, True, offer)
        assert found.grounds == grounds and said in found.words


def test_without_a_plan_nothing_is_named_and_a_special_school_generally_needs_one() -> None:
    for kind, place in INSTITUTIONS.items():
        found = question_for(kind, True, False)
        assert found.grounds == ()
        if place.footing != "service":
            assert (found.code == "needs_plan") == (kind in SPECIAL) == ("exceptions" in found.words)


def test_an_unknown_plan_is_neither_yes_nor_no() -> None:
    found = question_for("special", None, None)
    assert found.code == "find_plan" and "EHC plan" in found.find and found.grounds == ()
    assert "must name it, unless" in found.words and "generally needs a plan" in found.words
    nested = question_for("independent_special", None, None)
    assert "under s.41" in nested.words and nested.words.count(FULL_IS_NO_GROUND) == 1


def test_a_service_is_not_named() -> None:
    for kind in ("outreach", "shared_support"):
        assert {question_for(kind, *each).code for each in itertools.product((True, False, None), repeat=2)} == {
            "service"
        }


@pytest.mark.parametrize("each", EVERY, ids=str)
def test_being_full_is_never_a_ground(each: tuple[str, bool | None, bool | None, Offer]) -> None:
    found = question_for(*each)
    assert _concludes_nothing(found)
    for ground in found.grounds:
        assert GROUNDS[ground].law in found.law, "a ground is of the law that asks"
        assert "full" not in f"{ground} {GROUNDS[ground].words}".lower()
    assert found.code == "service" or found.words.endswith(FULL_IS_NO_GROUND)
    assert "full" not in found.words.replace(FULL_IS_NO_GROUND, "").lower()


def _concludes_nothing(found: Question) -> bool:
    """Nothing but a person answers: a question has the law and the grounds, and no verdict."""
    return set(Question.__slots__) == {"code", "law", "words", "grounds", "find"} and bool(found.words and found.law)
