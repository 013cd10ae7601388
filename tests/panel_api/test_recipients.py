"""Who gets a letter: by parental responsibility, by age, by the day, and never by the word "parent" alone."""

import datetime as dt
from typing import Any

from panel_api.models import Case, Party
from panel_api.services.recipients import Recipients, recipients_on

BORN = dt.date(2010, 9, 1)
LAST_FRIDAY_OF_JUNE = dt.date(2027, 6, 25)
DAY = dt.date(2026, 9, 14)


def parent(name: str, *, responsible: bool = True, **given: Any) -> Party:
    values = {"from_day": BORN, "to_day": None, "shielded": False, "address": None, "reference": None}
    return Party(role="parent", name=name, parental_responsibility=responsible, **(values | given))


def a_case(*others: Party, asked: dt.date = DAY, born: dt.date = BORN) -> Case:
    child = Party(role="child", name="Sam Invented", from_day=born, shielded=False, address="1 Rose Lane, Eventown")
    school = Party(role="school", name="Long Meadow Academy", from_day=born, shielded=False, reference="900001")
    parties = [child, school, *others]
    for number, party in enumerate(parties, 1):
        party.id = number
    return Case(reference="AAAA-BBBB", asked_on=asked, partnership="Northmoor", facts={}, parties=parties, voices=[])


def told(found: Recipients) -> list[tuple[str, str | None, bool]]:
    return [(each.reader, each.party.name, each.holds_rights) for each in found.get]


def test_each_parent_with_parental_responsibility_gets_one_and_the_school_with_no_rights() -> None:
    found = recipients_on(a_case(parent("Ms A"), parent("Mr B")), DAY)
    assert told(found) == [
        ("school", "Long Meadow Academy", False),
        ("parent", "Ms A", True),
        ("parent", "Mr B", True),
    ]
    assert found.left_out == ()


def test_being_a_parent_opens_nothing_by_itself() -> None:
    found = recipients_on(a_case(parent("Ms A"), parent("Mr B", responsible=False)), DAY)
    assert "Mr B" not in [name for _, name, _ in told(found)]
    assert [(each.party.name, each.why[:40]) for each in found.left_out] == [
        ("Mr B", "No parental responsibility is recorded. ")
    ]


def test_someone_who_is_not_there_that_day_gets_none() -> None:
    gone, to_come = parent("Ms A", to_day=dt.date(2026, 9, 13)), parent("Mr B", from_day=dt.date(2026, 9, 15))
    assert told(recipients_on(a_case(gone, to_come), DAY)) == [("school", "Long Meadow Academy", False)]


def test_the_day_after_compulsory_school_age_ends_the_letter_goes_to_the_young_person() -> None:
    case = a_case(parent("Ms A"))
    before = recipients_on(case, LAST_FRIDAY_OF_JUNE)
    after = recipients_on(case, LAST_FRIDAY_OF_JUNE + dt.timedelta(days=1))
    assert ("parent", "Ms A", True) in told(before)
    assert before.passing is None
    assert ("young_person", "Sam Invented", True) in told(after)
    assert "parent" not in [reader for reader, _, _ in told(after)]
    assert [each.party.name for each in after.left_out] == ["Ms A"]
    assert after.passing is not None
    assert "between 14 September 2026 and 26 June 2027" in after.passing.words


def test_parents_of_a_young_person_are_told_only_where_they_agreed_and_without_the_rights() -> None:
    case = a_case(parent("Ms A"), parent("Mr B", responsible=False))
    found = recipients_on(case, dt.date(2027, 9, 1), parents_may_know=True)
    assert ("young_person", "Sam Invented", True) in told(found)
    assert ("parent", "Ms A", False) in told(found)
    assert "Mr B" not in [name for _, name, _ in told(found)]


def test_from_the_other_parent_the_address_the_school_and_the_places_are_kept() -> None:
    mother = parent("Ms A", shielded=True, address="12 Quarry Hill\nWestmere\nZE1 2AB")
    found = recipients_on(a_case(mother, parent("Mr B")), DAY, schools=["Larkfield Special School"])
    assert found.shielded
    kept = {each.party.name: each.never_say for each in found.get}
    assert kept["Ms A"] == ()
    for word in ("Westmere", "ZE1 2AB", "Rose Lane", "Long Meadow", "Larkfield", "Northmoor"):
        assert any(word in phrase for phrase in kept["Mr B"])
    assert "Westmere" in kept["Long Meadow Academy"], "the school knows the school, and not the address"
    assert not any("Long Meadow" in phrase for phrase in kept["Long Meadow Academy"])


def test_for_a_looked_after_child_a_person_is_told_to_ask() -> None:
    authority = Party(role="looking_after", reference="998", from_day=BORN, shielded=False)
    (note,) = recipients_on(a_case(parent("Ms A"), authority), DAY).notes
    assert "Ask the social worker" in note
    assert recipients_on(a_case(parent("Ms A")), DAY).notes == ()
