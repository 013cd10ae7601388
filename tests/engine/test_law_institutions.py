"""By which test in law each kind of provision may be asked for: said for every kind, and no ground concluded."""

import pytest

from engine.law.institutions import INSTITUTIONS, footing_words

NAMED = "A parent or young person may ask for it to be named in an EHC plan (s.38(3))."
WITH_A_PLAN = "Without an EHC plan a child is admitted only as s.34 allows."
OWN = "It is not of the kinds in s.38(3): its own offer counts, and s.9 of the Education Act 1996."


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("mainstream", (NAMED,)),
        ("special", (NAMED, WITH_A_PLAN)),
        ("non_maintained_special", (NAMED, WITH_A_PLAN)),
        ("further_education", (NAMED,)),
        ("sen_unit", (NAMED, "A plan names the school; that the child is taught in the unit is what it specifies.")),
        ("early_years", (OWN,)),
        (
            "outreach",
            ("A service is no school: nobody asks for it by name, and a plan may specify what it gives.",),
        ),
    ],
)
def test_what_is_said_of_a_kind(kind: str, expected: tuple[str, ...]) -> None:
    assert footing_words(kind, None) == expected


@pytest.mark.parametrize("kind", [code for code, each in INSTITUTIONS.items() if each.footing == "section_41"])
def test_approval_decides_and_not_known_is_neither(kind: str) -> None:
    said = {approved: footing_words(kind, approved)[0] for approved in (True, False, None)}
    assert "may be asked for and named" in said[True] and "own offer" not in said[True]
    assert "not approved" in said[False] and "s.9" in said[False]
    assert "not known" in said[None] and len(set(said.values())) == 3


def test_nothing_that_is_said_is_a_ground() -> None:
    for kind in INSTITUTIONS:
        for approved in (True, False, None):
            text = " ".join(footing_words(kind, approved)).lower()
            assert not any(word in text for word in ("unsuitable", "incompatible", "refuse", "full"))
