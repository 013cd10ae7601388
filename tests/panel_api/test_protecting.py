"""How falls are softened: read as typed, kept with a proposal, used by its re-scoring, and said."""

import pytest

from engine.problems import Complaints
from engine.whatif.asked import Protection
from panel_api.services.protecting import (
    protection_given,
    protection_kept,
    protection_of,
    protection_typed,
    protection_words,
)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        (("", "", ""), None),
        (("", "1", ""), None),
        (("yes", "", ""), Protection(hold_until_review=True)),
        (("", "3", "5 %"), Protection(taper_years=3, most_fall_percent=5)),
        (("yes", "10", "0"), Protection(True, 10, 0)),
    ],
)
def test_it_is_read_kept_and_typed_again(typed: tuple[str, str, str], found: Protection | None) -> None:
    complaints = Complaints()
    assert protection_given(complaints, *typed) == found
    assert not complaints.problems
    assert protection_of(protection_kept(found)) == found
    again = protection_typed(found)
    assert protection_given(complaints, again["hold"], again["taper_years"], again["most_fall_percent"]) == found


def test_what_is_wrong_is_named_at_its_field() -> None:
    complaints = Complaints()
    protection_given(complaints, "", "11", "-1")
    assert [each.where for each in complaints.problems] == ["taper_years", "most_fall_percent"]


def test_it_is_said() -> None:
    assert protection_words(Protection(True, 3, 5)) == (
        "No award in payment falls before its review, and a fall comes in 3 equal yearly parts, "
        "and no award falls by more than 5 % of what is paid."
    )
    assert "for a child with a plan" in protection_words(None)
