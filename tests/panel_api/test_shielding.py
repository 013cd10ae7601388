"""A shielded parent: what is kept from the other parent, from bodies, and from nobody."""

import datetime as dt

from panel_api.letters import kept_back, leaks
from panel_api.models import Case, Party
from panel_api.services.shielding import kept_from, shields

DAY = dt.date(2026, 9, 1)
ROSE = "12 Rose Lane\nEventown\nZE1 2AB"
ELM = "4 Elm Close\nOldtown\nZE9 9ZZ"


def parent(name: str | None, **given: object) -> Party:
    """A parent's row."""
    values: dict[str, object] = {"parental_responsibility": True, "shielded": False, "from_day": DAY, **given}
    return Party(role="parent", name=name, **values)


def case_of(*parties: Party) -> Case:
    """A case with a child at a school, and these people."""
    child = Party(role="child", name="Robin", from_day=dt.date(2018, 3, 2), address=ROSE, shielded=False)
    school = Party(role="school", name="Long Meadow Primary School", from_day=DAY, shielded=False)
    return Case(partnership="Riverside", parties=[child, school, *parties], voices=[])


def test_nothing_is_kept_where_nobody_is_shielded() -> None:
    father = parent("A father")
    case = case_of(parent("A mother", address=ROSE), father)
    assert shields(case) == ()
    assert kept_from(case, father) == kept_from(case, None) == ()


def test_the_other_parent_may_learn_neither_address_nor_school_nor_place() -> None:
    mother, father = parent("A mother", address=ROSE, shielded=True), parent("A father", address=ELM)
    case = case_of(mother, father)
    (shield,) = shields(case)
    assert (shield.parent, shield.kept_from) == (mother, (father,))
    assert kept_from(case, father, ["Orchard Bank School"]) == (
        ROSE, "Long Meadow Primary School", "Orchard Bank School", "Riverside",
    )  # fmt: skip
    words = kept_back(kept_from(case, father))
    for text in (
        "She lives in EVENTOWN.",
        "12, Rose  Lane",
        "ze12ab",
        "at Long Meadow",
        "in the Riverside partnership",
    ):
        assert leaks(text, words), text
    assert leaks("4 Elm Close, Oldtown: your own address", words) == []


def test_the_shielded_parent_and_the_child_are_told_everything() -> None:
    mother, father = parent("A mother", address=ROSE, shielded=True), parent("A father")
    case = case_of(mother, father)
    assert kept_from(case, mother) == ()
    assert kept_from(case, case.parties[0]) == ()


def test_a_body_is_told_the_school_and_no_address() -> None:
    case = case_of(parent("A mother", address=ROSE, shielded=True), parent("A father"))
    assert kept_from(case, case.parties[1]) == kept_from(case, None) == (ROSE,)


def test_what_was_recorded_last_of_a_parent_counts_and_every_address_they_had_is_kept() -> None:
    before = parent("A Mother", address=ELM, to_day=dt.date(2026, 10, 1))
    after = parent("a mother", address=ROSE, shielded=True, from_day=dt.date(2026, 10, 2))
    father = parent("A father")
    assert kept_from(case_of(before, after, father), father)[:2] == (ROSE, ELM)
    lifted = parent("A MOTHER", address="Open House", from_day=dt.date(2026, 11, 1))
    assert kept_from(case_of(before, after, lifted, father), father) == ()


def test_two_shielded_parents_are_shielded_from_each_other() -> None:
    one, two = parent("A mother", address=ROSE, shielded=True), parent("A father", address=ELM, shielded=True)
    case = case_of(one, two)
    assert [(each.parent, each.kept_from) for each in shields(case)] == [(one, (two,)), (two, (one,))]
    assert ROSE in kept_from(case, two) and ELM not in kept_from(case, two)
    assert ELM in kept_from(case, one)


def test_parents_without_a_name_are_never_taken_for_one_person() -> None:
    mother, father = parent(None, address=ROSE, shielded=True), parent(None)
    assert ROSE in kept_from(case_of(mother, father), father)
