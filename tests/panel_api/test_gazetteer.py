"""A home is placed by its postcode sector alone."""

import pytest

from panel_api.services.gazetteer import middle, sector_of, sector_words


@pytest.mark.parametrize("typed", ["OX16 0AB", "ox160", " OX16 0 ", "Ox160ab"])
def test_a_sector_is_found_however_it_is_typed(typed: str) -> None:
    assert sector_of(typed) == "OX160"
    assert sector_words("OX160") == "OX16 0"


@pytest.mark.parametrize("typed", ["", "OX", "Banbury", "OX16 0A", "1600", "OX16-0"])
def test_what_is_no_postcode_is_no_sector(typed: str) -> None:
    assert sector_of(typed) is None


def test_the_middle_lies_where_the_town_does() -> None:
    easting, northing = middle("OX160") or (0, 0)
    assert 440_000 < easting < 450_000 and 238_000 < northing < 245_000  # Banbury
    assert middle("OX999") is None and middle(None) is None
